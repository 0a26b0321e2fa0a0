//! Whole files to tantivy's writer: whenever it commits, a file is in the commit with its row in the manifest, or not
//! at all.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, TryLockError};

use tantivy::indexer::UserOperation;
use tantivy::{IndexWriter, Term};

/// Stored and indexed bytes of one file that are held back until the file is complete. A file with more is handed over
/// in parts, and no commit happens until its last one.
const HELD_BYTES: usize = 4 << 20;

/// Bytes of documents after which they are committed. tantivy's queue is bounded by calls, not by bytes, and what waits
/// in it is only known to be through when a commit is done.
const BYTES_BETWEEN_COMMITS: usize = 96 << 20;

/// The writer, shared by the threads that read files.
pub(super) struct Writing {
    /// Whoever hands over documents reads, whoever commits writes.
    writer: RwLock<IndexWriter>,
    /// Bytes of documents handed over since the last commit.
    handed_over: AtomicUsize,
}

impl Writing {
    pub(super) fn new(writer: IndexWriter) -> Self {
        Self { writer: RwLock::new(writer), handed_over: AtomicUsize::new(0) }
    }

    /// The changes of one file.
    pub(super) fn file(&self) -> FileChanges<'_> {
        FileChanges { writing: self, held: Vec::new(), held_bytes: 0, begun: None }
    }

    /// Commits what is complete, unless a file is half handed over; says whether it did.
    pub(super) fn commit_between_files(&self) -> tantivy::Result<bool> {
        let mut writer = match self.writer.try_write() {
            Ok(writer) => writer,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(false),
        };
        self.commit_with(&mut writer, State::Unsettled)?;
        Ok(true)
    }

    /// Commits, when all files are done.
    pub(super) fn commit(&self, state: State) -> tantivy::Result<()> {
        self.commit_with(&mut self.writer.write().unwrap_or_else(PoisonError::into_inner), state)
    }

    fn commit_with(&self, writer: &mut IndexWriter, state: State) -> tantivy::Result<()> {
        commit(writer, state)?;
        self.handed_over.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// Everything that has to do with `term` goes.
    pub(super) fn delete(&self, term: Term) {
        self.writer.read().unwrap_or_else(PoisonError::into_inner).delete_term(term);
    }

    /// The writer alone, when all files are done.
    pub(super) fn into_writer(self) -> IndexWriter {
        self.writer.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How an index was left by a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Every article has its place among the others.
    Settled,
    /// Files are whole, but which articles are copies or relatives of others is still to be told.
    Unsettled,
}

/// Words that begin what stands in a commit.
const SETTLED: &str = "settled";
const UNSETTLED: &str = "unsettled";

impl State {
    /// The state of the last commit of `index`. Where nothing says so, it is the first one of an index, which is empty.
    pub(super) fn of(index: &tantivy::Index) -> tantivy::Result<Self> {
        let payload = index.load_metas()?.payload;
        let is_settled = payload.is_none_or(|seal| seal.starts_with(SETTLED));
        Ok(if is_settled { Self::Settled } else { Self::Unsettled })
    }

    /// What stands in a commit with this number: the number once more, so that a change of either is found.
    pub(super) fn seal(self, opstamp: u64) -> String {
        let word = if self == Self::Settled { SETTLED } else { UNSETTLED };
        format!("{word} {opstamp}")
    }
}

fn commit(writer: &mut IndexWriter, state: State) -> tantivy::Result<()> {
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&state.seal(prepared.opstamp()));
    prepared.commit()?;
    Ok(())
}

/// What happens to the documents of one file.
pub(super) struct FileChanges<'w> {
    writing: &'w Writing,
    held: Vec<UserOperation>,
    held_bytes: usize,
    /// Keeps commits away while a part of the file is handed over and another is not.
    begun: Option<RwLockReadGuard<'w, IndexWriter>>,
}

impl FileChanges<'_> {
    /// All documents with `term` go; those that are added later stay.
    pub(super) fn delete(&mut self, term: Term) {
        self.held.push(UserOperation::Delete(term));
    }

    /// A document of about `bytes` bytes comes in.
    pub(super) fn add(&mut self, document: tantivy::TantivyDocument, bytes: usize) -> tantivy::Result<()> {
        self.held.push(UserOperation::Add(document));
        self.held_bytes += bytes;
        self.hand_over_if_full()
    }

    fn hand_over_if_full(&mut self) -> tantivy::Result<()> {
        if self.held_bytes >= HELD_BYTES { self.hand_over() } else { Ok(()) }
    }

    /// Documents come in that stay neighbours, each of about so many bytes. tantivy writes what it is handed over at once
    /// into one segment.
    pub(super) fn add_all(&mut self, documents: Vec<(tantivy::TantivyDocument, usize)>) -> tantivy::Result<()> {
        for (document, bytes) in documents {
            self.held.push(UserOperation::Add(document));
            self.held_bytes += bytes;
        }
        self.hand_over_if_full()
    }

    /// Whether a part of it has been handed over, so that it cannot be as if it had never begun.
    pub(super) fn is_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// The file is complete.
    pub(super) fn finish(mut self) -> tantivy::Result<()> {
        self.hand_over()?;
        let Self { writing, begun, .. } = self;
        drop(begun);
        if writing.handed_over.load(Ordering::Relaxed) >= BYTES_BETWEEN_COMMITS {
            writing.commit_between_files()?;
        }
        Ok(())
    }

    /// The file will not be completed: nothing of it stays that was handed over, `term` being that of all its documents.
    pub(super) fn give_up(mut self, term: Term) -> tantivy::Result<()> {
        if self.begun.is_none() {
            return Ok(());
        }
        self.held.clear();
        self.delete(term);
        self.hand_over()
    }

    fn hand_over(&mut self) -> tantivy::Result<()> {
        let writer =
            self.begun.get_or_insert_with(|| self.writing.writer.read().unwrap_or_else(PoisonError::into_inner));
        writer.run(std::mem::take(&mut self.held))?;
        self.writing.handed_over.fetch_add(self.held_bytes, Ordering::Relaxed);
        self.held_bytes = 0;
        Ok(())
    }
}
