//! What is wrong with a query, drawn under the query or as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use super::terminal::{clean, paint, width};
use super::{Palette, SCHEMA};
use crate::query::{Problem, QueryError};
use crate::text::Span;

/// A query's line and the line of carets under `span` (bytes of `query`), at most `columns` cells wide.
///
/// Of a longer query the part around the place is shown, `…` where something is left out.
pub fn caret_lines(query: &str, span: Span, columns: usize) -> (String, String) {
    // One character of input is one of output, so that places stay countable.
    let shown: Vec<(usize, String)> = query.char_indices().map(|(at, character)| (at, visible(character))).collect();
    let cells = |part: &[(usize, String)]| part.iter().map(|(_, text)| width(text)).sum::<usize>();
    let first_marked = shown.iter().position(|(at, _)| *at >= span.start).unwrap_or(shown.len());
    let after_marked = shown.iter().position(|(at, _)| *at >= span.end).unwrap_or(shown.len()).max(first_marked);

    let (mut first, mut after) = (0, shown.len());
    if cells(&shown) >= columns {
        let room = columns.saturating_sub(4);
        (first, after) = (first_marked, first_marked);
        while after < after_marked && cells(&shown[first..=after]) <= room {
            after += 1;
        }
        loop {
            let mut grown = false;
            if first > 0 && cells(&shown[first - 1..after]) <= room {
                first -= 1;
                grown = true;
            }
            if after < shown.len() && cells(&shown[first..=after]) <= room {
                after += 1;
                grown = true;
            }
            if !grown {
                break;
            }
        }
    }
    let (before_cut, after_cut) = (if first > 0 { "…" } else { "" }, if after < shown.len() { "…" } else { "" });
    let part: String = shown[first..after].iter().map(|(_, text)| text.as_str()).collect();
    let indent = width(before_cut) + cells(&shown[first..first_marked.max(first)]);
    let carets = cells(&shown[first_marked.min(after)..after_marked.min(after)]).max(1);
    (format!("{before_cut}{part}{after_cut}"), format!("{}{}", " ".repeat(indent), "^".repeat(carets)))
}

/// A character that takes its cells and nothing else.
fn visible(character: char) -> String {
    match character {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => "\u{FFFD}".to_owned(),
        character if character.is_whitespace() => " ".to_owned(),
        character if character.is_control() => "\u{FFFD}".to_owned(),
        character => character.to_string(),
    }
}

/// An error as people read it, lines ended: what is wrong, what to do.
pub fn error_lines(palette: &Palette, message: &str, help: Option<&str>) -> String {
    let mut text = format!("{} {}\n", paint(palette.error, "error:"), clean(message));
    push_help(palette, &mut text, &clean(help.unwrap_or_default()));
    text
}

/// As [`error_lines`], of a query, with carets under each place, in lines of at most `columns` cells.
pub fn query_error_lines(palette: &Palette, columns: usize, error: &QueryError) -> String {
    if error.problems.is_empty() {
        return error_lines(palette, &error.to_string(), None);
    }
    let mut text = String::new();
    for problem in &error.problems {
        let (line, carets) = caret_lines(&error.input, problem.span, columns.saturating_sub(2));
        let (indent, carets) = carets.split_at(carets.len() - carets.trim_start().len());
        text.push_str(&error_lines(palette, &problem.kind.to_string(), None));
        // Writing to a string cannot fail.
        let _infallible = writeln!(text, "  {line}\n  {indent}{}", paint(palette.error, carets));
        push_help(palette, &mut text, &problem.help);
    }
    text
}

fn push_help(palette: &Palette, text: &mut String, help: &str) {
    if !help.is_empty() {
        let _infallible = writeln!(text, "{} {help}", paint(palette.help, "help:"));
    }
}

/// An error as one JSON document; `code` and `message` of the whole, and the places of a query error.
pub fn error_json(code: &str, message: &str, help: Option<&str>, query: Option<&QueryError>) -> Value {
    let mut error = json!({
        "code": code,
        "message": message,
        "byte_offset": null,
        "length": null,
        "suggestion": null,
        "help": help,
    });
    if let Some(query) = query {
        if let Some(first) = query.problems.first() {
            error = problem_json(first);
        }
        error["query"] = json!(query.input);
        if query.problems.len() > 1 {
            error["more"] = query.problems[1..].iter().map(problem_json).collect();
        }
    }
    json!({"schema": SCHEMA, "error": error})
}

fn problem_json(problem: &Problem) -> Value {
    json!({
        "code": problem.kind.code(),
        "message": problem.kind.to_string(),
        "byte_offset": problem.span.start,
        "length": problem.span.len(),
        "suggestion": problem.suggestion,
        "help": if problem.help.is_empty() { None } else { Some(problem.help.as_str()) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::ProblemKind;

    fn check(query: &str, span: (usize, usize), columns: usize, expected: &str) {
        let (line, carets) = caret_lines(query, Span::new(span.0, span.1), columns);
        assert_eq!(format!("{line}\n{carets}"), expected);
        assert!(width(&line) <= columns);
    }

    #[test]
    fn carets_stand_under_the_place() {
        check("outlte:TASS AND x", (0, 6), 80, "outlte:TASS AND x\n^^^^^^");
        check("a AND", (5, 5), 80, "a AND\n     ^");
        check("", (0, 0), 80, "\n^");
    }

    #[test]
    fn carets_count_cells_not_bytes() {
        check("多极 outlte:x", (7, 13), 80, "多极 outlte:x\n     ^^^^^^");
        check("é\tœ (", (6, 7), 80, "é œ (\n    ^");
    }

    #[test]
    fn of_a_long_query_the_place_is_shown() {
        let query = format!("{} outlte:x {}", "word ".repeat(20).trim(), "more ".repeat(20).trim());
        let start = query.find("outlte").unwrap();
        check(&query, (start, start + 6), 40, "…word word word outlte:x more more mo…\n                ^^^^^^");
    }

    #[test]
    fn a_query_error_is_one_object_with_its_place() {
        let problem = Problem {
            kind: ProblemKind::UnknownField("outlte".to_owned()),
            span: Span::new(0, 6),
            help: "did you mean `outlet:`?".to_owned(),
            suggestion: Some("outlet".to_owned()),
        };
        let error = QueryError { input: "outlte:TASS".to_owned(), problems: vec![problem] };
        insta::assert_snapshot!(error_json("query", "", None, Some(&error)), @r#"{"schema":1,"error":{"code":"unknown-field","message":"unknown field `outlte`","byte_offset":0,"length":6,"suggestion":"outlet","help":"did you mean `outlet:`?","query":"outlte:TASS"}}"#);
    }
}
