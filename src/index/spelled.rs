//! The words of a statement's texts, told once for all fields that hold them, and handed to tantivy as they are: its chain
//! only has to part them again.
//!
//! A quote stands in its context, so its words are not indexed twice. Their positions are those in the context, and the
//! field of the context holds the words around them; whoever asks for the context asks both. Only where a quote has
//! positions of its own, being in pieces or ending within a word, the field of the context holds all of its words.

use std::cell::RefCell;
use std::ops::Range;

use super::inflect::{Inflector, Language};
use crate::statement::Record;
use crate::text::{Span, WordKind, words};

/// Ends each position of a spelled text; no folded word holds it.
pub(super) const END: char = '\u{1}';

/// Words with their positions: each ends with [`END`], and a position without a word is an [`END`] alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Spelled {
    text: String,
    next: usize,
}

impl Spelled {
    /// Adds a word at a position behind all others.
    fn push(&mut self, position: usize, word: &str) {
        while self.next < position {
            self.text.push(END);
            self.next += 1;
        }
        self.text.push_str(word);
        self.text.push(END);
        self.next += 1;
    }

    /// What the chain reads.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A text as words and as stems, at the same positions.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub words: Spelled,
    pub stems: Spelled,
}

impl Texts {
    fn push(&mut self, position: usize, token: Told<'_>) {
        self.words.push(position, token.word);
        if !token.stem.is_empty() {
            self.stems.push(position, token.stem);
        }
    }

    /// Whether it has no word.
    pub(super) fn is_empty(&self) -> bool {
        self.words.text.is_empty()
    }
}

/// A word with all that is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told<'t> {
    /// As it stands.
    pub piece: &'t str,
    pub kind: WordKind,
    /// Folded.
    pub word: &'t str,
    /// Tagged stem; empty when there is none.
    pub stem: &'t str,
}

/// Words in the order in which they were told, their forms one behind the other.
#[derive(Debug)]
struct Tokens<'t> {
    text: &'t str,
    words: String,
    stems: String,
    all: Vec<Token>,
}

#[derive(Debug)]
struct Token {
    span: Span,
    kind: WordKind,
    word_end: usize,
    stem_end: usize,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str) -> Self {
        // Prose has a word for each six bytes; tags make stems longer than words.
        Self {
            text,
            words: String::with_capacity(text.len()),
            stems: String::with_capacity(2 * text.len()),
            all: Vec::with_capacity(text.len() / 5),
        }
    }

    /// Tells the words of `span`; says which they are.
    fn tell(&mut self, span: Span, language: Language, inflector: &mut Inflector) -> Range<usize> {
        let first = self.all.len();
        let piece = span.of(self.text).unwrap_or_default();
        for word in words(piece) {
            let from = self.words.len();
            word.fold_into(piece, &mut self.words);
            inflector.append_stem(word, piece, &self.words[from..], language, &mut self.stems);
            self.all.push(Token {
                span: Span::new(span.start + word.span.start, span.start + word.span.end),
                kind: word.kind,
                word_end: self.words.len(),
                stem_end: self.stems.len(),
            });
        }
        first..self.all.len()
    }

    fn get(&self, number: usize) -> Told<'_> {
        let before = number.checked_sub(1).and_then(|before| self.all.get(before));
        let (word, stem) = before.map_or((0, 0), |token| (token.word_end, token.stem_end));
        let token = &self.all[number];
        Told {
            piece: token.span.of(self.text).unwrap_or_default(),
            kind: token.kind,
            word: &self.words[word..token.word_end],
            stem: &self.stems[stem..token.stem_end],
        }
    }

    /// The words of `among` that lie in `span`; `None` where one of them lies in it and beside it.
    fn within(&self, among: Range<usize>, span: Span) -> Option<Range<usize>> {
        let tokens = &self.all[among.clone()];
        let first = tokens.partition_point(|token| token.span.end <= span.start);
        let end = tokens.partition_point(|token| token.span.start < span.end);
        let inside = tokens.get(first..end)?;
        let is_cut = inside.iter().any(|token| !span.covers(token.span));
        (!is_cut).then_some(among.start + first..among.start + end)
    }
}

/// The words of a statement.
#[derive(Debug)]
pub(super) struct RecordWords<'r> {
    tokens: Tokens<'r>,
    context: Range<usize>,
    /// Those of each piece of the quote.
    pieces: Vec<Range<usize>>,
    /// Whether the quote has positions of its own.
    is_apart: bool,
}

impl<'r> RecordWords<'r> {
    /// Tells the words of a statement and of all around it.
    pub(super) fn new(record: &'r Record, inflector: &mut Inflector) -> Self {
        let language = language(record);
        let mut tokens = Tokens::new(&record.context.text);
        let context = tokens.tell(Span::new(0, record.context.text.len()), language, inflector);
        let mut is_apart = record.spans.len() != 1;
        let mut pieces = Vec::with_capacity(record.spans.len());
        for span in record.context_spans() {
            pieces.push(tokens.within(context.clone(), span).unwrap_or_else(|| {
                is_apart = true;
                tokens.tell(span, language, inflector)
            }));
        }
        Self { tokens, context, pieces, is_apart }
    }

    /// Tells the words of a statement alone.
    pub(super) fn of_quote(record: &'r Record, inflector: &mut Inflector) -> Self {
        let language = language(record);
        let mut tokens = Tokens::new(&record.context.text);
        let pieces = record.context_spans().map(|span| tokens.tell(span, language, inflector)).collect();
        Self { tokens, context: 0..0, pieces, is_apart: true }
    }

    /// Whether the quote has positions of its own.
    pub(super) fn is_apart(&self) -> bool {
        self.is_apart
    }

    /// The words of the quote. Two pieces have a position between them, so that a phrase does not reach over it and a `NEAR`
    /// still does.
    pub(super) fn quote(&self) -> Texts {
        let mut texts = Texts::default();
        let mut begin = 0;
        for piece in &self.pieces {
            if !self.is_apart {
                begin = piece.start - self.context.start;
            }
            for (position, number) in (begin..).zip(piece.clone()) {
                texts.push(position, self.tokens.get(number));
            }
            begin += piece.len() + 1;
        }
        texts
    }

    /// The words of the context that do not stand in the field of the quote.
    pub(super) fn around(&self) -> Texts {
        let mut texts = Texts::default();
        let quoted = self.pieces.first().filter(|_| !self.is_apart).cloned().unwrap_or_default();
        for (position, number) in self.context.clone().enumerate().filter(|(_, number)| !quoted.contains(number)) {
            texts.push(position, self.tokens.get(number));
        }
        texts
    }

    /// The words of the quote, one after the other.
    pub(super) fn said(&self) -> impl Iterator<Item = Told<'_>> {
        self.pieces.iter().cloned().flatten().map(|number| self.tokens.get(number))
    }
}

/// Calls `make` with the inflector of this thread, which remembers the stems of frequent words from one text to the next.
pub(super) fn with_inflector<T>(make: impl FnOnce(&mut Inflector) -> T) -> T {
    thread_local! {
        static INFLECTOR: RefCell<Inflector> = RefCell::default();
    }
    INFLECTOR.with_borrow_mut(make)
}

/// The words of a text in the language of an article.
pub(super) fn spell(text: &str, lang: Option<&str>, inflector: &mut Inflector) -> Texts {
    let mut tokens = Tokens::new(text);
    let all = tokens.tell(Span::new(0, text.len()), Language::from_code(lang.unwrap_or_default()), inflector);
    let mut texts = Texts::default();
    for (position, number) in all.enumerate() {
        texts.push(position, tokens.get(number));
    }
    texts
}

fn language(record: &Record) -> Language {
    Language::from_code(record.article.lang.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::samples::sample;

    /// `position:word` of each word.
    fn read(spelled: Spelled) -> String {
        let text = spelled.into_text();
        let words = text.split(END).enumerate().filter(|(_, word)| !word.is_empty());
        words.map(|(position, word)| format!("{position}:{word}")).collect::<Vec<_>>().join(" ")
    }

    /// The quote is made of `pieces`.
    fn check(text: &str, pieces: &[&str], quote: &str, around: &str) {
        let place = |piece: &&str| text.find(*piece).map(|at| (at, at + piece.len())).unwrap();
        let record = sample("a", text, &pieces.iter().map(place).collect::<Vec<_>>());
        let words = RecordWords::new(&record, &mut Inflector::default());
        assert_eq!(
            (read(words.quote().words).as_str(), read(words.around().words).as_str()),
            (quote, around),
            "{text}"
        );
        let of_quote = RecordWords::of_quote(&record, &mut Inflector::default());
        assert!(words.said().eq(of_quote.said()), "{text}");
    }

    #[test]
    fn a_quote_has_its_positions_in_the_context_which_holds_the_rest() {
        check("He said: “A Fair world.” Twice.", &["A Fair world"], "2:a 3:fair 4:world", "0:he 1:said 5:twice");
        check("All of it", &["All of it"], "0:all 1:of 2:it", "");
    }

    #[test]
    fn a_quote_in_pieces_and_one_that_cuts_a_word_stand_apart() {
        let interrupted = "“A fair,” he said, “world.”";
        check(interrupted, &["A fair", "world"], "0:a 1:fair 3:world", "0:a 1:fair 2:he 3:said 4:world");
        check("A pro-peace deal", &["A pr"], "0:a 1:pr", "0:a 1:pro 2:peace 3:deal");
        check("No words", &[" "], "", "0:no 1:words");
    }

    #[test]
    fn stems_stand_at_the_positions_of_their_words() {
        let mut inflector = Inflector::default();
        let texts = spell("2 sanctions, imposed", Some("en"), &mut inflector);
        assert_eq!(read(texts.words), "0:2 1:sanctions 2:imposed");
        assert_eq!(read(texts.stems), "1:en:sanction 2:en:impos");
        assert!(spell(" — ", None, &mut inflector).is_empty());
    }
}
