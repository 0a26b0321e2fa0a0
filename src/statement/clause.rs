//! Sentences, noun phrases and verb groups of English, by closed word classes and capital letters.

use std::ops::Range;

use super::lexicon::{
    cues, is_adverb, is_auxiliary, is_determiner, is_indefinite, is_preposition, is_subject_pronoun, is_subordinator,
    is_time,
};
use super::quotation::Quotation;
use super::token::{Token, TokenKind};

/// The sentences of a paragraph as ranges of its tokens; quotations are never cut.
pub(super) fn sentences(text: &str, tokens: &[Token], quotations: &[Quotation]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = dateline_end(tokens);
    if start > 0 {
        found.push(0..start);
    }
    for (index, token) in tokens.iter().enumerate().skip(start) {
        let Some(next) = tokens.get(index + 1) else { break };
        let ends = match token.kind {
            TokenKind::Mark('.' | '!' | '?' | '…' | '。') => {
                !matches!(next.kind, TokenKind::Mark(')' | ']' | '.' | '!' | '?' | '…'))
                    && (next.capital || !next.is_word())
                    && !matches!(next.kind, TokenKind::Mark(',' | '—'))
            }
            TokenKind::Mark(')' | ']') => {
                index > start && tokens[index - 1].is_mark('.') && tokens[start].is_mark('(') && next.capital
            }
            TokenKind::Quotation(number) => {
                let last = quotations
                    .get(number)
                    .and_then(|quotation| quotation.inner.of(text))
                    .and_then(|inner| inner.trim_end().trim_end_matches(['’', '\'', '”', '"']).chars().next_back());
                let ended = last.is_some_and(|mark| matches!(mark, '.' | '!' | '?' | '…' | '。' | '！' | '？'));
                ended && (next.is_quotation() || (next.is_word() && next.capital && !is_attribution(tokens, index + 1)))
            }
            _ => false,
        };
        if ends {
            found.push(start..index + 1);
            start = index + 1;
        }
    }
    if start < tokens.len() {
        found.push(start..tokens.len());
    }
    found
}

/// The number of tokens of a dateline at the beginning of a paragraph, 0 when there is none:
/// `Beijing [China], February 8 :`, `GENEVA, March 3 (Reuters) -`, `MOSCOW —`.
fn dateline_end(tokens: &[Token]) -> usize {
    if !tokens.first().is_some_and(|first| first.is_word() && first.capital) {
        return 0;
    }
    let mut dated = false;
    for (index, token) in tokens.iter().enumerate().take(20) {
        let next_starts = tokens.get(index + 1).is_some_and(|next| next.capital || next.kind == TokenKind::Number);
        match token.kind {
            TokenKind::Number => dated = true,
            TokenKind::Mark(')' | ']') => dated = true,
            TokenKind::Mark(':') => return if dated && index > 1 && next_starts { index + 1 } else { 0 },
            TokenKind::Mark('—' | '-' | '/') if dated || index < 4 => {
                let shouted = tokens[0].span.len() > 2 && !tokens[0].lower.is_empty();
                let closed =
                    tokens.get(index.wrapping_sub(1)).is_some_and(|before| before.is_mark(')') || before.is_mark('.'))
                        || dated
                        || tokens[..index].iter().all(|token| !token.is_word() || token.capital);
                if token.is_mark('/') && !tokens.get(index + 2).is_some_and(|close| close.is_mark('/')) {
                    continue;
                }
                return if shouted && closed && next_starts && !token.is_mark('/') { index + 1 } else { 0 };
            }
            TokenKind::Mark(',' | '(' | '[' | '.' | '/') => {}
            TokenKind::Word if token.capital || is_time(&token.lower) => {}
            _ => return 0,
        }
    }
    0
}

/// Whether a short clause with a reporting verb begins at `start` and ends its sentence: `Trump asked.`
fn is_attribution(tokens: &[Token], start: usize) -> bool {
    let Some(english) = cues("en") else { return false };
    for (distance, token) in tokens[start..].iter().enumerate().take(8) {
        if !token.is_word() {
            return false;
        }
        if english.contains_key(&token.lower) && distance > 0 {
            let behind = tokens.get(start + distance + 1);
            return behind.is_none_or(|next| {
                matches!(next.kind, TokenKind::Mark('.' | ',' | ':' | ';'))
                    || is_time(&next.lower)
                    || is_preposition(&next.lower)
            });
        }
    }
    false
}

/// The noun phrase that ends before `end` and begins at or after `low`.
pub(super) fn noun_phrase_before(tokens: &[Token], low: usize, end: usize) -> Option<Range<usize>> {
    if end <= low {
        return None;
    }
    let mut last = end;
    // `Smith (R-Texas)`: the bracket is no part of the name.
    if tokens[last - 1].is_mark(')') {
        let open = (low..last).rev().find(|&index| tokens[index].is_mark('('))?;
        last = open;
    }
    while last > low && tokens[last - 1].is_word() && is_time(&tokens[last - 1].lower) && last > low + 1 {
        last -= 1;
    }
    if last <= low {
        return None;
    }
    let head = &tokens[last - 1];
    if !head.is_word() && head.kind != TokenKind::Number {
        return None;
    }
    if is_subject_pronoun(&head.lower) || is_indefinite(&head.lower) && !precedes_noun_phrase(tokens, low, last - 1) {
        return Some(last - 1..last);
    }
    if is_preposition(&head.lower)
        || is_subordinator(&head.lower)
        || is_auxiliary(&head.lower)
        || matches!(head.lower.as_str(), "and" | "or" | "but" | "then" | "not")
        || is_determiner(&head.lower)
    {
        return None;
    }
    let mut start = last - 1;
    while start > low && last - start < 16 {
        let before = &tokens[start - 1];
        let current = &tokens[start];
        let word = before.lower.as_str();
        if !before.is_word() && before.kind != TokenKind::Number {
            // A quoted nickname inside a name is rare; everything else ends the phrase.
            break;
        }
        if is_subordinator(word) || is_auxiliary(word) || is_subject_pronoun(word) || is_time(word) {
            break;
        }
        if matches!(word, "and" | "or" | "&") {
            let joins = current.capital && start >= 2 && start - 1 > low && tokens[start - 2].capital;
            if !joins {
                break;
            }
            start -= 1;
            continue;
        }
        if is_preposition(word) {
            let links =
                matches!(word, "of" | "for" | "from" | "at" | "in" | "with" | "on" | "to" | "by" | "against" | "about")
                    && start - 1 > low
                    && (tokens[start - 2].is_word())
                    && !is_subordinator(&tokens[start - 2].lower)
                    && !is_adverb(&tokens[start - 2].lower)
                    && !is_time(&tokens[start - 2].lower)
                    && !tokens[start - 2].lower.ends_with("ing");
            if !links {
                break;
            }
            start -= 1;
            continue;
        }
        if is_determiner(word) {
            start -= 1;
            let linked = start > low && is_preposition(&tokens[start - 1].lower) && start - 1 > low;
            if !linked
                || !matches!(
                    tokens[start - 1].lower.as_str(),
                    "of" | "for" | "from" | "at" | "in" | "with" | "on" | "to"
                )
            {
                break;
            }
            continue;
        }
        if is_adverb(word) && !before.capital {
            break;
        }
        start -= 1;
    }
    // An introductory phrase is not the subject: "In a statement Trump", "At the rally the candidate".
    if is_preposition(&tokens[start].lower) || is_adverb(&tokens[start].lower) && !tokens[start].capital {
        let inner = (start + 1..last).rev().take_while(|&index| tokens[index].capital).last();
        let inner = inner.or_else(|| (start + 2..last).rev().find(|&index| is_determiner(&tokens[index].lower)));
        start = inner?;
    }
    while start < last
        && (tokens[start].is("and")
            || tokens[start].is("but")
            || tokens[start].is("so")
            || is_adverb(&tokens[start].lower))
        && last - start > 1
    {
        start += 1;
    }
    (start < last).then_some(start..last)
}

fn precedes_noun_phrase(tokens: &[Token], low: usize, index: usize) -> bool {
    index > low
        && tokens[index - 1].is_word()
        && !is_subordinator(&tokens[index - 1].lower)
        && !tokens[index - 1].is("and")
        && !tokens[index - 1].is("but")
}

/// The noun phrase that begins at `start`: `said Kremlin aide Yury Ushakov`.
pub(super) fn noun_phrase_at(tokens: &[Token], start: usize, high: usize) -> Option<Range<usize>> {
    let first = tokens.get(start).filter(|_| start < high)?;
    if !first.is_word() {
        return None;
    }
    if is_subject_pronoun(&first.lower)
        || super::lexicon::is_object_pronoun(&first.lower)
            && !tokens.get(start + 1).is_some_and(|next| next.is_word() && !is_preposition(&next.lower))
    {
        return Some(start..start + 1);
    }
    let mut end = start;
    while end < high && end - start < 14 {
        let token = &tokens[end];
        let word = token.lower.as_str();
        if !token.is_word() && token.kind != TokenKind::Number {
            break;
        }
        if end > start
            && (is_time(word) || is_subordinator(word) || is_auxiliary(word) || is_adverb(word) && !token.capital)
        {
            break;
        }
        if is_preposition(word)
            && (end == start
                || !matches!(word, "of" | "for" | "from" | "at" | "with")
                || tokens.get(end + 1).is_none_or(|next| !next.is_word() || is_time(&next.lower)))
        {
            break;
        }
        if matches!(word, "and" | "or")
            && !(end > start && tokens[end - 1].capital && tokens.get(end + 1).is_some_and(|next| next.capital))
        {
            break;
        }
        end += 1;
    }
    (end > start).then_some(start..end)
}

/// The subject of the verb group that begins at `verb`, not before `low`.
///
/// Also gives the token where its clause begins, with an apposition between subject and verb left out
/// of the subject: `Smith, a farmer from Ohio, said`.
pub(super) fn subject_before(tokens: &[Token], low: usize, verb: usize) -> Option<Range<usize>> {
    let mut end = verb;
    if end <= low {
        return None;
    }
    // `Smith, who said` and `the report, which said`
    if matches!(tokens[end - 1].lower.as_str(), "who" | "which" | "that") {
        end -= 1;
        if end > low && tokens[end - 1].is_mark(',') {
            end -= 1;
        }
        return noun_phrase_before(tokens, low, end);
    }
    if tokens[end - 1].is_mark(',') || tokens[end - 1].is_mark('—') {
        let close = end - 1;
        let mark = tokens[close].kind;
        let mut best = None;
        let mut at = close;
        for _ in 0..3 {
            let Some(comma) = (low..at).rev().find(|&index| tokens[index].kind == mark) else { break };
            if close - comma > 28 || tokens[comma..close].iter().any(Token::is_quotation) && close - comma > 12 {
                break;
            }
            if let Some(phrase) = noun_phrase_before(tokens, low, comma) {
                let named = phrase
                    .clone()
                    .any(|index| tokens[index].capital && (!tokens[index].begins_sentence || phrase.len() > 1));
                let better = best.is_none() || named && is_clause_start(tokens, low, phrase.start);
                if better {
                    best = Some(phrase);
                }
            }
            at = comma;
        }
        return best;
    }
    let phrase = noun_phrase_before(tokens, low, end);
    // `an official who asked not to be named said`: what stands before the verb belongs to the relative clause.
    let plain = phrase.as_ref().is_none_or(|phrase| {
        let head = &tokens[phrase.end - 1];
        !head.capital && !is_subject_pronoun(&head.lower) && !is_determiner(&tokens[phrase.start].lower)
    });
    if plain
        && let Some(who) =
            (low..end).rev().take_while(|&index| tokens[index].is_word()).find(|&index| tokens[index].is("who"))
        && end - who <= 12
        && let Some(antecedent) = noun_phrase_before(tokens, low, who)
    {
        return Some(antecedent);
    }
    phrase
}

fn is_clause_start(tokens: &[Token], low: usize, start: usize) -> bool {
    start == low
        || tokens[start].begins_sentence
        || !tokens[start - 1].is_word()
        || is_subordinator(&tokens[start - 1].lower)
        || matches!(tokens[start - 1].lower.as_str(), "and" | "but")
}
