//! Training of the extractor: annotated articles into the model that the program carries, plain ones into word classes.
//!
//! No part of what users run: built with the feature `training` for the command `dixit-train`. The same input gives
//! the same bytes; `docs/model.md` says how it is called and what came out.

mod cluster;
mod confidence;
mod crf;
mod dictionary;
pub mod gold;
mod sense;
#[cfg(test)]
mod tests;
mod words;

pub use confidence::{Calibration, calibrate};
pub use words::{WordsError, word_table};

use std::collections::BTreeMap;

use crate::statement::tag::feature::{self, Before, Features, View};
use crate::statement::tag::label::Label;
use crate::statement::tag::model::{Model, Row};
use crate::statement::tag::{best, context};
use crate::statement::{Draft, Paragraph, draft_paragraphs};
use crf::{Example, Weights};
use dictionary::Dictionary;

/// Annotated articles are parted into so many for the labels that the second pass learns from: each article's are given
/// by a first pass that has not seen it.
const FOLDS: usize = 4;

/// Features that are seen less often are left out.
const LEAST_COUNT: u32 = 3;

/// Features whose weights are all smaller are left out.
const LEAST_WEIGHT: f32 = 0.045;

/// What is added to the weight of a cue's and a content's beginning. The likelihood that training maximises counts
/// tokens, most of which are no part of anything; the harmonic mean of precision and recall over statements is greatest
/// with a few more of them. Chosen by cross-validation on the training articles.
const CUE_BONUS: f32 = 1.0;
const CONTENT_BONUS: f32 = 0.3;

/// An article read for training: its paragraphs, with what the rules find in each and the labels it should have.
struct Lesson {
    text: String,
    paragraphs: Vec<Paragraph>,
    rules: Vec<Vec<Draft>>,
    labels: Vec<Vec<Label>>,
}

impl Lesson {
    fn new(article: &gold::Article) -> Self {
        let (paragraphs, rules) = draft_paragraphs(&article.text);
        let labels = paragraphs.iter().map(|paragraph| gold::labels(article, paragraph)).collect();
        Self { text: article.text.clone(), paragraphs, rules, labels }
    }

    fn features(&self) -> Vec<Features> {
        (0..self.paragraphs.len())
            .map(|number| {
                let before = number.checked_sub(1).map(|before| &self.paragraphs[before]);
                let rules: Vec<&Draft> = self.rules[number].iter().collect();
                View::new(&self.text, &self.paragraphs[number], &rules, Before::of(before)).all()
            })
            .collect()
    }
}

/// The model of `articles`, as the bytes of `data/attribution.model`. `report` hears how far it is.
pub fn train(articles: &[gold::Article], report: &(dyn Fn(&str) + Sync)) -> Vec<u8> {
    let lessons: Vec<Lesson> = articles.iter().map(Lesson::new).collect();
    let features: Vec<Vec<Features>> = lessons.iter().map(Lesson::features).collect();
    report("first pass, by folds");
    let labels = labels_by_folds(&lessons, &features, report);
    let with_labels: Vec<Vec<Features>> = (0..lessons.len())
        .map(|number| {
            let paragraphs = lessons[number].paragraphs.iter().zip(&labels[number]).zip(&features[number]);
            paragraphs
                .map(|((paragraph, labels), features)| features.with(&context::features(paragraph, labels)))
                .collect()
        })
        .collect();
    report("both passes");
    let all: Vec<usize> = (0..lessons.len()).collect();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| pass(&lessons, &features, &all, report));
        let mut second = pass(&lessons, &with_labels, &all, report);
        second.favour(CUE_BONUS, CONTENT_BONUS);
        // A thread that panics has said so already.
        first.join().map(|first| packed(&first, &second)).unwrap_or_default()
    })
}

/// The labels that a first pass gives to each article when it was trained on the other folds.
fn labels_by_folds(
    lessons: &[Lesson],
    features: &[Vec<Features>],
    report: &(dyn Fn(&str) + Sync),
) -> Vec<Vec<Vec<Label>>> {
    let fold = |fold: usize| {
        let others: Vec<usize> = (0..lessons.len()).filter(|number| number % FOLDS != fold).collect();
        let pass = pass(lessons, features, &others, report);
        let own = (0..lessons.len()).filter(|number| number % FOLDS == fold);
        own.map(|number| (number, pass.labels(&lessons[number], &features[number]))).collect::<Vec<_>>()
    };
    let mut found: Vec<(usize, Vec<Vec<Label>>)> = Vec::new();
    // Two at a time: that is how many cores there are.
    for pair in (0..FOLDS).collect::<Vec<_>>().chunks(2) {
        std::thread::scope(|scope| {
            let threads: Vec<_> = pair.iter().map(|&number| scope.spawn(move || fold(number))).collect();
            found.extend(threads.into_iter().filter_map(|thread| thread.join().ok()).flatten());
        });
    }
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, labels)| labels).collect()
}

/// A trained pass.
struct Pass {
    dictionary: Dictionary,
    weights: Weights,
}

/// Trains one pass on the articles with the given numbers.
fn pass(lessons: &[Lesson], features: &[Vec<Features>], numbers: &[usize], report: &(dyn Fn(&str) + Sync)) -> Pass {
    let dictionary = Dictionary::new(numbers.iter().flat_map(|&number| &features[number]), LEAST_COUNT);
    let mut examples: Vec<Example> = Vec::new();
    for &number in numbers {
        for (features, labels) in features[number].iter().zip(&lessons[number].labels) {
            examples.push(dictionary.example(features, labels));
        }
    }
    let weights = crf::train(dictionary.len(), &examples, report);
    Pass { dictionary, weights }
}

impl Pass {
    fn labels(&self, lesson: &Lesson, features: &[Features]) -> Vec<Vec<Label>> {
        let paragraphs = lesson.paragraphs.iter().zip(features);
        paragraphs
            .map(|(paragraph, features)| {
                let scores = self.weights.scores(&self.dictionary.example(features, &[]));
                best(paragraph, &scores, &self.weights.transitions)
            })
            .collect()
    }

    /// Adds to the weights of a cue's and a content's beginning.
    fn favour(&mut self, cue: f32, content: f32) {
        if let Some(bias) = self.dictionary.number(feature::bias()) {
            let row = &mut self.weights.rows[bias as usize];
            row[Label::CueBegin as usize] += cue;
            row[Label::ContentBegin as usize] += content;
            row[Label::ContentSingle as usize] += content;
        }
    }
}

/// The model as bytes.
fn packed(first: &Pass, second: &Pass) -> Vec<u8> {
    let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
    for (number, pass) in [first, second].into_iter().enumerate() {
        for (hash, feature) in pass.dictionary.iter() {
            let row = &pass.weights.rows[feature as usize];
            if row.iter().any(|weight| weight.abs() >= LEAST_WEIGHT) {
                rows.entry(hash).or_default()[number] = *row;
            }
        }
    }
    let transitions = [first.weights.transitions.clone(), second.weights.transitions.clone()];
    Model::to_bytes(rows.into_iter().collect(), &transitions)
}
