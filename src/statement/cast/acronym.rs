//! Acronyms and what they are short for: `CBP` for `Customs and Border Protection`.

use std::collections::{HashMap, HashSet};

use super::super::draft::Paragraph;
use super::super::name::Name;
use super::super::token::Token;
use crate::text::Span;

/// More of them are in lists and tables only.
const MOST_ACRONYMS: usize = 64;

pub(super) fn is_acronym(word: &str) -> bool {
    (2..=6).contains(&word.len())
        && word.bytes().all(|letter| letter.is_ascii_uppercase() || letter == b'&')
        && !word.starts_with('&')
}

/// Acronyms of things that say nothing.
pub(super) fn is_thing(word: &str) -> bool {
    matches!(
        word,
        "SUV"
            | "CEO"
            | "CFO"
            | "COO"
            | "TV"
            | "DVD"
            | "GPS"
            | "PDF"
            | "USB"
            | "AI"
            | "IT"
            | "HIV"
            | "AIDS"
            | "DNA"
            | "GDP"
            | "LGBT"
            | "LGBTQ"
            | "PC"
            | "VR"
            | "AR"
            | "GOP"
            | "DC"
            | "NYC"
            | "LA"
            | "AM"
            | "PM"
            | "ID"
            | "OK"
            | "CD"
            | "EV"
            | "IPO"
            | "ETF"
            | "FAQ"
            | "PR"
            | "HR"
            | "MP"
            | "MEP"
            | "VIP"
            | "WWII"
            | "II"
            | "III"
            | "IV"
            | "COVID"
    )
}

/// Each acronym among `names` that the article spells out, with the words it is short for.
pub(super) fn spelt_out(text: &str, paragraphs: &[Paragraph], names: &[Name]) -> HashMap<String, Vec<String>> {
    let mut wanted: HashSet<&str> = HashSet::new();
    for name in names {
        if let [word] = name.words.as_slice()
            && is_acronym(word)
            && wanted.len() < MOST_ACRONYMS
        {
            wanted.insert(word);
        }
    }
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    if wanted.is_empty() {
        return found;
    }
    let mut by_letter: HashMap<char, Vec<&str>> = HashMap::new();
    for word in &wanted {
        by_letter.entry(word.chars().next().unwrap_or_default()).or_default().push(word);
    }
    for paragraph in paragraphs {
        let tokens = &paragraph.tokens;
        for (index, token) in tokens.iter().enumerate() {
            if !token.is_word() || !token.capital {
                continue;
            }
            let Some(first) = token.span.of(text).and_then(|word| word.chars().next()) else { continue };
            for acronym in by_letter.get(&first).map_or(&[][..], Vec::as_slice) {
                if !found.contains_key(*acronym)
                    && let Some(end) = spells(text, tokens, index, acronym)
                {
                    let span = Span::new(token.span.start, tokens[end - 1].span.end);
                    // A name may have more words than the acronym has letters: `Pacific Gas & Electric Co.`
                    let whole = names.iter().find(|name| name.span.covers(span)).map(|name| name.words.clone());
                    let words = tokens[index..end].iter().filter_map(|token| token.span.of(text)).map(str::to_owned);
                    found.insert((*acronym).to_owned(), whole.unwrap_or_else(|| words.collect()));
                }
            }
        }
    }
    found
}

/// Where the words from `start` on that spell `acronym` end: each of its letters begins a word with a capital, small
/// words between do not count.
fn spells(text: &str, tokens: &[Token], start: usize, acronym: &str) -> Option<usize> {
    let mut letters = acronym.chars().filter(|letter| *letter != '&').peekable();
    let mut words = 0;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        let word = token.span.of(text)?;
        let next = letters.peek()?;
        if token.is_word()
            && token.capital
            && word.starts_with(*next)
            && word.chars().nth(1).is_some_and(char::is_lowercase)
        {
            letters.next();
            words += 1;
            if letters.peek().is_none() {
                return (words > 1 && !token.possessive).then_some(index + 1);
            }
        } else if words == 0
            || !matches!(token.lower.as_str(), "of" | "and" | "for" | "the" | "in" | "on" | "to" | "&" | "de" | "des")
        {
            return None;
        }
    }
    None
}

/// The names with each that stands where `long` forms do replaced by those: `Customs` and `Border Protection` by
/// `Customs and Border Protection`.
pub(super) fn joined(
    text: &str,
    paragraphs: &[Paragraph],
    names: Vec<Name>,
    long: &HashMap<String, Vec<String>>,
) -> Vec<Name> {
    let mut long: Vec<&Vec<String>> = long.values().filter(|words| words.iter().any(|word| is_small(word))).collect();
    if long.is_empty() {
        return names;
    }
    long.sort_unstable();
    let mut spans: Vec<(Span, &Vec<String>)> = Vec::new();
    for paragraph in paragraphs {
        let tokens = &paragraph.tokens;
        for index in 0..tokens.len() {
            for words in &long {
                let same = tokens.len() >= index + words.len()
                    && words.iter().zip(&tokens[index..]).all(|(word, token)| {
                        token.span.of(text).is_some_and(|here| here.strip_prefix(word.as_str()).is_some_and(is_ending))
                    });
                if same {
                    let last = &tokens[index + words.len() - 1];
                    let end = last.span.start + words.last().map_or(0, String::len);
                    spans.push((Span::new(tokens[index].span.start, end), words));
                }
            }
        }
    }
    spans.sort_by_key(|(span, _)| span.start);
    let is_taken = |name: &Name| {
        let at = spans.partition_point(|(span, _)| span.end <= name.span.start);
        spans.get(at).is_some_and(|(span, _)| span.overlaps(name.span))
    };
    let mut kept: Vec<Name> = names.into_iter().filter(|name| !is_taken(name)).collect();
    kept.extend(spans.into_iter().map(|(span, words)| Name { span, words: words.clone(), role: None, gender: None }));
    kept.sort_by_key(|name| name.span.start);
    kept
}

fn is_small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

fn is_ending(rest: &str) -> bool {
    matches!(rest, "" | "’s" | "'s")
}
