//! A batch of statements on its way into OpenSearch or Elasticsearch: written once each, however often it is sent.
//!
//! Each is created under its id. Where there is one already, its hash tells whether it is the same; then nothing is
//! written. Two articles may claim one id: the statement of the other one is kept under its id and its place.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::document::Documents;
use super::http::{Patience, TOO_BUSY, reason_of};
use super::{Engine, EngineError, NOT_FOUND, fields};
use crate::index::path_hash;
use crate::statement::Record;

/// Bytes of one request at most: what is large enough to be worth its way, and small enough for any node.
const MOST_BYTES: usize = 5 << 20;

/// How often statements that an engine was too busy for are offered again.
const OFFERS: u32 = 12;

/// Wait before the second offer; it doubles. Tests have no time.
const FIRST_WAIT: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 500 });
const LONGEST_WAIT: Duration = Duration::from_millis(if cfg!(test) { 4 } else { 20_000 });

/// The status of a request that is too large.
const TOO_LARGE: u16 = 413;
/// The status of what is for no index.
const GONE: u64 = 404;
/// The status of what is there already.
const CONFLICT: u64 = 409;

/// What became of a batch.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) created: u64,
    pub(super) updated: u64,
    pub(super) unchanged: u64,
    pub(super) refused: Vec<Refusal>,
}

/// A statement that an engine does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its id.
    pub id: String,
    /// The path of its article.
    pub path: String,
    /// What the engine says.
    pub reason: String,
}

/// A statement as it is sent.
struct Parcel {
    id: String,
    path: String,
    hash: String,
    document: String,
}

/// Whether what is there may be written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Create,
    Index,
}

impl Operation {
    fn name(self) -> &'static str {
        if self == Self::Create { "create" } else { "index" }
    }
}

/// One parcel and how it is sent.
struct Sending<'p> {
    parcel: &'p Parcel,
    id: String,
    operation: Operation,
}

/// Writes statements, each with the paths of its article's copies, into what goes by the name `target`.
pub(super) fn write(
    engine: &Engine,
    target: &str,
    documents: &mut Documents,
    batch: &[(Record, Vec<String>)],
) -> Result<Written, EngineError> {
    let parcels: Vec<Parcel> = batch
        .iter()
        .map(|(record, copies)| {
            let document = documents.of(record, copies);
            Parcel {
                id: record.id.clone(),
                path: record.article.path.clone(),
                hash: document[fields::HASH].as_str().unwrap_or_default().to_owned(),
                document: document.to_string(),
            }
        })
        .collect();
    let mut written = Written::default();
    let mut part: Vec<Sending<'_>> = Vec::new();
    let mut bytes = 0;
    for parcel in &parcels {
        if bytes + parcel.document.len() > MOST_BYTES && !part.is_empty() {
            deliver(engine, target, std::mem::take(&mut part), &mut written)?;
            bytes = 0;
        }
        bytes += parcel.document.len();
        part.push(Sending { parcel, id: parcel.id.clone(), operation: Operation::Create });
    }
    deliver(engine, target, part, &mut written)?;
    Ok(written)
}

/// Sends until each is written, was there, or is refused.
fn deliver(
    engine: &Engine,
    target: &str,
    mut pending: Vec<Sending<'_>>,
    written: &mut Written,
) -> Result<(), EngineError> {
    let mut offers = 0;
    let mut wait = FIRST_WAIT;
    while !pending.is_empty() {
        // So long it waits for a part of the index whose node has just gone.
        let path = format!("/{target}/_bulk?require_alias=true&timeout=10s");
        let reply = engine.http().lines(&path, &body(&pending), Patience::PUSHING)?;
        if reply.status == TOO_LARGE {
            if let [only] = pending.as_slice() {
                written.refused.push(refusal(only, "the engine takes no request that large".to_owned()));
                return Ok(());
            }
            let rest = pending.split_off(pending.len() / 2);
            deliver(engine, target, pending, written)?;
            pending = rest;
            continue;
        }
        if reply.status == TOO_BUSY {
            return Err(EngineError::TooBusy { reason: reply.reason(), node: reply.node });
        }
        let reply = reply.success()?;
        let answer = reply.json()?;
        let items = answer.get("items").and_then(Value::as_array).filter(|items| items.len() == pending.len());
        let items = items.ok_or_else(|| reply.bad("it does not tell what became of each statement"))?;
        let (mut again, mut there, mut busy) = (Vec::new(), Vec::new(), String::new());
        for (sending, item) in pending.into_iter().zip(items) {
            let item = item.get(sending.operation.name()).unwrap_or(&Value::Null);
            match item.get("status").and_then(Value::as_u64).unwrap_or(0) {
                201 => written.created += 1,
                200 => written.updated += 1,
                CONFLICT => there.push(sending),
                // Somebody has removed it meanwhile.
                GONE => return Err(engine.no_index()),
                429 | 500 | 502..=504 => {
                    busy = reason_of(item).unwrap_or_default();
                    again.push(sending);
                }
                status => {
                    let reason = reason_of(item).unwrap_or_else(|| format!("status {status}"));
                    written.refused.push(refusal(&sending, reason));
                }
            }
        }
        let Conflicts { changed, untold } = conflicts(engine, there, written)?;
        if !untold.is_empty() {
            "it does not tell what it holds under ids that are taken".clone_into(&mut busy);
            again.extend(untold);
        }
        if !again.is_empty() {
            offers += 1;
            if offers == OFFERS {
                return Err(EngineError::TooBusy { node: reply.node, reason: busy });
            }
            engine.http().sleep(wait);
            wait = (wait * 2).min(LONGEST_WAIT);
        }
        again.extend(changed);
        pending = again;
    }
    Ok(())
}

fn body(sendings: &[Sending<'_>]) -> Vec<u8> {
    let mut body = String::new();
    for Sending { parcel, id, operation } in sendings {
        body.push_str(&json!({operation.name(): {"_id": id}}).to_string());
        body.push('\n');
        body.push_str(&parcel.document);
        body.push('\n');
    }
    body.into_bytes()
}

fn refusal(sending: &Sending<'_>, reason: String) -> Refusal {
    Refusal { id: sending.parcel.id.clone(), path: sending.parcel.path.clone(), reason }
}

/// Of those whose ids are taken the ones that are not there as they are.
#[derive(Default)]
struct Conflicts<'p> {
    /// They are to be written all the same.
    changed: Vec<Sending<'p>>,
    /// What is there is not told: it has gone since, or its part of the index is away.
    untold: Vec<Sending<'p>>,
}

/// Looks at what is there under ids that are taken.
fn conflicts<'p>(
    engine: &Engine,
    there: Vec<Sending<'p>>,
    written: &mut Written,
) -> Result<Conflicts<'p>, EngineError> {
    const PATH: &str = "/_source/record/article/path";

    let mut conflicts = Conflicts::default();
    if there.is_empty() {
        return Ok(conflicts);
    }
    let ids: Vec<&str> = there.iter().map(|sending| sending.id.as_str()).collect();
    let path = engine.path("/_mget?_source_includes=hash,record.article.path");
    let reply = engine.http().json("POST", &path, &json!({"ids": ids}), Patience::PUSHING)?;
    if reply.status == NOT_FOUND {
        return Err(engine.no_index());
    }
    let reply = reply.success()?;
    let answer = reply.json()?;
    let docs = answer.get("docs").and_then(Value::as_array).ok_or_else(|| reply.bad("it tells no documents"))?;
    let known: HashMap<&str, &Value> = docs.iter().filter_map(|doc| Some((doc.get("_id")?.as_str()?, doc))).collect();
    let text = |doc: &Value, name: &str| doc.pointer(name).and_then(Value::as_str).map(str::to_owned);
    for mut sending in there {
        let Some(doc) = known.get(sending.id.as_str()).filter(|doc| doc.get("found") == Some(&Value::Bool(true)))
        else {
            conflicts.untold.push(sending);
            continue;
        };
        if text(doc, "/_source/hash").as_ref() == Some(&sending.parcel.hash) {
            written.unchanged += 1;
            continue;
        }
        let is_of_other = text(doc, PATH).as_ref() != Some(&sending.parcel.path);
        if is_of_other && sending.id == sending.parcel.id {
            let place = path_hash(&sending.parcel.path);
            sending.id = format!("{}.{place:016x}", sending.parcel.id);
        } else {
            sending.operation = Operation::Index;
        }
        conflicts.changed.push(sending);
    }
    Ok(conflicts)
}
