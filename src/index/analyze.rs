//! The token chains: how a text or a value becomes the terms that are indexed, looked up and lit.
//!
//! All of them are built on `text::words` and the one fold, so index, query and highlights cannot
//! disagree on what a word is.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::inflect::{Inflector, Language};
use super::spelled::END;
use crate::text::{Span, WordKind, Words, fold, words};

/// Name of the chain of words or stems that were told before, with their positions.
pub(super) const SPELLED: &str = "spelled";
/// Name of the chain of folded words with the whole value behind them.
pub(super) const NAMES: &str = "names";
/// Name of the chain of the folded whole value alone.
pub(super) const WHOLE: &str = "whole";

/// Begins the term that holds a whole value; no word begins with it, and every word sorts after it.
pub(crate) const WHOLE_MARK: char = '\u{2}';

/// Every folded word sorts after this.
pub(crate) const FIRST_WORD: &str = "\u{3}";

/// The tokenizers under the names that the schema uses.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(SPELLED, TextAnalyzer::from(SpelledTokenizer::default()));
    manager.register(NAMES, TextAnalyzer::from(NameTokenizer::default()));
    manager.register(WHOLE, TextAnalyzer::from(WholeTokenizer::default()));
    manager
}

/// The form under which a whole value is compared: folded, white space collapsed.
pub(crate) fn whole(value: &str) -> String {
    let folded = fold(value);
    let mut joined = String::with_capacity(folded.len());
    for piece in folded.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(piece);
    }
    joined
}

/// The term that holds a whole value in a field of names.
pub(crate) fn whole_term(value: &str) -> String {
    let mut term = String::from(WHOLE_MARK);
    term.push_str(&whole(value));
    term
}

/// A word of a text with everything by which it can match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Analyzed {
    /// Bytes of the text.
    pub span: Span,
    /// Counted in words from the first one.
    pub position: u32,
    /// Folded form.
    pub word: String,
    /// Tagged stem; empty when there is none.
    pub stem: String,
    /// What it is made of.
    pub kind: WordKind,
}

/// The words of `text` as they are indexed for an article in language `lang`.
pub(crate) fn analyze(text: &str, lang: Option<&str>) -> Vec<Analyzed> {
    Analyzer::default().analyze(text, lang)
}

/// Analyses one text after the other, and remembers the stems of frequent words.
#[derive(Default)]
pub(crate) struct Analyzer {
    inflector: Inflector,
}

impl Analyzer {
    /// As [`analyze`].
    pub(crate) fn analyze(&mut self, text: &str, lang: Option<&str>) -> Vec<Analyzed> {
        let language = Language::from_code(lang.unwrap_or_default());
        words(text)
            .zip(0..)
            .map(|(word, position)| {
                let (folded, mut stem) = (word.folded(text), String::new());
                self.inflector.append_stem(word, text, &folded, language, &mut stem);
                Analyzed { span: word.span, position, word: folded, stem, kind: word.kind }
            })
            .collect()
    }
}

fn reset(token: &mut Token, span: Span, position: usize) {
    token.text.clear();
    token.offset_from = span.start;
    token.offset_to = span.end;
    token.position = position;
    token.position_length = 1;
}

/// Words that were told before, each behind its position: see [`super::spelled`].
#[derive(Clone, Default)]
struct SpelledTokenizer {
    token: Token,
}

struct SpelledStream<'a> {
    rest: &'a str,
    next: usize,
    token: &'a mut Token,
}

impl Tokenizer for SpelledTokenizer {
    type TokenStream<'a> = SpelledStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SpelledStream<'a> {
        SpelledStream { rest: text, next: 0, token: &mut self.token }
    }
}

impl TokenStream for SpelledStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some((word, rest)) = self.rest.split_once(END) {
            self.rest = rest;
            let position = self.next;
            self.next += 1;
            if !word.is_empty() {
                reset(self.token, Span::new(0, 0), position);
                self.token.text.push_str(word);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Folded words with positions, then the whole value under its mark. The mark's position is one that
/// no phrase of words can join, because no phrase holds the mark.
#[derive(Clone, Default)]
struct NameTokenizer {
    token: Token,
}

struct NameStream<'a> {
    text: &'a str,
    words: Words<'a>,
    next: usize,
    ended: bool,
    token: &'a mut Token,
}

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = NameStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NameStream<'a> {
        NameStream { text, words: words(text), next: 0, ended: false, token: &mut self.token }
    }
}

impl TokenStream for NameStream<'_> {
    fn advance(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if let Some(word) = self.words.next() {
            reset(self.token, word.span, self.next);
            word.fold_into(self.text, &mut self.token.text);
            self.next += 1;
        } else {
            self.ended = true;
            reset(self.token, Span::new(0, self.text.len()), self.next);
            self.token.text.push_str(&whole_term(self.text));
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The folded whole value.
#[derive(Clone, Default)]
struct WholeTokenizer {
    token: Token,
}

struct WholeStream<'a> {
    text: &'a str,
    ended: bool,
    token: &'a mut Token,
}

impl Tokenizer for WholeTokenizer {
    type TokenStream<'a> = WholeStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WholeStream<'a> {
        WholeStream { text, ended: false, token: &mut self.token }
    }
}

impl TokenStream for WholeStream<'_> {
    fn advance(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.ended = true;
        reset(self.token, Span::new(0, self.text.len()), 0);
        self.token.text.push_str(&whole(self.text));
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(chain: &str, text: &str, expected: &[(usize, &str)]) {
        let mut analyzer = tokenizers().get(chain).unwrap();
        let mut stream = analyzer.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position, stream.token().text.clone()));
        }
        let expected: Vec<(usize, String)> = expected.iter().map(|(at, term)| (*at, (*term).to_owned())).collect();
        assert_eq!(found, expected, "{chain} of {text:?}");
    }

    #[test]
    fn words_told_before_stand_at_their_positions() {
        check(SPELLED, "fair\u{1}world\u{1}\u{1}\u{1}order\u{1}", &[(0, "fair"), (1, "world"), (4, "order")]);
        check(SPELLED, "\u{1}", &[]);
    }

    #[test]
    fn names_end_with_their_whole_value() {
        check(NAMES, "Xi  Jinping", &[(0, "xi"), (1, "jinping"), (2, "\u{2}xi jinping")]);
        check(WHOLE, "Xi  Jinping", &[(0, "xi jinping")]);
    }

    #[test]
    fn analysis_for_highlights_agrees_with_the_chains() {
        let found = analyze("Ten sanctions", Some("en"));
        let of: Vec<(u32, &str, &str)> = found.iter().map(|a| (a.position, &*a.word, &*a.stem)).collect();
        assert_eq!(of, [(0, "ten", "en:ten"), (1, "sanctions", "en:sanction")]);
    }
}
