//! The program under test, asked as its users ask it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The program.
#[derive(Debug, Clone)]
pub(crate) struct Program(pub PathBuf);

/// What an index answers: all that a user could see of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// There is no index.
    Nothing,
    /// Hash of all records and of what `stats` counts.
    Holds { records: u64, counts: u64, n_records: usize },
}

impl State {
    /// How many records it has.
    pub(crate) fn n_records(&self) -> usize {
        if let Self::Holds { n_records, .. } = self { *n_records } else { 0 }
    }
}

/// `command` with the index at `dir`.
pub(crate) fn over(command: &[String], dir: &Path) -> Vec<String> {
    let index = ["--index".to_owned(), dir.to_string_lossy().into_owned()];
    command.iter().cloned().chain(index).collect()
}

impl Program {
    /// Runs `command` over the index at `dir`, which must succeed.
    pub(crate) fn done(&self, command: &[String], dir: &Path) -> io::Result<()> {
        let output = self.call(&over(command, dir))?;
        if output.status.success() { Ok(()) } else { Err(io::Error::other(String::from_utf8_lossy(&output.stderr))) }
    }

    /// Runs it to its end.
    pub(crate) fn call(&self, arguments: &[String]) -> io::Result<Output> {
        Command::new(&self.0).args(arguments).output()
    }

    /// Everything that the index at `dir` tells. An error is what makes it unfit: it does not open, it does not answer.
    pub(crate) fn state(&self, dir: &Path) -> Result<State, String> {
        let ask = |arguments: &[&str]| -> Result<(Option<i32>, String, String), String> {
            let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
            let output = self.call(&over(&arguments, dir)).map_err(|error| error.to_string())?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            Ok((output.status.code(), text(&output.stdout), text(&output.stderr)))
        };
        let (code, records, errors) = ask(&["search", "*", "-n", "0", "--format", "jsonl"])?;
        match code {
            Some(2) if errors.contains("\"index-missing\"") => return Ok(State::Nothing),
            Some(0 | 1) => {}
            _ => return Err(format!("search ended with {code:?}: {errors}")),
        }
        let (code, stats, errors) = ask(&["stats", "--format", "json"])?;
        if code != Some(0) {
            return Err(format!("stats ended with {code:?}: {errors}"));
        }
        let mut stats: Value = serde_json::from_str(&stats).map_err(|error| error.to_string())?;
        for told_otherwise in ["index", "bytes", "segments"] {
            stats.as_object_mut().map(|stats| stats.remove(told_otherwise));
        }
        let records: BTreeSet<&str> = records.lines().collect();
        let hash = |text: &str| xxhash_rust::xxh3::xxh3_64(text.as_bytes());
        Ok(State::Holds {
            n_records: records.len(),
            records: hash(&records.into_iter().collect::<Vec<_>>().join("\n")),
            counts: hash(&stats.to_string()),
        })
    }

    /// What `dixit check` finds wrong with the index at `dir`; nothing where it is sound.
    pub(crate) fn check(&self, dir: &Path) -> Result<(), String> {
        let output = self.call(&over(&["check".to_owned()], dir)).map_err(|error| error.to_string())?;
        match output.status.code() {
            Some(0) => Ok(()),
            code => Err(format!(
                "check ended with {code:?}: {}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )),
        }
    }
}
