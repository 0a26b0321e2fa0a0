//! The index: statements as tantivy documents, and everything that touches them on disk.

mod analyze;
#[cfg(feature = "engine")]
mod at_hand;
#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod beneath;
mod beside;
mod build;
mod carried;
mod check;
mod checksum;
mod collect;
mod commit;
mod counting;
mod directory;
mod documents;
mod duplicates;
mod excluded;
mod field;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod grouping;
mod guard;
mod inflect;
mod intake;
mod kept;
mod lock_note;
mod manifest;
mod marks;
#[cfg(test)]
mod measure;
mod merging;
mod moved;
mod names;
mod near;
mod open;
mod opened;
mod order;
mod parted;
mod pattern;
mod prepare;
mod proximity;
mod rebuild;
mod recognise;
mod replace;
mod reuse;
mod rows;
#[cfg(test)]
mod samples;
mod saved;
mod sayings;
mod schema;
mod search;
mod settle;
mod settled;
mod spelled;
mod spill;
mod stats;
mod store;
mod stored;
mod telling;
mod terms;
#[cfg(test)]
mod tests;
mod trusted;
mod utterances;
mod values;
mod versions;
mod visit;
mod wording;
mod writing;

pub use build::{BuildReport, BuildRequest, Pace, Progress, Remark, build};
pub use carried::Carried;
pub use check::{
    CheckPart, CheckProgress, CheckRemark, CheckReport, CheckRequest, Compared, Content, Fault, FaultKind, SourcesOf,
    check,
};
pub use commit::Commit;
pub use field::{Field, FieldType};
pub use guard::guarded;
pub use lock_note::LockNote;
pub use prepare::unextracted;
pub use saved::{SavedError, SavedQueries, SavedQuery, Seen, Turn};
pub use versions::{Publishing, UtteranceId};

pub(crate) use analyze::{Analyzed, Analyzer, analyze, whole, whole_term};
#[cfg(feature = "engine")]
pub(crate) use at_hand::{AtHand, Neighbourhood};
pub(crate) use beneath::BeneathQuery;
#[cfg(feature = "engine")]
pub(crate) use carried::CarriedTally;
pub(crate) use collect::{SelectedHit, Selection, Unique};
pub(crate) use counting::{CountedDate, Counting, Counts, DatePrecision};
pub(crate) use excluded::ExcludedQuery;
#[cfg(feature = "engine")]
pub(crate) use inflect::Languages;
pub(crate) use inflect::stems_in;
#[cfg(feature = "engine")]
pub(crate) use kept::{Kept, KeptDate, Likeness, has_text, kept, likeness, text_pieces};
#[cfg(feature = "engine")]
pub(crate) use order::MOST_HALF_LIVES;
pub(crate) use order::{Cursor, Decay, Order};
pub(crate) use pattern::{Pattern, Slot};
pub(crate) use proximity::{ProximityQuery, slot_terms};
#[cfg(feature = "engine")]
pub(crate) use replace::replace;
pub(crate) use schema::{day_number, day_of_number, is_of_head, path_hash};
pub(crate) use search::Snapshot;
pub(crate) use telling::{TellingWord, any_of_words, least_shared};
#[cfg(feature = "engine")]
pub(crate) use telling::{said_words, telling_words};
pub(crate) use terms::{Among, MAX_EXPANSIONS, TermMatcher, TooMany};
pub(crate) use utterances::Utterances;
#[cfg(feature = "engine")]
pub(crate) use values::goes_on as value_goes_on;
pub(crate) use versions::Carriers;
pub(crate) use visit::{Form, StatementSet};
#[cfg(test)]
pub(crate) use {
    intake::Stations,
    samples::{Corpus, contents_of, index_of, sample},
};

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What went wrong with an index as a whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is none.
    #[error("no index at `{}`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder holds something else.
    #[error("`{}` is not empty and holds no index", path.display())]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
    /// Written by another version of the format.
    #[error("index at `{}` has format {found}, this dixit reads format {expected}", path.display())]
    Version {
        /// The folder.
        path: PathBuf,
        /// Its format.
        found: u64,
        /// The format this program reads.
        expected: u64,
    },
    /// Another process is writing it.
    #[error("another dixit is writing the index at `{}`{}", path.display(), lock_note::told(holder.as_ref()))]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Who it is, as far as it left a note.
        holder: Option<LockNote>,
    },
    /// The file system where it lies has no locks, without which two could write at once.
    #[error("no files can be locked where the index lies, `{}`", path.display())]
    NoLocks {
        /// The folder.
        path: PathBuf,
    },
    /// There is no room left where it lies.
    #[error("no space left for the index at `{}`", path.display())]
    Full {
        /// The folder.
        path: PathBuf,
    },
    /// Its files do not hold what they should.
    #[error("index at `{}` is damaged: {}{detail}", path.display(), open::named(file.as_deref()))]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// The file in it that is, as far as that is known.
        file: Option<PathBuf>,
        /// What was found.
        detail: String,
    },
    /// The file system or tantivy refused.
    #[error("index at `{}`: {action} failed", path.display())]
    Storage {
        /// The folder.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// An index on disk, opened for reading. Cheap to open.
pub struct Index {
    dir: PathBuf,
    reader: tantivy::IndexReader,
    schema: schema::Schema,
    /// Of the commit that was asked last.
    opened: Mutex<Arc<opened::Opened>>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// Size and health of an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stats {
    /// Files read.
    pub files: u64,
    /// Articles.
    pub articles: u64,
    /// Articles among them that are copies of others.
    pub duplicates: u64,
    /// Stories that several articles carry in like words.
    pub clusters: u64,
    /// Statements.
    pub statements: u64,
    /// Utterances that several of them are versions of.
    pub utterances: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Segments.
    pub segments: u64,
    /// Format version.
    pub format: u64,
    /// First and last day of articles' dates.
    pub days: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Articles without a date.
    pub undated_articles: u64,
    /// Field name → number of distinct values, for the fields that can be counted.
    pub distinct: Vec<(Field, u64)>,
}

/// An article in the index: enough to find its text again and to know whether it is still the same.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleEntry {
    /// Its id.
    pub id: String,
    /// Where it was read, `path` or `path#n`.
    pub path: String,
    /// The file it was read from.
    pub source: String,
    /// Headline.
    pub title: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Web address.
    pub url: Option<String>,
    /// Date.
    pub date: Option<crate::article::Dated>,
    /// Hash of the text when it was indexed, [`crate::article::Article::text_hash`].
    pub text_hash: u64,
    /// Hash of all that its statements say of it beside its text: id, title, byline, address, language, publisher, date.
    pub facts_hash: u64,
    /// Number of statements that are indexed.
    pub statements: u64,
    /// The path of the article that this one is a copy of: same words, same publisher or one not known. The statements
    /// of both are indexed once, with the other.
    pub copy_of: Option<String>,
    /// The story that it carries and others too, in like words.
    pub cluster: Option<ClusterId>,
    /// What its text is recognised by; it stands in columns, so an entry from the store has none.
    pub(crate) prints: near::Prints,
}

/// Identity of a story that several articles carry: the smallest key of any of them, which are made of ids and texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(pub(crate) u64);

impl std::fmt::Display for ClusterId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Index {
    /// Opens the index at `dir`.
    ///
    /// # Errors
    ///
    /// [`IndexError::Missing`], [`IndexError::NotAnIndex`], [`IndexError::Version`],
    /// [`IndexError::Damaged`] or [`IndexError::Storage`].
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        Self::of(dir, &open::open(dir, directory::Access::Read)?)
    }

    fn of(dir: &Path, tantivy: &tantivy::Index) -> Result<Self, IndexError> {
        let reader: tantivy::IndexReader = tantivy
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|error| open::failure(dir, "opening", error))?;
        let opened = Mutex::new(Arc::new(opened::Opened::new(&reader.searcher())));
        Ok(Self { dir: dir.to_owned(), reader, schema: schema::Schema::new(), opened })
    }

    /// Takes up what was committed since it was opened. Answers under way keep what they began with.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn refresh(&self) -> Result<(), IndexError> {
        open::check_last_commit(&self.dir, self.reader.searcher().index())?;
        self.reader.reload().map_err(|error| open::failure(&self.dir, "reading the last commit", error))
    }

    /// The index as it is now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let searcher = self.reader.searcher();
        let opened = self.opened(&searcher);
        Snapshot { dir: self.dir.clone(), searcher, schema: self.schema.clone(), opened }
    }

    fn opened(&self, searcher: &tantivy::Searcher) -> Arc<opened::Opened> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if !opened.is_of(searcher) {
            *opened = Arc::new(opened.moved_to(searcher));
        }
        Arc::clone(&opened)
    }

    /// Size and health.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn stats(&self) -> Result<Stats, IndexError> {
        stats::stats(self)
    }

    /// The articles whose id or path is `key` (a path may lack its leading folders), and those in the
    /// file of that path, sorted by path.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn articles(&self, key: &str) -> Result<Vec<ArticleEntry>, IndexError> {
        self.snapshot().articles(key)
    }

    /// The paths of the copies of the article at `path`, sorted.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn copies(&self, path: &str) -> Result<Vec<String>, IndexError> {
        self.snapshot().copies(path)
    }

    /// The articles that carry a story, the oldest first, those without a date last.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn cluster(&self, cluster: ClusterId) -> Result<Vec<ArticleEntry>, IndexError> {
        self.snapshot().cluster(cluster)
    }
}
