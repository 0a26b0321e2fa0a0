//! News outlets and the names they go by, read from `data/outlets.toml`.
//!
//! A leaf: articles ask it for publishers, statements for credited outlets, queries for aliases.

mod scope;
mod table;

pub use scope::TooManyTables;
pub use table::{Outlet, Outlets};
