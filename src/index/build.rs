//! The indexing run: changed articles in, removed ones out, one commit.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tantivy::{Searcher, TantivyError};

use super::intake::{Intake, Outcome, Stations};
use super::manifest::{Manifest, fingerprint};
use super::open::{self, failure};
use super::schema::Schema;
use super::{Index, IndexError};
use crate::article::{Folders, ReadOptions};
use crate::read::{Skip, SkipReason};

/// What to bring into the index.
#[derive(Debug, Clone, Default)]
pub struct BuildRequest {
    /// Files and folders.
    pub roots: Vec<PathBuf>,
    /// Keep articles whose files are gone from below `roots`.
    pub keep_missing: bool,
    /// How articles are read.
    pub read: ReadOptions,
}

/// What an indexing run did. `files = indexed + unchanged + skipped`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BuildReport {
    /// Files found below the roots.
    pub files: u64,
    /// Files read now, new or changed, that gave at least one article.
    pub indexed: u64,
    /// Files that are as they were in the last run and gave articles then.
    pub unchanged: u64,
    /// Files that were in the index and are gone.
    pub removed: u64,
    /// Files that gave no article, now or in an earlier run that need not be repeated.
    pub skipped: u64,
    /// Articles read now.
    pub articles: u64,
    /// Statements found in them.
    pub statements: u64,
    /// Bytes of article text among them.
    pub text_bytes: u64,
    /// All that was skipped (files, and articles inside files), by path.
    pub skips: Vec<Skip>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Files found so far.
    pub found: u64,
    /// Whether the walk is over, so that `found` is all of them.
    pub walked: bool,
    /// Files done.
    pub done: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Statements found.
    pub statements: u64,
}

/// Brings the index at `dir` (made when there is none) up to date with the files below the roots.
///
/// The index is the old one until the commit at the end and the new one from then on. When nothing
/// has changed, nothing is written.
///
/// # Errors
///
/// When the index cannot be opened, locked or written; single files never fail a run.
pub fn build(
    dir: &Path,
    request: &BuildRequest,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<BuildReport, IndexError> {
    build_with(dir, request, &Stations::REAL, progress)
}

/// [`build`] over any stations.
pub(super) fn build_with(
    dir: &Path,
    request: &BuildRequest,
    stations: &Stations,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<BuildReport, IndexError> {
    let schema = Schema::new();
    let tantivy_index = open::open_or_create(dir, &schema)?;
    // The lock is taken before the manifest is read: nobody else can change what it says.
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut writer: tantivy::IndexWriter = open::writer(dir, &tantivy_index, writer_threads(threads))?;
    let index = Index::of(dir, &tantivy_index)?;
    let searcher = index.reader.searcher();
    let manifest = Manifest::load(&searcher, &schema).map_err(|error| failure(dir, "reading the manifest", error))?;

    let folders = Folders::default();
    let intake = Intake {
        stations,
        schema: &schema,
        manifest: &manifest,
        read: &request.read,
        folders: &folders,
        options: fingerprint(&request.read),
        searcher: &searcher,
        writer: &writer,
        progress,
    };
    let taken = match intake.run(&request.roots, threads) {
        Ok(taken) => taken,
        Err(error) => return Err(failure(dir, "indexing", cause(&mut writer, error))),
    };

    let mut report = BuildReport::default();
    let mut seen = HashSet::with_capacity(taken.outcomes.len());
    let mut changes = false;
    for (path, outcome) in taken.outcomes {
        report.files += 1;
        match outcome {
            Outcome::Unchanged { refreshed } => {
                changes |= refreshed;
                count_unchanged(&mut report, &manifest, &path, &searcher, &schema)
                    .map_err(|error| failure(dir, "reading the manifest", error))?;
            }
            Outcome::Unreadable(skip) => {
                report.skipped += 1;
                report.skips.push(skip);
            }
            Outcome::Read(counts) => {
                changes = true;
                if counts.articles > 0 {
                    report.indexed += 1;
                } else {
                    report.skipped += 1;
                }
                report.articles += counts.articles;
                report.statements += counts.statements;
                report.text_bytes += counts.text_bytes;
                report.skips.extend(counts.skips);
            }
        }
        seen.insert(path);
    }
    if !request.keep_missing {
        let roots = absolute(&request.roots);
        for path in manifest.files.keys() {
            if !seen.contains(path) && is_below(path, &roots) && !is_behind(path, &taken.unread) {
                writer.delete_term(schema.source_term(path));
                report.removed += 1;
                changes = true;
            }
        }
    }
    // Files and folders that could not even be looked at are neither in the index nor lost.
    report.files += taken.unread.len() as u64;
    report.skipped += taken.unread.len() as u64;
    report.skips.extend(taken.unread);
    report.skips.extend(folders.take_wrong());
    report.skips.sort_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));

    if changes {
        writer.commit().map_err(|error| failure(dir, "committing", error))?;
        writer.garbage_collect_files().wait().map_err(|error| failure(dir, "removing old files", error))?;
    }
    writer.wait_merging_threads().map_err(|error| failure(dir, "merging", error))?;
    Ok(report)
}

/// A thread of the writer that failed only says that it did; why comes out when the threads are
/// joined. What they wrote is not committed.
fn cause(writer: &mut tantivy::IndexWriter, error: TantivyError) -> TantivyError {
    match writer.prepare_commit() {
        Err(cause) => cause,
        Ok(prepared) => prepared.abort().err().unwrap_or(error),
    }
}

/// Extraction is the larger part of the work; tantivy writes one segment with each of its threads.
fn writer_threads(threads: usize) -> usize {
    (threads / 2).clamp(1, 4)
}

fn count_unchanged(
    report: &mut BuildReport,
    manifest: &Manifest,
    path: &str,
    searcher: &Searcher,
    schema: &Schema,
) -> tantivy::Result<()> {
    let Some(known) = manifest.files.get(path) else { return Ok(()) };
    if known.articles > 0 {
        report.unchanged += 1;
    } else {
        report.skipped += 1;
    }
    report.skips.extend(known.skips(searcher, schema)?);
    Ok(())
}

/// The roots as the manifest spells paths: absolute, and once more with links resolved.
fn absolute(roots: &[PathBuf]) -> Vec<PathBuf> {
    let spellings = roots.iter().flat_map(|root| [std::path::absolute(root).ok(), root.canonicalize().ok()]);
    spellings.flatten().collect()
}

fn is_below(path: &str, roots: &[PathBuf]) -> bool {
    roots.iter().any(|root| Path::new(path).starts_with(root))
}

/// Whether `path` lies in something that could not be read this time although it is there: what
/// cannot be seen is not taken for gone.
fn is_behind(path: &str, unread: &[Skip]) -> bool {
    unread.iter().any(|skip| {
        matches!(skip.reason, SkipReason::Unreadable(_))
            && Path::new(path).starts_with(&skip.path)
            && std::fs::symlink_metadata(&skip.path).is_ok()
    })
}
