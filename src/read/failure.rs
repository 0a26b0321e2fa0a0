//! Failures of streams that say more than an I/O error does: they pass through readers that know nothing of them.

use std::io;

use super::SkipReason;

/// Why a stream ends before its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
struct StreamFailure(SkipReason);

/// An I/O error that stands for `reason`; [`reason_of`] gives it back.
pub fn failure(reason: SkipReason) -> io::Error {
    io::Error::other(StreamFailure(reason))
}

/// Why a stream could not be read on.
pub fn reason_of(error: &io::Error) -> SkipReason {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<StreamFailure>()) {
        Some(StreamFailure(reason)) => reason.clone(),
        None => SkipReason::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Limit;

    #[test]
    fn a_reason_survives_its_way_through_an_error() {
        let reason = SkipReason::TooLarge { size: 2, limit: Limit::DOCUMENT_BYTES };
        assert_eq!(reason_of(&failure(reason.clone())), reason);
        assert_eq!(reason_of(&io::Error::other("gone")), SkipReason::Unreadable("gone".to_owned()));
    }
}
