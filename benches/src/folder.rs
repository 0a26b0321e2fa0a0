//! Folders that a run makes: sizes and removal.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// Bytes of all files at and below `path`.
pub fn size(path: &Path) -> Outcome<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let facts = entry.metadata()?;
        sum += if facts.is_dir() { size(&entry.path())? } else { facts.len() };
    }
    Ok(sum)
}

/// A folder that is not there yet, and is gone when this is dropped.
#[derive(Debug)]
pub struct Fresh(PathBuf);

impl Fresh {
    /// The folder `name` below `work`.
    pub fn new(work: &Path, name: &str) -> Outcome<Self> {
        let path = work.join(name);
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // What is left is removed by the next run.
        let _ = fs::remove_dir_all(&self.0);
    }
}
