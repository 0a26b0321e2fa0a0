//! Answers: what a request to an index gives back.

mod asked;
#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod compare;
mod continuations;
mod explain;
mod facet_spec;
mod facets;
mod highlight;
mod likelihood;
mod named;
mod outlet;
mod portrait;
mod shown;
mod sort;
mod source;
mod tally;
mod timeline;
mod trace;
mod typical;
mod unseen;
mod vocabulary;
mod who;
mod why_empty;
mod wording;

#[cfg(test)]
mod tests;

pub use asked::{Asked, Narrowing, confidence};
pub use compare::{CompareRequest, Compared, Comparison, Contrast, Shared, SharedUtterance, Side, compare};
pub use continuations::{Continuations, continuations};
pub use explain::explain;
pub use facet_spec::FacetSpecError;
pub use outlet::{OutletProfile, outlet};
pub use portrait::Portrait;
pub use shown::{ById, Shown, by_id, show, show_without_text};
pub use sort::{Sort, half_life};
pub use source::{NoText, entry_of, others, statements, unchanged_article};
pub use tally::Counted;
pub use timeline::{ChartRow, Time};
pub use trace::{
    Against, Candidate, Lag, OtherUtterance, Picked, TRACED_HITS, TRACED_VERSIONS, Traces, Utterance, Version, traces,
    traces_of_id,
};
pub use typical::{Typical, TypicalWord};
pub use unseen::Unseen;
pub use who::{Profile, Who, WhoRequest, who};
pub use why_empty::{Like, WhyEmpty, why_empty};
pub use wording::{Change, Piece};

use std::sync::Arc;

use crate::index::{
    Analyzer, Carried, Carriers, Cursor, Decay, Field, Index, Order, SelectedHit, Selection, Snapshot, Unique,
    UtteranceId, day_number,
};
use crate::query::{LowerError, Lowered, Query, QueryError, lower};
use crate::statement::Record;
use crate::text::Span;

/// What is asked of an index.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which statements.
    pub query: Query,
    /// In which order.
    pub sort: Sort,
    /// How many hits to skip.
    pub offset: usize,
    /// How many hits to give; `None` for all of them.
    pub limit: Option<usize>,
    /// What to count.
    pub facets: Vec<FacetSpec>,
    /// Whether of all versions of an utterance the first one alone is a hit, which then says who carried it.
    pub collapse: bool,
    /// Whether utterances are counted in place of statements.
    pub unique: bool,
}

impl Request {
    /// The first `limit` statements that `query` finds, the best ones first.
    pub fn new(query: Query, limit: Option<usize>) -> Self {
        let facets = Vec::new();
        Self { query, sort: Sort::Relevance, offset: 0, limit, facets, collapse: false, unique: false }
    }
}

/// Which values to count, and how many buckets to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetSpec {
    /// The field.
    pub field: Field,
    /// For [`Field::Date`]: the length of a bucket. Ignored for other fields.
    pub period: Period,
    /// How many buckets at most, the largest first; `None` for all. Dates are in order of time and
    /// not cut unless a limit is given (then the last ones stay).
    pub limit: Option<usize>,
}

/// Length of a date bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Period {
    /// `2024`
    Year,
    /// `2024-02`
    #[default]
    Month,
    /// `2024-W06` (ISO 8601)
    Week,
    /// `2024-02-08`
    Day,
}

/// What an index answers.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Number of statements that match.
    pub total: u64,
    /// Number of utterances among them, when they were collapsed or counted.
    pub utterances: Option<u64>,
    /// The ones asked for, in order.
    pub hits: Vec<Hit>,
    /// What was counted, in the order of the request.
    pub facets: Vec<Facet>,
}

/// One statement that matches.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The statement.
    pub record: Record,
    /// The paths of the copies of its article, whose statements these are too.
    pub copies: Vec<String>,
    /// Its score (BM25), when sorted by relevance.
    pub score: Option<f32>,
    /// What the query matched, as byte offsets into `record.context.text`, in order, not overlapping.
    pub highlights: Vec<Span>,
    /// The utterance that it is a version of beside others.
    pub utterance: Option<UtteranceId>,
    /// How that was carried, when it stands for all its versions.
    pub carried: Option<Carried>,
}

impl Hit {
    /// A statement that is shown without having been searched for; `copies` are the paths of its article's copies.
    pub fn of(record: Record, copies: Vec<String>) -> Self {
        Self { record, copies, score: None, highlights: Vec::new(), utterance: None, carried: None }
    }
}

/// Counts of one field's values among the statements that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What was counted.
    pub spec: FacetSpec,
    /// Values with their counts: largest first, ties by value; dates in order of time.
    pub buckets: Vec<Bucket>,
    /// How many values were cut off by the limit.
    pub more_values: u64,
    /// How many matching statements have no value in this field.
    pub missing: u64,
}

/// One value of a field and the number of statements that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// The value as displayed.
    pub value: String,
    /// The number of statements.
    pub count: u64,
}

/// Answers `request` from one snapshot of `index`.
///
/// # Errors
///
/// [`AskError`] when the query cannot be run or the index cannot be read.
pub fn ask(index: &Index, request: &Request) -> Result<Answer, AskError> {
    ask_snapshot(index.snapshot(), request)
}

fn ask_snapshot(snapshot: Snapshot, request: &Request) -> Result<Answer, AskError> {
    let found = find_in_pages(snapshot, request, HITS_IN_MEMORY)?;
    let hits = found.hits().collect::<Result<Vec<Hit>, AskError>>()?;
    Ok(Answer { total: found.total, utterances: found.utterances, hits, facets: found.facets })
}

/// Hits selected in one pass over what matches: more are selected in further passes, so that memory does not grow with
/// their number. Some 80 bytes each, and twice as many while the segments of an index are merged.
const HITS_IN_MEMORY: usize = 250_000;

/// Answers `request` like [`ask`], but reads the hits one by one, for results that memory does not hold.
///
/// # Errors
///
/// As [`ask`].
pub fn find(index: &Index, request: &Request) -> Result<Found, AskError> {
    find_in_pages(index.snapshot(), request, HITS_IN_MEMORY)
}

fn find_in_pages(snapshot: Snapshot, request: &Request, page: usize) -> Result<Found, AskError> {
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
    Ok(Found {
        total: first_page.total,
        utterances: first_page.utterances,
        facets,
        unique: Unique { count: false, ..unique },
        carriers,
        first_page,
        snapshot,
        lowered,
        order,
        offset: request.offset,
        last,
        page,
    })
}

/// An answer whose hits are not yet read.
pub struct Found {
    /// Number of statements that match.
    pub total: u64,
    /// Number of utterances among them, when they were collapsed or counted.
    pub utterances: Option<u64>,
    /// What was counted, in the order of the request.
    pub facets: Vec<Facet>,
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

impl Found {
    /// The hits in order, each read when it is asked for.
    pub fn hits(&self) -> impl Iterator<Item = Result<Hit, AskError>> + '_ {
        let mut analyzer = self.snapshot.analyzer();
        self.selected().map(move |selected| self.read(selected?, analyzer.get()))
    }

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

    /// How many hits there are to read.
    pub fn n_hits(&self) -> usize {
        let total = self.utterances.filter(|_| self.unique.keep.is_some()).unwrap_or(self.total);
        usize::try_from(total).unwrap_or(usize::MAX).min(self.last).saturating_sub(self.offset)
    }

    fn read(&self, selected: SelectedHit, analyzer: &mut Analyzer) -> Result<Hit, AskError> {
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
    found: &'f Found,
    hits: std::vec::IntoIter<SelectedHit>,
    next: Option<Cursor>,
    taken: usize,
    /// With the utterances of the pages before, when one hit stands for each.
    unique: Unique,
}

impl Iterator for Pages<'_> {
    type Item = Result<SelectedHit, AskError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Found { snapshot, lowered, order, last, page, carriers, .. } = self.found;
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

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found").field("total", &self.total).field("n_hits", &self.n_hits()).finish_non_exhaustive()
    }
}

/// How a query was understood: its tree with the hits of each clause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The tree, depth first.
    pub nodes: Vec<ExplainedNode>,
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedNode {
    /// 0 for the root.
    pub depth: usize,
    /// `AND`, `OR`, `NOT`, or the clause in canonical form.
    pub label: String,
    /// What an alias, a relative date or a wildcard became; empty when nothing.
    pub resolved: String,
    /// How many statements match this node alone.
    pub hits: u64,
}

/// Why a request could not be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The query asks what this index or engine cannot do; has a place in the query.
    #[error(transparent)]
    Query(#[from] crate::query::QueryError),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] crate::index::IndexError),
}

impl AskError {
    /// The error with the query as typed, which the tree does not hold.
    #[must_use]
    pub fn in_query(self, input: &str) -> Self {
        match self {
            Self::Query(error) => Self::Query(QueryError { input: input.to_owned(), ..error }),
            other => other,
        }
    }
}

fn ask_error(error: LowerError) -> AskError {
    match error {
        LowerError::Problem(problem) => AskError::Query(QueryError { input: String::new(), problems: vec![problem] }),
        LowerError::Index(error) => AskError::Index(error),
    }
}
