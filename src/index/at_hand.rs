//! Statements that are at hand and in no index: which of them are versions of one utterance.

use std::collections::HashMap;

use tantivy::DocAddress;

use super::grouping::Known;
use super::inflect::Inflector;
use super::kept::{Likeness, kept};
use super::sayings::{Saying, days_around, in_order};
use super::spelled::RecordWords;
use super::utterances::told;
use super::versions::UtteranceId;
use super::wording::{self, Wording};
use crate::statement::Record;

/// Statements, in the order in which they came in.
#[derive(Default)]
pub(crate) struct AtHand {
    n: u32,
    /// Those that may be a version of an utterance; their addresses are their numbers.
    sayings: Vec<Saying>,
    wordings: Vec<Wording>,
    /// The id of each, as a number.
    ids: Vec<u64>,
    inflector: Inflector,
}

/// What the other versions of a statement have.
pub(crate) struct Neighbourhood {
    /// Speaker, language and words, some of which they share.
    pub likeness: Likeness,
    /// Whatever has keys in common with it is of these days, or has no date like it.
    pub days: Option<(i64, i64)>,
}

impl AtHand {
    /// Adds a statement; `None` when it is like no other.
    pub(crate) fn add(&mut self, record: &Record) -> Option<Neighbourhood> {
        let kept = kept(record);
        let address = DocAddress::new(0, self.n);
        self.n += 1;
        self.ids.push(kept.order);
        let block = wording::block(record);
        let own = Wording::of(record, &RecordWords::of_quote(record, &mut self.inflector));
        let words = own.keys(block);
        if words.is_empty() {
            return None;
        }
        let time = kept.date.map_or(i64::MAX, |date| date.moment);
        self.sayings.push(Saying::new(address, kept.order, kept.place, time, block, words.clone()));
        self.wordings.push(own);
        let days = kept.date.map(|date| days_around(date.first_day));
        Some(Neighbourhood { likeness: Likeness { block, wording: words }, days })
    }

    /// For each statement the utterance that it and others are versions of. As in an index, an utterance has ids: all
    /// statements with one of them are its versions.
    pub(crate) fn utterances(&self) -> Vec<Option<UtteranceId>> {
        let rows = in_order(self.sayings.clone());
        let place = |row: &Saying| self.sayings.binary_search_by_key(&row.address, |saying| saying.address).ok();
        let wording = |row: usize| self.wordings.get(place(rows.get(row)?)?);
        let mut of_id: HashMap<u64, u64> = HashMap::new();
        for (row, utterance) in rows.iter().zip(told(&rows, &Known::nothing(rows.len()), wording)) {
            if let Some(utterance) = utterance {
                let known = of_id.entry(row.id).or_insert(utterance);
                *known = utterance.min(*known);
            }
        }
        self.ids.iter().map(|id| of_id.get(id).copied().map(UtteranceId)).collect()
    }
}
