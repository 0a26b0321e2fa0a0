//! Weights of the evidence for statements: how sure the model was against whether it was right.

#![allow(clippy::cast_precision_loss)] // Some thousand statements.

use std::collections::HashSet;
use std::fmt::Write;

use super::gold::{self, Article};
use crate::statement::tag::confidence::{COUNT, Evidence, NAMES};
use crate::statement::tag::{Tagger, link};
use crate::statement::{Draft, draft_paragraphs};
use crate::text::Span;

/// A statement that was found: what speaks for it and whether it is right.
struct Outcome {
    evidence: Evidence,
    right: bool,
}

/// The table of weights for articles that the model has not learnt from, with what it says of them.
pub struct Calibration {
    /// `data/confidence.tsv`.
    pub table: String,
    /// For each tenth of confidence how many statements have it, their mean confidence and the share of right ones, in %.
    pub reliability: Vec<(usize, f64, f64)>,
}

/// Fits the weights to `articles`.
pub fn calibrate(articles: &[Article], tagger_model: &[u8]) -> Option<Calibration> {
    let tagger = Tagger::from_bytes(tagger_model)?;
    let outcomes: Vec<Outcome> = articles.iter().flat_map(|article| outcomes(article, &tagger)).collect();
    let weights = fit(&outcomes);
    let mut table = String::from("# Weights of src/statement/tag/confidence.rs, made by `dixit-train confidence`.\n");
    for (name, weight) in NAMES.iter().zip(&weights) {
        let _infallible = writeln!(table, "{name}\t{weight:.3}");
    }
    Some(Calibration { table, reliability: reliability(&outcomes, &weights) })
}

fn outcomes(article: &Article, tagger: &Tagger) -> Vec<Outcome> {
    let (paragraphs, rules) = draft_paragraphs(&article.text);
    let mut found: Vec<(Draft, Evidence)> = Vec::new();
    let mut reader = tagger.reader();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let rules: Vec<&Draft> = rules[number].iter().collect();
        let before = number.checked_sub(1).map(|before| &paragraphs[before]);
        let reading = reader.read(&article.text, paragraph, before, &rules);
        found.extend(link::drafts(&article.text, paragraph, &reading));
    }
    found.into_iter().map(|(draft, evidence)| Outcome { right: is_right(article, &draft), evidence }).collect()
}

/// Whether an annotation has half of the same letters both ways and a source at the same place.
fn is_right(article: &Article, draft: &Draft) -> bool {
    let own = letters(&article.text, &draft.spans);
    article.statements.iter().any(|statement| {
        let spans: Vec<Span> =
            statement.quote.iter().map(|[start, end]| Span::new(*start, (*end).max(*start))).collect();
        let theirs = letters(&article.text, &spans);
        let common = own.intersection(&theirs).count();
        let same = common * 2 >= own.len() && common * 2 >= theirs.len() && common > 0;
        same && is_source(statement, draft)
    })
}

fn is_source(statement: &gold::Statement, draft: &Draft) -> bool {
    match draft.source {
        None => statement.speaker.is_empty(),
        Some(source) => {
            statement.speaker.iter().any(|[start, end]| Span::new(*start, (*end).max(*start)).overlaps(source))
        }
    }
}

fn letters(text: &str, spans: &[Span]) -> HashSet<usize> {
    let inside = |span: &Span| {
        let start = span.start;
        let piece = span.of(text).unwrap_or_default();
        piece.char_indices().filter(|(_, letter)| letter.is_alphanumeric()).map(move |(at, _)| start + at)
    };
    spans.iter().flat_map(inside).collect()
}

/// Logistic regression by gradient descent with a small pull towards nothing: a convex problem of few weights.
fn fit(outcomes: &[Outcome]) -> [f64; COUNT] {
    const STEPS: usize = 4000;
    const RATE: f64 = 0.05;
    const DECAY: f64 = 1e-3;
    let mut weights = [0f64; COUNT];
    for _ in 0..STEPS {
        let mut gradient = weights.map(|weight| weight * DECAY);
        for outcome in outcomes {
            let error = likelihood(outcome, &weights) - f64::from(u8::from(outcome.right));
            for (sum, value) in gradient.iter_mut().zip(outcome.evidence.0) {
                *sum += error * f64::from(value) / outcomes.len() as f64;
            }
        }
        for (weight, slope) in weights.iter_mut().zip(gradient) {
            *weight -= RATE * slope;
        }
    }
    weights
}

fn likelihood(outcome: &Outcome, weights: &[f64; COUNT]) -> f64 {
    let sum: f64 = outcome.evidence.0.iter().zip(weights).map(|(value, weight)| f64::from(*value) * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn reliability(outcomes: &[Outcome], weights: &[f64; COUNT]) -> Vec<(usize, f64, f64)> {
    let mut tenths = vec![(0usize, 0f64, 0usize); 10];
    for outcome in outcomes {
        let likelihood = likelihood(outcome, weights);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let tenth = &mut tenths[((likelihood * 10.0) as usize).min(9)];
        tenth.0 += 1;
        tenth.1 += likelihood;
        tenth.2 += usize::from(outcome.right);
    }
    let share = |part: f64, whole: usize| 100.0 * part / whole.max(1) as f64;
    tenths.into_iter().map(|(count, sum, right)| (count, share(sum, count), share(right as f64, count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mostly_right_gets_a_high_likelihood() {
        let outcome = |begin: f32, right: bool| {
            let mut values = [0f32; COUNT];
            (values[0], values[1]) = (1.0, begin);
            Outcome { evidence: Evidence(values), right }
        };
        // Nine of ten sure ones are right, three of ten unsure ones.
        let outcomes: Vec<Outcome> =
            (0..100).flat_map(|number| [outcome(2.0, number % 10 > 0), outcome(-2.0, number % 10 < 3)]).collect();
        let weights = fit(&outcomes);
        assert!((likelihood(&outcomes[0], &weights) - 0.9).abs() < 0.02);
        assert!((likelihood(&outcomes[1], &weights) - 0.3).abs() < 0.02);
        let table = reliability(&outcomes, &weights);
        assert_eq!(table.iter().map(|row| row.0).sum::<usize>(), 200);
        assert!(table.iter().all(|(count, said, right)| *count == 0 || (said - right).abs() < 2.0));
    }
}
