//! What the features are made of: each token by itself, as numbers.

use std::collections::HashMap;

use super::super::draft::Paragraph;
use super::super::lexicon::{self, CueClass};
use super::super::title;
use super::super::token::{Token, TokenKind};
use super::hash::{hash, mix};
use super::word::known;

/// A token in several grains, from the word itself to its rough class. Numbers mean nothing but sameness.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom {
    /// The word; a quotation by its length and marks.
    pub word: u64,
    /// A closed class (pronoun, auxiliary, preposition …), else the ending and what it reports.
    pub class: u64,
    /// Coarser than that.
    pub coarse: u64,
    /// What a reporting word takes as its content, 0 for all others.
    pub cue: u64,
    /// Its class among 400.
    pub fine: u64,
    /// Its class among 64.
    pub rough: u64,
    /// Its sense as a noun.
    pub noun: u64,
    /// Its sense as a verb.
    pub verb: u64,
    /// Whether it is a quotation.
    pub quoted: bool,
}

impl Atom {
    /// A number that differs for atoms that differ in what one token alone is seen by.
    pub(super) fn key(&self) -> u64 {
        // The word says its classes and senses, but not whether it has a capital: that is in its rough class.
        mix(mix(self.word, self.class), self.rough)
    }

    /// The same in every grain.
    const fn plain(value: u64) -> Self {
        Atom {
            word: value,
            class: value,
            coarse: value,
            cue: 0,
            fine: value,
            rough: value,
            noun: value,
            verb: value,
            quoted: false,
        }
    }
}

/// What stands beyond the ends of a paragraph.
pub(super) const EDGE: Atom = Atom::plain(1);

fn cue_number(class: CueClass) -> u64 {
    match class {
        CueClass::Clause => 1,
        CueClass::Tell => 2,
        CueClass::Ask => 3,
        CueClass::Object => 4,
        CueClass::Infinitive => 5,
        CueClass::Label => 6,
        CueClass::Quoted => 7,
    }
}

/// The atom of a token.
pub(super) fn atom(text: &str, paragraph: &Paragraph, index: usize, cues: &HashMap<String, CueClass>) -> Atom {
    let token = &paragraph.tokens[index];
    match token.kind {
        TokenKind::Quotation(_) => quotation_atom(text, paragraph, index),
        TokenKind::Mark(mark) => Atom::plain(mix(0x61, u64::from(u32::from(mark)))),
        TokenKind::Number => Atom { word: mix(0x71, token.span.len().min(5) as u64), ..Atom::plain(0x71) },
        TokenKind::Word => word_atom(token, cues),
    }
}

/// A quotation by its length, its first letter and its last mark.
fn quotation_atom(text: &str, paragraph: &Paragraph, index: usize) -> Atom {
    let Some(quotation) = paragraph.quotation(index) else { return EDGE };
    let inner = quotation.inner.of(text).unwrap_or_default();
    // Counting stops where it makes no difference: quotations can be long.
    let words = match inner.split_whitespace().take(16).count() {
        0..=1 => 1,
        2..=3 => 2,
        4..=7 => 3,
        8..=15 => 4,
        _ => 5,
    };
    let last = match paragraph.last_inside(text, index) {
        Some(',') => 1,
        Some('.') => 2,
        Some('?' | '!') => 3,
        Some('…' | '—' | '-') => 4,
        _ => 5,
    };
    let capital = u64::from(inner.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase));
    let long = u64::from(words > 2);
    // `the film “Gone With the Wind”`, `‘Coal Isn’t the Villain.’` over a section: a title, mostly nobody's words.
    let titled = u64::from(is_title_case(inner));
    let single = u64::from(
        text[quotation.outer.start..].starts_with(['‘', '\'']) && !text[quotation.outer.start..].starts_with("''"),
    );
    Atom {
        word: mix(
            0x51,
            words * 100 + last * 10 + capital * 2 + u64::from(quotation.closed) + titled * 1000 + single * 2000,
        ),
        class: mix(0x52, last * 10 + capital * 2 + long + titled * 100),
        coarse: mix(0x53, long),
        fine: mix(0x56, last * 4 + titled * 2 + single),
        quoted: true,
        ..Atom::plain(0x56)
    }
}

/// Whether every longer word of the first ones has a capital, and there are two of them.
fn is_title_case(text: &str) -> bool {
    let mut words = 0;
    for word in text.split_whitespace().take(10) {
        let Some(first) = word.chars().find(|letter| letter.is_alphanumeric()) else { continue };
        if word.chars().count() > 4 && first.is_lowercase() {
            return false;
        }
        words += u32::from(first.is_uppercase());
    }
    words > 1
}

fn word_atom(token: &Token, cues: &HashMap<String, CueClass>) -> Atom {
    let word = token.lower.as_str();
    let closed = closed_class(word);
    let cue = cues.get(word).copied().map_or(0, cue_number);
    let number = hash(word);
    let known = known(number);
    let ending = match () {
        () if word.ends_with("ing") => 1,
        () if word.ends_with("ed") => 2,
        () if word.ends_with("ly") => 3,
        () if word.ends_with("ion") => 4,
        () if word.ends_with("er") || word.ends_with("or") || word.ends_with("ist") => 5,
        () if word.ends_with("ment") || word.ends_with("ness") || word.ends_with("ity") => 6,
        () if word.ends_with('s') => 7,
        () => 8,
    };
    let open = u64::from(token.capital) * 10 + if token.capital { u64::from(title::is_title(word)) } else { ending };
    let class = if closed > 0 { mix(0x81, closed) } else { mix(0x82, open * 10 + cue) };
    let coarse = if closed > 0 {
        mix(0x83, closed)
    } else if cue > 0 && !token.capital {
        0x84
    } else if token.capital {
        0x85
    } else {
        mix(0x86, u64::from(ending <= 2) * ending)
    };
    Atom {
        word: number,
        class: mix(class, u64::from(token.possessive)),
        coarse,
        cue,
        fine: mix(0x88, u64::from(known.fine)),
        rough: mix(0x89, u64::from(known.rough) * 2 + u64::from(token.capital)),
        noun: mix(0x8a, u64::from(known.noun)),
        verb: mix(0x8b, u64::from(known.verb) * 8 + u64::from(known.part)),
        quoted: false,
    }
}

fn closed_class(word: &str) -> u64 {
    if lexicon::is_subject_pronoun(word) {
        1
    } else if word == "that" {
        2
    } else if lexicon::is_auxiliary(word) {
        if lexicon::is_modal(word) { 3 } else { 4 }
    } else if lexicon::is_object_pronoun(word) {
        5
    } else if lexicon::is_determiner(word) {
        6
    } else if word == "to" {
        7
    } else if lexicon::is_preposition(word) {
        8
    } else if lexicon::is_subordinator(word) {
        9
    } else if lexicon::is_time(word) {
        10
    } else if matches!(word, "and" | "or" | "but") {
        11
    } else if matches!(word, "who" | "which" | "whose") {
        12
    } else if lexicon::is_adverb(word) {
        13
    } else {
        0
    }
}
