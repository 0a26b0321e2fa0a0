//! Tables: a header and one row a statement, as CSV (RFC 4180) or as tab-separated values.

use std::io::{self, Write};

use super::counts::facet_name;
use super::{Closing, Paths, Printer};
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
    begun: bool,
}

impl TablePrinter {
    pub(super) fn csv(paths: Paths) -> Self {
        Self { paths, delimiter: b',', begun: false }
    }

    pub(super) fn tsv(paths: Paths) -> Self {
        Self { paths, delimiter: b'\t', begun: false }
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            row(out, self.delimiter, &COLUMNS.map(str::to_owned))?;
        }
        Ok(())
    }
}

impl Printer for TablePrinter {
    fn statement(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        self.begin(out)?;
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
        row(out, self.delimiter, &cells)
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
    if delimiter == b'\t' {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        return writeln!(out, "{}", cells.join("\t"));
    }
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
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
        insta::assert_snapshot!(printed(TablePrinter::csv(Paths::below("/news")), &hits), @r#"
        id,date,speaker,role,outlets,publisher,kind,cue,quote,title,path,url,lang,confidence,spans
        9f2c41d07ab3e815,2024-02-08,Yury Ushakov,Kremlin aide,TASS,ANI,direct,quoted him as saying,"The leaders confirmed the common course towards a multipolar world order,",Leaders speak by phone,articles/call.txt,https://example.org/call,en,0.934,101-174
        00000000000000bb,2024,外交部,,,Xinhua,direct,说,多极化 … 是大势所趋。,,zh.txt,,zh,0.8,3-12;36-54
        "#);
    }

    #[test]
    fn no_tab_or_line_break_of_a_value_reaches_a_tsv_row() {
        let text = printed(TablePrinter::tsv(Paths::default()), &[samples::bare()]);
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.split('\t').count() == COLUMNS.len()));
        assert!(text.contains(r"Prices\twill"), "{text}");
    }

    #[test]
    fn an_empty_answer_still_has_its_header() {
        assert_eq!(printed(TablePrinter::csv(Paths::default()), &[]).lines().count(), 1);
    }
}
