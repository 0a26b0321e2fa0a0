//! Whatever is changed in an index is found, nothing else is, and nobody who reads it panics meanwhile.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::indexer::UserOperation;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument};

use super::super::intake::Stations;
use super::super::open::MANAGED;
use super::super::samples::{Corpus, NOTATION};
use super::super::schema::Schema;
use super::super::{Pace, guarded, open};
use super::*;
use crate::answer::{FacetSpec, Period, Request, Sort, ask};
use crate::index::{BuildRequest, Field};
use crate::query::{Matcher, Query};
use crate::statement::Record;
use crate::text::Span;

const SAID: &str = "we will never close the old harbour of Kiruna before winter, for its pilots are the best that the north has ever seen";

/// An index with all that an index can have: copies, utterances, quotes in pieces, skips, deleted documents, a saved query.
fn corpus() -> Corpus {
    let many: Vec<String> =
        (1..=12).map(|n| format!("Ada Lund | RT | ANI | 2024-03-{n:02} | en | point {n}")).collect();
    let corpus = Corpus::new(&[
        ("a.txt", &format!("Anna Berg | TASS | | 2024-02-08 | en | {SAID}\nskip\n{}", many.join("\n"))),
        (
            "b.txt",
            &format!("Anna Berg | | ANI | 2024-02-09 | en | {SAID}, she promised us\n | | | | | «one» and «two»"),
        ),
        ("copy.txt", &format!("Anna Berg | TASS | | 2024-02-08 | en | {SAID}")),
        ("none.txt", "skip"),
        ("c.txt", "Jonas Lund | | | | en | talks go on"),
    ]);
    corpus.build();
    // What is deleted stays in its segment.
    tamper(&corpus, |schema, writer| {
        let record = record_of(&corpus, "talks");
        rewrite(schema, writer, (&record, &source_of(&corpus, "c.txt"), 1), |_, _| {});
    });
    let queries = SavedQueries::of(&corpus.index_dir());
    let turn = queries.turn_for_new("trade", &|| {}).unwrap();
    turn.write(&super::super::SavedQuery {
        name: "trade".to_owned(),
        query: "trade".to_owned(),
        added: jiff::Timestamp::UNIX_EPOCH,
        last_run: None,
        seen: super::super::Seen::default(),
    })
    .unwrap();
    corpus
}

#[test]
fn versions_of_an_utterance_may_claim_one_id_but_not_be_one() {
    // The same article, as two publishers have it under one name: no copies, for each is somebody's own.
    let line = |publisher: &str| format!("Anna Berg | | {publisher} | 2024-02-08 | en | {SAID}");
    let corpus = Corpus::new(&[("one/a.txt", &line("ANI")), ("two/a.txt", &line("RT"))]);
    corpus.build();
    let found = ask(&corpus.open(), &Request::new(Query::All, None)).unwrap().hits;
    assert!(found[0].record.id == found[1].record.id && found[0].utterance.is_some());
    assert!(checked(&corpus).is_sound());
    tamper(&corpus, |schema, writer| {
        writer.delete_term(schema.statements_term(&found[0].record.article.path));
    });
    let faults = checked(&corpus).faults;
    assert!(faults.iter().any(|fault| fault.message == "has one version"), "{faults:?}");
}

fn checked(corpus: &Corpus) -> CheckReport {
    checked_with(corpus, &CheckRequest::default(), &NOTATION)
}

fn checked_with(corpus: &Corpus, request: &CheckRequest, stations: &Stations) -> CheckReport {
    check_with(&corpus.index_dir(), request, stations, &|_| {}).unwrap()
}

#[test]
fn an_index_that_nobody_touched_is_sound() {
    let corpus = corpus();
    let report = checked(&corpus);
    assert_eq!(report.faults, []);
    assert_eq!(report.remarks, []);
    let content = report.content.unwrap();
    assert_eq!((content.sources, content.articles, content.statements, content.utterances), (5, 17, 16, 1));
    assert_eq!(report.saved, 1);
    let sources = report.sources.unwrap();
    assert_eq!((sources.files, sources.articles, sources.statements), (5, 17, 16));
    assert_eq!(sources.changed + sources.gone + sources.unreadable + sources.otherwise, 0);
    assert!(report.files > 7 && report.bytes > 1000);
}

#[test]
fn an_empty_index_is_sound() {
    let corpus = Corpus::new(&[]);
    corpus.build();
    let report = checked(&corpus);
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!(report.content, Some(Content::default()));
}

/// The files of an index with what is in them, by their paths below its folder.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in ["", "saved/"] {
        for entry in std::fs::read_dir(dir.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = format!("{folder}{}", path.file_name().unwrap().to_str().unwrap());
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// What a user may ask of an index.
fn ask_all(dir: &Path) -> Result<(), IndexError> {
    let index = Index::open(dir)?;
    let leaf = |field, matcher| Query::Match { field, matcher, span: Span::new(0, 0) };
    let phrase = Matcher::Phrase { text: "old harbour".to_owned(), slop: 0, prefix: false };
    for query in [Query::All, leaf(Field::Quote, phrase), leaf(Field::Speaker, Matcher::Word("lund".to_owned()))] {
        let facets = vec![FacetSpec { field: Field::Speaker, period: Period::Month, limit: None }];
        match ask(&index, &Request { sort: Sort::Relevance, facets, ..Request::new(query, None) }) {
            Err(crate::answer::AskError::Index(error)) => return Err(error),
            asked => drop(asked.unwrap()),
        }
    }
    index.stats().map(drop)
}

/// What is wrong with how an index that was changed is met: it is asked, and checked.
fn missed(corpus: &Corpus) -> Option<String> {
    let dir = corpus.index_dir();
    let asked = || guarded(&dir, || ask_all(&dir));
    let request = CheckRequest { sources: SourcesOf::Nothing, ..CheckRequest::default() };
    let checked = || check_with(&dir, &request, &NOTATION, &|_| {});
    match catch_unwind(AssertUnwindSafe(asked)) {
        Ok(
            Ok(())
            | Err(
                IndexError::Damaged { .. }
                | IndexError::Version { .. }
                | IndexError::NotAnIndex { .. }
                | IndexError::Missing { .. },
            ),
        ) => {}
        Ok(Err(error)) => return Some(format!("asking failed by {error:?}")),
        Err(_panic) => return Some("asking panicked".to_owned()),
    }
    match catch_unwind(AssertUnwindSafe(checked)) {
        Ok(Ok(report)) => report.is_sound().then(|| "was not found".to_owned()),
        Ok(Err(IndexError::Version { .. } | IndexError::NotAnIndex { .. } | IndexError::Missing { .. })) => None,
        Ok(Err(error)) => Some(format!("checking failed by {error:?}")),
        Err(_panic) => Some("checking panicked".to_owned()),
    }
}

/// In place of a file that was read: what is mapped into memory is never changed.
fn replace(path: &Path, bytes: &[u8]) {
    let draft = path.with_extension("draft");
    std::fs::write(&draft, bytes).unwrap();
    std::fs::rename(draft, path).unwrap();
}

/// Bytes of each file that are changed in the everyday run; `DIXIT_EVERY_BYTE` asks for all of them, which takes some
/// minutes.
fn step(bytes: usize) -> usize {
    const CASES: usize = 112;
    if std::env::var_os("DIXIT_EVERY_BYTE").is_some() { 1 } else { (bytes / CASES).max(1) }
}

#[test]
fn any_change_of_any_byte_and_any_cut_of_any_file_is_found_and_nobody_panics() {
    let corpus = corpus();
    let dir = corpus.index_dir();
    let all = files(&dir);
    assert!(all.keys().any(|name| name.contains(".del")), "nothing was deleted: {:?}", all.keys());
    let mut n_cases = 0;
    let mut all_missed = Vec::new();
    for (name, whole) in all.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let path = dir.join(name);
        let mut met = |what: String, bytes: Option<&[u8]>| {
            match bytes {
                Some(bytes) => replace(&path, bytes),
                None => std::fs::remove_file(&path).unwrap(),
            }
            n_cases += 1;
            all_missed.extend(missed(&corpus).map(|why| format!("{name}, {what}: {why}")));
        };
        for (number, at) in (0..whole.len()).step_by(step(whole.len())).enumerate() {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (number % 8);
            met(format!("byte {at} changed"), Some(&changed));
        }
        for length in (0..whole.len()).step_by(step(whole.len()) * 8) {
            met(format!("cut at {length}"), Some(&whole[..length]));
        }
        for more in ["\0", "\n", "{}"] {
            met(format!("with {more:?} behind it"), Some(&[whole, more.as_bytes()].concat()));
        }
        // A saved query that is gone was removed.
        if !name.starts_with("saved/") {
            met("missing".to_owned(), None);
        }
        replace(&path, whole);
    }
    assert!(checked(&corpus).is_sound(), "all was put back");
    assert!(all_missed.is_empty(), "{} of {n_cases}:\n{}", all_missed.len(), all_missed.join("\n"));
    assert!(n_cases > 1_500, "{n_cases}");
}

#[test]
fn damage_names_its_file() {
    /// Does the damage and gives the name of the file.
    type Damage = fn(&Path) -> String;
    let cases: [(&str, Damage); 4] = [
        ("a list of files that is none", |dir| {
            replace(&dir.join(MANAGED), b"[[[");
            MANAGED.to_owned()
        }),
        ("half of the last commit", |dir| {
            let whole = std::fs::read(dir.join(META)).unwrap();
            replace(&dir.join(META), &whole[..whole.len() / 2]);
            META.to_owned()
        }),
        ("no last commit", |dir| {
            std::fs::remove_file(dir.join(META)).unwrap();
            META.to_owned()
        }),
        ("no columns", |dir| {
            let name = files(dir).into_keys().find(|name| name.contains(".fast")).unwrap();
            std::fs::remove_file(dir.join(&name)).unwrap();
            name
        }),
    ];
    for (what, damage) in cases {
        let corpus = corpus();
        let dir = corpus.index_dir();
        let name = damage(&dir);
        let error = Index::open(&dir).unwrap_err();
        let told = format!("damaged: `{name}`: ");
        let is_named = matches!(&error, IndexError::Damaged { file: Some(file), .. } if file == Path::new(&name));
        assert!(is_named && error.to_string().contains(&told), "{what}: {error}");
        let report = checked(&corpus);
        assert!(report.faults.iter().any(|fault| fault.place == name), "{what}: {:?}", report.faults);
    }
    // Also to whoever had it open before.
    let corpus = corpus();
    let index = corpus.open();
    replace(&corpus.index_dir().join(META), b"{");
    let error = index.refresh().unwrap_err();
    assert!(matches!(&error, IndexError::Damaged { file: Some(file), .. } if file == Path::new(META)), "{error}");
}

/// Writes into an index what dixit would not.
fn tamper(corpus: &Corpus, change: impl FnOnce(&Schema, &mut IndexWriter)) {
    let schema = Schema::new();
    let dir = corpus.index_dir();
    let index = open::open(&dir, crate::index::directory::Access::Read).unwrap();
    let mut writer = open::writer(&dir, &index, 1).unwrap();
    writer.set_merge_policy(Box::new(NoMergePolicy));
    change(&schema, &mut writer);
    let mut prepared = writer.prepare_commit().unwrap();
    prepared.set_payload(&State::Settled.seal(prepared.opstamp()));
    prepared.commit().unwrap();
    writer.wait_merging_threads().unwrap();
}

/// The path of a file as the index has it.
fn source_of(corpus: &Corpus, name: &str) -> String {
    corpus.root().join(name).to_str().unwrap().to_owned()
}

/// A statement of the index.
fn record_of(corpus: &Corpus, words: &str) -> Record {
    let answer = ask(&corpus.open(), &Request::new(Query::All, None)).unwrap();
    answer.hits.into_iter().map(|hit| hit.record).find(|record| record.quote().contains(words)).unwrap()
}

/// Writes the statements of an article that has one once more, in place of those that are there.
fn rewrite(
    schema: &Schema,
    writer: &IndexWriter,
    (record, source, followers): (&Record, &str, u64),
    change: fn(&Schema, &mut Rewritten),
) {
    let mut rewritten = Rewritten {
        head: schema.head_document(record, followers, source),
        statement: schema.statement_document(record, 1, source).unwrap(),
    };
    change(schema, &mut rewritten);
    let delete = |term| UserOperation::Delete(term);
    let operations = [
        delete(schema.statements_term(&record.article.path)),
        delete(schema.head_term(&record.article.path)),
        UserOperation::Add(rewritten.head),
        UserOperation::Add(rewritten.statement),
    ];
    writer.run(operations).unwrap();
}

struct Rewritten {
    head: TantivyDocument,
    statement: TantivyDocument,
}

#[test]
fn what_does_not_fit_together_is_found() {
    type Change = fn(&Corpus, &Schema, &mut IndexWriter);
    let cases: [(&str, FaultKind, Change); 12] = [
        ("an article is gone", FaultKind::Orphan, |corpus, schema, writer| {
            let path = record_of(corpus, "talks").article.path;
            writer.delete_term(schema.article_term(&path));
        }),
        ("a statement is gone", FaultKind::Count, |corpus, schema, writer| {
            let path = record_of(corpus, "talks").article.path;
            writer.delete_term(schema.statements_term(&path));
        }),
        ("the row of a file is gone", FaultKind::Orphan, |corpus, schema, writer| {
            writer.delete_term(schema.file_term(&source_of(corpus, "c.txt")));
        }),
        ("a head is gone", FaultKind::Orphan, |corpus, schema, writer| {
            let path = record_of(corpus, "talks").article.path;
            writer.delete_term(schema.head_term(&path));
        }),
        ("a head of more statements", FaultKind::Count, |corpus, schema, writer| {
            let record = record_of(corpus, "talks");
            rewrite(schema, writer, (&record, &source_of(corpus, "c.txt"), 2), |_, _| {});
        }),
        ("the head of another title", FaultKind::Terms, |corpus, schema, writer| {
            let record = record_of(corpus, "talks");
            rewrite(schema, writer, (&record, &source_of(corpus, "c.txt"), 1), |schema, rewritten| {
                rewritten.head.add_text(schema.field(Field::Title), "zebra\u{1}");
            });
        }),
        ("a statement is there twice", FaultKind::Count, |corpus, schema, writer| {
            let record = record_of(corpus, "talks");
            let source = source_of(corpus, "c.txt");
            writer.add_document(schema.statement_document(&record, 1, &source).unwrap()).unwrap();
        }),
        ("a statement of another file", FaultKind::Terms, |corpus, schema, writer| {
            let record = record_of(corpus, "talks");
            rewrite(schema, writer, (&record, "/elsewhere", 1), |_, _| {});
        }),
        ("a term that is not stored", FaultKind::Terms, |corpus, schema, writer| {
            let record = record_of(corpus, "talks");
            rewrite(schema, writer, (&record, &source_of(corpus, "c.txt"), 1), |schema, rewritten| {
                rewritten.statement.add_text(schema.field(Field::Quote), "zebra\u{1}");
            });
        }),
        ("another value in a column", FaultKind::Columns, |corpus, schema, writer| {
            let record = record_of(corpus, "talks");
            rewrite(schema, writer, (&record, &source_of(corpus, "c.txt"), 1), |schema, rewritten| {
                rewritten.statement.add_i64(schema.date_end, 7);
            });
        }),
        ("another id", FaultKind::Id, |corpus, schema, writer| {
            let mut record = record_of(corpus, "talks");
            record.id = "0123456789abcdef".to_owned();
            rewrite(schema, writer, (&record, &source_of(corpus, "c.txt"), 1), |_, _| {});
        }),
        ("an utterance of nobody", FaultKind::Relation, |_, schema, writer| {
            writer.add_document(schema.utterance_document(7, &[7, 8])).unwrap();
        }),
    ];
    for (what, kind, change) in cases {
        let corpus = corpus();
        tamper(&corpus, |schema, writer| change(&corpus, schema, writer));
        let report =
            checked_with(&corpus, &CheckRequest { sources: SourcesOf::Nothing, ..CheckRequest::default() }, &NOTATION);
        assert!(report.faults.iter().any(|fault| fault.kind == kind), "{what}: {:?}", report.faults);
    }
}

#[test]
fn files_that_changed_or_went_are_no_fault_and_other_words_in_an_unchanged_one_are() {
    let corpus = corpus();
    corpus.write("b.txt", "Anna Berg | | ANI | 2024 | en | quite another text");
    corpus.remove("c.txt");
    let report = checked(&corpus);
    assert_eq!(report.faults, []);
    let sources = report.sources.unwrap();
    assert_eq!((sources.files, sources.changed, sources.gone), (3, 1, 1));

    let below =
        CheckRequest { sources: SourcesOf::Below(vec![corpus.root().join("a.txt")]), ..CheckRequest::default() };
    assert_eq!(checked_with(&corpus, &below, &NOTATION).sources.unwrap().files, 1);

    let other_words = Stations {
        read: |shown, input, options, sink| {
            (NOTATION.read)(shown, input, options, &mut |item| {
                sink(item.map(|mut article| {
                    article.text.make_ascii_uppercase();
                    article
                }));
            });
        },
        ..NOTATION
    };
    let report = checked_with(&corpus, &CheckRequest::default(), &other_words);
    assert!(!report.is_sound() && report.faults.iter().all(|fault| fault.kind == FaultKind::Text));

    let nothing = Stations { read: |_, _, _, _| {}, ..NOTATION };
    let report = checked_with(&corpus, &CheckRequest::default(), &nothing);
    assert!(report.faults.iter().any(|fault| fault.message.contains("no more")), "{:?}", report.faults);
}

#[test]
fn files_that_are_read_in_another_way_now_are_not_compared() {
    let corpus = corpus();
    let mut request = CheckRequest::default();
    request.read.fields.push((crate::article::RecordField::Text, "inhalt".to_owned()));
    let sources = checked_with(&corpus, &request, &NOTATION).sources.unwrap();
    assert_eq!((sources.files, sources.otherwise), (0, 5));
}

#[test]
fn what_is_no_damage_is_a_remark() {
    let corpus = corpus();
    let dir = corpus.index_dir();
    std::fs::write(dir.join("mine.txt"), "").unwrap();
    let leftover = "0123456789abcdef0123456789abcdef.idx";
    std::fs::write(dir.join(leftover), "").unwrap();
    let managed = std::fs::read_to_string(dir.join(".managed.json")).unwrap();
    std::fs::write(dir.join(".managed.json"), managed.replacen('[', &format!("[\"{leftover}\","), 1)).unwrap();
    let report = checked(&corpus);
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!(
        report.remarks,
        [CheckRemark::Leftover(leftover.to_owned()), CheckRemark::Foreign("mine.txt".to_owned())]
    );

    let index = open::open(&dir, crate::index::directory::Access::Read).unwrap();
    let _writer = open::writer(&dir, &index, 1).unwrap();
    assert_eq!(checked(&corpus).remarks, [CheckRemark::Written]);
}

#[test]
fn a_run_that_was_stopped_is_told() {
    let corpus = Corpus::new(&[("a.txt", &format!("Anna Berg | TASS | | 2024-02-08 | en | {SAID}"))]);
    corpus.build();
    corpus.write("b.txt", &format!("Anna Berg | TASS | | 2024-02-09 | en | {SAID}"));
    let request = BuildRequest { roots: vec![corpus.root()], ..BuildRequest::default() };
    let stopping = |progress: super::super::Progress| {
        if progress.done > 0 && progress.statements > 0 { Pace::Stop } else { Pace::GoOn }
    };
    let report = corpus.build_from(&request, &stopping).unwrap();
    assert!(report.stopped);
    let report = checked(&corpus);
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!(report.remarks, [CheckRemark::Unsettled]);
}

#[test]
fn another_tantivy_is_another_format() {
    // The footer of every file is compared with that of this tantivy: with a new one the format rises.
    assert_eq!((super::super::schema::FORMAT, tantivy::version_string()), (5, "tantivy v0.27.0, index_format v7"),);
}
