//! How often values occur, counted shard by shard as engines do: each tells its most frequent ones alone.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::Kind;
use super::documents::{Document, Moment};
use super::mapping::{Held, Mapping, Sort};
use super::query::{Query, Reader};
use super::refusal::{Members, Refusal, each};

/// `search.max_buckets` of OpenSearch; Elasticsearch has one more.
const MOST_BUCKETS: usize = 65_535;

/// One thing that is counted.
pub(super) struct Counting {
    name: String,
    counted: Counted,
}

enum Counted {
    Terms(Terms),
    /// How many of what is found each of these finds, too.
    Filters(Vec<Query>),
}

struct Terms {
    field: String,
    size: usize,
    of_shard: usize,
    part: Option<(usize, usize)>,
}

/// Reads what is to be counted.
pub(super) fn read(body: &Value, reader: &Reader<'_>) -> Result<Vec<Counting>, Refusal> {
    let all = body.as_object().ok_or_else(|| Refusal::parsing("[aggs] expected an object"))?;
    all.iter().map(|(name, about)| one(name, about, reader)).collect()
}

fn one(name: &str, about: &Value, reader: &Reader<'_>) -> Result<Counting, Refusal> {
    let mut about = Members::of(about, "aggs")?;
    let counted = match about.take("filters") {
        Some(about) => {
            let mut about = Members::of(about, "filters")?;
            let filters =
                each(about.need("filters")?).iter().map(|query| reader.read(query)).collect::<Result<_, _>>()?;
            about.done()?;
            Counted::Filters(filters)
        }
        None => Counted::Terms(terms(Members::of(about.need("terms")?, "terms")?, reader.mapping)?),
    };
    about.done()?;
    Ok(Counting { name: name.to_owned(), counted })
}

fn terms(mut terms: Members<'_>, mapping: &Mapping) -> Result<Terms, Refusal> {
    let field = terms.text("field")?.to_owned();
    let size = terms.count("size")?.unwrap_or(10);
    if size == 0 {
        return Err(Refusal::parsing("[size] must be greater than 0"));
    }
    let of_shard = terms.count("shard_size")?.unwrap_or(size + size / 2 + 10);
    let part = match terms.take("include") {
        None => None,
        Some(include) => {
            let mut include = Members::of(include, "include")?;
            let part = (include.count("partition")?, include.count("num_partitions")?);
            include.done()?;
            let (Some(part), Some(n)) = part else { return Err(Refusal::parsing("[include] lacks a partition")) };
            if part >= n {
                return Err(Refusal::parsing("[partition] is not below [num_partitions]"));
            }
            Some((part, n))
        }
    };
    terms.done()?;
    if let Some(Sort::Text { .. } | Sort::Keyword { has_columns: false, .. } | Sort::Unread | Sort::Real) =
        mapping.fields.get(&field)
    {
        return Err(Refusal::shards(format!("Can't load fielddata on [{field}]")));
    }
    Ok(Terms { field, size, of_shard: of_shard.max(size), part })
}

/// Counts the values of `found`.
pub(super) fn count(all: &[Counting], moment: &Moment, found: &[&Document], kind: Kind) -> Result<Value, Refusal> {
    let counted: Map<String, Value> =
        all.iter().map(|counting| (counting.name.clone(), counting.count(moment, found))).collect();
    let n_buckets: usize = counted.values().filter_map(|one| one["buckets"].as_array()).map(Vec::len).sum();
    if n_buckets > MOST_BUCKETS + usize::from(kind == Kind::Elasticsearch) {
        let reason = format!("Trying to create too many buckets. Must be less than or equal to: [{MOST_BUCKETS}]");
        return Err(Refusal::new(503, "too_many_buckets_exception", reason));
    }
    Ok(counted.into())
}

impl Counting {
    fn count(&self, moment: &Moment, found: &[&Document]) -> Value {
        match &self.counted {
            Counted::Terms(terms) => terms.count(moment, found),
            Counted::Filters(filters) => {
                let n = |filter: &Query| found.iter().filter(|document| filter.score(document).is_some()).count();
                json!({"buckets": filters.iter().map(|filter| json!({"doc_count": n(filter)})).collect::<Vec<_>>()})
            }
        }
    }
}

impl Terms {
    fn count(&self, moment: &Moment, found: &[&Document]) -> Value {
        let mut shards: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); moment.n_shards];
        for document in found {
            let mut values: Vec<String> = match document.held.get(&self.field) {
                Some(Held::Values(values)) => values.clone(),
                Some(Held::Wholes(numbers)) => numbers.iter().map(ToString::to_string).collect(),
                _ => Vec::new(),
            };
            // A value that a document has twice counts once.
            values.sort_unstable();
            values.dedup();
            for value in values.into_iter().filter(|value| self.is_asked(value)) {
                *shards[document.shard].entry(value).or_default() += 1;
            }
        }
        let (mut total, mut error, mut merged) = (0, 0, HashMap::<String, u64>::new());
        for shard in shards {
            total += shard.values().sum::<u64>();
            let shard = ranked(shard);
            // What it does not tell may be as frequent as the last that it tells.
            error += if shard.len() > self.of_shard { shard[self.of_shard - 1].1 } else { 0 };
            for (value, count) in shard.into_iter().take(self.of_shard) {
                *merged.entry(value).or_default() += count;
            }
        }
        let told: Vec<(String, u64)> = ranked(merged).into_iter().take(self.size).collect();
        let others = total - told.iter().map(|(_, count)| count).sum::<u64>();
        let is_number = matches!(moment.mapping.fields.get(&self.field), Some(Sort::Whole { .. }));
        let bucket = |(value, count): (String, u64)| {
            let key = if is_number { json!(value.parse::<i64>().unwrap()) } else { json!(value) };
            json!({"key": key, "doc_count": count})
        };
        let buckets: Vec<Value> = told.into_iter().map(bucket).collect();
        json!({"doc_count_error_upper_bound": error, "sum_other_doc_count": others, "buckets": buckets})
    }

    fn is_asked(&self, value: &str) -> bool {
        let hash = value.bytes().fold(5usize, |hash, byte| hash.wrapping_mul(33) ^ usize::from(byte));
        self.part.is_none_or(|(part, n)| hash % n == part)
    }
}

/// The most frequent first, of those that are as frequent the first by its bytes.
fn ranked(counts: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|one, other| (Reverse(one.1), &one.0).cmp(&(Reverse(other.1), &other.0)));
    counts
}
