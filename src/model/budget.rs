//! How many cases are tried and which: a few that are the same in every run, and as many that nobody has tried before.
//!
//! `DIXIT_MODEL_SEQUENCES=10000` and `DIXIT_MODEL_WORLDS=500` try more, `DIXIT_MODEL_SEED=7` tries the one with that seed.

use std::hash::{BuildHasher, RandomState};

/// Cases after which it is said how many were tried.
const BETWEEN_REPORTS: usize = 100;

/// Tries `work` with each seed, and says which ones failed and how.
pub(super) fn try_seeds(variable: &str, usual: u64, work: impl Fn(u64) -> Result<(), String>) {
    let mut failures = Vec::new();
    for (n_tried, seed) in seeds(variable, usual).into_iter().enumerate() {
        if n_tried > 0 && n_tried.is_multiple_of(BETWEEN_REPORTS) {
            println!("{n_tried} were tried");
        }
        if let Err(failure) = work(seed) {
            println!("seed {seed}: {failure}");
            failures.push(seed);
        }
    }
    let again = "DIXIT_MODEL_SEED=… cargo test --release --lib model::";
    assert!(failures.is_empty(), "seeds {failures:?} fail; to repeat one: {again}");
}

fn seeds(variable: &str, usual: u64) -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().unwrap());
    if let Some(seed) = number("DIXIT_MODEL_SEED") {
        return vec![seed];
    }
    let n = number(variable).unwrap_or(usual);
    let fresh = RandomState::new().hash_one(variable) >> 16;
    println!("{n} seeds: 0 to {}, and from {fresh} on", n / 2);
    (0..n / 2).chain(fresh..fresh + n.div_ceil(2)).collect()
}
