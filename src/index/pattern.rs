//! What may stand where in a text: words in order, words near each other. Pure positions; the scorer
//! and the highlights both ask here, so what is lit is what matched.

/// One place of a pattern: the forms that may stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Folded words.
    pub words: Vec<String>,
    /// Tagged stems.
    pub stems: Vec<String>,
}

impl Slot {
    /// A place for one exact word.
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Self { words: vec![word.into()], stems: Vec::new() }
    }

    /// Whether the word with this folded form and tagged stem may stand there.
    pub(crate) fn admits(&self, word: &str, stem: &str) -> bool {
        self.words.iter().any(|own| own == word) || (!stem.is_empty() && self.stems.iter().any(|own| own == stem))
    }

    /// How many forms it has.
    pub(crate) fn n_forms(&self) -> usize {
        self.words.len() + self.stems.len()
    }
}

/// Slots and how far their words may stand from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// In this order, with at most `slop` moves: lay the slots over the text word by word; the
    /// matched words then stand at most `slop` off, all to one side of the best fit. Two neighbours
    /// that changed places cost 2.
    Sequence {
        /// The places.
        slots: Vec<Slot>,
        /// Moves allowed.
        slop: u32,
    },
    /// Two runs of neighbouring words whose first words are at most `distance` apart.
    Near {
        /// Left run.
        left: Vec<Slot>,
        /// Right run.
        right: Vec<Slot>,
        /// Words at most from first word to first word.
        distance: u32,
        /// Whether the left one must come first.
        ordered: bool,
    },
}

impl Pattern {
    /// All slots, left to right.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        let (first, second): (&[Slot], &[Slot]) = match self {
            Self::Sequence { slots, .. } => (slots, &[]),
            Self::Near { left, right, .. } => (left, right),
        };
        first.iter().chain(second)
    }

    /// Calls `found` with the positions of the words of every match, until it returns `false`.
    ///
    /// `lists` holds for each slot the sorted positions at which one of its forms stands.
    pub(crate) fn find(&self, lists: &[Vec<u32>], found: &mut dyn FnMut(&[u32]) -> bool) {
        match self {
            Self::Sequence { slop: 0, .. } => {
                runs(lists, &mut |start| {
                    let places: Vec<u32> = (start..).take(lists.len()).collect();
                    found(&places)
                });
            }
            Self::Sequence { slop, .. } => within_moves(lists, *slop, found),
            Self::Near { left, right, distance, ordered } => {
                let (left_lists, right_lists) = lists.split_at(left.len().min(lists.len()));
                near(left_lists, right_lists, right.len(), (*distance, *ordered), found);
            }
        }
    }
}

/// Calls `found` with the first position of every run of neighbours, one from each list.
fn runs(lists: &[Vec<u32>], found: &mut dyn FnMut(u32) -> bool) {
    let Some((first, rest)) = lists.split_first() else { return };
    for &start in first {
        let goes_on = rest.iter().zip(start + 1..).all(|(list, at)| list.binary_search(&at).is_ok());
        if goes_on && !found(start) {
            return;
        }
    }
}

fn near(
    left: &[Vec<u32>],
    right: &[Vec<u32>],
    right_length: usize,
    (distance, ordered): (u32, bool),
    found: &mut dyn FnMut(&[u32]) -> bool,
) {
    let mut right_starts = Vec::new();
    runs(right, &mut |start| {
        right_starts.push(start);
        true
    });
    let left_length = u32::try_from(left.len()).unwrap_or(u32::MAX);
    let right_length = u32::try_from(right_length).unwrap_or(u32::MAX);
    runs(left, &mut |a| {
        let lowest = if ordered { a } else { a.saturating_sub(distance) };
        let from = right_starts.partition_point(|&b| b < lowest);
        for &b in right_starts[from..].iter().take_while(|&&b| b <= a.saturating_add(distance)) {
            let apart = b >= a.saturating_add(left_length) || (!ordered && a >= b.saturating_add(right_length));
            if apart {
                let mut places: Vec<u32> = (a..a + left_length).chain(b..b + right_length).collect();
                places.sort_unstable();
                if !found(&places) {
                    return false;
                }
            }
        }
        true
    });
}

/// Slot `i` at position `p` is shifted by `p - i`; a match is a choice of distinct positions whose
/// shifts all lie in a window of `slop`. Each window is tried once, at its lowest shift.
fn within_moves(lists: &[Vec<u32>], slop: u32, found: &mut dyn FnMut(&[u32]) -> bool) {
    let shifts: Vec<Vec<i64>> = lists
        .iter()
        .zip(0i64..)
        .map(|(list, slot)| list.iter().map(|&position| i64::from(position) - slot).collect())
        .collect();
    // Fewer places than words: no need to try them in all orders.
    let places: std::collections::HashSet<u32> = lists.iter().flatten().copied().collect();
    if places.len() < lists.len() {
        return;
    }
    let mut lows: Vec<i64> = shifts.iter().flatten().copied().collect();
    lows.sort_unstable();
    lows.dedup();
    let mut last: Option<Vec<u32>> = None;
    for low in lows {
        let high = low + i64::from(slop);
        let Some(places) = choose(&shifts, low, high) else { continue };
        if last.as_ref() == Some(&places) {
            continue;
        }
        if !found(&places) {
            return;
        }
        last = Some(places);
    }
}

/// Distinct positions, one for each slot, with shifts from `low` to `high`; sorted. Repeated words
/// compete for positions, so the slots are matched to positions along augmenting paths.
fn choose(shifts: &[Vec<i64>], low: i64, high: i64) -> Option<Vec<u32>> {
    let windows: Vec<Vec<i64>> = shifts
        .iter()
        .zip(0i64..)
        .map(|(list, slot)| {
            let from = list.partition_point(|&shift| shift < low);
            list[from..].iter().take_while(|&&shift| shift <= high).map(|&shift| shift + slot).collect()
        })
        .collect();
    if windows.iter().any(Vec::is_empty) {
        return None;
    }
    let mut taken: std::collections::HashMap<i64, usize> = std::collections::HashMap::new();
    for slot in 0..windows.len() {
        let mut tried = std::collections::HashSet::new();
        if !augment(slot, &windows, &mut taken, &mut tried) {
            return None;
        }
    }
    let mut places: Vec<u32> = taken.keys().filter_map(|&position| u32::try_from(position).ok()).collect();
    places.sort_unstable();
    Some(places)
}

/// Finds a position for `slot`, moving earlier slots to others where that helps. Depth is bounded by
/// the number of slots.
fn augment(
    slot: usize,
    windows: &[Vec<i64>],
    taken: &mut std::collections::HashMap<i64, usize>,
    tried: &mut std::collections::HashSet<i64>,
) -> bool {
    for &position in &windows[slot] {
        if !tried.insert(position) {
            continue;
        }
        let free = match taken.get(&position).copied() {
            None => true,
            Some(holder) => augment(holder, windows, taken, tried),
        };
        if free {
            taken.insert(position, slot);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slots(n: usize) -> Vec<Slot> {
        vec![Slot::default(); n]
    }

    fn matches(pattern: &Pattern, lists: &[&[u32]]) -> Vec<Vec<u32>> {
        let lists: Vec<Vec<u32>> = lists.iter().map(|list| list.to_vec()).collect();
        let mut all = Vec::new();
        pattern.find(&lists, &mut |places| {
            all.push(places.to_vec());
            true
        });
        all
    }

    #[test]
    fn words_in_order_are_neighbours() {
        let phrase = Pattern::Sequence { slots: slots(2), slop: 0 };
        assert_eq!(matches(&phrase, &[&[0, 4, 9], &[1, 6, 10]]), [vec![0, 1], vec![9, 10]]);
    }

    #[test]
    fn a_move_is_a_word_between_and_changing_places_costs_two() {
        let within = |slop| Pattern::Sequence { slots: slots(2), slop };
        assert!(matches(&within(1), &[&[0], &[3]]).is_empty());
        assert_eq!(matches(&within(2), &[&[0], &[3]]).len(), 1);
        assert!(matches(&within(1), &[&[1], &[0]]).is_empty());
        assert_eq!(matches(&within(2), &[&[1], &[0]]).len(), 1);
    }

    #[test]
    fn repeated_words_need_as_many_places() {
        let within = Pattern::Sequence { slots: slots(3), slop: 9 };
        assert!(matches(&within, &[&[0, 1], &[0, 1], &[0, 1]]).is_empty());
        assert!(!matches(&within, &[&[0, 1, 5], &[0, 1, 5], &[0, 1, 5]]).is_empty());
    }

    #[test]
    fn near_goes_both_ways_and_adjacency_one() {
        let near = |ordered| Pattern::Near { left: slots(1), right: slots(1), distance: 2, ordered };
        assert_eq!(matches(&near(false), &[&[5], &[2, 3, 7, 8]]), [vec![3, 5], vec![5, 7]]);
        assert_eq!(matches(&near(true), &[&[5], &[2, 3, 7, 8]]), [vec![5, 7]]);
        assert!(matches(&near(false), &[&[5], &[5]]).is_empty(), "one word is not near itself");
    }

    /// Every choice of distinct positions, tried one by one.
    fn brute_force(lists: &[Vec<u32>], slop: i64, chosen: &mut Vec<i64>) -> bool {
        let next = chosen.len();
        if next == lists.len() {
            let shifts: Vec<i64> = chosen.iter().zip(0i64..).map(|(position, slot)| position - slot).collect();
            return shifts.iter().max().unwrap() - shifts.iter().min().unwrap() <= slop;
        }
        lists[next].iter().any(|&position| {
            let position = i64::from(position);
            if chosen.contains(&position) {
                return false;
            }
            chosen.push(position);
            let fits = brute_force(lists, slop, chosen);
            chosen.pop();
            fits
        })
    }

    proptest! {
        #[test]
        fn moves_equal_brute_force(
            lists in prop::collection::vec(prop::collection::btree_set(0u32..12, 1..5), 2..5),
            slop in 1u32..6,
        ) {
            let lists: Vec<Vec<u32>> = lists.into_iter().map(|set| set.into_iter().collect()).collect();
            let pattern = Pattern::Sequence { slots: slots(lists.len()), slop };
            let mut found = false;
            pattern.find(&lists, &mut |_| { found = true; false });
            prop_assert_eq!(found, brute_force(&lists, i64::from(slop), &mut Vec::new()));
        }
    }
}
