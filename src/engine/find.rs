//! A request to an engine, answered as an index on this machine would.

use serde_json::{Value, json};

use super::compile::{Compiled, Reading, compile};
use super::counts::{Counting, aggregations, facets};
use super::failure::TOO_COMPLEX;
use super::pages::{FoundHit, PAGE, Pages, WINDOW, hits, order};
use super::trace::versions_of;
use super::{Engine, EngineError, fields};
use crate::answer::{AskError, Facet, Found, Hit, Hits, ReadStatement, Request, Sort, Unseen, ask_error};
use crate::index::{Analyzer, Field, Seen, kept};
use crate::query::{LowerError, Matcher, Problem, ProblemKind, Query};
use crate::text::Span;

/// Statements that are read at most to tell which of them are meant.
pub(super) const MOST_READ: u64 = 50_000;

/// Answers `request`.
pub(super) fn find(engine: &Engine, request: &Request) -> Result<Found, AskError> {
    if request.collapse || request.unique {
        return Err(engine.cannot("take versions of one utterance for one"));
    }
    let request = &Request { query: resolved(engine, &request.query)?, ..request.clone() };
    let Some(order) = order(request.sort, engine.product()) else {
        return Err(engine.cannot("sort like that"));
    };
    let answer = |reading| {
        let compiled = compile(&request.query, engine.product(), reading).map_err(ask_error)?;
        let asking = Asking { engine, request, order: order.clone(), compiled };
        if asking.compiled.is_exact { asking.told() } else { asking.read() }
    };
    match answer(Reading::Needed) {
        // How much an expression is for an engine, it says only when it is asked.
        Err(AskError::Archive(error)) if error.code == TOO_COMPLEX => answer(Reading::Expressions),
        other => other,
    }
}

/// `query` with the ids of all its versions where it asks for an utterance.
fn resolved(engine: &Engine, query: &Query) -> Result<Query, AskError> {
    let all = |parts: &[Query]| parts.iter().map(|part| resolved(engine, part)).collect::<Result<Vec<_>, _>>();
    Ok(match query {
        Query::And(parts) => Query::And(all(parts)?),
        Query::Or(parts) => Query::Or(all(parts)?),
        Query::Not(inner) => Query::Not(Box::new(resolved(engine, inner)?)),
        Query::Match { field: Field::Utterance, matcher: Matcher::Word(begun), span } => {
            let id =
                |hit: Hit| Query::Match { field: Field::Id, matcher: Matcher::Literal(hit.record.id), span: *span };
            let mut ids: Vec<Query> = versions_of(engine, begun, *span)?.into_iter().map(id).collect();
            if ids.len() == 1 { ids.swap_remove(0) } else { Query::Or(ids) }
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

struct Asking<'e> {
    engine: &'e Engine,
    request: &'e Request,
    order: Value,
    compiled: Compiled,
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

    /// What the engine finds is what is asked for.
    fn told(self) -> Result<Found, AskError> {
        let Self { engine, request, .. } = self;
        let in_one = self.last().filter(|last| *last <= WINDOW);
        // Without being told, all of them stop counting somewhere.
        let mut body = json!({"query": self.compiled.body, "size": 0, "track_total_hits": true});
        if let (Some(last), Some(limit)) = (in_one, request.limit) {
            if last > 0 {
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
        let first = match in_one {
            Some(_) => Some(hits(engine, &mut answer)?),
            None => None,
        };
        let read = match first {
            Some(hits) => Where::Here(self.finished(hits)?),
            None => Where::There { query: self.compiled.body.clone(), order: self.order.clone() },
        };
        Ok(self.found(total, facets, read))
    }

    /// What the engine finds may be what is asked for: it is read.
    fn read(self) -> Result<Found, AskError> {
        let Self { engine, request, .. } = self;
        let candidates = engine.count(&self.compiled.body)?;
        if candidates > MOST_READ {
            return Err(too_much(&request.query, candidates));
        }
        let mut analyzer = Analyzer::default();
        let mut counting = Counting::new(&request.facets);
        let (mut total, mut wanted) = (0u64, Vec::new());
        let last = self.last().unwrap_or(usize::MAX) as u64;
        for hit in Pages::open(engine, self.compiled.body.clone(), self.order.clone())? {
            let hit = hit?;
            let statement = ReadStatement::new(&hit.record);
            if !statement.holds(&request.query, &mut analyzer).map_err(ask_error)? {
                continue;
            }
            counting.add(statement.kept());
            if total >= request.offset as u64 && total < last {
                wanted.push(hit);
            }
            total += 1;
        }
        let read = Where::Here(self.finished(wanted)?);
        Ok(self.found(total, counting.facets(), read))
    }

    fn found(&self, total: u64, facets: Vec<Facet>, read: Where) -> Found {
        let Self { engine, request, .. } = self;
        let last = self.last().unwrap_or(usize::MAX);
        let hits = EngineHits {
            engine: (*engine).clone(),
            query: request.query.clone(),
            sort: request.sort,
            offset: request.offset,
            len: usize::try_from(total).unwrap_or(usize::MAX).min(last).saturating_sub(request.offset),
            read,
        };
        Found { total, utterances: None, facets, hits: Box::new(hits) }
    }

    fn finished(&self, hits: Vec<FoundHit>) -> Result<Vec<Hit>, AskError> {
        let mut analyzer = Analyzer::default();
        hits.into_iter().map(|hit| finished(hit, &self.request.query, self.request.sort, &mut analyzer)).collect()
    }
}

fn finished(hit: FoundHit, query: &Query, sort: Sort, analyzer: &mut Analyzer) -> Result<Hit, AskError> {
    let highlights = ReadStatement::new(&hit.record).highlights(query, analyzer).map_err(ask_error)?;
    let score = hit.score.filter(|_| sort == Sort::Relevance);
    Ok(Hit { score, highlights, ..Hit::of(hit.record, hit.copies) })
}

fn too_much(query: &Query, statements: u64) -> AskError {
    let span = query.span().unwrap_or(Span::new(0, 0));
    ask_error(LowerError::Problem(Problem {
        kind: ProblemKind::TooMuchToRead { statements, limit: MOST_READ },
        span,
        help: "NEAR, `\"…\"*` and expressions with anchors are told by reading there; narrow it down, by a date or an outlet"
            .to_owned(),
        suggestion: None,
    }))
}

/// Where the hits of an answer are.
enum Where {
    /// They came with the answer, those before them left out.
    Here(Vec<Hit>),
    /// They are fetched page after page.
    There { query: Value, order: Value },
}

struct EngineHits {
    engine: Engine,
    query: Query,
    sort: Sort,
    offset: usize,
    len: usize,
    read: Where,
}

impl Hits for EngineHits {
    fn len(&self) -> usize {
        self.len
    }

    fn read(&self) -> Box<dyn Iterator<Item = Result<Hit, AskError>> + '_> {
        match &self.read {
            Where::Here(hits) => Box::new(hits.iter().cloned().map(Ok)),
            Where::There { query, order } => {
                let pages = match Pages::open(&self.engine, query.clone(), order.clone()) {
                    Ok(pages) => pages,
                    Err(error) => return Box::new(std::iter::once(Err(error.into()))),
                };
                let mut analyzer = Analyzer::default();
                let finished =
                    move |hit: Result<FoundHit, EngineError>| finished(hit?, &self.query, self.sort, &mut analyzer);
                Box::new(pages.skip(self.offset).take(self.len).map(finished))
            }
        }
    }

    fn unseen(&self, seen: &Seen) -> Result<Unseen<'_>, AskError> {
        let (mut new, mut moved) = (std::collections::HashSet::new(), Vec::new());
        for hit in self.read() {
            let hit = hit?;
            let id = kept(&hit.record).order;
            if seen.has_id(id) {
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
