//! Which field is kept how, and what a document has in each.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::refusal::{Members, Refusal, each};

/// Longest piece of a text that is one word, in units of UTF-16; a longer one is cut.
const LONGEST_WORD: usize = 255;

/// Longest value of a keyword, in bytes.
const LONGEST_VALUE: usize = 32_766;

/// How a field is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sort {
    /// Words at places; `gap` places stay empty between two values.
    Text {
        gap: i64,
        has_places: bool,
    },
    Keyword {
        is_indexed: bool,
        has_columns: bool,
    },
    Whole {
        least: i64,
        most: i64,
    },
    Real,
    /// Stored alone.
    Unread,
}

/// What a document has in a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held {
    Words(Vec<(i64, String)>),
    Values(Vec<String>),
    Wholes(Vec<i64>),
    Reals(Vec<f64>),
}

/// The mapping of an index.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    pub(super) body: Value,
    pub(super) fields: BTreeMap<String, Sort>,
    /// Whether it was made for the first document that came: it takes all.
    is_guessed: bool,
}

impl Mapping {
    pub(super) fn guessed() -> Self {
        Self { body: Value::Object(Map::new()), fields: BTreeMap::new(), is_guessed: true }
    }

    /// Reads what an index is made with.
    pub(super) fn read(body: &Value) -> Result<Self, Refusal> {
        let mut members = Members::of(body, "mappings")?;
        let _meta = members.take("_meta");
        match members.take("dynamic").and_then(Value::as_str) {
            Some("strict") => {}
            other => return Err(Refusal::parsing(format!("this engine is strict, not {other:?}"))),
        }
        let mut fields = BTreeMap::new();
        add("", members.need("properties")?, &mut fields)?;
        members.done()?;
        Ok(Self { body: body.clone(), fields, is_guessed: false })
    }

    /// What `document` has in each field.
    pub(super) fn document(&self, document: &Value) -> Result<BTreeMap<String, Held>, Refusal> {
        let members = document.as_object().ok_or_else(|| unreadable("", document))?;
        let mut held = BTreeMap::new();
        if !self.is_guessed {
            self.object("", members, &mut held)?;
        }
        Ok(held)
    }

    fn object(
        &self,
        above: &str,
        members: &Map<String, Value>,
        held: &mut BTreeMap<String, Held>,
    ) -> Result<(), Refusal> {
        for (name, value) in members {
            let name = format!("{above}{name}");
            if let Some(sort) = self.fields.get(&name) {
                if let Some(values) = values(&name, *sort, value)? {
                    held.insert(name, values);
                }
                continue;
            }
            let below = format!("{name}.");
            let is_object = self.fields.keys().any(|field| field.starts_with(&below));
            match value {
                Value::Object(members) if is_object => self.object(&below, members, held)?,
                _ if is_object => return Err(unreadable(&name, value)),
                _ => {
                    let reason = format!("mapping set to strict, dynamic introduction of [{name}] is not allowed");
                    return Err(Refusal::new(400, "strict_dynamic_mapping_exception", reason));
                }
            }
        }
        Ok(())
    }
}

/// Adds the fields below `above`.
fn add(above: &str, properties: &Value, fields: &mut BTreeMap<String, Sort>) -> Result<(), Refusal> {
    let properties = properties.as_object().ok_or_else(|| Refusal::parsing("expected properties"))?;
    for (name, field) in properties {
        let name = format!("{above}{name}");
        let mut members = Members::of(field, "field")?;
        if let Some(inner) = members.take("properties") {
            add(&format!("{name}."), inner, fields)?;
            members.done()?;
            continue;
        }
        let mut is = |member: &str, usual: bool| match members.take(member) {
            None => Ok(usual),
            Some(value) => value.as_bool().ok_or_else(|| Refusal::parsing(format!("[{member}] is no boolean"))),
        };
        let kind = field.get("type").and_then(Value::as_str).unwrap_or_default();
        let sort = match kind {
            "keyword" => Sort::Keyword { is_indexed: is("index", true)?, has_columns: is("doc_values", true)? },
            "integer" => Sort::Whole { least: i32::MIN.into(), most: i32::MAX.into() },
            "long" => Sort::Whole { least: i64::MIN, most: i64::MAX },
            "double" => Sort::Real,
            "object" if !is("enabled", true)? => Sort::Unread,
            "text" => {
                let _norms = is("norms", true)?;
                let analyzer = members.text("analyzer")?;
                if analyzer != "whitespace" {
                    return Err(Refusal::parsing(format!("analyzer [{analyzer}] has not been configured in mappings")));
                }
                let gap = members.count("position_increment_gap")?.unwrap_or(100);
                let has_places = match members.take("index_options").and_then(Value::as_str) {
                    None | Some("positions") => true,
                    Some("freqs") => false,
                    Some(other) => return Err(Refusal::parsing(format!("index_options [{other}]"))),
                };
                Sort::Text { gap: i64::try_from(gap).unwrap(), has_places }
            }
            other => return Err(Refusal::parsing(format!("No handler for type [{other}] declared on field [{name}]"))),
        };
        members.take("type");
        members.done()?;
        fields.insert(name, sort);
    }
    Ok(())
}

/// The words of a text, cut at white space as Java knows it.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_space = |letter: char| {
        letter.is_whitespace() && !matches!(letter, '\u{85}' | '\u{A0}' | '\u{2007}' | '\u{202F}')
            || ('\u{1C}'..='\u{1F}').contains(&letter)
    };
    let mut words = Vec::new();
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        let (mut piece, mut units) = (String::new(), 0);
        for letter in word.chars() {
            if units + letter.len_utf16() > LONGEST_WORD {
                words.push(std::mem::take(&mut piece));
                units = 0;
            }
            units += letter.len_utf16();
            piece.push(letter);
        }
        words.push(piece);
    }
    words
}

/// What a document has in one field; nothing where nothing of it is kept.
fn values(name: &str, sort: Sort, value: &Value) -> Result<Option<Held>, Refusal> {
    if sort == Sort::Unread {
        return Ok(None);
    }
    let values = each(value).iter().filter(|value| !value.is_null());
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(unreadable(name, value)),
    };
    Ok(Some(match sort {
        Sort::Text { gap, .. } => {
            let (mut all, mut place) = (Vec::new(), -1);
            for value in values {
                for word in words(&text(value)?) {
                    place += 1;
                    all.push((place, word));
                }
                place += gap;
            }
            Held::Words(all)
        }
        Sort::Keyword { is_indexed, has_columns } => {
            let all: Vec<String> = values.map(text).collect::<Result<_, _>>()?;
            if (is_indexed || has_columns) && all.iter().any(|value| value.len() > LONGEST_VALUE) {
                let reason = format!("Document contains at least one immense term in field=\"{name}\"");
                return Err(Refusal::new(400, "illegal_argument_exception", reason));
            }
            Held::Values(all)
        }
        Sort::Whole { least, most } => {
            let number = |value: &Value| {
                value.as_i64().filter(|number| (least..=most).contains(number)).ok_or_else(|| unreadable(name, value))
            };
            Held::Wholes(values.map(number).collect::<Result<_, _>>()?)
        }
        Sort::Real => {
            let number = |value: &Value| value.as_f64().ok_or_else(|| unreadable(name, value));
            Held::Reals(values.map(number).collect::<Result<_, _>>()?)
        }
        Sort::Unread => return Ok(None),
    }))
}

fn unreadable(name: &str, value: &Value) -> Refusal {
    let reason = format!("failed to parse field [{name}] of the document: {value}");
    Refusal::new(400, "mapper_parsing_exception", reason)
}
