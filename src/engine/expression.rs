//! Regular expressions in the syntax of Lucene, which knows no anchors and matches whole terms alone.
//! (<https://lucene.apache.org/core/9_11_0/core/org/apache/lucene/util/automaton/RegExp.html>)

use std::collections::BTreeSet;
use std::fmt::Write as _;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// Characters of an expression at most; more is checked by reading.
pub(super) const MAX_LENGTH: usize = 20_000;

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
    (all.len() <= MAX_LENGTH).then_some(all)
}

/// An expression that matches the words that are at most `distance` slips away from `word`: a letter wrong, missing or
/// added, or two neighbours exchanged.
pub(super) fn slips(word: &str, distance: u8) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut forms = BTreeSet::new();
    slipped(&letters, distance, Vec::new(), &mut forms);
    let mut all = String::new();
    for form in forms {
        if !all.is_empty() {
            all.push('|');
        }
        for letter in form {
            match letter {
                Some(letter) => literal(letter, &mut all),
                None => all.push('.'),
            }
        }
    }
    (all.len() <= MAX_LENGTH).then_some(all)
}

/// Adds to `forms` all that `letters`, behind `form`, may become with so many slips at most; `None` stands for any letter.
/// Two letters that were exchanged are not touched again (the distance of optimal string alignment).
fn slipped(letters: &[char], slips: u8, form: Vec<Option<char>>, forms: &mut BTreeSet<Vec<Option<char>>>) {
    let with = |more: &[Option<char>]| [form.as_slice(), more].concat();
    if let Some(fewer) = slips.checked_sub(1) {
        slipped(letters, fewer, with(&[None]), forms);
        if let [_, rest @ ..] = letters {
            slipped(rest, fewer, with(&[None]), forms);
            slipped(rest, fewer, form.clone(), forms);
        }
        if let [first, second, rest @ ..] = letters {
            slipped(rest, fewer, with(&[Some(*second), Some(*first)]), forms);
        }
    }
    match letters {
        [first, rest @ ..] => slipped(rest, slips, with(&[Some(*first)]), forms),
        [] => {
            forms.insert(form);
        }
    }
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
        write(piece, &mut out)?;
    }
    if !is_ended {
        out.push_str(".*");
    }
    Some(out)
}

fn write(hir: &Hir, out: &mut String) -> Option<()> {
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
                class_letter(range.start(), out);
                if range.end() > range.start() {
                    out.push('-');
                    class_letter(range.end(), out);
                }
            }
            out.push(']');
        }
        HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => return None,
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            out.push('(');
            write(sub, out)?;
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
            write(&capture.sub, out)?;
            out.push(')');
        }
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, out)?;
            }
        }
        HirKind::Alternation(parts) => {
            out.push('(');
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    out.push('|');
                }
                write(part, out)?;
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

fn class_letter(letter: char, out: &mut String) {
    if letter.is_ascii() && !letter.is_ascii_alphanumeric() {
        out.push('\\');
    }
    out.push(letter);
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
            ("^(1|22)+", Some("((1|22))+.*")),
            ("1{2,3}", Some(".*(1){2,3}.*")),
            (r"\bberg", None),
            ("1(?:^2)", None),
        ] {
            assert_eq!(containing(expression).as_deref(), expected, "{expression}");
        }
    }

    #[test]
    fn a_slip_is_a_letter_wrong_missing_or_added_or_two_exchanged() {
        assert_eq!(slips("ab", 1).unwrap(), ".ab|.b|a|a.|a.b|ab|ab.|b|ba");
        assert!(!slips("ca", 2).unwrap().split('|').any(|form| form == "a.c"), "exchanged and then parted");
        assert!(slips("multipolarity", 2).unwrap().len() < MAX_LENGTH);
    }
}
