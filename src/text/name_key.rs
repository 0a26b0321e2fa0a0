//! The form under which names are looked up in tables.

use super::{fold, words};

/// The form under which a name is looked up: its folded words, one space between them, no leading `the`.
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in words(name) {
        if !key.is_empty() {
            key.push(' ');
        }
        word.fold_into(name, &mut key);
    }
    match key.strip_prefix("the ") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ if key.is_empty() => fold(name).into_owned(),
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::name_key;

    #[test]
    fn case_accents_marks_and_the_article_do_not_count() {
        assert_eq!(name_key("The New-York  Times"), name_key("new york times"));
        assert_eq!(name_key("РИА «Новости»"), name_key("риа новости"));
        assert_eq!(name_key("Çavuşoğlu"), name_key("Cavusoglu"));
        assert_eq!(name_key("The"), "the");
        assert_eq!(name_key("…"), "...");
    }
}
