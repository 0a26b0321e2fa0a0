//! Marked documents of an index: a bit for each, set by several threads.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::{DocAddress, Searcher};

/// Bits that are handed out together, in words: few enough that threads end at about the same time.
const WORDS_OF_RUN: usize = 64;

/// Documents that are marked.
pub(super) struct Marks(Vec<Vec<AtomicU64>>);

/// Some neighbours among the documents of a segment.
pub(super) struct Run {
    ordinal: u32,
    words: Range<usize>,
}

impl Marks {
    /// None of the documents of `searcher`.
    pub(super) fn new(searcher: &Searcher) -> Self {
        Self::of(searcher.segment_readers().iter().map(tantivy::SegmentReader::max_doc))
    }

    fn of(n_docs: impl Iterator<Item = u32>) -> Self {
        let words = |n: u32| (0..n.div_ceil(u64::BITS)).map(|_| AtomicU64::default()).collect();
        Self(n_docs.map(words).collect())
    }

    /// Marks the document at `address`.
    pub(super) fn add(&self, address: DocAddress) {
        let words = self.0.get(address.segment_ord as usize);
        if let Some(word) = words.and_then(|words| words.get((address.doc_id / u64::BITS) as usize)) {
            word.fetch_or(1 << (address.doc_id % u64::BITS), Ordering::Relaxed);
        }
    }

    /// All documents in the order in which they are stored, some at a time.
    pub(super) fn runs(&self) -> Vec<Run> {
        let of_segment = |(ordinal, words): (u32, &Vec<AtomicU64>)| {
            let n = words.len();
            let starts = (0..n).step_by(WORDS_OF_RUN);
            starts.map(move |start| Run { ordinal, words: start..(start + WORDS_OF_RUN).min(n) })
        };
        (0..).zip(&self.0).flat_map(of_segment).collect()
    }

    /// The marked ones of a run, in order.
    pub(super) fn among(&self, run: Run) -> impl Iterator<Item = DocAddress> + '_ {
        let Run { ordinal, words } = run;
        let all = self.0.get(ordinal as usize).map(Vec::as_slice).unwrap_or_default();
        let numbered = (0u32..).zip(all).take(words.end).skip(words.start);
        numbered.flat_map(move |(number, word)| {
            let word = word.load(Ordering::Relaxed);
            let bits = (0..u64::BITS).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| DocAddress::new(ordinal, number * u64::BITS + bit))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_documents_come_in_order_each_once() {
        let marks = Marks::of([0, 1, 64, 65, 40_000].into_iter());
        let wanted = [(1, 0), (2, 63), (3, 0), (3, 64), (4, 0), (4, 4_095), (4, 4_096), (4, 39_999)];
        let wanted = wanted.map(|(ordinal, doc)| DocAddress::new(ordinal, doc));
        for address in wanted.iter().rev().chain(&wanted) {
            marks.add(*address);
        }
        // What is not there is nobody's.
        marks.add(DocAddress::new(5, 0));
        marks.add(DocAddress::new(0, 0));
        let found: Vec<DocAddress> = marks.runs().into_iter().flat_map(|run| marks.among(run)).collect();
        assert_eq!(found, wanted);
    }
}
