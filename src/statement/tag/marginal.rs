//! How likely each label is, over all sequences of labels (Rabiner 1989).

use super::decode::Transitions;
use super::label::Label;

const L: usize = Label::COUNT;

/// How likely each label is for each token, and each pair for neighbours, by forward and backward sums.
pub(crate) struct Marginals<const PAIRS: bool> {
    pub tokens: Vec<[f32; L]>,
    #[cfg_attr(not(any(test, feature = "training")), allow(dead_code, reason = "training uses it"))]
    /// Of all neighbours together; zeros unless `PAIRS` are asked for.
    pub pairs: [[f32; L]; L],
    #[cfg_attr(not(any(test, feature = "training")), allow(dead_code, reason = "training uses it"))]
    /// Logarithm of the sum over all sequences.
    pub log_sum: f32,
}

impl<const PAIRS: bool> Marginals<PAIRS> {
    pub(crate) fn of(scores: &[[f32; L]], transitions: &Transitions) -> Self {
        /// Instead of nothing, where rounding leaves nothing.
        const LITTLE: f32 = 1e-30;
        let steps: Vec<[f32; L]> = transitions.0.iter().map(|row| row.map(f32::exp)).collect();
        let mut log_sum = 0f32;
        // Each token's scores are taken relative to their greatest, its forward sums to their total.
        let emitted: Vec<[f32; L]> = scores
            .iter()
            .map(|score| {
                let most = score.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                log_sum += most;
                score.map(|value| (value - most).exp())
            })
            .collect();
        let mut forward: Vec<[f32; L]> = Vec::with_capacity(scores.len());
        let mut totals: Vec<f32> = Vec::with_capacity(scores.len());
        for here in &emitted {
            let mut next = [0f32; L];
            match forward.last() {
                None => {
                    for label in Label::ALL {
                        next[label as usize] = f32::from(u8::from(label.begins()));
                    }
                }
                Some(before) => {
                    for (value, row) in before.iter().zip(&steps) {
                        add(&mut next, row, *value);
                    }
                }
            }
            for (next, emitted) in next.iter_mut().zip(here) {
                *next *= emitted;
            }
            let total = next.iter().sum::<f32>().max(LITTLE);
            log_sum += total.ln();
            forward.push(next.map(|value| value / total));
            totals.push(total);
        }
        let mut backward = [0f32; L];
        for label in Label::ALL {
            backward[label as usize] = f32::from(u8::from(label.ends()));
        }
        let ended = forward.last().map_or(1.0, |last| last.iter().zip(&backward).map(|(one, other)| one * other).sum());
        let ended = f32::max(ended, LITTLE);
        log_sum += ended.ln();
        backward = backward.map(|value| value / ended);
        let mut pairs = [[0f32; L]; L];
        for token in (0..scores.len()).rev() {
            let mut ahead = [0f32; L];
            for (label, value) in ahead.iter_mut().enumerate() {
                *value = emitted[token][label] * backward[label] / totals[token];
                forward[token][label] *= backward[label];
            }
            let Some(before) = token.checked_sub(1).map(|before| forward[before]) else { break };
            for (from, row) in steps.iter().enumerate() {
                let mut sum = 0f32;
                for (to, step) in row.iter().enumerate() {
                    sum += step * ahead[to];
                    if PAIRS {
                        pairs[from][to] += before[from] * step * ahead[to];
                    }
                }
                backward[from] = sum;
            }
        }
        Self { tokens: forward, pairs, log_sum }
    }
}

/// Adds `row` times `factor`.
pub(crate) fn add(sum: &mut [f32; L], row: &[f32; L], factor: f32) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += value * factor;
    }
}
