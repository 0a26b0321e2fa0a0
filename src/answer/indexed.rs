//! Answers from an index: the archive on this machine.

use std::collections::HashSet;
use std::sync::Arc;

use super::archive::{Archive, KeptArticle};
use super::trace::{TRACED_HITS, TracedHit, Versions};
use super::{
    Answer, AskError, CompareRequest, Compared, Explanation, Found, Hit, Hits, OutletProfile, Request, Sort, Traces,
    Unseen, Who, WhoRequest, ask_error, compare, explain, facets, highlight, outlet, who,
};
use crate::index::{
    Analyzer, ArticleEntry, Carried, Carriers, ClusterId, Cursor, Decay, Field, Index, Order, Publishing, Seen,
    SelectedHit, Selection, Snapshot, Stats, Unique, UtteranceId, day_number,
};
use crate::query::{Lowered, Query, lower};
use crate::statement::Record;

impl Archive for Index {
    fn find(&self, request: &Request) -> Result<Found, AskError> {
        find_in_pages(self.snapshot(), request, HITS_IN_MEMORY)
    }

    fn explain(&self, query: &Query) -> Result<Explanation, AskError> {
        explain::explain(&self.snapshot(), query)
    }

    fn traces(&self, query: &Query) -> Result<Traces, AskError> {
        traces(self.snapshot(), query)
    }

    fn who(&self, asking: &WhoRequest) -> Result<Who, AskError> {
        who::who(self.snapshot(), asking)
    }

    fn outlet(&self, asking: &WhoRequest) -> Result<Who<OutletProfile>, AskError> {
        outlet::outlet(self.snapshot(), asking)
    }

    fn compare(&self, asked: &CompareRequest) -> Result<Compared, AskError> {
        compare::compare(self.snapshot(), asked)
    }

    fn stats(&self) -> Result<Stats, AskError> {
        Ok(Index::stats(self)?)
    }

    fn articles(&self, key: &str) -> Result<Vec<ArticleEntry>, AskError> {
        Ok(Index::articles(self, key)?)
    }

    fn values(&self, field: Field, begun: &str, limit: usize) -> Result<Vec<String>, AskError> {
        Ok(Index::values(self, field, begun, limit)?)
    }

    fn n_statements(&self) -> Result<u64, AskError> {
        Ok(self.snapshot().n_statements()?)
    }

    fn carried(&self, utterance: UtteranceId) -> Result<Carried, AskError> {
        Ok(Index::carried(self, utterance)?)
    }

    fn copies(&self, record: &Record) -> Result<Vec<String>, AskError> {
        Ok(Index::copies(self, &record.article.path)?)
    }

    fn article(&self, record: &Record) -> Result<KeptArticle, AskError> {
        let path = &record.article.path;
        let entry = Index::articles(self, path)?.into_iter().find(|entry| entry.path == *path);
        Ok(entry.map_or(KeptArticle::Lost, |entry| KeptArticle::Here(Box::new(entry))))
    }

    fn story(&self, story: ClusterId) -> Result<Vec<ArticleEntry>, AskError> {
        Ok(self.cluster(story)?)
    }
}

/// Answers `request` from one snapshot.
pub(super) fn ask_snapshot(snapshot: Snapshot, request: &Request) -> Result<Answer, AskError> {
    find_in_pages(snapshot, request, HITS_IN_MEMORY)?.into_answer()
}

/// Hits selected in one pass over what matches: more are selected in further passes, so that memory does not grow with
/// their number. Some 80 bytes each, and twice as many while the segments of an index are merged.
const HITS_IN_MEMORY: usize = 250_000;

pub(super) fn find_in_pages(snapshot: Snapshot, request: &Request, page: usize) -> Result<Found, AskError> {
    let lowered = lower(&request.query, &snapshot).map_err(ask_error)?;
    let order = match request.sort {
        Sort::Relevance => Order::Score(None),
        Sort::Recent { half_life, today } => {
            Order::Score(Some(Decay { half_life: half_life.get(), today: day_number(today) }))
        }
        Sort::Date => Order::Oldest,
        Sort::DateDescending => Order::Newest,
        Sort::Speaker => Order::Value(Field::Speaker),
        Sort::Outlet => Order::Value(Field::Outlet),
    };
    let last = match request.limit {
        Some(0) => 0,
        Some(limit) => limit.saturating_add(request.offset),
        None => usize::MAX,
    };
    let counting: Vec<_> = request.facets.iter().map(|spec| facets::counting(*spec)).collect();
    let of = if request.collapse || request.unique { Some(Arc::new(snapshot.utterances()?)) } else { None };
    let unique = Unique { of, keep: request.collapse.then(Arc::default), count: request.unique };
    let mut first_page = snapshot.select_unique(&*lowered.query, order, last.min(page), None, &counting, &unique)?;
    let carriers = if request.collapse { Some(snapshot.carriers()?) } else { None };
    let counts = std::mem::take(&mut first_page.counts);
    let facets = request.facets.iter().zip(&counts).map(|(spec, counts)| facets::facet(*spec, counts)).collect();
    let (total, utterances) = (first_page.total, first_page.utterances);
    let unique = Unique { count: false, ..unique };
    let hits =
        IndexedHits { unique, carriers, first_page, snapshot, lowered, order, offset: request.offset, last, page };
    Ok(Found { total, utterances, facets, hits: Box::new(hits) })
}

/// Hits that were selected and not yet read.
struct IndexedHits {
    /// Without counting: that is done once.
    unique: Unique,
    /// Where one hit stands for each utterance.
    carriers: Option<Carriers>,
    first_page: Selection,
    snapshot: Snapshot,
    lowered: Lowered,
    order: Order,
    /// How many hits to pass over.
    offset: usize,
    /// How many hits there are to be, those passed over among them.
    last: usize,
    /// How many are selected in one pass.
    page: usize,
}

impl Hits for IndexedHits {
    fn len(&self) -> usize {
        let total = self.first_page.utterances.filter(|_| self.unique.keep.is_some()).unwrap_or(self.first_page.total);
        usize::try_from(total).unwrap_or(usize::MAX).min(self.last).saturating_sub(self.offset)
    }

    fn read(&self) -> Box<dyn Iterator<Item = Result<Hit, AskError>> + '_> {
        let mut analyzer = self.snapshot.analyzer();
        Box::new(self.selected().map(move |selected| self.read_one(selected?, analyzer.get())))
    }

    /// What was seen is told by its id, from columns alone; only the others are read.
    fn unseen(&self, seen: &Seen) -> Result<Unseen<'_>, AskError> {
        let utterances = self.unique.of.as_ref().filter(|_| self.unique.keep.is_some());
        let of = |id: u64| utterances.and_then(|utterances| utterances.of(id));
        let heard: HashSet<u64> = seen.ids().filter_map(of).collect();
        let (mut new, mut moved) = (Vec::new(), Vec::new());
        let ids = self.snapshot.carriers()?;
        for selected in self.selected() {
            let selected = selected?;
            let id = ids.id(selected);
            if id.is_some_and(|id| seen.has_id(id) || of(id).is_some_and(|utterance| heard.contains(&utterance))) {
                continue;
            }
            if !seen.is_empty() && seen.has_words(&self.snapshot.record(selected)?) {
                moved.extend(id);
            } else {
                new.push(selected);
            }
        }
        let len = new.len();
        let mut analyzer = Analyzer::default();
        let hits = new.into_iter().map(move |selected| self.read_one(selected, &mut analyzer));
        Ok(Unseen::new(len, Box::new(hits), moved))
    }
}

impl IndexedHits {
    /// The hits in order, not yet read.
    fn selected(&self) -> impl Iterator<Item = Result<SelectedHit, AskError>> + '_ {
        let mut selected = Pages {
            found: self,
            hits: self.first_page.hits.clone().into_iter(),
            next: None,
            taken: 0,
            unique: self.unique.clone(),
        };
        selected.next.clone_from(&self.first_page.next);
        selected.skip(self.offset)
    }

    fn read_one(&self, selected: SelectedHit, analyzer: &mut Analyzer) -> Result<Hit, AskError> {
        let record = self.snapshot.record(selected)?;
        let highlights = highlight::highlights(&record, &self.lowered.patterns, analyzer);
        let copies = self.snapshot.copies(&record.article.path)?;
        let utterance = self.snapshot.utterance_of(&record.id)?;
        let carried = match (utterance, &self.carriers) {
            (Some(utterance), Some(carriers)) => Some(self.snapshot.carried(utterance, carriers)?),
            _ => None,
        };
        Ok(Hit { record, copies, score: selected.score, highlights, utterance, carried })
    }
}

/// Selected hits, page after page.
struct Pages<'f> {
    found: &'f IndexedHits,
    hits: std::vec::IntoIter<SelectedHit>,
    next: Option<Cursor>,
    taken: usize,
    /// With the utterances of the pages before, when one hit stands for each.
    unique: Unique,
}

impl Iterator for Pages<'_> {
    type Item = Result<SelectedHit, AskError>;

    fn next(&mut self) -> Option<Self::Item> {
        let IndexedHits { snapshot, lowered, order, last, page, carriers, .. } = self.found;
        if self.hits.as_slice().is_empty() {
            let after = self.next.take().filter(|_| self.taken < *last)?;
            let keep = (*page).min(last - self.taken);
            match snapshot.select_unique(&*lowered.query, *order, keep, Some(&after), &[], &self.unique) {
                Ok(selection) => {
                    self.hits = selection.hits.into_iter();
                    self.next = selection.next;
                }
                Err(error) => return Some(Err(error.into())),
            }
        }
        self.taken += 1;
        let hit = self.hits.next()?;
        if let (Some(of), Some(shown)) = (&self.unique.of, &mut self.unique.keep) {
            let utterance = carriers.as_ref().and_then(|carriers| carriers.id(hit)).and_then(|id| of.of(id));
            Arc::make_mut(shown).extend(utterance);
        }
        Some(Ok(hit))
    }
}

/// The utterances among the best hits of `query`.
fn traces(snapshot: Snapshot, query: &Query) -> Result<Traces, AskError> {
    let lowered = lower(query, &snapshot).map_err(ask_error)?;
    let selection = snapshot.select(&*lowered.query, Order::Score(None), TRACED_HITS, None, &[])?;
    let carriers = snapshot.carriers()?;
    let utterances = snapshot.utterances()?;
    let traced = |hit: &SelectedHit| TracedHit {
        utterance: carriers.id(*hit).and_then(|id| utterances.of(id)).map(UtteranceId),
        outlets: carriers.outlets(*hit),
    };
    let hits: Vec<TracedHit> = selection.hits.iter().map(traced).collect();
    let versions = IndexedVersions { hits: selection.hits, snapshot, carriers };
    Ok(Traces::among(hits, selection.total, Box::new(versions)))
}

/// Versions of utterances in one snapshot.
struct IndexedVersions {
    hits: Vec<SelectedHit>,
    snapshot: Snapshot,
    carriers: Carriers,
}

impl Versions for IndexedVersions {
    fn hit(&self, number: usize) -> Result<Record, AskError> {
        Ok(self.snapshot.record(self.hits[number])?)
    }

    fn carried(&self, utterance: UtteranceId) -> Result<Carried, AskError> {
        Ok(self.snapshot.carried(utterance, &self.carriers)?)
    }

    fn read(&self, utterance: UtteranceId, limit: usize) -> Result<(Vec<Record>, u64), AskError> {
        Ok(self.snapshot.versions(utterance, limit)?)
    }

    fn copies(&self, record: &Record) -> Result<Vec<String>, AskError> {
        Ok(self.snapshot.copies(&record.article.path)?)
    }

    fn publishing(
        &self,
        days: (jiff::civil::Date, jiff::civil::Date),
        paths: &HashSet<&str>,
    ) -> Result<Option<Vec<Publishing>>, AskError> {
        Ok(Some(self.snapshot.publishing(days, paths)?))
    }
}
