//! The targets in `cargo test`: their seeds, the project's own files, and some thousand mutations of them, always the
//! same ones.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::{Ground, TARGETS, Target};

/// How many bytes are thrown at a target: those that take long get fewer inputs.
const BYTES: usize = 1 << 20;

/// Least number of inputs of a target beside its seeds.
const LEAST_INPUTS: usize = 200;

/// Longest input.
const MAX_BYTES: usize = 16 * 1024;

/// Pieces that mean something to one reader or another.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b"\\",
    b"<",
    b">",
    b"&#",
    b"--",
    b"\r\n\r\n",
    b"{",
    b"}",
    b"[",
    b"(",
    b":",
    b"=",
    b"\0",
    b"\xFF\xFE",
    b"\xC3",
    b"\xE2\x80\x9C",
    b"\xCC\x81",
    b"\xF0\x9F\x8C\xBE",
    b" AND ",
    b"~9",
    b"99999999999999999999",
    b"</p>",
    b" said ",
];

#[test]
fn mutated_inputs_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let ground = Ground::at(folder.path()).unwrap();
    for target in TARGETS {
        let seeds = seeds(target);
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let mut thrown = 0;
        for input in &seeds {
            throw(target, &ground, input);
        }
        for number in 0.. {
            if number >= LEAST_INPUTS && thrown >= BYTES {
                break;
            }
            let input = mutated(&seeds, &mut dice);
            thrown += input.len().max(64);
            throw(target, &ground, &input);
        }
    }
}

#[test]
fn each_target_has_a_binary_of_its_name() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for Target { name, .. } in TARGETS {
        let source = std::fs::read_to_string(fuzz.join(format!("targets/{name}.rs"))).unwrap_or_default();
        assert!(source.contains(&format!("target!(\"{name}\")")), "fuzz/targets/{name}.rs");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} in fuzz/Cargo.toml");
    }
}

/// Names the input when the target fails.
fn throw(target: &Target, ground: &Ground, input: &[u8]) {
    let thrown = catch_unwind(AssertUnwindSafe(|| (target.run)(ground, input)));
    assert!(thrown.is_ok(), "{} failed on b\"{}\"", target.name, input.escape_ascii());
}

/// What a target has itself, and what it makes of the project's own files.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let mut seeds = (target.seeds)();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut places: Vec<PathBuf> = vec![root.join("examples"), root.join("tests/fixtures")];
    while let Some(place) = places.pop() {
        if place.is_dir() {
            let mut inside: Vec<PathBuf> = place.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
            inside.sort();
            places.extend(inside);
        } else {
            seeds.extend(target.of_file(&place.to_string_lossy(), &std::fs::read(&place).unwrap()));
        }
    }
    if seeds.is_empty() {
        seeds.push(vec![0; 16]);
    }
    seeds
}

/// One of the seeds after a few changes.
fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = seeds[dice.below(seeds.len())].clone();
    input.truncate(MAX_BYTES);
    for _ in 0..=dice.below(4) {
        let (from, to) = dice.range(input.len());
        match dice.below(7) {
            0 => drop(input.drain(from..to)),
            1 => input.truncate(from),
            2 => {
                let again = input[from..to].repeat(1 + dice.below(20));
                input.splice(from..from, again);
            }
            3 => {
                let piece = PIECES[dice.below(PIECES.len())].repeat(1 + dice.below(3) * dice.below(50));
                input.splice(from..from, piece);
            }
            4 => {
                let other = &seeds[dice.below(seeds.len())];
                let (start, end) = dice.range(other.len());
                input.splice(from..to, other[start..end].iter().copied());
            }
            5 => input[from..to].iter_mut().take(8).for_each(|byte| *byte = dice.byte()),
            _ => input.iter_mut().skip(from).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
        }
        input.truncate(MAX_BYTES);
    }
    input
}

/// Numbers that look like chance and are always the same (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }

    fn range(&mut self, length: usize) -> (usize, usize) {
        let (one, other) = (self.below(length + 1), self.below(length + 1));
        (one.min(other), one.max(other))
    }
}
