//! What can be wrong with an index, where, and what to do about it.

use std::sync::{Mutex, PoisonError};

/// A sort of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// A file is missing, was cut or does not hold what was written.
    File,
    /// A document cannot be decoded.
    Document,
    /// Places of a statement lie outside of its text or break a character.
    Offsets,
    /// An id is not the one that its content gives.
    Id,
    /// Columns do not say what is stored.
    Columns,
    /// Terms do not say what is stored.
    Terms,
    /// Something has nothing to belong to.
    Orphan,
    /// Something is there twice.
    Twice,
    /// A number is not that of what is there.
    Count,
    /// What was told of copies, stories or utterances does not fit together.
    Relation,
    /// An article's file is as it was, but does not give the text that its statements refer to.
    Text,
    /// A saved query is damaged.
    Saved,
}

impl FaultKind {
    /// A short fixed name for scripts.
    pub fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Document => "document",
            Self::Offsets => "offsets",
            Self::Id => "id",
            Self::Columns => "columns",
            Self::Terms => "terms",
            Self::Orphan => "orphan",
            Self::Twice => "twice",
            Self::Count => "count",
            Self::Relation => "relation",
            Self::Text => "text",
            Self::Saved => "saved",
        }
    }

    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::Saved => "remove its file from the folder `saved` of the index, and save the query again",
            _ => "`dixit index --rebuild PATH…` makes the index anew from the articles; saved queries stay",
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where: a file of the index, an article, a statement.
    pub place: String,
    /// What sort of fault.
    pub kind: FaultKind,
    /// What is wrong, in words.
    pub message: String,
}

/// What was found by several threads. No more is kept than is told.
#[derive(Default)]
pub(super) struct Faults(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    faults: Vec<Fault>,
    n: u64,
}

impl Faults {
    /// Something is wrong at `place`.
    pub(super) fn add(&self, kind: FaultKind, place: impl Into<String>, message: impl Into<String>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.n += 1;
        if kept.faults.len() < super::CheckReport::MOST_FAULTS {
            kept.faults.push(Fault { place: place.into(), kind, message: message.into() });
        }
    }

    /// How many there are of a sort; all that are not kept count as being of it.
    pub(super) fn of(&self, kind: FaultKind) -> u64 {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.n - kept.faults.iter().filter(|fault| fault.kind != kind).count() as u64
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).n == 0
    }

    /// Takes in those of `other`.
    pub(super) fn append(&self, other: Self) {
        let (faults, n) = other.into_sorted(super::CheckReport::MOST_FAULTS);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.n += n;
        let room = super::CheckReport::MOST_FAULTS.saturating_sub(kept.faults.len());
        kept.faults.extend(faults.into_iter().take(room));
    }

    /// Those that were kept, by place, and how many there are.
    pub(super) fn into_sorted(self, most: usize) -> (Vec<Fault>, u64) {
        let Kept { mut faults, n } = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        faults.sort();
        faults.truncate(most);
        (faults, n)
    }
}
