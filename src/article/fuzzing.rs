//! What the fuzzer reaches in articles beside the public API: behind the feature `fuzzing`, no part of what users run.

use std::path::Path;

use super::folder::Folder;

/// Reads `text` as the settings of a folder and asks them for the date of a path.
pub(crate) fn check_settings(text: &str) {
    if let Ok(folder) = Folder::default().extended(Path::new("/news"), text) {
        let _date = folder.date_in_path("/news/2024/02/a/08.txt");
    }
}
