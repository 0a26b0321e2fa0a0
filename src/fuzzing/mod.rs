//! What must hold for any bytes at all: the targets of the fuzzer. Behind the feature `fuzzing`, no part of what users
//! run.
//!
//! `fuzz/` throws millions of inputs at each target under cargo-fuzz; `replay.rs` throws some thousand mutations of the
//! seeds in `cargo test`. A target fails by a panic.

mod asking;
#[cfg(feature = "mcp")]
mod assisting;
mod extraction;
mod ground;
#[cfg(test)]
mod growth;
mod query;
mod reading;
#[cfg(test)]
mod replay;
#[cfg(feature = "serve")]
mod serving;
mod settings;
#[cfg(feature = "engine")]
mod statement;
mod stored;

pub use ground::Ground;

/// One thing that is fuzzed.
#[derive(Debug)]
pub struct Target {
    /// Its name: that of its binary in `fuzz/`.
    pub name: &'static str,
    /// Throws `bytes` at it. Where it takes several kinds of input, the first byte says which.
    pub run: fn(&Ground, &[u8]),
    /// Inputs to begin with that need no file.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// The endings of files that are inputs to begin with, and what stands before their content then.
    pub files: &'static [(&'static str, &'static [u8])],
}

/// All of them.
pub const TARGETS: &[Target] = &[
    query::TARGET,
    asking::TARGET,
    reading::TEXT,
    reading::PAGE,
    reading::FEED,
    reading::WIRE,
    reading::CRAWL,
    reading::MAIL,
    reading::PDF,
    reading::OFFICE,
    reading::PACKED,
    extraction::EXTRACT,
    extraction::OFFSETS,
    stored::TARGET,
    #[cfg(feature = "engine")]
    statement::TARGET,
    settings::TARGET,
    #[cfg(feature = "serve")]
    serving::TARGET,
    #[cfg(feature = "mcp")]
    assisting::TARGET,
];

impl Target {
    /// The one of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// What a file of that name and content is to begin with, for this target.
    pub fn of_file(&self, name: &str, content: &[u8]) -> Vec<Vec<u8>> {
        let kinds = self.files.iter().filter(|(ending, _)| name.ends_with(ending));
        kinds.map(|(_, kind)| [*kind, content].concat()).collect()
    }
}

/// The kind of input, one of `kinds`, that the first byte stands for, and what is behind it.
fn kind_of<'b, T: Copy>(kinds: &[T], bytes: &'b [u8]) -> Option<(T, &'b [u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((*kinds.get(usize::from(*first) % kinds.len())?, rest))
}

/// The day from which relative dates count here.
const TODAY: jiff::civil::Date = jiff::civil::date(2024, 2, 8);
