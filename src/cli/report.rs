//! An error as the user reads it: what is wrong, where in the query, what to do.

use std::error::Error as _;
use std::fmt::Write;

use dixit::error::Error;
use dixit::index::{IndexError, SavedError};
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
    error_json(error.code(), &with_causes(error), help(error).as_deref(), query)
}

/// The whole message, lines ended; JSON where results are JSON.
pub(crate) fn report(ui: &Ui, error: &Error, format: Format) -> String {
    if format.is_json() {
        return format!("{}\n", json(error));
    }
    let help = help(error);
    if let Error::Query(query) = error {
        return query_report(ui, query);
    }
    let mut text = headline(ui, &with_causes(error));
    if let Some(help) = help {
        push_help(ui, &mut text, &help);
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

/// The message with what caused it, and what caused that.
fn with_causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = match error {
        // These show the message of what they hold, so its own cause comes next.
        Error::Index(inner) => inner.source(),
        Error::Saved(inner) => inner.source(),
        Error::Query(inner) => inner.source(),
        other => other.source(),
    };
    while let Some(error) = cause {
        let told = error.to_string();
        if !text.ends_with(&told) {
            let _infallible = write!(text, ": {told}");
        }
        cause = error.source();
    }
    text
}

/// The message with its causes and what to do, on one line, without colours.
#[cfg(feature = "browse")]
pub(crate) fn told(error: &Error) -> String {
    let message = clean(&with_causes(error));
    help(error).map_or(message.clone(), |help| format!("{message}; {}", clean(&help)))
}

/// What to do about it, where something can be done.
fn help(error: &Error) -> Option<String> {
    let index = match error {
        Error::Usage { help, .. } => return help.clone(),
        Error::Saved(error) => return help_on_saved(error),
        Error::Index(index) => index,
        _ => return None,
    };
    match index {
        IndexError::Missing { .. } => {
            Some("`dixit index PATH…` makes one; `--index DIR` or DIXIT_INDEX names another".to_owned())
        }
        IndexError::NotAnIndex { .. } => {
            Some("name an empty folder with `--index DIR`, or one that dixit made".to_owned())
        }
        IndexError::Version { path, .. } => {
            Some(format!("remove all in `{}` but `saved`, and run `dixit index` on the articles again", path.display()))
        }
        IndexError::Locked { .. } => Some("wait until it has finished; searching goes on meanwhile".to_owned()),
        IndexError::Full { .. } => {
            Some("it is as it was after its last commit; make room, and the same command goes on from there".to_owned())
        }
        IndexError::Damaged { path, .. } => Some(format!(
            "remove all in `{}` but `saved`, and run `dixit index` on the articles again: it holds nothing else",
            path.display()
        )),
        _ => None,
    }
}

fn help_on_saved(error: &SavedError) -> Option<String> {
    match error {
        SavedError::Name { .. } => {
            Some("names have letters, digits, `-`, `_` and `.`, and begin with a letter or digit".to_owned())
        }
        SavedError::Exists { name, .. } => {
            Some(format!("`dixit saved add --replace {name} …` puts another query in its place"))
        }
        SavedError::Unknown { name, known } => Some(match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`? `dixit saved list` shows all"),
            None if known.is_empty() => format!("none is saved yet: `dixit saved add {} QUERY`", clean(name)),
            None => "`dixit saved list` shows those that are".to_owned(),
        }),
        SavedError::Damaged { .. } => Some("remove this file and save the query again".to_owned()),
        _ => None,
    }
}

fn nearest<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    let lower = name.to_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&known.to_lowercase(), &lower);
    let near = known.iter().map(|known| (distance(known), known)).min()?;
    (near.0 <= 2 && near.0 < name.chars().count()).then_some(near.1)
}
