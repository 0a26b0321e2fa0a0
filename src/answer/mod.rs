//! Answers: what a request to an index gives back.

use crate::index::{Field, Index};
use crate::query::Query;
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
}

/// The order of hits. Ties are broken by date (newest first), then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best match first (BM25).
    #[default]
    Relevance,
    /// Oldest first; statements without a date last.
    Date,
    /// Newest first; statements without a date last.
    DateDescending,
    /// By speaker's name, folded; without one last.
    Speaker,
    /// By first carrier's name, folded; without one last.
    Outlet,
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
    /// Its score (BM25), when sorted by relevance.
    pub score: Option<f32>,
    /// What the query matched, as byte offsets into `record.context.text`, in order, not overlapping.
    pub highlights: Vec<Span>,
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
    let _ = (index, request); // STUB
    Ok(Answer::default())
}

/// Explains how `query` is understood and what each of its clauses finds.
///
/// # Errors
///
/// As [`ask`].
pub fn explain(index: &Index, query: &Query) -> Result<Explanation, AskError> {
    let _ = (index, query); // STUB
    Ok(Explanation::default())
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
