//! Remarks on queries that can be run but may not ask what was meant: operators in lower case, single
//! quotation marks, clauses that exclude one another.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::operator::is_digits;
use super::token::{Bare, Token, TokenKind};
use super::{Matcher, Query};
use crate::index::{Field, FieldType};
use crate::outlet::Outlets;
use crate::text::{Span, fold};

/// A remark on a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Place in the query, in bytes.
    pub span: Span,
    /// What to know, a clause without a capital or a full stop.
    pub text: String,
}

/// Remarks on how the query is written.
pub(super) fn on_tokens(tokens: &[Token]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut single: Option<Span> = None;
    for (number, token) in tokens.iter().enumerate() {
        let TokenKind::Bare(bare) = &token.kind else {
            if !matches!(token.kind, TokenKind::Field(_) | TokenKind::Equals) {
                single = None;
            }
            continue;
        };
        let before = number.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| &token.kind);
        let after = tokens.get(number + 1).map(|token| &token.kind);
        if !bare.has_escapes() && !matches!(before, Some(TokenKind::Field(_) | TokenKind::Equals)) {
            notes.extend(lower_case_operator(bare, before, after).map(|text| Note { span: token.span, text }));
        }
        let is_single = |mark: char| matches!(mark, '\'' | '‘' | '’');
        if bare.text.starts_with(is_single) && bare.text.chars().nth(1).is_some() && !bare.text.ends_with(is_single) {
            single = Some(token.span);
        } else if let (Some(start), true) = (single, bare.text.ends_with(is_single)) {
            let text = "single quotation marks are apostrophes; a phrase takes double ones".to_owned();
            notes.push(Note { span: Span::new(start.start, token.span.end), text });
            single = None;
        }
    }
    notes
}

fn lower_case_operator(bare: &Bare, before: Option<&TokenKind>, after: Option<&TokenKind>) -> Option<String> {
    let word = bare.text.as_str();
    let upper = word.to_ascii_uppercase();
    let has_left = before.is_some_and(|kind| {
        matches!(
            kind,
            TokenKind::Close | TokenKind::Bare(_) | TokenKind::Quoted(_) | TokenKind::Regex(_) | TokenKind::Interval(_)
        )
    });
    let has_right = after.is_some_and(|kind| {
        !matches!(kind, TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Near { .. })
    });
    let joins = match upper.as_str() {
        "NOT" => has_right,
        "AND" | "OR" => has_left && has_right,
        _ => {
            let (name, distance) = upper.split_once('/')?;
            matches!(name, "NEAR" | "ADJ") && is_digits(distance) && has_left && has_right
        }
    };
    (joins && word != upper).then(|| format!("`{word}` is searched for as text; the operator is `{upper}`"))
}

/// Remarks on what the query can never match.
pub(super) fn on_tree(query: &Query) -> Vec<Note> {
    let mut notes = Vec::new();
    visit(query, &mut notes);
    notes
}

fn visit(query: &Query, notes: &mut Vec<Note>) {
    match query {
        Query::And(parts) => {
            excluded(parts, notes);
            ranges(parts, notes);
            single_values(parts, notes);
            for part in parts {
                visit(part, notes);
            }
        }
        Query::Or(branches) => {
            for branch in branches {
                visit(branch, notes);
            }
        }
        Query::Not(inner) => {
            if matches!(**inner, Query::All) {
                notes.extend(inner.span().map(|span| Note { span, text: "excludes every statement".to_owned() }));
            }
            visit(inner, notes);
        }
        _ => {}
    }
}

/// `a -a`.
fn excluded(parts: &[Query], notes: &mut Vec<Note>) {
    let wanted: HashSet<String> =
        parts.iter().filter(|part| !matches!(part, Query::Not(_))).map(Query::to_string).collect();
    for part in parts {
        if let Query::Not(inner) = part
            && let Some(text) = wanted.get(&inner.to_string())
            && let Some(span) = inner.span()
        {
            notes.push(Note { span, text: format!("`{text}` is asked for and excluded, so nothing can match") });
        }
    }
}

/// `date:2023 date:2024`, `conf:<0.5 conf:>0.8`.
fn ranges(parts: &[Query], notes: &mut Vec<Note>) {
    let mut days: (Option<Date>, Option<Date>) = (None, None);
    let (mut low, mut high) = ((0.0, true), (1.0, true));
    for part in parts {
        let Query::Match { matcher, span, .. } = part else { continue };
        let (was_possible, is_possible) = match matcher {
            Matcher::Dates { from, to } => {
                let possible = |days: (Option<Date>, Option<Date>)| !matches!(days, (Some(a), Some(b)) if a > b);
                let was = possible(days);
                days.0 = days.0.max(*from);
                days.1 = match (days.1, *to) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                (was, possible(days))
            }
            Matcher::Numbers { from, to } => {
                let possible =
                    |low: (f64, bool), high: (f64, bool)| low.0 < high.0 || low.0 <= high.0 && low.1 && high.1;
                let was = possible(low, high);
                low = from.filter(|from| from.0 > low.0 || from.0 >= low.0 && !from.1).unwrap_or(low);
                high = to.filter(|to| to.0 < high.0 || to.0 <= high.0 && !to.1).unwrap_or(high);
                (was, possible(low, high))
            }
            _ => continue,
        };
        if was_possible && !is_possible {
            let text = format!("no value is in `{part}` and in the ranges before it, so nothing can match");
            notes.push(Note { span: *span, text });
        }
    }
}

/// `kind:direct kind:indirect`.
fn single_values(parts: &[Query], notes: &mut Vec<Note>) {
    let mut seen: HashMap<Field, (String, &Query)> = HashMap::new();
    for part in parts {
        let Query::Match { field, matcher, span } = part else { continue };
        let Some(value) = only_value(*field, matcher) else { continue };
        let (first, query) = seen.entry(*field).or_insert_with(|| (value.clone(), part));
        if *first != value {
            let name = field.name();
            let text =
                format!("a statement has one {name}, so `{query}` and `{part}` never match together; `OR` joins them");
            notes.push(Note { span: *span, text });
        }
    }
}

/// The one value that `matcher` asks of a field that has one value at most; `None` where that is not sure.
fn only_value(field: Field, matcher: &Matcher) -> Option<String> {
    let text = match matcher {
        Matcher::Word(text) | Matcher::Literal(text) => text,
        Matcher::Phrase { text, slop: 0, prefix: false } => text,
        _ => return None,
    };
    match field.kind() {
        FieldType::Keyword => Some(fold(text).into_owned()),
        // Names that the table does not know are matched by their words: one value may have both.
        _ if field == Field::Publisher => Outlets::in_use().by_name(text).map(|outlet| outlet.name.clone()),
        _ => None,
    }
}
