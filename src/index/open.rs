//! Opening and making an index on disk: is it one, is it of this format, may it be written.

use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};
use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::Schema as TantivySchema;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index as TantivyIndex, IndexMeta, IndexSettings, IndexWriter, TantivyError};

use super::analyze::tokenizers;
use super::directory::{Access, IndexFolder, is_without_locks, make_folder};
use super::merging::SmallSooner;
use super::recognise::{Looks, format_of, looks_of};
use super::schema::{FORMAT, Schema};
use super::{IndexError, lock_note};

/// The file in which tantivy keeps what belongs to an index.
pub(super) const META: &str = "meta.json";

/// The file in which tantivy keeps the names of those that it may take away when no commit needs them.
pub(super) const MANAGED: &str = ".managed.json";

/// Memory for documents that are not yet written as a segment. Larger segments mean fewer merges; with
/// this one an index of a million articles is built well under a gigabyte.
const WRITER_MEMORY_BYTES: usize = 256 * 1024 * 1024;

/// Merges at once: each takes memory of its own, and the cores have enough to do.
const MERGE_THREADS: usize = 1;

/// Bytes of records that are compressed together: larger blocks compress better, smaller ones cost less to read a single
/// hit from (docs/performance.md has what was measured).
const STORE_BLOCK_BYTES: usize = 16 * 1024;

/// Opens the index at `dir`, which must be there.
pub(super) fn open(dir: &Path, access: Access) -> Result<TantivyIndex, IndexError> {
    let is_there = || dir.join(META).is_file();
    if !is_there() {
        let why = unreadable(dir, META.into(), "is missing".to_owned());
        // The first commit may have come while that was found out.
        if !is_there() {
            return Err(why);
        }
    }
    let folder = IndexFolder::open(dir, access).map_err(|error| failure(dir, "opening", error.into()))?;
    open_in(dir, folder)
}

/// Opens the index in `folder`, which is that at `dir`.
fn open_in(dir: &Path, folder: IndexFolder) -> Result<TantivyIndex, IndexError> {
    let mut index = TantivyIndex::open(folder).map_err(|error| match failure(dir, "opening", error) {
        IndexError::Damaged { file, detail, .. } => {
            unreadable(dir, file.unwrap_or_else(|| garbled(dir).into()), detail)
        }
        other => other,
    })?;
    check_schema(dir, &index.schema())?;
    index.set_tokenizers(tokenizers());
    Ok(index)
}

/// Which of the two files that are read whole when an index is opened is the one that cannot be understood.
fn garbled(dir: &Path) -> &'static str {
    let list = std::fs::read(dir.join(MANAGED)).unwrap_or_else(|_| b"[]".to_vec());
    let is_list = serde_json::from_str::<HashSet<PathBuf>>(&String::from_utf8_lossy(&list)).is_ok();
    if is_list { META } else { MANAGED }
}

/// Why there is no index of this format at `dir`, where `detail` is wrong with `file` there.
fn unreadable(dir: &Path, file: PathBuf, detail: String) -> IndexError {
    let path = dir.to_owned();
    match looks_of(dir) {
        Err(error) => storage(dir, "listing the folder", error),
        Ok(Looks::Unused) => IndexError::Missing { path },
        Ok(Looks::Other) => IndexError::NotAnIndex { path },
        Ok(Looks::Index(Some(found))) if found != FORMAT => IndexError::Version { path, found, expected: FORMAT },
        Ok(Looks::Index(_)) => damaged(dir, Some(file), detail),
    }
}

/// Whether the last commit at `dir`, which `index` was opened from, is one that this program reads: a later dixit may
/// have put another index in its place.
pub(super) fn check_last_commit(dir: &Path, index: &TantivyIndex) -> Result<(), IndexError> {
    check_schema(dir, &last_commit(dir, index)?.schema)
}

/// What the last commit of `index`, which lies at `dir`, says.
pub(super) fn last_commit(dir: &Path, index: &TantivyIndex) -> Result<IndexMeta, IndexError> {
    index.load_metas().map_err(|error| match failure(dir, "reading the last commit", error) {
        IndexError::Damaged { path, file: None, detail } => damaged(&path, Some(META.into()), detail),
        other => other,
    })
}

/// Opens the index at `dir` for its one writer, or makes one where there is nothing but hidden files.
pub(super) fn open_or_create(dir: &Path, schema: &Schema) -> Result<TantivyIndex, IndexError> {
    match open(dir, Access::Read) {
        Ok(_) => {}
        Err(IndexError::Missing { .. }) => {
            make_folder(dir).map_err(|error| storage(dir, "making the folder", error))?;
        }
        Err(error) => return Err(error),
    }
    // Another may have made or changed it since; what is there behind the lock stays until this writer changes it.
    let folder = IndexFolder::open_locked(dir).map_err(|error| failure(dir, "opening for writing", error))?;
    if dir.join(META).is_file() { open_in(dir, folder) } else { create(dir, schema, folder) }
}

fn create(dir: &Path, schema: &Schema, folder: IndexFolder) -> Result<TantivyIndex, IndexError> {
    TantivyIndex::builder()
        .schema(schema.tantivy.clone())
        .settings(settings())
        .tokenizers(tokenizers())
        .open_or_create(folder)
        .map_err(|error| failure(dir, "making the index", error))
}

/// How tantivy keeps documents.
pub(super) fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor::default()),
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    }
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
    writer.set_merge_policy(Box::new(SmallSooner::default()));
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
        other => match told_damage(&other) {
            Some((file, detail)) => damaged(dir, file, detail),
            None => storage(dir, action, other),
        },
    }
}

/// What is wrong with the files, and with which, when that is what tantivy failed on and not the system.
fn told_damage(error: &TantivyError) -> Option<(Option<PathBuf>, String)> {
    if refused_by_system(error).is_some() {
        return None;
    }
    let is_of_content = |error: &io::Error| {
        matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::Other)
    };
    let somewhere = |detail: &str| Some((None, brief(detail)));
    // Some of tantivy's paths are whole; all files of an index lie in its folder itself.
    let within = |path: &Path, detail: &str| Some((path.file_name().map(PathBuf::from), brief(detail)));
    match error {
        // tantivy shows the whole of `meta.json` with it.
        TantivyError::DataCorruption(detail) => {
            somewhere(format!("{detail:?}").split(" Content:").next().unwrap_or_default())
        }
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => within(file, "is missing"),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) if is_of_content(io_error) => {
            within(filepath, &io_error.to_string())
        }
        TantivyError::IncompatibleIndex(detail)
        | TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(detail)) => somewhere(&format!("{detail:?}")),
        TantivyError::IoError(error) if is_of_content(error) => somewhere(&error.to_string()),
        TantivyError::DeserializeError(detail) => somewhere(&detail.to_string()),
        TantivyError::SchemaError(detail)
        | TantivyError::InternalError(detail)
        | TantivyError::InvalidArgument(detail) => somewhere(detail),
        _ => None,
    }
}

/// One line of a message that may hold the bytes of a damaged file.
fn brief(message: &str) -> String {
    const LONGEST: usize = 200;
    let line = message.lines().next().unwrap_or_default();
    line[..line.floor_char_boundary(LONGEST)].to_owned()
}

/// An error of the file system or of tantivy.
pub(super) fn storage(
    dir: &Path,
    action: &'static str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> IndexError {
    let source = source.into();
    if matches!(refused_by_system(&*source), Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
        return IndexError::Full { path: dir.to_owned() };
    }
    IndexError::Storage { path: dir.to_owned(), action, source }
}

/// What the system refused with, wherever in `error` that stands: tantivy packs what it heard into errors of its own, not
/// all of which name it as their source.
fn refused_by_system(error: &(dyn std::error::Error + 'static)) -> Option<ErrorKind> {
    if let Some(TantivyError::InternalError(told) | TantivyError::SystemError(told)) = error.downcast_ref() {
        return told_by_system(told);
    }
    let of_own = of_system(error).and_then(|error| match (error.raw_os_error(), error.kind()) {
        // Of these kinds are also the errors of decoders.
        (None, ErrorKind::Other | ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
            error.get_ref().and_then(|inner| refused_by_system(inner))
        }
        (_, kind) => Some(kind),
    });
    of_own.or_else(|| error.source().and_then(refused_by_system))
}

/// Of some errors tantivy keeps the words alone, which end with the number of the system.
fn told_by_system(told: &str) -> Option<ErrorKind> {
    let (_, number) = told.rsplit_once("(os error ")?;
    Some(io::Error::from_raw_os_error(number.split_once(')')?.0.parse().ok()?).kind())
}

/// The error of the system that `error` is or holds.
fn of_system<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e io::Error> {
    if let Some(error) = error.downcast_ref::<TantivyError>() {
        return match error {
            TantivyError::IoError(error) | TantivyError::LockFailure(LockError::IoError(error), _) => Some(error),
            TantivyError::OpenWriteError(error) => of_system(error),
            TantivyError::OpenReadError(error) => of_system(error),
            _ => None,
        };
    }
    if let Some(OpenWriteError::IoError { io_error, .. }) = error.downcast_ref() {
        return Some(io_error);
    }
    if let Some(OpenReadError::IoError { io_error, .. }) = error.downcast_ref() {
        return Some(io_error);
    }
    // The writer of dictionaries.
    if let Some(tantivy_fst::Error::Io(error)) = error.downcast_ref() {
        return Some(error);
    }
    error.downcast_ref::<io::Error>().or_else(|| error.downcast_ref::<Arc<io::Error>>().map(|shared| &**shared))
}

/// Content that cannot have been written so, in `file` of the index at `dir`.
pub(super) fn damaged(dir: &Path, file: Option<PathBuf>, detail: impl Into<String>) -> IndexError {
    IndexError::Damaged { path: dir.to_owned(), file, detail: detail.into() }
}

/// How a message names a file: before what is wrong with it.
pub(super) fn named(file: Option<&Path>) -> String {
    file.map_or_else(String::new, |file| format!("`{}`: ", file.display()))
}

fn check_schema(dir: &Path, schema: &TantivySchema) -> Result<(), IndexError> {
    match format_of(schema) {
        Some(FORMAT) if *schema == Schema::new().tantivy => Ok(()),
        Some(found) if found != FORMAT => Err(IndexError::Version { path: dir.to_owned(), found, expected: FORMAT }),
        _ => Err(unreadable(dir, META.into(), "its fields are not those of its format".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_missing_or_holds_hidden_files_and_saved_queries_is_no_index_yet() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(open(&folder.path().join("none"), Access::Read), Err(IndexError::Missing { .. })));
        std::fs::write(folder.path().join(".gitignore"), "*").unwrap();
        std::fs::create_dir(folder.path().join(super::super::saved::FOLDER)).unwrap();
        assert!(matches!(open(folder.path(), Access::Read), Err(IndexError::Missing { .. })));
        assert!(open_or_create(folder.path(), &Schema::new()).is_ok());
        assert!(open(folder.path(), Access::Read).is_ok());
        assert!(folder.path().join(".gitignore").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn what_the_system_refused_is_no_damage_however_it_is_packed() {
        let full = || io::Error::from_raw_os_error(28);
        let place = Path::new("index");
        let packed = [
            TantivyError::IoError(Arc::new(full())),
            TantivyError::IoError(Arc::new(io::Error::other(full()))),
            TantivyError::IoError(Arc::new(io::Error::other(Arc::new(full())))),
            TantivyError::IoError(Arc::new(io::Error::new(ErrorKind::StorageFull, "writing `a`"))),
            TantivyError::InternalError(full().to_string()),
            TantivyError::IoError(Arc::new(io::Error::other(tantivy_fst::Error::Io(full())))),
            TantivyError::OpenWriteError(OpenWriteError::wrap_io_error(full(), "a".into())),
            TantivyError::IoError(Arc::new(io::Error::other(OpenWriteError::wrap_io_error(full(), "a".into())))),
        ];
        for error in packed {
            let told = format!("{error:?}");
            assert!(matches!(failure(place, "indexing", error), IndexError::Full { .. }), "{told}");
        }
        let refused = TantivyError::IoError(Arc::new(io::Error::other(io::Error::from_raw_os_error(5))));
        assert!(matches!(failure(place, "indexing", refused), IndexError::Storage { .. }));
        let garbled = TantivyError::IoError(Arc::new(io::Error::other("no such block")));
        assert!(matches!(failure(place, "reading", garbled), IndexError::Damaged { .. }));
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
    fn an_index_is_made_by_who_has_the_lock_and_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let first = IndexFolder::open_locked(folder.path()).unwrap();
        assert!(matches!(open_or_create(folder.path(), &Schema::new()), Err(IndexError::Locked { .. })));
        assert!(!folder.path().join(META).exists(), "it would take the place of the first one's");
        drop(first);
        assert!(open_or_create(folder.path(), &Schema::new()).is_ok());
    }

    #[test]
    fn a_second_writer_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let index = open_or_create(folder.path(), &Schema::new()).unwrap();
        assert!(matches!(open_or_create(folder.path(), &Schema::new()), Err(IndexError::Locked { .. })));
        let first = writer(folder.path(), &index, 1).unwrap();
        assert!(matches!(writer(folder.path(), &index, 1), Err(IndexError::Locked { .. })));
        drop(first);
        assert!(writer(folder.path(), &index, 1).is_ok());
    }
}
