//! The index as requests see it: always the last commit that could be opened, whatever becomes of its folder.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::problem::Problem;
use crate::answer::Archive;
use crate::index::{self, Commit, Index, IndexError};

/// Where what is served is kept.
pub enum Source {
    /// In an index on this machine; later commits are followed.
    Index(PathBuf),
    /// Elsewhere.
    Archive {
        /// Who is asked.
        archive: Arc<dyn Archive>,
        /// What it is called.
        name: String,
    },
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Index(folder) => f.debug_tuple("Index").field(folder).finish(),
            Self::Archive { name, .. } => f.debug_tuple("Archive").field(name).finish(),
        }
    }
}

/// What is served.
pub(super) struct Shelf {
    /// Where the index lies, or what an archive elsewhere is called.
    name: PathBuf,
    held: RwLock<Held>,
    /// One opens a new commit, others go on with the one before.
    opening: Mutex<()>,
    /// How often an archive elsewhere was asked: of that nobody knows whether it has changed.
    asked: Option<AtomicU64>,
}

/// What is held at the moment.
#[derive(Clone)]
pub(super) struct Held {
    /// Who is asked.
    pub(super) archive: Arc<dyn Archive>,
    /// Number of what it holds.
    pub(super) generation: u64,
    /// What its folder said when it was opened.
    commit: Option<Commit>,
}

impl Shelf {
    /// Opens what is to be served.
    pub(super) fn open(source: Source) -> Result<Self, IndexError> {
        let (name, held, asked) = match source {
            Source::Index(folder) => {
                let held = Held::open(&folder)?;
                (folder, held, None)
            }
            Source::Archive { archive, name } => {
                let held = Held { archive, generation: 0, commit: None };
                (PathBuf::from(name), held, Some(AtomicU64::new(0)))
            }
        };
        Ok(Self { name, held: RwLock::new(held), opening: Mutex::new(()), asked })
    }

    /// The index with what was committed last. Where that cannot be opened (the folder is gone or is being replaced), the
    /// one before goes on; [`Shelf::renew`] tells why.
    pub(super) async fn take(self: &Arc<Self>) -> Held {
        let held = self.held();
        if let Some(asked) = &self.asked {
            return Held { generation: asked.fetch_add(1, Ordering::Relaxed), ..held };
        }
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
        if self.asked.is_some() {
            return Ok(());
        }
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.held();
        if held.commit.is_some() && held.commit == Commit::of(&self.name) {
            return Ok(());
        }
        self.replace().map(|_| ())
    }

    /// Works an answer out from its index, whose files may be damaged.
    pub(super) fn guarded<T>(&self, answer: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
        index::guarded(&self.name, answer)
    }

    /// What it is called: the index's folder, as it was named.
    pub(super) fn name(&self) -> Cow<'_, str> {
        self.name.to_string_lossy()
    }

    /// What is held, new or not.
    pub(super) fn held(&self) -> Held {
        // A poisoned lock holds a whole value all the same: it is replaced in one go.
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_there_another(&self, held: &Held) -> bool {
        let last = Commit::of(&self.name);
        last.is_some() && last != held.commit
    }

    fn replace(&self) -> Result<Held, IndexError> {
        let opened = Held::open(&self.name)?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = opened.clone();
        Ok(opened)
    }
}

impl Held {
    fn open(folder: &Path) -> Result<Self, IndexError> {
        // Asked before it is opened: a commit in between is then seen by the next request.
        let commit = Commit::of(folder);
        let index = Index::open(folder)?;
        Ok(Self { generation: index.generation(), archive: Arc::new(index), commit })
    }
}
