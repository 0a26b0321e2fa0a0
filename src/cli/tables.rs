//! The user's own outlets and speakers: where they stand and what they are added to.

use std::path::{Path, PathBuf};

use clap::Args;
use dixit::error::Error;
use dixit::outlet::Outlets;
use dixit::speaker::{Speakers, TableError};
use etcetera::{BaseStrategy, choose_base_strategy};

/// Files of the user's own names.
#[derive(Debug, Default, Args)]
pub(crate) struct TableArgs {
    /// Your own outlets: names, aliases, hosts (see docs/names.md) [default: outlets.toml in the folder dixit of your
    /// configuration, if it is there]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "DIXIT_OUTLETS",
        hide_env_values = true,
        hide_short_help = true
    )]
    outlets: Option<PathBuf>,
    /// Your own speakers: names, aliases, surnames (see docs/names.md) [default: speakers.toml in the same folder]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "DIXIT_SPEAKERS",
        hide_env_values = true,
        hide_short_help = true
    )]
    speakers: Option<PathBuf>,
}

impl TableArgs {
    /// Makes them the tables of this process.
    pub(crate) fn use_in_process(&self) -> Result<(), Error> {
        if let Some((path, text)) = own(self.outlets.as_deref(), "outlets.toml")? {
            Outlets::with(&text).map_err(|error| misspelt(&path, &text, &error))?.use_in_process();
        }
        if let Some((path, text)) = own(self.speakers.as_deref(), "speakers.toml")? {
            let speakers = Speakers::with(&text).map_err(|error| match error {
                TableError::Toml(error) => misspelt(&path, &text, &error),
                twice @ TableError::Twice { .. } => broken(&path.display().to_string(), &twice),
            })?;
            speakers.use_in_process();
        }
        Ok(())
    }
}

/// The file that the user names, else the one of that name in the configuration, if there is one.
pub(super) fn own(given: Option<&Path>, name: &str) -> Result<Option<(PathBuf, String)>, Error> {
    let path = if let Some(path) = given {
        path.to_owned()
    } else {
        match configured(name).filter(|path| path.is_file()) {
            Some(path) => path,
            None => return Ok(None),
        }
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(source) => Err(Error::Input { what: path.display().to_string(), source }),
    }
}

/// Where the file of that name is in the user's configuration, whether it is there or not.
pub(super) fn configured(name: &str) -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.config_dir().join("dixit").join(name))
}

/// What is wrong with the TOML, and where.
fn misspelt(path: &Path, text: &str, error: &toml::de::Error) -> Error {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    broken(&format!("{}:{line}:{column}", path.display()), &error.message())
}

fn broken(place: &str, problem: &dyn std::fmt::Display) -> Error {
    Error::usage(format!("{place}: {problem}"), "docs/names.md shows what such a file may hold")
}
