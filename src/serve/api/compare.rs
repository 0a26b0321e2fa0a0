//! `/api/v1/compare`: two speakers or two outlets side by side.

use super::Route;
use super::asking::{Asking, MIN_CONFIDENCE, QUERY};
use crate::answer::{self, CompareRequest, Compared};
use crate::index::Field;
use crate::present::{self, ComparisonOf, Format};
use crate::serve::clock;
use crate::serve::out::Out;
use crate::serve::params::{Parameter, Takes};
use crate::serve::problem::Problem;

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/compare",
    name: "compare",
    what: "Two speakers or two outlets side by side, on all statements or those that match",
    parameters: &[
        name("a", "Name of a speaker or an outlet", "Xi"),
        name("b", "Name of another one", "Putin"),
        QUERY,
        Parameter {
            name: "by",
            what: "What both are, where it shall not be found out",
            takes: Takes::OneOf(&["speaker", "outlet", "publisher"]),
            is_needed: false,
            example: "outlet",
        },
        Parameter {
            name: "n",
            what: "Latest statements of each to give; 0 gives none",
            takes: Takes::Whole(2),
            is_needed: false,
            example: "5",
        },
        MIN_CONFIDENCE,
    ],
    formats: &[(Format::Json, &["compare"])],
    answer,
};

const fn name(name: &'static str, what: &'static str, example: &'static str) -> Parameter {
    Parameter { name, what, takes: Takes::Text, is_needed: true, example }
}

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let names = [asking.name("a")?, asking.name("b")?];
    let begun = clock::instant();
    let within = asking.within()?;
    let request = CompareRequest {
        names: names.map(str::to_owned),
        by: asking.params.text("by").and_then(Field::from_name),
        within: within.as_ref().map(|asked| asked.query.clone()),
        latest: asking.params.whole("n")?,
    };
    let found = answer::compare(asking.archive, &request).map_err(|error| match &within {
        Some(asked) => asked.failed(error),
        None => error,
    })?;
    let comparison = match &found {
        Compared::Found(comparison) => Some(&**comparison),
        Compared::Nothing(_) | Compared::Unknown { .. } => None,
        Compared::Unlike([one, other]) => {
            let message = format!("`a` is of the sort {}, `b` of the sort {}", one.name(), other.name());
            return Err(Problem::bad_request("usage", message).help("compare two of a kind, or say `by`"));
        }
        Compared::Same(name) => {
            let message = format!("`a` and `b` are both {name}");
            return Err(Problem::bad_request("usage", message).help("write more of their names"));
        }
    };
    let of = ComparisonOf {
        names,
        query: within.as_ref().map(|asked| asked.input.as_str()),
        comparison,
        took: begun.elapsed(),
    };
    Ok(present::comparison(out, Format::Json, &asking.view(), &of)?)
}
