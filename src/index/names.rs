//! The names of values. A column knows them by numbers that are others in each segment, and its dictionary is packed; here
//! each value that was counted once has a number in all segments, and its name lies unpacked.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;

/// Bytes that the names of one field may take; beyond, they are forgotten and met anew.
const MOST_BYTES: usize = if cfg!(test) { 512 } else { 64 << 20 };

/// What a name takes beside its letters.
const BYTES_OF_NAME: usize = 96;

/// Stands for a number that is not given yet.
const UNKNOWN: u32 = u32::MAX;

/// The values of a field that were met so far, numbered in the order in which they were.
#[derive(Debug, Default)]
pub(crate) struct Names(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    bytes: usize,
    /// Number in a segment's dictionary → number here.
    segments: HashMap<SegmentId, Vec<u32>>,
}

impl Names {
    /// The numbers of values that have the numbers `ordinals`, which are sorted, in the dictionary of a segment's column;
    /// `None` for one that its dictionary does not hold.
    pub(super) fn numbers(
        &self,
        segment: SegmentId,
        column: &StrColumn,
        ordinals: &[u32],
    ) -> io::Result<Vec<Option<u32>>> {
        {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let numbers = known.segments.get(&segment);
            let known = |ordinal: &u32| numbers?.get(*ordinal as usize).copied().filter(|number| *number != UNKNOWN);
            let numbers: Vec<Option<u32>> = ordinals.iter().map(known).collect();
            if numbers.iter().all(Option::is_some) {
                return Ok(numbers);
            }
        }
        self.0.write().unwrap_or_else(PoisonError::into_inner).meet(segment, column, ordinals)
    }

    /// Does `work` with the names by their numbers.
    pub(super) fn with<T>(&self, work: impl FnOnce(&[Arc<str>]) -> T) -> T {
        work(&self.0.read().unwrap_or_else(PoisonError::into_inner).names)
    }

    /// Forgets the numbers of all other segments.
    pub(super) fn retain(&self, is_there: impl Fn(&SegmentId) -> bool) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).segments.retain(|id, _| is_there(id));
    }

    /// Whether they take more memory than they should.
    pub(super) fn are_too_many(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).bytes > MOST_BYTES
    }

    /// The number of a name.
    #[cfg(any(test, feature = "engine"))]
    pub(crate) fn number(&self, name: &str) -> u32 {
        self.0.write().unwrap_or_else(PoisonError::into_inner).number(name)
    }
}

impl Known {
    fn meet(&mut self, segment: SegmentId, column: &StrColumn, ordinals: &[u32]) -> io::Result<Vec<Option<u32>>> {
        let mut numbers = self.segments.remove(&segment).unwrap_or_else(|| {
            self.bytes += column.num_terms() * size_of::<u32>();
            vec![UNKNOWN; column.num_terms()]
        });
        let is_new = |ordinal: &u32| numbers.get(*ordinal as usize).is_some_and(|number| *number == UNKNOWN);
        let new: Vec<u64> =
            ordinals.iter().filter(|ordinal| is_new(ordinal)).map(|ordinal| u64::from(*ordinal)).collect();
        let mut met = new.iter();
        column.dictionary().sorted_ords_to_term_cb(&new, |name| {
            let slot = met.next().and_then(|ordinal| numbers.get_mut(usize::try_from(*ordinal).ok()?));
            if let Some(slot) = slot {
                *slot = self.number(&String::from_utf8_lossy(name));
            }
        })?;
        let number = |ordinal: &u32| numbers.get(*ordinal as usize).copied().filter(|number| *number != UNKNOWN);
        let found = ordinals.iter().map(number).collect();
        self.segments.insert(segment, numbers);
        Ok(found)
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(UNKNOWN);
        let name: Arc<str> = name.into();
        self.bytes += name.len() + BYTES_OF_NAME;
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number() {
        let names = Names::default();
        assert_eq!([names.number("b"), names.number("a"), names.number("b")], [0, 1, 0]);
        names.with(|all| assert_eq!(all.iter().map(|name| &**name).collect::<Vec<_>>(), ["b", "a"]));
    }
}
