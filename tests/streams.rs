//! Extracting without an index: from files and from standard input.

use crate::env::Env;

const LINES: &str = "{\"id\":\"a\",\"text\":\"\\\"One,\\\" said Ada Stone, the mayor.\"}\n\n{\"id\":\"b\",\
                     \"text\":\"\\\"Two,\\\" said Ada Stone, the mayor.\"}\nnot json\n{\"id\":\"c\",\"text\":\"\
                     \\\"Three,\\\" said Ada Stone, the mayor.\"}\n";

#[test]
fn lines_of_standard_input_are_numbered_articles() {
    let env = Env::new();
    let run = env.run_with(&["extract", "--format", "tsv", "-"], LINES.as_bytes(), &[]);
    let paths: Vec<&str> = run.stdout.lines().skip(1).filter_map(|row| row.split('\t').nth(10)).collect();
    assert_eq!((run.code, paths), (0, vec!["-#1", "-#2", "-#4"]), "{}", run.stderr);
    assert!(run.stderr.contains("-#3"), "{}", run.stderr);
}

#[test]
fn files_and_standard_input_give_the_same_statements() {
    let env = Env::new();
    env.write("all.jsonl", LINES);
    let from_file = env.run(&["extract", "--format", "jsonl", "all.jsonl"]).stdout.replace("all.jsonl#", "-#");
    let from_stdin =
        env.run_with(&["extract", "--input-format", "jsonl", "--format", "jsonl", "-"], LINES.as_bytes(), &[]);
    assert_eq!(from_file, from_stdin.stdout);
}

#[test]
fn statements_come_in_the_order_of_the_files() {
    let env = Env::with_news();
    let first = env.run(&["extract", "--format", "jsonl", "news"]).stdout;
    for _ in 0..5 {
        assert_eq!(first, env.run(&["extract", "--format", "jsonl", "news"]).stdout);
    }
    insta::assert_snapshot!(env.transcript(&["extract", "-C0", "news/days.jsonl"]), @"
    $ dixit extract -C0 news/days.jsonl
    2024-01-15  Li Wen, spokesperson for the ministry  ← Xinhua  (direct)
      “Trade needs rules”
      news/days.jsonl#1  23e3c03b1d2c9062

    2024-02-20  Marie Noir  ← AFP  (direct)
      “Rules need trade”
      news/days.jsonl#2  540ddf6feb7fd70d

    2 statements
    --- exit 0
    ");
}

#[test]
fn the_index_holds_what_extract_prints() {
    let env = Env::with_news();
    let mut extracted: Vec<String> =
        env.run(&["extract", "--format", "csv", "news"]).stdout.lines().map(str::to_owned).collect();
    let mut indexed: Vec<String> =
        env.run(&["search", "*", "-n0", "--format", "csv"]).stdout.lines().map(str::to_owned).collect();
    extracted.sort();
    indexed.sort();
    assert_eq!(extracted, indexed);
}

#[test]
fn nothing_to_extract_exits_with_1() {
    let env = Env::new();
    env.write("empty.txt", "");
    assert_eq!(env.run(&["extract", "empty.txt"]).code, 1);
    assert_eq!(env.run(&["extract", "nowhere.txt"]).code, 2);
}

#[test]
fn hostile_text_cannot_take_over_the_terminal() {
    let env = Env::new();
    env.write("evil.txt", "Title\n\n\"Clear \u{1b}[2J the \u{202e}screen,\" said Ada \u{7}Stone.\n");
    let shown = env.run(&["extract", "evil.txt"]).stdout;
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown:?}");
}
