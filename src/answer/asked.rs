//! A query as it is asked: read from text, widened by synonyms, narrowed by what stands beside it.

use jiff::civil::Date;

use super::AskError;
use crate::index::Field;
use crate::query::{self, Matcher, Note, Query, QueryError, Synonyms, value_text};
use crate::text::Span;

/// A query as typed and as understood.
#[derive(Debug, Clone)]
pub struct Asked {
    /// As typed.
    pub input: String,
    /// As understood, with synonyms and what narrows it.
    pub query: Query,
    /// Remarks on how it is written.
    pub notes: Vec<Note>,
}

/// What narrows a query beside its own words.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Narrowing {
    /// How certain statements are at least.
    pub min_confidence: Option<f64>,
}

impl Asked {
    /// Reads `input`; relative dates count from `today`.
    ///
    /// # Errors
    ///
    /// What is wrong with the query, and where.
    pub fn read(input: String, today: Date, synonyms: &Synonyms, narrowing: Narrowing) -> Result<Self, QueryError> {
        let parsed = query::parse(&input, today)?;
        let query = match synonyms.widen(parsed.query) {
            Ok(query) => narrowing.of(query, input.len()),
            Err(problem) => return Err(QueryError { input, problems: vec![problem] }),
        };
        Ok(Self { input, query, notes: parsed.notes })
    }

    /// What asks for the values of `field` that hold `name`, read as a name behind its colon is; within `within`, where
    /// there is such.
    pub fn of_name(field: Field, name: &str, within: Option<&Self>) -> Self {
        let (mark, name) = name.strip_prefix('=').map_or(("", name), |literal| ("=", literal));
        let clause = format!("{}:{mark}{}", field.name(), value_text(name));
        let matcher = match mark {
            "" => Matcher::Phrase { text: name.to_owned(), slop: 0, prefix: false },
            _ => Matcher::Literal(name.to_owned()),
        };
        let own = Query::Match { field, matcher, span: Span::new(0, clause.len()) };
        match within {
            Some(within) => {
                let query = Query::And(vec![own, within.query.clone()]);
                Self { input: format!("{clause} {}", within.input), query, notes: Vec::new() }
            }
            None => Self { input: clause, query: own, notes: Vec::new() },
        }
    }

    /// An error that came up when the query was run, with its text, which the tree does not hold.
    pub fn failed(&self, error: AskError) -> AskError {
        error.in_query(&self.input)
    }
}

impl Narrowing {
    /// `query`, narrowed; the clauses that are added stand at byte `end`, behind all that was typed.
    fn of(self, query: Query, end: usize) -> Query {
        let Some(least) = self.min_confidence else { return query };
        let matcher = Matcher::Numbers { from: Some((least, true)), to: None };
        let certain = Query::Match { field: Field::Conf, matcher, span: Span::new(end, end) };
        Query::And(vec![query, certain])
    }
}

/// Reads a confidence from 0 to 1.
pub fn confidence(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value| (0.0..=1.0).contains(value))
}
