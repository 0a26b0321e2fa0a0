//! Values that are the same in spite of their spelling, counted under the form that most have.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

/// Counts by key.
#[derive(Debug, Default)]
pub(super) struct Tally {
    values: HashMap<String, Tallied>,
}

#[derive(Debug, Default)]
struct Tallied {
    spellings: BTreeMap<String, u64>,
    count: u64,
    days: Option<(Date, Date)>,
}

/// A value and the number of statements that have it, over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// In the spelling that most have.
    pub value: String,
    /// The number of statements.
    pub count: u64,
    /// First and last day of those that have dates.
    pub days: Option<(Date, Date)>,
}

impl Tally {
    pub(super) fn add(&mut self, key: String, spelling: &str, count: u64, day: Option<Date>) {
        let tallied = self.values.entry(key).or_default();
        tallied.count += count;
        *tallied.spellings.entry(spelling.to_owned()).or_default() += count;
        tallied.days = widened(tallied.days, day);
    }

    /// Keeps those whose key is wanted.
    pub(super) fn retain(&mut self, is_wanted: impl Fn(&str) -> bool) {
        self.values.retain(|key, _| is_wanted(key));
    }

    /// The count of one key.
    pub(super) fn count(&self, key: &str) -> Option<u64> {
        self.values.get(key).map(|tallied| tallied.count)
    }

    /// The value of one key.
    pub(super) fn value(&self, key: &str) -> Option<String> {
        Some(self.values.get(key)?.spelling().to_owned())
    }

    /// The largest first, ties by value.
    pub(super) fn counted(&self) -> Vec<Counted> {
        let mut counted: Vec<Counted> = self.values.values().map(Tallied::counted).collect();
        counted.sort_unstable_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
        counted
    }
}

impl Tallied {
    /// The most frequent one; the first of several in order.
    fn spelling(&self) -> &str {
        let best = self.spellings.iter().rev().max_by_key(|(_, count)| **count);
        best.map(|(spelling, _)| spelling.as_str()).unwrap_or_default()
    }

    fn counted(&self) -> Counted {
        Counted { value: self.spelling().to_owned(), count: self.count, days: self.days }
    }
}

/// The days from the first to the last, that one among them.
pub(super) fn widened(days: Option<(Date, Date)>, day: Option<Date>) -> Option<(Date, Date)> {
    match (days, day) {
        (Some((first, last)), Some(day)) => Some((first.min(day), last.max(day))),
        (None, Some(day)) => Some((day, day)),
        (days, None) => days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spellings_of_one_value_are_one_with_its_days() {
        let mut tally = Tally::default();
        let days = [Some(date(2024, 3, 1)), None, Some(date(2024, 1, 1))];
        for (spelling, day) in ["minister", "Minister", "minister"].into_iter().zip(days) {
            tally.add("minister".to_owned(), spelling, 1, day);
        }
        tally.add("aide".to_owned(), "aide", 3, None);
        let counted = |value: &str, days| Counted { value: value.to_owned(), count: 3, days };
        let span = Some((date(2024, 1, 1), date(2024, 3, 1)));
        assert_eq!(tally.counted(), [counted("aide", None), counted("minister", span)]);
        assert_eq!((tally.count("aide"), tally.value("minister")), (Some(3), Some("minister".to_owned())));
    }
}
