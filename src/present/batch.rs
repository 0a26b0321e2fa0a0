//! The answers to many queries as one stream, each under the name of its query.

use std::io::{self, Write};

use super::terminal::{clean, paint};
use super::{Format, Printer, SCHEMA, Spelling, View, json, printer, table};

/// Spells the answers to one query after the other.
#[derive(Debug)]
pub struct BatchPrinter<'a> {
    format: Format,
    view: View,
    spelling: Spelling<'a>,
    /// Whether the statements are told to be new.
    new: bool,
    printed: u64,
}

impl<'a> BatchPrinter<'a> {
    /// A printer for `format`; `spelling` holds for all queries, whatever it says of one.
    pub fn new(format: Format, view: View, spelling: Spelling<'a>) -> Self {
        Self { format, view, spelling, new: false, printed: 0 }
    }

    /// The same for statements that were not seen before.
    #[must_use]
    pub fn of_new(self) -> Self {
        Self { new: true, ..self }
    }

    /// Writes what comes before the hits of the next query, which finds `total` statements, and gives the printer for
    /// them. That is to be closed before the next query.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn next(&mut self, out: &mut dyn Write, name: &str, query: &str, total: u64) -> io::Result<Box<dyn Printer>> {
        match self.format {
            Format::Human => {
                if self.printed > 0 {
                    writeln!(out)?;
                }
                let noun = if total == 1 { "statement" } else { "statements" };
                let new = if self.new { "new " } else { "" };
                let heading = paint(self.view.palette.heading, &clean(name));
                writeln!(out, "{heading}: {}  ({total} {new}{noun})", clean(query))?;
                if total > 0 {
                    writeln!(out)?;
                }
            }
            Format::Json => self.document(out)?,
            Format::JsonLines | Format::Csv | Format::Tsv => {}
        }
        let goes_on = self.printed > 0;
        self.printed += 1;
        let spelling = Spelling { name: Some(name), query: Some(query), goes_on, ..self.spelling };
        Ok(printer(self.format, &self.view, &spelling))
    }

    /// Writes the number of statements, or of utterances, that the next query finds, in place of the statements.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn count(
        &mut self,
        out: &mut dyn Write,
        name: &str,
        query: &str,
        total: u64,
        utterances: Option<u64>,
    ) -> io::Result<()> {
        let (header, counted) = utterances.map_or(("total", total), |utterances| ("utterances", utterances));
        let mut row = |delimiter| {
            if self.printed == 0 {
                table::row(out, delimiter, &["name", "query", header].map(str::to_owned))?;
            }
            table::row(out, delimiter, &[name.to_owned(), query.to_owned(), counted.to_string()])
        };
        match self.format {
            Format::Human => writeln!(out, "{counted:>8}  {}", clean(name))?,
            Format::Json => {
                self.document(out)?;
                json::count(out, Some(name), query, total, utterances)?;
            }
            Format::JsonLines => json::count(out, Some(name), query, total, utterances)?,
            Format::Csv => row(b',')?,
            Format::Tsv => row(b'\t')?,
        }
        self.printed += 1;
        Ok(())
    }

    /// Writes what comes after the last query. To be called once.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn close(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.format != Format::Json {
            return Ok(());
        }
        if self.printed == 0 {
            self.document(out)?;
        }
        writeln!(out, "]}}")
    }

    /// What stands between two queries of a document, and before the first.
    fn document(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.printed == 0 { writeln!(out, "{{\"schema\":{SCHEMA},\"queries\":[") } else { write!(out, ",") }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Closing, Palette, Paths, samples};
    use super::*;

    fn printed(format: Format, counts: bool) -> String {
        let mut out = Vec::new();
        let view = View::new(Palette::plain(), 80, Paths::below("/news"));
        let mut batch = BatchPrinter::new(format, view, Spelling::default());
        for (name, query, hits) in [("a", "order", vec![samples::wire()]), ("b", "zebra", Vec::new())] {
            let total = hits.len() as u64;
            if counts {
                batch.count(&mut out, name, query, total, None).unwrap();
                continue;
            }
            let mut printer = batch.next(&mut out, name, query, total).unwrap();
            for hit in &hits {
                printer.statement(&mut out, hit).unwrap();
            }
            printer.close(&mut out, &Closing { total, ..Closing::default() }).unwrap();
        }
        batch.close(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn people_see_headings() {
        insta::assert_snapshot!(printed(Format::Human, false), @r#"
        a: order  (1 statement)

        2024-02-08  Yury Ushakov, Kremlin aide  ← TASS, published by ANI  (direct)
          “The leaders confirmed the common course towards a multipolar world order,”
          "[…]" TASS quoted him as saying. The call lasted for an hour.
          articles/call.txt  9f2c41d07ab3e815

        1 statement

        b: zebra  (0 statements)
        "#);
    }

    #[test]
    fn programs_find_the_name_in_every_record() {
        let lines = printed(Format::JsonLines, false);
        assert!(lines.starts_with(r#"{"schema":1,"name":"a","id":"9f2c41d07ab3e815","#), "{lines}");
        assert_eq!(lines.lines().count(), 1);
        let table = printed(Format::Csv, false);
        assert!(table.starts_with("name,id,date,") && table.lines().nth(1).unwrap().starts_with("a,9f2c"), "{table}");
        let document: serde_json::Value = serde_json::from_str(&printed(Format::Json, false)).unwrap();
        assert_eq!(document["queries"][0]["name"], "a");
        assert_eq!(document["queries"][0]["hits"][0]["id"], "9f2c41d07ab3e815");
        assert_eq!(document["queries"][1]["total"], 0);
    }

    #[test]
    fn counts_have_a_line_each() {
        assert_eq!(printed(Format::Human, true), "       1  a\n       0  b\n");
        assert_eq!(printed(Format::Csv, true), "name,query,total\na,order,1\nb,zebra,0\n");
        let lines = "{\"schema\":1,\"name\":\"a\",\"query\":\"order\",\"total\":1}\n\
                     {\"schema\":1,\"name\":\"b\",\"query\":\"zebra\",\"total\":0}\n";
        assert_eq!(printed(Format::JsonLines, true), lines);
        let document: serde_json::Value = serde_json::from_str(&printed(Format::Json, true)).unwrap();
        assert_eq!(document["queries"].as_array().unwrap().len(), 2);
    }
}
