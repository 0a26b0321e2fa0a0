//! What can go wrong in a run, as one type, and the one table that gives each its name and exit code.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;

use crate::answer::{ArchiveError, AskError};
use crate::index::{IndexError, SavedError};
use crate::query::QueryError;

/// Why a command or request was not carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The query cannot be understood or run; has a place in the query.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The index cannot be opened, read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A saved query cannot be found, read or written.
    #[error(transparent)]
    Saved(#[from] SavedError),
    /// An engine that keeps statements did not answer as it should.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// What was asked for makes no sense; `help` says what would.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do instead.
        help: Option<String>,
    },
    /// Input named by the user cannot be read.
    #[error("cannot read `{what}`")]
    Input {
        /// A path, or `-` for standard input.
        what: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Results cannot be written.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

/// Exit code of a command that found something or did what it was told.
pub const EXIT_FOUND: u8 = 0;
/// Exit code of a command that found nothing.
pub const EXIT_NOTHING: u8 = 1;
/// Exit code of a command that failed.
pub const EXIT_ERROR: u8 = 2;
/// Exit code of a command that the user stopped.
pub const EXIT_STOPPED: u8 = 130;

impl Error {
    /// A request that makes no sense, and what would.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: Some(help.into()) }
    }

    /// A short fixed name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Query(error) => error.problems.first().map_or("query", |problem| problem.kind.code()),
            Self::Index(IndexError::Missing { .. }) => "index-missing",
            Self::Index(IndexError::NotAnIndex { .. }) => "not-an-index",
            Self::Index(IndexError::Version { .. }) => "index-version",
            Self::Index(IndexError::Locked { .. }) => "index-locked",
            Self::Index(IndexError::Damaged { .. }) => "index-damaged",
            Self::Index(IndexError::Full { .. }) => "index-full",
            Self::Index(IndexError::NoLocks { .. }) => "index-no-locks",
            Self::Index(_) => "index-storage",
            Self::Saved(SavedError::Name { .. }) => "saved-name",
            Self::Saved(SavedError::Exists { .. }) => "saved-exists",
            Self::Saved(SavedError::Unknown { .. }) => "saved-unknown",
            Self::Saved(SavedError::Damaged { .. }) => "saved-damaged",
            Self::Saved(SavedError::Storage { .. }) => "saved-storage",
            Self::Archive(error) => error.code,
            Self::Usage { .. } => "usage",
            Self::Input { .. } => "input",
            Self::Output(_) => "output",
        }
    }

    /// The message with what caused it, and what caused that.
    pub fn told(&self) -> String {
        let mut text = self.to_string();
        let mut cause = match self {
            // These show the message of what they hold, so its own cause comes next.
            Self::Index(inner) => inner.source(),
            Self::Saved(inner) => inner.source(),
            Self::Archive(inner) => inner.source(),
            Self::Query(inner) => inner.source(),
            other => other.source(),
        };
        while let Some(error) = cause {
            let told = error.to_string();
            if !text.ends_with(&told) {
                let _infallible = write!(text, ": {told}");
            }
            cause = error.source();
        }
        text
    }

    /// What to do about it, where something can be done; for a query, its problems say that.
    pub fn help(&self) -> Option<String> {
        let index = match self {
            Self::Usage { help, .. } => return help.clone(),
            Self::Saved(error) => return help_on_saved(error),
            Self::Archive(error) => return error.help.clone(),
            Self::Index(index) => index,
            _ => return None,
        };
        match index {
            IndexError::Missing { .. } => {
                Some("`dixit index PATH…` makes one; `--index DIR` or DIXIT_INDEX names another".to_owned())
            }
            IndexError::NotAnIndex { .. } => {
                Some("name an empty folder with `--index DIR`, or one that dixit made".to_owned())
            }
            IndexError::Version { .. } => {
                Some("`dixit index --rebuild PATH…` makes it anew from the articles; saved queries stay".to_owned())
            }
            IndexError::Locked { .. } => Some("wait until it has finished; searching goes on meanwhile".to_owned()),
            IndexError::NoLocks { .. } => Some(
                "write it on a local disk, `--index DIR`, and copy it afterwards; searching needs no locks".to_owned(),
            ),
            IndexError::Full { .. } => Some(
                "it is as it was after its last commit; make room, and the same command goes on from there".to_owned(),
            ),
            IndexError::Damaged { .. } => Some(
                "`dixit check` tells what is wrong; `dixit index --rebuild PATH…` makes it anew from the articles, and \
                 saved queries stay"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// What the program ends with. A reader that went away is no failure: it had all it wanted.
    pub fn exit_code(&self) -> u8 {
        if self.is_closed_pipe() { EXIT_FOUND } else { EXIT_ERROR }
    }

    /// Whether the reader of the output went away, as `head` does.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn help_on_saved(error: &SavedError) -> Option<String> {
    match error {
        SavedError::Name { .. } => {
            Some("names have letters, digits, `-`, `_` and `.`, and begin with a letter or digit".to_owned())
        }
        SavedError::Exists { name, .. } => {
            Some(format!("`dixit saved add --replace {name} …` puts another query in its place"))
        }
        SavedError::Unknown { name, known } => Some(match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`? `dixit saved list` shows all"),
            None if known.is_empty() => format!("none is saved yet: `dixit saved add {name} QUERY`"),
            None => "`dixit saved list` shows those that are".to_owned(),
        }),
        SavedError::Damaged { .. } => Some("remove this file and save the query again".to_owned()),
        _ => None,
    }
}

fn nearest<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    let lower = name.to_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&known.to_lowercase(), &lower);
    let near = known.iter().map(|known| (distance(known), known)).min()?;
    (near.0 <= 2 && near.0 < name.chars().count()).then_some(near.1)
}

#[cfg(feature = "engine")]
impl From<crate::engine::EngineError> for Error {
    fn from(error: crate::engine::EngineError) -> Self {
        Self::Archive(error.into())
    }
}

impl From<AskError> for Error {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Query(error) => Self::Query(error),
            AskError::Index(error) => Self::Index(error),
            AskError::Archive(error) => Self::Archive(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_failure() {
        assert_eq!(Error::Output(io::ErrorKind::BrokenPipe.into()).exit_code(), EXIT_FOUND);
        assert_eq!(Error::Output(io::ErrorKind::StorageFull.into()).exit_code(), EXIT_ERROR);
        assert_eq!(Error::usage("no", "yes").exit_code(), EXIT_ERROR);
    }
}
