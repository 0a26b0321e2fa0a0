//! Statements, an index and a model for the tests of the view.

use std::path::Path;
use std::sync::Arc;

use dixit::answer::{Hit, Request};
use dixit::article::{Date, DateSource, Dated, ReadOptions, read_stream};
use dixit::error::Error;
use dixit::index::{BuildRequest, Field, Index, Pace, build};
use dixit::present::{Palette, Paths, View};
use dixit::query::{Matcher, Parsed, Query, QueryError};
use dixit::read::Input;
use dixit::statement::{ArticleRef, Context, Kind, Record, SpeakerKind, SpeakerRecord};
use dixit::text::Span;

use super::{Opened, Program, Setup};

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

/// Invented articles: one promise in three outlets, a doubt, and what a hostile page may hold.
const ARTICLES: [(&str, &str); 5] = [
    (
        "tass.md",
        "---\ntitle: Harbour stays open, minister says\ndate: 2024-02-08T09:00:00Z\npublisher: TASS\nurl: \
         https://example.org/harbour\n---\n\nThe ferries of Kiruna have a winter of doubt behind them.\n\n\"We will not close \
         the old harbour of Kiruna before every family there has found another house. The ferries will sail all \
         winter,\" Anna Berg, the minister of ports, told journalists.\n\n\"Nobody has asked the ferrymen about the \
         harbour,\" said Jonas Lund, a captain.\n",
    ),
    (
        "ani.md",
        "---\ntitle: Ports minister on the harbour\ndate: 2024-02-08T11:30:00Z\npublisher: ANI\n---\n\n\"We will not close the \
         harbour of Kiruna before every family there has found another house,\" Berg said, TASS reported. Anna Berg is \
         the minister of ports.\n",
    ),
    (
        "gazette.md",
        "---\ntitle: A promise\ndate: 2024-03-10\npublisher: Example Gazette\n---\n\nThe minister of ports, Anna Berg, said that \
         the harbour would have a new quay.\n",
    ),
    ("zh.txt", "港口部长谈港口\n\n新华社北京2月9日电 港口部长王明说：“老港口不会关闭，渡轮将继续航行。”\n"),
    (
        "odd.json",
        "{\"title\":\"Odd \\u001b[31mharbour\",\"date\":\"2024-01-05\",\"publisher\":\"Courier\",\"text\":\"\\\"The \
         har\\u0301bour \\u202eis\\u202c loud\\u0007, שלום עולם, and the harbour goes on,\\\" said Odd Olsen, a \
         baker.\"}",
    ),
];

/// A folder with an index of [`ARTICLES`], and what the view needs of the program.
pub(crate) fn setup() -> (tempfile::TempDir, Arc<Setup>) {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().canonicalize().unwrap().join("news");
    std::fs::create_dir(&news).unwrap();
    for (name, text) in ARTICLES {
        std::fs::write(news.join(name), text).unwrap();
    }
    let place = folder.path().join("index");
    let request = BuildRequest { roots: vec![news.clone()], ..BuildRequest::default() };
    build(&place, &request, &|_| Pace::GoOn).unwrap();
    let index = Arc::new(Index::open(&place).unwrap());
    let program = Box::new(Outside { index: Arc::clone(&index) });
    let setup = Setup {
        index,
        place,
        view: View::new(Palette::plain(), 80, Paths::below(news.to_str().unwrap())),
        is_coloured: false,
        home: None,
        program,
    };
    (folder, Arc::new(setup))
}

/// Puts another file in the place of that of the index at `place` whose name ends so, and says which. Whoever has the old
/// one open goes on with it.
pub(crate) fn damage(place: &Path, ending: &str) -> String {
    let mut names = std::fs::read_dir(place).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = names.find(|name| name.ends_with(ending)).unwrap();
    std::fs::write(place.join("draft"), "other bytes").unwrap();
    std::fs::rename(place.join("draft"), place.join(&name)).unwrap();
    name
}

/// The program around the view, on a fixed day.
struct Outside {
    index: Arc<Index>,
}

impl Program for Outside {
    fn parse(&self, query: &str) -> Result<Parsed, QueryError> {
        dixit::query::parse(query, jiff::civil::date(2024, 2, 8))
    }

    fn open(&self, record: &Record) -> Result<Opened, Error> {
        Ok(opened(&self.index, record))
    }

    fn show(&self, record: &Record) -> Result<Vec<u8>, Error> {
        Ok(record.quote().into_bytes())
    }

    fn told(&self, error: &Error) -> String {
        error.to_string()
    }
}

fn opened(index: &Index, record: &Record) -> Opened {
    let article = Matcher::Literal(record.article.id.clone());
    let query = Query::Match { field: Field::Article, matcher: article, span: Span::new(0, 0) };
    let hits = dixit::answer::ask(index, &Request::new(query, None)).unwrap().hits;
    let mut others: Vec<Record> =
        hits.into_iter().map(|hit| hit.record).filter(|other| other.id != record.id).collect();
    others.sort_by(|a, b| a.spans.cmp(&b.spans));
    let path = record.article.path.as_str();
    let mut text = Err("the file is gone".to_owned());
    if let Ok(mut input) = Input::open(Path::new(path), path) {
        read_stream(path, &mut input, &ReadOptions::default(), &mut |article| text = Ok(article.unwrap().text));
    }
    Opened { others, copies: Vec::new(), text }
}
