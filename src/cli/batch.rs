//! `dixit search --queries`: many queries from a table, their answers as one stream.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use dixit::answer::{self, Archive, Asked};
use dixit::error::Error;
use dixit::present::{BatchPrinter, Closing};

use super::Outcome;
use super::ask::{in_query, understand};
use super::report::{QueryPlace, report_at};
use super::search::SearchArgs;
use super::ui::{Ui, stderr, stdout};

/// Stands for standard input.
const STDIN: &str = "-";

/// Answers the queries of the table at `path` from `archive`. A query that is none is told with its line, and the others
/// are answered all the same.
pub(super) fn run(ui: &Ui, archive: &dyn Archive, path: &Path, args: &SearchArgs) -> Result<Outcome, Error> {
    let what = path.display().to_string();
    let mut table = Table::open(path, &what)?;
    let synonyms = args.narrow.synonyms()?;
    let mut view = ui.view.clone();
    view.context_lines = args.context;
    let mut printer = BatchPrinter::new(args.format, view, args.spelling());
    let mut out = stdout();
    let (mut found, mut failed) = (0_u64, false);
    while let Some((line, row)) = table.next_row()? {
        let place = |name| QueryPlace { file: &what, line, name };
        let (name, input) = match row {
            Ok(row) => row,
            Err(message) => {
                failed = true;
                out.flush()?;
                tell(ui, &Error::Usage { message, help: None }, args, &place(""));
                continue;
            }
        };
        match understand(ui, input, &args.narrow, &synonyms).and_then(|asked| {
            let begun = Instant::now();
            let found = answer::find(archive, &args.request(&asked)).map_err(in_query(&asked))?;
            Ok((asked, found, begun.elapsed()))
        }) {
            Ok((Asked { input, .. }, answer, _)) if args.count => {
                found += answer.total;
                printer.count(&mut out, &name, &input, answer.total, answer.utterances)?;
            }
            Ok((asked, answer, took)) => {
                found += answer.total;
                let mut statements = printer.next(&mut out, &name, &asked.input, answer.total)?;
                for hit in answer.hits() {
                    statements.statement(&mut out, &hit.map_err(in_query(&asked))?)?;
                }
                let closing = Closing {
                    total: answer.total,
                    utterances: answer.utterances,
                    collapsed: args.collapse,
                    offset: args.offset,
                    facets: &answer.facets,
                    notes: &asked.notes,
                    took: Some(took),
                    ..Closing::default()
                };
                statements.close(&mut out, &closing)?;
            }
            Err(error @ Error::Query(_)) => {
                failed = true;
                out.flush()?;
                tell(ui, &error, args, &place(&name));
            }
            Err(error) => return Err(error),
        }
    }
    printer.close(&mut out)?;
    out.flush()?;
    Ok(if failed { Outcome::Failed } else { Outcome::of(found) })
}

fn tell(ui: &Ui, error: &Error, args: &SearchArgs, place: &QueryPlace<'_>) {
    // When standard error is gone, there is nobody left to tell.
    let _unheard = stderr().write_all(report_at(ui, error, args.format, place).as_bytes());
}

/// Longest table of queries, in bytes.
const MAX_TABLE_BYTES: u64 = 64 * 1024 * 1024;

/// A table of queries, read row by row.
struct Table<'w> {
    text: Arc<[u8]>,
    rows: csv::Reader<Cursor<Arc<[u8]>>>,
    /// What it is called in messages.
    what: &'w str,
    name: usize,
    query: usize,
    /// A place in the text and the line it is on, from 1.
    place: (usize, u64),
}

/// A name and a query, or what is wrong with the row.
type Row = Result<(String, String), String>;

impl<'w> Table<'w> {
    fn open(path: &Path, what: &'w str) -> Result<Self, Error> {
        let unreadable = |source| Error::Input { what: what.to_owned(), source };
        let mut text = Vec::new();
        if path.as_os_str() == STDIN {
            io::stdin().take(MAX_TABLE_BYTES + 1).read_to_end(&mut text)
        } else {
            File::open(path).and_then(|file| file.take(MAX_TABLE_BYTES + 1).read_to_end(&mut text))
        }
        .map_err(unreadable)?;
        if text.len() as u64 > MAX_TABLE_BYTES {
            return Err(Error::usage(format!("`{what}` is larger than 64 MiB"), "ask in several runs"));
        }
        // Spreadsheets put a mark of their encoding before the first cell.
        let text: Arc<[u8]> = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text).into();
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(Cursor::new(Arc::clone(&text)));
        let header = rows.byte_headers().map_err(|error| unreadable(io_error(error)))?.clone();
        let column =
            |wanted: &str| header.iter().position(|cell| cell.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()));
        match (column("name"), column("query")) {
            (Some(name), Some(query)) => Ok(Self { text, rows, what, name, query, place: (0, 1) }),
            _ => Err(Error::usage(
                format!("`{what}` has no columns `name` and `query`"),
                "the first line names the columns: `name,query`",
            )),
        }
    }

    /// The line of the row that begins at `byte`, or behind the blank lines there.
    fn line(&mut self, byte: u64) -> u64 {
        let (from, line) = self.place;
        let mut at = usize::try_from(byte).unwrap_or(usize::MAX).clamp(from, self.text.len());
        at += self.text[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let breaks = memchr::memchr_iter(b'\n', &self.text[from..at]).count();
        self.place = (at, line + breaks as u64);
        self.place.1
    }

    /// The next row and the line it begins on.
    fn next_row(&mut self) -> Result<Option<(u64, Row)>, Error> {
        let mut record = csv::ByteRecord::new();
        let is_there = self
            .rows
            .read_byte_record(&mut record)
            .map_err(|error| Error::Input { what: self.what.to_owned(), source: io_error(error) })?;
        if !is_there {
            return Ok(None);
        }
        let line = self.line(record.position().map_or(0, csv::Position::byte));
        let cell = |column: usize, what: &str| -> Result<String, String> {
            let bytes = record.get(column).map(<[u8]>::trim_ascii).filter(|cell| !cell.is_empty());
            let text = std::str::from_utf8(bytes.ok_or_else(|| format!("no {what} in this row"))?);
            Ok(text.map_err(|_| format!("the {what} is not UTF-8"))?.to_owned())
        };
        let row = cell(self.name, "name").and_then(|name| Ok((name, cell(self.query, "query")?)));
        Ok(Some((line, row)))
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}")),
    }
}
