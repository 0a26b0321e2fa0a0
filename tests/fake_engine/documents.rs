//! An index: its documents as they are, and as they were when it was refreshed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::mapping::{Held, Mapping};
use super::refusal::{Members, Refusal};

/// A document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) source: Value,
    pub(super) held: BTreeMap<String, Held>,
    /// The part of the index that keeps it.
    pub(super) shard: usize,
    version: u64,
}

/// What a search sees: the index as it was at one moment.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    pub(super) index: String,
    pub(super) mapping: Arc<Mapping>,
    pub(super) documents: Arc<Vec<Arc<Document>>>,
    pub(super) n_shards: usize,
}

impl Moment {
    /// What is said of the parts that were asked.
    pub(super) fn shards(&self) -> Value {
        json!({"total": self.n_shards, "successful": self.n_shards, "skipped": 0, "failed": 0})
    }
}

pub(super) struct Index {
    /// What is found: as it was at the last refresh.
    pub(super) seen: Moment,
    n_replicas: u64,
    documents: BTreeMap<String, Arc<Document>>,
}

/// What is to be done with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    Index,
}

impl Index {
    pub(super) fn make(name: &str, body: &Value) -> Result<Self, Refusal> {
        let mut members = Members::of(body, "index")?;
        let mut settings = Members::of(members.need("settings")?, "settings")?;
        let mut index = Members::of(settings.need("index")?, "index")?;
        let n_shards = index.count("number_of_shards")?.unwrap_or(1);
        let n_replicas = index.count("number_of_replicas")?.unwrap_or(1) as u64;
        index.done()?;
        settings.done()?;
        let mapping = Arc::new(Mapping::read(members.need("mappings")?)?);
        members.done()?;
        let seen = Moment { index: name.to_owned(), mapping, documents: Arc::default(), n_shards };
        Ok(Self { seen, n_replicas, documents: BTreeMap::new() })
    }

    /// One that nobody has made.
    pub(super) fn guessed(name: &str) -> Self {
        let mapping = Arc::new(Mapping::guessed());
        let seen = Moment { index: name.to_owned(), mapping, documents: Arc::default(), n_shards: 1 };
        Self { seen, n_replicas: 1, documents: BTreeMap::new() }
    }

    /// What is said of the shards that were asked.
    pub(super) fn shards(&self) -> Value {
        let n_copies = self.seen.n_shards as u64 * (self.n_replicas + 1);
        json!({"total": n_copies, "successful": self.seen.n_shards, "failed": 0})
    }

    /// Writes a document: status, and what is said of it.
    pub(super) fn write(&mut self, action: Action, id: &str, source: &str) -> Result<(u16, &'static str), Refusal> {
        if id.is_empty() {
            return Err(Refusal::new(400, "illegal_argument_exception", "if _id is specified it must not be empty"));
        }
        let source: Value = serde_json::from_str(source)
            .map_err(|error| Refusal::new(400, "mapper_parsing_exception", format!("failed to parse: {error}")))?;
        let held = self.seen.mapping.document(&source)?;
        let known = self.documents.get(id).map(|document| document.version);
        if let (Action::Create, Some(version)) = (action, known) {
            let reason = format!("[{id}]: version conflict, document already exists (current version [{version}])");
            return Err(Refusal::new(409, "version_conflict_engine_exception", reason));
        }
        let shard = id.bytes().fold(7, |hash: usize, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let document = Document {
            id: id.to_owned(),
            source,
            held,
            shard: shard % self.seen.n_shards,
            version: known.unwrap_or(0) + 1,
        };
        self.documents.insert(id.to_owned(), Arc::new(document));
        Ok(if known.is_some() { (200, "updated") } else { (201, "created") })
    }

    pub(super) fn get(&self, id: &str) -> Option<&Document> {
        self.documents.get(id).map(|document| &**document)
    }

    pub(super) fn refresh(&mut self) {
        self.seen.documents = Arc::new(self.documents.values().cloned().collect());
    }
}

/// What is kept of a document of what is at `paths`, with the members in another order, as it comes from engines.
pub(super) fn filtered(source: &Value, paths: &[&str]) -> Value {
    let Some(members) = source.as_object() else { return source.clone() };
    let mut kept = serde_json::Map::new();
    for (name, value) in members.iter().rev() {
        let below: Vec<&str> =
            paths.iter().filter_map(|path| path.strip_prefix(name.as_str())?.strip_prefix('.')).collect();
        if paths.contains(&name.as_str()) {
            kept.insert(name.clone(), value.clone());
        } else if !below.is_empty() {
            kept.insert(name.clone(), filtered(value, &below));
        }
    }
    kept.into()
}
