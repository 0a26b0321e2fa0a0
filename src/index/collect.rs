//! One pass over what matches: how many, which come first, and how often each value occurs.
//!
//! The document store is never touched here, and nothing is scored unless the order asks for it.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::Field;
use super::schema::{DAY, Schema};
use crate::text::fold;

/// The order in which statements come. Ties: newest first, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Best match first.
    Score,
    /// Oldest first, undated last.
    Oldest,
    /// Newest first, undated last.
    Newest,
    /// By the folded first value of a field with displayed values, those without one last.
    Value(Field),
}

/// What to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counting {
    /// The displayed values of a field.
    Values(Field),
    /// Dates.
    Dates,
}

/// A date that is counted: its first day (days since 1970) and how precise it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct CountedDate {
    /// First day.
    pub day: i64,
    /// How much of the calendar it names.
    pub precision: DatePrecision,
}

/// How precise a date is that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum DatePrecision {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day or a moment.
    Day,
}

/// Counts of one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// Values with their numbers of statements, in no order.
    pub values: HashMap<String, u64>,
    /// Dates with theirs.
    pub dates: HashMap<CountedDate, u64>,
    /// Statements without a value.
    pub missing: u64,
}

/// What one pass found.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Number of statements that match.
    pub total: u64,
    /// Those that were to be kept, in order.
    pub hits: Vec<SelectedHit>,
    /// Counts, in the order in which they were asked.
    pub counts: Vec<Counts>,
}

/// A statement that matches, not yet read from the store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SelectedHit {
    pub(super) address: DocAddress,
    /// Its score, when the order is by score.
    pub score: Option<f32>,
}

/// The collector of the one pass.
pub(super) struct Collect<'s> {
    pub schema: &'s Schema,
    pub order: Order,
    /// How many to keep; `None` for all.
    pub keep: Option<usize>,
    pub counting: &'s [Counting],
}

/// What decides the order; the least comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Primary {
    Number(u64),
    Text(Arc<str>),
    Missing,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    primary: Primary,
    newest: u64,
    order: u64,
    place: u64,
    address: DocAddress,
}

/// An order-preserving number: more negative first, larger later.
fn ascending(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}

/// Newest first, no date last.
fn newest_first(date: Option<i64>) -> u64 {
    date.map_or(u64::MAX, |date| !ascending(date))
}

/// Higher scores first. Scores are never negative.
fn best_first(score: Score) -> u64 {
    u64::from(!score.max(0.0).to_bits())
}

impl Collector for Collect<'_> {
    type Fruit = Selection;
    type Child = CollectSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<CollectSegment> {
        let columns = reader.fast_fields();
        let name = |field| self.schema.tantivy.get_field_name(field);
        let mut counters = Vec::with_capacity(self.counting.len());
        for counting in self.counting {
            counters.push(match counting {
                Counting::Values(field) => Counter::values(columns.str(self.schema.column(*field))?),
                Counting::Dates => Counter::Dates {
                    starts: columns.column_opt(self.schema.column(Field::Date))?,
                    ends: columns.column_opt(name(self.schema.date_end))?,
                    counts: HashMap::new(),
                    missing: 0,
                },
            });
        }
        let sorted_values = match self.order {
            Order::Value(field) => columns.str(self.schema.column(field))?,
            _ => None,
        };
        Ok(CollectSegment {
            ordinal,
            total: 0,
            order: self.order,
            keep: self.keep,
            best: BinaryHeap::new(),
            all: Vec::new(),
            date: columns.column_opt(self.schema.column(Field::Date))?,
            id: columns.column_opt(name(self.schema.order))?,
            place: columns.column_opt(name(self.schema.place))?,
            folded: HashMap::new(),
            sorted_values,
            counters,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Score && self.keep != Some(0)
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<SegmentSelection>>) -> tantivy::Result<Selection> {
        let mut selection = Selection { counts: vec![Counts::default(); self.counting.len()], ..Selection::default() };
        let mut entries = Vec::new();
        for segment in segments {
            let segment = segment?;
            selection.total += segment.total;
            entries.extend(segment.entries);
            for (sum, counts) in selection.counts.iter_mut().zip(segment.counts) {
                sum.add(counts);
            }
        }
        entries.sort_unstable();
        entries.truncate(self.keep.unwrap_or(usize::MAX));
        let by_score = self.order == Order::Score;
        selection.hits = entries
            .into_iter()
            .map(|entry| SelectedHit {
                address: entry.address,
                score: if by_score { entry.primary.as_score() } else { None },
            })
            .collect();
        Ok(selection)
    }
}

impl Primary {
    fn as_score(&self) -> Option<f32> {
        match self {
            Self::Number(number) => Some(f32::from_bits(!u32::try_from(*number).ok()?)),
            _ => None,
        }
    }
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.missing += other.missing;
        if self.values.is_empty() {
            self.values = other.values;
        } else {
            for (value, count) in other.values {
                *self.values.entry(value).or_default() += count;
            }
        }
        for (date, count) in other.dates {
            *self.dates.entry(date).or_default() += count;
        }
    }
}

/// The pass over one segment.
pub(super) struct CollectSegment {
    ordinal: SegmentOrdinal,
    total: u64,
    order: Order,
    keep: Option<usize>,
    /// The best so far, the worst of them on top.
    best: BinaryHeap<Entry>,
    /// All of them, when all are kept.
    all: Vec<Entry>,
    date: Option<Column<i64>>,
    id: Option<Column<u64>>,
    place: Option<Column<u64>>,
    sorted_values: Option<StrColumn>,
    /// Ordinal of a value → its folded form.
    folded: HashMap<u64, Arc<str>>,
    counters: Vec<Counter>,
}

/// What one segment found.
pub(super) struct SegmentSelection {
    total: u64,
    entries: Vec<Entry>,
    counts: Vec<Counts>,
}

impl SegmentCollector for CollectSegment {
    type Fruit = tantivy::Result<SegmentSelection>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        for counter in &mut self.counters {
            counter.count(doc);
        }
        if self.keep != Some(0) {
            self.consider(doc, score);
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        for counter in &mut self.counters {
            for &doc in docs {
                counter.count(doc);
            }
        }
        if self.keep != Some(0) {
            for &doc in docs {
                self.consider(doc, 0.0);
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut counts = Vec::with_capacity(self.counters.len());
        for counter in self.counters {
            counts.push(counter.harvest()?);
        }
        let entries = if self.keep.is_some() { self.best.into_vec() } else { self.all };
        Ok(SegmentSelection { total: self.total, entries, counts })
    }
}

impl CollectSegment {
    fn consider(&mut self, doc: DocId, score: Score) {
        let primary = self.primary(doc, score);
        let Some(keep) = self.keep else {
            let entry = self.entry(doc, primary);
            self.all.push(entry);
            return;
        };
        if self.best.len() < keep {
            let entry = self.entry(doc, primary);
            self.best.push(entry);
            return;
        }
        // Most are told apart from the worst kept one by the first column alone.
        let Some(worst) = self.best.peek() else { return };
        if primary.cmp(&worst.primary) == Ordering::Greater {
            return;
        }
        let entry = self.entry(doc, primary);
        if let Some(mut worst) = self.best.peek_mut()
            && entry < *worst
        {
            *worst = entry;
        }
    }

    fn entry(&self, doc: DocId, primary: Primary) -> Entry {
        let first = |column: &Option<Column<u64>>| column.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
        Entry {
            primary,
            newest: newest_first(self.date_of(doc)),
            order: first(&self.id),
            place: first(&self.place),
            address: DocAddress::new(self.ordinal, doc),
        }
    }

    fn date_of(&self, doc: DocId) -> Option<i64> {
        self.date.as_ref()?.first(doc)
    }

    fn primary(&mut self, doc: DocId, score: Score) -> Primary {
        match self.order {
            Order::Score => Primary::Number(best_first(score)),
            Order::Oldest => self.date_of(doc).map_or(Primary::Missing, |date| Primary::Number(ascending(date))),
            Order::Newest => self.date_of(doc).map_or(Primary::Missing, |date| Primary::Number(!ascending(date))),
            Order::Value(_) => self.folded_value(doc).map_or(Primary::Missing, Primary::Text),
        }
    }

    fn folded_value(&mut self, doc: DocId) -> Option<Arc<str>> {
        let column = self.sorted_values.as_ref()?;
        let ordinal = column.term_ords(doc).next()?;
        if let Some(folded) = self.folded.get(&ordinal) {
            return Some(Arc::clone(folded));
        }
        let mut value = String::new();
        // A value that cannot be read sorts last; the record itself then fails with its reason.
        if !column.ord_to_str(ordinal, &mut value).unwrap_or(false) {
            return None;
        }
        let folded: Arc<str> = fold(&value).into();
        self.folded.insert(ordinal, Arc::clone(&folded));
        Some(folded)
    }
}

/// Counts one field in one segment.
enum Counter {
    Nothing { missing: u64 },
    Values { column: StrColumn, counts: Vec<u32>, missing: u64 },
    Dates { starts: Option<Column<i64>>, ends: Option<Column<i64>>, counts: HashMap<CountedDate, u64>, missing: u64 },
}

impl Counter {
    fn values(column: Option<StrColumn>) -> Self {
        match column {
            Some(column) => Self::Values { counts: vec![0; column.num_terms()], column, missing: 0 },
            None => Self::Nothing { missing: 0 },
        }
    }

    fn count(&mut self, doc: DocId) {
        match self {
            Self::Nothing { missing } => *missing += 1,
            Self::Values { column, counts, missing } => {
                let mut any = false;
                for ordinal in column.term_ords(doc) {
                    any = true;
                    if let Some(count) = usize::try_from(ordinal).ok().and_then(|ordinal| counts.get_mut(ordinal)) {
                        *count += 1;
                    }
                }
                *missing += u64::from(!any);
            }
            Self::Dates { starts, ends, counts, missing } => {
                let Some(start) = starts.as_ref().and_then(|column| column.first(doc)) else {
                    *missing += 1;
                    return;
                };
                let end = ends.as_ref().and_then(|column| column.first(doc));
                let precision = match end {
                    None => DatePrecision::Day,
                    Some(end) if end - start > 40 * DAY => DatePrecision::Year,
                    Some(_) => DatePrecision::Month,
                };
                *counts.entry(CountedDate { day: start.div_euclid(DAY), precision }).or_default() += 1;
            }
        }
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        Ok(match self {
            Self::Nothing { missing } => Counts { missing, ..Counts::default() },
            Self::Dates { counts, missing, .. } => Counts { dates: counts, missing, ..Counts::default() },
            Self::Values { column, counts, missing } => {
                let seen: Vec<(u64, u32)> = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
                let ordinals: Vec<u64> = seen.iter().map(|(ordinal, _)| *ordinal).collect();
                let mut values = HashMap::with_capacity(seen.len());
                let mut seen = seen.into_iter();
                column.dictionary().sorted_ords_to_term_cb(&ordinals, |value| {
                    if let Some((_, count)) = seen.next() {
                        values.insert(String::from_utf8_lossy(value).into_owned(), u64::from(count));
                    }
                })?;
                Counts { values, missing, ..Counts::default() }
            }
        })
    }
}
