//! dixit itself, through its public API.

use std::path::Path;

use dixit::answer::{self, FacetSpec, Period, Request};
use dixit::index::{Field, Index};
use dixit::query;
use jiff::civil::date;

use super::{Found, Peer, SHOWN, VALUES, Want, counted};
use crate::Outcome;
use crate::question::{Counted, Question};

/// An index, opened.
pub struct Dixit(Index);

impl Dixit {
    /// Opens the index at `dir`.
    pub fn open(dir: &Path) -> Outcome<Self> {
        Ok(Self(Index::open(dir)?))
    }
}

impl Peer for Dixit {
    fn ask(&mut self, question: &Question, want: Want) -> Outcome<Found> {
        let query = query::parse(&question.typed(), date(2026, 1, 1))?.query;
        let facets = counted(question, want).iter().map(|counted| spec(*counted)).collect();
        let limit = Some(if want == Want::Counts { 0 } else { SHOWN as usize });
        let answer = answer::ask(&self.0, &Request { facets, ..Request::new(query, limit) })?;
        let value = |bucket: answer::Bucket| (bucket.value, bucket.count);
        Ok(Found {
            total: answer.total,
            hits: answer.hits.into_iter().map(|hit| (hit.record.id, hit.score.unwrap_or_default())).collect(),
            counts: answer.facets.into_iter().map(|facet| facet.buckets.into_iter().map(value).collect()).collect(),
        })
    }
}

fn spec(counted: Counted) -> FacetSpec {
    let (field, limit) = match counted {
        Counted::Speakers => (Field::Speaker, Some(VALUES as usize)),
        Counted::Outlets => (Field::Outlet, Some(VALUES as usize)),
        Counted::Months => (Field::Date, None),
    };
    FacetSpec { field, period: Period::Month, limit }
}
