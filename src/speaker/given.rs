//! Given names that tell whether a person is a woman or a man, and Russian names in the nominative.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::case::cases;
use crate::text::fold;

/// What pronoun refers to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    /// `she`
    Female,
    /// `he`
    Male,
}

#[derive(Deserialize, Default)]
struct File {
    female: String,
    male: String,
}

static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/given-names.toml")).unwrap_or_default());

static NAMES: LazyLock<HashMap<String, Gender>> =
    LazyLock::new(|| FILE.names().map(|(name, gender)| (fold(name).into_owned(), gender)).collect());

impl File {
    fn names(&self) -> impl Iterator<Item = (&str, Gender)> {
        let women = self.female.split_whitespace().map(|name| (name, Gender::Female));
        women.chain(self.male.split_whitespace().map(|name| (name, Gender::Male)))
    }
}

/// Who mostly has that given name, if it is known. Case and accents don't count.
pub(crate) fn gender(name: &str) -> Option<Gender> {
    NAMES.get(fold(name).as_ref()).copied()
}

/// An oblique case of a Russian given name: its nominative, which case it is, and whose name it is.
struct Oblique {
    nominative: String,
    case: usize,
    gender: Gender,
}

static OBLIQUE: LazyLock<HashMap<String, Vec<Oblique>>> = LazyLock::new(|| {
    let mut found: HashMap<String, Vec<Oblique>> = HashMap::new();
    let cyrillic = FILE.names().filter(|(name, _)| name.starts_with(|first: char| ('а'..='я').contains(&first)));
    for (name, gender) in cyrillic {
        for (case, form) in cases(name).into_iter().enumerate().skip(1) {
            let oblique = Oblique { nominative: name.to_owned(), case, gender };
            found.entry(form).or_default().push(oblique);
        }
    }
    found
});

/// A Russian full name in the nominative, where its given name is a known one in another case: `Тимура Озерова` is
/// Тимур Озеров. `None` for all others.
pub(crate) fn nominative(full: &str) -> Option<String> {
    let (given, surname) = full.split_once(' ')?;
    if surname.contains(' ') || given.starts_with(|first: char| first.is_ascii()) {
        return None;
    }
    let lower = given.to_lowercase();
    // `Александра Чернова` may be a woman in the nominative or a man in the genitive: the surname does not tell.
    if gender(given).is_some() {
        return None;
    }
    let oblique = OBLIQUE.get(&lower)?.first()?;
    let surname = surname_of(surname, oblique);
    let mut letters = oblique.nominative.chars();
    let first: String = letters.next()?.to_uppercase().collect();
    Some(format!("{first}{} {surname}", letters.as_str()))
}

/// The nominative of a surname that stands in a case.
fn surname_of(surname: &str, oblique: &Oblique) -> String {
    let ending: &[&str] = match oblique.gender {
        Gender::Female => &["а", "ая", ""],
        Gender::Male => &["", "ий", "ый", "ой", "й", "ь", "а"],
    };
    let letters: Vec<(usize, char)> = surname.char_indices().collect();
    let stems = (0..=3usize).filter_map(|cut| {
        let keep = letters.len().checked_sub(cut).filter(|keep| *keep > 2)?;
        Some(letters.get(keep).map_or(surname, |(at, _)| &surname[..*at]))
    });
    for stem in stems {
        for ending in ending {
            let candidate = format!("{stem}{ending}");
            let declines = oblique.gender == Gender::Male
                || ["ова", "ева", "ёва", "ина", "ая"].iter().any(|end| candidate.ends_with(end));
            if declines && candidate != surname && cases(&candidate)[oblique.case] == surname {
                return candidate;
            }
        }
    }
    // Foreign surnames, and women's that end in a consonant, stay as they are.
    surname.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_readable_and_has_each_name_once() {
        let File { female, male } = toml::from_str(include_str!("../../data/given-names.toml")).unwrap();
        let mut all: Vec<&str> = female.split_whitespace().chain(male.split_whitespace()).collect();
        all.sort_unstable();
        let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn a_russian_name_in_another_case_is_led_back() {
        for (oblique, plain) in [
            ("Тимура Озерова", Some("Тимур Озеров")),
            ("Игорю Саликову", Some("Игорь Саликов")),
            ("Светланы Алексиевич", Some("Светлана Алексиевич")),
            ("Владимиром Зеленским", Some("Владимир Зеленский")),
            ("Марии Петровой", Some("Мария Петрова")),
            ("Вера Полянская", None),
            ("Александра Чернова", None),
            ("Dmitry Peskov", None),
        ] {
            assert_eq!(nominative(oblique).as_deref(), plain, "{oblique}");
        }
    }

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(gender("Inés"), Some(Gender::Female));
        assert_eq!(gender("DMITRY"), Some(Gender::Male));
        assert_eq!(gender("Kim"), None);
    }
}
