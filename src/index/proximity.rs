//! Which documents a pattern matches: tantivy's phrase query for slots that hold several forms, for
//! prefixes inside phrases and for `NEAR`.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field as TantivyField, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::pattern::{Pattern, Slot};

/// A pattern over one text: a field of words and, where it has one, the field of its stems.
#[derive(Debug, Clone)]
pub(crate) struct ProximityQuery {
    pattern: Arc<Pattern>,
    /// The terms of each slot, over all fields; positions are the same in all of them.
    slots: Vec<Vec<SlotTerm>>,
    words: TantivyField,
    ranked: bool,
    apart: Option<Term>,
}

/// A term of a slot.
#[derive(Debug, Clone)]
struct SlotTerm {
    term: Term,
    /// Whether it is one of the text's other part.
    is_of_part: bool,
}

/// The terms of what may stand in a slot, in these fields.
pub(crate) fn slot_terms(
    slot: &Slot,
    words: TantivyField,
    stems: Option<TantivyField>,
) -> impl Iterator<Item = Term> + '_ {
    let exact = slot.words.iter().map(move |word| Term::from_field_text(words, word));
    let stems = stems.into_iter().flat_map(|field| slot.stems.iter().map(move |s| Term::from_field_text(field, s)));
    exact.chain(stems)
}

fn terms(slot: &Slot, words: TantivyField, stems: Option<TantivyField>, is_of_part: bool) -> Vec<SlotTerm> {
    slot_terms(slot, words, stems).map(|term| SlotTerm { term, is_of_part }).collect()
}

impl ProximityQuery {
    /// Matches `pattern` over the field `words` and its `stems`; `ranked` when the field keeps lengths.
    pub(crate) fn new(pattern: Pattern, words: TantivyField, stems: Option<TantivyField>, ranked: bool) -> Self {
        let slots = pattern.slots().map(|slot| terms(slot, words, stems, false)).collect();
        Self { pattern: Arc::new(pattern), slots, words, ranked, apart: None }
    }

    /// The same where a `part` of the text stands in other fields, at the positions that it has in the whole; but documents
    /// with the term `apart` have all words in the first fields, and the part has other positions.
    pub(crate) fn with_part(mut self, (words, stems): (TantivyField, TantivyField), apart: Term) -> Self {
        for (own, slot) in self.slots.iter_mut().zip(self.pattern.slots()) {
            own.extend(terms(slot, words, Some(stems), true));
        }
        self.apart = Some(apart);
        self
    }
}

impl Query for ProximityQuery {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut similarities = Vec::new();
        if let (EnableScoring::Enabled { statistics_provider, .. }, true) = (enable_scoring, self.ranked) {
            let n_docs = statistics_provider.total_num_docs()?;
            let n_tokens = statistics_provider.total_num_tokens(self.words)?;
            #[allow(clippy::cast_precision_loss, reason = "an average for ranking")]
            let average_length = n_tokens as Score / n_docs.max(1) as Score;
            for terms in &self.slots {
                let mut doc_freq = 0;
                for SlotTerm { term, .. } in terms {
                    doc_freq = statistics_provider.doc_freq(term)?.max(doc_freq);
                }
                similarities.push(Bm25Weight::for_one_term_without_explain(doc_freq, n_docs, average_length));
            }
        }
        Ok(Box::new(ProximityWeight {
            pattern: Arc::clone(&self.pattern),
            slots: self.slots.clone(),
            words: self.words,
            apart: self.apart.clone(),
            similarities,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for SlotTerm { term, .. } in self.slots.iter().flatten() {
            visitor(term, true);
        }
    }
}

struct ProximityWeight {
    pattern: Arc<Pattern>,
    slots: Vec<Vec<SlotTerm>>,
    words: TantivyField,
    apart: Option<Term>,
    /// One for each slot; empty when nothing is ranked.
    similarities: Vec<Bm25Weight>,
}

impl Weight for ProximityWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut slots = Vec::with_capacity(self.slots.len());
        for terms in &self.slots {
            let mut postings = Vec::new();
            for SlotTerm { term, is_of_part } in terms {
                let inverted = reader.inverted_index(term.field())?;
                let found = inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
                postings.extend(found.map(|postings| (postings, *is_of_part)));
            }
            if postings.is_empty() {
                return Ok(Box::new(EmptyScorer));
            }
            slots.push(SlotPostings::new(postings));
        }
        let apart = match &self.apart {
            Some(term) => reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?,
            None => None,
        };
        let lengths =
            if self.similarities.is_empty() { None } else { reader.fieldnorms_readers().get_field(self.words)? };
        let similarities = self.similarities.iter().map(|similarity| similarity.boost_by(boost)).collect();
        Ok(Box::new(ProximityScorer::new(Arc::clone(&self.pattern), slots, apart, similarities, lengths)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("proximity", scorer.score()))
    }
}

/// The documents and positions of one slot: the union over its terms.
struct SlotPostings {
    /// Each with whether it is one of the text's other part.
    postings: Vec<(SegmentPostings, bool)>,
    doc: DocId,
    n_docs_at_most: u32,
}

impl SlotPostings {
    fn new(postings: Vec<(SegmentPostings, bool)>) -> Self {
        let n_docs_at_most = postings.iter().map(|(postings, _)| postings.doc_freq()).fold(0, u32::saturating_add);
        let mut slot = Self { postings, doc: 0, n_docs_at_most };
        slot.doc = slot.first();
        slot
    }

    fn first(&self) -> DocId {
        self.postings.iter().map(|(postings, _)| postings.doc()).min().unwrap_or(TERMINATED)
    }

    /// The first document at or after `target`.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for (postings, _) in &mut self.postings {
                if postings.doc() < target {
                    postings.seek(target);
                }
            }
            self.doc = self.first();
        }
        self.doc
    }

    /// Positions in the current document, sorted, each once; those of the text's other part are left out where it stands
    /// apart.
    fn positions_into(&mut self, is_apart: bool, positions: &mut Vec<u32>) {
        positions.clear();
        let mut n_lists = 0;
        for (postings, is_of_part) in &mut self.postings {
            if postings.doc() == self.doc && !(is_apart && *is_of_part) {
                postings.append_positions_with_offset(0, positions);
                n_lists += 1;
            }
        }
        if n_lists > 1 {
            positions.sort_unstable();
            positions.dedup();
        }
    }
}

struct ProximityScorer {
    pattern: Arc<Pattern>,
    slots: Vec<SlotPostings>,
    /// Slots from the rarest to the most frequent.
    rarest_first: Vec<usize>,
    /// Documents of which a part of the text has other positions.
    apart: Option<SegmentPostings>,
    positions: Vec<Vec<u32>>,
    similarities: Vec<Bm25Weight>,
    lengths: Option<FieldNormReader>,
    doc: DocId,
}

impl ProximityScorer {
    fn new(
        pattern: Arc<Pattern>,
        slots: Vec<SlotPostings>,
        apart: Option<SegmentPostings>,
        similarities: Vec<Bm25Weight>,
        lengths: Option<FieldNormReader>,
    ) -> Self {
        let mut rarest_first: Vec<usize> = (0..slots.len()).collect();
        rarest_first.sort_by_key(|&slot| slots[slot].n_docs_at_most);
        let positions = vec![Vec::new(); slots.len()];
        let mut scorer = Self { pattern, slots, rarest_first, apart, positions, similarities, lengths, doc: 0 };
        scorer.doc = scorer.match_from(0);
        scorer
    }

    /// The first document at or after `target` that matches.
    fn match_from(&mut self, mut target: DocId) -> DocId {
        'candidates: while target < TERMINATED {
            for &slot in &self.rarest_first {
                let doc = self.slots[slot].seek(target);
                if doc > target {
                    target = doc;
                    continue 'candidates;
                }
            }
            let is_apart = self.is_apart(target);
            for (slot, positions) in self.slots.iter_mut().zip(&mut self.positions) {
                slot.positions_into(is_apart, positions);
            }
            let mut matches = false;
            if !self.positions.iter().any(Vec::is_empty) {
                self.pattern.find(&self.positions, &mut |_| {
                    matches = true;
                    false
                });
            }
            if matches {
                return target;
            }
            target += 1;
        }
        TERMINATED
    }

    /// Whether a part of the text has other positions in `doc`, which is none of those asked about before.
    fn is_apart(&mut self, doc: DocId) -> bool {
        self.apart.as_mut().is_some_and(|apart| {
            if apart.doc() < doc {
                apart.seek(doc);
            }
            apart.doc() == doc
        })
    }
}

impl DocSet for ProximityScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.match_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.match_from(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.rarest_first.first().map_or(0, |&slot| self.slots[slot].n_docs_at_most)
    }

    fn cost(&self) -> u64 {
        // Positions are read for every candidate.
        u64::from(self.size_hint()) * 10 * self.slots.len() as u64
    }
}

impl Scorer for ProximityScorer {
    fn score(&mut self) -> Score {
        let Some(lengths) = &self.lengths else { return 0.0 };
        let mut n_matches = 0u32;
        self.pattern.find(&self.positions, &mut |_| {
            n_matches += 1;
            true
        });
        let length = lengths.fieldnorm_id(self.doc);
        self.similarities.iter().map(|similarity| similarity.score(length, n_matches)).sum()
    }
}
