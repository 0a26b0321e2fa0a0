//! The values of a field that go on from what is typed.

use super::Engine;
use super::find::find;
use crate::answer::{AskError, FacetSpec, Period, Request};
use crate::index::{Field, FieldType, value_goes_on, whole};
use crate::query::{Matcher, Query};
use crate::text::{Span, words};

/// The values of `field` in which a word, or the whole, begins like `begun`: at most `limit` of them, in order.
pub(super) fn values(engine: &Engine, field: Field, begun: &str, limit: usize) -> Result<Vec<String>, AskError> {
    if !field.is_facet() || field.kind() == FieldType::Date {
        return Ok(Vec::new());
    }
    // Statements that hold the words; which of their values is meant is told here.
    let query = match words(begun).next() {
        None => Query::All,
        Some(_) => Query::Match { field, matcher: Matcher::Prefix(begun.to_owned()), span: Span::new(0, 0) },
    };
    let facets = vec![FacetSpec { field, period: Period::default(), limit: None }];
    let found = find(engine, &Request { facets, ..Request::new(query, Some(0)) })?;
    let begun = whole(begun);
    let all = found.facets.into_iter().flat_map(|facet| facet.buckets).map(|bucket| bucket.value);
    let mut values: Vec<String> = all.filter(|value| value_goes_on(value, &begun)).collect();
    values.sort();
    values.truncate(limit);
    Ok(values)
}
