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
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @r#"
    *
      {"match_all":{}}
    grain
      {"bool":{"should":[{"term":{"words.quote":{"value":"grain"}}},{"terms":{"stems.quote":["en:grain","ca:grain","cs:grain","da:grain","de:grain","es:grain","et:grain","eu:grain","fi:grain","fr:grain","ga:grain","hu:grai","id:grain","it:grain","lt:grain","nl:grain","no:grain","pl:grain","pt:grain","ro:grain","sv:grain","tr:grain"]}}]}}
    title:2024
      {"term":{"words.title":{"value":"2024"}}}
    "fair trade"
      {"match_phrase":{"words.quote":{"query":"fair trade"}}}
    "fair trade"~2
      {"match_phrase":{"words.quote":{"query":"fair trade","slop":2}}}
    "fair tra"*
      {"bool":{"must":[{"term":{"words.quote":{"value":"fair"}}},{"prefix":{"words.quote":{"value":"tra"}}}]}}
      and reads
    sanct*
      {"prefix":{"words.quote":{"value":"sanct"}}}
    m?sk*
      {"wildcard":{"words.quote":{"value":"m?sk*"}}}
    sanctoin~1
      {"fuzzy":{"words.quote":{"value":"sanctoin","fuzziness":1,"transpositions":true,"rewrite":"constant_score"}}}
    grain NEAR/3 "fair trade"
      {"bool":{"must":[{"bool":{"should":[{"term":{"words.quote":{"value":"grain"}}},{"terms":{"stems.quote":["en:grain","ca:grain","cs:grain","da:grain","de:grain","es:grain","et:grain","eu:grain","fi:grain","fr:grain","ga:grain","hu:grai","id:grain","it:grain","lt:grain","nl:grain","no:grain","pl:grain","pt:grain","ro:grain","sv:grain","tr:grain"]}}]}},{"match_phrase":{"words.quote":{"query":"fair trade"}}}]}}
      and reads
    grain ADJ/2 trad*
      {"bool":{"must":[{"bool":{"should":[{"term":{"words.quote":{"value":"grain"}}},{"terms":{"stems.quote":["en:grain","ca:grain","cs:grain","da:grain","de:grain","es:grain","et:grain","eu:grain","fi:grain","fr:grain","ga:grain","hu:grai","id:grain","it:grain","lt:grain","nl:grain","no:grain","pl:grain","pt:grain","ro:grain","sv:grain","tr:grain"]}}]}},{"prefix":{"words.quote":{"value":"trad"}}}]}}
      and reads
    "#);
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
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @r#"
    speaker:Berg
      {"bool":{"filter":[{"term":{"words.speaker":{"value":"berg"}}}]}}
    speaker:="Ann Berg"
      {"bool":{"filter":[{"term":{"whole.speaker":{"value":"ann berg"}}}]}}
    speaker:/^ann b/
      {"bool":{"filter":[{"regexp":{"whole.speaker":{"value":"[Aa][Nn][Nn]\\ [Bb].*","flags":"NONE"}}}]}}
    speaker:/\bberg/
      {"bool":{"filter":[{"term":{"has":{"value":"speaker"}}}]}}
      and reads
    role:"harbour master"
      {"bool":{"filter":[{"match_phrase":{"words.role":{"query":"harbour master"}}}]}}
    outlet:TASS
      {"bool":{"filter":[{"term":{"whole.outlet":{"value":"tass"}}}]}}
    outlet:TAS*
      {"bool":{"filter":[{"prefix":{"words.outlet":{"value":"tas"}}}]}}
    outlet:T?SS
      {"bool":{"filter":[{"wildcard":{"words.outlet":{"value":"t?ss"}}}]}}
    outlet:tas~1
      {"bool":{"filter":[{"fuzzy":{"words.outlet":{"value":"tas","fuzziness":1,"transpositions":true,"rewrite":"constant_score"}}}]}}
    outlet:/tas/
      {"bool":{"filter":[{"regexp":{"whole.outlet":{"value":".*[Tt][Aa][Ssſ].*","flags":"NONE"}}}]}}
    kind:direct
      {"bool":{"filter":[{"term":{"whole.kind":{"value":"direct"}}}]}}
    lang:en
      {"bool":{"filter":[{"term":{"whole.lang":{"value":"en"}}}]}}
    path:news*
      {"bool":{"filter":[{"prefix":{"words.path":{"value":"news"}}}]}}
    path:p?rt
      {"bool":{"filter":[{"wildcard":{"words.path":{"value":"p?rt"}}}]}}
    id:9f2c41d07ab3e815
      {"bool":{"filter":[{"term":{"whole.id":{"value":"9f2c41d07ab3e815"}}}]}}
    url:="https://a.example/1"
      {"bool":{"filter":[{"term":{"whole.url":{"value":"https://a.example/1"}}}]}}
    "#);
}

#[test]
fn dates_and_numbers() {
    let queries =
        ["date:2024-02", "date:2024..", "date:..2023-12-31", "conf:>0.8", "conf:0.5..0.9", "date:*", "speaker:*"];
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @r#"
    date:2024-02
      {"bool":{"filter":[{"term":{"has":{"value":"date"}}},{"range":{"first_day":{"gte":19754}}},{"range":{"last_day":{"lte":19782}}}]}}
    date:2024..
      {"bool":{"filter":[{"term":{"has":{"value":"date"}}},{"range":{"first_day":{"gte":19723}}}]}}
    date:..2023-12-31
      {"bool":{"filter":[{"term":{"has":{"value":"date"}}},{"range":{"last_day":{"lte":19722}}}]}}
    conf:>0.8
      {"bool":{"filter":[{"range":{"conf":{"gt":0.8}}}]}}
    conf:0.5..0.9
      {"bool":{"filter":[{"range":{"conf":{"gte":0.5,"lte":0.9}}}]}}
    date:*
      {"bool":{"filter":[{"term":{"has":{"value":"date"}}}]}}
    speaker:*
      {"bool":{"filter":[{"term":{"has":{"value":"speaker"}}}]}}
    "#);
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
    insta::assert_snapshot!(compiled(&queries, Product::OpenSearch), @r#"
    speaker:Berg outlet:TASS
      {"bool":{"must":[{"bool":{"filter":[{"term":{"words.speaker":{"value":"berg"}}}]}},{"bool":{"filter":[{"term":{"whole.outlet":{"value":"tass"}}}]}}],"must_not":[]}}
    speaker:Berg OR outlet:TASS
      {"bool":{"should":[{"bool":{"filter":[{"term":{"words.speaker":{"value":"berg"}}}]}},{"bool":{"filter":[{"term":{"whole.outlet":{"value":"tass"}}}]}}]}}
    -outlet:TASS
      {"bool":{"must":[{"match_all":{}}],"must_not":[{"bool":{"filter":[{"term":{"whole.outlet":{"value":"tass"}}}]}}]}}
    trade -(grain NEAR/3 deal)
      {"bool":{"must":[{"bool":{"should":[{"term":{"words.quote":{"value":"trade"}}},{"terms":{"stems.quote":["en:trade","ca:trad","cs:trad","da:trad","de:trad","es:trad","et:trade","eu:trade","fi:trade","fr:trad","ga:trade","hu:trad","id:trade","it:trad","lt:trad","nl:trade","no:trad","pl:trad","pt:trad","ro:trad","sv:trad","tr:trade"]}}]}}],"must_not":[{"bool":{"must_not":[{"match_all":{}}]}}]}}
      and reads
    trade (kind:direct OR conf:>0.8) -lang:en
      {"bool":{"must":[{"bool":{"should":[{"term":{"words.quote":{"value":"trade"}}},{"terms":{"stems.quote":["en:trade","ca:trad","cs:trad","da:trad","de:trad","es:trad","et:trade","eu:trade","fi:trade","fr:trad","ga:trade","hu:trad","id:trade","it:trad","lt:trad","nl:trade","no:trad","pl:trad","pt:trad","ro:trad","sv:trad","tr:trade"]}}]}},{"bool":{"should":[{"bool":{"filter":[{"term":{"whole.kind":{"value":"direct"}}}]}},{"bool":{"filter":[{"range":{"conf":{"gt":0.8}}}]}}]}}],"must_not":[{"bool":{"filter":[{"term":{"whole.lang":{"value":"en"}}}]}}]}}
    speaker:(Berg OR Lund)
      {"bool":{"should":[{"bool":{"filter":[{"term":{"words.speaker":{"value":"berg"}}}]}},{"bool":{"filter":[{"term":{"words.speaker":{"value":"lund"}}}]}}]}}
    "#);
}

#[test]
fn what_quickwit_cannot_be_asked() {
    let queries = ["sanctoin~1", "speaker:/^ann b/", "\"fair trade\"~2", "grain"];
    insta::assert_snapshot!(compiled(&queries, Product::Quickwit), @r#"
    sanctoin~1
      Problem(Problem { kind: NotThere { engine: "Quickwit", what: "misspelt words" }, span: Span { start: 0, end: 10 }, help: "an index on this machine can be: `dixit index`", suggestion: None })
    speaker:/^ann b/
      {"bool":{"filter":[{"term":{"has":{"value":"speaker"}}}]}}
      and reads
    "fair trade"~2
      {"bool":{"must":[{"term":{"words.quote":{"value":"fair"}}},{"term":{"words.quote":{"value":"trade"}}}]}}
      and reads
    grain
      {"bool":{"should":[{"term":{"words.quote":{"value":"grain"}}},{"terms":{"stems.quote":["en:grain","ca:grain","cs:grain","da:grain","de:grain","es:grain","et:grain","eu:grain","fi:grain","fr:grain","ga:grain","hu:grai","id:grain","it:grain","lt:grain","nl:grain","no:grain","pl:grain","pt:grain","ro:grain","sv:grain","tr:grain"]}}]}}
    "#);
}

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

#[test]
fn the_mapping() {
    insta::assert_snapshot!(to_string_pretty(&settings(Spread { shards: 2, replicas: 1 })).unwrap(), @r#"
    {
      "settings": {
        "index": {
          "number_of_shards": 2,
          "number_of_replicas": 1
        }
      },
      "mappings": {
        "_meta": {
          "dixit": {
            "format": 1
          }
        },
        "dynamic": "strict",
        "properties": {
          "words": {
            "properties": {
              "quote": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1
              },
              "context": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1
              },
              "title": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1
              },
              "speaker": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "outlet": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "publisher": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "role": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "mention": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "cue": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "author": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "path": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              },
              "url": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": 1,
                "norms": false
              }
            }
          },
          "stems": {
            "properties": {
              "quote": {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "freqs",
                "norms": false
              },
              "context": {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "freqs",
                "norms": false
              },
              "title": {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "freqs",
                "norms": false
              }
            }
          },
          "whole": {
            "properties": {
              "speaker": {
                "type": "keyword",
                "doc_values": false
              },
              "outlet": {
                "type": "keyword",
                "doc_values": false
              },
              "publisher": {
                "type": "keyword",
                "doc_values": false
              },
              "kind": {
                "type": "keyword",
                "doc_values": false
              },
              "role": {
                "type": "keyword",
                "doc_values": false
              },
              "speaker_type": {
                "type": "keyword",
                "doc_values": false
              },
              "mention": {
                "type": "keyword",
                "doc_values": false
              },
              "cue": {
                "type": "keyword",
                "doc_values": false
              },
              "author": {
                "type": "keyword",
                "doc_values": false
              },
              "lang": {
                "type": "keyword",
                "doc_values": false
              },
              "path": {
                "type": "keyword",
                "doc_values": false
              },
              "url": {
                "type": "keyword",
                "doc_values": false
              },
              "article": {
                "type": "keyword",
                "doc_values": false
              },
              "id": {
                "type": "keyword",
                "doc_values": false
              }
            }
          },
          "shown": {
            "properties": {
              "speaker": {
                "type": "keyword"
              },
              "outlet": {
                "type": "keyword"
              },
              "publisher": {
                "type": "keyword"
              },
              "kind": {
                "type": "keyword"
              },
              "role": {
                "type": "keyword"
              },
              "speaker_type": {
                "type": "keyword"
              },
              "mention": {
                "type": "keyword"
              },
              "cue": {
                "type": "keyword"
              },
              "author": {
                "type": "keyword"
              },
              "lang": {
                "type": "keyword"
              }
            }
          },
          "sorted": {
            "properties": {
              "speaker": {
                "type": "keyword",
                "index": false
              },
              "outlet": {
                "type": "keyword",
                "index": false
              }
            }
          },
          "has": {
            "type": "keyword"
          },
          "day": {
            "type": "keyword"
          },
          "first_day": {
            "type": "integer"
          },
          "last_day": {
            "type": "integer"
          },
          "moment": {
            "type": "long"
          },
          "conf": {
            "type": "double"
          },
          "order": {
            "type": "long"
          },
          "place": {
            "type": "integer"
          },
          "path_hash": {
            "type": "long"
          },
          "block": {
            "type": "long"
          },
          "wording": {
            "type": "long"
          },
          "hash": {
            "type": "keyword",
            "index": false,
            "doc_values": false
          },
          "copies": {
            "type": "keyword",
            "index": false,
            "doc_values": false
          },
          "record": {
            "type": "object",
            "enabled": false
          }
        }
      }
    }
    "#);
}

#[test]
fn a_document() {
    let record = said(0x9f2c_41d0_7ab3_e815, "news/port.txt", "Ann Berg", "Ships of Ёлка will come");
    let document = Documents::default().of(&record, &["copy.txt".to_owned()]);
    insta::assert_snapshot!(to_string_pretty(&document).unwrap(), @r#"
    {
      "words": {
        "quote": [
          "ships of елка will come"
        ],
        "speaker": [
          "ann berg"
        ],
        "outlet": [
          "tass"
        ],
        "publisher": [
          "ani"
        ],
        "role": [
          "harbour master"
        ],
        "cue": [
          "said"
        ],
        "context": [
          "ships of елка will come"
        ],
        "title": [
          "the port"
        ],
        "path": [
          "news port txt"
        ]
      },
      "stems": {
        "quote": [
          "en:ship en:of ru:елк en:will en:come"
        ],
        "context": [
          "en:ship en:of ru:елк en:will en:come"
        ],
        "title": [
          "en:the en:port"
        ]
      },
      "whole": {
        "speaker": [
          "ann berg"
        ],
        "outlet": [
          "tass"
        ],
        "publisher": [
          "ani"
        ],
        "kind": [
          "direct"
        ],
        "role": [
          "harbour master"
        ],
        "speaker_type": [
          "person"
        ],
        "cue": [
          "said"
        ],
        "lang": [
          "en"
        ],
        "path": [
          "news/port.txt"
        ],
        "article": [
          "a1"
        ],
        "id": [
          "9f2c41d07ab3e815"
        ]
      },
      "shown": {
        "speaker": [
          "Ann Berg"
        ],
        "outlet": [
          "TASS"
        ],
        "publisher": [
          "ANI"
        ],
        "kind": [
          "direct"
        ],
        "role": [
          "harbour master"
        ],
        "speaker_type": [
          "person"
        ],
        "cue": [
          "said"
        ],
        "lang": [
          "en"
        ]
      },
      "sorted": {
        "speaker": "ann berg",
        "outlet": "tass"
      },
      "conf": 0.9,
      "order": 2246242677818648597,
      "place": 11461,
      "path_hash": -8635244606355919675,
      "first_day": 19761,
      "last_day": 19761,
      "moment": 1707350400,
      "day": "2024-02-08",
      "block": -8858315360716168190,
      "wording": [
        293865260,
        500221845,
        3301733479,
        3309078370,
        3829460388
      ],
      "has": [
        "quote",
        "speaker",
        "outlet",
        "publisher",
        "kind",
        "role",
        "speaker.type",
        "cue",
        "context",
        "title",
        "lang",
        "path",
        "article",
        "id",
        "conf",
        "date"
      ],
      "copies": [
        "copy.txt"
      ],
      "record": {
        "schema": 1,
        "id": "9f2c41d07ab3e815",
        "quote": "Ships of Ёлка will come",
        "spans": [
          [
            10,
            37
          ]
        ],
        "kind": "direct",
        "speaker": {
          "name": "Ann Berg",
          "mention": null,
          "span": null,
          "role": "harbour master",
          "type": "person"
        },
        "cue": "said",
        "cue_span": [
          2,
          6
        ],
        "outlets": [
          "TASS"
        ],
        "publisher": "ANI",
        "date": "2024-02-08",
        "date_source": "dateline",
        "article": {
          "id": "a1",
          "path": "news/port.txt",
          "title": "The port",
          "author": null,
          "url": null,
          "lang": "en"
        },
        "context": {
          "text": "Ships of Ёлка will come",
          "start": 10,
          "spans": [
            [
              0,
              27
            ]
          ]
        },
        "confidence": 0.9
      },
      "hash": "4537eedfd993ae7d"
    }
    "#);
}
