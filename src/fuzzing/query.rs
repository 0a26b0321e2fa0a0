//! The query language: any text is read or refused with places that fit, and what is read is printed so that it is read
//! the same again.

use super::{TODAY, Target};
use crate::query::{self, Query, QueryError, unplaced};

pub(super) const TARGET: Target =
    Target { name: "query", run: |_, bytes| check(&String::from_utf8_lossy(bytes)), seeds, files: &[] };

/// Queries that have every operator.
pub(super) const QUERIES: [&str; 33] = [
    "*",
    "grain",
    "\"feed millions\"",
    "\"feed millions\"~3",
    "\"feed mill\"*",
    "gr?in OR grai*",
    "grian~1 OR minsters~2",
    "speaker:Ushakov AND outlet:TASS",
    "speaker:=\"Yury Ushakov\"",
    "speaker:/yury .*/",
    "(deal OR port) NOT kind:indirect",
    "-kind:direct +lang:ru",
    "deal NEAR/5 millions",
    "\"this deal\" ADJ/3 feed",
    "date:2024-02 date:>=2023",
    "date:[2024-01-01 TO 2024-02-08]",
    "date:{2024-01-01 TO *]",
    "date:2024-01..2024-02",
    "date:7d",
    "conf:>=0.8 conf:<1",
    "conf:[0.2 TO 0.8}",
    "speaker:*",
    "path:articles*",
    "id:0123456789abcdef",
    "title:(ministers AND grain)",
    "«переговоры» AND многополярный",
    "“多极”",
    "publisher:\"Daily Post\" && !outlet:Reuters || a",
    "publisher:\"Daily e.\\*Post \"* OR outlet:\"wh\\?o\"*",
    "version-of:0123456789abcdef",
    "like:0123456789abcdef",
    "type:person mention:him role:aide cue:said context:port",
    "a \\\"b\\\" c\\:d \\(e\\)",
];

fn seeds() -> Vec<Vec<u8>> {
    QUERIES.iter().map(|query| query.as_bytes().to_vec()).collect()
}

fn check(input: &str) {
    match query::parse(input, TODAY) {
        Ok(parsed) => {
            assert!(parsed.notes.iter().all(|note| note.span.of(input).is_some()), "a note lies elsewhere");
            assert_places(&parsed.query, input);
            let printed = parsed.query.to_string();
            // What is printed is longer than what was typed where it says more.
            if printed.len() <= query::limits::QUERY_BYTES {
                match query::parse(&printed, TODAY) {
                    Ok(again) => assert_eq!(unplaced(again.query), unplaced(parsed.query), "printed as {printed:?}"),
                    Err(error) => panic!("printed as {printed:?}, which is refused: {error}"),
                }
            }
        }
        Err(error) => check_error(&error, input),
    }
    let _end = query::typed(input);
}

/// An error has a place that can be shown.
pub(super) fn check_error(error: &QueryError, input: &str) {
    assert!(!error.problems.is_empty(), "refused for nothing");
    for problem in &error.problems {
        assert!(problem.span.of(input).is_some(), "a problem lies elsewhere: {problem:?}");
        let _line = error.line(problem);
    }
}

fn assert_places(query: &Query, input: &str) {
    match query {
        Query::All => {}
        Query::Match { span, .. } | Query::Exists { span, .. } => {
            assert!(span.of(input).is_some(), "a clause lies elsewhere: {query:?}");
        }
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| assert_places(part, input)),
        Query::Not(inner) => assert_places(inner, input),
    }
}
