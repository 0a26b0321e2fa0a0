//! How a query that is being typed may go on: names of fields, and values that the index holds.

use crate::index::Field;
use crate::query::{Typed, typed, value_text};

/// More than this nobody looks through.
const MOST_VALUES: usize = 200;

/// What may stand in place of the end of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuations {
    /// Where that end begins, in bytes.
    pub start: usize,
    /// What may stand there, in order.
    pub texts: Vec<String>,
}

/// How `query` may go on; `None` where nothing can be told. `values` gives those of a field in which a word begins so, a
/// number of them at most; it is asked only where values may follow.
///
/// # Errors
///
/// Those of `values`.
pub fn continuations<E>(
    query: &str,
    values: impl FnOnce(Field, &str, usize) -> Result<Vec<String>, E>,
) -> Result<Option<Continuations>, E> {
    Ok(match typed(query) {
        None => None,
        Some(Typed::Name { start, begun }) => Some(Continuations { start, texts: names(begun) }),
        Some(Typed::Value { field, start, begun }) => {
            let texts = values(field, begun, MOST_VALUES)?.iter().map(|value| value_text(value)).collect();
            Some(Continuations { start, texts })
        }
    })
}

fn names(begun: &str) -> Vec<String> {
    let begun = begun.to_lowercase();
    let mut names: Vec<String> =
        Field::all().map(|field| format!("{}:", field.name())).filter(|name| name.starts_with(&begun)).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::index_of;

    #[test]
    fn names_and_values_go_on_from_what_is_typed() {
        let (_corpus, index) = index_of(&["Xi Jinping | TASS | ANI | 2024-02-08 | en | one"]);
        let texts = |query: &str| {
            let found = continuations(query, |field, begun, most| index.values(field, begun, most)).unwrap();
            found.map(|found| (found.start, found.texts))
        };
        assert_eq!(texts("oil spe"), Some((4, vec!["speaker.type:".to_owned(), "speaker:".to_owned()])));
        assert_eq!(texts("speaker:ji"), Some((8, vec!["\"Xi Jinping\"".to_owned()])));
        assert_eq!(texts("speaker:/x"), None);
    }
}
