//! What is sent: one example of each operator, so that a change of it is seen.

use serde_json::to_string_pretty;

use super::*;
use crate::answer::FacetSpec;
use crate::engine::compile::{Reading, compile};
use crate::engine::document::Documents;
use crate::engine::mapping::{Spread, settings};
use crate::engine::recognise::Product;
use crate::fake_engine::Kind;

/// Queries with the bodies that are sent for them, and whether what is found is read once more.
fn compiled(queries: &[&str], product: Product) -> String {
    let lines = queries.iter().map(|text| match compile(&query(text), product, Reading::Needed) {
        Ok(compiled) => {
            format!("{text}\n  {}{}\n", compiled.body, if compiled.is_exact { "" } else { "\n  and reads" })
        }
        Err(error) => format!("{text}\n  {error:?}\n"),
    });
    lines.collect()
}

#[test]
fn words_and_phrases() {
    let queries = [
        "*",
        "grain",
        "title:2024",
        "\"fair trade\"",
        "\"fair trade\"~2",
        "\"fair tra\"*",
        "sanct*",
        "m?sk*",
        "sanctoin~1",
        "grain NEAR/3 \"fair trade\"",
        "grain ADJ/2 trad*",
    ];
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @"");
}

#[test]
fn names_and_values() {
    let queries = [
        "speaker:Berg",
        "speaker:=\"Ann Berg\"",
        "speaker:/^ann b/",
        "speaker:/\\bberg/",
        "role:\"harbour master\"",
        "outlet:TASS",
        "outlet:TAS*",
        "outlet:T?SS",
        "outlet:tas~1",
        "outlet:/tas/",
        "kind:direct",
        "lang:en",
        "path:news*",
        "path:p?rt",
        "id:9f2c41d07ab3e815",
        "url:=\"https://a.example/1\"",
    ];
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @"");
}

#[test]
fn dates_and_numbers() {
    let queries =
        ["date:2024-02", "date:2024..", "date:..2023-12-31", "conf:>0.8", "conf:0.5..0.9", "date:*", "speaker:*"];
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @"");
}

#[test]
fn combinations() {
    let queries = [
        "speaker:Berg outlet:TASS",
        "speaker:Berg OR outlet:TASS",
        "-outlet:TASS",
        "trade -(grain NEAR/3 deal)",
        "trade (kind:direct OR conf:>0.8) -lang:en",
        "speaker:(Berg OR Lund)",
    ];
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @"");
}

#[test]
fn what_quickwit_cannot_be_asked() {
    let queries = ["sanctoin~1", "speaker:/^ann b/", "\"fair trade\"~2", "grain"];
    insta::assert_snapshot!(compiled(&queries, Product::Quickwit), @"");
}

#[test]
fn a_search_with_counts() {
    let fake = FakeEngine::start(Kind::OpenSearch);
    pushed(&fake, &many(2)).unwrap();
    let facets = ["speaker", "date:month"].map(|name| FacetSpec::read(name, Some(5)).unwrap()).to_vec();
    let request = Request { offset: 1, facets, ..Request::new(query("ships"), Some(10)) };
    open(&fake).find(&request).unwrap();
    let sent = fake.heard("_search").pop().unwrap();
    insta::assert_snapshot!(format!("{} {}\n{}", sent.method, sent.target, sent.body), @"");
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
            insta::assert_snapshot!(body, @"");
        }
    }
}

#[test]
fn the_mapping() {
    insta::assert_snapshot!(to_string_pretty(&settings(Spread { shards: 2, replicas: 1 })).unwrap(), @"");
}

#[test]
fn a_document() {
    let record = said(0x9f2c_41d0_7ab3_e815, "news/port.txt", "Ann Berg", "Ships of Ёлка will come");
    let document = Documents::default().of(&record, &["copy.txt".to_owned()]);
    insta::assert_snapshot!(to_string_pretty(&document).unwrap(), @"");
}
