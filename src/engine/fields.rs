//! The names under which an engine keeps what a statement is asked by.
//!
//! Engines disagree on how text is cut and folded, so they are given words that are folded already, with blanks between
//! them: `words.quote` has them as they stand, `stems.quote` their stems, at the same positions.

use crate::index::Field;

/// The sort of a field's name that a query may not hold: a dot parts an object's name from that of its member.
pub(super) fn plain(field: Field) -> String {
    field.name().replace('.', "_")
}

/// The folded words of a field.
pub(super) fn words(field: Field) -> String {
    format!("words.{}", plain(field))
}

/// The stems of a running text.
pub(super) fn stems(field: Field) -> String {
    format!("stems.{}", plain(field))
}

/// The folded whole values of a field.
pub(super) fn whole(field: Field) -> String {
    format!("whole.{}", plain(field))
}

/// The values of a field as they are shown and counted.
pub(super) fn shown(field: Field) -> String {
    format!("shown.{}", plain(field))
}

/// The folded first value of a field, to sort by.
pub(super) fn sorted(field: Field) -> String {
    format!("sorted.{}", plain(field))
}

/// Fields whose folded first values are kept, to sort by.
pub(super) const SORTED: [Field; 2] = [Field::Speaker, Field::Outlet];

/// Names of the fields in which a statement has a value.
pub(super) const HAS: &str = "has";
/// First day of a date, in days since 1970.
pub(super) const FIRST_DAY: &str = "first_day";
/// Last day of it.
pub(super) const LAST_DAY: &str = "last_day";
/// Its first second since 1970, by its own clock.
pub(super) const MOMENT: &str = "moment";
/// Of Quickwit, which leaves out of an order's keys what a statement lacks: the moment, and what is behind all of them.
pub(super) const EARLIEST: &str = "earliest";
/// The same the other way round: the latest has the smallest number.
pub(super) const LATEST: &str = "latest";
/// The date as it is counted: `2024`, `2024-02`, `2024-02-08`.
pub(super) const DAY: &str = "day";
/// Confidence.
pub(super) const CONF: &str = "conf";
/// The id as a number that sorts as the id does.
pub(super) const ORDER: &str = "order";
/// Part of the hash of the path, the last to decide an order in an index on this machine.
pub(super) const PLACE: &str = "place";
/// All of it: no two statements have the same order, so that pages go on behind the last one.
pub(super) const PATH: &str = "path_hash";
/// Hash of speaker and language.
pub(super) const BLOCK: &str = "block";
/// Hashes of telling words, by which versions of an utterance are found.
pub(super) const WORDING: &str = "wording";
/// The statement, as `docs/json.md` has it.
pub(super) const RECORD: &str = "record";
/// The paths of the copies of its article.
pub(super) const COPIES: &str = "copies";
/// Hash of the whole document.
pub(super) const HASH: &str = "hash";
