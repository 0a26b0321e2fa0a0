//! How likely it is that a statement is right, from how sure the sequence model was of its parts.
//!
//! Logistic regression (Cox 1958) on the log odds of the labels at the content's ends, inside it, of its cue and its
//! source. `dixit-train confidence` makes `data/confidence.tsv`; `docs/model.md` shows how reliable it is.

use std::sync::LazyLock;

use super::link::Linked;

/// Number of values.
pub(crate) const COUNT: usize = 9;

/// What the values are called in `data/confidence.tsv`, in order.
pub(crate) const NAMES: [&str; COUNT] =
    ["bias", "begin", "end", "inside", "cue", "no-cue", "source", "no-source", "quoted"];

/// What speaks for and against a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Evidence(pub [f32; COUNT]);

static WEIGHTS: LazyLock<[f32; COUNT]> = LazyLock::new(|| weights(include_str!("../../../data/confidence.tsv")));

/// The weights of a table; what it lacks counts for nothing.
fn weights(table: &str) -> [f32; COUNT] {
    NAMES.map(|name| {
        let value = table.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
        value.and_then(|value| value.trim().parse().ok()).unwrap_or(0.0)
    })
}

impl Evidence {
    /// `sure` is how likely the label of each token of the paragraph is.
    pub(super) fn new(linked: &Linked, sure: &[f32], quoted: bool) -> Self {
        let odds = |at: usize| log_odds(sure.get(at).copied().unwrap_or(0.5));
        let least = |range: &std::ops::Range<usize>| range.clone().map(odds).fold(f32::INFINITY, f32::min);
        let begin = linked.contents.iter().map(|range| odds(range.start)).fold(f32::INFINITY, f32::min);
        let end = linked.contents.iter().map(|range| odds(range.end - 1)).fold(f32::INFINITY, f32::min);
        let inside = linked.contents.iter().map(least).fold(f32::INFINITY, f32::min);
        let cue = linked.cues.first().map(least);
        let source = linked.source.as_ref().map(least);
        let flag = |yes: bool| f32::from(u8::from(yes));
        Self([
            1.0,
            finite(begin),
            finite(end),
            finite(inside),
            cue.map_or(0.0, finite),
            flag(cue.is_none()),
            source.map_or(0.0, finite),
            flag(source.is_none()),
            flag(quoted),
        ])
    }

    /// The likelihood, 0.01 to 0.99, by hundredths: it is not known better.
    pub(crate) fn confidence(&self) -> f32 {
        let sum: f32 = self.0.iter().zip(&*WEIGHTS).map(|(value, weight)| value * weight).sum();
        (100.0 / (1.0 + (-sum).exp())).round().clamp(1.0, 99.0) / 100.0
    }
}

fn finite(value: f32) -> f32 {
    if value.is_finite() { value } else { 0.0 }
}

/// The logarithm of the odds, within what a few thousand tokens can tell.
fn log_odds(likelihood: f32) -> f32 {
    let likelihood = likelihood.clamp(0.002, 0.998);
    (likelihood / (1.0 - likelihood)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::single_range_in_vec_init)] // Ranges of tokens.
    fn evidence(sure: &[f32]) -> Evidence {
        let linked = Linked { contents: vec![0..2], cues: vec![2..3], source: Some(3..4), held: false };
        Evidence::new(&linked, sure, false)
    }

    #[test]
    fn the_shipped_weights_are_all_there() {
        for name in NAMES {
            let line = include_str!("../../../data/confidence.tsv")
                .lines()
                .find(|line| line.starts_with(&format!("{name}\t")));
            assert!(line.is_some(), "{name}");
        }
    }

    #[test]
    fn the_surer_its_parts_the_likelier_a_statement() {
        let sure = evidence(&[0.99; 4]).confidence();
        let unsure = evidence(&[0.6; 4]).confidence();
        assert!(sure > unsure + 0.1, "{sure} {unsure}");
    }

    #[test]
    fn a_confidence_has_two_decimals_and_is_never_certain() {
        for sure in [0.0, 0.3, 0.5, 1.0] {
            let confidence = evidence(&[sure; 4]).confidence();
            assert!((0.01..=0.99).contains(&confidence));
            assert!((confidence * 100.0 - (confidence * 100.0).round()).abs() < 1e-3);
        }
    }
}
