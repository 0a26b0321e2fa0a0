//! Timing by pairs: one and the other in turn, in alternating order, so that a machine that grows slower slows both.

use std::time::{Duration, Instant};

use crate::Outcome;

/// One figure a round.
#[derive(Debug, Clone, Default)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    /// These figures.
    pub fn new(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        Self(figures)
    }

    /// Each of them so many times.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self(self.0.iter().map(|figure| figure * factor).collect())
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        quantile(&self.0, 0.5)
    }

    /// The least.
    pub fn min(&self) -> f64 {
        self.0.first().copied().unwrap_or(f64::NAN)
    }

    /// The most.
    pub fn max(&self) -> f64 {
        self.0.last().copied().unwrap_or(f64::NAN)
    }
}

/// The figure below which that share of the sorted ones lies.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // An index.
    let at = (share * sorted.len().saturating_sub(1) as f64).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// What each of two took, a round each.
#[derive(Debug, Clone, Default)]
pub struct Pairs(Vec<(Duration, Duration)>);

impl Pairs {
    /// Runs both `rounds` times. Each says itself how long it took, so that what it cleans up is not counted.
    pub fn run(
        rounds: usize,
        one: &mut dyn FnMut() -> Outcome<Duration>,
        other: &mut dyn FnMut() -> Outcome<Duration>,
    ) -> Outcome<Self> {
        let mut pairs = Vec::with_capacity(rounds);
        for round in 0..rounds {
            pairs.push(if round % 2 == 0 {
                let one = one()?;
                (one, other()?)
            } else {
                let other = other()?;
                (one()?, other)
            });
        }
        Ok(Self(pairs))
    }

    /// How many times as long the one took as the other.
    pub fn times_as_long(&self) -> Rounds {
        Rounds::new(self.0.iter().map(|(one, other)| one.as_secs_f64() / other.as_secs_f64()).collect())
    }

    /// How many times as fast the one was as the other.
    pub fn times_as_fast(&self) -> Rounds {
        Rounds::new(self.0.iter().map(|(one, other)| other.as_secs_f64() / one.as_secs_f64()).collect())
    }

    /// What the one did a second, of `amount`.
    pub fn per_second(&self, amount: f64) -> Rounds {
        Rounds::new(self.0.iter().map(|(one, _)| amount / one.as_secs_f64()).collect())
    }

    /// Seconds of the one.
    pub fn seconds(&self) -> Rounds {
        Rounds::new(self.0.iter().map(|(one, _)| one.as_secs_f64()).collect())
    }

    /// Seconds of the other.
    pub fn other_seconds(&self) -> Rounds {
        Rounds::new(self.0.iter().map(|(_, other)| other.as_secs_f64()).collect())
    }
}

/// How long it takes.
pub fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let begun = Instant::now();
    let done = work()?;
    Ok((begun.elapsed(), done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_go_first_in_turn_and_ratios_are_those_of_their_round() {
        let order = std::cell::RefCell::new(String::new());
        let run = |name: char, took: u64| {
            order.borrow_mut().push(name);
            Ok(Duration::from_secs(took))
        };
        let pairs = Pairs::run(3, &mut || run('a', 6), &mut || run('b', 3)).unwrap();
        assert_eq!(*order.borrow(), "abbaab");
        assert!((pairs.times_as_long().median() - 2.0).abs() < 1e-9);
        assert!((pairs.times_as_fast().max() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn quantiles_are_figures_that_were_measured() {
        let sorted = [1.0, 2.0, 3.0, 4.0, 100.0];
        assert!((quantile(&sorted, 0.5) - 3.0).abs() < 1e-9 && (quantile(&sorted, 0.99) - 100.0).abs() < 1e-9);
    }
}
