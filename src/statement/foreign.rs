//! The rules for other languages than English: quotations and clauses beside a reporting word.

use std::collections::HashMap;
use std::ops::Range;

use super::draft::{Draft, Paragraph};
use super::english::tidy;
use super::lexicon::CueClass;
use super::token::{Token, TokenKind, is_han};
use crate::outlet::Outlets;
use crate::text::Span;

/// The drafts of one paragraph in a language other than English, by the reporting words `cues`.
pub(super) fn drafts(text: &str, paragraph: &Paragraph, cues: &HashMap<String, CueClass>) -> Vec<Draft> {
    let tokens = &paragraph.tokens;
    let mut found = Vec::new();
    for sentence in &paragraph.sentences {
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
        let Some((cue_start, cue_end)) = find_cue(tokens, sentence.clone(), cues) else { continue };
        let chosen: Vec<usize> = sentence
            .clone()
            .filter(|&index| tokens[index].is_quotation())
            .filter(|&index| is_spoken(text, paragraph, sentence, index, cue_start, cue_end))
            .collect();
        let behind_comma =
            cue_start > sentence.start && (tokens[cue_start - 1].is_mark(',') || tokens[cue_start - 1].is_mark('—'));
        let clause_before = chosen.is_empty() && behind_comma && that_behind(tokens, sentence, cue_end).is_none();
        let content_first = clause_before || chosen.first().is_some_and(|&first| first < cue_start);
        let source = source_near(text, tokens, sentence, cue_start, cue_end, content_first);
        let (spans, confidence) = if chosen.is_empty() {
            let Some(content) = clause_content(text, paragraph, sentence, cue_start, cue_end, source.as_ref()) else {
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

/// The first reporting word of a sentence: a token, or up to four Han characters in a row.
fn find_cue(tokens: &[Token], sentence: Range<usize>, cues: &HashMap<String, CueClass>) -> Option<(usize, usize)> {
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

/// The verb of French `dit-il`, `ajoute-t-elle`.
fn inverted_verb(word: &str) -> Option<&str> {
    let verb = word.strip_suffix("-il").or_else(|| word.strip_suffix("-elle")).or_else(|| word.strip_suffix("-on"))?;
    Some(verb.strip_suffix("-t").unwrap_or(verb))
}

/// The words beside the reporting word that name the speaker.
fn source_near(
    text: &str,
    tokens: &[Token],
    sentence: &Range<usize>,
    cue_start: usize,
    cue_end: usize,
    content_first: bool,
) -> Option<Range<usize>> {
    if tokens[cue_start].lower.chars().next().is_some_and(is_han) {
        return han_source(tokens, sentence, cue_start);
    }
    let before = || {
        let light = tokens[sentence.start..cue_start]
            .iter()
            .rev()
            .take_while(|token| token.is_word() && !token.capital && is_light(&token.lower))
            .count();
        let end = cue_start - light;
        // `El patrón mayor, Xoán Freixeiro, aseguró`: the name between the commas.
        let end = if end > sentence.start && tokens[end - 1].is_mark(',') { end - 1 } else { end };
        let start = (sentence.start..end)
            .rev()
            .take_while(|&index| tokens[index].is_word() && !is_boundary(&tokens[index].lower))
            .last()?;
        (end - start <= 14).then_some(start..end)
    };
    let behind = || {
        let skipped = tokens[cue_end..sentence.end]
            .iter()
            .take_while(|token| token.is_word() && is_addressee(&token.lower))
            .count();
        let mut start = cue_end + skipped;
        start += outlet_length(text, tokens, start, sentence.end);
        let mut end = start;
        while end < sentence.end && end - start < 14 {
            let token = &tokens[end];
            // `a declaré la directrice du réseau, Solène Marchandeau.`
            let name_follows = token.is_mark(',')
                && end > start
                && tokens.get(end + 1).is_some_and(|next| next.is_word() && next.capital)
                && tokens.get(end + 2).is_some_and(|next| next.is_word() && next.capital)
                && end + 2 < sentence.end;
            let word = token.is_word() || token.kind == TokenKind::Number;
            let belongs = word && !is_boundary(&token.lower) && !is_addressing(&token.lower);
            if !belongs && !name_follows {
                break;
            }
            end += 1;
        }
        // `sagte Werftleiterin Thormählen der Deutschen Presse-Agentur`
        let outlet = (start + 1..end).find(|&index| {
            let length = outlet_length(text, tokens, index, end);
            length > 0 && index + length == end
        });
        let end = outlet.unwrap_or(end);
        (start < end).then_some(start..end)
    };
    if content_first { behind().or_else(before) } else { before().or_else(behind) }
}

/// How many tokens from `start` on name an outlet, with the article or preposition before it.
fn outlet_length(text: &str, tokens: &[Token], start: usize, end: usize) -> usize {
    let lead = usize::from(tokens.get(start).is_some_and(|token| {
        matches!(
            token.lower.as_str(),
            "a" | "à" | "der" | "dem" | "агентству" | "агентства" | "alla" | "all" | "à l" | "газете"
        )
    }));
    for length in (1..=4).rev() {
        let from = start + lead;
        if from + length > end {
            continue;
        }
        let span = Span::new(tokens[from].span.start, tokens[from + length - 1].span.end);
        let name = span.of(text).unwrap_or_default().trim_start_matches(['l', 'L']).trim_start_matches(['’', '\'']);
        if Outlets::in_use().lookup(name).is_some()
            || Outlets::in_use().lookup(span.of(text).unwrap_or_default()).is_some()
        {
            return lead + length;
        }
    }
    0
}

/// Han and kana: what stands before the verb, or before the quotation that it follows.
fn han_source(tokens: &[Token], sentence: &Range<usize>, cue_start: usize) -> Option<Range<usize>> {
    let quotation = (sentence.start..cue_start)
        .rev()
        .take_while(|&index| tokens[index].is_word() || tokens[index].is_quotation())
        .find(|&index| tokens[index].is_quotation());
    let mut end = quotation.unwrap_or(cue_start);
    let start = (sentence.start..end).rev().take_while(|&index| tokens[index].is_word()).last()?;
    // 对新华社记者: whom it was said to; 还, 也: adverbs; は, が: the subject's particles.
    if let Some(cut) = (start + 2..end).find(|&index| matches!(tokens[index].lower.as_str(), "对" | "向" | "對")) {
        end = cut;
    }
    while end > start + 1
        && matches!(
            tokens[end - 1].lower.as_str(),
            "还" | "也" | "则" | "は" | "が" | "も" | "曾" | "均" | "都" | "還" | "同" | "时" | "并" | "再" | "次"
        )
    {
        end -= 1;
    }
    (start < end).then_some(start..end)
}

/// Whom something was said to, between the verb and its subject.
fn is_addressee(word: &str) -> bool {
    is_light(word)
        || matches!(
            word,
            "журналистам" | "корреспонденту" | "агентству" | "lundi" | "mardi" | "mercredi" | "jeudi" | "vendredi" | "samedi" | "dimanche"
                | "este" | "lunes" | "martes" | "miércoles" | "jueves" | "viernes" | "sábado" | "domingo" | "am" | "montag" | "dienstag"
                | "mittwoch" | "donnerstag" | "freitag" | "samstag" | "sonntag" | "он" | "в" if !matches!(word, "он")
        )
}

/// Words with which an addressee begins behind the subject.
fn is_addressing(word: &str) -> bool {
    word.starts_with("لوكالة")
        || word.starts_with("لقناة")
        || word.starts_with("للصحفيين")
        || matches!(word, "gegenüber" | "журналистам" | "корреспонденту")
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
    (clause_start - comma <= 3 && ends && comma > sentence.start + 3)
        .then(|| paragraph.place(&(sentence.start..comma)))
        .flatten()
        .and_then(|span| tidy(text, span))
}
