//! Trees without places: what tests and the fuzzer compare.

use super::Query;
use crate::text::Span;

/// The same tree with every leaf at the same place.
pub(crate) fn unplaced(query: Query) -> Query {
    let span = Span { start: 0, end: 0 };
    match query {
        Query::All => Query::All,
        Query::Match { field, matcher, .. } => Query::Match { field, matcher, span },
        Query::Exists { field, .. } => Query::Exists { field, span },
        Query::And(parts) => Query::And(parts.into_iter().map(unplaced).collect()),
        Query::Or(parts) => Query::Or(parts.into_iter().map(unplaced).collect()),
        Query::Not(inner) => Query::Not(Box::new(unplaced(*inner))),
    }
}
