//! The examples of `docs/query-language.md` are read as the page says.

use super::parse;

const PAGE: &str = include_str!("../../../docs/query-language.md");

/// The lines of the fenced blocks with this info string, with their line numbers.
fn examples(info: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let mut fence: Option<&str> = None;
    PAGE.lines().enumerate().filter_map(move |(number, line)| {
        if let Some(opened) = line.strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(opened) };
            return None;
        }
        (fence == Some(info) && !line.trim().is_empty()).then_some((number + 1, line))
    })
}

#[test]
fn queries_on_the_page_are_understood() {
    let mut count = 0;
    for (line, example) in examples("query") {
        let query = example.split_once("  # ").map_or(example, |(query, _)| query);
        if let Err(error) = parse(query) {
            panic!("line {line}: {query}: {error}");
        }
        count += 1;
    }
    assert!(count > 60, "{count} examples found");
}

#[test]
fn wrong_queries_on_the_page_fail_as_it_says() {
    let mut count = 0;
    for (line, example) in examples("query-error") {
        let (query, code) = example.split_once("  => ").unwrap_or_else(|| panic!("line {line} has no `=>`"));
        let error = parse(query).expect_err(&format!("line {line}: {query}"));
        assert_eq!(error.problems[0].kind.code(), code.trim(), "line {line}: {query}");
        count += 1;
    }
    assert!(count > 20, "{count} examples found");
}
