//! Countries and the adjectives that belong to them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::fold;

#[derive(Debug, Default)]
struct Countries {
    /// Each name and adjective, folded → the line it stands in.
    lines: HashMap<String, usize>,
    /// The country's own names, folded.
    names: HashSet<String>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
    let mut found = Countries::default();
    let lines = include_str!("../../data/countries.tsv").lines();
    for (number, line) in lines.filter(|line| !line.starts_with("# ")).enumerate() {
        for (column, name) in line.split('\t').enumerate() {
            found.lines.entry(fold(name).into_owned()).or_insert(number);
            if column == 0 || !name.ends_with(|letter: char| letter.is_lowercase()) {
                found.names.insert(fold(name).into_owned());
            }
        }
    }
    found
});

/// The number of the country that `word` names or belongs to: `Chinese` and `China` have the same.
pub(super) fn country(word: &str) -> Option<usize> {
    COUNTRIES.lines.get(fold(word).as_ref()).copied()
}

/// Whether these words name a country.
pub(super) fn is_country(words: &str) -> bool {
    COUNTRIES.names.contains(fold(words).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_and_its_adjective_are_the_same() {
        assert_eq!(country("Russian"), country("Russia"));
        assert_ne!(country("Russian"), country("Prussian"));
        assert!(country("Chinese").is_some());
    }

    #[test]
    fn adjectives_are_no_countries() {
        assert!(is_country("Hong Kong"));
        assert!(is_country("UK"));
        assert!(!is_country("Russian"));
    }
}
