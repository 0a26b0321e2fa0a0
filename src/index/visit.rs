//! All statements that match, one by one in the order of the store, and sets of them that hold a bit a statement.

use std::collections::HashMap;

use tantivy::query::{EnableScoring, PhraseQuery, Query as TantivyQuery};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{BitSet, DocAddress, DocSet, TERMINATED};

use super::open::failure;
use super::utterances::Utterances;
use super::{Carriers, Field, IndexError, SelectedHit, Snapshot};

/// Some statements of a snapshot.
pub(crate) struct StatementSet {
    /// One a segment.
    segments: Vec<BitSet>,
}

/// A word as it is looked up among the quotes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Form {
    /// The tagged stem, or the folded word where it has none.
    pub text: String,
    /// Whether it is a stem.
    pub is_stem: bool,
}

impl StatementSet {
    /// How many there are.
    pub(crate) fn len(&self) -> u64 {
        self.segments.iter().map(|segment| segment.len() as u64).sum()
    }

    /// Whether the statement is one of them.
    pub(crate) fn contains(&self, hit: SelectedHit) -> bool {
        let segment = self.segments.get(hit.address.segment_ord as usize);
        segment.is_some_and(|segment| segment.contains(hit.address.doc_id))
    }
}

impl Snapshot {
    /// Calls `each` with every statement that matches. The store unpacks each of its blocks once when they are read in
    /// this order.
    pub(crate) fn visit(
        &self,
        query: &dyn TantivyQuery,
        each: &mut dyn FnMut(SelectedHit) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let failed = |error| failure(&self.dir, "searching", error);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher)).map_err(failed)?;
        for (ordinal, reader) in (0u32..).zip(self.searcher.segment_readers()) {
            let mut matching = weight.scorer(reader, 1.0).map_err(failed)?;
            while matching.doc() != TERMINATED {
                if !reader.is_deleted(matching.doc()) {
                    each(SelectedHit { address: DocAddress::new(ordinal, matching.doc()), score: None })?;
                }
                matching.advance();
            }
        }
        Ok(())
    }

    /// Of the statements that match, one for each utterance: of several versions that with the smallest id.
    pub(crate) fn one_of_each(
        &self,
        query: &dyn TantivyQuery,
        utterances: &Utterances,
        carriers: &Carriers,
    ) -> Result<StatementSet, IndexError> {
        let version = |hit| {
            let id = carriers.id(hit)?;
            Some((utterances.of(id)?, id))
        };
        let mut first: HashMap<u64, u64> = HashMap::new();
        self.visit(query, &mut |hit| {
            if let Some((utterance, id)) = version(hit) {
                first.entry(utterance).and_modify(|first| *first = id.min(*first)).or_insert(id);
            }
            Ok(())
        })?;
        let bits = |reader: &tantivy::SegmentReader| BitSet::with_max_value(reader.max_doc());
        let mut segments: Vec<BitSet> = self.searcher.segment_readers().iter().map(bits).collect();
        self.visit(query, &mut |hit| {
            if version(hit).is_none_or(|(utterance, id)| first.get(&utterance) == Some(&id)) {
                segments[hit.address.segment_ord as usize].insert(hit.address.doc_id);
            }
            Ok(())
        })?;
        Ok(StatementSet { segments })
    }

    /// How many statements of `set` have these words, one behind the other, in their quotes. Words and stems stand in
    /// fields of their own, so all must be of one sort.
    pub(crate) fn n_with(&self, set: &StatementSet, forms: &[Form]) -> Result<u64, IndexError> {
        let failed = |error| failure(&self.dir, "reading terms", error);
        let words = self.schema.field(Field::Quote);
        let stems = self.schema.stem_field(Field::Quote).unwrap_or(words);
        let term = |form: &Form| Term::from_field_text(if form.is_stem { stems } else { words }, &form.text);
        let terms: Vec<Term> = forms.iter().map(term).collect();
        let mut n_with = 0;
        let mut count = |matching: &mut dyn DocSet, segment: &BitSet| {
            while matching.doc() != TERMINATED {
                n_with += u64::from(segment.contains(matching.doc()));
                matching.advance();
            }
        };
        let segments = || self.searcher.segment_readers().iter().zip(&set.segments).filter(|(_, set)| set.len() > 0);
        if let [term] = terms.as_slice() {
            for (reader, segment) in segments() {
                let inverted = reader.inverted_index(term.field()).map_err(failed)?;
                let postings = inverted.read_postings(term, IndexRecordOption::Basic);
                if let Some(mut postings) = postings.map_err(|error| failed(error.into()))? {
                    count(&mut postings, segment);
                }
            }
        } else if !terms.is_empty() {
            let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
            let weight = PhraseQuery::new(terms).weight(scoring).map_err(failed)?;
            for (reader, segment) in segments() {
                let mut matching = weight.scorer(reader, 1.0).map_err(failed)?;
                count(&mut *matching, segment);
            }
        }
        Ok(n_with)
    }
}

#[cfg(test)]
mod tests {
    use super::super::index_of;
    use super::*;
    use crate::query::{Query, lower};

    #[test]
    fn a_set_has_one_statement_of_each_utterance_and_counts_words_in_it() {
        let said = "we will never close the old harbour of Kiruna before winter";
        let (_corpus, index) = index_of(&[
            &format!("Anna Berg | | TASS | 2024-02-08 | en | {said}"),
            &format!("Anna Berg | | ANI | 2024-02-08 | en | {said}, she promised"),
            "Anna Berg | | ANI | 2024-02-09 | en | old boats sink in the harbour",
            "Jonas Lund | | ANI | 2024-02-09 | en | no comment",
        ]);
        let snapshot = index.snapshot();
        let everything = lower(&Query::All, &snapshot).unwrap_or_else(|_| panic!("`*` cannot be lowered")).query;
        let (utterances, carriers) = (snapshot.utterances().unwrap(), snapshot.carriers().unwrap());
        let set = snapshot.one_of_each(&*everything, &utterances, &carriers).unwrap();
        assert_eq!(set.len(), 3);
        let mut n_visited = 0;
        let mut count_one = |_| {
            n_visited += 1;
            Ok(())
        };
        snapshot.visit(&*everything, &mut count_one).unwrap();
        assert_eq!(n_visited, 4);
        let stem = |text: &str| Form { text: text.to_owned(), is_stem: true };
        let word = |text: &str| Form { text: text.to_owned(), is_stem: false };
        let count = |forms: &[Form]| snapshot.n_with(&set, forms).unwrap();
        assert_eq!(count(&[stem("en:harbour")]), 2);
        assert_eq!(count(&[word("boats")]), 1);
        assert_eq!(count(&[stem("en:old"), stem("en:harbour")]), 1);
        assert_eq!((count(&[stem("en:zebra")]), count(&[])), (0, 0));
    }
}
