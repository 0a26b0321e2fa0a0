//! Near-duplicates: which articles carry one text with cuts, another headline, other boilerplate or a few edits.
//!
//! A text is the set of its shingles, the runs of four words in it (Broder, "On the resemblance and containment of
//! documents", 1997). A sample of them that is the same for equal shingles in every text tells how much of the shorter
//! text the longer one contains. Pairs worth comparing share some of their smallest shingles (Broder's sketch).

use std::borrow::Cow;

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
}
