//! Whether two canonical names may be one speaker's, by the names alone.

use crate::text::{WordKind, fold, words};

/// Words behind a name that tell a son from his father.
const GENERATIONS: &[&str] = &["jr", "junior", "sr", "senior", "ii", "iii", "iv"];

/// Letters from which on a given name may be spelled in two ways, as transliterations are (`Yuri`, `Yury`).
const LEAST_SPELLED: usize = 4;

/// Steps of editing between two spellings of one given name.
const SPELLINGS: usize = 1;

/// The word that all names of one speaker have in common: the family name of a person, the last word of a body's name,
/// the whole where words are not separated. Folded; `None` for a name without words.
pub(crate) fn head(name: &str) -> Option<String> {
    let parts = parts(name);
    parts.last().cloned()
}

/// Whether `a` and `b` may name one speaker: the same family name, and given names of which one has nothing that the
/// other contradicts. `Putin`, `V. Putin` and `Vladimir Putin` agree, `Jeb Bush` and `George Bush` do not.
pub(crate) fn agree(a: &str, b: &str) -> bool {
    let (a_generation, b_generation) = (generation(a), generation(b));
    let (a, b) = (parts(a), parts(b));
    let (Some(a_head), Some(b_head)) = (a.last(), b.last()) else { return false };
    if a_head != b_head || a_generation != b_generation {
        return false;
    }
    let (fewer, more) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let mut left = more[..more.len() - 1].iter();
    // In order: each given name of the shorter stands somewhere in the longer.
    fewer[..fewer.len() - 1].iter().all(|given| left.any(|other| is_one_given_name(given, other)))
}

/// The folded words of a name without what tells generations apart.
fn parts(name: &str) -> Vec<String> {
    let found: Vec<_> = words(name).collect();
    if found.iter().any(|word| word.kind == WordKind::Unspaced) {
        return vec![fold(name).into_owned()];
    }
    let mut parts: Vec<String> = found.iter().map(|word| word.folded(name)).collect();
    while parts.len() > 1 && parts.last().is_some_and(|last| GENERATIONS.contains(&last.as_str()) || last == "s") {
        parts.pop();
    }
    if parts.len() > 1 && parts[0] == "the" {
        parts.remove(0);
    }
    parts
}

fn generation(name: &str) -> Option<&'static str> {
    let last = words(name).last()?.folded(name);
    GENERATIONS.iter().copied().find(|generation| *generation == last)
}

fn is_one_given_name(a: &str, b: &str) -> bool {
    let is_initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    a == b
        || is_initial(a, b)
        || is_initial(b, a)
        || a.chars().count().min(b.chars().count()) >= LEAST_SPELLED && strsim::levenshtein(a, b) <= SPELLINGS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_where_nothing_in_them_contradicts() {
        let cases = [
            ("Vladimir Putin", "Putin", true),
            ("Vladimir Putin", "V. Putin", true),
            ("Vladimir Putin", "Vladimir Vladimirovich Putin", true),
            ("Yuri Ushakov", "Yury Ushakov", true),
            ("George W. Bush", "George Bush", true),
            ("George Bush", "Jeb Bush", false),
            ("Dan Hill", "Don Hill", false),
            ("Vladimir Putin", "Vladimir Medvedev", false),
            ("Donald Trump", "Donald Trump Jr.", false),
            ("The Foreign Ministry", "Russian Foreign Ministry", true),
            ("Foreign Ministry", "Defence Ministry", false),
            ("Сергей Лавров", "Лавров", true),
            ("习近平", "习近平", true),
            ("习近平", "李克强", false),
            ("", "Putin", false),
        ];
        for (a, b, expected) in cases {
            assert_eq!(agree(a, b), expected, "{a:?} and {b:?}");
            assert_eq!(agree(b, a), expected, "{b:?} and {a:?}");
        }
    }

    #[test]
    fn the_head_is_what_all_names_of_a_speaker_share() {
        for name in ["Vladimir Putin", "PUTIN", "V. Putin", "Vladimir Putin’s"] {
            assert_eq!(head(name).as_deref(), Some("putin"), "{name}");
        }
        assert_eq!(head("Donald Trump Jr.").as_deref(), Some("trump"));
        assert_eq!(head("习近平").as_deref(), Some("习近平"));
        assert_eq!(head("…"), None);
    }
}
