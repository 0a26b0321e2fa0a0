//! The statements of an index as their columns have them: enough to find those that may be one utterance.

use std::collections::HashSet;

use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher, SegmentReader};
use xxhash_rust::xxh3::xxh3_64;

use super::grouping::crowded;
use super::schema::{DAY, Schema};
use super::utterances::Utterances;
use super::wording::WINDOW_DAYS;

/// A statement in the columns.
#[derive(Clone)]
pub(super) struct Saying {
    /// Where the rest is stored.
    pub address: DocAddress,
    /// Its id as a number.
    pub id: u64,
    /// Hash of where and when it was said and by whom, so far as that may change while the id does not, and of `keys`.
    pub print: u64,
    /// Seconds since 1970 of its article; the last when there is no date.
    pub time: i64,
    /// Hash of speaker and language: statements of different blocks are never one utterance.
    pub block: u64,
    /// Hashes of its words, sorted.
    pub words: Box<[u32]>,
    /// Keys by which statements with the same words about the same days are found, sorted.
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
            prints.insert((block, hash([columns.id(doc), columns.print(doc, block)])));
        }
    }
    Ok(prints)
}

/// The statements of a searcher that can be versions of an utterance, with their columns open.
pub(super) struct Sayings<'s> {
    pub searcher: &'s Searcher,
    /// By segment; `None` where no statement can be one.
    segments: Vec<Option<Columns>>,
}

impl<'s> Sayings<'s> {
    pub(super) fn open(searcher: &'s Searcher, schema: &Schema) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(|reader| Columns::open(reader, schema));
        Ok(Self { searcher, segments: segments.collect::<tantivy::Result<_>>()? })
    }

    /// Where each of them is stored, in order, and its block.
    pub(super) fn all(&self) -> impl Iterator<Item = (DocAddress, u64)> + '_ {
        let segments = (0..).zip(self.searcher.segment_readers()).zip(&self.segments);
        segments.flat_map(|((ordinal, reader), columns)| {
            let of = move |doc| Some((DocAddress::new(ordinal, doc), columns.as_ref()?.block.first(doc)?));
            reader.doc_ids_alive().filter_map(of)
        })
    }

    /// The block of one of them.
    pub(super) fn block(&self, address: DocAddress) -> Option<u64> {
        self.columns(address)?.block.first(address.doc_id)
    }

    /// The stretch of days that one of them lies in.
    pub(super) fn cell(&self, address: DocAddress) -> i64 {
        cell_of(self.columns(address).map_or(i64::MAX, |columns| columns.time(address.doc_id)))
    }

    /// Those at `addresses`, by time, in an order that is the same for the same statements.
    pub(super) fn read(&self, addresses: impl Iterator<Item = DocAddress>, utterances: &Utterances) -> Vec<Saying> {
        let saying = |address: DocAddress| {
            let columns = self.columns(address)?;
            let doc = address.doc_id;
            let block = columns.block.first(doc)?;
            let mut words: Vec<u32> =
                columns.keys.values_for_doc(doc).filter_map(|key| u32::try_from(key).ok()).collect();
            words.sort_unstable();
            let (id, place, time) = (columns.id(doc), columns.place(doc), columns.time(doc));
            let saying = Saying::new(address, id, place, time, block, words);
            Some(Saying { utterance: utterances.of(id), ..saying })
        };
        in_order(addresses.filter_map(saying).collect())
    }

    fn columns(&self, address: DocAddress) -> Option<&Columns> {
        self.segments.get(address.segment_ord as usize)?.as_ref()
    }
}

impl Saying {
    /// The stretch of days that it lies in.
    pub(super) fn cell(&self) -> i64 {
        cell_of(self.time)
    }

    /// `words` are sorted.
    pub(super) fn new(address: DocAddress, id: u64, place: u64, time: i64, block: u64, words: Vec<u32>) -> Self {
        let keys = keys(&words, time);
        Self { address, id, print: print(block, place, time), time, block, words: words.into(), keys, utterance: None }
    }
}

/// Without keys that too many hold, in an order that is the same for the same statements.
pub(super) fn in_order(mut sayings: Vec<Saying>) -> Vec<Saying> {
    let crowded = crowded(sayings.iter().map(|saying| saying.keys.as_slice()));
    for saying in &mut sayings {
        saying.keys.retain(|key| !crowded.contains(key));
        saying.keys.shrink_to_fit();
        let bytes = saying.print.to_le_bytes().into_iter().chain(saying.keys.iter().flat_map(|key| key.to_le_bytes()));
        saying.print = xxh3_64(&bytes.collect::<Vec<u8>>());
    }
    sayings.sort_unstable_by_key(|saying| (saying.block, saying.time, saying.id, saying.print));
    sayings
}

/// The keys of a statement with these words and this time. Two that are no more than [`WINDOW_DAYS`] apart have one for
/// each word that both hold, two that are more than twice as far apart have none; so which pairs are looked at depends on
/// the statements of some weeks, however many more the speaker has made.
fn keys(words: &[u32], time: i64) -> Vec<u32> {
    let cell = cell_of(time);
    let both = [cell, cell + 1];
    let key = |word: u32, cell: i64| {
        let hash = hash([u64::from(word), cell.cast_unsigned()]);
        u32::try_from(hash >> 32).unwrap_or_default()
    };
    let mut keys: Vec<u32> = both.iter().flat_map(|cell| words.iter().map(|word| key(*word, *cell))).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The stretch of days that a time lies in. Statements have keys in common with those of their own stretch and of the ones
/// before and behind it; those without a date have one of their own.
fn cell_of(time: i64) -> i64 {
    if time == i64::MAX { i64::MAX - 1 } else { cell(time.div_euclid(DAY)) }
}

/// The stretch of days that a day lies in.
fn cell(day: i64) -> i64 {
    day.div_euclid(WINDOW_DAYS)
}

/// The first and the last of the days of which statements have keys in common with one of that day.
#[cfg(feature = "engine")]
pub(super) fn days_around(day: i64) -> (i64, i64) {
    let cell = cell(day);
    ((cell - 1) * WINDOW_DAYS, (cell + 2) * WINDOW_DAYS - 1)
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

    fn place(&self, doc: u32) -> u64 {
        self.place.as_ref().and_then(|column| column.first(doc)).unwrap_or_default()
    }

    fn print(&self, doc: u32, block: u64) -> u64 {
        print(block, self.place(doc), self.time(doc))
    }
}

fn print(block: u64, place: u64, time: i64) -> u64 {
    hash([block, place, time.cast_unsigned()])
}

fn hash<const N: usize>(numbers: [u64; N]) -> u64 {
    xxh3_64(numbers.map(u64::to_le_bytes).as_flattened())
}
