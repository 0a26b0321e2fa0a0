//! Versions of an utterance, found when they are asked for: an engine is not told which statements belong together.
//!
//! What may be a version shares a speaker, a language and a telling word, and is dated about the same days; that is asked
//! of the engine, for the hits, then for what was found beside them, until nothing more belongs to a hit. Which of all
//! these are one utterance is told by the rules of an index on this machine ([`utterances_among`]).

use std::collections::HashSet;

use serde_json::{Value, json};

use super::compile::everything;
use super::document::signed;
use super::pages::{Pages, order};
use super::{Engine, fields};
use crate::answer::{AskError, Hit, Request, Sort, TracedHit, Traces, Versions, ask_error};
use crate::index::{
    Carried, CarriedTally, Field, Likeness, Publishing, UtteranceId, WINDOW_DAYS, kept, likeness, utterances_among,
};
use crate::query::{LowerError, Matcher, Problem, ProblemKind, Query};
use crate::statement::Record;
use crate::text::Span;

/// Hits of a query, the best ones, among which utterances are looked for.
const TRACED_HITS: usize = 1_000;

/// Statements whose neighbours are asked for in one request.
const AT_ONCE: usize = 100;

/// Neighbours of the hits that are read at most: a speaker may say the same words all day.
const MOST_NEIGHBOURS: usize = 20_000;

/// The utterances among the best hits of `query`.
pub(super) fn traces(engine: &Engine, query: &Query) -> Result<Traces, AskError> {
    let (hits, total) = match query {
        Query::Match { field: Field::Utterance, matcher: Matcher::Word(begun), span } => {
            let versions = versions_of(engine, begun, *span)?;
            let total = versions.len() as u64;
            (versions, total)
        }
        query => {
            let found = super::find::find(engine, &Request::new(query.clone(), Some(TRACED_HITS)))?;
            (found.hits().collect::<Result<Vec<Hit>, AskError>>()?, found.total)
        }
    };
    let told = Told::of(engine, hits)?;
    let traced = told.statements[..told.n_hits].iter().zip(&told.utterances).map(|(statement, utterance)| TracedHit {
        utterance: *utterance,
        outlets: statement.record.carriers().into_iter().map(str::to_owned).collect(),
    });
    let traced: Vec<TracedHit> = traced.collect();
    Ok(Traces::among(traced, total, Box::new(told)))
}

/// All versions of the one statement whose id is or begins with `begun`.
pub(super) fn versions_of(engine: &Engine, begun: &str, span: Span) -> Result<Vec<Hit>, AskError> {
    /// More than a prefix that is meant for one would find.
    const MOST: usize = 50;

    let problem = |kind, help: &str| {
        ask_error(LowerError::Problem(Problem { kind, span, help: help.to_owned(), suggestion: None }))
    };
    let query = Query::Match { field: Field::Id, matcher: Matcher::Prefix(begun.to_owned()), span };
    let request = Request { sort: Sort::DateDescending, ..Request::new(query, Some(MOST)) };
    let found = super::find::find(engine, &request)?;
    let hits = found.hits().collect::<Result<Vec<Hit>, AskError>>()?;
    let Some(first) = hits.first().map(|hit| hit.record.id.clone()) else {
        return Err(problem(ProblemKind::NoSuchStatement(begun.to_owned()), "is it from another index?"));
    };
    let is_one = hits.iter().all(|hit| hit.record.id == first);
    let told = Told::of(engine, hits)?;
    let own = told.utterances.first().copied().flatten();
    let are_one = own.is_some() && told.utterances[..told.n_hits].iter().all(|utterance| *utterance == own);
    if !is_one && !are_one {
        return Err(problem(ProblemKind::AmbiguousId(begun.to_owned()), "give more of its digits"));
    }
    let Told { statements, utterances, n_hits } = told;
    let is_version = |(number, utterance): (usize, &Option<UtteranceId>)| {
        if own.is_some() { *utterance == own } else { number < n_hits }
    };
    let are_versions: Vec<bool> = utterances.iter().enumerate().map(is_version).collect();
    Ok(statements.into_iter().zip(are_versions).filter(|(_, is_version)| *is_version).map(|(hit, _)| hit).collect())
}

/// Statements and the utterances that they are versions of: first the hits, then what was found beside them.
struct Told {
    statements: Vec<Hit>,
    utterances: Vec<Option<UtteranceId>>,
    n_hits: usize,
}

type Place = (String, String);

fn place(record: &Record) -> Place {
    (record.id.clone(), record.article.path.clone())
}

impl Told {
    fn of(engine: &Engine, hits: Vec<Hit>) -> Result<Self, AskError> {
        let n_hits = hits.len();
        let mut known: HashSet<Place> = hits.iter().map(|hit| place(&hit.record)).collect();
        let mut statements = hits;
        let mut asked = HashSet::new();
        loop {
            let records: Vec<&Record> = statements.iter().map(|hit| &hit.record).collect();
            let utterances = utterances_among(&records);
            let of_hits: HashSet<UtteranceId> = utterances[..n_hits].iter().copied().flatten().collect();
            let wanted: Vec<usize> = (0..statements.len())
                .filter(|number| *number < n_hits || utterances[*number].is_some_and(|own| of_hits.contains(&own)))
                .filter(|number| asked.insert(*number))
                .collect();
            if wanted.is_empty() || statements.len() > n_hits + MOST_NEIGHBOURS {
                return Ok(Self { statements, utterances, n_hits });
            }
            let mut beside = Vec::new();
            for some in wanted.chunks(AT_ONCE) {
                let some: Vec<&Record> = some.iter().map(|number| records[*number]).collect();
                let found = neighbours(engine, &some)?;
                beside.extend(found.into_iter().filter(|hit| known.insert(place(&hit.record))));
            }
            statements.extend(beside);
        }
    }
}

/// What may be a version of what one of `records` says.
fn neighbours(engine: &Engine, records: &[&Record]) -> Result<Vec<Hit>, AskError> {
    let of = |record: &&Record| {
        let Likeness { block, wording } = likeness(record);
        if wording.is_empty() {
            return None;
        }
        let near = match kept(record).date {
            Some(date) => {
                let days = json!({"gte": date.first_day - WINDOW_DAYS, "lte": date.first_day + WINDOW_DAYS});
                json!({"range": {fields::FIRST_DAY: days}})
            }
            None => json!({"bool": {"must": [everything()], "must_not": [
                {"term": {fields::HAS: {"value": Field::Date.name()}}},
            ]}}),
        };
        Some(json!({"bool": {"filter": [
            {"term": {fields::BLOCK: {"value": signed(block)}}},
            {"terms": {fields::WORDING: wording}},
            near,
        ]}}))
    };
    let clauses: Vec<Value> = records.iter().filter_map(of).collect();
    if clauses.is_empty() {
        return Ok(Vec::new());
    }
    let query = json!({"bool": {"should": clauses}});
    let Some(order) = order(Sort::Date, engine.product()) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for hit in Pages::open(engine, query, order)?.take(MOST_NEIGHBOURS) {
        let hit = hit?;
        found.push(Hit::of(hit.record, hit.copies));
    }
    Ok(found)
}

impl Versions for Told {
    fn hit(&self, number: usize) -> Result<Record, AskError> {
        Ok(self.statements[number].record.clone())
    }

    fn carried(&self, utterance: UtteranceId) -> Result<Carried, AskError> {
        Ok(carried(self.versions(utterance)))
    }

    fn read(&self, utterance: UtteranceId, limit: usize) -> Result<(Vec<Record>, u64), AskError> {
        let mut versions: Vec<&Record> = self.versions(utterance).collect();
        let total = versions.len() as u64;
        versions.sort_by_cached_key(|record| {
            let moment = kept(record).date.map_or(i64::MAX, |date| date.moment);
            (moment, record.id.clone(), record.article.path.clone())
        });
        Ok((versions.into_iter().take(limit).cloned().collect(), total))
    }

    fn copies(&self, record: &Record) -> Result<Vec<String>, AskError> {
        let own = self.statements.iter().find(|hit| hit.record.article.path == record.article.path);
        Ok(own.map(|hit| hit.copies.clone()).unwrap_or_default())
    }

    fn publishing(
        &self,
        _days: (jiff::civil::Date, jiff::civil::Date),
        _paths: &HashSet<&str>,
    ) -> Result<Option<Vec<Publishing>>, AskError> {
        // Articles without statements are not kept there.
        Ok(None)
    }
}

impl Told {
    fn versions(&self, utterance: UtteranceId) -> impl Iterator<Item = &Record> {
        let is_version = move |(_, own): &(&Hit, &Option<UtteranceId>)| **own == Some(utterance);
        self.statements.iter().zip(&self.utterances).filter(is_version).map(|(hit, _)| &hit.record)
    }
}

/// How some versions were carried.
fn carried<'r>(versions: impl Iterator<Item = &'r Record>) -> Carried {
    let mut tally = CarriedTally::default();
    for record in versions {
        let moment = kept(record).date.map(|date| date.moment);
        tally.add(moment, record.carriers().into_iter().map(str::to_owned));
    }
    tally.carried()
}
