//! Counts of values and dates, from columns alone.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentId;

use super::Field;
use super::names::Names;
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
    /// The values that are counted, when it is not dates.
    names: Arc<Names>,
    /// Numbers of values with their numbers of statements, by segment and in no order.
    values: Vec<(u32, u64)>,
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
    /// Numbers of values with the utterances that have them.
    values: HashMap<u32, HashSet<u64>>,
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
        self.names = other.names;
        if self.values.is_empty() {
            self.values = other.values;
        } else {
            self.values.extend(other.values);
        }
        for (date, count) in other.dates {
            *self.dates.entry(date).or_default() += count;
        }
    }
}

/// Values with their numbers, cut off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LargestValues {
    /// The largest first, ties by value.
    pub values: Vec<(String, u64)>,
    /// How many values there are in all.
    pub n_values: usize,
}

impl Counts {
    /// The `limit` values that occur most; all of them without a limit. Names are looked at where they decide alone.
    pub(crate) fn largest_values(&self, limit: Option<usize>) -> LargestValues {
        self.names.with(|names| {
            let mut values = self.summed(names.len());
            let n_values = values.len();
            let name = |number: u32| names.get(number as usize).map_or("", |name| &**name);
            let order = |one: &(u32, u64), other: &(u32, u64)| -> Ordering {
                other.1.cmp(&one.1).then_with(|| name(one.0).cmp(name(other.0)))
            };
            if let Some(limit) = limit.filter(|limit| *limit < n_values) {
                if limit > 0 {
                    values.select_nth_unstable_by(limit - 1, order);
                }
                values.truncate(limit);
            }
            values.sort_unstable_by(order);
            let values = values.into_iter().map(|(number, count)| (name(number).to_owned(), count)).collect();
            LargestValues { values, n_values }
        })
    }

    /// How many values there are.
    pub(crate) fn n_values(&self) -> usize {
        self.names.with(|names| self.summed(names.len()).len())
    }

    /// Each value once.
    fn summed(&self, n_names: usize) -> Vec<(u32, u64)> {
        let versions = self.versions.values.iter().map(|(number, utterances)| (*number, utterances.len() as u64));
        let counts = self.values.iter().copied().chain(versions);
        if self.values.len() < n_names / DENSE {
            let mut sums: BTreeMap<u32, u64> = BTreeMap::new();
            for (number, count) in counts {
                *sums.entry(number).or_default() += count;
            }
            return sums.into_iter().collect();
        }
        let mut sums = vec![0u64; n_names];
        for (number, count) in counts {
            if let Some(sum) = sums.get_mut(number as usize) {
                *sum += count;
            }
        }
        (0..).zip(sums).filter(|(_, sum)| *sum > 0).collect()
    }

    /// As if these dates had been counted.
    #[cfg(feature = "engine")]
    pub(crate) fn of_dates(dates: HashMap<CountedDate, u64>, missing: u64) -> Self {
        Self { dates, missing, ..Self::default() }
    }

    /// As if these values had been counted.
    #[cfg(any(test, feature = "engine"))]
    pub(crate) fn of_values<N: AsRef<str>>(counted: impl IntoIterator<Item = (N, u64)>, missing: u64) -> Self {
        let names = Arc::<Names>::default();
        let values = counted.into_iter().map(|(name, count)| (names.number(name.as_ref()), count)).collect();
        Self { names, values, missing, ..Self::default() }
    }
}

/// With one in so many of all names counted, a place for each name is cheaper than a tree of those that are.
const DENSE: usize = 32;

/// Counts one field in one segment; versions of utterances apart, when those are counted.
pub(super) enum Counter {
    Nothing {
        missing: u64,
        versions: HashSet<u64>,
    },
    Values {
        segment: SegmentId,
        column: StrColumn,
        names: Arc<Names>,
        /// By the number of a value in the column's dictionary.
        counts: Vec<u32>,
        /// Those of them that are counted, each once.
        counted: Vec<u32>,
        missing: u64,
        versions: HashMap<u32, HashSet<u64>>,
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
    /// Counts the values of a segment's column.
    pub(super) fn values(segment: SegmentId, column: Option<StrColumn>, names: Arc<Names>) -> Self {
        match column {
            Some(column) => Self::Values {
                segment,
                counts: vec![0; column.num_terms()],
                counted: Vec::new(),
                column,
                names,
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
            Self::Values { column, counts, counted, missing, versions, missing_versions, .. } => {
                let mut any = false;
                for ordinal in column.term_ords(doc) {
                    any = true;
                    let Ok(ordinal) = u32::try_from(ordinal) else { continue };
                    if let Some(utterance) = version_of {
                        versions.entry(ordinal).or_default().insert(utterance);
                    } else if let Some(count) = counts.get_mut(ordinal as usize) {
                        if *count == 0 {
                            counted.push(ordinal);
                        }
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
            Self::Values { segment, column, names, counts, mut counted, missing, versions, missing_versions } => {
                counted.sort_unstable();
                let numbers = names.numbers(segment, &column, &counted)?;
                let count = |(number, ordinal): (Option<u32>, &u32)| {
                    Some((number?, u64::from(counts.get(*ordinal as usize).copied()?)))
                };
                let values = numbers.into_iter().zip(&counted).filter_map(count).collect();
                let mut versions: Vec<(u32, HashSet<u64>)> = versions.into_iter().collect();
                versions.sort_unstable_by_key(|(ordinal, _)| *ordinal);
                let ordinals: Vec<u32> = versions.iter().map(|(ordinal, _)| *ordinal).collect();
                let numbers = names.numbers(segment, &column, &ordinals)?.into_iter();
                let version_values =
                    numbers.zip(versions).filter_map(|(number, (_, utterances))| Some((number?, utterances))).collect();
                let versions =
                    VersionCounts { values: version_values, missing: missing_versions, ..VersionCounts::default() };
                Counts { names, values, missing, versions, ..Counts::default() }
            }
        })
    }
}
