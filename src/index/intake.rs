//! What happens to each file of a run: left as it is, or read, extracted and handed to the writer by
//! one of several threads.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tantivy::indexer::UserOperation;
use tantivy::{IndexWriter, Searcher, TantivyError};

use super::ArticleEntry;
use super::build::Progress;
use super::manifest::{FileEntry, Manifest};
use super::schema::Schema;
use super::stored::StoredError;
use crate::article::{Article, Folders, ReadOptions};
use crate::read::{EXTRACTING, Input, Skip, SkipReason, SourceFile};
use crate::statement::{self, Statement};

/// Files that wait for a thread, for each thread: enough to keep it busy, few enough that a walk over
/// millions of files takes no memory.
const WAITING_FILES_PER_THREAD: usize = 32;

/// A file up to this size is read once; its hash is taken from memory.
const IN_MEMORY_BYTES: usize = 8 << 20;

/// Takes articles from a file's bytes.
type ReadArticles = fn(&str, &mut Input<'_>, &ReadOptions, &mut dyn FnMut(Result<Article, Skip>));

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
    pub writer: &'r IndexWriter,
    pub progress: &'r (dyn Fn(Progress) + Sync),
}

/// What became of a file.
pub(super) enum Outcome {
    /// Nothing in it has changed; `refreshed` when its row in the manifest has to say so anew.
    Unchanged { refreshed: bool },
    /// It could not be read now. What the index had of it stays, and the next run tries again.
    Unreadable(Skip),
    /// It was read.
    Read(FileCounts),
}

/// What was found in a file.
#[derive(Default)]
pub(super) struct FileCounts {
    pub articles: u64,
    pub statements: u64,
    pub text_bytes: u64,
    pub skips: Vec<Skip>,
}

/// All that a run took in.
#[derive(Default)]
pub(super) struct Taken {
    /// Path of each file with its outcome, in no order.
    pub outcomes: Vec<(String, Outcome)>,
    /// What the walk could not look at.
    pub unread: Vec<Skip>,
}

#[derive(Default)]
struct Counters {
    found: AtomicU64,
    walked: AtomicBool,
    done: AtomicU64,
    bytes: AtomicU64,
    statements: AtomicU64,
}

impl Intake<'_> {
    /// Walks `roots` and takes in what is new or changed, with `threads` threads.
    pub(super) fn run(&self, roots: &[PathBuf], threads: usize) -> tantivy::Result<Taken> {
        let counters = Counters::default();
        let taken = Mutex::new(Taken::default());
        let failure: Mutex<Option<TantivyError>> = Mutex::new(None);
        let failed = AtomicBool::new(false);
        let (sender, receiver) = crossbeam_channel::bounded::<SourceFile>(threads * WAITING_FILES_PER_THREAD);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let receiver = receiver.clone();
                scope.spawn(|| {
                    for file in receiver {
                        // After a failure the queue is only emptied, so that the walk can end.
                        if failed.load(Ordering::Relaxed) {
                            continue;
                        }
                        match self.take(&file, &counters) {
                            Ok(outcome) => lock(&taken).outcomes.push((file.shown, outcome)),
                            Err(error) => {
                                failed.store(true, Ordering::Relaxed);
                                lock(&failure).get_or_insert(error);
                            }
                        }
                        counters.done.fetch_add(1, Ordering::Relaxed);
                        self.report(&counters);
                    }
                });
            }
            drop(receiver);
            for found in (self.stations.walk)(roots) {
                if failed.load(Ordering::Relaxed) {
                    break;
                }
                counters.found.fetch_add(1, Ordering::Relaxed);
                match found {
                    Err(skip) => {
                        lock(&taken).unread.push(skip);
                        counters.done.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(file) if self.is_unchanged(&file) => {
                        lock(&taken).outcomes.push((file.shown, Outcome::Unchanged { refreshed: false }));
                        counters.done.fetch_add(1, Ordering::Relaxed);
                    }
                    // The threads run until the sender is dropped, so this cannot fail.
                    Ok(file) => drop(sender.send(file)),
                }
            }
            counters.walked.store(true, Ordering::Relaxed);
            self.report(&counters);
            drop(sender);
        });
        match failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(taken.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)),
        }
    }

    fn report(&self, counters: &Counters) {
        (self.progress)(Progress {
            found: counters.found.load(Ordering::Relaxed),
            walked: counters.walked.load(Ordering::Relaxed),
            done: counters.done.load(Ordering::Relaxed),
            bytes: counters.bytes.load(Ordering::Relaxed),
            statements: counters.statements.load(Ordering::Relaxed),
        });
    }

    fn is_unchanged(&self, file: &SourceFile) -> bool {
        self.manifest.files.get(&file.shown).is_some_and(|known| known.is_unchanged(file, self.options_of(file)))
    }

    /// Fingerprint of how `file` is read.
    fn options_of(&self, file: &SourceFile) -> u64 {
        self.options ^ self.folders.of(&file.path).fingerprint()
    }

    /// Reads a file that is new or whose stat has changed.
    fn take(&self, file: &SourceFile, counters: &Counters) -> tantivy::Result<Outcome> {
        let known = self.manifest.files.get(&file.shown);
        let mut counts = FileCounts::default();
        let (hash, mut input) = match self.open(file) {
            Ok(opened) => opened,
            Err(skip) => return Ok(Outcome::Unreadable(skip)),
        };
        if let Some(known) = known {
            if known.hash == hash && known.size == file.size && known.options == self.options_of(file) {
                self.writer.delete_term(self.schema.file_term(&file.shown));
                let skips = known.skips(self.searcher, self.schema)?;
                self.add_file(file, hash, known.articles, skips)?;
                return Ok(Outcome::Unchanged { refreshed: true });
            }
            self.writer.delete_term(self.schema.source_term(&file.shown));
        }
        self.take_articles(file, &mut input, &mut counts, counters)?;
        counters.bytes.fetch_add(file.size, Ordering::Relaxed);
        self.add_file(file, hash, counts.articles, counts.skips.clone())?;
        Ok(Outcome::Read(counts))
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

    fn add_file(&self, file: &SourceFile, hash: u64, articles: u64, skips: Vec<Skip>) -> tantivy::Result<()> {
        let entry = FileEntry {
            path: file.shown.clone(),
            size: file.size,
            modified_ns: file.modified_ns,
            hash,
            options: self.options_of(file),
            articles,
            skips,
        };
        self.writer.add_document(self.schema.file_document(&entry).map_err(internal)?)?;
        Ok(())
    }

    fn take_articles(
        &self,
        file: &SourceFile,
        input: &mut Input<'_>,
        counts: &mut FileCounts,
        counters: &Counters,
    ) -> tantivy::Result<()> {
        let mut failure = None;
        let options = self.read.within(self.folders.of(&file.path));
        (self.stations.read)(&file.shown, input, &options, &mut |found| match found {
            Err(skip) => counts.skips.push(skip),
            Ok(_) if failure.is_some() => {}
            Ok(article) => {
                if let Err(error) = self.take_article(file, &article, counts, counters) {
                    failure = Some(error);
                }
            }
        });
        if counts.articles == 0 && counts.skips.is_empty() {
            counts.skips.push(Skip { path: file.shown.clone(), place: None, reason: SkipReason::NoText });
        }
        failure.map_or(Ok(()), Err)
    }

    fn take_article(
        &self,
        file: &SourceFile,
        article: &Article,
        counts: &mut FileCounts,
        counters: &Counters,
    ) -> tantivy::Result<()> {
        // A fault in extraction costs the one article that shows it.
        let records = statement::records_by(self.stations.extract, article);
        let Ok(records) = records else {
            counts.skips.push(Skip::fault(&article.path, EXTRACTING));
            return Ok(());
        };
        let entry = ArticleEntry {
            id: article.id.as_str().to_owned(),
            path: article.path.clone(),
            source: file.shown.clone(),
            title: article.title.clone(),
            publisher: article.publisher.clone(),
            date: article.date,
            text_hash: article.text_hash(),
            statements: records.len() as u64,
        };
        let mut operations = Vec::with_capacity(records.len() + 1);
        operations.push(UserOperation::Add(self.schema.article_document(&entry).map_err(internal)?));
        for record in &records {
            let document = self.schema.statement_document(record, &file.shown).map_err(internal)?;
            operations.push(UserOperation::Add(document));
        }
        self.writer.run(operations)?;
        counts.articles += 1;
        counts.statements += records.len() as u64;
        counts.text_bytes += article.text.len() as u64;
        counters.statements.fetch_add(records.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}

fn internal(error: StoredError) -> TantivyError {
    TantivyError::from(std::io::Error::other(error))
}

/// The threads leave what they share in a sound state, whatever happens to one of them.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
