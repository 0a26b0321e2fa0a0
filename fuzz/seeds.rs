//! `seeds TARGET CORPUS [FILE OR FOLDER]...`: inputs to begin with, those that a target has itself and those that are made from files,
//! into the folder of its corpus.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use dixit::fuzzing::Target;

/// Longer files take the fuzzer longer than they teach it.
const MAX_BYTES: u64 = 64 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(name), Some(corpus)) = (arguments.next(), arguments.next()) else {
        return Err("usage: seeds TARGET CORPUS [FILE OR FOLDER]...".into());
    };
    let target = Target::named(&name).ok_or("no target of that name")?;
    let corpus = PathBuf::from(corpus);
    fs::create_dir_all(&corpus)?;
    let mut inputs = (target.seeds)();
    let mut places: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    while let Some(place) = places.pop() {
        if place.is_dir() {
            for entry in fs::read_dir(&place)? {
                places.push(entry?.path());
            }
        } else if fs::metadata(&place)?.len() <= MAX_BYTES {
            inputs.extend(target.of_file(&place.to_string_lossy(), &fs::read(&place)?));
        }
    }
    for (number, input) in inputs.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), input)?;
    }
    Ok(())
}
