//! The rules for other languages than English: quotations and clauses beside a reporting word.

mod cue;
mod source;

use std::collections::HashMap;
use std::ops::Range;

use super::draft::{Draft, Paragraph};
use super::english::tidy;
use super::lexicon::CueClass;
use super::token::{Token, TokenKind, is_han};
use crate::outlet::Outlets;
use crate::speaker::gender;
use crate::text::Span;
use cue::{Cue, find_cue, find_cues, is_han_word};
use source::{han_source, source_near};

/// The drafts of one paragraph in a language other than English, by the reporting words `cues`.
pub(super) fn drafts(text: &str, paragraph: &Paragraph, cues: &HashMap<String, CueClass>) -> Vec<Draft> {
    let tokens = &paragraph.tokens;
    let mut found = Vec::new();
    for sentence in &sentences(paragraph, cues) {
        let Some(place) = paragraph.place(sentence) else { continue };
        let before = found.len();
        found.extend(interrupted(text, paragraph, sentence, cues));
        if found.len() > before {
            continue;
        }
        if let Some(draft) = according_to(text, paragraph, sentence, place) {
            found.push(draft);
            continue;
        }
        if sentence.clone().any(|index| tokens[index].is_quotation()) {
            found.extend(quoted(text, paragraph, sentence, place, cues));
            if found.len() > before {
                continue;
            }
        }
        let Some((cue_start, cue_end)) = find_cue(tokens, sentence.clone(), cues) else { continue };
        let word: String = tokens[cue_start..cue_end].iter().map(|token| token.lower.as_str()).collect();
        if cues.get(&word) == Some(&CueClass::Label) {
            continue;
        }
        let behind_comma =
            cue_start > sentence.start && (tokens[cue_start - 1].is_mark(',') || tokens[cue_start - 1].is_mark('—'));
        let clause_before = behind_comma
            && !is_apposition(tokens, sentence, cue_start)
            && that_behind(tokens, sentence, cue_end).is_none();
        let source = source_near(text, tokens, sentence, cue_start, cue_end, clause_before);
        let Some(content) = clause_content(text, paragraph, sentence, cue_start, cue_end, source.as_ref()) else {
            continue;
        };
        found.push(Draft {
            spans: vec![content],
            cue: paragraph.place(&(cue_start..cue_end)),
            source: source.and_then(|source| paragraph.place(&source)),
            credit: None,
            sentence: place,
            confidence: 0.55,
        });
    }
    found
}

/// The sentences of a paragraph: a full stop ends one in scripts without capitals too, and a report behind a closed
/// quotation (“……。”他说。) belongs to it.
fn sentences(paragraph: &Paragraph, cues: &HashMap<String, CueClass>) -> Vec<Range<usize>> {
    let tokens = &paragraph.tokens;
    let mut found: Vec<Range<usize>> = Vec::new();
    for sentence in &paragraph.sentences {
        let mut start = sentence.start;
        for index in sentence.clone() {
            let next = tokens.get(index + 1).filter(|_| index + 1 < sentence.end);
            let uncased = |token: &Token| matches!(token.lower.chars().next(), Some('\u{600}'..='\u{6FF}'));
            if tokens[index].is_mark('.') && next.is_some_and(|next| next.is_word() && uncased(next)) {
                found.push(start..index + 1);
                start = index + 1;
            }
        }
        let rest = start..sentence.end;
        let reports = rest.len() <= 16
            && is_han_word(tokens, rest.start)
            && !rest.clone().any(|index| tokens[index].is_quotation())
            && !find_cues(tokens, rest.clone(), cues).is_empty();
        match found.last_mut() {
            Some(last) if reports && last.end == rest.start && tokens[last.end - 1].is_quotation() => {
                last.end = rest.end;
            }
            _ => found.push(rest),
        }
    }
    found
}

/// `El ministro, Felipe Arango, anunció`: what stands between the commas is a name, and no clause before it.
fn is_apposition(tokens: &[Token], sentence: &Range<usize>, cue: usize) -> bool {
    let comma = cue - 1;
    let before = (sentence.start..comma).rev().find(|&index| tokens[index].is_mark(','));
    before.is_some_and(|before| comma - before < 7 && tokens.get(before + 1).is_some_and(|token| token.capital))
}

/// The quotations of a sentence, each with the nearest cue.
fn quoted(
    text: &str,
    paragraph: &Paragraph,
    sentence: &Range<usize>,
    place: Span,
    cues: &HashMap<String, CueClass>,
) -> Vec<Draft> {
    let tokens = &paragraph.tokens;
    let all = find_cues(tokens, sentence.clone(), cues);
    let mut groups: Vec<(Cue, Vec<usize>)> = Vec::new();
    for index in sentence.clone().filter(|&index| tokens[index].is_quotation()) {
        let nearest = all.iter().copied().min_by_key(|cue| distance(tokens, index, cue));
        let Some(cue) = nearest.filter(|cue| distance(tokens, index, cue) < FAR) else { continue };
        let spoken = is_spoken(text, paragraph, sentence, index, cue.start, cue.end) || cue.label && cue.start < index;
        if !spoken {
            continue;
        }
        match groups.iter_mut().find(|(other, _)| *other == cue) {
            Some((_, chosen)) => chosen.push(index),
            None => groups.push((cue, vec![index])),
        }
    }
    let mut found: Vec<Draft> = groups
        .into_iter()
        .filter_map(|(cue, chosen)| {
            let spans: Vec<Span> =
                chosen.iter().filter_map(|&index| tidy(text, paragraph.quotation(index)?.inner)).collect();
            let content_first = chosen.first().is_some_and(|&first| first < cue.start);
            // The speaker stands between the marks that the cue stands between.
            let left = (sentence.start..cue.start).rev().find(|&index| is_wall(&tokens[index]));
            let right = (cue.end..sentence.end).find(|&index| is_wall(&tokens[index]));
            let clause = left.map_or(sentence.start, |left| left + 1)..right.unwrap_or(sentence.end);
            let source = if is_han_word(tokens, cue.start) {
                let own = han_source(tokens, sentence, cue.start);
                // 设计师阮青说，她希望……: the pronoun stands for the subject of the cue before.
                let pronoun = own
                    .as_ref()
                    .is_some_and(|own| matches!(tokens[own.start].lower.as_str(), "他" | "她") && own.len() == 1);
                let before = all.iter().rfind(|other| other.end <= cue.start).filter(|_| pronoun);
                before.and_then(|other| han_source(tokens, sentence, other.start)).or(own)
            } else {
                source_near(text, tokens, &clause, cue.start, cue.end, content_first)
            };
            (!spans.is_empty()).then(|| Draft {
                spans,
                cue: paragraph.place(&(cue.start..cue.end)),
                source: source.and_then(|source| paragraph.place(&source)),
                credit: None,
                sentence: place,
                confidence: 0.8,
            })
        })
        .collect();
    if found.is_empty() {
        found.extend(introduced(text, paragraph, sentence, place));
    }
    found
}

/// A cue farther away than so many tokens belongs to something else.
const FAR: usize = 30;

/// How far a quotation is from a cue: marks that end a clause or another quotation between them count for many words.
fn distance(tokens: &[Token], quotation: usize, cue: &Cue) -> usize {
    let between = if cue.end <= quotation { cue.end..quotation } else { quotation + 1..cue.start };
    let walls = tokens[between.clone()].iter().filter(|token| is_wall(token)).count();
    // A cue behind a quotation follows at once.
    let most = if is_han_word(tokens, cue.start) { 18 } else { 4 };
    let behind = if cue.start > quotation && between.len() > most { 20 } else { 0 };
    between.len() + 12 * walls + behind
}

/// What parts the clauses of two reports.
fn is_wall(token: &Token) -> bool {
    token.is_quotation() || matches!(token.kind, TokenKind::Mark('.' | '!' | '?' | '…' | '。' | ';'))
}

/// `Il capitano era più prudente: «…»`: a name, a colon and what it says.
fn introduced(text: &str, paragraph: &Paragraph, sentence: &Range<usize>, place: Span) -> Option<Draft> {
    let tokens = &paragraph.tokens;
    let index =
        sentence.clone().skip(1).find(|&index| tokens[index].is_quotation() && tokens[index - 1].is_mark(':'))?;
    let span = tidy(text, paragraph.quotation(index)?.inner)?;
    let named = |index: usize| tokens[index].is_word() && tokens[index].capital && !is_han_word(tokens, index);
    let known = |at: usize| gender(&tokens[at].lower).is_some();
    let start = (sentence.start..index).find(|&at| named(at) && known(at) && at + 1 < index && named(at + 1))?;
    let end = (start..index).find(|&at| !named(at)).unwrap_or(index);
    (span.len() > 12).then(|| Draft {
        spans: vec![span],
        cue: None,
        source: paragraph.place(&(start..end)),
        credit: None,
        sentence: place,
        confidence: 0.5,
    })
}

/// Whether a quotation beside a cue is what was said, not a title or a scare quote.
fn is_spoken(
    text: &str,
    paragraph: &Paragraph,
    sentence: &Range<usize>,
    index: usize,
    cue_start: usize,
    cue_end: usize,
) -> bool {
    let tokens = &paragraph.tokens;
    let long = paragraph.quotation(index).is_some_and(|quotation| quotation.inner.len() > 24);
    let introduced = index > 0 && (tokens[index - 1].is_mark(':') || tokens[index - 1].is_mark(',') && index > cue_end);
    let closed = paragraph
        .last_inside(text, index)
        .is_some_and(|last| matches!(last, '.' | ',' | '!' | '?' | '…' | '。' | '，' | '！' | '？'));
    let next = tokens.get(index + 1);
    let followed =
        next.is_some_and(|next| next.is_mark(',') || next.is_mark('—') || next.is_mark('-')) && index < cue_start;
    let particle = next.is_some_and(|next| next.is("と")) && index < cue_start;
    introduced || closed || followed || particle || long && (index + 1 == sentence.end || index == sentence.start)
}

/// A quotation that its cue interrupts inside the marks: `«Раз, — сказал он. — Два».`
fn interrupted(
    text: &str,
    paragraph: &Paragraph,
    sentence: &Range<usize>,
    cues: &HashMap<String, CueClass>,
) -> Vec<Draft> {
    let mut found = Vec::new();
    for index in sentence.clone() {
        let Some(quotation) = paragraph.quotation(index) else { continue };
        let inside = super::token::tokens(text, quotation.inner, &[]);
        let is_dash = |token: &Token| token.is_mark('—') || token.is_mark('-');
        let Some(open) = inside
            .windows(2)
            .position(|pair| matches!(pair[0].kind, TokenKind::Mark(',' | '!' | '?' | '…' | '.')) && is_dash(&pair[1]))
        else {
            continue;
        };
        let clause = open + 2;
        let Some(length) = inside[clause..].iter().take(14).position(is_dash) else { continue };
        let close = clause + length;
        let Some(cue) = (clause..close).find(|&at| cues.contains_key(&inside[at].lower)) else { continue };
        let words: Vec<usize> = (clause..close).filter(|&at| at != cue && inside[at].is_word()).collect();
        let source = match (words.first(), words.last()) {
            (Some(&first), Some(&last)) => Some(Span::new(inside[first].span.start, inside[last].span.end)),
            _ => None,
        };
        let first = Span::new(quotation.inner.start, inside[open].span.end);
        let second = Span::new(inside[close].span.end, quotation.inner.end);
        let spans: Vec<Span> = [first, second].into_iter().filter_map(|span| tidy(text, span)).collect();
        let Some(place) = paragraph.place(sentence) else { continue };
        if !spans.is_empty() {
            found.push(Draft {
                spans,
                cue: Some(inside[cue].span),
                source,
                credit: None,
                sentence: place,
                confidence: 0.8,
            });
        }
    }
    found
}

/// `По словам Вережниковой, …`, `Selon le syndicat, …`, `Nach Angaben des Instituts …`.
fn according_to(text: &str, paragraph: &Paragraph, sentence: &Range<usize>, place: Span) -> Option<Draft> {
    let tokens = &paragraph.tokens;
    let word = |index: usize| tokens.get(index).map_or("", |token| token.lower.as_str());
    let at = sentence.start;
    let cue_end = match (word(at), word(at + 1)) {
        ("по", "словам" | "данным" | "мнению" | "информации" | "оценке") => at + 2,
        ("как", _) => return None,
        ("selon" | "según" | "segundo" | "secondo" | "laut" | "d'après" | "conforme" | "وفقا" | "بحسب", _) => {
            at + 1
        }
        ("nach", "angaben" | "worten" | "einschätzung" | "ansicht") => at + 2,
        ("de", "acuerdo") if word(at + 2) == "con" => at + 3,
        ("de", "acordo") if word(at + 2) == "com" => at + 3,
        _ => return None,
    };
    let comma = (cue_end..sentence.end.min(cue_end + 20)).find(|&index| tokens[index].is_mark(','));
    let (source, start) = if let Some(comma) = comma {
        (cue_end..comma, comma + 1)
    } else {
        // German sets no comma: the verb follows the source.
        let verb = (cue_end + 1..sentence.end).find(|&index| {
            matches!(
                word(index),
                "soll" | "sollen" | "ist" | "sind" | "wird" | "werden" | "hat" | "haben" | "war" | "waren"
            )
        })?;
        (cue_end..verb, verb)
    };
    let content = tidy(text, paragraph.place(&(start..sentence.end))?)?;
    Some(Draft {
        spans: vec![content],
        cue: paragraph.place(&(at..cue_end)),
        source: paragraph.place(&source),
        credit: None,
        sentence: place,
        confidence: 0.6,
    })
}

/// The word for "that" behind a cue.
fn that_behind(tokens: &[Token], sentence: &Range<usize>, cue_end: usize) -> Option<usize> {
    (cue_end..sentence.end).find(|&index| {
        let word = tokens[index].lower.as_str();
        matches!(word, "что" | "que" | "dass" | "che" | "أن" | "إن" | "أنه" | "بأن")
            || word.starts_with("qu'")
            || word.starts_with("أن")
    })
}

/// What is said without quotation marks: behind "that", or before the reporting clause's comma.
fn clause_content(
    text: &str,
    paragraph: &Paragraph,
    sentence: &Range<usize>,
    cue_start: usize,
    cue_end: usize,
    source: Option<&Range<usize>>,
) -> Option<Span> {
    let tokens = &paragraph.tokens;
    let that = that_behind(tokens, sentence, cue_end);
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
    let clause_start = source.map_or(cue_start, |source| source.start.min(cue_start));
    let comma =
        (sentence.start..clause_start).rev().find(|&index| tokens[index].is_mark(',') || tokens[index].is_mark('—'))?;
    let ends = (cue_end..sentence.end).all(|index| !tokens[index].is_mark(','));
    // `…, и она продолжает работу`: two clauses side by side.
    let joined =
        matches!(tokens[comma + 1].lower.as_str(), "и" | "а" | "но" | "y" | "et" | "und" | "aber" | "pero" | "mais");
    if joined {
        return None;
    }
    (clause_start - comma <= 3 && ends && comma > sentence.start + 3)
        .then(|| paragraph.place(&(dateline_end(text, tokens, sentence)..comma)))
        .flatten()
        .and_then(|span| tidy(text, span))
}

/// Where a sentence begins behind its agency: `ИНТЕРФАКС – Экспорт вырос`.
fn dateline_end(text: &str, tokens: &[Token], sentence: &Range<usize>) -> usize {
    let dash = (sentence.start + 1..sentence.end.min(sentence.start + 8)).find(|&index| tokens[index].is_mark('—'));
    let agency = |index: usize| {
        let name = tokens[index - 1].span.of(text).unwrap_or_default();
        Outlets::in_use().by_name(name).is_some()
    };
    dash.filter(|&index| agency(index)).map_or(sentence.start, |index| index + 1)
}
