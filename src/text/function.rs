//! Words that hold a sentence together and tell nothing of what it is about: `the`, `и`, `的`.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{WordKind, fold, words};

/// The function words of a language, folded; `None` where they are not known. `lang` is an ISO 639-1 code or a longer tag
/// that begins with one.
pub fn function_words(lang: &str) -> Option<&'static HashSet<String>> {
    static KNOWN: LazyLock<Mutex<HashMap<String, &'static HashSet<String>>>> = LazyLock::new(Mutex::default);
    let lang = lang.split(['-', '_']).next().unwrap_or_default();
    let list = stop_words::lookup(lang)?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(folded) = known.get(lang) {
        return Some(folded);
    }
    // There are as many as there are languages, and each is made once.
    let folded: &'static HashSet<String> = Box::leak(Box::new(list.iter().flat_map(|entry| forms(entry)).collect()));
    known.insert(lang.to_owned(), folded);
    Some(folded)
}

/// A contraction is two words in a text; a word of several characters that stand for one each is not.
fn forms(entry: &str) -> Vec<String> {
    if words(entry).any(|word| word.kind == WordKind::Unspaced) {
        return vec![fold(entry).into_owned()];
    }
    words(entry).map(|word| word.folded(entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_language_and_folded() {
        let has = |lang, word: &str| function_words(lang).is_some_and(|known| known.contains(word));
        assert!(has("en", "the") && has("en-GB", "he") && has("en", "don") && !has("en", "harbour"));
        assert!(has("ru", "он") && has("de", "fur"), "accents do not count");
        assert!(function_words("tlh").is_none());
    }
}
