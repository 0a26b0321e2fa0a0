//! The statements of an index as their columns have them: enough to find those that may be one utterance.

use std::collections::HashSet;

use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher, SegmentReader};

use super::schema::Schema;
use super::utterances::Utterances;

/// A statement in the columns.
pub(super) struct Saying {
    /// Where the rest is stored.
    pub address: DocAddress,
    /// Its id as a number.
    pub id: u64,
    /// Hash of where and when it was said and by whom, so far as that may change while the id does not.
    pub print: u64,
    /// Seconds since 1970 of its article; the last when there is no date.
    pub time: i64,
    /// Hash of speaker and language: statements of different blocks are never one utterance.
    pub block: u64,
    /// Keys by which statements with the same words are found.
    pub keys: Vec<u32>,
    /// The utterance that it is said to be a version of.
    pub utterance: Option<u64>,
}

/// The blocks in which a statement of `now` was not in `before`, or the other way round; `None` stands for all of them.
pub(super) fn changed_blocks(
    now: &Searcher,
    before: Option<&Searcher>,
    schema: &Schema,
) -> tantivy::Result<Option<HashSet<u64>>> {
    let Some(before) = before else { return Ok(None) };
    let (one, other) = (prints(now, before, schema)?, prints(before, now, schema)?);
    let only_in = |these: &HashSet<(u64, u64)>, those: &HashSet<(u64, u64)>| -> Vec<u64> {
        these.difference(those).map(|(block, _)| *block).collect()
    };
    Ok(Some(only_in(&one, &other).into_iter().chain(only_in(&other, &one)).collect()))
}

/// Block and hash of all else of each statement of `searcher` in segments that `other` does not have.
fn prints(searcher: &Searcher, other: &Searcher, schema: &Schema) -> tantivy::Result<HashSet<(u64, u64)>> {
    let known: HashSet<_> =
        other.segment_readers().iter().map(|reader| (reader.segment_id(), reader.num_deleted_docs())).collect();
    let mut prints = HashSet::new();
    for reader in searcher.segment_readers() {
        if known.contains(&(reader.segment_id(), reader.num_deleted_docs())) {
            continue;
        }
        let Some(columns) = Columns::open(reader, schema)? else { continue };
        for doc in reader.doc_ids_alive() {
            let Some(block) = columns.block.first(doc) else { continue };
            prints.insert((block, hash(&[columns.id(doc), columns.print(doc, block)])));
        }
    }
    Ok(prints)
}

/// How many statements can be versions of an utterance.
pub(super) fn n_sayings(searcher: &Searcher, schema: &Schema) -> tantivy::Result<usize> {
    let mut n = 0;
    for reader in searcher.segment_readers() {
        if let Some(columns) = Columns::open(reader, schema)? {
            n += columns.block.num_docs() as usize;
        }
    }
    Ok(n)
}

/// The statements whose block is `wanted`, by time, in an order that is the same for the same statements.
pub(super) fn sayings(
    searcher: &Searcher,
    schema: &Schema,
    utterances: &Utterances,
    wanted: &dyn Fn(u64) -> bool,
) -> tantivy::Result<Vec<Saying>> {
    let mut sayings = Vec::new();
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        let Some(columns) = Columns::open(reader, schema)? else { continue };
        for doc in reader.doc_ids_alive() {
            let Some(block) = columns.block.first(doc).filter(|block| wanted(*block)) else { continue };
            let keys = columns.keys.values_for_doc(doc);
            let id = columns.id(doc);
            sayings.push(Saying {
                address: DocAddress::new(ordinal, doc),
                id,
                print: columns.print(doc, block),
                time: columns.time(doc),
                block,
                keys: keys.filter_map(|key| u32::try_from(key).ok()).collect(),
                utterance: utterances.of(id),
            });
        }
    }
    sayings.sort_unstable_by_key(|saying| (saying.block, saying.time, saying.id, saying.print));
    Ok(sayings)
}

/// The columns of one segment.
struct Columns {
    block: Column<u64>,
    keys: Column<u64>,
    id: Option<Column<u64>>,
    place: Option<Column<u64>>,
    time: Option<Column<i64>>,
}

impl Columns {
    /// `None` where no statement can be a version of an utterance.
    fn open(reader: &SegmentReader, schema: &Schema) -> tantivy::Result<Option<Self>> {
        let columns = reader.fast_fields();
        let numbers = |field| -> tantivy::Result<Option<Column<u64>>> {
            columns.column_opt(schema.tantivy.get_field_name(field))
        };
        let (Some(block), Some(keys)) = (numbers(schema.block)?, numbers(schema.wording)?) else { return Ok(None) };
        Ok(Some(Self {
            block,
            keys,
            id: numbers(schema.order)?,
            place: numbers(schema.place)?,
            time: columns.column_opt(schema.column(super::Field::Date))?,
        }))
    }

    fn id(&self, doc: u32) -> u64 {
        self.id.as_ref().and_then(|column| column.first(doc)).unwrap_or_default()
    }

    fn time(&self, doc: u32) -> i64 {
        self.time.as_ref().and_then(|column| column.first(doc)).unwrap_or(i64::MAX)
    }

    fn print(&self, doc: u32, block: u64) -> u64 {
        let place = self.place.as_ref().and_then(|column| column.first(doc)).unwrap_or_default();
        hash(&[block, place, self.time(doc).cast_unsigned()])
    }
}

fn hash(numbers: &[u64]) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    for number in numbers {
        hasher.update(&number.to_le_bytes());
    }
    hasher.digest()
}
