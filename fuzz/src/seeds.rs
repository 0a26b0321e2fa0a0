//! Inputs to begin with: those that a target has itself, and those that are made from files. They are never committed,
//! for the files may be articles of others.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dixit::fuzzing::Target;

/// Longer files take the fuzzer longer than they teach it.
const MAX_BYTES: u64 = 16 * 1024;

/// As many files teach enough.
const MAX_FILES: usize = 2000;

/// Writes the inputs into the folder `corpus/TARGET`, from the files and folders that the variable `DIXIT_SEEDS` lists;
/// without it, there are those that were found in an earlier run.
pub(crate) fn write(target: &Target) -> io::Result<()> {
    let Some(places) = std::env::var_os("DIXIT_SEEDS") else { return Ok(()) };
    let corpus = Path::new("corpus").join(target.name);
    fs::create_dir_all(&corpus)?;
    let mut inputs = (target.seeds)();
    for place in std::env::split_paths(&places) {
        add(target, &place, &mut inputs)?;
    }
    for (number, input) in inputs.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), input)?;
    }
    Ok(())
}

fn add(target: &Target, place: &Path, inputs: &mut Vec<Vec<u8>>) -> io::Result<()> {
    if place.is_dir() {
        let mut inside: Vec<PathBuf> =
            fs::read_dir(place)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        inside.sort();
        for place in inside {
            add(target, &place, inputs)?;
        }
    } else if inputs.len() < MAX_FILES && fs::metadata(place)?.len() <= MAX_BYTES {
        let name = place.to_string_lossy();
        if target.files.iter().any(|(ending, _)| name.ends_with(ending)) {
            inputs.extend(target.of_file(&name, &fs::read(place)?));
        }
    }
    Ok(())
}
