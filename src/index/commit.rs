//! Which commit lies in a folder, told from outside: cheap enough to ask before every question.

use std::path::Path;
use std::time::SystemTime;

use super::Index;
use super::open::META;

/// What tells one commit in a folder from the next. Two that are equal are the same commit; a folder that was replaced
/// by another has another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    modified: SystemTime,
    bytes: u64,
    file: u64,
}

impl Commit {
    /// The last commit in `folder`; `None` where there is none.
    pub fn of(folder: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(folder.join(META)).ok()?;
        Some(Self { modified: metadata.modified().ok()?, bytes: metadata.len(), file: number(&metadata) })
    }
}

/// Every commit is a new file under the old name.
#[cfg(unix)]
fn number(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}

impl Index {
    /// A number for what it holds: equal as long as no statement came or went, in every process.
    pub fn generation(&self) -> u64 {
        let searcher = self.reader.searcher();
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        for (segment, deletes) in searcher.generation().segments() {
            hasher.update(segment.uuid_string().as_bytes());
            hasher.update(&deletes.unwrap_or_default().to_le_bytes());
        }
        hasher.digest()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Corpus;

    #[test]
    fn a_commit_and_a_generation_are_others_when_something_came() {
        let corpus = Corpus::new(&[("a.txt", "Berg | | | 2024 | en | one")]);
        assert_eq!(Commit::of(&corpus.index_dir()), None);
        corpus.build();
        let first = (Commit::of(&corpus.index_dir()), corpus.open().generation());
        assert_eq!((Commit::of(&corpus.index_dir()), corpus.open().generation()), first);
        corpus.write("b.txt", "Lund | | | 2024 | en | two");
        corpus.build();
        let second = (Commit::of(&corpus.index_dir()), corpus.open().generation());
        assert!(first.0 != second.0 && first.1 != second.1, "{first:?} {second:?}");
    }
}
