//! The pane of counts: values of fields, with those that were picked, as rows to go through.

use dixit::answer::{Bucket, Facet, FacetSpec};
use dixit::index::Field;

use super::narrowing::{COUNTED, Narrowing, Pick, counted};

/// Values of a field that are shown at first, and when more are wanted.
const FEW: usize = 6;
const MANY: usize = 100;

/// A row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// The name of a field.
    Field(Field),
    /// A value; the count is missing where a picked value is not among those counted.
    Value { field: Field, value: String, count: Option<u64>, picked: Option<bool> },
    /// There are so many more values.
    More { field: Field, more: u64 },
}

/// What was counted, and the row that is selected.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    facets: Vec<Facet>,
    pub(crate) rows: Vec<Row>,
    pub(crate) selected: usize,
    pub(crate) top: usize,
    /// The fields of which many values are wanted.
    opened: Vec<Field>,
}

impl Counts {
    /// What to count.
    pub(crate) fn specs(&self) -> Vec<FacetSpec> {
        let limit = |field: &Field| if self.opened.contains(field) { MANY } else { FEW };
        COUNTED.iter().map(|field| counted(*field, limit(field))).collect()
    }

    pub(crate) fn put(&mut self, facets: Vec<Facet>, narrowing: &Narrowing, shown: usize) {
        self.facets = facets;
        self.lay_out(narrowing, shown);
    }

    /// Makes the rows; the selected value stays selected.
    pub(crate) fn lay_out(&mut self, narrowing: &Narrowing, shown: usize) {
        let before = self.rows.get(self.selected).and_then(key);
        self.rows.clear();
        for facet in &self.facets {
            let field = facet.spec.field;
            let absent: Vec<&Pick> = narrowing
                .picks()
                .iter()
                .filter(|pick| pick.field == field && !facet.buckets.iter().any(|bucket| bucket.value == pick.value))
                .collect();
            if facet.buckets.is_empty() && absent.is_empty() {
                continue;
            }
            self.rows.push(Row::Field(field));
            self.rows.extend(absent.into_iter().map(|pick| Row::Value {
                field,
                value: pick.value.clone(),
                count: None,
                picked: Some(pick.is_out),
            }));
            let value = |bucket: &Bucket| Row::Value {
                field,
                value: bucket.value.clone(),
                count: Some(bucket.count),
                picked: narrowing.of(field, &bucket.value).map(|pick| pick.is_out),
            };
            // Of dates the last ones are counted, and what is more lies before them.
            if field == Field::Date {
                self.rows.extend(facet.buckets.iter().rev().map(value));
            } else {
                self.rows.extend(facet.buckets.iter().map(value));
            }
            if facet.more_values > 0 {
                self.rows.push(Row::More { field, more: facet.more_values });
            }
        }
        if let Some(at) = self.rows.iter().position(|row| before.is_some() && key(row) == before) {
            self.selected = at;
        }
        self.go(0, shown);
    }

    /// Selects the row `by` places further on that is no heading, and keeps it on a screen of `shown` rows.
    pub(crate) fn go(&mut self, by: isize, shown: usize) {
        self.go_to(self.selected.saturating_add_signed(by), by < 0, shown);
    }

    /// Selects that row, or the next one that is no heading, looking backwards first if `back`.
    pub(crate) fn go_to(&mut self, number: usize, back: bool, shown: usize) {
        let number = number.min(self.rows.len().saturating_sub(1));
        let can = |at: &usize| !matches!(self.rows[*at], Row::Field(_));
        let (before, behind) =
            ((0..=number).rev().find(|at| *at < self.rows.len() && can(at)), (number..self.rows.len()).find(can));
        self.selected = if back { before.or(behind) } else { behind.or(before) }.unwrap_or(0);
        let shown = shown.max(1);
        // The heading of the first values comes along where there is room.
        let first = if self.selected == 1 && shown > 1 { 0 } else { self.selected };
        self.top = self.top.max((self.selected + 1).saturating_sub(shown));
        self.top = self.top.min(self.rows.len().saturating_sub(shown)).min(first);
    }

    pub(crate) fn selected(&self) -> Option<&Row> {
        self.rows.get(self.selected)
    }

    /// Wants many values of `field`.
    pub(crate) fn open(&mut self, field: Field) {
        if !self.opened.contains(&field) {
            self.opened.push(field);
        }
    }
}

/// What tells a row that can be selected from all others.
fn key(row: &Row) -> Option<(Field, Option<String>)> {
    match row {
        Row::Field(_) => None,
        Row::Value { field, value, .. } => Some((*field, Some(value.clone()))),
        Row::More { field, .. } => Some((*field, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facet(field: Field, values: &[(&str, u64)], more_values: u64) -> Facet {
        let bucket = |(value, count): &(&str, u64)| Bucket { value: (*value).to_owned(), count: *count };
        Facet { spec: counted(field, FEW), buckets: values.iter().map(bucket).collect(), more_values, missing: 0 }
    }

    fn counts() -> Counts {
        let mut counts = Counts::default();
        let facets = vec![
            facet(Field::Speaker, &[("Berg", 5), ("Lund", 2)], 7),
            facet(Field::Outlet, &[], 0),
            facet(Field::Kind, &[("direct", 6)], 0),
        ];
        counts.put(facets, &Narrowing::default(), 3);
        counts
    }

    #[test]
    fn headings_are_passed_over() {
        let mut counts = counts();
        let mut at = |by| {
            counts.go(by, 3);
            (counts.selected, counts.top)
        };
        assert_eq!(at(0), (1, 0));
        assert_eq!(at(2), (3, 1));
        assert_eq!(at(1), (5, 3));
        assert_eq!(at(9), (5, 3));
        assert_eq!(at(-1), (3, 3));
        assert_eq!(at(-9), (1, 0));
    }

    #[test]
    fn a_picked_value_is_there_even_when_it_is_not_counted() {
        let mut counts = counts();
        counts.go(1, 9);
        let mut narrowing = Narrowing::default();
        narrowing.toggle(Pick { field: Field::Speaker, value: "Noir".to_owned(), is_out: true });
        counts.lay_out(&narrowing, 9);
        assert_eq!(
            counts.rows[1],
            Row::Value { field: Field::Speaker, value: "Noir".to_owned(), count: None, picked: Some(true) }
        );
        assert!(matches!(counts.selected(), Some(Row::Value { value, .. }) if value == "Lund"));
    }
}
