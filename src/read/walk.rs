//! Which files lie at and below some roots, and in which order.
//!
//! Ignore files (`.gitignore`, `.ignore`, [`IGNORE_FILE`]) count inside the root that holds them, in a
//! git repository or not; those above a root do not, nor does a user's global git configuration, so that
//! a folder holds the same articles on every machine. Hidden files are left out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder};

use super::stamp::stamp;
use super::{Skip, SkipReason, SourceFile};

/// Name of the file that tells dixit alone what to leave out, in the syntax of `.gitignore`.
pub const IGNORE_FILE: &str = ".dixitignore";

/// Name of the file in which a folder says what it knows of its articles. It is none itself.
pub const FOLDER_FILE: &str = "dixit.toml";

/// The files at and below `roots`, each once; roots in the order of their paths, files sorted by path
/// within a root. A root that is missing or unreadable is a [`Skip`].
///
/// Links are not followed, so nothing outside a root is read; a root that is itself a link is. A root
/// that is a file is read whatever ignore files say. Memory does not grow with the number of files.
pub fn walk(roots: &[PathBuf]) -> impl Iterator<Item = Result<SourceFile, Skip>> + Send + use<> {
    let mut found = BTreeSet::new();
    let mut missing = Vec::new();
    for root in roots {
        match root.canonicalize() {
            Ok(path) => drop(found.insert(path)),
            Err(error) => missing.push(Err(skip(root, error.to_string()))),
        }
    }
    let found = Arc::new(found);
    let walks = found.iter().cloned().collect::<Vec<_>>().into_iter().flat_map(move |root| below(&root, &found));
    missing.into_iter().chain(walks)
}

/// The files at and below one root. Other roots inside it are left to their own walk: they may lie
/// where an ignore file hides them from this one.
fn below(root: &Path, roots: &Arc<BTreeSet<PathBuf>>) -> impl Iterator<Item = Result<SourceFile, Skip>> + Send + use<> {
    let roots = Arc::clone(roots);
    WalkBuilder::new(root)
        .require_git(false)
        .parents(false)
        .git_global(false)
        .add_custom_ignore_filename(IGNORE_FILE)
        .sort_by_file_path(Path::cmp)
        .filter_entry(move |entry| entry.depth() == 0 || !roots.contains(entry.path()))
        .build()
        .filter_map(|entry| match entry {
            Ok(entry) => source_file(&entry),
            Err(error) => Some(Err(refused(error, PathBuf::new()))),
        })
}

/// `None` for what holds no article of its own: folders, links, devices, a folder's settings.
fn source_file(entry: &DirEntry) -> Option<Result<SourceFile, Skip>> {
    if !entry.file_type()?.is_file() || entry.file_name() == FOLDER_FILE {
        return None;
    }
    let path = entry.path().to_owned();
    Some(match entry.metadata() {
        Ok(metadata) => Ok(SourceFile {
            shown: path.to_string_lossy().into_owned(),
            path,
            size: metadata.len(),
            stamp: stamp(&metadata),
        }),
        Err(error) => Err(refused(error, path)),
    })
}

/// Unwraps the layers in which `ignore` packs the path and the cause.
fn refused(error: ignore::Error, path: PathBuf) -> Skip {
    match error {
        ignore::Error::WithPath { path, err } => refused(*err, path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => refused(*err, path),
        other => skip(&path, other.to_string()),
    }
}

fn skip(path: &Path, detail: String) -> Skip {
    Skip { path: path.to_string_lossy().into_owned(), place: None, reason: SkipReason::Unreadable(detail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes `files` in a fresh folder, walks `roots` there, compares the paths below it.
    fn check(files: &[(&str, &str)], roots: &[&str], expected: &[&str]) {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap();
        for (name, content) in files {
            let path = base.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        assert_eq!(walked(&base, roots), expected);
    }

    fn walked(base: &Path, roots: &[&str]) -> Vec<String> {
        let roots: Vec<PathBuf> = roots.iter().map(|root| base.join(root)).collect();
        walk(&roots)
            .map(|found| match found {
                Ok(file) => {
                    assert!(file.stamp != 0);
                    file.path.strip_prefix(base).unwrap().to_string_lossy().into_owned()
                }
                Err(skip) => format!("! {}", skip.reason.code()),
            })
            .collect()
    }

    #[test]
    fn files_come_sorted_and_hidden_ones_are_left_out() {
        check(
            &[("b.txt", ""), ("a/z.txt", ""), ("a/.hidden", ""), (".git/x", ""), ("a/dixit.toml", "")],
            &["."],
            &["a/z.txt", "b.txt"],
        );
    }

    #[test]
    fn ignore_files_count_outside_git() {
        let files = [
            (".gitignore", "*.log\n"),
            (".ignore", "drafts/\n"),
            (".dixitignore", "old*\n"),
            ("x.log", ""),
            ("drafts/d.txt", ""),
            ("old1.txt", ""),
            ("new.txt", ""),
        ];
        check(&files, &["."], &["new.txt"]);
        check(&files, &["x.log"], &["x.log"]);
        check(&files, &["drafts", "."], &["new.txt", "drafts/d.txt"]);
    }

    #[test]
    fn overlapping_roots_give_each_file_once() {
        let files = [("a/1.txt", ""), ("a/b/2.txt", ""), ("c.txt", "")];
        check(&files, &[".", "a/b", "a", "a/../a", "c.txt"], &["a/1.txt", "a/b/2.txt", "c.txt"]);
    }

    #[test]
    fn a_missing_root_is_a_skip_and_the_others_are_walked() {
        check(&[("a.txt", "")], &["nowhere", "a.txt"], &["! unreadable", "a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_but_a_root_may_be_one() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(base.join("in")).unwrap();
        std::fs::create_dir_all(base.join("out")).unwrap();
        std::fs::write(base.join("in/a.txt"), "a").unwrap();
        std::fs::write(base.join("out/secret.txt"), "s").unwrap();
        for (target, link) in
            [("../out", "in/folder"), ("../out/secret.txt", "in/file.txt"), (".", "in/loop"), ("in", "root")]
        {
            std::os::unix::fs::symlink(target, base.join(link)).unwrap();
        }
        assert_eq!(walked(&base, &["in"]), ["in/a.txt"]);
        assert_eq!(walked(&base, &["root"]), ["in/a.txt"]);
    }
}
