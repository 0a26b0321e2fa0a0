//! The table of speakers: canonical names, aliases in several scripts, surnames that mean one person.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::case::declined;
use crate::text::name_key;

/// A person or a body that the table knows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Canonical name: the value of facets.
    pub name: String,
    /// Other full names, in any script.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names that mean this one wherever an article does not say whom else it means: surnames that nobody else
    /// of the news has.
    #[serde(default)]
    pub alone: Vec<String>,
    /// Whether it is a body.
    #[serde(skip)]
    pub organisation: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    person: Vec<Known>,
    #[serde(default)]
    organisation: Vec<Known>,
}

/// Why a table can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// It is not the TOML that is expected; the text names line and column.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A name leads to two speakers.
    #[error("`{name}` is given to both `{one}` and `{other}`")]
    Twice {
        /// The name.
        name: String,
        /// The speaker that has it already.
        one: String,
        /// The other.
        other: String,
    },
}

/// A table of speakers, looked up by name.
#[derive(Debug, Default)]
pub struct Speakers {
    all: Vec<Known>,
    /// Key of a full name (see [`name_key`]) → its speaker.
    names: HashMap<String, usize>,
    /// The same of names that stand alone.
    alone: HashMap<String, usize>,
    fingerprint: u64,
}

const SHIPPED: &str = include_str!("../../data/speakers.toml");
static IN_USE: OnceLock<Speakers> = OnceLock::new();
static PLAIN: LazyLock<Speakers> = LazyLock::new(|| Speakers::with("").unwrap_or_default());

impl Speakers {
    /// The table that this process works with: the one that [`use_in_process`](Self::use_in_process) was called for, else
    /// the one that comes with the program.
    pub fn in_use() -> &'static Speakers {
        IN_USE.get().unwrap_or(&PLAIN)
    }

    /// Makes this the table of the process. Once, and before any article is read: tables do not change under way.
    ///
    /// Returns whether it is; `false` when another one was there before.
    pub fn use_in_process(self) -> bool {
        IN_USE.set(self).is_ok()
    }

    /// The shipped table with a user's own entries before it: where both have a name, the user's holds.
    ///
    /// # Errors
    ///
    /// [`TableError`] when `own` is not TOML of that form or gives one name to two speakers.
    pub fn with(own: &str) -> Result<Self, TableError> {
        let mut table = Speakers { fingerprint: fingerprint(own), ..Speakers::default() };
        table.add(own)?;
        table.add(SHIPPED)?;
        Ok(table)
    }

    fn add(&mut self, toml: &str) -> Result<(), TableError> {
        let file: File = toml::from_str(toml)?;
        let before = self.all.len();
        let bodies = file.organisation.into_iter().map(|known| Known { organisation: true, ..known });
        for known in file.person.into_iter().chain(bodies) {
            let number = self.all.len();
            for name in std::iter::once(&known.name).chain(&known.aliases) {
                enter(&mut self.names, &self.all, name, number, &known, before)?;
            }
            for name in &known.alone {
                enter(&mut self.alone, &self.all, name, number, &known, before)?;
            }
            self.all.push(known);
        }
        Ok(())
    }

    /// All speakers, a user's own first.
    pub fn iter(&self) -> impl Iterator<Item = &Known> {
        self.all.iter()
    }

    /// A number that differs when a user's own entries do; 0 without any.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The speaker that an article means by `name`. Case, accents and Russian case endings don't count. A name that stands
    /// alone leads there too.
    pub fn meant_by(&self, name: &str) -> Option<&Known> {
        let key = name_key(name);
        let number = self.names.get(&key).or_else(|| self.alone.get(&key)).or_else(|| {
            // `Loretta E. Lynch`
            let (given, rest) = key.split_once(' ')?;
            let (initial, surname) = rest.split_once(' ')?;
            let plain = initial.chars().count() == 1 && !surname.is_empty();
            plain.then(|| self.names.get(&format!("{given} {surname}"))).flatten()
        })?;
        Some(&self.all[*number])
    }

    /// The speaker who goes by `name` alone: `Putin`.
    pub fn alone(&self, name: &str) -> Option<&Known> {
        self.alone.get(&name_key(name)).map(|&number| &self.all[number])
    }
}

/// Enters a name in all of its cases. Within one table a name has one speaker; a user's names stay before the shipped.
fn enter(
    names: &mut HashMap<String, usize>,
    all: &[Known],
    name: &str,
    number: usize,
    known: &Known,
    before: usize,
) -> Result<(), TableError> {
    for (case, form) in declined(name).iter().enumerate() {
        match names.get(&name_key(form)) {
            None => {
                names.insert(name_key(form), number);
            }
            // Forms of two names may meet in some case; the nominative must not.
            Some(&other) if case == 0 && other != number && other >= before => {
                let one = all.get(other).map_or_else(String::new, |other| other.name.clone());
                return Err(TableError::Twice { name: name.to_owned(), one, other: known.name.clone() });
            }
            // The shipped table's name for whom the user has another one.
            Some(_) => {}
        }
    }
    Ok(())
}

fn fingerprint(own: &str) -> u64 {
    if own.trim().is_empty() { 0 } else { xxhash_rust::xxh3::xxh3_64(own.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, canonical: Option<&str>) {
        let table = Speakers::with("").unwrap();
        assert_eq!(table.meant_by(name).map(|known| known.name.as_str()), canonical, "{name}");
    }

    #[test]
    fn one_person_in_any_script_and_case_is_one() {
        for name in ["Vladimir Putin", "Putin", "ПУТИН", "Путину", "Владимиром Путиным", "普京", "بوتين"]
        {
            check(name, Some("Vladimir Putin"));
        }
        check("Recep Tayyip Erdogan", Some("Recep Tayyip Erdoğan"));
        check("Марией Захаровой", Some("Maria Zakharova"));
        check("the UN", Some("United Nations"));
        check("the U.N.", Some("United Nations"));
        check("Loretta E. Lynch", Some("Loretta Lynch"));
    }

    #[test]
    fn a_surname_that_several_have_leads_to_nobody() {
        for name in ["Bush", "Clinton", "Johnson", "Kim", "Medvedev", "Wang", "Khan", "Захаров"] {
            check(name, None);
        }
    }

    #[test]
    fn the_shipped_table_is_large_and_whole() {
        let table = Speakers::with("").unwrap();
        assert!(table.iter().count() > 350, "{}", table.iter().count());
        for known in table.iter() {
            for name in std::iter::once(&known.name).chain(&known.aliases).chain(&known.alone) {
                let found = table.meant_by(name).map(|found| found.name.as_str());
                assert_eq!(found, Some(known.name.as_str()), "{name} leads elsewhere");
            }
        }
    }

    #[test]
    fn a_users_entries_go_before_the_shipped_ones() {
        let own = "person = [{ name = \"Wladimir Putin\", alone = [\"Putin\"] }, { name = \"Ada Voss\", alone = [\"Voss\"] }]";
        let table = Speakers::with(own).unwrap();
        assert_eq!(table.meant_by("Putin").unwrap().name, "Wladimir Putin");
        assert_eq!(table.meant_by("VOSS").unwrap().name, "Ada Voss");
        assert_eq!(table.meant_by("Lavrov").unwrap().name, "Sergey Lavrov");
        assert_ne!(table.fingerprint(), Speakers::with("").unwrap().fingerprint());
    }

    #[test]
    fn one_name_for_two_is_an_error_that_names_both() {
        let own = "person = [{ name = \"A B\", alone = [\"B\"] }, { name = \"C B\", alone = [\"B\"] }]";
        let error = Speakers::with(own).unwrap_err().to_string();
        assert_eq!(error, "`B` is given to both `A B` and `C B`");
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_place() {
        let error = Speakers::with("person = [{ nmae = \"A\" }]").unwrap_err().to_string();
        assert!(error.contains("line 1") && error.contains("nmae"), "{error}");
    }
}
