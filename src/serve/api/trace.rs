//! `/api/v1/trace`: one utterance wherever it was carried.

use super::Route;
use super::asking::{Asking, FORMAT, MIN_CONFIDENCE};
use crate::answer::{self, Against, Traces};
use crate::present::{Format, TraceClosing, TracePrinter};
use crate::serve::clock;
use crate::serve::out::Out;
use crate::serve::params::{Parameter, Takes};
use crate::serve::problem::Problem;

/// Value of `against` for the version with most words.
const LONGEST: &str = "longest";

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/trace",
    name: "trace",
    what: "One utterance wherever it was carried: who first, through whom, and how the words differ",
    parameters: &[
        Parameter {
            name: "q",
            what: "Id of a statement or its first digits, or what to look for",
            takes: Takes::Text,
            is_needed: true,
            example: "multipolar",
        },
        Parameter {
            name: "n",
            what: "Utterances to give in full at most; 0 gives all",
            takes: Takes::Whole(1),
            is_needed: false,
            example: "2",
        },
        Parameter {
            name: "against",
            what: "The version that the others are compared with",
            takes: Takes::OneOf(&["first", LONGEST]),
            is_needed: false,
            example: LONGEST,
        },
        Parameter {
            name: "silent",
            what: "Name the publishers that had articles in those days and did not carry it",
            takes: Takes::Flag,
            is_needed: false,
            example: "true",
        },
        MIN_CONFIDENCE,
        FORMAT,
    ],
    formats: &[(Format::Json, &["trace"]), (Format::JsonLines, &["version"]), (Format::Csv, &[]), (Format::Tsv, &[])],
    answer,
};

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let params = asking.params;
    let begun = clock::instant();
    let (traces, input) = find(asking)?;
    let against = if params.text("against") == Some(LONGEST) { Against::Longest } else { Against::First };
    let silent = params.flag("silent")?;
    let limit = params.whole("n")?;
    let picked = traces.pick(if limit == 0 { usize::MAX } else { limit })?;
    let mut printer = TracePrinter::new(asking.format, asking.view(), &input);
    for candidate in picked.shown {
        printer.utterance(out, &traces.read(candidate, against, silent)?)?;
    }
    Ok(printer.close(out, &TraceClosing::of(&traces, &picked, begun.elapsed()))?)
}

/// The utterances, and what was asked.
fn find(asking: &Asking<'_>) -> Result<(Traces, String), Problem> {
    let input = asking.params.text("q").unwrap_or_default();
    if let Some((traces, _)) = answer::traces_of_id(asking.archive, input)? {
        return Ok((traces, input.to_owned()));
    }
    let asked = asking.query()?;
    let traces = answer::traces(asking.archive, &asked.query).map_err(|error| asked.failed(error))?;
    Ok((traces, asked.input))
}
