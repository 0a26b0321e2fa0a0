//! What protects those who read an index from files that do not hold what was written: tantivy trusts them, and may panic
//! on bytes that a disk or a cable has changed.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use super::IndexError;
use super::check::first_damage;

/// Does `work`, which reads the index at `dir`. When it panics because a file of the index is damaged, that is an error
/// that names the file; any other panic goes on.
///
/// # Errors
///
/// Those of `work`, and [`IndexError::Damaged`].
pub fn guarded<T, E: From<IndexError>>(dir: &Path, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    // What `work` has changed meanwhile is not looked at any more.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| match first_damage(dir) {
        Some(damage) => Err(damage.into()),
        None => resume_unwind(panic),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Corpus;

    #[test]
    fn a_panic_over_damaged_files_is_an_error_and_any_other_goes_on() {
        let corpus = Corpus::new(&[("a.txt", "Berg | | | 2024 | en | one")]);
        corpus.build();
        let dir = corpus.index_dir();
        let fails = || -> Result<(), IndexError> { panic!("as a reader of damaged files") };
        assert!(catch_unwind(|| guarded(&dir, fails)).is_err());
        let store = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
        let store = store.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "store")).unwrap();
        std::fs::write(&store, "other bytes").unwrap();
        let name = Path::new(store.file_name().unwrap());
        let error = guarded(&dir, fails).unwrap_err();
        assert!(matches!(&error, IndexError::Damaged { file: Some(file), .. } if file == name), "{error}");
    }
}
