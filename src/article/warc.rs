//! Crawls: WARC files (ISO 28500), one page a record, by the crate `warc`.
//!
//! The day of the crawl says nothing about the day of the article, so it is not read.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use warc::{Record, RecordType, StreamingBody, WarcHeader, WarcReader};

use super::ReadOptions;
use super::budget::Budget;
use super::reader::{self, Origin, Sink};
use crate::read::{Input, Limit, Skip, SkipReason, failure, reason_of};

/// What a WARC file begins with.
pub(super) const SIGNATURE: &[u8] = b"WARC/";

/// Header lines of one record together, in bytes; more are an attack.
const MAX_HEADER_BYTES: usize = 1 << 20;

/// Header fields of an HTTP response that are read.
const MAX_HTTP_FIELDS: usize = 256;

/// Reads the pages of a crawl; its other records (requests, pictures, errors) are counted together.
pub(super) fn read(file: &str, input: &mut dyn BufRead, options: &ReadOptions, sink: &mut Sink<'_>) {
    let Some(_open) = Open::first() else {
        let reason = SkipReason::Malformed { format: "WARC", detail: "a crawl inside a crawl".to_owned() };
        return sink(Err(Skip { path: file.to_owned(), place: None, reason }));
    };
    read_records(file, input, options, sink);
}

/// Apart, so that the megabyte of stack is taken by the one crawl that is read, and not by one that is refused, wherever the
/// compiler puts the crate's code.
#[inline(never)]
fn read_records(file: &str, input: &mut dyn BufRead, options: &ReadOptions, sink: &mut Sink<'_>) {
    let mut reader = WarcReader::new(Bounded { inner: input, header: 0 });
    let mut records = reader.stream_records();
    // A format that the user has named is that of the crawl.
    let of_pages = ReadOptions { format: None, ..options.clone() };
    let mut number = 0;
    let mut others = 0;
    while let Some(next) = records.next_item() {
        number += 1;
        let place = format!("{file}#{number}");
        match next {
            Ok(record) => match page(record, options.limits.document_bytes) {
                Ok(Some((origin, mut body))) => reader::read(&place, file, &mut body, &origin, &of_pages, sink),
                Ok(None) => others += 1,
                Err(reason) => sink(Err(Skip { path: place, place: None, reason })),
            },
            Err(error) => {
                let (reason, goes_on) = told(&error);
                sink(Err(Skip { path: place, place: None, reason }));
                if !goes_on {
                    break;
                }
            }
        }
    }
    if others > 0 {
        let reason = SkipReason::NoPages { records: others };
        sink(Err(Skip { path: file.to_owned(), place: None, reason }));
    }
}

thread_local! {
    static IS_OPEN: Cell<bool> = const { Cell::new(false) };
}

/// The crawl that this thread reads. The crate takes a megabyte of the stack for each, so there is one at a time, however
/// a second one is packed into the first.
struct Open;

impl Open {
    fn first() -> Option<Self> {
        (!IS_OPEN.replace(true)).then_some(Self)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        IS_OPEN.set(false);
    }
}

/// What an error of the crate means, and whether the next record can be found after it.
fn told(error: &warc::Error) -> (SkipReason, bool) {
    let malformed = |detail: String| SkipReason::Malformed { format: "WARC", detail };
    match error {
        warc::Error::ReadData(error) => (reason_of(error), false),
        warc::Error::MissingHeader(name) => (malformed(format!("a record without {name}")), true),
        warc::Error::MalformedHeader(name, detail) => (malformed(format!("{name}: {detail}")), true),
        warc::Error::UnexpectedEOB => (malformed("it ends inside a record".to_owned()), false),
        warc::Error::ParseHeaders(_) => (malformed("a record's header cannot be read".to_owned()), false),
        warc::Error::ReadOverflow => (malformed("a record is longer than it says".to_owned()), false),
    }
}

/// The page in a record and what is known of it; `None` for records that hold none.
fn page<R: BufRead>(
    mut record: Record<StreamingBody<'_, R>>,
    limit: Limit,
) -> Result<Option<(Origin, Input<'static>)>, SkipReason> {
    let url = field(&record, WarcHeader::TargetURI).map(|url| url.trim_matches(['<', '>', ' ']).to_owned());
    let kind = field(&record, WarcHeader::ContentType).unwrap_or_default();
    let is_http = kind.to_ascii_lowercase().starts_with("application/http");
    match record.warc_type() {
        RecordType::Response | RecordType::Resource | RecordType::Conversion => {}
        _ => return Ok(None),
    }
    let mut origin = Origin { url: url.filter(|url| url.starts_with("http")), ..Origin::default() };
    if !is_http {
        if !is_readable(&kind) {
            return Ok(None);
        }
        origin.charset = charset(&kind);
        return Ok(Some((origin, Input::of_bytes(within(limit, &mut record)?))));
    }
    let Some(head) = http_head(&mut record)? else { return Ok(None) };
    if head.status != 200 || !is_readable(&head.kind) {
        return Ok(None);
    }
    origin.charset = charset(&head.kind);
    Ok(Some((origin, decoded(within(limit, &mut record)?, &head, limit)?)))
}

/// A field of a record's header. The crate panics on one that is not UTF-8; such a one says nothing.
fn field<R: BufRead>(record: &Record<StreamingBody<'_, R>>, name: WarcHeader) -> Option<String> {
    catch_unwind(AssertUnwindSafe(|| record.header(name).map(Cow::into_owned))).ok().flatten()
}

/// All that `body` holds.
fn within(limit: Limit, body: &mut impl Read) -> Result<Vec<u8>, SkipReason> {
    let mut bytes = Vec::new();
    body.take(limit.most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| reason_of(&error))?;
    let size = bytes.len() as u64;
    if size > limit.most { Err(SkipReason::TooLarge { size, limit }) } else { Ok(bytes) }
}

/// Whether a media type is one of texts; none at all may be.
fn is_readable(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.is_empty()
        || kind.starts_with("text/") && !matches!(kind.as_str(), "text/css" | "text/javascript")
        || ["html", "xml", "json"].iter().any(|known| kind.ends_with(known))
}

/// The encoding that a media type names.
fn charset(kind: &str) -> Option<String> {
    kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The head of an HTTP response, as far as it matters.
#[derive(Debug, Default, PartialEq)]
struct HttpHead {
    status: u16,
    kind: String,
    encoding: String,
    is_chunked: bool,
}

/// Reads the head of a response up to its body; `None` where it is no response.
fn http_head(body: &mut impl Read) -> Result<Option<HttpHead>, SkipReason> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        if head.len() > MAX_HEADER_BYTES || body.read(&mut byte).map_err(|error| reason_of(&error))? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let mut fields = [httparse::EMPTY_HEADER; MAX_HTTP_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let config = {
        let mut config = httparse::ParserConfig::default();
        config.allow_spaces_after_header_name_in_responses(true);
        config.ignore_invalid_headers_in_responses(true);
        config
    };
    if config.parse_response(&mut response, &head).is_err() {
        return Ok(None);
    }
    let field = |name: &str| {
        let found = response.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        found.map(|field| String::from_utf8_lossy(field.value).trim().to_owned()).unwrap_or_default()
    };
    Ok(Some(HttpHead {
        status: response.code.unwrap_or_default(),
        kind: field("content-type"),
        encoding: field("content-encoding").to_ascii_lowercase(),
        is_chunked: field("transfer-encoding").to_ascii_lowercase().contains("chunked"),
    }))
}

/// The body as the browser saw it. Crawlers often store it decoded and leave the head as it was, so it is decoded
/// only where that works.
fn decoded(mut bytes: Vec<u8>, head: &HttpHead, limit: Limit) -> Result<Input<'static>, SkipReason> {
    if head.is_chunked
        && let Some(joined) = unpacked(chunked_transfer::Decoder::new(&bytes[..]), limit)?
    {
        bytes = joined;
    }
    let plain = match head.encoding.as_str() {
        "gzip" | "x-gzip" => unpacked(flate2::read::MultiGzDecoder::new(&bytes[..]), limit)?,
        "deflate" => match unpacked(flate2::read::ZlibDecoder::new(&bytes[..]), limit)? {
            Some(plain) => Some(plain),
            None => unpacked(flate2::read::DeflateDecoder::new(&bytes[..]), limit)?,
        },
        "br" => unpacked(brotli_decompressor::Decompressor::new(Cursor::new(&bytes[..]), 4096), limit)?,
        "zstd" => match zstd::stream::read::Decoder::new(&bytes[..]) {
            Ok(reader) => unpacked(reader, limit)?,
            Err(_) => None,
        },
        _ => None,
    };
    Ok(Input::of_bytes(plain.unwrap_or(bytes)))
}

/// All that `reader` gives, unless it is broken or empty.
///
/// # Errors
///
/// When it gives too much.
fn unpacked(reader: impl Read, limit: Limit) -> Result<Option<Vec<u8>>, SkipReason> {
    match within(limit, &mut Budget::in_force().of(reader)) {
        Ok(bytes) if !bytes.is_empty() => Ok(Some(bytes)),
        Err(reason @ SkipReason::TooLarge { .. }) => Err(reason),
        _ => Ok(None),
    }
}

/// The crate reads header lines with `read_until` and bodies with `read`: what it reads in the first way is bounded.
struct Bounded<R> {
    inner: R,
    header: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.header = 0;
        self.inner.read(buffer)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.header > MAX_HEADER_BYTES {
            let detail = format!("a header of more than {MAX_HEADER_BYTES} bytes");
            return Err(failure(SkipReason::Malformed { format: "WARC", detail }));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.header += n;
        self.inner.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, url: &str, content: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{url}>\r\nWARC-Date: 2031-01-01T00:00:00Z\r\n\
             WARC-Target-URI: {url}\r\nContent-Type: {content}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body, b"\r\n\r\n"].concat()
    }

    fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
        let body = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
        record("response", url, "application/http; msgtype=response", &body)
    }

    const PAGE: &str = "<!DOCTYPE html><html><body><article><p>\"The tide is late this year, and the ships wait for it in the bay,\" \
                        said Ada Voss, who runs the harbour.</p><p>Nobody else wanted to speak of it that day.</p></article></body></html>";

    fn found(bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        read("c.warc", &mut &bytes[..], &ReadOptions::default(), &mut |item| {
            found.push(match item {
                Ok(article) => {
                    assert!(article.text.contains("Ada Voss") && article.date.is_none());
                    format!("{} {}", article.path, article.url.unwrap_or_default())
                }
                Err(skip) => format!("{} {}", skip.path, skip.reason.code()),
            });
        });
        found
    }

    #[test]
    fn a_format_that_the_user_names_is_that_of_the_crawl() {
        let crawl = response("https://harbour.example/1", "200 OK\r\nContent-Type: text/html", PAGE.as_bytes());
        let options = ReadOptions { format: Some(super::super::Format::Warc), ..ReadOptions::default() };
        let mut found = 0;
        super::super::read_articles("-", &crawl, &options, &mut |item| found += usize::from(item.is_ok()));
        assert_eq!(found, 1);
    }

    #[test]
    fn pages_are_articles_and_all_else_is_counted() {
        let crawl = [
            record("warcinfo", "a", "application/warc-fields", b"software: x"),
            record("request", "b", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
            response("https://harbour.example/1", "200 OK\r\nContent-Type: text/html; charset=utf-8", PAGE.as_bytes()),
            response("https://harbour.example/2", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
            response("https://harbour.example/3", "404 Not Found\r\nContent-Type: text/html", PAGE.as_bytes()),
            record("resource", "https://harbour.example/4", "text/html", PAGE.as_bytes()),
        ];
        let expected = ["c.warc#3 https://harbour.example/1", "c.warc#6 https://harbour.example/4", "c.warc no-pages"];
        assert_eq!(found(&crawl.concat()), expected);
    }

    #[test]
    fn bodies_are_decoded_where_they_are_as_their_head_says() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gzip, PAGE.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        let chunked = [format!("{:x}\r\n", gzip.len()).as_bytes(), &gzip, b"\r\n0\r\n\r\n"].concat();
        let head = |more: &str| format!("200 OK\r\nContent-Type: text/html{more}");
        for (more, body) in [
            ("\r\nContent-Encoding: gzip", &gzip[..]),
            ("\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked", &chunked[..]),
            ("\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked", PAGE.as_bytes()),
        ] {
            let crawl = response("https://harbour.example/1", &head(more), body);
            assert_eq!(found(&crawl), ["c.warc#1 https://harbour.example/1"], "{more}");
        }
    }

    #[test]
    fn a_crawl_inside_a_crawl_is_named_and_costs_nothing_else() {
        let page = response("https://harbour.example/1", "200 OK\r\nContent-Type: text/html", PAGE.as_bytes());
        let mut inner = page.clone();
        for _ in 0..4 {
            inner = record("resource", "https://harbour.example/2", "text/plain", &inner);
        }
        let expected = ["c.warc#1 malformed", "c.warc#2 https://harbour.example/1"];
        assert_eq!(found(&[inner, page].concat()), expected);
    }

    #[test]
    fn an_address_that_is_no_text_costs_nothing_else() {
        let mut page = response("https://harbour.example/1", "200 OK\r\nContent-Type: text/html", PAGE.as_bytes());
        let at = page.windows(12).position(|window| window == b"URI: https:/").unwrap();
        page[at + 13] = 0xE1;
        let next = response("https://harbour.example/2", "200 OK\r\nContent-Type: text/html", PAGE.as_bytes());
        assert_eq!(found(&[page, next].concat()), ["c.warc#1 ", "c.warc#2 https://harbour.example/2"]);
    }

    #[test]
    fn a_body_that_unpacks_to_too_much_is_named() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gzip, &PAGE.repeat(100).into_bytes()).unwrap();
        let head = "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip";
        let crawl = response("https://harbour.example/1", head, &gzip.finish().unwrap());
        let mut options = ReadOptions::default();
        options.limits.document_bytes.most = 20_000;
        let mut codes = Vec::new();
        read("c.warc", &mut &crawl[..], &options, &mut |item| codes.push(item.map_err(|skip| skip.reason.code())));
        assert_eq!(codes, [Err("too-large")]);
    }

    #[test]
    fn damage_is_named_and_costs_what_follows_at_most() {
        let page = response("https://harbour.example/1", "200 OK\r\nContent-Type: text/html", PAGE.as_bytes());
        let cut = [&page[..], &page[..page.len() / 2]].concat();
        let first = "c.warc#1 https://harbour.example/1";
        assert_eq!(found(&cut)[0], first);
        assert!(found(&cut).len() > 1);
        let nameless = [b"WARC/1.0\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", &page[..]].concat();
        assert_eq!(found(&nameless), ["c.warc#1 malformed", "c.warc#2 https://harbour.example/1"]);
        let endless = [b"WARC/1.0\r\nX: ", &vec![b'x'; 3 << 20][..]].concat();
        assert_eq!(found(&endless), ["c.warc#1 malformed"]);
    }

    #[test]
    fn media_types_tell_what_can_be_read() {
        for (kind, expected) in [
            ("text/html; charset=\"koi8-r\"", true),
            ("application/rss+xml", true),
            ("", true),
            ("text/css", false),
            ("image/png", false),
        ] {
            assert_eq!(is_readable(kind), expected, "{kind}");
        }
        assert_eq!(charset("text/html; Charset=\"koi8-r\"").as_deref(), Some("koi8-r"));
    }
}
