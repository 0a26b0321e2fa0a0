//! What the words and marks of a query are: the tokens that `lex.rs` makes and `parse.rs` joins.

use crate::index::Field;
use crate::text::Span;

/// A token and its place in the query, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Open,
    Close,
    And,
    Or,
    Not,
    Minus,
    /// `NEAR/n` or `ADJ/n`.
    Near {
        distance: u32,
        ordered: bool,
    },
    /// A field name and its colon; `None` when there is no such field (and that has been reported).
    Field(Option<Field>),
    /// `=` right behind the colon.
    Equals,
    Bare(Bare),
    Quoted(Quoted),
    /// What stands between the slashes, `\/` undone.
    Regex(String),
    Interval(Interval),
}

/// A word outside quotation marks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bare {
    /// The word, escapes undone.
    pub(super) text: String,
    /// Offsets in `text` of the characters that stood behind a backslash, ascending.
    pub(super) escaped: Vec<usize>,
    /// Where the word begins in the query.
    pub(super) start: usize,
}

impl Bare {
    pub(super) fn is_escaped(&self, at: usize) -> bool {
        self.escaped.binary_search(&at).is_ok()
    }

    pub(super) fn has_escapes(&self) -> bool {
        !self.escaped.is_empty()
    }

    /// The characters with their offsets in `text`, those behind a backslash left out.
    pub(super) fn plain(&self) -> impl DoubleEndedIterator<Item = (usize, char)> + '_ {
        self.text.char_indices().filter(|&(at, _)| !self.is_escaped(at))
    }

    /// The place in the query of a piece of `text`.
    pub(super) fn place(&self, from: usize, to: usize) -> Span {
        let in_query = |at: usize| self.start + at + self.escaped.partition_point(|&escaped| escaped < at);
        Span::new(in_query(from), in_query(to))
    }
}

/// What stands between quotation marks, and the marks behind it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quoted {
    /// The text, escapes undone.
    pub(super) text: String,
    /// The first `*` or `?` that looks like a wildcard, and its place in the query.
    pub(super) wildcard: Option<(char, Span)>,
    /// `~n`.
    pub(super) slop: Option<u32>,
    /// `*` behind the closing mark.
    pub(super) prefix: bool,
    /// The place of the marks behind the closing one.
    pub(super) suffix: Span,
}

/// `[a TO b}`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interval {
    /// The text between the brackets.
    pub(super) inner: Span,
    /// Whether the first bracket is `[`.
    pub(super) from_inclusive: bool,
    /// Whether the last bracket is `]`.
    pub(super) to_inclusive: bool,
}
