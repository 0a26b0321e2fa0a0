//! The order in which statements come, and what decides it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tantivy::{DocAddress, Score};

use super::Field;
use super::schema::DAY;

/// The order in which statements come. Ties: newest first, then by id, then by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Best match first; with a decay, older ones count less.
    Score(Option<Decay>),
    /// Oldest first, undated last.
    Oldest,
    /// Newest first, undated last.
    Newest,
    /// By the folded first value of a field with displayed values, those without one last.
    Value(Field),
}

/// How much less a match counts the older it is: half after so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decay {
    /// Days after which a match counts half.
    pub half_life: u32,
    /// The day from which ages count (days since 1970).
    pub today: i64,
}

/// Half-lives that the oldest count as, and what has no date: little enough to come last among like matches, enough to
/// keep their order by relevance.
pub(crate) const MOST_HALF_LIVES: u8 = 20;

impl Decay {
    /// What a score is multiplied with. What lies ahead counts whole.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // Days of a calendar; a factor of 0 to 1.
    pub(super) fn factor(self, date: Option<i64>) -> Score {
        let most = f64::from(MOST_HALF_LIVES);
        let half_lives = date.map_or(most, |second| {
            let age = self.today.saturating_sub(second.div_euclid(DAY)).max(0);
            age as f64 / f64::from(self.half_life.max(1))
        });
        (-half_lives.min(most)).exp2() as Score
    }
}

/// The last hit of a pass, behind which the next one goes on.
#[derive(Debug, Clone)]
pub(crate) struct Cursor(pub(super) Entry);

/// What decides the order; the least comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Primary {
    Number(u64),
    Text(Arc<str>),
    Missing,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) primary: Primary,
    pub(super) newest: u64,
    pub(super) order: u64,
    pub(super) place: u64,
    pub(super) address: DocAddress,
    /// The bits of the score as it is shown, when the order is by score; the address has decided before.
    pub(super) score: Option<u32>,
    /// The utterance, when one of each is kept.
    pub(super) utterance: Option<u64>,
}

/// An order-preserving number: more negative first, larger later.
pub(super) fn ascending(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}

/// Newest first, no date last.
pub(super) fn newest_first(date: Option<i64>) -> u64 {
    date.map_or(u64::MAX, |date| !ascending(date))
}

/// Higher scores first. Scores are never negative.
///
/// The order in which the parts of a score are added depends on the segment, so the last bits of equal matches differ.
/// They are rounded away: what differs by less than one in a hundred thousand is a tie.
pub(super) fn best_first(score: Score) -> u64 {
    const ROUNDED: u32 = 1 << 6;
    let rounded = (score.max(0.0).to_bits() + ROUNDED / 2) / ROUNDED * ROUNDED;
    u64::from(!rounded)
}

/// The best so far, of each utterance the first alone.
#[derive(Default)]
pub(super) struct Firsts {
    pub(super) in_order: BTreeSet<Entry>,
    pub(super) of_utterance: HashMap<u64, Entry>,
}

impl Firsts {
    /// Keeps `entry` when it is one of the first `keep`. One that is pushed out comes back when a better version does.
    pub(super) fn offer(&mut self, entry: Entry, keep: usize) {
        if self.in_order.len() >= keep && self.in_order.last().is_some_and(|worst| *worst < entry) {
            return;
        }
        if let Some(utterance) = entry.utterance {
            if let Some(known) = self.of_utterance.get(&utterance) {
                if *known < entry {
                    return;
                }
                self.in_order.remove(known);
            }
            self.of_utterance.insert(utterance, entry.clone());
        }
        self.in_order.insert(entry);
        if self.in_order.len() > keep
            && let Some(Entry { utterance: Some(utterance), .. }) = self.in_order.pop_last()
        {
            self.of_utterance.remove(&utterance);
        }
    }
}
