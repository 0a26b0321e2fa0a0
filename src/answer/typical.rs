//! Words that are typical for some utterances against others in the same language.

use std::collections::{BTreeMap, HashSet};

use super::likelihood::{SURE, Share, likelihood};
use super::vocabulary::{Term, Vocabulary, form_of};
use crate::index::{Form, IndexError, analyze, path_hash};
use crate::statement::Record;

/// Utterances that have a typical word, at least.
const LEAST_WITH: u64 = 3;

/// Utterances in a language below which nothing can be told of it.
const LEAST_UTTERANCES: u64 = 10;

/// Languages that are compared, those of most utterances.
const LANGUAGES: usize = 3;

/// Words that are given.
const GIVEN: usize = 20;

/// The most typical terms, of which those are given that say nothing twice.
const LOOKED_AT: usize = 4 * GIVEN;

/// What is typical in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Typical {
    /// ISO 639-1 code.
    pub lang: String,
    /// Utterances in it.
    pub utterances: u64,
    /// Those of others that they are compared with.
    pub others: u64,
    /// Words and pairs of words, the most typical first.
    pub words: Vec<TypicalWord>,
}

/// A word, or two neighbouring ones, that is typical.
#[derive(Debug, Clone, PartialEq)]
pub struct TypicalWord {
    /// In the form in which it stands most often.
    pub text: String,
    /// Utterances that have it in any form.
    pub count: u64,
    /// Those of others that have it.
    pub others: u64,
    /// How sure it is: the log-likelihood ratio G².
    pub likelihood: f64,
}

/// Others that words are compared with.
pub(super) trait Others {
    /// How many utterances they are.
    fn len(&self) -> u64;
    /// How many of them have these words, one behind the other.
    fn with(&self, forms: &[Form]) -> Result<u64, IndexError>;
}

/// The words of some utterances by language.
#[derive(Default)]
pub(super) struct Vocabularies {
    by_language: BTreeMap<String, Vocabulary>,
}

impl Vocabularies {
    /// Counts the words of a statement. Where the language is not known, they cannot be compared.
    pub(super) fn add(&mut self, record: &Record) {
        let Some(lang) = &record.article.lang else { return };
        let article = path_hash(&record.article.path);
        let pieces = record.context_spans().filter_map(|span| span.of(&record.context.text));
        self.by_language.entry(lang.clone()).or_insert_with(|| Vocabulary::new(lang)).add(article, pieces);
    }

    pub(super) fn of(&self, lang: &str) -> Option<&Vocabulary> {
        self.by_language.get(lang)
    }

    /// The languages with enough utterances, those of most first.
    pub(super) fn languages(&self) -> Vec<&str> {
        let enough = self.by_language.iter().filter(|(_, vocabulary)| vocabulary.utterances >= LEAST_UTTERANCES);
        let mut languages: Vec<(&str, u64)> = enough.map(|(lang, own)| (lang.as_str(), own.utterances)).collect();
        languages.sort_by_key(|(_, utterances)| std::cmp::Reverse(*utterances));
        languages.into_iter().take(LANGUAGES).map(|(lang, _)| lang).collect()
    }
}

/// The words of `own`, in the language `lang`, that are typical against `others`; words of `names` are left out.
pub(super) fn typical(
    lang: &str,
    own: &Vocabulary,
    others: &dyn Others,
    names: &[String],
) -> Result<Vec<TypicalWord>, IndexError> {
    let names: HashSet<Form> = names.iter().flat_map(|name| forms(name, lang)).collect();
    let of_others = others.len();
    let mut found: Vec<(Term, TypicalWord)> = Vec::new();
    for term in own.terms(LEAST_WITH) {
        let share = Share { with: term.count, of: own.utterances };
        // They come in the order of their counts: nothing behind can be surer than this one if nobody else had it.
        let ceiling = likelihood(share, Share { with: 0, of: of_others });
        if ceiling < SURE || found.get(LOOKED_AT - 1).is_some_and(|(_, last)| ceiling < last.likelihood) {
            break;
        }
        if term.forms.iter().any(|form| names.contains(form)) {
            continue;
        }
        let with = others.with(&term.forms)?;
        let surety = likelihood(share, Share { with, of: of_others });
        if surety < SURE {
            continue;
        }
        let word = TypicalWord { text: term.text.clone(), count: term.count, others: with, likelihood: surety };
        let is_before = |known: &(Term, TypicalWord)| known.1.likelihood >= surety;
        found.insert(found.partition_point(is_before), (term, word));
        found.truncate(LOOKED_AT);
    }
    Ok(without_repetition(found))
}

/// Each word once, alone or in a pair: the pair where two thirds of what has the word has the pair, else whatever is more
/// typical.
fn without_repetition(found: Vec<(Term, TypicalWord)>) -> Vec<TypicalWord> {
    let pairs: Vec<(Vec<Form>, u64)> = found
        .iter()
        .filter(|(term, _)| term.forms.len() > 1)
        .map(|(term, _)| (term.forms.clone(), term.count))
        .collect();
    let is_in_pair = |term: &Term| {
        let of = |(pair, count): &(Vec<Form>, u64)| pair.contains(&term.forms[0]) && 3 * count >= 2 * term.count;
        term.forms.len() == 1 && pairs.iter().any(of)
    };
    let mut told: HashSet<Form> = HashSet::new();
    let mut words = Vec::new();
    for (term, word) in found {
        if !is_in_pair(&term) && term.forms.iter().all(|form| !told.contains(form)) {
            told.extend(term.forms);
            words.push(word);
        }
    }
    words.truncate(GIVEN);
    words
}

fn forms(name: &str, lang: &str) -> Vec<Form> {
    analyze(name, Some(lang)).into_iter().map(|word| form_of(word.word, word.stem)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Others of whom so many have each word; the rest have none.
    struct Counts(u64, Vec<(&'static str, u64)>);

    impl Others for Counts {
        fn len(&self) -> u64 {
            self.0
        }

        fn with(&self, asked: &[Form]) -> Result<u64, IndexError> {
            let own = self.1.iter().find(|(text, _)| forms(text, "en") == asked);
            Ok(own.map_or(0, |(_, count)| *count))
        }
    }

    fn check(utterances: &[(&str, usize)], others: &[(&'static str, u64)], names: &[&str], expected: &[&str]) {
        let mut own = Vocabulary::new("en");
        for (text, times) in utterances {
            (0..*times as u64).for_each(|article| own.add(article, [*text].into_iter()));
        }
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let found = typical("en", &own, &Counts(1000, others.to_vec()), &names).unwrap();
        let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn words_are_typical_that_others_use_less() {
        let own = [("we sail the ferry", 6), ("we watch the weather", 8), ("no comment", 6)];
        check(&own, &[("weather", 400), ("comment", 20)], &[], &["watch", "ferry", "sail", "comment"]);
    }

    #[test]
    fn a_word_that_stands_in_a_pair_is_told_with_it() {
        let own = [("the old harbour", 6), ("an old man", 1), ("new ideas", 13)];
        check(&own, &[("old", 100), ("harbour", 10), ("new", 300), ("ideas", 300)], &[], &["new ideas", "old harbour"]);
    }

    #[test]
    fn names_and_what_few_have_are_left_out() {
        check(&[("Anna Berg rows", 5), ("zebra", 2), ("so", 13)], &[], &["Anna Berg"], &["rows"]);
    }
}
