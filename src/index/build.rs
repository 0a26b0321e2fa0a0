//! The indexing run: changed articles in, removed ones out, in one commit or, when it takes long, in several.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use tantivy::{IndexWriter, Searcher, TantivyError};

use super::duplicates::Seen;
use super::intake::{Intake, Outcome, Stations, Taken};
use super::lock_note::{self, LockNote};
use super::manifest::{Manifest, fingerprint};
use super::moved::Content;
use super::open::{self, failure, storage};
use super::rebuild::{rebuild, take_away_remnants};
use super::schema::Schema;
use super::settle::{counts, settle};
use super::utterances::settle_utterances;
use super::writing::{State, Writing};
use super::{Index, IndexError, guarded};
use crate::article::{Folders, ReadOptions};
use crate::read::{Skip, SkipReason};

/// What to bring into the index.
#[derive(Debug, Clone, Default)]
pub struct BuildRequest {
    /// Files and folders.
    pub roots: Vec<PathBuf>,
    /// Keep articles whose files are gone from below `roots`.
    pub keep_missing: bool,
    /// Make the index anew, from nothing but `roots`: also one that is damaged or has another format.
    pub rebuild: bool,
    /// How articles are read.
    pub read: ReadOptions,
    /// Who writes, for those who find the index locked meanwhile.
    pub note: Option<LockNote>,
}

/// What an indexing run did. `files = indexed + unchanged + skipped`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BuildReport {
    /// Files found below the roots.
    pub files: u64,
    /// Files read now, new or changed, that gave at least one article.
    pub indexed: u64,
    /// Those among `indexed` that were in the index under another path, where they are no longer.
    pub moved: u64,
    /// Files that are as they were in the last run and gave articles then.
    pub unchanged: u64,
    /// Files that were in the index and are gone.
    pub removed: u64,
    /// Files that gave no article, now or in an earlier run that need not be repeated.
    pub skipped: u64,
    /// Articles read now.
    pub articles: u64,
    /// Articles among them whose statements an earlier run had found in the same text with the same facts.
    pub reused: u64,
    /// Statements found in them. Those of copies are not indexed and not counted.
    pub statements: u64,
    /// Articles in the index that are copies of others in it.
    pub duplicates: u64,
    /// Bytes of article text among them.
    pub text_bytes: u64,
    /// All that was skipped (files, and articles inside files), by path.
    pub skips: Vec<Skip>,
    /// Why whole files were: how many for each reason, told by the first that each gives. They add up to `skipped`.
    pub reasons: BTreeMap<&'static str, u64>,
    /// How many things were left out inside of files that gave articles, for each reason.
    pub left_out: BTreeMap<&'static str, u64>,
    /// What is wrong with articles that were read all the same, by path.
    pub remarks: Vec<Remark>,
    /// Whether the run was stopped before all files were seen. What it counts is in the index, the rest is as it was.
    pub stopped: bool,
}

/// A warning about an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The article's path.
    pub path: String,
    /// A short fixed name for scripts.
    pub code: &'static str,
    /// What is wrong, in words.
    pub message: String,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Files found so far.
    pub found: u64,
    /// Whether the walk is over, so that `found` is all of them.
    pub walked: bool,
    /// Files done.
    pub done: u64,
    /// Bytes of the files found so far that have to be read: those that are new or changed.
    pub bytes_found: u64,
    /// Bytes of those that are done.
    pub bytes: u64,
    /// Statements found.
    pub statements: u64,
}

/// How a run goes on. Whoever watches its [`Progress`] decides, for the clock and the user's signals are theirs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pace {
    /// On to the next file.
    #[default]
    GoOn,
    /// Commit what is complete as soon as no file is half done, and go on.
    Commit,
    /// Take no more files, commit what is complete and end.
    Stop,
}

/// Watches a run: called by any of its threads, often.
pub(super) type Watch<'w> = dyn Fn(Progress) -> Pace + Sync + 'w;

/// Brings the index at `dir` (made when there is none) up to date with the files below the roots.
///
/// Until the first commit the index is the old one. Each commit holds a file wholly or not at all, so a run that was
/// stopped or killed is continued by the next one over the same roots. Files that are gone leave with the last commit of
/// a run that has seen all roots. When nothing has changed, nothing is written.
///
/// With [`BuildRequest::rebuild`] it is made anew: the old one answers until the new one is complete and takes its place
/// in one moment, and a run that was stopped or killed before leaves the old one.
///
/// # Errors
///
/// When the index cannot be opened, locked or written; single files never fail a run.
pub fn build(
    dir: &Path,
    request: &BuildRequest,
    progress: &(dyn Fn(Progress) -> Pace + Sync),
) -> Result<BuildReport, IndexError> {
    guarded(dir, || build_with(dir, request, &Stations::REAL, progress))
}

/// [`build`] over any stations.
pub(super) fn build_with(
    dir: &Path,
    request: &BuildRequest,
    stations: &Stations,
    progress: &Watch<'_>,
) -> Result<BuildReport, IndexError> {
    if request.rebuild {
        rebuild(dir, request, stations, progress)
    } else {
        build_in(dir, dir, request, stations, progress)
    }
}

/// Brings the index at `dir` up to date; nothing in `own` is an article.
pub(super) fn build_in(
    dir: &Path,
    own: &Path,
    request: &BuildRequest,
    stations: &Stations,
    progress: &Watch<'_>,
) -> Result<BuildReport, IndexError> {
    let schema = Schema::new();
    let tantivy_index = open::open_or_create(dir, &schema)?;
    // The lock is taken before the manifest is read: nobody else can change what it says.
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let writing = Writing::new(open::writer(dir, &tantivy_index, writer_threads(threads))?);
    let _posted = lock_note::post(dir, request.note.as_ref());
    take_away_remnants(dir).map_err(|error| storage(dir, "removing what is left of another run", error))?;
    let index = Index::of(dir, &tantivy_index)?;
    let searcher = index.reader.searcher();
    let state_before = State::of(&tantivy_index).map_err(|error| failure(dir, "reading the last commit", error))?;
    let manifest = Manifest::load(&searcher, &schema).map_err(|error| failure(dir, "reading the manifest", error))?;

    let folders = Folders::default();
    let intake = Intake {
        stations,
        schema: &schema,
        manifest: &manifest,
        read: &request.read,
        folders: &folders,
        options: fingerprint(&request.read),
        searcher: &searcher,
        writing: &writing,
        progress,
        seen: Seen::default(),
        own: own.canonicalize().unwrap_or_else(|_| own.to_owned()),
    };
    let mut run =
        Run { request, index: &index, intake: &intake, threads, state_before, report: BuildReport::default() };
    let done = run.carry_out();
    let report = run.report;
    let mut writer = writing.into_writer();
    if let Err((action, error)) = done {
        return Err(failure(dir, action, cause(&mut writer, error)));
    }
    writer.garbage_collect_files().wait().map_err(|error| failure(dir, "removing old files", error))?;
    writer.wait_merging_threads().map_err(|error| failure(dir, "merging", error))?;
    Ok(report)
}

/// What failed, and why.
type Failed = (&'static str, TantivyError);

fn at(action: &'static str) -> impl Fn(TantivyError) -> Failed {
    move |error| (action, error)
}

/// A run with all that it needs.
struct Run<'r> {
    request: &'r BuildRequest,
    index: &'r Index,
    intake: &'r Intake<'r>,
    threads: usize,
    /// How the run found the index.
    state_before: State,
    report: BuildReport,
}

/// What is different now.
#[derive(Default)]
struct Changes {
    /// Whether anything is, if only the time of a file.
    any: bool,
    /// Whether articles came, went or changed.
    articles: bool,
    /// The files that were read.
    read: HashSet<String>,
}

impl Run<'_> {
    /// The files first, then their articles among one another. Nothing is committed when nothing has changed.
    fn carry_out(&mut self) -> Result<(), Failed> {
        let taken = self.intake.run(&self.request.roots, self.threads).map_err(at("indexing"))?;
        let changes = self.account(taken).map_err(at("reading the manifest"))?;
        let writing = self.intake.writing;
        // A run before this one, or a commit on its way, may have left it unsettled.
        let mut state = State::of(self.intake.searcher.index()).map_err(at("reading the last commit"))?;
        let before = (self.state_before == State::Settled).then_some(self.intake.searcher);
        if changes.articles {
            state = State::Unsettled;
        }
        if changes.any {
            writing.commit(state).map_err(at("committing"))?;
        }
        let searcher = self.last_commit().map_err(at("reading the last commit"))?;
        if state == State::Settled || self.report.stopped {
            (self.report.duplicates, _) = counts(&searcher, self.intake.schema).map_err(at("reading columns"))?;
            return Ok(());
        }
        let settled = settle(self.intake, &searcher, before, self.threads).map_err(at("telling copies apart"))?;
        self.report.duplicates = settled.copies;
        for (came, went) in changes.read.iter().filter_map(|path| settled.statements.get(path)) {
            self.report.statements = (self.report.statements + came).saturating_sub(*went);
        }
        let state = if settled.is_whole { State::Settled } else { State::Unsettled };
        writing.commit(State::Unsettled).map_err(at("committing"))?;
        let searcher = self.last_commit().map_err(at("reading the last commit"))?;
        settle_utterances(self.intake, &searcher, before, self.threads).map_err(at("telling utterances"))?;
        writing.commit(state).map_err(at("committing"))
    }

    fn last_commit(&self) -> tantivy::Result<Searcher> {
        self.index.reader.reload()?;
        Ok(self.index.reader.searcher())
    }

    /// Counts what became of the files and takes out those that are gone. Says what has changed.
    fn account(&mut self, taken: Taken) -> tantivy::Result<Changes> {
        let mut seen = HashSet::with_capacity(taken.outcomes.len());
        // How many files came in with each content, to be told apart from those that only moved.
        let mut arrived: HashMap<Content, u64> = HashMap::new();
        let mut changes = Changes::default();
        self.report.stopped = taken.stopped;
        for (path, outcome) in taken.outcomes {
            self.report.files += 1;
            match outcome {
                Outcome::Unchanged { refreshed } => {
                    changes.any |= refreshed;
                    self.count_unchanged(&path)?;
                }
                Outcome::Unreadable(skip) => self.skip(vec![skip]),
                Outcome::Read { counts, arrived: content } => {
                    (changes.any, changes.articles) = (true, true);
                    changes.read.insert(path.clone());
                    if counts.articles > 0 {
                        self.report.indexed += 1;
                        if let Some(content) = content {
                            *arrived.entry(content).or_default() += 1;
                        }
                        self.leave_out(counts.skips);
                    } else {
                        self.skip(counts.skips);
                    }
                    self.report.remarks.extend(counts.remarks);
                    self.report.articles += counts.articles;
                    self.report.reused += counts.reused;
                    self.report.statements += counts.statements;
                    self.report.text_bytes += counts.text_bytes;
                }
            }
            seen.insert(path);
        }
        if !self.request.keep_missing && !taken.stopped {
            let is_less = self.remove_missing(&seen, &taken.unread, arrived);
            changes.any |= is_less;
            changes.articles |= is_less;
        }
        // Files and folders that could not even be looked at are neither in the index nor lost.
        self.report.files += taken.unread.len() as u64;
        taken.unread.into_iter().for_each(|skip| self.skip(vec![skip]));
        self.report.remarks.sort_unstable();
        self.report.skips.extend(self.intake.folders.take_wrong());
        self.report.skips.sort_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));
        Ok(changes)
    }

    fn count_unchanged(&mut self, path: &str) -> tantivy::Result<()> {
        let Some(known) = self.intake.manifest.files.get(path) else { return Ok(()) };
        let skips = known.skips(self.intake.searcher, self.intake.schema)?;
        if known.articles > 0 {
            self.report.unchanged += 1;
            self.leave_out(skips);
        } else {
            self.skip(skips);
        }
        Ok(())
    }

    /// Counts what was left out in a file that gave articles.
    fn leave_out(&mut self, skips: Vec<Skip>) {
        for skip in &skips {
            let count = if let SkipReason::NoPages { records } = skip.reason { records } else { 1 };
            *self.report.left_out.entry(skip.reason.code()).or_default() += count;
        }
        self.report.skips.extend(skips);
    }

    /// Counts a file that gave no article, for the first of its reasons.
    fn skip(&mut self, skips: Vec<Skip>) {
        self.report.skipped += 1;
        let code = skips.first().map_or("no-text", |skip| skip.reason.code());
        *self.report.reasons.entry(code).or_default() += 1;
        self.report.skips.extend(skips);
    }

    /// Takes out the files that are gone; one whose content has arrived under another path has moved.
    fn remove_missing(&mut self, seen: &HashSet<String>, unread: &[Skip], mut arrived: HashMap<Content, u64>) -> bool {
        let mut changes = false;
        let roots = absolute(&self.request.roots);
        for (path, known) in &self.intake.manifest.files {
            // One that lay elsewhere and is gone leaves too when its content is found here: nothing is lost.
            let has_arrived = || arrived.contains_key(&known.content()) && !Path::new(path).exists();
            if seen.contains(path) || is_behind(path, unread) || !(is_below(path, &roots) || has_arrived()) {
                continue;
            }
            self.intake.writing.delete(self.intake.schema.source_term(path));
            changes = true;
            match arrived.get_mut(&known.content()).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    self.report.moved += 1;
                }
                None => self.report.removed += 1,
            }
        }
        changes
    }
}

/// A thread of the writer that failed only says that it did; why comes out when the threads are
/// joined. What they wrote is not committed.
///
/// The files they left are taken away, which matters most when the disk is full.
fn cause(writer: &mut IndexWriter, error: TantivyError) -> TantivyError {
    let cause = match writer.prepare_commit() {
        Err(cause) => cause,
        Ok(prepared) => prepared.abort().err().unwrap_or(error),
    };
    // What is not taken away now is taken away by the next run that commits.
    let _or_later = writer.garbage_collect_files().wait();
    cause
}

/// One for each thread that reads: what is read and extracted quickly waits for nobody then. tantivy writes a segment with
/// each of them, and shares the writer's memory among them.
fn writer_threads(threads: usize) -> usize {
    threads.clamp(1, 4)
}

/// The roots as the manifest spells paths: absolute, and once more with links resolved. A root that is not there, because
/// a disk is not mounted, says nothing about what is below it.
pub(super) fn absolute(roots: &[PathBuf]) -> Vec<PathBuf> {
    let there = roots.iter().filter(|root| root.exists());
    let spellings = there.flat_map(|root| [std::path::absolute(root).ok(), root.canonicalize().ok()]);
    spellings.flatten().collect()
}

pub(super) fn is_below(path: &str, roots: &[PathBuf]) -> bool {
    roots.iter().any(|root| Path::new(path).starts_with(root))
}

/// Whether `path` lies in something that could not be read this time although it is there: what
/// cannot be seen is not taken for gone.
fn is_behind(path: &str, unread: &[Skip]) -> bool {
    unread.iter().any(|skip| {
        matches!(skip.reason, SkipReason::Unreadable(_))
            && Path::new(path).starts_with(&skip.path)
            && std::fs::symlink_metadata(&skip.path).is_ok()
    })
}
