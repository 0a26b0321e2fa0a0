//! An error as the user reads it: what is wrong, where in the query, what to do.

use std::fmt::Write;

use dixit::error::Error;
use dixit::present::{Format, caret_lines, clean, error_json};
use dixit::query::QueryError;

use super::ui::Ui;

/// Where a query stands in a table of queries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueryPlace<'a> {
    /// The table.
    pub(crate) file: &'a str,
    /// Its line, from 1.
    pub(crate) line: u64,
    /// The name of the query; empty when it has none.
    pub(crate) name: &'a str,
}

/// As [`report`], for one of many queries.
pub(crate) fn report_at(ui: &Ui, error: &Error, format: Format, place: &QueryPlace<'_>) -> String {
    if format.is_json() {
        let mut document = json(error);
        document["error"]["line"] = place.line.into();
        document["error"]["name"] = (!place.name.is_empty()).then_some(place.name).into();
        return format!("{document}\n");
    }
    let name = if place.name.is_empty() { String::new() } else { format!(" ({})", clean(place.name)) };
    format!("{}:{}{name}:\n{}", clean(place.file), place.line, report(ui, error, format))
}

fn json(error: &Error) -> serde_json::Value {
    let query = if let Error::Query(query) = error { Some(query) } else { None };
    error_json(error.code(), &error.told(), error.help().as_deref(), query)
}

/// The whole message, lines ended; JSON where results are JSON.
pub(crate) fn report(ui: &Ui, error: &Error, format: Format) -> String {
    if format.is_json() {
        return format!("{}\n", json(error));
    }
    let help = error.help();
    if let Error::Query(query) = error {
        return query_report(ui, query);
    }
    let mut text = headline(ui, &error.told());
    if let Some(help) = help {
        push_help(ui, &mut text, &clean(&help));
    }
    text
}

fn headline(ui: &Ui, message: &str) -> String {
    let style = ui.message_palette.error;
    format!("{style}error:{style:#} {}\n", clean(message))
}

fn push_help(ui: &Ui, text: &mut String, help: &str) {
    let style = ui.message_palette.help;
    // Writing to a string cannot fail.
    let _infallible = writeln!(text, "{style}help:{style:#} {help}");
}

fn query_report(ui: &Ui, error: &QueryError) -> String {
    let mut text = String::new();
    if error.problems.is_empty() {
        return headline(ui, &error.to_string());
    }
    for problem in &error.problems {
        let (line, carets) = caret_lines(&error.input, problem.span, ui.message_columns.saturating_sub(2));
        let style = ui.message_palette.error;
        text.push_str(&headline(ui, &problem.kind.to_string()));
        let _infallible = writeln!(text, "  {line}\n  {}{style}{}{style:#}", spaces(&carets), carets.trim_start());
        if !problem.help.is_empty() {
            push_help(ui, &mut text, &problem.help);
        }
    }
    text
}

fn spaces(carets: &str) -> &str {
    &carets[..carets.len() - carets.trim_start().len()]
}

/// The message with its causes and what to do, on one line, without colours.
#[cfg(feature = "browse")]
pub(crate) fn told(error: &Error) -> String {
    let message = clean(&error.told());
    error.help().map_or(message.clone(), |help| format!("{message}; {}", clean(&help)))
}
