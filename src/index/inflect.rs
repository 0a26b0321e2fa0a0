//! Which inflected forms are one word: Snowball stems, tagged with their language.
//!
//! A stem is only comparable inside its language, so every stem carries a tag (`en:multipolar`). A
//! word of unknown language is stemmed as the most common language of its script. Words of
//! languages without a stemmer have no stem and are matched as they stand.

use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use crate::text::{Word, WordKind, fold_into, is_silent};

/// A script for which some language has a stemmer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Greek,
    Armenian,
    Devanagari,
    Hebrew,
    Tamil,
}

/// ISO 639-1 code, script and algorithm. The first row of a script is what unknown languages in it
/// are taken for. Norwegian's two written forms share a stemmer and its tag.
const LANGUAGES: &[(&str, Script, Algorithm)] = &[
    ("en", Script::Latin, Algorithm::English),
    ("ru", Script::Cyrillic, Algorithm::Russian),
    ("ar", Script::Arabic, Algorithm::Arabic),
    ("el", Script::Greek, Algorithm::Greek),
    ("hy", Script::Armenian, Algorithm::Armenian),
    ("hi", Script::Devanagari, Algorithm::Hindi),
    ("yi", Script::Hebrew, Algorithm::Yiddish),
    ("ta", Script::Tamil, Algorithm::Tamil),
    ("ca", Script::Latin, Algorithm::Catalan),
    ("cs", Script::Latin, Algorithm::Czech),
    ("da", Script::Latin, Algorithm::Danish),
    ("de", Script::Latin, Algorithm::German),
    ("es", Script::Latin, Algorithm::Spanish),
    ("et", Script::Latin, Algorithm::Estonian),
    ("eu", Script::Latin, Algorithm::Basque),
    ("fa", Script::Arabic, Algorithm::Persian),
    ("fi", Script::Latin, Algorithm::Finnish),
    ("fr", Script::Latin, Algorithm::French),
    ("ga", Script::Latin, Algorithm::Irish),
    ("hu", Script::Latin, Algorithm::Hungarian),
    ("id", Script::Latin, Algorithm::Indonesian),
    ("it", Script::Latin, Algorithm::Italian),
    ("lt", Script::Latin, Algorithm::Lithuanian),
    ("ne", Script::Devanagari, Algorithm::Nepali),
    ("nl", Script::Latin, Algorithm::Dutch),
    ("no", Script::Latin, Algorithm::Norwegian),
    ("pl", Script::Latin, Algorithm::Polish),
    ("pt", Script::Latin, Algorithm::Portuguese),
    ("ro", Script::Latin, Algorithm::Romanian),
    ("sv", Script::Latin, Algorithm::Swedish),
    ("tr", Script::Latin, Algorithm::Turkish),
    ("uk", Script::Cyrillic, Algorithm::Ukrainian),
];

/// Between the tag of a language and a stem; no folded word holds it.
const TAG_END: char = ':';

/// Distinct words whose stems are remembered for one language. A news vocabulary in daily use fits;
/// the memory stays under a few megabytes a thread.
const MAX_REMEMBERED_WORDS: usize = 32_768;

/// The language in which words are stemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Not known: each word by its script.
    Unknown,
    /// A row of the table.
    Known(usize),
    /// A language without a stemmer.
    Unstemmed,
}

impl Language {
    /// The language of an ISO 639-1 code or a longer tag that begins with one (`pt-BR`); empty is unknown.
    pub(crate) fn from_code(code: &str) -> Self {
        let primary = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let primary = match primary.as_str() {
            "" | "und" => return Self::Unknown,
            "nb" | "nn" => "no",
            other => other,
        };
        match LANGUAGES.iter().position(|(code, ..)| *code == primary) {
            Some(row) => Self::Known(row),
            None => Self::Unstemmed,
        }
    }

    /// The row by which a word of `script` is stemmed. A foreign word in an article (a Latin name in
    /// a Russian text) goes by its own script.
    fn row_for(self, script: Script) -> Option<usize> {
        match self {
            Self::Known(row) if LANGUAGES[row].1 == script => Some(row),
            Self::Unstemmed => None,
            _ => LANGUAGES.iter().position(|(_, of, _)| *of == script),
        }
    }
}

/// Nearly every word of every article is looked up here, so hashing has to be quick.
type Stems = HashMap<Box<str>, Box<str>, foldhash::fast::RandomState>;

/// Makes stems and remembers those of frequent words.
#[derive(Clone, Default)]
pub(crate) struct Inflector {
    /// Lower-cased word → tagged stem, one map a language that was met, by its row.
    remembered: Vec<Stems>,
    lowered: String,
}

impl Inflector {
    /// Replaces `out` with the tagged stem of `word` in `language`; says whether there is one.
    pub(crate) fn stem_into(&mut self, word: Word, text: &str, language: Language, out: &mut String) -> bool {
        out.clear();
        self.append_stem(word, text, &word.folded(text), language, out)
    }

    /// Appends the tagged stem of `word`, which is `folded`, in `language` to `out`; says whether there is one.
    pub(crate) fn append_stem(
        &mut self,
        word: Word,
        text: &str,
        folded: &str,
        language: Language,
        out: &mut String,
    ) -> bool {
        if word.kind == WordKind::Unspaced || language == Language::Unstemmed {
            return false;
        }
        let Some(piece) = word.span.of(text) else { return false };
        let Some(row) = script_of(piece).and_then(|script| language.row_for(script)) else { return false };
        // English has no accents: who writes some means the word without them.
        let lowered = if word.kind == WordKind::Dotted || LANGUAGES[row].0 == "en" {
            folded
        } else {
            self.lowered.clear();
            lower_into(piece, &mut self.lowered);
            &self.lowered
        };
        if self.remembered.len() <= row {
            self.remembered.resize_with(row + 1, Stems::default);
        }
        let remembered = &mut self.remembered[row];
        if let Some(stem) = remembered.get(lowered) {
            out.push_str(stem);
            return true;
        }
        let from = out.len();
        tagged_stem(row, lowered, out);
        if remembered.len() >= MAX_REMEMBERED_WORDS {
            remembered.clear();
        }
        remembered.insert(lowered.into(), out[from..].into());
        true
    }
}

/// Languages in which words may have been stemmed.
#[derive(Debug, Clone)]
pub(crate) struct Languages([bool; LANGUAGES.len()]);

impl Default for Languages {
    /// Those by which words of other scripts and of unknown languages are stemmed: the first ones of their scripts.
    fn default() -> Self {
        let is_first = |row: usize| !LANGUAGES[..row].iter().any(|(_, script, _)| *script == LANGUAGES[row].1);
        Self(std::array::from_fn(is_first))
    }
}

impl Languages {
    /// All that there are.
    #[cfg(any(test, feature = "engine"))]
    pub(crate) fn all() -> Self {
        Self([true; LANGUAGES.len()])
    }

    /// Adds the language of a code, as [`Language::from_code`] reads it.
    pub(crate) fn add(&mut self, code: &str) {
        if let Language::Known(row) = Language::from_code(code) {
            self.0[row] = true;
        }
    }
}

/// The tagged stems that `word` may have been indexed under: one for each of `languages` with its script.
pub(crate) fn stems_in(languages: &Languages, word: Word, text: &str) -> Vec<String> {
    let Some(script) = word.span.of(text).and_then(script_of) else { return Vec::new() };
    let mut inflector = Inflector::default();
    let mut stems = Vec::new();
    for (row, ((_, of, _), is_there)) in LANGUAGES.iter().zip(languages.0).enumerate() {
        let mut stem = String::new();
        if is_there && *of == script && inflector.stem_into(word, text, Language::Known(row), &mut stem) {
            stems.push(stem);
        }
    }
    stems
}

fn tagged_stem(row: usize, lowered: &str, out: &mut String) {
    let (code, _, algorithm) = LANGUAGES[row];
    out.push_str(code);
    out.push(TAG_END);
    fold_into(&Stemmer::new(algorithm).stem(lowered), out);
}

/// Stemmers want lower case with the diacritics left on, but know no stress marks, vowel signs and soft hyphens.
fn lower_into(piece: &str, out: &mut String) {
    if piece.is_ascii() {
        out.extend(piece.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        out.extend(piece.nfkc().filter(|character| !is_silent(*character)).flat_map(char::to_lowercase));
    }
}

/// The script of the first letter; `None` for numbers and for scripts without a stemmer.
fn script_of(piece: &str) -> Option<Script> {
    let letter = piece.chars().find(|character| character.is_alphabetic())?;
    Some(match letter {
        'A'..='Z' | 'a'..='z' | '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{FB00}'..='\u{FB06}' | '\u{FF21}'..='\u{FF5A}' => Script::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{530}'..='\u{58F}' => Script::Armenian,
        '\u{590}'..='\u{5FF}' => Script::Hebrew,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' => {
            Script::Arabic
        }
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{B80}'..='\u{BFF}' => Script::Tamil,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    fn check(text: &str, lang: &str, expected: &[&str]) {
        let mut inflector = Inflector::default();
        let mut stem = String::new();
        let language = Language::from_code(lang);
        let found: Vec<String> = words(text)
            .filter(|word| inflector.stem_into(*word, text, language, &mut stem).then_some(()).is_some())
            .map(|word| {
                let mut again = String::new();
                Inflector::default().stem_into(word, text, language, &mut again);
                again
            })
            .collect();
        assert_eq!(found, expected, "stems of {text:?} in {lang:?}");
    }

    #[test]
    fn inflections_of_one_language_share_a_stem() {
        check("Sanction SANCTIONS sanctioned", "en", &["en:sanction"; 3]);
        check("санкции санкциями", "ru", &["ru:санкц"; 2]);
    }

    #[test]
    fn accents_that_are_none_of_the_language_and_invisible_characters_change_no_stem() {
        check("са́нкции санкция\u{301}ми санк\u{AD}циями", "ru", &["ru:санкц"; 3]);
        check("sanc\u{AD}tioned sanctio\u{301}ns\u{200B} SANCTÏÖNÈD", "en", &["en:sanction"; 3]);
    }

    #[test]
    fn unknown_languages_go_by_script_and_foreign_words_by_theirs() {
        check("sanctions санкции", "", &["en:sanction", "ru:санкц"]);
        check("sanctions санкции", "ru", &["en:sanction", "ru:санкц"]);
    }

    #[test]
    fn languages_without_a_stemmer_numbers_and_unspaced_words_have_no_stem() {
        check("trừng phạt", "vi", &[]);
        check("2024 多极", "en", &[]);
    }

    #[test]
    fn a_query_word_has_a_stem_in_every_language_of_its_script_that_is_there_or_stands_for_unknown_ones() {
        let mut languages = Languages::default();
        for code in ["fr-CA", "uk", "vi"] {
            languages.add(code);
        }
        let word = words("sanctions").next().unwrap();
        assert_eq!(stems_in(&languages, word, "sanctions"), ["en:sanction", "fr:sanction"]);
        let word = words("санкции").next().unwrap();
        let stems = stems_in(&languages, word, "санкции");
        assert!(stems.len() == 2 && stems[0] == "ru:санкц" && stems[1].starts_with("uk:"), "{stems:?}");
    }
}
