//! Values to count, as they are written: `speaker`, `outlet:20`, `date:month`, `date:year:5`.

use super::{FacetSpec, Period};
use crate::index::Field;

/// Slips further from a name than this many edits are not taken for it.
const MAX_EDITS: usize = 2;

/// Why something is not to be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FacetSpecError {
    /// A date with another length than there are.
    #[error("dates are counted by `date:year`, `date:month`, `date:week` or `date:day`")]
    NoPeriod,
    /// Something else than a number behind the field.
    #[error("expected a number after `{}:`", .0.name())]
    NoNumber(Field),
    /// A field that cannot be counted.
    #[error("values of `{}` cannot be counted; these can: {}", .0.name(), countable())]
    NotCounted(Field),
    /// No field, but nearly one.
    #[error("no field is called `{name}`, did you mean `{near}`?")]
    Misspelt {
        /// What was written.
        name: String,
        /// What was most likely meant.
        near: &'static str,
    },
    /// No field.
    #[error("no field is called `{name}`; these can be counted: {}", countable())]
    Unknown {
        /// What was written.
        name: String,
    },
}

impl FacetSpec {
    /// Reads a value to count; of other values than dates `default_limit` are given where no number is written. It is
    /// none when it begins with no such field or goes on as a query would (`outlet:TASS`, `date:2024`).
    ///
    /// # Errors
    ///
    /// Says what it lacks.
    pub fn read(text: &str, default_limit: Option<usize>) -> Result<Self, FacetSpecError> {
        // `speaker.type` has a dot, no colon, so the field ends at the first colon.
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or(text);
        let field = countable_field(name)?;
        let mut spec = Self { field, period: Period::default(), limit: default_limit };
        let wrong = if field == Field::Date { FacetSpecError::NoPeriod } else { FacetSpecError::NoNumber(field) };
        let mut rest: Vec<&str> = parts.collect();
        if field == Field::Date {
            spec.limit = None;
            if let Some(first) = rest.first() {
                spec.period = Period::from_name(first).ok_or_else(|| wrong.clone())?;
                rest.remove(0);
            }
        }
        match rest.as_slice() {
            [] => {}
            [limit] => {
                spec.limit = limit.parse().map(|limit: usize| (limit > 0).then_some(limit)).map_err(|_| wrong)?;
            }
            _ => return Err(wrong),
        }
        Ok(spec)
    }
}

impl Period {
    /// The word that stands for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
        }
    }

    /// The period of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Year, Self::Month, Self::Week, Self::Day].into_iter().find(|period| period.name() == name)
    }
}

fn countable_field(name: &str) -> Result<Field, FacetSpecError> {
    match Field::from_name(name) {
        Some(field) if field.is_facet() => Ok(field),
        Some(field) => Err(FacetSpecError::NotCounted(field)),
        None => Err(match nearest(name) {
            Some(near) => FacetSpecError::Misspelt { name: name.to_owned(), near },
            None => FacetSpecError::Unknown { name: name.to_owned() },
        }),
    }
}

fn fields() -> impl Iterator<Item = Field> {
    Field::all().filter(|field| field.is_facet())
}

fn countable() -> String {
    fields().map(Field::name).collect::<Vec<_>>().join(", ")
}

fn nearest(name: &str) -> Option<&'static str> {
    fields()
        .map(|field| (strsim::damerau_levenshtein(field.name(), &name.to_lowercase()), field.name()))
        .filter(|(distance, known)| *distance <= MAX_EDITS && *distance < known.len() / 2 + 1)
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Field, Period, Option<usize>)>) {
        let spec = FacetSpec::read(text, Some(10)).map(|spec| (spec.field, spec.period, spec.limit));
        assert_eq!(spec.ok(), expected, "{text}");
    }

    #[test]
    fn values_to_count_are_told_from_queries() {
        check("speaker", Some((Field::Speaker, Period::Month, Some(10))));
        check("outlet:20", Some((Field::Outlet, Period::Month, Some(20))));
        check("outlet:0", Some((Field::Outlet, Period::Month, None)));
        check("date", Some((Field::Date, Period::Month, None)));
        check("date:year", Some((Field::Date, Period::Year, None)));
        check("date:day:7", Some((Field::Date, Period::Day, Some(7))));
        check("speaker.type", Some((Field::SpeakerType, Period::Month, Some(10))));
        check("outlet:TASS", None);
        check("date:2024", None);
        check("quote", None);
        check("sanctions", None);
    }

    #[test]
    fn a_wrong_field_is_told_with_the_nearest_one() {
        let told = |text| FacetSpec::read(text, None).unwrap_err().to_string();
        assert_eq!(told("outlte"), "no field is called `outlte`, did you mean `outlet`?");
        assert_eq!(told("outlet:many"), "expected a number after `outlet:`");
        assert!(told("date:12").contains("date:month"));
        assert!(told("quote").starts_with("values of `quote` cannot be counted"));
    }
}
