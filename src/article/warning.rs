//! What was found in an article's source and not believed.

/// A remark on an article that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Warning {
    /// Its source gives a date that it can't have been published on.
    DroppedDate {
        /// The date as the source has it.
        given: String,
        /// Why it can't be.
        reason: DateFault,
    },
}

/// Why a date can't be that of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFault {
    /// After the day of the run.
    Future,
    /// Before there were newspapers to speak of (1800).
    TooEarly,
}

impl Warning {
    /// The word that stands for its kind in every output format.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DroppedDate { reason: DateFault::Future, .. } => "date-in-future",
            Self::DroppedDate { reason: DateFault::TooEarly, .. } => "date-too-early",
        }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DroppedDate { given, reason: DateFault::Future } => {
                write!(f, "the date “{given}” lies in the future")
            }
            Self::DroppedDate { given, reason: DateFault::TooEarly } => write!(f, "the date “{given}” is before 1800"),
        }
    }
}
