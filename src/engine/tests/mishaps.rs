//! What goes wrong on the way, and what comes of it: the right answer, or a failure by its name.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::answer::{AskError, FacetSpec, Period};
use crate::fake_engine::{Fault, Kind};
use crate::index::Field;

const UNAVAILABLE: &str = r#"{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"all shards failed","phase":"query","failed_shards":[],"caused_by":{"type":"search_phase_execution_exception","reason":"Search rejected due to missing shards [[news][0]]"}},"status":503}"#;
const TOO_MANY_REQUESTS: &str = r#"{"error":{"root_cause":[{"type":"rejected_execution_exception","reason":"rejected execution of coordinating operation"}],"type":"rejected_execution_exception","reason":"rejected execution of coordinating operation"},"status":429}"#;
const LOST_SHARD: &str = r#"{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"Partial shards failure","phase":"query","failed_shards":[{"shard":1,"reason":{"type":"search_context_missing_exception","reason":"No search context found for id [1]"}}]},"status":500}"#;

fn fake() -> FakeEngine {
    FakeEngine::start(Kind::OpenSearch)
}

fn created(report: &PushReport) -> [u64; 5] {
    [report.created, report.updated, report.unchanged, report.refused, report.total]
}

fn asked(engine: &Engine, request: &Request) -> Result<(u64, Vec<String>), AskError> {
    let found = engine.find(request)?;
    let ids: Result<Vec<String>, AskError> = found.hits().map(|hit| hit.map(|hit| hit.record.id)).collect();
    Ok((found.total, ids?))
}

/// Code, message and help of what went wrong in a search, without the port.
fn told(engine: &Engine, fake: &FakeEngine) -> [String; 3] {
    match asked(engine, &Request::new(Query::All, Some(5))) {
        Err(AskError::Archive(error)) => {
            [error.code.to_owned(), error.message.replace(&fake.node(), "NODE"), error.help.unwrap_or_default()]
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_passes_is_waited_for_and_nothing_is_written_twice() {
    type Case = (&'static str, usize, Fault, [u64; 5]);
    let cases: [Case; 7] = [
        ("_bulk", 3, Fault::Instead(429, TOO_MANY_REQUESTS), [5, 0, 0, 0, 5]),
        ("_bulk", 3, Fault::Instead(503, "{}"), [5, 0, 0, 0, 5]),
        ("_bulk", 2, Fault::HangUp, [5, 0, 0, 0, 5]),
        ("_bulk", 3, Fault::Busy(|number| number % 2 == 0), [5, 0, 0, 0, 5]),
        // It was done, and the answer was lost: the second time they are there.
        ("_bulk", 1, Fault::DoneAndHangUp, [0, 0, 5, 0, 5]),
        ("_mapping", 1, Fault::Instead(503, "{}"), [5, 0, 0, 0, 5]),
        ("_refresh", 1, Fault::Instead(503, "{}"), [5, 0, 0, 0, 5]),
    ];
    for (number, (part, times, fault, expected)) in cases.into_iter().enumerate() {
        let fake = fake();
        fake.misbehave(part, times, fault);
        let records = many(5);
        let (report, refused) = pushed(&fake, &records).unwrap();
        assert_eq!((created(&report), refused), (expected, vec![]), "case {number}");
        assert_eq!(all(&open(&fake)), ids_and_paths(&records), "case {number}");
        assert_eq!(fake.heard("_bulk").len(), if part == "_bulk" { times + 1 } else { 1 }, "case {number}");
    }
}

#[test]
fn only_what_was_refused_for_now_is_offered_again() {
    let fake = fake();
    fake.misbehave("_bulk", 1, Fault::Busy(|number| number == 1 || number == 3));
    pushed(&fake, &many(5)).unwrap();
    let n_sent: Vec<usize> = fake.heard("_bulk").iter().map(|heard| heard.body.lines().count() / 2).collect();
    assert_eq!(n_sent, [5, 2]);
}

#[test]
fn an_engine_that_stays_busy_is_named() {
    for fault in [Fault::Instead(429, TOO_MANY_REQUESTS), Fault::Busy(|number| number == 0)] {
        let fake = fake();
        fake.misbehave("_bulk", usize::MAX, fault);
        let error = pushed(&fake, &many(3)).unwrap_err();
        assert_eq!((error.code(), error.help()), ("engine-busy", Some("the same command goes on where it stopped")));
        assert!(error.to_string().contains("takes no more statements: "), "{error}");
        assert!(error.to_string().len() > format!("`{}` takes no more statements: ", fake.node()).len(), "{error}");
    }
}

#[test]
fn a_request_that_is_too_large_is_divided() {
    let fake = fake();
    let mut records = many(9);
    records.push(said(99, "long.txt", "Ann Berg", &"ships ".repeat(4_000)));
    fake.limit(16_000);
    let (report, refused) = pushed(&fake, &records).unwrap();
    assert_eq!(created(&report), [9, 0, 0, 1, 9]);
    assert_eq!(
        (refused[0].path.as_str(), refused[0].reason.as_str()),
        ("long.txt", "the engine takes no request that large")
    );
}

#[test]
fn a_statement_that_is_refused_is_named_and_the_others_are_written() {
    let fake = fake();
    fake.misbehave(
        "_bulk",
        1,
        Fault::Edited(|answer| {
            answer["items"][1]["create"] = json!({"_id": "x", "status": 400, "error": {
                "type": "mapper_parsing_exception", "reason": "failed to parse field [moment] of type [long]",
                "caused_by": {"type": "illegal_argument_exception", "reason": "out of range of long"},
            }});
        }),
    );
    let (report, refused) = pushed(&fake, &many(3)).unwrap();
    assert_eq!(created(&report)[..4], [2, 0, 0, 1]);
    let refusal =
        Refusal { id: format!("{:016x}", 1), path: "port.txt".to_owned(), reason: "out of range of long".to_owned() };
    assert_eq!(refused, [refusal]);
}

#[test]
fn an_answer_that_does_not_tell_of_each_statement_is_no_answer() {
    for edit in [
        |answer: &mut Value| drop(answer["items"].as_array_mut().unwrap().pop()),
        |answer: &mut Value| drop(answer.as_object_mut().unwrap().remove("items")),
    ] {
        let fake = fake();
        fake.misbehave("_bulk", 1, Fault::Edited(edit));
        assert_eq!(pushed(&fake, &many(3)).unwrap_err().code(), "engine-answer");
    }
}

#[test]
fn what_was_sent_before_is_told_apart_by_what_it_says_and_where_it_stands() {
    let fake = fake();
    let first = [said(1, "a.txt", "Ann Berg", "Ships will come"), said(2, "a.txt", "Ann Berg", "They bring grain")];
    let changed = [first[0].clone(), said(2, "a.txt", "Anna Berg", "They bring grain")];
    // Two articles may claim one id.
    let other = [said(1, "b.txt", "Ann Berg", "Ships will come")];
    for (records, expected) in [
        (&first[..], [2, 0, 0, 0, 2]),
        (&first[..], [0, 0, 2, 0, 2]),
        (&changed[..], [0, 1, 1, 0, 2]),
        (&other[..], [1, 0, 0, 0, 3]),
        (&other[..], [0, 0, 1, 0, 3]),
        (&changed[..], [0, 0, 2, 0, 3]),
    ] {
        assert_eq!(created(&pushed(&fake, records).unwrap().0), expected);
    }
    let mut both = all(&open(&fake));
    both.sort();
    let expected = ids_and_paths(&[first[0].clone(), other[0].clone(), first[1].clone()]);
    assert_eq!(both, expected);
}

#[test]
fn what_is_there_and_cannot_be_looked_at_is_waited_for_and_not_for_ever() {
    let away = |answer: &mut Value| {
        for doc in answer["docs"].as_array_mut().unwrap() {
            *doc =
                json!({"_id": doc["_id"], "error": {"type": "no_shard_available_action_exception", "reason": "gone"}});
        }
    };
    for (times, expected) in [(2, Ok([0, 0, 3, 0, 3])), (usize::MAX, Err("engine-busy"))] {
        let fake = fake();
        pushed(&fake, &many(3)).unwrap();
        fake.misbehave("_mget", times, Fault::Edited(away));
        let report = pushed(&fake, &many(3)).map(|(report, _)| created(&report)).map_err(|error| error.code());
        assert_eq!(report, expected);
    }
}

#[test]
fn an_index_that_another_push_makes_first_is_taken() {
    let fake = fake();
    let (report, _) = pushed(&fake, &many(2)).unwrap();
    assert!(report.is_new);
    let made = fake.heard("/dixit").into_iter().find(|heard| heard.method == "PUT").unwrap().body;
    for fault in [Fault::DoneAndHangUp, Fault::Before(Arc::new([("PUT", "/other".to_owned(), made)]))] {
        let other = FakeEngine::start(Kind::Elasticsearch);
        let address = Address::read(&format!("{}/other", other.node())).unwrap();
        let engine = Engine::reach(&address, &Access::Open).unwrap();
        // The first request for it is the question whether it is there.
        other.misbehave("/other/_mapping", 1, Fault::Instead(404, "{}"));
        other.misbehave("/other", 1, fault);
        let none = std::iter::empty::<Result<_, EngineError>>();
        let report = push(&engine, &two_shards(), none, &|_, _| true).unwrap();
        assert_eq!((report.is_new, report.total), (false, 0));
    }
}

#[test]
fn an_index_that_is_removed_meanwhile_is_not_made_anew() {
    for kind in [Kind::OpenSearch, Kind::Elasticsearch] {
        for part in ["_bulk", "_mget", "_alias"] {
            let fake = FakeEngine::start(kind);
            pushed(&fake, &many(3)).unwrap();
            fake.misbehave(part, 1, Fault::Before(Arc::new([("DELETE", "/dixit".to_owned(), String::new())])));
            let error = pushed(&fake, &many(3)).unwrap_err();
            assert_eq!(error.code(), "engine-no-index", "{part}: {error}");
            assert_eq!(fake.ask("GET", "/dixit/_mapping", "").0, 404, "{part}");
            assert_eq!(fake.ask("GET", "/dixit-writes/_mapping", "").0, 404, "{part}");
            assert_eq!(pushed(&fake, &many(3)).unwrap().0.created, 3, "{part}");
        }
    }
}

#[test]
fn an_index_may_be_addressed_by_another_name() {
    let fake = fake();
    pushed(&fake, &many(3)).unwrap();
    assert_eq!(fake.ask("PUT", "/dixit/_alias/news", "").0, 200);
    let address = Address::read(&format!("{}/news", fake.node())).unwrap();
    let engine = Engine::open(&address, &Access::Open).unwrap();
    let statements = many(4).into_iter().map(|record| Ok::<_, EngineError>((record, Vec::new())));
    let report = push(&engine, &two_shards(), statements, &|_, _| true).unwrap();
    assert_eq!((report.is_new, report.unchanged, report.created, report.total), (false, 3, 1, 4));
    assert_eq!(fake.heard("/news/_bulk").len(), 1);
}

#[test]
fn what_is_too_much_for_an_engine_is_told_as_that_and_at_once() {
    type Case = (u16, &'static str, &'static str);
    let cases: [Case; 3] = [
        (
            500,
            r#"{"error":{"root_cause":[{"type":"too_many_nested_clauses","reason":"Query contains too many nested clauses; maxClauseCount is set to 1024"}],"type":"search_phase_execution_exception","reason":"all shards failed","phase":"query","grouped":true,"failed_shards":[]},"status":500}"#,
            "Query contains too many nested clauses; maxClauseCount is set to 1024",
        ),
        (
            400,
            r#"{"error":{"root_cause":[{"type":"too_many_clauses","reason":"maxClauseCount is set to 1024"}],"type":"search_phase_execution_exception","reason":"all shards failed","phase":"query","grouped":true,"failed_shards":[]},"status":400}"#,
            "maxClauseCount is set to 1024",
        ),
        (
            503,
            r#"{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"","phase":"fetch","grouped":true,"failed_shards":[],"caused_by":{"type":"too_many_buckets_exception","reason":"Trying to create too many buckets. Must be less than or equal to: [65535] but was [65536].","max_buckets":65535}},"status":503}"#,
            "Trying to create too many buckets. Must be less than or equal to: [65535] but was [65536].",
        ),
    ];
    for (status, body, reason) in cases {
        let fake = fake();
        pushed(&fake, &many(3)).unwrap();
        let engine = open(&fake);
        let n_heard = fake.heard("_search").len();
        fake.misbehave("_search", usize::MAX, Fault::Instead(status, body));
        let [code, message, help] = told(&engine, &fake);
        assert_eq!(
            (code.as_str(), message),
            ("engine-too-large", format!("this is too much for OpenSearch: {reason}"))
        );
        assert!(help.starts_with("ask for less at once: "), "{help}");
        assert_eq!(fake.heard("_search").len(), n_heard + 1, "the next try would be told the same");
    }
}

#[test]
fn a_part_of_an_answer_is_none() {
    type Case = (Fault, &'static str);
    let cases: [Case; 5] = [
        (Fault::Instead(503, UNAVAILABLE), "Search rejected due to missing shards [[news][0]]"),
        (Fault::Instead(500, LOST_SHARD), "Partial shards failure"),
        (Fault::Edited(|answer| answer["_shards"]["successful"] = 1.into()), "1 of 2 parts have answered"),
        (Fault::Edited(|answer| answer["timed_out"] = true.into()), "it was too slow"),
        (
            Fault::Edited(|answer| answer["_shards"] = json!({"total": 2, "successful": 0})),
            "0 of 2 parts have answered",
        ),
    ];
    for (fault, reason) in cases {
        let fake = fake();
        pushed(&fake, &many(3)).unwrap();
        let engine = open(&fake);
        fake.misbehave("_search", usize::MAX, fault);
        let expected = [
            "engine-incomplete".to_owned(),
            format!("OpenSearch cannot ask all of its index at the moment: {reason}"),
            "nothing is told rather than a part; ask again when the engine is whole".to_owned(),
        ];
        assert_eq!(told(&engine, &fake), expected);
    }
}

#[test]
fn a_moment_of_a_part_is_given_back() {
    for (kind, path, kept) in [
        (Kind::OpenSearch, "/_search/point_in_time", r#"{"pit_id":["moment-1"]}"#),
        (Kind::Elasticsearch, "/_pit", r#"{"id":"moment-1"}"#),
    ] {
        let fake = FakeEngine::start(kind);
        pushed(&fake, &many(3)).unwrap();
        fake.misbehave(path, 1, Fault::Edited(|answer| answer["_shards"] = json!({"total": 2, "successful": 1})));
        match asked(&open(&fake), &Request { sort: Sort::Date, ..Request::new(Query::All, None) }) {
            Err(AskError::Archive(error)) => assert_eq!(error.code, "engine-incomplete"),
            other => panic!("{kind:?}: {other:?}"),
        }
        let given_back = fake.heard(path).pop().unwrap();
        assert_eq!((given_back.method.as_str(), given_back.body.as_str()), ("DELETE", kept));
    }
}

#[test]
fn a_search_waits_for_what_passes() {
    for fault in [Fault::Instead(503, UNAVAILABLE), Fault::Instead(429, TOO_MANY_REQUESTS), Fault::HangUp] {
        let fake = fake();
        pushed(&fake, &many(3)).unwrap();
        let engine = open(&fake);
        fake.misbehave("_search", 3, fault);
        assert_eq!(asked(&engine, &Request::new(Query::All, Some(0))).unwrap().0, 3);
    }
}

#[test]
fn pages_go_on_where_they_were_when_the_moment_is_lost() {
    for kind in [Kind::OpenSearch, Kind::Elasticsearch] {
        for is_partial in [false, true] {
            let fake = FakeEngine::start(kind);
            let records = many(2_500);
            pushed(&fake, &records).unwrap();
            let request = Request { sort: Sort::Date, ..Request::new(Query::All, None) };
            let found = open(&fake).find(&request).unwrap();
            let mut ids = Vec::new();
            for hit in found.hits() {
                if ids.len() == 500 || ids.len() == 1_500 {
                    if is_partial {
                        fake.misbehave("/_search?", 1, Fault::Instead(500, LOST_SHARD));
                    } else {
                        fake.forget_moments();
                    }
                }
                ids.push(hit.unwrap().record.id);
            }
            let expected: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
            assert!(ids == expected, "{kind:?}: {} hits", ids.len());
        }
    }
}

#[test]
fn what_is_written_between_two_pages_moves_none() {
    let fake = fake();
    let records = many(1_500);
    pushed(&fake, &records[1..]).unwrap();
    let request = Request { sort: Sort::Date, ..Request::new(Query::All, None) };
    let found = open(&fake).find(&request).unwrap();
    let mut hits = found.hits();
    let first = hits.next().unwrap().unwrap().record.id;
    pushed(&fake, &records[..1]).unwrap();
    let ids: Vec<String> = std::iter::once(first).chain(hits.map(|hit| hit.unwrap().record.id)).collect();
    assert!(ids == records[1..].iter().map(|record| record.id.clone()).collect::<Vec<_>>(), "{} hits", ids.len());
}

#[test]
fn an_expression_that_is_too_much_is_told_by_reading() {
    const TOO_COMPLEX: &str = r#"{"error":{"root_cause":[{"type":"query_shard_exception","reason":"failed to create query: Determinizing .*a.* would require more than 10000 effort."}],"type":"search_phase_execution_exception","reason":"all shards failed","phase":"query","grouped":true,"failed_shards":[]},"status":400}"#;

    let fake = fake();
    let mut records = many(3);
    records.push(said(9, "b.txt", "Jonas Lund", "Nobody will come"));
    pushed(&fake, &records).unwrap();
    let engine = open(&fake);
    let request = Request::new(query("speaker:/berg-[12]$/"), None);
    let expected = asked(&engine, &request).unwrap();
    assert_eq!(expected.0, 2);
    fake.misbehave("_search", 1, Fault::Instead(400, TOO_COMPLEX));
    let (total, mut ids) = asked(&engine, &request).unwrap();
    ids.sort();
    assert_eq!((total, ids), (2, vec![records[1].id.clone(), records[2].id.clone()]));
}

#[test]
fn values_that_are_too_many_for_one_answer_are_counted_in_parts() {
    let fake = fake();
    let n = 4_100;
    pushed(&fake, &many(n)).unwrap();
    let engine = open(&fake);
    let facet = FacetSpec { field: Field::Speaker, period: Period::default(), limit: None };
    let request = Request { facets: vec![facet], ..Request::new(Query::All, Some(0)) };
    let found = engine.find(&request).unwrap();
    let values: Vec<&str> = found.facets[0].buckets.iter().map(|bucket| bucket.value.as_str()).collect();
    assert_eq!(values.len() as u64, n);
    assert!(found.facets[0].buckets.iter().all(|bucket| bucket.count == 1));
    assert!(values.is_sorted(), "values that are as frequent are not in order");
    assert_eq!(fake.heard("_search").iter().filter(|heard| heard.body.contains("num_partitions")).count(), 32);
    // Not even in parts.
    fake.misbehave(
        "_search",
        usize::MAX,
        Fault::Edited(|answer| answer["aggregations"]["shown.speaker"]["sum_other_doc_count"] = 1.into()),
    );
    let Err(AskError::Archive(error)) = engine.find(&request).map(|_| ()) else { panic!("answered") };
    assert_eq!(error.code, "engine-values");
}

#[test]
fn who_is_no_engine_or_lets_nobody_in_is_named() {
    type Case = (&'static str, u16, &'static str, &'static str);
    const DENIED: &str = r#"{"error":{"root_cause":[{"type":"security_exception","reason":"missing authentication credentials for REST request [/]"}],"type":"security_exception","reason":"missing authentication credentials for REST request [/]"},"status":401}"#;
    let cases: [Case; 5] = [
        ("/", 401, DENIED, "engine-refused"),
        ("/", 403, "", "engine-refused"),
        ("/", 200, "<html>welcome</html>", "not-an-engine"),
        ("/", 200, r#"{"couchdb":"Welcome","version":"3.3"}"#, "not-an-engine"),
        ("/", 404, "", "not-an-engine"),
    ];
    for (part, status, body, code) in cases {
        let fake = fake();
        fake.misbehave(part, usize::MAX, Fault::Instead(status, body));
        let error = reach(&fake).unwrap_err();
        assert_eq!(error.code(), code, "{status} {body}: {error}");
        assert!(error.help().is_some());
        if status == 401 {
            assert!(
                error
                    .to_string()
                    .ends_with("refuses (status 401): missing authentication credentials for REST request [/]")
            );
            assert_eq!(fake.heard("/").len(), 1, "what is refused is not tried again");
        }
    }
}

#[test]
fn an_answer_that_is_no_json_is_named() {
    let fake = fake();
    pushed(&fake, &many(3)).unwrap();
    let engine = open(&fake);
    for body in ["<html>", "", r#"{"hits":{"total":{"value":1},"hits":[{"_source":{}}]}}"#, r#"{"hits":{}}"#] {
        fake.misbehave("_search", 1, Fault::Instead(200, body));
        assert_eq!(told(&engine, &fake)[0], "engine-answer", "{body}");
    }
}

#[test]
fn another_index_is_left_alone() {
    for (mapping, code) in [
        (r#"{"dixit":{"mappings":{"_meta":{"dixit":{"format":999}}}}}"#, "engine-other-index"),
        (r#"{"dixit":{"mappings":{"properties":{"title":{"type":"text"}}}}}"#, "engine-other-index"),
        (r#"{"dixit":{"mappings":{}}}"#, "engine-other-index"),
    ] {
        let fake = fake();
        fake.misbehave("_mapping", usize::MAX, Fault::Instead(200, mapping));
        assert_eq!(pushed(&fake, &many(1)).unwrap_err().code(), code);
        assert!(fake.heard("_bulk").is_empty(), "nothing is written there");
        let error = Engine::open(&Address::read(&fake.node()).unwrap(), &Access::Open).unwrap_err();
        assert_eq!(error.code(), code);
    }
    let fake = fake();
    let error = Engine::open(&Address::read(&fake.node()).unwrap(), &Access::Open).unwrap_err();
    assert_eq!(
        (error.code(), error.help()),
        ("engine-no-index", Some("`dixit push URL` makes it and sends the statements of an index there"))
    );
}

#[test]
fn a_node_that_is_gone_is_passed_over() {
    let (gone, fake) = (fake(), fake());
    let nodes = format!("{},{}/news", gone.node(), fake.node());
    drop(gone);
    let address = Address::read(&nodes).unwrap();
    let engine = Engine::reach(&address, &Access::Open).unwrap();
    let statements = many(3).into_iter().map(|record| Ok::<_, EngineError>((record, Vec::new())));
    assert_eq!(push(&engine, &two_shards(), statements, &|_, _| true).unwrap().total, 3);
    // Nor is it asked again and again.
    assert_eq!(Engine::open(&address, &Access::Open).unwrap().n_statements().unwrap(), 3);
}

#[test]
fn who_asks_is_told_to_the_engine() {
    let fake = fake();
    let address = Address::read(&fake.node()).unwrap();
    let password = Access::Password { user: "ann".to_owned(), password: "se cret".to_owned() };
    for (access, expected) in [
        (Access::Open, None),
        (Access::Key("abc".to_owned()), Some("ApiKey abc")),
        (password, Some("Basic YW5uOnNlIGNyZXQ=")),
    ] {
        Engine::reach(&address, &access).unwrap();
        assert_eq!(fake.heard("/").last().unwrap().authorization.as_deref(), expected);
    }
}

#[test]
fn a_push_that_is_stopped_says_so_and_goes_on_the_next_time() {
    let fake = fake();
    let records = many(2_000);
    let statements = || records.iter().map(|record| Ok::<_, EngineError>((record.clone(), Vec::new())));
    let engine = reach(&fake).unwrap();
    let report = push(&engine, &two_shards(), statements(), &|_, _| false).unwrap();
    assert!(report.stopped && report.created < 2_000 && report.created == report.total, "{report:?}");
    let before = report.created;
    let report = push(&engine, &two_shards(), statements(), &|_, _| true).unwrap();
    assert_eq!((report.unchanged, report.created, report.total), (before, 2_000 - before, 2_000));
}
