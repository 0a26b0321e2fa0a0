//! Answers: what a request to an index gives back.

mod archive;
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
#[cfg(any(test, feature = "engine"))]
mod holds;
mod indexed;
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

pub use archive::{Archive, KeptArticle};
pub use asked::{Asked, Narrowing, confidence};
pub use compare::{CompareRequest, Compared, Comparison, Contrast, Shared, SharedUtterance, Side};
pub use continuations::{Continuations, continuations};
pub use facet_spec::FacetSpecError;
pub use outlet::OutletProfile;
pub use portrait::Portrait;
pub use shown::{ById, Shown, by_id, show, show_without_text};
pub use sort::{Sort, half_life};
pub use source::{NoText, others, statements, unchanged_article};
pub use tally::Counted;
pub use timeline::{ChartRow, Time};
pub use trace::{
    Against, Candidate, Lag, OtherUtterance, Picked, TRACED_VERSIONS, Traces, Utterance, Version, traces_of_id,
};
pub use typical::{Typical, TypicalWord};
pub use unseen::Unseen;
pub use who::{Profile, Who, WhoRequest};
pub use why_empty::{Like, WhyEmpty, why_empty};
pub use wording::{Change, Piece};
#[cfg(any(test, feature = "engine"))]
pub(crate) use {
    explain::label_of,
    facets::facet as facet_of,
    holds::{Liked, ReadStatement},
    trace::{TracedHit, Versions},
};
#[cfg(feature = "engine")]
pub(crate) use {outlet::outlet_by_reading, who::who_by_reading};

use crate::index::{Carried, Field, Seen, UtteranceId};
use crate::query::{LowerError, Query, QueryError};
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

/// Answers `request` from `archive`, as it is at one moment.
///
/// # Errors
///
/// [`AskError`] when the query cannot be run or the archive cannot be read.
pub fn ask(archive: &dyn Archive, request: &Request) -> Result<Answer, AskError> {
    archive.find(request)?.into_answer()
}

/// Answers `request` like [`ask`], but reads the hits one by one, for results that memory does not hold.
///
/// # Errors
///
/// As [`ask`].
pub fn find(archive: &dyn Archive, request: &Request) -> Result<Found, AskError> {
    archive.find(request)
}

/// Explains how `query` is understood and what each of its clauses finds.
///
/// # Errors
///
/// As [`ask`].
pub fn explain(archive: &dyn Archive, query: &Query) -> Result<Explanation, AskError> {
    archive.explain(query)
}

/// The utterances among the best hits of `query`.
///
/// # Errors
///
/// As [`ask`].
pub fn traces(archive: &dyn Archive, query: &Query) -> Result<Traces, AskError> {
    archive.traces(query)
}

/// Who a speaker is, by the statements of theirs.
///
/// # Errors
///
/// As [`ask`]; that this cannot be told there.
pub fn who(archive: &dyn Archive, asking: &WhoRequest) -> Result<Who, AskError> {
    archive.who(asking)
}

/// What an outlet carries.
///
/// # Errors
///
/// As [`who`].
pub fn outlet(archive: &dyn Archive, asking: &WhoRequest) -> Result<Who<OutletProfile>, AskError> {
    archive.outlet(asking)
}

/// Two speakers, outlets or publishers side by side.
///
/// # Errors
///
/// As [`who`].
pub fn compare(archive: &dyn Archive, asked: &CompareRequest) -> Result<Compared, AskError> {
    archive.compare(asked)
}

/// An answer whose hits are not yet read.
pub struct Found {
    /// Number of statements that match.
    pub total: u64,
    /// Number of utterances among them, when they were collapsed or counted.
    pub utterances: Option<u64>,
    /// What was counted, in the order of the request.
    pub facets: Vec<Facet>,
    pub(crate) hits: Box<dyn Hits>,
}

/// The hits of an answer, wherever they lie.
pub(crate) trait Hits {
    /// How many there are to read.
    fn len(&self) -> usize;

    /// Each in order, read when it is asked for.
    fn read(&self) -> Box<dyn Iterator<Item = Result<Hit, AskError>> + '_>;

    /// Those that are not among `seen`.
    fn unseen(&self, seen: &Seen) -> Result<Unseen<'_>, AskError>;
}

impl Found {
    /// The hits in order, each read when it is asked for.
    pub fn hits(&self) -> impl Iterator<Item = Result<Hit, AskError>> + '_ {
        self.hits.read()
    }

    /// How many hits there are to read.
    pub fn n_hits(&self) -> usize {
        self.hits.len()
    }

    /// The hits that are not among `seen`. Where one hit stands for each utterance, that is seen when any of its versions
    /// is.
    ///
    /// # Errors
    ///
    /// As [`ask`].
    pub fn unseen(&self, seen: &Seen) -> Result<Unseen<'_>, AskError> {
        self.hits.unseen(seen)
    }

    fn into_answer(self) -> Result<Answer, AskError> {
        let hits = self.hits().collect::<Result<Vec<Hit>, AskError>>()?;
        Ok(Answer { total: self.total, utterances: self.utterances, hits, facets: self.facets })
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
    /// An archive elsewhere did not answer as it should.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// What an archive elsewhere did wrong.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct ArchiveError {
    /// A short fixed name for scripts.
    pub code: &'static str,
    /// What happened, and where.
    pub message: String,
    /// What to do about it, where something can be done.
    pub help: Option<String>,
    /// Why it happened.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
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

pub(crate) fn ask_error(error: LowerError) -> AskError {
    match error {
        LowerError::Problem(problem) => AskError::Query(QueryError { input: String::new(), problems: vec![problem] }),
        LowerError::Index(error) => AskError::Index(error),
    }
}
