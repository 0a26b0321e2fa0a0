//! What a push did.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::json;

use super::summary::plural;
use super::{Format, SCHEMA, View, json};

/// A push that has ended.
#[derive(Debug, Clone, Copy)]
pub struct Pushed<'p> {
    /// Statements that were written.
    pub created: u64,
    /// Statements that were written over.
    pub updated: u64,
    /// Statements that were there already.
    pub unchanged: u64,
    /// Statements that the engine does not take.
    pub refused: u64,
    /// Lines that were no statements.
    pub unread: u64,
    /// Statements in the index afterwards.
    pub total: u64,
    /// Whether the index was made.
    pub is_new: bool,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// The engine.
    pub engine: &'p str,
    /// Its version.
    pub version: &'p str,
    /// The index.
    pub index: &'p str,
    /// How long it took.
    pub took: Duration,
}

/// Writes what a push did, for people or as one JSON document.
///
/// # Errors
///
/// When the output cannot be written.
pub fn pushed(out: &mut dyn Write, format: Format, view: &View, pushed: &Pushed<'_>) -> io::Result<()> {
    let Pushed { created, updated, unchanged, refused, unread, total, is_new, stopped, engine, version, index, took } =
        *pushed;
    if format.is_json() {
        return json::line(
            out,
            &json!({
                "schema": SCHEMA,
                "engine": engine,
                "version": version,
                "index": index,
                "made": is_new,
                "created": created,
                "updated": updated,
                "unchanged": unchanged,
                "refused": refused,
                "unread": unread,
                "total": total,
                "stopped": stopped,
                "took_ms": json::milliseconds(took),
            }),
        );
    }
    let counts = [
        (created, "sent".to_owned()),
        (updated, "sent again, for they have changed".to_owned()),
        (unchanged, "there already".to_owned()),
        (refused, format!("not taken by {engine}")),
        (unread, "lines that are no statements".to_owned()),
    ];
    let cells = [total].into_iter().chain(counts.iter().map(|(count, _)| *count)).max().unwrap_or(0);
    let cells = cells.to_string().len();
    for (number, (count, what)) in counts.iter().enumerate() {
        if *count > 0 || number == 0 {
            writeln!(out, "{count:>cells$}  {what}")?;
        }
    }
    writeln!(out, "{}", super::terminal::paint(view.palette.dim, &"─".repeat(cells + 2)))?;
    let made = if is_new { ", which was made" } else { "" };
    let noun = plural(total, "statement");
    let noun = noun.split_once(' ').map_or("", |(_, noun)| noun);
    writeln!(out, "{total:>cells$}  {noun} in the index `{index}` of {engine} {version}{made}")
}
