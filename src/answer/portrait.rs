//! What is told of all statements of one speaker, outlet or publisher: how many, when, where, in which words.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::indexed::ask_snapshot;
use super::tally::widened;
use super::typical::Vocabularies;
use super::{Answer, AskError, Facet, FacetSpec, Hit, Period, Request, Sort, ask_error};
#[cfg(feature = "engine")]
use super::{Archive, ask, find};
use crate::index::{Carriers, Field, IndexError, SelectedHit, Snapshot, Utterances};
use crate::query::{Query, lower};
use crate::statement::{Kind, Record};

/// What is told of some statements.
#[derive(Debug, Clone)]
pub struct Portrait {
    /// Whose they are, by the canonical name.
    pub name: String,
    /// How many there are.
    pub total: u64,
    /// Utterances among them: versions of one count once.
    pub utterances: u64,
    /// Articles that they stand in.
    pub articles: u64,
    /// First and last day, as far as they have dates.
    pub days: Option<(Date, Date)>,
    /// What was counted among them.
    pub facets: Vec<Facet>,
    /// The latest ones, of each utterance the latest version alone.
    pub latest: Vec<Hit>,
}

impl Portrait {
    /// What was answered about the statements of `name`, which stand in `places`.
    fn of(name: &str, answer: Answer, places: &Places) -> Self {
        let Answer { total, utterances, hits, facets } = answer;
        Self {
            name: name.to_owned(),
            total,
            utterances: utterances.unwrap_or(total),
            articles: places.paths.len() as u64,
            days: places.days,
            facets,
            latest: hits,
        }
    }

    /// The counts of a field, for dates those of `period`.
    pub fn facet(&self, field: Field, period: Period) -> Option<&Facet> {
        self.facets
            .iter()
            .find(|facet| facet.spec.field == field && (field != Field::Date || facet.spec.period == period))
    }

    /// How many statements are of `kind`.
    pub fn n_of_kind(&self, kind: Kind) -> u64 {
        let facet = self.facet(Field::Kind, Period::default());
        let bucket = facet.and_then(|facet| facet.buckets.iter().find(|bucket| bucket.value == kind.name()));
        bucket.map_or(0, |bucket| bucket.count)
    }
}

/// Values to count, and dates by months and years.
pub(super) fn counted(values: &[(Field, usize)]) -> Vec<FacetSpec> {
    let spec = |field, period, limit| FacetSpec { field, period, limit };
    let kinds = [(Field::Kind, Kind::ALL.len())];
    let values = kinds.iter().chain(values).map(|(field, limit)| spec(*field, Period::default(), Some(*limit)));
    let dates = [Period::Month, Period::Year].into_iter().map(|period| spec(Field::Date, period, None));
    values.chain(dates).collect()
}

/// One snapshot and what is read of it once.
pub(super) struct Reading {
    pub snapshot: Snapshot,
    pub utterances: Utterances,
    pub carriers: Carriers,
}

impl Reading {
    pub(super) fn new(snapshot: Snapshot) -> Result<Self, IndexError> {
        Ok(Self { utterances: snapshot.utterances()?, carriers: snapshot.carriers()?, snapshot })
    }

    /// The statements of `name`, which `query` finds: told in short, by their words, and by the articles they stand in.
    /// `each` gets every one of them.
    pub(super) fn portrait(
        &self,
        name: &str,
        query: &Query,
        facets: Vec<FacetSpec>,
        latest: usize,
        each: &mut dyn FnMut(SelectedHit, &Record),
    ) -> Result<(Portrait, Vocabularies, BTreeSet<String>), AskError> {
        let answer = ask_snapshot(self.snapshot.clone(), &request(query, facets, latest))?;
        let lowered = lower(query, &self.snapshot).map_err(ask_error)?;
        let firsts = self.snapshot.one_of_each(&*lowered.query, &self.utterances, &self.carriers)?;
        let mut vocabularies = Vocabularies::default();
        let mut places = Places::default();
        self.snapshot.visit(&*lowered.query, &mut |hit| {
            let record = self.snapshot.record(hit)?;
            each(hit, &record);
            if firsts.contains(hit) {
                vocabularies.add(&record);
            }
            places.add(record);
            Ok(())
        })?;
        Ok((Portrait::of(name, answer, &places), vocabularies, places.paths))
    }
}

/// As [`Reading::portrait`], of an archive that can be asked for statements and not for words.
#[cfg(feature = "engine")]
pub(super) fn portrait_of(
    archive: &dyn Archive,
    name: &str,
    query: &Query,
    facets: Vec<FacetSpec>,
    latest: usize,
    each: &mut dyn FnMut(&Record),
) -> Result<Portrait, AskError> {
    let answer = ask(archive, &request(query, facets, latest))?;
    let mut places = Places::default();
    for hit in find(archive, &Request { sort: Sort::Date, ..Request::new(query.clone(), None) })?.hits() {
        let record = hit?.record;
        each(&record);
        places.add(record);
    }
    Ok(Portrait::of(name, answer, &places))
}

/// What is counted, and the latest of each utterance.
fn request(query: &Query, facets: Vec<FacetSpec>, latest: usize) -> Request {
    Request { facets, sort: Sort::DateDescending, collapse: true, ..Request::new(query.clone(), Some(latest)) }
}

/// When and where statements stand.
#[derive(Default)]
struct Places {
    paths: BTreeSet<String>,
    days: Option<(Date, Date)>,
}

impl Places {
    fn add(&mut self, record: Record) {
        self.days = widened(self.days, record.date.map(|dated| dated.date.first_day()));
        if !self.paths.contains(&record.article.path) {
            self.paths.insert(record.article.path);
        }
    }
}
