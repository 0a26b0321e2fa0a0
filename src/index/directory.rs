//! The folder of an index as tantivy reads and writes it: its own, with what it leaves open put right.
//!
//! - A commit lasts once it is told: its folder is synced behind the rename that makes it, not only before.
//! - After a commit that failed there is none of the same run.
//! - A run that was killed leaves nothing that is in the way of the next one.
//! - Who is to write has the lock before reading what is there: nobody else changes it from then on.
//! - Whoever may read the folder may read the index: what tantivy replaces as a whole it would keep for its owner alone.
//! - A file that would lead tantivy astray is not opened, as far as that can be told at once.
//! - A folder that cannot be written, or whose file system has no locks, can be read; it cannot be written by mistake.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use super::open::META;
use super::replace::replace;
use super::trusted::why_untrusted;

/// Files that are remembered as looked at.
const MOST_TRUSTED: usize = 10_000;

/// The folder of an index.
#[derive(Debug, Clone)]
pub(super) struct IndexFolder {
    files: MmapDirectory,
    place: PathBuf,
    access: Access,
    /// Whether a commit could not be written. tantivy has its segments among those that are committed by then, and the next
    /// merge would bring them in without what else belongs to them.
    is_broken: Arc<AtomicBool>,
    /// Files that were looked at: none is written twice.
    trusted: Arc<Mutex<HashSet<PathBuf>>>,
    /// The lock of the writer, from when it was taken until tantivy asks for it.
    held: Arc<Mutex<Option<File>>>,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Nothing is changed, not even a lock is made where that is not allowed.
    Read,
    Write,
}

impl IndexFolder {
    /// The folder at `place`, which must be there.
    pub(super) fn open(place: &Path, access: Access) -> Result<Self, OpenDirectoryError> {
        let files = MmapDirectory::open(place)?;
        let (is_broken, trusted, held) = <(Arc<AtomicBool>, _, _)>::default();
        Ok(Self { files, place: place.to_owned(), access, is_broken, trusted, held })
    }

    /// The folder at `place`, which must be there, with the lock of the writer. The writer that is made of it gets that
    /// lock.
    pub(super) fn open_locked(place: &Path) -> tantivy::Result<Self> {
        let folder = Self::open(place, Access::Write)?;
        *folder.held() = Some(folder.lock_file(&INDEX_WRITER_LOCK)?);
        Ok(folder)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<File>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a lock without waiting for it. tantivy takes every refusal to be another writer's.
    fn lock_file(&self, lock: &Lock) -> Result<File, LockError> {
        let path = self.place.join(&lock.filepath);
        let open = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let file = open.map_err(LockError::wrap_io_error)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(LockError::LockBusy),
            Err(TryLockError::Error(error)) => Err(LockError::wrap_io_error(error)),
        }
    }

    /// Looks at a file before it is used for the first time.
    fn look_at(&self, path: &Path) -> io::Result<()> {
        if self.trusted().contains(path) {
            return Ok(());
        }
        if let Some(why) = why_untrusted(&self.place.join(path))? {
            return Err(io::Error::new(ErrorKind::InvalidData, why));
        }
        let mut trusted = self.trusted();
        // Other processes take files away, too: a server of many commits forgets, and looks at them once more.
        if trusted.len() >= MOST_TRUSTED {
            trusted.clear();
        }
        trusted.insert(path.to_owned());
        Ok(())
    }

    fn trusted(&self) -> std::sync::MutexGuard<'_, HashSet<PathBuf>> {
        self.trusted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the lock, which keeps files from being taken away while a reader opens them.
    fn wait(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            Err(LockError::IoError(error)) if self.access == Access::Read && is_refused(&error) => {
                // Locks that are only read keep a writer away as well, where there are any. Without them a file may be
                // gone when it is opened, which is told and passes.
                let held = File::open(self.place.join(&lock.filepath)).and_then(|file| file.lock().map(|()| file)).ok();
                Ok(DirectoryLock::from(Box::new(held)))
            }
            other => other,
        }
    }
}

/// Whether the file system does not let this user, or nobody, take a lock.
fn is_refused(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) || is_without_locks(error)
}

/// Whether a file system answers so that has no locks.
pub(super) fn is_without_locks(error: &io::Error) -> bool {
    /// `ENOLCK`, which has no kind, on Linux and on the BSDs and macOS.
    const NO_LOCKS: i32 = if cfg!(target_os = "linux") { 37 } else { 77 };
    error.kind() == ErrorKind::Unsupported || cfg!(unix) && error.raw_os_error() == Some(NO_LOCKS)
}

impl Directory for IndexFolder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let handle = self.files.get_file_handle(path)?;
        match self.look_at(path) {
            // One that is not there any more is mapped by somebody, who looked at it then.
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(OpenReadError::wrap_io_error(error, path.to_owned()))
            }
            _ => Ok(handle),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.trusted().remove(path);
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    /// tantivy writes no file twice. The names of files with deletions are made of the number of their commit, though, and
    /// a run that was killed within a commit leaves one that its successor, which has the same number, would meet.
    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        match self.files.open_write(path) {
            Err(OpenWriteError::FileAlreadyExists(_)) => {
                self.trusted().remove(path);
                std::fs::remove_file(self.place.join(path))
                    .map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
                self.files.open_write(path)
            }
            other => other,
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let place = self.place.join(path);
        if path != Path::new(META) {
            return replace(&place, data);
        }
        if self.is_broken.load(Ordering::Acquire) {
            return Err(io::Error::other("a commit before this one failed"));
        }
        let written = replace(&place, data).and_then(|()| self.files.sync_directory());
        self.is_broken.store(written.is_err(), Ordering::Release);
        written
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.is_blocking {
            return self.wait(lock);
        }
        let held = if lock.filepath == INDEX_WRITER_LOCK.filepath { self.held().take() } else { None };
        let file = held.map_or_else(|| self.lock_file(lock), Ok)?;
        Ok(DirectoryLock::from(Box::new(file)))
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

/// Makes `folder` and those above it that are missing, so that they last.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let missing: Vec<&Path> = folder.ancestors().take_while(is_missing).collect();
    std::fs::create_dir_all(folder)?;
    missing.into_iter().filter_map(Path::parent).try_for_each(|parent| {
        let is_here = parent.as_os_str().is_empty();
        sync_folder(if is_here { Path::new(".") } else { parent })
    })
}

/// Makes the names in `folder` last. Only on Unix a folder can be opened to do so; elsewhere it is the system's part.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Corpus;
    use std::io::Write;
    use tantivy::directory::{META_LOCK, TerminatingWrite};

    #[cfg(unix)]
    #[test]
    fn all_files_of_an_index_may_be_read_by_the_same_people() {
        use std::os::unix::fs::PermissionsExt;
        let corpus = Corpus::new(&[("a.txt", "Berg | | | 2024 | en | one")]);
        corpus.build();
        let mode_of = |entry: io::Result<std::fs::DirEntry>| entry.unwrap().metadata().unwrap().permissions().mode();
        let modes: Vec<u32> = std::fs::read_dir(corpus.index_dir()).unwrap().map(mode_of).collect();
        assert!(modes.len() > 3 && modes.iter().all(|mode| *mode == modes[0]), "{modes:?}");
    }

    #[test]
    fn a_file_that_a_killed_run_has_left_is_in_nobodys_way() {
        let place = tempfile::tempdir().unwrap();
        let folder = IndexFolder::open(place.path(), Access::Write).unwrap();
        let name = Path::new("0123456789abcdef0123456789abcdef.200.del");
        for text in ["what the killed run wrote", "the commit"] {
            let mut file = folder.open_write(name).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file.terminate().unwrap();
            assert_eq!(std::fs::read_to_string(place.path().join(name)).unwrap(), text);
        }
    }

    #[test]
    fn a_file_that_has_gone_is_there_for_those_who_have_it_mapped() {
        let corpus = Corpus::new(&[("a.txt", "Berg | | | 2024 | en | one")]);
        corpus.build();
        let folder = IndexFolder::open(&corpus.index_dir(), Access::Write).unwrap();
        let entries =
            std::fs::read_dir(corpus.index_dir()).unwrap().map(|entry| PathBuf::from(entry.unwrap().file_name()));
        let name = &entries.into_iter().find(|name| name.extension().is_some_and(|ending| ending == "store")).unwrap();
        let mapped = folder.get_file_handle(name).unwrap();
        folder.delete(name).unwrap();
        assert_eq!(folder.get_file_handle(name).unwrap().len(), mapped.len());
        drop(mapped);
        assert!(matches!(folder.get_file_handle(name), Err(OpenReadError::FileDoesNotExist(_))));
    }

    #[test]
    fn nothing_is_committed_after_a_commit_that_failed() {
        let place = tempfile::tempdir().unwrap();
        let folder = IndexFolder::open(place.path(), Access::Write).unwrap();
        folder.atomic_write(Path::new(META), b"one").unwrap();
        std::fs::remove_file(place.path().join(META)).unwrap();
        std::fs::create_dir(place.path().join(META)).unwrap();
        folder.atomic_write(Path::new(META), b"two").unwrap_err();
        std::fs::remove_dir(place.path().join(META)).unwrap();
        folder.clone().atomic_write(Path::new(META), b"two").unwrap_err();
        folder.atomic_write(Path::new(".managed.json"), b"[]").unwrap();
        assert!(!place.path().join(META).exists());
    }

    #[test]
    fn a_lock_that_another_has_is_busy_and_one_that_cannot_be_made_is_not() {
        let place = tempfile::tempdir().unwrap();
        let folder = IndexFolder::open(place.path(), Access::Write).unwrap();
        let held = folder.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        assert!(matches!(folder.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::LockBusy)));
        drop(held);
        assert!(folder.acquire_lock(&INDEX_WRITER_LOCK).is_ok());
        let locked = IndexFolder::open_locked(place.path()).unwrap();
        assert!(IndexFolder::open_locked(place.path()).is_err());
        let passed_on = locked.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        assert!(matches!(locked.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::LockBusy)), "it is passed on once");
        drop((locked, passed_on));
        std::fs::remove_file(place.path().join(&INDEX_WRITER_LOCK.filepath)).unwrap();
        std::fs::create_dir(place.path().join(&INDEX_WRITER_LOCK.filepath)).unwrap();
        assert!(matches!(folder.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::IoError(_))));
    }

    #[test]
    fn only_refusals_that_are_of_the_file_system_let_a_reader_go_on_without_a_lock() {
        for (kind, refused) in [
            (ErrorKind::PermissionDenied, true),
            (ErrorKind::ReadOnlyFilesystem, true),
            (ErrorKind::Unsupported, true),
            (ErrorKind::NotFound, false),
            (ErrorKind::StorageFull, false),
        ] {
            assert_eq!(is_refused(&io::Error::from(kind)), refused, "{kind:?}");
        }
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join(&META_LOCK.filepath)).unwrap();
        let folder = IndexFolder::open(place.path(), Access::Read).unwrap();
        assert!(folder.acquire_lock(&META_LOCK).is_err(), "a folder in place of a lock is no refusal");
    }
}
