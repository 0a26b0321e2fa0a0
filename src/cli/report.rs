//! An error as the user reads it: what is wrong, where in the query, what to do.

use dixit::error::Error;
use dixit::present::{Format, clean, error_json, error_lines, query_error_lines};

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
    let palette = &ui.message_palette;
    match error {
        _ if format.is_json() => format!("{}\n", json(error)),
        Error::Query(query) => query_error_lines(palette, ui.message_columns, query),
        _ => error_lines(palette, &error.told(), error.help().as_deref()),
    }
}

/// The message with its causes and what to do, on one line, without colours.
#[cfg(feature = "browse")]
pub(crate) fn told(error: &Error) -> String {
    let message = clean(&error.told());
    error.help().map_or(message.clone(), |help| format!("{message}; {}", clean(&help)))
}
