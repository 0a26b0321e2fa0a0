//! Statements, an index and a model for the tests of the view.

use std::sync::Arc;

use dixit::answer::Hit;
use dixit::article::{Date, DateSource, Dated};
use dixit::error::Error;
use dixit::index::{BuildRequest, Index, Pace, build};
use dixit::present::{Palette, Paths, View};
use dixit::statement::{ArticleRef, Context, Kind, Record, SpeakerKind, SpeakerRecord};
use dixit::text::Span;

use super::{Opened, Setup};

/// Colours would not be seen in a snapshot.
pub(crate) fn view() -> View {
    View::new(Palette::plain(), 80, Paths::below("/news"))
}

/// The statement `words` of an article with that `text`.
pub(crate) fn said(text: &str, words: &str) -> Record {
    let start = text.find(words).unwrap();
    let span = Span::new(start, start + words.len());
    Record {
        id: format!("{start:016x}"),
        kind: Kind::Direct,
        spans: vec![span],
        speaker: SpeakerRecord {
            name: Some("Anna Berg".to_owned()),
            mention: None,
            role: Some("minister of ports".to_owned()),
            kind: Some(SpeakerKind::Person),
        },
        cue: None,
        outlets: vec!["TASS".to_owned()],
        publisher: Some("ANI".to_owned()),
        date: Date::from_iso("2024-02-08").map(|date| Dated { date, source: DateSource::Metadata }),
        article: ArticleRef {
            id: "a".to_owned(),
            path: "/news/a.md".to_owned(),
            title: Some("Harbour stays open".to_owned()),
            author: None,
            url: None,
            lang: Some("en".to_owned()),
        },
        context: Context { start, text: words.to_owned() },
        confidence: 0.9,
    }
}

/// A statement of its own article.
pub(crate) fn hit(id: &str, words: &str) -> Hit {
    let mut record = said(words, words);
    id.clone_into(&mut record.id);
    record.article.id = format!("article-{id}");
    record.article.path = format!("/news/{id}.md");
    Hit::of(record, Vec::new())
}

/// A folder with an index of a few invented articles, and what the view needs of the program.
pub(crate) fn setup() -> (tempfile::TempDir, Arc<Setup>) {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().join("news");
    std::fs::create_dir(&news).unwrap();
    for number in 1..=3 {
        let text = format!(
            "---\ntitle: Ports {number}\ndate: 2024-02-0{number}\npublisher: ANI\n---\n\n\"Harbour {number} stays \
             open,\" said Anna Berg.\n\n\"I doubt that of harbour {number},\" said Jonas Lund.\n"
        );
        std::fs::write(news.join(format!("{number}.md")), text).unwrap();
    }
    let place = folder.path().join("index");
    let request = BuildRequest { roots: vec![news], ..BuildRequest::default() };
    build(&place, &request, &|_| Pace::GoOn).unwrap();
    let parse = |query: &str| dixit::query::parse(query, jiff::civil::date(2024, 2, 8));
    let open = |record: &Record| {
        let text = Err(format!("no text of {}", record.article.path));
        Ok::<_, Error>(Opened { others: Vec::new(), copies: Vec::new(), text })
    };
    let setup = Setup {
        index: Arc::new(Index::open(&place).unwrap()),
        view: view(),
        is_coloured: false,
        home: None,
        parse: Box::new(parse),
        open: Box::new(open),
        show: Box::new(|_| Ok(Vec::new())),
        told: ToString::to_string,
    };
    (folder, Arc::new(setup))
}
