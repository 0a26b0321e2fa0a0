//! The index that an engine is told to make: which field is kept how.

use serde_json::{Map, Value, json};

use super::fields;
use crate::index::{Field, FieldType};

/// Version of the documents: rises whenever they change.
pub(super) const FORMAT: u64 = 1;

/// How an index is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spread {
    /// In how many parts.
    pub(super) shards: u32,
    /// How many copies of each part there are beside the first.
    pub(super) replicas: u32,
}

/// What OpenSearch and Elasticsearch are told.
pub(super) fn settings(spread: Spread) -> Value {
    // Words come folded and parted by blanks. Between two values a place stays empty, as in an index on this machine.
    let words = json!({"type": "text", "analyzer": "whitespace", "position_increment_gap": 1});
    // Names and stems are looked for, not ranked by how long the text is.
    let names = json!({"type": "text", "analyzer": "whitespace", "position_increment_gap": 1, "norms": false});
    let stems = json!({"type": "text", "analyzer": "whitespace", "index_options": "freqs", "norms": false});
    let whole = json!({"type": "keyword", "doc_values": false});
    let shown = json!({"type": "keyword"});
    let sorted = json!({"type": "keyword", "index": false});
    let of = |wanted: &dyn Fn(Field) -> bool, kind: &Value| -> Map<String, Value> {
        Field::all().filter(|field| wanted(*field)).map(|field| (fields::plain(field), kind.clone())).collect()
    };
    let is_text = |field: Field| field.kind() == FieldType::Text;
    let is_name = |field: Field| matches!(field.kind(), FieldType::Name | FieldType::Outlet);
    let is_value = |field: Field| is_name(field) || field.kind() == FieldType::Keyword;
    let mut texts = of(&is_text, &words);
    texts.extend(of(&is_name, &names));
    let number = |kind: &str| json!({"type": kind});
    let hidden = json!({"type": "keyword", "index": false, "doc_values": false});
    json!({
        "settings": {"index": {"number_of_shards": spread.shards, "number_of_replicas": spread.replicas}},
        "mappings": {
            "_meta": {"dixit": {"format": FORMAT}},
            "dynamic": "strict",
            "properties": {
                "words": {"properties": texts},
                "stems": {"properties": of(&is_text, &stems)},
                "whole": {"properties": of(&is_value, &whole)},
                "shown": {"properties": of(&|field| is_value(field) && field.is_facet(), &shown)},
                "sorted": {"properties": of(&|field| fields::SORTED.contains(&field), &sorted)},
                fields::HAS: shown,
                fields::DAY: shown,
                fields::FIRST_DAY: number("integer"),
                fields::LAST_DAY: number("integer"),
                fields::MOMENT: number("long"),
                fields::CONF: number("double"),
                fields::ORDER: number("long"),
                fields::PLACE: number("integer"),
                fields::PATH: number("long"),
                fields::BLOCK: number("long"),
                fields::WORDING: number("long"),
                fields::HASH: hidden,
                fields::COPIES: hidden,
                fields::RECORD: {"type": "object", "enabled": false},
            },
        },
    })
}

/// The format in the mapping of an index: that of its only index, where the name is an alias.
pub(super) fn format(mapping: &Value) -> Option<u64> {
    let index = mapping.as_object()?.values().next()?;
    index.pointer("/mappings/_meta/dixit/format")?.as_u64()
}

/// The other name of the index `index`, under which statements are written. A name that stands for an index is gone with
/// it, and what is sent to such a name alone makes no index: so none is made with a mapping that is guessed.
pub(super) fn writing_name(index: &str) -> String {
    format!("{index}-writes")
}
