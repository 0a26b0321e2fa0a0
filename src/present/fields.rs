//! Which fields of a statement are printed, when a script wants only some of them.

use serde_json::{Map, Value};

/// The fields of a statement in JSON that hold no others, in the order of `docs/json.md`.
const NAMES: [&str; 32] = [
    "id",
    "quote",
    "spans",
    "kind",
    "speaker.name",
    "speaker.mention",
    "speaker.span",
    "speaker.role",
    "speaker.type",
    "cue",
    "cue_span",
    "outlets",
    "publisher",
    "date",
    "date_source",
    "article.id",
    "article.path",
    "article.title",
    "article.author",
    "article.url",
    "article.lang",
    "article.copies",
    "context.text",
    "context.start",
    "context.spans",
    "confidence",
    "utterance",
    "carried.versions",
    "carried.outlets",
    "carried.days",
    "highlights",
    "score",
];

/// Slips further from a name than this many edits are not taken for it.
const MAX_EDITS: usize = 2;

/// Some fields of a statement, in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields(Vec<&'static str>);

/// A name that no field has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no field is called `{name}`")]
pub struct UnknownField {
    /// The name.
    pub name: String,
    /// What was most likely meant.
    pub suggestion: Option<&'static str>,
}

impl Fields {
    /// Reads names parted by commas. The name of an object (`speaker`) stands for all that is in it.
    ///
    /// # Errors
    ///
    /// Names the first that is none.
    pub fn read(list: &str) -> Result<Self, UnknownField> {
        let mut fields = Vec::new();
        for name in list.split(',').map(str::trim) {
            let meant = NAMES.into_iter().filter(|known| *known == name || object_of(known) == Some(name));
            let before = fields.len();
            fields.extend(meant);
            if fields.len() == before {
                return Err(UnknownField { name: name.to_owned(), suggestion: nearest(name) });
            }
        }
        let mut seen = Vec::with_capacity(fields.len());
        fields.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(*name);
            is_new
        });
        Ok(Self(fields))
    }

    /// All names that [`Fields::read`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.into_iter()
    }

    /// The names, one a column.
    pub(super) fn columns(&self) -> &[&'static str] {
        &self.0
    }

    /// The fields of `statement` that were asked for, in objects as they were; `schema` and `name` stay.
    pub(super) fn of(&self, mut statement: Value) -> Value {
        let mut picked = Map::new();
        for kept in ["schema", "name"] {
            picked.extend(statement.get_mut(kept).map(|value| (kept.to_owned(), value.take())));
        }
        for path in &self.0 {
            let Some(value) = value_at(&mut statement, path).map(Value::take) else { continue };
            match path.split_once('.') {
                None => {
                    picked.insert((*path).to_owned(), value);
                }
                Some((object, name)) => {
                    let object = picked.entry(object).or_insert_with(|| Value::Object(Map::new()));
                    if let Value::Object(object) = object {
                        object.insert(name.to_owned(), value);
                    }
                }
            }
        }
        Value::Object(picked)
    }

    /// The fields of `statement` as cells of a table: lists are joined by `;`, places are `start-end`.
    pub(super) fn cells(&self, mut statement: Value) -> Vec<String> {
        let cell = |path: &&str| value_at(&mut statement, path).map_or_else(String::new, |value| cell(value));
        self.0.iter().map(cell).collect()
    }
}

fn object_of(name: &str) -> Option<&str> {
    name.split_once('.').map(|(object, _)| object)
}

fn value_at<'v>(statement: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    path.split('.').try_fold(statement, |value, name| value.get_mut(name))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(pair) if !pair.is_empty() && pair.iter().all(Value::is_number) => joined(pair, "-"),
        Value::Array(items) => joined(items, ";"),
        other => other.to_string(),
    }
}

fn joined(items: &[Value], mark: &str) -> String {
    items.iter().map(cell).collect::<Vec<_>>().join(mark)
}

/// `title` is `article.title`, `speaker.nmae` is `speaker.name`.
fn nearest(name: &str) -> Option<&'static str> {
    let last = |known: &'static str| known.rsplit('.').next().unwrap_or(known);
    let by_last = NAMES.into_iter().find(|known| last(known) == name);
    if name.chars().count() <= MAX_EDITS {
        return by_last;
    }
    let edits = |known: &&'static str| strsim::damerau_levenshtein(known, name);
    by_last.or_else(|| NAMES.into_iter().filter(|known| edits(known) <= MAX_EDITS).min_by_key(edits))
}

#[cfg(test)]
mod tests {
    use super::super::json::StatementView;
    use super::super::{Paths, samples};
    use super::*;
    use crate::index::{Carried, UtteranceId};

    fn whole() -> Value {
        let mut hit = samples::wire();
        hit.copies = vec!["/news/copy.txt".to_owned()];
        hit.utterance = Some(UtteranceId(7));
        hit.carried = Some(Carried::default());
        serde_json::to_value(StatementView::of_hit(&hit, &Paths::default())).unwrap()
    }

    #[test]
    fn every_field_of_a_statement_can_be_asked_for() {
        let mut found = Vec::new();
        let Value::Object(statement) = whole() else { panic!("a statement is an object") };
        for (name, value) in statement.iter().filter(|(name, _)| *name != "schema") {
            match value {
                Value::Object(inner) => found.extend(inner.keys().map(|own| format!("{name}.{own}"))),
                _ => found.push(name.clone()),
            }
        }
        assert_eq!(found, NAMES);
    }

    fn picked(list: &str) -> String {
        Fields::read(list).unwrap().of(whole()).to_string()
    }

    #[test]
    fn fields_keep_their_place_in_objects_and_their_order() {
        assert_eq!(
            picked("speaker.name,id"),
            r#"{"schema":1,"speaker":{"name":"Yury Ushakov"},"id":"9f2c41d07ab3e815"}"#
        );
        let speaker = r#"{"schema":1,"speaker":{"name":"Yury Ushakov","mention":"him","span":[188,191],"role":"Kremlin aide","type":"person"}}"#;
        assert_eq!(picked("speaker, speaker.name"), speaker);
    }

    #[test]
    fn cells_hold_lists_and_places() {
        let cells = Fields::read("outlets,spans,speaker.span,article.author,confidence").unwrap().cells(whole());
        assert_eq!(cells, ["TASS", "101-174", "188-191", "", "0.934"]);
    }

    #[test]
    fn unknown_names_fail_with_what_was_meant() {
        let meant = |list| Fields::read(list).unwrap_err().suggestion;
        assert_eq!(meant("id,title"), Some("article.title"));
        assert_eq!(meant("speaker.nmae"), Some("speaker.name"));
        assert_eq!(meant("qoute"), Some("quote"));
        assert_eq!(meant("weather"), None);
        assert_eq!(meant(""), None);
    }
}
