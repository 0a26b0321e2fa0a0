//! The index as a whole: what a run changes, what it leaves, and what it refuses.

use super::samples::Corpus;
use super::*;
use crate::answer::{FacetSpec, Period, Request, Sort, ask};
use crate::query::{Matcher, Query};
use crate::text::Span;

const ONE: &str = "Xi Jinping | CCTV | | 2024-02-08 | en | a multipolar world";
const TWO: &str = "Vladimir Putin | TASS | ANI | 2024-02-09 | en | sanctions fail";
const THREE: &str = "Sergey Lavrov | | RT | | en | talks go on";

/// Every statement's words, sorted.
fn quotes(corpus: &Corpus) -> Vec<String> {
    let request = Request { query: Query::All, sort: Sort::Relevance, offset: 0, limit: None, facets: Vec::new() };
    let answer = ask(&corpus.open(), &request).unwrap();
    let mut quotes: Vec<String> = answer.hits.iter().map(|hit| hit.record.quote()).collect();
    assert_eq!(answer.total, quotes.len() as u64);
    quotes.sort();
    quotes
}

/// Changes with every commit.
fn commit(corpus: &Corpus) -> u64 {
    tantivy::Index::open_in_dir(corpus.index_dir()).unwrap().load_metas().unwrap().opstamp
}

#[test]
fn a_second_run_over_the_same_files_commits_nothing() {
    let corpus = Corpus::new(&[("a.txt", ONE), ("b/c.txt", TWO), ("d.txt", "skip")]);
    let first = corpus.build();
    assert_eq!((first.files, first.indexed, first.skipped, first.articles, first.statements), (3, 2, 1, 2, 2));
    let before = commit(&corpus);
    let second = corpus.build();
    assert_eq!((second.files, second.indexed, second.unchanged, second.skipped), (3, 0, 2, 1));
    assert_eq!(second.skips, first.skips, "what was skipped is told again");
    assert_eq!(commit(&corpus), before);
    assert_eq!(quotes(&corpus), ["a multipolar world", "sanctions fail"]);
}

#[test]
fn a_changed_added_or_removed_file_changes_just_that() {
    let corpus = Corpus::new(&[("a.txt", ONE), ("b.txt", TWO)]);
    corpus.build();
    corpus.write("a.txt", THREE);
    let changed = corpus.build();
    assert_eq!((changed.indexed, changed.unchanged, changed.removed), (1, 1, 0));
    assert_eq!(quotes(&corpus), ["sanctions fail", "talks go on"]);
    corpus.write("c.txt", ONE);
    let added = corpus.build();
    assert_eq!((added.indexed, added.unchanged, added.removed), (1, 2, 0));
    corpus.remove("b.txt");
    let removed = corpus.build();
    assert_eq!((removed.files, removed.indexed, removed.unchanged, removed.removed), (2, 0, 2, 1));
    assert_eq!(quotes(&corpus), ["a multipolar world", "talks go on"]);
}

#[test]
fn a_file_whose_time_alone_changed_is_not_read_again() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    std::thread::sleep(std::time::Duration::from_millis(20));
    corpus.write("a.txt", ONE);
    let touched = corpus.build();
    assert_eq!((touched.indexed, touched.unchanged), (0, 1));
    let before = commit(&corpus);
    assert_eq!(corpus.build().unchanged, 1);
    assert_eq!(commit(&corpus), before, "the new time was remembered");
    assert_eq!(quotes(&corpus), ["a multipolar world"]);
}

#[test]
fn missing_files_stay_when_asked_to() {
    let corpus = Corpus::new(&[("a.txt", ONE), ("b.txt", TWO)]);
    corpus.build();
    corpus.remove("b.txt");
    assert_eq!(corpus.try_build(true).unwrap().removed, 0);
    assert_eq!(quotes(&corpus).len(), 2);
    assert_eq!(corpus.build().removed, 1);
}

#[test]
fn a_fault_in_one_article_costs_that_article() {
    let corpus = Corpus::new(&[("a.txt", &format!("{ONE}\n| | | | | panic\nskip\n{TWO}"))]);
    let report = corpus.build();
    assert_eq!((report.files, report.indexed, report.articles), (1, 1, 2));
    let skipped: Vec<&str> = report.skips.iter().map(|skip| skip.path.rsplit('/').next().unwrap()).collect();
    assert_eq!(skipped, ["a.txt#2", "a.txt#3"]);
    assert_eq!(corpus.build().skips.len(), 2);
}

#[test]
fn two_writers_do_not_meet() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    let index = open::open(&corpus.index_dir()).unwrap();
    // A test beside this one may be starting a process, which for a moment shares every lock of this one.
    let _writer = (0..200)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(5));
            open::writer(&corpus.index_dir(), &index, 1).ok()
        })
        .unwrap();
    assert!(matches!(corpus.try_build(false), Err(IndexError::Locked { .. })));
    assert_eq!(quotes(&corpus).len(), 1, "reading goes on");
}

#[test]
fn the_order_of_files_and_threads_changes_no_record() {
    let ids = |files: &[(&str, &str)]| {
        let corpus = Corpus::new(files);
        corpus.build();
        let request =
            Request { query: Query::All, sort: Sort::DateDescending, offset: 0, limit: None, facets: Vec::new() };
        let answer = ask(&corpus.open(), &request).unwrap();
        answer.hits.into_iter().map(|hit| (hit.record.id.clone(), hit.record.quote())).collect::<Vec<_>>()
    };
    let first = ids(&[("a.txt", ONE), ("b.txt", TWO), ("c.txt", THREE)]);
    assert_eq!(first, ids(&[("c.txt", THREE), ("b.txt", TWO), ("a.txt", ONE)]));
    assert_eq!(first.len(), 3);
}

#[test]
fn an_open_index_keeps_its_state_until_it_is_refreshed() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    let index = corpus.open();
    corpus.write("b.txt", TWO);
    corpus.build();
    assert_eq!(index.stats().unwrap().statements, 1);
    index.refresh().unwrap();
    assert_eq!(index.stats().unwrap().statements, 2);
}

#[test]
fn stats_and_articles_say_what_is_there() {
    let corpus = Corpus::new(&[("2024/a.txt", &format!("{ONE}\n{TWO}")), ("b.txt", THREE)]);
    corpus.build();
    let index = corpus.open();
    let stats = index.stats().unwrap();
    assert_eq!((stats.files, stats.articles, stats.statements, stats.undated_articles), (2, 3, 3, 1));
    assert_eq!(stats.days, Some((jiff::civil::date(2024, 2, 8), jiff::civil::date(2024, 2, 9))));
    assert!(stats.bytes > 0 && stats.format == schema::FORMAT);
    assert!(stats.distinct.contains(&(Field::Speaker, 3)) && stats.distinct.contains(&(Field::Author, 3)));

    assert_eq!(index.articles("2024/a.txt").unwrap().len(), 2);
    let one = index.articles("a.txt#2").unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!((one[0].publisher.as_deref(), one[0].statements), (Some("ANI"), 1));
    assert_eq!(index.articles(&one[0].id).unwrap(), one);
    assert!(index.articles("c.txt").unwrap().is_empty());
}

#[test]
fn deleted_statements_are_in_no_count_and_no_expansion() {
    let corpus = Corpus::new(&[("a.txt", ONE), ("b.txt", TWO)]);
    corpus.build();
    corpus.remove("b.txt");
    corpus.build();
    let spec = FacetSpec { field: Field::Speaker, period: Period::Month, limit: None };
    let query = Query::Match { field: Field::Quote, matcher: Matcher::Prefix("s".to_owned()), span: Span::new(0, 2) };
    let request = Request { query: Query::All, sort: Sort::Date, offset: 0, limit: Some(0), facets: vec![spec] };
    let answer = ask(&corpus.open(), &request).unwrap();
    assert_eq!((answer.total, answer.facets[0].buckets.len(), answer.hits.len()), (1, 1, 0));
    let explained = crate::answer::explain(&corpus.open(), &query).unwrap();
    assert_eq!((explained.nodes[0].hits, &*explained.nodes[0].resolved), (0, "nothing"));
}
