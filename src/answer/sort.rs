//! The order of hits, and how it is written.

use std::num::NonZeroU32;

/// The order of hits. Ties are broken by date (newest first), then by id, then by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best match first (BM25).
    #[default]
    Relevance,
    /// Best match first, new ones before old ones of like relevance: a score counts half after each half-life. A
    /// statement counts as 20 half-lives old at most, and so does one without a date.
    Recent {
        /// Days after which a score counts half.
        half_life: NonZeroU32,
        /// The day from which ages count.
        today: jiff::civil::Date,
    },
    /// Oldest first; statements without a date last.
    Date,
    /// Newest first; statements without a date last.
    DateDescending,
    /// By speaker's name, folded; without one last.
    Speaker,
    /// By first carrier's name, folded; without one last.
    Outlet,
}

const NAMED: [(&str, Sort); 5] = [
    ("relevance", Sort::Relevance),
    ("date", Sort::Date),
    ("-date", Sort::DateDescending),
    ("speaker", Sort::Speaker),
    ("outlet", Sort::Outlet),
];

impl Sort {
    /// The words that stand for an order.
    pub const NAMES: [&str; 5] = {
        let [(a, _), (b, _), (c, _), (d, _), (e, _)] = NAMED;
        [a, b, c, d, e]
    };

    /// The order of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, sort)| sort)
    }
}

/// Days of a week, and of a month and a year as a half-life counts them.
const UNITS: [(char, u32); 4] = [('d', 1), ('w', 7), ('m', 30), ('y', 365)];

/// Reads a half-life in days: `30`, `30d`, `2w`, `6m`, `1y`.
pub fn half_life(text: &str) -> Option<NonZeroU32> {
    let unit = UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit));
    let (digits, days) = unit.map_or((text, 1), |(unit, days)| (text.trim_end_matches(unit), days));
    NonZeroU32::new(digits.parse::<u32>().ok()?.checked_mul(days)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_read_by_its_name() {
        assert_eq!(Sort::NAMES.map(Sort::from_name), NAMED.map(|(_, sort)| Some(sort)));
        assert_eq!(Sort::from_name("age"), None);
    }

    #[test]
    fn a_half_life_is_a_number_of_days_or_of_longer_times() {
        let days = |text| half_life(text).map(NonZeroU32::get);
        assert_eq!(["30", "30d", "2w", "6m", "1y"].map(days), [30, 30, 14, 180, 365].map(Some));
        assert_eq!(["", "0", "d", "-1", "1h", "4294967295y"].map(days), [None; 6]);
    }
}
