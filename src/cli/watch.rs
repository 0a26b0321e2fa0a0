//! `dixit index --watch`: what changes in the folders is in the index some seconds later.
//!
//! What the system reports only wakes the program up. Each batch is a whole indexing run over all roots, in which files
//! that are as they were cost a look at their size and time. So events that were lost, came twice or in the wrong order
//! do no harm, and the index is the one that `dixit index` makes.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use dixit::error::Error;
use dixit::index::{BuildReport, BuildRequest};
use dixit::present::{self, Format};
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::index::tell_skips;
use super::stop::Stop;
use super::ui::{Ui, stdout};
use super::update::update;

/// A batch begins when nothing has happened for this long: files that are being written are mostly whole then.
const SETTLED: Duration = Duration::from_secs(1);
/// A batch begins after this time even if something happens all the time.
const AT_LAST: Duration = Duration::from_secs(4);
/// Share of the time that batches may take when something happens all the time: one in so many.
const SHARE: u32 = 4;
/// How often it is looked whether a folder that was gone is back.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
/// How often all files are looked at where the system cannot tell what changes.
const BETWEEN_POLLS: Duration = Duration::from_secs(10);

/// Follows the roots of `request`, whose files are in the index already, until `stop`.
pub(super) fn follow(
    ui: &Ui,
    place: &Path,
    request: &BuildRequest,
    first: BuildReport,
    format: Format,
    stop: &Stop,
) -> Result<(), Error> {
    let mut roots = Roots::new(&request.roots, place, stop.bell());
    roots.watch(ui);
    ui.say("watching; Ctrl-C ends it");
    let mut last = first;
    while !stop.is_asked() {
        let is_rung = stop.wait(roots.patience());
        if !is_rung && !roots.must_look() {
            continue;
        }
        if is_rung {
            settle(stop);
        }
        if stop.is_asked() {
            break;
        }
        roots.watch(ui);
        let there = roots.there();
        if there.is_empty() {
            continue;
        }
        let begun = Instant::now();
        let report = update(ui, place, &BuildRequest { roots: there, rebuild: false, ..request.clone() }, stop, true)?;
        let took = begun.elapsed();
        tell(ui, &last, &report, took, format)?;
        last = report;
        // A large folder in which something happens all the time must not keep a processor busy.
        if !stop.is_asked() {
            rest(took * (SHARE - 1), stop);
        }
    }
    ui.say("no longer watching");
    Ok(())
}

/// Waits until nothing happens any more, or until that has taken too long.
fn settle(stop: &Stop) {
    let begun = Instant::now();
    while begun.elapsed() < AT_LAST && !stop.is_asked() && stop.wait(SETTLED) {}
}

/// Does nothing for a while; what happens meanwhile is not forgotten.
fn rest(time: Duration, stop: &Stop) {
    let begun = Instant::now();
    let mut is_rung = false;
    while let Some(left) = time.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
        is_rung |= stop.wait(left);
        if stop.is_asked() {
            return;
        }
    }
    if is_rung {
        // A bell that rings already is heard.
        let _rings = stop.bell().try_send(());
    }
}

/// One line on a batch that has changed something, and what it skipped that was not skipped before.
fn tell(ui: &Ui, last: &BuildReport, report: &BuildReport, took: Duration, format: Format) -> Result<(), Error> {
    let mut news = report.clone();
    news.skips.retain(|skip| !last.skips.contains(skip));
    if report.indexed + report.removed == 0 && news.skips.is_empty() {
        return Ok(());
    }
    tell_skips(ui, &news, false);
    let mut out = stdout();
    if format == Format::Human {
        writeln!(out, "{}", present::report_line(report, took))?;
    } else {
        present::report(&mut out, format, &ui.view, report, took)?;
    }
    Ok(out.flush()?)
}

/// The folders that are followed, and how.
struct Roots {
    all: Vec<Root>,
    /// The index, which changes with every batch.
    own: PathBuf,
    bell: Sender<()>,
    watcher: Option<RecommendedWatcher>,
    /// A root itself has come, gone or moved.
    is_uprooted: Arc<AtomicBool>,
    /// The system refused to report a folder after it had agreed to.
    is_refused: Arc<AtomicBool>,
    /// Why all files are looked at again and again instead.
    is_polled: bool,
}

struct Root {
    path: PathBuf,
    is_there: bool,
    is_watched: bool,
}

impl Roots {
    fn new(paths: &[PathBuf], place: &Path, bell: Sender<()>) -> Self {
        let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or(path.to_owned());
        let paths: BTreeSet<PathBuf> = paths.iter().map(|path| real(path)).collect();
        let all = paths.into_iter().map(|path| Root { path, is_there: true, is_watched: false }).collect();
        Self {
            all,
            own: real(place),
            bell,
            watcher: None,
            is_uprooted: Arc::default(),
            is_refused: Arc::default(),
            is_polled: false,
        }
    }

    /// The roots that can be read now. What the index has of the others stays.
    fn there(&self) -> Vec<PathBuf> {
        self.all.iter().filter(|root| root.is_there).map(|root| root.path.clone()).collect()
    }

    /// How long to wait for news.
    fn patience(&self) -> Duration {
        if self.is_polled { BETWEEN_POLLS } else { BETWEEN_LOOKS }
    }

    /// Whether to look although nothing was reported.
    fn must_look(&self) -> bool {
        self.is_polled || self.all.iter().any(|root| root.is_there != root.path.exists())
    }

    /// Watches the roots that are there and not watched yet, and tells which are gone or back.
    fn watch(&mut self, ui: &Ui) {
        if self.is_refused.swap(false, Ordering::Relaxed) {
            self.poll(ui, TOO_MANY);
        }
        if self.is_uprooted.swap(false, Ordering::Relaxed) {
            // A folder of the same name may be another folder.
            self.watcher = None;
            for root in &mut self.all {
                root.is_watched = false;
            }
        }
        for root in &mut self.all {
            let is_there = root.path.exists();
            if is_there != root.is_there {
                let shown = present::clean(ui.view.paths.show(&root.path.to_string_lossy()));
                let what =
                    if is_there { "is back" } else { "is gone; the index keeps what it has of it until it is back" };
                ui.warn(&format!("`{shown}` {what}"));
                root.is_there = is_there;
            }
            root.is_watched &= is_there;
        }
        if self.is_polled {
            return;
        }
        if let Err(error) = self.watch_roots() {
            let why =
                if matches!(error.kind, ErrorKind::MaxFilesWatch) { TOO_MANY.to_owned() } else { error.to_string() };
            self.poll(ui, &why);
        }
    }

    fn watch_roots(&mut self) -> notify::Result<()> {
        if self.watcher.is_none() {
            let listener = Listener {
                roots: self.all.iter().map(|root| root.path.clone()).collect(),
                own: self.own.clone(),
                bell: self.bell.clone(),
                is_uprooted: Arc::clone(&self.is_uprooted),
                is_refused: Arc::clone(&self.is_refused),
            };
            self.watcher = Some(notify::recommended_watcher(move |event| listener.hear(event))?);
        }
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for root in self.all.iter_mut().filter(|root| root.is_there && !root.is_watched) {
            match watcher.watch(&root.path, RecursiveMode::Recursive) {
                Ok(()) => root.is_watched = true,
                // It went away in this moment.
                Err(_) if !root.path.exists() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn poll(&mut self, ui: &Ui, why: &str) {
        if !self.is_polled {
            ui.warn(&format!("{why}; looking at all files every {} s instead", BETWEEN_POLLS.as_secs()));
        }
        self.is_polled = true;
        self.watcher = None;
    }
}

/// What Linux means when it has no more watches to give.
const TOO_MANY: &str = "the folders hold more folders than the system lets a user watch (`sysctl fs.inotify.max_user_watches` \
                        tells how many and can be raised)";

/// Hears what the system reports.
struct Listener {
    roots: BTreeSet<PathBuf>,
    own: PathBuf,
    bell: Sender<()>,
    is_uprooted: Arc<AtomicBool>,
    is_refused: Arc<AtomicBool>,
}

impl Listener {
    fn hear(&self, event: notify::Result<Event>) {
        match event {
            Ok(event) => {
                if !is_change(&event)
                    || (!event.need_rescan() && event.paths.iter().all(|path| path.starts_with(&self.own)))
                {
                    return;
                }
                if event.paths.iter().any(|path| self.roots.contains(path)) && is_uprooting(&event) {
                    self.is_uprooted.store(true, Ordering::Relaxed);
                }
            }
            Err(error) => {
                if matches!(error.kind, ErrorKind::MaxFilesWatch) {
                    self.is_refused.store(true, Ordering::Relaxed);
                }
            }
        }
        // A bell that rings already is heard.
        let _rings = self.bell.try_send(());
    }
}

/// Whether something may be different now. That a file was read, by this program too, is no change.
fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => event.need_rescan(),
        _ => true,
    }
}

fn is_uprooting(event: &Event) -> bool {
    matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Create(_))
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, Flag, RemoveKind};

    use super::*;

    fn heard(event: Event) -> (bool, bool) {
        let (bell, rung) = crossbeam_channel::bounded(1);
        let listener = Listener {
            roots: BTreeSet::from([PathBuf::from("/news")]),
            own: PathBuf::from("/news/index"),
            bell,
            is_uprooted: Arc::default(),
            is_refused: Arc::default(),
        };
        listener.hear(Ok(event));
        (rung.try_recv().is_ok(), listener.is_uprooted.load(Ordering::Relaxed))
    }

    #[test]
    fn changes_are_heard_and_reading_and_the_index_itself_are_not() {
        let created = Event::new(EventKind::Create(CreateKind::File));
        let read = Event::new(EventKind::Access(AccessKind::Open(AccessMode::Any)));
        let written = Event::new(EventKind::Access(AccessKind::Close(AccessMode::Write)));
        let removed = Event::new(EventKind::Remove(RemoveKind::Folder));
        let cases = [
            (created.clone().add_path("/news/a.txt".into()), (true, false)),
            (created.add_path("/news/index/meta.json".into()), (false, false)),
            (read.clone().add_path("/news/a.txt".into()), (false, false)),
            (written.add_path("/news/a.txt".into()), (true, false)),
            (removed.clone().add_path("/news/2024".into()), (true, false)),
            (removed.add_path("/news".into()), (true, true)),
            (Event::new(EventKind::Other).set_flag(Flag::Rescan), (true, false)),
        ];
        for (event, expected) in cases {
            assert_eq!(heard(event.clone()), expected, "{event:?}");
        }
    }
}
