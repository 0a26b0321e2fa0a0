//! The files of an index by themselves: whether each is there and holds the bytes that were written.

use std::collections::{BTreeSet, HashSet};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::IndexMeta;
use tantivy::directory::INDEX_WRITER_LOCK;
use tantivy::index::SegmentComponent;

use super::super::checksum::why_broken;
use super::super::directory::Access;
use super::super::intake::Stations;
use super::super::open::{self, MANAGED, META, damaged, failure, storage};
use super::super::rebuild::lock;
use super::super::recognise::is_of_segment;
use super::super::saved;
use super::fault::{FaultKind, Faults};
use super::{CheckPart, CheckProgress, CheckRemark, CheckReport, CheckRequest, Checking, Index, IndexError, meta};
use crate::crew::share;

/// While files are read a commit may come, which is looked at then; after so many it changes faster than it is read.
const MOST_ROUNDS: usize = 100;

/// Checks all files. Gives the index when they are sound, opened from the very commit that was looked at.
pub(super) fn check_files(
    checking: &Checking<'_>,
    faults: &Faults,
    report: &mut CheckReport,
) -> Result<Option<Index>, IndexError> {
    let dir = checking.dir;
    let mut sound: HashSet<PathBuf> = HashSet::new();
    for _ in 0..MOST_ROUNDS {
        let commit = caught(dir, || open::open(dir, Access::Read))?;
        let (bytes, metas) = meta::read(dir, &commit)?;
        let files = files_of(&metas);
        let new: Vec<&PathBuf> = files.iter().filter(|file| !sound.contains(*file)).collect();
        let wrong = check_all(checking, &new)?;
        if meta::bytes(dir)? != bytes {
            sound.extend(new.into_iter().filter(|file| !wrong.iter().any(|(wrong, _)| *wrong == *file)).cloned());
            continue;
        }
        measure(dir, &files, report)?;
        meta::check(&bytes, &metas, faults);
        for (file, why) in wrong {
            faults.add(FaultKind::File, file.to_string_lossy(), why);
        }
        check_list(dir, &files, faults, report)?;
        if faults.of(FaultKind::File) > 0 {
            return Ok(None);
        }
        let index = caught(dir, || Index::of(dir, &commit))?;
        if !meta::is_of(&index, &metas) {
            *report = CheckReport { saved: report.saved, ..CheckReport::default() };
            continue;
        }
        caught(dir, || {
            meta::check_segments(&index, &metas, faults).map_err(|error| failure(dir, "reading segments", error))
        })?;
        return Ok((faults.of(FaultKind::File) == 0).then_some(index));
    }
    Err(damaged(dir, Some(META.into()), "changes faster than it can be looked at"))
}

/// That the files of the index at `dir` are damaged, when they are.
pub(in super::super) fn first_damage(dir: &Path) -> Option<IndexError> {
    let (request, faults) = (CheckRequest::default(), Faults::default());
    let checking = Checking { dir, request: &request, stations: &Stations::REAL, threads: 1, progress: &|_| {} };
    match check_files(&checking, &faults, &mut CheckReport::default()) {
        Err(damage @ IndexError::Damaged { .. }) => Some(damage),
        _ => faults.into_sorted(1).0.pop().map(|fault| damaged(dir, Some(fault.place.into()), fault.message)),
    }
}

/// Does `work` on files that have the right checksums. Only `meta.json`, which has none, can make it panic.
fn caught<T>(dir: &Path, work: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    let damage = || damaged(dir, Some(META.into()), "does not go with the other files");
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_panic| Err(damage()))
}

/// The files that a commit needs.
fn files_of(metas: &IndexMeta) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for segment in &metas.segments {
        for component in [
            SegmentComponent::Postings,
            SegmentComponent::Positions,
            SegmentComponent::Terms,
            SegmentComponent::Store,
            SegmentComponent::FastFields,
            SegmentComponent::FieldNorms,
        ] {
            files.insert(segment.relative_path(component));
        }
        if segment.delete_opstamp().is_some() {
            files.insert(segment.relative_path(SegmentComponent::Delete));
        }
    }
    files
}

/// Reads files to their ends; gives those that are not as they were written, and why.
fn check_all<'f>(checking: &Checking<'_>, files: &[&'f PathBuf]) -> Result<Vec<(&'f PathBuf, String)>, IndexError> {
    let size = |file: &&PathBuf| std::fs::metadata(checking.dir.join(file)).map_or(0, |metadata| metadata.len());
    let all = files.iter().map(size).sum();
    let done = AtomicU64::new(0);
    let told = |n: u64| {
        let done = done.fetch_add(n, Ordering::Relaxed) + n;
        (checking.progress)(CheckProgress { part: CheckPart::Files, done, all });
    };
    let checked = share(checking.threads, files.to_vec(), &|file| (file, why_broken(&checking.dir.join(file), &told)));
    let mut wrong = Vec::new();
    for (file, outcome) in checked {
        match outcome {
            Ok(None) => {}
            Ok(Some(why)) => wrong.push((file, why)),
            Err(error) if error.kind() == ErrorKind::NotFound => wrong.push((file, "is missing".to_owned())),
            Err(error) => return Err(storage(checking.dir, "reading its files", error)),
        }
    }
    Ok(wrong)
}

fn measure(dir: &Path, files: &BTreeSet<PathBuf>, report: &mut CheckReport) -> Result<(), IndexError> {
    (report.files, report.bytes) = (0, 0);
    let own = [META.into(), MANAGED.into()];
    for file in files.iter().chain(&own) {
        match std::fs::metadata(dir.join(file)) {
            Ok(metadata) => {
                report.files += 1;
                report.bytes += metadata.len();
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(storage(dir, "looking at its files", error)),
        }
    }
    Ok(())
}

/// Compares the files that are needed with the list of files and with those that are there. That is asked only while
/// nobody writes: files come and go then.
fn check_list(
    dir: &Path,
    needed: &BTreeSet<PathBuf>,
    faults: &Faults,
    report: &mut CheckReport,
) -> Result<(), IndexError> {
    let _lock = match lock(dir, &INDEX_WRITER_LOCK) {
        Ok(lock) => lock,
        Err(IndexError::Locked { .. }) => {
            report.remarks.push(CheckRemark::Written);
            return Ok(());
        }
        // Where nothing may be written, nobody can be asked to wait, and it is not known who writes.
        Err(_) => return Ok(()),
    };
    let list = match std::fs::read(dir.join(MANAGED)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            faults.add(FaultKind::File, MANAGED, "is missing");
            return Ok(());
        }
        Err(error) => return Err(storage(dir, "reading the list of its files", error)),
    };
    let listed: Vec<PathBuf> = serde_json::from_slice(&list).unwrap_or_default();
    let is_known = |file: &Path| listed.iter().any(|listed| listed == file);
    let as_written = serde_json::to_vec(&listed).unwrap_or_default();
    let unlisted = needed.iter().map(PathBuf::as_path).chain([Path::new(META)]).find(|file| !is_known(file));
    if list.strip_suffix(b"\n") != Some(&as_written) || BTreeSet::from_iter(&listed).len() < listed.len() {
        faults.add(FaultKind::File, MANAGED, "is not as it was written");
    } else if let Some(file) = unlisted {
        faults.add(FaultKind::File, MANAGED, format!("lacks `{}`", file.display()));
    }
    for entry in std::fs::read_dir(dir).map_err(|error| storage(dir, "listing the folder", error))? {
        let name = entry.map_err(|error| storage(dir, "listing the folder", error))?.file_name();
        let shown = name.to_string_lossy();
        if shown.starts_with('.') || shown == META || shown == saved::FOLDER || needed.contains(Path::new(&name)) {
            continue;
        }
        let is_leftover = is_known(Path::new(&name)) && is_of_segment(&shown);
        let remark = if is_leftover { CheckRemark::Leftover } else { CheckRemark::Foreign };
        report.remarks.push(remark(shown.into_owned()));
    }
    Ok(())
}
