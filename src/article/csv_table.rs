//! Tables with a header, one record a row: CSV and its kin.

use std::io::{BufRead, Cursor, Read};

use serde_json::{Map, Value};

use super::reader::Sink;
use super::{ReadOptions, record};
use crate::read::{Meter, Metered, Skip, SkipReason, lossy, reason_of};

/// Reads a table of any length; its columns go by the names that JSON fields go by. `tabs`: it is TSV, whatever else
/// its header holds.
pub(super) fn read(file: &str, mut text: &mut dyn BufRead, tabs: bool, options: &ReadOptions, sink: &mut Sink<'_>) {
    let mut head = Vec::new();
    let mut beginning = (&mut text).take(HEADER_BYTES);
    let mut line = 0;
    // Read errors come again from the table's own reader.
    while head[line..].trim_ascii().is_empty() {
        line = head.len();
        if !beginning.read_until(b'\n', &mut head).is_ok_and(|read| read > 0) {
            break;
        }
    }
    let delimiter = if tabs { b'\t' } else { delimiter(lossy(&head).trim_start()) };
    let meter = Meter::default();
    let table = Metered::new(Cursor::new(head).chain(text), meter.clone(), options.limits.document_bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(table);
    let header: Vec<String> = match reader.byte_headers() {
        Ok(header) => header.iter().map(|name| lossy(name).trim().to_owned()).collect(),
        Err(error) => return sink(Err(malformed(file.to_owned(), 1, &error))),
    };
    if header.len() > MAX_COLUMNS {
        let detail = format!("more than {MAX_COLUMNS} columns");
        let reason = SkipReason::Malformed { format: "CSV", detail };
        return sink(Err(Skip { path: file.to_owned(), place: Some((1, 1)), reason }));
    }
    let as_record = |cells: &csv::ByteRecord| -> Map<String, Value> {
        header
            .iter()
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| (name.clone(), Value::String(lossy(cell).into_owned())))
            .collect()
    };
    // A table without a column of texts is one thing that holds no article, not thousands.
    let everything: Map<String, Value> =
        header.iter().map(|name| (name.clone(), Value::String("x".to_owned()))).collect();
    if !record::has_text(&everything, options) {
        return sink(Err(Skip { path: file.to_owned(), place: Some((1, 1)), reason: SkipReason::NoText }));
    }
    let mut count = 0;
    let mut row = csv::ByteRecord::new();
    loop {
        meter.restart();
        let line = reader.position().line();
        match reader.read_byte_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {
                count += 1;
                let path = format!("{file}#{count}");
                let record = as_record(&row);
                sink(if record::has_text(&record, options) {
                    record::read(&record, options).finish(file, path, options)
                } else {
                    Err(Skip { path, place: place(line), reason: SkipReason::NoText })
                });
            }
            Err(error) => {
                count += 1;
                sink(Err(malformed(format!("{file}#{count}"), line, &error)));
                // Where the next row begins is known only after an error in a row, not in the reading.
                if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                    break;
                }
            }
        }
    }
    if count == 0 {
        sink(Err(Skip { path: file.to_owned(), place: None, reason: SkipReason::NoText }));
    }
}

/// What spreadsheets have at most. Each row is a table of its columns by their names.
const MAX_COLUMNS: usize = 16_384;

/// A header is looked for within so many bytes.
const HEADER_BYTES: u64 = 64 * 1024;

/// The mark that stands most often in the header outside of quotation marks.
fn delimiter(header: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| !quoted && *mark == byte) {
            *count += 1;
        }
    }
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(mark, count)| if *count == 0 { b',' } else { *mark })
}

fn place(line: u64) -> Option<(usize, usize)> {
    Some((usize::try_from(line).ok()?, 1))
}

fn malformed(path: String, line: u64, error: &csv::Error) -> Skip {
    let line = error.position().map_or(line, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::Io(error) => reason_of(error),
        _ => SkipReason::Malformed { format: "CSV", detail: error.to_string() },
    };
    Skip { path, place: place(line), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An article's path, text and title, or a skip's path, line and code.
    type Row = Result<(String, String, Option<String>), (String, Option<usize>, &'static str)>;

    fn rows(text: &str, tabs: bool) -> Vec<Row> {
        let mut found = Vec::new();
        read("t.csv", &mut text.as_bytes(), tabs, &ReadOptions::default(), &mut |item| {
            found.push(match item {
                Ok(article) => Ok((article.path, article.text, article.title)),
                Err(skip) => Err((skip.path, skip.place.map(|(line, _)| line), skip.reason.code())),
            });
        });
        found
    }

    fn article(path: &str, text: &str, title: Option<&str>) -> (String, String, Option<String>) {
        (path.to_owned(), text.to_owned(), title.map(str::to_owned))
    }

    fn skip(path: &str, line: Option<usize>) -> (String, Option<usize>, &'static str) {
        (path.to_owned(), line, "no-text")
    }

    #[test]
    fn rows_are_articles_and_columns_go_by_their_names() {
        let text = "Title,Text\n\"One, two\",\"A \"\"quoted\"\" word\nover lines\"\nThree,B\n";
        let first = article("t.csv#1", "A \"quoted\" word\nover lines", Some("One, two"));
        assert_eq!(rows(text, false), [Ok(first), Ok(article("t.csv#2", "B", Some("Three")))]);
    }

    #[test]
    fn other_marks_than_commas_are_told_by_the_header() {
        assert_eq!(rows("title;text\nA, b;C, d\n", false), [Ok(article("t.csv#1", "C, d", Some("A, b")))]);
        assert_eq!(rows("title\ttext\nA, b\tC; d\n", false), [Ok(article("t.csv#1", "C; d", Some("A, b")))]);
        assert_eq!(rows("a title,x\ttext\nA\tC\n", true), [Ok(article("t.csv#1", "C", None))]);
    }

    #[test]
    fn a_row_without_text_is_named_and_the_others_are_read() {
        let found = rows("title,text\nA,\nB,b\nC\n", false);
        let second = Ok(article("t.csv#2", "b", Some("B")));
        assert_eq!(found, [Err(skip("t.csv#1", Some(2))), second, Err(skip("t.csv#3", Some(4)))]);
    }

    #[test]
    fn blank_lines_before_the_header_are_passed_over() {
        assert_eq!(rows("\n\r\n\ntitle;text\nA, b;C, d\n", false), [Ok(article("t.csv#1", "C, d", Some("A, b")))]);
    }

    #[test]
    fn a_table_of_too_many_columns_is_one_skip() {
        let header = |columns: usize| format!("text{}\nA\n", ",b".repeat(columns - 1));
        assert_eq!(rows(&header(MAX_COLUMNS), false), [Ok(article("t.csv#1", "A", None))]);
        let [Err((path, _, "malformed"))] = &rows(&header(MAX_COLUMNS + 1), false)[..] else { panic!("it is read") };
        assert_eq!(path, "t.csv");
    }

    #[test]
    fn a_table_without_texts_is_one_skip() {
        assert_eq!(rows("year,sales\n2020,1\n2021,2\n", false), [Err(skip("t.csv", Some(1)))]);
        assert_eq!(rows("text\n", false), [Err(skip("t.csv", None))]);
        assert_eq!(rows("", false).len(), 1);
    }
}
