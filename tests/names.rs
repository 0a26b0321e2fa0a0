//! The user's own outlets and speakers, and speakers across articles.

use crate::env::Env;

/// One person in three articles, in two scripts and by a surname alone.
fn with_voss() -> Env {
    let env = Env::new();
    env.write("news/a.txt", "A\n\n\"We sail at dawn,\" Ada Voss, the harbour master, told the Daily Harbour.\n");
    env.write("news/b.txt", "B\n\n\"The tide is late,\" Voss told the Daily Harbour.\n");
    env.write(
        "news/c.txt",
        "C\n\n«Прилив запаздывает», — сказала Ада Фосс журналистам в порту Усть-Лагунский в среду.\n",
    );
    env.write("speakers.toml", "person = [{ name = \"Ada Voss\", aliases = [\"Ада Фосс\"], alone = [\"Voss\"] }]\n");
    env.write("outlets.toml", "[[outlet]]\nname = \"Daily Harbour\"\naliases = [\"The Harbour\"]\n");
    env
}

#[test]
fn one_person_is_one_speaker_across_articles_and_scripts() {
    let env = with_voss();
    env.run(&["--speakers", "speakers.toml", "index", "news"]);
    let facets = env.run(&["--speakers", "speakers.toml", "facets", "speaker", "--format", "tsv"]);
    assert!(facets.stdout.contains("Ada Voss\t3"), "{}", facets.stdout);
    for query in ["speaker:\"Ада Фосс\"", "speaker:VOSS", "speaker:\"ada voss\""] {
        let found = env.run(&["--speakers", "speakers.toml", "search", query, "--count"]);
        assert_eq!(found.stdout.trim(), "3", "{query}");
    }
}

#[test]
fn without_the_table_a_surname_alone_is_nobody_elses() {
    let env = with_voss();
    env.run(&["index", "news"]);
    let facets = env.run(&["facets", "speaker", "--format", "tsv"]).stdout;
    for name in ["Ada Voss\t1", "Voss\t1", "Ада Фосс\t1"] {
        assert!(facets.contains(name), "{facets}");
    }
}

#[test]
fn heads_of_state_meet_by_the_shipped_table() {
    let env = Env::new();
    env.write("a.txt", "A\n\n\"We agreed,\" Mr Putin said on Monday in the Kremlin.\n");
    env.write("b.txt", "B\n\n\"We did not agree,\" said Vladimir Putin on Tuesday.\n");
    env.write("c.txt", "C\n\n«Мы договорились», — заявил ПУТИН в понедельник на встрече с журналистами в Кремле.\n");
    env.run(&["index", "a.txt", "b.txt", "c.txt"]);
    assert_eq!(env.run(&["search", "speaker:=\"Vladimir Putin\"", "--count"]).stdout.trim(), "3");
    let found = env.run(&["search", "speaker:Путин", "--count"]);
    assert_eq!(found.stdout.trim(), "3");
}

#[test]
fn a_changed_table_has_all_articles_read_again() {
    let env = with_voss();
    let indexed = |options: &[&str]| {
        let run = env.run(&[options, &["index", "--format", "json", "news"]].concat());
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        report["indexed"].as_u64().unwrap()
    };
    assert_eq!(indexed(&[]), 3);
    assert_eq!(indexed(&[]), 0);
    assert_eq!(indexed(&["--outlets", "outlets.toml"]), 3);
    let found = env.run(&["--outlets", "outlets.toml", "search", "outlet:\"the harbour\"", "--count"]);
    assert_eq!(found.stdout.trim(), "2");
}

#[test]
fn tables_lie_in_the_users_configuration() {
    let env = with_voss();
    let text = std::fs::read_to_string(env.path().join("speakers.toml")).unwrap();
    env.write("config/dixit/speakers.toml", &text);
    let config = env.path().join("config");
    let variables = [("XDG_CONFIG_HOME", config.to_str().unwrap())];
    let extracted = env.run_with(&["extract", "news/b.txt", "--format", "tsv"], b"", &variables);
    assert!(extracted.stdout.contains("Ada Voss"), "{}", extracted.stdout);
}

#[test]
fn a_table_that_cannot_be_read_is_an_error_with_its_place() {
    let env = with_voss();
    env.write("bad.toml", "person = [\n  { nmae = \"Ada\" },\n]\n");
    let run = env.run(&["--speakers", "bad.toml", "extract", "news"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @"
    error: bad.toml:2:5: unknown field `nmae`, expected one of `name`, `aliases`, `alone`
    help: docs/names.md shows what such a file may hold
    ");
    env.write("twice.toml", "person = [{ name = \"A B\", alone = [\"B\"] }, { name = \"C B\", alone = [\"B\"] }]\n");
    let twice = env.run(&["--speakers", "twice.toml", "extract", "news"]).stderr;
    assert!(twice.contains("twice.toml: `B` is given to both `A B` and `C B`"), "{twice}");
    let missing = env.run(&["--outlets", "none.toml", "extract", "news"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("none.toml"), "{}", missing.stderr);
}

#[test]
fn doubtful_statements_are_marked_and_can_be_left_out() {
    let env = Env::new();
    env.write(
        "a.txt",
        "A\n\nThe storm underlined a key claim the fishermen are making about the pier.\n\n\"We won,\" said Ada Stone, the coach, on Monday.\n",
    );
    let all = env.run(&["extract", "a.txt"]).stdout;
    let sure = env.run(&["extract", "--min-confidence", "0.5", "a.txt"]).stdout;
    assert!(sure.contains("We won") && !sure.contains("low)"), "{sure}");
    assert!(all.contains("We won"), "{all}");
    assert!(all.contains("low)"), "{all}");
    assert_eq!(env.run(&["extract", "--min-confidence", "2", "a.txt"]).code, 2);
}
