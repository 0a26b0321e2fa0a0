//! The engine against one that tests have: what is sent, what goes wrong, what comes back.

mod documents;
mod mishaps;
mod queries;
mod quickwit;
mod requests;
mod statements;

use super::{Access, Address, Engine, EngineError, PushReport, PushRequest, Refusal, push, read_statement};
use crate::answer::{Archive, Hit, Request, Sort};
use crate::fake_engine::FakeEngine;
use crate::query::{Query, parse};
use crate::statement::Record;
use std::sync::Mutex;

const TODAY: jiff::civil::Date = jiff::civil::date(2024, 2, 8);

fn query(text: &str) -> Query {
    parse(text, TODAY).unwrap_or_else(|error| panic!("{text}: {error:?}")).query
}

/// What somebody said in the article at `path`.
fn said(id: u64, path: &str, speaker: &str, quote: &str) -> Record {
    let line = format!(
        r#"{{"schema":1,"id":"{id:016x}","spans":[[10,{}]],"kind":"direct","speaker":{{"name":"{speaker}","mention":null,"span":null,"role":"harbour master","type":"person"}},"cue":"said","cue_span":[2,6],"outlets":["TASS"],"publisher":"ANI","date":"2024-02-08","date_source":"dateline","article":{{"id":"a1","path":"{path}","title":"The port","author":null,"url":null,"lang":"en"}},"context":{{"text":"{quote}","start":10}},"confidence":0.9}}"#,
        10 + quote.len()
    );
    read_statement(line.as_bytes()).unwrap()
}

/// So many statements, each of somebody else.
fn many(n: u64) -> Vec<Record> {
    (0..n).map(|id| said(id, "port.txt", &format!("Ann Berg-{id}"), &format!("Ships number {id} will come"))).collect()
}

fn two_shards() -> PushRequest {
    PushRequest { shards: 2, replicas: 0, checkpoint: "not-written".into() }
}

fn reach(fake: &FakeEngine) -> Result<Engine, EngineError> {
    Engine::reach(&Address::read(&fake.node())?, &Access::Open)
}

fn open(fake: &FakeEngine) -> Engine {
    Engine::open(&Address::read(&fake.node()).unwrap(), &Access::Open).unwrap()
}

/// Pushes `records`; what became of them, and who was refused.
fn pushed(fake: &FakeEngine, records: &[Record]) -> Result<(PushReport, Vec<Refusal>), EngineError> {
    let refused = Mutex::default();
    let watch = |_, some: &[Refusal]| {
        let mut refused: std::sync::MutexGuard<'_, Vec<Refusal>> = refused.lock().unwrap();
        refused.extend(some.iter().cloned());
        true
    };
    let statements = records.iter().map(|record| Ok::<_, EngineError>((record.clone(), Vec::new())));
    let report = push(&reach(fake)?, &two_shards(), statements, &watch)?;
    Ok((report, refused.into_inner().unwrap()))
}

/// All statements in the order of their ids, and the paths of their articles.
fn all(engine: &Engine) -> Vec<(String, String)> {
    let request = Request { sort: Sort::Date, ..Request::new(Query::All, None) };
    let found = engine.find(&request).unwrap();
    let told = |hit: Hit| (hit.record.id, hit.record.article.path);
    found.hits().map(|hit| told(hit.unwrap())).collect()
}

fn ids_and_paths(records: &[Record]) -> Vec<(String, String)> {
    records.iter().map(|record| (record.id.clone(), record.article.path.clone())).collect()
}
