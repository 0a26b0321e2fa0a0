//! What is sent for a search.

use super::*;
use crate::answer::{AskError, FacetSpec};
use crate::fake_engine::Kind;
use crate::query::ProblemKind;

#[test]
fn a_search_with_counts() {
    let fake = FakeEngine::start(Kind::OpenSearch);
    pushed(&fake, &many(2)).unwrap();
    let facets = ["speaker", "date:month"].map(|name| FacetSpec::read(name, Some(5)).unwrap()).to_vec();
    let request = Request { offset: 1, facets, ..Request::new(query("ships"), Some(10)) };
    open(&fake).find(&request).unwrap();
    let sent = fake.heard("_search").pop().unwrap();
    insta::assert_snapshot!(format!("{} {}\n{}", sent.method, sent.target, sent.body), @r#"
    POST /dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"should":[{"term":{"words.quote":{"value":"ships"}}},{"terms":{"stems.quote":["en:ship","ca:ship","cs:ships","da:ship","de:ships","es:ships","et:ships","eu:ships","fi:ships","fr:ship","ga:sips","hu:ships","id:ships","it:ships","lt:ship","nl:ship","no:ship","pl:ships","pt:ships","ro:ships","sv:ship","tr:ships"]}}]}},"size":10,"track_total_hits":true,"sort":[{"_score":{"order":"desc"}},{"moment":{"order":"desc","missing":"_last"}},{"order":{"order":"asc"}},{"place":{"order":"asc"}},{"path_hash":{"order":"asc"}}],"from":1,"_source":["record","copies"],"aggs":{"shown.speaker":{"terms":{"field":"shown.speaker","size":4000,"shard_size":4000}},"day":{"terms":{"field":"day","size":4000,"shard_size":4000}},"has":{"terms":{"field":"has","size":100,"shard_size":100}}}}
    "#);
}

#[test]
fn a_page_behind_another() {
    for (kind, expected) in [(Kind::OpenSearch, "/dixit/_search/point_in_time"), (Kind::Elasticsearch, "/dixit/_pit")] {
        let fake = FakeEngine::start(kind);
        pushed(&fake, &many(1_001)).unwrap();
        assert_eq!(all(&open(&fake)).len(), 1_001);
        assert_eq!(fake.heard(expected).len(), 1, "{kind:?}");
        let pages = fake.heard("/_search?allow");
        if kind == Kind::OpenSearch {
            let body = &pages.last().unwrap().body;
            insta::assert_snapshot!(body, @r#"{"query":{"match_all":{}},"sort":[{"moment":{"order":"asc","missing":"_last"}},{"order":{"order":"asc"}},{"place":{"order":"asc"}},{"path_hash":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"],"search_after":[1707350400,-9223372036854774809,15565,1957203827214662861],"pit":{"id":"moment-1","keep_alive":"5m"}}"#);
        }
    }
}

/// The bodies of what is sent for `request`, each in a line, pages of one moment without its name.
fn bodies(records: &[Record], request: &Request) -> String {
    let fake = FakeEngine::start(Kind::OpenSearch);
    pushed(&fake, records).unwrap();
    let engine = open(&fake);
    let n_heard = fake.heard("_search?").len();
    engine.find(request).unwrap();
    let bodies = fake.heard("_search?").split_off(n_heard).into_iter().map(|heard| heard.body);
    bodies.map(|body| body.split(",\"pit\"").next().unwrap().to_owned() + "\n").collect()
}

#[test]
fn matches_that_count_less_the_older_they_are() {
    let sort = Sort::Recent { half_life: 30.try_into().unwrap(), today: TODAY };
    let request = Request { sort, ..Request::new(query("speaker:Berg"), Some(10)) };
    insta::assert_snapshot!(bodies(&many(1), &request), @r#"
    {"query":{"function_score":{"query":{"bool":{"filter":[{"term":{"words.speaker":{"value":"berg"}}}]}},"functions":[{"filter":{"range":{"first_day":{"gte":19761}}},"weight":1},{"filter":{"range":{"first_day":{"gte":19161}}},"exp":{"first_day":{"origin":19761,"scale":30,"decay":0.5}}},{"filter":{"match_all":{}},"weight":9.5367431640625e-7}],"score_mode":"first","boost_mode":"multiply"}},"size":10,"track_total_hits":true,"sort":[{"_score":{"order":"desc"}},{"moment":{"order":"desc","missing":"_last"}},{"order":{"order":"asc"}},{"place":{"order":"asc"}},{"path_hash":{"order":"asc"}}],"from":0,"_source":["record","copies"]}
    "#);
    // Bounds that the numbers of an engine do not reach are refused.
    let sort = Sort::Recent { half_life: std::num::NonZeroU32::MAX, today: TODAY };
    assert!(bodies(&many(1), &Request { sort, ..request }).contains(r#"{"range":{"first_day":{"gte":-4371587}}}"#));
}

#[test]
fn what_may_be_a_version_is_asked_for_by_speaker_words_and_days() {
    let records = [
        said(1, "a.txt", "Ann Berg", "Ships will come into the harbour"),
        said(2, "b.txt", "Ann Berg", "Ships will come into the harbour tomorrow"),
        said(3, "c.txt", "Ann Berg", "Ships stay at home all winter"),
    ];
    let request = Request { sort: Sort::Date, collapse: true, ..Request::new(query("tomorrow"), Some(10)) };
    insta::assert_snapshot!(bodies(&records, &request), @r#"
    {"query":{"bool":{"should":[{"term":{"words.quote":{"value":"tomorrow"}}},{"terms":{"stems.quote":["en:tomorrow","ca:tomorrow","cs:tomorrow","da:tomorrow","de:tomorrow","es:tomorrow","et:tomorrow","eu:tomorrow","fi:tomorrow","fr:tomorrow","ga:tomorrow","hu:tomorrow","id:tomorrow","it:tomorrow","lt:tomorrow","nl:tomorrow","no:tomorrow","pl:tomorrow","pt:tomorrow","ro:tomorrow","sv:tomorrow","tr:tomorrow"]}}]}},"size":0,"track_total_hits":true}
    {"query":{"bool":{"should":[{"term":{"words.quote":{"value":"tomorrow"}}},{"terms":{"stems.quote":["en:tomorrow","ca:tomorrow","cs:tomorrow","da:tomorrow","de:tomorrow","es:tomorrow","et:tomorrow","eu:tomorrow","fi:tomorrow","fr:tomorrow","ga:tomorrow","hu:tomorrow","id:tomorrow","it:tomorrow","lt:tomorrow","nl:tomorrow","no:tomorrow","pl:tomorrow","pt:tomorrow","ro:tomorrow","sv:tomorrow","tr:tomorrow"]}}]}},"sort":[{"moment":{"order":"asc","missing":"_last"}},{"order":{"order":"asc"}},{"place":{"order":"asc"}},{"path_hash":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"]
    {"query":{"bool":{"should":[{"terms":{"order":[-9223372036854775806]}},{"bool":{"filter":[{"term":{"block":{"value":-8858315360716168190}}},{"terms":{"wording":[500221845,1226779889,3309078370,3701601976]}},{"range":{"first_day":{"gte":19750,"lte":19779}}}]}}]}},"sort":[{"moment":{"order":"asc","missing":"_last"}},{"order":{"order":"asc"}},{"place":{"order":"asc"}},{"path_hash":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"]
    "#);
}

#[test]
fn the_words_of_a_statement_whose_like_is_sought_are_counted_in_one_answer() {
    let records = [
        said(1, "a.txt", "Ann Berg", "Ships will come"),
        said(2, "b.txt", "Ann Berg", "Ships stay"),
        said(3, "c.txt", "Ann Berg", "Trains will come"),
    ];
    let request = Request { sort: Sort::Date, ..Request::new(query("like:0000000000000001"), Some(10)) };
    let sent = bodies(&records, &request);
    let counted = sent.lines().find(|body| body.contains("filters")).unwrap();
    let filters: serde_json::Value = serde_json::from_str(counted).unwrap();
    let mut filters: Vec<String> =
        filters["aggs"]["words"]["filters"]["filters"].as_array().unwrap().iter().map(ToString::to_string).collect();
    filters.sort();
    insta::assert_snapshot!(filters.join("\n"), @r#"
    {"term":{"stems.quote":{"value":"en:come"}}}
    {"term":{"stems.quote":{"value":"en:ship"}}}
    {"term":{"stems.quote":{"value":"en:will"}}}
    "#);
    insta::assert_snapshot!(sent.lines().last().unwrap(), @r#"
    {"query":{"bool":{"should":[{"term":{"stems.quote":{"value":"en:come"}}},{"term":{"stems.quote":{"value":"en:ship"}}},{"term":{"stems.quote":{"value":"en:will"}}}],"minimum_should_match":1,"must_not":[{"term":{"whole.id":{"value":"0000000000000001"}}}]}},"size":10,"track_total_hits":true,"sort":[{"moment":{"order":"asc","missing":"_last"}},{"order":{"order":"asc"}},{"place":{"order":"asc"}},{"path_hash":{"order":"asc"}}],"from":0,"_source":["record","copies"]}
    "#);
}

#[test]
fn what_is_too_much_to_tell_utterances_among_is_told_before_it_is_read() {
    let fake = FakeEngine::start(Kind::OpenSearch);
    pushed(&fake, &many(1_001)).unwrap();
    let engine = open(&fake);
    let n_heard = fake.heard("_search?").len();
    for (collapse, unique) in [(true, false), (false, true)] {
        let request = Request { collapse, unique, ..Request::new(query("ships"), Some(1)) };
        let AskError::Query(error) = engine.find(&request).unwrap_err() else { panic!("no place") };
        assert_eq!(error.problems[0].kind, ProblemKind::TooMuchToRead { statements: 1_001, limit: 1_000 });
        assert!(error.problems[0].help.contains("narrow it down"), "{}", error.problems[0].help);
    }
    let sent = fake.heard("_search?").split_off(n_heard);
    assert!(sent.iter().all(|heard| heard.body.contains("\"size\":0")), "{sent:?}");
}

#[test]
fn what_a_speaker_says_all_day_is_an_error_and_no_part_of_an_answer() {
    let fake = FakeEngine::start(Kind::OpenSearch);
    let records: Vec<Record> =
        (0..2_002).map(|id| said(id, "port.txt", "Ann Berg", &format!("Ships number {id} will come"))).collect();
    pushed(&fake, &records).unwrap();
    let engine = open(&fake);
    let request = |text: &str| Request { collapse: true, ..Request::new(query(text), Some(1)) };
    let AskError::Archive(error) = engine.find(&request("\"number 7\"")).unwrap_err() else { panic!("a place") };
    assert_eq!(error.code, "engine-versions");
    let AskError::Archive(error) = engine.traces(&query("\"number 7\"")).unwrap_err() else { panic!("a place") };
    assert_eq!(error.help.as_deref(), Some("narrow the query down, by a date or an outlet"));
    assert_eq!(engine.find(&request("zebra")).unwrap().utterances, Some(0));
}

#[test]
fn what_has_the_id_of_a_version_is_one_wherever_it_stands() {
    let words = "Ships will come into the harbour";
    let undated = Record { date: None, ..said(1, "a.txt", "Ann Berg", words) };
    let records = [undated, said(1, "b.txt", "Ann Berg", words), said(2, "c.txt", "Ann Berg", words)];
    let fake = FakeEngine::start(Kind::Elasticsearch);
    pushed(&fake, &records).unwrap();
    for path in ["a.txt", "b.txt", "c.txt"] {
        let request = Request { collapse: true, ..Request::new(query(&format!("path:{path}")), Some(1)) };
        let hit = open(&fake).find(&request).unwrap().hits().next().unwrap().unwrap();
        assert_eq!(hit.carried.unwrap().versions, 3, "{path}");
    }
}
