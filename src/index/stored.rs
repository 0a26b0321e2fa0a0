//! The bytes in which records, articles and skipped files are kept in the document store.
//!
//! Own structs, apart from the core types, so that a change there shows here as a change of the
//! format. The encoding is postcard; the store compresses blocks of many records.

use std::borrow::Cow;

use super::near::Prints;
use super::{ArticleEntry, ClusterId};
use crate::article::{Date, DateSource, Dated, Limits};
use crate::read::{EXTRACTING, ItemKind, Limit, READING, Skip, SkipReason};
use crate::statement::{ArticleRef, Context, Kind, Record, SpeakerKind, SpeakerRecord};
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// A piece of text and where it begins in the article; it ends where the piece ends.
type Placed<'a> = (Cow<'a, str>, usize);

#[derive(Serialize, Deserialize)]
struct StoredRecord<'a> {
    id: Cow<'a, str>,
    kind: u8,
    /// Start and length of each piece, starts counted from the one before.
    spans: Vec<(usize, usize)>,
    speaker: Option<Cow<'a, str>>,
    mention: Option<Placed<'a>>,
    role: Option<Cow<'a, str>>,
    speaker_kind: Option<u8>,
    cue: Option<Placed<'a>>,
    outlets: Vec<Cow<'a, str>>,
    publisher: Option<Cow<'a, str>>,
    date: Option<StoredDate<'a>>,
    article: Cow<'a, str>,
    path: Cow<'a, str>,
    title: Option<Cow<'a, str>>,
    author: Option<Cow<'a, str>>,
    url: Option<Cow<'a, str>>,
    lang: Option<Cow<'a, str>>,
    context_start: usize,
    context: Cow<'a, str>,
    confidence: f32,
}

#[derive(Serialize, Deserialize)]
struct StoredDate<'a> {
    iso: Cow<'a, str>,
    source: u8,
}

#[derive(Serialize, Deserialize)]
struct StoredArticle<'a> {
    id: Cow<'a, str>,
    path: Cow<'a, str>,
    source: Cow<'a, str>,
    title: Option<Cow<'a, str>>,
    publisher: Option<Cow<'a, str>>,
    date: Option<StoredDate<'a>>,
    text_hash: u64,
    facts_hash: u64,
    statements: u64,
    url: Option<Cow<'a, str>>,
    copy_of: Option<Cow<'a, str>>,
    cluster: Option<u64>,
}

/// One skip: its path, place and reason as code, words and sizes.
#[derive(Serialize, Deserialize)]
struct StoredSkip<'a> {
    path: Cow<'a, str>,
    place: Option<(usize, usize)>,
    code: Cow<'a, str>,
    words: Cow<'a, str>,
    format: Cow<'a, str>,
    sizes: (u64, u64),
}

/// Why stored bytes do not give what was stored.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoredError {
    /// The encoding is broken.
    #[error("stored record cannot be decoded")]
    Encoding(#[from] postcard::Error),
    /// A value is none of those that are written.
    #[error("stored record holds an unknown {0}")]
    Value(&'static str),
}

/// The bytes of `record`. The quote is not among them: context and spans give it back.
pub(super) fn encode_record(record: &Record) -> Result<Vec<u8>, StoredError> {
    let mut before = 0;
    let spans = record.spans.iter().map(|span| {
        let start = span.start.wrapping_sub(before);
        before = span.start;
        (start, span.len())
    });
    let stored = StoredRecord {
        id: (&record.id).into(),
        kind: number_of(&record.kind, &Kind::ALL),
        spans: spans.collect(),
        speaker: borrow(record.speaker.name.as_ref()),
        mention: record.speaker.mention.as_ref().map(place),
        role: borrow(record.speaker.role.as_ref()),
        speaker_kind: record.speaker.kind.map(|kind| number_of(&kind, &SpeakerKind::ALL)),
        cue: record.cue.as_ref().map(place),
        outlets: record.outlets.iter().map(Cow::from).collect(),
        publisher: borrow(record.publisher.as_ref()),
        date: record.date.map(store_date),
        article: (&record.article.id).into(),
        path: (&record.article.path).into(),
        title: borrow(record.article.title.as_ref()),
        author: borrow(record.article.author.as_ref()),
        url: borrow(record.article.url.as_ref()),
        lang: borrow(record.article.lang.as_ref()),
        context_start: record.context.start,
        context: (&record.context.text).into(),
        confidence: record.confidence,
    };
    Ok(postcard::to_stdvec(&stored)?)
}

/// The record that [`encode_record`] made `bytes` from.
pub(super) fn decode_record(bytes: &[u8]) -> Result<Record, StoredError> {
    let stored: StoredRecord<'_> = postcard::from_bytes(bytes)?;
    let mut before = 0usize;
    let mut spans = Vec::with_capacity(stored.spans.len());
    for (start, length) in stored.spans {
        let start = before.wrapping_add(start);
        before = start;
        let end = start.checked_add(length).ok_or(StoredError::Value("span"))?;
        spans.push(Span::new(start, end));
    }
    Ok(Record {
        id: stored.id.into_owned(),
        kind: nth(stored.kind, &Kind::ALL, "kind")?,
        spans,
        speaker: SpeakerRecord {
            name: own(stored.speaker),
            mention: stored.mention.map(placed).transpose()?,
            role: own(stored.role),
            kind: stored.speaker_kind.map(|kind| nth(kind, &SpeakerKind::ALL, "speaker type")).transpose()?,
        },
        cue: stored.cue.map(placed).transpose()?,
        outlets: stored.outlets.into_iter().map(Cow::into_owned).collect(),
        publisher: own(stored.publisher),
        date: stored.date.as_ref().map(load_date).transpose()?,
        article: ArticleRef {
            id: stored.article.into_owned(),
            path: stored.path.into_owned(),
            title: own(stored.title),
            author: own(stored.author),
            url: own(stored.url),
            lang: own(stored.lang),
        },
        context: Context { start: stored.context_start, text: stored.context.into_owned() },
        confidence: stored.confidence,
    })
}

/// The bytes of an article's entry.
pub(super) fn encode_article(entry: &ArticleEntry) -> Result<Vec<u8>, StoredError> {
    let stored = StoredArticle {
        id: (&entry.id).into(),
        path: (&entry.path).into(),
        source: (&entry.source).into(),
        title: borrow(entry.title.as_ref()),
        publisher: borrow(entry.publisher.as_ref()),
        date: entry.date.map(store_date),
        text_hash: entry.text_hash,
        facts_hash: entry.facts_hash,
        statements: entry.statements,
        url: borrow(entry.url.as_ref()),
        copy_of: borrow(entry.copy_of.as_ref()),
        cluster: entry.cluster.map(|cluster| cluster.0),
    };
    Ok(postcard::to_stdvec(&stored)?)
}

/// The entry that [`encode_article`] made `bytes` from, without its prints: they stand in columns.
pub(super) fn decode_article(bytes: &[u8]) -> Result<ArticleEntry, StoredError> {
    let stored: StoredArticle<'_> = postcard::from_bytes(bytes)?;
    Ok(ArticleEntry {
        id: stored.id.into_owned(),
        path: stored.path.into_owned(),
        source: stored.source.into_owned(),
        title: own(stored.title),
        publisher: own(stored.publisher),
        date: stored.date.as_ref().map(load_date).transpose()?,
        text_hash: stored.text_hash,
        facts_hash: stored.facts_hash,
        statements: stored.statements,
        url: own(stored.url),
        copy_of: own(stored.copy_of),
        cluster: stored.cluster.map(ClusterId),
        prints: Prints::default(),
    })
}

/// The bytes of what was skipped in one file.
pub(super) fn encode_skips(skips: &[Skip]) -> Result<Vec<u8>, StoredError> {
    let stored: Vec<StoredSkip<'_>> = skips.iter().map(store_skip).collect();
    Ok(postcard::to_stdvec(&stored)?)
}

/// The skips that [`encode_skips`] made `bytes` from.
pub(super) fn decode_skips(bytes: &[u8]) -> Result<Vec<Skip>, StoredError> {
    let stored: Vec<StoredSkip<'_>> = postcard::from_bytes(bytes)?;
    Ok(stored.into_iter().map(load_skip).collect())
}

fn store_skip(skip: &Skip) -> StoredSkip<'_> {
    let (words, format, sizes): (Cow<'_, str>, &str, (u64, u64)) = match &skip.reason {
        SkipReason::Unreadable(words) | SkipReason::UnknownFormat(words) => (words.into(), "", (0, 0)),
        SkipReason::TooLarge { size, limit } => ("".into(), limit.name, (*size, limit.most)),
        SkipReason::NoPages { records } => ("".into(), "", (*records, 0)),
        SkipReason::Malformed { format, detail } => (detail.into(), format, (0, 0)),
        SkipReason::Binary | SkipReason::NoText | SkipReason::NoEntries | SkipReason::NotAnArticle(_) => {
            ("".into(), "", (0, 0))
        }
        SkipReason::Fault(action) => ((*action).into(), "", (0, 0)),
    };
    StoredSkip {
        path: (&skip.path).into(),
        place: skip.place,
        code: skip.reason.code().into(),
        words,
        format: format.into(),
        sizes,
    }
}

fn load_skip(stored: StoredSkip<'_>) -> Skip {
    let words = stored.words.into_owned();
    let reason = match &*stored.code {
        "unreadable" => SkipReason::Unreadable(words),
        "unknown-format" => SkipReason::UnknownFormat(words),
        "binary" => SkipReason::Binary,
        "too-large" => {
            let limit = Limits::named(&stored.format).unwrap_or(Limit::DOCUMENT_BYTES);
            SkipReason::TooLarge { size: stored.sizes.0, limit: Limit { most: stored.sizes.1, ..limit } }
        }
        "no-pages" => SkipReason::NoPages { records: stored.sizes.0 },
        "no-text" => SkipReason::NoText,
        "no-entries" => SkipReason::NoEntries,
        "fault" => SkipReason::Fault(if words == READING { READING } else { EXTRACTING }),
        code => match ItemKind::from_code(code) {
            Some(kind) => SkipReason::NotAnArticle(kind),
            None => SkipReason::Malformed { format: format_name(&stored.format), detail: words },
        },
    };
    Skip { path: stored.path.into_owned(), place: stored.place, reason }
}

/// Names of formats are static in a [`SkipReason`].
fn format_name(name: &str) -> &'static str {
    const NAMES: [&str; 16] = [
        "article",
        "HTML",
        "JSON",
        "CSV",
        "feed",
        "NITF",
        "NewsML",
        "NewsML-G2",
        "WXR",
        "SGML",
        "ANPA 1312",
        "WARC",
        "gzip",
        "zstd",
        "zip",
        "tar",
    ];
    NAMES.into_iter().find(|known| *known == name).unwrap_or("file")
}

fn store_date(dated: Dated) -> StoredDate<'static> {
    StoredDate { iso: dated.date.to_string().into(), source: number_of(&dated.source, &DateSource::ALL) }
}

fn load_date(stored: &StoredDate<'_>) -> Result<Dated, StoredError> {
    let date = Date::from_iso(&stored.iso).ok_or(StoredError::Value("date"))?;
    Ok(Dated { date, source: nth(stored.source, &DateSource::ALL, "date source")? })
}

fn place((text, span): &(String, Span)) -> Placed<'_> {
    (text.into(), span.start)
}

fn placed((text, start): Placed<'_>) -> Result<(String, Span), StoredError> {
    let end = start.checked_add(text.len()).ok_or(StoredError::Value("span"))?;
    Ok((text.into_owned(), Span::new(start, end)))
}

fn borrow(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(Cow::from)
}

fn own(text: Option<Cow<'_, str>>) -> Option<String> {
    text.map(Cow::into_owned)
}

fn number_of<T: PartialEq>(value: &T, all: &[T]) -> u8 {
    let number = all.iter().position(|one| one == value).unwrap_or(all.len());
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn nth<T: Copy>(number: u8, all: &[T], what: &'static str) -> Result<T, StoredError> {
    all.get(usize::from(number)).copied().ok_or(StoredError::Value(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::samples::sample;

    #[test]
    fn a_record_comes_back_as_it_was() {
        let mut record = sample("a", "“We want a fair world,” he said. “Now.”", &[(3, 22), (36, 39)]);
        record.cue = Some(("he said".to_owned(), Span::new(27, 34)));
        record.outlets = vec!["TASS".to_owned()];
        assert_eq!(decode_record(&encode_record(&record).unwrap()).unwrap(), record);
    }

    #[test]
    fn an_article_comes_back_as_it_was() {
        let entry = ArticleEntry {
            id: "17".to_owned(),
            path: "/a.jsonl#2".to_owned(),
            source: "/a.jsonl".to_owned(),
            title: None,
            publisher: Some("ANI".to_owned()),
            url: None,
            date: None,
            text_hash: 7,
            facts_hash: 8,
            statements: 9,
            copy_of: Some("/b.txt".to_owned()),
            cluster: Some(ClusterId(u64::MAX)),
            prints: Prints::default(),
        };
        assert_eq!(decode_article(&encode_article(&entry).unwrap()).unwrap(), entry);
    }

    #[test]
    fn broken_bytes_are_an_error() {
        assert!(decode_record(&[1, 2, 3]).is_err());
        assert!(decode_article(&[9]).is_err());
    }

    #[test]
    fn skips_keep_path_place_and_reason() {
        let skips = [
            SkipReason::Unreadable("permission denied".to_owned()),
            SkipReason::UnknownFormat("docx".to_owned()),
            SkipReason::Binary,
            SkipReason::TooLarge { size: 9, limit: Limit { name: "text-bytes", most: 8 } },
            SkipReason::NoPages { records: 3 },
            SkipReason::Malformed { format: "WARC", detail: "x".to_owned() },
            SkipReason::Malformed { format: "JSON", detail: "expected `:`".to_owned() },
            SkipReason::NoText,
            SkipReason::NoEntries,
            SkipReason::NotAnArticle(ItemKind::Package),
        ]
        .map(|reason| Skip { path: "/a/b.json#2".to_owned(), place: Some((3, 7)), reason });
        assert_eq!(decode_skips(&encode_skips(&skips).unwrap()).unwrap(), skips);
    }
}
