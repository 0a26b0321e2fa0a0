//! What is told of a speaker's or an outlet's statements, in the pieces of which pages and comparisons are made.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::facts::plain;
use super::human::{HumanPrinter, Marked, numbered};
use super::json::{StatementView, buckets, rest};
use super::terminal::paint;
use super::{Printer, View};
use crate::answer::{Counted, Facet, Hit, Period, Portrait, TypicalWord};
use crate::index::Field;
use crate::statement::Kind;

/// Months of a chart from which on it has years in their place.
const MOST_MONTHS: usize = 24;

/// `1200 in 310 articles, 1004 utterances`
pub(super) fn statements(portrait: &Portrait) -> Marked {
    let articles = numbered(portrait.articles, "article");
    plain(&format!("{} in {articles}, {}", portrait.total, numbered(portrait.utterances, "utterance")))
}

/// `2024-01-08 to 2024-02-09`
pub(super) fn days(days: Option<(jiff::civil::Date, jiff::civil::Date)>) -> Marked {
    plain(&match days {
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first} to {last}"),
        None => "undated".to_owned(),
    })
}

/// `direct 52%, mixed 9%, indirect 39%`
pub(super) fn kinds(portrait: &Portrait) -> Marked {
    let share = |kind: Kind| format!("{} {}", kind.name(), per_cent(portrait.n_of_kind(kind), portrait.total));
    plain(&Kind::ALL.map(share).join(", "))
}

/// Whole per cents; what is there is never told as nothing, and what is not all never as all.
pub fn per_cent(part: u64, whole: u64) -> String {
    let rounded = |part: u64| (part * 200 + whole) / (whole * 2);
    match part {
        _ if whole == 0 => "–".to_owned(),
        1.. if rounded(part) == 0 => "<1%".to_owned(),
        _ if part < whole && rounded(part) == 100 => ">99%".to_owned(),
        _ => format!("{}%", rounded(part)),
    }
}

/// The counts by date of each portrait, for charts that are not too long: months, or years.
pub fn dates<'p>(portraits: &[&'p Portrait]) -> Vec<&'p Facet> {
    let of = |period| portraits.iter().filter_map(|portrait| portrait.facet(Field::Date, period)).collect::<Vec<_>>();
    let months = of(Period::Month);
    let is_long = months.iter().any(|facet| facet.chart().len() > MOST_MONTHS);
    if is_long { of(Period::Year) } else { months }
}

/// `fake news (33), wall (120)`
pub(super) fn words(words: &[TypicalWord], view: &View) -> Marked {
    let mut text = Marked::default();
    for (number, word) in words.iter().enumerate() {
        text.text.push_str(if number == 0 { "" } else { ", " });
        text.push(&word.text, view.palette.matched);
        text.text.push(' ');
        text.push(&format!("({})", word.count), view.palette.dim);
    }
    if words.is_empty() {
        text.push("none that is sure", view.palette.dim);
    }
    text
}

/// Statements under a heading.
pub(super) fn latest(out: &mut dyn Write, view: &View, heading: &str, hits: &[Hit]) -> io::Result<()> {
    if hits.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint(view.palette.heading, heading))?;
    let mut view = view.clone();
    view.context_lines = 0;
    let mut printer = HumanPrinter::new(view);
    hits.iter().try_for_each(|hit| printer.statement(out, hit))
}

/// Others whose names hold what was asked for.
pub(super) fn others(out: &mut dyn Write, view: &View, others: &[Counted], more: usize, name: &str) -> io::Result<()> {
    let Some(most) = others.first() else { return Ok(()) };
    writeln!(out, "\n{}", paint(view.palette.heading, &format!("others than {} with that name", super::clean(name))))?;
    let cells = super::counts::count_cells(most.count);
    for other in others {
        writeln!(out, "  {:>cells$}  {}", other.count, super::clean(&other.value))?;
    }
    if more > 0 {
        writeln!(out, "  {:>cells$}  {}", "…", paint(view.palette.dim, &format!("{more} more")))?;
    }
    Ok(())
}

/// What every document has of a portrait.
pub(super) fn portrait_json(portrait: &Portrait, view: &View) -> Value {
    json!({
        "name": portrait.name,
        "total": portrait.total,
        "utterances": portrait.utterances,
        "articles": portrait.articles,
        "days": portrait.days.map(|(first, last)| [first.to_string(), last.to_string()]),
        "kinds": {
            "direct": portrait.n_of_kind(Kind::Direct),
            "mixed": portrait.n_of_kind(Kind::Mixed),
            "indirect": portrait.n_of_kind(Kind::Indirect),
        },
        "facets": buckets(&portrait.facets),
        "facet_rest": rest(&portrait.facets).unwrap_or_else(|| json!({})),
        "latest": portrait.latest.iter().map(|hit| json!(StatementView::of_hit(hit, &view.paths))).collect::<Vec<_>>(),
    })
}

pub(super) fn counted_json(values: &[Counted]) -> Value {
    values.iter().map(|value| json!({"value": value.value, "count": value.count})).collect()
}

pub(super) fn words_json(words: &[TypicalWord]) -> Value {
    let word = |word: &TypicalWord| {
        let likelihood = (word.likelihood * 1e3).round() / 1e3;
        json!({"text": word.text, "count": word.count, "others": word.others, "g2": likelihood})
    };
    words.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_per_cents_that_do_not_lie() {
        for (part, whole, expected) in [
            (0, 10, "0%"),
            (1, 1000, "<1%"),
            (5, 1000, "1%"),
            (1, 3, "33%"),
            (2, 3, "67%"),
            (999, 1000, ">99%"),
            (7, 7, "100%"),
            (0, 0, "–"),
        ] {
            assert_eq!(per_cent(part, whole), expected, "{part} of {whole}");
        }
    }
}
