//! Statements written to a new file, in the format that its name asks for.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::Sender;
use dixit::answer::Hit;
use dixit::error::Error;
use dixit::index::guarded;
use dixit::present::{self, Closing, Format, Palette, Spelling, View};

use super::Setup;
use super::model::{Exported, Message};
use super::update::numbered;
use super::work::{FAULT, found, request};

/// An export under way. Dropping it takes back what is not finished.
pub(crate) struct Export {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Export {
    /// Begins to write; what became of it is told to `teller`.
    pub(crate) fn start(setup: Arc<Setup>, file: &str, what: Exported, teller: Sender<Message>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (path, is_stopped) = (at_home(file, setup.home.as_deref()), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let written = catch_unwind(AssertUnwindSafe(|| write(&setup, &path, &what, &is_stopped)));
            let outcome = match written {
                Ok(Ok(n_written)) => {
                    Ok(format!("{} written to {}", numbered(n_written), present::clean(&path.to_string_lossy())))
                }
                Ok(Err(Failed::AlreadyThere)) => {
                    Err(format!("{} is there already; choose another name", present::clean(&path.to_string_lossy())))
                }
                Ok(Err(Failed::Stopped)) => Err("stopped; nothing was written".to_owned()),
                Ok(Err(Failed::Error(error))) => Err(setup.program.told(&error)),
                Err(_) => Err(FAULT.to_owned()),
            };
            let _nobody_listens = teller.send(Message::Exported(outcome));
        });
        Self { stop, thread: Some(thread) }
    }

    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _told_already = thread.join();
        }
    }
}

/// `~/a` in the user's folder; a shell would have put it there.
fn at_home(file: &str, home: Option<&Path>) -> PathBuf {
    match (file.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(file),
    }
}

/// What the ending of a file's name asks for; for all others what people read.
pub(crate) fn format_of(file: &str) -> Format {
    let ending = Path::new(file).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    Format::from_name(&ending.to_ascii_lowercase()).unwrap_or_default()
}

#[derive(Debug)]
enum Failed {
    /// What is there is never written over.
    AlreadyThere,
    Stopped,
    Error(Error),
}

impl<E: Into<Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// Writes all or nothing: a file that is begun and not finished is removed.
fn write(setup: &Setup, path: &Path, what: &Exported, stop: &AtomicBool) -> Result<usize, Failed> {
    let file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Failed::AlreadyThere),
        Err(source) => {
            let message = format!("cannot write {}: {source}", path.display());
            return Err(Failed::Error(Error::Usage { message, help: None }));
        }
    };
    let written = guarded(&setup.place, || write_to(file, setup, path, what, stop));
    if written.is_err() {
        // It was made by us a moment ago.
        let _is_gone = std::fs::remove_file(path);
    }
    written
}

fn write_to(file: File, setup: &Setup, path: &Path, what: &Exported, stop: &AtomicBool) -> Result<usize, Failed> {
    let mut out = BufWriter::new(file);
    let format = format_of(&path.to_string_lossy());
    let view = View::new(Palette::plain(), COLUMNS, setup.view.paths.clone());
    let query = match what {
        Exported::Marked(_) => None,
        Exported::Found(search) => Some(search.query.as_str()),
    };
    let mut printer = present::printer(format, &view, &Spelling::of_query(query));
    let mut n_written = 0;
    let mut one = |hit: &Hit, out: &mut BufWriter<File>| {
        if stop.load(Ordering::Relaxed) {
            return Err(Failed::Stopped);
        }
        n_written += 1;
        Ok(printer.statement(out, hit)?)
    };
    let (total, utterances) = match what {
        Exported::Marked(hits) => {
            hits.iter().try_for_each(|hit| one(hit, &mut out))?;
            (hits.len() as u64, None)
        }
        Exported::Found(search) => {
            let found = found(setup, search, &request(setup, search)?)?;
            for hit in found.hits() {
                one(&hit?, &mut out)?;
            }
            (found.total, found.utterances)
        }
    };
    let collapsed = utterances.is_some();
    printer.close(&mut out, &Closing { total, utterances, collapsed, ..Closing::default() })?;
    out.flush()?;
    Ok(n_written)
}

/// Width of a file that people read.
pub(crate) const COLUMNS: usize = 100;

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_ending_tells_the_format() {
        let check = |file, format| assert_eq!(format_of(file), format, "{file}");
        check("a.jsonl", Format::JsonLines);
        check("dir/a.CSV", Format::Csv);
        check("a.tsv", Format::Tsv);
        check("a.json", Format::Json);
        check("a.txt", Format::Human);
        check("csv", Format::Human);
    }

    #[test]
    fn a_tilde_is_the_users_folder() {
        assert_eq!(at_home("~/a.csv", Some(Path::new("/home/ada"))), Path::new("/home/ada/a.csv"));
        assert_eq!(at_home("~/a.csv", None), Path::new("~/a.csv"));
        assert_eq!(at_home("a~/b", Some(Path::new("/home/ada"))), Path::new("a~/b"));
    }

    #[test]
    fn marked_statements_are_written_once_and_never_over_anything() {
        let (folder, setup) = samples::setup();
        let path = folder.path().join("out.csv");
        let what = || Exported::Marked(vec![samples::hit("a", "one"), samples::hit("b", "two")]);
        let stop = AtomicBool::new(false);
        assert_eq!(write(&setup, &path, &what(), &stop).unwrap(), 2);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(matches!(write(&setup, &path, &what(), &stop), Err(Failed::AlreadyThere)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn what_is_stopped_leaves_nothing() {
        let (folder, setup) = samples::setup();
        let path = folder.path().join("out.jsonl");
        let what = Exported::Marked(vec![samples::hit("a", "one")]);
        assert!(matches!(write(&setup, &path, &what, &AtomicBool::new(true)), Err(Failed::Stopped)));
        assert!(!path.exists());
        assert!(matches!(
            write(&setup, &folder.path().join("no/where.txt"), &what, &AtomicBool::new(false)),
            Err(Failed::Error(_))
        ));
    }
}
