//! Articles: one text with what is known about it. Sources in, articles out.
//!
//! What an article's text is, to which all spans refer, depends on its format:
//! - Plain text: the whole file, title and date line included, without a byte order mark and with `\n` as line end. Words
//!   that a hard-wrapped text breaks at the end of a line are joined, but only those that it has in one piece elsewhere.
//! - JSON: the record's text as it stands, byte for byte. A list of paragraphs has one a line; marked-up text
//!   (`<p>`) is treated as HTML.
//! - Markdown: what follows the front matter, without markup, a blank line between blocks.
//! - Feeds: an entry's content, else its summary, as HTML is treated.
//! - CSV and TSV: the text's cell as it stands, treated as a JSON record's text.
//! - Items of agencies: the paragraphs of the body, a blank line between them, lines that were broken to fit a width
//!   joined, without slugs, notes for editors and marks such as `(MORE)`.
//! - Mail: the page or the plain part, paragraphs whole, without quoted mails, signature and footers; a saved page as HTML.
//! - Office documents and PDF: their paragraphs, a blank line between them. In PDF hyphens at line ends are gone, running
//!   heads and page numbers too, and ligatures are the letters they stand for.
//! - HTML: the main text without navigation, captions, boxes and comments, its standfirst first; a blank line between
//!   blocks, white space as one space, entities resolved. What the page says twice, such as a pull quote, is there once.
//!
//! No format changes characters: no Unicode normalisation, no straightened quotation marks. Soft hyphens are left out of
//! pages and plain text.

mod budget;
mod csv_table;
mod dates;
mod documents;
mod draft;
mod feed;
mod folder;
mod format;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod json;
mod lang;
mod limits;
mod markdown;
mod packed;
mod page;
mod plain;
mod publisher;
mod reader;
mod record;
mod warc;
mod warning;
mod wire;
mod wrapped;

pub use dates::{Date, DateSource, Dated};
pub use folder::{Folder, Folders};
pub use limits::Limits;
pub(crate) use publisher::host_of;
pub use warning::{DateFault, Warning};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::outlet::Outlets;
use crate::read::{Input, READING, Skip, SkipReason};

use budget::Budget;
use reader::Origin;

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
    /// What its source gives and was not believed.
    pub warnings: Vec<Warning>,
    /// The text that all offsets refer to.
    pub text: String,
    /// The outlets as its folder names them, where it has aliases of its own.
    pub outlets: Option<&'static Outlets>,
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
    /// How much is read before it is too much.
    pub limits: Limits,
    /// What the folder of the file knows.
    pub folder: Arc<Folder>,
}

impl ReadOptions {
    /// The same for a file of which `folder` knows something.
    #[must_use]
    pub fn within(&self, folder: Arc<Folder>) -> Self {
        Self { folder, ..self.clone() }
    }

    /// The names under which a record has `field`, where the user or the folder gives any.
    fn names_of(&self, field: RecordField) -> Vec<&str> {
        let is_named = |names: &&[(RecordField, String)]| names.iter().any(|(named, _)| *named == field);
        let names = [self.fields.as_slice(), self.folder.fields()].into_iter().find(is_named).unwrap_or_default();
        names.iter().filter(|(named, _)| *named == field).map(|(_, name)| name.as_str()).collect()
    }
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
    /// RSS, Atom or JSON Feed.
    Feed,
    /// An export of WordPress.
    Wxr,
    /// News Industry Text Format.
    Nitf,
    /// NewsML 1.
    NewsMl,
    /// NewsML-G2.
    NewsMlG2,
    /// ANPA 1312, the wire format of American agencies.
    Anpa,
    /// IPTC 7901, the wire format of European agencies.
    Iptc7901,
    /// The SGML of the Reuters-21578 collection.
    ReutersSgml,
    /// A crawl.
    Warc,
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

/// Hands every article in `bytes` (the file at `shown`) to `sink`, as [`read_stream`] does.
pub fn read_articles(shown: &str, bytes: &[u8], options: &ReadOptions, sink: &mut dyn FnMut(Result<Article, Skip>)) {
    read_stream(shown, &mut Input::of(bytes), options, sink);
}

/// Hands every article in `input` (the file at `shown`) to `sink`, or what was skipped and why.
///
/// What holds many articles is read piece by piece: memory does not grow with the file. Nothing is lost silently: a
/// file gives at least one article or one [`Skip`]. Articles of a file that holds several have the path `shown#n`,
/// those in an archive `shown!member`. A fault of this program, here or in `sink`, may cost the rest of the file, never
/// a run.
pub fn read_stream(
    shown: &str,
    input: &mut Input<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Article, Skip>),
) {
    if catch_unwind(AssertUnwindSafe(|| read_unguarded(shown, input, options, sink))).is_err() {
        sink(Err(Skip::fault(shown, READING)));
    }
}

/// As [`read_stream`], without a guard against faults of this program.
pub(crate) fn read_unguarded(
    shown: &str,
    input: &mut Input<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Article, Skip>),
) {
    Outlets::within(options.folder.outlets(), || read(shown, input, options, sink));
}

fn read(shown: &str, input: &mut Input<'_>, options: &ReadOptions, sink: &mut dyn FnMut(Result<Article, Skip>)) {
    let sink = std::cell::RefCell::new(sink);
    let found = std::cell::Cell::new(false);
    let mut hand_on = |item: Result<Article, Skip>| {
        found.set(true);
        (sink.borrow_mut())(item);
    };
    let mut member = |place: &str, name: &str, input: &mut Input<'_>| {
        reader::read(place, name, input, &Origin::default(), options, &mut hand_on);
    };
    let mut skip = |skip| {
        found.set(true);
        (sink.borrow_mut())(Err(skip));
    };
    Budget::within(&options.limits, input.counter(), |budget| {
        packed::Unpacker::new(&mut member, &mut skip, &options.limits, budget).unpack(shown, input);
    });
    if !found.get() {
        (sink.borrow_mut())(Err(Skip { path: shown.to_owned(), place: None, reason: SkipReason::NoText }));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(shown: &str, bytes: &[u8], options: &ReadOptions) -> Vec<Result<Article, Skip>> {
        let mut found = Vec::new();
        // Not by `read_articles`, which would turn a panic into a skip.
        super::read(shown, &mut Input::of(bytes), options, &mut |item| found.push(item));
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
        check_skip("a.docx", b"PK\x03\x04", "unknown-format");
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
