//! The comparisons of one run, each a file: what is compared, how it is checked, which rows it gives.

mod asking;
mod cold;
mod extraction;
mod indexing;
mod loading;
mod scanning;

use std::path::{Path, PathBuf};

use crate::corpus::{Corpus, Recipe};
use crate::table::{Bar, Row, Table};
use crate::{Outcome, process};

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Extraction against Python's extractors of quotations.
    Extraction,
    /// The whole of `dixit index`: time, megabytes a second, memory, size.
    Indexing,
    /// Indexing alone against tantivy and SQLite FTS5.
    Loading,
    /// Two hundred questions against tantivy, SQLite FTS5 and Xapian.
    Asking,
    /// A search from a cold process.
    Cold,
    /// A phrase by index against a scan by ripgrep.
    Scanning,
}

/// What is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Articles of each corpus.
    pub articles: Vec<u64>,
    /// Which comparisons.
    pub parts: Vec<Part>,
    /// Pairs of each.
    pub rounds: usize,
    /// What corpora are made of.
    pub recipe: Recipe,
    /// Where corpora, indexes and the peers' files lie.
    pub work: PathBuf,
    /// The program.
    pub dixit: PathBuf,
    /// The folder with the peers' scripts.
    pub scripts: PathBuf,
}

/// One corpus with its index, and what all comparisons of it need.
struct Bench<'o> {
    options: &'o Options,
    corpus: Corpus,
    /// An index of the whole corpus, made by the program.
    index: PathBuf,
}

/// Runs all comparisons at all sizes.
pub fn run(options: &Options) -> Outcome<Table> {
    std::fs::create_dir_all(&options.work)?;
    if !options.dixit.is_file() {
        let place = options.dixit.display();
        return Err(format!(
            "there is no program at {place}: `cargo build --release` makes it, `--dixit` names another"
        )
        .into());
    }
    let mut table = Table::default();
    let mut sizes = Vec::new();
    // The same phrases at all sizes: a larger corpus holds the smaller ones.
    let mut phrases = Vec::new();
    for &articles in &options.articles {
        eprintln!("# {articles} articles");
        let corpus = options.recipe.corpus(&options.work, articles)?;
        let mut index = corpus.folder.clone().into_os_string();
        index.push(".index");
        let bench = Bench { options, corpus, index: index.into() };
        let indexing = bench.bring_up_to_date()?;
        let mut size = Size { articles, indexing: indexing.as_secs_f64(), asking: None };
        for part in &options.parts {
            eprintln!("# {part:?}");
            match part {
                Part::Extraction => extraction::compare(&bench, &mut table)?,
                Part::Indexing => size.indexing = indexing::compare(&bench, &mut table)?,
                Part::Loading => loading::compare(&bench, &mut table)?,
                Part::Asking => asking::compare(&bench, &mut table)?,
                Part::Cold => cold::compare(&bench, &mut table)?,
                Part::Scanning => scanning::compare(&bench, &mut table)?,
            }
        }
        if options.parts.contains(&Part::Asking) {
            if phrases.is_empty() {
                phrases = asking::selective(&bench)?;
            }
            size.asking = Some(asking::rounds_of(&bench, &phrases)?);
        }
        sizes.push(size);
    }
    grow(&sizes, options.parts.contains(&Part::Indexing), &mut table);
    Ok(table)
}

/// What one size took, for how cost grows.
struct Size {
    articles: u64,
    /// Seconds of indexing.
    indexing: f64,
    /// Seconds of a selective phrase with facets, a round each.
    asking: Option<Vec<f64>>,
}

/// How cost grows from each size to the next, and from the first to the last.
fn grow(sizes: &[Size], is_timed: bool, table: &mut Table) {
    for pair in sizes.windows(2) {
        let [less, more] = pair else { continue };
        let Some((before, after)) = less.asking.as_ref().zip(more.asking.as_ref()) else { continue };
        let figures = before.iter().zip(after).map(|(before, after)| after / before).collect();
        table.add(Row {
            articles: more.articles,
            id: "grow-search",
            what: format!("a selective phrase with facets, from {} articles", less.articles),
            unit: "× the time",
            figures: Some(crate::pairs::Rounds::new(figures)),
            bar: if more.articles == 10 * less.articles { Bar::AtMost(3.0) } else { Bar::None },
            note: "the same twenty phrases, median".to_owned(),
        });
    }
    if let (true, [first, .., last]) = (is_timed, sizes) {
        let times = last.articles as f64 / first.articles as f64;
        table.add(Row {
            articles: last.articles,
            id: "grow-index",
            what: format!("indexing, from {} articles, for each fold of the corpus", first.articles),
            unit: "× the time",
            figures: Some(crate::pairs::Rounds::new(vec![last.indexing / first.indexing / times])),
            bar: if last.articles >= 100 * first.articles { Bar::AtMost(1.05) } else { Bar::None },
            note: format!("{:.1} s and {:.1} s", first.indexing, last.indexing),
        });
    }
}

impl Bench<'_> {
    /// Pairs of what takes minutes at small sizes and hours at large ones.
    fn long_rounds(&self) -> usize {
        let most = match self.articles() {
            0..=20_000 => usize::MAX,
            20_001..=200_000 => 3,
            _ => 1,
        };
        self.options.rounds.min(most)
    }

    fn articles(&self) -> u64 {
        self.corpus.facts.articles
    }

    fn work(&self) -> &Path {
        &self.options.work
    }

    /// The program with what every run of it has in common: no user's tables, no colours.
    fn dixit(&self) -> std::process::Command {
        let mut command = std::process::Command::new(&self.options.dixit);
        command.env("XDG_CONFIG_HOME", self.work().join("no-configuration"));
        command
    }

    /// Makes the index that is asked, unless this program has made it of this corpus before.
    fn bring_up_to_date(&self) -> Outcome<std::time::Duration> {
        let changed = |path: &Path| std::fs::metadata(path).and_then(|facts| facts.modified()).ok();
        let made = changed(&self.index.join("meta.json"));
        let is_old = made < changed(&self.options.dixit) || made < changed(&self.corpus.folder.with_extension("json"));
        if is_old && self.index.exists() {
            std::fs::remove_dir_all(&self.index)?;
        }
        let mut index = self.dixit();
        index.arg("index").arg("--index").arg(&self.index).arg(&self.corpus.folder);
        process::run(&mut index)
    }

    fn row(&self, id: &'static str, what: &str) -> Row {
        Row {
            articles: self.articles(),
            id,
            what: what.to_owned(),
            unit: "×",
            figures: None,
            bar: Bar::None,
            note: String::new(),
        }
    }

    /// A row that could not be measured here.
    fn skipped(&self, id: &'static str, what: &str, why: &str) -> Row {
        eprintln!("SKIPPED: {what}: {why}");
        Row { note: format!("skipped: {why}"), ..self.row(id, what) }
    }
}
