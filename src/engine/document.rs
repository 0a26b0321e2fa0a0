//! A statement as the document that an engine keeps, and back again.

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::counts::countable;
use super::fields;
use crate::article::{Date, DateSource, Dated};
use crate::index::{
    Analyzer, Field, FieldType, Kept, Likeness, has_text, kept, likeness, path_hash, text_pieces, whole,
};
use crate::present::{SCHEMA, statement_value};
use crate::statement::{ArticleRef, Context, Kind, Record, SpeakerKind, SpeakerRecord};
use crate::text::{Span, fold, words};

/// Longest word that is kept as it stands, in bytes, of a longer one its beginning and a hash: engines cut words at 255
/// units of UTF-16 into several.
pub(super) const MAX_WORD: usize = 200;

/// Digits of a statement's id.
const ID_DIGITS: usize = 16;

/// A word as an engine keeps it.
pub(super) fn kept_word(word: &str) -> String {
    if word.len() <= MAX_WORD {
        return word.to_owned();
    }
    let hash = xxhash_rust::xxh3::xxh3_64(word.as_bytes());
    format!("{}~{hash:016x}", &word[..word.floor_char_boundary(MAX_WORD)])
}

/// Makes documents of statements, and remembers the stems of frequent words.
#[derive(Default)]
pub(super) struct Documents {
    analyzer: Analyzer,
}

impl Documents {
    /// The document of `record`; `copies` are the paths of its article's copies.
    pub(super) fn of(&mut self, record: &Record, copies: &[String]) -> Value {
        let Kept { values, date, order, place } = kept(record);
        let Likeness { block, wording } = likeness(record);
        let (mut texts, mut stems, mut wholes, mut shown, mut sorted) =
            (Map::new(), Map::new(), Map::new(), Map::new(), Map::new());
        let mut has = Vec::new();
        let lang = record.article.lang.as_deref();
        for field in Field::all() {
            let name = fields::plain(field);
            if field.kind() == FieldType::Text {
                if !has_text(record, field) {
                    continue;
                }
                let pieces = text_pieces(record, field);
                // The pieces of a quote are values of their own: between two of them a place stays empty.
                let (own_words, own_stems): (Vec<Value>, Vec<Value>) =
                    pieces.iter().map(|piece| self.words_and_stems(piece, lang)).unzip();
                texts.insert(name.clone(), own_words.into());
                stems.insert(name, own_stems.into());
                has.push(field.name());
                continue;
            }
            let own: Vec<&str> = values.iter().filter(|(of, _)| *of == field).map(|(_, value)| *value).collect();
            let Some(first) = own.first() else { continue };
            if fields::SORTED.contains(&field) {
                sorted.insert(name.clone(), fold(first).into());
            }
            if matches!(field.kind(), FieldType::Name | FieldType::Outlet) {
                texts.insert(name.clone(), own.iter().map(|value| folded_words(value)).collect());
            }
            wholes.insert(name.clone(), own.iter().map(|value| whole(value)).collect());
            if field.is_facet() {
                shown.insert(name, own.into_iter().collect());
            }
            has.push(field.name());
        }
        has.push(Field::Conf.name());
        let mut document = json!({
            "words": texts, "stems": stems, "whole": wholes, "shown": shown, "sorted": sorted,
            fields::CONF: record.certainty(),
            fields::ORDER: signed(order),
            fields::PLACE: place,
            fields::PATH: signed(path_hash(&record.article.path)),
        });
        if let Some(date) = date {
            has.push(Field::Date.name());
            document[fields::FIRST_DAY] = date.first_day.into();
            document[fields::LAST_DAY] = date.last_day.into();
            document[fields::MOMENT] = date.moment.into();
            document[fields::DAY] = countable(date).into();
        }
        if !wording.is_empty() {
            document[fields::BLOCK] = signed(block).into();
            document[fields::WORDING] = wording.into();
        }
        document[fields::HAS] = has.into();
        document[fields::COPIES] = copies.into();
        document[fields::RECORD] = statement_value(record);
        let hash = xxhash_rust::xxh3::xxh3_64(document.to_string().as_bytes());
        document[fields::HASH] = format!("{hash:016x}").into();
        document
    }

    /// The folded words of a piece, with blanks between them, and the stems of those that have one.
    fn words_and_stems(&mut self, piece: &str, lang: Option<&str>) -> (Value, Value) {
        let (mut own_words, mut own_stems) = (Vec::new(), Vec::new());
        for word in self.analyzer.analyze(piece, lang) {
            own_words.push(kept_word(&word.word));
            if !word.stem.is_empty() {
                own_stems.push(kept_word(&word.stem));
            }
        }
        (own_words.join(" ").into(), own_stems.join(" ").into())
    }
}

fn folded_words(value: &str) -> String {
    let words: Vec<String> = words(value).map(|word| kept_word(&word.folded(value))).collect();
    words.join(" ")
}

/// A number without a sign as one with, in the same order: engines know no others.
pub(super) fn signed(number: u64) -> i64 {
    (number ^ (1 << 63)).cast_signed()
}

/// What is kept of a statement beside what it is asked by.
#[derive(Debug, Deserialize)]
pub(super) struct Source {
    #[serde(deserialize_with = "statement_or_its_text")]
    record: Statement,
    /// The paths of the copies of its article.
    #[serde(default)]
    pub(super) copies: Vec<String>,
}

impl Source {
    /// The statement; `None` where it is none.
    pub(super) fn record(self) -> Option<(Record, Vec<String>)> {
        Some((self.record.record().ok()?, self.copies))
    }
}

/// Quickwit keeps the text of a statement: in an object it would take what looks like a date for one, and tell it in
/// other words.
fn statement_or_its_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Statement, D::Error> {
    struct Either;

    impl<'de> Visitor<'de> for Either {
        type Value = Statement;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a statement, or the text of one")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Statement, E> {
            serde_json::from_str(text).map_err(E::custom)
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Statement, A::Error> {
            Statement::deserialize(MapAccessDeserializer::new(members))
        }
    }

    deserializer.deserialize_any(Either)
}

type Offsets = [usize; 2];

/// A statement in JSON, as `docs/json.md` has it.
#[derive(Debug, Deserialize)]
pub(super) struct Statement {
    schema: Option<u32>,
    id: String,
    spans: Vec<Offsets>,
    kind: String,
    speaker: Speaker,
    cue: Option<String>,
    cue_span: Option<Offsets>,
    #[serde(default)]
    outlets: Vec<String>,
    publisher: Option<String>,
    date: Option<String>,
    date_source: Option<String>,
    article: Article,
    context: Around,
    confidence: f32,
}

#[derive(Debug, Deserialize)]
struct Speaker {
    name: Option<String>,
    mention: Option<String>,
    span: Option<Offsets>,
    role: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Article {
    id: String,
    path: String,
    title: Option<String>,
    author: Option<String>,
    url: Option<String>,
    lang: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Around {
    text: String,
    start: usize,
}

impl Statement {
    /// The statement.
    pub(super) fn record(self) -> Result<Record, NotAStatement> {
        let odd = |field, why| NotAStatement::Value { field, why };
        let span = |field, [start, end]: Offsets| {
            (start <= end).then(|| Span::new(start, end)).ok_or_else(|| odd(field, "ends before it begins"))
        };
        let placed = |field, text: Option<String>, place: Option<Offsets>| match (text, place) {
            (Some(text), Some(place)) => span(field, place).map(|place| Some((text, place))),
            _ => Ok(None),
        };
        if self.schema.is_some_and(|schema| schema > SCHEMA) {
            return Err(odd("schema", "is that of a newer dixit"));
        }
        if self.id.len() != ID_DIGITS || !self.id.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(odd("id", "is not 16 hexadecimal digits"));
        }
        if !(0.0..=1.0).contains(&self.confidence) {
            return Err(odd("confidence", "is not between 0 and 1"));
        }
        let date = match self.date {
            Some(date) => {
                let source = self.date_source.as_deref();
                let source = DateSource::ALL.into_iter().find(|known| Some(known.name()) == source);
                let source = source.ok_or_else(|| odd("date_source", "is none that is known"))?;
                Some(Dated { date: Date::from_iso(&date).ok_or_else(|| odd("date", "is no date"))?, source })
            }
            None => None,
        };
        let kind = self.speaker.kind.map(|name| SpeakerKind::from_name(&name));
        let kind = kind.map(|kind| kind.ok_or_else(|| odd("speaker.type", "is none that is known"))).transpose()?;
        let Article { id, path, title, author, url, lang } = self.article;
        let record = Record {
            id: self.id,
            kind: Kind::from_name(&self.kind).ok_or_else(|| odd("kind", "is none that is known"))?,
            spans: self.spans.into_iter().map(|place| span("spans", place)).collect::<Result<_, _>>()?,
            speaker: SpeakerRecord {
                name: self.speaker.name,
                mention: placed("speaker.span", self.speaker.mention, self.speaker.span)?,
                role: self.speaker.role,
                kind,
            },
            cue: placed("cue_span", self.cue, self.cue_span)?,
            outlets: self.outlets,
            publisher: self.publisher,
            date,
            article: ArticleRef { id, path, title, author, url, lang },
            context: Context { start: self.context.start, text: self.context.text },
            confidence: self.confidence,
        };
        let is_inside = |span: &Span| {
            record.context.start <= span.start
                && span.relative_to(record.context.start).of(&record.context.text).is_some()
        };
        match record.spans.as_slice() {
            [] => Err(odd("spans", "is empty")),
            spans if spans.iter().all(is_inside) => Ok(record),
            _ => Err(odd("spans", "lies outside of the context, or cuts a letter")),
        }
    }
}

/// Why a line is no statement.
#[derive(Debug, thiserror::Error)]
pub enum NotAStatement {
    /// It is no JSON, or lacks what a statement has.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// One of its values is none that a statement can have.
    #[error("`{field}` {why}")]
    Value {
        /// The field, as `docs/json.md` names it.
        field: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Reads a statement as `dixit extract --format jsonl` prints it.
///
/// # Errors
///
/// Why it is none.
pub fn read_statement(line: &[u8]) -> Result<Record, NotAStatement> {
    serde_json::from_slice::<Statement>(line)?.record()
}
