//! What happens to each file of a run: left as it is, or read, extracted and handed to the writer by
//! one of several threads.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tantivy::{Searcher, TantivyError};

use super::ArticleEntry;
use super::build::{Pace, Progress, Remark, Watch};
use super::duplicates::Seen;
use super::manifest::{FileEntry, Manifest};
use super::moved::{Content, Contents};
use super::near::prints;
use super::reuse::{Earlier, facts_hash};
use super::schema::Schema;
use super::stored::StoredError;
use super::writing::{FileChanges, Writing};
use crate::article::{Article, Folders, ReadOptions};
use crate::read::{EXTRACTING, Input, Skip, SkipReason, SourceFile};
use crate::statement::{self, Record, Statement};

/// Files that wait for a thread, for each thread: enough to keep it busy, few enough that a walk over
/// millions of files takes no memory.
const WAITING_FILES_PER_THREAD: usize = 32;

/// Files of a walk after which progress is told: so seldom that it costs nothing where nothing has changed.
const FILES_BETWEEN_REPORTS: usize = 256;

/// Articles of one file after which progress is told.
const ARTICLES_BETWEEN_REPORTS: u64 = 16;

/// About what a document takes in memory without its texts.
const DOCUMENT_BYTES: usize = 800;

/// About what one more number takes there.
const VALUE_BYTES: usize = 18;

/// A file up to this size is read once; its hash is taken from memory.
const IN_MEMORY_BYTES: usize = 8 << 20;

/// Takes articles from a file's bytes.
pub(super) type ReadArticles = fn(&str, &mut Input<'_>, &ReadOptions, &mut dyn FnMut(Result<Article, Skip>));

/// Finds the files below roots.
type Walk = fn(&[PathBuf]) -> Box<dyn Iterator<Item = Result<SourceFile, Skip>> + Send + '_>;

/// The stations before the index. Tests put their own in place.
pub(super) struct Stations {
    pub walk: Walk,
    pub open: fn(&Path, &str) -> Result<Input<'static>, Skip>,
    pub read: ReadArticles,
    pub extract: fn(&Article) -> Vec<Statement>,
}

impl Stations {
    /// Those of this program.
    pub(super) const REAL: Self = Self {
        walk: |roots| Box::new(crate::read::walk(roots)),
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
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let receiver = receiver.clone();
                scope.spawn(|| {
                    for file in receiver {
                        // In the end the queue is only emptied, so that the walk can end too.
                        if counters.is_over() {
                            continue;
                        }
                        match self.take_and_commit(&file, &contents, &counters) {
                            Ok(None) => {}
                            Ok(Some(outcome)) => lock(&taken).outcomes.push((file.shown, outcome)),
                            Err(error) => {
                                counters.failed.store(true, Ordering::Relaxed);
                                lock(&failure).get_or_insert(error);
                            }
                        }
                    }
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
    fn take_and_commit(
        &self,
        file: &SourceFile,
        contents: &Contents<'_>,
        counters: &Counters,
    ) -> tantivy::Result<Option<Outcome>> {
        let outcome = self.take(file, contents, counters)?;
        counters.done.fetch_add(1, Ordering::Relaxed);
        counters.bytes.fetch_add(file.size, Ordering::Relaxed);
        self.report(counters);
        if counters.commit_is_due.load(Ordering::Relaxed) && self.writing.commit_between_files()? {
            counters.commit_is_due.store(false, Ordering::Relaxed);
        }
        Ok(outcome)
    }

    /// Reads a file that is new or whose stat has changed; `None` when the run was stopped in the middle of it.
    fn take(
        &self,
        file: &SourceFile,
        contents: &Contents<'_>,
        counters: &Counters,
    ) -> tantivy::Result<Option<Outcome>> {
        let known = self.manifest.files.get(&file.shown);
        let mut counts = FileCounts::default();
        let (hash, mut input) = match self.open(file) {
            Ok(opened) => opened,
            Err(skip) => return Ok(Some(Outcome::Unreadable(skip))),
        };
        let content = Content { hash, size: file.size };
        let mut changes = self.writing.file();
        if let Some(known) = known {
            if known.content() == content && known.options == self.options_of(file) {
                changes.delete(self.schema.file_term(&file.shown));
                let skips = known.skips(self.searcher, self.schema)?;
                self.add_file(&mut changes, file, hash, known.articles, skips)?;
                changes.finish()?;
                return Ok(Some(Outcome::Unchanged { refreshed: true }));
            }
            changes.delete(self.schema.source_term(&file.shown));
        }
        let earlier = contents.earlier_path(&file.shown, content, self.options_of(file));
        let earlier = earlier.map(|source| Earlier { searcher: self.searcher, schema: self.schema, source });
        let mut taking = Taking { file, earlier: earlier.as_ref(), changes: &mut changes, counts: &mut counts };
        if !self.take_articles(&mut input, &mut taking, counters)? {
            changes.give_up(self.schema.source_term(&file.shown))?;
            return Ok(None);
        }
        self.add_file(&mut changes, file, hash, counts.articles, counts.skips.clone())?;
        changes.finish()?;
        Ok(Some(Outcome::Read { counts, arrived: known.is_none().then_some(content) }))
    }

    /// Opens a file and takes the hash of its bytes. A large one is read twice for that, so that it never is in memory
    /// as a whole.
    fn open(&self, file: &SourceFile) -> Result<(u64, Input<'static>), Skip> {
        let open = || (self.stations.open)(&file.path, &file.shown);
        let unreadable = |error: std::io::Error| {
            let reason = SkipReason::Unreadable(error.to_string());
            Skip { path: file.shown.clone(), place: None, reason }
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

    fn add_file(
        &self,
        changes: &mut FileChanges<'_>,
        file: &SourceFile,
        hash: u64,
        articles: u64,
        skips: Vec<Skip>,
    ) -> tantivy::Result<()> {
        let entry = FileEntry {
            path: file.shown.clone(),
            size: file.size,
            modified_ns: file.modified_ns,
            hash,
            options: self.options_of(file),
            articles,
            skips,
        };
        changes.add(self.schema.file_document(&entry).map_err(internal)?, DOCUMENT_BYTES)
    }

    /// Takes the articles of a file; says whether all of them, `false` when the run was stopped between two.
    fn take_articles(
        &self,
        input: &mut Input<'_>,
        taking: &mut Taking<'_, '_>,
        counters: &Counters,
    ) -> tantivy::Result<bool> {
        let shown = taking.file.shown.clone();
        let mut failure = None;
        let mut is_whole = true;
        let options = self.read.within(self.folders.of(&taking.file.path));
        (self.stations.read)(&shown, input, &options, &mut |found| match found {
            _ if failure.is_some() || !is_whole => {}
            Err(skip) => taking.counts.skips.push(skip),
            Ok(article) => {
                if taking.counts.articles % ARTICLES_BETWEEN_REPORTS == ARTICLES_BETWEEN_REPORTS - 1 {
                    self.report(counters);
                }
                if counters.is_over() {
                    is_whole = false;
                } else if let Err(error) = self.take_article(&article, taking, counters) {
                    failure = Some(error);
                }
            }
        });
        if taking.counts.articles == 0 && taking.counts.skips.is_empty() {
            taking.counts.skips.push(Skip { path: shown, place: None, reason: SkipReason::NoText });
        }
        failure.map_or(Ok(is_whole), Err)
    }

    fn take_article(&self, article: &Article, taking: &mut Taking<'_, '_>, counters: &Counters) -> tantivy::Result<()> {
        taking.counts.remarks.extend(article.warnings.iter().map(|warning| Remark {
            path: article.path.clone(),
            code: warning.code(),
            message: warning.to_string(),
        }));
        let mut entry = entry_of(article, &taking.file.shown);
        entry.copy_of = self.seen.better_than(&entry);
        let records = match (&entry.copy_of, taking.earlier) {
            (Some(_), _) => Vec::new(),
            (None, earlier) => {
                let known = earlier.map_or(Ok(None), |earlier| earlier.records(article, entry.facts_hash))?;
                taking.counts.reused += u64::from(known.is_some());
                // A fault in extraction costs the one article that shows it.
                let Some(records) = known.or_else(|| statement::records_by(self.stations.extract, article).ok()) else {
                    taking.counts.skips.push(Skip::fault(&article.path, EXTRACTING));
                    return Ok(());
                };
                records
            }
        };
        entry.statements = records.len() as u64;
        self.add_article(taking.changes, &entry, &records)?;
        taking.counts.articles += 1;
        taking.counts.statements += records.len() as u64;
        taking.counts.text_bytes += article.text.len() as u64;
        counters.statements.fetch_add(records.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}

impl Intake<'_> {
    /// An article with its statements comes in.
    pub(super) fn add_article(
        &self,
        changes: &mut FileChanges<'_>,
        entry: &ArticleEntry,
        records: &[Record],
    ) -> tantivy::Result<()> {
        let bytes = DOCUMENT_BYTES + VALUE_BYTES * entry.prints.sample.len();
        changes.add(self.schema.article_document(entry).map_err(internal)?, bytes)?;
        for record in records {
            let document = self.schema.statement_document(record, &entry.source).map_err(internal)?;
            changes.add(document, document_bytes(record))?;
        }
        Ok(())
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
                if let Err(error) = self.add_article(&mut changes, &entry, &records) {
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

/// What came of reading a file again for statements that were not indexed.
#[derive(Debug, Default)]
pub(super) struct Restored {
    /// Whether all articles that were wanted are still there as they were.
    pub is_whole: bool,
    pub statements: u64,
}

/// What the index holds of an article, but for its statements.
fn entry_of(article: &Article, source: &str) -> ArticleEntry {
    let mut prints = prints(&article.text);
    // Few words tell nothing by themselves, but they do together with a title or with an id of their source.
    prints.words = prints.words.or_else(|| {
        let whole = format!("{}\0{}", article.id, article.text);
        Some(xxhash_rust::xxh3::xxh3_64(whole.as_bytes()))
    });
    ArticleEntry {
        id: article.id.as_str().to_owned(),
        path: article.path.clone(),
        source: source.to_owned(),
        title: article.title.clone(),
        publisher: article.publisher.clone(),
        url: article.url.clone(),
        date: article.date,
        text_hash: article.text_hash(),
        facts_hash: facts_hash(article),
        statements: 0,
        copy_of: None,
        cluster: None,
        prints,
    }
}

/// A file whose articles are being taken in.
struct Taking<'t, 'w> {
    file: &'t SourceFile,
    /// Where its articles may have been read before.
    earlier: Option<&'t Earlier<'t>>,
    changes: &'t mut FileChanges<'w>,
    counts: &'t mut FileCounts,
}

/// About what the document of a statement takes in memory: the text around it is in there indexed and stored.
fn document_bytes(record: &Record) -> usize {
    DOCUMENT_BYTES + 3 * record.context.text.len()
}

fn internal(error: StoredError) -> TantivyError {
    TantivyError::from(std::io::Error::other(error))
}

/// The threads leave what they share in a sound state, whatever happens to one of them.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
