//! Which of some records a query finds: each is looked at, one by one.

use regex::RegexBuilder;

use super::like::Telling;
use super::page::{Page, tokens, whole};
use super::wording::{Asked, fits};
use crate::index::{Field, FieldType, UtteranceId};
use crate::outlet::Outlets;
use crate::query::{Matcher, Query};
use crate::speaker::Speakers;
use crate::statement::Record;
use crate::text::fold;

/// The records that an index should hold.
pub(super) struct Scan {
    pub pages: Vec<Page>,
}

/// Whether a record is found.
type Test<'s> = Box<dyn Fn(&Page) -> bool + 's>;

/// Whether a value is one that is asked for.
type ValueTest<'s> = Box<dyn Fn(&str) -> bool + 's>;

/// Why there is no answer, by its code.
pub(super) type Refused = &'static str;

impl Scan {
    pub(super) fn new(records: impl IntoIterator<Item = Record>) -> Self {
        Self { pages: records.into_iter().map(Page::new).collect() }
    }

    /// What `query` finds, in no order.
    pub(super) fn find(&self, query: &Query) -> Result<Vec<&Page>, Refused> {
        let test = self.test(query)?;
        Ok(self.pages.iter().filter(|page| test(page)).collect())
    }

    fn test<'s>(&'s self, query: &'s Query) -> Result<Test<'s>, Refused> {
        let tests = |parts: &'s [Query]| parts.iter().map(|part| self.test(part)).collect::<Result<Vec<_>, _>>();
        Ok(match query {
            Query::All => Box::new(|_| true),
            Query::Exists { field, .. } => Box::new(|page| page.has(*field)),
            Query::Match { field, matcher, .. } => self.clause(*field, matcher)?,
            Query::And(parts) => {
                let tests = tests(parts)?;
                Box::new(move |page| tests.iter().all(|test| test(page)))
            }
            Query::Or(parts) => {
                let tests = tests(parts)?;
                Box::new(move |page| tests.iter().any(|test| test(page)))
            }
            Query::Not(inner) => {
                let test = self.test(inner)?;
                Box::new(move |page| !test(page))
            }
        })
    }

    fn clause<'s>(&'s self, field: Field, matcher: &'s Matcher) -> Result<Test<'s>, Refused> {
        Ok(match (field.kind(), matcher) {
            (FieldType::Text, matcher) => {
                let asked = Asked::new(matcher, true);
                Box::new(move |page| asked.is_in(page.text(field)))
            }
            (FieldType::Date, Matcher::Dates { from, to }) => Box::new(|page| {
                page.record.date.is_some_and(|dated| {
                    let (first, last) = (dated.date.first_day(), dated.date.last_day());
                    from.is_none_or(|from| from <= first) && to.is_none_or(|to| last <= to)
                })
            }),
            (FieldType::Number, Matcher::Numbers { from, to }) => Box::new(|page| {
                let own = page.record.certainty();
                from.is_none_or(|(least, is_part)| least < own || (is_part && least <= own))
                    && to.is_none_or(|(most, is_part)| own < most || (is_part && own <= most))
            }),
            (FieldType::Statement, Matcher::Word(id)) if field == Field::Like => {
                let telling = Telling::of(id, &self.pages)?;
                Box::new(move |page| telling.is_like(page))
            }
            (FieldType::Statement, Matcher::Word(begun)) => {
                let versions = self.versions(begun)?;
                Box::new(move |page| versions.has(page))
            }
            (_, matcher) => {
                let test = value_test(field, matcher);
                Box::new(move |page| page.values(field).into_iter().any(&test))
            }
        })
    }

    /// The versions of what the one statement says whose id begins so.
    fn versions(&self, begun: &str) -> Result<Versions<'_>, Refused> {
        let meant: Vec<Versions<'_>> = self
            .pages
            .iter()
            .filter(|page| page.record.id.starts_with(begun))
            .map(|page| Versions { id: &page.record.id, utterance: page.utterance })
            .collect();
        let first = meant.first().ok_or("no-such-statement")?;
        let is_one =
            |other: &Versions<'_>| first == other || (first.utterance.is_some() && first.utterance == other.utterance);
        if meant.iter().all(is_one) { Ok(Versions { ..*first }) } else { Err("ambiguous-id") }
    }
}

/// A statement and the utterance that it is a version of.
#[derive(PartialEq)]
struct Versions<'s> {
    id: &'s str,
    utterance: Option<UtteranceId>,
}

impl Versions<'_> {
    fn has(&self, page: &Page) -> bool {
        if self.utterance.is_some() { page.utterance == self.utterance } else { page.record.id == self.id }
    }
}

fn value_test<'s>(field: Field, matcher: &'s Matcher) -> ValueTest<'s> {
    let is = |wanted: &str| -> ValueTest<'s> {
        let wanted = whole(wanted);
        Box::new(move |value| whole(value) == wanted)
    };
    let has = |asked: Asked| -> ValueTest<'s> { Box::new(move |value| asked.is_in(&tokens(value))) };
    match (field.kind(), matcher) {
        (FieldType::Keyword, Matcher::Prefix(head)) => {
            let head = fold(head);
            Box::new(move |value| whole(value).starts_with(&*head))
        }
        (FieldType::Keyword, Matcher::Wildcard(pattern)) => {
            let pattern: Vec<char> = fold(pattern).chars().collect();
            Box::new(move |value| fits(&pattern, &whole(value).chars().collect::<Vec<char>>()))
        }
        (FieldType::Keyword, Matcher::Word(wanted)) | (_, Matcher::Literal(wanted)) => is(wanted),
        (_, Matcher::Regex(expression)) => {
            let regex = RegexBuilder::new(expression).case_insensitive(true).build().unwrap();
            Box::new(move |value| regex.is_match(&whole(value)))
        }
        (FieldType::Outlet, Matcher::Word(name) | Matcher::Phrase { text: name, slop: 0, prefix: false }) => {
            match Outlets::in_use().by_name(name) {
                Some(outlet) => is(&outlet.name),
                None => has(Asked::exactly(name)),
            }
        }
        (_, Matcher::Word(name) | Matcher::Phrase { text: name, slop: 0, prefix: false })
            if field == Field::Speaker =>
        {
            let as_typed = has(Asked::exactly(name));
            let meant = Speakers::in_use().meant_by(name).map(|known| has(Asked::exactly(&known.name)));
            Box::new(move |value| as_typed(value) || meant.as_ref().is_some_and(|meant| meant(value)))
        }
        (_, other) => has(Asked::new(other, false)),
    }
}
