//! Training of a linear-chain conditional random field (Lafferty, `McCallum` and Pereira 2001): stochastic gradient steps
//! sized by `AdaGrad` (Duchi, Hazan and Singer 2011), features dropped at random (Hinton et al. 2012), and the mean of the
//! weights over the second half of the rounds (Polyak and Juditsky 1992).

use crate::statement::tag::decode::Transitions;
use crate::statement::tag::hash::mix;
use crate::statement::tag::label::Label;
use crate::statement::tag::marginal::{Marginals, add};

const L: usize = Label::COUNT;

const ROUNDS: usize = 12;
/// Size of the first steps.
const RATE: f32 = 0.02;
/// Pull of the weights towards nothing.
const DECAY: f32 = 1e-4;
/// Share of a token's features that a step does not see.
const DROPOUT: f32 = 0.4;
const SEED: u64 = 1;

/// A paragraph to learn from.
pub(super) struct Example {
    /// Numbers of its features, token after token.
    pub features: Vec<u32>,
    /// Where each token's features end.
    pub ends: Vec<usize>,
    pub labels: Vec<Label>,
}

impl Example {
    fn of(&self, token: usize) -> &[u32] {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.features[start..self.ends[token]]
    }
}

/// A row of label weights for each feature, and the weights of neighbouring labels.
#[derive(Clone)]
pub(super) struct Weights {
    pub rows: Vec<[f32; L]>,
    pub transitions: Transitions,
}

impl Weights {
    /// The score of every label for every token.
    pub(super) fn scores(&self, example: &Example) -> Vec<[f32; L]> {
        (0..example.ends.len())
            .map(|token| {
                let mut sum = [0.0; L];
                for &feature in example.of(token) {
                    add(&mut sum, &self.rows[feature as usize], 1.0);
                }
                sum
            })
            .collect()
    }
}

/// `SplitMix64` (Steele et al. 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0, 7)
    }

    #[allow(clippy::cast_possible_truncation)]
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// True with the probability of `share`.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn chance(&mut self, share: f32) -> bool {
        (self.next() & 0xFFFF) < (share * 65_536.0) as u64
    }
}

/// What is learnt and how far it moved already.
struct State {
    weights: Weights,
    /// Sums of squared gradients.
    squares: Vec<[f32; L]>,
    transition_squares: [[f32; L]; L],
}

impl State {
    fn new(features: usize) -> Self {
        /// Keeps the first steps from being too long.
        const START: f32 = 1e-2;
        Self {
            weights: Weights { rows: vec![[0.0; L]; features], transitions: Transitions::default() },
            squares: vec![[START; L]; features],
            transition_squares: [[START; L]; L],
        }
    }

    /// One step along the gradient of an example's likelihood; returns how unlikely its labels were.
    fn step(&mut self, example: &Example, random: &mut Random) -> f32 {
        let kept = 1.0 - DROPOUT;
        let mut active: Vec<u32> = Vec::with_capacity(example.features.len());
        let mut ends: Vec<usize> = Vec::with_capacity(example.labels.len());
        let mut scores = vec![[0.0; L]; example.labels.len()];
        for (token, score) in scores.iter_mut().enumerate() {
            for &feature in example.of(token) {
                if random.chance(kept) {
                    active.push(feature);
                    add(score, &self.weights.rows[feature as usize], 1.0 / kept);
                }
            }
            ends.push(active.len());
        }
        let mut found = Marginals::<true>::of(&scores, &self.weights.transitions);
        let mut gold = 0f32;
        for (token, label) in example.labels.iter().enumerate() {
            gold += scores[token][*label as usize];
            found.tokens[token][*label as usize] -= 1.0;
            if let Some(before) = token.checked_sub(1).map(|before| example.labels[before]) {
                gold += self.weights.transitions.0[before as usize][*label as usize];
                found.pairs[before as usize][*label as usize] -= 1.0;
            }
        }
        let mut from = 0;
        for (gradient, to) in found.tokens.iter().zip(ends) {
            // What is as it should be moves nothing.
            if gradient.iter().map(|value| value * value).sum::<f32>() > 1e-7 {
                for &feature in &active[from..to] {
                    let feature = feature as usize;
                    descend(&mut self.weights.rows[feature], &mut self.squares[feature], gradient, 1.0 / kept);
                }
            }
            from = to;
        }
        for ((row, squares), gradient) in
            self.weights.transitions.0.iter_mut().zip(&mut self.transition_squares).zip(&found.pairs)
        {
            descend(row, squares, gradient, 1.0);
        }
        found.log_sum - gold
    }
}

/// An `AdaGrad` step of one row; weights of what cannot be stay as they are.
fn descend(row: &mut [f32; L], squares: &mut [f32; L], gradient: &[f32; L], factor: f32) {
    for ((weight, square), value) in row.iter_mut().zip(squares).zip(gradient) {
        if *weight > f32::NEG_INFINITY {
            let value = value * factor + DECAY * *weight;
            *square += value * value;
            *weight -= RATE * value / square.sqrt();
        }
    }
}

/// Weights for `features` features, learnt from `examples`.
#[allow(clippy::cast_precision_loss)]
pub(super) fn train(features: usize, examples: &[Example], report: &(dyn Fn(&str) + Sync)) -> Weights {
    let mut state = State::new(features);
    let mut mean = Weights { rows: vec![[0.0; L]; features], transitions: Transitions::default() };
    let averaged = ROUNDS - ROUNDS / 2;
    let share = 1.0 / averaged as f32;
    let mut order: Vec<usize> = (0..examples.len()).filter(|&number| !examples[number].labels.is_empty()).collect();
    let mut random = Random(SEED);
    for round in 0..ROUNDS {
        for place in (1..order.len()).rev() {
            order.swap(place, random.below(place + 1));
        }
        let loss: f64 = order.iter().map(|&number| f64::from(state.step(&examples[number], &mut random))).sum();
        if round >= ROUNDS - averaged {
            for (mean, row) in mean.rows.iter_mut().zip(&state.weights.rows) {
                add(mean, row, share);
            }
            for (mean, row) in mean.transitions.0.iter_mut().zip(&state.weights.transitions.0) {
                add(mean, row, share);
            }
        }
        report(&format!("round {} of {ROUNDS}: loss {loss:.0}", round + 1));
    }
    mean
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss)] // A few sequences.
mod tests {
    use super::*;

    /// All sequences of labels, one by one.
    fn sequences(len: usize) -> Vec<Vec<Label>> {
        let mut found: Vec<Vec<Label>> = vec![Vec::new()];
        for _ in 0..len {
            found = found
                .iter()
                .flat_map(|start| {
                    Label::ALL.into_iter().map(move |label| start.iter().copied().chain([label]).collect::<Vec<_>>())
                })
                .collect();
        }
        found.retain(|labels| {
            labels.first().is_some_and(|first| first.begins())
                && labels.last().is_some_and(|last| last.ends())
                && labels.windows(2).all(|pair| pair[0].allows(pair[1]))
        });
        found
    }

    #[test]
    fn marginals_are_those_of_all_sequences_counted_one_by_one() {
        let mut random = Random(5);
        let mut value = || (random.below(2_000) as f32 - 1_000.0) / 500.0;
        let scores: Vec<[f32; L]> = (0..3).map(|_| std::array::from_fn(|_| value())).collect();
        let mut transitions = Transitions::default();
        transitions.0.iter_mut().flatten().filter(|weight| weight.is_finite()).for_each(|weight| *weight = value());
        let weight = |labels: &[Label]| {
            let own: f32 = labels.iter().zip(&scores).map(|(label, score)| score[*label as usize]).sum();
            let steps: f32 = labels.windows(2).map(|pair| transitions.0[pair[0] as usize][pair[1] as usize]).sum();
            (own + steps).exp()
        };
        let all = sequences(3);
        let sum: f32 = all.iter().map(|labels| weight(labels)).sum();
        let found = Marginals::<true>::of(&scores, &transitions);
        assert!((found.log_sum - sum.ln()).abs() < 1e-3, "{} {}", found.log_sum, sum.ln());
        for label in Label::ALL {
            let counted: f32 = all.iter().filter(|labels| labels[1] == label).map(|labels| weight(labels)).sum();
            assert!((found.tokens[1][label as usize] - counted / sum).abs() < 1e-3, "{label:?}");
        }
        let pair: f32 = all
            .iter()
            .map(|labels| {
                let count = labels.windows(2).filter(|pair| pair[0] == Label::Outside && pair[1] == Label::CueBegin);
                count.count() as f32 * weight(labels)
            })
            .sum();
        let found = found.pairs[Label::Outside as usize][Label::CueBegin as usize];
        assert!((found - pair / sum).abs() < 1e-3, "{found} {}", pair / sum);
    }

    #[test]
    fn a_rule_that_holds_always_is_learnt() {
        // Feature 1 stands on cues, feature 0 on all other tokens.
        let example = |cue: usize| {
            let labels: Vec<Label> =
                (0..6).map(|token| if token == cue { Label::CueBegin } else { Label::Outside }).collect();
            let features = (0..6).map(|token| u32::from(token == cue)).collect();
            Example { features, ends: (1..=6).collect(), labels }
        };
        let examples: Vec<Example> = (0..200).map(|number| example(number % 6)).collect();
        let weights = train(2, &examples, &|_| {});
        for cue in 0..6 {
            let asked = example(cue);
            assert_eq!(
                crate::statement::tag::decode::best(&weights.scores(&asked), &weights.transitions),
                asked.labels
            );
        }
    }
}
