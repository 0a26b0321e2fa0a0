//! Which bare words are operators, and which are those of other query languages.

use super::limits;
use super::problem::{Problem, ProblemKind};
use super::token::TokenKind;
use crate::text::Span;

/// The operator that `text` at `span` is, or is meant to be; `None` for a word.
///
/// Operators of other languages are added to `problems` and read on as what they mean.
pub(super) fn operator(text: &str, span: Span, problems: &mut Vec<Problem>) -> Option<TokenKind> {
    let mut foreign = |operator: &str| {
        let problem = Problem::new(ProblemKind::ForeignOperator(text.to_owned()), span);
        problems.push(problem.help(format!("the operator is `{operator}`")).suggest(operator));
    };
    match text {
        "AND" => return Some(TokenKind::And),
        "OR" => return Some(TokenKind::Or),
        "NOT" => return Some(TokenKind::Not),
        "&&" => {
            foreign("AND");
            return Some(TokenKind::And);
        }
        "||" => {
            foreign("OR");
            return Some(TokenKind::Or);
        }
        "XOR" => {
            let help = "write `(a OR b) -(a AND b)`, or `\\XOR` to search for the word";
            problems.push(Problem::new(ProblemKind::ForeignOperator(text.to_owned()), span).help(help));
            return Some(TokenKind::Or);
        }
        _ => {}
    }
    if let Some(rest) = text.strip_prefix("NEAR") {
        return near(text, "NEAR", rest, span, problems);
    }
    if let Some(rest) = text.strip_prefix("ADJ") {
        return near(text, "ADJ", rest, span, problems);
    }
    let (name, digits) = text.split_once('/')?;
    let ordered = name.eq_ignore_ascii_case("pre");
    if !(ordered || name.eq_ignore_ascii_case("w")) || !is_digits(digits) {
        return None;
    }
    foreign(&format!("{}/{digits}", if ordered { "ADJ" } else { "NEAR" }));
    Some(TokenKind::Near { distance: 1, ordered })
}

/// `NEAR/n`, `ADJ/n` and what is meant to be one; `None` for words that begin like one (`NEARBY`).
fn near(text: &str, name: &str, rest: &str, span: Span, problems: &mut Vec<Problem>) -> Option<TokenKind> {
    let token = |distance| Some(TokenKind::Near { distance, ordered: name == "ADJ" });
    if let Some(distance) = rest.strip_prefix('/') {
        if let (true, Ok(distance @ 1..=limits::DISTANCE)) = (is_digits(distance), distance.parse()) {
            return token(distance);
        }
        let help = format!("a distance is a number of words from 1 to {}: `{name}/5`", limits::DISTANCE);
        problems.push(Problem::new(ProblemKind::BadDistance(text.to_owned()), span).help(help));
        return token(1);
    }
    if !rest.is_empty() && !is_digits(rest) && !rest.starts_with('~') {
        return None;
    }
    let digits = rest.trim_start_matches('~');
    let suggestion = format!("{name}/{}", if is_digits(digits) { digits } else { "5" });
    let help = format!("say how many words apart: `{suggestion}`; `\\{text}` searches for the word");
    problems.push(Problem::new(ProblemKind::NoDistance(text.to_owned()), span).help(help).suggest(suggestion));
    token(1)
}

/// Whether `text` is a number without sign or point.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
