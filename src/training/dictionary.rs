//! Which features are seen often enough to have weights, and their numbers.

use std::collections::HashMap;

use super::crf::Example;
use crate::statement::tag::feature::Features;
use crate::statement::tag::hash::Hashed;
use crate::statement::tag::label::Label;

/// The features that a model has weights for, numbered from 0 in the order of their hashes.
pub(super) struct Dictionary {
    numbers: HashMap<u32, u32, Hashed>,
}

impl Dictionary {
    /// The features that stand in `all` at least `least` times.
    pub(super) fn new<'f>(all: impl Iterator<Item = &'f Features>, least: u32) -> Self {
        let mut counts: HashMap<u32, u32, Hashed> = HashMap::default();
        for features in all {
            for token in 0..features.len() {
                for hash in features.of(token) {
                    *counts.entry(*hash).or_default() += 1;
                }
            }
        }
        let mut kept: Vec<u32> =
            counts.into_iter().filter(|(_, count)| *count >= least).map(|(hash, _)| hash).collect();
        kept.sort_unstable();
        Self { numbers: kept.into_iter().zip(0..).collect() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The number of a feature.
    pub(super) fn number(&self, hash: u32) -> Option<u32> {
        self.numbers.get(&hash).copied()
    }

    /// Every feature with its number, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.numbers.iter().map(|(hash, number)| (*hash, *number))
    }

    /// A paragraph's features by their numbers.
    pub(super) fn example(&self, features: &Features, labels: &[Label]) -> Example {
        let mut found = Example { features: Vec::new(), ends: Vec::new(), labels: labels.to_vec() };
        for token in 0..features.len() {
            found.features.extend(features.of(token).iter().filter_map(|hash| self.number(*hash)));
            found.ends.push(found.features.len());
        }
        found
    }
}
