//! Where the content of an English report begins and ends.

use std::ops::Range;

use super::super::draft::Paragraph;
use super::super::lexicon::{
    CueClass, is_adverb, is_determiner, is_object_pronoun, is_preposition, is_subject_pronoun, is_subordinator, is_time,
};
use super::super::token::{Token, TokenKind};
use super::cue::Cue;
use crate::text::Span;

/// Whether what follows from `at` to the end of the sentence only says when, where or how it was said.
pub(super) fn is_adjunct(tokens: &[Token], at: usize, end: usize) -> bool {
    let Some(token) = tokens.get(at).filter(|_| at < end) else { return true };
    if !token.is_word() {
        return !token.is_quotation() && !token.is_mark(':');
    }
    is_time(&token.lower)
        || is_preposition(&token.lower)
        || is_adverb(&token.lower)
        || matches!(
            token.lower.as_str(),
            "as" | "when"
                | "while"
                | "who"
                | "and"
                | "but"
                | "because"
                | "last"
                | "this"
                | "one"
                | "late"
                | "early"
                | "repeatedly"
                | "again"
                | "reporters"
        )
}

/// Where content behind a cue begins: past addressee, time, place and manner. `None` when there is none.
pub(super) fn content_start(tokens: &[Token], cue: &Cue, end: usize) -> Option<usize> {
    let mut at = cue.after;
    let limit = end.min(at + 28);
    while at < limit
        && (tokens[at].is_mark(',') && tokens.get(at + 1).is_some_and(Token::is_quotation)
            || is_adverb(&tokens[at].lower)
                && !tokens[at].is_quotation()
                && tokens[at].is_word()
                && matches!(cue.class, CueClass::Clause)
                && tokens.get(at + 1).is_some_and(|next| next.is("that")))
    {
        at += 1;
    }
    let first = tokens.get(at).filter(|_| at < end)?;
    if first.is_quotation() || first.is("that") {
        return Some(at);
    }
    if first.is_mark(':') {
        return (at + 1 < end).then_some(at + 1);
    }
    let ahead = |wanted: &dyn Fn(&Token) -> bool| (at..limit).find(|&index| wanted(&tokens[index]));
    match cue.class {
        CueClass::Tell => {
            if let Some(that) = ahead(&|token| token.is("that") || token.is_quotation() || token.is_mark(':')) {
                return Some(that + usize::from(tokens[that].is_mark(':')));
            }
            // "told him he would go", "told reporters the plan failed"
            let addressee = if is_object_pronoun(&first.lower) { at + 1 } else { addressee_end(tokens, at, end) };
            let next = tokens.get(addressee).filter(|_| addressee < end)?;
            (next.is_word() && !is_adjunct(tokens, addressee, end) || next.is("to")).then_some(addressee)
        }
        CueClass::Ask => {
            Some(if is_object_pronoun(&first.lower) && !first.is("her") { (at + 1).min(end - 1) } else { at })
        }
        CueClass::Infinitive => {
            let to = ahead(&|token| token.is("to") || token.is("that") || token.is_quotation())?;
            // The addressee is the subject of what is asked of it.
            Some(if tokens[cue.tokens.start].lower.starts_with("urg") || to == at { at } else { to.min(at) })
        }
        CueClass::Object | CueClass::Label => (first.is_word() || first.kind == TokenKind::Number).then_some(at),
        CueClass::Clause | CueClass::Quoted => {
            if first.is_mark(',') {
                // "said, however, that", "said, citing figures, that"
                let that = ahead(&|token| token.is("that") || token.is_quotation())?;
                return (that - at < 14).then_some(that);
            }
            if is_adjunct(tokens, at, end) && !(first.is("this") || first.is("one")) {
                let that = ahead(&|token| token.is("that") || token.is_quotation() || token.is_mark(':'));
                if let Some(that) = that {
                    let sure = tokens[that].is("that")
                        || tokens[that].is_mark(':')
                        || tokens[that - 1].is_mark(',')
                        || !tokens[that - 1].is_word()
                        || that - at < 9;
                    if sure {
                        return Some(that + usize::from(tokens[that].is_mark(':')));
                    }
                }
                return after_adjunct(tokens, at, end);
            }
            Some(at)
        }
    }
}

/// Past "on Tuesday", "in a statement", "Tuesday night" to where a clause begins, if one does.
pub(super) fn after_adjunct(tokens: &[Token], start: usize, end: usize) -> Option<usize> {
    let mut at = start;
    let mut preposition = false;
    while at < end && at - start < 9 {
        let token = &tokens[at];
        if !token.is_word() && token.kind != TokenKind::Number {
            return None;
        }
        if at > start && is_subject_pronoun(&token.lower) && !token.is("you") {
            return Some(at);
        }
        let only_time = (start..at).all(|index| {
            is_time(&tokens[index].lower)
                || tokens[index].is("on")
                || is_adverb(&tokens[index].lower)
                || tokens[index].is("last")
        });
        if at > start
            && only_time
            && !is_time(&token.lower)
            && !is_preposition(&token.lower)
            && !is_subordinator(&token.lower)
            && !token.is("and")
            && token.is_word()
            && !is_adverb(&token.lower)
        {
            return Some(at);
        }
        preposition |= is_preposition(&token.lower);
        at += 1;
    }
    let _ = preposition;
    None
}

pub(super) fn addressee_end(tokens: &[Token], start: usize, end: usize) -> usize {
    let mut at = start;
    if tokens.get(at).is_some_and(|token| is_determiner(&token.lower)) {
        at += 1;
    }
    while at < end && tokens[at].is_word() && tokens[at].capital && at - start < 6 {
        at += 1;
    }
    if at == start || is_determiner(&tokens[at - 1].lower) {
        at += 1;
    }
    while at < end
        && (is_time(&tokens[at].lower)
            || tokens[at].is("on") && tokens.get(at + 1).is_some_and(|next| is_time(&next.lower)))
    {
        at += 1;
    }
    at.min(end)
}

/// The content that stands before source and cue: `"A," he said` or `A, he said`.
pub(super) fn content_before(
    paragraph: &Paragraph,
    sentence: &Range<usize>,
    cue: &Cue,
    covered_to: usize,
) -> Option<Range<usize>> {
    let tokens = &paragraph.tokens;
    let start = cue.start();
    // A report at the end of a sentence frames the whole of it: "Xi said …, CCTV reported."
    let frames = start > sentence.start
        && tokens[start - 1].is_mark(',')
        && is_adjunct(tokens, cue.end(), sentence.end)
        && covered_to + 1 >= start;
    let low = if frames { sentence.start } else { sentence.start.max(covered_to) };
    if start <= low || cue.participle && !cue.according {
        return None;
    }
    let mut end = start;
    // "A," the senator, who chairs the committee, said: the clause begins with its subject.
    let joint = &tokens[end - 1];
    let quoted = joint.is_quotation();
    let marked = joint.is_mark(',') || joint.is_mark('—') || joint.is_mark('?') || joint.is_mark('!');
    if !quoted && !marked && !cue.according {
        return None;
    }
    if quoted {
        return Some(low..end);
    }
    while end > low
        && !tokens[end - 1].is_word()
        && !tokens[end - 1].is_quotation()
        && tokens[end - 1].kind != TokenKind::Number
    {
        end -= 1;
    }
    // An introductory phrase is no content: "On Tuesday, he said".
    let quoting = tokens[low..end].iter().any(Token::is_quotation);
    let words = tokens[low..end].iter().filter(|token| token.is_word()).count() + if quoting { 3 } else { 0 };
    let introductory = tokens.get(low).is_some_and(|first| {
        is_preposition(&first.lower) || is_subordinator(&first.lower) || is_adverb(&first.lower) || first.is("asked")
    });
    let closed = is_adjunct(tokens, cue.end(), sentence.end);
    if words < 3 || introductory && words < 6 && !closed {
        return None;
    }
    (low < end).then_some(low..end)
}

/// What goes on behind an inserted clause: `…, he said, …`.
pub(super) fn resumed(tokens: &[Token], cue: &Cue, end: usize, quoted: bool) -> Option<Range<usize>> {
    let from = cue.end();
    if quoted {
        let quotation = (from..end.min(from + 18)).find(|&index| tokens[index].is_quotation())?;
        let joint = &tokens[quotation - 1];
        let clean = (from..quotation)
            .all(|index| !matches!(tokens[index].lower.as_str(), "calling" | "that" | "called" | "adding"));
        return (!joint.is_word() && clean).then_some(quotation..quotation + 1);
    }
    if !tokens.get(from).filter(|_| from < end)?.is_mark(',') {
        return None;
    }
    let next = tokens.get(from + 1).filter(|_| from + 1 < end)?;
    if next.lower.ends_with("ing")
        || matches!(next.lower.as_str(), "who" | "which" | "according" | "citing" | "a" | "an" | "the" | "adding")
        || next.capital
    {
        return None;
    }
    Some(from + 1..end)
}

/// Where content that began at `start` ends: before the next report of the sentence, else with it.
pub(super) fn content_end(
    tokens: &[Token],
    paragraph: &Paragraph,
    cue: &Cue,
    start: usize,
    sentence_end: usize,
    later: &[Cue],
) -> usize {
    let mut end = sentence_end;
    for next in later {
        let from = next.start().max(next.tokens.start.min(next.start()));
        let cut = if next.participle {
            next.tokens.start
        } else if next.source == cue.source || next.source.is_none() {
            // "said A and added B"
            next.tokens.start
        } else {
            from
        };
        if cut <= start || cut > sentence_end {
            continue;
        }
        let joint = &tokens[cut - 1];
        let shares_subject = next.source == cue.source && joint.is("and");
        let trailing = joint.is_mark(',') || joint.is_quotation();
        let closes = is_adjunct(tokens, next.end(), sentence_end)
            && !next.participle
            && trailing
            && later_content_is_empty(tokens, next, sentence_end);
        let pronoun_again = (joint.is("and") || joint.is("but"))
            && next.source.as_ref().is_some_and(|source| {
                source.len() == 1
                    && is_subject_pronoun(&tokens[source.start].lower)
                    && cut >= start + 3
                    && tokens.get(cut - 2).is_some_and(|token| token.is_mark(',') || token.is_quotation())
            });
        if shares_subject || next.participle && trailing || closes || next.according && trailing || pronoun_again {
            end = cut;
            break;
        }
    }
    // A direct quotation that fills its place ends there: `said, "A," and left`.
    if let Some(quotation) = paragraph.quotation(start) {
        let next = tokens.get(start + 1).filter(|_| start + 1 < end);
        let stops = next.is_none_or(|next| {
            !next.is_word()
                || matches!(
                    next.lower.as_str(),
                    "and" | "but" | "when" | "while" | "as" | "after" | "before" | "in" | "on" | "at" | "during" | "to"
                )
                || is_time(&next.lower)
        });
        let long = quotation.inner.len() > 60;
        if stops && (long || next.is_none_or(|next| !next.is_word())) {
            return start + 1;
        }
    }
    if cue.class == CueClass::Label
        && let Some(quotation) = (start..end).find(|&index| tokens[index].is_quotation())
        && tokens.get(quotation + 1).is_none_or(|next| {
            !next.is_word() && !next.is_quotation()
                || matches!(next.lower.as_str(), "and" | "but" | "in" | "on" | "at" | "during" | "after")
                || is_time(&next.lower)
        })
    {
        return quotation + 1;
    }
    if matches!(cue.class, CueClass::Object | CueClass::Label) {
        let comma = (start + 1..end).find(|&index| {
            tokens[index].is_mark(',')
                && tokens.get(index + 1).is_some_and(|next| {
                    next.lower.ends_with("ing")
                        || matches!(next.lower.as_str(), "and" | "but" | "who" | "which" | "while" | "as" | "saying")
                })
        });
        if let Some(comma) = comma {
            end = comma;
        }
    }
    while end > start && matches!(tokens[end - 1].lower.as_str(), "and" | "but") {
        end -= 1;
    }
    end
}

pub(super) fn later_content_is_empty(tokens: &[Token], cue: &Cue, end: usize) -> bool {
    content_start(tokens, cue, end).is_none() || cue.inverted
}

/// Token ranges as places in the text, without the marks at their ends; whole quotations without their marks.
pub(in crate::statement) fn contents(text: &str, paragraph: &Paragraph, pieces: &[Range<usize>]) -> Vec<Span> {
    let mut spans = Vec::new();
    for piece in pieces {
        let mut range = piece.clone();
        while range.start < range.end
            && matches!(paragraph.tokens[range.start].kind, TokenKind::Mark(mark) if mark != '(' && mark != '$' && mark != '[')
        {
            range.start += 1;
        }
        while range.start < range.end
            && matches!(paragraph.tokens[range.end - 1].kind, TokenKind::Mark(mark) if !matches!(mark, ')' | '?' | '!' | '%' | ']'))
        {
            range.end -= 1;
        }
        let all_quoted = range
            .clone()
            .all(|index| !paragraph.tokens[index].is_word() && paragraph.tokens[index].kind != TokenKind::Number);
        if all_quoted {
            spans.extend(
                range
                    .filter_map(|index| paragraph.quotation(index))
                    .filter_map(|quotation| tidy(text, quotation.inner)),
            );
        } else if let Some(place) = paragraph.place(&range) {
            spans.extend(tidy(text, place));
        }
    }
    spans
}

/// A content without space, commas, full stops and quotation marks at its ends.
pub(in crate::statement) fn tidy(text: &str, span: Span) -> Option<Span> {
    let piece = span.of(text)?;
    let edge = |character: char| {
        character.is_whitespace()
            || matches!(
                character,
                ',' | '"'
                    | '“'
                    | '”'
                    | '„'
                    | '‟'
                    | '«'
                    | '»'
                    | '，'
                    | '；'
                    | ';'
                    | ':'
                    | '：'
                    | '。'
                    | '.'
                    | '」'
                    | '「'
                    | '\u{feff}'
            )
    };
    let start = span.end - piece.trim_start_matches(edge).len();
    let end = start + text[start..span.end].trim_end_matches(edge).len();
    (start < end && text[start..end].chars().any(char::is_alphanumeric)).then(|| Span::new(start, end))
}
