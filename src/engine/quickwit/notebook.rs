//! How far a push has come, in a file: Quickwit itself does not know what it was sent.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::EngineError;
use crate::index::replace;

/// How far a push has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Statements in the index before the push.
    pub(super) before: u64,
    /// Statements that have arrived.
    pub(super) arrived: u64,
    /// Statements that were refused.
    #[serde(default)]
    pub(super) refused: u64,
    /// Hash of the ids of these two, in their order.
    pub(super) ids: u64,
    /// Statements of the batch that was on its way.
    pub(super) sent: u64,
}

impl Checkpoint {
    /// Statements that need not be sent again: the first ones.
    pub(super) fn done(self) -> u64 {
        self.arrived + self.refused
    }

    /// Statements that should be in the index.
    pub(super) fn there(self) -> u64 {
        self.before + self.arrived
    }

    /// What has arrived, where there are so many statements now; `None` where that cannot come of this push.
    pub(super) fn found(self, there: u64) -> Option<Self> {
        if there == self.there() {
            return Some(Self { sent: 0, ..self });
        }
        // The batch on its way has arrived; nobody was there to be told. Its ids were not noted, so they are not compared.
        (self.sent > 0 && there == self.there() + self.sent).then(|| Self {
            arrived: self.arrived + self.sent,
            ids: 0,
            sent: 0,
            ..self
        })
    }
}

/// The file of a checkpoint. One push writes it: two into one index could not be counted anyway.
pub(super) struct Notebook {
    pub(super) file: PathBuf,
}

impl Notebook {
    pub(super) fn read(&self) -> Result<Option<Checkpoint>, EngineError> {
        match std::fs::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| self.wrong(error.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.wrong(error)),
        }
    }

    /// The old one or the new one is there, whatever happens.
    pub(super) fn write(&self, checkpoint: Checkpoint) -> Result<(), EngineError> {
        let folder = self.file.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = folder.and_then(|()| replace(&self.file, json!(checkpoint).to_string().as_bytes()));
        written.map_err(|error| self.wrong(error))
    }

    /// There may be none: nothing was to be sent.
    pub(super) fn remove(&self) -> Result<(), EngineError> {
        match std::fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.wrong(error)),
            _ => Ok(()),
        }
    }

    fn wrong(&self, source: Error) -> EngineError {
        EngineError::Checkpoint { path: self.file.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_arrived_is_told_by_the_number_of_statements() {
        let point = Checkpoint { before: 10, arrived: 200, refused: 3, ids: 7, sent: 50 };
        assert_eq!(point.found(210), Some(Checkpoint { sent: 0, ..point }), "the batch was lost");
        let arrived = Checkpoint { arrived: 250, ids: 0, sent: 0, ..point };
        assert_eq!(point.found(260), Some(arrived), "nobody was there to be told");
        assert_eq!(arrived.done(), 253);
        assert_eq!(point.found(240), None, "some of it was not taken, or somebody else pushes, too");
    }

    #[test]
    fn a_checkpoint_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let notebook = Notebook { file: folder.path().join("at/push.json") };
        assert_eq!(notebook.read().unwrap(), None);
        notebook.remove().unwrap();
        let point = Checkpoint { before: 1, arrived: 2, refused: 4, ids: u64::MAX, sent: 3 };
        notebook.write(point).unwrap();
        assert_eq!(notebook.read().unwrap(), Some(point));
        notebook.remove().unwrap();
        assert_eq!(notebook.read().unwrap(), None);
    }
}
