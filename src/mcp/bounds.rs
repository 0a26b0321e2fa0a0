//! How large an answer may be. What is left out is counted, in the document and in the text, never passed over in
//! silence; a statement is given whole or not at all.

use serde_json::{Map, Value};

/// Bytes that the statements, versions or texts of one answer may have as JSON.
pub(super) const ANSWER_BYTES: usize = 64 * 1024;

/// Bytes of a list that only names things.
pub(super) const LIST_BYTES: usize = 16 * 1024;

/// How many of things of these sizes fit, from the first one on.
pub(super) fn fitting(sizes: impl Iterator<Item = usize>, most_bytes: usize) -> usize {
    let whole = sizes.scan(0_usize, |sum, size| {
        *sum = sum.saturating_add(size);
        Some(*sum)
    });
    whole.take_while(|sum| *sum <= most_bytes).count()
}

/// A document that is cut to size.
pub(super) struct Cut {
    document: Value,
    left_out: Map<String, Value>,
}

impl Cut {
    pub(super) fn new(document: Value) -> Self {
        Self { document, left_out: Map::new() }
    }

    /// Cuts the list at `pointer`, which is called `name`, and says how many of its things stay.
    pub(super) fn list(&mut self, pointer: &str, name: &str, most: usize, most_bytes: usize) -> usize {
        let Some(Value::Array(things)) = self.document.pointer_mut(pointer) else { return 0 };
        let kept = fitting(things.iter().take(most).map(|thing| thing.to_string().len()), most_bytes);
        let cut = things.len() - kept;
        things.truncate(kept);
        self.note(name, cut);
        kept
    }

    /// Bytes of what stands at `pointer`.
    pub(super) fn size_of(&self, pointer: &str) -> usize {
        self.document.pointer(pointer).map_or(0, |value| value.to_string().len())
    }

    /// Notes that `number` of what is called `name` are not there.
    pub(super) fn note(&mut self, name: &str, number: usize) {
        if number > 0 {
            self.left_out.insert(name.to_owned(), number.into());
        }
    }

    /// The document, which says what was left out where something was.
    pub(super) fn finish(self) -> Value {
        let mut document = self.document;
        if let (Value::Object(fields), false) = (&mut document, self.left_out.is_empty()) {
            fields.insert("left_out".to_owned(), Value::Object(self.left_out));
        }
        document
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_cut_by_number_and_by_length_and_the_rest_is_counted() {
        let mut cut = Cut::new(json!({"a": ["one", "two", "three"], "b": {"c": ["x".repeat(50), "y"]}, "d": [1]}));
        assert_eq!(cut.list("/a", "a", 2, 100), 2);
        assert_eq!(cut.list("/b/c", "c", 2, 50), 0);
        assert_eq!(cut.list("/d", "d", 2, 50), 1);
        assert_eq!(cut.list("/none", "none", 2, 50), 0);
        let expected = json!({"a": ["one", "two"], "b": {"c": []}, "d": [1], "left_out": {"a": 1, "c": 2}});
        assert_eq!(cut.finish(), expected);
        assert_eq!(Cut::new(json!({"a": []})).finish(), json!({"a": []}));
    }
}
