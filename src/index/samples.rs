//! Records for tests.

use crate::article::{Date, DateSource, Dated};
use crate::statement::{ArticleRef, Context, Kind, Record, SpeakerKind, SpeakerRecord};
use crate::text::Span;

/// A record whose context is the whole text of its article and whose quote lies at `spans`.
pub(crate) fn sample(article: &str, text: &str, spans: &[(usize, usize)]) -> Record {
    let id = xxhash_rust::xxh3::xxh3_64(format!("{article} {text} {spans:?}").as_bytes());
    Record {
        id: format!("{id:016x}"),
        kind: Kind::Direct,
        spans: spans.iter().map(|&(start, end)| Span::new(start, end)).collect(),
        speaker: SpeakerRecord {
            name: Some("Yury Ushakov".to_owned()),
            mention: Some(("him".to_owned(), Span::new(0, 3))),
            role: Some("Kremlin aide".to_owned()),
            kind: Some(SpeakerKind::Person),
        },
        cue: None,
        outlets: Vec::new(),
        publisher: Some("ANI".to_owned()),
        date: Some(Dated { date: Date::of_day(jiff::civil::date(2024, 2, 8)), source: DateSource::Dateline }),
        article: ArticleRef {
            id: article.to_owned(),
            path: format!("/news/{article}.txt"),
            title: Some("A summit".to_owned()),
            author: None,
            url: None,
            lang: Some("en".to_owned()),
        },
        context: Context { start: 0, text: text.to_owned() },
        confidence: 0.8,
    }
}

/// A record whose quote is all of `text`.
pub(crate) fn quote(article: &str, text: &str) -> Record {
    sample(article, text, &[(0, text.len())])
}
