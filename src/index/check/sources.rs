//! Articles as their files have them now against what the index says of them: in a file that is as it was when it was read,
//! every statement must stand where it is said to, letter by letter. Files that have changed or gone are no damage.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::build::{absolute, is_below};
use super::super::intake::open_hashed;
use super::super::manifest::{Known, Manifest, fingerprint};
use super::super::moved::Content;
use super::super::open::failure;
use super::super::stored::{decode_article, decode_record};
use super::super::{IndexError, Snapshot};
use super::fault::{FaultKind, Faults};
use super::segment::place_of;
use super::{CheckPart, CheckProgress, Checking, Compared, SourcesOf};
use crate::article::{Article, Folders};
use crate::crew::share;
use crate::statement::Record;
use crate::text::Span;

/// Compares the articles of the files that were asked for.
pub(super) fn compare(checking: &Checking<'_>, snapshot: &Snapshot, faults: &Faults) -> Result<Compared, IndexError> {
    let manifest = Manifest::load(&snapshot.searcher, &snapshot.schema)
        .map_err(|error| failure(checking.dir, "reading the list of files", error))?;
    let mut files: Vec<(String, Known)> = manifest.files.into_iter().collect();
    if let SourcesOf::Below(paths) = &checking.request.sources {
        let roots = absolute(paths);
        files.retain(|(path, _)| is_below(path, &roots));
    }
    files.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let (all, done) = (files.len() as u64, AtomicU64::new(0));
    let folders = Folders::default();
    let options = fingerprint(&checking.request.read);
    let compared = share(checking.threads, files, &|(path, known)| {
        let file = Comparing { checking, snapshot, folders: &folders, options, path: &path, known: &known };
        let compared = file.compare(faults);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        (checking.progress)(CheckProgress { part: CheckPart::Sources, done, all });
        compared
    });
    let mut sum = Compared::default();
    for compared in compared {
        sum.add(compared?);
    }
    Ok(sum)
}

impl Compared {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.articles += other.articles;
        self.statements += other.statements;
        self.changed += other.changed;
        self.gone += other.gone;
        self.unreadable += other.unreadable;
        self.otherwise += other.otherwise;
    }
}

/// A file now, against what it was when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileState {
    Same,
    Changed,
    Gone,
    Unreadable,
}

/// A file whose articles are compared.
struct Comparing<'c> {
    checking: &'c Checking<'c>,
    snapshot: &'c Snapshot,
    folders: &'c Folders,
    /// Fingerprint of how articles are read.
    options: u64,
    path: &'c str,
    known: &'c Known,
}

impl Comparing<'_> {
    fn compare(&self, faults: &Faults) -> Result<Compared, IndexError> {
        let found = Faults::default();
        let compared = self.compare_if_unchanged(&found)?;
        if found.is_empty() {
            return Ok(compared);
        }
        // One that was changed while it was read is no fault.
        if self.state() != FileState::Same {
            return Ok(Compared { changed: 1, ..Compared::default() });
        }
        faults.append(found);
        Ok(compared)
    }

    fn compare_if_unchanged(&self, faults: &Faults) -> Result<Compared, IndexError> {
        let none = Compared::default();
        let settings = self.folders.of(Path::new(self.path));
        match self.state() {
            FileState::Same => {}
            FileState::Changed => return Ok(Compared { changed: 1, ..none }),
            FileState::Gone => return Ok(Compared { gone: 1, ..none }),
            FileState::Unreadable => return Ok(Compared { unreadable: 1, ..none }),
        }
        if self.options ^ settings.fingerprint() != self.known.options {
            return Ok(Compared { otherwise: 1, ..none });
        }
        let stations = self.checking.stations;
        let Ok(mut input) = (stations.open)(Path::new(self.path), self.path) else {
            return Ok(Compared { unreadable: 1, ..none });
        };
        let mut compared = Compared { files: 1, ..none };
        let mut failed = None;
        let mut unknown: Vec<String> = Vec::new();
        (stations.read)(self.path, &mut input, &self.checking.request.read.within(settings), &mut |item| {
            let Ok(article) = item else { return };
            match self.compare_article(&article, &mut compared, faults) {
                Ok(true) => {}
                Ok(false) => unknown.push(article.path),
                Err(error) => failed = failed.take().or(Some(error)),
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        if !unknown.is_empty() {
            // Those of which no statements could be made are known as skipped.
            let skips = self.known.skips(&self.snapshot.searcher, &self.snapshot.schema);
            let skips = skips.map_err(|error| failure(self.checking.dir, "reading the list of files", error))?;
            unknown.retain(|path| skips.iter().all(|skip| skip.path != *path));
        }
        for path in unknown {
            faults.add(FaultKind::Text, path, "stands in its file, which is as it was, and not in the index");
        }
        if compared.articles < self.known.articles {
            let n = self.known.articles - compared.articles;
            faults.add(
                FaultKind::Text,
                self.path,
                format!("is as it was, but gives {n} articles of the index no more"),
            );
        }
        Ok(compared)
    }

    /// What has become of the file.
    fn state(&self) -> FileState {
        let path = Path::new(self.path);
        let size = match std::fs::metadata(path) {
            Ok(metadata) => metadata.len(),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return FileState::Gone;
            }
            Err(_) => return FileState::Unreadable,
        };
        if size != self.known.size {
            return FileState::Changed;
        }
        match open_hashed(self.checking.stations, path, self.path) {
            Ok((hash, _)) if (Content { hash, size }) == self.known.content() => FileState::Same,
            Ok(_) => FileState::Changed,
            Err(_) => FileState::Unreadable,
        }
    }

    /// Compares an article and its statements; `false` when the index does not know it.
    fn compare_article(&self, article: &Article, compared: &mut Compared, faults: &Faults) -> Result<bool, IndexError> {
        let schema = &self.snapshot.schema;
        let Some(address) = self.snapshot.documents(&schema.article_term(&article.path))?.pop() else {
            return Ok(false);
        };
        compared.articles += 1;
        let entry = self.snapshot.stored(address, decode_article)?;
        if entry.text_hash != article.text_hash() {
            faults.add(FaultKind::Text, &article.path, "its file is as it was, but gives another text");
            return Ok(true);
        }
        for address in self.snapshot.documents(&schema.statements_term(&article.path))? {
            let record = self.snapshot.stored(address, decode_record)?;
            compared.statements += 1;
            for what in unlike(&record, &article.text) {
                let place = place_of(&record.id, &article.path);
                faults.add(FaultKind::Text, place, format!("its {what} is not what stands there in its file"));
            }
        }
        Ok(true)
    }
}

/// What of `record` does not stand in `text` as it says.
fn unlike(record: &Record, text: &str) -> Vec<&'static str> {
    let is_there = |span: Span, piece: &str| span.of(text) == Some(piece);
    let mut unlike = Vec::new();
    let context = Span::new(record.context.start, record.context.start.saturating_add(record.context.text.len()));
    // The words are those of the context, which is where a record has them.
    if !is_there(context, &record.context.text) {
        unlike.push("text");
    }
    for (what, placed) in [("speaker", &record.speaker.mention), ("cue", &record.cue)] {
        if placed.as_ref().is_some_and(|(piece, span)| !is_there(*span, piece)) {
            unlike.push(what);
        }
    }
    unlike
}
