//! The statements that the user has marked, over several searches, in the order of marking.

use std::collections::HashSet;

use dixit::answer::Hit;

use super::reader::{Key, key};

/// Marked statements. Their number is bounded by the user's patience.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    hits: Vec<Hit>,
    keys: HashSet<Key>,
    /// Whether some were neither copied nor written since they were marked.
    pub(crate) is_unsaved: bool,
}

impl Marks {
    pub(crate) fn len(&self) -> usize {
        self.hits.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    pub(crate) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    pub(crate) fn has(&self, wanted: &Key) -> bool {
        self.keys.contains(wanted)
    }

    /// Marks `hit`, or no longer.
    pub(crate) fn toggle(&mut self, hit: &Hit) {
        let own = key(&hit.record);
        if self.keys.remove(&own) {
            self.hits.retain(|marked| key(&marked.record) != own);
        } else {
            self.keys.insert(own);
            self.hits.push(hit.clone());
        }
        self.is_unsaved = !self.hits.is_empty();
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn marking_again_unmarks() {
        let (one, two) = (samples::hit("a", "one"), samples::hit("b", "two"));
        let mut marks = Marks::default();
        marks.toggle(&one);
        marks.toggle(&two);
        marks.toggle(&one);
        assert_eq!((marks.len(), marks.has(&key(&two.record)), marks.has(&key(&one.record))), (1, true, false));
        assert!(marks.is_unsaved);
        marks.toggle(&two);
        assert!(marks.is_empty() && !marks.is_unsaved, "nothing is left that could be lost");
    }
}
