//! The articles of an index as its columns have them: enough to compare all with all, and small enough for memory.

use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher, SegmentReader};

use super::near::Prints;
use super::schema::Schema;

/// An article: where it is stored, and what is not stored there.
#[derive(Clone, Copy)]
pub(super) struct Stored {
    pub address: DocAddress,
    /// Hash of its words; `None` when there are too few to tell.
    pub words: Option<u64>,
}

/// An article in the columns.
pub(super) struct Row {
    /// Where the rest is.
    pub stored: Stored,
    /// Hash of its id, its publisher and its text, then of its path: an order that has nothing to do with when it came.
    pub order: (u64, u64),
    /// Hash of the path of the article whose copy it is said to be.
    pub copy_of: Option<u64>,
    /// The story that it and others are said to carry.
    pub cluster: Option<u64>,
    /// Hash of its publisher's name.
    pub publisher: Option<u64>,
    /// Shingles by which like texts are found.
    pub keys: Box<[u32]>,
}

/// All articles, in an order that is the same for the same articles.
pub(super) fn rows(searcher: &Searcher, schema: &Schema) -> tantivy::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        read_rows(ordinal, reader, schema, &mut rows)?;
    }
    rows.sort_unstable_by_key(|row| row.order);
    Ok(rows)
}

fn read_rows(ordinal: u32, reader: &SegmentReader, schema: &Schema, rows: &mut Vec<Row>) -> tantivy::Result<()> {
    let columns = reader.fast_fields();
    let column =
        |field| -> tantivy::Result<Option<Column<u64>>> { columns.column_opt(schema.tantivy.get_field_name(field)) };
    let (Some(key), Some(place)) = (column(schema.story_key)?, column(schema.path_hash)?) else { return Ok(()) };
    let (words, copy_of, cluster, shingles) =
        (column(schema.words)?, column(schema.copy_of)?, column(schema.cluster)?, column(schema.shingles)?);
    let publisher = column(schema.publisher_hash)?;
    let value = |column: &Option<Column<u64>>, doc| column.as_ref().and_then(|column| column.first(doc));
    for doc in reader.doc_ids_alive() {
        // Only articles have such a key.
        let Some(own) = key.first(doc) else { continue };
        let shingles = shingles.iter().flat_map(|column| column.values_for_doc(doc));
        rows.push(Row {
            stored: Stored { address: DocAddress::new(ordinal, doc), words: value(&words, doc) },
            order: (own, place.first(doc).unwrap_or_default()),
            copy_of: value(&copy_of, doc),
            cluster: value(&cluster, doc),
            publisher: value(&publisher, doc),
            keys: Prints::of_column(None, shingles).keys().collect(),
        });
    }
    Ok(())
}

/// The prints of articles, read from their columns when they are compared: all at once would not fit into memory.
pub(super) struct AllPrints {
    shingles: Vec<Option<Column<u64>>>,
}

impl AllPrints {
    pub(super) fn new(searcher: &Searcher, schema: &Schema) -> tantivy::Result<Self> {
        let name = schema.tantivy.get_field_name(schema.shingles);
        let shingles = searcher.segment_readers().iter().map(|reader| reader.fast_fields().column_opt(name));
        Ok(Self { shingles: shingles.collect::<tantivy::Result<_>>()? })
    }

    /// The prints of an article.
    pub(super) fn of(&self, article: Stored) -> Prints {
        let Stored { address, words } = article;
        let column = self.shingles.get(address.segment_ord as usize).and_then(Option::as_ref);
        Prints::of_column(words, column.into_iter().flat_map(|column| column.values_for_doc(address.doc_id)))
    }
}
