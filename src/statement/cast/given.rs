//! Given names that tell whether a person is a woman or a man.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::name::Gender;
use crate::text::fold;

#[derive(Deserialize)]
struct File {
    female: String,
    male: String,
}

static NAMES: LazyLock<HashMap<String, Gender>> =
    LazyLock::new(|| table(include_str!("../../../data/given-names.toml")).unwrap_or_default());

fn table(toml: &str) -> Result<HashMap<String, Gender>, toml::de::Error> {
    let File { female, male } = toml::from_str(toml)?;
    let women = female.split_whitespace().map(|name| (fold(name).into_owned(), Gender::Female));
    let men = male.split_whitespace().map(|name| (fold(name).into_owned(), Gender::Male));
    Ok(women.chain(men).collect())
}

/// Who mostly has that given name, if it is known. Case and accents don't count.
pub(super) fn gender(name: &str) -> Option<Gender> {
    NAMES.get(fold(name).as_ref()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_readable_and_has_each_name_once() {
        let File { female, male } = toml::from_str(include_str!("../../../data/given-names.toml")).unwrap();
        let mut all: Vec<&str> = female.split_whitespace().chain(male.split_whitespace()).collect();
        all.sort_unstable();
        let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(gender("Inés"), Some(Gender::Female));
        assert_eq!(gender("DMITRY"), Some(Gender::Male));
        assert_eq!(gender("Kim"), None);
    }
}
