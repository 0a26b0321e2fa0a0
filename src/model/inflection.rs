//! Which forms are one word, in the languages of the test world.
//!
//! The language page says that words are inflected, not in which language; the model takes this: a word is inflected in
//! the language of its article when it is written in that language's script, else in the first language of its own script.
//! An article whose language is not known is taken to be in the first language of each script, and in one of a language
//! without a stemmer nothing is inflected. A word of a query fits in whatever language the word in the text is inflected.
//! Accents count for nothing in English, and elsewhere only those that make another letter.

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use crate::text::{Word, WordKind, fold, is_silent};

/// A language and the stem that all forms of a word share in it.
pub(super) type Stem = (&'static str, String);

#[derive(Clone, Copy, PartialEq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
}

/// The first of a script is the one for words of unknown languages.
const LANGUAGES: [(&str, Script, Algorithm); 6] = [
    ("en", Script::Latin, Algorithm::English),
    ("ru", Script::Cyrillic, Algorithm::Russian),
    ("ar", Script::Arabic, Algorithm::Arabic),
    ("fr", Script::Latin, Algorithm::French),
    ("de", Script::Latin, Algorithm::German),
    ("uk", Script::Cyrillic, Algorithm::Ukrainian),
];

/// The stem of a word of a text in `lang`.
pub(super) fn stem(word: Word, text: &str, lang: Option<&str>) -> Option<Stem> {
    let script = script_of(word, text)?;
    let own = LANGUAGES.iter().find(|(code, ..)| Some(*code) == lang);
    if lang.is_some() && own.is_none() {
        return None;
    }
    let of_script = LANGUAGES.iter().find(|(_, of, _)| *of == script)?;
    let (code, _, algorithm) = own.filter(|(_, of, _)| *of == script).unwrap_or(of_script);
    Some((*code, stem_in(*algorithm, word, text)))
}

/// The stems of a word of a query, one for each language in which it may be meant.
pub(super) fn stems(word: Word, text: &str) -> Vec<Stem> {
    let Some(script) = script_of(word, text) else { return Vec::new() };
    let of_script = LANGUAGES.iter().filter(|(_, of, _)| *of == script);
    of_script.map(|(code, _, algorithm)| (*code, stem_in(*algorithm, word, text))).collect()
}

fn stem_in(algorithm: Algorithm, word: Word, text: &str) -> String {
    let piece = word.span.of(text).unwrap();
    let lowered: String = match word.kind {
        WordKind::Dotted => word.folded(text),
        _ if algorithm == Algorithm::English => word.folded(text),
        // A mark that makes no other letter is only an accent.
        _ => piece.nfkc().filter(|letter| !is_silent(*letter)).flat_map(char::to_lowercase).collect(),
    };
    fold(&Stemmer::new(algorithm).stem(&lowered)).into_owned()
}

fn script_of(word: Word, text: &str) -> Option<Script> {
    let letter = word.span.of(text)?.chars().find(|character| character.is_alphabetic())?;
    match letter {
        _ if word.kind == WordKind::Unspaced => None,
        ..'\u{250}' | '\u{FB00}'..='\u{FB06}' | '\u{FF21}'..='\u{FF5A}' => Some(Script::Latin),
        '\u{400}'..='\u{52F}' => Some(Script::Cyrillic),
        '\u{600}'..='\u{6FF}' => Some(Script::Arabic),
        _ => None,
    }
}
