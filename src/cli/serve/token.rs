//! `dixit serve token`: who may ask a server.

use std::io::Write;
use std::path::Path;

use clap::{Args, Subcommand};
use dixit::error::Error;
use dixit::serve::{Scope, tokens};

use super::super::Outcome;
use super::super::ui::{Ui, stdout};

const EXAMPLES: &str = "\
Examples:
  dixit serve token new notebook
  dixit serve token new prometheus --scope metrics
  dixit serve token list
  dixit serve token revoke notebook";

/// Make, list and revoke the tokens that clients of a server show
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a token and print it, once: only its hash is kept
    New {
        /// Who it is for
        name: String,
        /// What it is good for (repeatable)
        #[arg(long, value_name = "SCOPE", value_parser = scope, default_value = "read")]
        scope: Vec<Scope>,
    },
    /// Print names, scopes and days of the tokens
    List,
    /// Take a token back; running servers refuse it from then on
    Revoke {
        /// Who it was for
        name: String,
    },
}

fn scope(argument: &str) -> Result<Scope, String> {
    Scope::from_name(argument).ok_or_else(|| format!("expected one of {}", Scope::ALL.map(Scope::name).join(", ")))
}

pub(super) fn run(ui: &Ui, file: &Path, args: &TokenArgs) -> Result<Outcome, Error> {
    let failed = |error: tokens::TokensError| Error::Usage { message: error.to_string(), help: None };
    let mut out = stdout();
    match &args.action {
        Action::New { name, scope } => {
            let secret = tokens::add(file, name, scope).map_err(failed)?;
            writeln!(out, "{secret}")?;
            out.flush()?;
            ui.hint("note", "nobody can find it out later: keep it now, as a password is kept");
            Ok(Outcome::Found)
        }
        Action::List => {
            let tokens = tokens::list(file).map_err(failed)?;
            for token in &tokens {
                let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.name()).collect();
                writeln!(out, "{}\t{}\t{}", token.name, scopes.join(","), token.created)?;
            }
            out.flush()?;
            Ok(Outcome::of(tokens.len() as u64))
        }
        Action::Revoke { name } => {
            tokens::revoke(file, name).map_err(failed)?;
            Ok(Outcome::Found)
        }
    }
}
