//! A query as text again: the canonical form, which reads back as the same tree.
//!
//! Operators are written out, mixed ones are parenthesised, dates are resolved to days.

use std::fmt::{Display, Formatter, Result, Write};

use super::lex::{closers, is_colon, is_paren};
use super::{Matcher, Query};
use crate::index::Field;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Query::All => f.write_char('*'),
            Query::Match { field, matcher, .. } => clause(f, *field, matcher),
            Query::Exists { field, .. } => write!(f, "{}:*", field.name()),
            Query::And(parts) => joined(f, parts, " AND "),
            Query::Or(branches) => joined(f, branches, " OR "),
            Query::Not(inner) => {
                f.write_str("NOT ")?;
                part(f, inner)
            }
        }
    }
}

/// Writes a matcher as it stands behind its field and colon.
impl Display for Matcher {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Matcher::Word(word) => f.write_str(&escaped(word, "")),
            Matcher::Phrase { text, slop, prefix } => {
                write!(f, "\"{}\"", in_quotes(text))?;
                match (slop, prefix) {
                    (0, false) => Ok(()),
                    (0, true) => f.write_char('*'),
                    (slop, _) => write!(f, "~{slop}"),
                }
            }
            Matcher::Literal(value) => write!(f, "=\"{}\"", in_quotes(value)),
            // A mark that is a wildcard elsewhere can only be said in quotes.
            Matcher::Prefix(head) if head.contains(['*', '?', '\\']) => write!(f, "\"{}\"*", in_quotes(head)),
            Matcher::Prefix(head) => write!(f, "{}*", escaped(head, "")),
            Matcher::Wildcard(pattern) => f.write_str(&escaped(pattern, "*?")),
            Matcher::Fuzzy { word, distance } => write!(f, "{}~{distance}", escaped(word, "")),
            Matcher::Regex(source) => regex(f, source),
            Matcher::Near { left, right, distance, ordered } => {
                let operator = if *ordered { "ADJ" } else { "NEAR" };
                write!(f, "{left} {operator}/{distance} {right}")
            }
            Matcher::Dates { from, to } => match (from, to) {
                (Some(from), Some(to)) if from == to => write!(f, "{from}"),
                (from, to) => {
                    from.iter().try_for_each(|day| write!(f, "{day}"))?;
                    f.write_str("..")?;
                    to.iter().try_for_each(|day| write!(f, "{day}"))
                }
            },
            Matcher::Numbers { from, to } => numbers(f, *from, *to),
        }
    }
}

fn clause(f: &mut Formatter<'_>, field: Field, matcher: &Matcher) -> Result {
    match (field, matcher) {
        (Field::Quote, matcher) => write!(f, "{matcher}"),
        (field, Matcher::Near { .. }) => write!(f, "{}:({matcher})", field.name()),
        (field, matcher) => write!(f, "{}:{matcher}", field.name()),
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Query], operator: &str) -> Result {
    for (number, query) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(operator)?;
        }
        part(f, query)?;
    }
    Ok(())
}

fn part(f: &mut Formatter<'_>, query: &Query) -> Result {
    match query {
        Query::And(_) | Query::Or(_) => write!(f, "({query})"),
        other => write!(f, "{other}"),
    }
}

fn numbers(f: &mut Formatter<'_>, from: Option<(f64, bool)>, to: Option<(f64, bool)>) -> Result {
    match (from, to) {
        (Some((from, true)), Some((to, true))) if from.to_bits() == to.to_bits() => write!(f, "{from}"),
        (Some((from, true)), Some((to, true))) => write!(f, "{from}..{to}"),
        (Some((from, inclusive)), None) => write!(f, "{}{from}", if inclusive { ">=" } else { ">" }),
        (None, Some((to, inclusive))) => write!(f, "{}{to}", if inclusive { "<=" } else { "<" }),
        (Some((from, from_inclusive)), Some((to, to_inclusive))) => {
            let (open, close) = (if from_inclusive { '[' } else { '{' }, if to_inclusive { ']' } else { '}' });
            write!(f, "{open}{from} TO {to}{close}")
        }
        (None, None) => f.write_char('*'),
    }
}

fn regex(f: &mut Formatter<'_>, source: &str) -> Result {
    f.write_char('/')?;
    let mut characters = source.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                f.write_char('\\')?;
                characters.next().iter().try_for_each(|literal| f.write_char(*literal))?;
            }
            '/' => f.write_str("\\/")?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('/')
}

/// A word with a backslash before whatever would mean something; `kept` are marks that shall.
fn escaped(word: &str, kept: &str) -> String {
    let is_operator =
        matches!(word, "AND" | "OR" | "NOT" | "XOR") || word.starts_with("NEAR") || word.starts_with("ADJ");
    let mut out = String::with_capacity(word.len() + 2);
    for (at, character) in word.char_indices() {
        let means_something = character.is_whitespace()
            || is_paren(character)
            || is_colon(character)
            || closers(character).is_some()
            || matches!(character, '\\' | '*' | '?' | '~' | '^' | '|' | '&' | '[' | ']' | '{' | '}')
            || at == 0 && (is_operator || !character.is_alphanumeric());
        if means_something && !kept.contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// A text as it stands between straight quotation marks.
pub(super) fn in_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut previous = ' ';
    while let Some(character) = characters.next() {
        let inner = previous.is_alphanumeric() && characters.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(character, '"' | '\\' | '*') || (character == '?' && inner) {
            out.push('\\');
        }
        out.push(character);
        previous = character;
    }
    out
}
