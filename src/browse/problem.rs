//! What is wrong with a query, in rows under it.

use dixit::present::{caret_lines, clean, rows_of};
use ratatui::text::{Line, Span};

use super::model::Failure;
use super::theme::style_of;

/// Cells before the query in its line.
pub(crate) const PROMPT: &str = "/ ";

/// Rows of a message that is no query's, and of what to do about it, at most.
const MOST_ROWS: usize = 3;

/// A row below the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// The part of a query that is too long to be seen whole above.
    Query(String),
    Carets(String),
    Message(String),
    Help(String),
}

/// The rows for `failure` on a screen of that width.
pub(crate) fn rows(failure: &Failure, width: u16) -> Vec<Row> {
    let columns = usize::from(width);
    let told = |text: &str| rows_of(text, columns.saturating_sub(PROMPT.len())).into_iter();
    let error = match failure {
        Failure::Other { message, help } => {
            let help = help.iter().flat_map(|help| told(help).take(MOST_ROWS)).map(Row::Help);
            return told(message).take(MOST_ROWS).map(Row::Message).chain(help).collect();
        }
        Failure::Query(error) => error,
    };
    let Some(problem) = error.problems.first() else { return vec![Row::Message(clean(&error.to_string()))] };
    let mut rows = Vec::new();
    let (line, carets) = caret_lines(&error.input, problem.span, columns.saturating_sub(PROMPT.len() + 1));
    if line.starts_with('…') || line.ends_with('…') {
        rows.push(Row::Query(line));
    }
    rows.push(Row::Carets(carets));
    rows.extend(told(&problem.kind.to_string()).map(Row::Message));
    if !problem.help.is_empty() {
        rows.extend(told(&problem.help).map(Row::Help));
    }
    rows
}

impl Row {
    /// The row as it is drawn.
    pub(crate) fn line(&self, palette: &dixit::present::Palette) -> Line<'static> {
        let (text, style) = match self {
            Self::Query(text) => (text, palette.dim),
            Self::Carets(text) | Self::Message(text) => (text, palette.error),
            Self::Help(text) => (text, palette.help),
        };
        Line::from(vec![Span::raw(" ".repeat(PROMPT.len())), Span::styled(text.clone(), style_of(style))])
    }
}
