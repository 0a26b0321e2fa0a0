//! Dates: read as they are written, in any language and calendar, and the one of them that is the article's.

mod date;
pub(super) mod dating;
mod month;
mod other_calendar;
pub(super) mod parse;
mod time;
mod tokens;

pub use date::{Date, DateSource, Dated};
