//! The list of saved queries.

use std::io::{self, Write};

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::json;

use super::terminal::{clean, paint, width};
use super::{Format, SCHEMA, View, json, table};
use crate::index::SavedQuery;

const COLUMNS: [&str; 5] = ["name", "query", "added", "last_run", "seen"];

#[derive(Serialize)]
struct SavedView<'a> {
    schema: u32,
    name: &'a str,
    query: &'a str,
    added: String,
    last_run: Option<String>,
    seen: usize,
}

fn view_of(saved: &SavedQuery) -> SavedView<'_> {
    SavedView {
        schema: SCHEMA,
        name: &saved.name,
        query: &saved.query,
        added: saved.added.to_string(),
        last_run: saved.last_run.map(|time| time.to_string()),
        seen: saved.seen.len(),
    }
}

/// Writes saved queries with what they have shown so far; times for people are those of `zone`, others in UTC.
///
/// # Errors
///
/// When the output cannot be written.
pub fn saved(
    out: &mut dyn Write,
    format: Format,
    view: &View,
    zone: &TimeZone,
    queries: &[SavedQuery],
) -> io::Result<()> {
    let views = queries.iter().map(view_of);
    let mut rows = |delimiter| {
        table::row(out, delimiter, &COLUMNS.map(str::to_owned))?;
        for saved in queries.iter().map(view_of) {
            let last_run = saved.last_run.unwrap_or_default();
            let cells = [saved.name.to_owned(), saved.query.to_owned(), saved.added, last_run, saved.seen.to_string()];
            table::row(out, delimiter, &cells)?;
        }
        Ok(())
    };
    match format {
        Format::Human => human(out, view, zone, queries),
        Format::Json => json::line(out, &json!({"schema": SCHEMA, "saved": views.collect::<Vec<_>>()})),
        Format::JsonLines => {
            for view in views {
                json::line(out, &view)?;
            }
            Ok(())
        }
        Format::Csv => rows(b','),
        Format::Tsv => rows(b'\t'),
    }
}

fn human(out: &mut dyn Write, view: &View, zone: &TimeZone, queries: &[SavedQuery]) -> io::Result<()> {
    let name_cells = queries.iter().map(|saved| width(&clean(&saved.name))).max().unwrap_or(0);
    for saved in queries {
        let name = clean(&saved.name);
        let space = name_cells - width(&name);
        let shown = match saved.last_run {
            Some(time) => {
                let time = zone.to_datetime(time).strftime("%Y-%m-%d %H:%M");
                format!("{} seen, last run {time}", saved.seen.len())
            }
            None if saved.seen.is_empty() => "never run".to_owned(),
            None => format!("{} seen, never run", saved.seen.len()),
        };
        let name = paint(view.palette.heading, &name);
        writeln!(
            out,
            "{name}{:space$}  {}  {}",
            "",
            clean(&saved.query),
            paint(view.palette.dim, &format!("({shown})"))
        )?;
    }
    Ok(())
}
