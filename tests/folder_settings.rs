//! What folders know of the articles below them: `dixit.toml`.

use crate::env::Env;

const CALL: &str = "A call\n\n\"The tide is late,\" said Ada Voss, head of the harbour, according to the Wire.\n";

fn search(env: &Env, query: &str) -> String {
    env.run(&["search", query, "-C0", "--format", "tsv"]).stdout
}

fn with_settings(settings: &str) -> Env {
    let env = Env::new();
    env.write("news/2024/02/08/call.txt", CALL);
    env.write("news/dixit.toml", settings);
    env
}

#[test]
fn a_folder_sets_publisher_date_and_aliases_for_what_is_below_it() {
    let env = with_settings(
        "publisher = \"TASS\"\ndate-in-path = \"{year}/{month}/{day}\"\n[aliases]\n\"Harbour Wire\" = \"the Wire\"\n",
    );
    let run = env.run(&["index", "news", "--format", "json"]);
    assert_eq!((run.code, run.stdout.contains("\"files\":1")), (0, true), "{}", run.stdout);
    let found = search(&env, "publisher:TASS date:2024-02-08 outlet:\"Harbour Wire\"");
    assert!(found.contains("The tide is late"), "{found}{}", search(&env, "*"));
    assert!(env.run(&["show", "--text", "news/2024/02/08/call.txt"]).stdout.contains("tide"));
}

#[test]
fn a_changed_setting_reads_what_is_below_it_again_and_nothing_else() {
    let env = with_settings("publisher = \"TASS\"\n");
    env.write("news/other/dixit.toml", "publisher = \"Reuters\"\n");
    env.write("news/other/call.txt", &CALL.replace("tide", "ferry"));
    assert_eq!(env.run(&["index", "news"]).code, 0);
    env.write("news/other/dixit.toml", "publisher = \"AFP\"\n");
    let again = env.run(&["index", "news", "--format", "json"]).stdout;
    assert!(again.contains("\"indexed\":1") && again.contains("\"unchanged\":1"), "{again}");
    assert!(search(&env, "publisher:AFP").contains("ferry"));
    assert!(search(&env, "publisher:TASS").contains("tide"));
}

#[test]
fn records_go_by_the_folders_field_names() {
    let env = Env::new();
    env.write("news/a.jsonl", "{\"inhalt\": \"\\\"The tide is late,\\\" said Ada Voss.\", \"tag\": \"2024-02-08\"}\n");
    env.write("news/dixit.toml", "[fields]\ntext = \"inhalt\"\ndate = [\"tag\"]\n");
    let found = env.run(&["extract", "news", "--format", "tsv"]).stdout;
    assert!(found.contains("2024-02-08") && found.contains("Ada Voss"), "{found}");
}

#[test]
fn wrong_settings_are_named_with_their_place_and_the_articles_are_read_without_them() {
    let env = with_settings("publisher = \"TASS\"\ntime-zone = \"Mars/Olympus\"\n");
    for arguments in [&["index", "news"][..], &["extract", "news"]] {
        let run = env.run(arguments);
        assert_eq!(run.code, 0);
        assert!(run.stderr.contains("news/dixit.toml:2:1") && run.stderr.contains("Mars/Olympus"), "{}", run.stderr);
    }
    assert!(search(&env, "*").contains("tide") && search(&env, "publisher:TASS").lines().count() < 2);
}
