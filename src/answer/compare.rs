//! Two speakers, or two outlets, side by side on the same query.

use std::collections::HashMap;

use jiff::civil::Date;

use super::AskError;
use super::named::{Named, and, in_index, like, named};
use super::portrait::{Portrait, Reading, counted};
use super::tally::Counted;
use super::typical::{Others, TypicalWord, Vocabularies, typical};
use super::vocabulary::{Counts, Vocabulary};
use super::who::{known, names_of};
use crate::index::{Field, Form, IndexError, SelectedHit, Snapshot, UtteranceId};
use crate::query::Query;
use crate::statement::Record;

/// Values of a field that are given of each side.
const VALUES: usize = 10;

/// Utterances of both sides that are given.
const SHOWN: usize = 3;

/// What is asked of two names.
#[derive(Debug, Clone)]
pub struct CompareRequest {
    /// Both, read as values of `speaker:` or `outlet:` are.
    pub names: [String; 2],
    /// What they are: [`Field::Speaker`], [`Field::Outlet`] or [`Field::Publisher`]; `None` to find it out.
    pub by: Option<Field>,
    /// What the statements must match beside.
    pub within: Option<Query>,
    /// How many of the latest statements of each to give.
    pub latest: usize,
}

/// What is told of two names.
#[derive(Debug, Clone)]
pub enum Compared {
    /// Both, side by side.
    Found(Box<Comparison>),
    /// Neither of the two that are meant has a statement within the query.
    Nothing([String; 2]),
    /// There is nobody, and no outlet, of one name.
    Unknown {
        /// The name.
        name: String,
        /// Names like it.
        like: Vec<String>,
    },
    /// One is a speaker, the other one an outlet: for each, by which field it is known.
    Unlike([Field; 2]),
    /// Both names mean this one.
    Same(String),
}

/// Two sides.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What they are.
    pub by: Field,
    /// Both, in the order of the request.
    pub sides: [Side; 2],
    /// Words that are typical for one against the other, by language.
    pub contrasts: Vec<Contrast>,
    /// What both carried; `None` for speakers.
    pub shared: Option<Shared>,
}

/// One side.
#[derive(Debug, Clone)]
pub struct Side {
    /// How many statements, when, and where.
    pub portrait: Portrait,
    /// Others whose names hold what was asked for.
    pub others: Vec<Counted>,
    /// How many more there are.
    pub more_others: usize,
}

/// Words of one language that are typical for one side against the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// ISO 639-1 code.
    pub lang: String,
    /// Utterances of each side.
    pub utterances: [u64; 2],
    /// Typical words of each side.
    pub words: [Vec<TypicalWord>; 2],
}

/// Utterances that both carried.
#[derive(Debug, Clone)]
pub struct Shared {
    /// How many.
    pub utterances: u64,
    /// How many of them each side had on an earlier day than the other.
    pub first: [u64; 2],
    /// The latest ones.
    pub latest: Vec<SharedUtterance>,
}

/// An utterance that both carried.
#[derive(Debug, Clone)]
pub struct SharedUtterance {
    /// Its name; that of the statement which both are credited with, where it is the only version.
    pub id: String,
    /// The first version of the first side.
    pub record: Record,
    /// The day of the first version of each side.
    pub days: [Option<Date>; 2],
}

/// Two names side by side.
///
/// # Errors
///
/// [`AskError`] when a query cannot be run or the index cannot be read.
pub(super) fn compare(snapshot: Snapshot, asked: &CompareRequest) -> Result<Compared, AskError> {
    let (by, [one, other]) = match meant(&snapshot, asked)? {
        Meant::Both(by, both) => (by, *both),
        Meant::Neither(told) => return Ok(told),
    };
    if one.name == other.name {
        return Ok(Compared::Same(one.name));
    }
    let reading = Reading::new(snapshot)?;
    let (one, one_words, one_first) = side(&reading, by, one, asked)?;
    let (other, other_words, other_first) = side(&reading, by, other, asked)?;
    if one.portrait.total + other.portrait.total == 0 {
        return Ok(Compared::Nothing([one.portrait.name, other.portrait.name]));
    }
    let contrasts = contrasts([&one_words, &other_words], [&one.portrait.name, &other.portrait.name])?;
    let shared = match by {
        Field::Speaker => None,
        _ => Some(shared(&reading.snapshot, &one_first, &other_first)?),
    };
    Ok(Compared::Found(Box::new(Comparison { by, sides: [one, other], contrasts, shared })))
}

enum Meant {
    Both(Field, Box<[Named; 2]>),
    Neither(Compared),
}

/// What both names mean: two outlets that go by them, else two speakers, else two outlets whose names hold them.
fn meant(snapshot: &Snapshot, asked: &CompareRequest) -> Result<Meant, AskError> {
    let both = |field| -> Result<[Option<Named>; 2], AskError> {
        let of = |name: &String| named(&in_index(snapshot), field, name, asked.within.as_ref());
        Ok([of(&asked.names[0])?, of(&asked.names[1])?])
    };
    let unknown = |missing: usize| -> Result<Meant, AskError> {
        let name = asked.names[missing].clone();
        let mut names = Vec::new();
        for field in asked.by.map_or(vec![Field::Speaker, Field::Outlet], |by| vec![by]) {
            let found = like(&in_index(snapshot), field, &name)?;
            names.extend(found.into_iter().filter(|found| !names.contains(found)).collect::<Vec<_>>());
        }
        Ok(Meant::Neither(Compared::Unknown { name, like: names }))
    };
    if let Some(by) = asked.by {
        return match both(by)? {
            [Some(one), Some(other)] => Ok(Meant::Both(by, Box::new([one, other]))),
            [None, _] => unknown(0),
            [_, None] => unknown(1),
        };
    }
    let (outlets, speakers) = (both(Field::Outlet)?, both(Field::Speaker)?);
    let are_own = outlets.iter().all(|outlet| outlet.as_ref().is_some_and(|outlet| outlet.is_own));
    let known = |side: usize| match (&outlets[side], &speakers[side]) {
        (Some(outlet), _) if outlet.is_own => Some(Field::Outlet),
        (_, Some(_)) => Some(Field::Speaker),
        (Some(_), None) => Some(Field::Outlet),
        (None, None) => None,
    };
    let sorts = [known(0), known(1)];
    Ok(match (outlets, speakers, sorts) {
        ([Some(one), Some(other)], _, _) if are_own => Meant::Both(Field::Outlet, Box::new([one, other])),
        (_, [Some(one), Some(other)], _) => Meant::Both(Field::Speaker, Box::new([one, other])),
        ([Some(one), Some(other)], _, _) => Meant::Both(Field::Outlet, Box::new([one, other])),
        (_, _, [Some(one), Some(other)]) => Meant::Neither(Compared::Unlike([one, other])),
        (_, _, [None, _]) => return unknown(0),
        (_, _, [_, None]) => return unknown(1),
    })
}

/// The first version of an utterance on one side; among those of one day that with the smallest id.
#[derive(Clone, Copy)]
struct First {
    day: Option<Date>,
    id: u64,
    hit: SelectedHit,
}

impl First {
    fn is_before(self, other: First) -> bool {
        (self.day.is_none(), self.day, self.id) < (other.day.is_none(), other.day, other.id)
    }
}

/// By utterance.
type Firsts = HashMap<u64, First>;

fn side(
    reading: &Reading,
    by: Field,
    meant: Named,
    asked: &CompareRequest,
) -> Result<(Side, Vocabularies, Firsts), AskError> {
    let query = and(meant.query(by), asked.within.as_ref());
    let beside = if by == Field::Speaker { Field::Outlet } else { Field::Speaker };
    let mut firsts = Firsts::new();
    let mut note = |hit: SelectedHit, record: &Record| {
        let Some(id) = reading.carriers.id(hit).filter(|_| by != Field::Speaker) else { return };
        let own = First { day: record.date.map(|dated| dated.date.first_day()), id, hit };
        let first = firsts.entry(reading.utterances.of(id).unwrap_or(id)).or_insert(own);
        if own.is_before(*first) {
            *first = own;
        }
    };
    let facets = counted(&[(beside, VALUES)]);
    let (portrait, words, _) = reading.portrait(&meant.name, &query, facets, asked.latest, &mut note)?;
    Ok((Side { portrait, others: meant.others, more_others: meant.more }, words, firsts))
}

/// The utterances of one side.
struct OtherSide<'v> {
    utterances: u64,
    counts: Counts<'v>,
}

impl Others for OtherSide<'_> {
    fn len(&self) -> u64 {
        self.utterances
    }

    fn with(&self, forms: &[Form]) -> Result<u64, IndexError> {
        Ok(self.counts.with(forms))
    }
}

/// Typical words in the languages in which both sides have enough.
fn contrasts(words: [&Vocabularies; 2], names: [&str; 2]) -> Result<Vec<Contrast>, IndexError> {
    let others = words[1].languages();
    let mut contrasts = Vec::new();
    for lang in words[0].languages().into_iter().filter(|lang| others.contains(lang)) {
        let (Some(one), Some(other)) = (words[0].of(lang), words[1].of(lang)) else { continue };
        let against = |own: &Vocabulary, other: &Vocabulary, name: &str| {
            let others = OtherSide { utterances: other.utterances, counts: other.counts() };
            typical(lang, own, &others, &names_of(name, known(name)))
        };
        contrasts.push(Contrast {
            lang: lang.to_owned(),
            utterances: [one.utterances, other.utterances],
            words: [against(one, other, names[0])?, against(other, one, names[1])?],
        });
    }
    Ok(contrasts)
}

fn shared(snapshot: &Snapshot, one: &Firsts, other: &Firsts) -> Result<Shared, IndexError> {
    let mut first = [0, 0];
    let mut both: Vec<(u64, First, First)> = Vec::new();
    for (utterance, one) in one {
        let Some(other) = other.get(utterance) else { continue };
        if let (Some(one), Some(other)) = (one.day, other.day) {
            first[0] += u64::from(one < other);
            first[1] += u64::from(other < one);
        }
        both.push((*utterance, *one, *other));
    }
    both.sort_unstable_by_key(|(utterance, one, other)| (std::cmp::Reverse(one.day.max(other.day)), *utterance));
    let read = |(utterance, one, other): &(u64, First, First)| -> Result<SharedUtterance, IndexError> {
        let record = snapshot.record(one.hit)?;
        Ok(SharedUtterance { id: UtteranceId(*utterance).to_string(), record, days: [one.day, other.day] })
    };
    let latest = both.iter().take(SHOWN).map(read).collect::<Result<_, _>>()?;
    Ok(Shared { utterances: both.len() as u64, first, latest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::index_of;

    const LINES: [&str; 7] = [
        "Anna Berg | | TASS | 2024-02-08 | en | we will never close the old harbour of Kiruna before winter",
        "Anna Berg | TASS | ANI | 2024-02-09 | en | we will never close the old harbour of Kiruna before winter",
        "Anna Berg | | ANI | 2024-02-10 | en | we will never close the old harbour of Kiruna before winter",
        "Jonas Lund | | ANI | 2024-02-10 | en | it will snow",
        "Jonas Lund | TASS,Xinhua | ANI | 2024-02-10 | en | it will rain",
        "TASS | | ANI | 2024-02-11 | en | this is a report",
        "Northern Echo | | Northern Echo | 2024-02-11 | en | so is this",
    ];

    fn compared(names: [&str; 2], by: Option<Field>) -> Compared {
        let (_corpus, index) = index_of(&LINES);
        let names = names.map(str::to_owned);
        compare(index.snapshot(), &CompareRequest { names, by, within: None, latest: 1 }).unwrap()
    }

    fn found(names: [&str; 2], by: Option<Field>) -> Comparison {
        match compared(names, by) {
            Compared::Found(comparison) => *comparison,
            other => panic!("{names:?}: {other:?}"),
        }
    }

    #[test]
    fn outlets_are_told_with_what_both_carried_and_who_was_first() {
        let comparison = found(["itar-tass", "ANI"], None);
        assert_eq!(comparison.by, Field::Outlet);
        let totals = comparison.sides.each_ref().map(|side| (side.portrait.total, side.portrait.utterances));
        assert_eq!(totals, [(3, 2), (3, 3)]);
        let shared = comparison.shared.unwrap();
        assert_eq!((shared.utterances, shared.first), (1, [1, 0]));
        let days = [8, 10].map(|day| Some(jiff::civil::date(2024, 2, day)));
        assert_eq!((shared.latest.len(), shared.latest[0].days), (1, days));
    }

    #[test]
    fn a_statement_that_both_are_credited_with_is_carried_by_both() {
        let shared = found(["TASS", "Xinhua"], None).shared.unwrap();
        assert_eq!((shared.utterances, shared.first), (1, [0, 0]));
    }

    #[test]
    fn names_are_taken_for_what_both_are() {
        assert_eq!(found(["Berg", "Lund"], None).by, Field::Speaker);
        assert!(found(["Berg", "Lund"], None).shared.is_none());
        assert_eq!(found(["TASS", "Lund"], None).by, Field::Speaker, "TASS speaks, too");
        assert_eq!(found(["TASS", "ANI"], Some(Field::Publisher)).sides[0].portrait.total, 1);
        assert!(matches!(compared(["ANI", "Lund"], None), Compared::Unlike([Field::Outlet, Field::Speaker])));
        assert!(matches!(compared(["Berg", "Anna"], None), Compared::Same(name) if name == "Anna Berg"));
        let unknown = compared(["Berg", "Lundt"], None);
        assert!(matches!(&unknown, Compared::Unknown { like, .. } if like == &["Jonas Lund"]), "{unknown:?}");
        // TASS is a speaker and an outlet, and proposed once.
        let misspelt = compared(["ANI", "TASSS"], None);
        assert!(matches!(&misspelt, Compared::Unknown { like, .. } if like == &["TASS"]), "{misspelt:?}");
    }
}
