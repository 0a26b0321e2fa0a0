//! The hits of a query in their order, page after page, from one moment of the index.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::document::{Source, signed};
use super::http::Patience;
use super::{Engine, EngineError, NOT_FOUND, Product, fields};
use crate::answer::{Hit, Sort};
use crate::index::{Field, kept, path_hash};
use crate::statement::Record;

/// Hits in a page. For each of them an engine looks at all that the query finds: with five times as many, 20,000 hits took
/// 1.4 s in place of 2.3. Tests have fewer.
pub(super) const PAGE: usize = if cfg!(test) { 1_000 } else { 5_000 };

/// Hits up to which an engine passes over those before a page by itself (`index.max_result_window`).
pub(super) const WINDOW: usize = 10_000;

/// How long an engine keeps a moment of the index for the next page.
const KEPT: &str = "5m";

/// A hit as it comes.
#[derive(Debug)]
pub(super) struct FoundHit {
    pub(super) record: Record,
    pub(super) copies: Vec<String>,
    pub(super) score: Option<f32>,
    /// What it has for the keys of the order.
    keys: Vec<Value>,
}

impl FoundHit {
    /// What is told of it.
    pub(super) fn hit(self) -> Hit {
        Hit { score: self.score, ..Hit::of(self.record, self.copies) }
    }
}

/// A hit in an answer.
#[derive(Deserialize)]
struct RawHit {
    #[serde(rename = "_score")]
    score: Option<f32>,
    #[serde(rename = "_source")]
    source: Source,
    #[serde(default)]
    sort: Vec<Value>,
}

/// The keys of an order; `None` for one that no engine has.
pub(super) fn order(sort: Sort, product: Product) -> Option<Value> {
    let newest = || json!({fields::MOMENT: {"order": "desc", "missing": "_last"}});
    let ascending = |key: &str| json!({key: {"order": "asc"}});
    let last = || [fields::ORDER, fields::PLACE, fields::PATH].map(ascending);
    let value = |field| json!({fields::sorted(field): {"order": "asc", "missing": "_last"}});
    if product == Product::Quickwit {
        // It sorts by two keys at most, which are numbers.
        let first = match sort {
            Sort::Relevance => json!({"_score": {"order": "desc"}}),
            Sort::Date => ascending(fields::EARLIEST),
            Sort::DateDescending => ascending(fields::LATEST),
            Sort::Speaker | Sort::Outlet | Sort::Recent { .. } => return None,
        };
        return Some(json!([first, ascending(fields::ORDER)]));
    }
    let first = match sort {
        Sort::Relevance | Sort::Recent { .. } => vec![json!({"_score": {"order": "desc"}}), newest()],
        Sort::Date => vec![json!({fields::MOMENT: {"order": "asc", "missing": "_last"}})],
        Sort::DateDescending => vec![newest()],
        Sort::Speaker => vec![value(Field::Speaker), newest()],
        Sort::Outlet => vec![value(Field::Outlet), newest()],
    };
    Some(first.into_iter().chain(last()).collect())
}

/// The hits in an answer.
pub(super) fn hits(engine: &Engine, answer: &mut Value) -> Result<Vec<FoundHit>, EngineError> {
    let found = answer.pointer_mut("/hits/hits").map(Value::take).ok_or_else(|| engine.bad("it tells no hits"))?;
    let raw: Vec<RawHit> =
        serde_json::from_value(found).map_err(|error| engine.bad(format!("a hit is no statement: {error}")))?;
    let mut hits = Vec::with_capacity(raw.len());
    for RawHit { score, source, sort: keys } in raw {
        let (record, copies) = source.record().ok_or_else(|| engine.bad("a hit is no statement"))?;
        hits.push(FoundHit { record, copies, score, keys });
    }
    if engine.product() == Product::Quickwit {
        // Articles may claim one id; its order has no place for theirs.
        for tied in hits.chunk_by_mut(|one, other| one.keys == other.keys) {
            tied.sort_by_cached_key(|hit| (kept(&hit.record).place, signed(path_hash(&hit.record.article.path))));
        }
    }
    Ok(hits)
}

/// Takes those off a full page behind which there may be others with the same keys: the next page begins with them.
fn leave_tied(engine: &Engine, hits: &mut Vec<FoundHit>) -> Result<(), EngineError> {
    let whole = match hits.last() {
        Some(last) => hits.iter().take_while(|hit| hit.keys != last.keys).count(),
        None => return Ok(()),
    };
    if whole == 0 {
        return Err(engine.bad(format!("{} statements have one place in its order", hits.len())));
    }
    hits.truncate(whole);
    Ok(())
}

/// Hits, page after page.
pub(super) struct Pages {
    engine: Engine,
    query: Value,
    order: Value,
    view: View,
    after: Option<Value>,
    page: std::vec::IntoIter<FoundHit>,
    is_last: bool,
}

impl Pages {
    /// All hits of `query` in that order, as of the moment of `view`.
    pub(super) fn within(engine: &Engine, view: &View, query: Value, order: Value) -> Self {
        let (engine, view) = (engine.clone(), view.clone());
        Self { engine, query, order, view, after: None, page: Vec::new().into_iter(), is_last: false }
    }

    fn turn(&mut self) -> Result<(), EngineError> {
        let mut body = json!({
            "query": self.query, "sort": self.order, "size": PAGE, "track_total_hits": false,
            "_source": [fields::RECORD, fields::COPIES],
        });
        if let Some(after) = self.after.take() {
            body["search_after"] = after;
        }
        let mut answer = match &self.view.0 {
            Some(moment) => {
                body["pit"] = moment.named();
                // The moment says of which index it is.
                match self.engine.search_at("/_search", &body) {
                    Err(EngineError::Incomplete { .. } | EngineError::Refused { status: NOT_FOUND, .. }) => {
                        // It is lost with a node that kept a part of it. The next one goes on behind the last hit.
                        let moment = Arc::new(Moment::open(&self.engine)?);
                        body["pit"] = moment.named();
                        self.view = View(Some(moment));
                        self.engine.search_at("/_search", &body)?
                    }
                    other => other?,
                }
            }
            None => self.engine.search(&body)?,
        };
        let mut hits = hits(&self.engine, &mut answer)?;
        self.is_last = hits.len() < PAGE;
        if !self.is_last && self.engine.product() == Product::Quickwit {
            leave_tied(&self.engine, &mut hits)?;
        }
        self.after = hits.last().map(|hit| hit.keys.clone().into());
        self.page = hits.into_iter();
        Ok(())
    }
}

impl Iterator for Pages {
    type Item = Result<FoundHit, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(hit) = self.page.next() {
                return Some(Ok(hit));
            }
            if self.is_last {
                return None;
            }
            if let Err(error) = self.turn() {
                self.is_last = true;
                return Some(Err(error));
            }
        }
    }
}

/// An index as it was at one moment, from which all pages come. Where no moment is kept, as by Quickwit, what is added
/// between two pages may be found, too.
#[derive(Clone)]
pub(super) struct View(Option<Arc<Moment>>);

impl View {
    /// The index as it is now.
    pub(super) fn now(engine: &Engine) -> Result<Self, EngineError> {
        let keeps = engine.product() != Product::Quickwit;
        Ok(Self(if keeps { Some(Arc::new(Moment::open(engine)?)) } else { None }))
    }
}

/// A moment of an index, which an engine keeps for a while.
struct Moment {
    engine: Engine,
    id: String,
}

impl Moment {
    fn open(engine: &Engine) -> Result<Self, EngineError> {
        let (path, name) = match engine.product() {
            Product::OpenSearch => ("/_search/point_in_time", "pit_id"),
            Product::Elasticsearch | Product::Quickwit => ("/_pit", "id"),
        };
        let path = engine.path(&format!("{path}?keep_alive={KEPT}"));
        let reply = engine.whole(engine.http().post(&path, Patience::ASKING)?)?.success()?;
        let answer = reply.json()?;
        let id = answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = id.ok_or_else(|| reply.bad("it keeps no moment of the index"))?;
        let moment = Self { engine: engine.clone(), id };
        // A moment of a part would answer as if that part were all. It is given back: what an engine keeps of it is in the
        // way of the other parts when they come back.
        engine.of_all_parts(&answer)?;
        Ok(moment)
    }

    /// What a search in it says.
    fn named(&self) -> Value {
        json!({"id": self.id, "keep_alive": KEPT})
    }
}

impl Drop for Moment {
    fn drop(&mut self) {
        let (path, body) = match self.engine.product() {
            Product::OpenSearch => ("/_search/point_in_time", json!({"pit_id": [self.id]})),
            _ => ("/_pit", json!({"id": self.id})),
        };
        // It would be forgotten by itself.
        let _forgotten = self.engine.http().json("DELETE", path, &body, Patience::NONE);
    }
}
