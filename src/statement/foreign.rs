//! The rules for other languages than English: quotations and clauses beside a reporting word.

use std::collections::HashMap;
use std::ops::Range;

use super::draft::{Draft, Paragraph};
use super::english::tidy;
use super::lexicon::CueClass;
use super::token::{Token, TokenKind, is_han};
use crate::outlet::Outlets;
use crate::speaker::gender;
use crate::text::Span;

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

/// A reporting word in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cue {
    start: usize,
    end: usize,
    /// It says what something is called: what is quoted behind it may be short.
    label: bool,
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

fn is_han_word(tokens: &[Token], index: usize) -> bool {
    tokens[index].lower.chars().next().is_some_and(is_han)
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

/// All reporting words of a sentence.
fn find_cues(tokens: &[Token], sentence: Range<usize>, cues: &HashMap<String, CueClass>) -> Vec<Cue> {
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
fn han_source(tokens: &[Token], sentence: &Range<usize>, cue_start: usize) -> Option<Range<usize>> {
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
