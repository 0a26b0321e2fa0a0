//! One statement in its article.

use crate::env::Env;

fn first_id(env: &Env, query: &str) -> String {
    let line = env.run(&["search", query, "-n1", "--format", "jsonl"]).stdout;
    let statement: serde_json::Value = serde_json::from_str(line.trim()).unwrap();
    statement["id"].as_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs merge"]
fn a_statement_is_shown_in_its_article() {
    let env = Env::with_news();
    let id = first_id(&env, "prices");
    insta::assert_snapshot!(env.run(&["show", &id]).stdout, @"");
    assert_eq!(env.run(&["show", &id]).stdout, env.run(&["show", &id[..8]]).stdout);
}

#[test]
#[ignore = "needs merge"]
fn when_the_article_is_gone_its_sentences_are_shown() {
    let env = Env::with_news();
    let id = first_id(&env, "prices");
    env.write("news/prices.md", "Another text, in which nobody says a word.\n");
    let run = env.run(&["show", &id]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stderr, @"");
    env.remove("news/prices.md");
    let run = env.run(&["show", &id]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("Prices will rise further"), "{}", run.stdout);
    insta::assert_snapshot!(run.stderr, @"");
    assert_eq!(env.run(&["show", "--text", "news/prices.md"]).code, 2);
}

#[test]
#[ignore = "needs merge"]
fn an_unknown_id_finds_nothing() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["show", "00000000000000ff"]), @"");
    insta::assert_snapshot!(env.transcript(&["show", "--text", "news/none.txt"]), @"");
}

#[test]
#[ignore = "needs merge"]
fn the_text_is_printed_byte_for_byte() {
    let env = Env::with_news();
    let by_id = env.run(&["show", "--text", "d1"]).stdout;
    assert_eq!(by_id, "\"Trade needs rules,\" said Li Wen, a spokesperson for the ministry.");
    assert_eq!(by_id, env.run(&["show", "--text", "news/days.jsonl#1"]).stdout);
}
