//! A query as somebody might type it: other operators, marks, names of fields and ends of ranges that mean the same.

use super::dice::Dice;
use crate::index::Field;
use crate::query::{Matcher, Query};

/// Marks around a phrase.
const MARKS: [(char, char); 6] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('»', '«'), ('「', '」')];

/// `query` in some spelling.
pub(super) fn typed(query: &Query, dice: &mut Dice) -> String {
    match query {
        Query::And(parts) => match field_of_all(parts) {
            Some(field) if dice.one_in(2) => {
                let values: Vec<String> = parts.iter().map(|part| value(part, dice)).collect();
                format!("{}:({})", name(field, dice), values.join(" "))
            }
            _ => joined(parts, &[" ", " AND ", "  "], dice),
        },
        Query::Or(parts) => joined(parts, &[" OR "], dice),
        Query::Not(inner) => format!("{}{}", dice.pick(&["NOT ", "-"]), grouped(inner, dice)),
        Query::Match { field: Field::Quote, matcher, .. } if dice.one_in(2) => one(matcher, dice),
        Query::Match { field, matcher, .. } => {
            let value = one(matcher, dice);
            let is_group = matches!(matcher, Matcher::Near { .. });
            let value = if is_group { format!("({value})") } else { value };
            format!("{}:{value}", name(*field, dice))
        }
        Query::Exists { field, .. } => format!("{}:*", name(*field, dice)),
        Query::All => "*".to_owned(),
    }
}

fn joined(parts: &[Query], operators: &[&str], dice: &mut Dice) -> String {
    let mut text = String::new();
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            text.push_str(dice.pick(operators));
        }
        text += &grouped(part, dice);
    }
    text
}

/// A part of a query; what has operators of its own stands in parentheses.
fn grouped(part: &Query, dice: &mut Dice) -> String {
    let text = typed(part, dice);
    match part {
        Query::And(_) | Query::Or(_) => {
            let (open, close) = dice.pick(&[("(", ")"), ("（", "）"), ("( ", " )")]);
            format!("{open}{text}{close}")
        }
        _ => text,
    }
}

/// The field of which all `parts` ask for a value, or exclude one; literal values and comparisons have no place in a group.
fn field_of_all(parts: &[Query]) -> Option<Field> {
    let first = field_of(parts.first()?)?;
    parts.iter().all(|part| field_of(part) == Some(first)).then_some(first)
}

fn field_of(part: &Query) -> Option<Field> {
    match part {
        Query::Match { matcher: Matcher::Literal(_) | Matcher::Numbers { .. }, .. } => None,
        Query::Match { field, .. } => Some(*field),
        Query::Not(inner) if matches!(**inner, Query::Match { .. }) => field_of(inner),
        _ => None,
    }
}

/// A value in a group behind its field.
fn value(part: &Query, dice: &mut Dice) -> String {
    match part {
        Query::Not(inner) => format!("-{}", value(inner, dice)),
        Query::Match { matcher: matcher @ Matcher::Near { .. }, .. } => format!("({})", one(matcher, dice)),
        Query::Match { matcher: matcher @ Matcher::Dates { .. }, .. } => matcher.to_string(),
        Query::Match { matcher, .. } => one(matcher, dice),
        other => panic!("{other} is no value"),
    }
}

/// A name that the field answers to.
fn name(field: Field, dice: &mut Dice) -> String {
    let names: Vec<&str> = std::iter::once(field.name()).chain(field.aliases().iter().copied()).collect();
    let name = dice.pick(&names);
    if dice.one_in(4) { name.to_uppercase() } else { name.to_owned() }
}

fn one(matcher: &Matcher, dice: &mut Dice) -> String {
    match matcher {
        Matcher::Phrase { text, slop, prefix } if is_plain(text) => {
            let (open, close) = dice.pick(&MARKS);
            let behind = match (slop, prefix) {
                (_, true) => "*".to_owned(),
                (0, false) => String::new(),
                (slop, false) => format!("~{slop}"),
            };
            format!("{open}{text}{close}{behind}")
        }
        Matcher::Dates { from: Some(from), to } if dice.one_in(2) => match to {
            None => format!(">{}", from.yesterday().unwrap()),
            Some(to) => format!("[{from} TO {}}}", to.tomorrow().unwrap()),
        },
        Matcher::Dates { from: None, to: Some(to) } if dice.one_in(2) => format!("<{}", to.tomorrow().unwrap()),
        Matcher::Numbers { from, to } if dice.one_in(2) => {
            let open = if from.is_none_or(|(_, is_part)| is_part) { '[' } else { '{' };
            let close = if to.is_none_or(|(_, is_part)| is_part) { ']' } else { '}' };
            let end = |end: &Option<(f64, bool)>| end.map_or("*".to_owned(), |(number, _)| number.to_string());
            format!("{open}{} TO {}{close}", end(from), end(to))
        }
        other => other.to_string(),
    }
}

/// Whether nothing in it means anything between quotation marks.
fn is_plain(text: &str) -> bool {
    text.chars().all(|character| character.is_alphanumeric() || character == ' ')
}
