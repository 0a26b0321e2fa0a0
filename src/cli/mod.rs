//! The command line: one file a command; arguments are resolved once, the library is called, a
//! presenter writes.
//!
//! Only this folder reads the environment, the clock and the current folder, prints and exits.

mod ask;
mod at;
mod batch;
#[cfg(feature = "browse")]
mod browse;
mod check;
mod compare;
mod complete;
mod extract;
mod facets;
mod generate;
mod index;
#[cfg(feature = "mcp")]
mod mcp;
mod ordered;
mod progress;
#[cfg(feature = "engine")]
mod push;
mod reading;
mod report;
mod saved;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shield;
mod show;
mod stats;
mod stop;
mod tables;
mod trace;
mod ui;
mod update;
mod watch;
mod who;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use dixit::error::{EXIT_ERROR, EXIT_FOUND, EXIT_NOTHING, EXIT_STOPPED, Error};
use dixit::present::Format;
use ui::Ui;

const EXAMPLES: &str = "\
Examples:
  dixit search --articles news/ 'outlet:TASS AND \"multipolar\"'
  dixit search 'speaker:(Xi OR Putin) date:2024-02'
  dixit facets speaker date:month 'sanctions'
  dixit extract --format jsonl news/ | jq -r .quote";

const TOPIC: &str = "`dixit help query` has the query language on one page.";

const EXIT_CODES: &str = "\
`dixit help query` has the query language on one page.

Exit codes:
  0    found something, or did what was asked
  1    found nothing
  2    error, in the query, the arguments or the index
  130  stopped by Ctrl-C";

/// Search what people said in news articles: who said it, when, and which outlet carried it.
#[derive(Debug, Parser)]
#[command(
    name = "dixit",
    version,
    before_help = EXAMPLES,
    after_help = TOPIC,
    after_long_help = EXIT_CODES,
    arg_required_else_help = true,
    propagate_version = false,
    max_term_width = 100,
    help_template = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}"
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
struct Global {
    /// Folder of the index
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "DIXIT_INDEX",
        default_value = "index",
        hide_env_values = true
    )]
    index: PathBuf,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto, hide_short_help = true)]
    color: Colour,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(flatten)]
    tables: tables::TableArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Also into a pipe
    Always,
    /// Not at all
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::IndexArgs),
    Search(search::SearchArgs),
    Facets(facets::FacetsArgs),
    Show(show::ShowArgs),
    Trace(trace::TraceArgs),
    Who(who::WhoArgs),
    Compare(compare::CompareArgs),
    Saved(saved::SavedArgs),
    #[cfg(feature = "browse")]
    Browse(browse::BrowseArgs),
    Extract(extract::ExtractArgs),
    #[cfg(feature = "engine")]
    Push(push::PushArgs),
    Stats(stats::StatsArgs),
    Check(check::CheckArgs),
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    #[cfg(feature = "mcp")]
    Mcp(mcp::McpArgs),
    Completions(generate::CompletionsArgs),
    Man(generate::ManArgs),
    Query(generate::QueryTopic),
    Complete(complete::CompleteArgs),
}

impl Command {
    /// The format that results, and so errors, are given in.
    fn format(&self) -> Format {
        match self {
            Self::Index(args) => args.format,
            Self::Search(args) => args.format,
            Self::Facets(args) => args.format,
            Self::Show(args) => args.format,
            Self::Trace(args) => args.format,
            Self::Who(args) => args.format,
            Self::Compare(args) => args.format,
            Self::Saved(args) => args.format(),
            Self::Extract(args) => args.format,
            #[cfg(feature = "engine")]
            Self::Push(args) => args.format,
            Self::Stats(args) => args.format,
            Self::Check(args) => args.format,
            #[cfg(feature = "browse")]
            Self::Browse(_) => Format::Human,
            #[cfg(feature = "mcp")]
            Self::Mcp(_) => Format::Human,
            #[cfg(feature = "serve")]
            Self::Serve(_) => Format::Human,
            Self::Completions(_) | Self::Man(_) | Self::Query(_) | Self::Complete(_) => Format::Human,
        }
    }
}

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It found something or did what it was told.
    Found,
    /// There was nothing to find.
    Nothing,
    /// The user ended it before it was done.
    Stopped,
    /// A part of it failed, which has been told; the rest was done.
    Failed,
}

impl Outcome {
    /// Whether `count` things were found.
    fn of(count: u64) -> Self {
        if count == 0 { Self::Nothing } else { Self::Found }
    }
}

/// Reads the arguments, runs the command and gives the exit code.
pub(crate) fn run() -> ExitCode {
    // A fault costs one article and is counted; where it was is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // Over a damaged index the error says what to do.
        let wish = if place.contains("tantivy") { "" } else { ", please report it" };
        let _unwritten = writeln!(std::io::stderr(), "fault at {place}{wish}");
    }));
    let cli = match Cli::try_parse_from(shield::shield(&Cli::command(), std::env::args_os().collect())) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results, usage errors are not; clap knows which stream takes which.
            let code = if error.use_stderr() { EXIT_ERROR } else { EXIT_FOUND };
            return match error.print() {
                Ok(()) => ExitCode::from(code),
                Err(failure) => ExitCode::from(Error::Output(failure).exit_code().max(code)),
            };
        }
    };
    let format = cli.command.format();
    let ui = Ui::new(cli.global.color, cli.global.quiet);
    let place = cli.global.index.as_path();
    let run = || match &cli.command {
        Command::Index(args) => index::run(&ui, place, args),
        Command::Search(args) => search::run(&ui, place, args),
        Command::Facets(args) => facets::run(&ui, place, args),
        Command::Show(args) => show::run(&ui, place, args),
        Command::Trace(args) => trace::run(&ui, place, args),
        Command::Who(args) => who::run(&ui, place, args),
        Command::Compare(args) => compare::run(&ui, place, args),
        Command::Saved(args) => saved::run(&ui, place, args),
        #[cfg(feature = "browse")]
        Command::Browse(args) => browse::run(&ui, place, args),
        Command::Extract(args) => extract::run(&ui, args),
        #[cfg(feature = "engine")]
        Command::Push(args) => push::run(&ui, place, args),
        Command::Stats(args) => stats::run(&ui, place, args),
        Command::Check(args) => check::run(&ui, place, args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&ui, place, args),
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => mcp::run(&ui, place, args),
        Command::Completions(args) => generate::completions(args, Cli::command()),
        Command::Man(args) => generate::man(args, Cli::command()),
        Command::Complete(args) => complete::run(place, args, &Cli::command()),
        Command::Query(topic) => generate::cheat_sheet(topic),
    };
    let outcome = cli.global.tables.use_in_process().and_then(|()| dixit::index::guarded(place, run));
    match outcome {
        Ok(Outcome::Found) => ExitCode::from(EXIT_FOUND),
        Ok(Outcome::Nothing) => ExitCode::from(EXIT_NOTHING),
        Ok(Outcome::Stopped) => ExitCode::from(EXIT_STOPPED),
        Ok(Outcome::Failed) => ExitCode::from(EXIT_ERROR),
        Err(error) => {
            if !error.is_closed_pipe() {
                // When standard error is gone too, there is nobody left to tell.
                let _unheard = ui::stderr().write_all(report::report(&ui, &error, format).as_bytes());
            }
            ExitCode::from(error.exit_code())
        }
    }
}

/// Reads the value of `--format`.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).map(|name| Format::from_name(&name).unwrap_or_default())
}

/// Reads the value of `--format` where a result is one thing and no table.
fn summary_format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new([Format::Human, Format::Json].map(Format::name))
        .map(|name| Format::from_name(&name).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_well_formed() {
        Cli::command().debug_assert();
    }

    fn query_of(args: &[&str]) -> search::SearchArgs {
        match Cli::try_parse_from(shield::shield(
            &Cli::command(),
            [&["dixit", "search"], args].concat().into_iter().map(Into::into).collect(),
        ))
        .unwrap()
        .command
        {
            Command::Search(args) => args,
            _ => panic!("`search` leads to another command"),
        }
    }

    #[test]
    fn a_query_may_begin_with_a_minus_and_options_may_follow_it() {
        assert_eq!(query_of(&["-outlet:TASS"]).query, ["-outlet:TASS"]);
        assert_eq!(query_of(&["sanctions", "-outlet:TASS"]).query, ["sanctions", "-outlet:TASS"]);
        let args = query_of(&["sanctions", "-speaker:Xi", "--explain", "-n", "5"]);
        assert_eq!((args.query.len(), args.explain, args.limit), (2, true, 5));
        let args = query_of(&["-n", "0", "--sort", "-date", "-outlet:TASS", "peace"]);
        assert_eq!((args.query.len(), args.limit), (2, 0));
        assert_eq!(query_of(&["--", "--count"]).query, ["--count"]);
    }

    #[test]
    fn each_articles_option_takes_one_path() {
        let args = query_of(&["--articles", "a", "--articles", "b", "outlet:TASS", "AND", "x"]);
        assert_eq!(args.articles.len(), 2);
        assert_eq!(args.query, ["outlet:TASS", "AND", "x"]);
    }
}
