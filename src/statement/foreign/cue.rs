//! The reporting words of a sentence in another language than English.

use std::collections::HashMap;
use std::ops::Range;

use super::super::lexicon::CueClass;
use super::super::token::{Token, is_han};

/// A reporting word in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub start: usize,
    pub end: usize,
    /// It says what something is called: what is quoted behind it may be short.
    pub label: bool,
}

pub(super) fn is_han_word(tokens: &[Token], index: usize) -> bool {
    tokens[index].lower.chars().next().is_some_and(is_han)
}

/// The first reporting word of a sentence: a token, or up to four Han characters in a row.
pub(super) fn find_cue(
    tokens: &[Token],
    sentence: Range<usize>,
    cues: &HashMap<String, CueClass>,
) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for index in sentence.clone() {
        let token = &tokens[index];
        if !token.is_word() {
            continue;
        }
        if token.lower.chars().next().is_some_and(is_han) {
            for len in (1..=6).rev() {
                let end = index + len;
                if end > sentence.end || !tokens[index..end].iter().all(Token::is_word) {
                    continue;
                }
                let word: String = tokens[index..end].iter().map(|token| token.lower.as_str()).collect();
                // A one-character verb is a verb only before a mark or a quotation ("小说" is a novel).
                let stops = tokens.get(end).is_none_or(|next| !next.is_word());
                if cues.contains_key(&word) && (len > 1 || stops) {
                    let before_mark = stops;
                    if best.is_none() || before_mark {
                        best = Some((index, end));
                    }
                    if before_mark {
                        return best;
                    }
                }
            }
        } else if cues.contains_key(&token.lower)
            || inverted_verb(&token.lower).is_some_and(|verb| cues.contains_key(verb))
        {
            return Some((index, index + 1));
        }
    }
    best
}

/// All reporting words of a sentence.
pub(super) fn find_cues(tokens: &[Token], sentence: Range<usize>, cues: &HashMap<String, CueClass>) -> Vec<Cue> {
    let mut found = Vec::new();
    let mut index = sentence.start;
    while index < sentence.end {
        let token = &tokens[index];
        let step = if !token.is_word() {
            None
        } else if is_han_word(tokens, index) {
            // A one-character verb is a verb only before a mark or a quotation ("小说" is a novel).
            (1..=4).rev().find_map(|len| {
                let end = index + len;
                let whole = end <= sentence.end && tokens[index..end].iter().all(Token::is_word);
                let word: String =
                    tokens.get(index..end).unwrap_or_default().iter().map(|token| token.lower.as_str()).collect();
                let class = cues.get(&word).filter(|_| whole)?;
                let stops = tokens.get(end).is_none_or(|next| !next.is_word());
                (len > 1 || stops).then_some((len, *class))
            })
        } else {
            let class = cues.get(&token.lower);
            class.or_else(|| cues.get(inverted_verb(&token.lower)?)).map(|class| (1, *class))
        };
        match step {
            Some((len, class)) => {
                found.push(Cue { start: index, end: index + len, label: class == CueClass::Label });
                index += len;
            }
            None => index += 1,
        }
    }
    found
}

/// The verb of French `dit-il`, `ajoute-t-elle`.
pub(super) fn inverted_verb(word: &str) -> Option<&str> {
    let verb = word.strip_suffix("-il").or_else(|| word.strip_suffix("-elle")).or_else(|| word.strip_suffix("-on"))?;
    Some(verb.strip_suffix("-t").unwrap_or(verb))
}
