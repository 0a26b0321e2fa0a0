//! One pass over what matches: how many, which come first, and how often each value occurs.
//!
//! The document store is never touched here, and nothing is scored unless the order asks for it.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::Field;
use super::schema::{DAY, Schema};
use super::utterances::Utterances;
use crate::text::fold;

/// The order in which statements come. Ties: newest first, then by id, then by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Best match first; with a decay, older ones count less.
    Score(Option<Decay>),
    /// Oldest first, undated last.
    Oldest,
    /// Newest first, undated last.
    Newest,
    /// By the folded first value of a field with displayed values, those without one last.
    Value(Field),
}

/// How much less a match counts the older it is: half after so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decay {
    /// Days after which a match counts half.
    pub half_life: u32,
    /// The day from which ages count (days since 1970).
    pub today: i64,
}

/// Half-lives that the oldest count as, and what has no date: little enough to come last among like matches, enough to
/// keep their order by relevance.
const MOST_HALF_LIVES: f64 = 20.0;

impl Decay {
    /// What a score is multiplied with. What lies ahead counts whole.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // Days of a calendar; a factor of 0 to 1.
    fn factor(self, date: Option<i64>) -> Score {
        let half_lives = date.map_or(MOST_HALF_LIVES, |second| {
            let age = self.today.saturating_sub(second.div_euclid(DAY)).max(0);
            age as f64 / f64::from(self.half_life.max(1))
        });
        (-half_lives.min(MOST_HALF_LIVES)).exp2() as Score
    }
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
    /// Those that were counted as versions of utterances, when utterances are counted.
    pub versions: VersionCounts,
}

/// Utterances with a value, each to be counted once however many of its versions have it.
#[derive(Debug, Clone, Default)]
pub(crate) struct VersionCounts {
    /// Values with the utterances that have them.
    pub values: HashMap<String, HashSet<u64>>,
    /// Dates with theirs.
    pub dates: HashMap<CountedDate, HashSet<u64>>,
    /// Utterances with a version without a value.
    pub missing: HashSet<u64>,
}

/// Whether versions of one utterance are taken for one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unique {
    /// The utterances of the index, when they are asked for.
    pub of: Option<Arc<Utterances>>,
    /// Whether the first version alone is kept of each; of those named here one was kept before.
    pub keep: Option<Arc<HashSet<u64>>>,
    /// Whether utterances are counted in place of statements.
    pub count: bool,
}

/// What one pass found.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Number of statements that match.
    pub total: u64,
    /// Number of utterances among them, when one of each was kept or they were counted.
    pub utterances: Option<u64>,
    /// Those that were to be kept, in order.
    pub hits: Vec<SelectedHit>,
    /// Where the next pass goes on; `None` when nothing comes behind the last one kept.
    pub next: Option<Cursor>,
    /// Counts, in the order in which they were asked.
    pub counts: Vec<Counts>,
}

/// The last hit of a pass, behind which the next one goes on.
#[derive(Debug, Clone)]
pub(crate) struct Cursor(Entry);

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
    /// How many to keep: this many per segment are in memory.
    pub keep: usize,
    /// Keeps what comes behind this one.
    pub after: Option<&'s Cursor>,
    pub counting: &'s [Counting],
    pub unique: Unique,
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
    /// The bits of the score as it is shown, when the order is by score; the address has decided before.
    score: Option<u32>,
    /// The utterance, when one of each is kept.
    utterance: Option<u64>,
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
///
/// The order in which the parts of a score are added depends on the segment, so the last bits of equal matches differ.
/// They are rounded away: what differs by less than one in a hundred thousand is a tie.
fn best_first(score: Score) -> u64 {
    const ROUNDED: u32 = 1 << 6;
    let rounded = (score.max(0.0).to_bits() + ROUNDED / 2) / ROUNDED * ROUNDED;
    u64::from(!rounded)
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
                    versions: VersionCounts::default(),
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
            after: self.after.map(|cursor| cursor.0.clone()),
            n_behind: 0,
            best: BinaryHeap::new(),
            firsts: Firsts::default(),
            unique: self.unique.clone(),
            n_single: 0,
            utterances: HashSet::new(),
            date: columns.column_opt(self.schema.column(Field::Date))?,
            id: columns.column_opt(name(self.schema.order))?,
            place: columns.column_opt(name(self.schema.place))?,
            folded: HashMap::new(),
            sorted_values,
            counters,
        })
    }

    fn requires_scoring(&self) -> bool {
        matches!(self.order, Order::Score(_)) && self.keep > 0
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<SegmentSelection>>) -> tantivy::Result<Selection> {
        let mut merging = Merging::new(self);
        for segment in segments {
            merging.add(segment?);
        }
        Ok(merging.finish())
    }
}

/// What was found in the segments so far.
pub(super) struct Merging<'c> {
    collect: &'c Collect<'c>,
    selection: Selection,
    /// How many came behind the cursor, kept or not.
    n_behind: u64,
    entries: Vec<Entry>,
    n_single: u64,
    utterances: HashSet<u64>,
}

impl<'c> Merging<'c> {
    pub(super) fn new(collect: &'c Collect<'c>) -> Self {
        let counts = vec![Counts::default(); collect.counting.len()];
        let selection = Selection { counts, ..Selection::default() };
        Self { collect, selection, n_behind: 0, entries: Vec::new(), n_single: 0, utterances: HashSet::new() }
    }

    /// Takes in a segment; no more are kept than were asked for.
    pub(super) fn add(&mut self, segment: SegmentSelection) {
        self.selection.total += segment.total;
        self.n_behind += segment.n_behind;
        self.n_single += segment.n_single;
        self.utterances.extend(segment.utterances);
        self.entries.extend(segment.entries);
        if self.collect.unique.keep.is_some() {
            self.entries.sort_unstable();
            let mut seen = HashSet::new();
            self.entries.retain(|entry| entry.utterance.is_none_or(|utterance| seen.insert(utterance)));
        }
        if self.entries.len() > self.collect.keep {
            self.entries.sort_unstable();
            self.entries.truncate(self.collect.keep);
        }
        for (sum, counts) in self.selection.counts.iter_mut().zip(segment.counts) {
            sum.add(counts);
        }
    }

    pub(super) fn finish(mut self) -> Selection {
        self.entries.sort_unstable();
        if self.n_behind > self.entries.len() as u64 {
            self.selection.next = self.entries.last().cloned().map(Cursor);
        }
        if self.collect.unique.of.is_some() {
            self.selection.utterances = Some(self.n_single + self.utterances.len() as u64);
        }
        let hit = |entry: Entry| SelectedHit { address: entry.address, score: entry.score.map(f32::from_bits) };
        self.selection.hits = self.entries.into_iter().map(hit).collect();
        self.selection
    }
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.versions.missing.extend(other.versions.missing);
        for (value, utterances) in other.versions.values {
            self.versions.values.entry(value).or_default().extend(utterances);
        }
        for (date, utterances) in other.versions.dates {
            self.versions.dates.entry(date).or_default().extend(utterances);
        }
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
    keep: usize,
    after: Option<Entry>,
    /// How many came behind the cursor.
    n_behind: u64,
    /// The best so far, the worst of them on top.
    best: BinaryHeap<Entry>,
    /// In their place when one of each utterance is kept.
    firsts: Firsts,
    unique: Unique,
    /// Statements that are the only version, and the utterances of the others.
    n_single: u64,
    utterances: HashSet<u64>,
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
    n_behind: u64,
    entries: Vec<Entry>,
    counts: Vec<Counts>,
    n_single: u64,
    utterances: HashSet<u64>,
}

impl SegmentCollector for CollectSegment {
    type Fruit = tantivy::Result<SegmentSelection>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        let version_of = if self.unique.of.is_some() { self.count_utterance(doc) } else { None };
        for counter in &mut self.counters {
            counter.count(doc, version_of);
        }
        if self.keep > 0 {
            self.consider(doc, score);
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        if self.unique.of.is_some() {
            for &doc in docs {
                self.collect(doc, 0.0);
            }
            return;
        }
        self.total += docs.len() as u64;
        for counter in &mut self.counters {
            for &doc in docs {
                counter.count(doc, None);
            }
        }
        if self.keep > 0 {
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
        let mut entries = self.best.into_vec();
        entries.extend(self.firsts.in_order);
        Ok(SegmentSelection {
            total: self.total,
            n_behind: self.n_behind,
            entries,
            counts,
            n_single: self.n_single,
            utterances: self.utterances,
        })
    }
}

/// The best so far, of each utterance the first alone.
#[derive(Default)]
struct Firsts {
    in_order: BTreeSet<Entry>,
    of_utterance: HashMap<u64, Entry>,
}

impl Firsts {
    /// Keeps `entry` when it is one of the first `keep`. One that is pushed out comes back when a better version does.
    fn offer(&mut self, entry: Entry, keep: usize) {
        if self.in_order.len() >= keep && self.in_order.last().is_some_and(|worst| *worst < entry) {
            return;
        }
        if let Some(utterance) = entry.utterance {
            if let Some(known) = self.of_utterance.get(&utterance) {
                if *known < entry {
                    return;
                }
                self.in_order.remove(known);
            }
            self.of_utterance.insert(utterance, entry.clone());
        }
        self.in_order.insert(entry);
        if self.in_order.len() > keep
            && let Some(Entry { utterance: Some(utterance), .. }) = self.in_order.pop_last()
        {
            self.of_utterance.remove(&utterance);
        }
    }
}

impl CollectSegment {
    fn utterance_of(&self, doc: DocId) -> Option<u64> {
        self.unique.of.as_ref()?.of(self.id.as_ref()?.first(doc)?)
    }

    /// Counts the utterance of a statement, and gives it when utterances are counted.
    fn count_utterance(&mut self, doc: DocId) -> Option<u64> {
        let Some(utterance) = self.utterance_of(doc) else {
            self.n_single += 1;
            return None;
        };
        self.utterances.insert(utterance);
        self.unique.count.then_some(utterance)
    }

    /// Keeps a statement when it is the first of its utterance and among the first of all.
    fn consider_first(&mut self, doc: DocId, score: Score) {
        let primary = self.primary(doc, score);
        let entry = self.entry(doc, primary, score);
        let is_known = |utterance| self.unique.keep.as_ref().is_some_and(|known| known.contains(utterance));
        if self.after.as_ref().is_some_and(|after| entry <= *after) || entry.utterance.as_ref().is_some_and(is_known) {
            return;
        }
        self.n_behind += 1;
        self.firsts.offer(entry, self.keep);
    }

    fn consider(&mut self, doc: DocId, score: Score) {
        let score = match self.order {
            Order::Score(Some(decay)) => score * decay.factor(self.date_of(doc)),
            _ => score,
        };
        if self.unique.keep.is_some() {
            self.consider_first(doc, score);
            return;
        }
        let primary = self.primary(doc, score);
        // Most are told apart from the cursor and from the worst kept one by the first column alone.
        let mut whole = None;
        if let Some(after) = &self.after {
            match primary.cmp(&after.primary) {
                Ordering::Less => return,
                Ordering::Equal => {
                    let entry = self.entry(doc, primary.clone(), score);
                    if entry <= *after {
                        return;
                    }
                    whole = Some(entry);
                }
                Ordering::Greater => {}
            }
        }
        self.n_behind += 1;
        if self.best.len() < self.keep {
            let entry = whole.unwrap_or_else(|| self.entry(doc, primary, score));
            self.best.push(entry);
            return;
        }
        let Some(worst) = self.best.peek() else { return };
        if primary.cmp(&worst.primary) == Ordering::Greater {
            return;
        }
        let entry = whole.unwrap_or_else(|| self.entry(doc, primary, score));
        if let Some(mut worst) = self.best.peek_mut()
            && entry < *worst
        {
            *worst = entry;
        }
    }

    fn entry(&self, doc: DocId, primary: Primary, score: Score) -> Entry {
        let first = |column: &Option<Column<u64>>| column.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
        Entry {
            primary,
            newest: newest_first(self.date_of(doc)),
            order: first(&self.id),
            place: first(&self.place),
            address: DocAddress::new(self.ordinal, doc),
            score: matches!(self.order, Order::Score(_)).then(|| score.max(0.0).to_bits()),
            utterance: self.unique.keep.as_ref().and_then(|_| self.utterance_of(doc)),
        }
    }

    fn date_of(&self, doc: DocId) -> Option<i64> {
        self.date.as_ref()?.first(doc)
    }

    fn primary(&mut self, doc: DocId, score: Score) -> Primary {
        match self.order {
            Order::Score(_) => Primary::Number(best_first(score)),
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

/// Counts one field in one segment; versions of utterances apart, when those are counted.
enum Counter {
    Nothing {
        missing: u64,
        versions: HashSet<u64>,
    },
    Values {
        column: StrColumn,
        counts: Vec<u32>,
        missing: u64,
        versions: HashMap<u64, HashSet<u64>>,
        missing_versions: HashSet<u64>,
    },
    Dates {
        starts: Option<Column<i64>>,
        ends: Option<Column<i64>>,
        counts: HashMap<CountedDate, u64>,
        missing: u64,
        versions: VersionCounts,
    },
}

impl Counter {
    fn values(column: Option<StrColumn>) -> Self {
        match column {
            Some(column) => Self::Values {
                counts: vec![0; column.num_terms()],
                column,
                missing: 0,
                versions: HashMap::new(),
                missing_versions: HashSet::new(),
            },
            None => Self::Nothing { missing: 0, versions: HashSet::new() },
        }
    }

    /// Counts a statement, as a version of an utterance when it is one and utterances are counted.
    fn count(&mut self, doc: DocId, version_of: Option<u64>) {
        let tell = |missing: &mut u64, versions: &mut HashSet<u64>| match version_of {
            Some(utterance) => {
                versions.insert(utterance);
            }
            None => *missing += 1,
        };
        match self {
            Self::Nothing { missing, versions } => tell(missing, versions),
            Self::Values { column, counts, missing, versions, missing_versions } => {
                let mut any = false;
                for ordinal in column.term_ords(doc) {
                    any = true;
                    if let Some(utterance) = version_of {
                        versions.entry(ordinal).or_default().insert(utterance);
                    } else if let Some(count) =
                        usize::try_from(ordinal).ok().and_then(|ordinal| counts.get_mut(ordinal))
                    {
                        *count += 1;
                    }
                }
                if !any {
                    tell(missing, missing_versions);
                }
            }
            Self::Dates { starts, ends, counts, missing, versions } => {
                let Some(start) = starts.as_ref().and_then(|column| column.first(doc)) else {
                    tell(missing, &mut versions.missing);
                    return;
                };
                let end = ends.as_ref().and_then(|column| column.first(doc));
                let precision = match end {
                    None => DatePrecision::Day,
                    Some(end) if end - start > 40 * DAY => DatePrecision::Year,
                    Some(_) => DatePrecision::Month,
                };
                let date = CountedDate { day: start.div_euclid(DAY), precision };
                match version_of {
                    Some(utterance) => {
                        versions.dates.entry(date).or_default().insert(utterance);
                    }
                    None => *counts.entry(date).or_default() += 1,
                }
            }
        }
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        Ok(match self {
            Self::Nothing { missing, versions } => {
                let versions = VersionCounts { missing: versions, ..VersionCounts::default() };
                Counts { missing, versions, ..Counts::default() }
            }
            Self::Dates { counts, missing, versions, .. } => {
                Counts { dates: counts, missing, versions, ..Counts::default() }
            }
            Self::Values { column, counts, missing, mut versions, missing_versions } => {
                let is_seen = |(ordinal, count): &(u64, u32)| *count > 0 || versions.contains_key(ordinal);
                let seen: Vec<(u64, u32)> = (0..).zip(counts).filter(is_seen).collect();
                let ordinals: Vec<u64> = seen.iter().map(|(ordinal, _)| *ordinal).collect();
                let mut found = Counts { missing, values: HashMap::with_capacity(seen.len()), ..Counts::default() };
                found.versions.missing = missing_versions;
                let mut seen = seen.into_iter();
                column.dictionary().sorted_ords_to_term_cb(&ordinals, |value| {
                    let Some((ordinal, count)) = seen.next() else { return };
                    let value = String::from_utf8_lossy(value).into_owned();
                    if let Some(utterances) = versions.remove(&ordinal) {
                        found.versions.values.insert(value.clone(), utterances);
                    }
                    if count > 0 {
                        found.values.insert(value, u64::from(count));
                    }
                })?;
                found
            }
        })
    }
}
