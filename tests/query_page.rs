//! The examples of `docs/query-language.md` are read as the page says.

use crate::env::{Env, project};

const PAGE: &str = include_str!("../docs/query-language.md");

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

/// The queries that the page says are understood, without the explanations behind them.
fn understood() -> Vec<(usize, &'static str)> {
    let query = |example: &'static str| example.split_once("  # ").map_or(example, |(query, _)| query);
    let queries: Vec<_> = examples("query").map(|(line, example)| (line, query(example).trim_end())).collect();
    assert!(queries.len() > 80, "{} examples found", queries.len());
    queries
}

fn parse(query: &str) -> Result<dixit::query::Parsed, dixit::query::QueryError> {
    dixit::query::parse(query, jiff::civil::date(2024, 2, 8))
}

#[test]
fn queries_on_the_page_are_understood() {
    for (line, query) in understood() {
        if let Err(error) = parse(query) {
            panic!("line {line}: {query}: {error}");
        }
    }
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

#[test]
fn queries_on_the_page_can_be_run() {
    let env = Env::new();
    let articles = project().join("examples/articles");
    assert_eq!(env.run(&["index", "--quiet", &articles.to_string_lossy()]).code, 0);
    let known = env.run(&["search", "*", "-n1", "--format", "tsv", "--fields", "id"]).stdout;
    let known = known.lines().last().unwrap();
    let queries = understood();
    let mut found = 0;
    for (line, query) in &queries {
        let query = &query.replace("9f2c41d07ab3e815", known);
        let run = env.run(&["search", "--count", "--", query]);
        assert!(run.code < 2, "line {line}: {query}: {}", run.stderr);
        found += usize::from(run.code == 0);
    }
    assert!(found > 10, "of {} queries on the page {found} find anything in the examples", queries.len());
}
