//! The query language: text to tree, read strictly, with a place for every part.
//!
//! The tree knows nothing of the index; `lower.rs` is the only door to it.

use crate::index::Field;
use crate::text::Span;

/// A query as read. Every leaf knows which bytes of the input it came from.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// `*`: every statement.
    All,
    /// One field against one matcher. Without a field name the field is [`Field::Quote`].
    Match {
        /// The field asked.
        field: Field,
        /// What its value must be like.
        matcher: Matcher,
        /// Place in the query.
        span: Span,
    },
    /// `field:*`: the statement has such a value.
    Exists {
        /// The field asked.
        field: Field,
        /// Place in the query.
        span: Span,
    },
    /// All of them (two or more).
    And(Vec<Query>),
    /// Any of them (two or more).
    Or(Vec<Query>),
    /// None of it.
    Not(Box<Query>),
}

/// What a value must be like.
#[derive(Debug, Clone, PartialEq)]
pub enum Matcher {
    /// A word, in its inflected forms where the field has them. For a field of whole values (outlet,
    /// kind, lang …): the value or one of its aliases.
    Word(String),
    /// Quoted words in this order, not inflected; `slop` moves allowed; `prefix` when the last word
    /// may go on (`"strategic auton"*`).
    Phrase {
        /// What stands between the quotation marks.
        text: String,
        /// How many moves are allowed (`~n`).
        slop: u32,
        /// Whether the last word is a prefix.
        prefix: bool,
    },
    /// `="…"`: literally this value, no aliases (case and diacritics folded).
    Literal(String),
    /// `sanction*`.
    Prefix(String),
    /// `polit?cal`, with `*` for any run and `?` for one character.
    Wildcard(String),
    /// `sanctoins~1`: up to `distance` (1 or 2) edits.
    Fuzzy {
        /// The word.
        word: String,
        /// Edits allowed.
        distance: u8,
    },
    /// `/…/` on the whole value, by a linear-time engine.
    Regex(String),
    /// `a NEAR/5 b`, `a ADJ/5 b`: at most `distance` words apart, in either order or in this one.
    /// Each side is a word (inflected), a prefix, or a phrase without slop; in `Text` and `Name` fields.
    Near {
        /// Left side.
        left: Box<Matcher>,
        /// Right side.
        right: Box<Matcher>,
        /// Words at most between the starts of the two.
        distance: u32,
        /// Whether the left one must come first.
        ordered: bool,
    },
    /// Dates: from the first day to the last, both inclusive; an open end is `None`.
    Dates {
        /// First day.
        from: Option<jiff::civil::Date>,
        /// Last day.
        to: Option<jiff::civil::Date>,
    },
    /// Numbers (confidence): bounds and whether each is part of the range.
    Numbers {
        /// Lower bound.
        from: Option<(f64, bool)>,
        /// Upper bound.
        to: Option<(f64, bool)>,
    },
}

impl Query {
    /// The bytes of the query that it was read from; `None` for `*` alone, which has no place.
    pub fn span(&self) -> Option<Span> {
        match self {
            Query::All => None,
            Query::Match { span, .. } | Query::Exists { span, .. } => Some(*span),
            Query::And(parts) | Query::Or(parts) => {
                parts.iter().filter_map(Query::span).reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)))
            }
            Query::Not(inner) => inner.span(),
        }
    }
}

mod clauses;
mod closed;
mod date;
mod field;
mod lex;
pub mod limits;
mod lower;
mod meaning;
mod note;
mod number;
mod operator;
mod parse;
mod print;
mod problem;
mod range;
mod synonyms;
#[cfg(test)]
mod tests;
mod token;
mod typed;
#[cfg(any(test, feature = "fuzzing"))]
mod unplaced;
mod value;

pub use clauses::{Clause, Clauses, value_clause};
pub(crate) use lower::{Lowered, lower, lower_leaf};
pub(crate) use meaning::LowerError;
#[cfg(any(test, feature = "engine"))]
pub(crate) use meaning::{
    Sense, Vocabulary, goes_on, is_pattern, known_meaning, meaning, named_words, names_of_speaker, problem_at,
    wildcard_words,
};
pub use note::Note;
pub use problem::{Problem, ProblemKind, ProblemLine, QueryError};
pub use synonyms::{SynonymError, SynonymErrorKind, Synonyms};
pub use typed::{Typed, typed, value_text};
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use unplaced::unplaced;

/// The query language on one page.
pub const CHEAT_SHEET: &str = include_str!("cheat_sheet.txt");

/// The query language in a few lines, each set in by two spaces.
pub const IN_SHORT: &str = include_str!("in_short.txt");

/// How many problems an error holds at most: one slip at the start of a long query can look like hundreds.
const MAX_PROBLEMS: usize = 16;

/// A query that was read, with remarks that are no errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree.
    pub query: Query,
    /// Hints and warnings: a lower-case `or`, a clause that can never match; in the order of the text.
    pub notes: Vec<Note>,
}

/// Reads a query. Relative dates count from `today`.
///
/// # Errors
///
/// When any part of it cannot be understood or it goes over one of the [`limits`]; nothing is ever dropped.
pub fn parse(input: &str, today: jiff::civil::Date) -> Result<Parsed, QueryError> {
    let error = |problems| Err(QueryError { input: input.to_owned(), problems });
    if input.len() > limits::QUERY_BYTES {
        let span = Span::new(input.floor_char_boundary(limits::QUERY_BYTES), input.len());
        return error(vec![
            Problem::new(ProblemKind::TooLong { bytes: input.len() }, span).help("ask in several queries"),
        ]);
    }
    let mut problems = Vec::new();
    let tokens = lex::lex(input, &mut problems);
    let mut notes = note::on_tokens(&tokens);
    let query = parse::tree(input, tokens, today, &mut problems, &mut notes);
    match query {
        Some(query) if problems.is_empty() => {
            notes.extend(note::on_tree(&query));
            notes.sort_by_key(|note| note.span);
            Ok(Parsed { query, notes })
        }
        _ => {
            if problems.is_empty() {
                let help = "`*` finds every statement";
                problems.push(Problem::new(ProblemKind::Empty, Span::new(input.len(), input.len())).help(help));
            }
            problems.sort_by_key(|problem| problem.span);
            problems.truncate(MAX_PROBLEMS);
            error(problems)
        }
    }
}
