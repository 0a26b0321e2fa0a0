//! Counts of values and dates, in the order in which they are shown.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::{Bucket, Facet, FacetSpec, Period};
use crate::index::{CountedDate, Counting, Counts, DatePrecision, Field, day_of_number};

/// What the index has to count for `spec`.
pub(super) fn counting(spec: FacetSpec) -> Counting {
    if spec.field == Field::Date { Counting::Dates } else { Counting::Values(spec.field) }
}

/// The facet of `spec` from what was counted.
pub(crate) fn facet(spec: FacetSpec, counts: &Counts) -> Facet {
    let missing = counts.missing + counts.versions.missing.len() as u64;
    let (buckets, n_values) =
        if spec.field == Field::Date { date_buckets(spec, counts) } else { value_buckets(spec, counts) };
    let more_values = (n_values - buckets.len()) as u64;
    Facet { spec, buckets, more_values, missing }
}

/// The buckets that are shown, and how many there are.
fn value_buckets(spec: FacetSpec, counts: &Counts) -> (Vec<Bucket>, usize) {
    let largest = counts.largest_values(spec.limit);
    let bucket = |(value, count)| Bucket { value, count };
    (largest.values.into_iter().map(bucket).collect(), largest.n_values)
}

/// Buckets in the order of time. A date that is less precise than the period has a bucket of its own
/// before those of the period it covers: a year is never counted as its January.
fn date_buckets(spec: FacetSpec, counts: &Counts) -> (Vec<Bucket>, usize) {
    let mut sums: BTreeMap<Span, (u64, HashSet<u64>)> = BTreeMap::new();
    for (date, count) in &counts.dates {
        let Some(span) = Span::of(*date, spec.period) else { continue };
        sums.entry(span).or_default().0 += count;
    }
    for (date, utterances) in &counts.versions.dates {
        let Some(span) = Span::of(*date, spec.period) else { continue };
        // Versions of several days of one period are one utterance.
        sums.entry(span).or_default().1.extend(utterances);
    }
    let n_spans = sums.len();
    let shown = sums.into_iter().skip(n_spans.saturating_sub(spec.limit.unwrap_or(n_spans)));
    let bucket = |(span, (count, utterances)): (Span, (u64, HashSet<u64>))| Bucket {
        value: span.label(),
        count: count + utterances.len() as u64,
    };
    (shown.map(bucket).collect(), n_spans)
}

/// What a bucket spans: in the order of time, wide before narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    first: Date,
    width: Width,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Width {
    Year,
    Month,
    Week,
    Day,
}

impl Span {
    /// The bucket of a date.
    fn of(date: CountedDate, period: Period) -> Option<Self> {
        let day = day_of_number(date.day)?;
        let span = |first, width| Self { first, width };
        Some(match (period, date.precision) {
            (Period::Year, _) | (_, DatePrecision::Year) => span(Date::new(day.year(), 1, 1).ok()?, Width::Year),
            (Period::Month, _) | (_, DatePrecision::Month) => span(day.first_of_month(), Width::Month),
            (Period::Week, DatePrecision::Day) => {
                let into_week = i64::from(day.weekday().to_monday_zero_offset());
                span(day_of_number(date.day - into_week)?, Width::Week)
            }
            (Period::Day, DatePrecision::Day) => span(day, Width::Day),
        })
    }

    fn label(self) -> String {
        let Self { first, width } = self;
        match width {
            Width::Year => format!("{:04}", first.year()),
            Width::Month => format!("{:04}-{:02}", first.year(), first.month()),
            Width::Week => {
                let week = first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Width::Day => first.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::day_number;
    use jiff::civil::date;

    fn check(period: Period, days: &[(Date, DatePrecision)], expected: &[(&str, u64)]) {
        let mut counts = Counts::default();
        for (day, precision) in days {
            *counts.dates.entry(CountedDate { day: day_number(*day), precision: *precision }).or_default() += 1;
        }
        let facet = facet(FacetSpec { field: Field::Date, period, limit: None }, &counts);
        let found: Vec<(&str, u64)> = facet.buckets.iter().map(|bucket| (&*bucket.value, bucket.count)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        let day = |y, m, d| (date(y, m, d), DatePrecision::Day);
        check(
            Period::Week,
            &[day(2024, 12, 30), day(2025, 1, 1), day(2021, 1, 3), day(2024, 2, 8)],
            &[("2020-W53", 1), ("2024-W06", 1), ("2025-W01", 2)],
        );
    }

    #[test]
    fn imprecise_dates_keep_their_precision() {
        check(
            Period::Month,
            &[
                (date(2024, 1, 1), DatePrecision::Year),
                (date(2024, 1, 1), DatePrecision::Month),
                (date(2024, 1, 31), DatePrecision::Day),
            ],
            &[("2024", 1), ("2024-01", 2)],
        );
        check(
            Period::Year,
            &[(date(2024, 5, 1), DatePrecision::Month), (date(2024, 1, 1), DatePrecision::Year)],
            &[("2024", 2)],
        );
        check(
            Period::Day,
            &[(date(2024, 5, 1), DatePrecision::Month), (date(2024, 5, 1), DatePrecision::Day)],
            &[("2024-05", 1), ("2024-05-01", 1)],
        );
    }

    #[test]
    fn the_largest_values_stay_and_the_last_dates() {
        let counts = Counts::of_values([("b", 2), ("a", 1), ("c", 5), ("a", 1)], 3);
        let found = facet(FacetSpec { field: Field::Speaker, period: Period::Month, limit: Some(2) }, &counts);
        assert_eq!(found.buckets.iter().map(|bucket| &*bucket.value).collect::<Vec<_>>(), ["c", "a"]);
        assert_eq!((found.more_values, found.missing), (1, 3));
    }
}
