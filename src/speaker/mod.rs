//! Who is who across articles: the names by which people and bodies of the news go.

mod case;
mod table;

pub use table::{Known, Speakers, TableError};
