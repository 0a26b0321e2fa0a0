//! The index as requests see it: always the last commit that could be opened, whatever becomes of its folder.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::problem::Problem;
use crate::index::{self, Commit, Index, IndexError};

/// An index that follows its folder.
pub(super) struct Shelf {
    folder: PathBuf,
    held: RwLock<Held>,
    /// One opens a new commit, others go on with the one before.
    opening: Mutex<()>,
}

/// What is held at the moment.
#[derive(Clone)]
pub(super) struct Held {
    /// The index.
    pub(super) index: Arc<Index>,
    /// Number of what it holds.
    pub(super) generation: u64,
    /// What its folder said when it was opened.
    commit: Option<Commit>,
}

impl Shelf {
    /// Opens the index at `folder`.
    pub(super) fn open(folder: PathBuf) -> Result<Self, IndexError> {
        let held = RwLock::new(Held::open(&folder)?);
        Ok(Self { folder, held, opening: Mutex::new(()) })
    }

    /// The index with what was committed last. Where that cannot be opened (the folder is gone or is being replaced), the
    /// one before goes on; [`Shelf::renew`] tells why.
    pub(super) async fn take(self: &Arc<Self>) -> Held {
        let held = self.held();
        if !self.is_there_another(&held) {
            return held;
        }
        let own = Arc::clone(self);
        let renewed = tokio::task::spawn_blocking(move || {
            // Whoever else wants it meanwhile goes on with what is there.
            let _opening = own.opening.try_lock().ok()?;
            own.replace().ok()
        });
        renewed.await.ok().flatten().unwrap_or(held)
    }

    /// Sees to it that what is in the folder now is what is held. Waits; not for threads that take requests.
    ///
    /// # Errors
    ///
    /// Why it cannot be opened.
    pub(super) fn renew(&self) -> Result<(), IndexError> {
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.held();
        if held.commit.is_some() && held.commit == Commit::of(&self.folder) {
            return Ok(());
        }
        self.replace().map(|_| ())
    }

    /// Works an answer out from its index, whose files may be damaged.
    pub(super) fn guarded<T>(&self, answer: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
        index::guarded(&self.folder, answer)
    }

    /// Its folder, as it was named.
    pub(super) fn name(&self) -> Cow<'_, str> {
        self.folder.to_string_lossy()
    }

    /// What is held, new or not.
    pub(super) fn held(&self) -> Held {
        // A poisoned lock holds a whole value all the same: it is replaced in one go.
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_there_another(&self, held: &Held) -> bool {
        let last = Commit::of(&self.folder);
        last.is_some() && last != held.commit
    }

    fn replace(&self) -> Result<Held, IndexError> {
        let opened = Held::open(&self.folder)?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = opened.clone();
        Ok(opened)
    }
}

impl Held {
    fn open(folder: &Path) -> Result<Self, IndexError> {
        // Asked before it is opened: a commit in between is then seen by the next request.
        let commit = Commit::of(folder);
        let index = Index::open(folder)?;
        Ok(Self { generation: index.generation(), index: Arc::new(index), commit })
    }
}
