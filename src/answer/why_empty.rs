//! Why a query finds nothing: which of its parts does not, and what there is to try.

use super::{Archive, AskError, ExplainedNode, Explanation};
use crate::index::Field;
use crate::query::{Matcher, Query, value_clause};
use crate::text::Span;

/// Why nothing was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyEmpty {
    /// There is nothing in the index.
    EmptyIndex,
    /// The one part that the query has is nowhere.
    Nowhere {
        /// How many statements there are.
        held: u64,
        /// Where it is a name: names that are like it.
        like: Vec<Like>,
    },
    /// One of its parts is nowhere.
    Barren {
        /// The number of that part in the explanation.
        node: usize,
        /// What each part finds alone.
        explanation: Explanation,
        /// Where a part that is nowhere is a name: names that are like it.
        like: Vec<Like>,
    },
    /// Each part is somewhere, but never all of them in one statement.
    NeverTogether {
        /// What each part finds alone.
        explanation: Explanation,
    },
}

/// A name that is like one that nobody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// The name.
    pub name: String,
    /// What it is the name of.
    field: Field,
    /// Where the clause with the other one stands in the query.
    span: Span,
}

impl Like {
    /// The query as typed, with this name in place of the other one.
    pub fn in_place(&self, input: &str) -> String {
        let clause = value_clause(self.field, &self.name);
        match (input.get(..self.span.start), input.get(self.span.end..)) {
            (Some(before), Some(behind)) => format!("{before}{clause}{behind}"),
            _ => clause,
        }
    }
}

/// Why `query` finds nothing in `archive`.
///
/// # Errors
///
/// As [`Archive::explain`].
pub fn why_empty(archive: &dyn Archive, query: &Query) -> Result<WhyEmpty, AskError> {
    let held = archive.n_statements()?;
    if held == 0 {
        return Ok(WhyEmpty::EmptyIndex);
    }
    let explanation = archive.explain(query)?;
    let barren =
        explanation.nodes.iter().enumerate().position(|(number, node)| node.hits == 0 && explanation.is_leaf(number));
    Ok(match barren {
        Some(_) if explanation.nodes.len() == 1 => WhyEmpty::Nowhere { held, like: names_like(archive, query)? },
        Some(node) => WhyEmpty::Barren { node, explanation, like: names_like(archive, query)? },
        None => WhyEmpty::NeverTogether { explanation },
    })
}

/// Names like the first one in `query` that nobody has.
fn names_like(archive: &dyn Archive, query: &Query) -> Result<Vec<Like>, AskError> {
    match query {
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                let found = names_like(archive, part)?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            Ok(Vec::new())
        }
        Query::Match { field: field @ (Field::Speaker | Field::Outlet | Field::Publisher), matcher, span } => {
            let (Matcher::Word(name) | Matcher::Phrase { text: name, .. } | Matcher::Literal(name)) = matcher else {
                return Ok(Vec::new());
            };
            let is_there = archive.explain(query)?.nodes.iter().any(|node| node.hits > 0);
            let names = if is_there { Vec::new() } else { archive.names_like(*field, name)? };
            Ok(names.into_iter().map(|name| Like { name, field: *field, span: *span }).collect())
        }
        _ => Ok(Vec::new()),
    }
}

impl Explanation {
    /// Whether the node of that number has no parts.
    fn is_leaf(&self, number: usize) -> bool {
        let depth = |node: &ExplainedNode| node.depth;
        let next = self.nodes.get(number + 1).map(depth);
        next.is_none_or(|next| Some(next) <= self.nodes.get(number).map(depth))
    }
}

impl WhyEmpty {
    /// What each part finds alone, where there are several.
    pub fn nodes(&self) -> &[ExplainedNode] {
        match self {
            Self::EmptyIndex | Self::Nowhere { .. } => &[],
            Self::Barren { explanation, .. } | Self::NeverTogether { explanation } => &explanation.nodes,
        }
    }

    /// Names that are like one that nobody has.
    pub fn like(&self) -> &[Like] {
        match self {
            Self::Nowhere { like, .. } | Self::Barren { like, .. } => like,
            Self::EmptyIndex | Self::NeverTogether { .. } => &[],
        }
    }

    /// The part that is nowhere, in its canonical form.
    pub fn barren(&self) -> Option<&ExplainedNode> {
        match self {
            Self::Barren { node, explanation, .. } => explanation.nodes.get(*node),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::index_of;

    #[test]
    fn the_part_that_is_nowhere_is_named() {
        let (_corpus, index) = index_of(&["Berg | TASS | ANI | 2024-02-08 | en | ships", "Lind | | | | en | harbours"]);
        let why = |query: &str| {
            let query = crate::query::parse(query, jiff::civil::date(2024, 2, 8)).unwrap().query;
            why_empty(&index, &query).unwrap()
        };
        assert_eq!(why("zebra"), WhyEmpty::Nowhere { held: 2, like: Vec::new() });
        assert_eq!(why("ships -speaker:Breg zebra").like(), [], "what is to be left out may be nowhere");
        assert_eq!(why("ships zebra").barren().map(|node| node.label.as_str()), Some("zebra"));
        let apart = why("ships speaker:Lind");
        assert!(matches!(apart, WhyEmpty::NeverTogether { .. }) && apart.nodes().len() == 3, "{apart:?}");
    }

    #[test]
    fn a_name_that_is_like_takes_the_place_of_the_one_that_nobody_has() {
        let (_corpus, index) = index_of(&["Berg | TASS | ANI | 2024-02-08 | en | ships", "Lind | | | | en | harbours"]);
        let today = jiff::civil::date(2024, 2, 8);
        for (query, corrected) in [
            ("speaker:Breg", "speaker:=\"Berg\""),
            ("speaker:=Breg ships", "speaker:=\"Berg\" ships"),
            ("ships (outlet:TAS OR speaker:Lynd)", "ships (outlet:=\"TASS\" OR speaker:Lynd)"),
            ("ships speaker:(Breg OR Müller)", "ships speaker:(speaker:=\"Berg\" OR Müller)"),
        ] {
            let why = why_empty(&index, &crate::query::parse(query, today).unwrap().query).unwrap();
            let found: Vec<String> = why.like().iter().map(|like| like.in_place(query)).collect();
            assert_eq!(found, [corrected], "{query}");
            assert!(crate::query::parse(corrected, today).is_ok(), "{corrected}");
        }
    }
}
