//! The bench of dixit: corpora of any size made from real articles, and comparisons of the program with itself and with
//! its peers, pair by pair in one run. `docs/performance.md` says how to run it and what each line means.

pub mod compare;
pub mod corpus;
pub mod folder;
pub mod micro;
pub mod pairs;
pub mod peers;
pub mod prepared;
pub mod process;
pub mod question;
pub mod serving;
pub mod space;
pub mod table;

/// Whatever goes wrong ends the run with its words: a comparison is made whole or not at all.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
