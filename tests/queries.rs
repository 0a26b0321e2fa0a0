//! Wrong queries: each is an error with a place, exit code 2, and nothing on standard output.

use crate::env::Env;

const WRONG: [&str; 40] = [
    "outlte:TASS AND multipolar",
    "spaeker:Xi",
    "\"never closed",
    "“never closed",
    "(a OR b",
    "a OR b)",
    "()",
    "speaker:()",
    "AND a",
    "a AND",
    "a OR OR b",
    "NOT",
    "a NOT",
    "-",
    "speaker:",
    "outlet:= ",
    "date:2024-13",
    "date:2024-02-30",
    "date:soon",
    "date:2024-03..2024-01",
    "date:[2024-01-01 TO",
    "date:..",
    "conf:high",
    "conf:>=2",
    "kind:spoken",
    "speaker.type:robot",
    "*word",
    "a NEAR/0 b",
    "a NEAR/x b",
    "NEAR/3 b",
    "a ADJ/3",
    "word~9",
    "\"a b\"~x",
    "speaker:/[/",
    "speaker:/never closed",
    "\"\"",
    "speaker:\"\"",
    "title:>=3",
    "a:b:c",
    "~2",
];

#[test]
fn wrong_queries_are_errors_with_a_place() {
    let env = Env::with_news();
    let mut told = String::new();
    for query in WRONG {
        let run = env.run(&["search", query]);
        assert_eq!(run.code, 2, "`{query}` is accepted: {}{}", run.stdout, run.stderr);
        assert_eq!(run.stdout, "", "`{query}` has an answer");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
        assert!(run.stderr.lines().any(|line| line.trim_start().starts_with('^')), "no place: {}", run.stderr);
        told.push_str(&run.stderr);
        told.push('\n');
    }
    insta::assert_snapshot!(told, @r#"
    error: unknown field `outlte`
      outlte:TASS AND multipolar
      ^^^^^^
    help: did you mean `outlet:`?

    error: unknown field `spaeker`
      spaeker:Xi
      ^^^^^^^
    help: did you mean `speaker:`?

    error: phrase is never closed
      "never closed
      ^
    help: close it with `"`, or write `\"` for the mark itself

    error: phrase is never closed
      “never closed
      ^
    help: close it with `”`, or write `\“` for the mark itself

    error: parenthesis is never closed
      (a OR b
      ^
    help: close it with `)`, or write `\(` for the mark itself

    error: closing parenthesis without an opening one
      a OR b)
            ^
    help: leave it out, or open the group before it

    error: nothing between the parentheses
      ()
      ^^
    help: put clauses between them, or leave them out

    error: nothing between the parentheses
      speaker:()
              ^^
    help: put clauses between them, or leave them out

    error: `AND` has nothing before it
      AND a
      ^^^
    help: put a clause there, or write `\AND` to search for the word

    error: `AND` has nothing behind it
      a AND
        ^^^
    help: put a clause there, or write `\AND` to search for the word

    error: `OR` has nothing before it
      a OR OR b
           ^^
    help: put a clause there, or write `\OR` to search for the word

    error: `NOT` has nothing behind it
      NOT
      ^^^
    help: put a clause there, or write `\NOT` to search for the word

    error: `NOT` has nothing behind it
      a NOT
        ^^^
    help: put a clause there, or write `\NOT` to search for the word

    error: `-` excludes nothing
      -
      ^
    help: put the `-` right before what it excludes: `-outlet:TASS`

    error: field `speaker` without a value
      speaker:
      ^^^^^^^^
    help: `speaker:*` asks for any value, `-speaker:*` for none

    error: field `outlet` without a value
      outlet:= 
      ^^^^^^^^
    help: `outlet:*` asks for any value, `-outlet:*` for none

    error: `2024-13` is not in the calendar
      date:2024-13
           ^^^^^^^
    help: months run from 01 to 12, weeks from W01 to W52 or W53, quarters from Q1 to Q4

    error: `2024-02-30` is not in the calendar
      date:2024-02-30
           ^^^^^^^^^^
    help: that month has 29 days

    error: `soon` is no date
      date:soon
           ^^^^
    help: a date is `2024`, `2024-02`, `2024-02-08`, `2024-W06`, `2024-Q1`, `today`, `last-month` or `7d` (seven days ago)

    error: range ends before it begins
      date:2024-03..2024-01
           ^^^^^^^^^^^^^^^^
    help: no day lies in it

    error: range is never closed
      date:[2024-01-01 TO
           ^
    help: close it with `]` (end included) or `}` (end not included)

    error: `..` is no range
      date:..
           ^^
    help: a range has at least one end: `2024-02..`, `..2023`

    error: `high` is no number
      conf:high
           ^^^^
    help: write `conf:0.8`, `conf:>=0.8` or `conf:0.5..0.9`

    error: `2` is not between 0 and 1
      conf:>=2
             ^
    help: write `conf:0.8`, `conf:>=0.8` or `conf:0.5..0.9`

    error: `spoken` is no value of `kind`
      kind:spoken
           ^^^^^^
    help: the values are direct, mixed, indirect

    error: `robot` is no value of `speaker.type`
      speaker.type:robot
                   ^^^^^
    help: the values are person, organisation, unnamed

    error: pattern `*word` begins with a wildcard
      *word
      ^^^^^
    help: every word of the index would have to be read: say how the word begins, or list words with OR

    error: `NEAR/0` is no distance between words
      a NEAR/0 b
        ^^^^^^
    help: a distance is a number of words from 1 to 100: `NEAR/5`

    error: `NEAR/x` is no distance between words
      a NEAR/x b
        ^^^^^^
    help: a distance is a number of words from 1 to 100: `NEAR/5`

    error: `NEAR/3` has nothing before it
      NEAR/3 b
      ^^^^^^
    help: put a clause there, or write `\NEAR/3` to search for the word

    error: `ADJ/3` has nothing behind it
      a ADJ/3
        ^^^^^
    help: put a clause there, or write `\ADJ/3` to search for the word

    error: `~9` is no number of misspelt letters
      word~9
          ^^
    help: one or two letters may differ

    error: `~x` is no distance for a phrase
      "a b"~x
           ^^
    help: `~n` allows n moves, a number from 0 to 100: `"fair order"~3`

    error: regular expression: unclosed character class
      speaker:/[/
               ^
    help: the syntax is that of Rust's `regex`: no look-around, no back-references

    error: regular expression is never closed
      speaker:/never closed
              ^
    help: a value that begins with `/` is a regular expression and ends with `/`; quote a path

    error: nothing between the quotation marks
      ""
      ^^
    help: put words between the marks, or leave them out

    error: nothing between the quotation marks
      speaker:""
              ^^
    help: put words between the marks, or leave them out

    error: field `title` takes no range
      title:>=3
            ^^^
    help: ranges are for `date:` and `conf:`; quote the text to search for it

    error: unknown field `a`
      a:b:c
      ^
    help: quote text that holds a colon: `"a:b:c"`; the fields are quote, speaker, outlet, date, publisher, kind, role, speaker.type, mention, cue, context, title, author, lang, path, url, article, id, conf, like, utterance

    error: nothing to search for in `~2`
      ~2
      ^^
    help: `~` stands right behind its word or phrase: `word~1`, `"a phrase"~3`
    "#);
}

#[test]
fn limits_fail_by_name() {
    let env = Env::with_news();
    for query in ["word ".repeat(1200), "(".repeat(70) + "a" + &")".repeat(70), "a".repeat(9000)] {
        let run = env.run(&["search", &query]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains("limit"), "{}", run.stderr);
    }
}

#[test]
fn as_json_an_error_has_code_place_and_suggestion() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "outlte:TASS", "--format", "json"]), @r#"
    $ dixit search outlte:TASS --format json
    --- stderr
    {"schema":1,"error":{"code":"unknown-field","message":"unknown field `outlte`","byte_offset":0,"length":6,"suggestion":"outlet","help":"did you mean `outlet:`?","query":"outlte:TASS"}}
    --- exit 2
    "#);
}

#[test]
fn remarks_on_a_query_go_to_standard_error() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["search", "--count", "trade or rules"]), @"
    $ dixit search --count 'trade or rules'
    0
    --- stderr
    hint: `or` is searched for as text; the operator is `OR`
    nothing found for `trade or rules`
    each part alone:
    hits  clause
       0  AND
       2    trade  → en:trade
       0    or
       2    rules  → en:rule
    hint: `or` finds nothing by itself
    --- exit 1
    ");
    insta::assert_snapshot!(env.transcript(&["search", "--count", "kind:direct kind:indirect"]), @"
    $ dixit search --count 'kind:direct kind:indirect'
    0
    --- stderr
    hint: a statement has one kind, so `kind:direct` and `kind:indirect` never match together; `OR` joins them
    nothing found for `kind:direct kind:indirect`
    each part alone:
    hits  clause
       0  AND
       4    kind:direct
       1    kind:indirect
    hint: each part is found, but never all of them in one statement: try `OR`, or fewer parts
    --- exit 1
    ");
}
