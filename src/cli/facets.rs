//! `dixit facets`: counts of the values of fields.

use std::io::Write;
use std::path::Path;

use clap::Args;
use dixit::answer::{FacetSpec, Request};
use dixit::error::Error;
use dixit::present::{self, Counts, Format};

use super::ask::{NarrowArgs, read_query, tell_why_empty, timed};
use super::at::AtArgs;
use super::ui::{Ui, stdout};
use super::{Outcome, shield};

const EXAMPLES: &str = "\
Examples:
  dixit facets speaker
  dixit facets speaker outlet:20 'sanctions date:2024'
  dixit facets date:month speaker:Xi --format csv";

const FIELDS: &str = "\
Fields:
  speaker, outlet, publisher, kind, role, lang, cue, mention, author, speaker.type
  date:year, date:month, date:week, date:day
FIELD:N gives the N most frequent values, FIELD:0 all of them.

Exit codes: 0 found, 1 nothing found, 2 error.";

/// Values given of each field unless another number is asked for.
const VALUES: usize = 20;

/// Count the values of fields, among all statements or those that match
///
/// The first arguments name fields; where they stop being names of fields, the query begins.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = FIELDS)]
pub(crate) struct FacetsArgs {
    /// Fields to count, then what to look for
    #[arg(value_name = "FIELD… [QUERY]", required = true, value_parser = shield::part)]
    arguments: Vec<String>,
    /// Count what was said, not how often it was carried: versions of one utterance as one
    #[arg(long)]
    unique: bool,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    narrow: NarrowArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    pub(super) format: Format,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &FacetsArgs) -> Result<Outcome, Error> {
    let facets: Vec<FacetSpec> =
        args.arguments.iter().map_while(|argument| FacetSpec::read(argument, Some(VALUES)).ok()).collect();
    if let (true, Some(first)) = (facets.is_empty(), args.arguments.first()) {
        let wrong = FacetSpec::read(first, None).err().map(|error| error.to_string()).unwrap_or_default();
        return Err(Error::usage(wrong, "fields come first, then the query: `dixit facets speaker sanctions`"));
    }
    let asked = read_query(ui, &args.arguments[facets.len()..], &args.narrow)?;
    let archive = args.at.open(place)?;
    let request = Request { facets, unique: args.unique, ..Request::new(asked.query.clone(), Some(0)) };
    let (answer, took) = timed(&*archive, &request, &asked)?;
    let counts =
        Counts { total: answer.total, utterances: answer.utterances, facets: &answer.facets, notes: &asked.notes };
    if answer.total > 0 || args.format != Format::Human {
        let mut out = stdout();
        present::counts(&mut out, args.format, &ui.view, Some(&asked.input), &counts, Some(took))?;
        out.flush()?;
    }
    if answer.total == 0 {
        tell_why_empty(ui, &*archive, &asked)?;
    }
    Ok(Outcome::of(answer.total))
}
