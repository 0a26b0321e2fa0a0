//! `/api/v1/who`: a speaker's page.

use super::Route;
use super::asking::{Asking, MIN_CONFIDENCE, QUERY};
use crate::answer::{self, Who, WhoRequest};
use crate::present::{self, Format, ProfileOf};
use crate::serve::clock;
use crate::serve::out::Out;
use crate::serve::params::{Parameter, Takes};
use crate::serve::problem::Problem;

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/who",
    name: "who",
    what: "A speaker's page: names, roles, outlets, dates, typical words, latest statements",
    parameters: &[
        Parameter {
            name: "name",
            what: "Name of the speaker, or a part of it",
            takes: Takes::Text,
            is_needed: true,
            example: "Putin",
        },
        QUERY,
        Parameter {
            name: "n",
            what: "Latest statements to give; 0 gives none",
            takes: Takes::Whole(3),
            is_needed: false,
            example: "5",
        },
        MIN_CONFIDENCE,
    ],
    formats: &[(Format::Json, &["who"])],
    answer,
};

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let name = asking.name("name")?;
    let begun = clock::instant();
    let within = asking.within()?;
    let request = WhoRequest {
        name: name.to_owned(),
        within: within.as_ref().map(|asked| asked.query.clone()),
        latest: asking.params.whole("n")?,
    };
    let found = answer::who(asking.archive, &request).map_err(|error| match &within {
        Some(asked) => asked.failed(error),
        None => error,
    })?;
    let page = ProfileOf {
        name,
        query: within.as_ref().map(|asked| asked.input.as_str()),
        profile: if let Who::Found(profile) = &found { Some(&**profile) } else { None },
        took: begun.elapsed(),
    };
    Ok(present::profile(out, Format::Json, &asking.view(), &page)?)
}
