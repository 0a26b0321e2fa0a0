//! `/api/v1/stats`: what the index holds.

use super::Route;
use super::asking::Asking;
use crate::present::{self, Format};
use crate::serve::out::Out;
use crate::serve::problem::Problem;

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/stats",
    name: "stats",
    what: "What the index holds: articles, statements, dates, size",
    parameters: &[],
    formats: &[(Format::Json, &["stats"])],
    answer,
};

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let stats = asking.archive.stats()?;
    let place = asking.app.shelf.name();
    Ok(present::stats(out, Format::Json, &asking.view(), &stats, &place)?)
}
