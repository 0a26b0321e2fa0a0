//! Statements made by hand for the tests of presenters.

use crate::answer::Hit;
use crate::article::{Date, DateSource, Dated};
use crate::statement::{ArticleRef, Context, Kind, Record, SpeakerKind, SpeakerRecord};
use crate::text::Span;

fn find(text: &str, piece: &str) -> Span {
    let start = text.find(piece).unwrap();
    Span::new(start, start + piece.len())
}

/// A wire story in which a pronoun speaks, carried by another agency.
pub(crate) fn wire() -> Hit {
    let context = "\"The leaders confirmed the common course towards a multipolar world order,\" TASS quoted him as \
                   saying. The call lasted for an hour.";
    let at = |piece: &str| find(context, piece);
    let shifted = |span: Span| Span::new(span.start + 100, span.end + 100);
    Hit {
        record: Record {
            id: "9f2c41d07ab3e815".to_owned(),
            kind: Kind::Direct,
            spans: vec![shifted(at("The leaders confirmed the common course towards a multipolar world order,"))],
            speaker: SpeakerRecord {
                name: Some("Yury Ushakov".to_owned()),
                mention: Some(("him".to_owned(), shifted(at("him")))),
                role: Some("Kremlin aide".to_owned()),
                kind: Some(SpeakerKind::Person),
            },
            cue: Some(("quoted him as saying".to_owned(), shifted(at("quoted him as saying")))),
            outlets: vec!["TASS".to_owned()],
            publisher: Some("ANI".to_owned()),
            date: Date::from_iso("2024-02-08").map(|date| Dated { date, source: DateSource::Dateline }),
            article: ArticleRef {
                id: "4be1".to_owned(),
                path: "/news/articles/call.txt".to_owned(),
                title: Some("Leaders speak by phone".to_owned()),
                author: None,
                url: Some("https://example.org/call".to_owned()),
                lang: Some("en".to_owned()),
            },
            context: Context { start: 100, text: context.to_owned() },
            confidence: 0.934,
        },
        copies: Vec::new(),
        score: Some(3.5),
        highlights: vec![at("multipolar"), at("TASS")],
        utterance: None,
        carried: None,
    }
}

/// A statement of which nothing is known but its words, hostile ones among them.
pub(crate) fn bare() -> Hit {
    let context = "Prices\twill \u{1b}[2Jfall\nsoon, it was said.";
    Hit {
        record: Record {
            id: "00000000000000aa".to_owned(),
            kind: Kind::Indirect,
            spans: vec![find(context, "Prices\twill \u{1b}[2Jfall\nsoon")],
            speaker: SpeakerRecord::default(),
            cue: None,
            outlets: Vec::new(),
            publisher: None,
            date: None,
            article: ArticleRef {
                id: "a".to_owned(),
                path: "/elsewhere/all.jsonl#7".to_owned(),
                title: None,
                author: None,
                url: None,
                lang: None,
            },
            context: Context { start: 0, text: context.to_owned() },
            confidence: 0.5,
        },
        copies: Vec::new(),
        score: None,
        highlights: Vec::new(),
        utterance: None,
        carried: None,
    }
}

/// A statement in two pieces, by a body, carried by its publisher alone.
pub(crate) fn pieces() -> Hit {
    let context = "“多极化”，外交部说，“是大势所趋。”";
    Hit {
        record: Record {
            id: "00000000000000bb".to_owned(),
            kind: Kind::Direct,
            spans: vec![find(context, "多极化"), find(context, "是大势所趋。")],
            speaker: SpeakerRecord {
                name: Some("外交部".to_owned()),
                mention: Some(("外交部".to_owned(), find(context, "外交部"))),
                role: None,
                kind: Some(SpeakerKind::Organisation),
            },
            cue: Some(("说".to_owned(), find(context, "说"))),
            outlets: Vec::new(),
            publisher: Some("Xinhua".to_owned()),
            date: Date::from_iso("2024").map(|date| Dated { date, source: DateSource::Path }),
            article: ArticleRef {
                id: "b".to_owned(),
                path: "/news/zh.txt".to_owned(),
                title: None,
                author: None,
                url: None,
                lang: Some("zh".to_owned()),
            },
            context: Context { start: 0, text: context.to_owned() },
            confidence: 0.8,
        },
        copies: Vec::new(),
        score: None,
        highlights: vec![find(context, "大势")],
        utterance: None,
        carried: None,
    }
}
