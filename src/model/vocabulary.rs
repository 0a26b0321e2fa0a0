//! Words and names of the test world.

/// Few, so that queries find something; in four scripts, with accents, compatibility forms and inflections.
pub(super) const WORDS: [&str; 49] = [
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
    "Ⅳ",
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
    "ガス",
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
