//! The articles of a corpus with their statements, read and extracted before anything is timed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock};

use dixit::article::{self, Article, ReadOptions};
use dixit::read::{self, Input, Skip};
use dixit::statement::{self, Record, Statement};

use crate::Outcome;

/// Articles with their statements, file by file.
#[derive(Debug, Default)]
pub struct Prepared {
    /// Path of a file and what it holds.
    pub files: Vec<(String, Vec<(Article, Vec<Statement>)>)>,
}

impl Prepared {
    /// Reads all articles below `folder` and extracts their statements.
    pub fn read(folder: &Path) -> Outcome<Self> {
        let files: Vec<_> = read::walk(&[folder.to_owned()]).collect::<Result<_, _>>().map_err(|skip| skip.path)?;
        let (waiting, done) = (Mutex::new(files), Mutex::new(Vec::new()));
        let lock = |error: PoisonError<_>| error.into_inner();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let Some(file) = waiting.lock().unwrap_or_else(lock).pop() else { break };
                        let read = articles(&file.path, &file.shown).into_iter().map(|article| {
                            let statements = statement::extract(&article);
                            (article, statements)
                        });
                        let read = read.collect();
                        done.lock().unwrap_or_else(PoisonError::into_inner).push((file.shown, read));
                    }
                });
            }
        });
        let mut files = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.sort_by(|one: &(String, _), other| one.0.cmp(&other.0));
        Ok(Self { files })
    }

    /// All articles with their statements.
    pub fn articles(&self) -> impl Iterator<Item = &(Article, Vec<Statement>)> {
        self.files.iter().flat_map(|(_, articles)| articles)
    }

    /// The records of all statements.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        self.articles().flat_map(|(article, statements)| statements.iter().map(|found| Record::new(article, found)))
    }
}

/// The articles in a file.
pub fn articles(path: &Path, shown: &str) -> Vec<Article> {
    let mut found = Vec::new();
    if let Ok(mut input) = Input::open(path, shown) {
        article::read_stream(shown, &mut input, &ReadOptions::default(), &mut |article| found.extend(article));
    }
    found
}

/// What stands in for reading and extraction: they are handed over as plain functions.
static STANDING_IN: RwLock<Option<StandIn>> = RwLock::new(None);

struct StandIn {
    files: HashMap<String, Vec<Article>>,
    statements: HashMap<String, Vec<Statement>>,
}

/// Makes `prepared` what [`read_prepared`] and [`extract_prepared`] answer from.
pub fn stand_in(prepared: &Prepared) {
    let files = prepared
        .files
        .iter()
        .map(|(path, articles)| (path.clone(), articles.iter().map(|(article, _)| article.clone()).collect()));
    let statements = prepared.articles().map(|(article, statements)| (article.path.clone(), statements.clone()));
    let stand_in = StandIn { files: files.collect(), statements: statements.collect() };
    *STANDING_IN.write().unwrap_or_else(PoisonError::into_inner) = Some(stand_in);
}

/// Hands over the articles of a file that were read before.
pub fn read_prepared(shown: &str, _: &mut Input<'_>, _: &ReadOptions, sink: &mut dyn FnMut(Result<Article, Skip>)) {
    let standing_in = STANDING_IN.read().unwrap_or_else(PoisonError::into_inner);
    let articles = standing_in.as_ref().and_then(|standing_in| standing_in.files.get(shown));
    articles.into_iter().flatten().for_each(|article| sink(Ok(article.clone())));
}

/// The statements of an article that were extracted before.
pub fn extract_prepared(article: &Article) -> Vec<Statement> {
    let standing_in = STANDING_IN.read().unwrap_or_else(PoisonError::into_inner);
    let statements = standing_in.as_ref().and_then(|standing_in| standing_in.statements.get(&article.path));
    statements.cloned().unwrap_or_default()
}
