//! What time it is: the one place of the server that asks.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The day it is where the server runs.
pub(super) fn today() -> jiff::civil::Date {
    jiff::ZonedDateTime::now().date()
}

/// Now, for measuring.
pub(super) fn instant() -> Instant {
    Instant::now()
}

/// A number that no other run of the server has.
pub(super) fn run() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos().try_into().unwrap_or(u64::MAX)
}
