//! Texts of others inside a page: nothing in them is ever markup, moves what stands beside them, or hides.

use maud::{Markup, html};

use super::address::{self, Search};
use crate::article::Date;
use crate::index::Field;
use crate::present::clean;
use crate::query::value_clause;
use crate::statement::Record;
use crate::text::Span;

/// `text` as it stands, with characters that act on a page in place of being read made visible.
pub(super) fn visible(text: &str) -> String {
    let seen = |character: char| match character {
        '\u{0}'..='\u{1F}' if acts(character) => char::from_u32(0x2400 + character as u32).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        _ if acts(character) => '\u{FFFD}',
        _ => character,
    };
    text.chars().map(seen).collect()
}

/// What was typed, to be typed again on one line: without characters that act, which no query asks for.
pub(super) fn typed(text: &str) -> String {
    let kept = |character: char| match character {
        '\n' | '\t' => Some(' '),
        _ => Some(character).filter(|character| !acts(*character)),
    };
    text.chars().filter_map(kept).collect()
}

/// Whether a character acts in place of being read: controls, and embeddings, overrides and isolates, which could make the
/// rest of a line lie.
fn acts(character: char) -> bool {
    let is_control = character.is_control() && !matches!(character, '\n' | '\t');
    is_control || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A name or a short text, by itself whichever way it is written.
pub(super) fn isolated(text: &str) -> Markup {
    html! { bdi { (clean(text)) } }
}

/// The pieces of `within` that marks begin and end at, each with the marks that cover it, in the order of `marks`.
pub(super) fn pieces<M>(within: Span, marks: &[(Span, M)]) -> Vec<(Span, Vec<&M>)> {
    let near: Vec<&(Span, M)> = marks.iter().filter(|(span, _)| span.overlaps(within)).collect();
    let ends = near.iter().flat_map(|(span, _)| [span.start, span.end]);
    let mut cuts: Vec<usize> =
        ends.filter(|cut| within.start < *cut && *cut < within.end).chain([within.start, within.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |pair: &[usize]| {
        let span = Span::new(pair[0], pair[1]);
        (span, near.iter().filter(|(mark, _)| mark.covers(span)).map(|(_, mark)| mark).collect())
    };
    cuts.windows(2).map(piece).collect()
}

/// The piece `within` of `text`, with those of `matched` that lie in it marked.
pub(super) fn matched(text: &str, within: Span, matched: &[Span]) -> Markup {
    let marks: Vec<(Span, ())> = matched.iter().map(|span| (*span, ())).collect();
    html! {
        @for (span, marks) in pieces(within, &marks) {
            @let words = visible(span.of(text).unwrap_or_default());
            @if marks.is_empty() { (words) } @else { mark { (words) } }
        }
    }
}

/// The quotation marks of a language, by its code.
pub(super) fn quotation_marks(lang: Option<&str>) -> (&'static str, &'static str) {
    match lang.unwrap_or_default().split('-').next().unwrap_or_default() {
        "ar" | "az" | "be" | "ca" | "el" | "es" | "fa" | "hy" | "it" | "kk" | "ky" | "nb" | "nn" | "no" | "ps"
        | "ru" | "sq" | "uk" | "uz" => ("«", "»"),
        "fr" => ("«\u{202F}", "\u{202F}»"),
        "bg" | "cs" | "de" | "et" | "is" | "ka" | "lt" | "lv" | "mk" | "sk" | "sl" => ("„", "“"),
        "bs" | "hr" | "hu" | "pl" | "ro" | "sr" => ("„", "”"),
        "fi" | "he" | "sv" => ("”", "”"),
        "ja" => ("「", "」"),
        _ => ("“", "”"),
    }
}

/// The name of a speaker, that leads to the speaker's page.
pub(super) fn speaker(record: &Record) -> Markup {
    html! {
        @match &record.speaker.name {
            Some(name) => { a.speaker href=(address::speaker(name)) { (isolated(name)) } }
            None => { span.speaker.nobody { "nobody named" } }
        }
    }
}

/// Names of outlets, that lead to the pages of outlets.
pub(super) fn outlets(names: &[impl AsRef<str>]) -> Markup {
    html! {
        @for (number, name) in names.iter().enumerate() {
            @if number > 0 { ", " }
            a.outlet href=(address::outlet(name.as_ref())) { (isolated(name.as_ref())) }
        }
    }
}

/// The name of a publisher, that leads to the statements in its articles: it may be credited with none.
pub(super) fn publisher(name: &str) -> Markup {
    html! { a.outlet href=(Search::of(value_clause(Field::Publisher, name)).address()) { (isolated(name)) } }
}

/// Who carried it and, when that is somebody else, who published it.
pub(super) fn chain(record: &Record) -> Markup {
    let carriers = record.carriers();
    let publisher = record.publisher.as_deref().filter(|publisher| !carriers.contains(publisher));
    html! {
        @if !carriers.is_empty() { span.carriers { "carried by " (outlets(&carriers)) } }
        @if let Some(publisher) = publisher { span.publisher { "published by " (self::publisher(publisher)) } }
    }
}

/// A date as people write it, as precise as it is known.
pub(super) fn day(date: Date) -> String {
    let day = date.first_day();
    let form = match (day == date.last_day(), date.last_day().day_of_year() - day.day_of_year() > 31) {
        (true, _) => "%-d %B %Y",
        (false, false) => "%B %Y",
        (false, true) => "%Y",
    };
    day.strftime(form).to_string()
}

/// A date that programs read, too.
pub(super) fn time(record: &Record) -> Markup {
    html! {
        @match record.date {
            Some(dated) => { time datetime=(dated.date) { (day(dated.date)) } }
            None => { span.undated { "undated" } }
        }
    }
}

/// The days from the first to the last; nothing where there is no date.
pub(super) fn days(days: Option<(jiff::civil::Date, jiff::civil::Date)>) -> Option<String> {
    let (first, last) = days?;
    let [first, last] = [first, last].map(|day| self::day(Date::of_day(day)));
    Some(if first == last { first } else { format!("{first} to {last}") })
}

/// `text` on one line, with what stands between backticks as code.
pub(in crate::serve) fn coded(text: &str) -> Markup {
    let text = clean(text);
    let pieces: Vec<&str> = text.split('`').collect();
    // A backtick that has no other one is a letter.
    let last = if pieces.len().is_multiple_of(2) { pieces.len() - 2 } else { pieces.len() - 1 };
    html! {
        @for (number, piece) in pieces.iter().enumerate() {
            @if number > last { "`" (piece) }
            @else if number.is_multiple_of(2) { (piece) }
            @else { code { bdi { (piece) } } }
        }
    }
}

/// `1,234`
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// `1 statement`, `1,234 statements`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", number(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_text() {
        let text = "a <script>alert(1)</script> b";
        let shown = matched(text, Span::new(0, text.len()), &[Span::new(2, 10)]).into_string();
        assert_eq!(shown, "a <mark>&lt;script&gt;</mark>alert(1)&lt;/script&gt; b");
    }

    #[test]
    fn characters_that_act_are_seen() {
        assert_eq!(visible("a\u{202e}b\u{1b}[2J\u{85}\nc"), "a\u{FFFD}b␛[2J\u{FFFD}\nc");
        assert_eq!(typed("a\u{202e}b\u{1b}[2J\u{85}\nc  d"), "ab[2J c  d");
        assert_eq!(visible("שלום \u{200f}עולם"), "שלום \u{200f}עולם", "marks of direction stay");
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        for (text, shown) in [
            ("put `outlet:` <b> before", "put <code><bdi>outlet:</bdi></code> &lt;b&gt; before"),
            ("`a` or `b`", "<code><bdi>a</bdi></code> or <code><bdi>b</bdi></code>"),
            ("plain", "plain"),
            ("one ` alone", "one ` alone"),
            ("`a` and ` alone", "<code><bdi>a</bdi></code> and ` alone"),
        ] {
            assert_eq!(coded(text).into_string(), shown, "{text}");
        }
    }

    #[test]
    fn quotations_have_the_marks_of_their_language() {
        let marks = quotation_marks;
        assert_eq!(marks(Some("ru")), ("«", "»"));
        assert_eq!(marks(Some("pt-BR")), ("“", "”"));
        assert_eq!(marks(Some("de-AT")), ("„", "“"));
        assert_eq!(marks(None), ("“", "”"));
    }

    #[test]
    fn marks_cut_a_text_where_they_begin_and_end() {
        let marks = [(Span::new(0, 4), 'a'), (Span::new(2, 6), 'b'), (Span::new(9, 12), 'c')];
        let cut: Vec<(usize, usize, String)> = pieces(Span::new(1, 8), &marks)
            .into_iter()
            .map(|(span, marks)| (span.start, span.end, marks.into_iter().collect()))
            .collect();
        let expected =
            [(1, 2, "a"), (2, 4, "ab"), (4, 6, "b"), (6, 8, "")].map(|(from, to, marks)| (from, to, marks.to_owned()));
        assert_eq!(cut, expected);
    }

    #[test]
    fn dates_are_as_precise_as_they_are_known() {
        for (date, shown) in [
            ("2024", "2024"),
            ("2024-02", "February 2024"),
            ("2024-12", "December 2024"),
            ("2024-02-08", "8 February 2024"),
            ("2024-02-08T10:30:00Z", "8 February 2024"),
        ] {
            assert_eq!(day(Date::from_iso(date).unwrap()), shown);
        }
    }

    #[test]
    fn numbers_are_parted_by_thousands() {
        assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            (counted(1, "statement"), counted(2000, "statement")),
            ("1 statement".into(), "2,000 statements".into())
        );
    }
}
