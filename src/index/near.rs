//! Near-duplicates: which articles carry one text with cuts, another headline, other boilerplate or a few edits.
//!
//! A text is the set of its shingles, the runs of four words in it (Broder, "On the resemblance and containment of
//! documents", 1997). A sample of them that is the same for equal shingles in every text tells how much of the shorter
//! text the longer one contains. Pairs worth comparing share some of their smallest shingles (Broder's sketch); each
//! article is compared with a bounded number of others, so the work grows with the number of articles and no faster.

use std::borrow::Cow;
use std::collections::HashMap;

use rustc_hash::FxHashSet;

use super::duplicates::LEAST_WORDS;
use crate::text::words;

/// Words of a shingle: long enough that two texts on one subject share few, short enough to survive edits.
const SHINGLE_WORDS: usize = 4;

/// Shingles up to which a text is known by all of them; of longer texts one in [`SAMPLED`] is kept.
const ALL_KEPT: usize = 256;

/// One shingle in so many is kept of long texts. A power of two.
const SAMPLED: u32 = 4;

/// Shingles by which others are found.
const KEYS: usize = 24;

/// Keys that two texts must share to be compared.
pub(super) const SHARED_KEYS: usize = 2;

/// Others with the same key that an article is compared with, at most: what stands in more texts than that is the
/// boilerplate of a site or a story that everybody carries, and the latter are chained all the same.
const NEIGHBOURS: usize = 64;

/// Percent of the shorter text that are shared, from which on the texts of two sites are one story.
const CONTAINED: usize = 50;

/// The same for texts that may be of one site, which shares its boilerplate with all that it publishes.
const CONTAINED_IN_SITE: usize = 75;

/// Percent of the longer text that are shared, below which they are not: a round-up that holds many stories is none of them.
const OF_LONGER: usize = 15;

/// Shingles that two texts must share at least.
const LEAST_SHARED: usize = 5;

/// What a text is recognised by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prints {
    /// Hash of its words, folded: the same for texts that differ in white space, punctuation and case alone. `None` when
    /// there are so few words that they tell nothing.
    pub words: Option<u64>,
    /// Whether `sample` holds one shingle in [`SAMPLED`] and not all.
    pub is_sampled: bool,
    /// Shingles, sorted, each once.
    pub sample: Vec<u32>,
}

/// The prints of `text`.
pub(super) fn prints(text: &str) -> Prints {
    let mut whole = xxhash_rust::xxh3::Xxh3::new();
    let (mut all, mut sampled) = (Vec::new(), Vec::new());
    // The folded words of the shingle that ends here, one behind the other, and where each begins.
    let mut folded = String::new();
    let mut starts: Vec<usize> = Vec::with_capacity(SHINGLE_WORDS);
    let mut n_words = 0;
    for word in words(text) {
        n_words += 1;
        let start = folded.len();
        word.fold_into(text, &mut folded);
        folded.push(' ');
        whole.update(&folded.as_bytes()[start..]);
        starts.push(start);
        if starts.len() == SHINGLE_WORDS {
            // The upper half of the hash.
            let print = u32::try_from(xxhash_rust::xxh3::xxh3_64(folded.as_bytes()) >> 32).unwrap_or_default();
            if all.len() <= ALL_KEPT {
                all.push(print);
            }
            if is_in_sample(print) {
                sampled.push(print);
            }
            let first = starts.get(1).copied().unwrap_or_default();
            folded.drain(..first);
            starts.remove(0);
            for start in &mut starts {
                *start -= first;
            }
        }
    }
    let is_sampled = all.len() > ALL_KEPT;
    for prints in [&mut all, &mut sampled] {
        prints.sort_unstable();
        prints.dedup();
    }
    let words = (n_words >= LEAST_WORDS).then(|| whole.digest());
    Prints { words, is_sampled, sample: if is_sampled { sampled } else { all } }
}

/// Stands in the column of shingles beside those of a text that has one in [`SAMPLED`].
const IS_SAMPLED: u64 = 1 << 32;

impl Prints {
    /// The shingles as a column keeps them.
    pub(super) fn as_column(&self) -> impl Iterator<Item = u64> + '_ {
        self.sample.iter().copied().map(u64::from).chain(self.is_sampled.then_some(IS_SAMPLED))
    }

    /// What [`as_column`](Self::as_column) gave, in any order; the hash of the words stands elsewhere.
    pub(super) fn of_column(words: Option<u64>, values: impl Iterator<Item = u64>) -> Self {
        let mut prints = Self { words, ..Self::default() };
        for value in values {
            match u32::try_from(value) {
                Ok(shingle) => prints.sample.push(shingle),
                Err(_) => prints.is_sampled = true,
            }
        }
        prints.sample.sort_unstable();
        prints
    }

    /// The shingles, or one in [`SAMPLED`] of them.
    fn at_precision(&self, is_sampled: bool) -> Cow<'_, [u32]> {
        if self.is_sampled == is_sampled {
            return Cow::Borrowed(&self.sample);
        }
        Cow::Owned(self.sample.iter().copied().filter(|print| is_in_sample(*print)).collect())
    }

    /// The smallest shingles of the sample, by which like texts are found.
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.sample.iter().copied().filter(|print| is_in_sample(*print)).take(KEYS)
    }
}

fn is_in_sample(print: u32) -> bool {
    print.is_multiple_of(SAMPLED)
}

/// Whether two texts are one story, by the shingles they share; `is_one_site` when one site may have published both.
pub(super) fn is_one_story(a: &Prints, b: &Prints, is_one_site: bool) -> bool {
    let contained = if is_one_site { CONTAINED_IN_SITE } else { CONTAINED };
    // Both at the precision of the coarser one.
    let is_sampled = a.is_sampled || b.is_sampled;
    let (a, b) = (a.at_precision(is_sampled), b.at_precision(is_sampled));
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    let needed = LEAST_SHARED.max((shorter * contained).div_ceil(100)).max((longer * OF_LONGER).div_ceil(100));
    share_at_least(&a, &b, needed)
}

/// Whether two sorted lists share `needed` values. As soon as that is told, the rest is not looked at.
pub(super) fn share_at_least(a: &[u32], b: &[u32], needed: usize) -> bool {
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while shared < needed {
        if shared + (a.len() - left).min(b.len() - right) < needed {
            return false;
        }
        // Without a branch: which of the two is smaller cannot be foretold.
        let (one, other) = (a[left], b[right]);
        left += usize::from(one <= other);
        right += usize::from(other <= one);
        shared += usize::from(one == other);
    }
    true
}

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
/// `is_related` is asked only about pairs that share keys, of which nothing is known and which are not together already. The result depends on
/// the order of `keys` alone, so the caller gives them an order that has nothing to do with how they were found.
///
/// # Errors
///
/// Those of `is_related`.
pub(super) fn groups<E>(
    keys: &[&[u32]],
    known: &Known,
    mut is_related: impl FnMut(usize, usize) -> Result<bool, E>,
) -> Result<Vec<usize>, E> {
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
    let mut groups = Groups::apart(keys.len());
    let mut first_of: HashMap<u64, usize> = HashMap::new();
    for (number, together) in known.together.iter().enumerate() {
        if let Some(together) = together {
            groups.join(*first_of.entry(*together).or_insert(number), number);
        }
    }
    let mut met: Vec<u32> = Vec::new();
    for own in 0..keys.len() {
        met.clear();
        for &place in followed.places(own) {
            let (key, behind) = (holders[place as usize].0, &holders[place as usize + 1..]);
            met.extend(behind.iter().take(NEIGHBOURS).take_while(|holder| holder.0 == key).map(|holder| holder.1));
        }
        met.sort_unstable();
        for same in met.chunk_by(|one, other| one == other).filter(|same| same.len() >= SHARED_KEYS) {
            let other = same[0] as usize;
            if (known.is_new[own] || known.is_new[other])
                && groups.first_of(own) != groups.first_of(other)
                && is_related(own, other)?
            {
                groups.join(own, other);
            }
        }
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

/// Disjoint sets, each known by its first member (Tarjan's union-find with halved paths).
pub(super) struct Groups {
    first: Vec<usize>,
}

impl Groups {
    /// Each of `n` by itself.
    pub(super) fn apart(n: usize) -> Self {
        Self { first: (0..n).collect() }
    }

    /// The first member of the set that has this one.
    fn first_of(&mut self, mut number: usize) -> usize {
        while self.first[number] != number {
            self.first[number] = self.first[self.first[number]];
            number = self.first[number];
        }
        number
    }

    /// For each the first member of the set that has it.
    pub(super) fn first(mut self) -> Vec<usize> {
        (0..self.first.len()).map(|number| self.first_of(number)).collect()
    }

    /// Puts the sets of both together.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first_of(one), self.first_of(other));
        self.first[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` different sentences, those from `first` on.
    fn sentences(first: usize, n: usize) -> String {
        let sentence = |number: usize| {
            format!("The council of district {number} voted {} to {} on plan {}. ", number * 7, number * 3, number * 11)
        };
        (first..first + n).map(sentence).collect()
    }

    #[test]
    fn two_lists_share_what_both_hold() {
        let lists: [&[u32]; 6] = [&[], &[1], &[1, 2, 3, 9], &[2, 3, 4, 9, 12], &[4, 12], &[0, 5, 6, 7, 8]];
        for one in lists {
            for other in lists {
                let shared = one.iter().filter(|value| other.contains(value)).count();
                for needed in 0..6 {
                    assert_eq!(share_at_least(one, other, needed), shared >= needed, "{one:?} {other:?} {needed}");
                }
            }
        }
    }

    #[test]
    fn spelling_of_white_space_punctuation_and_case_does_not_count() {
        let same = ["“Peace,” he said – now.", "\"Peace\" HE said:\n\n  now", "peace he said\u{a0}now"];
        let long = |text: &str| prints(&[text; LEAST_WORDS].join(" "));
        assert!(same.iter().all(|text| long(text) == long(same[0]) && long(text).words.is_some()));
        assert_ne!(long("Peace, he said.").words, long("Peace he, said it.").words);
        assert_ne!(long("ab c").words, long("a bc").words);
        assert_eq!(prints("Watch the video").words, None);
    }

    #[test]
    fn prints_come_back_from_their_column() {
        for text in [sentences(0, 3), sentences(0, 60)] {
            let prints = prints(&text);
            assert_eq!(
                Prints::of_column(prints.words, prints.as_column().collect::<Vec<_>>().into_iter().rev()),
                prints
            );
        }
    }

    #[test]
    fn a_story_is_known_with_cuts_additions_and_edits() {
        let story = sentences(0, 60);
        let cases = [
            (story.clone(), true),
            (sentences(0, 30), true),
            (format!("Another headline\n{story}Read more. Follow us. All rights reserved."), true),
            (story.replace("voted 70 to", "agreed by 70 to").replace("plan 110.", "the plan 110."), true),
            (sentences(100, 60), false),
            (format!("{}{}", sentences(0, 12), sentences(100, 60)), false),
            (format!("{}{}", sentences(0, 6), sentences(200, 300)), false),
            (String::new(), false),
        ];
        for (number, (other, expected)) in cases.iter().enumerate() {
            assert_eq!(is_one_story(&prints(&story), &prints(other), false), *expected, "{number}");
            assert_eq!(
                is_one_story(&prints(other), &prints(&story), false),
                *expected,
                "{number}, the other way round"
            );
        }
    }

    #[test]
    fn what_one_site_repeats_under_all_its_articles_makes_no_story() {
        let boilerplate = sentences(500, 20);
        let (one, other) =
            (format!("{}{boilerplate}", sentences(0, 14)), format!("{}{boilerplate}", sentences(100, 14)));
        assert!(!is_one_story(&prints(&one), &prints(&other), true));
        let updated = format!("{one}{}", sentences(200, 10));
        assert!(is_one_story(&prints(&one), &prints(&updated), true));
    }

    #[test]
    fn a_round_up_is_not_the_story_that_it_holds() {
        let brief = sentences(0, 8);
        let round_up = format!("{brief}{}", sentences(300, 120));
        assert!(!is_one_story(&prints(&brief), &prints(&round_up), false));
    }

    #[test]
    fn groups_are_connected_components_of_those_that_share_keys() {
        let keys: [&[u32]; 6] = [&[1, 2], &[1, 2, 3, 4], &[3, 4], &[9, 8], &[1, 9], &[]];
        let mut asked = Vec::new();
        let found = groups::<()>(&keys, &Known::nothing(keys.len()), |one, other| {
            asked.push((one, other));
            Ok(true)
        });
        assert_eq!(found, Ok(vec![0, 0, 0, 3, 4, 5]));
        assert_eq!(asked, [(0, 1), (1, 2)]);
        assert_eq!(groups::<()>(&keys, &Known::nothing(keys.len()), |_, _| Ok(false)), Ok(vec![0, 1, 2, 3, 4, 5]));
    }

    #[test]
    fn what_everybody_has_is_compared_with_few_and_still_chained() {
        let keys: Vec<&[u32]> = vec![&[1, 2]; 500];
        let mut n_asked = 0;
        let all = groups::<()>(&keys, &Known::nothing(keys.len()), |_, _| {
            n_asked += 1;
            Ok(true)
        });
        assert_eq!((all, n_asked), (Ok(vec![0; 500]), 499));
        let mut n_asked = 0;
        let none = groups::<()>(&keys, &Known::nothing(keys.len()), |_, _| {
            n_asked += 1;
            Ok(false)
        });
        assert_eq!(none, Ok((0..500).collect()));
        assert!(n_asked <= 500 * NEIGHBOURS, "{n_asked}");
    }
}
