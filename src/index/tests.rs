//! The index as a whole: what a run changes, what it leaves, and what it refuses.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use super::intake::Stations;
use super::samples::{Corpus, NOTATION};
use super::*;
use crate::answer::{FacetSpec, Period, Request, Sort, ask};
use crate::query::{Matcher, Query};
use crate::read::{Input, Skip, SkipReason};
use crate::text::Span;

const ONE: &str = "Xi Jinping | CCTV | | 2024-02-08 | en | a multipolar world";
const TWO: &str = "Vladimir Putin | TASS | ANI | 2024-02-09 | en | sanctions fail";
const THREE: &str = "Sergey Lavrov | | RT | | en | talks go on";

/// Every statement's words, sorted.
fn quotes(corpus: &Corpus) -> Vec<String> {
    let request = Request::new(Query::All, None);
    let answer = ask(&corpus.open(), &request).unwrap();
    let mut quotes: Vec<String> = answer.hits.iter().map(|hit| hit.record.quote()).collect();
    assert_eq!(answer.total, quotes.len() as u64);
    quotes.sort();
    quotes
}

/// Id, path and words of every statement, sorted.
fn statements(index: &Index) -> Vec<(String, String, String)> {
    let request = Request::new(Query::All, None);
    let hits = ask(index, &request).unwrap().hits.into_iter();
    let mut statements: Vec<_> =
        hits.map(|hit| (hit.record.id.clone(), hit.record.article.path.clone(), hit.record.quote())).collect();
    statements.sort();
    statements
}

/// A corpus of `n_files` files with three articles each.
fn files_of_three(n_files: usize) -> Corpus {
    let corpus = Corpus::new(&[]);
    for number in 0..n_files {
        corpus.write(&format!("{number:03}.txt"), &format!("{ONE} {number}\n{TWO} {number}\n{THREE} {number}"));
    }
    corpus
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
fn a_change_is_not_missed_where_times_tell_nothing() {
    // As where the clock was set back: what is written next may have the time of what was written before.
    let stations = Stations { outlast: |_| false, ..NOTATION };
    let corpus = Corpus::empty(Box::leak(Box::new(stations)));
    let path = corpus.root().join("a.txt");
    let text = |number: usize| format!("Xi Jinping | CCTV | | 2024-02-08 | en | number {number}");
    for number in 0..3 {
        corpus.write("a.txt", &text(number));
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(corpus.build().indexed, 1);
        assert_eq!(quotes(&corpus), [format!("number {number}")]);
        let again = corpus.build();
        assert_eq!((again.indexed, again.unchanged), (0, 1), "its content says that it is the same");
    }
}

#[test]
fn a_file_that_vanishes_while_it_is_read_is_named_and_costs_nothing_else() {
    let corpus = Corpus::new(&[("a.txt", ONE), ("vanishing.txt", TWO)]);
    let stations = Stations {
        open: |path, shown| {
            if shown.ends_with("vanishing.txt") {
                std::fs::remove_file(path).unwrap();
            }
            Input::open(path, shown)
        },
        ..NOTATION
    };
    let request = BuildRequest { roots: vec![corpus.root()], ..BuildRequest::default() };
    let report = build::build_with(&corpus.index_dir(), &request, &stations, &|_| Pace::GoOn).unwrap();
    assert_eq!((report.files, report.indexed, report.skipped), (2, 1, 1));
    assert!(report.skips[0].path.ends_with("vanishing.txt") && report.skips[0].reason.code() == "unreadable");
    assert_eq!(quotes(&corpus), ["a multipolar world"]);
}

/// Gives all bytes of a file and then an error, after which there is an end.
struct Failing(std::io::Cursor<Vec<u8>>, bool);

impl std::io::Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !std::mem::replace(&mut self.1, true) => Err(std::io::Error::other("the disk is broken")),
            n => Ok(n),
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_stays_as_it_was_and_is_read_again() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    corpus.write("a.txt", &format!("{TWO}\n{THREE}"));
    let stations = Stations {
        open: |path, _| Ok(Input::of(Failing(std::io::Cursor::new(std::fs::read(path).unwrap()), false))),
        read: |shown, input, options, sink| {
            let mut bytes = Vec::new();
            let read = input.read_to_end(&mut bytes);
            (NOTATION.read)(shown, &mut Input::of_bytes(bytes), options, sink);
            let reason = SkipReason::Unreadable(read.unwrap_err().to_string());
            sink(Err(Skip { path: shown.to_owned(), place: None, reason }));
        },
        ..NOTATION
    };
    let request = BuildRequest { roots: vec![corpus.root()], ..BuildRequest::default() };
    let report = build::build_with(&corpus.index_dir(), &request, &stations, &|_| Pace::GoOn).unwrap();
    assert_eq!((report.files, report.indexed, report.skipped), (1, 0, 1));
    assert_eq!(quotes(&corpus), ["a multipolar world"]);
    assert_eq!(corpus.build().indexed, 1);
    assert_eq!(quotes(&corpus), ["sanctions fail", "talks go on"]);
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
    let index = open::open(&corpus.index_dir(), super::directory::Access::Read).unwrap();
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
        let request = Request { sort: Sort::DateDescending, ..Request::new(Query::All, None) };
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
fn values_are_counted_over_all_segments_however_many_names_are_met_and_forgotten_meanwhile() {
    let corpus = Corpus::new(&[]);
    for file in 0..3 {
        let line = |n: usize| format!("Speaker {file} {n} Berg | | | 2024 | en | words {file} {n}");
        let own: Vec<String> = (0..8).map(line).chain(["Anna Lund | | | 2024 | en | ours".to_owned()]).collect();
        corpus.write(&format!("{file}.txt"), &own.join("\n"));
        // A segment each.
        corpus.build();
    }
    let index = corpus.open();
    assert!(index.snapshot().searcher.segment_readers().len() > 2);
    let spec = FacetSpec { field: Field::Speaker, period: Period::Month, limit: Some(2) };
    let request = Request { facets: vec![spec], ..Request::new(Query::All, Some(0)) };
    for round in 0..3 {
        let facet = &ask(&index, &request).unwrap().facets[0];
        let found: Vec<(&str, u64)> = facet.buckets.iter().map(|bucket| (&*bucket.value, bucket.count)).collect();
        assert_eq!((found, facet.more_values), (vec![("Anna Lund", 3), ("Speaker 0 0 Berg", 1)], 23), "round {round}");
    }
}

#[test]
fn deleted_statements_are_in_no_count_and_no_expansion() {
    let corpus = Corpus::new(&[("a.txt", ONE), ("b.txt", TWO)]);
    corpus.build();
    corpus.remove("b.txt");
    corpus.build();
    let spec = FacetSpec { field: Field::Speaker, period: Period::Month, limit: None };
    let query = Query::Match { field: Field::Quote, matcher: Matcher::Prefix("s".to_owned()), span: Span::new(0, 2) };
    let request = Request { facets: vec![spec], ..Request::new(Query::All, Some(0)) };
    let answer = ask(&corpus.open(), &request).unwrap();
    assert_eq!((answer.total, answer.facets[0].buckets.len(), answer.hits.len()), (1, 1, 0));
    let explained = crate::answer::explain(&corpus.open(), &query).unwrap();
    assert_eq!((explained.nodes[0].hits, &*explained.nodes[0].resolved), (0, "nothing"));
}

#[test]
fn a_file_that_moved_is_read_but_not_extracted_again() {
    let corpus = Corpus::new(&[("a.txt", &format!("{ONE}\n{TWO}")), ("b.txt", THREE)]);
    corpus.build();
    let before = statements(&corpus.open());
    corpus.rename("a.txt", "2024/a.txt");
    let report = corpus.build();
    assert_eq!((report.files, report.indexed, report.moved, report.unchanged, report.removed), (2, 1, 1, 1, 0));
    assert_eq!((report.articles, report.reused, report.statements), (2, 2, 2));
    let after = statements(&corpus.open());
    let ids = |all: &[(String, String, String)]| all.iter().map(|(id, ..)| id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&after), ids(&before), "no statement changes its id");
    assert_eq!(after.iter().filter(|(_, path, _)| path.contains("2024/a.txt#")).count(), 2);
    assert_eq!(after, statements(&fresh(&corpus)));
}

#[test]
fn facts_that_come_from_the_path_are_those_of_the_new_path() {
    // The id of these articles comes from the name of their file.
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    corpus.rename("a.txt", "b.txt");
    let report = corpus.build();
    assert_eq!((report.moved, report.reused, report.statements), (1, 0, 1));
    assert_eq!(statements(&corpus.open()), statements(&fresh(&corpus)));
}

#[test]
fn a_copy_is_no_move_and_a_move_with_a_copy_is_one_move() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    corpus.write("x/a.txt", ONE);
    let copied = corpus.build();
    assert_eq!((copied.indexed, copied.moved, copied.reused, copied.removed), (1, 0, 1, 0));
    corpus.rename("a.txt", "y/a.txt");
    corpus.write("z/a.txt", ONE);
    let moved = corpus.build();
    assert_eq!((moved.indexed, moved.moved, moved.removed), (2, 1, 0));
}

#[test]
fn in_a_file_that_grew_only_what_is_new_is_extracted() {
    let corpus = Corpus::new(&[("a.txt", &format!("{ONE}\n{TWO}"))]);
    corpus.build();
    corpus.write("a.txt", &format!("{ONE}\n{TWO}\n{THREE}"));
    let report = corpus.build();
    assert_eq!((report.articles, report.reused, report.moved), (3, 2, 0));
    assert_eq!(statements(&corpus.open()), statements(&fresh(&corpus)));
}

/// What a first run over the files of `corpus` gives.
fn fresh(corpus: &Corpus) -> Index {
    let place = corpus.index_dir().with_file_name("fresh");
    let _not_there = std::fs::remove_dir_all(&place);
    let request = BuildRequest { roots: vec![corpus.root()], ..BuildRequest::default() };
    corpus.build_at(&place, &request, &|_| Pace::GoOn).unwrap();
    Index::open(&place).unwrap()
}

#[test]
fn every_commit_on_the_way_holds_whole_files() {
    let corpus = files_of_three(60);
    let (commits, last) = (AtomicU64::new(0), AtomicU64::new(0));
    let report = corpus.build_watched(&|progress| {
        if progress.done > 0 {
            let stats = corpus.open().stats().unwrap();
            assert_eq!((stats.articles, stats.statements), (3 * stats.files, 3 * stats.files));
            if last.swap(stats.files, Ordering::Relaxed) < stats.files {
                commits.fetch_add(1, Ordering::Relaxed);
            }
        }
        Pace::Commit
    });
    assert!(commits.into_inner() > 2, "files came in with several commits");
    assert_eq!((report.statements, report.stopped), (180, false));
    assert_eq!(statements(&corpus.open()), statements(&fresh(&corpus)));
}

#[test]
fn a_stopped_run_keeps_what_is_complete_and_the_next_one_does_the_rest() {
    let corpus = files_of_three(60);
    corpus.write("gone.txt", ONE);
    corpus.build();
    corpus.remove("gone.txt");
    for number in 100..160 {
        corpus.write(&format!("{number}.txt"), &format!("{ONE} {number}\n{TWO} {number}\n{THREE} {number}"));
    }
    let report = corpus.build_watched(&|progress| if progress.done < 80 { Pace::GoOn } else { Pace::Stop });
    assert!(report.stopped && report.indexed >= 1 && report.indexed < 60, "{report:?}");
    assert_eq!((report.removed, report.statements), (0, 3 * report.indexed));
    let stats = corpus.open().stats().unwrap();
    assert_eq!(stats.statements, 180 + 1 + report.statements, "what is gone leaves with a whole run");
    let rest = corpus.build();
    assert_eq!((rest.indexed, rest.unchanged, rest.removed), (60 - report.indexed, 60 + report.indexed, 1));
    assert_eq!(statements(&corpus.open()), statements(&fresh(&corpus)));
}

#[test]
fn a_large_file_is_in_no_commit_before_it_is_complete() {
    // More than is held back until the file is complete.
    let line = |number: usize| format!("{ONE} {number} {}", "word ".repeat(600));
    let lines: Vec<String> = (0..800).map(line).collect();
    let corpus = Corpus::new(&[("0.txt", THREE), ("1.txt", &lines.join("\n")), ("2.txt", TWO)]);
    let report = corpus.build_watched(&|progress| {
        if progress.done > 0 {
            let stats = corpus.open().stats().unwrap();
            assert!(matches!(stats.statements, 0..=2 | 800..), "{stats:?}");
        }
        Pace::Commit
    });
    assert_eq!(report.statements, 802);
    let corpus = Corpus::new(&[("1.txt", &lines.join("\n"))]);
    let report = corpus.build_watched(&|progress| if progress.statements < 500 { Pace::GoOn } else { Pace::Stop });
    assert!(report.stopped);
    assert_eq!(corpus.open().stats().unwrap().statements, 0, "nothing of a file that was not completed");
    assert_eq!(corpus.build().statements, 800);
}

#[test]
fn a_root_that_is_not_there_loses_nothing() {
    let corpus = Corpus::new(&[("a/1.txt", ONE), ("b/2.txt", TWO)]);
    corpus.build();
    corpus.rename("a", "../elsewhere");
    let roots = vec![corpus.root().join("a"), corpus.root().join("b")];
    assert!(roots[1].exists() && !roots[0].exists());
    let report = corpus.build_from(&BuildRequest { roots, ..BuildRequest::default() }, &|_| Pace::GoOn).unwrap();
    assert_eq!((report.removed, report.unchanged, report.skipped), (0, 1, 1));
    assert_eq!(quotes(&corpus).len(), 2);
}

#[test]
fn a_root_that_was_renamed_leaves_nothing_behind() {
    let corpus = Corpus::new(&[("a/1.txt", ONE), ("b/2.txt", TWO)]);
    corpus.build();
    corpus.rename("a", "renamed");
    let request = BuildRequest { roots: vec![corpus.root().join("renamed")], ..BuildRequest::default() };
    let report = corpus.build_from(&request, &|_| Pace::GoOn).unwrap();
    assert_eq!((report.files, report.indexed, report.moved, report.removed), (1, 1, 1, 0));
    assert_eq!(statements(&corpus.open()), statements(&fresh(&corpus)));
}

#[test]
fn the_index_is_no_article_of_the_folder_it_lies_in() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    let place = corpus.root().join("index");
    let request = BuildRequest { roots: vec![corpus.root()], ..BuildRequest::default() };
    for _ in 0..2 {
        let report = corpus.build_at(&place, &request, &|_| Pace::GoOn).unwrap();
        assert_eq!((report.files, report.skipped), (1, 0));
    }
}

/// A text of so many words that tell it from others; `story` says which.
fn long_text(story: usize, n_words: usize) -> String {
    let words: Vec<String> = (0..n_words).map(|number| format!("w{}", (number * 31 + story * 977) % 5003)).collect();
    words.join(" ")
}

#[test]
fn the_same_article_twice_is_indexed_once_and_found_at_both_places() {
    let text = long_text(0, 30);
    let corpus = Corpus::new(&[
        ("amp/a.txt", &format!("Xi | CCTV | ANI | | en | {text}")),
        ("b.txt", &format!("Xi | CCTV | ANI | 2024-02-08 | en | {}", text.to_uppercase().replace(' ', " - "))),
        ("c.txt", &format!("Xi | CCTV | TASS | 2024-02-08 | en | {text}")),
        ("d.txt", &format!("Xi | CCTV | | | en | {text}.")),
    ]);
    let report = corpus.build();
    assert_eq!((report.articles, report.duplicates, report.statements), (4, 2, 2));
    let index = corpus.open();
    let entry = |path: &str| index.articles(path).unwrap().remove(0);
    let kept = entry("b.txt#1");
    assert_eq!((kept.copy_of.as_deref(), kept.statements), (None, 1), "it has a date");
    assert_eq!(entry("c.txt#1").copy_of, None, "another paper's");
    for copy in ["amp/a.txt#1", "d.txt#1"] {
        let copy = entry(copy);
        assert_eq!((copy.copy_of.as_deref(), copy.statements), (Some(&*kept.path), 0));
    }
    assert_eq!(statements(&index).len(), 2);
}

#[test]
fn when_the_original_goes_or_changes_a_copy_takes_its_place() {
    let text = long_text(0, 30);
    let line = |date: &str| format!("Xi | CCTV | ANI | {date} | en | {text}");
    let corpus = Corpus::new(&[("a.txt", &line("2024-02-08")), ("b.txt", &line("")), ("c.txt", &line(""))]);
    corpus.build();
    corpus.write("a.txt", &format!("{THREE} and on"));
    let report = corpus.build();
    assert_eq!((report.indexed, report.unchanged, report.duplicates), (1, 2, 1));
    corpus.remove("b.txt");
    assert_eq!(corpus.build().duplicates, 0);
    let paths: Vec<String> = statements(&corpus.open()).into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(paths.len(), 2);
    assert!(paths.iter().any(|path| path.ends_with("c.txt#1")));
    assert_eq!(statements(&corpus.open()), statements(&fresh(&corpus)));
}

#[test]
fn a_story_that_several_carry_is_linked_and_told_apart_again() {
    let story = long_text(0, 200);
    let half: String = story.split_inclusive(' ').take(110).collect();
    let corpus = Corpus::new(&[
        ("a.txt", &format!("Xi | | ANI | | en | {story}")),
        ("b.txt", &format!("Xi | | TASS | | en | By our own correspondent {half} read more on our site")),
        ("c.txt", &format!("Xi | | AFP | | en | {}", long_text(5, 200))),
    ]);
    corpus.build();
    let cluster = |path: &str| corpus.open().articles(path).unwrap()[0].cluster;
    assert!(cluster("a.txt").is_some());
    assert_eq!(cluster("a.txt"), cluster("b.txt"));
    assert_eq!(cluster("c.txt"), None);
    corpus.remove("b.txt");
    corpus.build();
    assert_eq!(cluster("a.txt"), None);
}

/// Every article of the files of `corpus` as the index has it, by path.
fn articles(index: &Index, files: &[String]) -> Vec<ArticleEntry> {
    let mut all: Vec<ArticleEntry> = files.iter().flat_map(|file| index.articles(file).unwrap()).collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

#[test]
fn however_an_index_came_about_it_is_that_of_a_first_run() {
    let publishers = ["ANI", "TASS", ""];
    let dates = ["2024-02-08", ""];
    let files: Vec<String> =
        (0..9).map(|number| format!("{}{number}.txt", ["", "deep/", "deep/er/"][number % 3])).collect();
    let mut n_utterances = 0;
    for seed in 0..10u64 {
        let mut state = seed + 1;
        let mut roll = move |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % n
        };
        let corpus = Corpus::new(&[]);
        for step in 0..7 {
            for _ in 0..=roll(4) {
                let file = &files[roll(files.len())];
                let is_there = corpus.root().join(file).exists();
                match roll(5) {
                    0 if is_there => corpus.remove(file),
                    1 if is_there => corpus.rename(file, &files[roll(files.len())]),
                    _ => {
                        let lines: Vec<String> = (0..=roll(2))
                            .map(|_| {
                                let story = long_text(roll(2), 60);
                                let start = if roll(3) == 0 { 15 } else { 0 };
                                let words: String = story.split_inclusive(' ').skip(start).collect();
                                format!("Xi | | {} | {} | en | {words}", publishers[roll(3)], dates[roll(2)])
                            })
                            .collect();
                        // Of another length each time, as the clock may stand still.
                        corpus.write(file, &format!("{}{}", lines.join("\n"), "\n".repeat(1 + step)));
                    }
                }
            }
            match roll(3) {
                0 => drop(corpus.build_watched(&|_| Pace::Commit)),
                1 => drop(corpus.build_watched(&|progress| if progress.done < 2 { Pace::Commit } else { Pace::Stop })),
                _ => drop(corpus.build()),
            }
        }
        let report = corpus.build();
        let (index, fresh) = (corpus.open(), fresh(&corpus));
        assert_eq!(articles(&index, &files), articles(&fresh, &files), "seed {seed}");
        assert_eq!(statements(&index), statements(&fresh), "seed {seed}");
        let utterances = index.snapshot().utterances().unwrap();
        assert_eq!(utterances, fresh.snapshot().utterances().unwrap(), "seed {seed}");
        n_utterances += utterances.len();
        let copies = articles(&index, &files).iter().filter(|entry| entry.copy_of.is_some()).count();
        assert_eq!(report.duplicates, copies as u64, "seed {seed}");
    }
    assert!(n_utterances > 0, "no statement was carried twice in all of this");
}

#[test]
fn an_utterance_is_all_versions_of_one_statement_and_falls_apart_with_them() {
    let said =
        |speaker: &str, publisher: &str, words: &str| format!("{speaker} | | {publisher} | 2024-02-08 | en | {words}");
    let words = "«We will not close the northern harbour before every family has found a house»";
    let corpus = Corpus::new(&[
        ("a.txt", &said("Anna Berg", "ANI", words)),
        (
            "b.txt",
            &said("Berg", "TASS", "In short: «we will not close the northern harbour before every family …» and so on"),
        ),
        ("c.txt", &said("Jonas Holm", "AFP", words)),
    ]);
    corpus.build();
    let ids = |index: &Index, file: &str| -> Vec<u64> {
        let all = statements(index).into_iter().filter(|(_, path, _)| path.contains(file));
        all.map(|(id, ..)| u64::from_str_radix(&id, 16).unwrap()).collect()
    };
    let index = corpus.open();
    let utterances = index.snapshot().utterances().unwrap();
    assert_eq!(utterances.len(), 1);
    let (a, b, c) = (ids(&index, "a.txt")[0], ids(&index, "b.txt")[0], ids(&index, "c.txt")[0]);
    assert_eq!((utterances.of(a), utterances.of(b), utterances.of(c)), (Some(a.min(b)), Some(a.min(b)), None));
    assert_eq!(utterances.members(a.min(b)), [a.min(b), a.max(b)]);
    corpus.remove("b.txt");
    corpus.build();
    assert_eq!(corpus.open().snapshot().utterances().unwrap().len(), 0);
}
