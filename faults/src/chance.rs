//! Kills at random moments of runs over a real folder, one after the other over the same index.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{Program, State, over};
use crate::scene::INDEX;
use crate::sweep::in_parallel;
use crate::tally::Tally;

/// Kills of one index before a run may end.
const KILLS_OF_ONE: usize = 8;

/// Kills `kills` runs over `folder`; after each the index must be sound, and in the end be as after one run that nobody
/// disturbed.
pub(crate) fn kill(program: &Program, folder: &Path, kills: usize, seed: u64, tally: &Tally) -> io::Result<()> {
    let place = tempfile::tempdir()?;
    let command = vec!["index".to_owned(), folder.to_string_lossy().into_owned()];
    let undisturbed = place.path().join(INDEX);
    let begun = Instant::now();
    program.done(&command, &undisturbed)?;
    // Two runs at once take longer.
    let most = begun.elapsed() * 2;
    let wanted = program.state(&undisturbed).map_err(io::Error::other)?;
    let scene = format!("a folder of {} records", wanted.n_records());
    let chains: Vec<u64> = (0..kills.div_ceil(KILLS_OF_ONE) as u64).collect();
    in_parallel(&chains, &|chain| {
        let mut random = fastrand::Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(*chain));
        let place = tempfile::tempdir()?;
        let dir = place.path().join(INDEX);
        for number in 0..KILLS_OF_ONE {
            let after = Duration::from_secs_f64(most.as_secs_f64() * random.f64());
            let is_killed = kill_after(program, &command, &dir, after)?;
            let outcome = match program.state(&dir) {
                Ok(State::Nothing) => Ok(()),
                Ok(_) => program.check(&dir),
                Err(wrong) => Err(wrong),
            };
            let what = format!("seed {seed}, index {chain}, kill {number} after {after:?}");
            tally.count(
                &scene,
                if is_killed { "killed at a random moment" } else { "done before the kill" },
                &what,
                outcome,
            );
        }
        let outcome = program.done(&command, &dir).map_err(|error| error.to_string()).and_then(|()| {
            let state = program.state(&dir)?;
            program.check(&dir)?;
            if state == wanted { Ok(()) } else { Err(format!("{state:?} in place of {wanted:?}")) }
        });
        tally.count(&scene, "taken to the end after the kills", &format!("seed {seed}, index {chain}"), outcome);
        Ok(())
    })
}

/// Says whether the kill came before the end.
fn kill_after(program: &Program, command: &[String], dir: &Path, after: Duration) -> io::Result<bool> {
    let mut child =
        Command::new(&program.0).args(over(command, dir)).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    std::thread::sleep(after);
    child.kill()?;
    Ok(!child.wait()?.success())
}

/// Several writers and readers over one index at once: all writers end well, no reader ever sees an error, and the
/// result is that of one writer.
pub(crate) fn crowd(program: &Program, articles: &Path, wanted: &State, tally: &Tally) -> io::Result<()> {
    const WRITERS: usize = 3;
    const READINGS: usize = 40;
    let place = tempfile::tempdir()?;
    let dir = place.path().join(INDEX);
    let command = vec!["index".to_owned(), articles.to_string_lossy().into_owned()];
    let read = |dir: &PathBuf| -> Result<(), String> { program.state(dir).map(drop) };
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let (dir, command) = (&dir, &command);
            scope.spawn(move || {
                let outcome = program.done(command, dir).map_err(|error| error.to_string());
                tally.count("a crowd", "several writers at once", &format!("writer {number}"), outcome);
            });
        }
        for number in 0..READINGS {
            tally.count("a crowd", "reads meanwhile", &format!("reading {number}"), read(&dir));
        }
    });
    let outcome = program.state(&dir).and_then(|state| {
        if state == *wanted { program.check(&dir) } else { Err(format!("{state:?} in place of {wanted:?}")) }
    });
    tally.count("a crowd", "the end", "of several writers", outcome);
    Ok(())
}
