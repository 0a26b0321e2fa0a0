//! In which order hits come.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::documents::Document;
use super::mapping::{Held, Mapping, Sort};
use super::refusal::{Members, Refusal};

/// One key of an order.
pub(super) struct Key {
    /// `None` for the score.
    field: Option<String>,
    is_text: bool,
    is_falling: bool,
    is_missing_last: bool,
}

/// The value of a key for a hit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Score(f32),
    Number(i64),
    Text(Option<String>),
}

impl Mark {
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Score(score) => json!(score),
            Self::Number(number) => json!(number),
            Self::Text(text) => json!(text),
        }
    }
}

/// Reads an order.
pub(super) fn keys(body: &Value, mapping: &Mapping) -> Result<Vec<Key>, Refusal> {
    let keys = body.as_array().ok_or_else(|| Refusal::parsing("[sort] expected an array"))?;
    keys.iter().map(|key| read(key, mapping)).collect()
}

fn read(key: &Value, mapping: &Mapping) -> Result<Key, Refusal> {
    let (name, about) = Members::of(key, "sort")?.only()?;
    let mut about = Members::of(about, "sort")?;
    let is_falling = match about.text("order")? {
        "asc" => false,
        "desc" => true,
        other => return Err(Refusal::parsing(format!("unknown order [{other}]"))),
    };
    let is_missing_last = match about.take("missing").map(Value::as_str) {
        None | Some(Some("_last")) => true,
        Some(Some("_first")) => false,
        Some(other) => return Err(Refusal::parsing(format!("this engine knows no [missing] of {other:?}"))),
    };
    about.done()?;
    if name == "_score" {
        return Ok(Key { field: None, is_text: false, is_falling, is_missing_last });
    }
    let is_text = match mapping.fields.get(name) {
        Some(Sort::Keyword { has_columns: true, .. }) => true,
        Some(Sort::Whole { .. }) => false,
        Some(other) => return Err(Refusal::shards(format!("cannot sort by [{name}], which is {other:?}"))),
        None => return Err(Refusal::shards(format!("No mapping found for [{name}] in order to sort on"))),
    };
    Ok(Key { field: Some(name.to_owned()), is_text, is_falling, is_missing_last })
}

impl Key {
    /// Whether it is the score.
    pub(super) fn is_score(&self) -> bool {
        self.field.is_none()
    }

    /// What a hit has.
    pub(super) fn mark(&self, document: &Document, score: f32) -> Mark {
        let Some(field) = &self.field else { return Mark::Score(score) };
        let is_falling = self.is_falling;
        match document.held.get(field) {
            Some(Held::Values(values)) => {
                Mark::Text(if is_falling { values.iter().max() } else { values.iter().min() }.cloned())
            }
            Some(Held::Wholes(numbers)) if !numbers.is_empty() => {
                let number = if is_falling { numbers.iter().max() } else { numbers.iter().min() };
                Mark::Number(*number.unwrap())
            }
            _ if self.is_text => Mark::Text(None),
            // A number that is missing cannot be told from the last of all.
            _ => Mark::Number(if self.is_missing_last == is_falling { i64::MIN } else { i64::MAX }),
        }
    }

    /// Reads a mark that was given out.
    pub(super) fn given(&self, mark: &Value) -> Result<Mark, Refusal> {
        let wrong = || Refusal::parsing(format!("Failed to parse search_after value [{mark}]"));
        if self.is_text {
            return match mark {
                Value::Null => Ok(Mark::Text(None)),
                mark => Ok(Mark::Text(Some(mark.as_str().ok_or_else(wrong)?.to_owned()))),
            };
        }
        if mark.is_null() {
            return Err(Refusal::new(500, "null_pointer_exception", ""));
        }
        if self.is_score() {
            #[allow(clippy::cast_possible_truncation)] // It was one.
            return Ok(Mark::Score(mark.as_f64().ok_or_else(wrong)? as f32));
        }
        Ok(Mark::Number(mark.as_i64().ok_or_else(wrong)?))
    }

    pub(super) fn compare(&self, one: &Mark, other: &Mark) -> Ordering {
        let missing = |is_missing: bool| if self.is_missing_last { is_missing } else { !is_missing };
        let rising = match (one, other) {
            (Mark::Score(one), Mark::Score(other)) => one.total_cmp(other),
            (Mark::Number(one), Mark::Number(other)) => one.cmp(other),
            (Mark::Text(Some(one)), Mark::Text(Some(other))) => one.cmp(other),
            (Mark::Text(one), Mark::Text(other)) => return missing(one.is_none()).cmp(&missing(other.is_none())),
            (one, other) => panic!("{one:?} and {other:?} are of one key"),
        };
        if self.is_falling { rising.reverse() } else { rising }
    }
}
