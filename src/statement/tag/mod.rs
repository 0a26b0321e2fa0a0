//! The sequence model: which tokens of a paragraph are source, cue and content.
//!
//! A linear-chain conditional random field (Lafferty, `McCallum` and Pereira 2001) over the words of a paragraph, in
//! which a quotation is one word, run twice: the second pass sees the labels of the first besides. What the rules make
//! of the paragraph is among the features. `docs/model.md` says what it was trained on and how well it does.

mod atom;
pub(crate) mod confidence;
pub(crate) mod context;
pub(crate) mod decode;
pub(crate) mod feature;
pub(crate) mod hash;
pub(crate) mod label;
pub(crate) mod link;
pub(crate) mod marginal;
mod memory;
pub(crate) mod model;
mod word;

use std::sync::{LazyLock, Mutex, PoisonError};

use super::draft::{Draft, Paragraph};
use decode::Transitions;
use feature::{Before, View};
use label::{Label, Part};
use marginal::Marginals;
use memory::Memory;
use model::Model;

/// Both passes.
#[derive(Debug)]
pub(crate) struct Tagger {
    model: Model,
    /// What readers remember that are done.
    idle: Mutex<Vec<Memory>>,
}

static SHIPPED: LazyLock<Option<Tagger>> =
    LazyLock::new(|| Tagger::from_bytes(include_bytes!("../../../data/attribution.model")));

impl Tagger {
    /// The one that the program carries, unpacked when first asked for. `None` when the program was built with a
    /// model that it can't read: then the rules alone speak.
    pub(crate) fn shipped() -> Option<&'static Tagger> {
        SHIPPED.as_ref()
    }

    /// Reads a model.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let model = Model::from_bytes(bytes)?;
        Some(Self { model, idle: Mutex::default() })
    }

    /// Somebody who reads paragraphs, one after the other.
    pub(crate) fn reader(&self) -> Reader<'_> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Reader { tagger: self, memory: Some(idle.unwrap_or_default()) }
    }
}

/// Reads paragraphs for one thread, the quicker the more it has read.
#[derive(Debug)]
pub(crate) struct Reader<'t> {
    tagger: &'t Tagger,
    /// There until it is dropped.
    memory: Option<Memory>,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut idle = self.tagger.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.memory.take());
    }
}

impl Reader<'_> {
    /// Reads a paragraph. `before` is the paragraph before it, `rules` what the rules found in it.
    pub(crate) fn read(
        &mut self,
        text: &str,
        paragraph: &Paragraph,
        before: Option<&Paragraph>,
        rules: &[&Draft],
    ) -> Reading {
        let model = &self.tagger.model;
        let memory = self.memory.get_or_insert_default();
        let view = View::new(text, paragraph, rules, Before::of(before));
        let [first, mut second] = memory.scores(model, &view);
        let [first_transitions, second_transitions] = &model.transitions;
        let labels = best(paragraph, &first, first_transitions);
        // Where there is nothing near, a second look finds nothing.
        if rules.is_empty() && labels.iter().all(|label| *label == Label::Outside) {
            return Reading { labels, sure: Vec::new() };
        }
        let [_, more] = memory.scores_of(model, &context::features(paragraph, &labels));
        for (score, more) in second.iter_mut().flatten().zip(more.iter().flatten()) {
            *score += more;
        }
        let labels = best(paragraph, &second, second_transitions);
        if labels.iter().all(|label| *label == Label::Outside) {
            return Reading { labels, sure: Vec::new() };
        }
        let likely = Marginals::<false>::of(&second, second_transitions).tokens;
        let sure = labels.iter().zip(&likely).map(|(label, likely)| likely[*label as usize]).collect();
        Reading { labels, sure }
    }
}

/// What the model makes of a paragraph.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The label of each token.
    pub labels: Vec<Label>,
    /// How likely it is, 0 to 1; nothing where no token has one.
    pub sure: Vec<f32>,
}

/// The best labels for these scores.
pub(crate) fn best(paragraph: &Paragraph, scores: &[[f32; Label::COUNT]], transitions: &Transitions) -> Vec<Label> {
    match with_turns(paragraph, scores) {
        Some(scores) => decode::best(&scores, transitions),
        None => decode::best(scores, transitions),
    }
}

/// A turn of a quoted transcript (`“WALLACE: Let’s start.`) is what its label says, whatever else speaks: the scores
/// with that, if there is one.
fn with_turns(paragraph: &Paragraph, scores: &[[f32; Label::COUNT]]) -> Option<Vec<[f32; Label::COUNT]>> {
    /// Beyond any sum of weights.
    const SURE: f32 = 1e4;
    let mut changed: Option<Vec<[f32; Label::COUNT]>> = None;
    for index in 2..paragraph.tokens.len() {
        let colon = &paragraph.tokens[index - 1];
        let turn = colon.is_mark(':')
            && paragraph.quotation(index).is_some_and(|quotation| quotation.outer.start == quotation.inner.start);
        if !turn {
            continue;
        }
        let scores = changed.get_or_insert_with(|| scores.to_vec());
        let names = paragraph.tokens[..index - 1].iter().rev().take_while(|token| token.is_word()).count();
        let first = index - 1 - names;
        for (label, at) in Label::run(Part::Source, names).zip(first..) {
            scores[at][label as usize] += SURE;
        }
        scores[index - 1][Label::CueBegin as usize] += SURE;
        scores[index][Label::ContentSingle as usize] += SURE;
        if let Some(before) = first.checked_sub(1) {
            scores[before][Label::Outside as usize] += SURE;
        }
    }
    changed
}
