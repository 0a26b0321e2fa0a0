//! Which words may stand for which: rarer ones that end alike and are about as frequent.

use std::collections::HashMap;

/// Letters of the end by which words are of one kind.
const END: usize = 3;

/// Words that are in more than one of so many paragraphs are left alone: the grammar of reports is made of them.
const COMMON_IN: usize = 150;

/// Fewer words than these are no kind.
const LEAST_KIND: usize = 4;

/// A kind of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(usize);

/// Words by kind.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    kinds: Vec<Vec<String>>,
    of: HashMap<String, Kind>,
}

impl Vocabulary {
    /// The vocabulary of words with the number of paragraphs that each is in, out of `paragraphs`.
    pub(super) fn new(counted: HashMap<String, usize>, paragraphs: usize) -> Self {
        let mut by_end: HashMap<(String, u32), Vec<String>> = HashMap::new();
        for (word, count) in counted {
            let letters = word.chars().count();
            if letters <= END + 1 || count * COMMON_IN > paragraphs {
                continue;
            }
            let end = word.chars().skip(letters - END).collect();
            by_end.entry((end, count.ilog2())).or_default().push(word);
        }
        let mut kinds: Vec<Vec<String>> = by_end.into_values().filter(|kind| kind.len() >= LEAST_KIND).collect();
        for kind in &mut kinds {
            kind.sort();
        }
        kinds.sort();
        let words = |(number, kind): (usize, &Vec<String>)| {
            kind.iter().map(|word| (word.clone(), Kind(number))).collect::<Vec<_>>()
        };
        let of = kinds.iter().enumerate().flat_map(words).collect();
        Self { kinds, of }
    }

    /// The kind of a word that others may stand for.
    pub(super) fn kind(&self, word: &str) -> Option<Kind> {
        self.of.get(word).copied()
    }

    /// Any word of a kind.
    pub(super) fn any<'v>(&'v self, kind: Kind, random: &mut fastrand::Rng) -> &'v str {
        random.choice(&self.kinds[kind.0]).map_or("", String::as_str)
    }
}
