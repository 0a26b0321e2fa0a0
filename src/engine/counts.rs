//! How often values occur among the hits: asked of the engine, or counted of what was read.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{Engine, EngineError, Product, fields};
use crate::answer::{Facet, FacetSpec, facet_of};
use crate::article::Date;
use crate::index::{CountedDate, Counts, DatePrecision, Field, Kept, KeptDate, UtteranceId};

/// Values of a field that an engine is asked for at first: those of all fields together stay below what it counts in one
/// answer (65,535, `search.max_buckets`).
const AT_ONCE: u64 = 4_000;

/// Parts into which the values of a field are divided when there are more, and values of a part.
const PARTS: u64 = 32;
const OF_PART: u64 = 60_000;

/// Names of all fields in which a statement may have a value.
const MOST_FIELDS: u64 = 100;

/// The field that holds what is counted.
fn counted(field: Field) -> String {
    if field == Field::Date { fields::DAY.to_owned() } else { fields::shown(field) }
}

/// What an engine is asked to count; nothing where there is nothing to count.
pub(super) fn aggregations(specs: &[FacetSpec], product: Product) -> Option<Value> {
    if specs.is_empty() {
        return None;
    }
    let mut all = Map::new();
    for spec in specs {
        all.insert(counted(spec.field), terms(&counted(spec.field), AT_ONCE, product));
    }
    all.insert(fields::HAS.to_owned(), terms(fields::HAS, MOST_FIELDS, product));
    Some(all.into())
}

fn terms(field: &str, size: u64, product: Product) -> Value {
    if product == Product::Quickwit {
        return json!({"terms": {"field": field, "size": size, "split_size": size}});
    }
    json!({"terms": {"field": field, "size": size, "shard_size": size}})
}

/// The counts in an answer to `query`, of which there are `total` hits.
pub(super) fn facets(
    engine: &Engine,
    query: &Value,
    answer: &Value,
    specs: &[FacetSpec],
    total: u64,
) -> Result<Vec<Facet>, EngineError> {
    let mut has = None;
    let mut facets = Vec::with_capacity(specs.len());
    for spec in specs {
        let has = match &has {
            Some(has) => has,
            None => has.insert(values(engine, answer, fields::HAS)?.0),
        };
        let with = has.iter().find(|(name, _)| name == spec.field.name()).map_or(0, |(_, count)| *count);
        let missing = total.saturating_sub(with);
        let name = counted(spec.field);
        let (mut found, is_whole) = values(engine, answer, &name)?;
        if !is_whole {
            found = in_parts(engine, query, &name)?;
        }
        facets.push(facet_of(*spec, &counts(spec.field, found, missing)));
    }
    Ok(facets)
}

/// The values in an answer, and whether these are all.
fn values(engine: &Engine, answer: &Value, name: &str) -> Result<(Vec<(String, u64)>, bool), EngineError> {
    let found = answer.get("aggregations").and_then(|all| all.get(name));
    let found = found.ok_or_else(|| engine.bad(format!("it has not counted {name}")))?;
    let number = |key: &str| found.get(key).and_then(Value::as_u64).unwrap_or(0);
    let is_whole = number("sum_other_doc_count") == 0 && number("doc_count_error_upper_bound") == 0;
    let buckets = found.get("buckets").and_then(Value::as_array).into_iter().flatten();
    let value = |bucket: &Value| Some((bucket.get("key")?.as_str()?.to_owned(), bucket.get("doc_count")?.as_u64()?));
    let values: Option<Vec<_>> = buckets.map(value).collect();
    Ok((values.ok_or_else(|| engine.bad(format!("it has not counted {name}")))?, is_whole))
}

/// All values of a field that has more than are counted at once.
fn in_parts(engine: &Engine, query: &Value, name: &str) -> Result<Vec<(String, u64)>, EngineError> {
    let too_many = |most| EngineError::TooManyValues { engine: engine.product().name(), most };
    if engine.product() == Product::Quickwit {
        // It knows no parts of a field's values.
        let counting = json!({name: terms(name, OF_PART, engine.product())});
        let answer = engine.search(&json!({"query": query, "size": 0, "aggs": counting}))?;
        let (values, is_whole) = values(engine, &answer, name)?;
        return if is_whole { Ok(values) } else { Err(too_many(OF_PART)) };
    }
    let mut all = Vec::new();
    for part in 0..PARTS {
        let mut terms = terms(name, OF_PART, engine.product());
        terms["terms"]["include"] = json!({"partition": part, "num_partitions": PARTS});
        let answer = engine.search(&json!({"query": query, "size": 0, "aggs": {name: terms}}))?;
        let (values, is_whole) = values(engine, &answer, name)?;
        if !is_whole {
            return Err(too_many(OF_PART * PARTS));
        }
        all.extend(values);
    }
    Ok(all)
}

fn counts(field: Field, values: Vec<(String, u64)>, missing: u64) -> Counts {
    if field != Field::Date {
        return Counts::of_values(values, missing);
    }
    let mut dates: HashMap<CountedDate, u64> = HashMap::new();
    for (value, count) in values {
        if let Some(date) = Date::from_iso(&value) {
            *dates.entry(counted_date(date.into())).or_default() += count;
        }
    }
    Counts::of_dates(dates, missing)
}

fn counted_date(date: KeptDate) -> CountedDate {
    const LONGEST_MONTH: i64 = 31;

    let precision = match date.last_day - date.first_day {
        0 => DatePrecision::Day,
        ..LONGEST_MONTH => DatePrecision::Month,
        _ => DatePrecision::Year,
    };
    CountedDate { day: date.first_day, precision }
}

/// A date as it is counted: as precise as it is, to the day at most.
pub(super) fn countable(date: KeptDate) -> String {
    let first = date.date.first_day();
    match counted_date(date).precision {
        DatePrecision::Year => format!("{:04}", first.year()),
        DatePrecision::Month => format!("{:04}-{:02}", first.year(), first.month()),
        DatePrecision::Day => first.to_string(),
    }
}

/// Counts of statements that are read one by one.
pub(super) struct Counting<'s> {
    specs: &'s [FacetSpec],
    values: Vec<BTreeMap<String, Count>>,
    missing: Vec<Count>,
}

/// Statements, and utterances where those are counted.
#[derive(Clone, Default)]
struct Count {
    statements: u64,
    /// By name.
    utterances: HashSet<u64>,
}

impl Count {
    fn add(&mut self, utterance: Option<UtteranceId>) {
        match utterance {
            Some(utterance) => drop(self.utterances.insert(utterance.0)),
            None => self.statements += 1,
        }
    }

    fn sum(&self) -> u64 {
        self.statements + self.utterances.len() as u64
    }
}

impl<'s> Counting<'s> {
    pub(super) fn new(specs: &'s [FacetSpec]) -> Self {
        Self { specs, values: vec![BTreeMap::new(); specs.len()], missing: vec![Count::default(); specs.len()] }
    }

    /// Counts a statement, or the `utterance` that it is a version of.
    pub(super) fn add(&mut self, kept: &Kept<'_>, utterance: Option<UtteranceId>) {
        for ((spec, values), missing) in self.specs.iter().zip(&mut self.values).zip(&mut self.missing) {
            let date = kept.date.filter(|_| spec.field == Field::Date).map(countable);
            let shown =
                kept.values.iter().filter(|(field, _)| *field == spec.field).map(|(_, value)| (*value).to_owned());
            let mut is_there = false;
            for value in date.into_iter().chain(shown) {
                values.entry(value).or_default().add(utterance);
                is_there = true;
            }
            if !is_there {
                missing.add(utterance);
            }
        }
    }

    pub(super) fn facets(self) -> Vec<Facet> {
        let counted = self.specs.iter().zip(self.values).zip(self.missing);
        counted
            .map(|((spec, values), missing)| {
                if spec.field != Field::Date {
                    let sums = values.into_iter().map(|(value, count)| (value, count.sum())).collect();
                    return facet_of(*spec, &counts(spec.field, sums, missing.sum()));
                }
                // Versions of several days of one period are one utterance.
                let sums = values.iter().map(|(value, count)| (value.clone(), count.statements)).collect();
                let mut told = counts(spec.field, sums, missing.sum());
                let dates = values.into_iter().filter_map(|(value, count)| Some((Date::from_iso(&value)?, count)));
                told.versions.dates =
                    dates.map(|(date, count)| (counted_date(date.into()), count.utterances)).collect();
                facet_of(*spec, &told)
            })
            .collect()
    }
}
