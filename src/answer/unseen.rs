//! What is new: the hits that were not seen before.

use super::{AskError, Hit};
use crate::index::Seen;

/// The hits of an answer that were not seen before.
pub struct Unseen<'f> {
    len: usize,
    hits: Box<dyn Iterator<Item = Result<Hit, AskError>> + 'f>,
    /// Ids of those that were seen under another id, because their article has changed around them.
    moved: Vec<u64>,
}

impl<'f> Unseen<'f> {
    pub(crate) fn new(len: usize, hits: Box<dyn Iterator<Item = Result<Hit, AskError>> + 'f>, moved: Vec<u64>) -> Self {
        Self { len, hits, moved }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Those that were not yet taken, in order, each read when it is asked for.
    pub fn hits(&mut self) -> impl Iterator<Item = Result<Hit, AskError>> + '_ {
        &mut self.hits
    }

    /// Adds what is known under another id to `seen`, so that it need not be read again.
    pub fn add_moved(&self, seen: &mut Seen) {
        seen.add_ids(&self.moved);
    }
}

impl std::fmt::Debug for Unseen<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unseen").field("len", &self.len).finish_non_exhaustive()
    }
}
