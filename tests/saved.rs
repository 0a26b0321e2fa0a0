//! Saved queries: what is new since the last run, told once, lost never.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::env::{Env, project};

/// A folder with one saved query and an article that came after its first run.
fn morning() -> Env {
    let env = Env::with_news();
    assert_eq!(env.run(&["saved", "add", "rules", "rules OR multipolar", "-q"]).code, 0);
    assert_eq!(env.run(&["saved", "run", "rules", "-q"]).code, 0);
    env.write(
        "news/late.txt",
        "Harbour rules\n\nMarch 5, 2024\n\n\"The harbour has new rules,\" said Olaf Brandt, a pilot.\n",
    );
    assert_eq!(env.run(&["index", "news", "-q"]).code, 0);
    env
}

fn ids(env: &Env, arguments: &[&str]) -> Vec<String> {
    let run = env.run(&[&["saved", "run", "--format", "jsonl"], arguments].concat());
    run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].to_string()).collect()
}

/// The example of `docs/saved.md` is what the program prints.
#[test]
fn the_page_shows_what_is_printed() {
    let env = morning();
    let page = std::fs::read_to_string(project().join("docs/saved.md")).unwrap();
    let example = page.split("```console\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (command, expected) = example.split_once('\n').unwrap();
    assert_eq!(command, "$ dixit saved run rules");
    let run = env.run(&["saved", "run", "rules"]);
    assert_eq!(run.stdout, expected, "docs/saved.md shows\n{expected}\nbut the program prints\n{}", run.stdout);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn a_query_is_saved_and_tells_what_is_new_once() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["saved", "add", "trade", "trade"]), @r#"
    $ dixit saved add trade trade
    --- stderr
    saved `trade`: trade
    2 statements match now
    --- exit 0
    "#);
    assert_eq!(ids(&env, &["trade"]).len(), 2);
    insta::assert_snapshot!(env.transcript(&["saved", "run", "trade"]), @r#"
    $ dixit saved run trade
    --- exit 1
    "#);
    insta::assert_snapshot!(env.transcript(&["saved", "run", "trade", "--format", "json"]), @r#"
    $ dixit saved run trade --format json
    {"schema":1,"queries":[
    {"schema":1,"name":"trade","query":"trade","hits":[],"total":0,"offset":0,"facets":{},"took_ms":0}
    ]}
    --- exit 1
    "#);
    let listed: Value = serde_json::from_str(&env.run(&["saved", "list", "--format", "json"]).stdout).unwrap();
    assert_eq!((&listed["saved"][0]["seen"], &listed["saved"][0]["query"]), (&Value::from(2), &Value::from("trade")));
}

#[test]
fn what_comes_later_is_new_and_a_corrected_article_is_not() {
    let env = morning();
    let first = env.run(&["saved", "run", "rules", "--format", "csv", "--fields", "quote"]);
    assert_eq!(first.stdout, "name,quote\nrules,The harbour has new rules\n");
    env.write(
        "news/late.txt",
        "Harbour rules, corrected\n\nMarch 5, 2024\n\nThere is one more line now.\n\n\"The harbour has new rules,\" said \
         Olaf Brandt, a pilot. \"These rules are the third,\" Brandt said.\n",
    );
    assert_eq!(env.run(&["index", "news", "-q"]).code, 0);
    let second = env.run(&["saved", "run", "rules", "--format", "csv", "--fields", "quote"]);
    assert_eq!(second.stdout, "name,quote\nrules,These rules are the third\n");
    assert_eq!(env.run(&["saved", "run", "rules"]).code, 1);
}

#[test]
fn who_asks_for_fewer_gets_the_others_next_time() {
    let env = Env::with_news();
    env.run(&["saved", "add", "all", "*"]);
    let all = ids(&env, &["all", "--peek"]);
    let mut given = Vec::new();
    while let [id] = &ids(&env, &["all", "-n1"])[..] {
        given.push(id.clone());
    }
    assert_eq!(given, all, "one a run, in the same order");
}

#[test]
fn looking_counting_and_a_reader_that_goes_away_mark_nothing() {
    let env = morning();
    assert_eq!(env.run(&["saved", "run", "rules", "--count"]).stdout, "       1  rules\n");
    assert_eq!(ids(&env, &["rules", "--peek"]).len(), 1);
    let mut child = env.command(&["saved", "run", "rules"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.wait().unwrap();
    assert_eq!(ids(&env, &["rules"]).len(), 1);
    assert_eq!(ids(&env, &["rules"]).len(), 0);
}

#[test]
fn of_runs_at_the_same_time_one_gets_each_statement() {
    let env = Env::with_news();
    env.run(&["saved", "add", "all", "*"]);
    let run = || env.command(&["saved", "run", "all", "--format", "jsonl", "-n2"]).stdout(Stdio::piped()).spawn();
    let runs: Vec<_> = (0..6).map(|_| run().unwrap()).collect();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    for mut child in runs {
        let mut text = String::new();
        child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        child.wait().unwrap();
        for line in text.lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            *given.entry(value["id"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    let total: usize = env.run(&["search", "*", "--count"]).stdout.trim().parse().unwrap();
    assert!(total <= 12, "six runs of two give all");
    assert_eq!(given.len(), total);
    assert!(given.values().all(|times| *times == 1), "{given:?}");
}

#[test]
fn what_is_there_can_be_taken_for_seen() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["saved", "add", "new-only", "-outlet:TASS", "--from-now"]), @r#"
    $ dixit saved add new-only -outlet:TASS --from-now
    --- stderr
    saved `new-only`: -outlet:TASS
    4 statements match now, all seen
    --- exit 0
    "#);
    assert_eq!(env.run(&["saved", "run", "new-only"]).code, 1);
    assert_eq!(env.run(&["saved", "reset", "new-only", "-q"]).code, 0);
    assert_eq!(ids(&env, &["new-only"]).len(), 4);
}

#[test]
fn a_new_version_of_what_was_seen_is_no_new_utterance() {
    let env = Env::with_news();
    let first =
        "\"The old harbour of Kiruna stays open until every family has found another house,\" said Anna Berg.\n";
    env.write("news/harbour.txt", &format!("Harbour\n\nMarch 2, 2024\n\n{first}"));
    env.run(&["index", "news", "-q"]);
    env.run(&["saved", "add", "spoken", "harbour"]);
    assert_eq!(env.run(&["saved", "run", "spoken", "--collapse", "-q"]).code, 0);
    let more = "\"The ferries to the harbour will sail all winter,\" Berg said.\n";
    env.write("news/again.txt", &format!("Ports\n\nMarch 3, 2024\n\nThe minister spoke.\n\n{first}\n{more}"));
    env.run(&["index", "news", "-q"]);
    let quotes = |arguments: &[&str]| {
        let run = env.run(&[&["saved", "run", "spoken", "--format", "csv", "--fields", "quote"], arguments].concat());
        run.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(quotes(&["--peek"]).len(), 2);
    assert_eq!(quotes(&["--collapse"]), ["spoken,The ferries to the harbour will sail all winter"]);
}

#[test]
fn one_that_fails_does_not_keep_the_others_back() {
    let env = Env::with_news();
    for (name, query) in [("a", "trade"), ("c", "prices")] {
        env.run(&["saved", "add", name, query]);
    }
    env.write("index/saved/b.query", "this is no saved query");
    let run = env.run(&["saved", "run", "--all", "-C0"]);
    insta::assert_snapshot!(run.transcript(&["saved", "run", "--all", "-C0"]), @r#"
    $ dixit saved run --all -C0
    a: trade  (2 new statements)

    2024-02-20  Marie Noir  ← AFP  (direct)
      “Rules need trade”
      news/days.jsonl#2  540ddf6feb7fd70d

    2024-01-15  Li Wen, spokesperson for the ministry  ← Xinhua  (direct)
      “Trade needs rules”
      news/days.jsonl#1  23e3c03b1d2c9062

    2 statements

    c: prices  (1 new statement)

    2024-03-01  Anna Berg, bank's chief economist  ← Reuters  (direct)
      “Prices will rise further … Nobody should be surprised”
      news/prices.md  196ea65731b32100

    1 statement
    --- stderr
    error: the saved query at `index/saved/b.query` is damaged
    help: remove this file and save the query again
    --- exit 2
    "#);
    assert_eq!(env.run(&["saved", "list"]).code, 2);
    assert_eq!(env.run(&["saved", "add", "b", "rules", "--replace", "-q"]).code, 0, "and it can be put right");
    assert_eq!(env.run(&["saved", "list"]).code, 0);
}

#[test]
fn mistakes_are_told_with_what_to_do() {
    let env = Env::with_news();
    env.run(&["saved", "add", "trade", "trade"]);
    for (arguments, told) in [
        (&["saved", "add", "trade", "rules"][..], "`dixit saved add --replace trade …`"),
        (&["saved", "add", "a/b", "rules"], "names have letters, digits"),
        (&["saved", "add", "x", "outlte:TASS"], "did you mean `outlet:`?"),
        (&["saved", "run", "traed"], "did you mean `trade`?"),
        (&["saved", "remove", "nothing-like-it"], "`dixit saved list` shows those that are"),
        (&["saved", "run", "trade", "--index", "nowhere"], "`dixit index PATH…` makes one"),
        (&["saved", "run", "trade", "--fields", "id"], "add `--format jsonl`"),
    ] {
        let run = env.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(told), "{arguments:?}: {}", run.stderr);
    }
    assert!(!env.path().join("nowhere").exists());
    assert_eq!(std::fs::read_dir(env.path().join("index/saved")).unwrap().count(), 2, "a query and its lock");
}

#[test]
fn saved_queries_outlive_an_index_that_is_made_again() {
    let env = morning();
    assert_eq!(ids(&env, &["rules"]).len(), 1);
    for entry in std::fs::read_dir(env.path().join("index")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
    assert_eq!(env.run(&["saved", "list"]).code, 2, "no index, no queries");
    assert_eq!(env.run(&["index", "news", "-q"]).code, 0);
    assert_eq!(env.run(&["saved", "run", "rules"]).code, 1, "nothing is new");
    assert_eq!(env.run(&["saved", "remove", "rules", "-q"]).code, 0);
    assert_eq!(env.run(&["saved", "list"]).code, 1);
}
