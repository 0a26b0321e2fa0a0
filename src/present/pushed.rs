//! What a push did.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::json;

use super::summary::plural;
use super::{Format, SCHEMA, View, json};
use crate::engine::PushReport;

/// A push that has ended.
#[derive(Debug, Clone, Copy)]
pub struct Pushed<'p> {
    /// What became of the statements.
    pub report: &'p PushReport,
    /// The engine.
    pub engine: &'p str,
    /// Its version.
    pub version: &'p str,
    /// The index.
    pub index: &'p str,
    /// Lines that were no statements.
    pub unread: u64,
    /// How long it took.
    pub took: Duration,
}

/// Writes what a push did, for people or as one JSON document.
///
/// # Errors
///
/// When the output cannot be written.
pub fn pushed(out: &mut dyn Write, format: Format, view: &View, pushed: &Pushed<'_>) -> io::Result<()> {
    let Pushed { report, engine, version, index, unread, took } = *pushed;
    if format.is_json() {
        return json::line(
            out,
            &json!({
                "schema": SCHEMA,
                "engine": engine,
                "version": version,
                "index": index,
                "made": report.is_new,
                "created": report.created,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "refused": report.refused,
                "unread": unread,
                "total": report.total,
                "stopped": report.stopped,
                "took_ms": json::milliseconds(took),
            }),
        );
    }
    let counts = [
        (report.created, "sent".to_owned()),
        (report.updated, "sent again, for they have changed".to_owned()),
        (report.unchanged, "there already".to_owned()),
        (report.refused, format!("not taken by {engine}")),
        (unread, "lines that are no statements".to_owned()),
    ];
    let cells = [report.total].into_iter().chain(counts.iter().map(|(count, _)| *count)).max().unwrap_or(0);
    let cells = cells.to_string().len();
    for (number, (count, what)) in counts.iter().enumerate() {
        if *count > 0 || number == 0 {
            writeln!(out, "{count:>cells$}  {what}")?;
        }
    }
    writeln!(out, "{}", super::terminal::paint(view.palette.dim, &"─".repeat(cells + 2)))?;
    let made = if report.is_new { ", which was made" } else { "" };
    let noun = plural(report.total, "statement");
    let noun = noun.split_once(' ').map_or("", |(_, noun)| noun);
    writeln!(out, "{:>cells$}  {noun} in the index `{index}` of {engine} {version}{made}", report.total)
}
