//! How a range is written: `a..b`, `a..`, `..b`, `>=a`, `>a`, `<=a`, `<a`, `[a TO b}`. What its ends
//! mean is for `date.rs` and `number.rs`.

use super::problem::{Problem, ProblemKind};
use super::token::{Bare, Interval};
use crate::text::Span;

/// One end of a range, or a value alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct End<'q> {
    pub(super) text: &'q str,
    /// Its place in the query.
    pub(super) span: Span,
    /// Whether the end itself is part of the range.
    pub(super) inclusive: bool,
}

/// A range or a single value, unread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Range<'q> {
    One(End<'q>),
    Between { from: Option<End<'q>>, to: Option<End<'q>>, span: Span },
}

/// Text that holds a range, with the way from its offsets to the query's.
pub(super) struct RangeText<'q> {
    text: &'q str,
    place: Place<'q>,
}

enum Place<'q> {
    Bare(&'q Bare),
    /// Inside quotation marks, whose escapes make offsets inexact, the phrase is the place of all.
    Quoted(Span),
}

impl<'q> RangeText<'q> {
    pub(super) fn of_bare(bare: &'q Bare) -> Self {
        Self { text: &bare.text, place: Place::Bare(bare) }
    }

    /// `text` stands between the quotation marks at `whole`.
    pub(super) fn of_quoted(text: &'q str, whole: Span) -> Self {
        Self { text, place: Place::Quoted(whole) }
    }

    fn span(&self, from: usize, to: usize) -> Span {
        match &self.place {
            Place::Bare(bare) => bare.place(from, to),
            Place::Quoted(whole) => *whole,
        }
    }

    fn end(&self, from: usize, to: usize, inclusive: bool) -> Option<End<'q>> {
        let text = self.text.get(from..to).unwrap_or_default();
        (!text.is_empty()).then(|| End { text, span: self.span(from, to), inclusive })
    }
}

/// Reads a value without brackets.
pub(super) fn of_text<'q>(source: &RangeText<'q>) -> Result<Range<'q>, Problem> {
    let text = source.text;
    let (length, whole) = (text.len(), source.span(0, text.len()));
    let bad = || Problem::new(ProblemKind::BadRange(text.to_owned()), whole);
    for (sign, lower, inclusive) in [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)] {
        if !text.starts_with(sign) {
            continue;
        }
        if text[sign.len()..].contains("..") {
            return Err(bad().help("a comparison has one end: `>=2024-02`, or a range two: `2024-02..2024-04`"));
        }
        let Some(end) = source.end(sign.len(), length, inclusive) else {
            return Err(bad().help(format!("put the value right behind the sign: `{sign}2024-02`, `{sign}0.8`")));
        };
        let (from, to) = if lower { (Some(end), None) } else { (None, Some(end)) };
        return Ok(Range::Between { from, to, span: whole });
    }
    let Some(at) = text.find("..") else {
        return match source.end(0, length, true) {
            Some(end) => Ok(Range::One(end)),
            None => Err(bad()),
        };
    };
    let (from, to) = (source.end(0, at, true), source.end(at + 2, length, true));
    if from.is_none() && to.is_none() {
        return Err(bad().help("a range has at least one end: `2024-02..`, `..2023`"));
    }
    if text[at + 2..].contains("..") || text[at + 2..].starts_with('.') {
        let suggestion = to.map(|to| to.text.trim_matches('.')).filter(|to| !to.contains(".."));
        let problem = bad().help("a range has two dots and two ends: `2024-02..2024-04`");
        return Err(match suggestion {
            Some(to) => problem.suggest(format!("{}..{to}", &text[..at])),
            None => problem,
        });
    }
    let ends = [from, to].map(|end| end.filter(|end| end.text != "*"));
    Ok(Range::Between { from: ends[0], to: ends[1], span: whole })
}

/// Reads what stands between the brackets of `interval`, at `span` with them.
pub(super) fn of_interval<'q>(interval: &Interval, input: &'q str, span: Span) -> Result<Range<'q>, Problem> {
    let inner = interval.inner.of(input).unwrap_or_default();
    let words: Vec<&str> = inner.split_whitespace().take(4).collect();
    if let [from, "TO", to] = words[..] {
        let end = |text: &'q str, start: usize, inclusive| {
            (text != "*").then(|| End { text, span: Span::new(start, start + text.len()), inclusive })
        };
        let first = interval.inner.end - inner.trim_start().len();
        let last = interval.inner.start + inner.trim_end().len() - to.len();
        return Ok(Range::Between {
            from: end(from, first, interval.from_inclusive),
            to: end(to, last, interval.to_inclusive),
            span,
        });
    }
    let shown = span.of(input).unwrap_or_default();
    let problem = Problem::new(ProblemKind::BadRange(shown.to_owned()), span)
        .help("brackets hold two ends and `TO` in capitals: `[2024-01 TO 2024-03]`; `*` is an open end");
    Err(match words.as_slice() {
        [from, to, end] if to.eq_ignore_ascii_case("to") => {
            let (open, close) = (&shown[..1], &shown[shown.len() - 1..]);
            problem.suggest(format!("{open}{from} TO {end}{close}"))
        }
        _ => problem,
    })
}
