//! Articles: one text with what is known about it. Sources in, articles out.
//!
//! What an article's text is, to which all spans refer, depends on its format:
//! - Plain text: the whole file, title and date line included, without a byte order mark and with `\n` as line end.
//! - JSON: the record's text as it stands, byte for byte. A list of paragraphs has one a line; marked-up text
//!   (`<p>`) is treated as HTML.
//! - Markdown: what follows the front matter, without markup, a blank line between blocks.
//! - Feeds: an entry's content, else its summary, as HTML is treated.
//! - CSV and TSV: the text's cell as it stands, treated as a JSON record's text.
//! - Mail: the page or the plain part, paragraphs whole, without quoted mails, signature and footers; a saved page as HTML.
//! - Office documents and PDF: their paragraphs, a blank line between them. In PDF hyphens at line ends are gone, running
//!   heads and page numbers too, and ligatures are the letters they stand for.
//! - HTML: the main text without navigation and comments, a blank line between blocks, white space as one space,
//!   entities resolved.
//!
//! No format changes characters: no Unicode normalisation, no straightened quotation marks.

mod csv_table;
mod date;
mod date_parse;
mod date_tokens;
mod dating;
mod documents;
mod draft;
mod feed;
mod format;
mod html;
mod html_text;
mod json;
mod lang;
mod markdown;
mod month;
mod nesting;
mod packed;
mod page_facts;
mod plain;
mod publisher;
mod record;
mod time_parse;

pub use date::{Date, DateSource, Dated};
pub(crate) use publisher::host_of;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::read::{READING, Skip, SkipReason, decode};

use format::Detected;

/// Identity of an article: its own `id` where the source gives one, else a hash of title and text.
///
/// It depends neither on where the file lies nor on the run, so moving a folder changes no id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(String);

impl ArticleId {
    /// The id that a record carries itself.
    pub fn given(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id of an article whose source names none: 16 hexadecimal digits from its title and text.
    pub fn of_content(title: Option<&str>, text: &str) -> Self {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        hasher.update(title.unwrap_or_default().as_bytes());
        hasher.update(&[0]);
        hasher.update(text.as_bytes());
        Self(format!("{:016x}", hasher.digest()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ArticleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One article. All spans that are made from it are byte offsets into `text`, which never changes
/// after the article was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its identity.
    pub id: ArticleId,
    /// Where it was read: `path`, or `path#n` inside a file that holds several (counted from 1).
    pub path: String,
    /// Headline.
    pub title: Option<String>,
    /// Byline.
    pub author: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// ISO 639-1 code, recognised from the text when the source does not say.
    pub lang: Option<String>,
    /// Who published it, by canonical name when the outlet table knows it.
    pub publisher: Option<String>,
    /// When it was published, and how that is known.
    pub date: Option<Dated>,
    /// The text that all offsets refer to.
    pub text: String,
}

impl Article {
    /// Hash of the text, to tell later whether the source still holds the same words.
    pub fn text_hash(&self) -> u64 {
        xxhash_rust::xxh3::xxh3_64(self.text.as_bytes())
    }
}

/// How articles are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Names of record fields given by the user: (`text`, `inhalt`) reads the text from `inhalt`.
    pub fields: Vec<(RecordField, String)>,
    /// The format, where it is known without looking (`--input-format`).
    pub format: Option<Format>,
    /// The day of the run: dates after the next day are not believed. `None` believes all.
    pub today: Option<jiff::civil::Date>,
}

/// A fact of an article that a record holds under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordField {
    /// The text.
    Text,
    /// Headline.
    Title,
    /// Publication date.
    Date,
    /// Who published it.
    Publisher,
    /// Byline.
    Author,
    /// Web address.
    Url,
    /// Identity.
    Id,
    /// Language.
    Lang,
}

/// A format that articles are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text as agencies write it.
    Plain,
    /// Markdown, with front matter or without.
    Markdown,
    /// A web page.
    Html,
    /// One record or an array of them.
    Json,
    /// One record a line.
    JsonLines,
    /// A table with a header, its cells parted by commas, semicolons or other marks.
    Csv,
    /// A table with a header, its cells parted by tabs.
    Tsv,
    /// RSS or Atom.
    Feed,
    /// A mail, or a page that a browser saved to one file (MHTML), which has the form of one.
    Mail,
    /// Mails, one after the other.
    Mbox,
    /// PDF.
    Pdf,
    /// A document of Word (DOCX).
    Docx,
    /// A text of `LibreOffice` (ODT).
    Odt,
    /// An electronic book (EPUB).
    Epub,
}

/// Hands every article in `bytes` (the file at `shown`) to `sink`, or what was skipped and why.
///
/// Nothing is lost silently: a file gives at least one article or one [`Skip`]. Articles of a file that holds several
/// have the path `shown#n`, those in an archive `shown!member`. A fault of this program, here or in `sink`, may cost the rest of the file, never a run.
pub fn read_articles(shown: &str, bytes: &[u8], options: &ReadOptions, sink: &mut dyn FnMut(Result<Article, Skip>)) {
    if catch_unwind(AssertUnwindSafe(|| read(shown, bytes, options, sink))).is_err() {
        sink(Err(Skip::fault(shown, READING)));
    }
}

fn read(shown: &str, bytes: &[u8], options: &ReadOptions, sink: &mut dyn FnMut(Result<Article, Skip>)) {
    let Some(packing) = packed::packing(bytes) else {
        return read_plain(shown, shown, bytes, options, sink);
    };
    let sink = std::cell::RefCell::new(sink);
    let found = std::cell::Cell::new(false);
    let mut hand_on = |item: Result<Article, Skip>| {
        found.set(true);
        (sink.borrow_mut())(item);
    };
    let mut member = |place: &str, name: &str, bytes: &[u8]| read_plain(place, name, bytes, options, &mut hand_on);
    let mut skip = |skip| {
        found.set(true);
        (sink.borrow_mut())(Err(skip));
    };
    packed::Unpacker::new(bytes.len(), &mut member, &mut skip).unpack(shown, shown, bytes, packing);
    if !found.get() {
        (sink.borrow_mut())(Err(Skip { path: shown.to_owned(), place: None, reason: SkipReason::NoText }));
    }
}

/// Reads what is not packed; `name` is what its format is told by.
fn read_plain(
    shown: &str,
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Article, Skip>),
) {
    let skip = |reason| Err(Skip { path: shown.to_owned(), place: None, reason });
    if let Some(read) = options.format.or_else(|| documents::sniff(bytes)).and_then(documents::reader) {
        return read(shown, bytes, options, sink);
    }
    if let Some(name) = format::binary(name, bytes) {
        return sink(skip(SkipReason::UnknownFormat(name)));
    }
    // What the name rules out need not be decoded: a picture is an unknown format rather than bad text.
    let decoded = match decode(bytes, None) {
        Ok(decoded) => decoded,
        Err(reason) => {
            let unknown =
                options.format.is_none().then(|| format::detect(name, "")).and_then(|detected| match detected {
                    Detected::Unknown(name) => Some(SkipReason::UnknownFormat(name)),
                    Detected::Known(_) => None,
                });
            return sink(skip(unknown.unwrap_or(reason)));
        }
    };
    let text = &*decoded.text;
    let format = match options.format.map_or_else(|| format::detect(name, text), Detected::Known) {
        Detected::Known(format) => format,
        Detected::Unknown(name) => return sink(skip(SkipReason::UnknownFormat(name))),
    };
    let draft = match format {
        Format::Json => return json::read_document(shown, text, options, sink),
        Format::JsonLines => return json::read_lines(shown, text, options, sink),
        Format::Feed => return feed::read(shown, text, options, sink),
        Format::Csv | Format::Tsv => return csv_table::read(shown, text, format == Format::Tsv, options, sink),
        Format::Plain => Ok(plain::read(text)),
        Format::Markdown => Ok(markdown::read(text, options)),
        Format::Html => html::read(text),
        // Were read above.
        Format::Mail | Format::Mbox | Format::Pdf | Format::Docx | Format::Odt | Format::Epub => {
            Err(SkipReason::Fault(READING))
        }
    };
    sink(match draft {
        Ok(draft) => draft.finish(shown, shown.to_owned(), options),
        Err(reason) => skip(reason),
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(shown: &str, bytes: &[u8], options: &ReadOptions) -> Vec<Result<Article, Skip>> {
        let mut found = Vec::new();
        // Not by `read_articles`, which would turn a panic into a skip.
        super::read(shown, bytes, options, &mut |item| found.push(item));
        found
    }

    fn check_skip(shown: &str, bytes: &[u8], code: &str) {
        match read(shown, bytes, &ReadOptions::default()).as_slice() {
            [Err(skip)] => assert_eq!((skip.path.as_str(), skip.reason.code()), (shown, code)),
            other => panic!("{shown}: {other:?}"),
        }
    }

    #[test]
    fn an_agency_text_is_an_article() {
        let text = "Leaders agree on grain deal\r\nFeb 08, 2024\r\nBeijing, February 8: The leaders agreed, TASS reported.\r\n";
        let found = read("/a/001.txt", text.as_bytes(), &ReadOptions::default());
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(article.path, "/a/001.txt");
        assert_eq!(article.title.as_deref(), Some("Leaders agree on grain deal"));
        assert_eq!(
            article.date.map(|dated| (dated.date.to_string(), dated.source)),
            Some(("2024-02-08".to_owned(), DateSource::Text))
        );
        assert_eq!(article.lang.as_deref(), Some("en"));
        assert_eq!((article.publisher.as_deref(), article.text.contains('\r')), (None, false));
    }

    #[test]
    fn a_record_keeps_its_id_and_text() {
        let json =
            br#"{"id": 17, "text": "Text.\r\n", "date": "2024-02-08", "source": "ITAR", "url": "https://tass.com/a"}"#;
        let found = read("a.json", json, &ReadOptions::default());
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((article.id.as_str(), article.text.as_str()), ("17", "Text.\r\n"));
    }

    #[test]
    fn what_is_not_read_is_named() {
        check_skip("a.pdf", b"%PDF-1.7 \0\0", "malformed");
        check_skip("a.csv", b"a,b", "no-text");
        check_skip("a.docx", b"PK\x03\x04", "malformed");
        check_skip("a.zip", b"PK\x03\x04", "malformed");
        check_skip("a.gz", b"\x1F\x8B\x08", "malformed");
        check_skip("a.dat", &[0, 159, 146, 150], "unknown-format");
        check_skip("a.txt", &[0, 159, 146, 150], "binary");
        check_skip("a.txt", b"", "no-text");
        check_skip("a.html", b"", "no-text");
        check_skip("a.json", b"{", "malformed");
        check_skip("a.jsonl", b"", "no-text");
        check_skip("a.md", b"---\ntitle: x\n---\n", "no-text");
    }

    #[test]
    fn a_fault_costs_the_rest_of_the_file_and_is_named() {
        let mut found = Vec::new();
        let lines = b"{\"text\": \"A\"}\n{\"text\": \"B\"}\n{\"text\": \"C\"}\n";
        read_articles("a.jsonl", lines, &ReadOptions::default(), &mut |item| {
            assert!(item.as_ref().map_or(true, |article| article.text != "B"), "as a fault would");
            found.push(item.map(|article| article.text));
        });
        assert_eq!(found, [Ok("A".to_owned()), Err(Skip::fault("a.jsonl", READING))]);
    }

    #[test]
    fn a_format_that_the_user_names_goes_before_the_files_name() {
        let options = ReadOptions { format: Some(Format::JsonLines), ..ReadOptions::default() };
        assert!(read("-", b"{\"text\": \"A\"}", &options)[0].is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_give_something_and_no_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            name in proptest::sample::select(vec!["a", "a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.gz"]),
        ) {
            prop_assert!(!read(name, &bytes, &ReadOptions::default()).is_empty());
        }

        #[test]
        fn any_text_gives_something_and_no_panic(
            text in "[<>{}\\[\\]\":,/.()&;#*_ \n\r0-9a-zÀ-ÿа-я–—年月日\u{301}-]{0,200}",
            name in proptest::sample::select(vec!["a", "a.txt", "a.md", "a.html", "a.json", "a.jsonl", "2024-02-30.txt"]),
        ) {
            prop_assert!(!read(name, text.as_bytes(), &ReadOptions::default()).is_empty());
        }
    }
}
