//! What can go wrong with an engine elsewhere.

use crate::answer::{ArchiveError, AskError};

/// The name of [`EngineError::TooComplex`].
pub(super) const TOO_COMPLEX: &str = "engine-expression";

/// Why an engine did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The address cannot be read.
    #[error("`{address}` is no address of an engine: {why}")]
    Address {
        /// As it was given, without a password.
        address: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Nobody answers.
    #[error("nobody answers at `{node}`")]
    Unreachable {
        /// The node that was asked last.
        node: String,
        /// Why.
        #[source]
        source: ureq::Error,
    },
    /// Who answers is no engine that dixit knows.
    #[error("what answers at `{node}` is neither OpenSearch nor Elasticsearch nor Quickwit")]
    NotAnEngine {
        /// The node.
        node: String,
    },
    /// It is too old.
    #[error("{engine} {version} is too old: dixit asks {} or newer", two(*oldest))]
    TooOld {
        /// The engine.
        engine: &'static str,
        /// Its version.
        version: String,
        /// The first two numbers of the oldest that will do.
        oldest: (u32, u32),
    },
    /// The engine refuses.
    #[error("`{node}` refuses (status {status}): {reason}")]
    Refused {
        /// The node.
        node: String,
        /// The HTTP status.
        status: u16,
        /// What it says.
        reason: String,
    },
    /// There is no such index.
    #[error("{engine} at `{node}` has no index `{index}`")]
    NoIndex {
        /// The engine.
        engine: &'static str,
        /// The node.
        node: String,
        /// The index.
        index: String,
    },
    /// The index was not made by dixit, or by another version of it.
    #[error("index `{index}` of {engine} {}", told_format(*found, *expected))]
    OtherIndex {
        /// The engine.
        engine: &'static str,
        /// The index.
        index: String,
        /// The format of its documents, when dixit has made it.
        found: Option<u64>,
        /// The format that this program reads.
        expected: u64,
    },
    /// Part of the index cannot be asked at the moment.
    #[error("{engine} cannot ask all of its index at the moment: {reason}")]
    Incomplete {
        /// The engine.
        engine: &'static str,
        /// What it says.
        reason: String,
    },
    /// A regular expression is too much for the engine.
    #[error("`{node}` cannot look for this regular expression: {reason}")]
    TooComplex {
        /// The node.
        node: String,
        /// What it says.
        reason: String,
    },
    /// The query is more than the engine looks at or counts at once.
    #[error("this is too much for {engine}: {reason}")]
    TooLarge {
        /// The engine.
        engine: &'static str,
        /// What it says.
        reason: String,
    },
    /// The answer is not what the engine's documentation says.
    #[error("`{node}` answers what cannot be understood: {detail}")]
    BadAnswer {
        /// The node.
        node: String,
        /// What was found.
        detail: String,
    },
    /// There are not as many statements as there should be.
    #[error("{engine} has {found} statements where {expected} should be")]
    OtherCount {
        /// The engine.
        engine: &'static str,
        /// How many it has.
        found: u64,
        /// How many it should have.
        expected: u64,
    },
    /// A push goes on with other statements than it began with.
    #[error("these are not the statements that the push noted in `{}` began with", path.display())]
    OtherStatements {
        /// The file of the checkpoint.
        path: std::path::PathBuf,
    },
    /// How far a push has come cannot be noted.
    #[error("how far the push has come cannot be noted in `{}`", path.display())]
    Checkpoint {
        /// The file of the checkpoint.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A field has more values than are counted.
    #[error("{engine} has counted {most} values, and there are more")]
    TooManyValues {
        /// The engine.
        engine: &'static str,
        /// How many are counted at most.
        most: u64,
    },
    /// Too many statements may be versions of what the hits say.
    #[error("more than {most} statements would have to be read beside the hits, to tell which are versions of them")]
    TooManyVersions {
        /// How many are read at most.
        most: usize,
    },
    /// It has had too much to do for too long.
    #[error("`{node}` takes no more statements: {reason}")]
    TooBusy {
        /// The node.
        node: String,
        /// What it says.
        reason: String,
    },
}

fn two((first, second): (u32, u32)) -> String {
    format!("{first}.{second}")
}

fn told_format(found: Option<u64>, expected: u64) -> String {
    match found {
        Some(found) => format!("has format {found}, this dixit reads format {expected}"),
        None => "was not made by dixit".to_owned(),
    }
}

impl EngineError {
    /// A short fixed name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "engine-address",
            Self::Unreachable { .. } => "engine-unreachable",
            Self::NotAnEngine { .. } => "not-an-engine",
            Self::TooOld { .. } => "engine-too-old",
            Self::Refused { .. } => "engine-refused",
            Self::NoIndex { .. } => "engine-no-index",
            Self::OtherIndex { .. } => "engine-other-index",
            Self::Incomplete { .. } => "engine-incomplete",
            Self::TooComplex { .. } => TOO_COMPLEX,
            Self::TooLarge { .. } => "engine-too-large",
            Self::BadAnswer { .. } => "engine-answer",
            Self::OtherCount { .. } => "engine-count",
            Self::OtherStatements { .. } => "engine-statements",
            Self::Checkpoint { .. } => "engine-checkpoint",
            Self::TooManyValues { .. } => "engine-values",
            Self::TooManyVersions { .. } => "engine-versions",
            Self::TooBusy { .. } => "engine-busy",
        }
    }

    /// What to do about it, where something can be done.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Address { .. } => {
                "http://HOST:9200/INDEX; a password goes into DIXIT_USER and DIXIT_PASSWORD, a key into DIXIT_API_KEY"
            }
            Self::Unreachable { .. } => {
                "several nodes can be named, parted by commas: http://one:9200,http://two:9200/INDEX"
            }
            Self::NotAnEngine { .. } => "is the port right? OpenSearch and Elasticsearch have 9200, Quickwit 7280",
            Self::Refused { status: 401 | 403, .. } => {
                "DIXIT_USER and DIXIT_PASSWORD, or DIXIT_API_KEY, say as whom it is asked"
            }
            Self::NoIndex { .. } => "`dixit push URL` makes it and sends the statements of an index there",
            Self::OtherIndex { .. } => "push into an index of another name: http://HOST:9200/OTHER",
            Self::Incomplete { .. } => "nothing is told rather than a part; ask again when the engine is whole",
            Self::TooBusy { .. } => "the same command goes on where it stopped",
            Self::OtherCount { .. } => {
                "its log says which documents it did not take; nobody else may push into the index meanwhile"
            }
            Self::OtherStatements { .. } => {
                "push the same again; or remove the file, and the index if it is not complete"
            }
            Self::TooLarge { .. } => {
                "ask for less at once: fewer alternatives, longer beginnings of words, one facet; whoever runs the engine can \
                 raise `indices.query.bool.max_clause_count` and `search.max_buckets`"
            }
            Self::TooManyValues { .. } | Self::TooManyVersions { .. } => {
                "narrow the query down, by a date or an outlet"
            }
            Self::Checkpoint { .. }
            | Self::TooOld { .. }
            | Self::TooComplex { .. }
            | Self::Refused { .. }
            | Self::BadAnswer { .. } => {
                return None;
            }
        })
    }
}

impl From<EngineError> for ArchiveError {
    fn from(error: EngineError) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
            help: error.help().map(str::to_owned),
            source: match error {
                EngineError::Unreachable { source, .. } => Some(Box::new(source)),
                EngineError::Checkpoint { source, .. } => Some(Box::new(source)),
                _ => None,
            },
        }
    }
}

impl From<EngineError> for AskError {
    fn from(error: EngineError) -> Self {
        Self::Archive(error.into())
    }
}
