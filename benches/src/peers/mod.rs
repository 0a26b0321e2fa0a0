//! The peers, each asked and fed as a good engineer would with nothing but the peer's own means.

mod chains;
pub mod dixit;
pub mod fts5;
mod stored;
pub mod tantivy;

pub mod script;

pub use chains::{Chains, GAP};
pub use stored::Stored;

use std::collections::BTreeSet;

use crate::Outcome;
use crate::question::{Counted, Question};

/// Hits that are shown.
pub const SHOWN: u32 = 10;

/// Values of a facet that are shown.
pub const VALUES: u32 = 10;

/// What is wanted of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The number of hits, the best ten, and what the question counts.
    All,
    /// The number of hits and the best ten.
    Hits,
    /// The number of hits and the counts.
    Counts,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The number of statements.
    pub total: u64,
    /// Id and score of the best, the best one first.
    pub hits: Vec<(String, f32)>,
    /// Values with their numbers, in the order of what is counted.
    pub counts: Vec<Vec<(String, u64)>>,
}

/// Something that answers questions.
pub trait Peer {
    /// Answers.
    fn ask(&mut self, question: &Question, want: Want) -> Outcome<Found>;
}

/// What is to be counted.
pub fn counted(question: &Question, want: Want) -> &[Counted] {
    if want == Want::Hits { &[] } else { &question.counted }
}

/// Says how an answer differs from what dixit answers. `ranks` when both rank alike.
pub fn difference(dixit: &Found, peer: &Found, ranks: bool) -> Option<String> {
    if dixit.total != peer.total {
        return Some(format!("{} hits, dixit {}", peer.total, dixit.total));
    }
    for (ours, theirs) in dixit.counts.iter().zip(&peer.counts) {
        let counts = |values: &[(String, u64)]| values.iter().map(|(_, count)| *count).collect::<Vec<_>>();
        if counts(ours) != counts(theirs) {
            return Some(format!("counts {theirs:?}, dixit {ours:?}"));
        }
        // Of values that are counted alike any may be cut off.
        let last = ours.last().map_or(0, |(_, count)| *count);
        let sure = |values: &[(String, u64)]| {
            values.iter().filter(|(_, count)| *count > last).cloned().collect::<BTreeSet<_>>()
        };
        if sure(ours) != sure(theirs) {
            return Some(format!("counts {theirs:?}, dixit {ours:?}"));
        }
    }
    if dixit.hits.len() != peer.hits.len() {
        return Some(format!("{} hits shown, dixit {}", peer.hits.len(), dixit.hits.len()));
    }
    if !ranks {
        return None;
    }
    let is_near = |one: f32, other: f32| (one - other).abs() <= 1e-3 * one.abs().max(1.0);
    let mut pairs = dixit.hits.iter().zip(&peer.hits);
    if let Some(((_, ours), (_, theirs))) = pairs.find(|((_, ours), (_, theirs))| !is_near(*ours, *theirs)) {
        return Some(format!("a score of {theirs}, dixit {ours}"));
    }
    let last = dixit.hits.last().map_or(0.0, |(_, score)| *score);
    let sure = |hits: &[(String, f32)]| {
        hits.iter().filter(|(_, score)| !is_near(*score, last)).map(|(id, _)| id.clone()).collect::<BTreeSet<_>>()
    };
    (sure(&dixit.hits) != sure(&peer.hits)).then(|| format!("hits {:?}, dixit {:?}", peer.hits, dixit.hits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(total: u64, hits: &[(&str, f32)], counts: &[(&str, u64)]) -> Found {
        let counts = counts.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect();
        let hits = hits.iter().map(|(id, score)| ((*id).to_owned(), *score)).collect();
        Found { total, hits, counts: vec![counts] }
    }

    #[test]
    fn answers_differ_in_what_is_not_left_to_chance() {
        let ours = found(3, &[("a", 2.0), ("b", 1.0)], &[("x", 2), ("y", 1)]);
        for (peer, differs) in [
            (found(3, &[("a", 2.000_1), ("c", 1.0)], &[("x", 2), ("z", 1)]), false),
            (found(4, &[("a", 2.0), ("b", 1.0)], &[("x", 2), ("y", 1)]), true),
            (found(3, &[("c", 2.0), ("b", 1.0)], &[("x", 2), ("y", 1)]), true),
            (found(3, &[("a", 2.1), ("b", 1.0)], &[("x", 2), ("y", 1)]), true),
            (found(3, &[("a", 2.0), ("b", 1.0)], &[("z", 2), ("y", 1)]), true),
            (found(3, &[("a", 2.0), ("b", 1.0)], &[("x", 3), ("y", 1)]), true),
        ] {
            assert_eq!(difference(&ours, &peer, true).is_some(), differs, "{peer:?}");
        }
    }
}
