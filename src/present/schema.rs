//! The contract of `docs/json.md` as a JSON Schema, whole and in parts that stand alone.

use serde_json::{Map, Value};

/// `docs/schema/dixit-1.json`.
pub const JSON_SCHEMA: &str = include_str!("../../docs/schema/dixit-1.json");

/// Where the schema keeps its definitions, and what a reference to one begins with.
const DEFINITIONS: &str = "$defs";
const REFERENCE: &str = "#/$defs/";

/// The definition called `name` as a schema of its own, with those that it refers to; `None` where there is none.
pub fn schema_of(name: &str) -> Option<Map<String, Value>> {
    let document: Value = serde_json::from_str(JSON_SCHEMA).ok()?;
    let definitions = document.get(DEFINITIONS)?;
    let root = definitions.get(name)?;
    let mut needed = Map::new();
    collect(root, definitions, &mut needed);
    let mut schema = root.as_object()?.clone();
    schema.insert("$schema".to_owned(), document.get("$schema")?.clone());
    if !needed.is_empty() {
        schema.insert(DEFINITIONS.to_owned(), Value::Object(needed));
    }
    Some(schema)
}

/// Adds to `needed` the definitions that `value` refers to, and those that they refer to.
fn collect(value: &Value, definitions: &Value, needed: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(REFERENCE));
            if let Some((name, definition)) = name.and_then(|name| Some((name, definitions.get(name)?)))
                && !needed.contains_key(name)
            {
                needed.insert(name.to_owned(), definition.clone());
                collect(definition, definitions, needed);
            }
            fields.values().for_each(|field| collect(field, definitions, needed));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, definitions, needed)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_stands_alone_with_what_it_refers_to() {
        let names = |name| {
            let schema = schema_of(name)?;
            Some(schema.get(DEFINITIONS)?.as_object()?.keys().cloned().collect::<Vec<_>>())
        };
        assert_eq!(names("show"), Some(vec!["statement".to_owned(), "place".to_owned(), "left_out".to_owned()]));
        assert_eq!(schema_of("stats").map(|schema| schema.contains_key(DEFINITIONS)), Some(false));
        assert!(schema_of("nothing").is_none());
    }
}
