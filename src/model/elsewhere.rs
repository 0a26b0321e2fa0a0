//! Random queries about random records, asked of an index and of an engine that keeps the same statements.
//!
//! `DIXIT_CLUSTER="http://127.0.0.1:9200 …"` names the nodes of a real one; `.ci/cluster` starts such a cluster. Without it
//! the engine that tests have is asked, which is held to what real ones were seen to do.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::budget::try_seeds;
use super::compare::equal;
use super::dice::Dice;
use super::operators::{smallest, world};
use super::questions::question;
use crate::answer::{
    Archive, AskError, Facet, FacetSpec, Hit, OutletProfile, Period, Portrait, Profile, Request, Sort, Who, WhoRequest,
    explain, find, outlet, who,
};
use crate::engine::{Access, Address, Engine, EngineError, PushRequest, push};
use crate::fake_engine::{FakeEngine, Kind};
use crate::index::{Field, Index, index_of};
use crate::present::statement_value;
use crate::query::Query;

/// Queries about the records of one seed.
const QUERIES: usize = 60;

const RECENT: Sort = Sort::Recent { half_life: NonZeroU32::new(30).unwrap(), today: jiff::civil::date(2024, 2, 8) };
const ORDERS: [Sort; 6] = [Sort::Relevance, RECENT, Sort::Date, Sort::DateDescending, Sort::Speaker, Sort::Outlet];
const PERIODS: [Period; 4] = [Period::Year, Period::Month, Period::Week, Period::Day];

/// What an engine need not answer.
const NOT_ASKED: [&str; 3] = ["not-there", "too-many-expansions", "too-much-to-read"];

#[test]
fn an_engine_finds_what_an_index_finds() {
    let (n_equal, n_refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    try_seeds("DIXIT_CLUSTER_WORLDS", 6, |seed| {
        let mut dice = Dice::new(seed);
        let (_corpus, index, scan) = world(&mut dice)?;
        let kind = if seed % 2 == 0 { Kind::OpenSearch } else { Kind::Elasticsearch };
        let (_fake, engine) = somewhere(kind, &format!("model-{seed}"))?;
        let there = There(&engine);
        there.fill(&index, 2)?;
        for _ in 0..QUERIES {
            let query = question(&scan.pages, 3, &mut dice);
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

/// Somebody says the same on these days; what it counts then, where a month is a half-life.
const AGING: [(&str, f64); 9] = [
    ("2024-02-08", 1.0),
    ("2024-02-09", 1.0),
    ("2031-01-01T10:00:00Z", 1.0),
    ("2024-02-07T23:59:00Z", 0.977_159_968_434),
    ("2024-01-09", 0.5),
    ("2023-11", 0.101_531_549_544_53),
    ("2022-06-18", 1.0 / 1_048_576.0),
    ("1980", 1.0 / 1_048_576.0),
    ("", 1.0 / 1_048_576.0),
];

#[test]
fn an_engine_lets_matches_count_less_the_older_they_are_as_an_index_does() {
    let lines: Vec<String> = (0..)
        .zip(AGING)
        .map(|(number, (date, _)): (usize, _)| format!("Ann Berg-{number} | | ANI | {date} | en | the ferry is late"))
        .collect();
    let (_corpus, index) = index_of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let (_fake, engine) = somewhere(Kind::Elasticsearch, "recent").unwrap();
    let there = There(&engine);
    // With several parts the same words count differently in each.
    there.fill(&index, 1).unwrap();
    let speakers = |archive: &dyn Archive, text: &str| -> Vec<(String, f64)> {
        let query = crate::query::parse(text, jiff::civil::date(2024, 2, 8)).unwrap().query;
        let found = find(archive, &Request { sort: RECENT, ..Request::new(query, None) }).unwrap();
        let told = |hit: Hit| (hit.record.speaker.name.unwrap(), f64::from(hit.score.unwrap()));
        found.hits().map(|hit| told(hit.unwrap())).collect()
    };
    for text in ["ferry", "*", "lang:en", "ferry OR -lang:en", "\"late ferry\"~5", "ferry NEAR/3 late"] {
        let (here, there) = (speakers(&index, text), speakers(&engine, text));
        let names = |told: &[(String, f64)]| told.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&there), names(&here), "{text}");
        let whole = there[0].1;
        for (name, score) in there.iter().filter(|_| whole > 0.0) {
            let number: usize = name.rsplit('-').next().unwrap().parse().unwrap();
            let part = score / whole;
            assert!((part / AGING[number].1 - 1.0).abs() < 1e-5, "{text}: {:?} counts {part}", AGING[number]);
        }
    }
}

#[test]
fn what_a_speaker_says_all_the_time_tells_no_versions_there_either() {
    let line = |day: &str, more: &str| {
        format!("Ann Berg | | ANI | {day} | en | the ferry leaves the harbour without pilots{more}")
    };
    let near = ["2024-02-12", "2024-02-12"].map(|day| line(day, ""));
    // They share keys with those above, and lie so far away that none of them can be a version.
    let far = |day, n| (0..n).map(move |number| line(day, &format!(" word{number} other{number} third{number}")));
    for (n, is_one) in [(3, true), (70, false)] {
        let lines: Vec<String> = near.iter().cloned().chain(far("2024-01-28", n)).chain(far("2024-02-26", n)).collect();
        let (_corpus, index) = index_of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let (_fake, engine) = somewhere(Kind::OpenSearch, "crowd").unwrap();
        let there = There(&engine);
        there.fill(&index, 2).unwrap();
        let query = crate::query::parse("date:2024-02-12", jiff::civil::date(2024, 2, 8)).unwrap().query;
        let n_utterances = |archive: &dyn Archive| {
            find(archive, &Request { unique: true, ..Request::new(query.clone(), None) }).unwrap().utterances
        };
        assert_eq!(
            (n_utterances(&index), n_utterances(&engine)),
            (Some(2 - u64::from(is_one)), Some(2 - u64::from(is_one)))
        );
    }
}

#[test]
fn pages_of_names_have_what_those_of_an_index_have() {
    let n_pages = AtomicUsize::new(0);
    try_seeds("DIXIT_CLUSTER_WORLDS", 6, |seed| {
        let mut dice = Dice::new(seed);
        let (_corpus, index, scan) = world(&mut dice)?;
        let (_fake, engine) = somewhere(Kind::Elasticsearch, &format!("pages-{seed}"))?;
        let there = There(&engine);
        there.fill(&index, 2)?;
        for _ in 0..QUERIES / 2 {
            let field = dice.pick(&[Field::Speaker, Field::Outlet]);
            let values: Vec<&str> = scan.pages.iter().flat_map(|page| page.values(field)).collect();
            if values.is_empty() {
                continue;
            }
            let name = dice.pick(&values);
            let name = if dice.one_in(2) { name } else { name.split(' ').next_back().unwrap_or(name) };
            let within = dice.one_in(2).then(|| question(&scan.pages, 1, &mut dice));
            let asking = WhoRequest { name: name.to_owned(), within, latest: dice.below(5) };
            let told = |archive: &dyn Archive| {
                if field == Field::Speaker { speaker(archive, &asking) } else { outlet_of(archive, &asking) }
            };
            let (here, there) = (told(&index), told(&engine));
            if there.as_ref().is_err_and(|code| NOT_ASKED.contains(&code.as_str())) {
                continue;
            }
            equal(&format!("the page of {name} within {:?}", asking.within), &there, &here)?;
            n_pages.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    });
    let n_pages = n_pages.into_inner();
    println!("{n_pages} pages are equal");
    assert!(n_pages > 100);
}

/// A speaker's page, without what an engine cannot tell.
fn speaker(archive: &dyn Archive, asking: &WhoRequest) -> Result<String, String> {
    Ok(match who(archive, asking).map_err(|error| code(&error))? {
        Who::Nothing { meant, like } => format!("{meant:?} {like:?}"),
        Who::Found(page) => {
            let page = Profile { stories: None, typical: None, beside: None, more_beside: 0, ..*page };
            format!("{:?}", Profile { portrait: comparable(page.portrait.clone()), ..page })
        }
    })
}

fn outlet_of(archive: &dyn Archive, asking: &WhoRequest) -> Result<String, String> {
    Ok(match outlet(archive, asking).map_err(|error| code(&error))? {
        Who::Nothing { meant, like } => format!("{meant:?} {like:?}"),
        Who::Found(page) => {
            let page = OutletProfile { typical: None, ..*page };
            format!("{:?}", OutletProfile { portrait: comparable(page.portrait.clone()), ..page })
        }
    })
}

/// Confidence is kept in two precisions, of which one is told.
fn comparable(mut portrait: Portrait) -> Portrait {
    for hit in &mut portrait.latest {
        hit.record.confidence = 0.0;
    }
    portrait
}

/// An engine with an index of that name to be made: a real one where there is one.
fn somewhere(kind: Kind, index: &str) -> Result<(Option<FakeEngine>, Engine), String> {
    let cluster =
        std::env::var("DIXIT_CLUSTER").ok().map(|nodes| nodes.split_whitespace().collect::<Vec<_>>().join(","));
    let fake = cluster.is_none().then(|| FakeEngine::start(kind));
    let nodes = fake.as_ref().map(FakeEngine::node).or(cluster).unwrap_or_default();
    let address = Address::read(&format!("{nodes}/{index}")).map_err(|error| error.to_string())?;
    let engine = Engine::reach(&address, &Access::Open).map_err(|error| error.to_string())?;
    Ok((fake, engine))
}

/// An index of the engine, which goes at the end.
struct There<'e>(&'e Engine);

impl There<'_> {
    fn fill(&self, index: &Index, shards: u32) -> Result<(), String> {
        let all = find(index, &Request::new(Query::All, None)).map_err(|error| error.to_string())?;
        let statements = all.hits().map(|hit| hit.map(|hit| (hit.record, hit.copies)).map_err(|_| unread()));
        let request = PushRequest { shards, replicas: 0, checkpoint: "checkpoint".into() };
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
    let (collapse, unique) = (dice.one_in(2), dice.one_in(2));
    let all = Request { sort, facets, ..Request::new(query.clone(), None) };
    let once = Request { collapse, unique: unique || !collapse, ..all.clone() };
    let requests = [
        Request { offset, limit: Some(limit), ..once.clone() },
        once,
        Request { offset, limit: Some(limit), ..all.clone() },
        all,
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
type Told = Result<(u64, Option<u64>, usize, Vec<String>, Vec<Facet>), String>;

fn answer(archive: &dyn Archive, request: &Request) -> Told {
    let is_ranked = matches!(request.sort, Sort::Relevance | Sort::Recent { .. });
    // Elsewhere it is told where somebody asks for it.
    let asks_of_utterances = request.collapse || request.unique;
    let told = |hit: Hit| {
        let versions = asks_of_utterances.then_some((hit.utterance, hit.carried));
        format!("{} {:?} {:?} {versions:?}", statement_value(&hit.record), hit.copies, hit.highlights)
    };
    let asked = || -> Result<_, AskError> {
        let found = find(archive, request)?;
        let mut hits: Vec<String> = found.hits().map(|hit| hit.map(told)).collect::<Result<_, _>>()?;
        if is_ranked {
            // Which come first is up to the engine.
            hits.sort();
            if request.limit.is_some() || request.collapse {
                hits.clear();
            }
        }
        Ok((found.total, found.utterances, found.n_hits(), hits, found.facets))
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
