//! `/api/v1/search`: the statements that match a query.

use super::Route;
use super::asking::{Asking, FORMAT, MIN_CONFIDENCE, QUERY, UNIQUE};
use crate::answer::{self, Asked, FacetSpec, Request, Sort, half_life};
use crate::present::{self, Closing, Fields, Format, Spelling};
use crate::serve::clock;
use crate::serve::out::Out;
use crate::serve::params::{Parameter, Takes};
use crate::serve::problem::Problem;

/// Values that `facet` counts unless another number is given.
const FACET_VALUES: usize = 10;

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/search",
    name: "search",
    what: "Statements that match a query",
    parameters: &[
        QUERY,
        Parameter {
            name: "n",
            what: "Statements to give at most; 0 gives all",
            takes: Takes::Whole(10),
            is_needed: false,
            example: "50",
        },
        Parameter {
            name: "offset",
            what: "Statements to pass over",
            takes: Takes::Whole(0),
            is_needed: false,
            example: "10",
        },
        Parameter {
            name: "sort",
            what: "Order",
            takes: Takes::OneOf(&Sort::NAMES),
            is_needed: false,
            example: "-date",
        },
        Parameter {
            name: "recent",
            what: "Let matches count half after each half-life: 30, 30d, 2w, 6m, 1y",
            takes: Takes::Text,
            is_needed: false,
            example: "30d",
        },
        Parameter {
            name: "collapse",
            what: "Give one statement of each utterance, with all outlets that carried it",
            takes: Takes::Flag,
            is_needed: false,
            example: "true",
        },
        UNIQUE,
        Parameter {
            name: "facet",
            what: "Count the values of a field among all matches: speaker, outlet:20",
            takes: Takes::Texts,
            is_needed: false,
            example: "speaker",
        },
        Parameter {
            name: "by",
            what: "Count all matches along a field: date:month, kind",
            takes: Takes::Texts,
            is_needed: false,
            example: "date:month",
        },
        Parameter {
            name: "fields",
            what: "Fields of each statement to give, parted by commas",
            takes: Takes::Text,
            is_needed: false,
            example: "id,speaker.name,quote",
        },
        Parameter {
            name: "explain",
            what: "Tell how the query is understood and what each part finds (JSON)",
            takes: Takes::Flag,
            is_needed: false,
            example: "true",
        },
        MIN_CONFIDENCE,
        FORMAT,
    ],
    formats: &[
        (Format::Json, Some("search")),
        (Format::JsonLines, Some("statement")),
        (Format::Csv, None),
        (Format::Tsv, None),
    ],
    answer,
};

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let asked = asking.query()?;
    let request = request(asking, &asked)?;
    let fields = asking.params.text("fields").map(Fields::read).transpose();
    let fields = fields.map_err(|error| Problem::parameter("fields", error))?;
    let explain = asking.params.flag("explain")?;
    let begun = clock::instant();
    let found = answer::find(asking.index, &request).map_err(|error| asked.failed(error))?;
    let took = begun.elapsed();
    let explanation = if explain && asking.format == Format::Json {
        answer::explain(asking.index, &asked.query).map_err(|error| asked.failed(error))?.nodes
    } else {
        Vec::new()
    };
    let spelling = Spelling { query: Some(&asked.input), fields: fields.as_ref(), ..Spelling::default() };
    let mut printer = present::printer(asking.format, &asking.view(), &spelling);
    for hit in found.hits() {
        printer.statement(out, &hit.map_err(|error| asked.failed(error))?)?;
    }
    let closing = Closing {
        total: found.total,
        utterances: found.utterances,
        collapsed: request.collapse,
        offset: request.offset,
        facets: &found.facets,
        explanation: &explanation,
        took: Some(took),
    };
    Ok(printer.close(out, &closing)?)
}

/// What is asked of the index.
fn request(asking: &Asking<'_>, asked: &Asked) -> Result<Request, Problem> {
    let params = asking.params;
    let mut facets = Vec::new();
    for (name, usual) in [("facet", Some(FACET_VALUES)), ("by", None)] {
        for text in params.texts(name) {
            facets.push(FacetSpec::read(text, usual).map_err(|error| Problem::parameter(name, error))?);
        }
    }
    if !facets.is_empty() && matches!(asking.format, Format::Csv | Format::Tsv) {
        return Err(Problem::bad_request("usage", "counts and statements do not fit into one table")
            .help("`/api/v1/facets` gives the counts"));
    }
    let sort = params.text("sort").and_then(Sort::from_name);
    let expected = "a number of days, or one with d, w, m or y behind it: 30, 2w, 6m";
    let recent = params.parsed("recent", half_life, expected)?;
    let sort = match (sort, recent) {
        (Some(_), Some(_)) => return Err(Problem::parameter("recent", "cannot be used with `sort`")),
        (None, Some(half_life)) => Sort::Recent { half_life, today: clock::today() },
        (sort, None) => sort.unwrap_or_default(),
    };
    let limit = params.whole("n")?;
    Ok(Request {
        query: asked.query.clone(),
        sort,
        offset: params.whole("offset")?,
        limit: (limit > 0).then_some(limit),
        facets,
        collapse: params.flag("collapse")?,
        unique: params.flag("unique")?,
    })
}
