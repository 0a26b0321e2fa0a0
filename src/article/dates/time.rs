//! The time of day beside a date, and its distance from UTC.

use jiff::civil::Time;

use super::tokens::{Token, TokenKind};

/// Abbreviations that mean one zone to every newsroom that uses them, with minutes from UTC.
const ZONES: [(&str, i32); 21] = [
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("bst", 60),
    ("cet", 60),
    ("cest", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("мск", 180),
    ("hkt", 480),
    ("jst", 540),
    ("kst", 540),
    ("est", -300),
    ("edt", -240),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
];

/// The first time of day in `tokens` and the offset from UTC in minutes that stands behind it.
pub(super) fn time_in(tokens: &[Token<'_>]) -> Option<(Time, Option<i32>)> {
    (0..tokens.len()).find_map(|at| time_at(&tokens[at..]))
}

fn time_at(tokens: &[Token<'_>]) -> Option<(Time, Option<i32>)> {
    let (hour, minute, second, mut at) = with_colons(tokens).or_else(|| compact(tokens))?;
    let (half, after_half) = half_of_day(tokens, at);
    at = after_half;
    let hour = match half {
        Some(Half::Morning) if hour == 12 => 0,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        _ => hour,
    };
    let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, 0).ok()?;
    Some((time, offset(&tokens[at.min(tokens.len())..])))
}

fn narrow(number: u32) -> Option<i8> {
    i8::try_from(number).ok()
}

/// `10:30`, `10:30:15`, `10:30:15.123`: hour, minute, second, tokens taken.
fn with_colons(tokens: &[Token<'_>]) -> Option<(u32, u32, u32, usize)> {
    let [hour, colon, minute, ..] = *tokens else { return None };
    let (hour, minute) = (number(hour, 1..=2)?, number(minute, 2..=2)?);
    if colon.kind != TokenKind::Mark(':') {
        return None;
    }
    let Some(second) = follows(tokens, 3, ':', 2..=2) else { return Some((hour, minute, 0, 3)) };
    let fraction = follows(tokens, 5, '.', 1..=9);
    // A leap second has no place in a civil time.
    Some((hour, minute, second.min(59), if fraction.is_some() { 7 } else { 5 }))
}

/// `T103000` and `T1030` of compact ISO dates.
fn compact(tokens: &[Token<'_>]) -> Option<(u32, u32, u32, usize)> {
    let [letter, digits, ..] = *tokens else { return None };
    if letter.kind != TokenKind::Word("T") || digits.spaced {
        return None;
    }
    match digits.kind {
        TokenKind::Number { value, digits: 6 } => Some((value / 10_000, value / 100 % 100, value % 100, 2)),
        TokenKind::Number { value, digits: 4 } => Some((value / 100, value % 100, 0, 2)),
        _ => None,
    }
}

enum Half {
    Morning,
    Afternoon,
}

/// `am`, `a.m.`, `PM`, and the place after it.
fn half_of_day(tokens: &[Token<'_>], at: usize) -> (Option<Half>, usize) {
    let word = |at: usize| match tokens.get(at).map(|token| token.kind) {
        Some(TokenKind::Word(word)) => word.to_ascii_lowercase(),
        _ => String::new(),
    };
    let dot = |at: usize| usize::from(tokens.get(at).is_some_and(|token| token.kind == TokenKind::Mark('.')));
    let first = word(at);
    let (letter, next) = match first.as_str() {
        "am" | "pm" => (&first[..1], at + 1),
        "a" | "p" if dot(at + 1) == 1 && word(at + 2) == "m" => (&first[..], at + 3),
        _ => return (None, at),
    };
    let half = if letter == "a" { Half::Morning } else { Half::Afternoon };
    (Some(half), next + dot(next))
}

/// No place is further from UTC than a day.
const DAY_MINUTES: u32 = 24 * 60;

/// `Z`, `GMT`, `+0300`, `+03:00`, `GMT+3`.
fn offset(tokens: &[Token<'_>]) -> Option<i32> {
    match tokens.first()?.kind {
        TokenKind::Word(word) => {
            let name = word.to_lowercase();
            let minutes = ZONES.iter().find(|(zone, _)| *zone == name)?.1;
            Some(numeric_offset(&tokens[1..]).unwrap_or(minutes))
        }
        TokenKind::Mark('(') => offset(&tokens[1..]),
        _ => numeric_offset(tokens),
    }
}

fn numeric_offset(tokens: &[Token<'_>]) -> Option<i32> {
    let [sign, digits, ..] = *tokens else { return None };
    let sign = match sign.kind {
        TokenKind::Mark('+') => 1,
        TokenKind::Mark('-' | '−') => -1,
        _ => return None,
    };
    // `10:30 - 12 March` is no offset.
    if digits.spaced {
        return None;
    }
    let minutes = match digits.kind {
        TokenKind::Number { value, digits: 4 } => value / 100 * 60 + value % 100,
        TokenKind::Number { value, digits: 1 | 2 } => value * 60 + follows(tokens, 2, ':', 2..=2).unwrap_or_default(),
        _ => return None,
    };
    (minutes < DAY_MINUTES).then(|| i32::try_from(minutes).ok().map(|minutes| sign * minutes)).flatten()
}

/// The number at `at + 1` when `mark` stands at `at`, without space around it.
fn follows(tokens: &[Token<'_>], at: usize, mark: char, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let (separator, value) = (tokens.get(at)?, tokens.get(at + 1)?);
    (separator.kind == TokenKind::Mark(mark) && !separator.spaced && !value.spaced).then_some(())?;
    number(*value, digits)
}

fn number(token: Token<'_>, expected: std::ops::RangeInclusive<usize>) -> Option<u32> {
    match token.kind {
        TokenKind::Number { value, digits } if expected.contains(&digits) => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn check(text: &str, expected: Option<(&str, Option<i32>)>) {
        let found = time_in(&tokens(text)).map(|(time, offset)| (time.to_string(), offset));
        assert_eq!(found, expected.map(|(time, offset)| (time.to_owned(), offset)), "{text}");
    }

    #[test]
    fn times_are_read_with_their_zones() {
        check("at 10:30", Some(("10:30:00", None)));
        check("10:30:15.123456Z", Some(("10:30:15", Some(0))));
        check("12:05 a.m. EDT", Some(("00:05:00", Some(-240))));
        check("1:05 PM", Some(("13:05:00", None)));
        check("15:00 GMT+3", Some(("15:00:00", Some(180))));
        check("15:00 (MSK)", Some(("15:00:00", Some(180))));
        check("15:00 -0430", Some(("15:00:00", Some(-270))));
        check("23:59:60", Some(("23:59:59", None)));
    }

    #[test]
    fn what_is_no_time_is_none() {
        check("25:00", None);
        check("10-30", None);
        check("score 3:1", None);
        check("15:00 - 12 March", Some(("15:00:00", None)));
    }
}
