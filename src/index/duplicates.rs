//! The same article twice: which of several with the same words is the one whose statements are indexed, and which are
//! copies of it.
//!
//! Same words, folded, are the same article when the publisher is the same or one is not known: a page and its AMP or
//! print version, a folder and its backup. Two papers with the same agency copy are two articles.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use super::ArticleEntry;

/// Texts of fewer words than this are no sign that two articles are one, "Watch the video" stands under many headlines;
/// they are when title or id are the same too.
pub(super) const LEAST_WORDS: usize = 20;

/// How good an article is among its copies; the smallest is the best. Known facts count before short paths, and no two
/// articles have one path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    unknown_facts: usize,
    path_length: usize,
    path: String,
}

impl Rank {
    pub(super) fn of(entry: &ArticleEntry) -> Self {
        let known = [entry.date.is_some(), entry.url.is_some(), entry.publisher.is_some(), entry.title.is_some()];
        Self {
            unknown_facts: known.iter().filter(|is_known| !**is_known).count(),
            path_length: entry.path.len(),
            path: entry.path.clone(),
        }
    }
}

/// The best article of each text that a run has met so far, to spare the others the extraction that would be in vain.
/// Whether one is a copy in the end is told when all are known.
#[derive(Debug, Default)]
pub(super) struct Seen {
    best: Mutex<HashMap<(u64, Option<String>), Rank>>,
}

impl Seen {
    /// The path of an article with the words and the publisher of `entry` that came before and is better.
    pub(super) fn better_than(&self, entry: &ArticleEntry) -> Option<String> {
        let key = (entry.prints.words?, entry.publisher.clone());
        let rank = Rank::of(entry);
        let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        match best.get(&key) {
            Some(other) if *other < rank => Some(other.path.clone()),
            _ => {
                best.insert(key, rank);
                None
            }
        }
    }
}

/// For each of `entries`, which have the same words: the number of the one it is a copy of, `None` for those that are
/// kept. The order of `entries` does not matter.
pub(super) fn copies(entries: &[ArticleEntry]) -> Vec<Option<usize>> {
    let mut by_publisher: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut of_nobody = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        match &entry.publisher {
            Some(publisher) => by_publisher.entry(publisher).or_default().push(number),
            None => of_nobody.push(number),
        }
    }
    // Those of nobody may be anybody's; they go to the first by name, so that there is one answer.
    match by_publisher.values_mut().next() {
        Some(first) => first.append(&mut of_nobody),
        None => drop(by_publisher.insert("", of_nobody)),
    }
    let mut copies = vec![None; entries.len()];
    for same in by_publisher.values() {
        let kept = same.iter().copied().min_by_key(|number| Rank::of(&entries[*number]));
        for number in same {
            copies[*number] = kept.filter(|kept| kept != number);
        }
    }
    copies
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Date, DateSource, Dated};
    use crate::index::near::Prints;

    /// `path publisher facts`, `-` for no publisher; facts are any of `d`, `u`, `t`.
    fn entry(line: &str) -> ArticleEntry {
        let mut parts = line.split(' ');
        let path = parts.next().unwrap().to_owned();
        let publisher = parts.next().filter(|name| *name != "-").map(str::to_owned);
        let facts = parts.next().unwrap_or_default();
        let day = Dated { date: Date::of_day(jiff::civil::date(2024, 2, 8)), source: DateSource::Metadata };
        ArticleEntry {
            id: path.clone(),
            source: path.clone(),
            path,
            title: facts.contains('t').then(|| "A title".to_owned()),
            publisher,
            url: facts.contains('u').then(|| "https://example.org/".to_owned()),
            date: facts.contains('d').then_some(day),
            text_hash: 0,
            facts_hash: 0,
            statements: 0,
            copy_of: None,
            cluster: None,
            prints: Prints::default(),
        }
    }

    #[test]
    fn the_article_with_the_best_facts_is_kept_then_the_shortest_path_then_the_first() {
        let cases: [(&[&str], &[Option<usize>]); 6] = [
            (&["/long/a A dut", "/b A du"], &[None, Some(0)]),
            (&["/long/a A d", "/b A u"], &[Some(1), None]),
            (&["/b A d", "/a A d", "/c A d"], &[Some(1), None, Some(1)]),
            (&["/a A d", "/b B d"], &[None, None]),
            (&["/a - ", "/b - "], &[None, Some(0)]),
            (&["/a - dut", "/bb B d", "/cc A d"], &[None, None, Some(0)]),
        ];
        for (lines, expected) in cases {
            let entries: Vec<ArticleEntry> = lines.iter().map(|line| entry(line)).collect();
            assert_eq!(copies(&entries), expected, "{lines:?}");
            let backwards: Vec<ArticleEntry> = entries.iter().rev().cloned().collect();
            let mirrored = |found: Option<usize>| found.map(|number| lines.len() - 1 - number);
            let found: Vec<Option<usize>> = copies(&backwards).into_iter().map(mirrored).rev().collect();
            assert_eq!(found, expected, "{lines:?} backwards");
        }
    }
}
