//! A speaker's page, and two speakers or outlets side by side.

use serde_json::{Value, json};

use crate::env::{Env, document, project, texts};

/// What a minister says of her harbour, invented.
const BERG: [&str; 12] = [
    "The old harbour of Kiruna stays open for ferries all winter long",
    "No family has to leave the harbour before summer",
    "Our ferries sail from the harbour to the islands every morning",
    "We have bought two new ferries from Norway",
    "The pilots of the harbour have a new contract",
    "Nobody will pay more for the ferries next year",
    "The harbour needs a deeper channel, and it will get one",
    "I have asked the council for money for the old harbour",
    "Ferries from Norway wait a day outside the harbour",
    "A third ferry costs less than a bridge to the islands",
    "The pilots of the ferries went back to work in the harbour",
    "My ministry did not promise a bridge across the harbour to anybody",
];

/// What a forecaster says of the weather.
const LUND: [&str; 12] = [
    "It will snow until Sunday",
    "The storm turns to the north by the weekend",
    "Nobody should sail in this storm",
    "We expect more snow than last winter",
    "The storm has lost most of its force, but there is snow in it",
    "Ice will cover the lake by Sunday, and snow the ice",
    "This storm was the strongest that we have measured",
    "The snow melts in a week",
    "Snow and a storm are all that we can promise",
    "We see no storm on our maps, but much snow",
    "The ice on the lake bears nobody",
    "Snow falls every day until summer",
];

const OUTLETS: [&str; 4] = ["TASS", "ANI", "Example Gazette", "Northern Echo"];

/// Twelve articles of three months in four outlets, one of them carried by another outlet on the next day, and some in
/// which others of the same name speak.
fn harbour() -> Env {
    let env = Env::new();
    let article = |name: &str, date: &str, publisher: &str, text: &str| {
        let front = format!("---\ntitle: News of the day\ndate: {date}\npublisher: {publisher}\n---\n\n");
        env.write(&format!("news/{name}.md"), &format!("{front}{text}\n"));
    };
    for (number, (berg, lund)) in BERG.iter().zip(LUND).enumerate() {
        let role = if number < 8 { "minister of ports" } else { "minister of transport" };
        let credit = if number % 4 == 1 { ", TASS reported" } else { "" };
        let first = format!("\"{berg},\" Anna Berg, the {role}, told journalists{credit}.");
        let second = format!("Jonas Lund, a forecaster, said that {}.", lund.to_lowercase());
        let date = format!("2024-{:02}-{:02}", 1 + number / 4, 3 + number);
        article(&format!("{number:02}"), &date, OUTLETS[number % 4], &format!("{first}\n\n{second}"));
    }
    let more = "Anna Berg has been the minister for two years, and she comes from a family of pilots.";
    let again = format!("\"{},\" said Berg, the minister. {more}", BERG[0]);
    article("again", "2024-01-04", "Example Gazette", &again);
    article("brother", "2024-02-20", "Northern Echo", "\"My sister keeps her word,\" said Karl Berg, a teacher.");
    env.write("empty/none.md", "Nothing is said here.\n");
    assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0, "indexing failed");
    env
}

/// The examples of `docs/who.md` are what the program prints.
#[test]
fn the_page_shows_what_is_printed() {
    let env = harbour();
    let page = std::fs::read_to_string(project().join("docs/who.md")).unwrap();
    let commands: [(&str, &[&str]); 2] = [
        ("$ dixit who Berg -n 1", &["who", "Berg", "-n", "1"]),
        ("$ dixit compare TASS 'Example Gazette' -n 1", &["compare", "TASS", "Example Gazette", "-n", "1"]),
    ];
    let blocks: Vec<&str> = page.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), commands.len(), "a new example needs its command here");
    for ((command, arguments), block) in commands.into_iter().zip(blocks) {
        let (shown, expected) = block.split_once('\n').unwrap();
        assert_eq!(shown, command);
        let run = env.run(arguments);
        assert_eq!(run.stdout, expected, "docs/who.md shows\n{expected}\nbut the program prints\n{}", run.stdout);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }
}

#[test]
fn a_page_tells_names_roles_and_who_speaks_beside() {
    let env = harbour();
    let page = document(&env, &["who", "anna berg", "-n", "2"]);
    let speaker = &page["speaker"];
    assert_eq!((&speaker["name"], &speaker["type"]), (&json!("Anna Berg"), &json!("person")));
    assert_eq!((&speaker["total"], &speaker["utterances"], &speaker["articles"]), (&json!(13), &json!(12), &json!(13)));
    assert_eq!(speaker["days"], json!(["2024-01-03", "2024-03-14"]));
    assert_eq!(speaker["kinds"], json!({"direct": 13, "mixed": 0, "indirect": 0}));
    let roles = speaker["roles"].as_array().unwrap();
    assert_eq!(roles[0], json!({"value": "minister of ports", "count": 8, "days": ["2024-01-03", "2024-02-10"]}));
    assert_eq!(speaker["names"], json!([{"value": "Anna Berg", "count": 12}, {"value": "Berg", "count": 1}]));
    assert_eq!(speaker["beside"], json!([{"value": "Jonas Lund", "count": 12}]));
    assert_eq!(speaker["facets"]["outlet"][0], json!({"value": "TASS", "count": 6}));
    assert_eq!(texts(&speaker["facets"]["date:month"], "value"), ["2024-01", "2024-02", "2024-03"]);
    assert_eq!(texts(&speaker["latest"], "date"), ["2024-03-14", "2024-03-13"]);
    let typical = &speaker["typical"][0];
    assert_eq!((&typical["lang"], &typical["utterances"]), (&json!("en"), &json!(12)));
    assert_eq!(texts(&typical["words"], "text"), ["harbour", "ferries"]);
}

#[test]
fn a_query_narrows_the_page() {
    let env = harbour();
    let speaker = &document(&env, &["who", "Berg", "ferry", "-outlet:TASS", "--min-confidence", "0.1"])["speaker"];
    assert_eq!((&speaker["name"], &speaker["total"]), (&json!("Anna Berg"), &json!(4)));
    let nothing = env.run(&["who", "Anna Berg", "snow"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (1, ""));
    assert!(nothing.stderr.contains("nothing found for `speaker:\"Anna Berg\" snow`"), "{}", nothing.stderr);
    assert_eq!(env.run(&["who", "Berg", "outlte:x"]).code, 2);
}

#[test]
fn others_of_the_name_are_listed_and_can_be_chosen() {
    let env = harbour();
    let page = document(&env, &["who", "Berg"]);
    assert_eq!((&page["others"], &page["more_others"]), (&json!([{"value": "Karl Berg", "count": 1}]), &json!(0)));
    assert_eq!(document(&env, &["who", "=karl berg"])["speaker"]["total"], 1);
    let nobody = env.run(&["who", "Jonas Lunt"]);
    insta::assert_snapshot!(nobody.transcript(&["who", "Jonas Lunt"]), @"
    $ dixit who 'Jonas Lunt'
    --- stderr
    nothing found for `Jonas Lunt`
    hint: did you mean `Jonas Lund`?
    --- exit 1
    ");
    assert_eq!(document(&env, &["who", "Jonas Lunt"])["speaker"], Value::Null);
    let odd = env.run(&["who", "…"]);
    assert!(odd.code == 2 && odd.stderr.contains("a name needs a letter or a digit"), "{}", odd.stderr);
    let wrong = env.run(&["who", "Berg", "like:0000000000000000"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("\n  like:0000000000000000\n"), "{}", wrong.stderr);
}

#[test]
fn outlets_are_compared_with_what_both_carried() {
    let env = harbour();
    let found = document(&env, &["compare", "itar-tass", "Example Gazette"]);
    assert_eq!(found["by"], "outlet");
    assert_eq!(texts(&found["sides"], "name"), ["TASS", "Example Gazette"]);
    assert_eq!((&found["shared"]["utterances"], &found["shared"]["first"]), (&json!(1), &json!([1, 0])));
    let shared = &found["shared"]["latest"][0];
    assert_eq!(shared["days"], json!(["2024-01-03", "2024-01-04"]));
    let id = shared["id"].as_str().unwrap();
    assert_eq!(document(&env, &["trace", id])["utterances"][0]["total"], 2);
    // Published by TASS itself, not credited to it.
    let published = document(&env, &["compare", "TASS", "ANI", "--by", "publisher"]);
    assert_eq!((&published["by"], &published["sides"][0]["total"]), (&json!("publisher"), &json!(6)));
}

#[test]
fn speakers_are_compared_by_their_words() {
    let env = harbour();
    let found = document(&env, &["compare", "Anna Berg", "Lund"]);
    assert_eq!((&found["by"], &found["shared"]), (&json!("speaker"), &Value::Null));
    let words = &found["typical"][0]["words"];
    assert!(texts(&words[0], "text").contains(&"harbour") && texts(&words[1], "text").contains(&"snow"), "{words}");
    let narrowed = document(&env, &["compare", "Anna Berg", "Lund", "snow"]);
    let totals = [0, 1].map(|side| narrowed["sides"][side]["total"].as_u64());
    assert_eq!(totals, [Some(0), Some(8)]);
    assert_eq!(env.run(&["compare", "Anna Berg", "Lund", "zebra"]).code, 1);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let env = harbour();
    for arguments in [&["compare", "ANI", "Lund"][..], &["compare", "Anna", "Berg"], &["compare", "Berg", "Lundt"]] {
        let run = env.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (if arguments[2] == "Lundt" { 1 } else { 2 }, ""));
    }
    insta::assert_snapshot!(env.transcript(&["compare", "ANI", "Lund"]), @"
    $ dixit compare ANI Lund
    --- stderr
    error: `ANI` is an outlet, `Lund` is a speaker
    help: compare two of a kind, or say with `--by speaker` or `--by outlet` what both are
    --- exit 2
    ");
}

#[test]
fn narrow_terminals_have_one_side_below_the_other() {
    let env = harbour();
    let print = |columns: &str| {
        let arguments = ["compare", "TASS", "ANI", "-n", "0"];
        env.run_with(&arguments, b"", &[("COLUMNS", columns)]).stdout
    };
    for columns in [80, 60, 50, 30] {
        let shown = print(&columns.to_string());
        assert!(shown.lines().all(|line| line.chars().count() <= columns.max(48)), "{columns}\n{shown}");
        let is_one_line = shown.lines().next().is_some_and(|line| line.contains("TASS") && line.contains("ANI"));
        assert_eq!(is_one_line, columns >= 60, "{columns}\n{shown}");
    }
}
