//! What the rules find in a paragraph before speakers and outlets are resolved.

use std::ops::Range;

use super::quotation::Quotation;
use super::token::Token;
use crate::text::Span;

/// A content with its cue and source, as places in the text.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The content's pieces in the order of the text.
    pub spans: Vec<Span>,
    /// The reporting words.
    pub cue: Option<Span>,
    /// The source nearest to the cue.
    pub source: Option<Span>,
    /// An outlet that the construction itself credits ("TASS quoted him as saying").
    pub credit: Option<Span>,
    /// Sentence or sentences it was found in.
    pub sentence: Span,
    /// How sure the pattern is, 0 to 1.
    pub confidence: f32,
}

/// A paragraph cut into tokens and sentences.
pub(crate) struct Paragraph {
    pub span: Span,
    pub quotations: Vec<Quotation>,
    pub tokens: Vec<Token>,
    /// Token ranges of its sentences.
    pub sentences: Vec<Range<usize>>,
}

impl Paragraph {
    pub(crate) fn new(text: &str, span: Span, open_before: bool) -> Self {
        let quotations = super::quotation::quotations(text, span, open_before);
        let mut tokens = super::token::tokens(text, span, &quotations);
        let sentences = super::clause::sentences(text, &tokens, &quotations);
        for sentence in &sentences {
            if let Some(first) = tokens.get_mut(sentence.start) {
                first.begins_sentence = true;
            }
        }
        Self { span, quotations, tokens, sentences }
    }

    /// Whether it ends inside a quotation.
    pub(crate) fn ends_open(&self) -> bool {
        self.quotations.last().is_some_and(|last| !last.closed)
    }

    /// The place of a token range in the text.
    pub(crate) fn place(&self, range: &Range<usize>) -> Option<Span> {
        let first = self.tokens.get(range.start)?;
        let last = self.tokens.get(range.end.checked_sub(1)?)?;
        (range.start < range.end).then(|| Span::new(first.span.start, last.span.end))
    }

    /// The quotation that a token is.
    pub(crate) fn quotation(&self, index: usize) -> Option<&Quotation> {
        match self.tokens.get(index)?.kind {
            super::token::TokenKind::Quotation(number) => self.quotations.get(number),
            _ => None,
        }
    }

    /// The last letter or mark inside the quotation at a token.
    pub(crate) fn last_inside(&self, text: &str, index: usize) -> Option<char> {
        let inner = self.quotation(index)?.inner;
        inner.of(text)?.trim_end().trim_end_matches(['’', '\'', '”', '"']).chars().next_back()
    }
}
