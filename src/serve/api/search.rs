//! `/api/v1/search`: the statements that match a query.

use super::Route;
use super::asking::{Asking, FORMAT, MIN_CONFIDENCE, QUERY, UNIQUE};
use crate::answer::{self, Asked, FacetSpec, Request, Sort, half_life};
use crate::present::{self, Closing, Fields, Format, Spelling};
use crate::serve::clock;
use crate::serve::out::Out;
use crate::serve::params::{Parameter, Params, Takes};
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
            name: "count",
            what: "Give the number of matches alone",
            takes: Takes::Flag,
            is_needed: false,
            example: "true",
        },
        Parameter {
            name: "files",
            what: "Give the files that hold matches alone, each once",
            takes: Takes::Flag,
            is_needed: false,
            example: "true",
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
        (Format::Json, &["search", "count", "files"]),
        (Format::JsonLines, &["statement", "value", "count", "file"]),
        (Format::Csv, &[]),
        (Format::Tsv, &[]),
    ],
    answer,
};

/// What is given of all that is found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gives {
    Statements,
    Count,
    Files,
}

impl Gives {
    /// What `params` ask for.
    fn read(params: &Params) -> Result<Self, Problem> {
        let gives = match (params.flag("count")?, params.flag("files")?) {
            (false, false) => return Ok(Self::Statements),
            (true, true) => return Err(Problem::parameter("files", "cannot be used with `count`")),
            (true, false) => Self::Count,
            (false, true) => Self::Files,
        };
        match ["fields", "facet", "by"].into_iter().find(|name| params.texts(name).next().is_some()) {
            Some(name) => Err(Problem::parameter(name, "cannot be used with `count` or `files`")),
            None => Ok(gives),
        }
    }
}

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let asked = asking.query()?;
    let gives = Gives::read(asking.params)?;
    let request = request(asking, &asked, gives)?;
    let fields = asking.params.text("fields").map(Fields::read).transpose();
    let fields = fields.map_err(|error| Problem::parameter("fields", error))?;
    let explain = asking.params.flag("explain")?;
    let begun = clock::instant();
    let found = answer::find(asking.archive, &request).map_err(|error| asked.failed(error))?;
    let took = begun.elapsed();
    let explanation = if explain && asking.format == Format::Json {
        answer::explain(asking.archive, &asked.query).map_err(|error| asked.failed(error))?.nodes
    } else {
        Vec::new()
    };
    match gives {
        Gives::Statements => {}
        Gives::Count => {
            return Ok(present::count(out, asking.format, &asked.input, found.total, found.utterances)?);
        }
        Gives::Files => {
            let files = present::files_of(&found, &asking.app.paths).map_err(|error| asked.failed(error))?;
            return Ok(present::files(out, asking.format, &asked.input, &files, false)?);
        }
    }
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
        notes: &asked.notes,
        took: Some(took),
    };
    Ok(printer.close(out, &closing)?)
}

/// What is asked of the index.
fn request(asking: &Asking<'_>, asked: &Asked, gives: Gives) -> Result<Request, Problem> {
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
        offset: if gives == Gives::Files { 0 } else { params.whole("offset")? },
        limit: match gives {
            Gives::Statements => (limit > 0).then_some(limit),
            Gives::Count => Some(0),
            Gives::Files => None,
        },
        facets,
        collapse: params.flag("collapse")? && gives != Gives::Count,
        unique: params.flag("unique")?,
    })
}
