//! dixit: a full-text search engine over *statements* in news articles. Who said what, when, and
//! which outlet carried it.
//!
//! One way through, station by station, in the order of the modules below: files are read into
//! articles, articles give statements, statements are indexed, a query asks the index, an answer is
//! presented. `docs/architecture.md` says who may use whom and why.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use dixit::answer::{self, Request};
//! use dixit::index::{self, BuildRequest, Index, Pace};
//! use dixit::query;
//!
//! # fn main() -> Result<(), dixit::error::Error> {
//! let place = Path::new("index");
//! let request = BuildRequest { roots: vec!["articles".into()], ..BuildRequest::default() };
//! index::build(place, &request, &|_progress| Pace::GoOn)?;
//!
//! let parsed = query::parse(r#"outlet:TASS AND "multipolar""#, jiff::civil::date(2024, 2, 8))?;
//! let request = Request::new(parsed.query, Some(10));
//! for hit in answer::ask(&Index::open(place)?, &request)?.hits {
//!     println!("{:?}: {}", hit.record.speaker.name, hit.record.quote());
//! }
//! # Ok(())
//! # }
//! ```

pub mod crew;

pub mod text;

pub mod outlet;

pub mod speaker;

pub mod read;

pub mod article;

pub mod statement;

pub mod index;

pub mod query;

pub mod answer;

pub mod present;

#[cfg(feature = "engine")]
pub mod engine;

pub mod error;

#[cfg(feature = "mcp")]
pub mod mcp;

#[cfg(feature = "serve")]
pub mod serve;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;

#[cfg(any(test, feature = "training"))]
pub mod training;

#[cfg(test)]
mod model;

#[cfg(all(test, feature = "engine"))]
#[path = "../tests/fake_engine/mod.rs"]
mod fake_engine;
