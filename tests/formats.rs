//! Every format says the same.

use serde_json::Value;

use crate::env::Env;

#[test]
fn all_formats_hold_the_same_statements() {
    let env = Env::with_news();
    let printed = |format: &str| env.run(&["search", "*", "-n0", "--sort", "date", "--format", format]).stdout;
    let ids = |lines: &mut dyn Iterator<Item = Value>| -> Vec<String> {
        lines.map(|statement| statement["id"].as_str().unwrap().to_owned()).collect()
    };
    let jsonl = ids(&mut printed("jsonl").lines().map(|line| serde_json::from_str(line).unwrap()));
    let document: Value = serde_json::from_str(&printed("json")).unwrap();
    let json = ids(&mut document["hits"].as_array().unwrap().clone().into_iter());
    let table = |format: &str, separator: char| -> Vec<String> {
        printed(format).lines().skip(1).map(|row| row.split(separator).next().unwrap().to_owned()).collect()
    };
    assert!(jsonl.len() >= 5, "{jsonl:?}");
    assert_eq!(jsonl, json);
    assert_eq!(jsonl, table("csv", ','));
    assert_eq!(jsonl, table("tsv", '\t'));
    assert_eq!(document["total"], jsonl.len());
}

#[test]
fn a_quote_is_its_pieces_of_the_text() {
    let env = Env::with_news();
    for line in env.run(&["search", "*", "-n0", "--format", "jsonl"]).stdout.lines() {
        let statement: Value = serde_json::from_str(line).unwrap();
        assert_eq!(statement["schema"], 1);
        let article = statement["article"]["id"].as_str().unwrap();
        let text = env.run(&["show", "--text", article]).stdout;
        let pieces: Vec<&str> = statement["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| {
                let at = |end: usize| usize::try_from(span[end].as_u64().unwrap()).unwrap();
                &text[at(0)..at(1)]
            })
            .collect();
        assert_eq!(pieces.join(" … "), statement["quote"].as_str().unwrap());
    }
}

#[test]
fn counts_and_statements_do_not_share_a_table() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "*", "--facet", "speaker", "--format", "csv"]), @"
    $ dixit search '*' --facet speaker --format csv
    --- stderr
    error: counts and statements do not fit into one table
    help: `dixit facets FIELD… QUERY --format csv` gives the counts
    --- exit 2
    ");
}

#[test]
fn an_empty_answer_is_still_a_document() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.run(&["search", "zebra", "--format", "json"]).stdout, @r#"{"schema":1,"query":"zebra","hits":[],"total":0,"offset":0,"facets":{},"took_ms":0}"#);
    assert_eq!(env.run(&["search", "zebra", "--format", "jsonl"]).stdout, "");
    assert_eq!(env.run(&["search", "zebra", "--format", "csv"]).stdout.lines().count(), 1);
}
