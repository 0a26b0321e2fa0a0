//! How the versions of an utterance were carried, counted version by version.

use std::collections::BTreeMap;

use super::day_of_number;
use super::schema::DAY;

/// An utterance in short: how often it was carried, by whom and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// How many statements are versions of it.
    pub versions: u64,
    /// Who carried it, in the order of time; those without a date last.
    pub outlets: Vec<String>,
    /// First and last day of its versions, as far as they have dates.
    pub days: Option<(jiff::civil::Date, jiff::civil::Date)>,
}

/// What was seen of the versions of an utterance so far.
#[derive(Debug, Default)]
pub(crate) struct CarriedTally {
    versions: u64,
    /// The first second and the last one of any of them.
    seconds: Option<(i64, i64)>,
    /// Name of a carrier → the second of its first version.
    since: BTreeMap<String, i64>,
}

impl CarriedTally {
    /// Adds a version: the first second of its date, and who carried it.
    pub(crate) fn add(&mut self, second: Option<i64>, outlets: impl IntoIterator<Item = String>) {
        self.versions += 1;
        if let Some(second) = second {
            self.seconds =
                Some(self.seconds.map_or((second, second), |(first, last)| (first.min(second), last.max(second))));
        }
        for outlet in outlets {
            let first = self.since.entry(outlet).or_insert(i64::MAX);
            *first = second.unwrap_or(i64::MAX).min(*first);
        }
    }

    /// All of them in short.
    pub(crate) fn carried(self) -> Carried {
        let Self { versions, seconds, since } = self;
        let mut outlets: Vec<(i64, String)> = since.into_iter().map(|(outlet, first)| (first, outlet)).collect();
        outlets.sort();
        let day = |second: i64| day_of_number(second.div_euclid(DAY));
        Carried {
            versions,
            outlets: outlets.into_iter().map(|(_, outlet)| outlet).collect(),
            days: seconds.and_then(|(first, last)| Some((day(first)?, day(last)?))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_carried_it_first_comes_first_and_who_has_no_date_last() {
        let mut tally = CarriedTally::default();
        for (second, outlets) in [
            (None, &["Daily"][..]),
            (Some(3 * DAY + 5), &["TASS", "RIA"]),
            (Some(-1), &["ANI"]),
            (Some(3 * DAY + 4), &["TASS", "Xinhua"]),
        ] {
            tally.add(second, outlets.iter().map(|outlet| (*outlet).to_owned()));
        }
        let date = jiff::civil::date;
        assert_eq!(
            tally.carried(),
            Carried {
                versions: 4,
                outlets: ["ANI", "TASS", "Xinhua", "RIA", "Daily"].map(str::to_owned).to_vec(),
                days: Some((date(1969, 12, 31), date(1970, 1, 4))),
            }
        );
        assert_eq!(CarriedTally::default().carried(), Carried::default());
    }
}
