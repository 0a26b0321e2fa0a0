//! Runs of a saved query: whatever happens to one, a statement that counts as seen was printed, and none is lost.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::articles::{before_and_after, lay};
use crate::program::{Program, over};
use crate::scene::{INDEX, copy};
use crate::stage::{Stage, has_no_leftovers, hidden_files};
use crate::tracer::{self, Director, End};

/// What the query is saved as.
const QUERY: &str = "all";

/// A run of a saved query that has shown what was there before the folder changed.
pub(crate) struct SavedRun {
    /// The index as the command finds it.
    base: PathBuf,
    /// The ids of the statements that are new.
    new: BTreeSet<String>,
    /// Hidden files that are there for good.
    hidden: BTreeSet<PathBuf>,
}

impl SavedRun {
    /// Lays it below `place`.
    pub(crate) fn new(program: &Program, place: &Path) -> io::Result<Self> {
        let (before, after) = before_and_after();
        let (articles, base) = (place.join("articles"), place.join("base"));
        let index = ["index".to_owned(), articles.to_string_lossy().into_owned()];
        lay(&before, &articles, Duration::ZERO)?;
        program.done(&index, &base)?;
        program.done(&["saved", "add", QUERY, "*", "--from-now"].map(str::to_owned), &base)?;
        lay(&after, &articles, Duration::from_mins(1))?;
        program.done(&index, &base)?;
        let new = new_ones(program, &base).map_err(io::Error::other)?;
        if new.is_empty() {
            return Err(io::Error::other("nothing is new"));
        }
        Ok(Self { hidden: hidden_files(&base)?, base, new })
    }
}

/// `dixit saved run` with `more` behind it.
fn command(more: &[&str]) -> Vec<String> {
    ["saved", "run", QUERY, "--format", "jsonl"].iter().chain(more).map(ToString::to_string).collect()
}

/// What is new over the index at `dir`.
fn new_ones(program: &Program, dir: &Path) -> Result<BTreeSet<String>, String> {
    let output = program.call(&over(&command(&["--peek"]), dir)).map_err(|error| error.to_string())?;
    match output.status.code() {
        Some(0 | 1) => Ok(ids(&String::from_utf8_lossy(&output.stdout))),
        code => Err(format!("looking at it ended with {code:?}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// The ids of statements that were printed whole.
fn ids(printed: &str) -> BTreeSet<String> {
    let lines = printed.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let records = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    records.filter_map(|record| Some(record["id"].as_str()?.to_owned())).collect()
}

impl Stage for SavedRun {
    fn name(&self) -> &'static str {
        "saved run"
    }

    fn lay(&self, place: &Path) -> io::Result<PathBuf> {
        let dir = place.join(INDEX);
        copy(&self.base, &dir)?;
        Ok(dir)
    }

    fn run(&self, program: &Program, dir: &Path, director: &mut dyn Director) -> io::Result<End> {
        // What is printed is written to a file, so that faults meet it, too.
        let printed = tempfile::tempdir()?;
        let roots = [dir.parent().unwrap_or(dir).to_owned(), printed.path().to_owned()];
        let output = std::fs::File::create_new(printed.path().join("printed"))?;
        let mut end = tracer::run(&program.0, &over(&command(&[]), dir), &roots, output, director)?;
        end.output = std::fs::read_to_string(printed.path().join("printed"))?;
        Ok(end)
    }

    fn judge(&self, program: &Program, dir: &Path, end: &End) -> Result<bool, String> {
        let (printed, left) = (ids(&end.output), new_ones(program, dir)?);
        let is_done = left.is_empty();
        if is_done && printed != self.new {
            let unseen = self.new.difference(&printed).count();
            return Err(format!("{unseen} statements count as seen that were not printed"));
        }
        if !is_done && left != self.new {
            return Err(format!(
                "{} of {} statements are new: it is neither as before nor done",
                left.len(),
                self.new.len()
            ));
        }
        program.check(dir)?;
        let next = program.call(&over(&command(&[]), dir)).map_err(|error| error.to_string())?;
        if !matches!(next.status.code(), Some(0 | 1)) || ids(&String::from_utf8_lossy(&next.stdout)) != left {
            return Err(format!("the next run did not print what was left: {next:?}"));
        }
        if !new_ones(program, dir)?.is_empty() {
            return Err("what the next run printed is new after it".to_owned());
        }
        program.check(dir)?;
        has_no_leftovers(dir, &self.hidden)?;
        Ok(is_done)
    }
}
