//! What the bench reaches in the index beside the public API: behind the feature `bench`, no part of what users run.

use std::path::Path;

use tantivy::tokenizer::TokenizerManager;

use super::build::{BuildReport, BuildRequest, Pace, build_with};
use super::inflect::{Inflector, Language};
use super::intake::{ReadArticles, Stations};
use super::{IndexError, analyze, stored};
use crate::article::Article;
use crate::statement::{Record, Statement};
use crate::text::words;

/// The token chains under the names that the schema uses.
pub fn tokenizers() -> TokenizerManager {
    analyze::tokenizers()
}

/// Stems words as an index does, and remembers those of frequent ones.
#[derive(Default)]
pub struct Stems(Inflector);

impl Stems {
    /// Calls `each` with every tagged stem of `text` and the position of its word; says how many words there are.
    pub fn each(&mut self, text: &str, lang: Option<&str>, each: &mut dyn FnMut(usize, &str)) -> usize {
        let language = Language::from_code(lang.unwrap_or_default());
        let mut stem = String::new();
        let mut n_words = 0;
        for (position, word) in words(text).enumerate() {
            if self.0.stem_into(word, text, language, &mut stem) {
                each(position, &stem);
            }
            n_words = position + 1;
        }
        n_words
    }
}

/// The record in the stored bytes of a statement's document.
pub fn decode_record(bytes: &[u8]) -> Option<Record> {
    stored::decode_record(bytes).ok()
}

/// The bytes that a statement's document stores.
pub fn encode_record(record: &Record) -> Option<Vec<u8>> {
    stored::encode_record(record).ok()
}

/// [`super::build`] with articles and statements that were made before: what indexing alone costs.
///
/// # Errors
///
/// As [`super::build`].
pub fn build_from(
    dir: &Path,
    request: &BuildRequest,
    read: ReadArticles,
    extract: fn(&Article) -> Vec<Statement>,
) -> Result<BuildReport, IndexError> {
    build_with(dir, request, &Stations { read, extract, ..Stations::REAL }, &|_| Pace::GoOn)
}
