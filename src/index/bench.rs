//! What the bench reaches in the index beside the public API: behind the feature `bench`, no part of what users run.

use std::path::Path;

use tantivy::tokenizer::TokenizerManager;

use super::build::{BuildReport, BuildRequest, Pace, build_with};
use super::intake::{ReadArticles, Stations};
use super::{IndexError, analyze, stored};
use crate::article::Article;
use crate::statement::{Record, Statement};

/// The token chains under the names that the schema uses.
pub fn tokenizers() -> TokenizerManager {
    analyze::tokenizers()
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
