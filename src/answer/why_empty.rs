//! Why a query finds nothing: which of its parts does not, and what there is to try.

use super::{AskError, ExplainedNode, Explanation, explain};
use crate::index::Index;
use crate::query::Query;

/// Why nothing was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyEmpty {
    /// There is nothing in the index.
    EmptyIndex,
    /// The one part that the query has is nowhere.
    Nowhere {
        /// How many statements there are.
        held: u64,
    },
    /// One of its parts is nowhere.
    Barren {
        /// The number of that part in the explanation.
        node: usize,
        /// What each part finds alone.
        explanation: Explanation,
    },
    /// Each part is somewhere, but never all of them in one statement.
    NeverTogether {
        /// What each part finds alone.
        explanation: Explanation,
    },
}

/// Why `query` finds nothing in `index`.
///
/// # Errors
///
/// As [`explain`].
pub fn why_empty(index: &Index, query: &Query) -> Result<WhyEmpty, AskError> {
    let held = index.stats()?.statements;
    if held == 0 {
        return Ok(WhyEmpty::EmptyIndex);
    }
    let explanation = explain(index, query)?;
    let barren =
        explanation.nodes.iter().enumerate().position(|(number, node)| node.hits == 0 && explanation.is_leaf(number));
    Ok(match barren {
        Some(_) if explanation.nodes.len() == 1 => WhyEmpty::Nowhere { held },
        Some(node) => WhyEmpty::Barren { node, explanation },
        None => WhyEmpty::NeverTogether { explanation },
    })
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

    /// The part that is nowhere, in its canonical form.
    pub fn barren(&self) -> Option<&ExplainedNode> {
        match self {
            Self::Barren { node, explanation } => explanation.nodes.get(*node),
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
        assert_eq!(why("zebra"), WhyEmpty::Nowhere { held: 2 });
        assert_eq!(why("ships zebra").barren().map(|node| node.label.as_str()), Some("zebra"));
        let apart = why("ships speaker:Lind");
        assert!(matches!(apart, WhyEmpty::NeverTogether { .. }) && apart.nodes().len() == 3, "{apart:?}");
    }
}
