//! A folder with its index, and what the model holds of both.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::compare::{Outcome, equal};
use super::dice::Dice;
use super::folder::{Files, Held, entries};
use super::notation::STATIONS;
use super::questions::question;
use super::scan::Scan;
use super::steps::{Course, End, FILES, Step, copied, folder};
use crate::answer::{Hit, Request, Sort, ask};
use crate::index::{BuildReport, BuildRequest, CheckRequest, Corpus, Index, Pace, SourcesOf, check, contents_of};
use crate::query::Query;

/// Queries of one search.
const QUERIES: usize = 4;

/// How often a folder is copied while a run changes it, before that is given up.
const TRIES: usize = 1_000;

pub(super) struct World {
    corpus: Corpus,
    disk: Files,
    /// What the last commit holds.
    held: Held,
    /// An open index with what it held when it was opened or refreshed.
    reader: Option<(Index, Held)>,
    /// Files that were written: each has a time of its own.
    n_written: u64,
}

impl World {
    pub(super) fn new() -> Self {
        let corpus = Corpus::empty(&STATIONS);
        std::fs::create_dir_all(corpus.root()).unwrap();
        Self { corpus, disk: Files::new(), held: Held::default(), reader: None, n_written: 0 }
    }

    /// Takes one step in the folder and in the model, and compares them where it is one of the index.
    pub(super) fn take(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Write { file, content } => self.write(*file, content.clone()),
            Step::Copy { from, to, seed } => {
                if let Some(content) = self.content(*from) {
                    self.write(*to, copied(&content, *seed));
                }
            }
            Step::Append { file, article } => {
                if let Some(content) = self.content(*file) {
                    self.write(*file, content + article);
                }
            }
            Step::Touch { file } => {
                if let Some(content) = self.content(*file) {
                    self.write(*file, content);
                }
            }
            Step::Remove { file } => {
                if self.disk.remove(&self.path(*file)).is_some() {
                    self.corpus.remove(FILES[*file]);
                }
            }
            Step::Move { from, to } => {
                if let Some(content) = self.disk.remove(&self.path(*from)) {
                    self.disk.insert(self.path(*to), content);
                    self.corpus.rename(FILES[*from], FILES[*to]);
                }
            }
            Step::Run { folders, keep_missing, pace } => {
                let roots = folders.iter().map(|name| folder(&self.corpus.root(), name)).collect();
                return self.run(roots, *keep_missing, *pace);
            }
            Step::Open => {
                self.reader = self.is_there().then(|| (self.corpus.open(), self.held.clone()));
            }
            Step::Refresh => {
                if let Some((index, held)) = &mut self.reader {
                    index.refresh().map_err(|error| error.to_string())?;
                    held.clone_from(&self.held);
                }
            }
            Step::Search { seed } => {
                if let Some((index, held)) = &self.reader {
                    return agree(index, held, &mut Dice::new(*seed));
                }
            }
        }
        Ok(())
    }

    /// After one more run over everything the index is what a first run makes of the folder.
    pub(super) fn finish(&mut self) -> Outcome {
        self.run(vec![self.corpus.root()], false, Course { commits: false, end: End::Whole })?;
        let place = self.corpus.index_dir().with_file_name("fresh");
        let request = BuildRequest { roots: vec![self.corpus.root()], ..BuildRequest::default() };
        self.corpus.build_at(&place, &request, &|_| Pace::GoOn).map_err(|error| error.to_string())?;
        let fresh = Index::open(&place).map_err(|error| error.to_string())?;
        let (own, fresh) = (self.shown(&self.corpus.open())?, self.shown(&fresh)?);
        equal("against a first run over the same files", &own, &fresh)
    }

    /// All that an index shows of its statements and articles.
    fn shown(&self, index: &Index) -> Result<Vec<String>, String> {
        let request = Request { sort: Sort::DateDescending, ..Request::new(Query::All, None) };
        let hits = ask(index, &request).map_err(|error| error.to_string())?.hits;
        let line = |hit: Hit| format!("{:?} {:?} {:?}", hit.record, hit.copies, hit.utterance);
        let mut lines: Vec<String> = hits.into_iter().map(line).collect();
        for path in self.held.paths(&self.disk) {
            lines.extend(entries(index, path)?.iter().map(|entry| format!("{entry:?}")));
        }
        Ok(lines)
    }

    fn path(&self, file: usize) -> String {
        self.corpus.root().join(FILES[file]).to_string_lossy().into_owned()
    }

    fn content(&self, file: usize) -> Option<String> {
        self.disk.get(&self.path(file)).cloned()
    }

    fn write(&mut self, file: usize, content: String) {
        self.corpus.write(FILES[file], &content);
        self.n_written += 1;
        let path = self.path(file);
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + self.n_written);
        std::fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
        self.disk.insert(path, content);
    }

    fn is_there(&self) -> bool {
        self.corpus.index_dir().join("meta.json").exists()
    }

    fn run(&mut self, roots: Vec<PathBuf>, keep_missing: bool, course: Course) -> Outcome {
        let request = BuildRequest { roots, keep_missing, ..BuildRequest::default() };
        let place = self.corpus.index_dir();
        let n_reports = AtomicUsize::new(0);
        let killed: Mutex<Option<tempfile::TempDir>> = Mutex::default();
        let watch = |_| {
            let number = n_reports.fetch_add(1, Ordering::Relaxed);
            match course.end {
                End::Killed { at } if at == number => *killed.lock().unwrap() = Some(moment(&place)),
                End::Stopped { at } if at <= number => return Pace::Stop,
                _ => {}
            }
            if course.commits { Pace::Commit } else { Pace::GoOn }
        };
        let report = self.corpus.build_from(&request, &watch).map_err(|error| error.to_string())?;
        let killed = killed.into_inner().unwrap();
        if let Some(moment) = &killed {
            std::fs::remove_dir_all(&place).unwrap();
            std::fs::rename(moment.path(), &place).unwrap();
            self.reader = None;
        }
        if killed.is_some() || report.stopped {
            self.held =
                if self.is_there() { self.held.observed(&self.disk, &self.corpus.open())? } else { Held::default() };
        } else {
            let (held, expected) = self.held.after_run(&self.disk, &request.roots, keep_missing);
            self.held = held;
            equal("the report", &counts(&report), &counts(&expected))?;
        }
        if !self.is_there() {
            return Ok(());
        }
        let nothing_else = CheckRequest { sources: SourcesOf::Nothing, ..CheckRequest::default() };
        let checked = check(&place, &nothing_else, &|_| {}).map_err(|error| error.to_string())?;
        equal("what `dixit check` finds", &checked.faults, &Vec::new())?;
        agree(&self.corpus.open(), &self.held, &mut Dice::new(self.n_written))
    }
}

/// The numbers that tell what a run did.
fn counts(report: &BuildReport) -> [(&'static str, u64); 9] {
    [
        ("files", report.files),
        ("indexed", report.indexed),
        ("unchanged", report.unchanged),
        ("skipped", report.skipped),
        ("removed", report.removed),
        ("moved", report.moved),
        ("articles", report.articles),
        ("statements", report.statements),
        ("duplicates", report.duplicates),
    ]
}

/// The index holds what it should, and answers some questions as a scan does.
fn agree(index: &Index, held: &Held, dice: &mut Dice) -> Outcome {
    let mut scan = Scan::new(held.records());
    scan.told_of_utterances(index)?;
    scan.agrees(index, &Query::All, &Query::All, dice)?;
    equal("the list of files", &contents_of(index), &held.contents())?;
    let stats = index.stats().map_err(|error| error.to_string())?;
    let (n_articles, n_copies) = held.n_articles();
    let expected = (n_articles, n_copies, scan.pages.len() as u64);
    equal("stats", &(stats.articles, stats.duplicates, stats.statements), &expected)?;
    for hit in ask(index, &Request::new(Query::All, None)).map_err(|error| error.to_string())?.hits {
        let path = &hit.record.article.path;
        equal(&format!("copies of {path}"), &hit.copies, &held.copies_of(path))?;
    }
    for _ in 0..QUERIES {
        let query = question(&scan.pages, 2, dice);
        scan.agrees(index, &query, &query, dice).map_err(|difference| format!("{query}: {difference}"))?;
    }
    Ok(())
}

/// The folder of an index as it is at one moment, although it is being written to. A file that a commit names is never
/// changed, so a copy is of one moment when no commit came while it was made.
fn moment(place: &Path) -> tempfile::TempDir {
    let commit = || std::fs::read(place.join("meta.json")).ok();
    for _ in 0..TRIES {
        let before = commit();
        let copy = tempfile::tempdir_in(place.parent().unwrap()).unwrap();
        for entry in std::fs::read_dir(place).unwrap() {
            let from = entry.unwrap().path();
            // One that is taken away meanwhile belongs to no commit any more.
            let _is_gone = std::fs::copy(&from, copy.path().join(from.file_name().unwrap()));
        }
        if commit() == before {
            return copy;
        }
    }
    panic!("no moment without a commit in {}", place.display());
}
