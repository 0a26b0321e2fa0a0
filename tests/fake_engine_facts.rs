//! The engine that tests ask does what real ones were seen to do: OpenSearch 2.19 and Elasticsearch 7.17, on 27 November
//! 2026. Each row is an answer of theirs.

use serde_json::{Value, json};

use crate::fake_engine::{FakeEngine, Kind};

const KINDS: [Kind; 2] = [Kind::OpenSearch, Kind::Elasticsearch];

/// An engine with an index `i` of `n_shards` parts.
fn engine(kind: Kind, n_shards: usize) -> FakeEngine {
    let engine = FakeEngine::start(kind);
    let body = json!({
        "settings": {"index": {"number_of_shards": n_shards, "number_of_replicas": 0}},
        "mappings": {"dynamic": "strict", "properties": {
            "t": {"type": "text", "analyzer": "whitespace"},
            "f": {"type": "text", "analyzer": "whitespace", "index_options": "freqs"},
            "k": {"type": "keyword"},
            "h": {"type": "keyword", "index": false, "doc_values": false},
            "n": {"type": "long"},
            "r": {"type": "double"},
            "o": {"type": "object", "enabled": false},
        }},
    });
    assert_eq!(engine.ask("PUT", "/i", &body.to_string()).0, 200);
    engine
}

/// Adds documents whose ids are their numbers, and lets them be found.
fn fill(engine: &FakeEngine, documents: &[Value]) {
    let lines: Vec<String> = (0..)
        .zip(documents)
        .map(|(id, document): (usize, _)| format!("{{\"index\":{{\"_id\":\"{id}\"}}}}\n{document}\n"))
        .collect();
    let (status, answer) = engine.ask("POST", "/i/_bulk?refresh=true", &lines.concat());
    assert_eq!((status, &answer["errors"]), (200, &json!(false)), "{answer}");
}

/// Status of a search and the documents that it finds, or the reason why it finds none.
fn search(engine: &FakeEngine, body: &Value) -> Result<Vec<String>, (u16, String)> {
    let (status, answer) = engine.ask("POST", "/i/_search", &body.to_string());
    if status != 200 {
        let reason = answer["error"]["root_cause"][0]["reason"].as_str().unwrap();
        return Err((status, reason.to_owned()));
    }
    let hits = answer["hits"]["hits"].as_array().unwrap();
    Ok(hits.iter().map(|hit| hit["_id"].as_str().unwrap().to_owned()).collect())
}

fn finds(engine: &FakeEngine, query: &Value) -> bool {
    !search(engine, &json!({"query": query})).unwrap_or_else(|error| panic!("{query}: {error:?}")).is_empty()
}

#[test]
fn words_are_cut_at_javas_white_space_and_at_255_units() {
    let long = "x".repeat(300);
    for (text, query, is_found) in [
        ("a\u{2003}b", json!({"term": {"t": {"value": "b"}}}), true),
        ("a\u{1C}b", json!({"term": {"t": {"value": "b"}}}), true),
        ("a\u{A0}b", json!({"term": {"t": {"value": "b"}}}), false),
        ("a\u{85}b", json!({"term": {"t": {"value": "a\u{85}b"}}}), true),
        (&*long, json!({"term": {"t": {"value": long}}}), false),
        (&*long, json!({"term": {"t": {"value": "x".repeat(45)}}}), true),
        (&*long, json!({"match_phrase": {"t": {"query": long}}}), true),
    ] {
        let engine = engine(Kind::OpenSearch, 1);
        fill(&engine, &[json!({"t": text})]);
        assert_eq!(finds(&engine, &query), is_found, "{query} in {text:?}");
    }
}

#[test]
fn phrases_have_lucenes_slop_and_a_gap_between_values() {
    for (text, query, slop, is_found) in [
        (json!("a b"), "a b", 0, true),
        (json!("a x b"), "a b", 0, false),
        (json!("a x b"), "a b", 1, true),
        (json!("b a"), "a b", 1, false),
        (json!("b a"), "a b", 2, true),
        (json!("b x a"), "a b", 2, false),
        (json!("b x a"), "a b", 3, true),
        (json!("a"), "a a", 5, false),
        (json!(["a b", "c d"]), "b c", 99, false),
        (json!(["a b", "c d"]), "b c", 100, true),
        (json!("a"), "", 0, false),
    ] {
        let engine = engine(Kind::OpenSearch, 1);
        fill(&engine, &[json!({"t": text})]);
        let query = json!({"match_phrase": {"t": {"query": query, "slop": slop}}});
        assert_eq!(finds(&engine, &query), is_found, "{query} in {text}");
    }
}

#[test]
fn patterns_match_whole_values() {
    let regexp = |expression: &str| json!({"regexp": {"k": {"value": expression, "flags": "NONE"}}});
    for (value, query, is_found) in [
        ("a.b", regexp(r"a\.b"), true),
        ("axb", regexp(r"a\.b"), false),
        ("ab", regexp("a"), false),
        ("ёлка", regexp("[а-яё]+"), true),
        ("\n", regexp("."), true),
        ("a^", regexp("a^"), true),
        ("a#@&~<1>", regexp("a#@&~<1>"), true),
        ("]x", regexp(r"[\]][\-x]"), true),
        ("aaa", regexp("a{2,}"), true),
        ("aaa", regexp("a{1,2}"), false),
        ("a b", regexp("\"a b\""), true),
        ("", regexp("a?"), true),
        ("", regexp("()"), true),
        ("aab", regexp("(a|b)+?"), true),
        ("ab", regexp("[^a-z]b"), false),
        ("a😀", json!({"wildcard": {"k": {"value": "a?"}}}), true),
        ("a*", json!({"wildcard": {"k": {"value": "a\\*"}}}), true),
        ("ab", json!({"wildcard": {"k": {"value": "a\\*"}}}), false),
        ("ab", json!({"prefix": {"k": {"value": "a"}}}), true),
        ("", json!({"prefix": {"k": {"value": ""}}}), true),
    ] {
        let engine = engine(Kind::OpenSearch, 1);
        fill(&engine, &[json!({"k": value})]);
        assert_eq!(finds(&engine, &query), is_found, "{query} in {value:?}");
    }
}

#[test]
fn slips_are_letters_put_in_left_out_replaced_or_swapped() {
    for (word, slips) in [("moskva", 0), ("moskwa", 1), ("msokva", 1), ("moskvaa", 1), ("oskv", 2), ("masqua", 3)] {
        for distance in 0..=2 {
            let engine = engine(Kind::OpenSearch, 1);
            fill(&engine, &[json!({"t": word})]);
            let about =
                json!({"value": "moskva", "fuzziness": distance, "transpositions": true, "rewrite": "constant_score"});
            assert_eq!(finds(&engine, &json!({"fuzzy": {"t": about}})), slips <= distance, "{word} {distance}");
        }
    }
}

#[test]
fn what_is_not_understood_is_refused() {
    let term = || json!({"term": {"t": {"value": "a"}}});
    let clauses = |n: usize| (0..n).map(|number| json!({"term": {"t": {"value": number}}})).collect::<Vec<_>>();
    let regexp = |expression: &str| json!({"query": {"regexp": {"k": {"value": expression, "flags": "NONE"}}}});
    for (body, status) in [
        (json!({"query": term(), "highlights": {}}), 400),
        (json!({"query": {"term": {"t": {"value": "a", "boots": 1}}}}), 400),
        (json!({"query": {"near": {"t": {"value": "a"}}}}), 400),
        (json!({"query": {"match_phrase": {"f": {"query": "a b"}}}}), 400),
        (json!({"query": {"term": {"h": {"value": "a"}}}}), 400),
        (regexp("[]"), 400),
        (regexp("[b-a]"), 400),
        (regexp("a{,2}"), 400),
        (regexp("a{2"), 400),
        (regexp("a|"), 400),
        (regexp("a\"b"), 400),
        (regexp("\\d"), 400),
        (regexp(&"a".repeat(1001)), 400),
        (json!({"query": {"bool": {"should": clauses(1025)}}}), 400),
        (json!({"query": {"bool": {"must_not": clauses(1024)}}}), 400),
        (json!({"query": {"terms": {"k": vec!["a"; 65_537]}}}), 400),
        (json!({"sort": [{"nofield": {"order": "asc"}}]}), 400),
        (json!({"sort": [{"h": {"order": "asc"}}]}), 400),
        (json!({"from": 1, "size": 10_000}), 400),
        (json!({"sort": [{"k": {"order": "asc"}}], "search_after": ["a", "b"]}), 400),
        (json!({"sort": [{"n": {"order": "asc"}}], "search_after": [null]}), 500),
        (json!({"aggs": {"a": {"terms": {"field": "k", "size": 0}}}}), 400),
        (json!({"aggs": {"a": {"terms": {"field": "h"}}}}), 400),
        (json!({"aggs": {"a": {"terms": {"field": "k", "split_size": 5}}}}), 400),
    ] {
        for kind in KINDS {
            let engine = engine(kind, 1);
            let found = search(&engine, &body);
            assert_eq!(found.as_ref().map_err(|(status, _)| *status), Err(status), "{kind:?} {body}: {found:?}");
        }
    }
    assert_eq!(
        search(&engine(Kind::OpenSearch, 1), &json!({"query": {"term": {"nofield": {"value": "a"}}}})),
        Ok(vec![])
    );
}

#[test]
fn clauses_and_levels_are_counted_as_each_of_them_counts() {
    let deep =
        |levels: usize| (0..levels).fold(json!({"match_all": {}}), |inner, _| json!({"bool": {"must": [inner]}}));
    let wide: Vec<Value> = (0..40)
        .map(|one| {
            let terms: Vec<Value> =
                (0..40).map(|other| json!({"term": {"t": {"value": format!("{one}-{other}")}}})).collect();
            json!({"bool": {"should": terms}})
        })
        .collect();
    // What is about a number can be looked up in two ways, and OpenSearch counts both.
    let numbers = |n: usize| {
        let ranges: Vec<Value> = (0..n).map(|number| json!({"range": {"n": {"gte": number}}})).collect();
        json!({"bool": {"should": ranges}})
    };
    for (query, opensearch, elasticsearch) in [
        (deep(20), None, None),
        (deep(21), None, Some(400)),
        (json!({"bool": {"should": wide}}), Some(500), None),
        (numbers(480), None, None),
        (numbers(520), Some(500), None),
    ] {
        for (kind, status) in [(Kind::OpenSearch, opensearch), (Kind::Elasticsearch, elasticsearch)] {
            let found = search(&engine(kind, 1), &json!({"query": query}));
            assert_eq!(found.err().map(|(status, _)| status), status, "{kind:?} {query}");
        }
    }
}

#[test]
fn the_first_function_that_finds_a_document_weighs_it() {
    let engine = engine(Kind::OpenSearch, 1);
    fill(&engine, &[json!({"n": 12}), json!({"n": 10}), json!({"n": 7}), json!({"n": -1}), json!({})]);
    let weighed = |scale: u64| {
        json!({"query": {"function_score": {
            "query": {"match_all": {}},
            "functions": [
                {"filter": {"range": {"n": {"gte": 11}}}, "weight": 4},
                {"filter": {"range": {"n": {"gte": 0}}}, "exp": {"n": {"origin": 10, "scale": scale, "decay": 0.5}}},
                {"filter": {"match_all": {}}, "weight": 0.25},
            ],
            "score_mode": "first", "boost_mode": "multiply",
        }}})
    };
    let (_, answer) = engine.ask("POST", "/i/_search", &weighed(3).to_string());
    let hits = answer["hits"]["hits"].as_array().unwrap();
    let scores: Vec<f64> = hits.iter().map(|hit| hit["_score"].as_f64().unwrap()).collect();
    assert_eq!(scores, [4.0, 1.0, 0.5, 0.25, 0.25]);
    assert_eq!(search(&engine, &weighed(0)).map_err(|(status, _)| status), Err(400));
}

#[test]
fn filters_are_counted_in_their_order() {
    let engine = engine(Kind::Elasticsearch, 2);
    fill(&engine, &[json!({"t": "a"}), json!({"t": "a b"}), json!({"k": "c"})]);
    let filters =
        json!([{"term": {"t": {"value": "b"}}}, {"term": {"t": {"value": "a"}}}, {"term": {"t": {"value": "c"}}}]);
    let body = json!({"size": 0, "aggs": {"a": {"filters": {"filters": filters}}}});
    let (_, answer) = engine.ask("POST", "/i/_search", &body.to_string());
    assert_eq!(answer["aggregations"]["a"]["buckets"], json!([{"doc_count": 1}, {"doc_count": 2}, {"doc_count": 0}]));
}

#[test]
fn documents_are_taken_as_the_mapping_says() {
    for (document, refused) in [
        (json!({"t": "a", "k": "a", "n": 1, "r": 1.5, "o": {"any": [1, {}]}, "h": "x".repeat(60_000)}), None),
        (json!({"k": null, "t": []}), None),
        (json!({"x": 1}), Some("strict_dynamic_mapping_exception")),
        (json!({"n": "x"}), Some("mapper_parsing_exception")),
        (json!({"n": 9_223_372_036_854_775_808_u64}), Some("mapper_parsing_exception")),
        (json!({"k": "x".repeat(32_766)}), None),
        (json!({"k": "x".repeat(32_767)}), Some("illegal_argument_exception")),
    ] {
        let engine = engine(Kind::OpenSearch, 1);
        let (status, answer) =
            engine.ask("POST", "/i/_bulk", &format!("{{\"create\":{{\"_id\":\"1\"}}}}\n{document}\n"));
        let item = &answer["items"][0]["create"];
        assert_eq!((status, item["status"].as_u64()), (200, Some(if refused.is_some() { 400 } else { 201 })), "{item}");
        assert_eq!(item["error"]["type"].as_str(), refused, "{item}");
    }
}

#[test]
fn a_bulk_is_done_item_by_item_or_not_at_all() {
    let engine = engine(Kind::OpenSearch, 1);
    let status = |body: &str| {
        let (status, answer) = engine.ask("POST", "/i/_bulk", body);
        let items: Vec<u64> = answer["items"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| item.as_object().unwrap().values().next().unwrap()["status"].as_u64().unwrap())
            .collect();
        (status, items)
    };
    let create = "{\"create\":{\"_id\":\"1\"}}\n{\"k\":\"a\"}\n";
    let index = "{\"index\":{\"_id\":\"1\"}}\n{\"k\":\"b\"}\n";
    assert_eq!(status(create), (200, vec![201]));
    assert_eq!(status(&[create, index, "{\"index\":{\"_id\":\"2\"}}\n{\n"].concat()), (200, vec![409, 200, 400]));
    assert_eq!(status("{\"indexx\":{\"_id\":\"3\"}}\n{}\n"), (400, vec![]));
    assert_eq!(status(index.trim_end()), (400, vec![]));
    assert_eq!(status(""), (400, vec![]));
    // Who asks for ids sees what was written; who searches does not yet.
    let (_, answer) = engine.ask("POST", "/i/_mget?_source_includes=k", "{\"ids\":[\"1\",\"9\"]}");
    assert_eq!(answer["docs"][0]["_source"], json!({"k": "b"}));
    assert_eq!(answer["docs"][1]["found"], json!(false));
    assert_eq!(search(&engine, &json!({})), Ok(vec![]));
    engine.ask("POST", "/i/_refresh", "");
    assert_eq!(search(&engine, &json!({})), Ok(vec!["1".to_owned()]));
}

#[test]
fn an_index_that_nobody_made_is_guessed_unless_its_name_must_be_another_ones() {
    let create = "{\"create\":{\"_id\":\"1\"}}\n{\"k\":\"a\"}\n";
    for kind in KINDS {
        let engine = engine(kind, 1);
        let bulk = |target: &str| {
            let (status, answer) = engine.ask("POST", target, create);
            (status, answer["items"][0]["create"]["status"].as_u64().unwrap())
        };
        assert_eq!(bulk("/none/_bulk?require_alias=true"), (200, 404));
        assert_eq!(engine.ask("GET", "/none/_mapping", "").0, 404);
        assert_eq!(bulk("/none/_bulk"), (200, 201));
        assert_eq!(engine.ask("GET", "/none/_mapping", ""), (200, json!({"none": {"mappings": {}}})));
        // An index is not its own other name.
        assert_eq!(bulk("/i/_bulk?require_alias=true"), (200, 404));
        for _ in 0..2 {
            assert_eq!(engine.ask("PUT", "/i/_alias/i-writes", ""), (200, json!({"acknowledged": true})));
        }
        assert_eq!(bulk("/i-writes/_bulk?require_alias=true"), (200, 201));
        assert_eq!(bulk("/i-writes/_bulk?require_alias=true"), (200, 409));
        let (status, answer) = engine.ask("PUT", "/i-writes/_alias/more", "");
        let reason = answer["error"]["reason"].as_str().unwrap();
        assert_eq!(status, 400);
        assert!(reason.starts_with("The provided expression [i-writes] matches an alias, "), "{reason}");
        assert_eq!(engine.ask("PUT", "/gone/_alias/gone-writes", "").0, 404);
        // It goes with its index.
        engine.ask("DELETE", "/i", "");
        assert_eq!(bulk("/i-writes/_bulk?require_alias=true"), (200, 404));
    }
}

#[test]
fn pages_are_parts_of_one_order() {
    let documents: Vec<Value> = (0..50_i64)
        .map(|number| {
            let mut document = json!({"k": format!("{:02}", number * 7 % 50)});
            if number % 3 > 0 {
                document["n"] = (number % 5).into();
            }
            document
        })
        .collect();
    for (order, missing, first) in [
        ("asc", "_last", json!(0)),
        ("desc", "_last", json!(4)),
        ("asc", "_first", json!(i64::MIN)),
        ("desc", "_first", json!(i64::MAX)),
    ] {
        let engine = engine(Kind::OpenSearch, 3);
        fill(&engine, &documents);
        let sort = json!([{"n": {"order": order, "missing": missing}}, {"k": {"order": "asc"}}]);
        let whole = search(&engine, &json!({"sort": sort, "size": 100})).unwrap();
        assert_eq!(whole.len(), 50);
        let (mut pages, mut after): (Vec<String>, Option<Value>) = (Vec::new(), None);
        loop {
            let mut body = json!({"sort": sort, "size": 7});
            if let Some(after) = &after {
                body["search_after"] = after.clone();
            }
            let (_, answer) = engine.ask("POST", "/i/_search", &body.to_string());
            let hits = answer["hits"]["hits"].as_array().unwrap();
            let Some(last) = hits.last() else { break };
            if after.is_none() {
                assert_eq!(hits[0]["sort"][0], first, "{order} {missing}");
            }
            after = Some(last["sort"].clone());
            pages.extend(hits.iter().map(|hit| hit["_id"].as_str().unwrap().to_owned()));
        }
        assert_eq!(pages, whole, "{order} {missing}");
    }
}

#[test]
fn a_moment_does_not_see_what_comes_later_and_may_be_lost() {
    for (kind, path, name) in
        [(Kind::OpenSearch, "/i/_search/point_in_time", "pit_id"), (Kind::Elasticsearch, "/i/_pit", "id")]
    {
        let engine = engine(kind, 1);
        fill(&engine, &[json!({"k": "a"})]);
        let (_, answer) = engine.ask("POST", &format!("{path}?keep_alive=1m"), "");
        let id = answer[name].as_str().unwrap();
        fill(&engine, &[json!({"k": "a"}), json!({"k": "b"})]);
        let body = json!({"pit": {"id": id, "keep_alive": "1m"}, "track_total_hits": true}).to_string();
        let (_, answer) = engine.ask("POST", "/_search", &body);
        assert_eq!(answer["hits"]["total"], json!({"value": 1, "relation": "eq"}));
        engine.forget_moments();
        assert_eq!(engine.ask("POST", "/_search", &body).0, 404);
    }
}

#[test]
fn values_are_counted_by_frequency_then_by_bytes_and_shards_tell_a_part() {
    let engine = engine(Kind::OpenSearch, 3);
    let documents: Vec<Value> = ["b", "b", "", "a", "é", "😀", "ﬀ"].iter().map(|value| json!({"k": value})).collect();
    fill(&engine, &documents);
    let count = |terms: Value| {
        let (_, answer) = engine.ask("POST", "/i/_search", &json!({"aggs": {"a": {"terms": terms}}}).to_string());
        answer["aggregations"]["a"].clone()
    };
    let keys = |counted: &Value| -> Vec<String> {
        counted["buckets"].as_array().unwrap().iter().map(|bucket| bucket["key"].as_str().unwrap().to_owned()).collect()
    };
    let all = count(json!({"field": "k", "size": 10}));
    assert_eq!(keys(&all), ["b", "", "a", "é", "ﬀ", "😀"]);
    assert_eq!((&all["doc_count_error_upper_bound"], &all["sum_other_doc_count"]), (&json!(0), &json!(0)));
    let some = count(json!({"field": "k", "size": 2, "shard_size": 10}));
    assert_eq!((keys(&some).len(), &some["sum_other_doc_count"]), (2, &json!(4)));
    assert!(count(json!({"field": "k", "size": 1, "shard_size": 1}))["doc_count_error_upper_bound"] != json!(0));
    let mut parts: Vec<String> = (0..4)
        .flat_map(|part| {
            keys(&count(json!({"field": "k", "size": 9, "include": {"partition": part, "num_partitions": 4}})))
        })
        .collect();
    parts.sort();
    assert_eq!(parts, ["", "a", "b", "é", "ﬀ", "😀"]);
}
