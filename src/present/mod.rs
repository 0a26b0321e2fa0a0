//! What an answer looks like: one result, spelled for people, for programs and for tables.
//!
//! Presenters get finished values and a [`View`]; they read no file, no clock and no environment,
//! and they never decide what is shown, only how.

mod article;
mod articles;
mod batch;
mod check;
mod citation;
mod cited;
mod columns;
mod comparison;
mod counts;
mod emptiness;
mod facts;
mod fields;
mod files;
mod human;
mod json;
mod path;
mod portrait;
mod problem;
mod profile;
#[cfg(feature = "engine")]
mod pushed;
mod reading;
mod saved;
mod schema;
mod screen;
mod summary;
mod table;
mod terminal;
mod trace;

pub use article::{ArticleView, article};
pub use articles::ArticlePrinter;
pub use batch::BatchPrinter;
pub use check::check;
pub use citation::{Citation, citation, web_address};
pub use cited::CitedText;
pub use comparison::{ComparisonOf, comparison};
pub use counts::{Counts, counts};
pub use emptiness::emptiness;
pub use fields::{Fields, UnknownField};
pub use files::{files, files_of};
pub use human::numbered;
#[cfg(feature = "engine")]
pub(crate) use json::statement_value;
pub use path::{Paths, file_of};
pub use portrait::{dates, per_cent};
pub use problem::{caret_lines, error_json, error_lines, query_error_lines};
pub use profile::{ProfileOf, n_told, profile};
#[cfg(feature = "engine")]
pub use pushed::{Pushed, pushed};
pub use reading::{Holds, LongWords, Reading, ReadingRow, ReadingStyles};
pub use saved::saved;
pub use schema::{JSON_SCHEMA, schema_of};
pub use screen::{Pieces, carriage_line, context_row, fitted, headline, quote_rows, rows_of, short_headline};
pub use summary::{explanation, remark_line, report, report_line, skip_line, stats};
pub use terminal::{Bars, Palette, View, clean};
pub use trace::{TraceClosing, TracePrinter, shown_date, shown_lag};

use std::io::{self, Write};
use std::time::Duration;

use crate::answer::{ExplainedNode, Facet, Hit};
use crate::query::Note;

/// Version of the JSON formats: raised when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// How results are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line.
    JsonLines,
    /// One JSON document.
    Json,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header; tabs and line breaks inside values are escaped.
    Tsv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [Self::Human, Self::JsonLines, Self::Json, Self::Csv, Self::Tsv];

    /// The word that stands for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether errors are given as JSON next to results in this format.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines)
    }
}

/// What is said of a whole answer, after its hits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Closing<'a> {
    /// Statements that match.
    pub total: u64,
    /// Utterances among them, when those were collapsed or counted.
    pub utterances: Option<u64>,
    /// Whether one statement stands for each utterance.
    pub collapsed: bool,
    /// How many of them were skipped before the first one shown.
    pub offset: usize,
    /// What was counted among them.
    pub facets: &'a [Facet],
    /// How the query was understood, when that was asked.
    pub explanation: &'a [ExplainedNode],
    /// Remarks on the query, for programs: people are told them apart from the answer.
    pub notes: &'a [Note],
    /// How long it took; `None` where it is not of interest.
    pub took: Option<Duration>,
}

/// Spells statements one after the other, then what is said of all of them.
///
/// A printer writes a statement as soon as it gets it, so that the first one is seen at once.
pub trait Printer {
    /// Writes one statement.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    fn statement(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()>;

    /// Writes what comes after the last statement. To be called once.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    fn close(&mut self, out: &mut dyn Write, closing: &Closing<'_>) -> io::Result<()>;
}

/// What is told with statements, and how much of each, for programs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spelling<'a> {
    /// The query as typed, where there is one.
    pub query: Option<&'a str>,
    /// Its name, where there are several.
    pub name: Option<&'a str>,
    /// The fields that are wanted; `None` for all.
    pub fields: Option<&'a Fields>,
    /// Whether rows of a table end with a zero byte.
    pub null: bool,
    /// Whether rows of the same table stand before, so that there is a header.
    pub goes_on: bool,
}

impl<'a> Spelling<'a> {
    /// All of each statement, found by `query`.
    pub fn of_query(query: Option<&'a str>) -> Self {
        Self { query, ..Self::default() }
    }
}

/// The printer for `format`.
pub fn printer(format: Format, view: &View, spelling: &Spelling<'_>) -> Box<dyn Printer> {
    let paths = || view.paths.clone();
    match format {
        Format::Human => Box::new(human::HumanPrinter::new(view.clone())),
        Format::JsonLines => Box::new(json::JsonLinesPrinter::new(paths(), spelling)),
        Format::Json => Box::new(json::JsonPrinter::new(paths(), spelling)),
        Format::Csv => Box::new(table::TablePrinter::csv(paths(), spelling)),
        Format::Tsv => Box::new(table::TablePrinter::tsv(paths(), spelling)),
    }
}

/// Writes the number of statements that match, or of utterances among them, alone.
///
/// # Errors
///
/// When the output cannot be written.
pub fn count(out: &mut dyn Write, format: Format, query: &str, total: u64, utterances: Option<u64>) -> io::Result<()> {
    match (format, utterances) {
        (Format::Human, _) => writeln!(out, "{}", utterances.unwrap_or(total)),
        (Format::Json | Format::JsonLines, _) => json::count(out, None, query, total, utterances),
        (Format::Csv | Format::Tsv, None) => writeln!(out, "total\n{total}"),
        (Format::Csv | Format::Tsv, Some(utterances)) => writeln!(out, "utterances\n{utterances}"),
    }
}

#[cfg(test)]
pub(crate) mod samples;
