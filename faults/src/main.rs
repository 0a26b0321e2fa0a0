//! Breaks runs of `dixit index` and `dixit saved run` in every way it can and looks at what is left: kills, torn writes, errors of the file
//! system, lost power, full disks, files that change while they are read.

mod articles;
mod chance;
mod disk;
mod meddling;
mod operation;
mod power;
mod program;
mod saved;
mod scene;
mod stage;
mod sweep;
mod tally;
mod tracer;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use program::Program;
use saved::SavedRun;
use scene::Scene;
use stage::Stage;
use tally::Tally;

/// So many times as many faults are put into a run of a saved query as into one that indexes.
const SAVED_TIMES: usize = 16;

/// Break runs of `dixit index` and look at what is left
#[derive(Debug, Parser)]
struct Arguments {
    /// The program
    #[arg(long, value_name = "PATH", default_value = "target/release/dixit")]
    dixit: PathBuf,
    /// Which harnesses; all of them unless some are named
    #[arg(long, value_name = "NAME", value_enum, value_delimiter = ',')]
    only: Vec<Harness>,
    /// Only in the scene of that name
    #[arg(long, value_name = "NAME")]
    scene: Option<String>,
    /// Put a fault at every n-th operation
    #[arg(long, value_name = "N", default_value_t = 1)]
    stride: usize,
    /// A folder of articles whose indexing is killed at random moments
    #[arg(long, value_name = "PATH")]
    folder: Option<PathBuf>,
    /// So many kills of it
    #[arg(long, value_name = "N", default_value_t = 200)]
    kills: usize,
    /// Seed of what is left to chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Harness {
    /// Kills before each operation and within each write
    Kill,
    /// Each operation fails once or from then on
    Errors,
    /// What a disk may hold when the power fails
    Power,
    /// Full and read-only disks, other users, an index that is removed while it is written
    Disk,
    /// Articles that change or cannot be read while they are read
    Articles,
    /// Several writers and readers at once
    Crowd,
    /// Kills at random moments over a real folder
    Chance,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Says how many cases failed.
fn run(arguments: &Arguments) -> std::io::Result<usize> {
    let program = Program(arguments.dixit.canonicalize()?);
    let tally = Tally::default();
    let place = tempfile::tempdir()?;
    let is_asked = |harness| arguments.only.is_empty() || arguments.only.contains(&harness);
    let is_meant = |stage: &dyn Stage| arguments.scene.as_ref().is_none_or(|name| name == stage.name());
    let break_it = |stage: &dyn Stage, stride: usize| -> std::io::Result<()> {
        if is_asked(Harness::Kill) {
            sweep::sweep(&program, stage, &sweep::KILLS, stride, &tally)?;
        }
        if is_asked(Harness::Errors) {
            sweep::sweep(&program, stage, &sweep::ERRORS, stride, &tally)?;
        }
        if is_asked(Harness::Power) {
            power::cut(&program, stage, stride, arguments.seed, &tally)?;
        }
        Ok(())
    };
    let saved = SavedRun::new(&program, &place.path().join("saved run"))?;
    if is_meant(&saved) {
        // It has few operations.
        break_it(&saved, arguments.stride.div_ceil(SAVED_TIMES))?;
    }
    for scene in Scene::all(&program, place.path())? {
        if !is_meant(&scene) {
            continue;
        }
        break_it(&scene, arguments.stride)?;
        if is_asked(Harness::Disk) {
            disk::harm(&program, &scene, &tally)?;
            disk::remove_below(&program, &scene, arguments.stride, &tally)?;
        }
        if is_asked(Harness::Crowd) {
            chance::crowd(&program, &scene.articles, &scene.done, &tally)?;
        }
    }
    if is_asked(Harness::Articles) {
        meddling::meddle(&program, arguments.stride, &tally)?;
    }
    if let Some(folder) = arguments.folder.as_ref().filter(|_| is_asked(Harness::Chance)) {
        chance::kill(&program, &folder.canonicalize()?, arguments.kills, arguments.seed, &tally)?;
    }
    let (table, failed) = tally.table();
    std::io::stdout().write_all(table.as_bytes())?;
    Ok(failed)
}
