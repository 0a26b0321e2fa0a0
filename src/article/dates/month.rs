//! Names of months in the languages of the news, from `data/months.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold;

const SHIPPED: &str = include_str!("../../../data/months.tsv");

/// Folded name → number, 1 to 12.
static NUMBERS: LazyLock<HashMap<String, i8>> =
    LazyLock::new(|| rows().map(|(number, name)| (fold(name).into_owned(), number)).collect());

/// Every name with the number of its month.
fn rows() -> impl Iterator<Item = (i8, &'static str)> {
    let lines = SHIPPED.lines().filter(|line| !line.starts_with('#'));
    let cells = lines.flat_map(|line| (1..).zip(line.split('\t').skip(1)));
    cells.flat_map(|(number, cell)| cell.split('|').filter(|name| !name.is_empty()).map(move |name| (number, name)))
}

/// The month, 1 to 12, that goes by `name` in any letter case.
pub(super) fn month(name: &str) -> Option<i8> {
    NUMBERS.get(&*fold(name)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<i8>) {
        assert_eq!(month(name), expected, "{name}");
    }

    #[test]
    fn months_are_known_in_many_languages() {
        for (name, number) in [
            ("Feb", 2),
            ("FEBRUARY", 2),
            ("Октябрь", 10),
            ("мая", 5),
            ("März", 3),
            ("août", 8),
            ("Março", 3),
            ("ağustos", 8),
            ("Kasım", 11),
            ("września", 9),
            ("تموز", 7),
            ("يوليو", 7),
            ("كانون الثاني", 1),
            ("Φεβρουαρίου", 2),
            ("फ़रवरी", 2),
            ("ফেব্রুয়ারি", 2),
            ("กุมภาพันธ์", 2),
            ("ဖေဖော်ဝါရီ", 2),
            ("balandžio", 4),
        ] {
            check(name, Some(number));
        }
    }

    #[test]
    fn no_name_stands_for_two_months_and_every_row_has_twelve() {
        for (number, name) in rows() {
            check(name, Some(number));
        }
        assert!(SHIPPED.lines().filter(|line| !line.starts_with('#')).all(|line| line.split('\t').count() == 13));
        assert!(rows().count() > 900);
    }

    #[test]
    fn other_words_are_no_months() {
        check("Mayor", None);
        check("", None);
        check("decided", None);
    }
}
