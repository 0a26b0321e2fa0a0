//! The analysis that all engines share, so that all answer alike: dixit's own token chains.

use ::tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use dixit::index::bench;

use crate::Outcome;

/// Stands between the pieces of a quote that is interrupted; it takes the place of one word.
pub const GAP: char = '\u{2}';

/// Ends the language in front of a text that is to be stemmed.
const LANG_END: char = '\u{1}';

/// The chains of words and stems.
pub struct Chains {
    words: TextAnalyzer,
    stems: TextAnalyzer,
}

impl Chains {
    /// The chains of this dixit.
    pub fn new() -> Outcome<Self> {
        let all: TokenizerManager = bench::tokenizers();
        let get = |name| all.get(name).ok_or("a token chain has another name than it had");
        Ok(Self { words: get("words")?, stems: get("stems")? })
    }

    /// Folded words with their positions.
    pub fn words(&mut self, text: &str, each: &mut dyn FnMut(usize, &str)) {
        drain(&mut self.words, text, each);
    }

    /// Tagged stems with their positions.
    pub fn stems(&mut self, lang: Option<&str>, text: &str, each: &mut dyn FnMut(usize, &str)) {
        drain(&mut self.stems, &with_language(lang, text), each);
    }

    /// The stems of a word in each of `languages`.
    pub fn stems_of(&mut self, word: &str, languages: &[String]) -> Vec<String> {
        let mut stems = Vec::new();
        for lang in languages {
            self.stems(Some(lang), word, &mut |_, stem| stems.push(stem.to_owned()));
        }
        stems.sort();
        stems.dedup();
        stems
    }
}

/// A text with its language in front, as the chain of stems expects it.
pub(super) fn with_language(lang: Option<&str>, text: &str) -> String {
    format!("{}{LANG_END}{text}", lang.unwrap_or_default())
}

fn drain(chain: &mut TextAnalyzer, text: &str, each: &mut dyn FnMut(usize, &str)) {
    let mut stream = chain.token_stream(text);
    while stream.advance() {
        each(stream.token().position, &stream.token().text);
    }
}
