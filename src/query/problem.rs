//! What is wrong with a query, where, what was expected instead, and what could help.

use crate::text::Span;

/// A query that cannot be run. It holds the query, so that a view can draw a caret under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query as typed.
    pub input: String,
    /// What is wrong, in the order of the text; never empty.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// Place in the query: UTF-8 byte offsets; empty at the end of the input.
    pub span: Span,
    /// What should be there instead, or what to do; empty when nothing helps.
    pub help: String,
    /// A replacement for the text of `span` that would be understood.
    pub suggestion: Option<String>,
}

/// Sorts of problems. Kinds hold facts; [`Display`](std::fmt::Display) makes the sentence, `code` the fixed name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// No field has that name.
    UnknownField(String),
    /// A word without a letter or digit.
    NoWord(String),
    /// A regular expression the engine refuses.
    BadRegex(String),
    /// A matcher that the field does not have.
    NotForField {
        /// The field.
        field: &'static str,
        /// What was asked of it.
        found: &'static str,
    },
    /// A prefix, wildcard, fuzzy word or expression that stands for too many words of the index.
    TooManyExpansions {
        /// How many it may stand for.
        limit: usize,
        /// How many it stands for at least; counting ends there.
        found_at_least: usize,
    },
}

impl ProblemKind {
    /// A short fixed name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownField(_) => "unknown-field",
            Self::NoWord(_) => "no-word",
            Self::BadRegex(_) => "bad-regex",
            Self::NotForField { .. } => "not-for-field",
            Self::TooManyExpansions { .. } => "too-many-expansions",
        }
    }
}

impl std::fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownField(name) => write!(f, "unknown field `{name}`"),
            Self::NoWord(text) => write!(f, "nothing to search for in `{text}`"),
            Self::BadRegex(detail) => write!(f, "regular expression: {detail}"),
            Self::NotForField { field, found } => write!(f, "field `{field}` takes no {found}"),
            Self::TooManyExpansions { limit, .. } => write!(f, "stands for more than {limit} words of the index"),
        }
    }
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.problems.first() {
            Some(problem) => write!(f, "{} at byte {}", problem.kind, problem.span.start),
            None => f.write_str("query cannot be read"),
        }
    }
}

impl std::error::Error for QueryError {}
