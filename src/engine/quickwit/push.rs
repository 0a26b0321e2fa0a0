//! Statements into a Quickwit: one batch at a time, and compared counts.
//!
//! It keeps no ids (<https://quickwit.io/docs/reference/es_compatible_api>), and what it answers to a batch says what it
//! could not read, not what can be found. So one batch is on its way at a time, how many statements there are is compared
//! behind each, and a checkpoint says how many have arrived: where a push is cut, the same statements in the same order go
//! on behind them.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use super::super::compile::everything;
use super::super::document::Documents;
use super::super::http::{Patience, Reply, TOO_BUSY, reason_of};
use super::super::push::{PushProgress, PushReport, Refusal};
use super::super::{Engine, EngineError, NOT_FOUND, SERVER_ERROR};
use super::document;
use super::notebook::{Checkpoint, Notebook};
use crate::statement::Record;

/// Bytes of a request at most: it takes ten megabytes, and one statement may come on top.
const MOST_BYTES: usize = 5 << 20;

/// Statements in a request at most.
const BATCH: usize = 2_000;

/// How often the number of statements is looked at until a batch counts as lost, and the wait between two looks. What it
/// is not told to commit, it commits after a minute.
const LOOKS: u32 = 100;
const BETWEEN_LOOKS: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 1_000 });

/// How often a batch is offered that it was too busy for, and the wait between two offers.
const OFFERS: u32 = 12;
const BETWEEN_OFFERS: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 10_000 });

/// Sends `statements`, each with the paths of its article's copies, one batch after the other; `notebook` is the file of
/// the checkpoint. `watch` is told of progress and refusals, and says whether to go on.
pub(in super::super) fn push<E: From<EngineError>>(
    engine: &Engine,
    notebook: &Path,
    statements: impl Iterator<Item = Result<(Record, Vec<String>), E>>,
    watch: &dyn Fn(PushProgress, &[Refusal]) -> bool,
) -> Result<PushReport, E> {
    let notebook = Notebook { file: notebook.to_owned() };
    let known = notebook.read()?;
    let there = engine.count(&everything())?;
    let point = match known {
        None => Checkpoint { before: there, ..Checkpoint::default() },
        Some(point) => point.found(there).ok_or(EngineError::OtherCount {
            engine: engine.product().name(),
            found: there,
            expected: point.there(),
        })?,
    };
    let mut sending = Sending { engine, notebook, point, watch, is_stopped: false };
    let mut documents = Documents::default();
    let mut ids = Xxh3::new();
    let mut n_read = 0;
    let mut batch = Batch::default();
    for statement in statements {
        let (record, copies) = statement?;
        ids.update(record.id.as_bytes());
        n_read += 1;
        if n_read <= point.done() {
            if n_read == point.done() && ids.digest() != point.ids && point.ids != 0 {
                return Err(EngineError::OtherStatements { path: sending.notebook.file }.into());
            }
            continue;
        }
        batch.add(&engine.0.address.index, &record, &document(documents.of(&record, &copies)), ids.digest());
        if batch.named.len() == BATCH || batch.lines.len() >= MOST_BYTES {
            sending.send(&std::mem::take(&mut batch))?;
            if sending.is_stopped {
                break;
            }
        }
    }
    if !sending.is_stopped {
        // An empty one asks only whether this was all.
        sending.send(&batch)?;
    }
    let Sending { notebook, point: end, is_stopped, .. } = sending;
    if !is_stopped {
        notebook.remove()?;
    }
    Ok(PushReport {
        created: end.arrived - point.arrived,
        unchanged: point.done(),
        refused: end.refused - point.refused,
        total: engine.count(&everything())?,
        stopped: is_stopped,
        ..PushReport::default()
    })
}

/// Statements on their way together.
#[derive(Default)]
struct Batch {
    lines: Vec<u8>,
    /// Id and path of each.
    named: Vec<(String, String)>,
    /// Hash of all ids up to the last one.
    ids: u64,
}

impl Batch {
    fn add(&mut self, index: &str, record: &Record, document: &Value, ids: u64) {
        self.lines.extend_from_slice(json!({"create": {"_index": index}}).to_string().as_bytes());
        self.lines.push(b'\n');
        self.lines.extend_from_slice(document.to_string().as_bytes());
        self.lines.push(b'\n');
        self.named.push((record.id.clone(), record.article.path.clone()));
        self.ids = ids;
    }
}

/// A push on its way.
struct Sending<'p> {
    engine: &'p Engine,
    notebook: Notebook,
    point: Checkpoint,
    watch: &'p dyn Fn(PushProgress, &[Refusal]) -> bool,
    is_stopped: bool,
}

impl Sending<'_> {
    /// Sends a batch, and sees by the number of statements that it has arrived.
    fn send(&mut self, batch: &Batch) -> Result<(), EngineError> {
        let n = batch.named.len() as u64;
        let mut refused = Vec::new();
        if n > 0 {
            self.notebook.write(Checkpoint { sent: n, ..self.point })?;
            refused = self.offer(batch)?;
            let n_refused = refused.len() as u64;
            let point = Checkpoint {
                arrived: self.point.arrived + n - n_refused,
                refused: self.point.refused + n_refused,
                ids: batch.ids,
                sent: 0,
                ..self.point
            };
            self.wait_for(point.there())?;
            self.notebook.write(point)?;
            self.point = point;
        }
        self.is_stopped = !(self.watch)(PushProgress { done: self.point.done() }, &refused);
        Ok(())
    }

    /// Offers a batch until it is not too much any more; tells what is refused of it.
    fn offer(&self, batch: &Batch) -> Result<Vec<Refusal>, EngineError> {
        let mut offers = 0;
        loop {
            // A lost answer does no harm: whether it was taken, the number of statements says, and it is not sent twice.
            let sent = self.engine.http().lines("/api/v1/_elastic/_bulk?refresh=true", &batch.lines, Patience::NONE);
            let Ok(reply) = sent else { return Ok(Vec::new()) };
            let (node, reason) = match taken(reply, batch)? {
                Taken::But(refused) => return Ok(refused),
                Taken::Nothing { node, reason } => (node, reason),
            };
            offers += 1;
            if offers == OFFERS {
                return Err(EngineError::TooBusy { node, reason });
            }
            self.engine.http().sleep(BETWEEN_OFFERS);
        }
    }

    fn wait_for(&self, expected: u64) -> Result<(), EngineError> {
        let mut found = 0;
        for look in 0..LOOKS {
            if look > 0 {
                self.engine.http().sleep(BETWEEN_LOOKS);
            }
            found = self.engine.count(&everything())?;
            if found == expected {
                return Ok(());
            }
        }
        Err(EngineError::OtherCount { engine: self.engine.product().name(), found, expected })
    }
}

/// What an answer tells of a batch.
enum Taken {
    /// All that it could keep, but these.
    But(Vec<Refusal>),
    /// It was too busy.
    Nothing { node: String, reason: String },
}

fn taken(reply: Reply, batch: &Batch) -> Result<Taken, EngineError> {
    if reply.status == TOO_BUSY {
        return Ok(Taken::Nothing { reason: reply.reason(), node: reply.node });
    }
    if reply.status >= SERVER_ERROR {
        // It may have been taken all the same.
        return Ok(Taken::But(Vec::new()));
    }
    let reply = reply.success()?;
    // Older ways to take statements in tell nothing of each.
    let items = reply.json()?.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut refused = Vec::new();
    for (item, (id, path)) in items.iter().zip(&batch.named) {
        let about = item.as_object().and_then(|item| item.values().next()).unwrap_or(&Value::Null);
        let status = about.get("status").and_then(Value::as_u64).unwrap_or(0);
        let reason = reason_of(about).unwrap_or_else(|| format!("status {status}"));
        match status {
            // All of a batch goes one way; each of it is told so.
            429 => return Ok(Taken::Nothing { node: reply.node, reason }),
            404 => return Err(EngineError::Refused { node: reply.node, status: NOT_FOUND, reason }),
            // What took too long may have been kept.
            408 | 500.. => return Ok(Taken::But(Vec::new())),
            400..500 => refused.push(Refusal { id: id.clone(), path: path.clone(), reason }),
            _ => {}
        }
    }
    Ok(Taken::But(refused))
}
