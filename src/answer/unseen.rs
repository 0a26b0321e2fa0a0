//! What is new: the hits that were not seen before.

use std::collections::HashSet;

use super::{AskError, Found, Hit};
use crate::index::{Analyzer, Seen, SelectedHit};

/// The hits of an answer that were not seen before.
#[derive(Debug)]
pub struct Unseen<'f> {
    found: &'f Found,
    hits: Vec<SelectedHit>,
    /// Ids of those that were seen under another id, because their article has changed around them.
    moved: Vec<u64>,
}

impl Found {
    /// The hits that are not among `seen`. Where one hit stands for each utterance, that is seen when any of its versions
    /// is.
    ///
    /// What was seen is told by its id, from columns alone; only the others are read.
    ///
    /// # Errors
    ///
    /// As [`super::ask`].
    pub fn unseen(&self, seen: &Seen) -> Result<Unseen<'_>, AskError> {
        let utterances = self.unique.of.as_ref().filter(|_| self.unique.keep.is_some());
        let of = |id: u64| utterances.and_then(|utterances| utterances.of(id));
        let heard: HashSet<u64> = seen.ids().filter_map(of).collect();
        let mut unseen = Unseen { found: self, hits: Vec::new(), moved: Vec::new() };
        let ids = self.snapshot.carriers()?;
        for selected in self.selected() {
            let selected = selected?;
            let id = ids.id(selected);
            if id.is_some_and(|id| seen.has_id(id) || of(id).is_some_and(|utterance| heard.contains(&utterance))) {
                continue;
            }
            if !seen.is_empty() && seen.has_words(&self.snapshot.record(selected)?) {
                unseen.moved.extend(id);
            } else {
                unseen.hits.push(selected);
            }
        }
        Ok(unseen)
    }
}

impl Unseen<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.hits.len()
    }

    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// The hits in order, each read when it is asked for.
    pub fn hits(&self) -> impl Iterator<Item = Result<Hit, AskError>> + '_ {
        let mut analyzer = Analyzer::default();
        self.hits.iter().map(move |selected| self.found.read(*selected, &mut analyzer))
    }

    /// Adds what is known under another id to `seen`, so that it need not be read again.
    pub fn add_moved(&self, seen: &mut Seen) {
        seen.add_ids(&self.moved);
    }
}
