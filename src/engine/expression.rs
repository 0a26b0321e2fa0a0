//! Regular expressions in the syntax of Lucene, which knows no anchors and matches whole terms alone.
//! (<https://lucene.apache.org/core/9_11_0/core/org/apache/lucene/util/automaton/RegExp.html>)

use std::fmt::Write as _;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// Longest expression that an engine takes, in units of UTF-16 (`index.max_regex_length`).
const MAX_LENGTH: usize = 1_000;

/// How deep an expression may be nested: engines read the parts of a part by recursion.
const MAX_DEPTH: usize = 20;

/// An expression that matches the terms in which `expression` finds something, whatever their case; `None` where Lucene
/// cannot say it.
pub(super) fn containing(expression: &str) -> Option<String> {
    let parsed = ParserBuilder::new().case_insensitive(true).build().parse(expression).ok()?;
    let alternatives = match parsed.kind() {
        HirKind::Alternation(parts) => parts.iter().collect(),
        _ => vec![&parsed],
    };
    let parts: Vec<String> = alternatives.into_iter().map(anchored).collect::<Option<_>>()?;
    let all = parts.join("|");
    (all.encode_utf16().count() <= MAX_LENGTH).then_some(all)
}

/// One alternative, with what may stand before and behind where it is not anchored.
fn anchored(part: &Hir) -> Option<String> {
    let mut pieces: &[Hir] = match part.kind() {
        HirKind::Concat(pieces) => pieces,
        _ => std::slice::from_ref(part),
    };
    let is = |piece: Option<&Hir>, look: Look| {
        piece.is_some_and(|piece| matches!(piece.kind(), HirKind::Look(own) if *own == look))
    };
    let mut out = String::new();
    if is(pieces.first(), Look::Start) {
        pieces = &pieces[1..];
    } else {
        out.push_str(".*");
    }
    let is_ended = is(pieces.last(), Look::End);
    if is_ended {
        pieces = &pieces[..pieces.len() - 1];
    }
    for piece in pieces {
        write(piece, MAX_DEPTH, &mut out)?;
    }
    if !is_ended {
        out.push_str(".*");
    }
    // An empty alternative is none.
    Some(if out.is_empty() { "()".to_owned() } else { out })
}

/// `depth` is how many levels may still follow.
fn write(hir: &Hir, depth: usize, out: &mut String) -> Option<()> {
    let deeper = depth.checked_sub(1)?;
    match hir.kind() {
        HirKind::Empty => out.push_str("()"),
        HirKind::Literal(text) => {
            for letter in std::str::from_utf8(&text.0).ok()?.chars() {
                literal(letter, out);
            }
        }
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            if ranges.is_empty() {
                return None;
            }
            out.push('[');
            for range in ranges {
                members(range.start(), range.end(), out);
            }
            out.push(']');
        }
        HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => return None,
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            out.push('(');
            write(sub, deeper, out)?;
            out.push(')');
            match (min, max) {
                (0, None) => out.push('*'),
                (1, None) => out.push('+'),
                (0, Some(1)) => out.push('?'),
                (least, None) => write!(out, "{{{least},}}").ok()?,
                (least, Some(most)) => write!(out, "{{{least},{most}}}").ok()?,
            }
        }
        HirKind::Capture(capture) => {
            out.push('(');
            write(&capture.sub, deeper, out)?;
            out.push(')');
        }
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, deeper, out)?;
            }
        }
        HirKind::Alternation(parts) => {
            out.push('(');
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    out.push('|');
                }
                write(part, deeper, out)?;
            }
            out.push(')');
        }
    }
    Some(())
}

fn literal(letter: char, out: &mut String) {
    if !letter.is_alphanumeric() && letter.is_ascii() {
        out.push('\\');
    }
    out.push(letter);
}

/// The letters that mean something in a class.
const IN_CLASS: [char; 6] = ['\\', '[', ']', '^', '-', '"'];

/// The letters from `first` to `last` in a class. What means something there stands alone: since Lucene 10 a range cannot
/// begin with a backslash.
fn members(mut first: char, mut last: char, out: &mut String) {
    let next = |letter: char| (letter..=char::MAX).nth(1);
    while IN_CLASS.contains(&first) {
        out.extend(['\\', first]);
        match next(first) {
            Some(letter) if first < last => first = letter,
            _ => return,
        }
    }
    while IN_CLASS.contains(&last) {
        out.extend(['\\', last]);
        let Some(letter) = ('\0'..last).next_back() else { return };
        last = letter;
    }
    out.push(first);
    if first < last {
        out.extend(['-', last]);
    }
}

/// A pattern with `*` and `?` as engines read it, which know a backslash too.
pub(super) fn wildcard(folded: &str) -> String {
    folded.replace('\\', "\\\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_something_within_becomes_what_matches_the_whole() {
        for (expression, expected) in [
            ("berg", Some(".*[Bb][Ee][Rr][Gg].*")),
            ("^7-a$", Some("7\\-[Aa]")),
            ("^1|2$", Some("1.*|.*2")),
            ("^(1|22)+", Some("(((1|22)))+.*")),
            ("1{2,3}", Some(".*(1){2,3}.*")),
            ("^1.$", Some("1[\0-\t\u{b}-\u{10FFFF}]")),
            (r"^[+\-\]x1^]$", Some(r"[+\-1X\]\^x]")),
            (r"^[!-/]$", Some(r"[!-/]")),
            (r"^[\[-c]$", Some(r"[A-C\[\\\]\^_-c]")),
            (r"^[1-\[]$", Some("[\\[1-Za-zſ\u{212A}]")),
            (r"\bberg", None),
            ("1(?:^2)", None),
        ] {
            assert_eq!(containing(expression).as_deref(), expected, "{expression}");
        }
    }
}
