//! What an earlier state, in which every article had its place, still tells of a later one: pairs that were compared then
//! and are both as they were need not be compared again.
//!
//! Whether two texts are one story depends on the two alone. Whether they are compared at all depends on others only where
//! more hold a key than an article is compared with; such articles are compared anew.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashSet;

use super::grouping::{Known, crowded};
use super::rows::Row;
use super::sayings::Saying;

/// What was told of an article or a statement: its identity, its place, the one that it is a copy of, what it belongs to.
type Told = ((u64, u64), Option<u64>, Option<u64>);

/// An article among articles or a statement among statements.
pub(super) trait Member {
    /// What was told of it.
    fn told(&self) -> Told;
    /// Keys by which its like are found.
    fn keys(&self) -> &[u32];
    /// The story or utterance that it belongs to.
    fn group(&self) -> Option<u64>;
    /// Hash of its words, where others with the same may be copies.
    fn words(&self) -> Option<u64> {
        None
    }
}

impl Member for Row {
    fn told(&self) -> Told {
        (self.order, self.copy_of, self.cluster)
    }

    fn keys(&self) -> &[u32] {
        &self.keys
    }

    fn group(&self) -> Option<u64> {
        self.cluster
    }

    fn words(&self) -> Option<u64> {
        self.stored.words
    }
}

impl Member for Saying {
    fn told(&self) -> Told {
        ((self.id, self.print), None, self.utterance)
    }

    fn keys(&self) -> &[u32] {
        &self.keys
    }

    fn group(&self) -> Option<u64> {
        self.utterance
    }
}

/// The earlier state.
pub(super) struct Before {
    members: HashSet<Told>,
    /// How many have the same words.
    words: HashMap<u64, usize>,
    /// How many belong to the same story or utterance.
    groups: HashMap<u64, usize>,
    /// Keys that more hold than are compared.
    crowded: FxHashSet<u32>,
}

impl Before {
    pub(super) fn new<M: Member>(rows: &[M]) -> Self {
        let (mut words, mut groups) = (HashMap::new(), HashMap::new());
        for row in rows {
            if let Some(same) = row.words() {
                *words.entry(same).or_default() += 1;
            }
            if let Some(group) = row.group() {
                *groups.entry(group).or_default() += 1;
            }
        }
        let originals = rows.iter().filter(|row| row.told().1.is_none());
        Self {
            members: rows.iter().map(Member::told).collect(),
            words,
            groups,
            crowded: crowded(originals.map(Member::keys)),
        }
    }

    /// Whether `row` is as it was then.
    pub(super) fn holds(&self, row: &impl Member) -> bool {
        self.members.contains(&row.told())
    }

    /// Whether `rows`, all that have these words, are those that had them then.
    pub(super) fn holds_all_with<'r, M: Member + 'r>(&self, words: u64, rows: impl Iterator<Item = &'r M>) -> bool {
        let mut n_rows = 0;
        let mut are_old = true;
        for row in rows {
            n_rows += 1;
            are_old &= self.holds(row);
        }
        are_old && self.words.get(&words) == Some(&n_rows)
    }

    /// What need not be asked about `rows`; `is_copy` says which of them are copies now.
    pub(super) fn known<M: Member>(&self, rows: &[M], is_copy: &[bool]) -> Known {
        let was_copy = |row: &M| row.told().1.is_some();
        let originals = rows.iter().zip(is_copy).filter(|(_, is_copy)| !**is_copy);
        let crowded_now = crowded(originals.map(|(row, _)| row.keys()));
        let is_crowded = |key: &u32| self.crowded.contains(key) || crowded_now.contains(key);
        let mut is_new: Vec<bool> =
            rows.iter().map(|row| was_copy(row) || !self.holds(row) || row.keys().iter().any(is_crowded)).collect();
        let mut whole: HashMap<u64, usize> = HashMap::new();
        for ((row, is_new), is_copy) in rows.iter().zip(&is_new).zip(is_copy) {
            if let Some(group) = row.group().filter(|_| !is_new && !is_copy) {
                *whole.entry(group).or_default() += 1;
            }
        }
        whole.retain(|group, n_rows| self.groups.get(group) == Some(n_rows));
        let mut together = vec![None; rows.len()];
        for (number, row) in rows.iter().enumerate() {
            match row.group() {
                Some(group) if whole.contains_key(&group) => together[number] = Some(group),
                // One has left it: the others may hold together without it, or not.
                Some(_) => is_new[number] = true,
                None => {}
            }
        }
        Known { is_new, together }
    }
}
