//! The same text as somebody else types it: case, accents, width, normal form, apostrophes and what is invisible do not
//! count.

use unicode_normalization::UnicodeNormalization;

use super::dice::Dice;
use crate::index::FieldType;
use crate::query::{Matcher, Query};

/// `query` with other spellings of what it asks for.
pub(super) fn disguised_query(query: &Query, dice: &mut Dice) -> Query {
    let mut all = |parts: &[Query]| parts.iter().map(|part| disguised_query(part, dice)).collect();
    match query {
        Query::And(parts) => Query::And(all(parts)),
        Query::Or(parts) => Query::Or(all(parts)),
        Query::Not(inner) => Query::Not(Box::new(disguised_query(inner, dice))),
        Query::Match { field, matcher, span } if field.kind() != FieldType::Statement => {
            let matcher = disguised_matcher(matcher, field.kind() == FieldType::Text, dice);
            Query::Match { field: *field, matcher, span: *span }
        }
        Query::All | Query::Exists { .. } | Query::Match { .. } => query.clone(),
    }
}

/// Stemmers heed the accents of their language, so a word that is inflected keeps its own.
fn disguised_matcher(matcher: &Matcher, is_inflected: bool, dice: &mut Dice) -> Matcher {
    match matcher {
        Matcher::Word(text) if is_inflected => Matcher::Word(disguised_but_for_accents(text, dice)),
        Matcher::Word(text) => Matcher::Word(disguised(text, dice)),
        Matcher::Phrase { text, slop, prefix } => {
            Matcher::Phrase { text: disguised(text, dice), slop: *slop, prefix: *prefix }
        }
        Matcher::Literal(value) => Matcher::Literal(disguised(value, dice)),
        Matcher::Prefix(head) => Matcher::Prefix(disguised(head, dice)),
        Matcher::Wildcard(pattern) => Matcher::Wildcard(disguised(pattern, dice)),
        Matcher::Fuzzy { word, distance } => Matcher::Fuzzy { word: disguised(word, dice), distance: *distance },
        Matcher::Near { left, right, distance, ordered } => Matcher::Near {
            left: Box::new(disguised_matcher(left, is_inflected, dice)),
            right: Box::new(disguised_matcher(right, is_inflected, dice)),
            distance: *distance,
            ordered: *ordered,
        },
        Matcher::Regex(_) | Matcher::Dates { .. } | Matcher::Numbers { .. } => matcher.clone(),
    }
}

/// `text` in some spelling.
pub(super) fn disguised(text: &str, dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => text.chars().map(accented).collect(),
        1 => text.chars().map(unaccented).collect(),
        2 => text.nfc().flat_map(|letter| stressed(letter, "аиоao")).collect(),
        _ => disguised_but_for_accents(text, dice),
    }
}

fn disguised_but_for_accents(text: &str, dice: &mut Dice) -> String {
    match dice.below(12) {
        0 => text.to_uppercase(),
        1 => text.nfd().collect(),
        2 => text.nfkc().collect(),
        3 => text.chars().map(full_width).collect(),
        4 => text.replace('’', "'"),
        5 => text.nfc().flat_map(|letter| stressed(letter, "аио")).collect(),
        6 => hyphenated(text, dice),
        7 => text.replace('ガ', "ｶﾞ").replace('ス', "ｽ"),
        _ => text.to_owned(),
    }
}

fn full_width(letter: char) -> char {
    match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' => char::from_u32(u32::from(letter) + 0xFEE0).unwrap(),
        other => other,
    }
}

fn accented(letter: char) -> char {
    match letter {
        'e' => 'é',
        'o' => 'ö',
        other => other,
    }
}

fn unaccented(letter: char) -> char {
    match letter {
        'é' => 'e',
        'ï' => 'i',
        'ú' => 'u',
        'ñ' => 'n',
        'ё' => 'е',
        other => other,
    }
}

/// With the mark that dictionaries put on a stressed vowel.
fn stressed(letter: char, vowels: &str) -> impl Iterator<Item = char> {
    std::iter::once(letter).chain(vowels.contains(letter).then_some('\u{301}'))
}

/// With an invisible hyphen somewhere inside of a word.
fn hyphenated(text: &str, dice: &mut Dice) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = dice.below(letters.len());
    // Nobody parts a half-width kana from its sound mark.
    let is_inside = at > 0 && [letters[at - 1], letters[at]].iter().all(|&l| l.is_alphabetic() && l != '\u{FF9E}');
    let hyphen = if is_inside { "\u{AD}" } else { "" };
    let (head, tail) = letters.split_at(at);
    format!("{}{hyphen}{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}
