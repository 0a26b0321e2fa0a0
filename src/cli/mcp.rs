//! `dixit mcp`: the index for assistants.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Instant;

use clap::Args;
use dixit::error::Error;
use dixit::mcp::{self, ServeError, Settings};
use dixit::present::Paths;

use super::Outcome;
use super::ask::NarrowArgs;
use super::reading::{ReadArgs, today};
use super::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  dixit mcp --index ~/news/index
  dixit mcp --index ~/news/index --min-confidence 0.8
  claude mcp add dixit -- dixit mcp --index ~/news/index";

const MORE: &str = "\
Tools: search_statements, facets, get_statement, trace, speaker.
An assistant's program starts it; docs/mcp.md has the settings for some. It ends when its input does.
Messages go to standard error, standard output has the protocol alone.";

/// Give assistants quotes with their places: Model Context Protocol over standard input and output
///
/// Reading only. What was indexed since is seen without a restart.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = MORE)]
pub(crate) struct McpArgs {
    #[command(flatten)]
    narrow: NarrowArgs,
    #[command(flatten)]
    read: ReadArgs,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &McpArgs) -> Result<Outcome, Error> {
    if std::io::stdin().is_terminal() {
        ui.hint("hint", "an assistant's program starts this, see docs/mcp.md; Ctrl-D ends it");
    }
    let settings = Settings {
        index: place.to_owned(),
        // Whole: an assistant's program starts it in a folder that says nothing to anybody.
        paths: Paths::default(),
        synonyms: args.narrow.synonyms()?,
        narrowing: args.narrow.narrowing(),
        read: args.read.options(),
        today,
        clock: Instant::now,
    };
    mcp::serve(settings, tokio::io::stdin(), tokio::io::stdout()).map_err(failure)?;
    Ok(Outcome::Found)
}

fn failure(error: ServeError) -> Error {
    match error {
        ServeError::Start(source) => Error::Input { what: "-".to_owned(), source },
        ServeError::Protocol(_) | ServeError::Fault => {
            Error::usage(error.to_string(), "docs/mcp.md tells how an assistant's program starts it")
        }
    }
}
