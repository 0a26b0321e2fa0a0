//! One pass over what matches: how many, which come first, and how often each value occurs.
//!
//! The document store is never touched here, and nothing is scored unless the order asks for it.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::Field;
use super::counting::{Counter, Counting, Counts, VersionCounts};
use super::names::Names;
use super::opened::{At, Opened};
use super::order::{Cursor, Entry, Firsts, Order, Primary, ascending, best_first, newest_first};
use super::schema::Schema;
use super::utterances::Utterances;
use crate::text::fold;

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
    pub opened: &'s Opened,
    pub order: Order,
    /// How many to keep: this many per segment are in memory.
    pub keep: usize,
    /// Keeps what comes behind this one.
    pub after: Option<&'s Cursor>,
    pub counting: &'s [Counting],
    /// The names of the values that each of `counting` counts.
    pub names: Vec<Arc<Names>>,
    pub unique: Unique,
}

impl Collector for Collect<'_> {
    type Fruit = Selection;
    type Child = CollectSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<CollectSegment> {
        let at = At { ordinal, reader };
        let Self { schema, opened, .. } = self;
        let date = |wanted: bool| if wanted { opened.signed(at, schema.field(Field::Date)) } else { Ok(None) };
        let number = |field, wanted: bool| if wanted { opened.unsigned(at, field) } else { Ok(None) };
        let mut counters = Vec::with_capacity(self.counting.len());
        for (counting, names) in self.counting.iter().zip(&self.names) {
            counters.push(match counting {
                Counting::Values(field) => {
                    let field = schema.shown(*field);
                    Counter::values(reader.segment_id(), opened.values(at, field)?, Arc::clone(names))
                }
                Counting::Dates => Counter::Dates {
                    starts: date(true)?,
                    ends: opened.signed(at, schema.date_end)?,
                    counts: HashMap::new(),
                    missing: 0,
                    versions: VersionCounts::default(),
                },
            });
        }
        let sorted_values = match self.order {
            Order::Value(field) => opened.values(at, schema.shown(field))?,
            _ => None,
        };
        let keeps = self.keep > 0;
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
            date: date(keeps)?,
            id: number(schema.order, keeps || self.unique.of.is_some())?,
            place: number(schema.place, keeps)?,
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
