//! Which of the values of a field a name means: a speaker, an outlet or a publisher.

use super::tally::{Counted, Tally};
use super::{Archive, AskError, FacetSpec, Period, Request, ask_error};
use crate::index::{Counting, Field, FieldType, Order, Snapshot, whole};
use crate::outlet::Outlets;
use crate::query::{Matcher, Query, lower};
use crate::speaker::Speakers;
use crate::text::{Span, words};

/// Other values with the name that are given.
const OTHERS: usize = 10;

/// Names that are proposed for one that nobody has.
const PROPOSED: usize = 3;

/// Letters of a word from which on two of them may be wrong.
const LONG: usize = 8;

/// Letters of a word that may be misspelt.
const LEAST_LETTERS: usize = 3;

/// The value that a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub name: String,
    /// Whether the name is this one's own and not a part of it.
    pub is_own: bool,
    /// Others whose names hold it too, with their numbers of statements, those of most first.
    pub others: Vec<Counted>,
    /// How many more there are.
    pub more: usize,
}

impl Named {
    /// What asks for its statements alone.
    pub(super) fn query(&self, field: Field) -> Query {
        value_query(field, &self.name)
    }
}

/// The folded forms of a name.
struct Keys {
    /// Of the one that the tables mean by it.
    known: Option<String>,
    own: String,
    /// Whether the name is a single word of a speaker's: articles are content with a surname, so the one who goes by it
    /// alone is meant only where nobody of this surname is quoted more.
    is_part: bool,
}

impl Keys {
    /// Which of them stands among the values for whom the name is their own.
    fn of(&self, values: &Tally) -> Option<String> {
        if let Some(known) = self.known.as_ref().filter(|known| values.count(known).is_some()) {
            return Some(known.clone());
        }
        let count = values.count(&self.own)?;
        let most = values.counted().first().map_or(0, |first| first.count);
        (!self.is_part || count == most).then(|| self.own.clone())
    }
}

/// What asks for one value, whatever its case.
pub(super) fn value_query(field: Field, value: &str) -> Query {
    Query::Match { field, matcher: Matcher::Literal(value.to_owned()), span: Span::new(0, 0) }
}

/// `query` with `within`, where there is such.
pub(super) fn and(query: Query, within: Option<&Query>) -> Query {
    match within {
        Some(within) => Query::And(vec![query, within.clone()]),
        None => query,
    }
}

/// The value of `field` that is meant by `name`, read as in a query or, behind `=`, as it stands: the one that goes by
/// this name, for the tables or for itself, else the one with most statements within the query. `None` where there is no statement at all.
pub(super) fn named(
    counted: &ValuesOf<'_>,
    field: Field,
    name: &str,
    within: Option<&Query>,
) -> Result<Option<Named>, AskError> {
    let (name, matcher) = match name.strip_prefix('=') {
        Some(literal) => (literal, Matcher::Literal(literal.to_owned())),
        None => (name, Matcher::Phrase { text: name.to_owned(), slop: 0, prefix: false }),
    };
    let asked = Query::Match { field, matcher, span: Span::new(0, name.len()) };
    let mut values = counted(field, &and(asked.clone(), within))?;
    if field.kind() == FieldType::Outlet {
        // A statement that is credited to this one may be credited to others beside it.
        let is_meant =
            |key: &str| key.contains(&whole(name)) || canonical(field, name).is_some_and(|own| whole(&own) == key);
        values.retain(is_meant);
    }
    let is_part = field == Field::Speaker && words(name).nth(1).is_none();
    let keys = Keys { known: canonical(field, name).map(|known| whole(&known)), own: whole(name), is_part };
    let mut own = keys.of(&values);
    if own.is_none() && within.is_some() {
        // Who goes by the name is meant even when nothing of theirs matches.
        let all = counted(field, &asked)?;
        own = keys.of(&all);
        if let Some(key) = &own {
            values.add(key.clone(), &all.value(key).unwrap_or_default(), 0, None);
        } else if values.counted().is_empty() {
            values = all;
        }
    }
    let own_value = own.as_ref().and_then(|key| values.value(key));
    let mut others = values.counted();
    let Some(chosen) = own_value.clone().or_else(|| others.first().map(|first| first.value.clone())) else {
        return Ok(None);
    };
    others.retain(|other| other.value != chosen);
    let more = others.len().saturating_sub(OTHERS);
    others.truncate(OTHERS);
    Ok(Some(Named { name: chosen, is_own: own_value.is_some(), others, more }))
}

/// The values of a field among what a query finds, by their folded forms.
pub(super) type ValuesOf<'a> = dyn Fn(Field, &Query) -> Result<Tally, AskError> + 'a;

/// The values of a field among what a query finds in any archive.
pub(super) fn in_archive<A: Archive + ?Sized>(archive: &A) -> impl Fn(Field, &Query) -> Result<Tally, AskError> + '_ {
    |field, query| {
        let facets = vec![FacetSpec { field, period: Period::default(), limit: None }];
        let found = archive.find(&Request { facets, ..Request::new(query.clone(), Some(0)) })?;
        let mut values = Tally::default();
        for bucket in found.facets.iter().flat_map(|facet| &facet.buckets) {
            values.add(whole(&bucket.value), &bucket.value, bucket.count, None);
        }
        Ok(values)
    }
}

/// Names with like words, for one that nobody has.
pub(super) fn like(values: &ValuesOf<'_>, field: Field, name: &str) -> Result<Vec<String>, AskError> {
    let asked: Vec<String> = words(name).map(|word| word.folded(name)).collect();
    for most in 1..=2 {
        let part = |word: &String| {
            let matcher = match edits(word, most) {
                0 => Matcher::Word(word.clone()),
                distance => Matcher::Fuzzy { word: word.clone(), distance },
            };
            Query::Match { field, matcher, span: Span::new(0, 0) }
        };
        let mut parts: Vec<Query> = asked.iter().map(part).collect();
        let query = match parts.len() {
            0 => return Ok(Vec::new()),
            1 => parts.remove(0),
            _ => Query::And(parts),
        };
        let mut found = match values(field, &query) {
            Ok(found) => found,
            // A word that is like too many.
            Err(AskError::Query(_)) => continue,
            Err(error) => return Err(error),
        };
        // A statement that is credited to one like it may be credited to others beside it.
        found.retain(|value| asked.iter().all(|word| has_like(value, word, most)));
        let proposed: Vec<String> = found.counted().into_iter().take(PROPOSED).map(|value| value.value).collect();
        if !proposed.is_empty() {
            return Ok(proposed);
        }
    }
    Ok(Vec::new())
}

/// Edits in which a word may differ, `most` at most.
fn edits(word: &str, most: u8) -> u8 {
    match word.chars().count() {
        ..LEAST_LETTERS => 0,
        letters if letters < LONG => 1,
        _ => most,
    }
}

/// Whether a word of `value` is like `word`.
fn has_like(value: &str, word: &str, most: u8) -> bool {
    let is_like = |other: String| strsim::osa_distance(&other, word) <= usize::from(edits(word, most));
    words(value).any(|other| is_like(other.folded(value)))
}

/// The name under which the tables know it.
pub(super) fn canonical(field: Field, name: &str) -> Option<String> {
    if field.kind() == FieldType::Outlet {
        Outlets::in_use().by_name(name).map(|outlet| outlet.name.clone())
    } else {
        Speakers::in_use().meant_by(name).map(|known| known.name.clone())
    }
}

/// The values of a field among what a query finds in an index.
pub(super) fn in_index(snapshot: &Snapshot) -> impl Fn(Field, &Query) -> Result<Tally, AskError> + '_ {
    |field, query| values(snapshot, field, query)
}

fn values(snapshot: &Snapshot, field: Field, query: &Query) -> Result<Tally, AskError> {
    let lowered = lower(query, snapshot).map_err(ask_error)?;
    let selection = snapshot.select(&*lowered.query, Order::Newest, 0, None, &[Counting::Values(field)])?;
    let mut values = Tally::default();
    for (value, count) in selection.counts.iter().flat_map(|counts| counts.largest_values(None).values) {
        values.add(whole(&value), &value, count, None);
    }
    Ok(values)
}
