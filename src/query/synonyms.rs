//! Words that a user's own file says may stand for one another, in the format that Solr and Elasticsearch read:
//! `a, b, c` are alike, `a => b, c` asks for `b` or `c` where `a` is asked for.

use std::collections::BTreeMap;

use super::{Matcher, Problem, ProblemKind, Query, limits};
use crate::index::{Field, FieldType};
use crate::text::{Span, words};

/// How many words one word may stand for.
const MOST: usize = 64;

/// A table of synonyms. The empty one changes no query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Folded words → what is asked for in their place, as the file has it.
    table: BTreeMap<String, Vec<String>>,
}

/// What is wrong with a line of a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct SynonymError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: SynonymErrorKind,
}

/// Sorts of mistakes in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SynonymErrorKind {
    /// `a`, alone.
    #[error("one word alone; a group is `a, b, c`, a replacement `a => b`")]
    Alone,
    /// `a, , b`, `=> b`.
    #[error("nothing between two marks")]
    Nothing,
    /// `a => b => c`.
    #[error("two arrows")]
    TwoArrows,
    /// A word with more than [`MOST`] others.
    #[error("a word stands for more than {MOST} others")]
    TooMany,
}

impl Synonyms {
    /// Reads a table: a line a group, `#` begins a remark.
    ///
    /// # Errors
    ///
    /// Names the first line that is none.
    pub fn read(text: &str) -> Result<Self, SynonymError> {
        let mut table = Self::default();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.split_once('#').map_or(line, |(line, _)| line).trim();
            if !line.is_empty() {
                table.add(line).map_err(|kind| SynonymError { line: number + 1, kind })?;
            }
        }
        Ok(table)
    }

    fn add(&mut self, line: &str) -> Result<(), SynonymErrorKind> {
        let (from, to) = match line.split_once("=>") {
            Some((_, to)) if to.contains("=>") => return Err(SynonymErrorKind::TwoArrows),
            Some((from, to)) => (entries(from)?, entries(to)?),
            None => {
                let group = entries(line)?;
                if group.len() < 2 {
                    return Err(SynonymErrorKind::Alone);
                }
                (group.clone(), group)
            }
        };
        for word in from {
            let stands_for = self.table.entry(key(word)).or_default();
            for other in &to {
                if !stands_for.iter().any(|known| key(known) == key(other)) {
                    stands_for.push((*other).to_owned());
                }
            }
            if stands_for.len() > MOST {
                return Err(SynonymErrorKind::TooMany);
            }
        }
        Ok(())
    }

    /// `query` with every word of running text that the table has joined by what stands for it. Phrases, words beside
    /// `NEAR` and values of other fields stay as they are.
    ///
    /// # Errors
    ///
    /// When the query has too many clauses then.
    pub fn widen(&self, query: Query) -> Result<Query, Problem> {
        if self.table.is_empty() {
            return Ok(query);
        }
        let mut room = limits::CLAUSES;
        self.widened(query, &mut room)
    }

    fn widened(&self, query: Query, room: &mut usize) -> Result<Query, Problem> {
        let all = |parts: Vec<Query>, room: &mut usize| -> Result<Vec<Query>, Problem> {
            parts.into_iter().map(|part| self.widened(part, room)).collect()
        };
        Ok(match query {
            Query::And(parts) => Query::And(all(parts, room)?),
            Query::Or(parts) => Query::Or(all(parts, room)?),
            Query::Not(inner) => Query::Not(Box::new(self.widened(*inner, room)?)),
            Query::Match { field, matcher: Matcher::Word(word), span } if field.kind() == FieldType::Text => {
                let others = self.table.get(&key(&word)).map(Vec::as_slice).unwrap_or_default();
                let leaves = others.iter().map(|other| leaf(field, other, span));
                let mut leaves: Vec<Query> =
                    if others.is_empty() { vec![leaf(field, &word, span)] } else { leaves.collect() };
                spend(leaves.len(), span, room)?;
                match (leaves.len(), leaves.pop()) {
                    (1, Some(only)) => only,
                    (_, last) => Query::Or(leaves.into_iter().chain(last).collect()),
                }
            }
            other => {
                spend(1, other.span().unwrap_or(Span::new(0, 0)), room)?;
                other
            }
        })
    }
}

fn spend(clauses: usize, span: Span, room: &mut usize) -> Result<(), Problem> {
    match room.checked_sub(clauses) {
        Some(left) => {
            *room = left;
            Ok(())
        }
        None => {
            Err(Problem::new(ProblemKind::TooManyClauses, span).help("synonyms count, too; ask in several queries"))
        }
    }
}

/// A word, or several in this order; both are inflected, as the word that they stand for is.
fn leaf(field: Field, text: &str, span: Span) -> Query {
    Query::Match { field, matcher: Matcher::Word(text.to_owned()), span }
}

fn entries(list: &str) -> Result<Vec<&str>, SynonymErrorKind> {
    let entry = |text: &str| words(text).next().is_some();
    let entries: Vec<&str> = list.split(',').map(str::trim).collect();
    if entries.iter().all(|text| entry(text)) { Ok(entries) } else { Err(SynonymErrorKind::Nothing) }
}

/// What is the same word whatever its case, accents and punctuation.
fn key(text: &str) -> String {
    words(text).map(|word| word.folded(text)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    const TABLE: &str =
        "# what the desk says\nEU, European Union, Brussels\nUkraine => Ukraine, Kyiv # and the city\n\nfoo=>bar";

    fn check(query: &str, expected: &str) {
        let parsed = parse(query, jiff::civil::date(2024, 2, 8)).unwrap();
        let widened = Synonyms::read(TABLE).unwrap().widen(parsed.query).unwrap();
        assert_eq!(widened.to_string(), expected, "{query}");
    }

    #[test]
    fn words_stand_for_their_group_and_for_what_replaces_them() {
        check("eu", r"EU OR European\ Union OR Brussels");
        check("ukraine aid", "(Ukraine OR Kyiv) AND aid");
        check("kyiv", "kyiv");
        check("-FOO title:eu", r"NOT bar AND (title:EU OR title:European\ Union OR title:Brussels)");
    }

    #[test]
    fn phrases_patterns_names_and_neighbours_stay() {
        for query in ["\"eu\"", "eu*", "speaker:eu", "eu NEAR/5 aid", "*", "outlet:foo"] {
            let unchanged = parse(query, jiff::civil::date(2024, 2, 8)).unwrap().query.to_string();
            check(query, &unchanged);
        }
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let wrong = |text| Synonyms::read(text).map_err(|error| (error.line, error.kind)).unwrap_err();
        assert_eq!(wrong("a, b\n\nc"), (3, SynonymErrorKind::Alone));
        assert_eq!(wrong("a,,b"), (1, SynonymErrorKind::Nothing));
        assert_eq!(wrong("a =>"), (1, SynonymErrorKind::Nothing));
        assert_eq!(wrong("a => b => c"), (1, SynonymErrorKind::TwoArrows));
        let many = (0..66).map(|n| format!("w{n}")).collect::<Vec<_>>().join(",");
        assert_eq!(wrong(&many), (1, SynonymErrorKind::TooMany));
    }

    #[test]
    fn clauses_are_counted_with_what_stands_for_them() {
        let group = (0..60).map(|n| format!("w{n}")).collect::<Vec<_>>().join(", ");
        let parsed = parse(&["w1"; 20].join(" "), jiff::civil::date(2024, 2, 8)).unwrap();
        let problem = Synonyms::read(&group).unwrap().widen(parsed.query).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::TooManyClauses);
    }
}
