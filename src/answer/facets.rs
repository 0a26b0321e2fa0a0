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
pub(super) fn facet(spec: FacetSpec, counts: Counts) -> Facet {
    let missing = counts.missing + counts.versions.missing.len() as u64;
    let mut buckets =
        if spec.field == Field::Date { date_buckets(spec.period, &counts) } else { value_buckets(counts) };
    let n_values = buckets.len();
    if let Some(limit) = spec.limit {
        if spec.field == Field::Date {
            buckets.drain(..n_values.saturating_sub(limit));
        } else {
            buckets.truncate(limit);
        }
    }
    let more_values = (n_values - buckets.len()) as u64;
    Facet { spec, buckets, more_values, missing }
}

fn value_buckets(mut counts: Counts) -> Vec<Bucket> {
    for (value, utterances) in counts.versions.values {
        *counts.values.entry(value).or_default() += utterances.len() as u64;
    }
    let mut buckets: Vec<Bucket> = counts.values.into_iter().map(|(value, count)| Bucket { value, count }).collect();
    buckets.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    buckets
}

/// Buckets in the order of time. A date that is less precise than the period has a bucket of its own
/// before those of the period it covers: a year is never counted as its January.
fn date_buckets(period: Period, counts: &Counts) -> Vec<Bucket> {
    let mut sums: BTreeMap<(i64, u8, String), (u64, HashSet<u64>)> = BTreeMap::new();
    for (date, count) in &counts.dates {
        let Some(day) = day_of_number(date.day) else { continue };
        sums.entry(bucket_of(*date, day, period)).or_default().0 += count;
    }
    for (date, utterances) in &counts.versions.dates {
        let Some(day) = day_of_number(date.day) else { continue };
        // Versions of several days of one period are one utterance.
        sums.entry(bucket_of(*date, day, period)).or_default().1.extend(utterances);
    }
    let bucket = |((_, _, value), (count, utterances)): ((i64, u8, String), (u64, HashSet<u64>))| Bucket {
        value,
        count: count + utterances.len() as u64,
    };
    sums.into_iter().map(bucket).collect()
}

/// Sort key (first day, wide before narrow) and label of the bucket.
fn bucket_of(date: CountedDate, day: Date, period: Period) -> (i64, u8, String) {
    let year = format!("{:04}", day.year());
    let month = format!("{year}-{:02}", day.month());
    let from_year = date.day - i64::from(day.day_of_year() - 1);
    let from_month = date.day - i64::from(day.day() - 1);
    match (period, date.precision) {
        (Period::Year, _) | (_, DatePrecision::Year) => (from_year, 0, year),
        (Period::Month, _) | (_, DatePrecision::Month) => (from_month, 1, month),
        (Period::Week, DatePrecision::Day) => {
            let week = day.iso_week_date();
            let from_week = date.day - i64::from(week.weekday().to_monday_zero_offset());
            (from_week, 2, format!("{:04}-W{:02}", week.year(), week.week()))
        }
        (Period::Day, DatePrecision::Day) => (date.day, 3, day.to_string()),
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
        let facet = facet(FacetSpec { field: Field::Date, period, limit: None }, counts);
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
        let mut counts = Counts { missing: 3, ..Counts::default() };
        counts.values.extend([("b".to_owned(), 2), ("a".to_owned(), 2), ("c".to_owned(), 5)]);
        let found = facet(FacetSpec { field: Field::Speaker, period: Period::Month, limit: Some(2) }, counts);
        assert_eq!(found.buckets.iter().map(|bucket| &*bucket.value).collect::<Vec<_>>(), ["c", "a"]);
        assert_eq!((found.more_values, found.missing), (1, 3));
    }
}
