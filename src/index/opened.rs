//! What has been opened of an index: columns, term dictionaries and names of values, kept from answer to answer. Nothing
//! is opened before an answer needs it, so opening an index costs nothing here and a single answer no more than its own.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::columnar::{Column, ColumnValues, StrColumn};
use tantivy::error::DataCorruption;
use tantivy::index::SegmentId;
use tantivy::schema::Field as TantivyField;
use tantivy::{InvertedIndexReader, Searcher, SegmentOrdinal, SegmentReader};

use super::analyze::Analyzer;
use super::inflect::Languages;
use super::names::Names;
use super::store::Store;

/// What has been opened of one commit.
pub(super) struct Opened {
    generation: u64,
    segments: Vec<Arc<Segment>>,
    /// By field, in the order of first use.
    names: Mutex<Vec<(TantivyField, Arc<Names>)>>,
    /// Those that no answer is using.
    analyzers: Mutex<Vec<Analyzer>>,
    languages: OnceLock<Arc<Languages>>,
}

impl Opened {
    /// Nothing of `searcher` yet.
    pub(super) fn new(searcher: &Searcher) -> Self {
        let n_fields = searcher.schema().num_fields();
        Self {
            generation: searcher.generation().generation_id(),
            segments: searcher
                .segment_readers()
                .iter()
                .map(|reader| Arc::new(Segment::new(reader, n_fields)))
                .collect(),
            names: Mutex::default(),
            analyzers: Mutex::default(),
            languages: OnceLock::new(),
        }
    }

    /// Whether it belongs to `searcher`.
    pub(super) fn is_of(&self, searcher: &Searcher) -> bool {
        self.generation == searcher.generation().generation_id()
    }

    /// For a later commit: segments that are still there stay open.
    pub(super) fn moved_to(&self, searcher: &Searcher) -> Self {
        let mut moved = Self::new(searcher);
        for segment in &mut moved.segments {
            if let Some(known) = self.segments.iter().find(|known| known.id == segment.id) {
                *segment = Arc::clone(known);
            }
        }
        let is_there = |id: &SegmentId| moved.segments.iter().any(|segment| segment.id == *id);
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (_, names) in &names {
            names.retain(is_there);
        }
        moved.names = Mutex::new(names);
        moved
    }

    /// The column of a field with whole numbers; `None` where no document has a value.
    pub(super) fn unsigned(&self, at: At<'_>, field: TantivyField) -> tantivy::Result<Option<Column<u64>>> {
        let open = || at.reader.fast_fields().column_opt(at.reader.schema().get_field_name(field));
        self.segments.get(at.ordinal as usize).map_or_else(open, |segment| segment.unsigned.get(field, open))
    }

    /// The same of a field with seconds or days.
    pub(super) fn signed(&self, at: At<'_>, field: TantivyField) -> tantivy::Result<Option<Column<i64>>> {
        let open = || at.reader.fast_fields().column_opt(at.reader.schema().get_field_name(field));
        self.segments.get(at.ordinal as usize).map_or_else(open, |segment| segment.signed.get(field, open))
    }

    /// The same of a field with displayed values.
    pub(super) fn values(&self, at: At<'_>, field: TantivyField) -> tantivy::Result<Option<StrColumn>> {
        let open = || checked(at.reader.fast_fields().str(at.reader.schema().get_field_name(field))?);
        self.segments.get(at.ordinal as usize).map_or_else(open, |segment| segment.values.get(field, open))
    }

    /// The terms of a field; `None` where it has none. tantivy makes an empty dictionary anew whenever it is asked for.
    pub(super) fn terms(&self, at: At<'_>, field: TantivyField) -> tantivy::Result<Option<Arc<InvertedIndexReader>>> {
        let open = || {
            let inverted = at.reader.inverted_index(field)?;
            Ok(Some(inverted).filter(|inverted| inverted.terms().num_terms() > 0))
        };
        self.segments.get(at.ordinal as usize).map_or_else(open, |segment| segment.terms.get(field, open))
    }

    /// The documents of a segment, with those of its blocks that were unpacked last.
    pub(super) fn store(&self, searcher: &Searcher, ordinal: SegmentOrdinal) -> tantivy::Result<Arc<Store>> {
        let open = || Ok(Arc::new(Store::open(searcher, ordinal)?));
        let Some(segment) = self.segments.get(ordinal as usize) else { return open() };
        match segment.store.get() {
            Some(store) => Ok(Arc::clone(store)),
            None => open().map(|opened| Arc::clone(segment.store.get_or_init(|| opened))),
        }
    }

    /// The names of the values of a field.
    pub(super) fn names(&self, field: TantivyField) -> Arc<Names> {
        let mut all = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, names)) = all.iter_mut().find(|(known, _)| *known == field) {
            if names.are_too_many() {
                *names = Arc::default();
            }
            return Arc::clone(names);
        }
        let names = Arc::<Names>::default();
        all.push((field, Arc::clone(&names)));
        names
    }

    /// An analyzer that remembers what it saw in earlier answers.
    pub(super) fn analyzer(self: &Arc<Self>) -> LentAnalyzer {
        let analyzer = self.analyzers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        LentAnalyzer { analyzer, of: Arc::clone(self) }
    }

    /// The languages whose stems the index holds; `codes` is the field of the articles' languages.
    pub(super) fn languages(&self, searcher: &Searcher, codes: TantivyField) -> tantivy::Result<Arc<Languages>> {
        if let Some(known) = self.languages.get() {
            return Ok(Arc::clone(known));
        }
        let mut languages = Languages::default();
        for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
            let Some(terms) = self.terms(At { ordinal, reader }, codes)? else { continue };
            let mut codes = terms.terms().stream()?;
            while codes.advance() {
                languages.add(&String::from_utf8_lossy(codes.key()));
            }
        }
        Ok(Arc::clone(self.languages.get_or_init(|| Arc::new(languages))))
    }
}

/// A column whose dictionary has no more values than its documents have: whoever makes a place for each of them is not led
/// to ask for all memory by a file that is damaged.
fn checked(column: Option<StrColumn>) -> tantivy::Result<Option<StrColumn>> {
    let n_values = |column: &StrColumn| column.ords().values.num_vals() as usize;
    match column {
        Some(column) if column.num_terms() > n_values(&column) => {
            Err(DataCorruption::comment_only("a column has more names of values than values").into())
        }
        column => Ok(column),
    }
}

/// An analyzer in use, kept for the next answer afterwards.
pub(crate) struct LentAnalyzer {
    analyzer: Analyzer,
    of: Arc<Opened>,
}

impl LentAnalyzer {
    /// The analyzer.
    pub(crate) fn get(&mut self) -> &mut Analyzer {
        &mut self.analyzer
    }
}

impl Drop for LentAnalyzer {
    fn drop(&mut self) {
        self.of.analyzers.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.analyzer));
    }
}

/// A segment of a commit.
#[derive(Clone, Copy)]
pub(super) struct At<'r> {
    /// Its number.
    pub ordinal: SegmentOrdinal,
    /// Its files.
    pub reader: &'r SegmentReader,
}

/// What has been opened of one segment, whose files never change.
struct Segment {
    id: SegmentId,
    unsigned: Slots<Column<u64>>,
    signed: Slots<Column<i64>>,
    values: Slots<StrColumn>,
    terms: Slots<Arc<InvertedIndexReader>>,
    store: OnceLock<Arc<Store>>,
}

impl Segment {
    fn new(reader: &SegmentReader, n_fields: usize) -> Self {
        Self {
            id: reader.segment_id(),
            unsigned: Slots::new(n_fields),
            signed: Slots::new(n_fields),
            values: Slots::new(n_fields),
            terms: Slots::new(n_fields),
            store: OnceLock::new(),
        }
    }
}

/// One place for each field: what it holds was opened, `None` in it when there is nothing to open.
struct Slots<T>(Vec<OnceLock<Option<T>>>);

impl<T: Clone> Slots<T> {
    fn new(n_fields: usize) -> Self {
        Self((0..n_fields).map(|_| OnceLock::new()).collect())
    }

    fn get(
        &self,
        field: TantivyField,
        open: impl FnOnce() -> tantivy::Result<Option<T>>,
    ) -> tantivy::Result<Option<T>> {
        let Some(slot) = self.0.get(field.field_id() as usize) else { return open() };
        if let Some(known) = slot.get() {
            return Ok(known.clone());
        }
        let opened = open()?;
        Ok(slot.get_or_init(|| opened).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Corpus, Field};

    #[test]
    fn what_was_opened_serves_the_next_commit_and_what_came_is_there() {
        let corpus = Corpus::new(&[("a.txt", "Berg | | | 2024 | en | one")]);
        corpus.build();
        let index = corpus.open();
        let first = index.snapshot();
        assert!(Arc::ptr_eq(&first.opened, &index.snapshot().opened), "kept from answer to answer");
        corpus.write("b.txt", "Lund | | | 2024 | en | two");
        corpus.build();
        index.refresh().unwrap();
        let second = index.snapshot();
        assert!(!Arc::ptr_eq(&first.opened, &second.opened));
        for snapshot in [&first, &second] {
            assert!(snapshot.opened.is_of(&snapshot.searcher));
            assert_eq!(snapshot.opened.segments.len(), snapshot.searcher.segment_readers().len());
        }
        assert_eq!(index.values(Field::Speaker, "", 9).unwrap(), ["Berg", "Lund"]);
    }
}
