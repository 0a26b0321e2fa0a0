//! Who is writing an index: a note beside tantivy's lock, for those who find the lock taken.
//!
//! The note is advice and nothing else. The lock alone decides who may write, so a note that was left behind by a
//! killed program, or that cannot be written or read, never stops anybody.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// Hidden, as the lock is: a folder that holds nothing else is still empty to a user.
const FILE: &str = ".dixit-writer.json";

/// A program that writes an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockNote {
    /// Its process.
    pub pid: u32,
    /// The machine it runs on.
    pub host: String,
    /// Since when.
    pub since: jiff::Timestamp,
}

impl fmt::Display for LockNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {} since {:.0}", self.pid, self.host, self.since)
    }
}

/// ` (process 7 on ada since …)`, nothing when nobody is known.
pub(super) fn told(holder: Option<&LockNote>) -> String {
    holder.map(|holder| format!(" ({holder})")).unwrap_or_default()
}

/// A note that lies in the index's folder until it is dropped.
#[derive(Debug)]
pub(super) struct Posted {
    path: PathBuf,
    text: Option<String>,
}

/// Puts `note` beside the lock, which the caller holds, or takes an old one away when there is nothing to tell.
pub(super) fn post(dir: &Path, note: Option<&LockNote>) -> Posted {
    let path = dir.join(FILE);
    let text = note
        .map(|note| json!({"pid": note.pid, "host": note.host, "since": note.since.to_string()}).to_string())
        .filter(|text| std::fs::write(&path, text).is_ok());
    if text.is_none() {
        let _was_not_there = std::fs::remove_file(&path);
    }
    Posted { path, text }
}

impl Drop for Posted {
    fn drop(&mut self) {
        // The lock may already be another's, and so the note.
        if self.text.is_some() && std::fs::read_to_string(&self.path).ok() == self.text {
            let _is_gone = std::fs::remove_file(&self.path);
        }
    }
}

/// The note in `dir`, if there is one that can be read.
pub(super) fn read(dir: &Path) -> Option<LockNote> {
    let note: Value = serde_json::from_slice(&std::fs::read(dir.join(FILE)).ok()?).ok()?;
    Some(LockNote {
        pid: note["pid"].as_u64()?.try_into().ok()?,
        host: note["host"].as_str()?.to_owned(),
        since: note["since"].as_str()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(pid: u32) -> LockNote {
        LockNote { pid, host: "ada".to_owned(), since: jiff::Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_note_lies_there_as_long_as_its_writer() {
        let folder = tempfile::tempdir().unwrap();
        let posted = post(folder.path(), Some(&note(7)));
        assert_eq!(read(folder.path()), Some(note(7)));
        assert_eq!(told(Some(&note(7))), " (process 7 on ada since 1970-01-01T00:00:00Z)");
        drop(posted);
        assert_eq!(read(folder.path()), None);
    }

    #[test]
    fn the_note_of_another_is_left_and_a_stale_one_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let first = post(folder.path(), Some(&note(7)));
        let second = post(folder.path(), Some(&note(8)));
        drop(first);
        assert_eq!(read(folder.path()), Some(note(8)));
        std::mem::forget(second);
        drop(post(folder.path(), None));
        assert_eq!(read(folder.path()), None, "a writer without a note takes a stale one away");
    }

    #[test]
    fn what_is_no_note_tells_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "[]", "{\"pid\": -1}", "{\"pid\": 1, \"host\": \"a\", \"since\": \"yesterday\"}"] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            assert_eq!(read(folder.path()), None, "{text}");
        }
    }
}
