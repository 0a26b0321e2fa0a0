//! Drafts by rules: what the grammar of reports finds in each paragraph, and what quotations without a cue belong to.

use super::draft::{Draft, Paragraph};
use super::lexicon;
use crate::text::{Span, paragraphs};

/// A draft with the number of its paragraph.
pub(super) struct Placed {
    pub draft: Draft,
    pub paragraph: usize,
}

/// Paragraphs longer than this many bytes are read in parts, cut between sentences: real ones are
/// shorter, and what the rules compare inside a paragraph then stays bounded.
const LONGEST_PARAGRAPH_BYTES: usize = 4_000;

/// The paragraphs of an English text with the rules' drafts in each.
#[cfg(any(test, feature = "bench", feature = "training"))]
pub(crate) fn draft_paragraphs(text: &str) -> (Vec<Paragraph>, Vec<Vec<Draft>>) {
    let paragraphs = read_paragraphs(text);
    let mut found: Vec<Vec<Draft>> = paragraphs.iter().map(|_| Vec::new()).collect();
    for placed in drafts(text, &paragraphs, "en") {
        found[placed.paragraph].push(placed.draft);
    }
    (paragraphs, found)
}

/// The paragraphs of a text, long ones in parts.
pub(super) fn read_paragraphs(text: &str) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    for paragraph in paragraphs(text) {
        for part in parts(text, paragraph) {
            let open_before = found.last().is_some_and(Paragraph::ends_open);
            found.push(Paragraph::new(text, part, open_before));
        }
    }
    found
}

/// A paragraph in parts of at most [`LONGEST_PARAGRAPH_BYTES`].
fn parts(text: &str, paragraph: Span) -> Vec<Span> {
    if paragraph.len() <= LONGEST_PARAGRAPH_BYTES {
        return vec![paragraph];
    }
    let mut found: Vec<Span> = Vec::new();
    for sentence in crate::text::sentences(text, paragraph) {
        match found.last_mut() {
            Some(part) if sentence.end - part.start <= LONGEST_PARAGRAPH_BYTES => part.end = sentence.end,
            _ => found.extend(pieces(text, sentence)),
        }
    }
    found
}

/// A sentence without end, cut between characters.
fn pieces(text: &str, sentence: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = sentence.start;
    while sentence.end - start > LONGEST_PARAGRAPH_BYTES {
        let end = text.floor_char_boundary(start + LONGEST_PARAGRAPH_BYTES);
        found.push(Span::new(start, end));
        start = end;
    }
    found.push(Span::new(start, sentence.end));
    found
}

/// The drafts of all paragraphs, with quotations that have no cue of their own joined to the draft
/// they continue, or made drafts without a cue.
pub(super) fn drafts(text: &str, paragraphs: &[Paragraph], lang: &str) -> Vec<Placed> {
    let foreign = (lang != "en").then(|| lexicon::cues(lang)).flatten();
    let mut placed: Vec<Placed> = Vec::new();
    let mut pending: Option<Draft> = None;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let mut found = match foreign {
            Some(cues) => super::foreign::drafts(text, paragraph, cues),
            None => super::english::drafts(text, paragraph),
        };
        let introduced = pending.take();
        found.extend(signed_quotations(text, paragraph, &found));
        join_lone_quotations(text, paragraph, introduced, !placed.is_empty(), &mut found);
        pending = introduction(paragraph, lang);
        found.sort_by_key(|draft| draft.spans.first().map(|span| span.start));
        placed.extend(found.into_iter().map(|draft| Placed { draft, paragraph: number }));
    }
    placed
}

/// A paragraph that ends with a cue and a colon introduces the quotation in the next one.
fn introduction(paragraph: &Paragraph, lang: &str) -> Option<Draft> {
    let last = paragraph.tokens.last()?;
    if !last.is_mark(':') || lang != "en" {
        return None;
    }
    let sentence = paragraph.sentences.last()?.clone();
    let english = lexicon::cues("en")?;
    let cue = sentence
        .clone()
        .rev()
        .find(|&index| english.contains_key(&paragraph.tokens[index].lower) && paragraph.tokens[index].is_word())?;
    let source = super::clause::subject_before(&paragraph.tokens, sentence.start, cue)
        .or_else(|| super::clause::noun_phrase_at(&paragraph.tokens, sentence.start, cue));
    Some(Draft {
        spans: Vec::new(),
        cue: Some(paragraph.tokens[cue].span),
        source: source.and_then(|source| paragraph.place(&source)),
        credit: None,
        sentence: paragraph.place(&sentence)?,
        confidence: 0.85,
    })
}

/// Quotations with a name behind a dash: `“…” — Carla Sanchez`.
fn signed_quotations(text: &str, paragraph: &Paragraph, claimed: &[Draft]) -> Vec<Draft> {
    let tokens = &paragraph.tokens;
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if !token.is_quotation() || !tokens.get(index + 1).is_some_and(|next| next.is_mark('—') || next.is_mark('-'))
        {
            continue;
        }
        let name_end = (index + 2..tokens.len().min(index + 8))
            .find(|&at| !(tokens[at].is_word() && tokens[at].capital))
            .unwrap_or(tokens.len());
        let ends = tokens.get(name_end).is_none_or(|next| !next.is_word() && !next.is_mark('—'));
        let Some(span) = paragraph.quotation(index).and_then(|quotation| super::english::tidy(text, quotation.inner))
        else {
            continue;
        };
        let taken = claimed.iter().any(|draft| draft.spans.iter().any(|piece| piece.overlaps(span)));
        if name_end <= index + 2 || !ends || taken || span.len() < 12 {
            continue;
        }
        found.push(Draft {
            spans: vec![span],
            cue: None,
            source: paragraph.place(&(index + 2..name_end)),
            credit: None,
            sentence: Span::new(token.span.start, tokens[name_end - 1].span.end),
            confidence: 0.8,
        });
    }
    found
}

/// Quotations that no cue claimed: they go on with the draft before them in the paragraph; a paragraph
/// that begins with one goes on with the speaker before it.
fn join_lone_quotations(
    text: &str,
    paragraph: &Paragraph,
    introduced: Option<Draft>,
    may_continue: bool,
    found: &mut Vec<Draft>,
) {
    let claimed =
        |span: Span, drafts: &[Draft]| drafts.iter().any(|draft| draft.spans.iter().any(|piece| piece.overlaps(span)));
    let mut introduced = introduced;
    for sentence in &paragraph.sentences {
        let words = paragraph.tokens[sentence.clone()].iter().filter(|token| token.is_word()).count();
        for index in sentence.clone() {
            let Some(quotation) = paragraph.quotation(index) else { continue };
            let Some(span) = super::english::tidy(text, quotation.inner) else { continue };
            if claimed(span, found) {
                continue;
            }
            let sentence_like = paragraph
                .last_inside(text, index)
                .is_some_and(|last| matches!(last, '.' | '!' | '?' | '…' | ',' | '。' | '！' | '？' | '—'))
                || !quotation.closed;
            let alone = words == 0;
            let first = index == 0;
            if !(alone || sentence_like && span.len() > 40) {
                continue;
            }
            if let Some(mut draft) = introduced.take().filter(|_| first || alone) {
                draft.spans.push(span);
                found.push(draft);
                continue;
            }
            let before = found
                .iter_mut()
                .filter(|draft| draft.spans.last().is_some_and(|last| last.end <= span.start))
                .max_by_key(|draft| draft.spans.last().map(|last| last.end));
            if let Some(before) = before {
                if alone {
                    before.spans.push(span);
                } else {
                    let mut draft = before.clone();
                    draft.spans = vec![span];
                    draft.confidence = 0.5;
                    draft.cue = None;
                    found.push(draft);
                }
                continue;
            }
            let whole = paragraph.tokens.iter().all(|token| !token.is_word());
            if may_continue && first && (whole || alone) {
                found.push(Draft {
                    spans: vec![span],
                    cue: None,
                    source: None,
                    credit: None,
                    sentence: paragraph.span,
                    confidence: 0.7,
                });
            }
        }
    }
}
