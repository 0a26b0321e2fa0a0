//! Indexing: the summary adds up, and a second run does only what changed.

use std::time::{Duration, SystemTime};

use crate::env::Env;

#[test]
fn the_summary_adds_up_and_names_what_was_skipped() {
    let env = Env::with_news();
    env.write("more/picture.txt", "\u{0}\u{1}\u{2}\u{0}\u{0}");
    env.write("more/table.xyz", "a,b\n");
    env.write("more/broken.json", "{\"text\": ");
    env.write("more/fine.txt", "A title\n\n\"All is well,\" said Ada Stone, the mayor.\n");
    insta::assert_snapshot!(env.transcript(&["index", "more"]), @"
    $ dixit index more
    1  indexed
    0  unchanged
    3  skipped (1 binary, 1 malformed, 1 unknown format)
    ───
    4  files found

    1  article read: 1 statement in 51 bytes of text
    --- stderr
    skipped more/broken.json:1:9: malformed JSON: EOF while parsing a value
    skipped more/picture.txt: not text
    skipped more/table.xyz: unknown format `xyz`
    done in 0.0 s, index at `index`
    --- exit 0
    ");
    insta::assert_snapshot!(env.transcript(&["index", "more", "--format", "json"]), @r#"
    $ dixit index more --format json
    {"schema":1,"files":4,"indexed":0,"moved":0,"unchanged":1,"skipped":3,"skipped_reasons":{"binary":1,"malformed":1,"unknown-format":1},"left_out":{},"removed":0,"articles":0,"reused":0,"statements":0,"duplicates":0,"text_bytes":0,"skips":[{"path":"more/broken.json","line":1,"column":9,"code":"malformed","reason":"malformed JSON: EOF while parsing a value"},{"path":"more/picture.txt","line":null,"column":null,"code":"binary","reason":"not text"},{"path":"more/table.xyz","line":null,"column":null,"code":"unknown-format","reason":"unknown format `xyz`"}],"warnings":[],"stopped":false,"took_ms":0}
    --- stderr
    skipped more/broken.json:1:9: malformed JSON: EOF while parsing a value
    skipped more/picture.txt: not text
    skipped more/table.xyz: unknown format `xyz`
    --- exit 0
    "#);
}

#[test]
fn a_second_run_does_only_what_changed() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["index", "news"]), @"
    $ dixit index news
    0  indexed
    4  unchanged
    0  skipped
    ───
    4  files found
    --- stderr
    done in 0.0 s, index at `index`
    --- exit 0
    ");
    env.remove("news/zh.txt");
    env.write("news/prices.md", "---\ndate: 2024-03-02\n---\n\n\"Prices will fall,\" said Anna Berg.\n");
    env.write("news/new.txt", "New\n\n\"This is new,\" said Ada Stone.\n");
    insta::assert_snapshot!(env.transcript(&["index", "news"]), @"
    $ dixit index news
    2  indexed
    2  unchanged
    0  skipped
    ───
    4  files found

    1  removed from the index
    2  articles read: 2 statements in 71 bytes of text
    --- stderr
    done in 0.0 s, index at `index`
    --- exit 0
    ");
    insta::assert_snapshot!(env.transcript(&["index", "news", "--quiet"]), @"
    $ dixit index news --quiet
    0  indexed
    4  unchanged
    0  skipped
    ───
    4  files found
    --- exit 0
    ");
}

#[test]
fn stats_tell_what_the_index_holds() {
    let env = Env::with_news();
    let run = env.run(&["stats", "--format", "json"]);
    assert_eq!(run.code, 0);
    let stats: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&stats["files"], &stats["articles"]), (&4.into(), &5.into()));
    assert_eq!(stats["first_day"], "2024-01-15");
    assert!(env.run(&["stats"]).stdout.contains("2024-01-15 to 2024-03-01"));
}

#[test]
fn a_path_that_is_not_there_is_an_error_before_anything_is_done() {
    let env = Env::new();
    insta::assert_snapshot!(env.transcript(&["index", "nowhere"]), @"
    $ dixit index nowhere
    --- stderr
    error: cannot read `nowhere`: No such file or directory (os error 2)
    --- exit 2
    ");
    assert!(!env.path().join("index").exists());
}

#[test]
fn a_missing_index_is_told_with_what_to_do() {
    let env = Env::new();
    insta::assert_snapshot!(env.transcript(&["search", "x"]), @"
    $ dixit search x
    --- stderr
    error: no index at `index`
    help: `dixit index PATH…` makes one; `--index DIR` or DIXIT_INDEX names another
    --- exit 2
    ");
    insta::assert_snapshot!(env.transcript(&["stats", "--format", "json"]), @r#"
    $ dixit stats --format json
    --- stderr
    {"schema":1,"error":{"code":"index-missing","message":"no index at `index`","byte_offset":null,"length":null,"suggestion":null,"help":"`dixit index PATH…` makes one; `--index DIR` or DIXIT_INDEX names another"}}
    --- exit 2
    "#);
}

#[test]
fn the_place_of_the_index_comes_from_option_or_environment() {
    let env = Env::with_news();
    assert_eq!(env.run(&["index", "news", "--index", "elsewhere"]).code, 0);
    assert!(env.path().join("elsewhere").exists());
    assert_eq!(env.run_with(&["stats"], b"", &[("DIXIT_INDEX", "elsewhere")]).code, 0);
    assert_eq!(env.run_with(&["stats"], b"", &[("DIXIT_INDEX", "nowhere")]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_change_is_read_whatever_times_files_have() {
    let env = Env::new();
    let (past, now) = (SystemTime::UNIX_EPOCH, SystemTime::now());
    let (future, further) = (now + Duration::from_hours(9), now + Duration::from_hours(90_000));
    let words = ["amber", "beryl", "coral", "delta", "ember", "flint"];
    for (word, time) in words.iter().zip([future, past, past, further, now, future]) {
        // Of one length, and written at once after the run before.
        env.write("news/a.txt", &format!("Tides\n\n\"The {word} is late,\" said Ada Voss, head of the harbour.\n"));
        let file = std::fs::File::options().write(true).open(env.path().join("news/a.txt")).unwrap();
        file.set_modified(time).unwrap();
        assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0);
        assert_eq!(env.run(&["search", word, "--count"]).stdout.trim(), "1", "{word} of {time:?}");
        assert_eq!(env.run(&["search", "*", "--count"]).stdout.trim(), "1");
    }
}
