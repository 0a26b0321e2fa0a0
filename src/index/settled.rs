//! What an earlier state, in which every article had its place, still tells of a later one: pairs that were compared then
//! and are both as they were need not be compared again.
//!
//! Whether two texts are one story depends on the two alone. Whether they are compared at all depends on others only where
//! more hold a key than an article is compared with; such articles are compared anew.

use std::collections::{HashMap, HashSet};

use super::near::{Known, crowded};
use super::rows::Row;

/// What was told of an article: its identity and place, the article that it is a copy of, its story.
type Told = ((u64, u64), Option<u64>, Option<u64>);

/// The earlier state.
pub(super) struct Before {
    articles: HashSet<Told>,
    /// How many articles have the same words.
    words: HashMap<u64, usize>,
    /// How many articles carry a story.
    clusters: HashMap<u64, usize>,
    /// Keys that more hold than are compared.
    crowded: HashSet<u32>,
}

fn told(row: &Row) -> Told {
    (row.order, row.copy_of, row.cluster)
}

impl Before {
    pub(super) fn new(rows: &[Row]) -> Self {
        let (mut words, mut clusters) = (HashMap::new(), HashMap::new());
        for row in rows {
            if let Some(same) = row.words {
                *words.entry(same).or_default() += 1;
            }
            if let Some(cluster) = row.cluster {
                *clusters.entry(cluster).or_default() += 1;
            }
        }
        let originals = rows.iter().filter(|row| row.copy_of.is_none());
        Self {
            articles: rows.iter().map(told).collect(),
            words,
            clusters,
            crowded: crowded(originals.map(|row| row.keys.as_slice())),
        }
    }

    /// Whether `rows`, all that have these words, are those that had them then.
    pub(super) fn holds_all_with<'r>(&self, words: u64, rows: impl Iterator<Item = &'r Row>) -> bool {
        let mut n_rows = 0;
        let mut are_old = true;
        for row in rows {
            n_rows += 1;
            are_old &= self.articles.contains(&told(row));
        }
        are_old && self.words.get(&words) == Some(&n_rows)
    }

    /// What need not be asked about `rows`; `is_copy` says which of them are copies now.
    pub(super) fn known(&self, rows: &[Row], is_copy: &[bool]) -> Known {
        let originals = rows.iter().zip(is_copy).filter(|(_, is_copy)| !**is_copy);
        let crowded_now = crowded(originals.map(|(row, _)| row.keys.as_slice()));
        let is_crowded = |key: &u32| self.crowded.contains(key) || crowded_now.contains(key);
        let mut is_new: Vec<bool> = rows
            .iter()
            .map(|row| row.copy_of.is_some() || !self.articles.contains(&told(row)) || row.keys.iter().any(is_crowded))
            .collect();
        let mut whole: HashMap<u64, usize> = HashMap::new();
        for ((row, is_new), is_copy) in rows.iter().zip(&is_new).zip(is_copy) {
            if let Some(cluster) = row.cluster.filter(|_| !is_new && !is_copy) {
                *whole.entry(cluster).or_default() += 1;
            }
        }
        whole.retain(|cluster, n_rows| self.clusters.get(cluster) == Some(n_rows));
        let mut together = vec![None; rows.len()];
        for (number, row) in rows.iter().enumerate() {
            match row.cluster {
                Some(cluster) if whole.contains_key(&cluster) => together[number] = Some(cluster),
                // One has left it: the others may hold together without it, or not.
                Some(_) => is_new[number] = true,
                None => {}
            }
        }
        Known { is_new, together }
    }
}
