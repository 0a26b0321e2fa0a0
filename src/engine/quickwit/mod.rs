//! What is different at Quickwit: how its index is described, what it keeps of a statement, and how statements get there
//! once each. None of this has been run against a real Quickwit yet: it follows the documentation and the sources.

mod notebook;
mod push;

pub(super) use push::push;

use serde_json::{Value, json};

use super::document::kept_word;
use super::http::Patience;
use super::mapping::FORMAT;
use super::{Engine, EngineError, fields};
use crate::index::{Field, FieldType};

/// The version of the form in which an index is described: 0.9 reads that of 0.8, too.
const VERSION: &str = "0.8";

/// The description of an index (<https://quickwit.io/docs/configuration/index-config>).
pub(super) fn index_config(index: &str) -> Value {
    let texts = |wanted: &dyn Fn(Field) -> bool, kind: &str, more: &Value| -> Vec<Value> {
        let one = |field: Field| {
            let mut mapping = json!({"name": fields::plain(field), "type": kind, "stored": false});
            for (key, value) in more.as_object().into_iter().flatten() {
                mapping[key] = value.clone();
            }
            mapping
        };
        Field::all().filter(|field| wanted(*field)).map(one).collect()
    };
    let is_text = |field: Field| field.kind() == FieldType::Text;
    let is_name = |field: Field| matches!(field.kind(), FieldType::Name | FieldType::Outlet);
    let is_value = |field: Field| is_name(field) || field.kind() == FieldType::Keyword;
    let positions = json!({"tokenizer": "whitespace", "record": "position", "fieldnorms": true});
    let names = json!({"tokenizer": "whitespace", "record": "position"});
    let stems = json!({"tokenizer": "whitespace", "record": "freq"});
    let raw = json!({"tokenizer": "raw", "record": "basic"});
    let counted = json!({"tokenizer": "raw", "record": "basic", "fast": true});
    let object = |name: &str, fields: Vec<Value>| json!({"name": name, "type": "object", "field_mappings": fields});
    let number = |name: &str, kind: &str| json!({"name": name, "type": kind, "fast": true, "stored": false});
    let value = |name: &str, kind: &str| json!({"name": name, "type": kind, "tokenizer": "raw", "record": "basic", "fast": true, "stored": false});
    let mut words = texts(&is_text, "array<text>", &positions);
    words.extend(texts(&is_name, "array<text>", &names));
    json!({
        "version": VERSION,
        "index_id": index,
        "doc_mapping": {
            "mode": "strict",
            "store_source": false,
            "field_mappings": [
                // The name is the mark of the documents' format: Quickwit keeps no remarks of others.
                {"name": format!("dixit_format_{FORMAT}"), "type": "bool", "indexed": false, "stored": false},
                object("words", words),
                object("stems", texts(&is_text, "array<text>", &stems)),
                object("whole", texts(&is_value, "array<text>", &raw)),
                object("shown", texts(&|field| is_value(field) && field.is_facet(), "array<text>", &counted)),
                value(fields::HAS, "array<text>"),
                value(fields::DAY, "text"),
                number(fields::FIRST_DAY, "i64"),
                number(fields::LAST_DAY, "i64"),
                number(fields::MOMENT, "i64"),
                number(fields::EARLIEST, "i64"),
                number(fields::LATEST, "i64"),
                number(fields::CONF, "f64"),
                number(fields::ORDER, "i64"),
                number(fields::PLACE, "i64"),
                number(fields::PATH, "i64"),
                number(fields::BLOCK, "i64"),
                number(fields::WORDING, "array<i64>"),
                {"name": fields::HASH, "type": "text", "indexed": false, "stored": true},
                {"name": fields::COPIES, "type": "array<text>", "indexed": false, "stored": true},
                {"name": fields::RECORD, "type": "text", "indexed": false, "stored": true},
            ],
        },
        "search_settings": {"default_search_fields": [fields::words(Field::Quote)]},
    })
}

/// The format of the documents in what Quickwit says of an index.
pub(super) fn format(index: &Value) -> Option<u64> {
    let mappings = index.pointer("/index_config/doc_mapping/field_mappings")?.as_array()?;
    let names = mappings.iter().filter_map(|mapping| mapping.get("name")?.as_str());
    names.filter_map(|name| name.strip_prefix("dixit_format_")).find_map(|format| format.parse().ok())
}

/// The moment of what has no date: behind all others, and exact as a real number, too.
const NEVER: i64 = 1 << 52;

/// What Quickwit is sent in place of the document that others are sent.
pub(super) fn document(mut document: Value) -> Value {
    let moment = document[fields::MOMENT].as_i64();
    document[fields::EARLIEST] = moment.unwrap_or(NEVER).into();
    document[fields::LATEST] = moment.map_or(NEVER, |moment| -moment).into();
    document[fields::RECORD] = document[fields::RECORD].to_string().into();
    if let Some(members) = document.as_object_mut() {
        // It does not sort by texts.
        members.remove("sorted");
    }
    // It leaves out values of 255 bytes and more.
    for group in ["whole", "shown"] {
        let values = document[group].as_object_mut().into_iter().flatten();
        for value in values.flat_map(|(_, values)| values.as_array_mut().into_iter().flatten()) {
            if let Value::String(text) = value {
                *text = kept_word(text);
            }
        }
    }
    document
}

impl Engine {
    /// Makes the index at a Quickwit.
    pub(super) fn make_quickwit_index(&self) -> Result<(), EngineError> {
        let config = index_config(&self.0.address.index);
        self.http().json("POST", "/api/v1/indexes", &config, Patience::PUSHING)?.success().map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_by_the_name_of_a_field() {
        let told = json!({"index_config": index_config("news")});
        assert_eq!(format(&told), Some(FORMAT));
        assert_eq!(format(&json!({"index_config": {"doc_mapping": {"field_mappings": []}}})), None);
    }

    #[test]
    fn what_has_no_date_stands_behind_in_both_orders() {
        let keys = |shared: Value| {
            let kept = document(shared);
            [fields::EARLIEST, fields::LATEST].map(|key| kept[key].as_i64().unwrap())
        };
        let old = keys(json!({"moment": -62_135_596_800_i64, "whole": {}, "shown": {}}));
        let new = keys(json!({"moment": 253_402_300_799_i64, "whole": {}, "shown": {}}));
        let none = keys(json!({"whole": {}, "shown": {}}));
        assert!(old[0] < new[0] && new[0] < none[0], "{old:?} {new:?} {none:?}");
        assert!(new[1] < old[1] && old[1] < none[1], "{old:?} {new:?} {none:?}");
    }

    #[test]
    fn long_values_are_kept_by_their_beginnings() {
        let long = "x".repeat(300);
        let kept = document(json!({"whole": {"author": [long, "short"]}, "shown": {"author": ["y".repeat(254)]}}));
        let whole = kept["whole"]["author"][0].as_str().unwrap();
        assert!(whole.len() < 255 && whole.starts_with("xxx") && whole == kept_word(&long), "{whole}");
        assert_eq!(kept["whole"]["author"][1], "short");
        assert!(kept["shown"]["author"][0].as_str().unwrap().starts_with("yyy"));
    }
}
