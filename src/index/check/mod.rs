//! Whether an index holds what was written and says what its sources say.
//!
//! From the outside in, each step trusting what the one before has found sound: the files by their checksums ([`files`],
//! [`meta`]); each document by itself and by what columns and terms say of it ([`segment`]); who belongs to whom
//! ([`tally`]); and the articles as their files have them now ([`sources`]). Nothing is written, and nobody is kept from
//! writing: a commit that comes meanwhile is looked at in the next run.

mod fault;
mod files;
mod meta;
mod prints;
mod record;
mod segment;
mod sources;
mod tally;
#[cfg(test)]
mod tests;

pub use fault::{Fault, FaultKind};
pub(super) use files::first_damage;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fault::Faults;
use tally::Tally;

use super::intake::Stations;
use super::open::{self, META, failure};
use super::saved::{SavedError, SavedQueries};
use super::writing::State;
use super::{Index, IndexError};
use crate::article::ReadOptions;
use crate::crew::share;

/// What to check beside the index itself.
#[derive(Debug, Clone, Default)]
pub struct CheckRequest {
    /// Which articles are read again and compared.
    pub sources: SourcesOf,
    /// How articles are read.
    pub read: ReadOptions,
}

/// The files whose articles are read again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SourcesOf {
    /// All that the index has.
    #[default]
    All,
    /// Those at and below these paths.
    Below(Vec<PathBuf>),
    /// None.
    Nothing,
}

/// What a check is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckPart {
    /// Files of the index; counted in bytes.
    Files,
    /// What they say; counted in documents.
    Documents,
    /// Articles as their files have them now; counted in files.
    Sources,
}

/// How far a check is.
#[derive(Debug, Clone, Copy)]
pub struct CheckProgress {
    /// What it is at.
    pub part: CheckPart,
    /// How much of that is done.
    pub done: u64,
    /// How much there is.
    pub all: u64,
}

/// Hears how far a check is: called by any of its threads, often.
type Watch<'w> = dyn Fn(CheckProgress) + Sync + 'w;

/// What was checked, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Files of the index.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// What they say; `None` when they are damaged, so that they were not asked.
    pub content: Option<Content>,
    /// Saved queries.
    pub saved: u64,
    /// How the articles compare with their files; `None` when that was not asked for or makes no sense.
    pub sources: Option<Compared>,
    /// What is wrong, the first [`CheckReport::MOST_FAULTS`] by place.
    pub faults: Vec<Fault>,
    /// How much is wrong in all.
    pub n_faults: u64,
    /// What is no damage and still worth knowing.
    pub remarks: Vec<CheckRemark>,
}

impl CheckReport {
    /// So many faults are named; the others are counted.
    pub const MOST_FAULTS: usize = 1000;

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.n_faults == 0
    }
}

/// What an index holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    /// Files with articles, or without any.
    pub sources: u64,
    /// Articles.
    pub articles: u64,
    /// Statements.
    pub statements: u64,
    /// Utterances with several versions.
    pub utterances: u64,
    /// Segments.
    pub segments: u64,
}

/// How articles compare with their files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// Files that are as they were, and were read again.
    pub files: u64,
    /// Articles in them.
    pub articles: u64,
    /// Statements in those.
    pub statements: u64,
    /// Files that have changed since.
    pub changed: u64,
    /// Files that are gone.
    pub gone: u64,
    /// Files that cannot be read now.
    pub unreadable: u64,
    /// Files that would be read in another way now: by another dixit, with other options or settings of their folder.
    pub otherwise: u64,
}

/// What is no damage and still worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckRemark {
    /// A run was stopped before all articles had their places among the others.
    Unsettled,
    /// Another program writes the index: files that are on their way in or out were not looked at.
    Written,
    /// A file that a run has left, which the next one takes away.
    Leftover(String),
    /// A file that is none of the index.
    Foreign(String),
}

/// Checks the index at `dir`.
///
/// # Errors
///
/// When there is none of this format, or the file system refuses. What is wrong with it is no error but in the report.
pub fn check(
    dir: &Path,
    request: &CheckRequest,
    progress: &(dyn Fn(CheckProgress) + Sync),
) -> Result<CheckReport, IndexError> {
    check_with(dir, request, &Stations::REAL, progress)
}

/// [`check`] over any stations.
pub(super) fn check_with(
    dir: &Path,
    request: &CheckRequest,
    stations: &Stations,
    progress: &Watch<'_>,
) -> Result<CheckReport, IndexError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checking = Checking { dir, request, stations, threads, progress };
    let faults = Faults::default();
    let mut report = CheckReport::default();
    checking.saved(&faults, &mut report)?;
    if let Some(index) = checking.files(&faults, &mut report)? {
        checking.content(&index, &faults, &mut report)?;
    }
    report.remarks.sort();
    (report.faults, report.n_faults) = faults.into_sorted(CheckReport::MOST_FAULTS);
    Ok(report)
}

/// One check of an index.
struct Checking<'c> {
    dir: &'c Path,
    request: &'c CheckRequest,
    stations: &'c Stations,
    threads: usize,
    progress: &'c Watch<'c>,
}

impl Checking<'_> {
    fn saved(&self, faults: &Faults, report: &mut CheckReport) -> Result<(), IndexError> {
        let told = |error: SavedError| open::storage(self.dir, "reading saved queries", error);
        let queries = SavedQueries::of(self.dir);
        for name in queries.names().map_err(told)? {
            report.saved += 1;
            match queries.read(&name) {
                // One that was removed meanwhile is no fault.
                Ok(_) | Err(SavedError::Unknown { .. }) => {}
                Err(error) => faults.add(FaultKind::Saved, format!("saved query `{name}`"), error.to_string()),
            }
        }
        Ok(())
    }

    /// Checks the files; gives the index that they hold when they are sound.
    fn files(&self, faults: &Faults, report: &mut CheckReport) -> Result<Option<Index>, IndexError> {
        match files::check_files(self, faults, report) {
            // What cannot be opened at all is damage, too. Files with right checksums fit only another `meta.json`.
            Err(IndexError::Damaged { file, detail, .. }) => {
                let file = file.as_deref().unwrap_or(Path::new(META));
                faults.add(FaultKind::File, file.to_string_lossy(), detail);
                Ok(None)
            }
            checked => checked,
        }
    }

    fn content(&self, index: &Index, faults: &Faults, report: &mut CheckReport) -> Result<(), IndexError> {
        let snapshot = index.snapshot();
        let failed = |error| failure(self.dir, "reading what the index says", error);
        let state = State::of(snapshot.searcher.index()).map_err(failed)?;
        let readers = snapshot.searcher.segment_readers();
        let all = readers.iter().map(|reader| u64::from(reader.max_doc())).sum();
        let done = AtomicU64::new(0);
        let told = |n| {
            let done = done.fetch_add(n, Ordering::Relaxed) + n;
            (self.progress)(CheckProgress { part: CheckPart::Documents, done, all });
        };
        let members = snapshot.utterances()?;
        let ordinals: Vec<u32> = (0..).zip(readers).map(|(ordinal, _)| ordinal).collect();
        let check_segment = |ordinal| segment::check_segment(&snapshot, ordinal, &members, faults, &told);
        let mut tally = Tally::default();
        for segment in share(self.threads, ordinals, &check_segment) {
            tally.add(segment.map_err(failed)?);
        }
        report.content = Some(Content { segments: readers.len() as u64, ..tally.content() });
        tally.check(&snapshot, state, &members, faults)?;
        if state == State::Unsettled {
            report.remarks.push(CheckRemark::Unsettled);
        }
        if self.request.sources != SourcesOf::Nothing {
            report.sources = Some(sources::compare(self, &snapshot, faults)?);
        }
        Ok(())
    }
}
