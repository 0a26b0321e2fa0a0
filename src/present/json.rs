//! JSON, schema 1: the contract of `docs/json.md`. These structs are the format; core types may
//! change without it.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::counts::facet_name;
use super::{Closing, Counts, Fields, Paths, Printer, SCHEMA, Spelling};
use crate::answer::{Bucket, ExplainedNode, Facet, Hit};
use crate::index::{Carried, UtteranceId};
use crate::query::Note;
use crate::statement::Record;
use crate::text::Span;

type Offsets = [usize; 2];

#[derive(Serialize)]
pub(super) struct StatementView<'a> {
    schema: u32,
    /// Name of the query that found it, among several.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    id: &'a str,
    quote: String,
    spans: Vec<Offsets>,
    kind: &'static str,
    speaker: SpeakerView<'a>,
    cue: Option<&'a str>,
    cue_span: Option<Offsets>,
    outlets: &'a [String],
    publisher: Option<&'a str>,
    date: Option<String>,
    date_source: Option<&'static str>,
    article: ArticleView<'a>,
    context: ContextView<'a>,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    utterance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carried: Option<CarriedView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    highlights: Vec<Offsets>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
}

#[derive(Serialize)]
struct CarriedView<'a> {
    versions: u64,
    outlets: &'a [String],
    days: Option<[String; 2]>,
}

fn carried(carried: &Carried) -> CarriedView<'_> {
    CarriedView {
        versions: carried.versions,
        outlets: &carried.outlets,
        days: carried.days.map(|(first, last)| [first.to_string(), last.to_string()]),
    }
}

#[derive(Serialize)]
struct SpeakerView<'a> {
    name: Option<&'a str>,
    mention: Option<&'a str>,
    span: Option<Offsets>,
    role: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'static str>,
}

#[derive(Serialize)]
struct ArticleView<'a> {
    id: &'a str,
    path: &'a str,
    title: Option<&'a str>,
    author: Option<&'a str>,
    url: Option<&'a str>,
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copies: Vec<&'a str>,
}

#[derive(Serialize)]
struct ContextView<'a> {
    text: &'a str,
    start: usize,
    spans: Vec<Offsets>,
}

fn offsets(span: Span) -> Offsets {
    [span.start, span.end]
}

impl<'a> StatementView<'a> {
    pub(super) fn new(record: &'a Record, paths: &Paths) -> Self {
        Self {
            schema: SCHEMA,
            name: None,
            id: &record.id,
            quote: record.quote(),
            spans: record.spans.iter().copied().map(offsets).collect(),
            kind: record.kind.name(),
            speaker: SpeakerView {
                name: record.speaker.name.as_deref(),
                mention: record.speaker.mention.as_ref().map(|(mention, _)| mention.as_str()),
                span: record.speaker.mention.as_ref().map(|(_, span)| offsets(*span)),
                role: record.speaker.role.as_deref(),
                kind: record.speaker.kind.map(crate::statement::SpeakerKind::name),
            },
            cue: record.cue.as_ref().map(|(cue, _)| cue.as_str()),
            cue_span: record.cue.as_ref().map(|(_, span)| offsets(*span)),
            outlets: &record.outlets,
            publisher: record.publisher.as_deref(),
            date: record.date.map(|dated| dated.date.to_string()),
            date_source: record.date.map(|dated| dated.source.name()),
            article: ArticleView {
                id: &record.article.id,
                path: paths.show(&record.article.path),
                title: record.article.title.as_deref(),
                author: record.article.author.as_deref(),
                url: record.article.url.as_deref(),
                lang: record.article.lang.as_deref(),
                copies: Vec::new(),
            },
            context: ContextView {
                text: &record.context.text,
                start: record.context.start,
                spans: record.context_spans().map(offsets).collect(),
            },
            confidence: record.certainty(),
            utterance: None,
            carried: None,
            highlights: Vec::new(),
            score: None,
        }
    }

    pub(super) fn with_utterance(mut self, utterance: Option<UtteranceId>) -> Self {
        self.utterance = utterance.map(|utterance| utterance.to_string());
        self
    }

    pub(super) fn with_copies(record: &'a Record, copies: &'a [String], paths: &'a Paths) -> Self {
        let mut view = Self::new(record, paths);
        view.article.copies = copies.iter().map(|path| paths.show(path)).collect();
        view
    }

    pub(super) fn of_hit(hit: &'a Hit, paths: &'a Paths) -> Self {
        let mut view = Self::with_copies(&hit.record, &hit.copies, paths).with_utterance(hit.utterance);
        view.carried = hit.carried.as_ref().map(carried);
        view.highlights = hit.highlights.iter().copied().map(offsets).collect();
        view.score = hit.score.map(|score| (f64::from(score) * 1e3).round() / 1e3);
        view
    }
}

/// A statement as the JSON of `docs/json.md`, with its whole path.
#[cfg(feature = "engine")]
pub(crate) fn statement_value(record: &Record) -> Value {
    serde_json::to_value(StatementView::new(record, &Paths::default())).unwrap_or_default()
}

/// Writes `value` as one line.
pub(super) fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// Spells statements, or what is wanted of them.
struct Statements {
    paths: Paths,
    fields: Option<Fields>,
    /// Name of the query, among several.
    name: Option<String>,
}

impl Statements {
    fn new(paths: Paths, spelling: &Spelling<'_>) -> Self {
        Self { paths, fields: spelling.fields.cloned(), name: spelling.name.map(str::to_owned) }
    }

    fn write(&self, out: &mut dyn Write, hit: &Hit, is_named: bool) -> io::Result<()> {
        let mut view = StatementView::of_hit(hit, &self.paths);
        view.name = self.name.as_deref().filter(|_| is_named);
        match &self.fields {
            None => serde_json::to_writer(out, &view)?,
            Some(fields) => serde_json::to_writer(out, &fields.of(serde_json::to_value(&view)?))?,
        }
        Ok(())
    }
}

/// One statement a line.
pub(super) struct JsonLinesPrinter {
    statements: Statements,
}

impl JsonLinesPrinter {
    pub(super) fn new(paths: Paths, spelling: &Spelling<'_>) -> Self {
        Self { statements: Statements::new(paths, spelling) }
    }
}

impl Printer for JsonLinesPrinter {
    fn statement(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        self.statements.write(out, hit, true)?;
        writeln!(out)
    }

    fn close(&mut self, out: &mut dyn Write, closing: &Closing<'_>) -> io::Result<()> {
        count_lines(out, self.statements.name.as_deref(), closing.facets)
    }
}

/// One document, written piece by piece so that no answer has to fit into memory twice.
pub(super) struct JsonPrinter {
    statements: Statements,
    query: Option<String>,
    printed: usize,
}

impl JsonPrinter {
    pub(super) fn new(paths: Paths, spelling: &Spelling<'_>) -> Self {
        Self { statements: Statements::new(paths, spelling), query: spelling.query.map(str::to_owned), printed: 0 }
    }

    fn open(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"schema\":{SCHEMA}")?;
        if let Some(name) = &self.statements.name {
            write!(out, ",\"name\":{}", Value::from(name.as_str()))?;
        }
        if let Some(query) = &self.query {
            write!(out, ",\"query\":{}", Value::from(query.as_str()))?;
        }
        write!(out, ",\"hits\":[")
    }
}

impl Printer for JsonPrinter {
    fn statement(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        if self.printed == 0 {
            self.open(out)?;
            writeln!(out)?;
        } else {
            writeln!(out, ",")?;
        }
        self.printed += 1;
        self.statements.write(out, hit, false)
    }

    fn close(&mut self, out: &mut dyn Write, closing: &Closing<'_>) -> io::Result<()> {
        if self.printed == 0 {
            self.open(out)?;
        } else {
            writeln!(out)?;
        }
        write!(out, "],\"total\":{}", closing.total)?;
        if let Some(utterances) = closing.utterances {
            write!(out, ",\"utterances\":{utterances}")?;
        }
        if self.query.is_some() {
            write!(out, ",\"offset\":{},\"facets\":{}", closing.offset, buckets(closing.facets))?;
            if let Some(rest) = rest(closing.facets) {
                write!(out, ",\"facet_rest\":{rest}")?;
            }
        }
        if !closing.explanation.is_empty() {
            write!(out, ",\"explanation\":{}", nodes(closing.explanation))?;
        }
        if !closing.notes.is_empty() {
            write!(out, ",\"notes\":{}", notes(closing.notes))?;
        }
        if let Some(took) = closing.took {
            write!(out, ",\"took_ms\":{}", milliseconds(took))?;
        }
        writeln!(out, "}}")
    }
}

/// Remarks on a query, with their places in it.
fn notes(notes: &[Note]) -> Value {
    let note = |Note { span, text }: &Note| json!({"text": text, "byte_offset": span.start, "length": span.len()});
    notes.iter().map(note).collect()
}

pub(super) fn milliseconds(took: Duration) -> Value {
    Value::from((took.as_secs_f64() * 1e6).round() / 1e3)
}

fn nodes(explanation: &[ExplainedNode]) -> Value {
    explanation
        .iter()
        .map(|node| json!({"depth": node.depth, "label": node.label, "resolved": node.resolved, "hits": node.hits}))
        .collect()
}

/// Facet name → its values with their counts.
pub(super) fn buckets(facets: &[Facet]) -> Value {
    let values = |facet: &Facet| -> Value {
        facet.buckets.iter().map(|bucket| json!({"value": bucket.value, "count": bucket.count})).collect()
    };
    Value::Object(facets.iter().map(|facet| (facet_name(&facet.spec), values(facet))).collect())
}

/// Facet name → what its list does not hold; `None` when every list is complete.
pub(super) fn rest(facets: &[Facet]) -> Option<Value> {
    let cut: Map<String, Value> = facets
        .iter()
        .filter(|facet| facet.more_values > 0 || facet.missing > 0)
        .map(|facet| (facet_name(&facet.spec), json!({"more_values": facet.more_values, "missing": facet.missing})))
        .collect();
    (!cut.is_empty()).then_some(Value::Object(cut))
}

/// The counts of a query as one document.
pub(super) fn counts(
    out: &mut dyn Write,
    query: Option<&str>,
    counts: &Counts<'_>,
    took: Option<Duration>,
) -> io::Result<()> {
    let mut document = json!({
        "schema": SCHEMA,
        "query": query,
        "total": counts.total,
        "facets": buckets(counts.facets),
    });
    if let Value::Object(fields) = &mut document {
        if let Some(rest) = rest(counts.facets) {
            fields.insert("facet_rest".to_owned(), rest);
        }
        if let Some(utterances) = counts.utterances {
            fields.insert("utterances".to_owned(), utterances.into());
        }
        if !counts.notes.is_empty() {
            fields.insert("notes".to_owned(), notes(counts.notes));
        }
        if let Some(took) = took {
            fields.insert("took_ms".to_owned(), milliseconds(took));
        }
    }
    line(out, &document)
}

#[derive(Serialize)]
struct ValueView<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    field: &'a str,
    value: &'a str,
    count: u64,
}

/// One value a line, in the order of the facets; `name` is that of the query, among several.
pub(super) fn count_lines(out: &mut dyn Write, name: Option<&str>, facets: &[Facet]) -> io::Result<()> {
    for facet in facets {
        let field = facet_name(&facet.spec);
        for Bucket { value, count } in &facet.buckets {
            line(out, &ValueView { schema: SCHEMA, name, field: &field, value, count: *count })?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct TotalView<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    query: &'a str,
    total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    utterances: Option<u64>,
}

/// The number of statements that a query finds, and of utterances when those are counted; `name` is that of the query,
/// among several.
pub(super) fn count(
    out: &mut dyn Write,
    name: Option<&str>,
    query: &str,
    total: u64,
    utterances: Option<u64>,
) -> io::Result<()> {
    line(out, &TotalView { schema: SCHEMA, name, query, total, utterances })
}

pub(super) fn files(out: &mut dyn Write, query: &str, files: &[String]) -> io::Result<()> {
    line(out, &json!({"schema": SCHEMA, "query": query, "files": files}))
}

pub(super) fn file_lines(out: &mut dyn Write, files: &[String]) -> io::Result<()> {
    files.iter().try_for_each(|path| line(out, &json!({"schema": SCHEMA, "path": path})))
}

#[cfg(test)]
mod tests {
    use super::super::{counts::tests::facets, samples};
    use super::*;

    fn document(hits: &[Hit], closing: &Closing<'_>) -> String {
        let mut printer = JsonPrinter::new(Paths::below("/news"), &Spelling::of_query(Some("outlet:TASS")));
        let mut out = Vec::new();
        for hit in hits {
            printer.statement(&mut out, hit).unwrap();
        }
        printer.close(&mut out, closing).unwrap();
        let document: Value = serde_json::from_slice(&out).unwrap();
        serde_json::to_string_pretty(&document).unwrap()
    }

    #[test]
    fn remarks_on_the_query_stand_with_their_places() {
        let notes = [Note { span: Span::new(2, 5), text: "`and` is searched for as text".to_owned() }];
        let told = |document: &str| serde_json::from_str::<Value>(document).unwrap()["notes"].clone();
        let closing = Closing { notes: &notes, ..Closing::default() };
        let expected = json!([{"text": "`and` is searched for as text", "byte_offset": 2, "length": 3}]);
        assert_eq!(told(&document(&[], &closing)), expected);
        let mut out = Vec::new();
        let found = Counts { total: 0, utterances: None, facets: &[], notes: &notes };
        counts(&mut out, None, &found, None).unwrap();
        assert_eq!(told(&String::from_utf8(out).unwrap()), expected);
        assert_eq!(told(&document(&[], &Closing::default())), Value::Null);
    }

    #[test]
    fn a_statement_has_every_field_of_the_contract() {
        let mut out = Vec::new();
        let mut printer = JsonLinesPrinter::new(Paths::below("/news"), &Spelling::default());
        printer.statement(&mut out, &samples::wire()).unwrap();
        let statement: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(out.split(|byte| *byte == b'\n').count(), 2, "one statement, one line");
        insta::assert_snapshot!(serde_json::to_string_pretty(&statement).unwrap(), @r#"
        {
          "schema": 1,
          "id": "9f2c41d07ab3e815",
          "quote": "The leaders confirmed the common course towards a multipolar world order,",
          "spans": [
            [
              101,
              174
            ]
          ],
          "kind": "direct",
          "speaker": {
            "name": "Yury Ushakov",
            "mention": "him",
            "span": [
              188,
              191
            ],
            "role": "Kremlin aide",
            "type": "person"
          },
          "cue": "quoted him as saying",
          "cue_span": [
            181,
            201
          ],
          "outlets": [
            "TASS"
          ],
          "publisher": "ANI",
          "date": "2024-02-08",
          "date_source": "dateline",
          "article": {
            "id": "4be1",
            "path": "articles/call.txt",
            "title": "Leaders speak by phone",
            "author": null,
            "url": "https://example.org/call",
            "lang": "en"
          },
          "context": {
            "text": "\"The leaders confirmed the common course towards a multipolar world order,\" TASS quoted him as saying. The call lasted for an hour.",
            "start": 100,
            "spans": [
              [
                1,
                74
              ]
            ]
          },
          "confidence": 0.934,
          "highlights": [
            [
              51,
              61
            ],
            [
              76,
              80
            ]
          ],
          "score": 3.5
        }
        "#);
    }

    #[test]
    fn what_is_not_known_is_null() {
        let hit = samples::bare();
        let statement = serde_json::to_value(StatementView::of_hit(&hit, &Paths::default())).unwrap();
        for pointer in ["/speaker/name", "/speaker/span", "/cue", "/cue_span", "/publisher", "/date", "/article/url"] {
            assert_eq!(statement.pointer(pointer), Some(&Value::Null), "{pointer}");
        }
        assert_eq!(statement["outlets"], json!([]));
    }

    #[test]
    fn an_answer_is_one_document_with_or_without_hits() {
        let facets = facets();
        let closing =
            Closing { total: 2, facets: &facets, took: Some(Duration::from_micros(1234)), ..Closing::default() };
        let full: Value = serde_json::from_str(&document(&[samples::wire(), samples::bare()], &closing)).unwrap();
        assert_eq!(full["hits"].as_array().unwrap().len(), 2);
        assert_eq!(full["took_ms"], json!(1.234));
        insta::assert_snapshot!(document(&[], &closing), @r#"
        {
          "schema": 1,
          "query": "outlet:TASS",
          "hits": [],
          "total": 2,
          "offset": 0,
          "facets": {
            "speaker": [
              {
                "value": "Xi Jinping",
                "count": 1200
              },
              {
                "value": "Владимир Путин",
                "count": 600
              },
              {
                "value": "外交部",
                "count": 1
              }
            ],
            "date:month": [
              {
                "value": "2024-01",
                "count": 2
              },
              {
                "value": "2024-03",
                "count": 4
              }
            ]
          },
          "facet_rest": {
            "speaker": {
              "more_values": 7,
              "missing": 1
            }
          },
          "took_ms": 1.234
        }
        "#);
    }

    /// The names of all fields, nested ones with their path.
    fn fields(value: &Value, path: &str, names: &mut Vec<String>) {
        if let Value::Object(object) = value {
            for (name, value) in object {
                names.push(format!("{path}/{name}"));
                fields(value, &format!("{path}/{name}"), names);
            }
        }
    }

    #[test]
    fn the_contract_shows_all_fields_in_their_order_and_every_example_is_json() {
        let page = include_str!("../../docs/json.md");
        let examples: Vec<Value> = page
            .split("```json\n")
            .skip(1)
            .filter_map(|rest| rest.split_once("```"))
            .map(|(example, _)| serde_json::from_str(example).unwrap())
            .collect();
        assert_eq!(examples.len(), 4);
        let statement = serde_json::to_value(StatementView::of_hit(&samples::wire(), &Paths::default())).unwrap();
        let (mut documented, mut printed) = (Vec::new(), Vec::new());
        fields(&examples[0], "", &mut documented);
        fields(&statement, "", &mut printed);
        assert_eq!(documented, printed);
        let article = r#"{"text": "A text.", "date": "2024-02-08"}"#.as_bytes();
        crate::article::read_articles("a.json", article, &crate::article::ReadOptions::default(), &mut |article| {
            let (mut documented, mut printed) = (Vec::new(), Vec::new());
            let mut out = Vec::new();
            let mut spelled = crate::present::ArticlePrinter::new(
                crate::present::Format::JsonLines,
                crate::present::View::new(crate::present::Palette::plain(), 80, Paths::default()),
            );
            spelled.article(&mut out, &article.unwrap()).unwrap();
            fields(&examples[1], "", &mut documented);
            fields(&serde_json::from_slice(&out).unwrap(), "", &mut printed);
            assert_eq!(documented, printed);
        });
    }
}
