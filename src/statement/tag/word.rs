//! What is known of a word without its sentence: classes learnt from plain text, and its senses.
//!
//! `data/words.tsv` is made by `dixit-train words`: the 30,000 most frequent word forms of English news, each with
//! two classes by exchange clustering (Kneser and Ney 1993) and the lexicographer files of its first senses as noun
//! and as verb in `WordNet` 3.1 (Fellbaum 1998; Princeton University).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::hash::{Hashed, hash};

/// What the table says of a word; all 0 for a word that it has not got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its class among 400, from 1.
    pub fine: u16,
    /// Its class among 64, from 1.
    pub rough: u16,
    /// Lexicographer file of its first sense as a noun, from 1.
    pub noun: u8,
    /// The same as a verb.
    pub verb: u8,
    /// The part of speech it has most often: 1 noun, 2 verb, 3 adjective, 4 adverb.
    pub part: u8,
}

static WORDS: LazyLock<HashMap<u64, Known, Hashed>> = LazyLock::new(|| table(include_str!("../../../data/words.tsv")));

fn table(lines: &str) -> HashMap<u64, Known, Hashed> {
    lines.lines().filter_map(entry).collect()
}

fn entry(line: &str) -> Option<(u64, Known)> {
    let mut cells = line.split('\t');
    let word = cells.next().filter(|_| !line.starts_with("# "))?;
    let fine = cells.next()?.parse().ok()?;
    let rough = cells.next()?.parse().ok()?;
    let noun = cells.next()?.parse().ok()?;
    let verb = cells.next()?.parse().ok()?;
    let part = cells.next()?.parse().ok()?;
    Some((hash(word), Known { fine, rough, noun, verb, part }))
}

/// What is known of the word with that [`hash`].
pub(crate) fn known(word: u64) -> Known {
    WORDS.get(&word).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_reporting_share_a_class() {
        let class = |word: &str| known(hash(word)).rough;
        assert_ne!(class("said"), 0);
        assert_eq!(class("said"), class("wrote"));
        assert_ne!(class("said"), class("tuesday"));
    }

    #[test]
    fn an_unknown_word_has_nothing() {
        assert_eq!(known(hash("zzyzxqq")), Known::default());
    }

    #[test]
    fn every_line_of_the_table_is_understood() {
        let lines = include_str!("../../../data/words.tsv");
        let words = lines.lines().filter(|line| !line.starts_with("# ")).count();
        assert_eq!(table(lines).len(), words);
        assert!(words > 20_000, "{words}");
    }
}
