//! The words of a statement as they are compared with those of others: which two are one utterance.
//!
//! Candidates are found by keys, hashes of a statement's telling words together with its speaker; a pair is told by
//! aligning the words of both (the longest common subsequence, Myers, "An O(ND) difference algorithm and its
//! variations", 1986), so that what counts is the same words in the same order, not a bag of them.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::spelled::{RecordWords, Told};
use crate::speaker::{agree, head};
use crate::statement::{Record, SpeakerKind};
use crate::text::{WordKind, function_words};

/// Keys of a statement at most; the smallest hashes of its telling words, which are the same ones in each version.
const KEYS: usize = 32;

/// Telling words below which a statement is known only by its very words: three may stand in anything on one subject.
const LEAST_TELLING: usize = 4;

/// Words of a statement of so few that can be told from chance.
const LEAST_WORDS: usize = 2;

/// Words that are aligned at most: nobody quotes more at once, and long lists take long to align.
const ALIGNED_WORDS: usize = 600;

/// Shared part of the telling words of the shorter wording from which on two are one utterance…
const SHARED: f64 = 0.6;

/// …when few are shared, which then may not differ by another name or number…
const SHARED_OF_FEW: f64 = 0.75;
const FEW: usize = 6;

/// …and when so many are that chance is out of the question.
const SHARED_OF_MANY: f64 = 0.5;
const MANY: usize = 8;

/// Shared telling words beside names, and the part from which on names alone do.
const LEAST_BESIDE_NAMES: usize = 2;
const SHARED_WITH_NAMES: f64 = 0.9;

/// The same for speakers without a name, of whom there are many.
const SHARED_OF_UNNAMED: f64 = 0.8;
const LEAST_OF_UNNAMED: usize = 6;

/// Days between two versions of an utterance at most, and between two of one that is short.
pub(crate) const WINDOW_DAYS: i64 = 10;
const SHORT_WINDOW_DAYS: i64 = 2;

/// Letters of a word that tells something, in languages whose function words are not known.
const LEAST_LETTERS: usize = 4;

/// Marks of a word: it tells something, being no function word; it is a name or a number.
const TELLS: u8 = 1;
const IS_NAME: u8 = 2;

/// What a statement is recognised by, small enough to hold those of many statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wording {
    /// For each word a hash of its stem, or of its folded form where it has none.
    keys: Box<[u32]>,
    /// For each word its marks.
    marks: Box<[u8]>,
    speaker: Option<Box<str>>,
    /// Days since 1970 of its article.
    day: Option<i64>,
}

/// The speaker and the language by which statements are told apart before any word is compared.
pub(super) fn block(record: &Record) -> u64 {
    let speaker = named(record).and_then(head);
    let lang = record.article.lang.as_deref().unwrap_or_default();
    let lang = lang.split(['-', '_']).next().unwrap_or_default();
    xxh3_64(format!("{}\0{lang}", speaker.unwrap_or_default()).as_bytes())
}

fn named(record: &Record) -> Option<&str> {
    record.speaker.name.as_deref().filter(|_| record.speaker.kind != Some(SpeakerKind::Unnamed))
}

/// The keys of `record`, whose words are `words`, in its `block`.
pub(super) fn keys(record: &Record, words: &RecordWords<'_>, block: u64) -> Vec<u32> {
    Wording::of(record, words).keys(block)
}

impl Wording {
    pub(super) fn of(record: &Record, words: &RecordWords<'_>) -> Self {
        let stop = function_words(record.article.lang.as_deref().unwrap_or_default());
        let (mut keys, mut marks) = (Vec::new(), Vec::new());
        for (number, Told { piece, kind, word, stem }) in words.said().take(ALIGNED_WORDS).enumerate() {
            let has_digit = piece.bytes().any(|byte| byte.is_ascii_digit());
            let is_capital = piece.chars().next().is_some_and(char::is_uppercase);
            let tells = match stop {
                _ if has_digit || kind == WordKind::Unspaced => true,
                Some(stop) => word.chars().count() > 1 && !stop.contains(word),
                None => word.chars().count() >= LEAST_LETTERS,
            };
            let is_name = has_digit || (is_capital && number > 0 && tells);
            keys.push(upper(xxh3_64(if stem.is_empty() { word.as_bytes() } else { stem.as_bytes() })));
            marks.push((u8::from(tells) * TELLS) | (u8::from(is_name) * IS_NAME));
        }
        let day = record.date.map(|dated| super::day_number(dated.date.first_day()));
        Self { keys: keys.into(), marks: marks.into(), speaker: named(record).map(Into::into), day }
    }

    /// The keys by which others with the same words of the same speaker are found, sorted, each once.
    pub(super) fn keys(&self, block: u64) -> Vec<u32> {
        let telling = self.keys.iter().zip(&self.marks).filter(|(_, marks)| *marks & TELLS != 0);
        let mut keys: Vec<u32> = telling.map(|(key, _)| upper(xxh3_64_with_seed(&key.to_le_bytes(), block))).collect();
        if self.n_telling() < LEAST_TELLING && self.keys.len() >= LEAST_WORDS {
            // Two, for a pair is looked at when it shares two.
            let whole: Vec<u8> = self.keys.iter().flat_map(|key| key.to_le_bytes()).collect();
            let hash = xxh3_64_with_seed(&whole, block);
            keys.extend([upper(hash), upper(hash.rotate_left(32))]);
        }
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(KEYS);
        keys
    }

    fn n_telling(&self) -> usize {
        count(&self.marks, TELLS)
    }

    /// Whether the two are one utterance: the same speaker, about the same days, nearly the same words.
    pub(super) fn is_one_utterance(&self, other: &Self) -> bool {
        let is_one_speaker = match (&self.speaker, &other.speaker) {
            (Some(one), Some(other)) => agree(one, other),
            (None, None) => true,
            _ => false,
        };
        if !is_one_speaker {
            return false;
        }
        let (own, others) = (self.n_telling(), other.n_telling());
        let is_near = |window| match (self.day, other.day) {
            (Some(one), Some(other)) => (one - other).abs() <= window,
            (one, other) => one == other,
        };
        if own.min(others) < LEAST_TELLING {
            let has_name = self.speaker.is_some();
            return has_name && self.keys.len() >= LEAST_WORDS && self.keys == other.keys && is_near(SHORT_WINDOW_DAYS);
        }
        is_near(WINDOW_DAYS) && self.shares_enough(other, own.min(others))
    }

    fn shares_enough(&self, other: &Self, shorter: usize) -> bool {
        let (mut shared, mut shared_names) = (0, 0);
        let mut is_contradicted = false;
        for op in capture_diff_slices(Algorithm::Myers, &self.keys, &other.keys) {
            match op {
                DiffOp::Equal { old_index, len, .. } => {
                    shared += count(&self.marks[old_index..old_index + len], TELLS);
                    shared_names += count(&self.marks[old_index..old_index + len], IS_NAME);
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    is_contradicted |= count(&self.marks[old_index..old_index + old_len], IS_NAME) > 0
                        && count(&other.marks[new_index..new_index + new_len], IS_NAME) > 0;
                }
                DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
            }
        }
        let part = precise(shared) / precise(shorter.max(1));
        if self.speaker.is_none() {
            return shared >= LEAST_OF_UNNAMED && part >= SHARED_OF_UNNAMED;
        }
        // A name with its titles stands in many statements on one subject.
        if shared.saturating_sub(shared_names) < LEAST_BESIDE_NAMES && part < SHARED_WITH_NAMES {
            return false;
        }
        // Where nothing is known of when, the words alone speak for it.
        if self.day.is_none() && shared < MANY {
            return false;
        }
        match shared {
            0..LEAST_TELLING => false,
            LEAST_TELLING..FEW => part >= SHARED_OF_FEW && !is_contradicted,
            FEW..MANY => part >= SHARED,
            _ => part >= SHARED_OF_MANY,
        }
    }
}

/// How many of `marks` have `mark`.
fn count(marks: &[u8], mark: u8) -> usize {
    marks.iter().filter(|marks| *marks & mark != 0).count()
}

/// The upper half of a hash.
fn upper(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default()
}

#[allow(clippy::cast_precision_loss)] // Numbers of words are small.
fn precise(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::inflect::Inflector;
    use crate::index::samples::sample;

    /// `day speaker: words`, `-` for a speaker without a name.
    fn wording(line: &str) -> Wording {
        let (head, quote) = line.split_once(": ").unwrap();
        let (day, speaker) = head.split_once(' ').unwrap();
        let mut record = sample("x", quote, &[(0, quote.len())]);
        record.speaker.name = (speaker != "-").then(|| speaker.to_owned());
        record.speaker.kind = Some(if speaker == "-" { SpeakerKind::Unnamed } else { SpeakerKind::Person });
        record.article.lang = Some("en".to_owned());
        let date = crate::article::Date::of_day(jiff::civil::date(2024, 2, day.parse().unwrap()));
        record.date = Some(crate::article::Dated { date, source: crate::article::DateSource::Metadata });
        Wording::of(&record, &RecordWords::of_quote(&record, &mut Inflector::default()))
    }

    #[test]
    fn versions_of_one_utterance_are_told_from_statements_that_look_like_it() {
        let said = "8 Anna Berg: We will not close the harbour in Kiruna before every family has found another house";
        let cases = [
            ("8 Berg: We will not close the harbour in Kiruna before every family has found another house.", true),
            ("9 Anna Berg: not close the harbour in Kiruna before every family", true),
            ("9 Anna Berg: not close the harbour", false),
            ("8 Anna Berg: they would not be closing the harbour until every family found another house", true),
            ("8 Anna Berg: We will not close the harbor, before every family has found a house", true),
            ("8 Jonas Berg: We will not close the harbour in Kiruna before every family has found a house", false),
            ("8 Anna Holm: We will not close the harbour in Kiruna before every family has found a house", false),
            ("28 Anna Berg: We will not close the harbour in Kiruna before every family has found a house", false),
            ("8 Anna Berg: Nobody in Kiruna Harbour Council has asked for another referendum", false),
            ("8 Anna Berg: every family pays the same tax on a house as it did before", false),
            ("8 -: We will not close the harbour in Kiruna before every family has found another house", false),
        ];
        for (other, expected) in cases {
            assert_eq!(wording(said).is_one_utterance(&wording(other)), expected, "{other}");
            assert_eq!(wording(other).is_one_utterance(&wording(said)), expected, "{other}, the other way round");
        }
    }

    #[test]
    fn one_of_few_words_is_another_statement_with_another_name_or_number() {
        let said = wording("8 Anna Berg: We will raise tolls on trucks from Norway");
        assert!(said.is_one_utterance(&wording("8 Anna Berg: we are going to raise tolls on trucks from Norway")));
        assert!(!said.is_one_utterance(&wording("8 Anna Berg: We will raise tolls on trucks from Finland")));
    }

    #[test]
    fn a_name_with_its_titles_makes_no_utterance() {
        let said = wording("8 Anna Berg: she trusts the Supreme Court nominee Judge Karl Ivar Lund");
        let other = wording("8 Anna Berg: the hearing of Supreme Court nominee Judge Karl Ivar Lund was a farce");
        assert!(!said.is_one_utterance(&other));
    }

    #[test]
    fn a_short_statement_is_only_its_very_words_on_the_same_days() {
        let said = wording("8 Anna Berg: No comment");
        assert!(said.is_one_utterance(&wording("9 Anna Berg: “No comment!”")));
        assert!(!said.is_one_utterance(&wording("12 Anna Berg: No comment")));
        assert!(!said.is_one_utterance(&wording("8 Anna Berg: No further comment")));
        assert!(!wording("8 Anna Berg: Yes").is_one_utterance(&wording("8 Anna Berg: Yes")));
    }

    #[test]
    fn versions_share_keys_and_statements_of_others_do_not() {
        let keys = |line: &str| {
            let block = xxh3_64(line.split_once(": ").unwrap().0.as_bytes());
            wording(line).keys(block)
        };
        let shared = |one: &str, other: &str| keys(one).iter().filter(|key| keys(other).contains(key)).count();
        assert!(shared("8 Berg: They will close the old harbour", "8 Berg: closing the old harbour, she said") >= 2);
        assert!(shared("8 Berg: No comment", "8 Berg: no comment") >= 2);
        assert_eq!(shared("8 Berg: They will close the old harbour", "8 Holm: They will close the old harbour"), 0);
    }
}
