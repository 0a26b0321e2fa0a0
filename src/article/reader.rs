//! Which reader a format has: the one interface behind which all of them stand.

use std::io::BufRead;

use super::draft::Draft;
use super::format::{self, Detected};
use super::page::html;
use super::{Article, Format, ReadOptions, csv_table, documents, feed, json, markdown, plain, warc, wire};
use crate::read::{Input, Limit, Skip, SkipReason, decode, reason_of, text_stream};

/// Where the articles of a file go, and what was skipped in it.
pub(super) type Sink<'s> = dyn FnMut(Result<Article, Skip>) + 's;

/// What a reader asks for: a stream where a file may hold any number of articles, the whole where it is one document.
enum Reader {
    /// Bytes, piece by piece.
    Stream(fn(&str, &mut dyn BufRead, &ReadOptions, &mut Sink<'_>)),
    /// Text, piece by piece.
    TextStream(fn(&str, &mut dyn BufRead, &ReadOptions, &mut Sink<'_>)),
    /// All bytes.
    Bytes(fn(&str, &[u8], &ReadOptions, &mut Sink<'_>)),
    /// All of the text.
    Text(fn(&str, &str, &ReadOptions, &mut Sink<'_>)),
    /// All of the text, which is one article.
    One(fn(&str, &ReadOptions) -> Result<Draft, SkipReason>),
}

/// The reader of `format`; `is_all`: the file is small enough to be there as a whole already.
fn reader(format: Format, is_all: bool) -> Reader {
    match format {
        Format::Plain => Reader::One(|text, _| Ok(plain::read(text))),
        Format::Markdown => Reader::One(|text, options| Ok(markdown::read(text, options))),
        Format::Html => Reader::One(|text, _| html::read(text)),
        Format::Json if is_all => Reader::Text(json::read_document),
        Format::Json => Reader::TextStream(json::read_long_document),
        Format::JsonLines => Reader::TextStream(json::read_lines),
        Format::Csv => {
            Reader::TextStream(|file, text, options, sink| csv_table::read(file, text, false, options, sink))
        }
        Format::Tsv => Reader::TextStream(|file, text, options, sink| csv_table::read(file, text, true, options, sink)),
        Format::Feed => Reader::Text(feed::read),
        Format::Wxr => Reader::Text(wire::read_wxr),
        Format::Nitf => Reader::Text(wire::read_nitf),
        Format::NewsMl => Reader::Text(wire::read_newsml),
        Format::NewsMlG2 => Reader::Text(wire::read_newsml_g2),
        // They have more control characters than a text has.
        Format::Anpa => Reader::Bytes(wire::read_anpa),
        Format::Iptc7901 => Reader::Bytes(wire::read_iptc7901),
        Format::ReutersSgml => Reader::Stream(wire::read_reuters_sgml),
        Format::Warc => Reader::Stream(warc::read),
        Format::Mail => Reader::Bytes(documents::read_mail),
        Format::Mbox => Reader::Stream(documents::read_mbox),
        Format::Pdf => Reader::Bytes(documents::read_pdf),
        Format::Docx => Reader::Bytes(documents::read_docx),
        Format::Odt => Reader::Bytes(documents::read_odt),
        Format::Epub => Reader::Bytes(documents::read_epub),
    }
}

/// What a container says of an article that it holds; the article's own word goes before it.
#[derive(Debug, Default)]
pub(super) struct Origin {
    /// Where it was fetched.
    pub(super) url: Option<String>,
    /// The encoding that it was sent with.
    pub(super) charset: Option<String>,
}

/// Reads what is not packed, at the place `shown`; `name` is what its format is told by.
pub(super) fn read(
    shown: &str,
    name: &str,
    input: &mut Input<'_>,
    origin: &Origin,
    options: &ReadOptions,
    sink: &mut Sink<'_>,
) {
    if let Err(reason) = try_read(shown, name, input, origin, options, sink) {
        sink(Err(Skip { path: shown.to_owned(), place: None, reason }));
    }
}

/// As [`read`]; the error is why nothing at all could be read.
fn try_read(
    shown: &str,
    name: &str,
    input: &mut Input<'_>,
    origin: &Origin,
    options: &ReadOptions,
    sink: &mut Sink<'_>,
) -> Result<(), SkipReason> {
    let (charset, limit) = (origin.charset.as_deref(), options.limits.document_bytes);
    let Told { format, is_all, text } = told(name, input, origin, options)?;
    match reader(format, is_all) {
        Reader::Stream(read) => read(shown, input, options, sink),
        Reader::TextStream(read) => read(shown, &mut *text_stream(input, charset)?, options, sink),
        Reader::Bytes(read) => read(shown, &input.whole(limit)?, options, sink),
        Reader::Text(read) => read(shown, &whole_text(text, input, charset, limit)?, options, sink),
        Reader::One(read) => {
            let mut draft = read(&whole_text(text, input, charset, limit)?, options)?;
            draft.url = draft.url.or_else(|| origin.url.clone());
            sink(draft.finish(shown, shown.to_owned(), options));
        }
    }
    Ok(())
}

/// All of the text: what is decoded already, else all that is left of `input`.
fn whole_text(
    text: Option<String>,
    input: &mut Input<'_>,
    charset: Option<&str>,
    limit: Limit,
) -> Result<String, SkipReason> {
    match text {
        Some(text) => Ok(text),
        None => Ok(decode(&input.whole(limit)?, charset)?.text.into_owned()),
    }
}

/// How much of a file tells its format.
const TELLING_BYTES: usize = 1 << 20;

/// What the beginning of a file tells.
struct Told {
    format: Format,
    /// Whether the beginning is all of it.
    is_all: bool,
    /// All of the text, where it had to be decoded to tell.
    text: Option<String>,
}

/// The format of what comes from `input`, told by its beginning and its name.
fn told(name: &str, input: &mut Input<'_>, origin: &Origin, options: &ReadOptions) -> Result<Told, SkipReason> {
    let (head, is_all) = input.peek(TELLING_BYTES).map_err(|error| reason_of(&error))?;
    let known = |format| Told { format, is_all, text: None };
    let document = options.format.or_else(|| documents::sniff(head)).filter(|format| documents::is_document(*format));
    if let Some(format) = document {
        return Ok(known(format));
    }
    if let Some(name) = format::binary(name, head) {
        return Err(SkipReason::UnknownFormat(name));
    }
    if let Some(format) = options.format.or_else(|| format::by_bytes(head)) {
        return Ok(known(format));
    }
    // A character must not be cut in two.
    let lines = head.iter().rposition(|byte| *byte == b'\n').map_or(head, |end| &head[..=end]);
    let (detected, text) = match decode(if is_all { head } else { lines }, origin.charset.as_deref()) {
        Ok(decoded) => (format::detect(name, &decoded.text), is_all.then(|| decoded.text.into_owned())),
        // A picture is an unknown format rather than bad text.
        Err(reason) => match format::detect(name, "") {
            Detected::Known(_) => return Err(reason),
            unknown @ Detected::Unknown(_) => (unknown, None),
        },
    };
    match detected {
        Detected::Known(format) => Ok(Told { format, is_all, text }),
        Detected::Unknown(name) => Err(SkipReason::UnknownFormat(name)),
    }
}
