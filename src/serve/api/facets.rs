//! `/api/v1/facets`: counts of the values of fields.

use super::Route;
use super::asking::{Asking, FORMAT, MIN_CONFIDENCE, QUERY, UNIQUE};
use crate::answer::{self, FacetSpec, Request};
use crate::present::{self, Counts, Format};
use crate::serve::clock;
use crate::serve::out::Out;
use crate::serve::params::{Parameter, Takes};
use crate::serve::problem::Problem;

/// Values given of each field unless another number is asked for.
const VALUES: usize = 20;

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/facets",
    name: "facets",
    what: "Counts of the values of fields, among all statements or those that match",
    parameters: &[
        Parameter {
            name: "field",
            what: "Field to count: speaker, outlet:20 (the 20 most frequent), outlet:0 (all), date:month",
            takes: Takes::Texts,
            is_needed: true,
            example: "speaker",
        },
        QUERY,
        UNIQUE,
        MIN_CONFIDENCE,
        FORMAT,
    ],
    formats: &[(Format::Json, &["facets"]), (Format::JsonLines, &["value"]), (Format::Csv, &[]), (Format::Tsv, &[])],
    answer,
};

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let read = |text| FacetSpec::read(text, Some(VALUES)).map_err(|error| Problem::parameter("field", error));
    let facets = asking.params.texts("field").map(read).collect::<Result<Vec<FacetSpec>, Problem>>()?;
    let asked = asking.query()?;
    let unique = asking.params.flag("unique")?;
    let begun = clock::instant();
    let request = Request { facets, unique, ..Request::new(asked.query.clone(), Some(0)) };
    let answer = answer::ask(asking.archive, &request).map_err(|error| asked.failed(error))?;
    let counts =
        Counts { total: answer.total, utterances: answer.utterances, facets: &answer.facets, notes: &asked.notes };
    let took = Some(begun.elapsed());
    Ok(present::counts(out, asking.format, &asking.view(), Some(&asked.input), &counts, took)?)
}
