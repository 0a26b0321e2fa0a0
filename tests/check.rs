//! `dixit check` and `dixit index --rebuild` as a user meets them: a sound index, one that was damaged, one of another
//! version, and what is no index at all.

use std::path::PathBuf;

use serde_json::Value;

use crate::env::Env;

fn indexed() -> Env {
    let env = Env::with_news();
    assert_eq!(env.run(&["index", "news"]).code, 0);
    env
}

fn file_of(env: &Env, ending: &str) -> PathBuf {
    let entries = std::fs::read_dir(env.path().join("index")).unwrap().map(|entry| entry.unwrap().path());
    entries.into_iter().find(|path| path.to_str().unwrap().ends_with(ending)).unwrap()
}

fn check_json(env: &Env, code: i32) -> Value {
    let run = env.run(&["check", "--format", "json"]);
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// What a user may do with an index but write it.
const COMMANDS: [&[&str]; 7] = [
    &["search", "*"],
    &["facets", "speaker"],
    &["stats"],
    &["trace", "*"],
    &["show", "0123456789abcdef"],
    &["who", "Li Wen"],
    &["index", "news"],
];

#[test]
fn a_sound_index_is_told_with_what_was_looked_at() {
    let env = indexed();
    let run = env.run(&["check"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.ends_with("sound: the index at `index` holds what was written\n"), "{}", run.stdout);
    let report = check_json(&env, 0);
    let stats: Value = serde_json::from_str(&env.run(&["stats", "--format", "json"]).stdout).unwrap();
    for field in ["files", "articles", "statements", "utterances", "segments"] {
        assert_eq!(report["content"][field], stats[field], "{field}");
    }
    assert_eq!(report["compared"]["statements"], stats["statements"]);
}

#[test]
fn articles_that_changed_or_went_are_counted() {
    let env = indexed();
    let path = env.path().join("news/call.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text + "\nMore.\n").unwrap();
    let report = check_json(&env, 0);
    assert_eq!((&report["compared"]["changed"], &report["compared"]["gone"]), (&1.into(), &0.into()));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(check_json(&env, 0)["compared"]["gone"], 1);
    let run = env.run(&["check", "news/call.txt"]);
    assert!(run.stdout.contains("not compared: 1 gone; `dixit index` takes them up"), "{}", run.stdout);
    assert!(!env.run(&["check", "--no-sources"]).stdout.contains("read again"));
}

#[test]
fn a_damaged_file_is_named_with_the_remedy_which_helps() {
    let env = indexed();
    let store = file_of(&env, ".store");
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[7] ^= 1;
    std::fs::write(&store, bytes).unwrap();
    let run = env.run(&["check"]);
    assert_eq!((run.code, run.stderr.as_str()), (2, ""));
    let name = store.file_name().unwrap().to_str().unwrap();
    assert!(run.stdout.contains(&format!("  {name}: its checksum is not that of what it holds\n")), "{}", run.stdout);
    assert!(run.stdout.contains("help: `dixit index --rebuild PATH…`"), "{}", run.stdout);
    assert_eq!(check_json(&env, 2)["faults"][0]["code"], "file");
    assert_eq!(env.run(&["index", "--rebuild", "news"]).code, 0);
    assert_eq!(env.run(&["check"]).code, 0);
}

type Damage = fn(&Env);

#[test]
fn every_command_names_the_remedy_for_an_index_that_cannot_be_opened() {
    let damages: [(&str, Damage); 4] = [
        ("cut", |env| {
            let meta = env.path().join("index/meta.json");
            std::fs::write(&meta, &std::fs::read(&meta).unwrap()[..2000]).unwrap();
        }),
        ("of a later tantivy", |env| {
            let meta = env.path().join("index/meta.json");
            let text = std::fs::read_to_string(&meta).unwrap();
            std::fs::write(&meta, text.replace("\"zstd\"", "\"brotli\"").replace("\"opstamp\"", "\"stamp\"")).unwrap();
        }),
        ("missing a segment", |env| std::fs::remove_file(file_of(env, ".fast")).unwrap()),
        ("with cut segments", |env| std::fs::write(file_of(env, ".term"), "cut").unwrap()),
    ];
    for (what, damage) in damages {
        let env = indexed();
        damage(&env);
        for command in COMMANDS {
            let run = env.run(command);
            let told = "error: index at `index` is damaged: ";
            assert!(run.code == 2 && run.stderr.contains(told), "{what}: {command:?}: {}{}", run.stdout, run.stderr);
            assert!(run.stderr.contains("`dixit check` tells what is wrong; `dixit index --rebuild"), "{}", run.stderr);
            assert!(!run.stderr.contains("fault at"), "{what}: {command:?}: {}", run.stderr);
            assert!(run.stderr.len() < 600, "{what}: {}", run.stderr);
        }
        assert_eq!(env.run(&["check"]).code, 2, "{what}");
        assert_eq!(env.run(&["index", "--rebuild", "news"]).code, 0, "{what}");
        assert_eq!(env.run(&["check"]).code, 0, "{what}");
    }
}

#[test]
fn an_index_of_another_version_is_refused_and_made_anew() {
    let env = indexed();
    env.run(&["saved", "add", "trade", "trade"]);
    let meta = env.path().join("index/meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    // A later tantivy may write what this one cannot read; the format is told all the same.
    for (from, to) in [("dixit-format-", "dixit-format-9"), ("\"zstd\"", "\"brotli\"")] {
        std::fs::write(&meta, std::fs::read_to_string(&meta).unwrap().replace(from, to)).unwrap();
        for command in COMMANDS.iter().chain(&[&["check"][..]]) {
            let run = env.run(command);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{command:?}");
            assert!(run.stderr.contains("this dixit reads format"), "{command:?}: {}", run.stderr);
            assert!(run.stderr.contains("help: `dixit index --rebuild PATH…` makes it anew"), "{}", run.stderr);
        }
    }
    assert!(text.contains("dixit-format-"));
    assert_eq!(env.run(&["index", "--rebuild", "news"]).code, 0);
    assert_eq!(env.run(&["check"]).code, 0);
    assert!(env.run(&["saved", "list"]).stdout.contains("trade"));
}

#[test]
fn what_is_no_index_is_neither_checked_nor_touched() {
    let env = Env::with_news();
    env.write("mine/thesis.txt", "mine");
    env.write("other/meta.json", "{\"segments\": [], \"schema\": [{\"name\": \"body\"}], \"opstamp\": 0}");
    for folder in ["mine", "other"] {
        for command in [&["check"][..], &["index", "--rebuild", "news"]] {
            let run = env.run(&[command, &["--index", folder]].concat());
            assert_eq!(run.code, 2);
            assert!(run.stderr.contains("is not empty and holds no index"), "{folder}: {}", run.stderr);
        }
        assert_eq!(std::fs::read_dir(env.path().join(folder)).unwrap().count(), 1, "{folder}");
    }
    assert!(env.run(&["check", "--index", "nowhere"]).stderr.contains("no index at `nowhere`"));
}
