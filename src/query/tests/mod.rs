//! What queries are read as: trees, errors, and laws that hold for all of them.

mod property;
mod tree;
mod wrong;

use super::{Parsed, Query, QueryError};
use crate::text::Span;

const NOWHERE: Span = Span { start: 0, end: 0 };

/// Thursday of the sixth week of 2024.
fn today() -> jiff::civil::Date {
    jiff::civil::date(2024, 2, 8)
}

fn parse(input: &str) -> Result<Parsed, QueryError> {
    super::parse(input, today())
}

/// The same tree with every leaf at the same place.
pub(crate) fn unplaced(query: Query) -> Query {
    match query {
        Query::All => Query::All,
        Query::Match { field, matcher, .. } => Query::Match { field, matcher, span: NOWHERE },
        Query::Exists { field, .. } => Query::Exists { field, span: NOWHERE },
        Query::And(parts) => Query::And(parts.into_iter().map(unplaced).collect()),
        Query::Or(parts) => Query::Or(parts.into_iter().map(unplaced).collect()),
        Query::Not(inner) => Query::Not(Box::new(unplaced(*inner))),
    }
}
