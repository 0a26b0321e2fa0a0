//! The words beside a reporting word that say who speaks, in other languages than English.

use std::ops::Range;

use super::super::token::{Token, TokenKind};
use super::cue::is_han_word;
use crate::outlet::Outlets;
use crate::text::Span;

/// The words beside the reporting word that name the speaker.
pub(super) fn source_near(
    text: &str,
    tokens: &[Token],
    sentence: &Range<usize>,
    cue_start: usize,
    cue_end: usize,
    content_first: bool,
) -> Option<Range<usize>> {
    if is_han_word(tokens, cue_start) {
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
        let run = |end: usize| {
            (sentence.start..end)
                .rev()
                .take_while(|&index| is_part(&tokens[index]) && !is_boundary(&tokens[index].lower))
                .last()
        };
        let mut source = run(end)?..end;
        // `Источник в разговоре с корреспондентом сообщил`: the subject stands before the phrases of place.
        while source.start > sentence.start + 1 && is_russian_preposition(&tokens[source.start - 1].lower) {
            let Some(start) = run(source.start - 1) else { break };
            source = start..source.start - 1;
        }
        (source.len() <= 14).then_some(source)
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
    let source = if content_first { behind().or_else(before) } else { before().or_else(behind) }?;
    trimmed(tokens, source)
}

/// A word, or a name in quotation marks: `директор «Кванториума»`.
fn is_part(token: &Token) -> bool {
    token.is_word() || token.is_quotation() && token.span.len() < 48
}

fn is_russian_preposition(word: &str) -> bool {
    matches!(word, "в" | "во" | "на" | "с" | "со" | "к" | "по" | "из" | "от")
}

/// A source without what no longer says who it is: `l’entraîneur Kerbrat après la défaite`, `der Meteorologe Uhlig mit`.
fn trimmed(tokens: &[Token], source: Range<usize>) -> Option<Range<usize>> {
    let opening = tokens[source.clone()].iter().take_while(|token| is_opening(&token.lower)).count();
    let source = source.start + opening..source.end;
    // An adverb alone is nobody: `неосмотрительно добавил`.
    let adverb = |token: &Token| !token.capital && token.lower.ends_with('о') && token.lower.chars().count() > 5;
    if source.is_empty() || source.len() == 1 && adverb(&tokens[source.start]) {
        return None;
    }
    // German nouns have capitals: small words alone are no speaker, unless they are pronouns.
    let small = |token: &Token| !token.capital && !is_pronoun(&token.lower);
    if source.len() == 1
        && tokens[source.start].lower.is_ascii()
        && small(&tokens[source.start])
        && tokens[source.start].lower.starts_with("da")
    {
        return None;
    }
    if source.clone().all(|index| is_boundary(&tokens[index].lower) || is_circumstance(&tokens[index].lower)) {
        return None;
    }
    let first = is_circumstance(&tokens[source.start].lower) && tokens[source.start].lower != "ein";
    let from = source.start + usize::from(!first);
    let end = (from..source.end).find(|&index| is_circumstance(&tokens[index].lower)).unwrap_or(source.end);
    (source.start < end).then_some(source.start..end)
}

fn is_pronoun(word: &str) -> bool {
    matches!(
        word,
        "er" | "sie" | "es" | "il" | "elle" | "ils" | "on" | "él" | "ella" | "lui" | "lei" | "он" | "она" | "они"
    )
}

/// Words that join a Russian sentence to the one before it.
fn is_opening(word: &str) -> bool {
    matches!(
        word,
        "при"
            | "этом"
            | "также"
            | "однако"
            | "впрочем"
            | "затем"
            | "потом"
            | "позже"
            | "ранее"
            | "кроме"
            | "того"
            | "между"
            | "тем"
            | "свою"
            | "очередь"
            | "уже"
            | "ещё"
            | "еще"
            | "так"
            | "вместе"
            | "тогда"
            | "сейчас"
    )
}

/// Words that begin a phrase of place, time or company, and German prefixes that stand alone.
fn is_circumstance(word: &str) -> bool {
    matches!(
        word,
        "tras"
            | "ante"
            | "durante"
            | "desde"
            | "sobre"
            | "hoy"
            | "ayer"
            | "mientras"
            | "devant"
            | "après"
            | "lors"
            | "depuis"
            | "vendredi"
            | "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "samedi"
            | "dimanche"
            | "mit"
            | "an"
            | "hinzu"
            | "dieser"
            | "unserer"
            | "mir"
            | "ihm"
            | "ihr"
            | "uns"
            | "dem"
            | "den"
            | "am"
            | "im"
            | "vor"
            | "nach"
            | "bei"
            | "ein"
            | "aus"
            | "fest"
            | "gegenüber"
            | "auf"
            | "beim"
            | "zur"
            | "после"
            | "с"
            | "со"
            | "во"
            | "в"
            | "на"
            | "перед"
            | "журналистам"
            | "بعد"
            | "قبل"
            | "خلال"
            | "في"
            | "أمام"
            | "عبر"
            | "اليوم"
            | "أمس"
            | "للصحفيين"
            | "بأنها"
            | "بأنه"
            | "لوكالة"
            | "لقناة"
            | "dopo"
            | "após"
            | "hinter"
    )
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

/// Words between a speaker and the reporting word, by sense adverbs.
const HAN_ENDINGS: &[&str] = &[
    "赛后",
    "会后",
    "日前",
    "近日",
    "当天",
    "今天",
    "昨天",
    "回忆",
    "笑着",
    "坦率地",
    "随后",
    "当晚",
    "接受采访时",
    "补充",
];

/// Han and kana: what stands before the verb, or before the quotation that it follows.
pub(super) fn han_source(tokens: &[Token], sentence: &Range<usize>, cue_start: usize) -> Option<Range<usize>> {
    let quotation = (sentence.start..cue_start)
        .rev()
        .take_while(|&index| tokens[index].is_word() || tokens[index].is_quotation())
        .find(|&index| tokens[index].is_quotation());
    // “……”，主任苏砚舟说: between the quotation and the verb; 主任“……”说: before the quotation.
    let between = quotation.filter(|&quotation| cue_start > quotation + 2).map(|quotation| quotation + 1);
    let mut end = if between.is_some() { cue_start } else { quotation.unwrap_or(cue_start) };
    let sentence = &(between.unwrap_or(sentence.start)..sentence.end);
    let start = (sentence.start..end).rev().take_while(|&index| tokens[index].is_word()).last()?;
    // 对新华社记者: whom it was said to; 还, 也: adverbs; は, が: the subject's particles.
    if let Some(cut) = (start + 2..end).find(|&index| matches!(tokens[index].lower.as_str(), "对" | "向" | "對")) {
        end = cut;
    }
    // 在例行记者会上, 赛后: where and when it was said.
    if let Some(cut) = (start + 2..end).find(|&index| tokens[index].lower == "在") {
        end = cut;
    }
    for ending in HAN_ENDINGS {
        let length = ending.chars().count();
        if end > start + length + 1
            && tokens[end - length..end].iter().map(|token| token.lower.as_str()).collect::<String>() == *ending
        {
            end -= length;
        }
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
            | "als"
            | "wie"
            | "wenn"
            | "weil"
            | "который"
            | "которая"
            | "которые"
            | "котором"
            | "которой"
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
