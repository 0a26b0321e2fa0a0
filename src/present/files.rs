//! The files that statements stand in, in place of the statements.

use std::collections::HashSet;
use std::io::{self, Write};

use super::{Format, Paths, file_of, json, table};
use crate::answer::{AskError, Found};

/// The files that hold what was found, each once, in the order of its first statement; as `paths` shows them.
///
/// # Errors
///
/// When a statement cannot be read.
pub fn files_of(found: &Found, paths: &Paths) -> Result<Vec<String>, AskError> {
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    for hit in found.hits() {
        let record = hit?.record;
        let file = paths.show(file_of(&record.article.path));
        if !seen.contains(file) {
            seen.insert(file.to_owned());
            files.push(file.to_owned());
        }
    }
    Ok(files)
}

/// Writes files, each on a line or ended by a zero byte.
///
/// # Errors
///
/// When the output cannot be written.
pub fn files(out: &mut dyn Write, format: Format, query: &str, files: &[String], null: bool) -> io::Result<()> {
    match format {
        Format::Human => {
            let end = if null { "\0" } else { "\n" };
            files.iter().try_for_each(|file| write!(out, "{file}{end}"))
        }
        Format::Json => json::files(out, query, files),
        Format::JsonLines => json::file_lines(out, files),
        Format::Csv => table::column(out, b',', "path", files),
        Format::Tsv => table::column(out, b'\t', "path", files),
    }
}
