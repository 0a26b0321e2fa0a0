//! JSON files: one record, an array of them, records inside the wrappers of databases and web services,
//! or one record a line. Records are read one after the other; a bad one does not hide those before it.

use std::io::{BufRead, BufReader};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::reader::Sink;
use super::{Article, ReadOptions, record, wire};
use crate::read::{Line, Lines, Meter, Metered, Skip, SkipReason, lossy, reason_of};

/// Keys under which wrappers hold their records, without regard to letter case.
const WRAPPERS: [&str; 22] = [
    "article",
    "articles",
    "data",
    "items",
    "item",
    "entries",
    "results",
    "result",
    "response",
    "docs",
    "documents",
    "records",
    "rows",
    "news",
    "posts",
    "stories",
    "hits",
    "_source",
    "@graph",
    "feed",
    "payload",
    "list",
];

/// Wrappers inside wrappers; deeper ones hold no articles of their own.
const MAX_WRAPPERS: usize = 4;

/// Reads one JSON document. One that is in memory as a whole anyway gives the place of what is wrong with it.
pub(super) fn read_document(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    let mut records = Records { file, options, sink, n: 0, found: 0, meter: None, place: None };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = deserializer.deserialize_any(TopLevel { records: &mut records }).and_then(|()| deserializer.end());
    if let Err(error) = read {
        sink(Err(malformed(file.to_owned(), text, 1, &error)));
    } else if records.found == 0 {
        sink(Err(nothing_in(file)));
    }
}

/// Reads one JSON document of any length: its records one after the other, each within the limit of a document.
pub(super) fn read_long_document(file: &str, text: &mut dyn BufRead, options: &ReadOptions, sink: &mut Sink<'_>) {
    let meter = Meter::default();
    let mut records = Records { file, options, sink, n: 0, found: 0, meter: Some(meter.clone()), place: None };
    let reader = BufReader::new(Metered::weighed(text, meter, options.limits.document_bytes, weight));
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let read = deserializer.deserialize_any(TopLevel { records: &mut records }).and_then(|()| deserializer.end());
    if let Err(error) = read {
        // The column is that of a byte, which nobody counts in a file of that size.
        let place = (error.line() > 0).then(|| (error.line(), error.column().max(1)));
        let reason = if error.is_io() {
            reason_of(&error.into())
        } else {
            SkipReason::Malformed { format: "JSON", detail: words_of(&error) }
        };
        sink(Err(Skip { path: file.to_owned(), place, reason }));
    } else if records.found == 0 {
        sink(Err(nothing_in(file)));
    }
}

/// What a piece of JSON weighs: a value of two bytes (`0,`) takes more memory than one of two letters.
fn weight(json: &[u8]) -> u64 {
    const VALUE_BYTES: usize = 16;
    let values = json.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    (json.len() + VALUE_BYTES * values) as u64
}

/// An empty array, or a wrapper that holds nothing of use.
fn nothing_in(file: &str) -> Skip {
    Skip { path: file.to_owned(), place: None, reason: SkipReason::NoText }
}

/// Reads a stream with one record a line.
pub(super) fn read_lines(file: &str, text: &mut dyn BufRead, options: &ReadOptions, sink: &mut Sink<'_>) {
    let mut records = Records { file, options, sink, n: 0, found: 0, meter: None, place: None };
    let limit = options.limits.document_bytes;
    for (line_number, line) in (1..).zip(Lines::new(text, usize::try_from(limit.most).unwrap_or(usize::MAX))) {
        let line = match line {
            Ok(Line::Bytes(line)) if weight(&line) <= limit.most => line,
            Ok(line) => {
                records.n += 1;
                let size = match line {
                    Line::Bytes(line) => weight(&line),
                    Line::TooLong(size) => size,
                };
                let (path, reason) = (records.path(), SkipReason::TooLarge { size, limit });
                (records.sink)(Err(Skip { path, place: Some((line_number, 1)), reason }));
                continue;
            }
            Err(error) => {
                let reason = reason_of(&error);
                return (records.sink)(Err(Skip { path: file.to_owned(), place: Some((line_number, 1)), reason }));
            }
        };
        let line = lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        records.place = Some((line_number, 1));
        match serde_json::from_str::<Value>(&line) {
            Ok(value) => records.line(&value),
            Err(error) => {
                records.n += 1;
                let skip = malformed(records.path(), &line, line_number, &error);
                (records.sink)(Err(skip));
            }
        }
    }
    if records.n == 0 {
        (records.sink)(Err(nothing_in(file)));
    }
}

/// What `serde_json` says, without the place that it says it of.
fn words_of(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
}

/// The skip for what `serde_json` did not like in `text`, which begins at `first_line` of its file.
fn malformed(path: String, text: &str, first_line: usize, error: &serde_json::Error) -> Skip {
    let detail = words_of(error);
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    // `serde_json` counts bytes.
    let before = line.get(..line.floor_char_boundary(error.column().saturating_sub(1))).unwrap_or_default();
    let place = (first_line + error.line().saturating_sub(1), before.chars().count() + 1);
    Skip { path, place: Some(place), reason: SkipReason::Malformed { format: "JSON", detail } }
}

/// Whether `object` is an article, or an item of an agency that says what else it is.
fn is_record(object: &Map<String, Value>, options: &ReadOptions) -> bool {
    record::has_text(object, options) || wire::ninjs_has_text(object) || wire::ninjs_kind(object).is_some()
}

/// The article in `record`, at `path` in `file`.
fn article(record: &Map<String, Value>, file: &str, path: String, options: &ReadOptions) -> Result<Article, Skip> {
    if let Some(kind) = wire::ninjs_kind(record) {
        return Err(Skip { path, place: None, reason: SkipReason::NotAnArticle(kind) });
    }
    draft(record, options).finish(file, path, options)
}

/// The draft by the names of agencies' items where it is one, else by the usual names.
fn draft(record: &Map<String, Value>, options: &ReadOptions) -> Draft {
    wire::ninjs_draft(record, options).unwrap_or_else(|| record::read(record, options))
}

/// The record in `value`: itself or inside wrappers that hold just one.
fn unwrapped<'v>(value: &'v Value, options: &ReadOptions, depth: usize) -> Option<&'v Map<String, Value>> {
    let object = value.as_object()?;
    if is_record(object, options) {
        return Some(object);
    }
    if depth == MAX_WRAPPERS {
        return None;
    }
    wrapped(object).find_map(|inner| unwrapped(inner, options, depth + 1))
}

/// The values in `object` that may hold records.
fn wrapped(object: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    WRAPPERS.iter().flat_map(|wrapper| {
        let keys = object.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(wrapper));
        keys.map(|(_, value)| value).filter(|value| value.is_object() || value.is_array())
    })
}

/// The records of one document on their way to the sink.
struct Records<'r, 's> {
    file: &'r str,
    options: &'r ReadOptions,
    sink: &'r mut Sink<'s>,
    /// Number of the last element, from 1.
    n: usize,
    /// Articles and skips handed on.
    found: usize,
    /// Told where a record of a long document begins.
    meter: Option<Meter>,
    /// Where the line stands that is read, in a file of lines.
    place: Option<(usize, usize)>,
}

impl Records<'_, '_> {
    /// A document that is one object: an article, or a wrapper of articles.
    fn document(&mut self, object: &Map<String, Value>, depth: usize) {
        if is_record(object, self.options) {
            return self.hand_on(object, self.file.to_owned());
        }
        if depth == MAX_WRAPPERS {
            return;
        }
        for inner in wrapped(object) {
            match inner {
                Value::Array(elements) => self.wrapped_elements(elements),
                Value::Object(object) => self.document(object, depth + 1),
                _ => {}
            }
            if self.found > 0 {
                return;
            }
        }
    }

    /// The nodes of a schema.org graph are of many types; of other lists every element should be an article.
    fn wrapped_elements(&mut self, elements: &[Value]) {
        let with_text: Vec<_> = elements.iter().filter_map(|element| unwrapped(element, self.options, 1)).collect();
        let is_graph = elements.iter().any(|element| element.get("@type").is_some());
        match *with_text.as_slice() {
            [] => {}
            [record] if is_graph && self.place.is_none() => self.hand_on(record, self.file.to_owned()),
            _ if is_graph => with_text.into_iter().for_each(|record| self.numbered(Some(record))),
            _ => elements.iter().for_each(|element| self.element(element)),
        }
    }

    /// An element of an array.
    fn element(&mut self, value: &Value) {
        self.numbered(unwrapped(value, self.options, 0));
    }

    /// A line: a record, or a wrapper of several as web services answer with.
    fn line(&mut self, value: &Value) {
        let before = self.n;
        if let Some(object) = value.as_object().filter(|object| !is_record(object, self.options)) {
            let is_list = |value: &&Value| value.as_array().is_some_and(|elements| elements.len() > 1);
            for elements in wrapped(object).filter(is_list).filter_map(Value::as_array) {
                self.wrapped_elements(elements);
                if self.n > before {
                    return;
                }
            }
        }
        self.element(value);
    }

    fn path(&self) -> String {
        format!("{}#{}", self.file, self.n)
    }

    fn numbered(&mut self, record: Option<&Map<String, Value>>) {
        self.n += 1;
        let path = self.path();
        if let Some(record) = record {
            self.hand_on(record, path);
        } else {
            self.found += 1;
            (self.sink)(Err(Skip { path, place: self.place, reason: SkipReason::NoText }));
        }
    }

    fn hand_on(&mut self, record: &Map<String, Value>, path: String) {
        self.found += 1;
        (self.sink)(article(record, self.file, path, self.options));
    }
}

/// Reads the elements of an array one by one, so that a long file never stands in memory as values.
struct TopLevel<'t, 'r, 's> {
    records: &'t mut Records<'r, 's>,
}

impl<'de> Visitor<'de> for TopLevel<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object or an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(element) = elements.next_element::<Value>()? {
            self.records.element(&element);
            if let Some(meter) = &self.records.meter {
                meter.restart();
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            // A wrapper of a long document is opened where it stands: as a whole it would not fit.
            let is_wrapper = WRAPPERS.iter().any(|wrapper| key.eq_ignore_ascii_case(wrapper));
            if self.records.meter.is_some() && is_wrapper {
                entries.next_value_seed(Wrapper { records: &mut *self.records })?;
            } else {
                object.insert(key, entries.next_value()?);
            }
        }
        if self.records.found > 0 {
            return Ok(());
        }
        self.records.document(&object, 0);
        Ok(())
    }
}

/// What stands in a wrapper of a long document: records, more wrappers, or a value of no use.
struct Wrapper<'t, 'r, 's> {
    records: &'t mut Records<'r, 's>,
}

impl<'de> DeserializeSeed<'de> for Wrapper<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Wrapper<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<(), A::Error> {
        TopLevel { records: self.records }.visit_seq(elements)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        TopLevel { records: self.records }.visit_map(entries)
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each article as `path=text`, each skip as `path!code@line:column`.
    fn read(json: &str, reader: impl Fn(&str, &str, &ReadOptions, &mut Sink<'_>)) -> Vec<String> {
        let mut found = Vec::new();
        reader("f", json, &ReadOptions::default(), &mut |item| {
            found.push(match item {
                Ok(article) => format!("{}={}", article.path, article.text),
                Err(skip) => {
                    let place = skip.place.map(|(line, column)| format!("@{line}:{column}"));
                    format!("{}!{}{}", skip.path, skip.reason.code(), place.unwrap_or_default())
                }
            });
        });
        found
    }

    fn check(json: &str, expected: &[&str]) {
        assert_eq!(read(json, read_document), expected, "{json}");
    }

    fn lines(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
        read_lines(file, &mut text.as_bytes(), options, sink);
    }

    fn long(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
        read_long_document(file, &mut text.as_bytes(), options, sink);
    }

    fn check_lines(json: &str, expected: &[&str]) {
        assert_eq!(read(json, lines), expected, "{json}");
    }

    #[test]
    fn a_long_document_gives_what_a_short_one_gives() {
        for json in [
            r#"{"text": "A"}"#,
            r#"[{"text": "A"}, {"title": "x"}, 5, {"text": "D"}]"#,
            r#"{"status": "ok", "articles": [{"content": "A"}, {"content": "B"}]}"#,
            r#"{"hits": {"hits": [{"_id": "1", "_source": {"body": "A"}}], "total": 1}}"#,
            r#"{"data": null, "feed": 1.5, "list": true, "news": "x", "text": "A"}"#,
            "{}",
            "[]",
        ] {
            assert_eq!(read(json, long), read(json, read_document), "{json}");
        }
        assert_eq!(read("[{\"text\": \"A\"},\n {\"te", long), ["f#1=A", "f!malformed@2:5"]);
    }

    #[test]
    fn one_record_is_the_file_and_elements_are_numbered() {
        check(r#"{"text": "A"}"#, &["f=A"]);
        check(
            r#"[{"text": "A"}, {"title": "x"}, 5, {"text": "D"}]"#,
            &["f#1=A", "f#2!no-text", "f#3!no-text", "f#4=D"],
        );
    }

    #[test]
    fn wrappers_are_opened() {
        check(r#"{"article": {"text": "A"}}"#, &["f=A"]);
        check(r#"{"status": "ok", "articles": [{"content": "A"}, {"content": "B"}]}"#, &["f#1=A", "f#2=B"]);
        check(r#"{"hits": {"hits": [{"_id": "1", "_source": {"body": "A"}}]}}"#, &["f#1=A"]);
        check(r#"{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "articleBody": "A"}]}"#, &["f=A"]);
    }

    #[test]
    fn items_of_agencies_are_told_by_their_kind() {
        check(
            r#"{"data": {"items": [{"item": {"type": "picture", "versioncreated": "2019-06-23", "renditions": {}}},
                {"item": {"type": "text", "versioncreated": "2019-06-23", "headline": "H", "body_xhtml": "<p>A</p><p>B</p>"}}]}}"#,
            &["f#1!picture", "f#2=A\n\nB"],
        );
        check(
            r#"{"data": {"item": {"type": "video", "versioncreated": "2019-06-23", "headline": "H"}}}"#,
            &["f!video"],
        );
        check_lines(r#"{"type": "planning", "versioncreated": "2019-06-23", "headline": "H"}"#, &["f#1!planning"]);
    }

    #[test]
    fn what_holds_no_article_is_named() {
        check("{}", &["f!no-text"]);
        check("[]", &["f!no-text"]);
        check(r#"{"data": {"items": [{"title": "x"}]}}"#, &["f!no-text"]);
        check("5", &["f!malformed@1:1"]);
        check("", &["f!malformed@1:1"]);
    }

    #[test]
    fn a_cut_array_gives_what_stands_before_the_cut() {
        check("[{\"text\": \"A\"},\n {\"text\": \"Жb", &["f#1=A", "f!malformed@2:13"]);
        check(r#"{"text": "A"} {"text": "B"}"#, &["f=A", "f!malformed@1:15"]);
    }

    #[test]
    fn a_bad_line_does_not_hide_the_others() {
        check_lines(
            "{\"text\": \"A\"}\n\n{\"text\": oops}\n{\"text\": \"C\"}\n",
            &["f#1=A", "f#2!malformed@3:10", "f#3=C"],
        );
        check_lines("{\"title\": \"x\"}", &["f#1!no-text@1:1"]);
        check_lines(
            "{\"articles\": [{\"text\": \"A\"}, {\"text\": \"B\"}]}\n{\"data\": {\"text\": \"C\"}}\n",
            &["f#1=A", "f#2=B", "f#3=C"],
        );
        check_lines("\n", &["f!no-text"]);
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(10_000);
        assert_eq!(read(&deep, read_document).len(), 1);
        let deep = format!("{{\"text\": \"A\", \"x\": {}", "{\"a\":".repeat(10_000));
        assert_eq!(read(&deep, lines).len(), 1);
        assert_eq!(read(&deep, long).len(), 1);
    }

    #[test]
    fn duplicate_keys_and_nulls_are_read() {
        check(r#"{"text": null, "title": null, "text": "B"}"#, &["f=B"]);
    }
}
