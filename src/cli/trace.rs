//! `dixit trace`: one utterance wherever it was carried.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use clap::{Args, ValueEnum};
use dixit::answer::{self, Against, Archive, AskError, Asked, Traces};
use dixit::error::Error;
use dixit::present::{Format, TraceClosing, TracePrinter};

use super::ask::{NarrowArgs, in_query, read_query, tell_why_empty};
use super::at::AtArgs;
use super::ui::{Ui, stdout};
use super::{Outcome, shield};

const EXAMPLES: &str = "\
Examples:
  dixit trace 9f2c41d07ab3e815           all versions of this statement
  dixit trace 'speaker:Berg harbour'     the utterance that most outlets carried
  dixit trace 9f2c --against longest     which words the others cut
  dixit trace 9f2c --silent              who published then and did not carry it";

const LEGEND: &str = "\
Wordings are compared word by word: [-gone-] {+new+} [… 12 words] cut; in colours, gone words are
struck through and new ones underlined. docs/trace.md has an example.

Exit codes: 0 found, 1 nothing found, 2 error.";

/// Show one utterance wherever it was carried: who first, through whom, and how the words differ
///
/// One argument of four or more hexadecimal digits that fits a statement is its id; anything else is a
/// query. Of the utterances that a query finds, the one that most outlets carried is shown.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = LEGEND)]
pub(crate) struct TraceArgs {
    /// Id of a statement or its first digits, or what to look for
    #[arg(value_name = "ID|QUERY", required = true, value_parser = shield::part)]
    query: Vec<String>,
    /// Utterances to show in full at most; 0 shows all
    #[arg(long, short = 'n', value_name = "N", default_value_t = 1)]
    limit: usize,
    /// The version that the others are compared with
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = Base::First)]
    against: Base,
    /// Name the publishers that had articles in those days and did not carry it
    #[arg(long)]
    silent: bool,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    narrow: NarrowArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Base {
    /// The earliest
    First,
    /// The one with most words
    Longest,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &TraceArgs) -> Result<Outcome, Error> {
    if args.silent && args.at.is_elsewhere() {
        return Err(Error::usage(
            "articles without statements are not kept there",
            "`--silent` asks an index on this machine who published and carried nothing",
        ));
    }
    let begun = Instant::now();
    let archive = args.at.open(place)?;
    let (traces, asked) = if let Some(found) = by_id(&*archive, args)? {
        found
    } else {
        let asked = read_query(ui, &args.query, &args.narrow)?;
        (answer::traces(&*archive, &asked.query).map_err(in_query(&asked))?, asked)
    };
    let against = if args.against == Base::Longest { Against::Longest } else { Against::First };
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    let picked = traces.pick(limit)?;
    let mut out = stdout();
    let mut printer = TracePrinter::new(args.format, ui.view.clone(), &asked.input);
    for candidate in picked.shown {
        printer.utterance(&mut out, &traces.read(candidate, against, args.silent)?)?;
        out.flush()?;
    }
    if !picked.shown.is_empty() || args.format != Format::Human {
        let closing = TraceClosing::of(&traces, &picked, begun.elapsed());
        printer.close(&mut out, &closing)?;
    }
    out.flush()?;
    drop(out);
    if traces.total > traces.looked_at as u64 {
        ui.hint("hint", &format!("{} statements match; the best {} were looked at", traces.total, traces.looked_at));
    }
    if picked.shown.is_empty() {
        tell_why_empty(ui, &*archive, &asked)?;
    } else if traces.n_carried() == 0 {
        ui.hint(
            "hint",
            if traces.total == 1 { "nobody else carried it" } else { "nothing that matches was carried twice" },
        );
    }
    Ok(Outcome::of(picked.shown.len() as u64))
}

/// The versions of the statement whose id the one argument is, when it is one.
fn by_id(archive: &dyn Archive, args: &TraceArgs) -> Result<Option<(Traces, Asked)>, Error> {
    let [argument] = args.query.as_slice() else { return Ok(None) };
    match answer::traces_of_id(archive, argument) {
        Ok(found) => {
            let asked = |query| Asked { input: argument.clone(), query, notes: Vec::new() };
            Ok(found.map(|(traces, query)| (traces, asked(query))))
        }
        Err(AskError::Query(_)) => Err(Error::usage(
            format!("id `{}` fits several statements", argument.to_ascii_lowercase()),
            format!("give more of its digits; if it is a word, write `'\"{argument}\"'`"),
        )),
        Err(error) => Err(error.into()),
    }
}
