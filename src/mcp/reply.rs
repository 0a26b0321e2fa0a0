//! What a tool gives back: one answer as a document for programs and as a text to read, or why there is none.

use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::Value;

use crate::error::Error;
use crate::present::{Palette, error_lines, query_error_lines};

/// Columns of a line that shows where a query is wrong.
const CARET_COLUMNS: usize = 100;

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    /// As the command line gives it with `--format json`, cut to size.
    pub(super) document: Value,
    /// The same to be read.
    pub(super) text: String,
}

/// A document that a presenter wrote.
pub(super) fn document(written: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(written).map_err(|error| Error::Output(error.into()))
}

/// What the client is sent. That a tool cannot answer is an answer too: who asked shall read why and ask better.
pub(super) fn result(outcome: Result<Reply, Error>) -> CallToolResult {
    match outcome {
        Ok(Reply { document, text }) => {
            let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
            result.structured_content = Some(document);
            result
        }
        Err(error) => CallToolResult::error(vec![ContentBlock::text(told(&error))]),
    }
}

/// An error as the client reads it.
pub(super) fn told(error: &Error) -> String {
    let palette = Palette::plain();
    match error {
        Error::Query(query) => query_error_lines(&palette, CARET_COLUMNS, query),
        other => error_lines(&palette, &other.told(), other.help().as_deref()),
    }
}
