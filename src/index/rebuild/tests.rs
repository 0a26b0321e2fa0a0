//! A new index in the place of the old one: whatever that was, and only if it was one.

use std::sync::atomic::{AtomicBool, Ordering};

use super::super::samples::Corpus;
use super::super::{Pace, check};
use super::*;
use crate::answer::{Request, ask};
use crate::index::{CheckRequest, Index};
use crate::query::Query;

const ONE: &str = "Xi Jinping | CCTV | | 2024-02-08 | en | a multipolar world";
const TWO: &str = "Vladimir Putin | TASS | ANI | 2024-02-09 | en | sanctions fail";

fn request(corpus: &Corpus) -> BuildRequest {
    BuildRequest { roots: vec![corpus.root()], rebuild: true, ..BuildRequest::default() }
}

fn quotes(index: &Index) -> Vec<String> {
    let hits = ask(index, &Request::new(Query::All, None)).unwrap().hits;
    let mut quotes: Vec<String> = hits.iter().map(|hit| hit.record.quote()).collect();
    quotes.sort();
    quotes
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// All that is wrong with the index of `corpus`, and what it holds.
fn assert_sound(corpus: &Corpus) {
    let report = check(
        &corpus.index_dir(),
        &CheckRequest { sources: crate::index::SourcesOf::Nothing, ..CheckRequest::default() },
        &|_| {},
    );
    let report = report.unwrap();
    assert!(report.is_sound() && report.remarks.is_empty(), "{:?} {:?}", report.faults, report.remarks);
    assert!(!corpus.index_dir().join(FOLDER).exists());
}

#[test]
fn the_old_index_answers_until_the_new_one_is_there() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    let dir = corpus.index_dir();
    let old = corpus.open();
    corpus.write("a.txt", TWO);
    fs::create_dir(dir.join("saved")).unwrap();
    fs::write(dir.join("saved/mine"), "as it was").unwrap();
    fs::write(dir.join(".gitignore"), "*").unwrap();
    let is_seen = AtomicBool::new(false);
    let report = corpus.build_from(&request(&corpus), &|_| {
        assert_eq!(quotes(&corpus.open()), ["a multipolar world"]);
        is_seen.store(true, Ordering::Relaxed);
        assert!(matches!(lock(&dir, &INDEX_WRITER_LOCK), Err(IndexError::Locked { .. })));
        Pace::GoOn
    });
    assert_eq!(report.unwrap().indexed, 1);
    assert!(is_seen.into_inner());
    assert_eq!(quotes(&old), ["a multipolar world"], "who has it open keeps it");
    old.refresh().unwrap();
    assert_eq!(
        (quotes(&old), quotes(&corpus.open())),
        (vec!["sanctions fail".to_owned()], vec!["sanctions fail".to_owned()])
    );
    assert_eq!(fs::read_to_string(dir.join("saved/mine")).unwrap(), "as it was");
    assert!(dir.join(".gitignore").is_file());
    assert_eq!(corpus.build().unchanged, 1, "it goes on from there");
}

#[test]
fn nothing_is_left_of_the_old_one_and_a_rebuilt_index_is_sound() {
    let corpus = Corpus::new(&[("a.txt", ONE), ("b.txt", TWO)]);
    corpus.build();
    corpus.write("c.txt", ONE);
    corpus.build();
    let before = names(&corpus.index_dir());
    corpus.build_from(&request(&corpus), &|_| Pace::GoOn).unwrap();
    assert_sound(&corpus);
    let after = names(&corpus.index_dir());
    assert!(!after.iter().any(|name| is_of_segment(name) && before.contains(name)), "{before:?} {after:?}");
}

#[test]
fn an_index_that_cannot_be_read_is_made_anew() {
    type Damage = fn(&Path);
    let cases: [(&str, Damage); 7] = [
        ("meta.json cut", |dir| fs::write(dir.join(META), &fs::read(dir.join(META)).unwrap()[..1000]).unwrap()),
        ("meta.json empty", |dir| fs::write(dir.join(META), "").unwrap()),
        ("meta.json missing", |dir| fs::remove_file(dir.join(META)).unwrap()),
        ("list of files garbled", |dir| fs::write(dir.join(MANAGED), "[[[").unwrap()),
        ("list of files missing", |dir| fs::remove_file(dir.join(MANAGED)).unwrap()),
        ("files of segments cut", |dir| {
            for name in names(dir).into_iter().filter(|name| is_of_segment(name)) {
                fs::write(dir.join(name), "cut").unwrap();
            }
        }),
        ("another format", |dir| {
            let meta = fs::read_to_string(dir.join(META)).unwrap();
            fs::write(dir.join(META), meta.replace("dixit-format-", "dixit-format-9")).unwrap();
        }),
    ];
    for (what, damage) in cases {
        let corpus = Corpus::new(&[("a.txt", ONE)]);
        corpus.build();
        damage(&corpus.index_dir());
        corpus.build_from(&request(&corpus), &|_| Pace::GoOn).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(quotes(&corpus.open()), ["a multipolar world"], "{what}");
        assert_sound(&corpus);
    }
}

#[test]
fn what_is_no_index_is_left_alone() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    let dir = corpus.index_dir();
    fs::create_dir(&dir).unwrap();
    for (name, text) in [("thesis.txt", "mine"), (META, "{\"segments\": [], \"schema\": [{\"name\": \"body\"}]}")] {
        fs::write(dir.join(name), text).unwrap();
        let refused = corpus.build_from(&request(&corpus), &|_| Pace::GoOn);
        assert!(matches!(refused, Err(IndexError::NotAnIndex { .. })), "{name}: {refused:?}");
        assert_eq!(names(&dir), [name]);
        fs::remove_file(dir.join(name)).unwrap();
    }
    corpus.build_from(&request(&corpus), &|_| Pace::GoOn).unwrap();
    assert_eq!(quotes(&corpus.open()), ["a multipolar world"], "where there is none it is made");
}

#[test]
fn a_stopped_run_leaves_the_old_one() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    let before = names(&corpus.index_dir());
    corpus.write("a.txt", TWO);
    assert!(corpus.build_from(&request(&corpus), &|_| Pace::Stop).unwrap().stopped);
    assert_eq!(quotes(&corpus.open()), ["a multipolar world"]);
    assert_eq!(names(&corpus.index_dir()), before);
}

#[test]
fn what_a_killed_run_has_left_is_taken_away_by_the_next() {
    let corpus = Corpus::new(&[("a.txt", ONE)]);
    corpus.build();
    let dir = corpus.index_dir();
    // Killed while the new one grew.
    fs::create_dir(dir.join(FOLDER)).unwrap();
    fs::write(dir.join(FOLDER).join("half.idx"), "half").unwrap();
    corpus.build();
    assert_sound(&corpus);
    // Killed while its files were moved in: they are listed before they come.
    let moved = PathBuf::from("0123456789abcdef0123456789abcdef.store");
    let all = files_of_old(&dir).unwrap();
    write_managed(&IndexFolder::open(&dir, Access::Write).unwrap(), all.iter().chain([&moved])).unwrap();
    fs::write(dir.join(&moved), "moved").unwrap();
    corpus.build();
    assert_sound(&corpus);
    assert!(!dir.join(moved).exists());
    // Killed while a file was written that was to take the place of another.
    let whole = names(&dir);
    for rebuild in [false, true] {
        for file in [".meta.json.draft", "..managed.json.draft"] {
            fs::write(dir.join(file), "half").unwrap();
        }
        corpus.build_from(&BuildRequest { rebuild, ..request(&corpus) }, &|_| Pace::GoOn).unwrap();
        let hidden = |names: &[String]| names.iter().filter(|name| name.starts_with('.')).cloned().collect::<Vec<_>>();
        assert_eq!(hidden(&names(&dir)), hidden(&whole), "rebuild: {rebuild}");
    }
}
