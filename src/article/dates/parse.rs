//! Dates as people and programs write them, read strictly: what can be two days is no date.

use std::ops::Range;

use jiff::civil;

use super::month::month;
use super::other_calendar;
use super::time::time_in;
use super::tokens::{Token, TokenKind, tokens};
use crate::article::Date;

/// Which number of `3/4/2017` is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DayOrder {
    /// As in the United States.
    MonthFirst,
    /// As nearly everywhere else.
    DayFirst,
    /// Not known, so such a date is read only where it cannot be two days.
    #[default]
    Unknown,
}

/// A field that holds nothing but a date has at most this many bytes.
const MAX_FIELD_BYTES: usize = 200;

/// The date that a metadata field holds, in any usual spelling: `2024-02-08T10:30:00+03:00`,
/// `Feb 8, 2024, 10:30 a.m.`, `8 февраля 2024`, `7/23/17`, `2024年2月8日`, seconds or milliseconds since 1970.
pub(crate) fn parse(field: &str, order: DayOrder) -> Option<Date> {
    let field = field.trim();
    if field.len() > MAX_FIELD_BYTES {
        return None;
    }
    if let Some(date) = since_1970(field) {
        return Some(date);
    }
    let tokens = tokens(field);
    if let Some(found) = matches(&tokens, order, true).next() {
        return Some(with_time(found.day, &tokens));
    }
    match *tokens.as_slice() {
        [year] => Date::of_year(full_year(year)?),
        [year, dash, number] if dash.kind == TokenKind::Mark('-') || dash.kind == TokenKind::Mark('/') => {
            Date::of_month(full_year(year)?, short_number(number)?)
        }
        [name, .., year] if tokens.len() <= 3 => Date::of_month(full_year(year)?, month_word(&[name])?),
        _ => None,
    }
}

/// The first full date in running text, with a year of four digits, and its place in bytes.
pub(crate) fn find(text: &str, order: DayOrder) -> Option<(Date, Range<usize>)> {
    let tokens = tokens(text);
    let found = matches(&tokens, order, false).next()?;
    Some((with_time(found.day, &tokens), found.place))
}

/// All dates in a line that shows one, years of two digits too, and their places in bytes.
pub(crate) fn find_all(line: &str, order: DayOrder) -> Vec<(Date, Range<usize>)> {
    let tokens = tokens(line);
    matches(&tokens, order, true).map(|found| (Date::of_day(found.day), found.place)).collect()
}

/// The last full date in running text, without a time: file names end in theirs.
pub(crate) fn find_last(text: &str, order: DayOrder) -> Option<Date> {
    let tokens = tokens(text);
    let found = matches(&tokens, order, false).last()?;
    Some(Date::of_day(found.day))
}

/// The first day and month in `text` that no year follows.
pub(crate) fn find_without_year(text: &str) -> Option<(i8, i8)> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| {
        let rest = &tokens[at..];
        day_then_month(rest).or_else(|| month_then_day(rest)).map(|(day, month, _)| (month, day))
    })
}

/// Numbers as `1474416521`, `1474416521000` and `1474416521.5`.
fn since_1970(field: &str) -> Option<Date> {
    let whole = field.split_once('.').map_or(field, |(whole, _)| whole);
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if !(9..=13).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    of_timestamp(number)
}

/// The moment that is `number` seconds after 1970, or milliseconds where seconds would be far off.
pub(crate) fn of_timestamp(number: i64) -> Option<Date> {
    const LAST_PLAUSIBLE_SECOND: u64 = 10_000_000_000;
    let timestamp = if number.unsigned_abs() >= LAST_PLAUSIBLE_SECOND {
        jiff::Timestamp::from_millisecond(number)
    } else {
        jiff::Timestamp::from_second(number)
    };
    let moment = jiff::tz::Offset::UTC.to_datetime(timestamp.ok()?);
    Some(Date::of_moment(moment.date(), moment.time(), Some(0)))
}

fn with_time(day: civil::Date, tokens: &[Token<'_>]) -> Date {
    match time_in(tokens) {
        Some((time, offset_minutes)) => Date::of_moment(day, time, offset_minutes),
        None => Date::of_day(day),
    }
}

struct Match {
    day: civil::Date,
    place: Range<usize>,
}

/// All days that are written in `tokens`, from left to right, none inside another.
fn matches<'t>(tokens: &'t [Token<'_>], order: DayOrder, short_years: bool) -> impl Iterator<Item = Match> + 't {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < tokens.len() {
            let rest = &tokens[at..];
            let glued = at > 0 && is_glued(tokens[at - 1], tokens[at]);
            if let Some((day, len)) = (!glued).then(|| day_at(rest, order, short_years)).flatten() {
                at += len;
                return Some(Match { day, place: rest[0].start..rest[len - 1].end });
            }
            at += 1;
        }
        None
    })
}

/// Whether `token` continues a Latin word: `a20240208` is no day, `于2024年2月8日` holds one.
fn is_glued(previous: Token<'_>, token: Token<'_>) -> bool {
    let TokenKind::Word(word) = previous.kind else { return false };
    !token.spaced
        && matches!(token.kind, TokenKind::Number { .. })
        && word.ends_with(|last: char| last.is_ascii_alphabetic())
}

/// The day written at the beginning of `tokens` and how many tokens it takes.
fn day_at(tokens: &[Token<'_>], order: DayOrder, short_years: bool) -> Option<(civil::Date, usize)> {
    year_first(tokens)
        .or_else(|| compact(tokens))
        .or_else(|| with_month_name(tokens, short_years))
        .or_else(|| numeric(tokens, order, short_years))
        .or_else(|| other_calendar::day_at(tokens))
}

/// `2024-02-08`, `2024/2/8`, `2024. 2. 8.`, `2024_02_08`, `2024年2月8日`, `2024-Feb-08`, `202402/08`.
fn year_first(tokens: &[Token<'_>]) -> Option<(civil::Date, usize)> {
    if let [first, slash, day, ..] = *tokens
        && let TokenKind::Number { value, digits: 6 } = first.kind
        && slash.kind == TokenKind::Mark('/')
    {
        let day = civil_day(i16::try_from(value / 100).ok()?, i8::try_from(value % 100).ok()?, short_number(day)?)?;
        return Some((day, 3));
    }
    let year = full_year(*tokens.first()?)?;
    let (month, after_month) = match *tokens {
        [_, mark, number, ..] if is_year_mark(mark) && is_number(number) => (short_number(number)?, 3),
        [_, mark, name, ..] if is_year_mark(mark) && month_word(&[name]).is_some() => (month_word(&[name])?, 3),
        [_, name, ..] if month_word(&[name]).is_some() => (month_word(&[name])?, 2),
        // `2024 m. vasario 8 d.`, `2024. gada 8. februārī`.
        [_, Token { kind: TokenKind::Word("m"), .. }, _, name, ..] => (month_word(&[name])?, 4),
        [_, mark, Token { kind: TokenKind::Word("gada"), .. }, ..] if is_year_mark(mark) => {
            let (day, month, len) = day_then_month(&tokens[3..])?;
            return Some((civil_day(year, month, day)?, 3 + len));
        }
        _ => return None,
    };
    let between = tokens.get(after_month).filter(|mark| is_month_mark(**mark));
    let at_day = after_month + usize::from(between.is_some());
    // `2024-02-08` but not `2024-02 8`.
    if between.is_none() && after_month == 3 {
        return None;
    }
    let day = short_number(*tokens.get(at_day)?)?;
    let closed =
        tokens.get(at_day + 1).is_some_and(|next| matches!(next.kind, TokenKind::Mark('日' | '号' | '號' | '일')));
    Some((civil_day(year, month, day)?, at_day + 1 + usize::from(closed)))
}

fn is_year_mark(token: Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Mark('-' | '/' | '.' | '_' | '年' | '년'))
}

fn is_month_mark(token: Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Mark('-' | '/' | '.' | '_' | '月' | '월'))
}

/// `20240208`.
fn compact(tokens: &[Token<'_>]) -> Option<(civil::Date, usize)> {
    let TokenKind::Number { value, digits: 8 } = tokens.first()?.kind else { return None };
    let followed_by_letter = tokens
        .get(1)
        .is_some_and(|next| !next.spaced && matches!(next.kind, TokenKind::Word(word) if !word.starts_with('T')));
    if followed_by_letter {
        return None;
    }
    let year = i16::try_from(value / 10_000).ok()?;
    let day = civil_day(year, i8::try_from(value / 100 % 100).ok()?, i8::try_from(value % 100).ok()?)?;
    (1800..=2100).contains(&year).then_some((day, 1))
}

/// `8 February 2024`, `8. Februar 2024`, `8 de febrero de 2024`, `08-Feb-24`, `February 8th, 2024`.
fn with_month_name(tokens: &[Token<'_>], short_years: bool) -> Option<(civil::Date, usize)> {
    let (day, month, len) = day_then_month(tokens).or_else(|| month_then_day(tokens))?;
    let mut at = len;
    while tokens.get(at).is_some_and(|token| is_filler(*token)) {
        at += 1;
    }
    // `Jul 30 09:35:14 CEST 2019`: a time, with its zone, may stand before the year.
    at += time_before_year(&tokens[at.min(tokens.len())..]);
    let year = year_number(*tokens.get(at)?, short_years)?;
    // `до_24_апреля_2019-01-15`: the year belongs to the date behind it.
    if goes_on(tokens, at + 1) {
        return None;
    }
    // `8 February 10:30` has no year.
    let is_time = tokens.get(at + 1).is_some_and(|next| !next.spaced && next.kind == TokenKind::Mark(':'));
    (!is_time).then_some(())?;
    Some((civil_day(year, month, day)?, at + 1))
}

/// How many tokens a time takes that a year of four digits follows, else 0.
fn time_before_year(tokens: &[Token<'_>]) -> usize {
    const LONGEST: usize = 9;
    let is_time = matches!(tokens, [hour, colon, ..] if is_number(*hour) && colon.kind == TokenKind::Mark(':'));
    let year = (3..LONGEST).find(|at| tokens.get(*at).is_some_and(|token| token.spaced && full_year(*token).is_some()));
    year.filter(|_| is_time).unwrap_or(0)
}

/// Day, month and how many tokens they take.
fn day_then_month(tokens: &[Token<'_>]) -> Option<(i8, i8, usize)> {
    let day = short_number(*tokens.first()?)?;
    let mut at = 1;
    while tokens.get(at).is_some_and(|token| is_filler(*token)) {
        at += 1;
    }
    let (month, names) = month_at(&tokens[at.min(tokens.len())..])?;
    Some((day, month, at + names))
}

fn month_then_day(tokens: &[Token<'_>]) -> Option<(i8, i8, usize)> {
    let (month, mut at) = month_at(tokens)?;
    while tokens.get(at).is_some_and(|token| is_filler(*token)) {
        at += 1;
    }
    let day = short_number(*tokens.get(at)?)?;
    let ordinal = tokens.get(at + 1).is_some_and(|next| !next.spaced && is_ordinal(*next));
    Some((day, month, at + 1 + usize::from(ordinal)))
}

/// A month's name and how many tokens it takes: Levantine names have two words, and Arabic texts give
/// two names (`19 تموز/يوليو`).
fn month_at(tokens: &[Token<'_>]) -> Option<(i8, usize)> {
    let one = |at: usize| month_word(tokens.get(at..=at)?).map(|month| (month, 1));
    let two = |at: usize| month_word(tokens.get(at..=at + 1)?).map(|month| (month, 2));
    let (month, len) = two(0).or_else(|| one(0)).or_else(|| numbered(tokens)).or_else(|| dotted(tokens))?;
    if tokens.get(len).is_some_and(|mark| mark.kind == TokenKind::Mark('/'))
        && let Some((second, more)) = two(len + 1).or_else(|| one(len + 1))
        && second == month
    {
        return Some((month, len + 1 + more));
    }
    Some((month, len))
}

/// `tháng 2`: Vietnamese months have numbers.
fn numbered(tokens: &[Token<'_>]) -> Option<(i8, usize)> {
    let [word, number, ..] = *tokens else { return None };
    let month = short_number(number).filter(|month| (1..=12).contains(month))?;
    matches!(word.kind, TokenKind::Word(word) if ["tháng", "Tháng"].contains(&word)).then_some((month, 2))
}

/// `ก.พ.`: a short form with a full stop inside.
fn dotted(tokens: &[Token<'_>]) -> Option<(i8, usize)> {
    match *tokens {
        [
            Token { kind: TokenKind::Word(first), .. },
            Token { kind: TokenKind::Mark('.'), .. },
            Token { kind: TokenKind::Word(second), spaced: false, .. },
            ..,
        ] => Some((month(&format!("{first}.{second}"))?, 3)),
        _ => None,
    }
}

fn month_word(tokens: &[Token<'_>]) -> Option<i8> {
    match *tokens {
        [Token { kind: TokenKind::Word(word), .. }] => month(word),
        [Token { kind: TokenKind::Word(first), .. }, Token { kind: TokenKind::Word(second), .. }] => {
            month(&format!("{first} {second}"))
        }
        _ => None,
    }
}

/// Words between the parts of a date: `8 de febrero de 2024`, `8 tháng 2 năm 2024`, `8 กุมภาพันธ์ พ.ศ. 2567`.
const FILLERS: [&str; 13] = ["de", "del", "of", "do", "г", "року", "da", "di", "năm", "พ", "ศ", "a", "tahun"];

/// What may stand between the parts of a date.
fn is_filler(token: Token<'_>) -> bool {
    match token.kind {
        TokenKind::Mark(mark) => matches!(mark, '.' | ',' | '-' | '–' | '/' | '_' | '،' | 'º' | 'ª' | '’' | '\'' | '˙'),
        TokenKind::Word(word) => is_ordinal(token) || FILLERS.iter().any(|filler| word.eq_ignore_ascii_case(filler)),
        TokenKind::Number { .. } => false,
    }
}

fn is_ordinal(token: Token<'_>) -> bool {
    !token.spaced && matches!(token.kind, TokenKind::Word("st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH" | "er"))
}

/// `08.02.2024`, `7/23/17`, `8-2-2024`.
fn numeric(tokens: &[Token<'_>], order: DayOrder, short_years: bool) -> Option<(civil::Date, usize)> {
    let [first, mark, second, other_mark, year, ..] = *tokens else { return None };
    let TokenKind::Mark(separator @ ('/' | '.' | '-' | '_' | '|')) = mark.kind else { return None };
    if other_mark.kind != mark.kind {
        return None;
    }
    let (first, second) = (short_number(first)?, short_number(second)?);
    let year = year_number(year, short_years)?;
    // A fourth number makes it a version, an address or a date that begins later.
    if goes_on(tokens, 5) {
        return None;
    }
    let day = match order {
        _ if second > 12 => civil_day(year, first, second),
        _ if first > 12 || first == second => civil_day(year, second, first),
        // Nobody who puts the month first writes full stops.
        _ if separator == '.' => civil_day(year, second, first),
        DayOrder::DayFirst => civil_day(year, second, first),
        DayOrder::MonthFirst => civil_day(year, first, second),
        DayOrder::Unknown => None,
    };
    Some((day?, 5))
}

/// Whether another number is tied to the one before `at`: `.5`, `-01-15`.
fn goes_on(tokens: &[Token<'_>], at: usize) -> bool {
    let tied = |at: usize| tokens.get(at).filter(|token| !token.spaced);
    tied(at).is_some_and(|mark| matches!(mark.kind, TokenKind::Mark('/' | '.' | '-')))
        && tied(at + 1).is_some_and(|next| is_number(*next))
}

fn civil_day(year: i16, month: i8, day: i8) -> Option<civil::Date> {
    civil::Date::new(year, month, day).ok()
}

fn is_number(token: Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Number { .. })
}

fn full_year(token: Token<'_>) -> Option<i16> {
    match token.kind {
        TokenKind::Number { value, digits: 4 } => i16::try_from(value).ok(),
        _ => None,
    }
}

/// Two digits are the year of this or the last century that is nearer to the middle of 2020.
fn year_number(token: Token<'_>, short_years: bool) -> Option<i16> {
    match token.kind {
        // Nothing else that is dated has years of the Buddhist era.
        TokenKind::Number { value: year @ 2400..=2700, digits: 4 } => {
            i16::try_from(year).ok().map(|year| year - other_calendar::BUDDHIST_ERA)
        }
        TokenKind::Number { value, digits: 2 } if short_years => {
            i16::try_from(if value < 70 { 2000 + value } else { 1900 + value }).ok()
        }
        _ => full_year(token),
    }
}

/// A day or a month: one or two digits.
fn short_number(token: Token<'_>) -> Option<i8> {
    match token.kind {
        TokenKind::Number { value, digits: 1 | 2 } => i8::try_from(value).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: &str, expected: Option<&str>) {
        let found = parse(field, DayOrder::Unknown).map(|date| date.to_string());
        assert_eq!(found.as_deref(), expected, "{field}");
    }

    fn check_order(field: &str, order: DayOrder, expected: Option<&str>) {
        assert_eq!(parse(field, order).map(|date| date.to_string()).as_deref(), expected, "{field}");
    }

    #[test]
    fn machine_dates_are_read() {
        check("2024-02-08", Some("2024-02-08"));
        check("2024-02-08T10:30:00Z", Some("2024-02-08T10:30:00Z"));
        check("2024-02-08T10:30:00.123+03:00", Some("2024-02-08T10:30:00+03:00"));
        check("2025-03-24 00:00:00", Some("2025-03-24T00:00:00"));
        check("2013-07-09T10:37:00-0430", Some("2013-07-09T10:37:00-04:30"));
        check("Thu, 08 Feb 2024 10:30:00 GMT", Some("2024-02-08T10:30:00Z"));
        check("20240208T103000Z", Some("2024-02-08T10:30:00Z"));
        check("20240208", Some("2024-02-08"));
        check("1474416521000", Some("2016-09-21T00:08:41Z"));
        check("1474416521", Some("2016-09-21T00:08:41Z"));
    }

    #[test]
    fn dates_as_people_write_them_are_read() {
        check("Feb 08, 2024", Some("2024-02-08"));
        check("Published February 8th, 2024, 10:30 p.m. EST", Some("2024-02-08T22:30:00-05:00"));
        check("8 February 2024", Some("2024-02-08"));
        check("Updated: 2022-03-07 17:49", Some("2022-03-07T17:49:00"));
        check("15:45, 23-Mar-2022", Some("2022-03-23T15:45:00"));
        check("26-FEB-1987 15:01:01.79", Some("1987-02-26T15:01:01"));
        check("2024/02/08", Some("2024-02-08"));
        check("08.02.2024", Some("2024-02-08"));
        check("18 | 02 | 2024", Some("2024-02-18"));
        check("Thu Feb 08 10:30:15 CET 2024", Some("2024-02-08T10:30:15+01:00"));
        check("December 31, 2017 ", Some("2017-12-31"));
        check("2022-Mar-07", Some("2022-03-07"));
        check("8 Feb 10:30", None);
    }

    #[test]
    fn month_names_of_many_languages_are_read() {
        check("8 февраля 2024 г.", Some("2024-02-08"));
        check("12_Октябрь_2018", Some("2018-10-12"));
        check("8 de febrero de 2024", Some("2024-02-08"));
        check("8. März 2024", Some("2024-03-08"));
        check("1er août 2023", Some("2023-08-01"));
        check("2024年2月8日 10:30", Some("2024-02-08T10:30:00"));
        check("2024년 2월 8일", Some("2024-02-08"));
        check("19 تموز/يوليو 2019", Some("2019-07-19"));
        check("٨ كانون الثاني ٢٠٢٤", Some("2024-01-08"));
        check("1º de março de 2021", Some("2021-03-01"));
        check("2024 m. vasario 8 d.", Some("2024-02-08"));
        check("2024. gada 8. februārī", Some("2024-02-08"));
        check("ngày 8 tháng 2 năm 2024", Some("2024-02-08"));
        check("8 กุมภาพันธ์ พ.ศ. 2567", Some("2024-02-08"));
        check("8 ก.พ. 2567", Some("2024-02-08"));
        check("۱۹ بهمن ۱۴۰۲", Some("2024-02-08"));
        check("৮ ফেব্রুয়ারি ২০২৪", Some("2024-02-08"));
        check("၈ ဖေဖော်ဝါရီ ၂၀၂၄", Some("2024-02-08"));
        check("8 ב פברואר 2024", None);
        check("8 בפברואר 2024", Some("2024-02-08"));
    }

    #[test]
    fn numbers_that_may_be_two_days_need_to_know_the_order() {
        check("7/23/17", Some("2017-07-23"));
        check("23/7/17", Some("2017-07-23"));
        check("5/5/17", Some("2017-05-05"));
        check("3/4/2017", None);
        check_order("3/4/2017", DayOrder::MonthFirst, Some("2017-03-04"));
        check_order("3/4/2017", DayOrder::DayFirst, Some("2017-04-03"));
    }

    #[test]
    fn coarser_dates_keep_their_precision() {
        check("2024", Some("2024"));
        check("2024-02", Some("2024-02"));
        check("February 2024", Some("2024-02"));
        check("Feb. 2024", Some("2024-02"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for field in ["", "NA", "yesterday", "2024-13-01", "31 February 2024", "10.12.2018.5", "a20240208", "555"] {
            check(field, None);
        }
        check(&"x".repeat(10_000), None);
    }

    #[test]
    fn the_first_date_in_a_line_has_its_place() {
        let line = "LONDON, Feb. 8, 2024 (Reuters) -";
        let (date, place) = find(line, DayOrder::Unknown).unwrap();
        assert_eq!((date.to_string().as_str(), &line[place]), ("2024-02-08", "Feb. 8, 2024"));
        assert_eq!(find_without_year("Beijing [China], February 8 :"), Some((2, 8)));
        assert_eq!(find_without_year("МОСКВА, 15 марта. /ТАСС/"), Some((3, 15)));
    }

    #[test]
    fn the_last_date_of_a_file_name_counts() {
        let last = |name| find_last(name, DayOrder::Unknown).map(|date| date.to_string());
        assert_eq!(last("места_в_2019_году_2018-01-09.txt").as_deref(), Some("2018-01-09"));
        assert_eq!(last("Оскар-2019_9_фактов_20_февраля_2019.txt").as_deref(), Some("2019-02-20"));
        assert_eq!(last("с_10_12_2018-09-11.txt").as_deref(), Some("2018-09-11"));
        assert_eq!(last("до_24_апреля_2019-01-15.txt").as_deref(), Some("2019-01-15"));
        assert_eq!(last("1808011241.html"), None);
    }
}
