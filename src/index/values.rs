//! The values of a field that go on from what is typed.

use std::collections::BTreeSet;

use tantivy::Term;

use super::open::failure;
use super::{Field, FieldType, Index, IndexError, whole, whole_term};
use crate::text::{fold, words};

impl Index {
    /// The values of `field` in which a word, or the whole, begins like `begun`: at most `limit` of them, in order.
    /// Only fields that can be counted have values to show.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn values(&self, field: Field, begun: &str, limit: usize) -> Result<Vec<String>, IndexError> {
        if !field.is_facet() || field.kind() == FieldType::Date {
            return Ok(Vec::new());
        }
        let snapshot = self.snapshot();
        let failed = |error| failure(&self.dir, "reading values", error);
        let begun = whole(begun);
        let mut values = BTreeSet::new();
        for reader in snapshot.searcher.segment_readers() {
            let Some(column) = reader.fast_fields().str(snapshot.schema.column(field)).map_err(failed)? else {
                continue;
            };
            let mut stream = column.dictionary().stream().map_err(|error| failed(error.into()))?;
            while stream.advance() {
                let Ok(value) = std::str::from_utf8(stream.key()) else { continue };
                if goes_on(value, &begun) {
                    values.insert(value.to_owned());
                }
            }
        }
        let mut held = Vec::new();
        for value in values {
            // A column keeps the values of statements that are gone until its segment is merged.
            let term = if field.kind() == FieldType::Keyword { whole(&value) } else { whole_term(&value) };
            if held.len() < limit && snapshot.occurs(&Term::from_field_text(snapshot.schema.field(field), &term))? {
                held.push(value);
            }
        }
        Ok(held)
    }
}

/// Whether the whole of `value` or one of its words begins with `begun`, which is folded.
pub(crate) fn goes_on(value: &str, begun: &str) -> bool {
    whole(value).starts_with(begun)
        || words(value).any(|word| value.get(word.span.start..).is_some_and(|rest| fold(rest).starts_with(begun)))
}

#[cfg(test)]
mod tests {
    use super::super::index_of;
    use super::*;

    #[test]
    fn values_begin_with_what_is_typed_in_any_word() {
        let (_corpus, index) = index_of(&[
            "Vladimir Putin | TASS | ANI | 2024-02-08 | en | one",
            "Xi Jinping | | ANI | 2024-02-08 | en | two",
            "Putin Press Office | | Le Monde | 2024-02-08 | en | three",
        ]);
        let values = |field, begun| index.values(field, begun, 10).unwrap();
        assert_eq!(values(Field::Speaker, "put"), ["Putin Press Office", "Vladimir Putin"]);
        assert_eq!(values(Field::Speaker, "XI  jin"), ["Xi Jinping"]);
        assert_eq!(values(Field::Speaker, "press of"), ["Putin Press Office"]);
        assert_eq!(values(Field::Publisher, ""), ["ANI", "Le Monde"]);
        assert_eq!(values(Field::Lang, "e"), ["en"]);
        assert_eq!(index.values(Field::Speaker, "", 1).unwrap(), ["Putin Press Office"]);
        assert!(values(Field::Quote, "").is_empty() && values(Field::Date, "").is_empty());
    }
}
