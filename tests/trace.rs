//! One utterance wherever it was carried, and answers that take its versions for one.

use serde_json::Value;

use crate::env::{Env, document, project, texts};

/// An invented story that three outlets carry in other words, one that does not, and one from before.
const ARTICLES: [(&str, &str); 6] = [
    (
        "tass.md",
        "---\ntitle: Harbour stays open, minister says\ndate: 2024-02-08T09:00:00Z\npublisher: TASS\n---\n\n\"We will not \
         close the old harbour of Kiruna before every family there has found another house. The ferries will sail all \
         winter. Nobody will be left behind,\" Anna Berg, the minister of ports, told journalists.\n",
    ),
    (
        "ani.md",
        "---\ntitle: Ports minister on the harbour\ndate: 2024-02-08T11:30:00Z\npublisher: ANI\n---\n\n\"We will not close the \
         harbour of Kiruna before every family there has found a new home. Nobody will be left behind,\" Berg said, TASS \
         reported. Berg is the minister of ports.\n",
    ),
    (
        "gazette.md",
        "---\ntitle: A promise\ndate: 2024-02-10\npublisher: Example Gazette\n---\n\nThe minister of ports, Anna Berg, said that \
         they would not close the old harbour of Kiruna before every family there had found another house.\n",
    ),
    (
        "echo.md",
        "---\ntitle: Snow\ndate: 2024-02-09\npublisher: Northern Echo\n---\n\n\"It will snow until Sunday,\" said Jonas Lund, a \
         forecaster.\n",
    ),
    (
        "courier.md",
        "---\ntitle: Wind\ndate: 2024-01-09\npublisher: Courier\n---\n\n\"The wind will turn by the weekend,\" said Jonas Lund, a \
         forecaster.\n",
    ),
    (
        "lund.md",
        "---\ntitle: More snow\ndate: 2024-02-09\npublisher: TASS\n---\n\n\"It will snow until Sunday,\" said Jonas Lund, a \
         forecaster.\n",
    ),
];

pub(crate) fn harbour() -> Env {
    let env = Env::new();
    for (name, text) in ARTICLES {
        env.write(&format!("news/{name}"), text);
    }
    assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0, "indexing failed");
    env
}

/// The example of `docs/trace.md` is what the program prints.
#[test]
fn the_page_shows_what_is_printed() {
    let env = harbour();
    let page = std::fs::read_to_string(project().join("docs/trace.md")).unwrap();
    let example = page.split("```console\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (command, expected) = example.split_once('\n').unwrap();
    assert_eq!(command, "$ dixit trace 'speaker:Berg harbour' --silent");
    let run = env.run(&["trace", "speaker:Berg harbour", "--silent"]);
    assert_eq!(run.stdout, expected, "docs/trace.md shows\n{expected}\nbut the program prints\n{}", run.stdout);
    assert_eq!(run.code, 0);
}

#[test]
fn any_version_leads_to_all_in_the_order_of_time() {
    let env = harbour();
    let found = document(&env, &["trace", "harbour"]);
    let utterance = &found["utterances"][0];
    let versions = &utterance["versions"];
    assert_eq!(texts(versions, "publisher"), ["TASS", "ANI", "Example Gazette"]);
    assert_eq!(utterance["speaker"]["name"], "Anna Berg");
    assert_eq!(utterance["outlets"], serde_json::json!(["TASS", "Example Gazette"]));
    assert_eq!(utterance["first"], serde_json::json!([versions[0]["id"]]));
    assert_eq!((&versions[1]["lag_hours"], &versions[2]["lag_hours"]), (&Value::from(2.5), &Value::Null));
    assert_eq!(versions[2]["lag_days"], 2);
    assert_eq!(versions[1]["through"][0]["id"], versions[0]["id"]);
    assert_eq!(texts(versions, "kind"), ["direct", "direct", "indirect"]);
    assert_eq!(versions[1]["kept"], serde_json::json!([1, 3]));
    for id in texts(versions, "id") {
        for argument in [id, &id[..8]] {
            assert_eq!(document(&env, &["trace", argument])["utterances"], found["utterances"], "{argument}");
        }
        let query = format!("utterance:{id}");
        assert_eq!(env.run(&["search", &query, "--count"]).stdout, "3\n");
    }
}

/// Offsets are bytes of the quotes, and together they name every word.
#[test]
fn differences_are_places_in_the_quotes() {
    let env = harbour();
    let found = document(&env, &["trace", "harbour", "--against", "longest"]);
    let versions = found["utterances"][0]["versions"].as_array().unwrap();
    let base = versions[0]["quote"].as_str().unwrap();
    let own = versions[1]["quote"].as_str().unwrap();
    let piece = |text: &str, place: &Value| -> Option<String> {
        let end = |number: usize| usize::try_from(place[number].as_u64()?).ok();
        Some(text[end(0)?..end(1)?].to_owned())
    };
    let shown: Vec<_> = versions[1]["diff"]
        .as_array()
        .unwrap()
        .iter()
        .map(|op| (op["op"].as_str().unwrap(), piece(base, &op["old"]), piece(own, &op["new"])))
        .filter(|(op, ..)| *op != "same")
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        shown,
        [
            ("cut", some("old"), None),
            ("changed", some("another house"), some("a new home")),
            ("cut", some("The ferries will sail all winter"), None),
        ]
    );
}

#[test]
fn who_published_then_and_did_not_carry_it_is_silent() {
    let env = harbour();
    let found = document(&env, &["trace", "harbour", "--silent"]);
    // The courier has nothing of those days, and TASS carried it.
    assert_eq!(found["utterances"][0]["silent"], serde_json::json!([{"publisher": "Northern Echo", "articles": 1}]));
    assert_eq!(document(&env, &["trace", "harbour"])["utterances"][0]["silent"], Value::Null);
}

#[test]
fn a_query_shows_what_most_outlets_carried_and_lists_the_others() {
    let env = harbour();
    let found = document(&env, &["trace", "*"]);
    assert_eq!((&found["utterances"][0]["total"], &found["single"]), (&Value::from(3), &Value::from(1)));
    let others = &found["others"];
    assert_eq!((texts(others, "speaker"), &others[0]["versions"]), (vec!["Jonas Lund"], &Value::from(2)));
    let both = document(&env, &["trace", "*", "-n", "2"]);
    assert_eq!((both["utterances"].as_array().unwrap().len(), &both["others"]), (2, &serde_json::json!([])));
    let run = env.run(&["trace", "*"]);
    let other = others[0]["id"].as_str().unwrap();
    assert!(
        run.stdout.contains("1 other utterance of several versions matches") && run.stdout.contains(other),
        "{}",
        run.stdout
    );
}

#[test]
fn what_nobody_else_carried_is_one_version_and_what_is_not_there_none() {
    let env = harbour();
    let run = env.run(&["trace", "wind"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "hint: nobody else carried it\n"));
    assert!(run.stdout.contains("by 1 outlet in 1 version, 2024-01-09"), "{}", run.stdout);
    // Letters of a number, but a word: there is no such id.
    for nothing in ["zebra", "decade", "00000000000000ff"] {
        assert_eq!(env.run(&["trace", nothing]).code, 1, "{nothing}");
    }
    assert_eq!(env.run(&["trace", "outlte:x"]).code, 2);
    let error = env.run(&["search", "utterance:0000", "--format", "json"]);
    assert!(error.code == 2 && error.stderr.contains("no-such-statement"), "{}", error.stderr);
}

#[test]
fn rows_and_lines_have_one_version_each() {
    let env = harbour();
    for (format, expected) in [("csv", 4), ("tsv", 4), ("jsonl", 3)] {
        let run = env.run(&["trace", "harbour", "--format", format]);
        assert_eq!((run.code, run.stdout.lines().count()), (0, expected), "{}", run.stdout);
    }
    let nothing = env.run(&["trace", "zebra", "--format", "csv"]);
    assert_eq!((nothing.code, nothing.stdout.lines().count()), (1, 1), "{}", nothing.stdout);
}

#[test]
fn words_are_marked_by_signs_or_by_colours() {
    let env = harbour();
    let plain = env.run(&["trace", "harbour"]).stdout;
    assert!(plain.contains("[-another house-]{+a new home+}"), "{plain}");
    let painted = env.run(&["trace", "harbour", "--color", "always"]).stdout;
    assert!(painted.contains("another house\u{1b}") && !painted.contains("[-"), "{painted}");
}

#[test]
fn collapsed_hits_stand_for_utterances_on_every_page() {
    let env = harbour();
    let all = document(&env, &["search", "*", "--collapse", "-n", "0", "--sort", "date"]);
    assert_eq!((&all["total"], &all["utterances"]), (&Value::from(6), &Value::from(3)));
    let hits = all["hits"].as_array().unwrap();
    let first = |hit: &Value| hit["date"].as_str().unwrap().to_owned();
    assert_eq!(hits.iter().map(first).collect::<Vec<_>>(), ["2024-01-09", "2024-02-08T09:00:00Z", "2024-02-09"]);
    let carried = serde_json::json!(
        {"versions": 3, "outlets": ["TASS", "Example Gazette"], "days": ["2024-02-08", "2024-02-10"]});
    assert_eq!((&hits[1]["carried"], hits[0].get("carried"), hits[0].get("utterance")), (&carried, None, None));
    for (number, hit) in hits.iter().enumerate() {
        let offset = number.to_string();
        let page = document(&env, &["search", "*", "--collapse", "-n", "1", "--offset", &offset, "--sort", "date"]);
        assert_eq!(&page["hits"][0], hit);
    }
    let shown = env.run(&["search", "harbour", "--collapse"]).stdout;
    assert!(shown.contains("3 versions, 2024-02-08 to 2024-02-10: TASS, Example Gazette"), "{shown}");
    assert!(shown.ends_with("1 utterance in 3 statements\n"), "{shown}");
}

#[test]
fn utterances_are_counted_once() {
    let env = harbour();
    let count = |arguments: &[&str]| env.run(arguments).stdout;
    assert_eq!(count(&["search", "*", "--count"]), "6\n");
    assert_eq!(count(&["search", "*", "--count", "--unique"]), "3\n");
    let rows = count(&["facets", "speaker", "date:month", "publisher", "*", "--unique", "--format", "csv"]);
    insta::assert_snapshot!(rows, @r"
    field,value,count
    speaker,Jonas Lund,2
    speaker,Anna Berg,1
    speaker,Berg,1
    date:month,2024-01,1
    date:month,2024-02,2
    publisher,TASS,2
    publisher,ANI,1
    publisher,Courier,1
    publisher,Example Gazette,1
    publisher,Northern Echo,1
    ");
}

#[test]
fn a_statement_says_who_else_carried_it() {
    let env = harbour();
    let versions = document(&env, &["trace", "harbour"])["utterances"][0].clone();
    let id = versions["versions"][2]["id"].as_str().unwrap();
    let utterance = versions["id"].as_str().unwrap();
    let shown = env.run(&["show", id]).stdout;
    assert!(shown.contains(&format!("also carried by TASS: dixit trace {utterance}")), "{shown}");
    assert_eq!(document(&env, &["show", id])["statement"]["utterance"], utterance);
}
