//! How surely a word is more frequent in one set of utterances than in another.
//!
//! The log-likelihood ratio G² of Dunning, "Accurate methods for the statistics of surprise and coincidence"
//! (Computational Linguistics 19, 1993), which holds for rare words too where χ² does not; Rayson and Garside, "Comparing
//! corpora using frequency profiling" (2000), tell corpora apart by it. What is counted here are utterances that have the
//! word, not how often it stands in them: one that repeats it does not make it typical.

/// G² above which chance explains a difference in one case of a thousand (χ² with one degree of freedom).
pub(super) const SURE: f64 = 10.83;

/// How many of some utterances have a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    pub with: u64,
    pub of: u64,
}

/// G² of the two by two table of utterances with the word and without it, on both sides. 0 where the word is no more
/// frequent in `own` than in `others`.
pub(super) fn likelihood(own: Share, others: Share) -> f64 {
    let (with, of) = (own.with + others.with, own.of + others.of);
    if own.of == 0 || others.of == 0 || !is_more_frequent(own, others) {
        return 0.0;
    }
    let cell = |observed: u64, row: u64, column: u64| {
        if observed == 0 {
            return 0.0;
        }
        let expected = precise(row) * precise(column) / precise(of);
        precise(observed) * (precise(observed) / expected).ln()
    };
    let side = |side: Share| {
        let without = side.of.saturating_sub(side.with);
        cell(side.with, side.of, with) + cell(without, side.of, of - with)
    };
    2.0 * (side(own) + side(others))
}

fn is_more_frequent(own: Share, others: Share) -> bool {
    u128::from(own.with) * u128::from(others.of) > u128::from(others.with) * u128::from(own.of)
}

#[allow(clippy::cast_precision_loss)] // Nobody has 2^52 utterances.
fn precise(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(own: (u64, u64), others: (u64, u64), expected: f64) {
        let share = |(with, of)| Share { with, of };
        let found = likelihood(share(own), share(others));
        assert!((found - expected).abs() < 5e-4, "{own:?} against {others:?}: {found}");
    }

    /// The values are worked out by hand from the table of observed and expected numbers.
    #[test]
    fn it_is_twice_the_sum_of_observed_times_the_logarithm_of_observed_to_expected() {
        // Expected 20/11, 1080/11, 200/11 and 10800/11: 2 · (10 ln 5.5 + 90 ln(11/12) + 10 ln 0.55 + 990 ln(121/120)).
        check((10, 100), (10, 1000), 22.9078);
        // All on one side: 2 · (5 ln 2 + 5 ln(2/3) + 10 ln(4/3)), expected 2.5, 7.5, 2.5 and 7.5.
        check((5, 10), (0, 10), 2.0 * (5.0 * 2f64.ln() + 5.0 * (2.0f64 / 3.0).ln() + 10.0 * (4.0f64 / 3.0).ln()));
        // A word that all have on one side and nobody on the other: 2 · 8 ln 2.
        check((4, 4), (0, 4), 16.0 * 2f64.ln());
    }

    #[test]
    fn what_is_no_more_frequent_is_not_typical() {
        check((1, 10), (10, 100), 0.0);
        check((1, 100), (10, 100), 0.0);
        check((0, 0), (1, 10), 0.0);
        check((1, 10), (0, 0), 0.0);
    }

    #[test]
    fn more_evidence_is_surer() {
        let of = |with| likelihood(Share { with, of: 100 }, Share { with: 0, of: 10_000 });
        assert!(of(1) < of(2) && of(2) < SURE * 2.0 && of(2) > SURE);
    }
}
