//! dixit: a full-text search engine over statements. Who said what, when, and who carried it.

pub mod answer;
pub mod article;
pub mod index;
pub mod outlet;
pub mod query;
pub mod read;
pub mod statement;
pub mod text;
