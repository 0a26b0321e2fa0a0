//! Days of other calendars, where nothing but that calendar can be meant: the Iranian one and the eras of East Asia.
//!
//! Thai dates differ from ours by the year alone ([`BUDDHIST_ERA`]) and are read where ours are.

use calendrical_calculations::persian::fixed_from_fast_persian;
use jiff::ToSpan;
use jiff::civil;

use super::tokens::{Token, TokenKind};

/// By how many years the Buddhist era is ahead.
pub(super) const BUDDHIST_ERA: i16 = 543;

/// Iranian years in which news may have been published, 1921 to 2037. Ours of these numbers are before all news.
const IRANIAN_YEARS: std::ops::RangeInclusive<i16> = 1300..=1415;

/// The months of the Iranian year, in the spellings of Iran and Afghanistan.
const IRANIAN_MONTHS: [&[&str]; 12] = [
    &["فروردین", "حمل"],
    &["اردیبهشت", "ثور"],
    &["خرداد", "جوزا"],
    &["تیر", "سرطان"],
    &["مرداد", "اسد"],
    &["شهریور", "سنبله"],
    &["مهر", "میزان"],
    &["آبان", "عقرب"],
    &["آذر", "قوس"],
    &["دی", "جدی"],
    &["بهمن", "دلو"],
    &["اسفند", "حوت"],
];

/// Eras of Japan and Taiwan and the year before their first.
const ERAS: [(&str, i16); 6] =
    [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911), ("中華民國", 1911)];

/// The day written at the beginning of `tokens`, and how many tokens it takes.
pub(super) fn day_at(tokens: &[Token<'_>]) -> Option<(civil::Date, usize)> {
    iranian_with_name(tokens).or_else(|| iranian_numeric(tokens)).or_else(|| of_era(tokens))
}

/// `19 بهمن 1402`, `۱۹ بهمن ماه ۱۴۰۲`.
fn iranian_with_name(tokens: &[Token<'_>]) -> Option<(civil::Date, usize)> {
    let [day, name, rest @ ..] = tokens else { return None };
    let TokenKind::Word(name) = name.kind else { return None };
    // Arabic keyboards have other letters for two of the Persian ones.
    let name = name.replace('ي', "ی").replace('ك', "ک");
    let month = IRANIAN_MONTHS.iter().position(|names| names.contains(&name.as_str()))?;
    let month = i16::try_from(month + 1).ok()?;
    let fillers = rest
        .iter()
        .take_while(|token| matches!(token.kind, TokenKind::Word("ماه") | TokenKind::Mark('،' | '-')))
        .count();
    let year = number(*rest.get(fillers)?, 4)?;
    Some((iranian(year, month, number(*day, 2)?)?, 3 + fillers))
}

/// `۱۴۰۲/۱۱/۱۹`, in Persian digits or ours.
fn iranian_numeric(tokens: &[Token<'_>]) -> Option<(civil::Date, usize)> {
    let [year, mark, month, second_mark, day, ..] = *tokens else { return None };
    if mark.kind != second_mark.kind || !matches!(mark.kind, TokenKind::Mark('/' | '-' | '.')) {
        return None;
    }
    Some((iranian(number(year, 4)?, number(month, 2)?, number(day, 2)?)?, 5))
}

fn iranian(year: i16, month: i16, day: i16) -> Option<civil::Date> {
    let last = if month <= 6 { 31 } else { 30 };
    if !IRANIAN_YEARS.contains(&year) || !(1..=12).contains(&month) || !(1..=last).contains(&day) {
        return None;
    }
    // Days from the first day of the year 1, which both count in the same way.
    let fixed = fixed_from_fast_persian(year.into(), u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    civil::date(1, 1, 1).checked_add((fixed.to_i64_date() - 1).days()).ok()
}

/// `令和6年2月8日`, `民國113年2月8日`.
fn of_era(tokens: &[Token<'_>]) -> Option<(civil::Date, usize)> {
    let [era, year, year_mark, month, month_mark, day, ..] = *tokens else { return None };
    let TokenKind::Word(era) = era.kind else { return None };
    let (_, before) = ERAS.iter().find(|(name, _)| era.ends_with(name))?;
    if year_mark.kind != TokenKind::Mark('年') || month_mark.kind != TokenKind::Mark('月') {
        return None;
    }
    let (month, day) = (i8::try_from(number(month, 2)?).ok()?, i8::try_from(number(day, 2)?).ok()?);
    Some((civil::Date::new(before + number(year, 3)?, month, day).ok()?, 6))
}

/// A number of at most so many digits.
fn number(token: Token<'_>, most: usize) -> Option<i16> {
    match token.kind {
        TokenKind::Number { value, digits } if digits <= most => i16::try_from(value).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let found = day_at(&tokens(text)).map(|(day, _)| day.to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn iranian_days_become_ours() {
        check("19 بهمن 1402", Some("2024-02-08"));
        check("۱۹ بهمن ماه ۱۴۰۲", Some("2024-02-08"));
        check("۱۴۰۳/۰۱/۰۱", Some("2024-03-20"));
        check("2 تير 1399", Some("2020-06-22"));
        check("1399/04/12", Some("2020-07-02"));
        check("۳۰ اسفند ۱۳۹۹", Some("2021-03-20"));
    }

    #[test]
    fn days_of_eras_become_ours() {
        check("令和6年2月8日", Some("2024-02-08"));
        check("民國113年2月8日", Some("2024-02-08"));
    }

    #[test]
    fn what_no_calendar_has_is_none() {
        for text in ["1499/01/01", "1402/13/01", "1402/07/31", "1402-07.01", "令和6月", "8 February 1402", ""] {
            check(text, None);
        }
    }
}
