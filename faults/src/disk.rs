//! Real disks that are full or may not be written, and a user who may not.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

use nix::mount::{MntFlags, MsFlags, mount, umount2};

use crate::operation::Operation;
use crate::program::{Program, State, over};
use crate::scene::{INDEX, Scene, copy};
use crate::stage::Stage;
use crate::sweep::{in_parallel, is_told};
use crate::tally::Tally;
use crate::tracer::{Director, Listing, Order};

/// A file system of its own, which goes with this value.
struct Mounted<'p>(&'p Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _stays_until_the_machine_goes = umount2(self.0, MntFlags::MNT_DETACH);
    }
}

/// Runs `scene` where there is no room, where nothing may be written, and as somebody who may not. Needs to be root;
/// otherwise it is said that nothing was tried.
pub(crate) fn harm(program: &Program, scene: &Scene, tally: &Tally) -> io::Result<()> {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("SKIPPED: full and read-only disks, for only root can mount them");
        return Ok(());
    }
    let place = tempfile::tempdir()?;
    for kilobytes in (16..=640).step_by(24) {
        let outcome = full(program, scene, place.path(), kilobytes)?;
        tally.count(scene.name, "a full disk", &format!("{}, a disk of {kilobytes} kB", scene.name), outcome);
    }
    let base = scene.lay(place.path())?;
    if base.exists() {
        tally.count(scene.name, "a read-only disk", scene.name, read_only(program, scene, place.path())?);
        tally.count(scene.name, "another user's index", scene.name, others(program, scene, place.path())?);
    }
    Ok(())
}

/// A disk that is too small for what is to be written, or just large enough.
fn full(program: &Program, scene: &Scene, place: &Path, kilobytes: usize) -> io::Result<Result<(), String>> {
    let disk = place.join("small disk");
    std::fs::create_dir_all(&disk)?;
    let size = format!("size={kilobytes}k");
    mount(Some("tmpfs"), &disk, Some("tmpfs"), MsFlags::empty(), Some(size.as_str()))?;
    let _mounted = Mounted(&disk);
    let Ok(dir) = scene.lay(&disk) else { return Ok(Ok(())) };
    let end = scene.run(program, &dir, &mut Listing::default())?;
    let is_told = match end.code {
        Some(0) => true,
        Some(2) => end.errors.contains("no space left"),
        _ => false,
    };
    if !is_told || end.errors.contains("fault at") {
        return Ok(Err(format!("it ended with {:?} and said: {}", end.code, end.errors)));
    }
    // There is room again.
    let larger = place.join("large disk");
    copy(&disk, &larger)?;
    let judged = scene.judge(program, &larger.join(INDEX), &end).map(drop);
    std::fs::remove_dir_all(&larger)?;
    Ok(judged)
}

/// An index that can be read and not written.
fn read_only(program: &Program, scene: &Scene, place: &Path) -> io::Result<Result<(), String>> {
    let (from, disk) = (place.to_owned(), tempfile::tempdir()?);
    mount(Some(&from), disk.path(), None::<&str>, MsFlags::MS_BIND, None::<&str>)?;
    let mounted = Mounted(disk.path());
    let flags = MsFlags::MS_BIND | MsFlags::MS_REMOUNT | MsFlags::MS_RDONLY;
    mount(None::<&str>, disk.path(), None::<&str>, flags, None::<&str>)?;
    let dir = disk.path().join(INDEX);
    let outcome = answers_but_refuses(program.state(&dir), &program.call(&scene.arguments(&dir))?);
    drop(mounted);
    Ok(outcome)
}

/// An index that belongs to another user, who lets everybody read.
fn others(program: &Program, scene: &Scene, place: &Path) -> io::Result<Result<(), String>> {
    use std::os::unix::fs::PermissionsExt;
    /// `nobody`, as on most systems.
    const NOBODY: u32 = 65534;
    std::fs::set_permissions(place, std::fs::Permissions::from_mode(0o755))?;
    let dir = place.join(INDEX);
    let theirs = tempfile::tempdir()?;
    std::fs::set_permissions(theirs.path(), std::fs::Permissions::from_mode(0o755))?;
    // The program may lie where only its owner looks.
    let reachable = theirs.path().join("dixit");
    std::fs::copy(&program.0, &reachable)?;
    let call = |arguments: &[String]| Command::new(&reachable).args(arguments).uid(NOBODY).gid(NOBODY).output();
    let search = ["search", "*", "-n", "0"].map(ToString::to_string);
    let found = call(&over(&search, &dir))?;
    let state = if found.status.success() {
        program.state(&dir)
    } else {
        Err(String::from_utf8_lossy(&found.stderr).into_owned())
    };
    Ok(answers_but_refuses(state, &call(&scene.arguments(&dir))?))
}

fn answers_but_refuses(state: Result<State, String>, written: &Output) -> Result<(), String> {
    let state = state?;
    let errors = String::from_utf8_lossy(&written.stderr);
    if matches!(state, State::Nothing) {
        return Err("it finds no index".to_owned());
    }
    match written.status.code() {
        Some(0) => Err("it says that it was written".to_owned()),
        code => is_told(code, &errors),
    }
}

/// Removes the whole index while it is written.
struct Remover {
    n: usize,
    dir: std::path::PathBuf,
    seen: usize,
}

impl Director for Remover {
    fn enter(&mut self, operation: &Operation) -> Order {
        if operation.verb.writes() {
            self.seen += 1;
            if self.seen == self.n {
                let _is_gone = std::fs::remove_dir_all(&self.dir);
            }
        }
        Order::Go
    }
}

/// Removes the index below a run at each `stride`-th operation: it must end, say so, and the next run begins anew.
pub(crate) fn remove_below(program: &Program, scene: &Scene, stride: usize, tally: &Tally) -> io::Result<()> {
    const MOST: usize = 200;
    let cases: Vec<usize> = (1..=MOST).step_by(stride).collect();
    in_parallel(&cases, &|n| {
        let place = tempfile::tempdir()?;
        let dir = scene.lay(place.path())?;
        let mut remover = Remover { n: *n, dir: dir.clone(), seen: 0 };
        let end = scene.run(program, &dir, &mut remover)?;
        if remover.seen >= *n {
            let told = is_told(end.code, &end.errors);
            let _what_is_left_of_it = std::fs::remove_dir_all(&dir);
            let what = format!("{}, index removed at operation {n}", scene.name);
            tally.count(scene.name, "the index is removed below it", &what, told);
        }
        Ok(())
    })
}
