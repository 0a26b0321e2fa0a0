//! Names of months in the languages of the news.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold;

/// The names and their short forms, a row a month; short forms without a full stop. Slavic months stand in the nominative and the genitive, Arabic ones in the names derived from
/// Latin (Egypt, the Gulf), in those of the Maghreb and in the Levantine ones.
const NAMES: [&[&str]; 12] = [
    &[
        "january", "jan", "январь", "января", "янв", "січень", "січня", "enero", "ene", "janvier", "janv", "januar",
        "jaenner", "janner", "gennaio", "gen", "janeiro", "januari", "styczen", "stycznia", "ocak", "leden", "ledna",
        "يناير", "جانفي", "كانون الثاني",
    ],
    &[
        "february", "feb", "февраль", "февраля", "фев", "февр", "лютий", "лютого", "febrero", "fevrier", "fevr", "fev",
        "februar", "febbraio", "fevereiro", "februari", "luty", "lutego", "subat", "unor", "unora", "فبراير", "فيفري",
        "شباط",
    ],
    &[
        "march", "mar", "март", "марта", "мар", "березень", "березня", "marzo", "mars", "marz", "maerz", "mrz", "marco",
        "maart", "mrt", "marzec", "marca", "mart", "brezen", "brezna", "مارس", "آذار", "اذار",
    ],
    &[
        "april", "apr", "апрель", "апреля", "апр", "квітень", "квітня", "abril", "abr", "avril", "avr", "aprile",
        "kwiecien", "kwietnia", "nisan", "duben", "dubna", "ابريل", "أبريل", "إبريل", "افريل", "أفريل", "نيسان",
    ],
    &[
        "may", "май", "мая", "травень", "травня", "mayo", "mai", "maggio", "mag", "maio", "mei", "maj", "maja", "mayis",
        "kveten", "kvetna", "مايو", "ماي", "أيار", "ايار",
    ],
    &[
        "june", "jun", "июнь", "июня", "июн", "червень", "червня", "junio", "juin", "juni", "giugno", "giu", "junho",
        "czerwiec", "czerwca", "haziran", "cerven", "cervna", "يونيو", "يونيه", "جوان", "حزيران",
    ],
    &[
        "july", "jul", "июль", "июля", "июл", "липень", "липня", "julio", "juillet", "juil", "juli", "luglio", "lug",
        "julho", "lipiec", "lipca", "temmuz", "cervenec", "cervence", "يوليو", "يوليه", "يوليوز", "جويلية", "تموز",
    ],
    &[
        "august", "aug", "август", "августа", "авг", "серпень", "серпня", "agosto", "ago", "aout", "augustus", "sierpien",
        "sierpnia", "agustos", "srpen", "srpna", "اغسطس", "أغسطس", "غشت", "اوت", "أوت", "آب",
    ],
    &[
        "september", "sept", "sep", "сентябрь", "сентября", "сен", "сент", "вересень", "вересня", "septiembre", "setiembre",
        "septembre", "settembre", "set", "setembro", "wrzesien", "wrzesnia", "eylul", "zari", "سبتمبر", "شتنبر", "أيلول",
        "ايلول",
    ],
    &[
        "october", "oct", "октябрь", "октября", "окт", "жовтень", "жовтня", "octubre", "octobre", "oktober", "okt",
        "ottobre", "ott", "outubro", "out", "pazdziernik", "pazdziernika", "ekim", "rijen", "rijna", "اكتوبر", "أكتوبر",
        "تشرين الأول", "تشرين الاول",
    ],
    &[
        "november", "nov", "ноябрь", "ноября", "ноя", "нояб", "листопад", "листопада", "noviembre", "novembre", "novembro",
        "listopad", "listopada", "kasim", "نوفمبر", "نونبر", "تشرين الثاني",
    ],
    &[
        "december", "dec", "декабрь", "декабря", "дек", "грудень", "грудня", "diciembre", "dic", "decembre", "dezember",
        "dez", "dicembre", "dezembro", "grudzien", "grudnia", "aralik", "prosinec", "prosince", "ديسمبر", "دجنبر",
        "كانون الأول", "كانون الاول",
    ],
];

static NUMBERS: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
    let numbered = (1..).zip(NAMES);
    numbered.flat_map(|(number, names)| names.iter().map(move |name| (fold(name).into_owned(), number))).collect()
});

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
            ("września", 9),
            ("تموز", 7),
            ("يوليو", 7),
            ("كانون الثاني", 1),
        ] {
            check(name, Some(number));
        }
    }

    #[test]
    fn no_name_stands_for_two_months() {
        for (row, names) in NAMES.iter().enumerate() {
            for name in *names {
                check(name, i8::try_from(row + 1).ok());
            }
        }
    }

    #[test]
    fn other_words_are_no_months() {
        check("Mayor", None);
        check("", None);
        check("decided", None);
    }
}
