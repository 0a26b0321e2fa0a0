//! What the sequence model sees of a token: hashed features of its words and of the sentence around it.
//!
//! A feature is the hash of a template's number and of what stands there. The numbers are part of the model's
//! format: a changed template takes a new number and a new model.

use std::collections::HashMap;
use std::ops::Range;

use super::super::draft::{Draft, Paragraph};
use super::super::lexicon;
use super::super::token::Token;
use super::atom::{Atom, EDGE, atom};
use super::hash::mix;

/// The features of a paragraph's tokens: 32-bit hashes, token after token.
#[derive(Debug, Default)]
pub(crate) struct Features {
    hashes: Vec<u32>,
    /// Where each token's hashes end.
    ends: Vec<usize>,
}

impl Features {
    /// Room for the features of that many tokens.
    pub(super) fn with_capacity(tokens: usize) -> Self {
        Self { hashes: Vec::with_capacity(tokens * 64), ends: Vec::with_capacity(tokens) }
    }

    /// What follows belongs to the next token.
    pub(super) fn close_token(&mut self) {
        self.ends.push(self.hashes.len());
    }

    /// Room for those of other tokens.
    pub(super) fn clear(&mut self) {
        self.hashes.clear();
        self.ends.clear();
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The features of a token.
    pub(crate) fn of(&self, token: usize) -> &[u32] {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.hashes[start..self.ends[token]]
    }

    /// These features of each token and `more` of them.
    #[cfg(any(test, feature = "training"))]
    pub(crate) fn with(&self, more: &Self) -> Self {
        let mut both = Self::with_capacity(self.len());
        for token in 0..self.len() {
            both.hashes.extend(self.of(token));
            both.hashes.extend(more.of(token));
            both.close_token();
        }
        both.hashes.shrink_to_fit();
        both
    }

    pub(super) fn push(&mut self, template: u64, value: u64) {
        self.hashes.push(hashed(template, value));
    }
}

/// A feature: the value that stands in a template.
fn hashed(template: u64, value: u64) -> u32 {
    low(mix(template, value))
}

/// The feature that every token has.
pub(crate) fn bias() -> u32 {
    low(mix(1, 0))
}

#[allow(clippy::cast_possible_truncation)]
fn low(hash: u64) -> u32 {
    hash as u32
}

/// What stands before a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before {
    any: bool,
    /// It ended with a quotation.
    quoted: bool,
    /// That quotation was left open.
    open: bool,
}

impl Before {
    /// What there is to know of the paragraph before.
    pub(crate) fn of(paragraph: Option<&Paragraph>) -> Self {
        Self {
            any: paragraph.is_some(),
            quoted: paragraph.is_some_and(|before| before.tokens.iter().rev().take(2).any(Token::is_quotation)),
            open: paragraph.is_some_and(Paragraph::ends_open),
        }
    }

    fn number(self) -> u64 {
        u64::from(self.any) * 4 + u64::from(self.quoted) * 2 + u64::from(self.open)
    }
}

/// How far a token is seen by others.
pub(super) const REACH: isize = 3;

/// A grain in which a token is seen by itself: the template's number where it is seen farthest behind, how far it is
/// seen, and the grain.
type Grain = (u64, isize, fn(&Atom) -> u64);

const WORD: Grain = (10, 2, |atom| atom.word);
const CLASS: Grain = (20, REACH, |atom| atom.class);
const FINE: Grain = (40, 2, |atom| atom.fine);
const ROUGH: Grain = (50, REACH, |atom| atom.rough);
const NOUN: Grain = (60, 1, |atom| atom.noun);
const VERB: Grain = (63, 1, |atom| atom.verb);

/// A paragraph with all that is known of its tokens one by one.
///
/// A feature of a token is either that of a single token somewhere around it ([`Self::alone`], [`Self::unmarked`]), or
/// of several things at once ([`Self::joint`]).
pub(crate) struct View<'p> {
    tokens: &'p [Token],
    sentences: &'p [Range<usize>],
    atoms: Vec<Atom>,
    /// What the rules make of each token.
    marks: Vec<u64>,
    before: u64,
}

/// What is known of a sentence as a whole.
struct Sentence {
    range: Range<usize>,
    /// Whether it holds a quotation, ends with a report, begins with or holds "according to".
    kind: u64,
    /// Number of reporting words, 3 for more.
    cues: u64,
    /// The reporting word that it ends with, as in "…, Smith said".
    trailing: Option<usize>,
    last_word: Option<usize>,
    /// The next reporting word behind each token.
    next_cue: Vec<Option<usize>>,
}

/// What a sentence held up to a token.
#[derive(Default)]
struct Near {
    /// The last reporting word.
    cue: Option<usize>,
    /// Commas since then.
    commas: u64,
    in_brackets: bool,
}

impl Near {
    fn pass(&mut self, view: &View, index: usize) {
        let token = &view.tokens[index];
        if view.is_cue(index) {
            self.cue = Some(index);
            self.commas = 0;
        }
        self.commas = (self.commas + u64::from(token.is_mark(','))).min(3);
        self.in_brackets = token.is_mark('(') || self.in_brackets && !token.is_mark(')');
    }
}

impl<'p> View<'p> {
    /// Looks at a paragraph. `rules` are the drafts that the rules found in it.
    pub(crate) fn new(text: &str, paragraph: &'p Paragraph, rules: &[&Draft], before: Before) -> Self {
        let none = HashMap::new();
        let cues = lexicon::cues("en").unwrap_or(&none);
        Self {
            tokens: &paragraph.tokens,
            sentences: &paragraph.sentences,
            atoms: (0..paragraph.tokens.len()).map(|index| atom(text, paragraph, index, cues)).collect(),
            marks: marks(paragraph, rules),
            before: before.number(),
        }
    }
}

impl View<'_> {
    /// All features of its tokens.
    #[cfg(any(test, feature = "training"))]
    pub(crate) fn all(&self) -> Features {
        self.features::<true>()
    }

    /// The features that hold several things at once.
    pub(super) fn joint(&self) -> Features {
        self.features::<false>()
    }

    fn features<const ALL: bool>(&self) -> Features {
        let mut found = Features::with_capacity(self.tokens.len());
        for range in self.sentences {
            let sentence = self.sentence(range.clone());
            let mut near = Near::default();
            for index in range.clone() {
                self.words::<ALL>(index, &mut found);
                self.classes::<ALL>(index, &mut found);
                self.position(index, &sentence, &mut found);
                self.reports(index, &sentence, &near, &mut found);
                self.quotations(index, &sentence, &mut found);
                self.rules::<ALL>(index, &sentence, &near, &mut found);
                found.close_token();
                near.pass(self, index);
            }
        }
        found
    }

    /// Its tokens by themselves.
    pub(super) fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    /// The features that a token gives to the one that has it `offset` tokens away, whatever else stands there.
    pub(super) fn alone(atom: &Atom, offset: isize, found: &mut Features) {
        for grain in [WORD, CLASS, FINE, ROUGH, NOUN, VERB] {
            found.hashes.extend(seen(grain, atom, offset));
        }
        found.close_token();
    }

    /// Those besides that it gives where the rules make nothing of it, nor of the token that has it `offset` tokens
    /// away: to itself and to its neighbours.
    pub(super) fn unmarked(atom: &Atom, offset: isize, found: &mut Features) {
        match offset {
            -1 => found.push(127, mix(NO_MARKS, atom.word)),
            0 => {
                found.push(124, mix(0, atom.word));
                found.push(125, mix(0, atom.class));
            }
            1 => found.push(126, mix(NO_MARKS, atom.word)),
            _ => {}
        }
        found.close_token();
    }

    /// Whether [`Self::unmarked`] holds between a token and the one `offset` tokens away.
    pub(super) fn is_unmarked(&self, index: usize, offset: isize) -> bool {
        self.mark(index, 0) == 0 && self.mark(index, offset) == 0
    }

    fn see(&self, grain: Grain, index: usize, offset: isize, found: &mut Features) {
        found.hashes.extend(seen(grain, self.at(index, offset), offset));
    }

    /// The atom `offset` tokens away from `index`.
    fn at(&self, index: usize, offset: isize) -> &Atom {
        index.checked_add_signed(offset).and_then(|index| self.atoms.get(index)).unwrap_or(&EDGE)
    }

    fn mark(&self, index: usize, offset: isize) -> u64 {
        index.checked_add_signed(offset).and_then(|index| self.marks.get(index)).copied().unwrap_or(99)
    }

    /// Whether a reporting word stands there, as far as the list knows; names are none.
    fn is_cue(&self, index: usize) -> bool {
        self.atoms[index].cue > 0 && !self.tokens[index].capital
    }

    fn sentence(&self, range: Range<usize>) -> Sentence {
        let tokens = self.tokens;
        let separates =
            |index: usize| tokens[index].is_mark(',') || tokens[index].is_mark('—') || tokens[index].is_quotation();
        let trailing = range.clone().rev().take(14).find(|&index| self.is_cue(index)).filter(|&cue| {
            (range.start..cue).rev().take(14).any(separates)
                && !(cue + 1..range.end).any(|index| tokens[index].is("that"))
        });
        let quoted = range.clone().any(|index| tokens[index].is_quotation());
        let according = range.clone().find(|&index| tokens[index].is("according"));
        let according = according.map_or(0, |index| if index == range.start { 1 } else { 2 });
        let mut next_cue: Vec<Option<usize>> = Vec::with_capacity(range.len());
        let mut next = None;
        for index in range.clone().rev() {
            next_cue.push(next);
            if self.is_cue(index) {
                next = Some(index);
            }
        }
        next_cue.reverse();
        Sentence {
            kind: u64::from(quoted) * 8 + u64::from(trailing.is_some()) * 4 + according,
            cues: range.clone().filter(|&index| self.atoms[index].cue > 0).take(3).count() as u64,
            trailing,
            last_word: range.clone().rev().find(|&index| tokens[index].is_word() || tokens[index].is_quotation()),
            next_cue,
            range,
        }
    }

    /// The words around.
    fn words<const ALL: bool>(&self, index: usize, found: &mut Features) {
        found.hashes.push(bias());
        let here = self.at(index, 0);
        if ALL {
            for grain in [WORD, CLASS] {
                (-REACH..=REACH).for_each(|offset| self.see(grain, index, offset, found));
            }
        }
        let (before, after) = (self.at(index, -1), self.at(index, 1));
        found.push(30, mix(before.word, here.word));
        found.push(31, mix(here.word, after.word));
        found.push(32, mix(before.class, here.class));
        found.push(33, mix(here.class, after.class));
    }

    /// The classes and senses of the words around.
    fn classes<const ALL: bool>(&self, index: usize, found: &mut Features) {
        if ALL {
            for grain in [FINE, ROUGH] {
                (-REACH..=REACH).for_each(|offset| self.see(grain, index, offset, found));
            }
            for offset in -REACH..=REACH {
                self.see(NOUN, index, offset, found);
                self.see(VERB, index, offset, found);
            }
        }
        let here = self.at(index, 0);
        let rough = |offset: isize| self.at(index, offset).rough;
        let (before, after) = (mix(rough(-1), here.rough), mix(here.rough, rough(1)));
        found.push(70, before);
        found.push(71, after);
        found.push(72, mix(before, rough(1)));
        found.push(73, mix(rough(-2), before));
        found.push(74, mix(after, rough(2)));
        found.push(75, mix(mix(rough(-2), before), mix(rough(1), rough(2))));
        found.push(76, mix(mix(here.verb, self.at(index, -1).noun), rough(1)));
    }

    /// Its place in the sentence.
    fn position(&self, index: usize, sentence: &Sentence, found: &mut Features) {
        let here = self.at(index, 0);
        let place = ends(index, sentence);
        found.push(80, mix(sentence.kind, place));
        found.push(81, mix(sentence.kind, here.coarse));
        found.push(82, mix(mix(sentence.kind, sentence.cues), place & 2));
        found.push(83, bucket(index - sentence.range.start));
        found.push(84, bucket(sentence.range.end - index));
        found.push(85, mix(place, here.class));
    }

    /// The nearest reporting words of the sentence, before and behind.
    fn reports(&self, index: usize, sentence: &Sentence, near: &Near, found: &mut Features) {
        let here = self.at(index, 0);
        let next = sentence.next_cue[index - sentence.range.start];
        if let Some(cue) = near.cue {
            let distance = bucket(index - cue);
            let that = u64::from(self.tokens.get(cue + 1).is_some_and(|next| next.is("that")));
            let cue = &self.atoms[cue];
            let commas = cue.cue * 8 + near.commas;
            found.push(90, mix(cue.word, that));
            found.push(91, mix(mix(cue.cue, distance), near.commas * 2 + that));
            found.push(92, mix(commas, here.class));
            found.push(93, mix(mix(cue.word, distance.min(4)), here.coarse));
            found.push(94, mix(commas, mix(self.at(index, -1).coarse, here.coarse)));
            found.push(95, mix(cue.cue * 2 + that, mix(here.coarse, self.at(index, 1).coarse)));
        } else {
            found.push(96, here.coarse);
        }
        if let Some(cue) = next {
            let distance = bucket(cue - index);
            let trailing = u64::from(sentence.trailing == Some(cue));
            let cue = &self.atoms[cue];
            found.push(100, mix(cue.word, trailing));
            found.push(101, mix(mix(cue.cue, distance), trailing));
            found.push(102, mix(cue.cue * 2 + trailing, here.class));
            found.push(103, mix(mix(cue.word, cue.cue), mix(distance.min(4), here.coarse)));
        } else {
            found.push(104, here.coarse);
        }
        let around =
            u64::from(near.cue.is_some()) * 4 + u64::from(next.is_some()) * 2 + u64::from(sentence.trailing.is_some());
        found.push(105, mix(around, here.coarse));
        if near.in_brackets {
            found.push(106, here.coarse);
        }
    }

    /// What stands before the sentence, and what a quotation stands between.
    fn quotations(&self, index: usize, sentence: &Sentence, found: &mut Features) {
        let here = self.at(index, 0);
        if index < sentence.range.start + 2 || here.quoted {
            let before = self.before * 2 + u64::from(sentence.range.start == 0);
            found.push(110, mix(before, here.class));
            found.push(111, mix(before, sentence.kind * 2 + u64::from(index == sentence.range.start)));
        }
        if here.quoted {
            let alone = u64::from(sentence.range.len() <= 2);
            found.push(112, mix(alone, here.class));
            found.push(113, mix(mix(self.at(index, -1).word, self.at(index, 1).coarse), here.coarse));
        }
    }

    /// What the rules say.
    fn rules<const ALL: bool>(&self, index: usize, sentence: &Sentence, near: &Near, found: &mut Features) {
        let here = self.at(index, 0);
        let (before, mark, after) = (self.mark(index, -1), self.mark(index, 0), self.mark(index, 1));
        found.push(120, mark);
        found.push(121, mix(mark, before));
        found.push(122, mix(mark, after));
        found.push(123, mix(mix(mark, before), after));
        if ALL || !self.is_unmarked(index, 0) {
            found.push(124, mix(mark, here.word));
            found.push(125, mix(mark, here.class));
        }
        if ALL || !self.is_unmarked(index, 1) {
            found.push(126, mix(mix(mark, after), self.at(index, 1).word));
        }
        if ALL || !self.is_unmarked(index, -1) {
            found.push(127, mix(mix(mark, before), self.at(index, -1).word));
        }
        if let Some(cue) = near.cue {
            found.push(128, mix(mark, self.atoms[cue].word));
        }
        if let Some(cue) = sentence.next_cue[index - sentence.range.start] {
            found.push(129, mix(mark, self.atoms[cue].word));
        }
    }
}

/// Two neighbours of which the rules make nothing. Beyond an end there is no neighbour.
const NO_MARKS: u64 = mix(0, 0);

/// The feature of a token that stands `offset` tokens away; `None` where it is too far to be seen in that grain.
fn seen((template, reach, value): Grain, atom: &Atom, offset: isize) -> Option<u32> {
    let place = u64::try_from(offset + reach).ok().filter(|_| offset <= reach)?;
    Some(hashed(template + place, value(atom)))
}

/// 2 for the first token of a sentence, 1 for its last word.
fn ends(index: usize, sentence: &Sentence) -> u64 {
    u64::from(index == sentence.range.start) * 2 + u64::from(Some(index) == sentence.last_word)
}

pub(super) fn bucket(distance: usize) -> u64 {
    match distance {
        0..=4 => distance as u64,
        5..=7 => 5,
        8..=12 => 6,
        13..=20 => 7,
        _ => 8,
    }
}

/// What the rules make of each token: 0 nothing, else the part (content, surer content, source, cue) and whether it
/// begins there.
fn marks(paragraph: &Paragraph, rules: &[&Draft]) -> Vec<u64> {
    let mut marks = vec![0; paragraph.tokens.len()];
    let mut set = |span: crate::text::Span, part: u64| {
        let first = paragraph.tokens.partition_point(|token| token.span.end <= span.start);
        let inside = paragraph.tokens[first..].iter().take_while(|token| token.span.start < span.end).count();
        for (offset, mark) in marks[first..first + inside].iter_mut().enumerate() {
            *mark = part * 2 + u64::from(offset == 0);
        }
    };
    for draft in rules {
        let part = if draft.confidence >= 0.8 { 2 } else { 1 };
        draft.spans.iter().for_each(|span| set(*span, part));
    }
    for draft in rules {
        draft.source.into_iter().for_each(|source| set(source, 3));
        draft.cue.into_iter().for_each(|cue| set(cue, 4));
    }
    marks
}
