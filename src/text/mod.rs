//! What a piece of text is made of: spans, folded forms, words, paragraphs and sentences.
//!
//! A leaf under every station. It knows nothing of articles, statements or indexes.

mod fold;
mod function;
mod name_key;
mod one_line;
mod sentence;
mod word;

pub use fold::{fold, fold_into, is_silent};
pub use function::function_words;
pub use name_key::name_key;
pub use one_line::one_line;
pub use sentence::{paragraphs, sentences};
pub use word::{Word, WordKind, Words, words};

/// A range of UTF-8 **byte** offsets into a text, end exclusive.
///
/// Both ends lie on character boundaries of the text the span was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset of the byte after the last one.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end` (bytes, end exclusive).
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The piece of `text` it names, or `None` when it does not fit that text.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// Whether `other` lies inside it.
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same place counted from `origin` instead of from the text's first byte.
    #[must_use]
    pub fn relative_to(self, origin: usize) -> Span {
        Span::new(self.start.saturating_sub(origin), self.end.saturating_sub(origin))
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}
