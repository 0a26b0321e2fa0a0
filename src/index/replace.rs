//! One file in the place of another: whatever happens meanwhile, what is there is the old one or the new one, whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Puts `bytes` in the place of the file at `path`, or where there is none. Whoever calls has the lock under which that file
/// is written: the draft has the same name each time, so that the next writer finds the one that a killed one has left.
///
/// The bytes last when this is done; that the name does is up to who syncs the folder.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // It may be another user's, who had the right to write here, too.
    take_away_draft(path)?;
    let draft = draft_of(path);
    let put = || {
        let mut file = File::create_new(&draft)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        // Not every system renames a file that is open.
        drop(file);
        fs::rename(&draft, path)
    };
    put().inspect_err(|_| {
        // A full disk shall have its room back; where even that fails, the next writer does it.
        let _or_later = fs::remove_file(&draft);
    })
}

/// Takes away what a run has left that was killed while it replaced the file at `path`.
pub(super) fn take_away_draft(path: &Path) -> io::Result<()> {
    match fs::remove_file(draft_of(path)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Hidden, so that it never counts as a file of the folder.
fn draft_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".draft");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<OsString> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn a_file_is_replaced_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for text in ["one", "two", ""] {
            // Longer than what takes its place.
            fs::write(draft_of(&path), "what a killed run had written so far").unwrap();
            replace(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(names(folder.path()), ["a"]);
        }
    }

    #[test]
    fn what_cannot_be_replaced_stays_and_leaves_no_draft() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::create_dir(&path).unwrap();
        replace(&path, b"one").unwrap_err();
        assert_eq!(names(folder.path()), ["a"]);
        assert!(path.is_dir());
    }
}
