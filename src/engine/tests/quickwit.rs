//! What a Quickwit would be sent. NOT RUN: none could be had where dixit is tested, so each is compared by hand with
//! Quickwit's documentation and with the types in its sources that read it, which refuse members they do not know. They are
//! those of Quickwit 0.9.1, <https://github.com/quickwit-oss/quickwit/tree/main>, looked up on 27 November 2026:
//!
//! - an index: <https://quickwit.io/docs/configuration/index-config>, `FieldMappingEntry`; a text is left out of a field with the
//!   tokenizer `raw` when it has 255 bytes (`quickwit-query/src/tokenizers/mod.rs`, `RemoveLongFilter`);
//! - `_search`: <https://quickwit.io/docs/reference/es_compatible_api>, `SearchBody`, `SearchQueryParams`: all hits are counted only
//!   with `track_total_hits`, `_source` and `highlight` are read past, two keys to sort by are the most, what a statement lacks
//!   is left out of its keys (`convert_hit`), and then `search_after` is refused for its length;
//! - queries: the same page, `quickwit-query/src/elastic_query_dsl/`: `bool` (`BoolQuery`), `term`, `terms`, `match_phrase`,
//!   `range`, `match_all`; `prefix` and `wildcard` since 0.9 (<https://github.com/quickwit-oss/quickwit/pull/6000>);
//!   `match_phrase_prefix` looks at 50 words, so it is not used; there is no `fuzzy`;
//! - counts: <https://quickwit.io/docs/reference/aggregation>: `terms` with `size` and `split_size`; `date_histogram` has a
//!   `fixed_interval` alone and there is no `filter`, so days are counted as values and added up here;
//! - `_bulk`: the same page as `_search`, `BulkAction`: `create`, no ids, ten megabytes.

use serde_json::{Value, json, to_string_pretty};

use super::queries::compiled;
use super::*;
use crate::answer::{AskError, FacetSpec};
use crate::engine::quickwit;
use crate::engine::recognise::Product;
use crate::fake_engine::{Fault, Heard, Kind};

/// What Quickwit says of itself.
const VERSION: &str = r#"{"build":{"version":"0.9.1","commit_short_hash":"1a2b3c4"},"runtime":{"num_cpus":2}}"#;

/// An engine whose every answer is told beforehand.
struct Told(FakeEngine);

impl Told {
    fn new() -> Self {
        Self(FakeEngine::start(Kind::Elasticsearch))
    }

    /// The next request to a path with `part` is answered by that.
    fn then(&self, part: &'static str, status: u16, body: &Value) -> &Self {
        self.0.misbehave(part, 1, Fault::Instead(status, Box::leak(body.to_string().into_boxed_str())));
        self
    }

    fn reach(&self) -> Result<Engine, EngineError> {
        self.0.misbehave("/", 1, Fault::Instead(404, ""));
        self.0.misbehave("/api/v1/version", 1, Fault::Instead(200, VERSION));
        reach(&self.0)
    }

    /// There are so many statements.
    fn there(&self, n: u64) -> &Self {
        self.then("_search", 200, &page(n, &[]))
    }

    /// Methods, targets and bodies of what was sent to paths with `part`.
    fn heard(&self, part: &str) -> String {
        let told = |heard: Heard| format!("{} {}\n{}", heard.method, heard.target, heard.body.trim_end());
        self.0.heard(part).into_iter().map(told).collect::<Vec<_>>().join("\n")
    }
}

/// An answer: of so many hits these.
fn page(total: u64, hits: &[(&Record, [i64; 2])]) -> Value {
    let hit = |(record, keys): &(&Record, [i64; 2])| {
        let text = crate::present::statement_value(record).to_string();
        json!({"_index": "dixit", "_id": "", "_score": null, "_source": {"record": text, "copies": []}, "sort": keys})
    };
    let hits: Vec<Value> = hits.iter().map(hit).collect();
    let parts = json!({"total": 1, "successful": 1, "skipped": 0, "failed": 0});
    json!({"took": 1, "timed_out": false, "_shards": parts,
        "hits": {"total": {"value": total, "relation": "eq"}, "max_score": null, "hits": hits}})
}

/// Pushes into it; the checkpoint lies in `folder`.
fn pushed_there(
    told: &Told,
    folder: &tempfile::TempDir,
    records: &[Record],
    go_on: bool,
) -> Result<(PushReport, Vec<Refusal>), EngineError> {
    let engine = told.reach()?;
    let request = PushRequest { checkpoint: folder.path().join("push.json"), ..two_shards() };
    told.then("/api/v1/indexes/dixit", 200, &json!({"index_config": quickwit::index_config("dixit")}));
    let refused = Mutex::default();
    let watch = |_, some: &[Refusal]| {
        let mut refused: std::sync::MutexGuard<'_, Vec<Refusal>> = refused.lock().unwrap();
        refused.extend(some.iter().cloned());
        go_on
    };
    let statements = records.iter().map(|record| Ok::<_, EngineError>((record.clone(), Vec::new())));
    let report = push(&engine, &request, statements, &watch)?;
    Ok((report, refused.into_inner().unwrap()))
}

#[test]
fn queries() {
    let queries = [
        "*",
        "grain",
        "\"fair trade\"",
        "\"fair trade\"~2",
        "\"fair tra\"*",
        "sanct*",
        "m?sk*",
        "grain NEAR/3 trade",
        "speaker:=\"Ann Berg\"",
        "speaker:/^ann b/",
        "outlet:TASS",
        "outlet:TAS*",
        "url:=\"https://a.example/1\"",
        "article:a*",
        "article:a?b",
        "date:2024-02",
        "conf:>0.8",
        "speaker:*",
        "trade (kind:direct OR conf:>0.8) -lang:en",
    ];
    insta::assert_snapshot!(compiled(&queries, Product::Quickwit), @r#"
    *
      {"match_all":{}}
    grain
      {"bool":{"should":[{"term":{"words.quote":{"value":"grain"}}},{"terms":{"stems.quote":["en:grain","ca:grain","cs:grain","da:grain","de:grain","es:grain","et:grain","eu:grain","fi:grain","fr:grain","ga:grain","hu:grai","id:grain","it:grain","lt:grain","nl:grain","no:grain","pl:grain","pt:grain","ro:grain","sv:grain","tr:grain"]}}]}}
    "fair trade"
      {"match_phrase":{"words.quote":{"query":"fair trade"}}}
    "fair trade"~2
      {"bool":{"must":[{"term":{"words.quote":{"value":"fair"}}},{"term":{"words.quote":{"value":"trade"}}}]}}
      and reads
    "fair tra"*
      {"bool":{"must":[{"term":{"words.quote":{"value":"fair"}}},{"prefix":{"words.quote":{"value":"tra"}}}]}}
      and reads
    sanct*
      {"prefix":{"words.quote":{"value":"sanct"}}}
    m?sk*
      {"wildcard":{"words.quote":{"value":"m?sk*"}}}
    grain NEAR/3 trade
      {"bool":{"must":[{"bool":{"should":[{"term":{"words.quote":{"value":"grain"}}},{"terms":{"stems.quote":["en:grain","ca:grain","cs:grain","da:grain","de:grain","es:grain","et:grain","eu:grain","fi:grain","fr:grain","ga:grain","hu:grai","id:grain","it:grain","lt:grain","nl:grain","no:grain","pl:grain","pt:grain","ro:grain","sv:grain","tr:grain"]}}]}},{"bool":{"should":[{"term":{"words.quote":{"value":"trade"}}},{"terms":{"stems.quote":["en:trade","ca:trad","cs:trad","da:trad","de:trad","es:trad","et:trade","eu:trade","fi:trade","fr:trad","ga:trade","hu:trad","id:trade","it:trad","lt:trad","nl:trade","no:trad","pl:trad","pt:trad","ro:trad","sv:trad","tr:trade"]}}]}}]}}
      and reads
    speaker:="Ann Berg"
      {"bool":{"filter":[{"term":{"whole.speaker":{"value":"ann berg"}}}]}}
    speaker:/^ann b/
      {"bool":{"filter":[{"term":{"has":{"value":"speaker"}}}]}}
      and reads
    outlet:TASS
      {"bool":{"filter":[{"term":{"whole.outlet":{"value":"tass"}}}]}}
    outlet:TAS*
      {"bool":{"filter":[{"prefix":{"words.outlet":{"value":"tas"}}}]}}
    url:="https://a.example/1"
      {"bool":{"filter":[{"term":{"whole.url":{"value":"https://a.example/1"}}}]}}
    article:a*
      {"bool":{"filter":[{"prefix":{"whole.article":{"value":"a"}}}]}}
    article:a?b
      {"bool":{"filter":[{"term":{"has":{"value":"article"}}}]}}
      and reads
    date:2024-02
      {"bool":{"filter":[{"term":{"has":{"value":"date"}}},{"range":{"first_day":{"gte":19754}}},{"range":{"last_day":{"lte":19782}}}]}}
    conf:>0.8
      {"bool":{"filter":[{"range":{"conf":{"gt":0.8}}}]}}
    speaker:*
      {"bool":{"filter":[{"term":{"has":{"value":"speaker"}}}]}}
    trade (kind:direct OR conf:>0.8) -lang:en
      {"bool":{"must":[{"bool":{"should":[{"term":{"words.quote":{"value":"trade"}}},{"terms":{"stems.quote":["en:trade","ca:trad","cs:trad","da:trad","de:trad","es:trad","et:trade","eu:trade","fi:trade","fr:trad","ga:trade","hu:trad","id:trade","it:trad","lt:trad","nl:trade","no:trad","pl:trad","pt:trad","ro:trad","sv:trad","tr:trade"]}}]}},{"bool":{"should":[{"bool":{"filter":[{"term":{"whole.kind":{"value":"direct"}}}]}},{"bool":{"filter":[{"range":{"conf":{"gt":0.8}}}]}}]}}],"must_not":[{"bool":{"filter":[{"term":{"whole.lang":{"value":"en"}}}]}}]}}
    "#);
}

#[test]
fn values_longer_than_its_terms_are_asked_for_as_they_are_kept() {
    let long = "x".repeat(300);
    insta::assert_snapshot!(
        compiled(&[&format!("article:=\"{long}\""), &format!("article:{long}*")], Product::Quickwit).replace(&"x".repeat(100), "…"),
        @r#"
    article:="………"
      {"bool":{"filter":[{"term":{"whole.article":{"value":"……~a5d1b4607dc83554"}}}]}}
    article:………*
      {"bool":{"filter":[{"prefix":{"whole.article":{"value":"……"}}}]}}
      and reads
    "#
    );
}

#[test]
fn what_it_cannot_be_asked_is_told_before_anything_is_sent() {
    let told = Told::new();
    let engine = told.reach().unwrap();
    let n_heard = told.0.heard("").len();
    for (text, sort) in [
        ("sanctoin~1", Sort::Date),
        ("outlet:tas~1", Sort::Date),
        ("grain", Sort::Speaker),
        ("grain", Sort::Outlet),
        ("grain", Sort::Recent { half_life: 30.try_into().unwrap(), today: TODAY }),
    ] {
        let error = engine.find(&Request { sort, ..Request::new(query(text), Some(5)) }).map(|_| ()).unwrap_err();
        let message = match error {
            AskError::Archive(error) => error.help.unwrap(),
            other => format!("{other:?}"),
        };
        assert!(message.contains("an index on this machine can"), "{text}: {message}");
    }
    assert_eq!(told.0.heard("").len(), n_heard);
}

#[test]
fn an_older_one_is_refused_for_it_knows_no_prefixes() {
    let told = Told::new();
    told.0.misbehave("/", 1, Fault::Instead(404, ""));
    told.0.misbehave("/api/v1/version", 1, Fault::Instead(200, r#"{"build":{"version":"0.8.2"}}"#));
    let error = reach(&told.0).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("engine-too-old", "Quickwit 0.8.2 is too old: dixit asks 0.9 or newer")
    );
}

#[test]
fn a_search_with_counts() {
    let told = Told::new();
    let engine = told.reach().unwrap();
    let facets = ["speaker", "date:month"].map(|name| FacetSpec::read(name, Some(5)).unwrap()).to_vec();
    let request =
        Request { offset: 1, facets, sort: Sort::DateDescending, ..Request::new(query("title:ships"), Some(10)) };
    let of = |values: &[(&str, u64)]| {
        let buckets: Vec<Value> = values.iter().map(|(key, count)| json!({"key": key, "doc_count": count})).collect();
        json!({"doc_count_error_upper_bound": 0, "sum_other_doc_count": 0, "buckets": buckets})
    };
    let mut answer = page(3, &[]);
    answer["aggregations"] = json!({
        "shown.speaker": of(&[("Ann Berg", 3)]), "day": of(&[("2024-02-07", 1), ("2024-02-08", 1)]),
        "has": of(&[("speaker", 3), ("date", 2)]),
    });
    told.then("_search", 200, &answer);
    let found = engine.find(&request).unwrap();
    let months = &found.facets[1];
    assert_eq!((found.total, months.buckets.len(), months.buckets[0].count, months.missing), (3, 1, 2, 1));
    insta::assert_snapshot!(told.heard("_search"), @r#"
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"should":[{"term":{"words.title":{"value":"ships"}}},{"terms":{"stems.title":["en:ship","ca:ship","cs:ships","da:ship","de:ships","es:ships","et:ships","eu:ships","fi:ships","fr:ship","ga:sips","hu:ships","id:ships","it:ships","lt:ship","nl:ship","no:ship","pl:ships","pt:ships","ro:ships","sv:ship","tr:ships"]}}]}},"size":10,"track_total_hits":true,"sort":[{"latest":{"order":"asc"}},{"order":{"order":"asc"}}],"from":1,"_source":["record","copies"],"aggs":{"shown.speaker":{"terms":{"field":"shown.speaker","size":4000,"split_size":4000}},"day":{"terms":{"field":"day","size":4000,"split_size":4000}},"has":{"terms":{"field":"has","size":100,"split_size":100}}}}
    "#);
}

#[test]
fn pages_hold_back_what_has_the_same_keys_as_the_last() {
    let told = Told::new();
    let engine = told.reach().unwrap();
    let records = many(1_002);
    // The 1,000th and the 1,001st stand at one place.
    let key = |number: usize| [1_707_350_400, if number == 1_000 { 999 } else { i64::try_from(number).unwrap() }];
    let hits: Vec<(&Record, [i64; 2])> =
        records.iter().enumerate().map(|(number, record)| (record, key(number))).collect();
    told.then("_search", 200, &page(1_002, &[])).then("_search", 200, &page(1_002, &hits[..1_000])).then(
        "_search",
        200,
        &page(1_002, &hits[999..]),
    );
    let mut ids: Vec<String> = all(&engine).into_iter().map(|(id, _)| id).collect();
    ids.sort();
    assert!(ids == records.iter().map(|record| record.id.clone()).collect::<Vec<_>>(), "{} hits", ids.len());
    insta::assert_snapshot!(told.heard("_search"), @r#"
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"match_all":{}},"size":0,"track_total_hits":true}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"match_all":{}},"sort":[{"earliest":{"order":"asc"}},{"order":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"]}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"match_all":{}},"sort":[{"earliest":{"order":"asc"}},{"order":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"],"search_after":[1707350400,998]}
    "#);
}

#[test]
fn the_words_of_a_statement_whose_like_is_sought_are_counted_one_by_one() {
    let told = Told::new();
    let engine = told.reach().unwrap();
    let ships = said(1, "a.txt", "Ann Berg", "Ships ships");
    told.there(1).then("_search", 200, &page(1, &[(&ships, [0, 1])])).there(4).there(40).there(3);
    let request = Request { sort: Sort::Date, ..Request::new(query("like:0000000000000001"), Some(0)) };
    assert_eq!(engine.find(&request).unwrap().total, 3);
    insta::assert_snapshot!(told.heard("_search"), @r#"
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"filter":[{"term":{"whole.id":{"value":"0000000000000001"}}}]}},"size":0,"track_total_hits":true}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"filter":[{"term":{"whole.id":{"value":"0000000000000001"}}}]}},"sort":[{"_score":{"order":"desc"}},{"order":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"]}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"term":{"stems.quote":{"value":"en:ship"}}},"size":0,"track_total_hits":true}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"match_all":{}},"size":0,"track_total_hits":true}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"should":[{"term":{"stems.quote":{"value":"en:ship"}}}],"minimum_should_match":1,"must_not":[{"term":{"whole.id":{"value":"0000000000000001"}}}]}},"size":0,"track_total_hits":true,"_source":["record","copies"]}
    "#);
}

#[test]
fn what_may_be_a_version_is_asked_for_without_a_moment() {
    let told = Told::new();
    let engine = told.reach().unwrap();
    let (one, other) =
        (said(1, "a.txt", "Ann Berg", "Ships will come today"), said(2, "b.txt", "Ann Berg", "Ships will come today"));
    let both = page(2, &[(&one, [0, 1]), (&other, [0, 2])]);
    told.there(1)
        .then("_search", 200, &page(1, &[(&one, [0, 1])]))
        .then("_search", 200, &both)
        .then("_search", 200, &both);
    let request = Request { sort: Sort::Date, collapse: true, ..Request::new(query("title:ships"), Some(5)) };
    let found = engine.find(&request).unwrap();
    let hits: Vec<Hit> = found.hits().map(|hit| hit.unwrap()).collect();
    assert_eq!((found.utterances, hits[0].carried.as_ref().unwrap().versions), (Some(1), 2));
    insta::assert_snapshot!(told.heard("_search"), @r#"
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"should":[{"term":{"words.title":{"value":"ships"}}},{"terms":{"stems.title":["en:ship","ca:ship","cs:ships","da:ship","de:ships","es:ships","et:ships","eu:ships","fi:ships","fr:ship","ga:sips","hu:ships","id:ships","it:ships","lt:ship","nl:ship","no:ship","pl:ships","pt:ships","ro:ships","sv:ship","tr:ships"]}}]}},"size":0,"track_total_hits":true}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"should":[{"term":{"words.title":{"value":"ships"}}},{"terms":{"stems.title":["en:ship","ca:ship","cs:ships","da:ship","de:ships","es:ships","et:ships","eu:ships","fi:ships","fr:ship","ga:sips","hu:ships","id:ships","it:ships","lt:ship","nl:ship","no:ship","pl:ships","pt:ships","ro:ships","sv:ship","tr:ships"]}}]}},"sort":[{"earliest":{"order":"asc"}},{"order":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"]}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"should":[{"terms":{"order":[-9223372036854775807]}},{"bool":{"filter":[{"term":{"block":{"value":-8858315360716168190}}},{"terms":{"wording":[500221845,2879812290,2930175236,3278803507,3309078370]}},{"range":{"first_day":{"gte":19750,"lte":19779}}}]}}]}},"sort":[{"earliest":{"order":"asc"}},{"order":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"]}
    POST /api/v1/_elastic/dixit/_search?allow_partial_search_results=false
    {"query":{"bool":{"should":[{"terms":{"order":[-9223372036854775806]}},{"bool":{"filter":[{"term":{"block":{"value":-8858315360716168190}}},{"terms":{"wording":[500221845,2879812290,2930175236,3278803507,3309078370]}},{"range":{"first_day":{"gte":19750,"lte":19779}}}]}}]}},"sort":[{"earliest":{"order":"asc"}},{"order":{"order":"asc"}}],"size":1000,"track_total_hits":false,"_source":["record","copies"]}
    "#);
}

#[test]
fn an_index_and_what_is_sent_into_it() {
    let told = Told::new();
    let folder = tempfile::tempdir().unwrap();
    let engine = told.reach().unwrap();
    told.then("/api/v1/indexes/dixit", 404, &json!({"message": "index `dixit` not found"}))
        .then("/api/v1/indexes", 200, &json!({}))
        .there(0)
        .then("_bulk", 200, &json!({"took": 3, "errors": false, "items": [{"index": {"_index": "dixit", "_id": null, "status": 201, "error": null}}]}))
        .there(0)
        .there(1)
        .there(1);
    let request = PushRequest { checkpoint: folder.path().join("push.json"), ..two_shards() };
    let mut record = said(0x9f2c_41d0_7ab3_e815, "news/port.txt", "Ann Berg", "Ships will come");
    record.date = crate::article::Date::from_iso("2024-02-08T10:00:00+03:00")
        .map(|date| crate::article::Dated { date, source: crate::article::DateSource::Dateline });
    let statements = std::iter::once(Ok::<_, EngineError>((record.clone(), vec!["copy.txt".to_owned()])));
    let report = push(&engine, &request, statements, &|_, _| true).unwrap();
    assert_eq!((report.is_new, report.created, report.total, report.stopped), (true, 1, 1, false));
    assert!(!request.checkpoint.exists(), "a push that came to its end needs none");
    let config: Value = serde_json::from_str(&told.0.heard("/api/v1/indexes")[1].body).unwrap();
    insta::assert_snapshot!(to_string_pretty(&short(config)).unwrap(), @r#"
    {
      "version": "0.8",
      "index_id": "dixit",
      "doc_mapping": {
        "mode": "strict",
        "store_source": false,
        "field_mappings": [
          "{\"name\":\"dixit_format_1\",\"type\":\"bool\",\"indexed\":false,\"stored\":false}",
          {
            "name": "words",
            "type": "object",
            "field_mappings": [
              "{\"name\":\"quote\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\",\"fieldnorms\":true}",
              "{\"name\":\"context\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\",\"fieldnorms\":true}",
              "{\"name\":\"title\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\",\"fieldnorms\":true}",
              "{\"name\":\"speaker\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"outlet\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"publisher\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"role\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"mention\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"cue\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"author\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"path\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}",
              "{\"name\":\"url\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"position\"}"
            ]
          },
          {
            "name": "stems",
            "type": "object",
            "field_mappings": [
              "{\"name\":\"quote\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"freq\"}",
              "{\"name\":\"context\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"freq\"}",
              "{\"name\":\"title\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"whitespace\",\"record\":\"freq\"}"
            ]
          },
          {
            "name": "whole",
            "type": "object",
            "field_mappings": [
              "{\"name\":\"speaker\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"outlet\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"publisher\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"kind\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"role\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"speaker_type\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"mention\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"cue\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"author\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"lang\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"path\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"url\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"article\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}",
              "{\"name\":\"id\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\"}"
            ]
          },
          {
            "name": "shown",
            "type": "object",
            "field_mappings": [
              "{\"name\":\"speaker\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"outlet\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"publisher\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"kind\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"role\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"speaker_type\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"mention\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"cue\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"author\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}",
              "{\"name\":\"lang\",\"type\":\"array<text>\",\"stored\":false,\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true}"
            ]
          },
          "{\"name\":\"has\",\"type\":\"array<text>\",\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"day\",\"type\":\"text\",\"tokenizer\":\"raw\",\"record\":\"basic\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"first_day\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"last_day\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"moment\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"earliest\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"latest\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"conf\",\"type\":\"f64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"order\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"place\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"path_hash\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"block\",\"type\":\"i64\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"wording\",\"type\":\"array<i64>\",\"fast\":true,\"stored\":false}",
          "{\"name\":\"hash\",\"type\":\"text\",\"indexed\":false,\"stored\":true}",
          "{\"name\":\"copies\",\"type\":\"array<text>\",\"indexed\":false,\"stored\":true}",
          "{\"name\":\"record\",\"type\":\"text\",\"indexed\":false,\"stored\":true}"
        ]
      },
      "search_settings": {
        "default_search_fields": [
          "words.quote"
        ]
      }
    }
    "#);
    insta::assert_snapshot!(told.heard("_bulk"), @r#"
    POST /api/v1/_elastic/_bulk?refresh=true
    {"create":{"_index":"dixit"}}
    {"words":{"quote":["ships will come"],"speaker":["ann berg"],"outlet":["tass"],"publisher":["ani"],"role":["harbour master"],"cue":["said"],"context":["ships will come"],"title":["the port"],"path":["news port txt"]},"stems":{"quote":["en:ship en:will en:come"],"context":["en:ship en:will en:come"],"title":["en:the en:port"]},"whole":{"speaker":["ann berg"],"outlet":["tass"],"publisher":["ani"],"kind":["direct"],"role":["harbour master"],"speaker_type":["person"],"cue":["said"],"lang":["en"],"path":["news/port.txt"],"article":["a1"],"id":["9f2c41d07ab3e815"]},"shown":{"speaker":["Ann Berg"],"outlet":["TASS"],"publisher":["ANI"],"kind":["direct"],"role":["harbour master"],"speaker_type":["person"],"cue":["said"],"lang":["en"]},"latest":-1707386400,"conf":0.9,"order":2246242677818648597,"place":11461,"path_hash":-8635244606355919675,"first_day":19761,"last_day":19761,"moment":1707386400,"day":"2024-02-08","block":-8858315360716168190,"wording":[164077623,500221845,1638921858,3309078370],"has":["quote","speaker","outlet","publisher","kind","role","speaker.type","cue","context","title","lang","path","article","id","conf","date"],"copies":["copy.txt"],"record":"{\"schema\":1,\"id\":\"9f2c41d07ab3e815\",\"quote\":\"Ships will come\",\"spans\":[[10,25]],\"kind\":\"direct\",\"speaker\":{\"name\":\"Ann Berg\",\"mention\":null,\"span\":null,\"role\":\"harbour master\",\"type\":\"person\"},\"cue\":\"said\",\"cue_span\":[2,6],\"outlets\":[\"TASS\"],\"publisher\":\"ANI\",\"date\":\"2024-02-08T10:00:00+03:00\",\"date_source\":\"dateline\",\"article\":{\"id\":\"a1\",\"path\":\"news/port.txt\",\"title\":\"The port\",\"author\":null,\"url\":null,\"lang\":\"en\"},\"context\":{\"text\":\"Ships will come\",\"start\":10,\"spans\":[[0,15]]},\"confidence\":0.9}","hash":"12b3b8766c0b12fb","earliest":1707386400}
    "#);
    // It comes back as it was, the clock's hour and zone with it.
    let line = told.0.heard("_bulk")[0].body.lines().nth(1).unwrap().to_owned();
    let source: crate::engine::document::Source = serde_json::from_str(&line).unwrap();
    assert_eq!(source.record().unwrap(), (record, vec!["copy.txt".to_owned()]));
}

/// A description with one line a field.
fn short(mut config: Value) -> Value {
    fn lines(mappings: &mut Value) {
        for mapping in mappings.as_array_mut().unwrap() {
            match mapping.get_mut("field_mappings") {
                Some(inner) => lines(inner),
                None => *mapping = mapping.to_string().into(),
            }
        }
    }
    lines(&mut config["doc_mapping"]["field_mappings"]);
    config
}

#[test]
fn requests_stay_below_ten_megabytes() {
    let told = Told::new();
    let folder = tempfile::tempdir().unwrap();
    let records: Vec<Record> = (0..7).map(|id| said(id, "long.txt", "Ann Berg", &"ships ".repeat(60_000))).collect();
    told.there(0);
    let mut n = 0;
    for some in [3, 3, 1] {
        n += some;
        told.then("_bulk", 200, &json!({"num_docs_for_processing": some})).there(n);
    }
    told.there(7);
    assert_eq!(pushed_there(&told, &folder, &records, true).unwrap().0.created, 7);
    for heard in told.0.heard("_bulk") {
        assert!(heard.body.len() < 10_000_000, "{}", heard.body.len());
    }
}

#[test]
fn what_it_refuses_is_named_and_what_it_was_too_busy_for_is_offered_again() {
    let told = Told::new();
    let folder = tempfile::tempdir().unwrap();
    let item = |status: u64, reason: Option<&str>| {
        let error =
            reason.map(|reason| json!({"index": "dixit", "type": "document_parsing_exception", "reason": reason}));
        json!({"index": {"_index": "dixit", "_id": null, "status": status, "error": error}})
    };
    let limited = item(429, Some("shard rate limiting [dixit]"));
    told.there(10)
        .then("_bulk", 429, &json!({"message": "ingest queue is full"}))
        .then("_bulk", 200, &json!({"errors": true, "items": [limited, limited, limited]}))
        .then(
            "_bulk",
            200,
            &json!({"errors": true, "items": [item(201, None), item(400, Some("no such field")), item(201, None)]}),
        )
        .there(12)
        .there(12);
    let records = many(3);
    let (report, refused) = pushed_there(&told, &folder, &records, true).unwrap();
    assert_eq!((report.created, report.refused, report.unchanged, report.total), (2, 1, 0, 12));
    assert_eq!(
        refused,
        [Refusal { id: records[1].id.clone(), path: "port.txt".to_owned(), reason: "no such field".to_owned() }]
    );
}

#[test]
fn a_push_that_is_stopped_leaves_a_checkpoint_and_goes_on_behind_it() {
    let told = Told::new();
    let folder = tempfile::tempdir().unwrap();
    let records = many(2_001);
    let notebook = || std::fs::read_to_string(folder.path().join("push.json")).unwrap_or_default();
    told.there(5).then("_bulk", 200, &json!({})).there(2_005).there(2_005);
    let (report, _) = pushed_there(&told, &folder, &records, false).unwrap();
    assert_eq!((report.stopped, report.created), (true, 2_000));
    insta::assert_snapshot!(notebook(), @r#"{"before":5,"arrived":2000,"refused":0,"ids":9418839359482101487,"sent":0}"#);
    // Others than it began with are not taken for the rest.
    told.there(2_005);
    let others: Vec<Record> = records[1..].to_vec();
    assert_eq!(pushed_there(&told, &folder, &others, true).unwrap_err().code(), "engine-statements");
    // Somebody else has pushed meanwhile.
    told.there(2_006);
    assert_eq!(pushed_there(&told, &folder, &records, true).unwrap_err().code(), "engine-count");
    told.there(2_005).then("_bulk", 200, &json!({})).there(2_006).there(2_006);
    let (report, _) = pushed_there(&told, &folder, &records, true).unwrap();
    assert_eq!((report.unchanged, report.created, report.total), (2_000, 1, 2_006));
    assert_eq!(notebook(), "");
    assert_eq!(
        told.0.heard("_bulk").iter().map(|heard| heard.body.lines().count() / 2).collect::<Vec<_>>(),
        [2_000, 1]
    );
}

#[test]
fn a_push_whose_last_batch_is_not_full_can_be_stopped_too() {
    let told = Told::new();
    let folder = tempfile::tempdir().unwrap();
    told.there(0).then("_bulk", 200, &json!({})).there(3).there(3);
    let (report, _) = pushed_there(&told, &folder, &many(3), false).unwrap();
    assert!(report.stopped && folder.path().join("push.json").exists());
}
