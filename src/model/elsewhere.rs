//! Random queries about random records, asked of an index and of an engine that keeps the same statements.
//!
//! `DIXIT_CLUSTER="http://127.0.0.1:9200 …"` names the nodes of a real one; `.ci/cluster` starts such a cluster. Without it
//! the engine that tests have is asked, which is held to what real ones were seen to do.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::budget::try_seeds;
use super::compare::equal;
use super::dice::Dice;
use super::operators::{smallest, world};
use super::page::Page;
use super::questions::question;
use crate::answer::{Archive, AskError, Facet, FacetSpec, Hit, Period, Request, Sort, explain, find};
use crate::engine::{Access, Address, Engine, EngineError, PushRequest, push};
use crate::fake_engine::{FakeEngine, Kind};
use crate::index::{Field, Index};
use crate::present::statement_value;
use crate::query::Query;

/// Queries about the records of one seed.
const QUERIES: usize = 60;

const ORDERS: [Sort; 5] = [Sort::Relevance, Sort::Date, Sort::DateDescending, Sort::Speaker, Sort::Outlet];
const PERIODS: [Period; 4] = [Period::Year, Period::Month, Period::Week, Period::Day];

/// What an engine need not answer.
const NOT_ASKED: [&str; 3] = ["not-there", "too-many-expansions", "too-much-to-read"];

#[test]
fn an_engine_finds_what_an_index_finds() {
    let cluster =
        std::env::var("DIXIT_CLUSTER").ok().map(|nodes| nodes.split_whitespace().collect::<Vec<_>>().join(","));
    let (n_equal, n_refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    try_seeds("DIXIT_CLUSTER_WORLDS", 6, |seed| {
        let mut dice = Dice::new(seed);
        let (_corpus, index, scan) = world(&mut dice)?;
        let kind = if seed % 2 == 0 { Kind::OpenSearch } else { Kind::Elasticsearch };
        let fake = cluster.is_none().then(|| FakeEngine::start(kind));
        let nodes = fake.as_ref().map(FakeEngine::node).or_else(|| cluster.clone()).unwrap();
        let address = format!("{nodes}/model-{seed}");
        let address = Address::read(&address).map_err(|error| error.to_string())?;
        let engine = Engine::reach(&address, &Access::Open).map_err(|error| error.to_string())?;
        let there = There(&engine);
        there.fill(&index)?;
        for _ in 0..QUERIES {
            let query = askable(&scan.pages, &mut dice);
            let asked = dice.clone();
            let check = |query: &Query| agree(&index, &engine, query, &mut asked.clone());
            match check(&query) {
                Ok(true) => n_equal.fetch_add(1, Ordering::Relaxed),
                Ok(false) => n_refused.fetch_add(1, Ordering::Relaxed),
                Err(_) => {
                    let query = smallest(query, &|query| check(query).is_err());
                    return check(&query)
                        .map(|_| ())
                        .map_err(|difference| format!("{query}\n  {query:?}\n  {difference}"));
                }
            };
        }
        Ok(())
    });
    let (n_equal, n_refused) = (n_equal.into_inner(), n_refused.into_inner());
    println!("{n_equal} queries have equal answers, {n_refused} cannot be asked there");
    assert!(n_equal > 20 * n_refused, "too many cannot be asked");
}

/// A question that an engine can be asked.
fn askable(pages: &[Page], dice: &mut Dice) -> Query {
    loop {
        let query = question(pages, 3, dice);
        if !is_of_others(&query) {
            return query;
        }
    }
}

fn is_of_others(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().any(is_of_others),
        Query::Not(inner) => is_of_others(inner),
        Query::Match { field, .. } => *field == Field::Like,
        Query::All | Query::Exists { .. } => false,
    }
}

/// An index of the engine, which goes at the end.
struct There<'e>(&'e Engine);

impl There<'_> {
    fn fill(&self, index: &Index) -> Result<(), String> {
        let all = find(index, &Request::new(Query::All, None)).map_err(|error| error.to_string())?;
        let statements = all.hits().map(|hit| hit.map(|hit| (hit.record, hit.copies)).map_err(|_| unread()));
        let request = PushRequest { shards: 2, replicas: 0, checkpoint: "checkpoint".into() };
        let report =
            push(self.0, &request, statements, &|_, _| true).map_err(|error: EngineError| error.to_string())?;
        equal("statements pushed", &(report.created, report.refused, report.total), &(all.total, 0, all.total))
    }
}

impl Drop for There<'_> {
    fn drop(&mut self) {
        self.0.remove_index().unwrap();
    }
}

fn unread() -> EngineError {
    EngineError::BadAnswer { node: "the index".to_owned(), detail: "a hit cannot be read".to_owned() }
}

/// Whether both answer; what differs.
fn agree(index: &Index, engine: &Engine, query: &Query, dice: &mut Dice) -> Result<bool, String> {
    let sort = dice.pick(&ORDERS);
    let period = dice.pick(&PERIODS);
    let limit = if dice.one_in(3) { Some(dice.below(4)) } else { None };
    let facets: Vec<FacetSpec> =
        Field::all().filter(|field| field.is_facet()).map(|field| FacetSpec { field, period, limit }).collect();
    let (offset, limit) = (dice.below(4), dice.below(9));
    let requests = [
        Request { sort, facets: facets.clone(), ..Request::new(query.clone(), None) },
        Request { sort, offset, facets, ..Request::new(query.clone(), Some(limit)) },
    ];
    for request in requests {
        let (here, there) = (answer(index, &request), answer(engine, &request));
        match (here, there) {
            (_, Err(code)) if NOT_ASKED.contains(&code.as_str()) => return Ok(false),
            (Err(code), _) if NOT_ASKED.contains(&code.as_str()) => return Ok(false),
            (here, there) => equal("the answer", &there, &here)?,
        }
    }
    let hits = |archive: &dyn Archive| {
        explain(archive, query)
            .map(|explained| explained.nodes.into_iter().map(|node| (node.label, node.hits)).collect())
    };
    let (here, there): (Result<Vec<_>, _>, Result<Vec<_>, _>) = (hits(index), hits(engine));
    equal("the counts of the parts", &there.map_err(|error| code(&error)), &here.map_err(|error| code(&error)))?;
    Ok(true)
}

/// All that an answer holds and that does not depend on how matches are ranked, or why there is none.
type Told = Result<(u64, usize, Vec<String>, Vec<Facet>), String>;

fn answer(archive: &dyn Archive, request: &Request) -> Told {
    let told = |hit: Hit| format!("{} {:?} {:?}", statement_value(&hit.record), hit.copies, hit.highlights);
    let asked = || -> Result<_, AskError> {
        let found = find(archive, request)?;
        let mut hits: Vec<String> = found.hits().map(|hit| hit.map(told)).collect::<Result<_, _>>()?;
        if request.sort == Sort::Relevance {
            // Which come first is up to the engine.
            hits.sort();
            if request.limit.is_some() {
                hits.clear();
            }
        }
        Ok((found.total, found.n_hits(), hits, found.facets))
    };
    asked().map_err(|error| code(&error))
}

fn code(error: &AskError) -> String {
    match error {
        AskError::Query(error) => error.problems[0].kind.code().to_owned(),
        AskError::Archive(error) if error.code == "not-there" => error.code.to_owned(),
        other => format!("{other:?}"),
    }
}
