//! `dixit search`: the statements that match a query.

use std::io::Write;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{ArgAction, Args};
use dixit::answer::{self, Archive, Asked, FacetSpec, Found, Request, Sort};
use dixit::error::Error;
use dixit::index::BuildRequest;
use dixit::present::{self, Closing, Fields, Format, Spelling};
use dixit::query;

use super::ask::{NarrowArgs, in_query, read_query, tell_why_empty};
use super::at::AtArgs;
use super::index::tell_skips;
use super::reading::{ReadArgs, existing, fields, fields_for_people, today};
use super::stop::Stop;
use super::ui::{Ui, stdout};
use super::update::update;
use super::{Outcome, batch, shield};

const EXAMPLES: &str = "\
Examples:
  dixit search --articles news/ 'outlet:TASS AND \"multipolar\"'
  dixit search 'speaker:Xi date:2024-02 -outlet:TASS' --sort -date
  dixit search sanctions --facet speaker --by date:month
  dixit search --files 'kind:direct ceasefire'";

const QUERY_IN_SHORT: &str = "\
Query: word \"exact phrase\" prefix* speaker:Xi outlet:TASS date:2024-02 -excluded
       a OR b, (groups), a NEAR/5 b; `dixit help query` has it on one page";

fn query_help() -> String {
    format!(
        "Query:\n{}`dixit help query` has it on one page, docs/query-language.md all of it.\n\nExit codes: 0 found, 1 \
         nothing found, 2 error.",
        query::IN_SHORT
    )
}

/// Lines of context under a quote unless another number is given.
pub(super) const CONTEXT_LINES: usize = 2;

/// Values that `--facet` counts unless another number is given.
const FACET_VALUES: usize = 10;

/// Find statements
///
/// Arguments are joined by spaces, so quotation marks of the shell are needed only around what the
/// shell would take for itself.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = QUERY_IN_SHORT, after_long_help = query_help())]
pub(crate) struct SearchArgs {
    /// What to look for
    #[arg(value_name = "QUERY", required_unless_present = "queries", value_parser = shield::part)]
    pub(super) query: Vec<String>,
    /// Answer the queries of a CSV file with the columns name,query; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "files", "explain"])]
    queries: Option<PathBuf>,
    /// Bring the index up to date with this file or folder first (repeatable)
    #[arg(long, value_name = "PATH", action = ArgAction::Append)]
    pub(super) articles: Vec<PathBuf>,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    read: ReadArgs,
    /// Statements to show at most; 0 shows all
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    pub(super) limit: usize,
    /// Statements to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// Order: relevance, date, -date (newest first), speaker, outlet
    #[arg(long, value_name = "ORDER", value_parser = sort, default_value = "relevance", allow_hyphen_values = true)]
    sort: Sort,
    /// Let matches count half after each half-life: 30, 30d, 2w, 6m, 1y
    #[arg(long, value_name = "HALF_LIFE", value_parser = half_life, conflicts_with = "sort")]
    recent: Option<NonZeroU32>,
    /// Show one statement of each utterance, with all outlets that carried it
    #[arg(long)]
    pub(super) collapse: bool,
    /// Count utterances, not how often they were carried
    #[arg(long)]
    unique: bool,
    /// Count the values of a field among all matches: speaker, outlet:20 (repeatable)
    #[arg(long, value_name = "FIELD[:N]", value_parser = |a: &str| FacetSpec::read(a, Some(FACET_VALUES)))]
    facet: Vec<FacetSpec>,
    /// Count all matches along a field: date:month, date:year, kind …
    #[arg(long, value_name = "FIELD", value_parser = |a: &str| FacetSpec::read(a, None))]
    by: Vec<FacetSpec>,
    /// Print the number of matches alone
    #[arg(long, conflicts_with_all = ["files", "facet", "by"])]
    pub(super) count: bool,
    /// Print the files of all matches alone, each once
    #[arg(long, conflicts_with_all = ["facet", "by"])]
    files: bool,
    /// End file names, and rows of CSV and TSV, with a zero byte in place of a line break, for xargs -0
    #[arg(long, short = '0', hide_short_help = true)]
    null: bool,
    /// Fields of each statement to give: id,speaker.name,quote (names as in JSON)
    #[arg(long = "fields", value_name = "FIELDS", value_parser = fields, conflicts_with_all = ["count", "files"])]
    only: Option<Fields>,
    /// Lines of context under each quote; 0 shows the quote alone
    #[arg(long, short = 'C', value_name = "N", default_value_t = CONTEXT_LINES)]
    pub(super) context: usize,
    /// Tell on standard error how the query is understood and what each part finds
    #[arg(long)]
    pub(super) explain: bool,
    #[command(flatten)]
    pub(super) narrow: NarrowArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    pub(super) format: Format,
}

/// Reads the value of `--sort`.
pub(super) fn sort(argument: &str) -> Result<Sort, String> {
    let name = shield::part(argument)?;
    Sort::from_name(&name).ok_or_else(|| format!("expected one of {}", Sort::NAMES.join(", ")))
}

fn half_life(argument: &str) -> Result<NonZeroU32, &'static str> {
    answer::half_life(argument).ok_or("expected a number of days, or one with d, w, m or y behind it: 30, 2w, 6m")
}

impl SearchArgs {
    /// What is asked of the index.
    pub(super) fn request(&self, asked: &Asked) -> Request {
        Request {
            query: asked.query.clone(),
            sort: self.recent.map_or(self.sort, |half_life| Sort::Recent { half_life, today: today() }),
            offset: if self.files { 0 } else { self.offset },
            limit: if self.count { Some(0) } else { (self.limit > 0 && !self.files).then_some(self.limit) },
            facets: [self.facet.as_slice(), self.by.as_slice()].concat(),
            collapse: self.collapse && !self.count,
            unique: self.unique,
        }
    }

    /// How statements are spelled.
    pub(super) fn spelling(&self) -> Spelling<'_> {
        Spelling { fields: self.only.as_ref(), null: self.null, ..Spelling::default() }
    }

    /// Refuses options that make no sense with one another.
    fn check(&self) -> Result<(), Error> {
        if self.at.is_elsewhere() && !self.articles.is_empty() {
            return Err(Error::usage(
                "`--articles` brings an index on this machine up to date, `--at` asks one elsewhere",
                "`dixit push URL PATH…` sends articles there",
            ));
        }
        let is_table = matches!(self.format, Format::Csv | Format::Tsv);
        if is_table && !(self.facet.is_empty() && self.by.is_empty()) {
            return Err(Error::usage(
                "counts and statements do not fit into one table",
                "`dixit facets FIELD… QUERY --format csv` gives the counts",
            ));
        }
        if !(self.files && self.format == Format::Human) {
            check_null(self.null, self.count || self.files, self.format)?;
        }
        if self.only.is_some() && self.format == Format::Human {
            return Err(fields_for_people());
        }
        Ok(())
    }
}

/// Refuses `--null` where there are no rows of statements.
pub(super) fn check_null(null: bool, are_none: bool, format: Format) -> Result<(), Error> {
    if null && (are_none || !matches!(format, Format::Csv | Format::Tsv)) {
        return Err(Error::usage(
            "`--null` is for file names and rows",
            "it goes with `--files`, `--format csv` and `--format tsv`",
        ));
    }
    Ok(())
}

pub(super) fn run(ui: &Ui, place: &Path, args: &SearchArgs) -> Result<Outcome, Error> {
    args.check()?;
    if let Some(queries) = &args.queries {
        if !args.articles.is_empty() && !bring_up_to_date(ui, place, args)? {
            return Ok(Outcome::Stopped);
        }
        return batch::run(ui, &*args.at.open(place)?, queries, args);
    }
    // Before the work: a query that cannot be read shall not cost an indexing run.
    let asked = read_query(ui, &args.query, &args.narrow)?;
    if !args.articles.is_empty() && !bring_up_to_date(ui, place, args)? {
        return Ok(Outcome::Stopped);
    }
    let archive = args.at.open(place)?;
    let begun = Instant::now();
    let found = answer::find(&*archive, &args.request(&asked)).map_err(in_query(&asked))?;
    let took = begun.elapsed();
    let explanation = if args.explain {
        answer::explain(&*archive, &asked.query).map_err(in_query(&asked))?.nodes
    } else {
        Vec::new()
    };
    if args.explain && args.format != Format::Json {
        let mut text = Vec::new();
        present::explanation(&mut text, &ui.message_palette, &explanation)?;
        ui.say(&format!("{}\ntook {:.1} ms\n", String::from_utf8_lossy(&text).trim_end(), took.as_secs_f64() * 1e3));
    }

    let mut out = stdout();
    if args.count {
        present::count(&mut out, args.format, &asked.input, found.total, found.utterances)?;
    } else if args.files {
        present::files(&mut out, args.format, &asked.input, &present::files_of(&found, &ui.view.paths)?, args.null)?;
    } else {
        let mut view = ui.view.clone();
        view.context_lines = args.context;
        let mut printer =
            present::printer(args.format, &view, &Spelling { query: Some(&asked.input), ..args.spelling() });
        for (number, hit) in found.hits().enumerate() {
            printer.statement(&mut out, &hit?)?;
            if number == 0 {
                out.flush()?;
            }
        }
        let closing = Closing {
            total: found.total,
            utterances: found.utterances,
            collapsed: args.collapse,
            offset: args.offset,
            facets: &found.facets,
            explanation: &explanation,
            notes: &asked.notes,
            took: Some(took),
        };
        printer.close(&mut out, &closing)?;
    }
    out.flush()?;
    drop(out);
    tell_what_is_missing(ui, &*archive, &asked, args, &found)?;
    Ok(Outcome::of(found.total))
}

/// Says whether all of it was done, `false` when the user has stopped it.
fn bring_up_to_date(ui: &Ui, place: &Path, args: &SearchArgs) -> Result<bool, Error> {
    let request =
        BuildRequest { roots: existing(&args.articles)?, read: args.read.options(), ..BuildRequest::default() };
    let report = update(ui, place, &request, &Stop::listen()?, true)?;
    if report.indexed + report.removed + report.skipped > 0 {
        tell_skips(ui, &report, false);
        ui.say(&format!(
            "index at `{}`: {} found, {} indexed, {} unchanged, {} skipped, {} removed",
            place.display(),
            report.files,
            report.indexed,
            report.unchanged,
            report.skipped,
            report.removed
        ));
    }
    Ok(!report.stopped)
}

/// Says why there is nothing, or that the page asked for lies behind the last one.
fn tell_what_is_missing(
    ui: &Ui,
    archive: &dyn Archive,
    asked: &Asked,
    args: &SearchArgs,
    found: &Found,
) -> Result<(), Error> {
    if found.total == 0 {
        // `--explain` has just told what each part finds.
        return if args.explain { Ok(()) } else { tell_why_empty(ui, archive, asked) };
    }
    if found.n_hits() == 0 && !args.count && !args.files {
        ui.hint("hint", &format!("{} statements match; `--offset {}` passes over all", found.total, args.offset));
    }
    Ok(())
}
