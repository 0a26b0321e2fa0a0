//! Which of many belong together, as far as pairs tell: those that share keys are compared, each with a bounded number of
//! others, so the work grows with how many there are and no faster.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashSet;

use crate::crew::share;

/// Keys that two texts must share to be compared.
pub(super) const SHARED_KEYS: usize = 2;

/// Others with the same key that an article is compared with, at most: what stands in more texts than that is the
/// boilerplate of a site or a story that everybody carries, and the latter are chained all the same.
const NEIGHBOURS: usize = 64;

/// Texts that a thread compares with others before it takes new ones.
const AT_ONCE: usize = 256;

/// What is known of pairs before any is compared.
pub(super) struct Known {
    /// Which are to be compared with all others; two that are not are known to be no direct relatives, or to be together.
    pub is_new: Vec<bool>,
    /// Those with the same number belong together.
    pub together: Vec<Option<u64>>,
}

impl Known {
    /// All of `n_rows` are to be compared.
    pub(super) fn nothing(n_rows: usize) -> Self {
        Self { is_new: vec![true; n_rows], together: vec![None; n_rows] }
    }
}

/// The keys that more of `keys` hold than one is compared with.
pub(super) fn crowded<'k>(keys: impl Iterator<Item = &'k [u32]>) -> FxHashSet<u32> {
    let mut all: Vec<u32> = keys.flatten().copied().collect();
    all.sort_unstable();
    all.chunk_by(|one, other| one == other).filter(|same| same.len() > NEIGHBOURS + 1).map(|same| same[0]).collect()
}

/// Groups what belongs together: for each of `keys`, the number of the first one in its group.
///
/// Only pairs are compared that share keys, of which nothing is known and which are not together already, by `threads`
/// threads. Each of them gets relations of its own from `relation`, which is asked about all pairs with one number before
/// those with the next. The result depends on the order of `keys` alone, so the caller gives them an order that has nothing
/// to do with how they were found.
///
/// # Errors
///
/// Those of a relation.
pub(super) fn groups<R, E>(
    keys: &[&[u32]],
    known: &Known,
    threads: usize,
    relation: &(dyn Fn() -> R + Sync),
) -> Result<Vec<usize>, E>
where
    R: FnMut(usize, usize) -> Result<bool, E>,
    E: Send,
{
    // Where nothing is new, nothing is compared.
    let of_new = keys.iter().zip(&known.is_new).filter(|(_, is_new)| **is_new);
    let is_all_new = known.is_new.iter().all(|is_new| *is_new);
    let new_keys: Option<FxHashSet<u32>> =
        (!is_all_new).then(|| of_new.flat_map(|(keys, _)| keys.iter().copied()).collect());
    // Those keys with who has them, in the order of both: the others with a key stand behind one another.
    let asked = |key: &&u32| new_keys.as_ref().is_none_or(|new| new.contains(*key));
    // They are most of what is in memory here: no more room than they need.
    let n_holders = keys.iter().map(|keys| keys.iter().filter(asked).count()).sum();
    let mut holders: Vec<(u32, u32)> = Vec::with_capacity(n_holders);
    for (number, keys) in (0u32..).zip(keys) {
        holders.extend(keys.iter().filter(asked).map(|key| (*key, number)));
    }
    holders.sort_unstable();
    let followed = Followed::of(&holders, keys.len());
    let groups = Groups::apart(keys.len());
    let mut first_of: HashMap<u64, usize> = HashMap::new();
    for (number, together) in known.together.iter().enumerate() {
        if let Some(together) = together {
            groups.join(*first_of.entry(*together).or_insert(number), number);
        }
    }
    let compare = |numbers: Range<usize>| -> Result<(), E> {
        let mut is_related = relation();
        let mut met: Vec<u32> = Vec::new();
        for own in numbers {
            met.clear();
            for &place in followed.places(own) {
                let (key, behind) = (holders[place as usize].0, &holders[place as usize + 1..]);
                met.extend(behind.iter().take(NEIGHBOURS).take_while(|holder| holder.0 == key).map(|holder| holder.1));
            }
            met.sort_unstable();
            for same in met.chunk_by(|one, other| one == other).filter(|same| same.len() >= SHARED_KEYS) {
                let other = same[0] as usize;
                if (known.is_new[own] || known.is_new[other])
                    && !groups.are_joined(own, other)
                    && is_related(own, other)?
                {
                    groups.join(own, other);
                }
            }
        }
        Ok(())
    };
    if threads <= 1 || keys.len() <= AT_ONCE {
        compare(0..keys.len())?;
    } else {
        let ranges = (0..keys.len()).step_by(AT_ONCE).map(|begin| begin..keys.len().min(begin + AT_ONCE)).collect();
        share(threads, ranges, &compare).into_iter().collect::<Result<(), E>>()?;
    }
    Ok(groups.first())
}

/// For the first one of each group, given as by [`groups`], how many are in it.
pub(super) fn sizes(first: &[usize]) -> Vec<u32> {
    let mut sizes = vec![0; first.len()];
    for first in first {
        sizes[*first] += 1;
    }
    sizes
}

/// For each of those that hold keys, where it stands among the holders with another one behind it that has the same key.
struct Followed {
    places: Vec<u32>,
    /// Where those of each begin, and where the last ones end.
    starts: Vec<usize>,
}

impl Followed {
    fn of(holders: &[(u32, u32)], n_rows: usize) -> Self {
        let followed = || {
            let pairs = (0u32..).zip(holders.windows(2));
            pairs.filter(|(_, pair)| pair[0].0 == pair[1].0).map(|(place, pair)| (place, pair[0].1 as usize))
        };
        let mut starts = vec![0; n_rows + 1];
        for (_, row) in followed() {
            starts[row + 1] += 1;
        }
        for row in 0..n_rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut places = vec![0; starts[n_rows]];
        for (place, row) in followed() {
            places[next[row]] = place;
            next[row] += 1;
        }
        Self { places, starts }
    }

    fn places(&self, row: usize) -> &[u32] {
        &self.places[self.starts[row]..self.starts[row + 1]]
    }
}

/// Disjoint sets, each known by its first member, that several threads may join (Anderson and Woll, "Wait-free parallel
/// algorithms for the union-find problem", 1991; with halved paths).
pub(super) struct Groups {
    /// For each a member of its set that comes before it; itself for the first one. What a thread reads may be out of date,
    /// and is a member of the same set all the same: sets are joined and never parted.
    before: Vec<AtomicUsize>,
}

impl Groups {
    /// Each of `n` by itself.
    pub(super) fn apart(n: usize) -> Self {
        Self { before: (0..n).map(AtomicUsize::new).collect() }
    }

    fn before(&self, number: usize) -> usize {
        self.before[number].load(Ordering::Relaxed)
    }

    /// The first member of the set that has this one, as far as this thread knows.
    fn first_of(&self, mut number: usize) -> usize {
        loop {
            let before = self.before(number);
            if before == number {
                return number;
            }
            let further = self.before(before);
            self.before[number].store(further, Ordering::Relaxed);
            number = further;
        }
    }

    /// Whether two are known to be in one set.
    fn are_joined(&self, one: usize, other: usize) -> bool {
        self.first_of(one) == self.first_of(other)
    }

    /// For each the first member of the set that has it.
    pub(super) fn first(self) -> Vec<usize> {
        (0..self.before.len()).map(|number| self.first_of(number)).collect()
    }

    /// Puts the sets of both together.
    pub(super) fn join(&self, one: usize, other: usize) {
        loop {
            let (one, other) = (self.first_of(one), self.first_of(other));
            let (first, last) = (one.min(other), one.max(other));
            // Fails where another thread has joined the latter's set to an earlier one meanwhile.
            let is_done = first == last
                || self.before[last].compare_exchange(last, first, Ordering::Relaxed, Ordering::Relaxed).is_ok();
            if is_done {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Mutex;

    use super::*;
    use crate::model::Dice;

    #[test]
    fn groups_are_connected_components_of_those_that_share_keys() {
        let keys: [&[u32]; 6] = [&[1, 2], &[1, 2, 3, 4], &[3, 4], &[9, 8], &[1, 9], &[]];
        let asked = Mutex::new(Vec::new());
        let found = groups::<_, ()>(&keys, &Known::nothing(keys.len()), 2, &|| {
            |one, other| {
                asked.lock().unwrap().push((one, other));
                Ok(true)
            }
        });
        assert_eq!(found, Ok(vec![0, 0, 0, 3, 4, 5]));
        assert_eq!(asked.into_inner().unwrap(), [(0, 1), (1, 2)]);
        let none = groups::<_, ()>(&keys, &Known::nothing(keys.len()), 2, &|| |_, _| Ok(false));
        assert_eq!(none, Ok(vec![0, 1, 2, 3, 4, 5]));
    }

    #[test]
    fn what_everybody_has_is_compared_with_few_and_still_chained() {
        let keys: Vec<&[u32]> = vec![&[1, 2]; 300];
        let all_or_none = |is_related: bool| {
            let n_asked = AtomicUsize::new(0);
            let found = groups::<_, Infallible>(&keys, &Known::nothing(keys.len()), 1, &|| {
                |_, _| {
                    n_asked.fetch_add(1, Ordering::Relaxed);
                    Ok(is_related)
                }
            });
            (found, n_asked.into_inner())
        };
        assert_eq!(all_or_none(true), (Ok(vec![0; 300]), 299));
        let (none, n_asked) = all_or_none(false);
        assert_eq!(none, Ok((0..300).collect()));
        assert!(n_asked <= 300 * NEIGHBOURS, "{n_asked}");
    }

    #[test]
    fn several_threads_find_the_groups_that_one_finds() {
        for seed in 0..12 {
            let mut dice = Dice::new(seed);
            let n = 3 * AT_ONCE + dice.below(AT_ONCE);
            let all_keys: Vec<Vec<u32>> = (0..n)
                .map(|_| {
                    let mut keys: Vec<u32> = (0..4).map(|_| u32::try_from(dice.below(n / 2)).unwrap()).collect();
                    keys.sort_unstable();
                    keys.dedup();
                    keys
                })
                .collect();
            let keys: Vec<&[u32]> = all_keys.iter().map(Vec::as_slice).collect();
            let mut known = Known::nothing(n);
            for number in 0..n {
                known.is_new[number] = dice.one_in(3);
                known.together[number] = dice.one_in(4).then(|| dice.below(n / 8) as u64);
            }
            let found = |threads| {
                let relation = || |one: usize, other: usize| Ok::<_, Infallible>(!(one * 31 + other).is_multiple_of(3));
                groups(&keys, &known, threads, &relation)
            };
            let one = found(1).unwrap();
            assert!(one.iter().enumerate().any(|(number, first)| number != *first), "{seed}");
            for threads in [2, 5] {
                assert_eq!(found(threads).unwrap(), one, "{seed}, {threads} threads");
            }
        }
    }

    #[test]
    fn sets_joined_by_several_threads_at_once_are_those_of_one_thread() {
        let n = 2_000;
        for seed in 0..20 {
            let mut dice = Dice::new(seed);
            let pairs: Vec<(usize, usize)> = (0..n).map(|_| (dice.below(n), dice.below(n))).collect();
            let (shared, single) = (Groups::apart(n), Groups::apart(n));
            share(4, pairs.clone(), &|(one, other)| shared.join(one, other));
            for (one, other) in &pairs {
                single.join(*one, *other);
            }
            assert_eq!(shared.first(), single.first(), "{seed}");
        }
    }

    #[test]
    fn an_error_of_one_thread_is_told() {
        let keys: Vec<&[u32]> = vec![&[1, 2]; 2 * AT_ONCE];
        let last = keys.len() - 1;
        let relation = || |_, other| if other == last { Err("no") } else { Ok(false) };
        assert_eq!(groups(&keys, &Known::nothing(keys.len()), 3, &relation), Err("no"));
    }
}
