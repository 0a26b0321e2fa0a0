//! Which terms of an index a prefix, wildcard, misspelling or regular expression stands for.

use std::collections::BTreeSet;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use regex::Regex;
use tantivy::schema::{Field as TantivyField, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};
use tantivy_fst::Automaton;

use super::analyze::{FIRST_WORD, WHOLE_MARK};
use super::opened::{At, Opened};

/// How many terms one operator may stand for. The bar of the query language: more is an error, never a cut.
pub(crate) const MAX_EXPANSIONS: usize = 1_024;

/// Largest compiled regular expression, in bytes: what `\w{100}` needs, not what `(\w{100}){100}` does.
const MAX_REGEX_BYTES: usize = 1 << 20;

/// What terms must be like.
#[derive(Debug, Clone)]
pub(crate) enum TermMatcher {
    /// Begins with this folded text.
    Prefix(String),
    /// Matches as a whole; begins with the folded text in front.
    Wildcard(String, Regex),
    /// This folded word with at most so many edits (exchanging two neighbours is one edit).
    Fuzzy(String, u8),
    /// Contains a match.
    Regex(Regex),
}

/// Which terms of a field are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Among {
    /// Its words.
    Words,
    /// Its whole values, in a field that holds both.
    MarkedWholes,
    /// Its whole values, in a field that holds nothing else.
    Wholes,
}

/// More terms than [`MAX_EXPANSIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

impl TermMatcher {
    /// A wildcard pattern: `*` is any run of characters, `?` one character, all else as it stands.
    pub(crate) fn wildcard(folded: &str) -> Option<Self> {
        let literal = folded.split(['*', '?']).next().unwrap_or_default().to_owned();
        let mut expression = String::from("^(?s:");
        for character in folded.chars() {
            match character {
                '*' => expression.push_str(".*"),
                '?' => expression.push('.'),
                other => expression.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
            }
        }
        expression.push_str(")$");
        Some(Self::Wildcard(literal, compile(&expression).ok()?))
    }

    /// A regular expression, whatever its case.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is too large.
    pub(crate) fn regex(expression: &str) -> Result<Self, regex::Error> {
        Ok(Self::Regex(compile(expression)?))
    }

    /// Whether `term` is one of those that are meant.
    #[cfg(any(test, feature = "engine"))]
    pub(crate) fn admits(&self, term: &str) -> bool {
        match self {
            Self::Prefix(prefix) => term.starts_with(prefix.as_str()),
            Self::Wildcard(_, regex) | Self::Regex(regex) => regex.is_match(term),
            Self::Fuzzy(word, distance) => strsim::osa_distance(word, term) <= usize::from(*distance),
        }
    }
}

fn compile(expression: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(expression).case_insensitive(true).size_limit(MAX_REGEX_BYTES).build()
}

/// The terms of `fields` that `matcher` stands for and some statement still has, in order and without
/// their mark.
pub(super) fn expand(
    searcher: &Searcher,
    fields: impl Iterator<Item = TantivyField>,
    among: Among,
    matcher: &TermMatcher,
) -> tantivy::Result<Result<Vec<String>, TooMany>> {
    let mut terms = BTreeSet::new();
    for field in fields {
        for reader in searcher.segment_readers() {
            let inverted = reader.inverted_index(field)?;
            let mut segment = SegmentTerms { reader, inverted: &inverted, field, among, terms: &mut terms };
            if !segment.collect(matcher)? {
                return Ok(Err(TooMany));
            }
        }
    }
    Ok(Ok(terms.into_iter().collect()))
}

/// Whether some statement has `term`.
pub(super) fn occurs(searcher: &Searcher, opened: &Opened, term: &Term) -> tantivy::Result<bool> {
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        let Some(terms) = opened.terms(At { ordinal, reader }, term.field())? else { continue };
        if is_alive(reader, &terms, term)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many documents have `term`; `most + 1` stands for all larger numbers. Deleted ones count nothing, so they are looked
/// at one by one, unless there are too many others in any case.
pub(super) fn count(searcher: &Searcher, opened: &Opened, term: &Term, most: u64) -> tantivy::Result<u64> {
    let mut n = 0;
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        let Some(terms) = opened.terms(At { ordinal, reader }, term.field())? else { continue };
        let n_at_least = terms.doc_freq(term)?.saturating_sub(reader.num_deleted_docs());
        if u64::from(n_at_least) + n > most || !reader.has_deletes() {
            n += u64::from(n_at_least);
        } else if let Some(mut postings) = terms.read_postings(term, IndexRecordOption::Basic)? {
            while postings.doc() != TERMINATED {
                n += u64::from(!reader.is_deleted(postings.doc()));
                postings.advance();
            }
        }
        if n > most {
            return Ok(most + 1);
        }
    }
    Ok(n)
}

/// A term stays in the dictionary until its segment is merged, even if all its documents are deleted.
fn is_alive(reader: &SegmentReader, inverted: &InvertedIndexReader, term: &Term) -> tantivy::Result<bool> {
    let Some(alive) = reader.alive_bitset() else { return Ok(inverted.doc_freq(term)? > 0) };
    let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else { return Ok(false) };
    while postings.doc() != TERMINATED {
        if alive.is_alive(postings.doc()) {
            return Ok(true);
        }
        postings.advance();
    }
    Ok(false)
}

struct SegmentTerms<'a> {
    reader: &'a SegmentReader,
    inverted: &'a InvertedIndexReader,
    field: TantivyField,
    among: Among,
    terms: &'a mut BTreeSet<String>,
}

impl SegmentTerms<'_> {
    /// Adds what matches; `false` when that is too much.
    fn collect(&mut self, matcher: &TermMatcher) -> tantivy::Result<bool> {
        match matcher {
            TermMatcher::Prefix(prefix) => self.range(prefix, &|_| true),
            TermMatcher::Wildcard(literal, regex) => self.range(literal, &|term| regex.is_match(term)),
            TermMatcher::Regex(regex) => self.range("", &|term| regex.is_match(term)),
            TermMatcher::Fuzzy(word, distance) => self.fuzzy(word, *distance),
        }
    }

    fn range(&mut self, prefix: &str, accepts: &dyn Fn(&str) -> bool) -> tantivy::Result<bool> {
        let mark = if self.among == Among::MarkedWholes { String::from(WHOLE_MARK) } else { String::new() };
        let begin = format!("{mark}{prefix}");
        let range = self.inverted.terms().range();
        let range =
            if begin.is_empty() && self.among == Among::Words { range.ge(FIRST_WORD) } else { range.ge(&begin) };
        let mut stream = range.into_stream()?;
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            if !term.starts_with(&begin) {
                break;
            }
            let value = &term[mark.len()..];
            if accepts(value) && !self.add(value, term)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn fuzzy(&mut self, word: &str, distance: u8) -> tantivy::Result<bool> {
        let dfa = LevenshteinAutomatonBuilder::new(distance, true).build_dfa(word);
        let mut stream = self.inverted.terms().search(Edits(dfa)).into_stream()?;
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            if !term.starts_with(WHOLE_MARK) && !self.add(term, term)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn add(&mut self, value: &str, term: &str) -> tantivy::Result<bool> {
        if self.terms.contains(value)
            || !is_alive(self.reader, self.inverted, &Term::from_field_text(self.field, term))?
        {
            return Ok(true);
        }
        self.terms.insert(value.to_owned());
        Ok(self.terms.len() <= MAX_EXPANSIONS)
    }
}

/// A Levenshtein automaton over the bytes of terms.
struct Edits(DFA);

impl Automaton for Edits {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
