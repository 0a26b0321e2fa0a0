//! Articles that change, go or cannot be read while they are read.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nix::errno::Errno;

use crate::articles::{before_and_after, lay};
use crate::operation::{Operation, Verb};
use crate::program::{Program, State, over};
use crate::scene::INDEX;
use crate::sweep::in_parallel;
use crate::tally::Tally;
use crate::tracer::{self, AtNth, Director, Order};

/// What is done to an article at the moment at which it is opened or read.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// It gets other words.
    Rewrite,
    /// It gets other words of the same length and its old time.
    RewriteUnseen,
    /// Another file takes its place.
    Replace,
    /// It ends after its first half.
    Truncate,
    /// More is written behind it.
    Append,
    Remove,
}

const CHANGES: [Change; 6] =
    [Change::Rewrite, Change::RewriteUnseen, Change::Replace, Change::Truncate, Change::Append, Change::Remove];

impl Change {
    fn name(self) -> &'static str {
        match self {
            Self::Rewrite => "rewritten while it is read",
            Self::RewriteUnseen => "rewritten while it is read, length and time kept",
            Self::Replace => "replaced while it is read",
            Self::Truncate => "cut while it is read",
            Self::Append => "added to while it is read",
            Self::Remove => "removed while it is read",
        }
    }

    fn make(self, path: &Path) -> io::Result<()> {
        let text = std::fs::read_to_string(path)?;
        // Names of the same length, so that a reader who gets half of each text gets no third one.
        let other = text.replace("weeks", "hours");
        match self {
            Self::Rewrite => std::fs::write(path, format!("{other}\n")),
            Self::RewriteUnseen => {
                let time = std::fs::metadata(path)?.modified()?;
                std::fs::write(path, other)?;
                std::fs::File::options().write(true).open(path)?.set_modified(time)
            }
            Self::Replace => {
                let draft = path.with_extension("draft");
                std::fs::write(&draft, other)?;
                std::fs::rename(draft, path)
            }
            Self::Truncate => std::fs::write(path, &text[..text.floor_char_boundary(text.len() / 2)]),
            Self::Append => std::fs::write(path, format!("{text}\n{other}")),
            Self::Remove => std::fs::remove_file(path),
        }
    }
}

/// Makes the change when the n-th of all openings and readings of articles is asked for.
struct Meddler {
    n: usize,
    change: Change,
    seen: usize,
    met: Option<Operation>,
}

impl Director for Meddler {
    fn enter(&mut self, operation: &Operation) -> Order {
        if is_look(operation.verb) && operation.path.is_file() {
            self.seen += 1;
            if self.seen == self.n && self.change.make(&operation.path).is_ok() {
                self.met = Some(operation.clone());
            }
        }
        Order::Go
    }
}

fn is_look(verb: Verb) -> bool {
    matches!(verb, Verb::Open | Verb::Read)
}

/// Changes an article at each moment at which one is opened or read, every `stride`-th of them, and lets each such
/// moment fail. Whatever the run made of it: the next one, undisturbed, must end as a first run over the same folder.
pub(crate) fn meddle(program: &Program, stride: usize, tally: &Tally) -> io::Result<()> {
    /// Openings and readings of one folder there are at most.
    const MOST: usize = 100;
    let cases: Vec<(Change, usize)> =
        CHANGES.into_iter().flat_map(|change| (1..=MOST).step_by(stride).map(move |n| (change, n))).collect();
    in_parallel(&cases, &|(change, n)| {
        let place = Place::new(program)?;
        let mut meddler = Meddler { n: *n, change: *change, seen: 0, met: None };
        let end = place.index(program, &mut meddler)?;
        if let Some(met) = meddler.met {
            let what = format!("{}, at look {n} ({met})", change.name());
            let outcome = if end.code == Some(0) {
                place.judge(program)
            } else {
                Err(format!("it ended with {:?}: {}", end.code, end.errors))
            };
            tally.count("articles", change.name(), &what, outcome);
        }
        Ok(())
    })?;
    let cases: Vec<(Errno, usize)> = [Errno::EIO, Errno::EACCES, Errno::ESTALE]
        .into_iter()
        .flat_map(|error| (1..=MOST).step_by(stride).map(move |n| (error, n)))
        .collect();
    in_parallel(&cases, &|(error, n)| {
        let place = Place::new(program)?;
        let before = place.state(program)?;
        let mut director = AtNth::from(*n, Order::Fail(*error), is_look);
        let end = place.index(program, &mut director)?;
        if let Some(met) = director.met {
            let what = format!("articles fail with {error} from look {n} ({met}) on");
            let outcome = place.is_whole(program, end.code, &end.errors, &before).and_then(|()| place.judge(program));
            tally.count("articles", &format!("cannot be read from then on: {error}"), &what, outcome);
        }
        Ok(())
    })
}

/// A folder of articles that has changed since it was indexed.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new(program: &Program) -> io::Result<Self> {
        let place = Self { folder: tempfile::tempdir()? };
        let (before, after) = before_and_after();
        lay(&before, &place.articles(), Duration::ZERO)?;
        program.done(&place.command(), &place.dir())?;
        lay(&after, &place.articles(), Duration::from_mins(1))?;
        Ok(place)
    }

    fn articles(&self) -> PathBuf {
        self.folder.path().join("articles")
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join(INDEX)
    }

    fn command(&self) -> Vec<String> {
        vec!["index".to_owned(), self.articles().to_string_lossy().into_owned()]
    }

    fn state(&self, program: &Program) -> io::Result<State> {
        program.state(&self.dir()).map_err(io::Error::other)
    }

    /// Runs `dixit index` as `director` says about the articles.
    fn index(&self, program: &Program, director: &mut dyn Director) -> io::Result<tracer::End> {
        tracer::run(&program.0, &over(&self.command(), &self.dir()), &[self.articles()], Stdio::null(), director)
    }

    /// Whether a run that could not read all told so and left a sound index.
    fn is_whole(&self, program: &Program, code: Option<i32>, errors: &str, before: &State) -> Result<(), String> {
        if !matches!(code, Some(0 | 2)) || errors.contains("fault at") {
            return Err(format!("it ended with {code:?}: {errors}"));
        }
        program.check(&self.dir())?;
        if program.state(&self.dir())?.n_records() == 0 && before.n_records() > 0 {
            return Err("all that was there is gone".to_owned());
        }
        Ok(())
    }

    /// Whether the next run ends as a first run over the same folder.
    fn judge(&self, program: &Program) -> Result<(), String> {
        let told = |error: io::Error| error.to_string();
        program.check(&self.dir())?;
        program.done(&self.command(), &self.dir()).map_err(told)?;
        let fresh = self.folder.path().join("fresh").join(INDEX);
        program.done(&self.command(), &fresh).map_err(told)?;
        let (now, wanted) = (program.state(&self.dir())?, program.state(&fresh)?);
        if now != wanted {
            return Err(format!("the next run ends in {now:?}, a first one in {wanted:?}"));
        }
        program.check(&self.dir())
    }
}
