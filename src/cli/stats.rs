//! `dixit stats`: size and health of an index.

use std::io::Write;
use std::path::Path;

use clap::Args;
use dixit::error::Error;
use dixit::index::Index;
use dixit::present::{self, Format};

use super::Outcome;
use super::ui::{Ui, stdout};

/// Show what the index holds: articles, statements, dates, size
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  dixit stats\n  dixit stats --format json | jq .statements")]
pub(crate) struct StatsArgs {
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::summary_format_parser(), default_value = "human")]
    pub(super) format: Format,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &StatsArgs) -> Result<Outcome, Error> {
    let stats = Index::open(place)?.stats()?;
    let mut out = stdout();
    present::stats(&mut out, args.format, &ui.view, &stats, &place.to_string_lossy())?;
    out.flush()?;
    Ok(Outcome::Found)
}
