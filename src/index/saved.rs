//! Saved queries: kept in the index's folder beside what tantivy has there, each with what it has shown.
//!
//! They are no part of a commit, for a run of a saved query shall not wait for the one writer, which may be watching a
//! folder for days. Each is a file that is replaced as a whole, under a lock of its own; building an index, or building
//! it again, leaves them alone.

use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::hash::Hasher;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::directory::{make_folder, sync_folder};
use super::replace::{replace, take_away_draft};
use super::schema::id_number;
use crate::statement::Record;

/// The folder of saved queries, in that of the index.
pub(super) const FOLDER: &str = "saved";

/// What a file of a saved query begins with.
pub(super) const MAGIC: &[u8] = b"dixit saved query 1\n";

/// Bytes of the checksum behind it.
const CHECKSUM: usize = 8;

/// Ends the name of a file of a saved query.
const EXTENSION: &str = "query";

/// Longest name, in bytes: a file name has 255.
const LONGEST_NAME: usize = 200;

/// What went wrong with a saved query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedError {
    /// No query can be called that.
    #[error("a saved query cannot be called `{name}`")]
    Name {
        /// The name.
        name: String,
    },
    /// There is one of that name.
    #[error("a query is already saved as `{name}`: {query}")]
    Exists {
        /// The name.
        name: String,
        /// The query as typed.
        query: String,
    },
    /// There is none of that name.
    #[error("no query is saved as `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// Those that are there.
        known: Vec<String>,
    },
    /// Its file does not hold what it should.
    #[error("the saved query at `{}` is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("{action} `{}` failed", path.display())]
    Storage {
        /// What was being done.
        action: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

fn at(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> SavedError {
    move |source| SavedError::Storage { action, path: path.to_owned(), source }
}

/// A query under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedQuery {
    /// Its name.
    pub name: String,
    /// The query as typed: relative dates count from the day of each run.
    pub query: String,
    /// When it was saved; seconds are kept.
    pub added: Timestamp,
    /// When it was last run; seconds are kept.
    pub last_run: Option<Timestamp>,
    /// What it has shown.
    pub seen: Seen,
}

/// Statements that were seen. 16 bytes each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    ids: HashSet<u64>,
    /// Hashes of quotes with the addresses, else the paths, of their articles. All ids of an article change when it is
    /// corrected; what was said in it has been seen all the same.
    words: HashSet<u64>,
}

impl Seen {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether nothing was seen yet.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds a statement.
    pub fn add(&mut self, record: &Record) {
        self.ids.insert(id_number(&record.id));
        self.words.insert(words(record));
    }

    pub(crate) fn add_ids(&mut self, ids: &[u64]) {
        self.ids.extend(ids);
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = u64> + '_ {
        self.ids.iter().copied()
    }

    pub(crate) fn has_id(&self, id: u64) -> bool {
        self.ids.contains(&id)
    }

    pub(crate) fn has_words(&self, record: &Record) -> bool {
        self.words.contains(&words(record))
    }
}

fn words(record: &Record) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(record.article.url.as_ref().unwrap_or(&record.article.path).as_bytes());
    hasher.update(&[0]);
    hasher.update(record.quote().as_bytes());
    hasher.finish()
}

/// A saved query as it lies in its file.
#[derive(Serialize, Deserialize)]
struct Stored {
    query: String,
    /// Seconds since 1970.
    added: i64,
    last_run: Option<i64>,
    ids: Vec<u64>,
    words: Vec<u64>,
}

/// The saved queries of an index.
#[derive(Debug, Clone)]
pub struct SavedQueries {
    folder: PathBuf,
}

/// The right to run or change one saved query, until it is dropped: nobody else has it meanwhile.
#[derive(Debug)]
pub struct Turn {
    folder: PathBuf,
    name: String,
    /// Its lock goes with it.
    _lock: File,
}

impl SavedQueries {
    /// Those of the index at `dir`.
    pub fn of(dir: &Path) -> Self {
        Self { folder: dir.join(FOLDER) }
    }

    /// The names of all, in order.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>, SavedError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(at("listing", &self.folder)(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let path = entry.map_err(at("listing", &self.folder))?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).filter(|name| checked(name).is_ok());
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                // Some file systems give names in another normal form than they were given.
                names.extend(name.map(|name| name.nfc().collect::<String>()));
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// The one of that name, without waiting for a run of it that is under way.
    ///
    /// # Errors
    ///
    /// When there is none or it cannot be read.
    pub fn read(&self, name: &str) -> Result<SavedQuery, SavedError> {
        let name = checked(name)?;
        let path = file(&self.folder, &name);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(SavedError::Unknown { name, known: self.names()? });
            }
            Err(error) => return Err(at("reading", &path)(error)),
        };
        decode(name, &bytes).ok_or(SavedError::Damaged { path })
    }

    /// Waits until nobody else runs or changes the one of that name. `waiting` is called once when that is not at once.
    ///
    /// # Errors
    ///
    /// When there is none or the file system refuses.
    pub fn turn(&self, name: &str, waiting: &dyn Fn()) -> Result<Turn, SavedError> {
        let path = file(&self.folder, &checked(name)?);
        // No lock is left behind for a name that is a mistake.
        if !path.try_exists().map_err(at("reading", &path))? {
            return Err(SavedError::Unknown { name: name.to_owned(), known: self.names()? });
        }
        self.turn_for_new(name, waiting)
    }

    /// As [`SavedQueries::turn`] for one that need not be there yet.
    ///
    /// # Errors
    ///
    /// When the name is none or the file system refuses.
    pub fn turn_for_new(&self, name: &str, waiting: &dyn Fn()) -> Result<Turn, SavedError> {
        let name = checked(name)?;
        make_folder(&self.folder).map_err(at("making", &self.folder))?;
        // A lock of its own, because the file is replaced. It stays: whoever took it away could not know who waits.
        let path = self.folder.join(format!(".{name}.lock"));
        let lock =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(at("opening", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waiting();
                lock.lock().map_err(at("locking", &path))?;
            }
            Err(TryLockError::Error(error)) => return Err(at("locking", &path)(error)),
        }
        let path = file(&self.folder, &name);
        take_away_draft(&path).map_err(at("tidying up beside", &path))?;
        Ok(Turn { folder: self.folder.clone(), name, _lock: lock })
    }
}

impl Turn {
    /// The saved query.
    ///
    /// # Errors
    ///
    /// As [`SavedQueries::read`].
    pub fn read(&self) -> Result<SavedQuery, SavedError> {
        SavedQueries { folder: self.folder.clone() }.read(&self.name)
    }

    /// Puts `saved` in its place: what is there is the old one or the new one, whatever happens meanwhile.
    ///
    /// # Errors
    ///
    /// When the file system refuses.
    pub fn write(&self, saved: &SavedQuery) -> Result<(), SavedError> {
        let path = file(&self.folder, &self.name);
        replace(&path, &encode(saved)).and_then(|()| sync_folder(&self.folder)).map_err(at("writing", &path))
    }

    /// Takes the saved query away.
    ///
    /// # Errors
    ///
    /// When the file system refuses.
    pub fn remove(self) -> Result<(), SavedError> {
        let path = file(&self.folder, &self.name);
        std::fs::remove_file(&path).and_then(|()| sync_folder(&self.folder)).map_err(at("removing", &path))
    }
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.{EXTENSION}"))
}

/// A name that is also one for a file everywhere: letters and digits of any script, and `-`, `_` and `.` inside.
fn checked(name: &str) -> Result<String, SavedError> {
    let name: String = name.nfc().collect();
    let fits = name.chars().all(|char| char.is_alphanumeric() || is_mark(char) || "-_.".contains(char));
    if !fits || name.is_empty() || name.starts_with(['-', '.']) || name.ends_with('.') || name.len() > LONGEST_NAME {
        return Err(SavedError::Name { name });
    }
    Ok(name)
}

/// Whether `char` is a mark that belongs to the letter before it, as the vowels of many scripts are.
fn is_mark(char: char) -> bool {
    unicode_normalization::char::is_combining_mark(char)
}

pub(super) fn encode(saved: &SavedQuery) -> Vec<u8> {
    let sorted = |numbers: &HashSet<u64>| {
        let mut numbers: Vec<u64> = numbers.iter().copied().collect();
        numbers.sort_unstable();
        numbers
    };
    let stored = Stored {
        query: saved.query.clone(),
        added: saved.added.as_second(),
        last_run: saved.last_run.map(Timestamp::as_second),
        ids: sorted(&saved.seen.ids),
        words: sorted(&saved.seen.words),
    };
    // Numbers, texts and lists of them always have an encoding.
    let body = postcard::to_stdvec(&stored).unwrap_or_default();
    [MAGIC, &xxh3_64(&body).to_le_bytes(), &body].concat()
}

pub(super) fn decode(name: String, bytes: &[u8]) -> Option<SavedQuery> {
    let (checksum, body) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<CHECKSUM>()?;
    if u64::from_le_bytes(*checksum) != xxh3_64(body) {
        return None;
    }
    let stored: Stored = postcard::from_bytes(body).ok()?;
    Some(SavedQuery {
        name,
        query: stored.query,
        added: Timestamp::from_second(stored.added).ok()?,
        last_run: match stored.last_run {
            Some(second) => Some(Timestamp::from_second(second).ok()?),
            None => None,
        },
        seen: Seen { ids: stored.ids.into_iter().collect(), words: stored.words.into_iter().collect() },
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn saved(name: &str) -> SavedQuery {
        let mut seen = Seen::default();
        seen.add(&sample("a", "one two three", &[(0, 13)]));
        let added = Timestamp::from_second(1_700_000_000).unwrap();
        SavedQuery { name: name.to_owned(), query: "trade".to_owned(), added, last_run: Some(added), seen }
    }

    fn write(queries: &SavedQueries, name: &str) {
        queries.turn_for_new(name, &|| {}).unwrap().write(&saved(name)).unwrap();
    }

    #[test]
    fn what_was_saved_is_read_again_and_listed_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let queries = SavedQueries::of(folder.path());
        assert_eq!(queries.names().unwrap(), Vec::<String>::new());
        for name in ["trade", "мир", "和平", "हिन्दी"] {
            write(&queries, name);
            assert_eq!(queries.read(name).unwrap(), saved(name));
        }
        assert_eq!(queries.names().unwrap(), ["trade", "мир", "हिन्दी", "和平"]);
        queries.turn("мир", &|| {}).unwrap().remove().unwrap();
        assert!(matches!(queries.read("мир"), Err(SavedError::Unknown { known, .. }) if known.len() == 3));
    }

    #[test]
    fn names_that_could_leave_the_folder_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let queries = SavedQueries::of(folder.path());
        for name in ["", "..", "../a", "a/b", "a\\b", ".a", "-a", "a b", "a\0", "a.", "a:b", &"a".repeat(300)] {
            assert!(matches!(queries.turn_for_new(name, &|| {}), Err(SavedError::Name { .. })), "{name}");
            assert!(matches!(queries.read(name), Err(SavedError::Name { .. })), "{name}");
        }
    }

    #[test]
    fn any_change_of_a_file_is_found_out() {
        let whole = encode(&saved("a"));
        for at in 0..whole.len() {
            let mut torn = whole.clone();
            torn[at] ^= 1;
            assert_eq!(decode("a".to_owned(), &torn), None, "byte {at} changed");
            assert_eq!(decode("a".to_owned(), &whole[..at]), None, "cut at {at}");
        }
        assert_eq!(decode("a".to_owned(), &whole), Some(saved("a")));
    }

    #[test]
    fn what_a_killed_run_has_left_is_taken_away_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let queries = SavedQueries::of(folder.path());
        write(&queries, "a");
        let draft = folder.path().join(FOLDER).join(".a.query.draft");
        std::fs::write(&draft, "half").unwrap();
        drop(queries.turn("a", &|| {}).unwrap());
        assert!(!draft.exists());
        assert_eq!(queries.read("a").unwrap(), saved("a"));
    }

    #[test]
    fn turns_come_one_after_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let queries = SavedQueries::of(folder.path());
        write(&queries, "a");
        let threads = 4;
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let queries = &queries;
                scope.spawn(move || {
                    for round in 0..25 {
                        let turn = queries.turn("a", &|| {}).unwrap();
                        let mut saved = turn.read().unwrap();
                        saved.seen.add(&sample(&format!("{thread} {round}"), "words", &[(0, 5)]));
                        turn.write(&saved).unwrap();
                    }
                });
            }
        });
        assert_eq!(queries.read("a").unwrap().seen.len(), 1 + threads * 25);
    }

    #[test]
    fn a_statement_is_known_again_by_its_words_in_its_article() {
        let mut seen = Seen::default();
        let record = sample("a", "one two three", &[(0, 13)]);
        seen.add(&record);
        let moved = Record { id: "00000000000000ff".to_owned(), ..record.clone() };
        assert!(!seen.has_id(id_number(&moved.id)) && seen.has_words(&moved));
        assert!(!seen.has_words(&sample("b", "one two three", &[(0, 13)])), "another article");
        assert!(!seen.has_words(&sample("a", "one two three", &[(0, 7)])), "other words");
    }
}
