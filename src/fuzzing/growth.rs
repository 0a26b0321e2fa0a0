//! Work grows with the input, not faster: repetition is what finds a loop inside a loop.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use super::extraction::article;
use crate::article::{Format, ReadOptions, read_articles};
use crate::statement::extract;

/// What is repeated.
const PIECES: [&str; 30] = [
    "\"",
    "“",
    "”",
    "«",
    "'",
    "(",
    ")",
    "said ",
    "he said, ",
    "according to ",
    "Ann Lee ",
    "Ann Lee said. ",
    "“Yes,” said Ann Lee. ",
    "\"Yes\" ",
    "x",
    "X",
    "\n",
    "\n\n",
    "\u{301}",
    "e\u{301}",
    "-",
    "— ",
    "1",
    "1. ",
    ". ",
    ", ",
    "多",
    "заявил ",
    "AB (AB) ",
    "“a\n\n",
];

/// Grows four times: something quadratic takes sixteen times as long, and is told from what is linear even where other work runs beside.
const FACTOR: usize = 4;
const MOST_TIMES: u32 = 10;

/// Less time says nothing.
const SHORT: Duration = Duration::from_millis(40);

/// Something that is done with a text.
type Work = (&'static str, fn(&str));

fn read(format: Format, text: &str) {
    let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
    read_articles("a", text.as_bytes(), &options, &mut |_| ());
}

const EXTRACTION: [Work; 4] = [
    ("English", |text| drop(extract(&article(text, Some("en"))))),
    ("Russian", |text| drop(extract(&article(text, Some("ru"))))),
    ("Chinese", |text| drop(extract(&article(text, Some("zh"))))),
    ("German", |text| drop(extract(&article(text, Some("de"))))),
];

const READING: [Work; 9] = [
    ("plain", |text| read(Format::Plain, text)),
    ("Markdown", |text| read(Format::Markdown, text)),
    ("a page", |text| read(Format::Html, text)),
    ("JSON", |text| read(Format::Json, text)),
    ("CSV", |text| read(Format::Csv, text)),
    ("a feed", |text| read(Format::Feed, text)),
    ("NITF", |text| read(Format::Nitf, text)),
    ("SGML", |text| read(Format::ReutersSgml, text)),
    ("a mail", |text| read(Format::Mail, text)),
];

/// Marks of formats, which readers loop over.
const MARKS: [&str; 22] = [
    "<",
    ">",
    "<p>",
    "<b>a",
    "</b>",
    "<div>a</div>",
    "<p a=",
    "<script>",
    "<!--",
    "&amp;",
    "&",
    "{\"a\":",
    "[",
    "[]",
    "{}",
    "*a",
    "_",
    "`",
    "> ",
    "- a\n",
    "[a](b) ",
    "a,\"b\n",
];

fn took(work: fn(&str), text: &str) -> Duration {
    let begun = spent();
    work(text);
    spent().saturating_sub(begun)
}

/// How long this thread has worked; where the system does not say, how late it is.
fn spent() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let worked = told.and_then(|told| told.split(' ').next()?.parse().ok());
    worked.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Whether `work` on `bytes` of `piece` takes no more than its share of what it takes on a quarter of them.
fn is_linear(work: fn(&str), piece: &str, bytes: usize) -> bool {
    let text = |bytes: usize| piece.repeat(bytes / piece.len());
    let (short, long) = (text(bytes / FACTOR), text(bytes));
    // Noise makes a run longer, never shorter.
    (0..3).any(|_| {
        let much = took(work, &long);
        much < SHORT || much < took(work, &short) * MOST_TIMES
    })
}

fn check(works: &[Work], pieces: &[&str], bytes: usize) {
    let mut slow = Vec::new();
    for (name, work) in works {
        for piece in pieces {
            if !is_linear(*work, piece, bytes) {
                let times = [bytes / 4, bytes].map(|bytes| took(*work, &piece.repeat(bytes / piece.len())));
                slow.push(format!("{name}: {piece:?} {times:?}"));
            }
        }
    }
    assert!(slow.is_empty(), "on {bytes} bytes: {slow:#?}");
}

#[test]
fn extraction_takes_time_with_the_length_of_a_text() {
    check(&EXTRACTION, &PIECES, 64 * 1024);
}

#[test]
fn reading_takes_time_with_the_length_of_a_file() {
    check(&READING, &PIECES, 128 * 1024);
    check(&READING, &MARKS, 128 * 1024);
}

#[test]
#[ignore = "takes minutes"]
fn a_megabyte_of_anything_takes_time_with_its_length() {
    let all: Vec<Work> = EXTRACTION.into_iter().chain(READING).collect();
    check(&all, &[&PIECES[..], &MARKS].concat(), 1 << 20);
}
