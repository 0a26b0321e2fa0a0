//! How an engine understands a query: what each part of it finds alone.

use super::Engine;
use super::find::count;
use super::like::telling;
use crate::answer::{AskError, ExplainedNode, Explanation, ask_error, label_of};
use crate::index::Field;
use crate::query::{Matcher, Query, known_meaning, named_words};

/// Explains `query`.
pub(super) fn explain(engine: &Engine, query: &Query) -> Result<Explanation, AskError> {
    let mut explanation = Explanation::default();
    add(engine, query, 0, &mut explanation)?;
    Ok(explanation)
}

fn add(engine: &Engine, query: &Query, depth: usize, explanation: &mut Explanation) -> Result<(), AskError> {
    let resolved = match query {
        Query::Match { field: Field::Like, matcher: Matcher::Word(id), span } => {
            named_words(&telling(engine, id, *span)?)
        }
        Query::Match { field, matcher, span } if !needs_dictionary(matcher) => {
            known_meaning(*field, matcher, *span).map_err(ask_error)?.resolved
        }
        _ => String::new(),
    };
    explanation.nodes.push(ExplainedNode { depth, label: label_of(query), resolved, hits: count(engine, query)? });
    match query {
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                add(engine, part, depth + 1, explanation)?;
            }
        }
        Query::Not(inner) => add(engine, inner, depth + 1, explanation)?,
        Query::All | Query::Match { .. } | Query::Exists { .. } => {}
    }
    Ok(())
}

/// Whether a matcher stands for words that only the engine knows.
fn needs_dictionary(matcher: &Matcher) -> bool {
    matches!(
        matcher,
        Matcher::Prefix(_)
            | Matcher::Wildcard(_)
            | Matcher::Fuzzy { .. }
            | Matcher::Regex(_)
            | Matcher::Phrase { prefix: true, .. }
    )
}
