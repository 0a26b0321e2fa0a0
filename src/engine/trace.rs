//! Utterances among the best hits of a query, with all their versions.

use std::collections::HashSet;

use super::Engine;
use super::pages::View;
use super::told::Told;
use crate::answer::{AskError, Hit, Request, Sort, TracedHit, Traces, Versions, ask_error};
use crate::index::{Carried, Field, Publishing, UtteranceId, kept};
use crate::query::{Matcher, ProblemKind, Query, problem_at};
use crate::statement::Record;
use crate::text::Span;

/// Hits of a query, the best ones, among which utterances are looked for.
const TRACED_HITS: usize = 1_000;

/// The utterances among the best hits of `query`.
pub(super) fn traces(engine: &Engine, query: &Query) -> Result<Traces, AskError> {
    let (told, total) = match query {
        Query::Match { field: Field::Utterance, matcher: Matcher::Word(begun), span } => {
            let told = versions_of(engine, begun, *span)?;
            let total = told.n_hits as u64;
            (told, total)
        }
        query => {
            let found = super::find::find(engine, &Request::new(query.clone(), Some(TRACED_HITS)))?;
            let hits = found.hits().collect::<Result<Vec<Hit>, AskError>>()?;
            (Told::of(engine, &View::now(engine)?, hits)?, found.total)
        }
    };
    let traced = told.hits().map(|(hit, utterance)| TracedHit {
        utterance,
        outlets: hit.record.carriers().into_iter().map(str::to_owned).collect(),
    });
    let traced: Vec<TracedHit> = traced.collect();
    Ok(Traces::among(traced, total, Box::new(told)))
}

/// All versions of the one statement whose id is or begins with `begun`.
pub(super) fn versions_of(engine: &Engine, begun: &str, span: Span) -> Result<Told, AskError> {
    /// More than a prefix that is meant for one would find.
    const MOST: usize = 50;

    let problem = |kind, help| ask_error(problem_at(span, kind, help));
    let query = Query::Match { field: Field::Id, matcher: Matcher::Prefix(begun.to_owned()), span };
    let request = Request { sort: Sort::DateDescending, ..Request::new(query, Some(MOST)) };
    let found = super::find::find(engine, &request)?;
    let hits = found.hits().collect::<Result<Vec<Hit>, AskError>>()?;
    let Some(first) = hits.first().map(|hit| hit.record.id.clone()) else {
        return Err(problem(ProblemKind::NoSuchStatement(begun.to_owned()), "is it from another index?"));
    };
    let is_one = hits.iter().all(|hit| hit.record.id == first);
    let told = Told::of(engine, &View::now(engine)?, hits)?;
    let own = told.utterances.first().copied().flatten();
    let are_one = own.is_some() && told.hits().all(|(_, utterance)| utterance == own);
    if !is_one && !are_one {
        return Err(problem(ProblemKind::AmbiguousId(begun.to_owned()), "give more of its digits"));
    }
    Ok(told.all())
}

impl Versions for Told {
    fn hit(&self, number: usize) -> Result<Record, AskError> {
        Ok(self.statements[number].record.clone())
    }

    fn carried(&self, utterance: UtteranceId) -> Result<Carried, AskError> {
        Ok(Told::carried(self, utterance))
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
