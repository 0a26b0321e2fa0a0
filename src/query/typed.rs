//! The end of a query that is still being typed: is it the name of a field, or a value of one?

use super::lex::{closers, is_colon};
use super::print::in_quotes;
use crate::index::Field;

/// What stands at the end of an unfinished query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed<'q> {
    /// The beginning of a field name, or of a word.
    Name {
        /// Where it begins, in bytes.
        start: usize,
        /// What there is of it.
        begun: &'q str,
    },
    /// The beginning of a value.
    Value {
        /// The field asked.
        field: Field,
        /// Where it begins, in bytes, with its quotation mark if it has one.
        start: usize,
        /// What there is of it, without the mark.
        begun: &'q str,
    },
}

/// What stands at the end of `query`; `None` where nothing can be told, as in an expression or behind `=`.
pub fn typed(query: &str) -> Option<Typed<'_>> {
    let mut scan = Scan { groups: Vec::new(), field: None, start: 0, quote: None };
    let mut characters = query.char_indices();
    while let Some((at, character)) = characters.next() {
        let behind = at + character.len_utf8();
        match (scan.quote, character) {
            (_, '\\') => {
                characters.next();
            }
            (Some((_, open)), _) if closers(open).is_some_and(|marks| marks.contains(&character)) => scan.quote = None,
            (Some(_), _) => {}
            (None, '(') => {
                let inherited = scan.groups.last().copied().flatten();
                scan.groups.push(scan.field.or(inherited));
                scan.begin(behind);
            }
            (None, ')') => {
                scan.groups.pop();
                scan.begin(behind);
            }
            (None, '-') if scan.start == at => scan.start = behind,
            (None, colon) if is_colon(colon) && scan.field.is_none() => {
                scan.field = Some(Field::from_name(&query[scan.start..at])?);
                scan.start = behind;
            }
            (None, space) if space.is_whitespace() => scan.begin(behind),
            (None, mark) if closers(mark).is_some() => scan.quote = Some((behind, mark)),
            _ => {}
        }
    }
    let (start, field) = (scan.start, scan.field.or(scan.groups.last().copied().flatten()));
    let begun = match scan.quote {
        // A mark in the middle of a value is a mistake that the query tells of when it is run.
        Some((behind, mark)) if behind == start + mark.len_utf8() => &query[behind..],
        Some(_) => return None,
        None => &query[start..],
    };
    match field {
        Some(_) if begun.starts_with(['/', '=', '<', '>', '[', '{']) => None,
        Some(field) => Some(Typed::Value { field, start, begun }),
        None if scan.quote.is_some() => None,
        None => Some(Typed::Name { start, begun }),
    }
}

struct Scan {
    /// The field that each open parenthesis hands to what is in it.
    groups: Vec<Option<Field>>,
    /// The field of the clause that is being read.
    field: Option<Field>,
    /// Where the clause, or its value, begins.
    start: usize,
    /// The open quotation mark and the place behind it.
    quote: Option<(usize, char)>,
}

impl Scan {
    fn begin(&mut self, at: usize) {
        self.field = None;
        self.start = at;
    }
}

/// `value` as it stands behind a colon: between quotation marks where it needs them.
pub fn value_text(value: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '.' | '-' | '_');
    let begins_plain = value.starts_with(char::is_alphanumeric);
    let is_operator =
        ["AND", "OR", "NOT", "XOR"].contains(&value) || value.starts_with("NEAR") || value.starts_with("ADJ");
    if begins_plain && value.chars().all(is_plain) && !is_operator {
        value.to_owned()
    } else {
        format!("\"{}\"", in_quotes(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: Option<(Option<Field>, usize, &str)>) {
        let found = typed(query).map(|typed| match typed {
            Typed::Name { start, begun } => (None, start, begun),
            Typed::Value { field, start, begun } => (Some(field), start, begun),
        });
        assert_eq!(found, expected, "{query:?}");
    }

    #[test]
    fn names_and_values_are_told_apart() {
        check("", Some((None, 0, "")));
        check("spe", Some((None, 0, "spe")));
        check("oil -out", Some((None, 5, "out")));
        check("speaker:", Some((Some(Field::Speaker), 8, "")));
        check("oil speaker:Xi", Some((Some(Field::Speaker), 12, "Xi")));
        check("-outlet:TA", Some((Some(Field::Outlet), 8, "TA")));
        check("speaker:\"Xi J", Some((Some(Field::Speaker), 8, "Xi J")));
        check("speaker:Xi\\ J", Some((Some(Field::Speaker), 8, "Xi\\ J")));
    }

    #[test]
    fn groups_hand_on_their_field() {
        check("speaker:(Xi OR Pu", Some((Some(Field::Speaker), 15, "Pu")));
        check("speaker:(Xi) Pu", Some((None, 13, "Pu")));
        check("(oil OR spe", Some((None, 8, "spe")));
        check("outlet:(", Some((Some(Field::Outlet), 8, "")));
    }

    #[test]
    fn where_nothing_can_be_told_nothing_is() {
        for query in ["outlte:TA", "\"a phra", "speaker:/^Xi", "speaker:=Xi", "speaker:X\"i", "date:>=20", "a:b"] {
            check(query, None);
        }
    }

    #[test]
    fn values_get_marks_where_they_need_them() {
        for (value, text) in [
            ("TASS", "TASS"),
            ("Xi Jinping", "\"Xi Jinping\""),
            ("U.S.", "U.S."),
            ("AND", "\"AND\""),
            ("a \"b\"", "\"a \\\"b\\\"\""),
        ] {
            assert_eq!(value_text(value), text);
            assert!(crate::query::parse(&format!("speaker:{text}"), jiff::civil::date(2024, 2, 8)).is_ok());
        }
    }
}
