//! What a clause asks of the words of a text, and whether they are so.

use super::inflection::{Stem, stems};
use super::page::{Token, tokens};
use crate::query::Matcher;
use crate::text::{WordKind, fold, words};

/// What may stand in one place.
pub(super) enum Place {
    /// This word alone.
    Exact(String),
    /// This word and its inflected forms.
    Inflected(String, Vec<Stem>),
    /// What begins so.
    Begins(String),
    /// What has this pattern.
    Pattern(Vec<char>),
    /// What is so many slips away from this at most.
    Misspelt(Vec<char>, usize),
}

impl Place {
    fn admits(&self, token: &Token) -> bool {
        let letters = || token.word.chars().collect::<Vec<char>>();
        match self {
            Self::Exact(word) => *word == token.word,
            Self::Inflected(word, stems) => {
                *word == token.word || token.stem.as_ref().is_some_and(|stem| stems.contains(stem))
            }
            Self::Begins(head) => token.word.starts_with(head),
            Self::Pattern(pattern) => fits(pattern, &letters()),
            Self::Misspelt(word, slips) => distance(word, &letters()) <= *slips,
        }
    }
}

/// A clause about words.
pub(super) enum Asked {
    /// Words one behind the other, moved by `slop` places at most.
    Phrase { places: Vec<Place>, slop: i64 },
    /// Two runs of words, whose first ones are `distance` words apart at most, and which do not overlap.
    Near { left: Vec<Place>, right: Vec<Place>, distance: i64, ordered: bool },
}

impl Asked {
    /// What `matcher` asks of a text whose words are inflected or not.
    pub(super) fn new(matcher: &Matcher, is_inflected: bool) -> Self {
        match matcher {
            Matcher::Near { left, right, distance, ordered } => Self::Near {
                left: places(left, is_inflected),
                right: places(right, is_inflected),
                distance: i64::from(*distance),
                ordered: *ordered,
            },
            Matcher::Phrase { slop, .. } => Self::Phrase { places: places(matcher, false), slop: i64::from(*slop) },
            other => Self::Phrase { places: places(other, is_inflected), slop: 0 },
        }
    }

    /// These very words, one behind the other.
    pub(super) fn exactly(text: &str) -> Self {
        Self::Phrase { places: exact(text), slop: 0 }
    }

    /// Whether a text has them.
    pub(super) fn is_in(&self, text: &[Token]) -> bool {
        match self {
            Self::Phrase { places, slop: 0 } => !starts(places, text).is_empty(),
            Self::Phrase { places, slop } => moved(places, text, *slop, &mut Vec::new()),
            Self::Near { left, right, distance, ordered } => {
                let (n_left, n_right) = (length(left), length(right));
                let rights = starts(right, text);
                starts(left, text).into_iter().any(|a| {
                    rights.iter().any(|&b| {
                        let (is_first, is_last) = (a + n_left <= b, b + n_right <= a);
                        (is_first || (is_last && !ordered)) && (a - b).abs() <= *distance
                    })
                })
            }
        }
    }
}

fn length(places: &[Place]) -> i64 {
    i64::try_from(places.len()).unwrap()
}

fn exact(text: &str) -> Vec<Place> {
    tokens(text).into_iter().map(|token| Place::Exact(token.word)).collect()
}

fn places(matcher: &Matcher, is_inflected: bool) -> Vec<Place> {
    match matcher {
        Matcher::Word(text) if is_inflected => {
            words(text).map(|word| Place::Inflected(word.folded(text), stems(word, text))).collect()
        }
        Matcher::Word(text) | Matcher::Phrase { text, prefix: false, .. } => exact(text),
        Matcher::Phrase { text, .. } | Matcher::Prefix(text) => going_on(text),
        Matcher::Wildcard(pattern) => pattern.split_whitespace().map(pattern_place).collect(),
        Matcher::Fuzzy { word, distance } => {
            vec![Place::Misspelt(fold(word).chars().collect(), usize::from(*distance))]
        }
        other => panic!("{other:?} asks for no words"),
    }
}

fn pattern_place(pattern: &str) -> Place {
    let folded = fold(pattern);
    if folded.contains(['*', '?']) { Place::Pattern(folded.chars().collect()) } else { Place::Exact(folded.into()) }
}

/// The last word may go on. Where a mark ends it, or in scripts of one word a character, it is whole, and what goes on is
/// the text.
fn going_on(text: &str) -> Vec<Place> {
    let mut places = exact(text);
    let is_open = words(text)
        .last()
        .is_some_and(|last| last.span.end == text.trim_end().len() && last.kind != WordKind::Unspaced);
    if is_open && let Some(Place::Exact(head)) = places.pop() {
        places.push(Place::Begins(head));
    }
    places
}

/// Where in a text `places` stand one behind the other.
fn starts(places: &[Place], text: &[Token]) -> Vec<i64> {
    let stands = |run: &&[Token]| {
        let is_run = run.windows(2).all(|pair| pair[0].at + 1 == pair[1].at);
        is_run && places.iter().zip(*run).all(|(place, token)| place.admits(token))
    };
    text.windows(places.len()).filter(stands).map(|run| run[0].at).collect()
}

/// Whether each place has a word of its own, none of which is moved against another by more than `slop`: every choice of
/// words is tried.
fn moved(places: &[Place], text: &[Token], slop: i64, chosen: &mut Vec<i64>) -> bool {
    let shifts = || (0..).zip(chosen.iter()).map(|(number, at)| at - number);
    if let (Some(least), Some(most)) = (shifts().min(), shifts().max())
        && most - least > slop
    {
        return false;
    }
    let Some(place) = places.get(chosen.len()) else { return true };
    for token in text.iter().filter(|token| place.admits(token)) {
        if !chosen.contains(&token.at) {
            chosen.push(token.at);
            let is_found = moved(places, text, slop, chosen);
            chosen.pop();
            if is_found {
                return true;
            }
        }
    }
    false
}

/// Whether all of `text` has the pattern: `*` is any number of characters, `?` is one.
pub(super) fn fits(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some(('*', pattern)), _) => (0..=text.len()).any(|n| fits(pattern, &text[n..])),
        (Some((wanted, pattern)), Some((found, text))) => (*wanted == '?' || wanted == found) && fits(pattern, text),
        (Some(_), None) => false,
    }
}

/// How many slips lie between two words: a letter wrong, missing or added, or two neighbours exchanged, none of which may
/// have slipped otherwise (the distance of optimal string alignment).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let mut least = (table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]))
                    .min(table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[one.len()][other.len()]
}
