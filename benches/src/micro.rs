//! Small pieces of work, each a stage of the program alone: timed by `cargo bench`, counted in instructions by
//! `dixit-bench instructions`.

use std::path::{Path, PathBuf};

use dixit::answer::{self, FacetSpec, Period, Request, bench as answers};
use dixit::article::{Article, ReadOptions, read_articles};
use dixit::index::{BuildRequest, Field, Index, Pace, build};
use dixit::query::{Query, parse};
use dixit::statement::bench as stages;
use dixit::statement::{self, Record};
use dixit::text::{fold, words};
use jiff::civil::date;

use crate::Outcome;

/// Names of the pieces.
pub const PIECES: [&str; 11] =
    ["read", "tokenise", "fold", "draft", "tag", "link", "extract", "parse", "search", "facet", "snippet"];

/// A query with a bit of everything.
const QUERY: &str = r#"speaker:(minister OR president) "we will" sanction* -outlet:TASS date:2024-02..2025 a NEAR/5 b"#;

/// A query that finds many of the examples.
const MANY: &str = "the OR a OR we OR to";

/// What the pieces work on: the articles of the project's examples and their index.
pub struct Micro {
    files: Vec<(String, Vec<u8>)>,
    articles: Vec<Article>,
    drafted: Vec<stages::Drafted>,
    tagged: Vec<stages::Tagged>,
    index: Index,
    query: Query,
    records: Vec<Record>,
}

impl Micro {
    /// Indexes the articles below `examples` at `place`.
    pub fn index(examples: &Path, place: &Path) -> Outcome<()> {
        let request = BuildRequest { roots: vec![examples.to_owned()], ..BuildRequest::default() };
        build(place, &request, &|_| Pace::GoOn)?;
        Ok(())
    }

    /// Reads the articles below `examples` and opens their index at `place`.
    pub fn open(examples: &Path, place: &Path) -> Outcome<Self> {
        let index = Index::open(place)?;
        let mut files = Vec::new();
        for file in dixit::read::walk(&[examples.to_owned()]).flatten() {
            files.push((file.shown, std::fs::read(&file.path)?));
        }
        let articles: Vec<Article> = read(&files);
        let drafted: Vec<_> = articles.iter().map(|article| stages::draft(&article.text)).collect();
        let tagged =
            articles.iter().zip(&drafted).map(|(article, drafted)| stages::tag(&article.text, drafted)).collect();
        let query = parse(MANY, date(2026, 1, 1))?.query;
        let hits = answer::ask(&index, &Request::new(query.clone(), Some(10)))?.hits;
        let records = hits.into_iter().map(|hit| hit.record).collect();
        Ok(Self { files, articles, drafted, tagged, index, query, records })
    }

    /// Does a piece of work once; what comes of it is a number that shows that it was done.
    pub fn run(&self, piece: &str) -> Outcome<usize> {
        Ok(match piece {
            "read" => read(&self.files).len(),
            "tokenise" => self.articles.iter().map(|article| words(&article.text).count()).sum(),
            "fold" => self.articles.iter().map(|article| fold(&article.text).len()).sum(),
            "draft" => self.articles.iter().map(|article| stages::draft(&article.text)).map(|_| 1).sum(),
            "tag" => {
                let drafted = self.articles.iter().zip(&self.drafted);
                drafted.map(|(article, drafted)| stages::tag(&article.text, drafted)).map(|_| 1).sum()
            }
            "link" => {
                let tagged = self.articles.iter().zip(&self.drafted).zip(&self.tagged);
                tagged.map(|((article, drafted), tagged)| stages::link(&article.text, drafted, tagged)).sum()
            }
            "extract" => self.articles.iter().map(|article| statement::extract(article).len()).sum(),
            "parse" => parse(QUERY, date(2026, 1, 1)).map(|parsed| parsed.notes.len())?,
            "search" => self.ask(Some(10), &[])?,
            "facet" => self.ask(Some(0), &[Field::Speaker, Field::Outlet, Field::Date])?,
            "snippet" => answers::snippets(&self.index, &self.query, &self.records)?,
            other => return Err(format!("no piece is called `{other}`; these are: {}", PIECES.join(", ")).into()),
        })
    }

    fn ask(&self, limit: Option<usize>, facets: &[Field]) -> Outcome<usize> {
        let spec = |field: &Field| FacetSpec { field: *field, period: Period::Month, limit: Some(10) };
        let facets = facets.iter().map(spec).collect();
        let answer = answer::ask(&self.index, &Request { facets, ..Request::new(self.query.clone(), limit) })?;
        Ok(answer.hits.len() + answer.facets.len())
    }
}

fn read(files: &[(String, Vec<u8>)]) -> Vec<Article> {
    let mut articles = Vec::new();
    for (shown, bytes) in files {
        read_articles(shown, bytes, &ReadOptions::default(), &mut |article| articles.extend(article));
    }
    articles
}

/// Where the project's examples lie.
pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/articles")
}
