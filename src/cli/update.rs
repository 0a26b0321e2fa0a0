//! One indexing run as its user lives through it: waiting for another writer, the bar, commits on the way, Ctrl-C.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use dixit::error::Error;
use dixit::index::{self, BuildReport, BuildRequest, IndexError, LockNote, Pace};

use super::progress::Bar;
use super::stop::Stop;
use super::ui::Ui;

/// A kill loses no more work than this.
const BETWEEN_COMMITS: Duration = Duration::from_secs(30);

/// How often a taken lock is tried.
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// Brings the index at `place` up to date, with a progress bar where one is seen. While another writes, it waits if
/// `may_wait`. A run that `stop` ended says so in its report.
///
/// # Errors
///
/// Those of [`index::build`]; that of a lock that is taken only where it may not wait.
pub(crate) fn update(
    ui: &Ui,
    place: &Path,
    request: &BuildRequest,
    stop: &Stop,
    may_wait: bool,
) -> Result<BuildReport, Error> {
    let mut is_told = false;
    loop {
        match run(ui, place, request, stop) {
            Err(IndexError::Locked { .. }) if may_wait && stop.is_asked() => {
                return Ok(BuildReport { stopped: true, ..BuildReport::default() });
            }
            Err(IndexError::Locked { path, holder }) if may_wait => {
                if !is_told {
                    ui.say(&format!("{}; waiting for it", IndexError::Locked { path, holder }));
                    is_told = true;
                }
                stop.wait(BETWEEN_TRIES);
            }
            ended => return Ok(ended?),
        }
    }
}

fn run(ui: &Ui, place: &Path, request: &BuildRequest, stop: &Stop) -> Result<BuildReport, IndexError> {
    let request = BuildRequest { note: Some(note()), ..request.clone() };
    let bar = Bar::new(ui);
    let last_commit = Mutex::new(Instant::now());
    let report = index::build(place, &request, &|progress| {
        bar.update(progress);
        if stop.is_asked() {
            return Pace::Stop;
        }
        match last_commit.try_lock() {
            Ok(mut last) if last.elapsed() >= BETWEEN_COMMITS => {
                *last = Instant::now();
                Pace::Commit
            }
            _ => Pace::GoOn,
        }
    });
    bar.finish();
    report
}

/// Who this is, for those who find the index locked.
fn note() -> LockNote {
    let host = hostname::get().unwrap_or_default();
    LockNote { pid: std::process::id(), host: host.to_string_lossy().into_owned(), since: jiff::Timestamp::now() }
}
