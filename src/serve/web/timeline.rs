//! When it was said: a bar for each month, year or day, that asks for that time, and two fields for a range.

use maud::{Markup, html};

use super::address::Search;
use super::words::{counted, number, typed};
use crate::answer::{ChartRow, Facet, FacetSpec, Period};
use crate::index::Field;
use crate::query::{Clauses, Matcher, Query};

/// Longest runs of days and of months that are still told apart.
const MOST_DAYS: usize = 62;
const MOST_MONTHS: usize = 144;

/// Width of a bar's place and height of the chart, in units of the drawing.
const SLOT: usize = 10;
const HEIGHT: u64 = 100;

/// Labels below the chart.
const LABELS: usize = 5;

/// What the index has to count.
pub(super) fn specs() -> impl Iterator<Item = FacetSpec> {
    let of = |period| FacetSpec { field: Field::Date, period, limit: None };
    [Period::Day, Period::Month, Period::Year].into_iter().map(of)
}

/// A place in the row of bars.
struct Slot {
    label: String,
    count: u64,
    /// Whether it stands for a long time in which nothing was said.
    is_gap: bool,
}

/// The chart; nothing where there is only one time.
pub(super) fn chart(facets: &[Facet], clauses: &Clauses, search: &Search) -> Markup {
    let Some(slots) = slots(facets) else { return html! {} };
    let most = slots.iter().map(|slot| slot.count).max().unwrap_or(1).max(1);
    let to = |from: &str, to: &str| search.with_query(clauses.with_dates(from, to)).address();
    let (from, until) = asked_for(clauses);
    html! {
        section.timeline aria-label="When it was said" {
            svg viewBox={ "0 0 " (slots.len() * SLOT) " " (HEIGHT) } preserveAspectRatio="none" aria-hidden="true" {
                @for (at, slot) in slots.iter().enumerate() {
                    @let left = at * SLOT;
                    @if slot.is_gap {
                        rect.gap x=(left + 3) y=(HEIGHT - 2) width=(SLOT - 6) height="2" {}
                    } @else {
                        a href=(to(&slot.label, &slot.label)) tabindex="-1" data-label=(slot.label) {
                            title { (slot.label) ": " (counted(slot.count, "statement")) }
                            rect.place x=(left) y="0" width=(SLOT) height=(HEIGHT) {}
                            rect.bar x=(left + 1) y=(HEIGHT - height(slot.count, most)) width=(SLOT - 2)
                                height=(height(slot.count, most)) {}
                        }
                    }
                }
            }
            div.labels aria-hidden="true" {
                @for slot in labelled(&slots) { span { (slot.label) } }
            }
            div.range {
                form.dates action="/" method="get" {
                    input type="hidden" name="q" value=(typed(&search.query));
                    @for (name, value) in search.beside() { input type="hidden" name=(name) value=(typed(&value)); }
                    label { "From " input type="text" name="from" value=(from) placeholder=(slots[0].label) size="10"
                        inputmode="numeric" autocomplete="off"; }
                    label { "to " input type="text" name="to" value=(until) size="10"
                        placeholder=(slots[slots.len() - 1].label) inputmode="numeric" autocomplete="off"; }
                    button type="submit" { "Set dates" }
                }
                details.table {
                    summary { "As a table" }
                    div.scroll tabindex="0" role="region" aria-label="Statements by date" {
                        table {
                            thead { tr { th scope="col" { "Date" } th scope="col" { "Statements" } } }
                            tbody {
                                @for slot in slots.iter().filter(|slot| slot.count > 0) {
                                    tr {
                                        th scope="row" { a href=(to(&slot.label, &slot.label)) { (slot.label) } }
                                        td { (number(slot.count)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The finest row of bars that can still be seen.
fn slots(facets: &[Facet]) -> Option<Vec<Slot>> {
    let of = |period: Period| {
        facets.iter().find(|facet| facet.spec.field == Field::Date && facet.spec.period == period).map(read)
    };
    let fits = |slots: &Vec<Slot>, most: usize| slots.len() <= most;
    let days = of(Period::Day).filter(|slots| fits(slots, MOST_DAYS));
    let months = || of(Period::Month).filter(|slots| fits(slots, MOST_MONTHS));
    days.or_else(months).or_else(|| of(Period::Year)).filter(|slots| slots.len() > 1)
}

fn read(facet: &Facet) -> Vec<Slot> {
    let slot = |row: ChartRow<'_>| match row {
        ChartRow::Counted(bucket) => Slot { label: bucket.value.clone(), count: bucket.count, is_gap: false },
        ChartRow::Empty { begins } => Slot { label: begins.to_string(), count: 0, is_gap: false },
        ChartRow::ManyEmpty(_) => Slot { label: "…".to_owned(), count: 0, is_gap: true },
    };
    facet.chart().into_iter().map(slot).collect()
}

/// Something of one statement is to be seen beside thousands.
fn height(count: u64, most: u64) -> u64 {
    if count == 0 { 0 } else { (count * HEIGHT / most).max(3) }
}

/// Slots from the first to the last, as far from each other.
fn labelled(slots: &[Slot]) -> impl Iterator<Item = &Slot> {
    let shown = slots.len().min(LABELS);
    let place = move |number: usize| number * (slots.len() - 1) / (shown - 1).max(1);
    (0..shown).map(move |number| &slots[place(number)])
}

/// The range of dates that the query asks for, as far as it is one.
fn asked_for(clauses: &Clauses) -> (String, String) {
    let dates = clauses.parts().iter().find_map(|clause| match &clause.query {
        Query::Match { field: Field::Date, matcher: Matcher::Dates { from, to }, .. } => Some((*from, *to)),
        _ => None,
    });
    let (from, to) = dates.unwrap_or_default();
    let shown = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    (shown(from), shown(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Bucket;

    fn facet(period: Period, values: &[&str]) -> Facet {
        let buckets = values.iter().map(|value| Bucket { value: (*value).to_owned(), count: 1 }).collect();
        let spec = FacetSpec { field: Field::Date, period, limit: None };
        Facet { spec, buckets, more_values: 0, missing: 0 }
    }

    fn shown(days: &[&str], months: &[&str], years: &[&str]) -> Option<Vec<String>> {
        let facets = [facet(Period::Day, days), facet(Period::Month, months), facet(Period::Year, years)];
        slots(&facets).map(|slots| slots.into_iter().map(|slot| slot.label).collect())
    }

    #[test]
    fn the_finest_row_that_can_be_seen_is_shown() {
        assert_eq!(shown(&["2024-02-08"], &["2024-02"], &["2024"]), None);
        let days: Vec<String> = (1..=9).map(|day| format!("2024-02-0{day}")).collect();
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        assert_eq!(shown(&days, &["2024-02"], &["2024"]).unwrap(), days);
        let many: Vec<String> =
            (0..100).map(|number| format!("2024-{:02}-{:02}", number / 25 + 1, number % 25 + 1)).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(shown(&many, &["2024-01", "2024-03"], &["2024"]).unwrap(), ["2024-01", "2024-02", "2024-03"]);
    }

    #[test]
    fn labels_reach_from_the_first_to_the_last() {
        let slots: Vec<Slot> =
            (0..12).map(|number| Slot { label: number.to_string(), count: 1, is_gap: false }).collect();
        let labels = |slots: &[Slot]| labelled(slots).map(|slot| slot.label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(&slots), ["0", "2", "5", "8", "11"]);
        assert_eq!(labels(&slots[..2]), ["0", "1"]);
    }

    #[test]
    fn one_statement_is_seen_beside_thousands() {
        assert_eq!([0, 1, 500, 10_000].map(|count| height(count, 10_000)), [0, 3, 5, 100]);
    }
}
