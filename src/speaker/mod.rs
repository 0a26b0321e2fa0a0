//! Who is who across articles: the names by which people and bodies of the news go.

mod agree;
mod case;
mod given;
mod table;

pub(crate) use agree::{agree, head};
pub(crate) use given::{Gender, gender, nominative};
pub use table::{Known, Speakers, TableError};
