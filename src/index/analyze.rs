//! The token chains: how a text or a value becomes the terms that are indexed, looked up and lit.
//!
//! All of them are built on `text::words` and the one fold, so index, query and highlights cannot
//! disagree on what a word is.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::inflect::{Inflector, Language};
use crate::text::{Span, WordKind, Words, fold, words};

/// Name of the chain of folded words with positions.
pub(super) const WORDS: &str = "words";
/// Name of the chain of tagged stems, at the positions of their words.
pub(super) const STEMS: &str = "stems";
/// Name of the chain of folded words with the whole value behind them.
pub(super) const NAMES: &str = "names";
/// Name of the chain of the folded whole value alone.
pub(super) const WHOLE: &str = "whole";

/// Ends the language code in front of a text that is to be stemmed: tokenizers belong to fields, the
/// language to an article.
const LANG_END: char = '\u{1}';

/// Stands where a quote is interrupted. It takes the place of one word, so that a phrase does not
/// reach over the gap and a `NEAR` still does.
pub(crate) const GAP: char = '\u{2}';

/// Begins the term that holds a whole value; no word begins with it, and every word sorts after it.
pub(crate) const WHOLE_MARK: char = '\u{2}';

/// Every folded word sorts after this.
pub(crate) const FIRST_WORD: &str = "\u{3}";

/// The tokenizers under the names that the schema uses.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(WORDS, TextAnalyzer::from(WordTokenizer::default()));
    manager.register(STEMS, TextAnalyzer::from(StemTokenizer::default()));
    manager.register(NAMES, TextAnalyzer::from(NameTokenizer::default()));
    manager.register(WHOLE, TextAnalyzer::from(WholeTokenizer::default()));
    manager
}

/// A text with its language in front, as the chain of stems expects it.
pub(super) fn with_language(lang: Option<&str>, text: &str) -> String {
    let lang = lang.unwrap_or_default();
    let mut marked = String::with_capacity(lang.len() + 1 + text.len());
    marked.push_str(lang);
    marked.push(LANG_END);
    marked.push_str(text);
    marked
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
                let mut stem = String::new();
                self.inflector.stem_into(word, text, language, &mut stem);
                Analyzed { span: word.span, position, word: word.folded(text), stem, kind: word.kind }
            })
            .collect()
    }
}

/// Counts positions in words; a [`GAP`] between two words takes one.
struct Positions {
    next: usize,
    behind: usize,
}

impl Positions {
    const START: Self = Self { next: 0, behind: 0 };

    fn of(&mut self, text: &str, span: Span) -> usize {
        let gaps = text[self.behind..span.start].matches(GAP).count();
        let position = self.next + gaps;
        self.next = position + 1;
        self.behind = span.end;
        position
    }
}

fn reset(token: &mut Token, span: Span, position: usize) {
    token.text.clear();
    token.offset_from = span.start;
    token.offset_to = span.end;
    token.position = position;
    token.position_length = 1;
}

/// Folded words with positions.
#[derive(Clone, Default)]
struct WordTokenizer {
    token: Token,
}

struct WordStream<'a> {
    text: &'a str,
    words: Words<'a>,
    positions: Positions,
    token: &'a mut Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        WordStream { text, words: words(text), positions: Positions::START, token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        let position = self.positions.of(self.text, word.span);
        reset(self.token, word.span, position);
        word.fold_into(self.text, &mut self.token.text);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Tagged stems at the positions of their words; the language stands in front of the text.
#[derive(Clone, Default)]
struct StemTokenizer {
    token: Token,
    inflector: Inflector,
}

struct StemStream<'a> {
    text: &'a str,
    words: Words<'a>,
    positions: Positions,
    language: Language,
    inflector: &'a mut Inflector,
    token: &'a mut Token,
}

impl Tokenizer for StemTokenizer {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, marked: &'a str) -> StemStream<'a> {
        let (lang, text) = marked.split_once(LANG_END).unwrap_or(("", marked));
        StemStream {
            text,
            words: words(text),
            positions: Positions::START,
            language: Language::from_code(lang),
            inflector: &mut self.inflector,
            token: &mut self.token,
        }
    }
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some(word) = self.words.next() else { return false };
            let position = self.positions.of(self.text, word.span);
            reset(self.token, word.span, position);
            if self.inflector.stem_into(word, self.text, self.language, &mut self.token.text) {
                return true;
            }
        }
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
    words: WordStream<'a>,
    ended: bool,
}

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = NameStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NameStream<'a> {
        let words = WordStream { text, words: words(text), positions: Positions::START, token: &mut self.token };
        NameStream { words, ended: false }
    }
}

impl TokenStream for NameStream<'_> {
    fn advance(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.words.advance() {
            return true;
        }
        self.ended = true;
        let text = self.words.text;
        reset(self.words.token, Span::new(0, text.len()), self.words.positions.next);
        self.words.token.text.push_str(&whole_term(text));
        true
    }

    fn token(&self) -> &Token {
        self.words.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.words.token
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
    fn words_are_folded_and_a_gap_takes_a_position() {
        check(WORDS, "A Fair World\u{2}order", &[(0, "a"), (1, "fair"), (2, "world"), (4, "order")]);
    }

    #[test]
    fn stems_stand_at_the_positions_of_their_words() {
        check(STEMS, "en\u{1}2 sanctions\u{2}imposed", &[(1, "en:sanction"), (3, "en:impos")]);
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
