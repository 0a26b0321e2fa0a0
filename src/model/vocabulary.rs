//! Words and names of the test world, and other ways to write the same.

use unicode_normalization::UnicodeNormalization;

use super::dice::Dice;

/// Few, so that queries find something; in four scripts, with accents, compatibility forms and inflections.
pub(super) const WORDS: [&str; 48] = [
    "sanction",
    "sanctions",
    "sanctioned",
    "oil",
    "oils",
    "order",
    "world",
    "worlds",
    "multipolar",
    "naïve",
    "naives",
    "café",
    "cafes",
    "U.S.",
    "us",
    "AT&T",
    "don’t",
    "ﬁnance",
    "finances",
    "№5",
    "2024",
    "２０２４",
    "Straße",
    "the",
    "will",
    "close",
    "closes",
    "harbour",
    "économiques",
    "économique",
    "санкции",
    "санкций",
    "санкциями",
    "мир",
    "мира",
    "ёлка",
    "ёлки",
    "йод",
    "йода",
    "т.е.",
    "多极",
    "世界",
    "秩序",
    "がん",
    "العالم",
    "عالم",
    "أَكَّدَ",
    "إلى",
];

/// Between two words.
pub(super) const BETWEEN: [&str; 8] = [" ", " ", " ", " ", ", ", " — ", "-", "; "];

pub(super) const SPEAKERS: [&str; 9] = [
    "Anna Berg",
    "Anna Berg-Lund",
    "Berg",
    "Vladimir Putin",
    "Путин",
    "毛宁",
    "José Núñez",
    "Ministry of Oil",
    "A spokesperson",
];

pub(super) const ROLES: [&str; 4] = ["Harbour master", "harbour  Master of Oslo", "spokesperson", "представитель МИД"];

pub(super) const CUES: [&str; 4] = ["said", "told reporters", "заявил", "表示"];

pub(super) const OUTLETS: [&str; 6] =
    ["TASS", "Xinhua", "RIA Novosti", "Evening Gazette", "Gazette of Oslo", "The Café Post"];

pub(super) const LANGS: [&str; 7] = ["en", "en", "ru", "fr", "ar", "zh", "vi"];

pub(super) const DATES: [&str; 8] = [
    "2024-02-08",
    "2024-02-09T10:00:00Z",
    "2024-02-09T23:30:00+03:00",
    "2024-02",
    "2024",
    "2023-12-31",
    "2024-12-30",
    "2025-01",
];

/// The same text as somebody else types it: case, accents, width, normal form and apostrophes do not count.
pub(super) fn disguised(text: &str, dice: &mut Dice) -> String {
    match dice.below(12) {
        0 => text.to_uppercase(),
        1 => text.nfd().collect(),
        2 => text.nfkc().collect(),
        3 => text.chars().map(full_width).collect(),
        4 => text.replace('’', "'"),
        5 => text.chars().map(accented).collect(),
        6 => text.chars().flat_map(stressed).collect(),
        7 => hyphenated(text, dice),
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

/// With the mark that dictionaries put on a stressed vowel.
fn stressed(letter: char) -> impl Iterator<Item = char> {
    let is_vowel = matches!(letter, 'а' | 'и' | 'о' | 'a' | 'o');
    std::iter::once(letter).chain(is_vowel.then_some('\u{301}'))
}

/// With an invisible hyphen somewhere inside of a word.
fn hyphenated(text: &str, dice: &mut Dice) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = dice.below(letters.len());
    let is_inside = at > 0 && letters[at - 1].is_alphabetic() && letters[at].is_alphabetic();
    let hyphen = if is_inside { "\u{AD}" } else { "" };
    let (head, tail) = letters.split_at(at);
    format!("{}{hyphen}{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}
