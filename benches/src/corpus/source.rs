//! Real articles, cut into what stays and what is exchanged.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use dixit::article::{self, ReadOptions};
use dixit::read::{self, Input};
use dixit::text::paragraphs;

use super::people::People;
use super::vocabulary::{Kind, Vocabulary};
use crate::Outcome;

/// Articles with fewer paragraphs give no runs.
const LEAST_PARAGRAPHS: usize = 4;

/// Articles in a language before it is one of the corpus.
const LEAST_ARTICLES: usize = 50;

/// A piece of a paragraph.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// Stays.
    Text(String),
    /// The full name of the article's person of that number.
    Full(usize),
    /// The last name.
    Last(usize),
    /// A word for which others of its kind may stand.
    Word(String, Kind),
    /// Digits, which become others.
    Digits(usize),
}

/// A real article.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) title: Vec<Part>,
    pub(super) paragraphs: Vec<Vec<Part>>,
    pub(super) n_people: usize,
}

/// All of one language.
#[derive(Debug)]
pub(super) struct Sources {
    /// By language, the one with most articles first.
    pub(super) languages: Vec<Vec<Source>>,
    pub(super) people: People,
    pub(super) vocabulary: Vocabulary,
    /// The most frequent first.
    pub(super) publishers: Vec<String>,
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("People").finish_non_exhaustive()
    }
}

/// An article before it is cut.
struct Raw {
    title: String,
    lang: String,
    paragraphs: Vec<String>,
}

impl Sources {
    /// Reads all articles at and below `from`.
    pub(super) fn read(from: &[PathBuf]) -> Outcome<Self> {
        let mut raws = Vec::new();
        let mut publishers: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen = HashSet::new();
        for file in read::walk(from) {
            let Ok(file) = file else { continue };
            let Ok(mut input) = Input::open(&file.path, &file.shown) else { continue };
            article::read_stream(&file.shown, &mut input, &ReadOptions::default(), &mut |found| {
                let Ok(article) = found else { return };
                if !seen.insert(article.text_hash()) {
                    return;
                }
                if let Some(publisher) = article.publisher {
                    *publishers.entry(publisher).or_default() += 1;
                }
                let paragraphs: Vec<String> =
                    paragraphs(&article.text).filter_map(|span| Some(span.of(&article.text)?.to_owned())).collect();
                let (Some(title), Some(lang)) = (article.title, article.lang) else { return };
                if paragraphs.len() >= LEAST_PARAGRAPHS {
                    raws.push(Raw { title, lang, paragraphs });
                }
            });
        }
        let mut publishers: Vec<(String, usize)> = publishers.into_iter().collect();
        publishers.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let publishers: Vec<String> = publishers.into_iter().map(|(name, _)| name).collect();
        if raws.is_empty() || publishers.is_empty() {
            return Err("the sources hold no articles with paragraphs, titles and publishers".into());
        }
        Ok(Self::of(&raws, publishers))
    }

    fn of(raws: &[Raw], publishers: Vec<String>) -> Self {
        let mut words: HashMap<String, usize> = HashMap::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        let mut n_paragraphs = 0;
        for raw in raws {
            for paragraph in &raw.paragraphs {
                n_paragraphs += 1;
                let own: HashSet<&str> = tokens(paragraph).filter(|word| is_lower(word)).collect();
                for word in own {
                    *words.entry(word.to_owned()).or_default() += 1;
                }
            }
            for name in names_of(raw) {
                *names.entry(name).or_default() += 1;
            }
        }
        let people = People::new(&names);
        let vocabulary = Vocabulary::new(words, n_paragraphs);
        let mut by_language: BTreeMap<&str, Vec<Source>> = BTreeMap::new();
        for raw in raws {
            by_language.entry(&raw.lang).or_default().push(cut(raw, &vocabulary));
        }
        let mut languages: Vec<Vec<Source>> = by_language.into_values().collect();
        languages.sort_by_key(|sources| std::cmp::Reverse(sources.len()));
        let most = languages.len().min(1);
        let kept = languages.iter().take_while(|sources| sources.len() >= LEAST_ARTICLES).count().max(most);
        languages.truncate(kept);
        Self { languages, people, vocabulary, publishers }
    }
}

/// Runs of letters, runs of digits, and what stands between.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let class = |letter: char| {
        if letter.is_alphabetic() {
            0
        } else if letter.is_ascii_digit() {
            1
        } else {
            2
        }
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|letter| class(letter) != class(first)).unwrap_or(rest.len());
        let (token, behind) = rest.split_at(end);
        rest = behind;
        Some(token)
    })
}

fn is_lower(word: &str) -> bool {
    word.chars().all(char::is_lowercase)
}

/// Years stay: most that are written are near, and any other would be far.
fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// A word written as names are.
fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.clone().count() > 1 && letters.all(char::is_lowercase)
}

/// The full names of people in an article: two capitalised words inside a sentence without an article before them, whose
/// second one stands alone elsewhere.
fn names_of(raw: &Raw) -> Vec<String> {
    let mut full: HashSet<String> = HashSet::new();
    let mut alone: HashSet<&str> = HashSet::new();
    for paragraph in &raw.paragraphs {
        let tokens: Vec<&str> = tokens(paragraph).collect();
        for at in 0..tokens.len() {
            if !is_capitalised(tokens[at]) {
                continue;
            }
            let before = at.checked_sub(2).map_or("", |before| tokens[before]);
            let gap = at.checked_sub(1).map_or("", |gap| tokens[gap]);
            let follows_capital = gap == " " && is_capitalised(before);
            let is_inside = gap.ends_with(' ') && !gap.contains(['.', '!', '?', '”', '"']);
            let is_pair =
                tokens.get(at + 1) == Some(&" ") && tokens.get(at + 2).is_some_and(|word| is_capitalised(word));
            if !follows_capital && !is_pair {
                alone.insert(tokens[at]);
            }
            let ends =
                !(tokens.get(at + 3) == Some(&" ") && tokens.get(at + 4).is_some_and(|word| is_capitalised(word)));
            if is_pair
                && ends
                && !follows_capital
                && is_inside
                && !matches!(before, "the" | "a" | "an" | "in" | "In" | "The")
            {
                full.insert(format!("{} {}", tokens[at], tokens[at + 2]));
            }
        }
    }
    let mut names: Vec<String> =
        full.into_iter().filter(|name| name.rsplit_once(' ').is_some_and(|(_, last)| alone.contains(last))).collect();
    names.sort();
    names
}

fn cut(raw: &Raw, vocabulary: &Vocabulary) -> Source {
    let names = names_of(raw);
    let cut = |text: &str| cut_text(text, &names, vocabulary);
    Source {
        title: cut(&raw.title),
        paragraphs: raw.paragraphs.iter().map(|paragraph| cut(paragraph)).collect(),
        n_people: names.len(),
    }
}

fn cut_text(text: &str, names: &[String], vocabulary: &Vocabulary) -> Vec<Part> {
    let tokens: Vec<&str> = tokens(text).collect();
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        let pair = (tokens.get(at + 1) == Some(&" ")).then(|| tokens.get(at + 2)).flatten();
        let full = pair.and_then(|last| names.iter().position(|name| name.split_once(' ') == Some((token, last))));
        let last = || names.iter().position(|name| name.rsplit_once(' ').is_some_and(|(_, last)| last == token));
        if let Some(person) = full {
            parts.push(Part::Full(person));
            at += 2;
        } else if let Some(person) = last() {
            parts.push(Part::Last(person));
        } else if let Some(kind) = vocabulary.kind(token) {
            parts.push(Part::Word(token.to_owned(), kind));
        } else if token.starts_with(|letter: char| letter.is_ascii_digit()) && !is_year(token) {
            parts.push(Part::Digits(token.len()));
        } else if let Some(Part::Text(before)) = parts.last_mut() {
            before.push_str(token);
        } else {
            parts.push(Part::Text(token.to_owned()));
        }
        at += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(paragraphs: &[&str]) -> Raw {
        let paragraphs = paragraphs.iter().map(|text| (*text).to_owned()).collect();
        Raw { title: String::new(), lang: "en".to_owned(), paragraphs }
    }

    #[test]
    fn people_are_those_whose_last_name_stands_alone_too() {
        let article = raw(&["A minister, Jane Doe, spoke in New York of the White House.", "Doe left the House."]);
        assert_eq!(names_of(&article), ["Jane Doe"]);
    }

    #[test]
    fn a_text_is_cut_without_loss() {
        let names = ["Jane Doe".to_owned()];
        let parts = cut_text("On 12 May Jane Doe said: “Doe’s way.”", &names, &Vocabulary::default());
        let spelled: String = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) | Part::Word(text, _) => text.clone(),
                Part::Full(_) => "Jane Doe".to_owned(),
                Part::Last(_) => "Doe".to_owned(),
                Part::Digits(n) => "1".repeat(*n),
            })
            .collect();
        assert_eq!(spelled, "On 11 May Jane Doe said: “Doe’s way.”");
    }
}
