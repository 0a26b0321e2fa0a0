//! The words of some utterances in one language, and pairs of neighbouring ones, with the number of utterances that have
//! each.

use std::collections::{HashMap, HashSet};

use crate::index::{Form, analyze};
use crate::text::{WordKind, function_words, words};

/// Letters of a word that tells something, in languages whose function words are not known.
const LEAST_LETTERS: usize = 4;

/// Words counted by their stems; each remembers in which form it stands most often.
pub(super) struct Vocabulary {
    lang: String,
    /// How many utterances were read.
    pub utterances: u64,
    /// Words as they stand in texts, by number.
    spellings: Vec<Spelling>,
    numbers: HashMap<Box<str>, u32>,
    /// What is looked up, by number.
    forms: Vec<Form>,
    form_numbers: HashMap<Form, u32>,
    /// Neighbours by the numbers of their spellings.
    pairs: HashMap<(u32, u32), Tally>,
    /// Forms and pairs of forms of the utterance that is read.
    seen: HashSet<u32>,
    seen_pairs: HashSet<(u32, u32)>,
}

/// A word as it stands in texts.
struct Spelling {
    text: Box<str>,
    sort: Sort,
    form: u32,
    /// The utterances that have its form first in this spelling.
    tally: Tally,
}

/// Utterances that have something, and whether they are all of one article.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    count: u32,
    /// A number that stands for the article of the first of them.
    article: u64,
    is_in_several: bool,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            self.article = other.article;
        }
        self.count += other.count;
        self.is_in_several |= other.is_in_several || self.article != other.article;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It tells something by itself.
    Word,
    /// One character of a script without spaces: it tells something beside another.
    Character,
    /// It tells nothing.
    Function,
}

/// One or two words, as they are looked up and as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    /// What is looked up.
    pub forms: Vec<Form>,
    /// How it stands most often.
    pub text: String,
    /// How many utterances have it.
    pub count: u64,
}

impl Vocabulary {
    pub(super) fn new(lang: &str) -> Self {
        Self {
            lang: lang.to_owned(),
            utterances: 0,
            spellings: Vec::new(),
            numbers: HashMap::new(),
            forms: Vec::new(),
            form_numbers: HashMap::new(),
            pairs: HashMap::new(),
            seen: HashSet::new(),
            seen_pairs: HashSet::new(),
        }
    }

    /// Counts what an utterance has; `pieces` are those of its quote, `article` is a number that stands for its article.
    pub(super) fn add<'t>(&mut self, article: u64, pieces: impl Iterator<Item = &'t str>) {
        let once = Tally { count: 1, article, is_in_several: false };
        self.utterances += 1;
        self.seen.clear();
        self.seen_pairs.clear();
        for text in pieces {
            let mut before: Option<(u32, usize)> = None;
            for word in words(text) {
                let Some(own) = word.span.of(text).and_then(|piece| self.number(piece, word.kind)) else { continue };
                let Spelling { sort, form, .. } = self.spellings[own as usize];
                if sort != Sort::Function && self.seen.insert(form) {
                    self.spellings[own as usize].tally.add(once);
                }
                let gap = before.and_then(|(_, end)| text.get(end..word.span.start));
                if let (Some((first, _)), Some(true)) = (before, gap.map(is_joint)) {
                    self.add_pair(first, own, once);
                }
                before = Some((own, word.span.end));
            }
        }
    }

    fn add_pair(&mut self, first: u32, second: u32, once: Tally) {
        let (left, right) = (&self.spellings[first as usize], &self.spellings[second as usize]);
        let tells = left.sort == right.sort && left.sort != Sort::Function;
        let is_one_sort = self.forms[left.form as usize].is_stem == self.forms[right.form as usize].is_stem;
        if tells && is_one_sort && self.seen_pairs.insert((left.form, right.form)) {
            self.pairs.entry((first, second)).or_default().add(once);
        }
    }

    /// The number of a spelling. Only what was not met before is folded and stemmed.
    fn number(&mut self, piece: &str, kind: WordKind) -> Option<u32> {
        if let Some(number) = self.numbers.get(piece) {
            return Some(*number);
        }
        let analyzed = analyze(piece, Some(&self.lang)).into_iter().next()?;
        let sort = match kind {
            _ if !tells(&self.lang, &analyzed.word) => Sort::Function,
            WordKind::Unspaced => Sort::Character,
            WordKind::Plain | WordKind::Dotted => Sort::Word,
        };
        let form = form_of(analyzed.word, analyzed.stem);
        let next = u32::try_from(self.forms.len()).ok()?;
        let form = *self.form_numbers.entry(form.clone()).or_insert_with(|| {
            self.forms.push(form);
            next
        });
        let number = u32::try_from(self.spellings.len()).ok()?;
        self.spellings.push(Spelling { text: piece.into(), sort, form, tally: Tally::default() });
        self.numbers.insert(piece.into(), number);
        Some(number)
    }

    /// The numbers of utterances, to be looked up.
    pub(super) fn counts(&self) -> Counts<'_> {
        let mut counts = Counts { vocabulary: self, words: vec![0; self.forms.len()], pairs: HashMap::new() };
        for spelling in &self.spellings {
            counts.words[spelling.form as usize] += u64::from(spelling.tally.count);
        }
        let form = |spelling: u32| self.spellings[spelling as usize].form;
        for ((first, second), tally) in &self.pairs {
            *counts.pairs.entry((form(*first), form(*second))).or_default() += u64::from(tally.count);
        }
        counts
    }

    /// Words and pairs that at least `least` utterances of several articles have, those of most utterances first: one
    /// article on one subject makes no word typical.
    pub(super) fn terms(&self, least: u64) -> Vec<Term> {
        let mut sums: HashMap<Vec<u32>, Sum> = HashMap::new();
        for spelling in self.spellings.iter().filter(|spelling| spelling.sort == Sort::Word) {
            sums.entry(vec![spelling.form]).or_default().add(spelling.tally, || spelling.text.to_string());
        }
        for ((first, second), tally) in &self.pairs {
            let (one, other) = (&self.spellings[*first as usize], &self.spellings[*second as usize]);
            let space = if one.sort == Sort::Character { "" } else { " " };
            let text = || format!("{}{space}{}", one.text, other.text);
            sums.entry(vec![one.form, other.form]).or_default().add(*tally, text);
        }
        let of = |forms: Vec<u32>| forms.into_iter().map(|number| self.forms[number as usize].clone()).collect();
        let enough = sums.into_iter().filter(|(_, sum)| sum.tally.is_in_several && u64::from(sum.tally.count) >= least);
        let stops = function_words(&self.lang);
        let mut terms: Vec<Term> = enough
            .map(|(forms, Sum { tally, text, .. })| Term { forms: of(forms), text, count: u64::from(tally.count) })
            // A function word of two characters.
            .filter(|term| stops.is_none_or(|stops| !stops.contains(term.text.as_str())))
            .collect();
        terms.sort_unstable_by(|one, other| other.count.cmp(&one.count).then_with(|| one.cmp(other)));
        terms
    }
}

/// How many utterances of a vocabulary have a word or a pair.
pub(super) struct Counts<'v> {
    vocabulary: &'v Vocabulary,
    /// By the number of the form.
    words: Vec<u64>,
    pairs: HashMap<(u32, u32), u64>,
}

impl Counts<'_> {
    /// How many utterances have these words, one behind the other.
    pub(super) fn with(&self, forms: &[Form]) -> u64 {
        let number = |form: &Form| self.vocabulary.form_numbers.get(form).copied();
        match forms {
            [form] => number(form).map_or(0, |number| self.words[number as usize]),
            [first, second] => {
                let pair = number(first).zip(number(second));
                pair.and_then(|pair| self.pairs.get(&pair)).copied().unwrap_or(0)
            }
            _ => 0,
        }
    }
}

/// A sum over spellings, and the one that most have.
#[derive(Default)]
struct Sum {
    tally: Tally,
    most: u32,
    text: String,
}

impl Sum {
    /// Among spellings of as many the last one in order stays, so that small letters go before capitals.
    fn add(&mut self, tally: Tally, text: impl FnOnce() -> String) {
        self.tally.add(tally);
        if tally.count > 0 && tally.count >= self.most {
            let text = text();
            if tally.count > self.most || text > self.text {
                (self.most, self.text) = (tally.count, text);
            }
        }
    }
}

/// The form under which a word is looked up.
pub(super) fn form_of(word: String, stem: String) -> Form {
    let is_stem = !stem.is_empty();
    Form { text: if is_stem { stem } else { word }, is_stem }
}

fn tells(lang: &str, folded: &str) -> bool {
    let n_letters = folded.chars().filter(|character| character.is_alphabetic()).count();
    if folded.chars().any(|character| character.is_ascii_digit()) || n_letters == 0 {
        return false;
    }
    let is_unspaced = words(folded).any(|word| word.kind == WordKind::Unspaced);
    match function_words(lang) {
        Some(stops) => (n_letters > 1 || is_unspaced) && !stops.contains(folded),
        None => n_letters >= LEAST_LETTERS || is_unspaced,
    }
}

/// Whether two words with this between them stand in one term.
fn is_joint(between: &str) -> bool {
    between.chars().all(|character| character.is_whitespace() || matches!(character, '-' | '‐' | '‑'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(lang: &str, utterances: &[&[&str]], least: u64) -> Vec<(String, u64)> {
        let mut vocabulary = Vocabulary::new(lang);
        for (article, pieces) in (0..).zip(utterances) {
            vocabulary.add(article, pieces.iter().copied());
        }
        assert_eq!(vocabulary.utterances, utterances.len() as u64);
        vocabulary.terms(least).into_iter().map(|term| (term.text, term.count)).collect()
    }

    fn check(lang: &str, utterances: &[&[&str]], least: u64, expected: &[(&str, u64)]) {
        let expected: Vec<(String, u64)> = expected.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect();
        assert_eq!(terms(lang, utterances, least), expected);
    }

    #[test]
    fn an_utterance_counts_a_word_once_in_all_its_forms() {
        let utterances: [&[&str]; 3] =
            [&["Harbours and harbours, and a harbour"], &["the harbour"], &["our harbour of 1998"]];
        check("en", &utterances, 1, &[("harbour", 3)]);
    }

    #[test]
    fn neighbours_make_pairs_where_nothing_stands_between_them() {
        let utterances: [&[&str]; 3] = [&["Old boats sank", "ferries"], &["the old boats; sank"], &["boats sank"]];
        let pairs: Vec<_> = terms("en", &utterances, 1).into_iter().filter(|(text, _)| text.contains(' ')).collect();
        assert_eq!(pairs, [("boats sank".to_owned(), 2), ("old boats".to_owned(), 2)]);
    }

    #[test]
    fn a_pair_shows_the_form_in_which_it_stands_most_often() {
        let utterances: [&[&str]; 3] = [&["российской стороны"], &["российская сторона"], &["российской стороны"]];
        let found = terms("ru", &utterances, 2);
        assert!(found.contains(&("российской стороны".to_owned(), 3)), "{found:?}");
    }

    #[test]
    fn what_one_article_alone_has_is_none() {
        let mut vocabulary = Vocabulary::new("en");
        for (article, text) in [(1, "old boats"), (2, "old men"), (1, "old boats")] {
            vocabulary.add(article, [text].into_iter());
        }
        let texts: Vec<String> = vocabulary.terms(1).into_iter().map(|term| term.text).collect();
        assert_eq!(texts, ["old"]);
        let count = |words: &[&str]| {
            let form = |word: &&str| form_of((*word).to_owned(), format!("en:{word}"));
            vocabulary.counts().with(&words.iter().map(form).collect::<Vec<_>>())
        };
        assert_eq!((count(&["old"]), count(&["old", "boat"]), count(&["zebra"])), (3, 2, 0));
    }

    #[test]
    fn characters_without_spaces_are_terms_in_pairs_alone() {
        check("zh", &[&["港口开放"], &["港口"]], 2, &[("港口", 2)]);
    }
}
