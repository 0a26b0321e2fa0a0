//! The rules for other languages than English: quotations and clauses beside a reporting word.

use std::collections::HashMap;

use super::draft::{Draft, Paragraph};
use super::english::tidy;
use super::lexicon::CueClass;
use super::token::{Token, TokenKind, is_han};
use crate::text::Span;

/// The drafts of one paragraph in a language other than English, by the reporting words `cues`.
pub(super) fn drafts(text: &str, paragraph: &Paragraph, cues: &HashMap<String, CueClass>) -> Vec<Draft> {
    let tokens = &paragraph.tokens;
    let mut found = Vec::new();
    for sentence in &paragraph.sentences {
        let Some(place) = paragraph.place(sentence) else { continue };
        let Some((cue_start, cue_end)) = find_cue(tokens, sentence.clone(), cues) else { continue };
        let quotations: Vec<usize> = sentence.clone().filter(|&index| tokens[index].is_quotation()).collect();
        let sentence_like = |index: usize| {
            let long = paragraph.quotation(index).is_some_and(|quotation| quotation.inner.len() > 24);
            let introduced =
                index > 0 && (tokens[index - 1].is_mark(':') || tokens[index - 1].is_mark(',') && index > cue_end);
            let closed = paragraph
                .last_inside(text, index)
                .is_some_and(|last| matches!(last, '.' | ',' | '!' | '?' | '…' | '。' | '，' | '！' | '？'));
            let followed = tokens.get(index + 1).is_some_and(|next| next.is_mark(',') || next.is_mark('—'));
            introduced
                || closed
                || followed && index < cue_start
                || long && (index + 1 == sentence.end || index == sentence.start)
        };
        let chosen: Vec<usize> = quotations.iter().copied().filter(|&index| sentence_like(index)).collect();
        let source = source_near(
            tokens,
            sentence.clone(),
            cue_start,
            cue_end,
            chosen.first().is_some_and(|&first| first < cue_start),
        );
        let (spans, confidence) = if chosen.is_empty() {
            let Some(content) = clause_content(text, paragraph, sentence.clone(), cue_start, cue_end, &source) else {
                continue;
            };
            (vec![content], 0.55)
        } else {
            (chosen.iter().filter_map(|&index| tidy(text, paragraph.quotation(index)?.inner)).collect(), 0.8)
        };
        if spans.is_empty() {
            continue;
        }
        found.push(Draft {
            spans,
            cue: paragraph.place(&(cue_start..cue_end)),
            source: source.and_then(|source| paragraph.place(&source)),
            credit: None,
            sentence: place,
            confidence,
        });
    }
    found
}

/// The first reporting word of a sentence: a token, or up to four Han characters in a row.
fn find_cue(
    tokens: &[Token],
    sentence: std::ops::Range<usize>,
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
        } else if cues.contains_key(&token.lower) {
            return Some((index, index + 1));
        }
    }
    best
}

/// The words beside the reporting word that name the speaker.
fn source_near(
    tokens: &[Token],
    sentence: std::ops::Range<usize>,
    cue_start: usize,
    cue_end: usize,
    content_first: bool,
) -> Option<std::ops::Range<usize>> {
    let han = tokens[cue_start].lower.chars().next().is_some_and(is_han);
    if han {
        let start = (sentence.start..cue_start).rev().take_while(|&index| tokens[index].is_word()).last()?;
        return Some(start..cue_start);
    }
    let before = || {
        let end = cue_start
            - tokens[sentence.start..cue_start]
                .iter()
                .rev()
                .take_while(|token| token.is_word() && !token.capital && is_light(&token.lower))
                .count();
        let start = (sentence.start..end)
            .rev()
            .take_while(|&index| tokens[index].is_word() && !is_boundary(&tokens[index].lower))
            .last()?;
        (end - start <= 14).then_some(start..end)
    };
    let behind = || {
        let start = cue_end;
        let end = start
            + tokens[start..sentence.end]
                .iter()
                .take_while(|token| (token.is_word() || token.kind == TokenKind::Number) && !is_boundary(&token.lower))
                .take(12)
                .count();
        (start < end).then_some(start..end)
    };
    let source = if content_first { behind().or_else(before) } else { before().or_else(behind) }?;
    Some(source)
}

/// Small words between a subject and its verb.
fn is_light(word: &str) -> bool {
    matches!(
        word,
        "a" | "ha"
            | "han"
            | "hat"
            | "haben"
            | "habe"
            | "est"
            | "ont"
            | "avait"
            | "había"
            | "è"
            | "hanno"
            | "aveva"
            | "также"
            | "уже"
            | "не"
            | "ранее"
            | "se"
            | "lui"
            | "lo"
            | "le"
            | "la"
            | "también"
            | "aussi"
            | "auch"
            | "però"
            | "já"
            | "قد"
            | "لا"
    )
}

fn is_boundary(word: &str) -> bool {
    matches!(
        word,
        "что"
            | "как"
            | "и"
            | "но"
            | "а"
            | "que"
            | "qui"
            | "dass"
            | "und"
            | "aber"
            | "che"
            | "y"
            | "et"
            | "mais"
            | "pero"
            | "أن"
            | "إن"
            | "в"
            | "на"
            | "dans"
            | "lors"
            | "en"
            | "im"
            | "am"
            | "في"
            | "durante"
            | "pendant"
            | "nach"
            | "журналистам"
            | "комментируя"
            | "по"
            | "so"
            | "quando"
            | "cuando"
    )
}

/// What is said without quotation marks: behind "that", or before the reporting clause's comma.
fn clause_content(
    text: &str,
    paragraph: &Paragraph,
    sentence: std::ops::Range<usize>,
    cue_start: usize,
    cue_end: usize,
    source: &Option<std::ops::Range<usize>>,
) -> Option<Span> {
    let tokens = &paragraph.tokens;
    let that = (cue_end..sentence.end).find(|&index| {
        matches!(tokens[index].lower.as_str(), "что" | "que" | "dass" | "che" | "أن" | "إن" | "أنه" | "بأن" | "qu")
            || tokens[index].lower.starts_with("qu'")
            || tokens[index].lower.starts_with("أن")
    });
    if let Some(that) = that.filter(|that| that - cue_end < 14) {
        return tidy(text, paragraph.place(&(that..sentence.end))?);
    }
    let han = tokens[cue_start].lower.chars().next().is_some_and(is_han);
    if han {
        let start =
            cue_end + usize::from(tokens.get(cue_end).is_some_and(|token| token.is_mark(',') || token.is_mark(':')));
        return (start + 4 < sentence.end)
            .then(|| paragraph.place(&(start..sentence.end)))
            .flatten()
            .and_then(|span| tidy(text, span));
    }
    // "…, сообщил министр", "…, sagte die Ministerin"
    let clause_start = source.as_ref().map_or(cue_start, |source| source.start.min(cue_start));
    let comma =
        (sentence.start..clause_start).rev().find(|&index| tokens[index].is_mark(',') || tokens[index].is_mark('—'))?;
    let ends = (cue_end..sentence.end).all(|index| !tokens[index].is_mark(','));
    (clause_start - comma <= 3 && ends && comma > sentence.start + 3)
        .then(|| paragraph.place(&(sentence.start..comma)))
        .flatten()
        .and_then(|span| tidy(text, span))
}
