//! `dixit check`: whether an index holds what was written and says what its articles say.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use dixit::error::Error;
use dixit::index::{self, CheckRequest, SourcesOf};
use dixit::present::{self, Format};

use super::Outcome;
use super::progress::Bar;
use super::reading::ReadArgs;
use super::ui::{Ui, stdout};

const EXAMPLES: &str = "\
Examples:
  dixit check                            the index, and its articles read again
  dixit check news/2024                  of the articles only those
  dixit check --no-sources               the index alone
  dixit check --format json | jq '.faults[].place'";

/// Check that the index is sound and says what its articles say
///
/// Reads every file of the index to its end and compares checksums, decodes every document, compares
/// columns and terms with what is stored, and counts who belongs to whom. Then the articles are read
/// again: in a file that is as it was, every statement must stand where the index says, letter by
/// letter. Files that have changed or gone since are counted and are no fault. Nothing is written.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = "Exit codes: 0 sound, 2 something is wrong, or an error.")]
pub(crate) struct CheckArgs {
    /// Files and folders whose articles are read again (default: all of the index)
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Check the index alone
    #[arg(long, conflicts_with = "paths")]
    no_sources: bool,
    #[command(flatten)]
    read: ReadArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::summary_format_parser(), default_value = "human")]
    pub(super) format: Format,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &CheckArgs) -> Result<Outcome, Error> {
    let sources = match (args.no_sources, args.paths.as_slice()) {
        (true, _) => SourcesOf::Nothing,
        (false, []) => SourcesOf::All,
        (false, paths) => SourcesOf::Below(paths.to_vec()),
    };
    let request = CheckRequest { sources, read: args.read.options() };
    let begun = Instant::now();
    let bar = Bar::new(ui);
    let checked = index::check(place, &request, &|progress| bar.update_check(progress));
    bar.finish();
    let report = checked?;
    let mut out = stdout();
    present::check(&mut out, args.format, &ui.view, &report, &place.to_string_lossy(), begun.elapsed())?;
    out.flush()?;
    Ok(if report.is_sound() { Outcome::Found } else { Outcome::Failed })
}
