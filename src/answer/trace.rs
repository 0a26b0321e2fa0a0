//! One utterance wherever it was carried: who was first, through whom it came, and how the wordings differ.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::ToSpan;

use super::wording::{Piece, Wording};
use super::{Archive, AskError};
use crate::article::Date;
use crate::index::{Carried, Field, Publishing, UtteranceId, day_number};
use crate::query::{Matcher, ProblemKind, Query, QueryError};
use crate::statement::{Kind, Record, SpeakerRecord};
use crate::text::{Span, words};

/// Hits of a query, the best ones, among which utterances are looked for.
pub(super) const TRACED_HITS: usize = 10_000;

/// Versions of an utterance that are read, the earliest ones.
pub const TRACED_VERSIONS: usize = 1_000;

/// Other utterances that are listed.
const LISTED: usize = 10;

/// Digits of a whole id, and those that it may be shortened to.
const ID_DIGITS: std::ops::RangeInclusive<usize> = 4..=16;

/// Days from the first version on in which others could have carried it, at least.
const LEAST_DAYS: i32 = 2;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The version that others are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// The earliest.
    #[default]
    First,
    /// The one with most words.
    Longest,
}

/// An utterance that a query has found.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its name; `None` for a statement that is the only version.
    pub utterance: Option<UtteranceId>,
    /// How many outlets carried the versions that were found.
    pub carriers: usize,
    /// How many versions were found.
    pub versions: usize,
    /// Number of its best hit among all that were looked at.
    best: usize,
}

/// The utterances that a query has found, to be read one by one.
pub struct Traces {
    /// Those of several versions before those of one, those of more carriers first, then the best match, then by id.
    pub candidates: Vec<Candidate>,
    /// Statements that match.
    pub total: u64,
    /// How many of them were looked at, the best ones.
    pub looked_at: usize,
    versions: Box<dyn Versions>,
}

/// Where versions of utterances are read.
pub(crate) trait Versions {
    /// The hit of that number.
    fn hit(&self, number: usize) -> Result<Record, AskError>;

    /// How an utterance was carried.
    fn carried(&self, utterance: UtteranceId) -> Result<Carried, AskError>;

    /// The versions of an utterance, the earliest `limit`, and how many there are.
    fn read(&self, utterance: UtteranceId, limit: usize) -> Result<(Vec<Record>, u64), AskError>;

    /// The paths of the copies of the article of `record`, sorted.
    fn copies(&self, record: &Record) -> Result<Vec<String>, AskError>;

    /// Publishers with articles of the days from the first to the last, other than those at `paths`; `None` where that is
    /// not known.
    fn publishing(
        &self,
        days: (jiff::civil::Date, jiff::civil::Date),
        paths: &HashSet<&str>,
    ) -> Result<Option<Vec<Publishing>>, AskError>;
}

/// A hit among which utterances are looked for.
pub(crate) struct TracedHit {
    /// The utterance that it is a version of beside others.
    pub utterance: Option<UtteranceId>,
    /// Who carried it.
    pub outlets: Vec<String>,
}

/// An utterance that was found beside those that are shown.
#[derive(Debug, Clone)]
pub struct OtherUtterance {
    /// The statement that the query found best.
    pub record: Record,
    /// The utterance's name; that of the statement where it is the only version.
    pub id: String,
    /// How many versions there are.
    pub versions: u64,
}

/// Which of the utterances that were found are shown, and which are listed.
#[derive(Debug)]
pub struct Picked<'t> {
    /// Those to be shown in full; where nothing was carried twice, the best statement as the one version that it is.
    pub shown: &'t [Candidate],
    /// The first of the others of several versions.
    pub others: Vec<OtherUtterance>,
    /// How many more there are.
    pub n_more: usize,
}

/// An utterance and all its versions.
#[derive(Debug, Clone)]
pub struct Utterance {
    /// The smallest id of its versions.
    pub id: String,
    /// Who said it, by the fullest name, with the role that goes with it.
    pub speaker: SpeakerRecord,
    /// Its versions in the order of time, those without a date last; [`TRACED_VERSIONS`] at most.
    pub versions: Vec<Version>,
    /// How many there are.
    pub total: u64,
    /// First and last day of its versions, as far as they have dates.
    pub days: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Number of the version that others are compared with.
    pub against: usize,
    /// Number of the version with most words.
    pub longest: usize,
    /// The sentences of the longest version, as places in its quote.
    pub sentences: Vec<Span>,
    /// Publishers with articles of those days that have no version and are not credited with one; `None` when that was
    /// not asked, or no version has a date.
    pub silent: Option<Vec<Publishing>>,
}

/// One version of an utterance.
#[derive(Debug, Clone)]
pub struct Version {
    /// The statement.
    pub record: Record,
    /// The paths of the copies of its article.
    pub copies: Vec<String>,
    /// Whether it is the first, or may be as early: on the same day, at a time that is not known.
    pub is_first: bool,
    /// How long after the first.
    pub lag: Lag,
    /// The outlets it credits that have a version of their own, with the number of that version.
    pub through: Vec<(String, usize)>,
    /// What became of the words of the version that it is compared with.
    pub pieces: Vec<Piece>,
    /// Which sentences of the longest version it keeps.
    pub kept: Vec<bool>,
}

/// How long after the first version another came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lag {
    /// In days of the calendar, when both days are known.
    pub days: Option<i64>,
    /// In seconds, when both times are known.
    pub seconds: Option<i64>,
}

/// The utterance of the statement whose id is or begins with `id`; `None` when the text is no id of a statement.
///
/// # Errors
///
/// That the ids of several statements begin so; when the index cannot be read.
pub fn traces_of_id(archive: &dyn Archive, id: &str) -> Result<Option<(Traces, Query)>, AskError> {
    let digits = id.to_ascii_lowercase();
    if !ID_DIGITS.contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let span = Span::new(0, digits.len());
    let query = Query::Match { field: Field::Utterance, matcher: Matcher::Word(digits), span };
    let is_ambiguous =
        |error: &QueryError| error.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::AmbiguousId(_)));
    match archive.traces(&query) {
        Ok(traces) => Ok(Some((traces, query))),
        // A word may be made of these letters, too.
        Err(AskError::Query(error)) if !is_ambiguous(&error) => Ok(None),
        Err(error) => Err(error.in_query(id)),
    }
}

impl Traces {
    /// The utterances among `hits`, the best `total` statements first, which `versions` numbers in this order.
    pub(crate) fn among(hits: impl IntoIterator<Item = TracedHit>, total: u64, versions: Box<dyn Versions>) -> Self {
        let mut numbers: HashMap<UtteranceId, usize> = HashMap::new();
        let mut found: Vec<(Candidate, BTreeSet<String>)> = Vec::new();
        let mut looked_at = 0;
        for (best, hit) in hits.into_iter().enumerate() {
            looked_at += 1;
            let TracedHit { utterance, outlets } = hit;
            let number = utterance.map_or(found.len(), |utterance| *numbers.entry(utterance).or_insert(found.len()));
            if number == found.len() {
                found.push((Candidate { utterance, carriers: 0, versions: 0, best }, BTreeSet::new()));
            }
            found[number].0.versions += 1;
            found[number].1.extend(outlets);
        }
        let count =
            |(candidate, outlets): (Candidate, BTreeSet<String>)| Candidate { carriers: outlets.len(), ..candidate };
        let mut candidates: Vec<Candidate> = found.into_iter().map(count).collect();
        // They are in the order of their best hits, which ends with the id; the sort keeps it among equals.
        candidates.sort_by_key(|candidate| (candidate.utterance.is_none(), Reverse(candidate.carriers)));
        Self { candidates, total, looked_at, versions }
    }

    /// The first `limit` utterances to be shown, and some of the others to be listed.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn pick(&self, limit: usize) -> Result<Picked<'_>, AskError> {
        let (shown, others) = match self.n_carried() {
            0 => (self.candidates.get(..1).unwrap_or_default(), &[][..]),
            n_carried => self.candidates[..n_carried].split_at(limit.min(n_carried)),
        };
        let listed: Vec<_> = others.iter().take(LISTED).map(|other| self.other(other)).collect::<Result<_, _>>()?;
        Ok(Picked { shown, n_more: others.len() - listed.len(), others: listed })
    }

    /// How many of `candidates` are the only version.
    pub fn n_single(&self) -> usize {
        self.candidates.len() - self.n_carried()
    }

    fn other(&self, candidate: &Candidate) -> Result<OtherUtterance, AskError> {
        let (record, versions) = self.in_short(candidate)?;
        let id = candidate.utterance.map_or_else(|| record.id.clone(), |utterance| utterance.to_string());
        Ok(OtherUtterance { record, id, versions })
    }

    /// How many of `candidates` have several versions.
    pub fn n_carried(&self) -> usize {
        self.candidates.iter().take_while(|candidate| candidate.utterance.is_some()).count()
    }

    /// The best statement of a candidate, and how many versions there are, found by the query or not.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn in_short(&self, candidate: &Candidate) -> Result<(Record, u64), AskError> {
        let record = self.versions.hit(candidate.best)?;
        let versions = match candidate.utterance {
            Some(utterance) => self.versions.carried(utterance)?.versions,
            None => 1,
        };
        Ok((record, versions))
    }

    /// The utterance of a candidate with all its versions; `silent` asks who did not carry it.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn read(&self, candidate: &Candidate, against: Against, silent: bool) -> Result<Utterance, AskError> {
        let (records, total) = match candidate.utterance {
            Some(utterance) => self.versions.read(utterance, TRACED_VERSIONS)?,
            None => (vec![self.versions.hit(candidate.best)?], 1),
        };
        let mut utterance = compared(records, against);
        utterance.total = total;
        if let Some(name) = candidate.utterance {
            utterance.id = name.to_string();
        }
        for version in &mut utterance.versions {
            version.copies = self.versions.copies(&version.record)?;
        }
        if silent {
            utterance.silent = self.silent(&utterance)?;
        }
        Ok(utterance)
    }

    fn silent(&self, utterance: &Utterance) -> Result<Option<Vec<Publishing>>, AskError> {
        let Some((first, last)) = utterance.days else { return Ok(None) };
        let soonest = first.saturating_add(LEAST_DAYS.days());
        let records = || utterance.versions.iter().map(|version| &version.record);
        let paths: HashSet<&str> = records().map(|record| record.article.path.as_str()).collect();
        let credited: HashSet<&str> = records().flat_map(Record::carriers).collect();
        let mut silent = self.versions.publishing((first, last.max(soonest)), &paths)?;
        if let Some(silent) = &mut silent {
            silent.retain(|publishing| !credited.contains(publishing.publisher.as_str()));
        }
        Ok(silent)
    }
}

impl std::fmt::Debug for Traces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Traces").field("candidates", &self.candidates).finish_non_exhaustive()
    }
}

/// The utterance that `records` are versions of, at least one, in the order of time and compared with one another.
fn compared(mut records: Vec<Record>, against: Against) -> Utterance {
    records.sort_by(|a, b| order(a).cmp(&order(b)));
    let wordings: Vec<Wording> = records.iter().map(|record| Wording::new(record.quote())).collect();
    let longest = (0..wordings.len()).max_by_key(|number| (wordings[*number].len(), Reverse(*number))).unwrap_or(0);
    let against = if against == Against::Longest { longest } else { 0 };
    let sentences = wordings.get(longest).map(Wording::sentences).unwrap_or_default();
    let days: Vec<_> = records.iter().filter_map(|record| record.date).map(|dated| dated.date.first_day()).collect();
    let speaker = fullest(&records).cloned().unwrap_or_default();
    let through: Vec<_> = (0..records.len()).map(|number| through(&records, number)).collect();
    let first = records.first().and_then(date);
    let id = records.iter().map(|record| record.id.as_str()).min().unwrap_or_default().to_owned();
    let versions =
        records.into_iter().zip(through).zip(&wordings).enumerate().map(|(number, ((record, through), own))| {
            let own_date = date(&record);
            Version {
                is_first: number == 0 || first.zip(own_date).is_some_and(|(first, own)| may_be_as_early(own, first)),
                lag: first.zip(own_date).map(|(first, own)| lag(first, own)).unwrap_or_default(),
                through,
                pieces: own.pieces(&wordings[against]),
                kept: own.kept(&wordings[longest], &sentences),
                copies: Vec::new(),
                record,
            }
        });
    Utterance {
        id,
        speaker,
        versions: versions.collect(),
        total: 0,
        days: days.iter().min().copied().zip(days.iter().max().copied()),
        against,
        longest,
        sentences,
        silent: None,
    }
}

fn date(record: &Record) -> Option<Date> {
    record.date.map(|dated| dated.date)
}

/// By time, what is not dated last, then by publisher, then by id.
fn order(record: &Record) -> impl Ord {
    let time = date(record).map(|date| bounds(date).1);
    (time.is_none(), time, record.publisher.clone(), record.id.clone(), record.article.path.clone())
}

/// The first and the last second of what a date names, since 1970 and, where the offset is known, in UTC. A day counts
/// with its last second in the order of time: nobody is first who does not say when.
fn bounds(date: Date) -> (i64, i64) {
    if date.has_time() {
        let moment = second(date);
        return (moment, moment);
    }
    (day_number(date.first_day()) * DAY, day_number(date.last_day()) * DAY + DAY - 1)
}

fn second(date: Date) -> i64 {
    let offset = i64::from(date.offset_minutes().unwrap_or(0)) * 60;
    day_number(date.first_day()) * DAY + i64::from(date.second_of_day()) - offset
}

fn may_be_as_early(own: Date, first: Date) -> bool {
    bounds(own).0 <= bounds(first).1
}

fn lag(first: Date, own: Date) -> Lag {
    let is_day = |date: Date| date.first_day() == date.last_day();
    let are_days = is_day(first) && is_day(own);
    // Clocks of which one is not known to be anywhere cannot be compared.
    let are_moments =
        first.has_time() && own.has_time() && first.offset_minutes().is_some() == own.offset_minutes().is_some();
    Lag {
        days: are_days.then(|| day_number(own.first_day()) - day_number(first.first_day())),
        seconds: are_moments.then(|| second(own) - second(first)),
    }
}

/// The speaker with most words in the name; among equals one with a role, then the first.
fn fullest(records: &[Record]) -> Option<&SpeakerRecord> {
    let fullness = |speaker: &SpeakerRecord| {
        let name = speaker.name.as_deref().unwrap_or_default();
        (words(name).count(), name.len(), speaker.role.is_some())
    };
    records.iter().map(|record| &record.speaker).rev().max_by_key(|speaker| fullness(speaker))
}

/// The outlets that a version credits and that have published a version themselves.
fn through(records: &[Record], number: usize) -> Vec<(String, usize)> {
    let own = |outlet: &String| {
        let is_own = |other: &Record| other.publisher.as_ref() == Some(outlet);
        let version = records.iter().position(is_own)?;
        (version != number && !is_own(&records[number])).then(|| (outlet.clone(), version))
    };
    records[number].outlets.iter().filter_map(own).collect()
}

impl Utterance {
    /// How many versions are of `kind`.
    pub fn n_of_kind(&self, kind: Kind) -> usize {
        self.versions.iter().filter(|version| version.record.kind == kind).count()
    }

    /// Who carried it, each once, in the order of time.
    pub fn carriers(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let carriers = self.versions.iter().flat_map(|version| version.record.carriers());
        carriers.filter(|carrier| seen.insert(*carrier)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{DateSource, Dated};
    use crate::index::sample;

    /// `date | publisher | outlets | words`, outlets parted by commas.
    fn record(line: &str) -> Record {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let mut record = sample(line, cells[3], &[(0, cells[3].len())]);
        record.date = Date::from_iso(cells[0]).map(|date| Dated { date, source: DateSource::Metadata });
        record.publisher = (!cells[1].is_empty()).then(|| cells[1].to_owned());
        record.outlets = cells[2].split(',').filter(|outlet| !outlet.is_empty()).map(str::to_owned).collect();
        record
    }

    fn utterance(lines: &[&str], against: Against) -> Utterance {
        compared(lines.iter().map(|line| record(line)).collect(), against)
    }

    #[test]
    fn versions_come_by_time_then_publisher_and_undated_ones_last() {
        let lines = [
            " | A | | undated",
            "2024-02 | A | | some day of the month",
            "2024-02-09 | A | | the next day",
            "2024-02-08 | C | | some time of the day",
            "2024-02-08 | B | | some time of the day",
            "2024-02-08T12:00:00+03:00 | Z | | nine o'clock in Greenwich",
            "2024-02-08T10:00:00Z | A | | ten o'clock in Greenwich",
        ];
        let found = utterance(&lines, Against::First);
        let shown = |version: &Version| {
            let lag = (version.lag.days, version.lag.seconds);
            (version.record.publisher.clone().unwrap(), version.is_first, lag)
        };
        let shown: Vec<_> = found.versions.iter().map(shown).collect();
        let expected = [
            ("Z", true, (Some(0), Some(0))),
            ("A", false, (Some(0), Some(3600))),
            ("B", true, (Some(0), None)),
            ("C", true, (Some(0), None)),
            ("A", false, (Some(1), None)),
            ("A", true, (None, None)),
            ("A", false, (None, None)),
        ];
        let expected = expected.map(|(publisher, is_first, lag)| (publisher.to_owned(), is_first, lag));
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_clock_that_is_nowhere_is_not_compared_with_one_that_is_somewhere() {
        let found = utterance(&["2024-02-08T10:00:00Z | A | | one", "2024-02-08T11:30:00 | B | | one"], Against::First);
        assert_eq!(found.versions[1].lag, Lag { days: Some(0), seconds: None });
        let found = utterance(&["2024-02-08T10:00:00 | A | | one", "2024-02-08T11:30:00 | B | | one"], Against::First);
        assert_eq!(found.versions[1].lag, Lag { days: Some(0), seconds: Some(5400) });
    }

    #[test]
    fn it_came_through_the_outlet_that_has_a_version_of_its_own() {
        let lines = [
            "2024-02-08 | TASS | | one two",
            "2024-02-09 | ANI | TASS,Reuters | one two",
            "2024-02-10 | TASS | TASS | one two",
        ];
        let found = utterance(&lines, Against::First);
        let through: Vec<_> = found.versions.iter().map(|version| version.through.clone()).collect();
        assert_eq!(through, [vec![], vec![("TASS".to_owned(), 0)], vec![]]);
        assert_eq!(found.carriers(), ["TASS", "Reuters"]);
    }

    #[test]
    fn wordings_are_compared_with_the_earliest_or_the_longest() {
        let lines = ["2024-02-08 | A | | one two", "2024-02-09 | B | | One two. Three four."];
        let first = utterance(&lines, Against::First);
        assert_eq!((first.against, first.longest, first.sentences.len()), (0, 1, 2));
        assert_eq!(first.versions[0].kept, [true, false]);
        let changes = |utterance: &Utterance| -> Vec<Vec<&str>> {
            let of = |version: &Version| version.pieces.iter().map(|piece| piece.change.name()).collect();
            utterance.versions.iter().map(of).collect()
        };
        assert_eq!(changes(&first), [vec!["same"], vec!["same", "added"]]);
        assert_eq!(changes(&utterance(&lines, Against::Longest)), [vec!["same", "cut"], vec!["same"]]);
    }

    #[test]
    fn the_fullest_name_is_the_speakers() {
        let mut records = [record("2024 | A | | one"), record("2024 | B | | one"), record("2024 | C | | one")];
        for (record, (name, role)) in
            records.iter_mut().zip([("Berg", Some("minister")), ("Anna Berg", None), ("Anna Berg", Some("minister"))])
        {
            record.speaker.name = Some(name.to_owned());
            record.speaker.role = role.map(str::to_owned);
        }
        assert_eq!(fullest(&records), Some(&records[2].speaker));
    }
}
