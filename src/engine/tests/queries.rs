//! What queries become: one example of each operator, so that a change of it is seen.

use super::*;
use crate::answer::Liked;
use crate::engine::compile::{Reading, compile};
use crate::engine::recognise::Product;

/// Queries with the bodies that are sent for them, and whether what is found is read once more.
pub(super) fn compiled(queries: &[&str], product: Product) -> String {
    let lines = queries.iter().map(|text| match compile(&query(text), product, Reading::Needed, &Liked::default()) {
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
