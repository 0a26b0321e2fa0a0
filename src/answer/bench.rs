//! What the bench reaches in answers beside the public API: behind the feature `bench`, no part of what users run.

use super::highlight::highlights;
use super::{AskError, ask_error};
use crate::index::{Analyzer, Index};
use crate::query::{Query, lower};
use crate::statement::Record;

/// How many places of `records` the query marks.
///
/// # Errors
///
/// As [`super::ask`].
pub fn snippets(index: &Index, query: &Query, records: &[Record]) -> Result<usize, AskError> {
    let lowered = lower(query, &index.snapshot()).map_err(ask_error)?;
    let mut analyzer = Analyzer::default();
    Ok(records.iter().map(|record| highlights(record, &lowered.patterns, &mut analyzer).len()).sum())
}
