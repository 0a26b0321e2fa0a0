//! Wrong queries and what is said about them: code, place, message, help, suggestion.

use std::fmt::Write;

use super::parse;
use crate::query::limits;

fn report(queries: &[&str]) -> String {
    let mut out = String::new();
    for input in queries {
        writeln!(out, "{input}").unwrap();
        let Err(error) = parse(input) else {
            writeln!(out, "  is understood").unwrap();
            continue;
        };
        for problem in &error.problems {
            let (start, end) = (problem.span.start, problem.span.end);
            let place = problem.span.of(input).unwrap();
            writeln!(out, "  {} at {start}..{end} ‹{place}›: {}", problem.kind.code(), problem.kind).unwrap();
            if !problem.help.is_empty() {
                writeln!(out, "    help: {}", problem.help).unwrap();
            }
            if let Some(suggestion) = &problem.suggestion {
                writeln!(out, "    suggestion: {suggestion}").unwrap();
            }
        }
    }
    out
}

#[test]
fn structure() {
    let found = report(&[
        "",
        "  ",
        "(a OR b",
        "a) b",
        "()",
        "speaker:()",
        "a AND",
        "OR a",
        "a OR",
        "a OR OR b",
        "a AND AND b",
        "NOT",
        "a NOT OR b",
        "a && b",
        "a || b",
        "a XOR b",
        "!a",
        "+a b",
        "a - b",
        "--a",
        "–a",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn words_and_phrases() {
    let found = report(&[
        "\"multipolar",
        "“multipolar world",
        "multipolar”",
        "\"\"",
        "\"…\"",
        "…",
        "say\"no\"",
        "\"a b\"c",
        "\"a b\"~",
        "\"a b\"~x",
        "\"a b\"~999",
        "\"word\"~2",
        "\"a b\" ~2",
        "\"strategic auton*\"",
        "\"polit?cal order\"",
        "word\\",
        "*tion",
        "?olitical",
        "speaker:*ov",
        "world-ord?r",
        "foo-*",
        "a\\*b*",
        "$*",
        "word~3",
        "word~x",
        "~word",
        "wor?d~1",
        "two-words~1",
        "boost^2",
        "a|b",
        "[a",
        "a[1]",
        ">5",
        "=\"a b\"",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn distances() {
    let found = report(&[
        "a NEAR b",
        "a NEAR/x b",
        "a NEAR/0 b",
        "a ADJ/101 b",
        "a NEAR5 b",
        "a w/5 b",
        "NEAR/5 b",
        "a NEAR/5",
        "a NEAR/5 b NEAR/5 c",
        "(a OR b) NEAR/5 c",
        "a NEAR/5 -b",
        "a NEAR/5 b~1",
        "context:oil NEAR/5 gas",
        "oil NEAR/5 speaker:Xi",
        "outlet:(TASS NEAR/5 RIA)",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn fields_and_values() {
    let found = report(&[
        "outlte:TASS",
        "spaeker:\"Xi Jinping\"",
        "who:Putin",
        "after:2024-02",
        "http://tass.com/x",
        "12:30",
        "foo:(a OR b)",
        ":TASS",
        "*:*",
        "outlet:",
        "outlet: TASS",
        "outlet(TASS)",
        "outlet:-TASS",
        "outlet:speaker:Xi",
        "title:NATO:war",
        "speaker:(outlet:TASS)",
        "speaker:=(Xi OR Putin)",
        "speaker:==Xi",
        "speaker:=Xi*",
        "quote:=\"fair order\"",
        "outlet:\"RIA Novosti\"~2",
        "kind:quoted",
        "kind:indirekt",
        "type:organization",
        "lang:english",
        "lang:x",
        "id:abc~1",
        "quote:/order/",
        "/order/",
        "speaker:/(Xi/",
        "speaker:/a\\/(b/",
        "speaker:/Xi",
        "path:/home/user",
        "speaker://",
        "like:*",
        "like:9f2c",
        "like:\"9f2c41d07ab3e815\"*",
        "like:/9f/",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn dates_and_numbers() {
    let found = report(&[
        "date:tuesday",
        "date:2024-02-30",
        "date:2024-13",
        "date:08.02.2024",
        "date:02/08/2024",
        "date:2024-02-08T10:30",
        "date:2024-03..2024-01",
        "date:..",
        "date:>= 2024",
        "date:=>2024",
        "date:[2024-01 to 2024-02]",
        "date:[2024-01]",
        "date:[2024-01 TO 2024-02",
        "date:-7d",
        "conf:high",
        "conf:80",
        "conf:80%",
        "conf:0,8",
        "conf:0.9..0.5",
        "conf:-0.5",
        "speaker:>=5",
        "outlet:[a TO b]",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn several_problems_are_told_at_once() {
    let found = report(&["outlte:TASS date:2024-13 (kind:quoted"]);
    insta::assert_snapshot!(found);
}

#[test]
fn limits_are_named() {
    let check = |input: &str, code: &str, message: &str, start: usize| {
        let error = parse(input).unwrap_err();
        let [problem] = error.problems.as_slice() else { panic!("{:?}", error.problems) };
        assert_eq!((problem.kind.code(), problem.kind.to_string().as_str()), (code, message));
        assert_eq!(problem.span.start, start);
    };
    check(&"a".repeat(limits::QUERY_BYTES + 1), "too-long", "query of 8193 bytes, the limit is 8192 bytes", 8192);
    check(&"(".repeat(65), "too-deep", "parentheses nest deeper than the limit of 64 levels", 64);
    check(&"a ".repeat(1025), "too-many-clauses", "more clauses than the limit of 1024", 2048);
    let loose = format!("\"{}\"~2", "a ".repeat(33));
    let message = "33 words in a phrase with a distance, the limit is 32";
    check(&loose, "too-many-loose-words", message, 0);
    let fuzzy = format!("{}~1", "a".repeat(65));
    check(&fuzzy, "too-long-fuzzy", "misspelt word of 65 letters, the limit is 64", 0);
}
