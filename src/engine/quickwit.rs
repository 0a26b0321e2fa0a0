//! What is different at Quickwit: how its index is described, and how statements get there once each.
//!
//! Quickwit keeps no ids and tells of a document that it does not take only in its log
//! (<https://quickwit.io/docs/reference/es_compatible_api>). So one batch is on its way at a time, how many statements
//! there are is compared behind each, and a checkpoint says how many have arrived: where a push is cut, the same
//! statements in the same order go on behind them. None of this has been run against a real Quickwit yet.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use super::compile::everything;
use super::document::Documents;
use super::http::Patience;
use super::mapping::FORMAT;
use super::push::{PushProgress, PushReport, Refusal};
use super::{Engine, EngineError, fields};
use crate::index::{Field, FieldType};
use crate::statement::Record;

/// Bytes of a request at most: it takes ten megabytes.
const MOST_BYTES: usize = 5 << 20;

/// Statements in a request at most.
const BATCH: usize = 2_000;

/// How often the number of statements is looked at until a batch counts as lost, and the wait between two looks.
const LOOKS: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// The description of an index (<https://quickwit.io/docs/configuration/index-config>).
pub(super) fn index_config(index: &str) -> Value {
    let texts = |wanted: &dyn Fn(Field) -> bool, kind: &str, more: &Value| -> Vec<Value> {
        let one = |field: Field| {
            let mut mapping = json!({"name": fields::plain(field), "type": kind, "stored": false});
            for (key, value) in more.as_object().into_iter().flatten() {
                mapping[key] = value.clone();
            }
            mapping
        };
        Field::all().filter(|field| wanted(*field)).map(one).collect()
    };
    let is_text = |field: Field| field.kind() == FieldType::Text;
    let is_name = |field: Field| matches!(field.kind(), FieldType::Name | FieldType::Outlet);
    let is_value = |field: Field| is_name(field) || field.kind() == FieldType::Keyword;
    let positions = json!({"tokenizer": "whitespace", "record": "position", "fieldnorms": true});
    let names = json!({"tokenizer": "whitespace", "record": "position"});
    let stems = json!({"tokenizer": "whitespace", "record": "freq"});
    let raw = json!({"tokenizer": "raw", "record": "basic"});
    let counted = json!({"tokenizer": "raw", "record": "basic", "fast": true});
    let object = |name: &str, fields: Vec<Value>| json!({"name": name, "type": "object", "field_mappings": fields});
    let number = |name: &str, kind: &str| json!({"name": name, "type": kind, "fast": true, "stored": false});
    let value = |name: &str, kind: &str| json!({"name": name, "type": kind, "tokenizer": "raw", "record": "basic", "fast": true, "stored": false});
    let mut words = texts(&is_text, "array<text>", &positions);
    words.extend(texts(&is_name, "array<text>", &names));
    json!({
        "version": "0.8",
        "index_id": index,
        "doc_mapping": {
            "mode": "strict",
            "store_source": false,
            "field_mappings": [
                // The name is the mark of the documents' format: Quickwit keeps no remarks of others.
                {"name": format!("dixit_format_{FORMAT}"), "type": "bool", "indexed": false, "stored": false},
                object("words", words),
                object("stems", texts(&is_text, "array<text>", &stems)),
                object("whole", texts(&is_value, "array<text>", &raw)),
                object("shown", texts(&|field| is_value(field) && field.is_facet(), "array<text>", &counted)),
                object("sorted", texts(&|field| fields::SORTED.contains(&field), "text", &raw)),
                value(fields::HAS, "array<text>"),
                value(fields::DAY, "text"),
                number(fields::FIRST_DAY, "i64"),
                number(fields::LAST_DAY, "i64"),
                number(fields::MOMENT, "i64"),
                number(fields::CONF, "f64"),
                number(fields::ORDER, "i64"),
                number(fields::PLACE, "i64"),
                number(fields::PATH, "i64"),
                number(fields::BLOCK, "i64"),
                number(fields::WORDING, "array<i64>"),
                {"name": fields::HASH, "type": "text", "indexed": false, "stored": true},
                {"name": fields::COPIES, "type": "array<text>", "indexed": false, "stored": true},
                {"name": fields::RECORD, "type": "json", "indexed": false, "stored": true},
            ],
        },
        "search_settings": {"default_search_fields": [fields::words(Field::Quote)]},
    })
}

/// The format of the documents in what Quickwit says of an index.
pub(super) fn format(index: &Value) -> Option<u64> {
    let mappings = index.pointer("/index_config/doc_mapping/field_mappings")?.as_array()?;
    let names = mappings.iter().filter_map(|mapping| mapping.get("name")?.as_str());
    names.filter_map(|name| name.strip_prefix("dixit_format_")).find_map(|format| format.parse().ok())
}

/// How far a push has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Checkpoint {
    /// Statements in the index before the push.
    before: u64,
    /// Statements that have arrived.
    arrived: u64,
    /// Hash of their ids, in their order.
    ids: u64,
    /// Statements of the batch that was on its way.
    sent: u64,
}

/// The file of a checkpoint.
struct Notebook {
    file: PathBuf,
}

impl Notebook {
    fn read(&self) -> Result<Option<Checkpoint>, EngineError> {
        match std::fs::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| self.wrong(error.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.wrong(error)),
        }
    }

    /// The old one or the new one is there, whatever happens.
    fn write(&self, checkpoint: Checkpoint) -> Result<(), EngineError> {
        let folder = self.file.parent().unwrap_or_else(|| Path::new("."));
        let written = || {
            std::fs::create_dir_all(folder)?;
            let mut beside = tempfile::NamedTempFile::new_in(folder)?;
            beside.write_all(json!(checkpoint).to_string().as_bytes())?;
            beside.as_file().sync_all()?;
            beside.persist(&self.file).map_err(|error| error.error)?;
            std::io::Result::Ok(())
        };
        written().map_err(|error| self.wrong(error))
    }

    fn remove(&self) -> Result<(), EngineError> {
        std::fs::remove_file(&self.file).map_err(|error| self.wrong(error))
    }

    fn wrong(&self, source: std::io::Error) -> EngineError {
        EngineError::Checkpoint { path: self.file.clone(), source }
    }
}

/// Sends `statements`, each with the paths of its article's copies, one batch after the other; `notebook` is the file of
/// the checkpoint. `watch` is told of progress and says whether to go on.
pub(super) fn push<E: From<EngineError>>(
    engine: &Engine,
    notebook: &Path,
    statements: impl Iterator<Item = Result<(Record, Vec<String>), E>>,
    watch: &dyn Fn(PushProgress, &[Refusal]) -> bool,
) -> Result<PushReport, E> {
    let notebook = Notebook { file: notebook.to_owned() };
    let known = notebook.read()?;
    let there = engine.count(&everything())?;
    let mut point = match known {
        None => Checkpoint { before: there, ..Checkpoint::default() },
        Some(point) => point.found(there).ok_or(EngineError::OtherCount {
            engine: engine.product().name(),
            found: there,
            expected: point.before + point.arrived,
        })?,
    };
    let mut report = PushReport { unchanged: point.arrived, ..PushReport::default() };
    let mut documents = Documents::default();
    let mut ids = Xxh3::new();
    let mut n_read = 0;
    let mut batch = Batch::default();
    for statement in statements {
        let (record, copies) = statement?;
        ids.update(record.id.as_bytes());
        n_read += 1;
        if n_read <= point.arrived {
            if n_read == point.arrived && ids.digest() != point.ids && point.ids != 0 {
                return Err(EngineError::OtherStatements { path: notebook.file }.into());
            }
            continue;
        }
        batch.add(&engine.0.address.index, &documents.of(&record, &copies).to_string(), ids.digest());
        if batch.n == BATCH as u64 || batch.lines.len() >= MOST_BYTES {
            point = send(engine, &notebook, point, &std::mem::take(&mut batch))?;
            report.created = point.arrived - report.unchanged;
            if !watch(PushProgress { done: point.arrived }, &[]) {
                report.stopped = true;
                break;
            }
        }
    }
    if !report.stopped && batch.n > 0 {
        point = send(engine, &notebook, point, &batch)?;
    }
    report.created = point.arrived - report.unchanged;
    report.total = engine.count(&everything())?;
    if !report.stopped {
        notebook.remove()?;
    }
    Ok(report)
}

impl Checkpoint {
    /// What has arrived, where there are so many statements now; `None` where that cannot come of this push.
    fn found(self, there: u64) -> Option<Self> {
        let arrived = self.before + self.arrived;
        if there == arrived {
            return Some(Self { sent: 0, ..self });
        }
        // The batch on its way has arrived; nobody was there to be told. Its ids were not noted, so they are not compared.
        (self.sent > 0 && there == arrived + self.sent).then(|| Self {
            arrived: self.arrived + self.sent,
            ids: 0,
            sent: 0,
            ..self
        })
    }
}

/// Statements on their way together.
#[derive(Default)]
struct Batch {
    lines: Vec<u8>,
    n: u64,
    /// Hash of all ids up to the last one.
    ids: u64,
}

impl Batch {
    fn add(&mut self, index: &str, document: &str, ids: u64) {
        self.lines.extend_from_slice(json!({"create": {"_index": index}}).to_string().as_bytes());
        self.lines.push(b'\n');
        self.lines.extend_from_slice(document.as_bytes());
        self.lines.push(b'\n');
        self.n += 1;
        self.ids = ids;
    }
}

/// Sends a batch, and sees by the number of statements whether it has arrived.
fn send(engine: &Engine, notebook: &Notebook, point: Checkpoint, batch: &Batch) -> Result<Checkpoint, EngineError> {
    notebook.write(Checkpoint { sent: batch.n, ..point })?;
    let expected = point.before + point.arrived + batch.n;
    // Whether it was taken, the number of statements says; so a lost answer does no harm, and it is not sent twice.
    let sent = engine.http().lines("/api/v1/_elastic/_bulk?refresh=true", &batch.lines, Patience::NONE);
    if let Ok(reply) = sent
        && (400..500).contains(&reply.status)
        && reply.status != super::http::TOO_BUSY
    {
        reply.success()?;
    }
    for _ in 0..LOOKS {
        let there = engine.count(&everything())?;
        if there == expected {
            let point = Checkpoint { arrived: point.arrived + batch.n, ids: batch.ids, sent: 0, ..point };
            notebook.write(point)?;
            return Ok(point);
        }
        engine.http().sleep(BETWEEN_LOOKS);
    }
    let found = engine.count(&everything())?;
    Err(EngineError::OtherCount { engine: engine.product().name(), found, expected })
}

impl Engine {
    /// Makes the index at a Quickwit.
    pub(super) fn make_quickwit_index(&self) -> Result<(), EngineError> {
        let config = index_config(&self.0.address.index);
        self.http().json("POST", "/api/v1/indexes", &config, Patience::PUSHING)?.success().map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_arrived_is_told_by_the_number_of_statements() {
        let point = Checkpoint { before: 10, arrived: 200, ids: 7, sent: 50 };
        assert_eq!(point.found(210), Some(Checkpoint { sent: 0, ..point }), "the batch was lost");
        let arrived = Checkpoint { arrived: 250, ids: 0, sent: 0, ..point };
        assert_eq!(point.found(260), Some(arrived), "nobody was there to be told");
        assert_eq!(point.found(240), None, "some of it was not taken, or somebody else pushes, too");
    }

    #[test]
    fn a_checkpoint_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let notebook = Notebook { file: folder.path().join("at/push.json") };
        assert_eq!(notebook.read().unwrap(), None);
        let point = Checkpoint { before: 1, arrived: 2, ids: u64::MAX, sent: 3 };
        notebook.write(point).unwrap();
        assert_eq!(notebook.read().unwrap(), Some(point));
        notebook.remove().unwrap();
        assert_eq!(notebook.read().unwrap(), None);
    }

    #[test]
    fn the_format_is_told_by_the_name_of_a_field() {
        let told = json!({"index_config": index_config("news")});
        assert_eq!(format(&told), Some(FORMAT));
        assert_eq!(format(&json!({"index_config": {"doc_mapping": {"field_mappings": []}}})), None);
    }
}
