//! What narrows a search beside the query: values picked from the counts, as clauses that could be typed, too.

use dixit::answer::{FacetSpec, Period};
use dixit::index::Field;
use dixit::query::{Query, QueryError, value_text};

/// A value that was picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) field: Field,
    pub(crate) value: String,
    /// Whether it is left out rather than asked for.
    pub(crate) is_out: bool,
}

impl Pick {
    /// The clause that stands for it.
    pub(crate) fn clause(&self) -> String {
        format!("{}{}", if self.is_out { "-" } else { "" }, self.wanted())
    }

    fn wanted(&self) -> String {
        let literal = if self.field == Field::Date { "" } else { "=" };
        format!("{}:{literal}{}", self.field.name(), value_text(&self.value))
    }
}

/// All that was picked, in that order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Narrowing {
    picks: Vec<Pick>,
}

impl Narrowing {
    pub(crate) fn picks(&self) -> &[Pick] {
        &self.picks
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.picks.is_empty()
    }

    /// Whether `value` was picked, and how.
    pub(crate) fn of(&self, field: Field, value: &str) -> Option<&Pick> {
        self.picks.iter().find(|pick| pick.field == field && pick.value == value)
    }

    /// Picks a value, or takes it back when it was picked so.
    pub(crate) fn toggle(&mut self, pick: Pick) {
        let at = self.picks.iter().position(|known| known.field == pick.field && known.value == pick.value);
        match at {
            Some(at) if self.picks[at] == pick => {
                self.picks.remove(at);
            }
            Some(at) => self.picks[at] = pick,
            None => self.picks.push(pick),
        }
    }

    /// Takes back what was picked last.
    pub(crate) fn take_back(&mut self) -> Option<Pick> {
        self.picks.pop()
    }

    /// The fields of which values are asked for: one of several is enough, so their counts must not be narrowed by it.
    pub(crate) fn asked_fields(&self) -> Vec<Field> {
        let mut fields: Vec<Field> = self.picks.iter().filter(|pick| !pick.is_out).map(|pick| pick.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// `query`, narrowed. Values of one field are alternatives; those of `except` do not count.
    pub(crate) fn narrow(
        &self,
        query: Query,
        except: Option<Field>,
        read: &dyn Fn(&str) -> Result<Query, QueryError>,
    ) -> Result<Query, QueryError> {
        let mut parts = vec![query];
        for field in self.asked_fields().into_iter().filter(|field| Some(*field) != except) {
            let wanted = self.picks.iter().filter(|pick| pick.field == field && !pick.is_out);
            let mut values = wanted.map(|pick| read(&pick.wanted())).collect::<Result<Vec<Query>, _>>()?;
            parts.extend(if values.len() > 1 { Some(Query::Or(values)) } else { values.pop() });
        }
        for pick in self.picks.iter().filter(|pick| pick.is_out) {
            parts.push(Query::Not(Box::new(read(&pick.wanted())?)));
        }
        Ok(if parts.len() > 1 { Query::And(parts) } else { parts.pop().unwrap_or(Query::All) })
    }
}

/// What is counted: the values that narrow a search most often.
pub(crate) const COUNTED: [Field; 7] =
    [Field::Speaker, Field::Outlet, Field::Publisher, Field::Date, Field::Kind, Field::SpeakerType, Field::Lang];

/// How `field` is counted; `limit` values of it.
pub(crate) fn counted(field: Field, limit: usize) -> FacetSpec {
    FacetSpec { field, period: Period::Month, limit: Some(limit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(field: Field, value: &str) -> Pick {
        Pick { field, value: value.to_owned(), is_out: false }
    }

    fn narrowed(narrowing: &Narrowing, except: Option<Field>) -> String {
        let read = |clause: &str| Ok(dixit::query::parse(clause, jiff::civil::date(2024, 2, 8))?.query);
        let query = read("peace").unwrap();
        narrowing.narrow(query, except, &read).unwrap().to_string()
    }

    #[test]
    fn values_of_a_field_are_alternatives_and_fields_narrow_one_another() {
        let mut narrowing = Narrowing::default();
        assert_eq!(narrowed(&narrowing, None), "peace");
        narrowing.toggle(pick(Field::Speaker, "Anna Berg"));
        narrowing.toggle(pick(Field::Speaker, "Jonas \"J\" Lund"));
        narrowing.toggle(pick(Field::Date, "2024-02"));
        narrowing.toggle(Pick { is_out: true, ..pick(Field::Outlet, "AND") });
        assert_eq!(
            narrowed(&narrowing, None),
            r#"peace AND (speaker:="Anna Berg" OR speaker:="Jonas \"J\" Lund") AND date:2024-02-01..2024-02-29 AND NOT outlet:="AND""#
        );
        assert_eq!(
            narrowed(&narrowing, Some(Field::Speaker)),
            r#"peace AND date:2024-02-01..2024-02-29 AND NOT outlet:="AND""#
        );
    }

    #[test]
    fn picking_again_takes_back_and_picking_otherwise_replaces() {
        let mut narrowing = Narrowing::default();
        narrowing.toggle(pick(Field::Kind, "direct"));
        narrowing.toggle(Pick { is_out: true, ..pick(Field::Kind, "direct") });
        assert_eq!(narrowing.picks()[0].clause(), "-kind:=direct");
        assert!(narrowing.asked_fields().is_empty());
        narrowing.toggle(Pick { is_out: true, ..pick(Field::Kind, "direct") });
        assert!(narrowing.is_empty());
    }

    #[test]
    fn any_value_can_be_picked() {
        for value in ["*", "a:b", "-x", "(", "\\", "\"", "", "=", "外交部", "/a/", "NOT"] {
            let mut narrowing = Narrowing::default();
            narrowing.toggle(pick(Field::Speaker, value));
            let read = |clause: &str| Ok(dixit::query::parse(clause, jiff::civil::date(2024, 2, 8))?.query);
            let narrowed = narrowing.narrow(Query::All, None, &read);
            // A name without a word has nothing that could be searched for, and says so.
            assert_eq!(narrowed.is_ok(), value.chars().any(char::is_alphanumeric), "{value}");
        }
    }
}
