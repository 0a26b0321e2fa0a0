//! The cases of Russian names: texts decline them, tables give the nominative.

/// The forms of a Cyrillic name in all cases, nominative first; of any other name just itself. All of its words stand in
/// the same case. The endings are those of the regular declensions of surnames and given names.
pub(super) fn declined(name: &str) -> Vec<String> {
    let cyrillic = name.chars().all(|letter| matches!(letter, '\u{400}'..='\u{4FF}' | ' ' | '-' | '.'));
    if !cyrillic || name.chars().any(|letter| letter == '.') || name.chars().filter(|c| c.is_lowercase()).count() < 3 {
        return vec![name.to_owned()];
    }
    let words: Vec<[String; 5]> = name.split(' ').map(cases).collect();
    let mut forms: Vec<String> = Vec::with_capacity(5);
    for case in 0..5 {
        let form = words.iter().map(|word| word[case].as_str()).collect::<Vec<_>>().join(" ");
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Nominative, genitive, dative, instrumental and prepositional.
pub(super) fn cases(word: &str) -> [String; 5] {
    let with = |stem: &str, endings: [&str; 5]| endings.map(|ending| format!("{stem}{ending}"));
    let strip = |ending: &str| word.strip_suffix(ending);
    if let Some(stem) = ["ский", "цкий", "кий", "гий", "хий"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).map(|stem| format!("{stem}{}", ending.trim_end_matches("ий"))))
    {
        // Given names in -гий (Сергий) are rarer in the news than surnames in -ский.
        return with(&stem, ["ий", "ого", "ому", "им", "ом"]);
    }
    if let Some(stem) = strip("ный").or_else(|| strip("тый")) {
        let stem = format!("{stem}{}", if word.ends_with("ный") { "н" } else { "т" });
        return with(&stem, ["ый", "ого", "ому", "ым", "ом"]);
    }
    if let Some(stem) = strip("ий") {
        return with(stem, ["ий", "ия", "ию", "ием", "ии"]);
    }
    if let Some(stem) = strip("ая") {
        return with(stem, ["ая", "ой", "ой", "ой", "ой"]);
    }
    if let Some(stem) = strip("ия") {
        return with(stem, ["ия", "ии", "ии", "ией", "ии"]);
    }
    if let Some(stem) = strip("й") {
        return with(stem, ["й", "я", "ю", "ем", "е"]);
    }
    if let Some(stem) = strip("ь") {
        return with(stem, ["ь", "я", "ю", "ем", "е"]);
    }
    if let Some(stem) = ["ова", "ева", "ёва", "ина"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).map(|stem| format!("{stem}{}", ending.trim_end_matches('а'))))
    {
        return with(&stem, ["а", "ой", "ой", "ой", "ой"]);
    }
    if let Some(stem) = strip("а") {
        let soft = stem.ends_with(['к', 'г', 'х', 'ж', 'ш', 'ч']);
        return with(stem, ["а", if soft { "и" } else { "ы" }, "е", "ой", "е"]);
    }
    if ["ов", "ев", "ёв", "ин"].iter().any(|ending| word.ends_with(ending)) {
        return with(word, ["", "а", "у", "ым", "е"]);
    }
    if word.ends_with(|last: char| !"аеёиоуыэюя".contains(last)) {
        return with(word, ["", "а", "у", "ом", "е"]);
    }
    with(word, [""; 5])
}

#[cfg(test)]
mod tests {
    use super::declined;

    #[test]
    fn surnames_and_given_names_take_their_endings() {
        assert_eq!(
            declined("Владимир Путин")[1..],
            ["Владимира Путина", "Владимиру Путину", "Владимиром Путиным", "Владимире Путине"]
        );
        assert_eq!(declined("Мария Захарова")[1..], ["Марии Захаровой", "Марией Захаровой"]);
        assert_eq!(declined("Зеленский")[1], "Зеленского");
        assert_eq!(declined("Навальный")[3], "Навальным");
        assert_eq!(declined("Дмитрий Песков")[3], "Дмитрием Песковым");
        assert_eq!(declined("Сергей Лавров")[2], "Сергею Лаврову");
    }

    #[test]
    fn names_that_do_not_decline_stay_as_they_are() {
        assert_eq!(declined("Шойгу"), ["Шойгу"]);
        assert_eq!(declined("Порошенко"), ["Порошенко"]);
        assert_eq!(declined("МИД РФ"), ["МИД РФ"]);
        assert_eq!(declined("Putin"), ["Putin"]);
    }

    #[test]
    fn a_womans_surname_never_becomes_a_mans() {
        assert!(!declined("Захарова").contains(&"Захаров".to_owned()));
    }
}
