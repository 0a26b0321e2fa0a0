//! The index: statements as tantivy documents, and everything that touches them on disk.

mod build;
mod field;

pub use build::{BuildReport, BuildRequest, Progress, build};
pub use field::{Field, FieldType};

use std::path::{Path, PathBuf};

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
    #[error("another dixit is writing the index at `{}`", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// Its files do not hold what they should.
    #[error("index at `{}` is damaged: {detail}", path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
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
pub struct Index {}

/// Size and health of an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stats {
    /// Files read.
    pub files: u64,
    /// Articles.
    pub articles: u64,
    /// Statements.
    pub statements: u64,
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
    /// Date.
    pub date: Option<crate::article::Dated>,
    /// Hash of the text when it was indexed, [`crate::article::Article::text_hash`].
    pub text_hash: u64,
    /// Number of statements.
    pub statements: u64,
}

impl Index {
    /// Opens the index at `dir`.
    ///
    /// # Errors
    ///
    /// [`IndexError::Missing`], [`IndexError::NotAnIndex`], [`IndexError::Version`],
    /// [`IndexError::Damaged`] or [`IndexError::Storage`].
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        Err(IndexError::Missing { path: dir.to_owned() }) // STUB
    }

    /// Size and health.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn stats(&self) -> Result<Stats, IndexError> {
        Ok(Stats::default()) // STUB
    }

    /// The articles whose id or path is `key` (a path may lack its leading folders).
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn articles(&self, _key: &str) -> Result<Vec<ArticleEntry>, IndexError> {
        Ok(Vec::new()) // STUB
    }
}
