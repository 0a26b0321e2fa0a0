//! Statements that an engine elsewhere keeps: OpenSearch, Elasticsearch or Quickwit. They are pushed there and asked there
//! with the same queries as in an index on this machine.

mod address;
mod bulk;
mod compile;
mod counts;
mod document;
mod explain;
mod expression;
mod failure;
mod fields;
mod find;
#[cfg(any(test, feature = "fuzzing"))]
mod fuzzing;
mod http;
mod like;
mod mapping;
mod pages;
mod push;
mod quickwit;
mod recent;
mod recognise;
#[cfg(test)]
mod tests;
mod told;
mod trace;
mod utterances;
mod values;

pub use address::{Access, Address};
pub use document::{NotAStatement, read_statement};
pub use failure::EngineError;
pub use push::{PushProgress, PushReport, PushRequest, REPLICAS, Refusal, SHARDS, push};
pub use recognise::Product;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use fuzzing::check_document;

use std::sync::Arc;

use http::{Http, Patience, Reply};
use serde_json::{Value, json};

use crate::answer::{
    Archive, ArchiveError, AskError, CompareRequest, Compared, Explanation, Found, KeptArticle, OutletProfile, Request,
    Traces, Who, WhoRequest, outlet_by_reading, who_by_reading,
};
use crate::index::{ArticleEntry, Carried, ClusterId, Field, Stats, UtteranceId};
use crate::query::{Matcher, Query};
use crate::statement::Record;
use crate::text::Span;

/// An engine and the index on it. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Reached>);

/// An engine that was reached.
struct Reached {
    http: Http,
    address: Address,
    product: Product,
    version: String,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("address", &self.0.address)
            .field("product", &self.0.product)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Reaches the engine at `address` and sees which one it is.
    ///
    /// # Errors
    ///
    /// [`EngineError`] when nobody answers there, or somebody else.
    pub fn reach(address: &Address, access: &Access) -> Result<Self, EngineError> {
        let http = Http::new(address, access);
        let (product, version) = recognise::recognise(&http)?;
        Ok(Self(Arc::new(Reached { http, address: address.clone(), product, version })))
    }

    /// Reaches the engine at `address` and sees that its index holds statements.
    ///
    /// # Errors
    ///
    /// As [`Engine::reach`]; that the index is not there, or is not one that dixit has made.
    pub fn open(address: &Address, access: &Access) -> Result<Self, EngineError> {
        let engine = Self::reach(address, access)?;
        engine.check_index(Patience::ASKING)?;
        Ok(engine)
    }

    /// Which engine it is.
    pub fn product(&self) -> Product {
        self.0.product
    }

    /// Its version, as it tells it.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    fn http(&self) -> &Http {
        &self.0.http
    }

    /// The path of the index, or of what is `below` it.
    fn path(&self, below: &str) -> String {
        let root = if self.0.product == Product::Quickwit { "/api/v1/_elastic" } else { "" };
        format!("{root}/{}{below}", self.0.address.index)
    }

    /// Whether the index is there.
    ///
    /// # Errors
    ///
    /// That it is none of dixit's.
    fn has_index(&self, patience: Patience) -> Result<bool, EngineError> {
        // Where no node leads the others, nobody knows. That is told soon, in place of after half a minute.
        let (path, format) = match self.0.product {
            Product::Quickwit => {
                (format!("/api/v1/indexes/{}", self.0.address.index), quickwit::format as fn(&Value) -> _)
            }
            Product::OpenSearch => {
                (self.path("/_mapping?cluster_manager_timeout=2s"), mapping::format as fn(&Value) -> _)
            }
            Product::Elasticsearch => (self.path("/_mapping?master_timeout=2s"), mapping::format as fn(&Value) -> _),
        };
        let reply = self.http().get(&path, patience)?;
        if reply.status == NOT_FOUND {
            return Ok(false);
        }
        let reply = self.whole(reply)?.success()?;
        match format(&reply.json()?) {
            Some(mapping::FORMAT) => Ok(true),
            found => Err(EngineError::OtherIndex {
                index: self.0.address.index.clone(),
                engine: self.0.product.name(),
                found,
                expected: mapping::FORMAT,
            }),
        }
    }

    fn check_index(&self, patience: Patience) -> Result<(), EngineError> {
        if self.has_index(patience)? {
            return Ok(());
        }
        Err(self.no_index())
    }

    /// That the index is not there, or not any more.
    fn no_index(&self) -> EngineError {
        let (index, engine) = (self.0.address.index.clone(), self.0.product.name());
        EngineError::NoIndex { index, engine, node: self.0.address.nodes[0].clone() }
    }

    /// Searches once.
    fn search(&self, body: &Value) -> Result<Value, EngineError> {
        self.search_at(&self.path("/_search"), body)
    }

    fn search_at(&self, path: &str, body: &Value) -> Result<Value, EngineError> {
        // Part of an answer is none: what is missing could be anything.
        let path = format!("{path}?allow_partial_search_results=false");
        let reply = self.http().json("POST", &path, body, Patience::ASKING)?;
        if reply.status == BAD_REQUEST && reply.reason().contains("Determinizing ") {
            return Err(EngineError::TooComplex { reason: reply.reason(), node: reply.node });
        }
        let answer = self.whole(reply)?.success()?.json()?;
        self.of_all_parts(&answer)?;
        Ok(answer)
    }

    /// The reply, unless some parts of the index have no node that holds them, or those that do did not answer.
    fn whole(&self, reply: Reply) -> Result<Reply, EngineError> {
        if reply.is_too_large() {
            return Err(EngineError::TooLarge { engine: self.product().name(), reason: reply.reason() });
        }
        if reply.status >= SERVER_ERROR {
            return Err(EngineError::Incomplete { engine: self.product().name(), reason: reply.reason() });
        }
        Ok(reply)
    }

    /// Sees that all parts of the index have answered, and in time.
    fn of_all_parts(&self, answer: &Value) -> Result<(), EngineError> {
        let shards = |name| answer.pointer(name).and_then(Value::as_u64);
        let parts = shards("/_shards/successful").zip(shards("/_shards/total"));
        let is_late = answer.get("timed_out") == Some(&Value::Bool(true));
        if is_late || parts.is_some_and(|(successful, total)| successful < total) {
            let reason = match parts {
                Some((successful, total)) if successful < total => {
                    format!("{successful} of {total} parts have answered")
                }
                _ => "it was too slow".to_owned(),
            };
            return Err(EngineError::Incomplete { engine: self.product().name(), reason });
        }
        Ok(())
    }

    /// How many statements a compiled query finds.
    fn count(&self, query: &Value) -> Result<u64, EngineError> {
        let answer = self.search(&json!({"query": query, "size": 0, "track_total_hits": true}))?;
        find::total(&answer).ok_or_else(|| self.bad("it tells no number of hits"))
    }

    fn bad(&self, detail: impl Into<String>) -> EngineError {
        EngineError::BadAnswer { node: self.0.address.nodes[0].clone(), detail: detail.into() }
    }

    /// That the engine cannot do something.
    fn cannot(&self, what: &str) -> AskError {
        AskError::Archive(ArchiveError {
            code: "not-there",
            message: format!("{} cannot {what}", self.0.product.name()),
            help: Some("an index on this machine can: `dixit index`, and the same without `--at`".to_owned()),
            source: None,
        })
    }
}

/// The status of what is not there.
const NOT_FOUND: u16 = 404;
/// The status of what cannot be understood or done.
const BAD_REQUEST: u16 = 400;
/// The first status of those that tell a failure of the engine's own.
const SERVER_ERROR: u16 = 500;

impl Archive for Engine {
    fn find(&self, request: &Request) -> Result<Found, AskError> {
        find::find(self, request)
    }

    fn explain(&self, query: &Query) -> Result<Explanation, AskError> {
        explain::explain(self, query)
    }

    fn traces(&self, query: &Query) -> Result<Traces, AskError> {
        trace::traces(self, query)
    }

    fn who(&self, asking: &WhoRequest) -> Result<Who, AskError> {
        who_by_reading(self, asking)
    }

    fn outlet(&self, asking: &WhoRequest) -> Result<Who<OutletProfile>, AskError> {
        outlet_by_reading(self, asking)
    }

    fn compares(&self) -> bool {
        false
    }

    fn compare(&self, _asked: &CompareRequest) -> Result<Compared, AskError> {
        Err(self.cannot("compare two sides"))
    }

    fn stats(&self) -> Result<Stats, AskError> {
        Err(self.cannot("tell the size and health of its index in our terms"))
    }

    fn articles(&self, _key: &str) -> Result<Vec<ArticleEntry>, AskError> {
        Err(self.cannot("give articles, which are not kept there"))
    }

    fn values(&self, field: Field, begun: &str, limit: usize) -> Result<Vec<String>, AskError> {
        values::values(self, field, begun, limit)
    }

    fn n_statements(&self) -> Result<u64, AskError> {
        Ok(self.count(&compile::everything())?)
    }

    fn carried(&self, utterance: UtteranceId) -> Result<Carried, AskError> {
        Ok(trace::versions_of(self, &utterance.to_string(), Span::new(0, 0))?.carried(utterance))
    }

    fn copies(&self, record: &Record) -> Result<Vec<String>, AskError> {
        let matcher = Matcher::Literal(record.id.clone());
        let query = Query::Match { field: Field::Id, matcher, span: Span::new(0, 0) };
        for hit in self.find(&Request::new(query, None))?.hits() {
            let hit = hit?;
            if hit.record.article.path == record.article.path {
                return Ok(hit.copies);
            }
        }
        Ok(Vec::new())
    }

    fn article(&self, _record: &Record) -> Result<KeptArticle, AskError> {
        Ok(KeptArticle::Nowhere)
    }

    fn story(&self, _story: ClusterId) -> Result<Vec<ArticleEntry>, AskError> {
        Ok(Vec::new())
    }
}
