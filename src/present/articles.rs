//! Articles as they were read, before anything is looked for in them: for people a list, for programs the text and
//! all that is known about it.

use std::io::{self, Write};

use serde::Serialize;

use super::json::line;
use super::table::row;
use super::terminal::{clean, paint};
use super::{Format, SCHEMA, View};
use crate::article::Article;

const COLUMNS: [&str; 10] =
    ["id", "path", "title", "author", "url", "lang", "publisher", "date", "date_source", "text"];

#[derive(Serialize)]
struct ArticleJson<'a> {
    schema: u32,
    id: &'a str,
    path: &'a str,
    title: Option<&'a str>,
    author: Option<&'a str>,
    url: Option<&'a str>,
    lang: Option<&'a str>,
    publisher: Option<&'a str>,
    date: Option<String>,
    date_source: Option<&'static str>,
    text: &'a str,
}

/// Spells articles one after the other.
#[derive(Debug)]
pub struct ArticlePrinter {
    format: Format,
    view: View,
    printed: u64,
}

impl ArticlePrinter {
    /// A printer for `format`.
    pub fn new(format: Format, view: View) -> Self {
        Self { format, view, printed: 0 }
    }

    /// Writes one article.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn article(&mut self, out: &mut dyn Write, article: &Article) -> io::Result<()> {
        self.begin(out)?;
        self.printed += 1;
        match self.format {
            Format::Human => self.human(out, article),
            Format::JsonLines => line(out, &self.json(article)),
            Format::Json => {
                write!(out, "{}", if self.printed == 1 { "\n" } else { ",\n" })?;
                Ok(serde_json::to_writer(out, &self.json(article))?)
            }
            Format::Csv => row(out, b',', &self.cells(article)),
            Format::Tsv => row(out, b'\t', &self.cells(article)),
        }
    }

    /// Writes what comes after the last article. To be called once.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn close(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out)?;
        match self.format {
            Format::Human if self.printed > 0 => {
                let noun = if self.printed == 1 { "article" } else { "articles" };
                writeln!(out, "{} {noun}", self.printed)
            }
            Format::Json => writeln!(out, "\n],\"total\":{}}}", self.printed),
            _ => Ok(()),
        }
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            _ if self.printed > 0 => Ok(()),
            Format::Json => write!(out, "{{\"schema\":{SCHEMA},\"articles\":["),
            Format::Csv => row(out, b',', &COLUMNS.map(str::to_owned)),
            Format::Tsv => row(out, b'\t', &COLUMNS.map(str::to_owned)),
            Format::Human | Format::JsonLines => Ok(()),
        }
    }

    fn human(&self, out: &mut dyn Write, article: &Article) -> io::Result<()> {
        let palette = &self.view.palette;
        let date = article.date.map_or_else(|| "undated".to_owned(), |dated| dated.date.to_string());
        let day = date.get(..10).unwrap_or(&date);
        let title = clean(article.title.as_deref().unwrap_or("(no title)"));
        write!(out, "{day}  {}", paint(palette.heading, &title))?;
        if let Some(publisher) = &article.publisher {
            write!(out, "  ({})", paint(palette.outlet, &clean(publisher)))?;
        }
        let lang = article.lang.as_deref().unwrap_or("language unknown");
        let place = format!("{}  {lang}  {} bytes", clean(self.view.paths.show(&article.path)), article.text.len());
        writeln!(out, "\n  {}\n", paint(palette.dim, &place))
    }

    fn json<'a>(&'a self, article: &'a Article) -> ArticleJson<'a> {
        ArticleJson {
            schema: SCHEMA,
            id: article.id.as_str(),
            path: self.view.paths.show(&article.path),
            title: article.title.as_deref(),
            author: article.author.as_deref(),
            url: article.url.as_deref(),
            lang: article.lang.as_deref(),
            publisher: article.publisher.as_deref(),
            date: article.date.map(|dated| dated.date.to_string()),
            date_source: article.date.map(|dated| dated.source.name()),
            text: &article.text,
        }
    }

    fn cells(&self, article: &Article) -> [String; COLUMNS.len()] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            article.id.as_str().to_owned(),
            self.view.paths.show(&article.path).to_owned(),
            text(&article.title),
            text(&article.author),
            text(&article.url),
            text(&article.lang),
            text(&article.publisher),
            article.date.map(|dated| dated.date.to_string()).unwrap_or_default(),
            article.date.map(|dated| dated.source.name().to_owned()).unwrap_or_default(),
            article.text.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ReadOptions, read_articles};
    use crate::present::{Palette, Paths};

    fn printed(format: Format, files: &[(&str, &str)]) -> String {
        let mut out = Vec::new();
        let mut printer = ArticlePrinter::new(format, View::new(Palette::plain(), 80, Paths::default()));
        for (path, text) in files {
            read_articles(path, text.as_bytes(), &ReadOptions::default(), &mut |article| {
                printer.article(&mut out, &article.unwrap()).unwrap();
            });
        }
        printer.close(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const CALL: (&str, &str) =
        ("call.json", r#"{"id": "c", "title": "A call", "date": "2024-02-08", "text": "Tea\tis\nserved."}"#);

    #[test]
    fn people_get_a_list() {
        insta::assert_snapshot!(printed(Format::Human, &[CALL, CALL]), @r"
        2024-02-08  A call
          call.json  language unknown  14 bytes

        2024-02-08  A call
          call.json  language unknown  14 bytes

        2 articles
        ");
    }

    #[test]
    fn programs_get_the_text_and_what_is_known() {
        insta::assert_snapshot!(printed(Format::JsonLines, &[CALL]), @r#"{"schema":1,"id":"c","path":"call.json","title":"A call","author":null,"url":null,"lang":null,"publisher":null,"date":"2024-02-08","date_source":"metadata","text":"Tea\tis\nserved."}"#);
        let csv = "id,path,title,author,url,lang,publisher,date,date_source,text\n\
                   c,call.json,A call,,,,,2024-02-08,metadata,\"Tea\tis\nserved.\"\n";
        assert_eq!(printed(Format::Csv, &[CALL]), csv);
        let tsv = printed(Format::Tsv, &[CALL]);
        assert_eq!(tsv.lines().last(), Some("c\tcall.json\tA call\t\t\t\t\t2024-02-08\tmetadata\tTea\\tis\\nserved."));
    }

    #[test]
    fn a_document_is_whole_with_any_number_of_articles() {
        for n in 0..3 {
            let document: serde_json::Value = serde_json::from_str(&printed(Format::Json, &vec![CALL; n])).unwrap();
            assert_eq!((document["articles"].as_array().unwrap().len(), &document["total"]), (n, &n.into()));
        }
    }
}
