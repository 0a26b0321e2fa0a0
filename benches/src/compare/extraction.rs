//! Extraction against Python's extractors of quotations: the same English articles, in memory, nothing loaded or read.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use dixit::article::Article;
use dixit::{read, statement};

use super::Bench;
use crate::Outcome;
use crate::pairs::Pairs;
use crate::peers::script::Script;
use crate::prepared::articles;
use crate::process;
use crate::table::{Bar, Row, Table, shown};

/// Articles that Python extracts from in a round: some seconds.
const FOR_PYTHON: usize = 40;

/// dixit goes over the same ones so many times in a round, for they take it some milliseconds.
const TIMES: u32 = 20;

pub(super) fn compare(bench: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let peers = [
        ("extract-textacy", "textacy", "articles/s extracted against textacy"),
        ("extract-sayswho", "sayswho", "articles/s extracted against sayswho"),
    ];
    let python = match python(bench) {
        Ok(python) => python,
        Err(error) => {
            let why = format!("its virtual environment cannot be made here ({error})");
            for (id, _, what) in peers {
                table.add(bench.skipped(id, what, &why));
            }
            return Ok(());
        }
    };
    let articles = english(&bench.corpus.folder);
    let texts = bench.work().join("texts.jsonl");
    let lines = articles.iter().map(|article| serde_json::to_string(&article.text));
    std::fs::write(&texts, lines.collect::<Result<Vec<_>, _>>()?.join("\n"))?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found: usize = articles.iter().map(|article| statement::extract(article).len()).sum();
    for (id, library, what) in peers {
        let mut command = Command::new(&python);
        let mut script =
            Script::start(command.arg(bench.options.scripts.join("quotations.py")).arg(library).arg(&texts))?;
        if let Err(error) = script.ready() {
            table.add(bench.skipped(id, what, &format!("it does not start here ({error})")));
            continue;
        }
        let mut theirs = 0;
        let mut peer = || {
            let (number, took) = script.ask("")?;
            theirs = number;
            Ok(took)
        };
        let pairs = Pairs::run(bench.options.rounds, &mut || Ok(ours(&articles, threads)), &mut peer)?;
        if theirs == 0 {
            return Err(format!("{library} found no quotation in {} articles", articles.len()).into());
        }
        let each = |seconds: f64| articles.len() as f64 / seconds;
        table.add(Row {
            unit: "× as fast",
            figures: Some(pairs.times_as_fast()),
            bar: Bar::AtLeast(300.0),
            note: format!(
                "{} and {} articles/s; {found} statements and {theirs} quotations in {} articles",
                shown(each(pairs.seconds().median())),
                shown(each(pairs.other_seconds().median())),
                articles.len()
            ),
            ..bench.row(id, what)
        });
    }
    Ok(())
}

/// How long dixit takes for the articles once, with all threads.
fn ours(articles: &[Article], threads: usize) -> Duration {
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for first in 0..threads {
            scope.spawn(move || {
                for _ in 0..TIMES {
                    for article in articles.iter().skip(first).step_by(threads) {
                        std::hint::black_box(statement::extract(article));
                    }
                }
            });
        }
    });
    begun.elapsed() / TIMES
}

/// The first English articles of the corpus.
fn english(folder: &Path) -> Vec<Article> {
    let files = read::walk(&[folder.to_owned()]).flatten();
    let all = files.flat_map(|file| articles(&file.path, &file.shown));
    all.filter(|article| article.lang.as_deref() == Some("en")).take(FOR_PYTHON).collect()
}

/// A Python with the peers, made below the work folder unless it is there.
fn python(bench: &Bench<'_>) -> Outcome<PathBuf> {
    let place = bench.work().join("python");
    let python = place.join("bin/python");
    let is_complete = place.join("complete");
    if !is_complete.is_file() {
        eprintln!("# making a virtual environment for the Python peers");
        process::run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
        let wanted = bench.options.scripts.join("requirements.txt");
        process::run(Command::new(&python).args(["-m", "pip", "install", "--no-cache-dir", "-r"]).arg(wanted))?;
        std::fs::write(&is_complete, "")?;
    }
    Ok(python)
}
