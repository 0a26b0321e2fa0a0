//! What an index should answer, worked out a second time in the plainest way: each record is looked at, one by one.
//!
//! Nothing here knows tantivy, how a query is lowered (`query/lower.rs`) or what the index makes of texts (`index/`); only
//! the leaves are shared, folding and cutting into words (`text`) and the tables of names. So what both answer alike is
//! what `docs/query-language.md` says and not what one of them happens to do.
//!
//! `operators` asks thousands of random queries about random records in four scripts, `sequences` changes a folder at
//! random, with runs that are stopped, killed and taken up again. Where the documents do not say what something means,
//! the model takes what the comments of `inflection`, `wording` and `scan` say.
//!
//! Not modelled: the scores of an order by relevance (they are only seen to fall), which statements are one utterance and
//! which articles one story (the index is believed, and compared with one that was built at once), values beyond a
//! thousand bytes, and clauses that stand for too many words.

mod articles;
mod budget;
mod compare;
mod dice;
mod disguise;
#[cfg(feature = "engine")]
mod elsewhere;
mod folder;
mod inflection;
mod like;
mod notation;
mod operators;
mod page;
mod questions;
mod scan;
mod sequences;
mod steps;
mod typed;
mod vocabulary;
mod wording;
mod world;

pub(crate) use dice::Dice;

/// The records of a random file, for tests of other stations.
#[cfg(feature = "engine")]
pub(crate) fn random_records(seed: u64) -> Vec<crate::statement::Record> {
    let content = articles::file(&mut dice::Dice::new(seed), 1, 12);
    notation::articles("a.txt", &content).iter().flat_map(notation::records).collect()
}
