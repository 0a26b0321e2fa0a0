//! What faults are put into, whatever it is: a command over an index, and what must hold afterwards.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::program::Program;
use crate::tracer::{Director, End};

/// A command over an index.
pub(crate) trait Stage: Sync {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// Lays what the command finds below `place`; gives the folder of the index.
    fn lay(&self, place: &Path) -> io::Result<PathBuf>;

    /// Runs the command over the index at `dir` as `director` says.
    fn run(&self, program: &Program, dir: &Path, director: &mut dyn Director) -> io::Result<End>;

    /// Whether what a run that ended so has left at `dir` is right, and is brought to the end by the next one; else what
    /// is wrong. `true` when it was at the end before.
    fn judge(&self, program: &Program, dir: &Path, end: &End) -> Result<bool, String>;
}

/// The hidden files below `dir`.
pub(crate) fn hidden_files(dir: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                found.extend(entry.path().strip_prefix(dir).map(Path::to_owned));
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// Whether `dir` has no hidden files but `known` ones: none that a run was writing stays when the next one is done.
pub(crate) fn has_no_leftovers(dir: &Path, known: &BTreeSet<PathBuf>) -> Result<(), String> {
    let found = hidden_files(dir).map_err(|error| error.to_string())?;
    let left: Vec<&PathBuf> = found.difference(known).collect();
    if left.is_empty() { Ok(()) } else { Err(format!("the next run leaves {left:?}")) }
}
