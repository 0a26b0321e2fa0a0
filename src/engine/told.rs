//! Versions of utterances, found when they are asked for: an engine is not told which statements belong together.
//!
//! What may be a version shares a speaker, a language and a telling word, and is dated about the same days; that is asked
//! of the engine, for the hits, then for what was found beside them, until nothing more belongs to a hit. Which of all
//! these are one utterance is told by the rules of an index on this machine ([`AtHand`]), which look at nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::compile::everything;
use super::document::signed;
use super::pages::{Pages, View, order};
use super::{Engine, EngineError, fields};
use crate::answer::{AskError, Hit, Sort};
use crate::index::{AtHand, Carried, CarriedTally, Field, Likeness, Neighbourhood, UtteranceId, kept};
use crate::statement::Record;

/// Statements that are read beside the hits at most: a speaker may say the same words all day.
const MOST_BESIDE: usize = if cfg!(test) { 2_000 } else { 50_000 };

/// Speakers with some days that are asked for in one request. Each is three clauses about numbers, which OpenSearch counts
/// twice, and it takes 1,024.
const CLAUSES_AT_ONCE: usize = 150;

/// Values that are asked for in one clause: an engine takes 65,536.
const VALUES_AT_ONCE: usize = 50_000;

/// Statements and the utterances that they are versions of: first the hits, then all other versions of what they say.
pub(super) struct Told {
    pub(super) statements: Vec<Hit>,
    pub(super) utterances: Vec<Option<UtteranceId>>,
    pub(super) n_hits: usize,
    versions: HashMap<UtteranceId, Vec<usize>>,
}

impl Told {
    /// Tells what `hits` are versions of, as of the moment of `view`.
    pub(super) fn of(engine: &Engine, view: &View, hits: Vec<Hit>) -> Result<Self, AskError> {
        let n_hits = hits.len();
        let mut gathered = Gathered::default();
        for hit in hits {
            gathered.add(hit);
        }
        let id = |hit: &Hit| kept(&hit.record).order;
        // Articles may claim one id, and what has that of a version is one.
        let ids_of_hits: HashSet<u64> = gathered.statements.iter().map(id).collect();
        let mut asked = HashSet::new();
        loop {
            let utterances = gathered.at_hand.utterances();
            let of_hits: HashSet<UtteranceId> = utterances[..n_hits].iter().copied().flatten().collect();
            let is_wanted = |number: &usize| match utterances[*number] {
                Some(utterance) => of_hits.contains(&utterance),
                None => ids_of_hits.contains(&id(&gathered.statements[*number])),
            };
            let wanted: Vec<usize> = (0..utterances.len()).filter(is_wanted).filter(|own| asked.insert(*own)).collect();
            if wanted.is_empty() {
                return Ok(Self::among(gathered.statements, utterances, n_hits));
            }
            for query in gathered.neighbourhoods(&wanted) {
                let Some(order) = order(Sort::Date, engine.product()) else { continue };
                for hit in Pages::within(engine, view, query, order) {
                    let hit = hit?.hit();
                    if !gathered.has(&hit.record) {
                        gathered.add(hit);
                    }
                    if gathered.statements.len() > n_hits + MOST_BESIDE {
                        return Err(EngineError::TooManyVersions { most: MOST_BESIDE }.into());
                    }
                }
            }
        }
    }

    fn among(statements: Vec<Hit>, utterances: Vec<Option<UtteranceId>>, n_hits: usize) -> Self {
        let of_hits: HashSet<UtteranceId> = utterances[..n_hits].iter().copied().flatten().collect();
        let mut told = Self { statements: Vec::new(), utterances: Vec::new(), n_hits, versions: HashMap::new() };
        for (number, (hit, utterance)) in statements.into_iter().zip(utterances).enumerate() {
            if number < n_hits || utterance.is_some_and(|utterance| of_hits.contains(&utterance)) {
                if let Some(utterance) = utterance {
                    told.versions.entry(utterance).or_default().push(told.statements.len());
                }
                told.statements.push(hit);
                told.utterances.push(utterance);
            }
        }
        told
    }

    /// The hits, each with what it is a version of.
    pub(super) fn hits(&self) -> impl Iterator<Item = (&Hit, Option<UtteranceId>)> {
        self.statements[..self.n_hits].iter().zip(self.utterances.iter().copied())
    }

    /// With the other versions as hits, too.
    pub(super) fn all(self) -> Self {
        Self { n_hits: self.statements.len(), ..self }
    }

    /// The versions of an utterance, in no order.
    pub(super) fn versions(&self, utterance: UtteranceId) -> impl Iterator<Item = &Record> {
        let numbers = self.versions.get(&utterance).into_iter().flatten();
        numbers.map(|number| &self.statements[*number].record)
    }

    /// How an utterance was carried.
    pub(super) fn carried(&self, utterance: UtteranceId) -> Carried {
        let mut tally = CarriedTally::default();
        for record in self.versions(utterance) {
            let moment = kept(record).date.map(|date| date.moment);
            tally.add(moment, record.carriers().into_iter().map(str::to_owned));
        }
        tally.carried()
    }
}

/// Speaker and language, and the days around a statement, where it has a date.
type Group = (u64, Option<(i64, i64)>);

/// What was read so far.
#[derive(Default)]
struct Gathered {
    statements: Vec<Hit>,
    at_hand: AtHand,
    /// What the other versions of each have.
    around: Vec<Option<Neighbourhood>>,
    /// Id and path of each.
    known: HashSet<(String, String)>,
}

impl Gathered {
    /// Adds a statement.
    fn add(&mut self, hit: Hit) {
        self.known.insert((hit.record.id.clone(), hit.record.article.path.clone()));
        self.around.push(self.at_hand.add(&hit.record));
        self.statements.push(hit);
    }

    fn has(&self, record: &Record) -> bool {
        self.known.contains(&(record.id.clone(), record.article.path.clone()))
    }

    /// Queries that together find whatever may be a version of what one of `wanted` says, and all that decides whether it
    /// is.
    fn neighbourhoods(&self, wanted: &[usize]) -> Vec<Value> {
        // What a speaker said about the same days is asked for together.
        let mut groups: BTreeMap<Group, BTreeSet<u32>> = BTreeMap::new();
        let mut ids: BTreeSet<i64> = BTreeSet::new();
        for number in wanted {
            ids.insert(signed(kept(&self.statements[*number].record).order));
            if let Some(Neighbourhood { likeness: Likeness { block, wording }, days }) = &self.around[*number] {
                groups.entry((*block, *days)).or_default().extend(wording);
            }
        }
        let ids: Vec<i64> = ids.into_iter().collect();
        let mut clauses: Vec<Value> =
            ids.chunks(VALUES_AT_ONCE).map(|ids| json!({"terms": {fields::ORDER: ids}})).collect();
        for (group, words) in groups {
            let words: Vec<u32> = words.into_iter().collect();
            clauses.extend(words.chunks(VALUES_AT_ONCE).map(|words| asked_of(group, words)));
        }
        clauses.chunks(CLAUSES_AT_ONCE).map(|clauses| json!({"bool": {"should": clauses}})).collect()
    }
}

fn asked_of((block, days): Group, words: &[u32]) -> Value {
    let near = match days {
        Some((first, last)) => json!({"range": {fields::FIRST_DAY: {"gte": first, "lte": last}}}),
        None => json!({"bool": {"must": [everything()], "must_not": [
            {"term": {fields::HAS: {"value": Field::Date.name()}}},
        ]}}),
    };
    json!({"bool": {"filter": [
        {"term": {fields::BLOCK: {"value": signed(block)}}},
        {"terms": {fields::WORDING: words}},
        near,
    ]}})
}
