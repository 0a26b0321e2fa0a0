//! How a query is understood, and how many statements each part of it finds alone.

use super::{AskError, ExplainedNode, Explanation, ask_error};
use crate::index::Snapshot;
use crate::query::{Query, lower, lower_leaf};

/// Explains how `query` is understood and what each of its clauses finds in `snapshot`.
pub(super) fn explain(snapshot: &Snapshot, query: &Query) -> Result<Explanation, AskError> {
    let mut explanation = Explanation::default();
    add(query, 0, snapshot, &mut explanation)?;
    Ok(explanation)
}

fn add(query: &Query, depth: usize, snapshot: &Snapshot, explanation: &mut Explanation) -> Result<(), AskError> {
    let (hits, resolved) = if let Query::Match { field, matcher, span } = query {
        let leaf = lower_leaf(*field, matcher, *span, snapshot).map_err(ask_error)?;
        (snapshot.count(&*leaf.query)?, leaf.resolved)
    } else {
        (snapshot.count(&*lower(query, snapshot).map_err(ask_error)?.query)?, String::new())
    };
    explanation.nodes.push(ExplainedNode { depth, label: label_of(query), resolved, hits });
    match query {
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                add(part, depth + 1, snapshot, explanation)?;
            }
        }
        Query::Not(inner) => add(inner, depth + 1, snapshot, explanation)?,
        Query::All | Query::Match { .. } | Query::Exists { .. } => {}
    }
    Ok(())
}

/// What a node of a query is called in an explanation.
pub(crate) fn label_of(query: &Query) -> String {
    match query {
        Query::And(_) => "AND".to_owned(),
        Query::Or(_) => "OR".to_owned(),
        Query::Not(_) => "NOT".to_owned(),
        leaf => leaf.to_string(),
    }
}
