//! What a date or a range of dates means: whole periods as first and last day, counted from a today
//! that is passed in.
//!
//! A year, quarter, month, week or day is a period. Between two ends, the first counts from its first
//! day and the second up to its last, so `2023..2024-02` ends with February.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::Matcher;
use super::field::nearest;
use super::operator::is_digits;
use super::problem::{Problem, ProblemKind};
use super::range::{End, Range};
use crate::text::Span;

const EXAMPLES: &str =
    "a date is `2024`, `2024-02`, `2024-02-08`, `2024-W06`, `2024-Q1`, `today`, `last-month` or `7d` (seven days ago)";

const NAMED: &[&str] =
    &["today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-year", "last-year"];

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The days that `range` names.
pub(super) fn dates(range: Range<'_>, today: Date) -> Result<Matcher, Problem> {
    let (from, to, span) = match range {
        Range::One(end) => {
            let period = period(end, today)?;
            // `7d` alone is the time since then, not that one day.
            let last = if period.is_ago { today } else { period.last };
            return Ok(Matcher::Dates { from: Some(period.first), to: Some(last) });
        }
        Range::Between { from, to, span } => (from, to, span),
    };
    let first = from.map(|end| first_day(end, today)).transpose()?;
    let last = to.map(|end| last_day(end, today)).transpose()?;
    if let (Some(first), Some(last), Some(from), Some(to)) = (first, last, from, to)
        && first > last
    {
        let problem = Problem::new(ProblemKind::BackwardRange, span).help("no day lies in it");
        let turned = matches!((period(from, today), period(to, today)), (Ok(a), Ok(b)) if b.first < a.first);
        return Err(if turned { problem.suggest(format!("{}..{}", to.text, from.text)) } else { problem });
    }
    Ok(Matcher::Dates { from: first, to: last })
}

fn first_day(end: End<'_>, today: Date) -> Result<Date, Problem> {
    let period = period(end, today)?;
    if end.inclusive {
        return Ok(period.first);
    }
    period.last.tomorrow().map_err(|_| out_of_calendar(end.text, end.span))
}

fn last_day(end: End<'_>, today: Date) -> Result<Date, Problem> {
    let period = period(end, today)?;
    if end.inclusive {
        return Ok(period.last);
    }
    period.first.yesterday().ok().filter(|day| day.year() >= 0).ok_or_else(|| out_of_calendar(end.text, end.span))
}

/// Well written, but not in the calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
struct NoSuchDay;

type InCalendar = Result<Period, NoSuchDay>;

/// A stretch of whole days.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Period {
    first: Date,
    last: Date,
    /// Whether it is a day counted back from today.
    is_ago: bool,
}

impl Period {
    fn day(day: Date) -> Self {
        Self { first: day, last: day, is_ago: false }
    }

    fn month(day: Date) -> Self {
        Self { first: day.first_of_month(), last: day.last_of_month(), is_ago: false }
    }

    fn year(day: Date) -> Self {
        Self { first: day.first_of_year(), last: day.last_of_year(), is_ago: false }
    }

    /// The week of `day`, from Monday to Sunday.
    fn week(day: Date) -> Option<Self> {
        let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
        Some(Self { first: monday, last: monday.checked_add(6.days()).ok()?, is_ago: false })
    }
}

fn period(end: End<'_>, today: Date) -> Result<Period, Problem> {
    let folded = crate::text::fold(end.text);
    let text = folded.as_ref();
    let found = match text.as_bytes() {
        [b'0'..=b'9', ..] => ago(text, today).or_else(|| written(text)),
        _ => named(text, today),
    };
    match found {
        Some(Ok(period)) if period.first.year() >= 0 => Ok(period),
        Some(_) => Err(out_of_calendar(end.text, end.span)),
        None => Err(bad_date(end.text, text, end.span)),
    }
}

/// `today`, `last-month`; `None` when it is no such word.
fn named(text: &str, today: Date) -> Option<InCalendar> {
    let week_ago = || today.checked_sub(7.days()).ok();
    let month_ago = || today.first_of_month().checked_sub(1.month()).ok();
    let year_ago = || today.first_of_year().checked_sub(1.year()).ok();
    let period = match text {
        "today" => Some(Period::day(today)),
        "yesterday" => today.yesterday().ok().map(Period::day),
        "this-week" => Period::week(today),
        "last-week" => week_ago().and_then(Period::week),
        "this-month" => Some(Period::month(today)),
        "last-month" => month_ago().map(Period::month),
        "this-year" => Some(Period::year(today)),
        "last-year" => year_ago().map(Period::year),
        _ => return None,
    };
    Some(period.ok_or(NoSuchDay))
}

/// `7d`, `2w`, `3m`, `1y`: that long before today.
fn ago(text: &str, today: Date) -> Option<InCalendar> {
    let (count, unit) = text.split_at_checked(text.len() - 1)?;
    if !is_digits(count) || is_digits(unit) {
        return None;
    }
    let span = |count: i64| {
        let span = jiff::Span::new();
        match unit {
            "d" => span.try_days(count),
            "w" => span.try_weeks(count),
            "m" => span.try_months(count),
            "y" => span.try_years(count),
            _ => Ok(span),
        }
        .ok()
    };
    if !matches!(unit, "d" | "w" | "m" | "y") {
        return None;
    }
    let day = count.parse().ok().and_then(span).and_then(|span| today.checked_sub(span).ok());
    Some(day.map(|day| Period { is_ago: true, ..Period::day(day) }).ok_or(NoSuchDay))
}

/// `2024`, `2024-02`, `2024-02-08`, `2024-w06`, `2024-q1` (folded to lower case).
fn written(text: &str) -> Option<InCalendar> {
    let (year, rest) = text.split_at_checked(4)?;
    if !is_digits(year) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let number = |digits: &str| if is_digits(digits) { digits.parse::<i8>().ok() } else { None };
    let period = match rest.as_bytes() {
        [] => Date::new(year, 1, 1).ok().map(Period::year),
        [b'-', b'w', _, _] => {
            let week = number(&rest[2..])?;
            ISOWeekDate::new(year, week, Weekday::Monday).ok().and_then(|week| Period::week(week.date()))
        }
        [b'-', b'q', b'1'..=b'4'] => {
            let month = (number(&rest[2..])? - 1) * 3 + 1;
            let first = Date::new(year, month, 1).ok();
            let last = Date::new(year, month + 2, 1).ok().map(Date::last_of_month);
            first.zip(last).map(|(first, last)| Period { first, last, is_ago: false })
        }
        [b'-', b'q', b'0'..=b'9'] => None,
        [b'-', _, _] => Date::new(year, number(&rest[1..])?, 1).ok().map(Period::month),
        [b'-', _, _, b'-', _, _] => {
            let (month, day) = (number(rest.get(1..3)?)?, number(rest.get(4..6)?)?);
            Date::new(year, month, day).ok().map(Period::day)
        }
        _ => return None,
    };
    Some(period.ok_or(NoSuchDay))
}

fn out_of_calendar(text: &str, span: Span) -> Problem {
    let problem = Problem::new(ProblemKind::NoSuchDate(text.to_owned()), span);
    let (year, month) = (text.get(..4).and_then(|year| year.parse().ok()), text.get(5..7).and_then(|m| m.parse().ok()));
    let first = year.zip(month).and_then(|(year, month)| Date::new(year, month, 1).ok());
    match first {
        Some(first) if text.len() == 10 => problem
            .help(format!("that month has {} days", first.days_in_month()))
            .suggest(first.last_of_month().to_string()),
        _ if text.len() == 7 || text.len() == 10 => {
            problem.help("months run from 01 to 12, weeks from W01 to W52 or W53, quarters from Q1 to Q4")
        }
        _ => problem.help("years run from 0000 to 9999"),
    }
}

fn bad_date(shown: &str, text: &str, span: Span) -> Problem {
    let problem = Problem::new(ProblemKind::BadDate(shown.to_owned()), span);
    if let Some(suggestion) = meant(text) {
        return problem.help(EXAMPLES).suggest(suggestion);
    }
    if text.strip_suffix('h').is_some_and(is_digits) {
        return problem.help("days are the finest: `today`, `1d..`");
    }
    if text.starts_with('-') {
        return problem.help("`7d` is seven days ago already; to exclude dates put the `-` before `date:`");
    }
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    if let [a, b, year] = parts[..]
        && [a, b, year].into_iter().all(is_digits)
        && year.len() == 4
    {
        return problem.help(format!("write the year first: `{year}-{b:0>2}-{a:0>2}` or `{year}-{a:0>2}-{b:0>2}`"));
    }
    problem.help(EXAMPLES)
}

/// The date that a usual other spelling means, where it can mean one only.
fn meant(text: &str) -> Option<String> {
    if let Some(named) = nearest(&text.replace(['_', ' '], "-"), NAMED.iter().map(|name| (*name, *name))) {
        return Some(named.to_owned());
    }
    if text == "now" {
        return Some("today".to_owned());
    }
    // Ellipses and dashes of word processors, and a hyphen between years.
    for mark in ["…", "–", "—", "-"] {
        if let Some((from, to)) = text.split_once(mark)
            && written(from).is_some()
            && written(to).is_some()
        {
            return Some(format!("{from}..{to}"));
        }
    }
    // A moment: its day.
    if let Some((day, _)) = text.split_once('t')
        && day.len() == 10
        && matches!(written(day), Some(Ok(_)))
    {
        return Some(day.to_owned());
    }
    if let Some(count) = ["days", "day", "weeks", "week", "months", "month", "years", "year"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit).filter(|count| is_digits(count)).map(|count| (count, unit)))
        .map(|(count, unit)| format!("{count}{}", &unit[..1]))
    {
        return Some(count);
    }
    if text.len() == 8 && is_digits(text) {
        return Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).filter(|day| is_day(day));
    }
    let parts: Vec<&str> = text.split(['.', '/', '-']).collect();
    let month = |word: &str| {
        let number = MONTHS.iter().position(|month| word.get(..3) == Some(month))? + 1;
        Some(format!("{number:02}"))
    };
    let day = match parts[..] {
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        // With dots the day comes first everywhere.
        [day, month, year] if text.contains('.') => format!("{year}-{month:0>2}-{day:0>2}"),
        [a, b] if a.len() == 4 && is_digits(a) => {
            format!("{a}-{:0>2}-01", month(b).unwrap_or_else(|| b.to_owned()))
        }
        [a, b] if b.len() == 4 && is_digits(b) => {
            format!("{b}-{:0>2}-01", month(a).unwrap_or_else(|| a.to_owned()))
        }
        _ => return None,
    };
    let kept = if parts.len() == 2 { day.strip_suffix("-01")? } else { &day };
    is_day(&day).then(|| kept.to_owned())
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && matches!(written(text), Some(Ok(_)))
}

#[cfg(test)]
mod tests {
    use crate::query::parse;

    /// `Ok` with first and last day, or `Err` with code and suggestion.
    fn read(text: &str) -> Result<String, String> {
        let today = jiff::civil::date(2024, 2, 8);
        match parse(&format!("date:{text}"), today) {
            Ok(parsed) => Ok(parsed.query.to_string().trim_start_matches("date:").to_owned()),
            Err(error) => {
                let problem = &error.problems[0];
                Err(format!("{} {}", problem.kind.code(), problem.suggestion.as_deref().unwrap_or("-")))
            }
        }
    }

    fn check(text: &str, days: &str) {
        assert_eq!(read(text).as_deref(), Ok(days), "{text}");
    }

    fn check_wrong(text: &str, expected: &str) {
        assert_eq!(read(text), Err(expected.to_owned()), "{text}");
    }

    #[test]
    fn dates_are_whole_periods() {
        check("2024", "2024-01-01..2024-12-31");
        check("2024-02", "2024-02-01..2024-02-29");
        check("2024-02-08", "2024-02-08");
        check("2024-W06", "2024-02-05..2024-02-11");
        check("2024-Q1", "2024-01-01..2024-03-31");
        check("\"2024-02\"", "2024-02-01..2024-02-29");
        check("=2024-02", "2024-02-01..2024-02-29");
    }

    #[test]
    fn ranges_take_both_periods_whole() {
        check("2024-01..2024-03", "2024-01-01..2024-03-31");
        check("2024-02..", "2024-02-01..");
        check("..2023", "..2023-12-31");
        check(">=2024-02", "2024-02-01..");
        check(">2024-02", "2024-03-01..");
        check("<=2024-02", "..2024-02-29");
        check("<2024-02", "..2024-01-31");
        check("[2024-01-01 TO 2024-02-01}", "2024-01-01..2024-01-31");
        check("{2024-01 TO 2024-03]", "2024-02-01..2024-03-31");
        check("[2024 TO *]", "2024-01-01..");
        check("*..2023", "..2023-12-31");
        check("[* TO *]", "*");
    }

    #[test]
    fn relative_dates_count_from_today() {
        check("today", "2024-02-08");
        check("yesterday", "2024-02-07");
        check("Today", "2024-02-08");
        check("7d", "2024-02-01..2024-02-08");
        check("7d..", "2024-02-01..");
        check("..2w", "..2024-01-25");
        check("3m..1m", "2023-11-08..2024-01-08");
        check("<1y", "..2023-02-07");
        check("0d", "2024-02-08");
        check("this-week", "2024-02-05..2024-02-11");
        check("last-week", "2024-01-29..2024-02-04");
        check("this-month", "2024-02-01..2024-02-29");
        check("last-month", "2024-01-01..2024-01-31");
        check("this-year", "2024-01-01..2024-12-31");
        check("last-year..yesterday", "2023-01-01..2024-02-07");
    }

    #[test]
    fn other_spellings_are_recognised_where_they_can_mean_one_date_only() {
        check_wrong("2024-2-8", "bad-date 2024-02-08");
        check_wrong("2024/02/08", "bad-date 2024-02-08");
        check_wrong("08.02.2024", "bad-date 2024-02-08");
        check_wrong("02/08/2024", "bad-date -");
        check_wrong("20240208", "bad-date 2024-02-08");
        check_wrong("2024-02-08T10:30:00Z", "bad-date 2024-02-08");
        check_wrong("feb-2024", "bad-date 2024-02");
        check_wrong("2024-february", "bad-date 2024-02");
        check_wrong("02.2024", "bad-date 2024-02");
        check_wrong("2023-2024", "bad-date 2023..2024");
        check_wrong("2023–2024", "bad-date 2023..2024");
        check_wrong("2023...2024", "bad-range 2023..2024");
        check_wrong("7days", "bad-date 7d");
        check_wrong("last_month", "bad-date last-month");
        check_wrong("yesterdy", "bad-date yesterday");
        check_wrong("now", "bad-date today");
        check_wrong("24", "bad-date -");
        check_wrong("24h", "bad-date -");
        check_wrong("moscow", "bad-date -");
        check_wrong("-7d", "bad-date -");
    }

    #[test]
    fn days_outside_the_calendar_and_backward_ranges_are_errors() {
        check_wrong("2024-02-30", "no-such-date 2024-02-29");
        check_wrong("2024-13", "no-such-date -");
        check_wrong("2024-13-01", "no-such-date -");
        check_wrong("2024-Q5", "no-such-date -");
        check_wrong("2024-W54", "no-such-date -");
        check_wrong("99999y", "no-such-date -");
        check_wrong("9999y", "no-such-date -");
        check_wrong("99999999999999999999d", "no-such-date -");
        check_wrong(">9999", "no-such-date -");
        check_wrong("<0000", "no-such-date -");
        check_wrong("2024-03..2024-01", "backward-range 2024-01..2024-03");
        check_wrong("{2024-02-08 TO 2024-02-08]", "backward-range -");
        check_wrong("..", "bad-range -");
        check_wrong(">=", "bad-range -");
        check_wrong("2023..2024..2025", "bad-range -");
        check_wrong(">=2023..2024", "bad-range -");
    }
}
