//! What happens to each file of a run: left as it is, or read, extracted and handed to the writer by
//! one of several threads.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tantivy::{Searcher, TantivyError};

use super::ArticleEntry;
use super::build::{Pace, Progress, Remark, Watch};
use super::duplicates::Seen;
use super::manifest::{FileEntry, Manifest};
use super::moved::{Content, Contents};
use super::prepare::{DOCUMENT_BYTES, Made, Offered, Prepared, documents, internal};
use super::reuse::facts_hash;
use super::schema::Schema;
use super::writing::{FileChanges, Writing};
use crate::article::{Article, Folders, ReadOptions};
use crate::crew::{Member, Promise, crew};
use crate::read::{EXTRACTING, Input, NO_STAMP, Skip, SkipReason, SourceFile, outlast_tick};
use crate::statement::{self, Statement};

/// Files that wait for a thread, for each thread: enough to keep it busy, few enough that a walk over
/// millions of files takes no memory.
const WAITING_FILES_PER_THREAD: usize = 32;

/// Files of a walk after which progress is told: so seldom that it costs nothing where nothing has changed.
const FILES_BETWEEN_REPORTS: usize = 256;

/// Articles of one file after which progress is told.
const ARTICLES_BETWEEN_REPORTS: u64 = 16;

/// Articles of one file that are read ahead of those whose documents are made.
const AHEAD: usize = 16;

/// A file up to this size is read once; its hash is taken from memory.
const IN_MEMORY_BYTES: usize = 8 << 20;

/// Takes articles from a file's bytes.
pub(crate) type ReadArticles = fn(&str, &mut Input<'_>, &ReadOptions, &mut dyn FnMut(Result<Article, Skip>));

/// Finds the files below roots.
type Walk = fn(&[PathBuf]) -> Box<dyn Iterator<Item = Result<SourceFile, Skip>> + Send + '_>;

/// The stations before the index. Tests put their own in place.
pub(crate) struct Stations {
    pub walk: Walk,
    /// Waits until a later change of a file shows, and says whether it will, [`outlast_tick`].
    pub outlast: fn(&Path) -> bool,
    pub open: fn(&Path, &str) -> Result<Input<'static>, Skip>,
    pub read: ReadArticles,
    pub extract: fn(&Article) -> Vec<Statement>,
}

impl Stations {
    /// Those of this program.
    pub(crate) const REAL: Self = Self {
        walk: |roots| Box::new(crate::read::walk(roots)),
        outlast: outlast_tick,
        open: Input::open,
        read: crate::article::read_stream,
        extract: statement::extract,
    };
}

/// One run over files.
pub(super) struct Intake<'r> {
    pub stations: &'r Stations,
    pub schema: &'r Schema,
    pub manifest: &'r Manifest,
    pub read: &'r ReadOptions,
    /// What the folders of the files know.
    pub folders: &'r Folders,
    /// Fingerprint of `read`.
    pub options: u64,
    pub searcher: &'r Searcher,
    pub writing: &'r Writing,
    pub progress: &'r Watch<'r>,
    /// What this run has met so far.
    pub seen: Seen,
    /// The folder of the index itself, in which nothing is an article.
    pub own: PathBuf,
}

/// What became of a file.
pub(super) enum Outcome {
    /// Nothing in it has changed; `refreshed` when its row in the manifest has to say so anew.
    Unchanged { refreshed: bool },
    /// It could not be read now. What the index had of it stays, and the next run tries again.
    Unreadable(Skip),
    /// It was read; `arrived` holds its content when the index did not know its path.
    Read { counts: FileCounts, arrived: Option<Content> },
}

/// What was found in a file.
#[derive(Default)]
pub(super) struct FileCounts {
    pub articles: u64,
    pub reused: u64,
    pub statements: u64,
    pub text_bytes: u64,
    pub skips: Vec<Skip>,
    pub remarks: Vec<Remark>,
}

/// All that a run took in.
#[derive(Default)]
pub(super) struct Taken {
    /// Path of each file with its outcome, in no order.
    pub outcomes: Vec<(String, Outcome)>,
    /// What the walk could not look at.
    pub unread: Vec<Skip>,
    /// Whether the run was told to stop, so that there may be more.
    pub stopped: bool,
}

#[derive(Default)]
struct Counters {
    found: AtomicU64,
    walked: AtomicBool,
    done: AtomicU64,
    bytes_found: AtomicU64,
    bytes: AtomicU64,
    statements: AtomicU64,
    commit_is_due: AtomicBool,
    stopped: AtomicBool,
    failed: AtomicBool,
}

impl Counters {
    /// Whether no more files shall be taken.
    fn is_over(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.failed.load(Ordering::Relaxed)
    }
}

impl Intake<'_> {
    /// Walks `roots` and takes in what is new or changed, with `threads` threads.
    pub(super) fn run(&self, roots: &[PathBuf], threads: usize) -> tantivy::Result<Taken> {
        let counters = Counters::default();
        let taken = Mutex::new(Taken::default());
        let failure: Mutex<Option<TantivyError>> = Mutex::new(None);
        let contents = Contents::new(self.manifest);
        let (sender, receiver) = crossbeam_channel::bounded::<SourceFile>(threads * WAITING_FILES_PER_THREAD);
        let prepare = |offered: Offered<'_>| self.prepare(&offered);
        std::thread::scope(|scope| {
            for member in crew(threads, &prepare) {
                let receiver = receiver.clone();
                let (counters, contents, taken, failure) = (&counters, &contents, &taken, &failure);
                scope.spawn(move || {
                    while let Some(file) = member.receive(&receiver) {
                        // In the end the queue is only emptied, so that the walk can end too.
                        if counters.is_over() {
                            continue;
                        }
                        match self.take_and_commit(&file, contents, counters, &member) {
                            Ok(None) => {}
                            Ok(Some(outcome)) => lock(taken).outcomes.push((file.shown, outcome)),
                            Err(error) => {
                                counters.failed.store(true, Ordering::Relaxed);
                                lock(failure).get_or_insert(error);
                            }
                        }
                    }
                    member.finish();
                });
            }
            drop(receiver);
            for (number, found) in (self.stations.walk)(roots).enumerate() {
                if number % FILES_BETWEEN_REPORTS == 0 {
                    self.report(&counters);
                }
                if counters.is_over() {
                    break;
                }
                match found {
                    Ok(file) if file.path.starts_with(&self.own) => continue,
                    Err(skip) => lock(&taken).unread.push(skip),
                    Ok(file) if self.is_unchanged(&file) => {
                        lock(&taken).outcomes.push((file.shown, Outcome::Unchanged { refreshed: false }));
                    }
                    Ok(file) => {
                        counters.found.fetch_add(1, Ordering::Relaxed);
                        counters.bytes_found.fetch_add(file.size, Ordering::Relaxed);
                        // The threads run until the sender is dropped, so this cannot fail.
                        drop(sender.send(file));
                        continue;
                    }
                }
                counters.found.fetch_add(1, Ordering::Relaxed);
                counters.done.fetch_add(1, Ordering::Relaxed);
            }
            counters.walked.store(true, Ordering::Relaxed);
            self.report(&counters);
            drop(sender);
        });
        if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            return Err(error);
        }
        let mut taken = taken.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        taken.stopped = counters.stopped.load(Ordering::Relaxed);
        Ok(taken)
    }

    /// Tells how far the run is and hears how it goes on.
    fn report(&self, counters: &Counters) {
        let pace = (self.progress)(Progress {
            found: counters.found.load(Ordering::Relaxed),
            walked: counters.walked.load(Ordering::Relaxed),
            done: counters.done.load(Ordering::Relaxed),
            bytes_found: counters.bytes_found.load(Ordering::Relaxed),
            bytes: counters.bytes.load(Ordering::Relaxed),
            statements: counters.statements.load(Ordering::Relaxed),
        });
        match pace {
            Pace::GoOn => {}
            Pace::Commit => counters.commit_is_due.store(true, Ordering::Relaxed),
            Pace::Stop => counters.stopped.store(true, Ordering::Relaxed),
        }
    }

    fn is_unchanged(&self, file: &SourceFile) -> bool {
        self.manifest.files.get(&file.shown).is_some_and(|known| known.is_unchanged(file, self.options_of(file)))
    }

    /// Fingerprint of how `file` is read.
    fn options_of(&self, file: &SourceFile) -> u64 {
        self.options ^ self.folders.of(&file.path).fingerprint()
    }

    /// Takes a file in, and commits when that is due.
    fn take_and_commit<'t>(
        &'t self,
        file: &SourceFile,
        contents: &'t Contents<'_>,
        counters: &Counters,
        member: &Preparer<'_, 't>,
    ) -> tantivy::Result<Option<Outcome>> {
        let outcome = self.take(file, contents, counters, member)?;
        counters.done.fetch_add(1, Ordering::Relaxed);
        counters.bytes.fetch_add(file.size, Ordering::Relaxed);
        self.report(counters);
        if counters.commit_is_due.load(Ordering::Relaxed) && self.writing.commit_between_files()? {
            counters.commit_is_due.store(false, Ordering::Relaxed);
        }
        Ok(outcome)
    }

    /// Reads a file that is new or whose stat has changed; `None` when the run was stopped in the middle of it.
    fn take<'t>(
        &'t self,
        file: &SourceFile,
        contents: &'t Contents<'_>,
        counters: &Counters,
        member: &Preparer<'_, 't>,
    ) -> tantivy::Result<Option<Outcome>> {
        let known = self.manifest.files.get(&file.shown);
        let mut counts = FileCounts::default();
        // A file whose next change may not show is looked at again by the next run, by its content.
        let stamp = if (self.stations.outlast)(&file.path) { file.stamp } else { NO_STAMP };
        let (hash, mut input) = match open_hashed(self.stations, &file.path, &file.shown) {
            Ok(opened) => opened,
            Err(skip) => return Ok(Some(Outcome::Unreadable(skip))),
        };
        let content = Content { hash, size: file.size };
        let mut changes = self.writing.file();
        if let Some(known) = known {
            if known.content() == content && known.options == self.options_of(file) {
                changes.delete(self.schema.file_term(&file.shown));
                let skips = known.skips(self.searcher, self.schema)?;
                self.add_file(&mut changes, file, stamp, Some(hash), known.articles, skips)?;
                changes.finish()?;
                return Ok(Some(Outcome::Unchanged { refreshed: true }));
            }
            changes.delete(self.schema.source_term(&file.shown));
        }
        let earlier = contents.earlier_path(&file.shown, content, self.options_of(file));
        let mut taking = Taking {
            file,
            source: file.shown.as_str().into(),
            earlier,
            member,
            counters,
            ahead: VecDeque::with_capacity(AHEAD),
            changes: &mut changes,
            counts: &mut counts,
        };
        if !self.take_articles(&mut input, &mut taking)? {
            changes.give_up(self.schema.source_term(&file.shown))?;
            return Ok(None);
        }
        if let Some(skip) = counts.skips.last().filter(|_| input.has_failed() && !changes.is_begun()) {
            return Ok(Some(Outcome::Unreadable(skip.clone())));
        }
        // Of a file that could not be read to its end, the next run knows nothing and reads it again.
        let hash = Some(hash).filter(|_| !input.has_failed());
        self.add_file(&mut changes, file, stamp, hash, counts.articles, counts.skips.clone())?;
        changes.finish()?;
        Ok(Some(Outcome::Read { counts, arrived: known.is_none().then_some(content) }))
    }

    /// The row of a file in the manifest. Without a hash it is one that no file is like.
    fn add_file(
        &self,
        changes: &mut FileChanges<'_>,
        file: &SourceFile,
        stamp: i64,
        hash: Option<u64>,
        articles: u64,
        skips: Vec<Skip>,
    ) -> tantivy::Result<()> {
        let entry = FileEntry {
            path: file.shown.clone(),
            size: file.size,
            stamp: hash.map_or(NO_STAMP, |_| stamp),
            hash: hash.unwrap_or_default(),
            options: self.options_of(file),
            articles,
            skips,
        };
        changes.add(self.schema.file_document(&entry).map_err(internal)?, DOCUMENT_BYTES)
    }

    /// Takes the articles of a file; says whether all of them, `false` when the run was stopped between two.
    fn take_articles<'t>(&'t self, input: &mut Input<'_>, taking: &mut Taking<'_, 't, '_>) -> tantivy::Result<bool> {
        let shown = taking.file.shown.clone();
        let mut failure = None;
        let mut is_whole = true;
        let mut n_read: u64 = 0;
        let options = self.read.within(self.folders.of(&taking.file.path));
        (self.stations.read)(&shown, input, &options, &mut |found| match found {
            _ if failure.is_some() || !is_whole => {}
            Err(skip) => taking.counts.skips.push(skip),
            Ok(article) => {
                n_read += 1;
                if n_read.is_multiple_of(ARTICLES_BETWEEN_REPORTS) {
                    self.report(taking.counters);
                }
                if taking.counters.is_over() {
                    is_whole = false;
                } else if let Err(error) = taking.offer(article) {
                    failure = Some(error);
                }
            }
        });
        if failure.is_none() && is_whole {
            failure = taking.take_all().err();
        }
        if taking.counts.articles == 0 && taking.counts.skips.is_empty() {
            taking.counts.skips.push(Skip { path: shown, place: None, reason: SkipReason::NoText });
        }
        failure.map_or(Ok(is_whole), Err)
    }

    /// An article comes in without its statements.
    pub(super) fn add_article(&self, changes: &mut FileChanges<'_>, entry: &ArticleEntry) -> tantivy::Result<()> {
        changes.add_all(documents(self.schema, entry, &[])?)
    }

    /// Reads the file at `source` again for those of its articles that shall have their statements after all: they were
    /// copies, and what they were copies of has gone or changed. `wanted` holds their new entries by path.
    pub(super) fn restore(&self, source: &str, mut wanted: HashMap<String, ArticleEntry>) -> tantivy::Result<Restored> {
        let mut restored = Restored::default();
        let mut changes = self.writing.file();
        let mut failure = None;
        if let Ok(mut input) = (self.stations.open)(Path::new(source), source) {
            let options = self.read.within(self.folders.of(Path::new(source)));
            (self.stations.read)(source, &mut input, &options, &mut |found| {
                let Ok(article) = found else { return };
                let Some(mut entry) = wanted.remove(&article.path) else { return };
                if article.text_hash() != entry.text_hash || facts_hash(&article) != entry.facts_hash {
                    wanted.insert(article.path, entry);
                    return;
                }
                let records = statement::records_by(self.stations.extract, &article).unwrap_or_default();
                entry.statements = records.len() as u64;
                restored.statements += entry.statements;
                changes.delete(self.schema.article_term(&entry.path));
                let made = documents(self.schema, &entry, &records);
                if let Err(error) = made.and_then(|documents| changes.add_all(documents)) {
                    failure.get_or_insert(error);
                }
            });
        }
        restored.is_whole = wanted.is_empty();
        failure.map_or(Ok(()), Err)?;
        changes.finish()?;
        Ok(restored)
    }
}

/// Opens a file and takes the hash of its bytes. A large one is read twice for that, so that it never is in memory as a
/// whole.
pub(super) fn open_hashed(stations: &Stations, path: &Path, shown: &str) -> Result<(u64, Input<'static>), Skip> {
    let open = || (stations.open)(path, shown);
    let unreadable = |error: std::io::Error| {
        let reason = SkipReason::Unreadable(error.to_string());
        Skip { path: shown.to_owned(), place: None, reason }
    };
    let mut input = open()?;
    let (head, is_all) = input.peek(IN_MEMORY_BYTES).map_err(unreadable)?;
    if is_all {
        return Ok((xxhash_rust::xxh3::xxh3_64(head), input));
    }
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    loop {
        let bytes = input.fill_buf().map_err(unreadable)?;
        if bytes.is_empty() {
            return Ok((hasher.digest(), open()?));
        }
        hasher.update(bytes);
        let n = bytes.len();
        input.consume(n);
    }
}

/// What came of reading a file again for statements that were not indexed.
#[derive(Debug, Default)]
pub(super) struct Restored {
    /// Whether all articles that were wanted are still there as they were.
    pub is_whole: bool,
    pub statements: u64,
}

/// One of the threads that take files in and prepare what is in them.
type Preparer<'w, 't> = Member<'w, Offered<'t>, tantivy::Result<Prepared>>;

/// A file whose articles are being taken in.
struct Taking<'f, 't, 'w> {
    file: &'f SourceFile,
    source: Arc<str>,
    /// Where its articles may have been read before.
    earlier: Option<&'t str>,
    member: &'f Preparer<'f, 't>,
    counters: &'f Counters,
    /// Articles that are being prepared, in the order of the file.
    ahead: VecDeque<(String, Promise<tantivy::Result<Prepared>>)>,
    changes: &'f mut FileChanges<'w>,
    counts: &'f mut FileCounts,
}

impl Taking<'_, '_, '_> {
    /// Leaves an article to whoever is free.
    fn offer(&mut self, article: Article) -> tantivy::Result<()> {
        while self.ahead.len() >= AHEAD {
            self.take_next()?;
        }
        let path = article.path.clone();
        let offered = Offered { article, source: self.source.clone(), earlier: self.earlier };
        self.ahead.push_back((path, self.member.give(offered)));
        Ok(())
    }

    fn take_all(&mut self) -> tantivy::Result<()> {
        while !self.ahead.is_empty() {
            self.take_next()?;
        }
        Ok(())
    }

    /// Takes in the first article that was left to others.
    fn take_next(&mut self) -> tantivy::Result<()> {
        let Some((path, promise)) = self.ahead.pop_front() else { return Ok(()) };
        let Some(prepared) = self.member.take(promise) else {
            self.counts.skips.push(Skip::fault(&path, EXTRACTING));
            return Ok(());
        };
        let Prepared { remarks, made } = prepared?;
        self.counts.remarks.extend(remarks);
        match made {
            Err(skip) => self.counts.skips.push(skip),
            Ok(Made { documents, statements, text_bytes, is_reused }) => {
                self.changes.add_all(documents)?;
                self.counts.articles += 1;
                self.counts.reused += u64::from(is_reused);
                self.counts.statements += statements;
                self.counts.text_bytes += text_bytes;
                self.counters.statements.fetch_add(statements, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

/// The threads leave what they share in a sound state, whatever happens to one of them.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
