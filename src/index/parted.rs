//! The statements of an index in parts: what the whole of a corpus takes to compare does not fit into memory, what a part of
//! it takes does.
//!
//! Statements of different blocks (a speaker in a language) have nothing to do with one another, so most parts have whole
//! blocks. A block that is too large for that, and that of all speakers without a name always is in the end, is cut at
//! stretches of days: statements are compared within a stretch and with the next one, so each part has as its guests the
//! stretch before its own, which tells which keys too many have, and the one behind them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::DocAddress;

use super::sayings::{Saying, Sayings};
use super::schema::Schema;
use super::spill::Spill;
use super::utterances::Utterances;

/// Which statements are in which parts.
pub(super) struct Layout {
    /// How many parts have whole blocks; they come first.
    n_whole: usize,
    /// The parts of each block that is cut, by the first of their own stretches of days.
    cut: FxHashMap<u64, BTreeMap<i64, usize>>,
    /// What the parts of those blocks own, in the order of their numbers.
    own: Vec<Own>,
}

/// What a part of a block that is cut owns.
pub(super) struct Own {
    /// Stretches of days.
    pub cells: Range<i64>,
    /// The number of the block among those that are cut.
    pub block: usize,
}

impl Layout {
    /// So that about `at_once` statements are in a part at most and parts are `least` at least where there are statements
    /// enough, `worth` for each. `all` gives the statements, as often as it is asked: their blocks and stretches of days.
    pub(super) fn new<I: Iterator<Item = (u64, i64)>>(
        all: impl Fn() -> I,
        at_once: usize,
        least: usize,
        worth: usize,
    ) -> Self {
        let mut n_of_block: FxHashMap<u64, usize> = FxHashMap::default();
        for (block, _) in all() {
            *n_of_block.entry(block).or_default() += 1;
        }
        let n_in_whole: usize = n_of_block.values().filter(|n| **n <= at_once).sum();
        let n_whole = n_in_whole.div_ceil(at_once).max(least.min(n_in_whole / worth)).max(1);
        n_of_block.retain(|_, n| *n > at_once);

        let mut n_of_cell: BTreeMap<(u64, i64), usize> = BTreeMap::new();
        for place in all().filter(|(block, _)| n_of_block.contains_key(block)) {
            *n_of_cell.entry(place).or_default() += 1;
        }
        let mut layout = Self { n_whole, cut: FxHashMap::default(), own: Vec::new() };
        let mut n_in_part = 0;
        for ((block, cell), n) in n_of_cell {
            let n_cut = layout.cut.len();
            let parts = layout.cut.entry(block).or_default();
            if parts.is_empty() || n_in_part >= at_once {
                // The first and the last part of a block have whatever an earlier state had before and behind them.
                let begin = if parts.is_empty() { i64::MIN } else { cell };
                if let Some(last) = layout.own.last_mut().filter(|_| !parts.is_empty()) {
                    last.cells.end = cell;
                }
                parts.insert(begin, n_whole + layout.own.len());
                let block = if parts.len() == 1 { n_cut } else { n_cut - 1 };
                layout.own.push(Own { cells: begin..i64::MAX, block });
                n_in_part = 0;
            }
            n_in_part += n;
        }
        layout
    }

    /// How many parts there are.
    pub(super) fn n(&self) -> usize {
        self.n_whole + self.own.len()
    }

    /// How many blocks are cut.
    pub(super) fn n_cut(&self) -> usize {
        self.cut.len()
    }

    /// What a part of a block that is cut owns. Two statements are compared in the part that owns the earlier one's stretch
    /// of days.
    pub(super) fn own(&self, part: usize) -> Option<&Own> {
        self.own.get(part.checked_sub(self.n_whole)?)
    }

    /// The parts that have the statements of a block and a stretch of days, their own one and those where they are guests.
    pub(super) fn parts_of(&self, block: u64, cell: i64) -> impl Iterator<Item = usize> + use<> {
        let Some(parts) = self.cut.get(&block) else {
            let whole = usize::try_from(block % self.n_whole as u64).unwrap_or_default();
            return [Some(whole), None, None].into_iter().flatten();
        };
        let at = |cell: i64| parts.range(..=cell).next_back().map(|(_, part)| *part);
        let own = at(cell);
        let [before, behind] =
            [cell.saturating_sub(1), cell.saturating_add(1)].map(|beside| at(beside).filter(|part| Some(*part) != own));
        [own, before, behind].into_iter().flatten()
    }
}

/// Statements in the parts of a layout.
pub(super) struct Parted<'s> {
    pub sayings: Sayings<'s>,
    /// What they are said to be versions of.
    pub utterances: Utterances,
    /// Where the statements of each part are stored.
    places: Spill<'s>,
}

impl<'s> Parted<'s> {
    /// Those whose block is `wanted`; `folder` has room for their places.
    pub(super) fn new(
        sayings: Sayings<'s>,
        schema: &Schema,
        wanted: &dyn Fn(u64) -> bool,
        layout: &Layout,
        folder: &'s Path,
    ) -> tantivy::Result<Self> {
        let utterances = Utterances::load(sayings.searcher, schema)?;
        let places = Spill::new(folder, layout.n());
        for (address, block) in sayings.all().filter(|(_, block)| wanted(*block)) {
            for part in layout.parts_of(block, sayings.cell(address)) {
                places.push(part, &bytes_of(address))?;
            }
        }
        Ok(Self { sayings, utterances, places })
    }

    /// The statements of a part, as [`Sayings::read`] gives them.
    pub(super) fn rows(&self, part: usize) -> tantivy::Result<Vec<Saying>> {
        let bytes = self.places.get(part)?;
        let (places, _) = bytes.as_chunks();
        Ok(self.sayings.read(places.iter().copied().map(address_of), &self.utterances))
    }
}

/// Where a statement is stored, as one number, in the order of the places.
pub(super) fn number_of(address: DocAddress) -> u64 {
    (u64::from(address.segment_ord) << u32::BITS) | u64::from(address.doc_id)
}

fn bytes_of(address: DocAddress) -> [u8; 8] {
    number_of(address).to_le_bytes()
}

fn address_of(bytes: [u8; 8]) -> DocAddress {
    let number = u64::from_le_bytes(bytes);
    let half = |number: u64| u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default();
    DocAddress::new(half(number >> u32::BITS), half(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dice;

    /// Blocks and stretches of days of some statements, by chance: of few blocks, some of them large, with gaps, some
    /// without a day.
    fn places(seed: u64) -> Vec<(u64, i64)> {
        let mut dice = Dice::new(seed);
        let day = |dice: &mut Dice| i64::try_from(dice.below(25) + 100 * dice.below(2)).unwrap() - 5;
        (0..dice.below(400))
            .map(|_| {
                let block = dice.pick(&[0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7]);
                (block, if dice.one_in(12) { i64::MAX - 1 } else { day(&mut dice) })
            })
            .collect()
    }

    #[test]
    fn two_that_are_compared_meet_in_one_part_with_all_that_tell_which_of_their_keys_count() {
        for seed in 0..300 {
            let places = places(seed);
            let layout = Layout::new(|| places.iter().copied(), 20, 2, 5);
            let parts_of = |(block, cell)| layout.parts_of(block, cell).collect::<Vec<usize>>();
            for (block, cell) in places.iter().copied() {
                let own = parts_of((block, cell))[0];
                assert!(own < layout.n(), "{seed}");
                match layout.own(own) {
                    Some(own) => assert!(own.cells.contains(&cell), "{seed}: {:?} {cell}", own.cells),
                    None => assert_eq!(parts_of((block, cell)), [own], "{seed}"),
                }
                // Those of the day before share keys with it, those of the day behind are compared with it.
                for beside in [cell - 1, cell, cell + 1] {
                    assert!(parts_of((block, beside)).contains(&own), "{seed}: {block} {cell} {beside}");
                }
            }
        }
    }

    #[test]
    fn no_part_has_many_more_than_it_should_but_for_one_stretch_of_days() {
        for seed in 0..300 {
            let places = places(seed);
            let layout = Layout::new(|| places.iter().copied(), 20, 2, 5);
            let mut n_own = vec![0; layout.n()];
            let mut n_of_cell: BTreeMap<(u64, i64), usize> = BTreeMap::new();
            for (block, cell) in places {
                n_own[layout.parts_of(block, cell).next().unwrap()] += 1;
                *n_of_cell.entry((block, cell)).or_default() += 1;
            }
            let most = 20 + n_of_cell.values().max().copied().unwrap_or_default();
            for (part, n) in n_own.iter().enumerate().filter(|(part, _)| layout.own(*part).is_some()) {
                assert!(*n < most, "{seed}: {n} in {part}");
            }
        }
    }

    #[test]
    fn a_place_is_that_of_its_bytes() {
        for (ordinal, doc) in [(0, 0), (1, 0), (0, u32::MAX), (u32::MAX, 7)] {
            let address = DocAddress::new(ordinal, doc);
            assert_eq!(address_of(bytes_of(address)), address);
        }
    }
}
