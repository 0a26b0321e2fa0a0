//! The bytes of one file, never more than a limit.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Skip, SkipReason};

/// Largest file that is read, in bytes. A file is in memory as a whole while it is read.
pub const MAX_FILE_BYTES: u64 = 1 << 30;

/// The bytes of a file, at most `limit` of them; `shown` names it in the error.
///
/// # Errors
///
/// When the file cannot be read or is larger than `limit` bytes.
pub fn load(path: &Path, shown: &str, limit: u64) -> Result<Vec<u8>, Skip> {
    read_limited(path, limit).map_err(|reason| Skip { path: shown.to_owned(), place: None, reason })
}

fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, SkipReason> {
    let unreadable = |error: std::io::Error| SkipReason::Unreadable(error.to_string());
    let mut file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    if size > limit {
        return Err(SkipReason::TooLarge { size, limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // The file may grow while it is read, and some special files claim a size of 0.
    file.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    let size = bytes.len() as u64;
    if size > limit { Err(SkipReason::TooLarge { size, limit }) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &[u8], limit: u64, expected: &Result<Vec<u8>, SkipReason>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("article.txt");
        std::fs::write(&path, content).unwrap();
        let found = load(&path, "article.txt", limit).map_err(|skip| {
            assert_eq!(skip.path, "article.txt");
            skip.reason
        });
        assert_eq!(&found, expected);
    }

    #[test]
    fn a_file_up_to_the_limit_is_read_and_a_larger_one_is_not() {
        check(b"", 0, &Ok(Vec::new()));
        check(b"abc", 3, &Ok(b"abc".to_vec()));
        check(b"abcd", 3, &Err(SkipReason::TooLarge { size: 4, limit: 3 }));
        check(b"abc", u64::MAX, &Ok(b"abc".to_vec()));
    }

    #[test]
    fn a_missing_file_is_a_skip() {
        let skip = load(Path::new("/no/such/file"), "shown", 9).unwrap_err();
        assert_eq!((skip.path.as_str(), skip.reason.code()), ("shown", "unreadable"));
    }
}
