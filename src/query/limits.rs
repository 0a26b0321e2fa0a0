//! How large a query may be. What goes over a limit is an error that names it, never cut off. How many words of
//! an index a pattern may stand for, the index itself says (`index::terms`).

/// Longest query, in bytes.
pub const QUERY_BYTES: usize = 8 * 1024;

/// How many parentheses may stand open at once.
pub const LEVELS: usize = 64;

/// How many clauses (words, phrases, field values) a query may have.
pub const CLAUSES: usize = 1024;

/// Greatest distance of `NEAR/n` and `ADJ/n`, and greatest `~n` of a phrase, in words.
pub const DISTANCE: u32 = 100;

/// How many words a phrase with `~n` may have: for each place in a text, words are tried in all orders.
pub const LOOSE_WORDS: usize = 32;

/// How many letters a word with `~1` or `~2` may have: an automaton is made of it, of many states a letter.
pub const FUZZY_LETTERS: usize = 64;
