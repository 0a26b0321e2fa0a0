//! The best sequence of labels (Viterbi 1967).

use super::label::Label;

const L: usize = Label::COUNT;

/// Scores of labels that follow one another; `NEG_INFINITY` where they can't.
#[derive(Debug, Clone)]
pub(crate) struct Transitions(pub [[f32; L]; L]);

impl Default for Transitions {
    fn default() -> Self {
        let mut table = [[f32::NEG_INFINITY; L]; L];
        for one in Label::ALL {
            for other in Label::ALL {
                if one.allows(other) {
                    table[one as usize][other as usize] = 0.0;
                }
            }
        }
        Self(table)
    }
}

/// The labels with the highest sum of scores.
pub(crate) fn best(scores: &[[f32; L]], transitions: &Transitions) -> Vec<Label> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut back: Vec<[u8; L]> = Vec::with_capacity(scores.len());
    let mut now = [f32::NEG_INFINITY; L];
    for label in Label::ALL {
        if label.begins() {
            now[label as usize] = first[label as usize];
        }
    }
    for here in &scores[1..] {
        let mut next = [f32::NEG_INFINITY; L];
        let mut from = [0u8; L];
        for (before, (value, row)) in (0u8..).zip(now.iter().zip(&transitions.0)) {
            // Every label at once, so that the compiler can do four to eight of them in one step.
            for ((best, from), weight) in next.iter_mut().zip(&mut from).zip(row) {
                let sum = value + weight;
                let better = sum > *best;
                *best = if better { sum } else { *best };
                *from = if better { before } else { *from };
            }
        }
        for (next, score) in next.iter_mut().zip(here) {
            *next += score;
        }
        back.push(from);
        now = next;
    }
    let mut last = Label::ALL
        .into_iter()
        .filter(|label| label.ends())
        .max_by(|one, other| now[*one as usize].total_cmp(&now[*other as usize]))
        .map_or(0, |label| label as usize);
    let mut labels = vec![Label::ALL[last]];
    for from in back.iter().rev() {
        last = usize::from(from[last]);
        labels.push(Label::ALL[last]);
    }
    labels.reverse();
    labels
}
