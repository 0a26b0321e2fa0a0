//! Every operator on every field, about random records.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::articles::file;
use super::budget::try_seeds;
use super::compare::{Outcome, equal};
use super::dice::Dice;
use super::disguise::disguised_query;
use super::notation::{STATIONS, articles, records};
use super::questions::question;
use super::scan::Scan;
use super::typed::typed;
use crate::index::{Corpus, Index};
use crate::query::{Query, parse, unplaced};

/// Queries about the records of one seed.
const QUERIES: usize = 400;

const TODAY: jiff::civil::Date = jiff::civil::date(2024, 2, 8);

#[test]
fn random_queries_find_in_an_index_what_a_plain_scan_finds() {
    // A question that finds everything or nothing tells little.
    let (n_asked, n_telling) = (AtomicUsize::new(0), AtomicUsize::new(0));
    try_seeds("DIXIT_MODEL_WORLDS", 6, |seed| {
        let mut dice = Dice::new(seed);
        let (_corpus, index, scan) = world(&mut dice)?;
        for _ in 0..QUERIES {
            let query = question(&scan.pages, 3, &mut dice);
            let asked = dice.clone();
            let is_telling = scan.find(&query).is_ok_and(|found| (1..scan.pages.len()).contains(&found.len()));
            n_asked.fetch_add(1, Ordering::Relaxed);
            n_telling.fetch_add(usize::from(is_telling), Ordering::Relaxed);
            let check = |query: &Query| agrees(&scan, &index, query, &mut asked.clone());
            if check(&query).is_err() {
                let query = smallest(query, &|query| check(query).is_err());
                return check(&query).map_err(|difference| format!("{query}\n  {query:?}\n  {difference}"));
            }
        }
        Ok(())
    });
    let (n_asked, n_telling) = (n_asked.into_inner(), n_telling.into_inner());
    println!("{n_telling} of {n_asked} queries found some records and not all");
    assert!(n_telling * 5 > n_asked, "most questions tell nothing");
}

/// The index of some files, not all of which came at once and some of which are gone, and the records it should hold.
pub(super) fn world(dice: &mut Dice) -> Result<(Corpus, Index, Scan), String> {
    let corpus = Corpus::empty(&STATIONS);
    let mut files: Vec<(String, String)> =
        (0..dice.between(3, 6)).map(|number| (format!("{number}/ёлка-{number}.txt"), file(dice, 1, 12))).collect();
    for (name, content) in &files {
        corpus.write(name, content);
        if dice.one_in(4) {
            corpus.build();
        }
    }
    corpus.build();
    // A small one goes: its documents stay in a segment that is not worth rewriting.
    files.sort_by_key(|(_, content)| Reverse(content.len()));
    if let Some((name, _)) = files.pop() {
        corpus.remove(&name);
    }
    corpus.build();
    let path = |name: &str| corpus.root().join(name).to_string_lossy().into_owned();
    let articles = files.iter().flat_map(|(name, content)| articles(&path(name), content));
    let mut scan = Scan::new(articles.flat_map(|article| records(&article)));
    let index = corpus.open();
    scan.told_of_utterances(&index)?;
    Ok((corpus, index, scan))
}

/// The query reads back as itself, as it is printed and as somebody might type it, and the index agrees with the scan.
fn agrees(scan: &Scan, index: &Index, query: &Query, dice: &mut Dice) -> Outcome {
    for text in [query.to_string(), typed(query, dice)] {
        let read = parse(&text, TODAY).map_err(|error| format!("{text} cannot be read: {error:?}"))?;
        equal(&text, &unplaced(read.query), query)?;
    }
    scan.agrees(index, query, query, dice)?;
    let other = disguised_query(query, dice);
    scan.agrees(index, query, &other, dice).map_err(|difference| format!("{other}: {difference}"))
}

/// The smallest part of a query that still fails.
pub(super) fn smallest(query: Query, fails: &dyn Fn(&Query) -> bool) -> Query {
    let smaller: Vec<Query> = match &query {
        Query::And(parts) | Query::Or(parts) => {
            let without = |number: usize| {
                let rest: Vec<Query> = parts
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != number)
                    .map(|(_, part)| part.clone())
                    .collect();
                if matches!(query, Query::And(_)) { Query::And(rest) } else { Query::Or(rest) }
            };
            let n_left_out = if parts.len() > 2 { parts.len() } else { 0 };
            parts.iter().cloned().chain((0..n_left_out).map(without)).collect()
        }
        Query::Not(inner) => vec![(**inner).clone()],
        _ => Vec::new(),
    };
    match smaller.into_iter().find(|part| fails(part)) {
        Some(part) => smallest(part, fails),
        None => query,
    }
}
