//! One statement in its article.

use crate::env::Env;

fn first_id(env: &Env, query: &str) -> String {
    let line = env.run(&["search", query, "-n1", "--format", "jsonl"]).stdout;
    let statement: serde_json::Value = serde_json::from_str(line.trim()).unwrap();
    statement["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_statement_is_shown_in_its_article() {
    let env = Env::with_news();
    let id = first_id(&env, "prices");
    insta::assert_snapshot!(env.run(&["show", &id]).stdout, @r#"
    Anna Berg, bank's chief economist  ← Reuters
      “Prices will rise further … Nobody should be surprised”

      cue    “said”
      date   2024-03-01 (from metadata)
      kind   direct, confidence 0.95
      title  Prices rise again
      path   news/prices.md
      id     196ea65731b32100

    ▌ "Prices will rise further," said Anna Berg, the bank's chief economist.
    ▌ "Nobody should be surprised."

      The minister of finance, Jonas Lund, said that sanctions had nothing to do
      with it.

    1 other statement in this article
      dc5850b630d659e9  Jonas Lund: that sanctions had nothing to do with it
    "#);
    assert_eq!(env.run(&["show", &id]).stdout, env.run(&["show", &id[..8]]).stdout);
}

#[test]
fn when_the_article_is_gone_its_sentences_are_shown() {
    let env = Env::with_news();
    let id = first_id(&env, "prices");
    env.write("news/prices.md", "Another text, in which nobody says a word.\n");
    let run = env.run(&["show", &id]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stderr, @"warning: `news/prices.md` has changed since it was indexed; the sentences around the statement are shown as they were indexed");
    env.remove("news/prices.md");
    let run = env.run(&["show", &id]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("Prices will rise further"), "{}", run.stdout);
    insta::assert_snapshot!(run.stderr, @"warning: `news/prices.md` cannot be read: No such file or directory (os error 2); the sentences around the statement are shown as they were indexed");
    assert_eq!(env.run(&["show", "--text", "news/prices.md"]).code, 2);
}

#[test]
fn an_unknown_id_finds_nothing() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["show", "00000000000000ff"]), @"
    $ dixit show 00000000000000ff
    --- stderr
    no statement has the id `00000000000000ff`
    --- exit 1
    ");
    insta::assert_snapshot!(env.transcript(&["show", "--text", "news/none.txt"]), @"
    $ dixit show --text news/none.txt
    --- stderr
    no article has the id or path `news/none.txt`
    --- exit 1
    ");
}

#[test]
fn the_text_is_printed_byte_for_byte() {
    let env = Env::with_news();
    let by_id = env.run(&["show", "--text", "d1"]).stdout;
    assert_eq!(by_id, "\"Trade needs rules,\" said Li Wen, a spokesperson for the ministry.");
    assert_eq!(by_id, env.run(&["show", "--text", "news/days.jsonl#1"]).stdout);
}
