//! Files: which ones a folder holds, and their bytes, piece by piece, as text.
//!
//! Knows nothing of articles: what a file means is the next station's business.

mod charset;
mod decode;
mod failure;
mod input;
mod item_kind;
mod limit;
mod lines;
mod stamp;
mod text_stream;
mod walk;

pub use decode::{Decoded, decode};
pub use failure::{failure, reason_of};
pub use input::Input;
pub use item_kind::ItemKind;
pub use limit::Limit;
pub use lines::{Line, Lines};
pub use stamp::{NO_STAMP, outlast_tick};
pub use text_stream::{Meter, Metered, lossy, text_stream};
pub use walk::{FOLDER_FILE, IGNORE_FILE, walk};

use std::path::PathBuf;

/// A file to read articles from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Absolute path.
    pub path: PathBuf,
    /// The path as text: what records, messages and the manifest show. Lossy where it is not UTF-8.
    pub shown: String,
    /// Size in bytes.
    pub size: u64,
    /// A number that differs when the file may have been written meanwhile: made of the times of its last writing and, where
    /// the system keeps it, of its last change. Never dates an article.
    pub stamp: i64,
}

/// Something that was not read, and why. Not an error: the run goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Path of the file, or `path#n` of an article in it.
    pub path: String,
    /// Line and column (both from 1, column in characters) where that helps.
    pub place: Option<(usize, usize)>,
    /// Why.
    pub reason: SkipReason,
}

impl Skip {
    /// dixit failed on what is at `path` while doing `action`: [`READING`] or [`EXTRACTING`].
    pub fn fault(path: &str, action: &'static str) -> Self {
        Self { path: path.to_owned(), place: None, reason: SkipReason::Fault(action) }
    }

    /// What is at `path` was read, and is no article for the reason `detail`.
    pub fn no_article(path: &str, detail: &dyn std::fmt::Display) -> Self {
        let reason = SkipReason::Malformed { format: "article", detail: detail.to_string() };
        Self { path: path.to_owned(), place: None, reason }
    }
}

/// Why something was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SkipReason {
    /// The file system refused.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// No known format goes by that name or content.
    #[error("unknown format `{0}`")]
    UnknownFormat(String),
    /// The bytes are no text.
    #[error("not text")]
    Binary,
    /// Larger than the limit.
    #[error("{size} bytes, more than the limit of {limit}")]
    TooLarge {
        /// Size in bytes.
        size: u64,
        /// How large it may be, in bytes.
        limit: Limit,
    },
    /// The file breaks the rules of its format.
    #[error("malformed {format}: {detail}")]
    Malformed {
        /// The format's name.
        format: &'static str,
        /// What is wrong.
        detail: String,
    },
    /// Nothing in it can be an article's text.
    #[error("no article text")]
    NoText,
    /// A feed that says nothing at present.
    #[error("a feed without entries")]
    NoEntries,
    /// An item of an agency that is no article and holds none. It was understood; nothing is wrong with it.
    #[error("{}, not an article", .0.code())]
    NotAnArticle(ItemKind),
    /// Records of a crawl that hold no page: requests, pictures, scripts, errors.
    #[error("{records} records that hold no page")]
    NoPages {
        /// How many.
        records: u64,
    },
    /// dixit itself failed on it; named so that somebody reports it.
    #[error("{0} it failed by a fault of dixit; please report the file")]
    Fault(&'static str),
}

/// What dixit was doing when it failed, for [`SkipReason::Fault`].
pub const READING: &str = "reading";
/// As [`READING`].
pub const EXTRACTING: &str = "extracting statements from";

impl SkipReason {
    /// Whether it is no failure: there is nothing in it that was to be read, such as in a picture.
    pub fn is_of_another_kind(&self) -> bool {
        matches!(self, Self::NotAnArticle(_) | Self::NoPages { .. })
    }

    /// A short fixed name for scripts and for counting.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::UnknownFormat(_) => "unknown-format",
            Self::Binary => "binary",
            Self::TooLarge { .. } => "too-large",
            Self::Malformed { .. } => "malformed",
            Self::NoText => "no-text",
            Self::NoEntries => "no-entries",
            Self::NotAnArticle(kind) => kind.code(),
            Self::NoPages { .. } => "no-pages",
            Self::Fault(_) => "fault",
        }
    }
}
