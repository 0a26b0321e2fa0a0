//! The statements of an index in parts that have nothing to do with one another: what the whole of a corpus takes to compare
//! does not fit into memory, what a part of it takes does.

use std::path::Path;

use tantivy::DocAddress;

use super::sayings::{Saying, Sayings};
use super::schema::Schema;
use super::spill::Spill;
use super::utterances::Utterances;

/// Statements in parts, each with whole blocks.
pub(super) struct Parted<'s> {
    pub sayings: Sayings<'s>,
    /// What they are said to be versions of.
    pub utterances: Utterances,
    /// How many parts there are.
    pub n: usize,
    /// Where the statements of each part are stored.
    places: Spill<'s>,
}

impl<'s> Parted<'s> {
    /// Those whose block is `wanted`, in `n` parts; `folder` has room for their places.
    pub(super) fn new(
        sayings: Sayings<'s>,
        schema: &Schema,
        wanted: &dyn Fn(u64) -> bool,
        n: usize,
        folder: &'s Path,
    ) -> tantivy::Result<Self> {
        let utterances = Utterances::load(sayings.searcher, schema)?;
        let parted = Self { sayings, utterances, n, places: Spill::new(folder, n) };
        for (address, block) in parted.sayings.all().filter(|(_, block)| wanted(*block)) {
            parted.places.push(parted.part_of(block), &bytes_of(address))?;
        }
        Ok(parted)
    }

    /// The part that has a block.
    pub(super) fn part_of(&self, block: u64) -> usize {
        usize::try_from(block % self.n.max(1) as u64).unwrap_or_default()
    }

    /// The statements of a part, as [`Sayings::read`] gives them.
    pub(super) fn rows(&self, part: usize) -> tantivy::Result<Vec<Saying>> {
        let bytes = self.places.get(part)?;
        let (places, _) = bytes.as_chunks();
        Ok(self.sayings.read(places.iter().copied().map(address_of), &self.utterances))
    }
}

fn bytes_of(address: DocAddress) -> [u8; 8] {
    ((u64::from(address.segment_ord) << u32::BITS) | u64::from(address.doc_id)).to_le_bytes()
}

fn address_of(bytes: [u8; 8]) -> DocAddress {
    let number = u64::from_le_bytes(bytes);
    let half = |number: u64| u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default();
    DocAddress::new(half(number >> u32::BITS), half(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_that_of_its_bytes() {
        for (ordinal, doc) in [(0, 0), (1, 0), (0, u32::MAX), (u32::MAX, 7)] {
            let address = DocAddress::new(ordinal, doc);
            assert_eq!(address_of(bytes_of(address)), address);
        }
    }
}
