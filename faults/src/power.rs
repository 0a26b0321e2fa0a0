//! What a disk may hold after the power has failed: what was synced, and of the rest as much as it likes.
//!
//! A file's bytes last once the file was synced, a folder's entries (which names there are, and for which files) once the
//! folder was. Of what was done since, the model keeps nothing, only names, or each thing by chance, as in Pillai et al.,
//! "All File Systems Are Not Created Equal" (OSDI 2014).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::operation::{Operation, Verb};
use crate::program::Program;
use crate::scene::INDEX;
use crate::stage::Stage;
use crate::sweep::in_parallel;
use crate::tally::Tally;
use crate::tracer::{Director, Order};

/// Which of the things that were not synced are on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// None of them.
    Nothing,
    /// New names, without the bytes of their files.
    Names,
    /// Each by chance.
    Some,
}

impl Kept {
    pub(crate) const ALL: [Self; 3] = [Self::Nothing, Self::Names, Self::Some];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "power lost, nothing unsynced kept",
            Self::Names => "power lost, unsynced names kept",
            Self::Some => "power lost, some of the unsynced kept",
        }
    }
}

/// A file or folder, whatever it is called.
type Node = usize;

/// The names in one folder.
type Names = BTreeMap<OsString, Node>;

/// The folder that all is in.
const ROOT: Node = 0;

/// A folder on a disk, as a run writes it.
pub(crate) struct Disk {
    root: PathBuf,
    /// Names by folder, as the program sees them.
    now: BTreeMap<Node, Names>,
    /// Names by folder, as they last.
    lasting: BTreeMap<Node, Names>,
    /// Bytes of files, as they last.
    synced: BTreeMap<Node, Vec<u8>>,
    n_nodes: Node,
    random: fastrand::Rng,
    /// Where what the disk may hold is laid down.
    place: PathBuf,
    /// What was laid down: which things are kept, where it lies, after which operation.
    pub states: Vec<(Kept, PathBuf, String)>,
    known: HashSet<u64>,
}

impl Disk {
    /// A disk on which all that lies below `root` lasts. What it may hold is laid down below `place`.
    pub(crate) fn new(root: &Path, place: &Path, seed: u64) -> io::Result<Self> {
        let mut disk = Self {
            root: root.to_owned(),
            now: BTreeMap::from([(ROOT, Names::new())]),
            lasting: BTreeMap::new(),
            synced: BTreeMap::new(),
            n_nodes: 1,
            random: fastrand::Rng::with_seed(seed),
            place: place.to_owned(),
            states: Vec::new(),
            known: HashSet::new(),
        };
        disk.take_in(Path::new(""))?;
        disk.lasting = disk.now.clone();
        Ok(disk)
    }

    fn take_in(&mut self, folder: &Path) -> io::Result<()> {
        for entry in std::fs::read_dir(self.root.join(folder))? {
            let entry = entry?;
            let below = folder.join(entry.file_name());
            let Some(node) = self.make(&below) else { continue };
            if entry.file_type()?.is_dir() {
                self.now.insert(node, Names::new());
                self.take_in(&below)?;
            } else {
                self.synced.insert(node, std::fs::read(entry.path())?);
            }
        }
        Ok(())
    }

    /// What is called `path` now, below the root.
    fn node(&self, path: &Path) -> Option<Node> {
        path.iter().try_fold(ROOT, |folder, name| self.now.get(&folder)?.get(name).copied())
    }

    /// The names beside `path`.
    fn beside(&mut self, path: &Path) -> Option<&mut Names> {
        let folder = self.node(path.parent()?)?;
        self.now.get_mut(&folder)
    }

    /// Something new under this name.
    fn make(&mut self, path: &Path) -> Option<Node> {
        let (name, node) = (path.file_name()?.to_owned(), self.n_nodes);
        self.beside(path)?.insert(name, node);
        self.n_nodes += 1;
        Some(node)
    }

    fn remove(&mut self, path: &Path) -> Option<Node> {
        let name = path.file_name()?.to_owned();
        self.beside(path)?.remove(&name)
    }

    fn relative(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.root).ok().map(Path::to_owned)
    }

    /// What lasts from now on. Taken before the system does it: what comes in between need not be part of it.
    fn sync(&mut self, path: &Path) -> Option<()> {
        let node = self.node(path)?;
        match self.now.get(&node) {
            Some(names) => drop(self.lasting.insert(node, names.clone())),
            None => drop(self.synced.insert(node, std::fs::read(self.root.join(path)).ok()?)),
        }
        Some(())
    }

    fn apply(&mut self, operation: &Operation) -> Option<()> {
        let path = self.relative(&operation.path)?;
        match operation.verb {
            Verb::Create if self.node(&path).is_none() => drop(self.make(&path)),
            Verb::MakeFolder => {
                let node = self.make(&path)?;
                self.now.insert(node, Names::new());
            }
            Verb::Remove => drop(self.remove(&path)),
            Verb::Rename => {
                let node = self.remove(&path)?;
                let to = self.relative(operation.to.as_ref()?)?;
                let name = to.file_name()?.to_owned();
                let replaced = self.beside(&to)?.insert(name, node);
                // As renameat2(2) does with RENAME_EXCHANGE.
                if let Some(replaced) = replaced.filter(|_| operation.exchanges) {
                    let name = path.file_name()?.to_owned();
                    self.beside(&path)?.insert(name, replaced);
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Lays down what the disk may hold now.
    fn lay_down(&mut self, after: &str) -> io::Result<()> {
        Kept::ALL.into_iter().try_for_each(|kept| self.lay_down_with(kept, after))
    }

    /// The disk when all is over and only what was synced is there.
    pub(crate) fn in_the_end(&mut self) -> io::Result<PathBuf> {
        self.known.clear();
        self.lay_down_with(Kept::Nothing, "the end")?;
        self.states.pop().map(|(_, place, _)| place).ok_or_else(|| io::Error::other("nothing was laid down"))
    }

    fn lay_down_with(&mut self, kept: Kept, after: &str) -> io::Result<()> {
        let mut files = Vec::new();
        self.gather(kept, ROOT, Path::new(""), &mut files);
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        for (path, bytes) in &files {
            hasher.update(path.as_os_str().as_encoded_bytes());
            hasher.update(&bytes.as_ref().map_or(u64::MAX, |bytes| bytes.len() as u64).to_le_bytes());
            hasher.update(bytes.as_deref().unwrap_or_default());
        }
        if !self.known.insert(hasher.digest()) {
            return Ok(());
        }
        let place = self.place.join(self.n_nodes.to_string()).join(self.states.len().to_string());
        std::fs::create_dir_all(&place)?;
        for (path, bytes) in files {
            match bytes {
                None => std::fs::create_dir_all(place.join(path))?,
                Some(bytes) => std::fs::write(place.join(path), bytes)?,
            }
        }
        self.states.push((kept, place, after.to_owned()));
        Ok(())
    }

    /// The folders, without bytes, and the files in `folder`, which is at `path`.
    fn gather(&mut self, kept: Kept, folder: Node, path: &Path, files: &mut Vec<(PathBuf, Option<Vec<u8>>)>) {
        let names = |of: &BTreeMap<Node, Names>| of.get(&folder).cloned().unwrap_or_default();
        let (now, lasting) = (names(&self.now), names(&self.lasting));
        let all: BTreeSet<&OsString> = now.keys().chain(lasting.keys()).collect();
        for name in all {
            let is_new = match kept {
                Kept::Nothing => false,
                Kept::Names => true,
                Kept::Some => self.random.bool(),
            };
            let Some(node) = (if is_new { now.get(name) } else { lasting.get(name) }).copied() else { continue };
            let path = path.join(name);
            if self.now.contains_key(&node) {
                files.push((path.clone(), None));
                self.gather(kept, node, &path, files);
                continue;
            }
            let is_written = kept == Kept::Some && self.random.bool() && self.node(&path) == Some(node);
            let written = if is_written { std::fs::read(self.root.join(&path)).ok() } else { None };
            files.push((path, Some(written.or_else(|| self.synced.get(&node).cloned()).unwrap_or_default())));
        }
    }
}

impl Director for Disk {
    fn enter(&mut self, operation: &Operation) -> Order {
        if operation.verb == Verb::Sync
            && let Some(path) = self.relative(&operation.path)
        {
            // A file that is gone by now has nothing that could last.
            let _gone = self.sync(&path);
        }
        Order::Go
    }

    fn left(&mut self, operation: &Operation) {
        if !operation.verb.writes() || operation.verb == Verb::Write {
            return;
        }
        let _outside = self.apply(operation);
        if let Err(error) = self.lay_down(&operation.to_string()) {
            eprintln!("the disk's model failed: {error}");
        }
    }
}

/// Looks at everything that the disk may hold after each operation of `stage`, every `stride`-th of it.
pub(crate) fn cut(program: &Program, stage: &dyn Stage, stride: usize, seed: u64, tally: &Tally) -> io::Result<()> {
    let (place, laid) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let dir = stage.lay(place.path())?;
    let mut disk = Disk::new(place.path(), laid.path(), seed)?;
    let end = stage.run(program, &dir, &mut disk)?;
    let last = disk.in_the_end()?;
    let states: Vec<_> = disk.states.into_iter().step_by(stride).collect();
    in_parallel(&states, &|(kept, place, after)| {
        let what = format!("{}, {} after {after}, seed {seed}", stage.name(), kept.name());
        tally.count(stage.name(), kept.name(), &what, stage.judge(program, &place.join(INDEX), &end).map(drop));
        Ok(())
    })?;
    let lasts = match stage.judge(program, &last.join(INDEX), &end) {
        Ok(true) if end.code == Some(0) => Ok(()),
        other => Err(format!("the run ended with {:?}; whether that lasts: {other:?}", end.code)),
    };
    tally.count(stage.name(), "power lost after the end", stage.name(), lasts);
    Ok(())
}
