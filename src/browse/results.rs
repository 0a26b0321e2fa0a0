//! The statements that were found: which one is selected, and those pages of them that are near it.

use std::collections::{BTreeMap, BTreeSet};

use dixit::answer::Hit;

/// Hits that are read at once.
pub(crate) const PAGE: usize = 100;

/// Pages that are kept: a screen needs two at most, and their neighbours are near.
const KEPT_PAGES: usize = 6;

/// What a search has found.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// The search that found it.
    pub(crate) generation: u64,
    /// Statements that match.
    pub(crate) total: u64,
    /// Utterances among them, when one statement stands for each.
    pub(crate) utterances: Option<u64>,
    pub(crate) selected: usize,
    /// The first one on the screen.
    pub(crate) top: usize,
    pages: BTreeMap<usize, Vec<Hit>>,
    asked: BTreeSet<usize>,
}

impl Results {
    pub(crate) fn new(generation: u64, total: u64, utterances: Option<u64>, first_page: Vec<Hit>) -> Self {
        let pages = BTreeMap::from([(0, first_page)]);
        Self { generation, total, utterances, pages, ..Self::default() }
    }

    /// How many there are to go through.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.utterances.unwrap_or(self.total)).unwrap_or(usize::MAX)
    }

    /// The hit of that number, when its page was read.
    pub(crate) fn get(&self, number: usize) -> Option<&Hit> {
        self.pages.get(&(number / PAGE))?.get(number % PAGE)
    }

    pub(crate) fn selected(&self) -> Option<&Hit> {
        self.get(self.selected)
    }

    /// Selects the one `by` places further on, and keeps it on a screen that shows `shown` of them.
    pub(crate) fn go(&mut self, by: isize, shown: usize) {
        self.go_to(self.selected.saturating_add_signed(by), shown);
    }

    pub(crate) fn go_to(&mut self, number: usize, shown: usize) {
        self.selected = number.min(self.len().saturating_sub(1));
        self.show_selected(shown);
    }

    /// Moves the screen, which shows `shown` of them, so that the selected one is on it.
    pub(crate) fn show_selected(&mut self, shown: usize) {
        let shown = shown.max(1);
        let first = (self.selected + 1).saturating_sub(shown);
        self.top = self.top.clamp(first, self.selected).min(self.len().saturating_sub(shown).max(first));
    }

    /// The pages that a screen of `shown` hits needs and that nobody was asked for.
    pub(crate) fn missing(&mut self, shown: usize) -> Vec<usize> {
        if self.len() == 0 {
            return Vec::new();
        }
        let last = (self.top + shown.max(1) - 1).min(self.len() - 1);
        let needed = (self.top / PAGE)..=(last / PAGE);
        let missing: Vec<usize> =
            needed.filter(|page| !self.pages.contains_key(page) && !self.asked.contains(page)).collect();
        self.asked.extend(&missing);
        missing
    }

    /// Whether pages are on their way.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Takes a page that was asked for; those farthest from the screen go.
    pub(crate) fn put(&mut self, page: usize, hits: Vec<Hit>) {
        self.asked.remove(&page);
        self.pages.insert(page, hits);
        let here = self.top / PAGE;
        while self.pages.len() > KEPT_PAGES
            && let Some(far) = self.pages.keys().copied().max_by_key(|page| page.abs_diff(here))
        {
            self.pages.remove(&far);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn results(total: u64) -> Results {
        Results::new(1, total, None, vec![samples::hit("a", "one"); 100])
    }

    #[test]
    fn the_selected_one_stays_on_the_screen() {
        let mut results = results(30);
        results.go(7, 6);
        assert_eq!((results.selected, results.top), (7, 2));
        results.go(-1, 6);
        assert_eq!((results.selected, results.top), (6, 2));
        results.go(-5, 6);
        assert_eq!((results.selected, results.top), (1, 1));
        results.go_to(usize::MAX, 6);
        assert_eq!((results.selected, results.top), (29, 24));
        results.show_selected(40);
        assert_eq!(results.top, 0, "a larger screen has no empty end");
    }

    #[test]
    fn pages_are_asked_for_once_and_only_those_near_are_kept() {
        let mut results = results(1_000_000);
        assert_eq!(results.missing(10), [0_usize; 0]);
        results.go_to(195, 10);
        assert_eq!(results.missing(10), [1]);
        assert_eq!(results.missing(10), [0_usize; 0], "it is on its way");
        assert!(results.get(195).is_none() && results.is_waiting());
        for page in 1..50 {
            results.go_to(page * PAGE + 5, 10);
            for missing in results.missing(10) {
                results.put(missing, vec![samples::hit("b", "two"); 100]);
            }
        }
        assert!(results.pages.len() <= KEPT_PAGES && results.get(49 * PAGE).is_some() && results.get(0).is_none());
    }

    #[test]
    fn where_nothing_is_found_nothing_is_selected() {
        let mut results = Results::new(1, 0, None, Vec::new());
        results.go(3, 5);
        assert!(results.selected().is_none() && results.missing(5).is_empty());
    }
}
