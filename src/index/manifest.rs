//! Which versions of which files are in the index: the documents of files, read back from columns.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher, SegmentReader};

use super::documents::Documents;
use super::moved::Content;
use super::schema::Schema;
use super::stored;
use crate::article::ReadOptions;
use crate::outlet::Outlets;
use crate::read::{NO_STAMP, Skip, SourceFile};
use crate::speaker::Speakers;

/// Version of reading and extraction: files that another version read are read again.
const READER: &str = env!("CARGO_PKG_VERSION");

/// A file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileEntry {
    /// Absolute path, as shown.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// What tells that it was written since, [`SourceFile::stamp`].
    pub stamp: i64,
    /// Hash of its bytes.
    pub hash: u64,
    /// Fingerprint of how it was read, [`fingerprint`].
    pub options: u64,
    /// Articles found in it.
    pub articles: u64,
    /// What was skipped: the file itself or articles in it.
    pub skips: Vec<Skip>,
}

/// What the index knows of a file without touching the document store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub size: u64,
    pub stamp: i64,
    pub hash: u64,
    pub options: u64,
    pub articles: u64,
    /// Where the skips are stored, if there are any.
    skips: Option<DocAddress>,
}

impl Known {
    /// Whether `file`, read with `options`, would be read as it was: nothing but a stat is needed to say so.
    pub(super) fn is_unchanged(&self, file: &SourceFile, options: u64) -> bool {
        let is_stamped = self.stamp != NO_STAMP && self.stamp == file.stamp;
        is_stamped && self.size == file.size && self.options == options
    }

    /// What it holds, wherever it lies.
    pub(super) fn content(&self) -> Content {
        Content { hash: self.hash, size: self.size }
    }

    /// What was skipped in it.
    pub(super) fn skips(&self, searcher: &Searcher, schema: &Schema) -> tantivy::Result<Vec<Skip>> {
        let Some(address) = self.skips else { return Ok(Vec::new()) };
        Documents::new(searcher, schema).read(address, stored::decode_skips)
    }
}

/// All files of an index, by path.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub files: HashMap<String, Known>,
}

impl Manifest {
    /// Reads the manifest of a snapshot.
    pub(super) fn load(searcher: &Searcher, schema: &Schema) -> tantivy::Result<Self> {
        let mut files = HashMap::new();
        for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
            load_segment(ordinal, reader, schema, &mut files)?;
        }
        Ok(Self { files })
    }
}

fn load_segment(
    ordinal: u32,
    reader: &SegmentReader,
    schema: &Schema,
    files: &mut HashMap<String, Known>,
) -> tantivy::Result<()> {
    let name = |field| schema.tantivy.get_field_name(field);
    let columns = reader.fast_fields();
    let Some(paths) = columns.str(name(schema.file))? else { return Ok(()) };
    let unsigned = |field| -> tantivy::Result<Option<Column<u64>>> { columns.column_opt(name(field)) };
    let sizes = unsigned(schema.file_size)?;
    let hashes = unsigned(schema.file_hash)?;
    let options = unsigned(schema.file_options)?;
    let articles = unsigned(schema.file_articles)?;
    let skips = unsigned(schema.file_skips)?;
    let stamps: Option<Column<i64>> = columns.column_opt(name(schema.file_modified))?;
    let value = |column: &Option<Column<u64>>, doc| column.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);

    // Paths are read in the order of the dictionary, which unpacks each of its blocks once.
    let mut rows: Vec<(u64, u32)> = Vec::new();
    for doc in reader.doc_ids_alive() {
        if let Some(path) = paths.term_ords(doc).next() {
            rows.push((path, doc));
        }
    }
    rows.sort_unstable();
    files.reserve(rows.len());
    let mut docs = rows.iter().map(|(_, doc)| *doc);
    let ordinals: Vec<u64> = rows.iter().map(|(path, _)| *path).collect();
    paths.dictionary().sorted_ords_to_term_cb(&ordinals, |path| {
        let Some(doc) = docs.next() else { return };
        let known = Known {
            size: value(&sizes, doc),
            stamp: stamps.as_ref().and_then(|column| column.first(doc)).unwrap_or(0),
            hash: value(&hashes, doc),
            options: value(&options, doc),
            articles: value(&articles, doc),
            skips: (value(&skips, doc) > 0).then(|| DocAddress::new(ordinal, doc)),
        };
        files.insert(String::from_utf8_lossy(path).into_owned(), known);
    })?;
    Ok(())
}

/// A number that differs when the same bytes could be read differently.
pub(super) fn fingerprint(options: &ReadOptions) -> u64 {
    // What folders know is counted with each file. `today` is left out: it changes daily and only rejects dates that lie in the future.
    let mut fields: Vec<String> = options.fields.iter().map(|(field, name)| format!("{field:?}={name}")).collect();
    fields.sort();
    let (outlets, speakers) = (Outlets::in_use().fingerprint(), Speakers::in_use().fingerprint());
    let (format, limits) = (options.format, options.limits.unusual());
    let text = format!("{READER}\n{format:?}\n{limits}{outlets:x} {speakers:x}\n{}", fields.join("\n"));
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}
