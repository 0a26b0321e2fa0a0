//! Files of the test world: articles and statements of any kind, written down so that nothing has to be recognised.
//!
//! A line that begins with `#` begins an article: title, author, address, language, publisher, date and id, parted by tabs.
//! The lines below it are its text. Each is a statement: kind, sort of speaker, speaker, role, outlets (parted by `;`),
//! confidence, mention, cue and context, parted by tabs; what is said stands between `«` and `»`, and is all of the context
//! where there is no such mark.

use std::io::Read;

use crate::article::{Article, ArticleId, Date, DateSource, Dated};
use crate::index::Stations;
use crate::statement::{self, Kind, Record, Speaker, SpeakerKind, Statement};
use crate::text::Span;

pub(super) const STATIONS: Stations = Stations {
    read: |shown, input, _, sink| {
        let mut content = String::new();
        input.read_to_string(&mut content).unwrap();
        for article in articles(shown, &content) {
            sink(Ok(article));
        }
    },
    extract: statements,
    ..Stations::REAL
};

/// The articles of the file at `shown`.
pub(super) fn articles(shown: &str, content: &str) -> Vec<Article> {
    let blocks = content.split('#').skip(1);
    (1..).zip(blocks).map(|(number, block)| article(format!("{shown}#{number}"), block)).collect()
}

/// What a plain scan has to do with: the records of an article.
pub(super) fn records(article: &Article) -> Vec<Record> {
    statement::records_by(statements, article).unwrap()
}

fn article(path: String, block: &str) -> Article {
    let (head, text) = block.split_once('\n').unwrap_or((block, ""));
    let text = text.trim_end().to_owned();
    let mut facts = head.split('\t').map(|fact| Some(fact.to_owned()).filter(|fact| !fact.is_empty()));
    let mut next = || facts.next().flatten();
    let (title, author, url, lang, publisher, date) = (next(), next(), next(), next(), next(), next());
    let id = match next() {
        Some(id) => ArticleId::given(id),
        None => ArticleId::of_content(title.as_deref(), &text),
    };
    let date = date.map(|date| Dated { date: Date::from_iso(&date).unwrap(), source: DateSource::Metadata });
    Article { outlets: None, id, path, title, author, url, lang, publisher, date, warnings: Vec::new(), text }
}

fn statements(article: &Article) -> Vec<Statement> {
    let mut at = 0;
    let line_at = |line: &str| {
        let start = at;
        at += line.len() + 1;
        start
    };
    let starts: Vec<usize> = article.text.split('\n').map(line_at).collect();
    article.text.split('\n').zip(starts).filter_map(|(line, start)| statement(line, start)).collect()
}

/// The statement of a line that begins at `start`; `None` for a line that is none.
fn statement(line: &str, start: usize) -> Option<Statement> {
    let mut at = start;
    let mut fields = line.split('\t').map(|field| {
        let span = Span::new(at, at + field.len());
        at = span.end + 1;
        (field, span)
    });
    let mut next = || fields.next();
    let (kind, sort, speaker, role) = (next()?.0, next()?.0, next()?.0, next()?.0);
    let (outlets, confidence, mention, cue) = (next()?.0, next()?.0, next()?, next()?);
    let (context, place) = next()?;
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let there = |(text, span): (&str, Span)| (!text.is_empty()).then_some(span);
    let marks = context.match_indices('«').zip(context.match_indices('»'));
    let mut spans: Vec<Span> = marks
        .map(|((open, mark), (close, _))| Span::new(place.start + open + mark.len(), place.start + close))
        .collect();
    if spans.is_empty() {
        spans.push(place);
    }
    Some(Statement {
        kind: Kind::from_name(kind)?,
        spans,
        speaker: Speaker {
            name: some(speaker),
            mention: there(mention),
            role: some(role),
            kind: SpeakerKind::from_name(sort),
        },
        cue: there(cue),
        outlets: outlets.split(';').filter_map(some).collect(),
        context: place,
        confidence: confidence.parse().unwrap(),
    })
}
