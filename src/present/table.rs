//! Tables: a header and one row a statement, as CSV (RFC 4180) or as tab-separated values.

use std::io::{self, Write};

use super::counts::facet_name;
use super::json::StatementView;
use super::{Closing, Fields, Paths, Printer, Spelling};
use crate::answer::{Facet, Hit};

const COLUMNS: [&str; 15] = [
    "id",
    "date",
    "speaker",
    "role",
    "outlets",
    "publisher",
    "kind",
    "cue",
    "quote",
    "title",
    "path",
    "url",
    "lang",
    "confidence",
    "spans",
];

/// Prints statements as rows.
pub(super) struct TablePrinter {
    paths: Paths,
    delimiter: u8,
    /// What ends a row.
    end: u8,
    fields: Option<Fields>,
    /// Name of the query, among several.
    name: Option<String>,
    begun: bool,
}

impl TablePrinter {
    pub(super) fn csv(paths: Paths, spelling: &Spelling<'_>) -> Self {
        Self::new(paths, b',', spelling)
    }

    pub(super) fn tsv(paths: Paths, spelling: &Spelling<'_>) -> Self {
        Self::new(paths, b'\t', spelling)
    }

    fn new(paths: Paths, delimiter: u8, spelling: &Spelling<'_>) -> Self {
        Self {
            paths,
            delimiter,
            end: if spelling.null { b'\0' } else { b'\n' },
            fields: spelling.fields.cloned(),
            name: spelling.name.map(str::to_owned),
            begun: spelling.goes_on,
        }
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            let columns = self.fields.as_ref().map_or(COLUMNS.as_slice(), Fields::columns);
            let name = self.name.as_ref().map(|_| "name".to_owned());
            self.row(out, name, columns.iter().map(|column| (*column).to_owned()))?;
        }
        Ok(())
    }

    fn row(
        &self,
        out: &mut dyn Write,
        name: Option<String>,
        cells: impl IntoIterator<Item = String>,
    ) -> io::Result<()> {
        let cells: Vec<String> = name.into_iter().chain(cells).collect();
        row_ended_by(out, self.delimiter, self.end, &cells)
    }
}

impl Printer for TablePrinter {
    fn statement(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        self.begin(out)?;
        if let Some(fields) = &self.fields {
            let statement = serde_json::to_value(StatementView::of_hit(hit, &self.paths))?;
            return self.row(out, self.name.clone(), fields.cells(statement));
        }
        let record = &hit.record;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let spans: Vec<String> = record.spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
        let cells: [String; COLUMNS.len()] = [
            record.id.clone(),
            record.date.map(|dated| dated.date.to_string()).unwrap_or_default(),
            text(&record.speaker.name),
            text(&record.speaker.role),
            record.outlets.join(";"),
            text(&record.publisher),
            record.kind.name().to_owned(),
            record.cue.as_ref().map(|(cue, _)| cue.clone()).unwrap_or_default(),
            record.quote(),
            text(&record.article.title),
            self.paths.show(&record.article.path).to_owned(),
            text(&record.article.url),
            text(&record.article.lang),
            record.certainty().to_string(),
            spans.join(";"),
        ];
        self.row(out, self.name.clone(), cells)
    }

    fn close(&mut self, out: &mut dyn Write, _closing: &Closing<'_>) -> io::Result<()> {
        self.begin(out)
    }
}

/// Counts as rows of field, value and count.
pub(super) fn counts(out: &mut dyn Write, delimiter: u8, facets: &[Facet]) -> io::Result<()> {
    row(out, delimiter, &["field", "value", "count"].map(str::to_owned))?;
    for facet in facets {
        for bucket in &facet.buckets {
            row(out, delimiter, &[facet_name(&facet.spec), bucket.value.clone(), bucket.count.to_string()])?;
        }
    }
    Ok(())
}

/// One column under its header.
pub(super) fn column(out: &mut dyn Write, delimiter: u8, header: &str, values: &[String]) -> io::Result<()> {
    row(out, delimiter, &[header.to_owned()])?;
    values.iter().try_for_each(|value| row(out, delimiter, std::slice::from_ref(value)))
}

/// One row.
pub(super) fn row(out: &mut dyn Write, delimiter: u8, cells: &[String]) -> io::Result<()> {
    row_ended_by(out, delimiter, b'\n', cells)
}

fn row_ended_by(out: &mut dyn Write, delimiter: u8, end: u8, cells: &[String]) -> io::Result<()> {
    if delimiter == b'\t' {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        out.write_all(cells.join("\t").as_bytes())?;
        return out.write_all(&[end]);
    }
    let terminator = csv::Terminator::Any(end);
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new());
    writer.write_record(cells)?;
    out.write_all(&writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
}

/// A value on one line without a tab: `\t`, `\n`, `\r` and `\\` stand for what they mean elsewhere.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\\' => escaped.push_str("\\\\"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn printed(mut printer: TablePrinter, hits: &[Hit]) -> String {
        let mut out = Vec::new();
        for hit in hits {
            printer.statement(&mut out, hit).unwrap();
        }
        printer.close(&mut out, &Closing::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_follow_the_header() {
        let hits = [samples::wire(), samples::pieces()];
        insta::assert_snapshot!(printed(TablePrinter::csv(Paths::below("/news"), &Spelling::default()), &hits), @r#"
        id,date,speaker,role,outlets,publisher,kind,cue,quote,title,path,url,lang,confidence,spans
        9f2c41d07ab3e815,2024-02-08,Yury Ushakov,Kremlin aide,TASS,ANI,direct,quoted him as saying,"The leaders confirmed the common course towards a multipolar world order,",Leaders speak by phone,articles/call.txt,https://example.org/call,en,0.934,101-174
        00000000000000bb,2024,外交部,,,Xinhua,direct,说,多极化 … 是大势所趋。,,zh.txt,,zh,0.8,3-12;36-54
        "#);
    }

    #[test]
    fn no_tab_or_line_break_of_a_value_reaches_a_tsv_row() {
        let text = printed(TablePrinter::tsv(Paths::default(), &Spelling::default()), &[samples::bare()]);
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.split('\t').count() == COLUMNS.len()));
        assert!(text.contains(r"Prices\twill"), "{text}");
    }

    #[test]
    fn rows_hold_what_is_asked_for_under_the_name_of_their_query() {
        let fields = Fields::read("speaker.name,outlets").unwrap();
        let spelling = Spelling { name: Some("order"), fields: Some(&fields), null: true, ..Spelling::default() };
        let table = printed(TablePrinter::csv(Paths::default(), &spelling), &[samples::wire(), samples::pieces()]);
        assert_eq!(table, "name,speaker.name,outlets\0order,Yury Ushakov,TASS\0order,外交部,\0");
    }

    #[test]
    fn an_empty_answer_still_has_its_header() {
        assert_eq!(printed(TablePrinter::csv(Paths::default(), &Spelling::default()), &[]).lines().count(), 1);
    }
}
