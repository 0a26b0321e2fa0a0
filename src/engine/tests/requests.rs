//! What is sent for a search.

use super::*;
use crate::answer::FacetSpec;
use crate::fake_engine::Kind;

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
