//! Opening and making an index on disk: is it one, is it of this format, may it be written.

use std::io::ErrorKind;
use std::path::Path;

use tantivy::directory::error::{LockError, OpenWriteError};
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::Schema as TantivySchema;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index as TantivyIndex, IndexSettings, IndexWriter, TantivyError};

use super::IndexError;
use super::analyze::tokenizers;
use super::directory::{Access, IndexFolder, is_without_locks};
use super::schema::{FORMAT, FORMAT_FIELD, Schema};
use super::{lock_note, saved};

/// The file in which tantivy keeps what belongs to an index.
pub(super) const META: &str = "meta.json";

/// Memory for documents that are not yet written as a segment. Larger segments mean fewer merges; with
/// this one an index of a million articles is built well under a gigabyte.
const WRITER_MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// Merges at once: each takes memory of its own, and the cores have enough to do.
const MERGE_THREADS: usize = 1;

/// Bytes of records that are compressed together: larger blocks compress better, smaller ones cost less to read a single
/// hit from (docs/performance.md has what was measured).
const STORE_BLOCK_BYTES: usize = 16 * 1024;

/// Share of deleted documents from which on a segment is worth rewriting.
const DELETED_SHARE_BEFORE_MERGE: f32 = 0.2;

/// Opens the index at `dir`, which must be there.
pub(super) fn open(dir: &Path, access: Access) -> Result<TantivyIndex, IndexError> {
    if !dir.join(META).is_file() {
        return Err(if is_unused(dir)? {
            IndexError::Missing { path: dir.to_owned() }
        } else {
            IndexError::NotAnIndex { path: dir.to_owned() }
        });
    }
    let folder = IndexFolder::open(dir, access).map_err(|error| failure(dir, "opening", error.into()))?;
    let mut index = TantivyIndex::open(folder).map_err(|error| failure(dir, "opening", error))?;
    check_format(dir, &index.schema())?;
    index.set_tokenizers(tokenizers());
    Ok(index)
}

/// Opens the index at `dir`, or makes one where there is nothing but hidden files.
pub(super) fn open_or_create(dir: &Path, schema: &Schema) -> Result<TantivyIndex, IndexError> {
    match open(dir, Access::Write) {
        Err(IndexError::Missing { .. }) => create(dir, schema),
        opened => opened,
    }
}

fn create(dir: &Path, schema: &Schema) -> Result<TantivyIndex, IndexError> {
    std::fs::create_dir_all(dir).map_err(|error| storage(dir, "making the folder", error))?;
    let folder = IndexFolder::open(dir, Access::Write).map_err(|error| failure(dir, "opening", error.into()))?;
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor::default()),
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    TantivyIndex::builder()
        .schema(schema.tantivy.clone())
        .settings(settings)
        .tokenizers(tokenizers())
        .open_or_create(folder)
        .map_err(|error| failure(dir, "making the index", error))
}

/// The one writer of `index`.
pub(super) fn writer(dir: &Path, index: &TantivyIndex, threads: usize) -> Result<IndexWriter, IndexError> {
    let threads = threads.max(1);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(WRITER_MEMORY_BYTES / threads)
        .num_merge_threads(MERGE_THREADS)
        .build();
    let writer = index.writer_with_options(options).map_err(|error| failure(dir, "opening for writing", error))?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(DELETED_SHARE_BEFORE_MERGE);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

/// What tantivy reports, in the terms of this program.
pub(super) fn failure(dir: &Path, action: &'static str, error: TantivyError) -> IndexError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => {
            IndexError::Locked { path: dir.to_owned(), holder: lock_note::read(dir) }
        }
        TantivyError::LockFailure(LockError::IoError(error), _) if is_without_locks(&error) => {
            IndexError::NoLocks { path: dir.to_owned() }
        }
        TantivyError::DataCorruption(detail) => damaged(dir, format!("{detail:?}")),
        TantivyError::IncompatibleIndex(detail) => damaged(dir, format!("{detail:?}")),
        other => storage(dir, action, other),
    }
}

/// An error of the file system or of tantivy.
pub(super) fn storage(
    dir: &Path,
    action: &'static str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> IndexError {
    let source = source.into();
    if is_disk_full(&*source) {
        return IndexError::Full { path: dir.to_owned() };
    }
    IndexError::Storage { path: dir.to_owned(), action, source }
}

/// Whether the file system refused for want of space. tantivy holds what the system said in its own errors, not all of
/// which name it as their source.
fn is_disk_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let kind = match error.downcast_ref::<TantivyError>() {
        Some(TantivyError::IoError(error) | TantivyError::LockFailure(LockError::IoError(error), _)) => {
            Some(error.kind())
        }
        Some(TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. })) => Some(io_error.kind()),
        _ => error.downcast_ref::<std::io::Error>().map(std::io::Error::kind),
    };
    matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) || error.source().is_some_and(is_disk_full)
}

/// Content that cannot have been written so.
pub(super) fn damaged(dir: &Path, detail: impl Into<String>) -> IndexError {
    IndexError::Damaged { path: dir.to_owned(), detail: detail.into() }
}

/// The format is part of a field's name, because that name is there from the first moment of an index.
fn check_format(dir: &Path, schema: &TantivySchema) -> Result<(), IndexError> {
    let found = schema.fields().find_map(|(_, entry)| entry.name().strip_prefix(FORMAT_FIELD)?.parse::<u64>().ok());
    match found {
        None => Err(IndexError::NotAnIndex { path: dir.to_owned() }),
        Some(FORMAT) => Ok(()),
        Some(found) => Err(IndexError::Version { path: dir.to_owned(), found, expected: FORMAT }),
    }
}

/// Whether `dir` is missing or holds nothing but hidden files (a `.gitignore`, traces of an index that
/// was never finished) and saved queries, which outlive their index.
fn is_unused(dir: &Path) -> Result<bool, IndexError> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(false),
        Err(error) => return Err(storage(dir, "listing the folder", error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| storage(dir, "listing the folder", error))?;
        if !entry.file_name().to_string_lossy().starts_with('.') && entry.file_name() != saved::FOLDER {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_missing_or_holds_hidden_files_and_saved_queries_is_no_index_yet() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(open(&folder.path().join("none"), Access::Read), Err(IndexError::Missing { .. })));
        std::fs::write(folder.path().join(".gitignore"), "*").unwrap();
        std::fs::create_dir(folder.path().join(saved::FOLDER)).unwrap();
        assert!(matches!(open(folder.path(), Access::Read), Err(IndexError::Missing { .. })));
        assert!(open_or_create(folder.path(), &Schema::new()).is_ok());
        assert!(open(folder.path(), Access::Read).is_ok());
        assert!(folder.path().join(".gitignore").is_file());
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
        assert!(matches!(open_or_create(folder.path(), &Schema::new()), Err(IndexError::NotAnIndex { .. })));
    }

    #[test]
    fn other_formats_and_other_programs_indexes_are_recognised() {
        let make = |field: &str| {
            let folder = tempfile::tempdir().unwrap();
            let mut builder = TantivySchema::builder();
            builder.add_text_field(field, tantivy::schema::STRING);
            TantivyIndex::create_in_dir(folder.path(), builder.build()).unwrap();
            open(folder.path(), Access::Read).err().unwrap()
        };
        assert!(matches!(make("dixit-format-99"), IndexError::Version { found: 99, expected: FORMAT, .. }));
        assert!(matches!(make("body"), IndexError::NotAnIndex { .. }));
    }

    #[test]
    fn a_second_writer_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let index = open_or_create(folder.path(), &Schema::new()).unwrap();
        let first = writer(folder.path(), &index, 1).unwrap();
        assert!(matches!(writer(folder.path(), &index, 1), Err(IndexError::Locked { .. })));
        drop(first);
        assert!(writer(folder.path(), &index, 1).is_ok());
    }
}
