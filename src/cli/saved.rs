//! `dixit saved`: queries under a name, and what is new since they were last run.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use clap::{Args, Subcommand};
use dixit::answer::{self, Archive, Asked, Found, Request, Sort};
use dixit::error::Error;
use dixit::index::{SavedError, SavedQueries, SavedQuery, Seen};
use dixit::present::{self, BatchPrinter, Closing, Fields, Format, Spelling, clean};
use dixit::query::Synonyms;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ask::{NarrowArgs, in_query, read_query, tell_why_empty, understand};
use super::at::AtArgs;
use super::reading::{fields, fields_for_people};
use super::report::report;
use super::search;
use super::ui::{Ui, stderr, stdout};
use super::{Outcome, shield};

const EXAMPLES: &str = "\
Examples:
  dixit saved add grain 'speaker:Lavrov AND grain'
  dixit saved run grain                          what was not shown before
  dixit saved run --all --format jsonl >> new.jsonl
  dixit saved list";

const RUN_EXAMPLES: &str = "\
Examples:
  dixit saved run grain
  dixit saved run grain --peek                   look without marking as seen
  dixit index news/ -q && dixit saved run --all  every morning, from cron
  dixit saved run grain --format tsv --fields date,speaker.name,quote | mail -E -s grain desk";

const EXIT_CODES: &str = "\
A statement counts as seen once it was written; a run whose reader goes away marks nothing. Runs of the same
query wait for each other, and each statement is given to one of them.

Exit codes: 0 something is new, 1 nothing is, 2 error.";

/// Keep queries under a name, and show what is new since they were last run
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = EXIT_CODES)]
pub(crate) struct SavedArgs {
    #[command(flatten)]
    at: AtArgs,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Add(AddArgs),
    Run(RunArgs),
    List(ListArgs),
    Reset(ResetArgs),
    Remove(RemoveArgs),
}

/// Save a query
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  dixit saved add grain 'speaker:Lavrov AND grain'\n  dixit saved add tass outlet:TASS --from-now"
)]
struct AddArgs {
    /// What to call it: letters, digits, - _ .
    #[arg(value_name = "NAME")]
    name: String,
    /// What to look for
    #[arg(value_name = "QUERY", required = true, value_parser = shield::part)]
    query: Vec<String>,
    /// Take what the index holds now for seen
    #[arg(long)]
    from_now: bool,
    /// Put it in the place of the one of that name; what that has shown stays seen
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    narrow: NarrowArgs,
}

/// Show the statements that were not seen in an earlier run
#[derive(Debug, Args)]
#[command(before_help = RUN_EXAMPLES, after_long_help = EXIT_CODES)]
struct RunArgs {
    /// Which queries
    #[arg(value_name = "NAME", required_unless_present = "all")]
    names: Vec<String>,
    /// All of them
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// Show, but do not mark as seen
    #[arg(long)]
    peek: bool,
    /// New statements to show at most, the others stay for the next run; 0 shows all
    #[arg(long, short = 'n', value_name = "N", default_value_t = 0)]
    limit: usize,
    /// Order: -date (newest first), date, relevance, speaker, outlet
    #[arg(long, value_name = "ORDER", value_parser = search::sort, default_value = "-date", allow_hyphen_values = true)]
    sort: Sort,
    /// Show one statement of each utterance; new versions of one that was seen are not new
    #[arg(long)]
    collapse: bool,
    /// Print the number of new statements alone, and mark none as seen
    #[arg(long)]
    count: bool,
    /// End rows of CSV and TSV with a zero byte in place of a line break, for xargs -0
    #[arg(long, short = '0', hide_short_help = true)]
    null: bool,
    /// Fields of each statement to give: id,speaker.name,quote (names as in JSON)
    #[arg(long = "fields", value_name = "FIELDS", value_parser = fields, conflicts_with = "count")]
    only: Option<Fields>,
    /// Lines of context under each quote; 0 shows the quote alone
    #[arg(long, short = 'C', value_name = "N", default_value_t = search::CONTEXT_LINES)]
    context: usize,
    #[command(flatten)]
    narrow: NarrowArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    format: Format,
}

/// List the saved queries
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  dixit saved list\n  dixit saved list --format json | jq -r '.saved[].name'")]
struct ListArgs {
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    format: Format,
}

/// Forget what saved queries have shown: their next run shows all
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  dixit saved reset grain")]
struct ResetArgs {
    /// Which queries
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
}

/// Remove saved queries
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  dixit saved remove grain")]
struct RemoveArgs {
    /// Which queries
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
}

impl SavedArgs {
    /// The format that results are given in.
    pub(super) fn format(&self) -> Format {
        match &self.action {
            Action::Run(args) => args.format,
            Action::List(args) => args.format,
            Action::Add(_) | Action::Reset(_) | Action::Remove(_) => Format::Human,
        }
    }
}

pub(super) fn run(ui: &Ui, place: &Path, args: &SavedArgs) -> Result<Outcome, Error> {
    // Without an index there is nothing to save a query for, and its folder shall not come to be by a mistake.
    let archive = args.at.open(place)?;
    let archive = &*archive;
    let queries = SavedQueries::of(&args.at.folder(place)?);
    match &args.action {
        Action::Add(args) => add(ui, archive, &queries, args),
        Action::Run(args) => Run { ui, archive, queries: &queries, args, synonyms: args.narrow.synonyms()? }.all(),
        Action::List(args) => list(ui, &queries, args),
        Action::Reset(args) => reset(ui, &queries, &args.names),
        Action::Remove(args) => remove(ui, &queries, &args.names),
    }
}

fn waiting<'a>(ui: &'a Ui, name: &'a str) -> impl Fn() + 'a {
    move || ui.say(&format!("waiting for another run of `{}` to end", clean(name)))
}

fn add(ui: &Ui, archive: &dyn Archive, queries: &SavedQueries, args: &AddArgs) -> Result<Outcome, Error> {
    let asked = read_query(ui, &args.query, &args.narrow)?;
    let turn = queries.turn_for_new(&args.name, &waiting(ui, &args.name))?;
    let mut seen = match queries.read(&args.name) {
        Ok(before) if args.replace => before.seen,
        Ok(SavedQuery { name, query, .. }) => return Err(SavedError::Exists { name, query }.into()),
        // A damaged one can be put right by saving it again.
        Err(SavedError::Unknown { .. }) => Seen::default(),
        Err(SavedError::Damaged { .. }) if args.replace => Seen::default(),
        Err(error) => return Err(error.into()),
    };
    let request = Request { sort: Sort::Date, ..Request::new(asked.query.clone(), args.limit()) };
    let found = answer::find(archive, &request).map_err(in_query(&asked))?;
    for hit in found.hits() {
        seen.add(&hit?.record);
    }
    let saved = SavedQuery {
        name: args.name.clone(),
        query: asked.input.clone(),
        added: Timestamp::now(),
        last_run: None,
        seen,
    };
    turn.write(&saved)?;
    let (name, query) = (clean(&args.name), clean(&asked.input));
    let seen = if args.from_now { ", all seen" } else { "" };
    let noun = if found.total == 1 { "statement matches" } else { "statements match" };
    ui.say(&format!("saved `{name}`: {query}\n{} {noun} now{seen}", found.total));
    if found.total == 0 && !args.from_now {
        // It may be meant for what is to come, or mistyped.
        tell_why_empty(ui, archive, &asked)?;
    }
    Ok(Outcome::Found)
}

impl AddArgs {
    /// The hits to read: those that are to be taken for seen.
    fn limit(&self) -> Option<usize> {
        if self.from_now { None } else { Some(0) }
    }
}

/// A run of saved queries.
struct Run<'r> {
    ui: &'r Ui,
    archive: &'r dyn Archive,
    queries: &'r SavedQueries,
    args: &'r RunArgs,
    synonyms: Synonyms,
}

impl Run<'_> {
    /// One after the other; one that fails is told and does not keep the others back.
    fn all(&self) -> Result<Outcome, Error> {
        let args = self.args;
        if args.only.is_some() && args.format == Format::Human {
            return Err(fields_for_people());
        }
        search::check_null(args.null, args.count, args.format)?;
        let names = if args.all { self.queries.names()? } else { args.names.clone() };
        if names.is_empty() {
            self.ui.say("no query is saved yet: `dixit saved add NAME QUERY`");
        }
        let mut view = self.ui.view.clone();
        view.context_lines = args.context;
        let spelling = Spelling { fields: args.only.as_ref(), null: args.null, ..Spelling::default() };
        let mut printer = BatchPrinter::new(args.format, view, spelling).of_new();
        let mut out = stdout();
        let (mut new, mut failed) = (0, false);
        for name in &names {
            match self.one(&mut out, &mut printer, name) {
                Ok(count) => new += count,
                Err(error @ (Error::Query(_) | Error::Saved(_))) => {
                    failed = true;
                    out.flush()?;
                    // When standard error is gone, there is nobody left to tell.
                    let _unheard = stderr().write_all(report(self.ui, &error, args.format).as_bytes());
                }
                Err(error) => return Err(error),
            }
        }
        printer.close(&mut out)?;
        out.flush()?;
        Ok(if failed { Outcome::Failed } else { Outcome::of(new) })
    }

    /// Shows what is new of the query of that name and marks it as seen; gives how much there is.
    fn one(&self, out: &mut dyn Write, printer: &mut BatchPrinter<'_>, name: &str) -> Result<u64, Error> {
        let args = self.args;
        // Whoever only looks has nobody to wait for.
        let turn = if args.peek || args.count { None } else { Some(self.queries.turn(name, &waiting(self.ui, name))?) };
        let mut saved = self.queries.read(name)?;
        let begun = Instant::now();
        let (asked, found) = self.find(&saved)?;
        let mut unseen = found.unseen(&saved.seen).map_err(in_query(&asked))?;
        let new = unseen.len() as u64;
        let took = Some(begun.elapsed());
        if args.count {
            printer.count(out, name, &asked.input, new, None)?;
        } else if new > 0 || args.format == Format::Json {
            let mut statements = printer.next(out, name, &asked.input, new)?;
            let limit = if args.limit == 0 { usize::MAX } else { args.limit };
            for hit in unseen.hits().take(limit) {
                let hit = hit?;
                statements.statement(out, &hit)?;
                saved.seen.add(&hit.record);
            }
            statements.close(out, &Closing { total: new, took, ..Closing::default() })?;
        }
        // Only what has left counts as seen: a statement may come twice after a failure, but none is lost.
        out.flush()?;
        if let Some(turn) = turn {
            unseen.add_moved(&mut saved.seen);
            saved.last_run = Some(Timestamp::now());
            turn.write(&saved)?;
        }
        Ok(new)
    }

    fn find(&self, saved: &SavedQuery) -> Result<(Asked, Found), Error> {
        let asked = understand(self.ui, saved.query.clone(), &self.args.narrow, &self.synonyms)?;
        let collapse = self.args.collapse;
        let request = Request { sort: self.args.sort, collapse, ..Request::new(asked.query.clone(), None) };
        let found = answer::find(self.archive, &request).map_err(in_query(&asked))?;
        Ok((asked, found))
    }
}

fn list(ui: &Ui, queries: &SavedQueries, args: &ListArgs) -> Result<Outcome, Error> {
    let (mut known, mut failed) = (Vec::new(), false);
    for name in queries.names()? {
        match queries.read(&name) {
            Ok(saved) => known.push(saved),
            // Removed since it was listed.
            Err(SavedError::Unknown { .. }) => {}
            Err(error) => {
                failed = true;
                let _unheard = stderr().write_all(report(ui, &error.into(), args.format).as_bytes());
            }
        }
    }
    let mut out = stdout();
    present::saved(&mut out, args.format, &ui.view, &TimeZone::system(), &known)?;
    out.flush()?;
    if known.is_empty() && !failed {
        ui.say("no query is saved yet: `dixit saved add NAME QUERY`");
    }
    Ok(if failed { Outcome::Failed } else { Outcome::of(known.len() as u64) })
}

fn reset(ui: &Ui, queries: &SavedQueries, names: &[String]) -> Result<Outcome, Error> {
    for name in names {
        let turn = queries.turn(name, &waiting(ui, name))?;
        let saved = SavedQuery { seen: Seen::default(), last_run: None, ..turn.read()? };
        turn.write(&saved)?;
        ui.say(&format!("`{}` has shown nothing", clean(name)));
    }
    Ok(Outcome::Found)
}

fn remove(ui: &Ui, queries: &SavedQueries, names: &[String]) -> Result<Outcome, Error> {
    for name in names {
        queries.turn(name, &waiting(ui, name))?.remove()?;
        ui.say(&format!("removed `{}`", clean(name)));
    }
    Ok(Outcome::Found)
}
