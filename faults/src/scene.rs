//! What is going on when the fault comes: a command over an index, and which states are right afterwards.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use crate::articles::{before_and_after, lay};
use crate::operation::{Operation, Verb};
use crate::program::{Program, State, over};
use crate::stage::{Stage, has_no_leftovers, hidden_files};
use crate::tracer::{self, Director, End, Order};

/// What the folder of an index is called.
pub(crate) const INDEX: &str = "index";

/// A command over a folder and an index.
pub(crate) struct Scene {
    pub name: &'static str,
    /// The folder of articles.
    pub articles: PathBuf,
    /// The index as the command finds it; not there for a first run.
    base: PathBuf,
    /// The command without `--index`.
    pub command: Vec<String>,
    /// States that are a commit's, the first and the last among them.
    allowed: Vec<State>,
    /// The state when it is done.
    pub done: State,
    /// Hidden files that are there for good then.
    hidden: BTreeSet<PathBuf>,
}

impl Scene {
    /// All scenes, with their folders below `place`.
    pub(crate) fn all(program: &Program, place: &Path) -> io::Result<Vec<Self>> {
        let (before, after) = before_and_after();
        let new = |name: &'static str| -> io::Result<(PathBuf, PathBuf)> {
            let place = place.join(name);
            std::fs::create_dir_all(&place)?;
            Ok((place.join("articles"), place.join("base")))
        };
        let index = |articles: &Path| vec!["index".to_owned(), articles.to_string_lossy().into_owned()];
        let prepare = |articles: &Path, base: &Path| -> io::Result<()> {
            lay(&before, articles, Duration::ZERO)?;
            program.done(&index(articles), base)
        };

        let (articles, base) = new("first run")?;
        lay(&before, &articles, Duration::ZERO)?;
        let command = index(&articles);
        let first = Self::of(program, "first run", articles, base, command)?;

        let (articles, base) = new("changed folder")?;
        prepare(&articles, &base)?;
        lay(&after, &articles, Duration::from_mins(1))?;
        let command = index(&articles);
        let changed = Self::of(program, "changed folder", articles, base, command)?;

        let (articles, base) = new("rebuild")?;
        prepare(&articles, &base)?;
        lay(&after, &articles, Duration::from_mins(1))?;
        let mut command = index(&articles);
        command.push("--rebuild".to_owned());
        let rebuilt = Self::of(program, "rebuild", articles, base, command)?;
        Ok(vec![first, changed, rebuilt])
    }

    /// Runs the command once, undisturbed, to see which states it passes through.
    fn of(
        program: &Program,
        name: &'static str,
        articles: PathBuf,
        base: PathBuf,
        command: Vec<String>,
    ) -> io::Result<Self> {
        let (allowed, hidden) = (Vec::new(), BTreeSet::new());
        let mut scene = Self { name, articles, base, command, allowed, done: State::Nothing, hidden };
        let place = tempfile::tempdir()?;
        let dir = scene.lay(place.path())?;
        let mut states = States { program, dir: dir.clone(), place: place.path().join("seen"), seen: Vec::new() };
        states.look().map_err(io::Error::other)?;
        let end = scene.run(program, &dir, &mut states)?;
        states.look().map_err(io::Error::other)?;
        if end.code != Some(0) {
            return Err(io::Error::other(format!("{name}: undisturbed, it ended with {:?}: {}", end.code, end.errors)));
        }
        scene.done = states.seen.last().cloned().unwrap_or(State::Nothing);
        scene.allowed = states.seen;
        scene.hidden = hidden_files(&dir)?;
        Ok(scene)
    }

    /// The command over the index at `dir`.
    pub(crate) fn arguments(&self, dir: &Path) -> Vec<String> {
        over(&self.command, dir)
    }
}

impl Stage for Scene {
    fn name(&self) -> &'static str {
        self.name
    }

    fn lay(&self, place: &Path) -> io::Result<PathBuf> {
        let dir = place.join(INDEX);
        if self.base.exists() {
            copy(&self.base, &dir)?;
        }
        Ok(dir)
    }

    fn run(&self, program: &Program, dir: &Path, director: &mut dyn Director) -> io::Result<End> {
        let roots = [dir.parent().unwrap_or(dir).to_owned()];
        let place = tempfile::tempdir()?;
        let mut passing = Passing { director, dir, place: place.path(), n_passed: 0 };
        let end = tracer::run(&program.0, &self.arguments(dir), &roots, Stdio::null(), &mut passing)?;
        Ok(End { passed: Some(place), ..end })
    }

    /// Right is the state of a commit that is sound and is brought to the end by the same command, which leaves nothing
    /// beside it.
    fn judge(&self, program: &Program, dir: &Path, end: &End) -> Result<bool, String> {
        let state = program.state(dir)?;
        if !self.allowed.contains(&state) && !is_passed(program, end, &state) {
            return Err(format!("{state:?} is no commit's state; those are {:?}", self.allowed));
        }
        if state != State::Nothing {
            program.check(dir)?;
        }
        let output = program.call(&self.arguments(dir)).map_err(|error| error.to_string())?;
        if output.status.code() != Some(0) {
            return Err(format!("the next run failed: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let last = program.state(dir)?;
        if last != self.done {
            return Err(format!("the next run ends in {last:?}, an undisturbed one in {:?}", self.done));
        }
        program.check(dir)?;
        has_no_leftovers(dir, &self.hidden)?;
        Ok(state == self.done)
    }
}

/// Whether `state` is one of those that the run passed through.
fn is_passed(program: &Program, run: &End, state: &State) -> bool {
    let places = run.passed.as_ref().and_then(|passed| std::fs::read_dir(passed.path()).ok());
    places.into_iter().flatten().flatten().any(|place| program.state(&place.path()).as_ref() == Ok(state))
}

/// Keeps what a run passes through: a commit within one may hold more or less than that of another run, for example a
/// copy that was read before its original, when one thread is slower than the other.
struct Passing<'r> {
    director: &'r mut dyn Director,
    dir: &'r Path,
    place: &'r Path,
    n_passed: usize,
}

impl Director for Passing<'_> {
    fn enter(&mut self, operation: &Operation) -> Order {
        self.director.enter(operation)
    }

    fn left(&mut self, operation: &Operation) {
        self.director.left(operation);
        if operation.verb == Verb::Rename && self.dir.exists() {
            self.n_passed += 1;
            // What cannot be kept is not allowed.
            let _not_kept = link(self.dir, &self.place.join(self.n_passed.to_string()));
        }
    }
}

/// Copies a folder; what goes away meanwhile is left out.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    lay_with(&|from, to| std::fs::copy(from, to).map(drop), from, to)
}

/// Gives the files of an index another name below `to`, for they are replaced and never changed; copies them where that is
/// another disk.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    let one = |from: &Path, to: &Path| match std::fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => std::fs::copy(from, to).map(drop),
        other => other,
    };
    lay_with(&one, from, to)
}

/// Lays a folder at `to`, each file by `one`; what goes away meanwhile is left out.
fn lay_with(one: &dyn Fn(&Path, &Path) -> io::Result<()>, from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            lay_with(one, &entry.path(), &to)?;
            continue;
        }
        match one(&entry.path(), &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(())
}

/// Looks at the index after each rename, which is how a commit comes to be.
struct States<'p> {
    program: &'p Program,
    dir: PathBuf,
    place: PathBuf,
    seen: Vec<State>,
}

impl States<'_> {
    fn look(&mut self) -> Result<(), String> {
        let state = if self.dir.exists() {
            copy(&self.dir, &self.place).map_err(|error| error.to_string())?;
            let state = self.program.state(&self.place);
            let _next_makes_its_own = std::fs::remove_dir_all(&self.place);
            state?
        } else {
            State::Nothing
        };
        if !self.seen.contains(&state) {
            self.seen.push(state);
        }
        Ok(())
    }
}

impl Director for States<'_> {
    fn enter(&mut self, _: &Operation) -> Order {
        Order::Go
    }

    fn left(&mut self, operation: &Operation) {
        if operation.verb == Verb::Rename {
            // One that cannot be read is no state; a run that only passes through such shows in the comparison later.
            let _unreadable = self.look();
        }
    }
}
