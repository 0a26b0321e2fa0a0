//! An index made anew beside the old one, which answers until the new one is complete and then goes in one moment.
//!
//! The new one grows in a hidden folder inside that of the index. Names of segments are never given twice, so its files can
//! then be moved in among the old ones without touching any; what takes the place of the old index is the rename of one
//! file, `meta.json`, as with every commit. A kill leaves the old index or the new one whole, and beside it files that
//! the list of files names, which the next run takes away.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tantivy::Directory;
use tantivy::directory::{DirectoryLock, INDEX_WRITER_LOCK, Lock, META_LOCK};

use super::IndexError;
use super::build::{BuildReport, BuildRequest, Watch, build_in};
use super::directory::{Access, IndexFolder};
use super::intake::Stations;
use super::lock_note;
use super::open::{self, MANAGED, META, failure, storage};
use super::recognise::is_of_segment;
use super::replace::take_away_draft;

/// Where the new index grows.
const FOLDER: &str = ".dixit-rebuild";

/// Makes the index at `dir` anew from `request`, whatever its format and however damaged it is. Where there is none, it is
/// made. A run that was stopped leaves the old one.
pub(super) fn rebuild(
    dir: &Path,
    request: &BuildRequest,
    stations: &Stations,
    progress: &Watch<'_>,
) -> Result<BuildReport, IndexError> {
    match super::guarded(dir, || open::open(dir, Access::Read)) {
        Ok(_) | Err(IndexError::Version { .. } | IndexError::Damaged { .. }) => {}
        Err(IndexError::Missing { .. }) => return build_in(dir, dir, request, stations, progress),
        Err(error) => return Err(error),
    }
    // Nobody else writes from here to the end.
    let _lock = lock(dir, &INDEX_WRITER_LOCK)?;
    let _posted = lock_note::post(dir, request.note.as_ref());
    let draft = Draft::begin(dir).map_err(|error| storage(dir, "making a folder for the new index", error))?;
    let report = build_in(&draft.path, dir, &BuildRequest { note: None, ..request.clone() }, stations, progress)?;
    if !report.stopped {
        draft.take_place(dir)?;
    }
    Ok(report)
}

/// Takes away what a run that was killed has left of a new index or of a file. Whoever calls has the lock of the writer.
pub(super) fn take_away_remnants(dir: &Path) -> io::Result<()> {
    [META, MANAGED].iter().try_for_each(|file| take_away_draft(&dir.join(file)))?;
    match fs::remove_dir_all(dir.join(FOLDER)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// One of tantivy's locks at `dir`.
pub(super) fn lock(dir: &Path, lock: &Lock) -> Result<DirectoryLock, IndexError> {
    let directory = IndexFolder::open(dir, Access::Write).map_err(|error| failure(dir, "opening", error.into()))?;
    directory.acquire_lock(lock).map_err(|error| failure(dir, "locking", error.into()))
}

/// The new index while it grows. Its folder goes with it.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn begin(dir: &Path) -> io::Result<Self> {
        take_away_remnants(dir)?;
        let path = dir.join(FOLDER);
        fs::create_dir(&path)?;
        Ok(Self { path })
    }

    /// Puts the new index in the place of the old one.
    fn take_place(self, dir: &Path) -> Result<(), IndexError> {
        let metas = open::open(&self.path, Access::Read)?
            .load_metas()
            .map_err(|error| failure(dir, "reading the new index", error))?;
        let all = metas.list_segment_files();
        let new: BTreeSet<PathBuf> = all.into_iter().filter(|file| self.path.join(file).is_file()).collect();
        let directory = IndexFolder::open(dir, Access::Write).map_err(|error| failure(dir, "opening", error.into()))?;
        let swap = || -> io::Result<BTreeSet<PathBuf>> {
            let old = files_of_old(dir)?;
            // Named before they are there: a kill from here on leaves nothing that nobody knows of.
            write_managed(&directory, old.union(&new))?;
            for file in &new {
                fs::rename(self.path.join(file), dir.join(file))?;
            }
            directory.sync_directory()?;
            fs::rename(self.path.join(META), dir.join(META))?;
            directory.sync_directory()?;
            Ok(old)
        };
        let old = swap().map_err(|error| storage(dir, "putting the new index in place", error))?;
        // Whoever read the old `meta.json` has the lock until all its files are open.
        drop(lock(dir, &META_LOCK)?);
        let is_kept =
            |file: &&PathBuf| fs::remove_file(dir.join(file)).is_err_and(|error| error.kind() != ErrorKind::NotFound);
        // Some systems keep files that are in use; the next run tries again.
        let kept: BTreeSet<PathBuf> = old.iter().filter(is_kept).cloned().collect();
        write_managed(&directory, kept.union(&new)).map_err(|error| storage(dir, "removing old files", error))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What stays is taken away by the next run.
        let _or_later = fs::remove_dir_all(&self.path);
    }
}

/// The files of segments at `dir`, whether or not the list of files, which may be damaged, has them.
fn files_of_old(dir: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_file() && name.to_str().is_some_and(is_of_segment) {
            files.insert(name.into());
        }
    }
    Ok(files)
}

/// Writes the list of files as tantivy does.
fn write_managed<'f>(directory: &IndexFolder, files: impl Iterator<Item = &'f PathBuf>) -> io::Result<()> {
    let files: Vec<&Path> = files.map(PathBuf::as_path).chain([Path::new(META)]).collect();
    let mut text = serde_json::to_vec(&files)?;
    text.push(b'\n');
    directory.atomic_write(Path::new(MANAGED), &text)?;
    directory.sync_directory()
}
