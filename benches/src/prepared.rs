//! The articles of a corpus with their statements, read and extracted before anything is timed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use dixit::article::{self, Article, ReadOptions};
use dixit::read::{self, Input, Skip};
use dixit::statement::{self, Record, Statement};

use crate::Outcome;

/// An article with its statements.
pub type Extracted = (Article, Vec<Statement>);

/// Articles with their statements, by file.
#[derive(Debug, Default)]
pub struct Prepared {
    files: BTreeMap<String, Vec<Extracted>>,
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
        let files: Vec<(String, Vec<Extracted>)> = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Self { files: files.into_iter().collect() })
    }

    /// All articles with their statements.
    pub fn articles(&self) -> impl Iterator<Item = &Extracted> {
        self.files.values().flatten()
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
static STANDING_IN: RwLock<Option<Arc<Prepared>>> = RwLock::new(None);

/// Makes `prepared` what [`read_prepared`] and [`extract_prepared`] answer from.
pub fn stand_in(prepared: &Arc<Prepared>) {
    *STANDING_IN.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(prepared));
}

fn standing_in() -> Option<Arc<Prepared>> {
    STANDING_IN.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Hands over the articles of a file that were read before.
pub fn read_prepared(shown: &str, _: &mut Input<'_>, _: &ReadOptions, sink: &mut dyn FnMut(Result<Article, Skip>)) {
    let Some(prepared) = standing_in() else { return };
    for (article, _) in prepared.files.get(shown).into_iter().flatten() {
        sink(Ok(article.clone()));
    }
}

/// The statements of an article that were extracted before.
pub fn extract_prepared(article: &Article) -> Vec<Statement> {
    let Some(prepared) = standing_in() else { return Vec::new() };
    let (file, number) = article.path.rsplit_once('#').unwrap_or((&article.path, "1"));
    let Some(articles) = prepared.files.get(file) else { return Vec::new() };
    // Articles are counted from 1; where one was skipped, the numbers behind it are higher than its place.
    let at = number.parse().map_or(0, |number: usize| number.saturating_sub(1)).min(articles.len().saturating_sub(1));
    let found = articles.iter().take(at + 1).rev().find(|(known, _)| known.path == article.path);
    found.map_or_else(Vec::new, |(_, statements)| statements.clone())
}
