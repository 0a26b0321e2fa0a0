//! Buckets of dates with the empty ones between them, for charts: a gap in time is to be seen as one.

use super::{Bucket, Facet, Period};
use crate::index::Field;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// Longest run of empty buckets that is written out.
const MOST_EMPTY: i64 = 12;

/// A row of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartRow<'f> {
    /// A counted value.
    Counted(&'f Bucket),
    /// A time without a statement, `n` periods after the bucket before it.
    Empty {
        /// What a bucket of that time would be called.
        begins: Time,
    },
    /// Many times without a statement.
    ManyEmpty(u64),
}

/// A period by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    period: Period,
    number: i64,
}

impl Facet {
    /// The buckets with the empty ones between them where they are dates: up to twelve in a row are rows of their own.
    pub fn chart(&self) -> Vec<ChartRow<'_>> {
        let mut rows = Vec::with_capacity(self.buckets.len());
        let mut before: Option<i64> = None;
        for bucket in &self.buckets {
            let number = (self.spec.field == Field::Date).then(|| number_of(self.spec.period, &bucket.value)).flatten();
            if let (Some(before), Some(number)) = (before, number) {
                let missing = number - before - 1;
                if missing > MOST_EMPTY {
                    rows.push(ChartRow::ManyEmpty(missing.unsigned_abs()));
                } else {
                    let time = |number| ChartRow::Empty { begins: Time { period: self.spec.period, number } };
                    rows.extend((before + 1..number).map(time));
                }
            }
            // A year among months has no place in their row.
            before = number.or(before);
            rows.push(ChartRow::Counted(bucket));
        }
        rows
    }
}

/// The number of the period that `label` names, counted without gaps; `None` for a label of another length.
fn number_of(period: Period, label: &str) -> Option<i64> {
    let part = |from: usize, to: usize| label.get(from..to)?.parse::<i64>().ok();
    match (period, label.len()) {
        (Period::Year, 4) => part(0, 4),
        (Period::Month, 7) => Some(part(0, 4)? * 12 + part(5, 7)? - 1),
        (Period::Week, 8) => {
            let (year, week) = (part(0, 4)?, part(6, 8)?);
            let week = ISOWeekDate::new(year.try_into().ok()?, week.try_into().ok()?, Weekday::Monday).ok()?;
            Some(crate::index::day_number(week.date()).div_euclid(7))
        }
        (Period::Day, 10) => label.parse::<Date>().ok().map(crate::index::day_number),
        _ => None,
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.number;
        match self.period {
            Period::Year => write!(f, "{number:04}"),
            Period::Month => write!(f, "{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1),
            Period::Week => {
                // 1970 began on a Thursday, so the seventh day of each number is in the week that began before it.
                let week = crate::index::day_of_number(number * 7 + 6).map(Date::iso_week_date);
                week.map_or(Ok(()), |week| write!(f, "{:04}-W{:02}", week.year(), week.week()))
            }
            Period::Day => crate::index::day_of_number(number).map_or(Ok(()), |day| write!(f, "{day}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::FacetSpec;
    use super::*;

    fn check(period: Period, values: &[&str], expected: &[&str]) {
        let buckets = values.iter().map(|value| Bucket { value: (*value).to_owned(), count: 1 }).collect();
        let spec = FacetSpec { field: Field::Date, period, limit: None };
        let facet = Facet { spec, buckets, more_values: 0, missing: 0 };
        let rows: Vec<String> = facet
            .chart()
            .into_iter()
            .map(|row| match row {
                ChartRow::Counted(bucket) => bucket.value.clone(),
                ChartRow::Empty { begins } => format!("-{begins}"),
                ChartRow::ManyEmpty(count) => format!("-{count}"),
            })
            .collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn empty_times_stand_between_counted_ones() {
        check(Period::Month, &["2023-11", "2024-02"], &["2023-11", "-2023-12", "-2024-01", "2024-02"]);
        check(Period::Month, &["2023", "2023-11", "2023-12"], &["2023", "2023-11", "2023-12"]);
        check(Period::Year, &["2021", "2023"], &["2021", "-2022", "2023"]);
        check(Period::Day, &["2024-02-28", "2024-03-01"], &["2024-02-28", "-2024-02-29", "2024-03-01"]);
        check(Period::Week, &["2020-W52", "2021-W02"], &["2020-W52", "-2020-W53", "-2021-W01", "2021-W02"]);
    }

    #[test]
    fn a_long_gap_is_one_row() {
        check(Period::Day, &["2024-01-01", "2024-03-01"], &["2024-01-01", "-59", "2024-03-01"]);
    }
}
