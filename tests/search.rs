//! Searching: what is found, how it is shown, and what is said when there is nothing.

use crate::env::Env;

#[test]
fn hits_are_shown_with_speaker_carrier_words_and_place() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "outlet:TASS AND \"multipolar\""]), @r#"
    $ dixit search 'outlet:TASS AND "multipolar"'
    2024-02-08  Yury Ushakov, Kremlin aide  ← TASS, published by ANI  (direct)
      “The leaders confirmed the common course towards a fair multipolar world”
      "[…]," Kremlin aide Yury Ushakov told reporters, TASS reported.
      news/call.txt  fc903493770baa14

    1 statement
    --- exit 0
    "#);
    insta::assert_snapshot!(env.transcript(&["search", "多极化"]), @"
    $ dixit search 多极化
    --- stderr
    nothing found for `多极化`
    hint: none of the 5 statements matches; fewer letters and a `*` find more
    --- exit 1
    ");
}

#[test]
fn articles_bring_the_index_up_to_date_first() {
    let env = Env::new();
    env.write("a/one.txt", "One\n\n\"One is first,\" said Ada Stone, the mayor.\n");
    let arguments = ["search", "--articles", "a", "speaker:Stone"];
    insta::assert_snapshot!(env.transcript(&arguments), @r#"
    $ dixit search --articles a speaker:Stone
    undated  Ada Stone, mayor  (direct)
      “One is first”
      "[…]," said Ada Stone, the mayor.
      a/one.txt  0ea0a7a4f139e2f5

    1 statement
    --- stderr
    index at `index`: 1 found, 1 indexed, 0 unchanged, 0 skipped, 0 removed
    --- exit 0
    "#);
    env.write("a/two.txt", "Two\n\n\"Two is second,\" said Ada Stone, the mayor.\n");
    assert!(env.run(&arguments).stdout.contains("2 statements"));
    assert_eq!(env.run(&arguments).stderr, "", "an index that is up to date is not worth a word");
}

#[test]
fn pages_and_orders() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "*", "--sort", "-date", "-n", "2", "--offset", "1", "-C0"]), @"
    $ dixit search '*' --sort -date -n 2 --offset 1 -C0
    2024-03-01  Jonas Lund, minister of finance  ← Reuters  (indirect)
      that sanctions had nothing to do with it
      news/prices.md  dc5850b630d659e9

    2024-02-20  Marie Noir  ← AFP  (direct)
      “Rules need trade”
      news/days.jsonl#2  540ddf6feb7fd70d

    5 statements, showing 2–3
    --- exit 0
    ");
    assert_eq!(env.run(&["search", "*", "-n", "0"]).code, 0);
    insta::assert_snapshot!(env.transcript(&["search", "trade", "--offset", "50"]), @"
    $ dixit search trade --offset 50
    --- stderr
    hint: 2 statements match; `--offset 50` passes over all
    --- exit 0
    ");
}

#[test]
fn facets_and_a_histogram_stand_behind_the_hits() {
    let env = Env::with_news();
    let arguments = ["search", "rules", "-n", "1", "-C0", "--facet", "outlet:1", "--by", "date:month"];
    insta::assert_snapshot!(env.transcript(&arguments), @"
    $ dixit search rules -n 1 -C0 --facet outlet:1 --by date:month
    2024-02-20  Marie Noir  ← AFP  (direct)
      “Rules need trade”
      news/days.jsonl#2  540ddf6feb7fd70d

    2 statements, showing 1

    outlet
        1  AFP
        …  1 more value

    date:month
        1  2024-01
        1  2024-02
    --- exit 0
    ");
}

#[test]
fn counts_and_files_stand_alone() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "--count", "trade"]), @"
    $ dixit search --count trade
    2
    --- exit 0
    ");
    insta::assert_snapshot!(env.transcript(&["search", "--files", "trade"]), @"
    $ dixit search --files trade
    news/days.jsonl
    --- exit 0
    ");
    assert_eq!(env.run(&["search", "--files", "--null", "trade"]).stdout, "news/days.jsonl\0");
}

#[test]
fn nothing_found_says_why_and_exits_with_1() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "outlet:TASS trade"]), @"
    $ dixit search 'outlet:TASS trade'
    --- stderr
    nothing found for `outlet:TASS trade`
    each part alone:
    hits  clause
       0  AND
       1    outlet:TASS  → TASS
       2    trade  → en:trade
    hint: each part is found, but never all of them in one statement: try `OR`, or fewer parts
    --- exit 1
    ");
    insta::assert_snapshot!(env.transcript(&["search", "speaker:Nobody trade"]), @"
    $ dixit search 'speaker:Nobody trade'
    --- stderr
    nothing found for `speaker:Nobody trade`
    each part alone:
    hits  clause
       0  AND
       0    speaker:Nobody
       2    trade  → en:trade
    hint: `speaker:Nobody` finds nothing by itself
    --- exit 1
    ");
    insta::assert_snapshot!(env.transcript(&["search", "--quiet", "zebra"]), @"
    $ dixit search --quiet zebra
    --- exit 1
    ");
}

#[test]
fn excluding_needs_no_trick() {
    let env = Env::with_news();
    let all: u32 = env.run(&["search", "--count", "*"]).stdout.trim().parse().unwrap();
    let others: u32 = env.run(&["search", "--count", "-outlet:TASS"]).stdout.trim().parse().unwrap();
    assert!(0 < others && others < all, "{others} of {all}");
    assert_eq!(env.run(&["search", "*", "-outlet:TASS", "--count"]).stdout.trim(), others.to_string());
}

#[test]
fn explaining_shows_the_tree_with_hits() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "--explain", "--count", "outlet:itar-tass (trade OR multipolar)"]), @"
    $ dixit search --explain --count 'outlet:itar-tass (trade OR multipolar)'
    1
    --- stderr
    hits  clause
       1  AND
       1    outlet:itar-tass  → TASS
       3    OR
       2      trade  → en:trade
       1      multipolar  → en:multipolar
    took 0.0 ms

    --- exit 0
    ");
}

#[test]
fn colours_come_when_asked_for_and_never_otherwise() {
    let env = Env::with_news();
    let colour = ["search", "multipolar", "--color", "always"];
    assert!(env.run(&colour).stdout.contains('\u{1b}'));
    assert!(!env.run(&["search", "multipolar"]).stdout.contains('\u{1b}'));
    let no_colour = env.run_with(&["search", "multipolar"], b"", &[("NO_COLOR", "1"), ("TERM", "xterm")]);
    assert!(!no_colour.stdout.contains('\u{1b}'));
}

#[test]
fn confidence_can_be_asked_for() {
    let env = Env::with_news();
    let count = |least: &str| -> u32 {
        env.run(&["search", "--count", "*", "--min-confidence", least]).stdout.trim().parse().unwrap()
    };
    assert!(count("0") >= count("0.5"));
    assert_eq!(env.run(&["search", "*", "--min-confidence", "2"]).code, 2);
}
