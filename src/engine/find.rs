//! A request to an engine, answered as an index on this machine would.

use std::sync::Arc;

use serde_json::{Value, json};

use super::compile::{Compiled, Reading, compile};
use super::counts::{Counting, aggregations, facets};
use super::failure::TOO_COMPLEX;
use super::pages::{FoundHit, PAGE, Pages, View, WINDOW, hits, order};
use super::recent::weighed;
use super::trace::versions_of;
use super::utterances::{self, Heard};
use super::{Engine, EngineError, fields, like};
use crate::answer::{AskError, Facet, Found, Hit, Hits, Liked, ReadStatement, Request, Sort, Unseen, ask_error};
use crate::index::{Analyzer, Field, Seen, kept};
use crate::query::{Matcher, ProblemKind, Query, problem_at};
use crate::text::Span;

/// Statements that are read at most to tell which of them are meant.
pub(super) const MOST_READ: u64 = 50_000;

/// Answers `request`.
pub(super) fn find(engine: &Engine, request: &Request) -> Result<Found, AskError> {
    let Some(order) = order(request.sort, engine.product()) else {
        return Err(engine.cannot("sort like that"));
    };
    let mut liked = Liked::default();
    let request = &Request { query: resolved(engine, &request.query, &mut liked)?, ..request.clone() };
    let liked = Arc::new(liked);
    let answer = |reading| {
        let compiled = compile(&request.query, engine.product(), reading, &liked).map_err(ask_error)?;
        let asking = Asking { engine, request, order: order.clone(), compiled, liked: Arc::clone(&liked) };
        if request.collapse || request.unique {
            utterances::find(&asking)
        } else if asking.compiled.is_exact {
            asking.told()
        } else {
            asking.told_by_reading()
        }
    };
    match answer(Reading::Needed) {
        // How much an expression is for an engine, it says only when it is asked.
        Err(AskError::Archive(error)) if error.code == TOO_COMPLEX => answer(Reading::Expressions),
        other => other,
    }
}

/// `query` with the ids of all its versions where it asks for an utterance; what it needs to know beside goes into
/// `liked`.
fn resolved(engine: &Engine, query: &Query, liked: &mut Liked) -> Result<Query, AskError> {
    let mut all =
        |parts: &[Query]| parts.iter().map(|part| resolved(engine, part, liked)).collect::<Result<Vec<_>, _>>();
    Ok(match query {
        Query::And(parts) => Query::And(all(parts)?),
        Query::Or(parts) => Query::Or(all(parts)?),
        Query::Not(inner) => Query::Not(Box::new(resolved(engine, inner, liked)?)),
        Query::Match { field: Field::Utterance, matcher: Matcher::Word(begun), span } => {
            let id =
                |hit: Hit| Query::Match { field: Field::Id, matcher: Matcher::Literal(hit.record.id), span: *span };
            let mut ids: Vec<Query> = versions_of(engine, begun, *span)?.statements.into_iter().map(id).collect();
            if ids.len() == 1 { ids.swap_remove(0) } else { Query::Or(ids) }
        }
        Query::Match { field: Field::Like, matcher: Matcher::Word(id), span } => {
            if !liked.contains_key(id) {
                liked.insert(id.clone(), like::telling(engine, id, *span)?);
            }
            query.clone()
        }
        other => other.clone(),
    })
}

/// How many hits an answer tells.
pub(super) fn total(answer: &Value) -> Option<u64> {
    answer.pointer("/hits/total/value")?.as_u64()
}

/// How many statements `query` finds.
pub(super) fn count(engine: &Engine, query: &Query) -> Result<u64, AskError> {
    Ok(find(engine, &Request::new(query.clone(), Some(0)))?.total)
}

/// A request on its way.
pub(super) struct Asking<'e> {
    pub(super) engine: &'e Engine,
    pub(super) request: &'e Request,
    order: Value,
    compiled: Compiled,
    liked: Arc<Liked>,
}

impl Asking<'_> {
    /// How many hits there are to be, those passed over among them; `None` for all.
    fn last(&self) -> Option<usize> {
        match self.request.limit {
            Some(0) => Some(0),
            Some(limit) => Some(limit.saturating_add(self.request.offset)),
            None => None,
        }
    }

    /// Those of `hits` that are asked for.
    pub(super) fn asked_of<T>(&self, hits: Vec<T>) -> Vec<T> {
        let last = self.last().unwrap_or(usize::MAX);
        hits.into_iter().take(last).skip(self.request.offset).collect()
    }

    /// The query by which hits are ranked.
    fn ranked(&self) -> Value {
        weighed(self.compiled.body.clone(), self.request.sort)
    }

    /// What the engine finds is what is asked for.
    fn told(&self) -> Result<Found, AskError> {
        let Self { engine, request, .. } = self;
        let in_one = self.last().filter(|last| *last <= WINDOW);
        // Without being told, all of them stop counting somewhere.
        let mut body = json!({"query": self.compiled.body, "size": 0, "track_total_hits": true});
        if let (Some(last), Some(limit)) = (in_one, request.limit) {
            if last > 0 {
                body["query"] = self.ranked();
                body["sort"] = self.order.clone();
                body["from"] = request.offset.into();
                body["size"] = limit.into();
            }
            // Quickwit does not look at it; it stores not much more.
            body["_source"] = json!([fields::RECORD, fields::COPIES]);
        }
        if let Some(counting) = aggregations(&request.facets, engine.product()) {
            body["aggs"] = counting;
        }
        let mut answer = engine.search(&body)?;
        let total = total(&answer).ok_or_else(|| engine.bad("it tells no number of hits"))?;
        let facets = facets(engine, &self.compiled.body, &answer, &request.facets, total)?;
        let read = match in_one {
            Some(_) => Where::Here(self.finished(hits(engine, &mut answer)?.into_iter().map(FoundHit::hit).collect())?),
            None => Where::There { query: self.ranked(), order: self.order.clone() },
        };
        Ok(self.found(total, total, facets, read, None))
    }

    /// What the engine finds may be what is asked for: it is read.
    fn told_by_reading(&self) -> Result<Found, AskError> {
        let mut counting = Counting::new(&self.request.facets);
        let (mut total, mut wanted) = (0u64, Vec::new());
        let last = self.last().unwrap_or(usize::MAX) as u64;
        self.read(&View::now(self.engine)?, MOST_READ, &mut |hit| {
            counting.add(&kept(&hit.record), None);
            if total >= self.request.offset as u64 && total < last {
                wanted.push(hit);
            }
            total += 1;
        })?;
        let read = Where::Here(self.finished(wanted)?);
        Ok(self.found(total, total, counting.facets(), read, None))
    }

    /// Gives `each` what is asked for, in its order, unless there is more of it than `most`.
    pub(super) fn read(&self, view: &View, most: u64, each: &mut dyn FnMut(Hit)) -> Result<(), AskError> {
        let Self { engine, request, compiled, .. } = self;
        let limit = if compiled.is_exact { most } else { MOST_READ };
        let candidates = engine.count(&compiled.body)?;
        if candidates > limit {
            return Err(self.too_much(candidates, limit));
        }
        let mut analyzer = Analyzer::default();
        let mut n = 0u64;
        for hit in Pages::within(engine, view, self.ranked(), self.order.clone()) {
            let hit = hit?.hit();
            if compiled.is_exact
                || ReadStatement::new(&hit.record, &self.liked)
                    .holds(&request.query, &mut analyzer)
                    .map_err(ask_error)?
            {
                n += 1;
                each(hit);
            }
        }
        if n > most { Err(self.too_much(n, most)) } else { Ok(()) }
    }

    fn too_much(&self, statements: u64, limit: u64) -> AskError {
        let Request { query, collapse, unique, .. } = self.request;
        let help = if *collapse || *unique {
            "what was said once and carried by many is told by reading there; narrow it down, by a date or an outlet"
        } else {
            "NEAR, `\"…\"*` and expressions with anchors are told by reading there; narrow it down, by a date or an outlet"
        };
        let span = query.span().unwrap_or(Span::new(0, 0));
        ask_error(problem_at(span, ProblemKind::TooMuchToRead { statements, limit }, help))
    }

    /// The answer of `total` statements, of which `n` can be hits.
    pub(super) fn found(&self, total: u64, n: u64, facets: Vec<Facet>, read: Where, heard: Option<Heard>) -> Found {
        let Self { engine, request, .. } = self;
        let last = self.last().unwrap_or(usize::MAX);
        let hits = EngineHits {
            engine: (*engine).clone(),
            query: request.query.clone(),
            liked: Arc::clone(&self.liked),
            sort: request.sort,
            offset: request.offset,
            len: usize::try_from(n).unwrap_or(usize::MAX).min(last).saturating_sub(request.offset),
            read,
            heard,
        };
        Found { total, utterances: None, facets, hits: Box::new(hits) }
    }

    pub(super) fn finished(&self, hits: Vec<Hit>) -> Result<Vec<Hit>, AskError> {
        let mut analyzer = Analyzer::default();
        let Request { query, sort, .. } = self.request;
        hits.into_iter().map(|hit| finished(hit, query, &self.liked, *sort, &mut analyzer)).collect()
    }
}

fn finished(hit: Hit, query: &Query, liked: &Liked, sort: Sort, analyzer: &mut Analyzer) -> Result<Hit, AskError> {
    let highlights = ReadStatement::new(&hit.record, liked).highlights(query, analyzer).map_err(ask_error)?;
    let score = hit.score.filter(|_| matches!(sort, Sort::Relevance | Sort::Recent { .. }));
    Ok(Hit { score, highlights, ..hit })
}

/// Where the hits of an answer are.
pub(super) enum Where {
    /// They came with the answer, those before them left out.
    Here(Vec<Hit>),
    /// They are fetched page after page.
    There { query: Value, order: Value },
}

struct EngineHits {
    engine: Engine,
    query: Query,
    liked: Arc<Liked>,
    sort: Sort,
    offset: usize,
    len: usize,
    read: Where,
    /// Where one hit stands for each utterance.
    heard: Option<Heard>,
}

impl Hits for EngineHits {
    fn len(&self) -> usize {
        self.len
    }

    fn read(&self) -> Box<dyn Iterator<Item = Result<Hit, AskError>> + '_> {
        match &self.read {
            Where::Here(hits) => Box::new(hits.iter().cloned().map(Ok)),
            Where::There { query, order } => {
                let view = match View::now(&self.engine) {
                    Ok(view) => view,
                    Err(error) => return Box::new(std::iter::once(Err(error.into()))),
                };
                let pages = Pages::within(&self.engine, &view, query.clone(), order.clone());
                let mut analyzer = Analyzer::default();
                let finished = move |hit: Result<FoundHit, EngineError>| {
                    finished(hit?.hit(), &self.query, &self.liked, self.sort, &mut analyzer)
                };
                Box::new(pages.skip(self.offset).take(self.len).map(finished))
            }
        }
    }

    fn unseen(&self, seen: &Seen) -> Result<Unseen<'_>, AskError> {
        let (mut new, mut moved) = (std::collections::HashSet::new(), Vec::new());
        for hit in self.read() {
            let hit = hit?;
            let id = kept(&hit.record).order;
            if seen.has_id(id) || self.heard.as_ref().is_some_and(|heard| heard.is_seen(&hit, seen)) {
                continue;
            }
            if !seen.is_empty() && seen.has_words(&hit.record) {
                moved.push(id);
            } else {
                new.insert((id, hit.record.article.path));
            }
        }
        let len = new.len();
        let is_new = move |hit: &Result<Hit, AskError>| match hit {
            Ok(hit) => new.contains(&(kept(&hit.record).order, hit.record.article.path.clone())),
            Err(_) => true,
        };
        Ok(Unseen::new(len, Box::new(self.read().filter(is_new)), moved))
    }
}

/// Pages are as large as what is passed over at once.
const _: () = assert!(PAGE <= WINDOW);
