//! Versions of one utterance taken for one, as `--collapse` and `--unique` ask: all hits are read, and what was said beside
//! them.

use std::collections::{HashMap, HashSet};

use super::counts::Counting;
use super::find::{Asking, Where};
use super::pages::View;
use super::told::Told;
use crate::answer::{AskError, Found, Hit};
use crate::index::{Seen, UtteranceId, kept};

/// Hits among which utterances are told at most.
pub(super) const MOST_HITS: u64 = if cfg!(test) { 1_000 } else { 10_000 };

/// Answers where one statement stands for each utterance, or utterances are counted.
pub(super) fn find(asking: &Asking<'_>) -> Result<Found, AskError> {
    let request = asking.request;
    let view = View::now(asking.engine)?;
    let mut hits = Vec::new();
    asking.read(&view, MOST_HITS, &mut |hit| hits.push(hit))?;
    let told = Told::of(asking.engine, &view, hits)?;
    let total = told.n_hits as u64;

    let mut counting = Counting::new(&request.facets);
    // In their order the first version of each stands for it.
    let (mut all, mut firsts, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (number, (hit, utterance)) in told.hits().enumerate() {
        counting.add(&kept(&hit.record), utterance.filter(|_| request.unique));
        if utterance.is_none_or(|utterance| seen.insert(utterance)) {
            firsts.push(number);
        }
        all.push(number);
    }
    let n_utterances = firsts.len() as u64;
    let shown = if request.collapse { firsts } else { all };
    let hits = asking.asked_of(shown).into_iter().map(|number| {
        let utterance = told.utterances[number];
        let carried = utterance.filter(|_| request.collapse).map(|utterance| told.carried(utterance));
        Hit { utterance, carried, ..told.statements[number].clone() }
    });
    let hits = Where::Here(asking.finished(hits.collect())?);
    let heard = if request.collapse { Some(Heard::of(&told)) } else { None };
    let n = if request.collapse { n_utterances } else { total };
    Ok(Found { utterances: Some(n_utterances), ..asking.found(total, n, counting.facets(), hits, heard) })
}

/// The ids of the versions of each utterance, as numbers: which of them is a hit, another time, is chance.
pub(super) struct Heard(HashMap<UtteranceId, HashSet<u64>>);

impl Heard {
    fn of(told: &Told) -> Self {
        let mut heard: HashMap<UtteranceId, HashSet<u64>> = HashMap::new();
        for (hit, utterance) in told.statements.iter().zip(&told.utterances) {
            if let Some(utterance) = utterance {
                heard.entry(*utterance).or_default().insert(kept(&hit.record).order);
            }
        }
        Self(heard)
    }

    /// Whether any version of what `hit` says was seen.
    pub(super) fn is_seen(&self, hit: &Hit, seen: &Seen) -> bool {
        let ids = hit.utterance.and_then(|utterance| self.0.get(&utterance));
        ids.is_some_and(|ids| ids.iter().any(|id| seen.has_id(*id)))
    }
}
