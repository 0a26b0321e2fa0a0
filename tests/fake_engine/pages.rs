//! A search: which documents, in which order, and which of them are told.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::documents::{Document, Moment, filtered};
use super::query::{Query, Reader};
use super::refusal::{Members, Refusal};
use super::sorting::{Key, Mark, keys};
use super::{Kind, counts};

/// `index.max_result_window`.
const WINDOW: usize = 10_000;

/// Hits that are counted where nobody asks for all.
const COUNTED: usize = 10_000;

struct Hit<'d> {
    document: &'d Document,
    score: f32,
    marks: Vec<Mark>,
}

/// Answers the `body` of a search at `moment`; what names the moment was taken out of it.
pub(super) fn search(kind: Kind, moment: &Moment, mut body: Members<'_>) -> Result<Value, Refusal> {
    let reader = Reader { kind, mapping: &moment.mapping };
    let query = body.take("query").map_or(Ok(Query::All), |query| reader.read(query))?;
    let order = body.take("sort").map(|sort| keys(sort, &moment.mapping)).transpose()?;
    let (from, size) = (body.count("from")?.unwrap_or(0), body.count("size")?.unwrap_or(10));
    let total = match body.take("track_total_hits") {
        None => Some(COUNTED),
        Some(Value::Bool(true)) => Some(usize::MAX),
        Some(Value::Bool(false)) => None,
        Some(other) => return Err(Refusal::parsing(format!("this engine knows no [track_total_hits] of {other}"))),
    };
    let source = body.take("_source");
    let source = source.map(|paths| paths.as_array().ok_or_else(|| Refusal::parsing("[_source]"))).transpose()?;
    let source: Option<Vec<&str>> = source.map(|paths| paths.iter().filter_map(Value::as_str).collect());
    let counting = body.take("aggs").map(|aggs| counts::read(aggs, &reader)).transpose()?;
    let after = body.take("search_after");
    body.done()?;
    if from + size > WINDOW {
        let reason =
            format!("Result window is too large, from + size must be less than or equal to: [{WINDOW}] but was");
        return Err(Refusal::shards(format!("{reason} [{}]", from + size)));
    }

    let keys = order.as_deref().unwrap_or_default();
    let mut found: Vec<Hit<'_>> = Vec::new();
    for document in moment.documents.iter() {
        if let Some(score) = query.score(document) {
            let marks = keys.iter().map(|key| key.mark(document, score)).collect();
            found.push(Hit { document, score, marks });
        }
    }
    let n_found = found.len();
    let counted = counting
        .map(|counting| {
            let documents: Vec<&Document> = found.iter().map(|hit| hit.document).collect();
            counts::count(&counting, moment, &documents, kind)
        })
        .transpose()?;
    sort(&mut found, order.as_deref());
    if let Some(after) = after {
        let after = marks(after, keys, from)?;
        found.retain(|hit| compare(&hit.marks, &after, keys) == Ordering::Greater);
    }
    let has_scores = order.as_ref().is_none_or(|keys| keys.iter().any(Key::is_score));
    let told: Vec<Value> = found
        .into_iter()
        .skip(from)
        .take(size)
        .map(|Hit { document, score, marks }| {
            let mut hit = json!({"_index": moment.index, "_id": document.id, "_score": has_scores.then_some(score)});
            if kind == Kind::Elasticsearch {
                hit["_type"] = "_doc".into();
            }
            hit["_source"] = match &source {
                None => document.source.clone(),
                Some(paths) => filtered(&document.source, paths),
            };
            if order.is_some() {
                hit["sort"] = marks.iter().map(Mark::json).collect();
            }
            hit
        })
        .collect();

    let shards = moment.shards();
    let mut answer =
        json!({"took": 1, "timed_out": false, "_shards": shards, "hits": {"max_score": null, "hits": told}});
    if let Some(most) = total {
        let relation = if n_found > most { "gte" } else { "eq" };
        answer["hits"]["total"] = json!({"value": n_found.min(most), "relation": relation});
    }
    if let Some(counted) = counted {
        answer["aggregations"] = counted;
    }
    Ok(answer)
}

/// Those that no key parts come shard by shard.
fn sort(found: &mut [Hit<'_>], order: Option<&[Key]>) {
    found.sort_by(|one, other| {
        let by_keys = match order {
            Some(keys) => compare(&one.marks, &other.marks, keys),
            None => other.score.total_cmp(&one.score),
        };
        by_keys.then_with(|| one.document.shard.cmp(&other.document.shard))
    });
}

fn compare(one: &[Mark], other: &[Mark], keys: &[Key]) -> Ordering {
    let parted = keys.iter().zip(one.iter().zip(other)).map(|(key, (one, other))| key.compare(one, other));
    parted.fold(Ordering::Equal, Ordering::then)
}

fn marks(after: &Value, keys: &[Key], from: usize) -> Result<Vec<Mark>, Refusal> {
    let after = after.as_array().ok_or_else(|| Refusal::parsing("[search_after] expected an array"))?;
    if from > 0 {
        return Err(Refusal::shards("`from` parameter must be set to 0 when `search_after` is used."));
    }
    if after.len() != keys.len() {
        let reason = format!("search_after has {} value(s) but sort has {}.", after.len(), keys.len());
        return Err(Refusal::shards(reason));
    }
    keys.iter().zip(after).map(|(key, mark)| key.given(mark)).collect()
}
