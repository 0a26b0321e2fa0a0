//! Counts of values and dates, from columns alone.

use std::collections::{HashMap, HashSet};

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use super::Field;
use super::schema::DAY;

/// What to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counting {
    /// The displayed values of a field.
    Values(Field),
    /// Dates.
    Dates,
}

/// A date that is counted: its first day (days since 1970) and how precise it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct CountedDate {
    /// First day.
    pub day: i64,
    /// How much of the calendar it names.
    pub precision: DatePrecision,
}

/// How precise a date is that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum DatePrecision {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day or a moment.
    Day,
}

/// Counts of one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// Values with their numbers of statements, in no order.
    pub values: HashMap<String, u64>,
    /// Dates with theirs.
    pub dates: HashMap<CountedDate, u64>,
    /// Statements without a value.
    pub missing: u64,
    /// Those that were counted as versions of utterances, when utterances are counted.
    pub versions: VersionCounts,
}

/// Utterances with a value, each to be counted once however many of its versions have it.
#[derive(Debug, Clone, Default)]
pub(crate) struct VersionCounts {
    /// Values with the utterances that have them.
    pub values: HashMap<String, HashSet<u64>>,
    /// Dates with theirs.
    pub dates: HashMap<CountedDate, HashSet<u64>>,
    /// Utterances with a version without a value.
    pub missing: HashSet<u64>,
}

impl Counts {
    pub(super) fn add(&mut self, other: Counts) {
        self.versions.missing.extend(other.versions.missing);
        for (value, utterances) in other.versions.values {
            self.versions.values.entry(value).or_default().extend(utterances);
        }
        for (date, utterances) in other.versions.dates {
            self.versions.dates.entry(date).or_default().extend(utterances);
        }
        self.missing += other.missing;
        if self.values.is_empty() {
            self.values = other.values;
        } else {
            for (value, count) in other.values {
                *self.values.entry(value).or_default() += count;
            }
        }
        for (date, count) in other.dates {
            *self.dates.entry(date).or_default() += count;
        }
    }
}

/// Counts one field in one segment; versions of utterances apart, when those are counted.
pub(super) enum Counter {
    Nothing {
        missing: u64,
        versions: HashSet<u64>,
    },
    Values {
        column: StrColumn,
        counts: Vec<u32>,
        missing: u64,
        versions: HashMap<u64, HashSet<u64>>,
        missing_versions: HashSet<u64>,
    },
    Dates {
        starts: Option<Column<i64>>,
        ends: Option<Column<i64>>,
        counts: HashMap<CountedDate, u64>,
        missing: u64,
        versions: VersionCounts,
    },
}

impl Counter {
    pub(super) fn values(column: Option<StrColumn>) -> Self {
        match column {
            Some(column) => Self::Values {
                counts: vec![0; column.num_terms()],
                column,
                missing: 0,
                versions: HashMap::new(),
                missing_versions: HashSet::new(),
            },
            None => Self::Nothing { missing: 0, versions: HashSet::new() },
        }
    }

    /// Counts a statement, as a version of an utterance when it is one and utterances are counted.
    pub(super) fn count(&mut self, doc: DocId, version_of: Option<u64>) {
        let tell = |missing: &mut u64, versions: &mut HashSet<u64>| match version_of {
            Some(utterance) => {
                versions.insert(utterance);
            }
            None => *missing += 1,
        };
        match self {
            Self::Nothing { missing, versions } => tell(missing, versions),
            Self::Values { column, counts, missing, versions, missing_versions } => {
                let mut any = false;
                for ordinal in column.term_ords(doc) {
                    any = true;
                    if let Some(utterance) = version_of {
                        versions.entry(ordinal).or_default().insert(utterance);
                    } else if let Some(count) =
                        usize::try_from(ordinal).ok().and_then(|ordinal| counts.get_mut(ordinal))
                    {
                        *count += 1;
                    }
                }
                if !any {
                    tell(missing, missing_versions);
                }
            }
            Self::Dates { starts, ends, counts, missing, versions } => {
                let Some(start) = starts.as_ref().and_then(|column| column.first(doc)) else {
                    tell(missing, &mut versions.missing);
                    return;
                };
                let end = ends.as_ref().and_then(|column| column.first(doc));
                let precision = match end {
                    None => DatePrecision::Day,
                    Some(end) if end - start > 40 * DAY => DatePrecision::Year,
                    Some(_) => DatePrecision::Month,
                };
                let date = CountedDate { day: start.div_euclid(DAY), precision };
                match version_of {
                    Some(utterance) => {
                        versions.dates.entry(date).or_default().insert(utterance);
                    }
                    None => *counts.entry(date).or_default() += 1,
                }
            }
        }
    }

    pub(super) fn harvest(self) -> tantivy::Result<Counts> {
        Ok(match self {
            Self::Nothing { missing, versions } => {
                let versions = VersionCounts { missing: versions, ..VersionCounts::default() };
                Counts { missing, versions, ..Counts::default() }
            }
            Self::Dates { counts, missing, versions, .. } => {
                Counts { dates: counts, missing, versions, ..Counts::default() }
            }
            Self::Values { column, counts, missing, mut versions, missing_versions } => {
                let is_seen = |(ordinal, count): &(u64, u32)| *count > 0 || versions.contains_key(ordinal);
                let seen: Vec<(u64, u32)> = (0..).zip(counts).filter(is_seen).collect();
                let ordinals: Vec<u64> = seen.iter().map(|(ordinal, _)| *ordinal).collect();
                let mut found = Counts { missing, values: HashMap::with_capacity(seen.len()), ..Counts::default() };
                found.versions.missing = missing_versions;
                let mut seen = seen.into_iter();
                column.dictionary().sorted_ords_to_term_cb(&ordinals, |value| {
                    let Some((ordinal, count)) = seen.next() else { return };
                    let value = String::from_utf8_lossy(value).into_owned();
                    if let Some(utterances) = versions.remove(&ordinal) {
                        found.versions.values.insert(value.clone(), utterances);
                    }
                    if count > 0 {
                        found.values.insert(value, u64::from(count));
                    }
                })?;
                found
            }
        })
    }
}
