//! The rules for English: which cues a sentence holds, whose they are, and what content goes with each.

use std::ops::Range;

use super::clause::{noun_phrase_at, subject_before};
use super::draft::{Draft, Paragraph};
use super::lexicon::{
    CueClass, cues, is_adverb, is_auxiliary, is_determiner, is_modal, is_object_pronoun, is_preposition,
    is_subject_pronoun, is_subordinator, is_time, particle_cue,
};
use super::token::Token;
use crate::text::Span;

/// A reporting expression in a sentence.
#[derive(Debug, Clone)]
struct Cue {
    /// The verb group with auxiliaries, negation and particle, or "according to".
    tokens: Range<usize>,
    /// Where the search for content behind it begins.
    after: usize,
    class: CueClass,
    source: Option<Range<usize>>,
    /// Source stands behind the verb: `said Smith`.
    inverted: bool,
    participle: bool,
    according: bool,
    /// The reporter in "TASS quoted him as saying".
    credit: Option<Range<usize>>,
}

impl Cue {
    /// First token of the whole clause: source and cue.
    fn start(&self) -> usize {
        match &self.source {
            Some(source) if source.start < self.tokens.start => {
                self.credit.as_ref().map_or(source.start, |credit| credit.start.min(source.start))
            }
            _ => self.credit.as_ref().map_or(self.tokens.start, |credit| credit.start),
        }
    }

    fn end(&self) -> usize {
        self.source.as_ref().map_or(self.tokens.end, |source| source.end.max(self.tokens.end)).max(self.after)
    }
}

/// The drafts of one paragraph.
pub(super) fn drafts(text: &str, paragraph: &Paragraph) -> Vec<Draft> {
    let mut found = Vec::new();
    for sentence in &paragraph.sentences {
        let cues = cues_of(&paragraph.tokens, sentence);
        sentence_drafts(text, paragraph, sentence, &cues, &mut found);
    }
    found
}

/// All reporting expressions of a sentence, in order.
fn cues_of(tokens: &[Token], sentence: &Range<usize>) -> Vec<Cue> {
    let Some(english) = cues("en") else { return Vec::new() };
    let mut found: Vec<Cue> = Vec::new();
    let mut index = sentence.start;
    while index < sentence.end {
        let token = &tokens[index];
        if token.is("according") && tokens.get(index + 1).is_some_and(|next| next.is("to")) && index + 2 < sentence.end
        {
            let source = noun_phrase_at(tokens, index + 2, sentence.end);
            let after = source.as_ref().map_or(index + 2, |source| source.end);
            found.push(Cue {
                tokens: index..index + 2,
                after,
                class: CueClass::Clause,
                source,
                inverted: true,
                participle: false,
                according: true,
                credit: None,
            });
            index = after.max(index + 1);
            continue;
        }
        if token.is_word() && !token.possessive {
            let particle = tokens
                .get(index + 1)
                .filter(|_| index + 1 < sentence.end)
                .and_then(|next| particle_cue(&token.lower, &next.lower));
            let class = particle.or_else(|| english.get(&token.lower).copied());
            if let Some(class) = class {
                let low = found.last().map_or(sentence.start, |last| last.tokens.end.max(sentence.start));
                if let Some(cue) = verb_cue(tokens, sentence, low, index, class, particle.is_some(), found.last()) {
                    index = cue.after.max(index + 1);
                    found.push(cue);
                    continue;
                }
            }
        }
        index += 1;
    }
    found
}

/// The cue whose verb is the token at `verb`, if it is a verb of reporting there.
fn verb_cue(
    tokens: &[Token],
    sentence: &Range<usize>,
    low: usize,
    verb: usize,
    class: CueClass,
    particle: bool,
    previous: Option<&Cue>,
) -> Option<Cue> {
    let token = &tokens[verb];
    let word = token.lower.as_str();
    let participle = word.ends_with("ing");
    let mut group_start = verb;
    let mut modal = false;
    let mut passive = false;
    let mut negated = false;
    while group_start > low {
        let before = &tokens[group_start - 1];
        if !before.is_word()
            || !(is_auxiliary(&before.lower) || is_adverb(&before.lower) || before.is("to") && group_start == verb)
        {
            break;
        }
        if is_adverb(&before.lower) && before.capital && !before.begins_sentence {
            break;
        }
        modal |= is_modal(&before.lower);
        negated |= matches!(before.lower.as_str(), "not" | "never") || before.lower.ends_with("n't");
        passive |= matches!(before.lower.as_str(), "is" | "was" | "are" | "were" | "been" | "be" | "being" | "he's");
        if before.is("to") {
            // "went on to say", "declined to say": the verb before "to" has the subject.
            let chain =
                group_start.checked_sub(2).filter(|&index| index >= low).map(|index| tokens[index].lower.as_str());
            if !matches!(chain, Some("on" | "declined" | "refused" | "continued" | "failed" | "seemed" | "used")) {
                return None;
            }
            group_start -= if chain == Some("on") { 3 } else { 2 };
            if group_start < low {
                return None;
            }
            continue;
        }
        group_start -= 1;
    }
    // Adverbs in front belong to neither the subject nor the cue.
    let subject_end = group_start;
    while group_start < verb && is_adverb(&tokens[group_start].lower) && !is_auxiliary(&tokens[group_start].lower) {
        group_start += 1;
    }
    if modal {
        return None;
    }
    let before = subject_end.checked_sub(1).filter(|&index| index >= sentence.start).map(|index| &tokens[index]);
    // A noun ("his claims", "the report of reports") has a determiner, possessor, adjective or preposition before it.
    let nounish = matches!(
        word,
        "claims"
            | "reports"
            | "notes"
            | "calls"
            | "demands"
            | "questions"
            | "promises"
            | "offers"
            | "report"
            | "claim"
            | "note"
            | "call"
            | "demand"
            | "question"
            | "promise"
            | "offer"
            | "order"
            | "orders"
            | "charge"
            | "post"
            | "posts"
            | "tweet"
            | "tweets"
            | "answer"
            | "reply"
            | "comment"
            | "comments"
            | "warning"
            | "saying"
            | "writing"
            | "finding"
            | "attack"
            | "estimate"
            | "estimates"
            | "rule"
            | "cry"
            | "challenge"
            | "pledge"
            | "vow"
            | "term"
            | "request"
            | "detail"
            | "signal"
            | "read"
            | "find"
            | "echo"
            | "joke"
            | "mention"
            | "dispute"
            | "counter"
            | "vent"
            | "maintain"
            | "blast"
            | "tell"
            | "state"
            | "states"
            | "snap"
            | "pronounce"
            | "quote"
            | "quotes"
            | "brand"
            | "label"
    );
    if let Some(before) = before {
        if nounish
            && group_start == verb
            && (is_determiner(&before.lower)
                || before.possessive
                || is_preposition(&before.lower)
                || before.is_quotation())
        {
            return None;
        }
        if !participle
            && (is_preposition(&before.lower)
                || is_determiner(&before.lower)
                    && !matches!(
                        before.lower.as_str(),
                        "some" | "many" | "several" | "most" | "both" | "another" | "one"
                    )
                || before.possessive)
        {
            return None;
        }
    }
    let tokens_end = verb + 1 + usize::from(particle);
    // "asked not to be named" asks nothing of the reader's interest.
    if matches!(word, "asked" | "requested" | "insisted")
        && tokens.get(verb + 1).is_some_and(|next| matches!(next.lower.as_str(), "not" | "anonymity"))
        || matches!(word, "speaking" | "spoke")
    {
        return None;
    }
    if class == CueClass::Quoted {
        return quoted_cue(tokens, sentence, low, subject_end, verb, passive);
    }
    if passive && !participle && class != CueClass::Clause {
        return None;
    }
    if passive && !participle && !negated && class == CueClass::Clause && !matches!(word, "agreed") {
        return None;
    }
    // `said Smith`: the source stands behind the verb when content stands before it.
    let content_before = before.is_none_or(|before| {
        before.is_quotation()
            || before.is_mark(',')
            || before.is_mark('—')
            || before.is_mark('?')
            || before.is_mark('!')
            || before.is_mark('.')
    });
    if content_before
        && group_start == verb
        && !participle
        && class == CueClass::Clause
        && verb > sentence.start
        && let Some(source) = noun_phrase_at(tokens, verb + 1, sentence.end)
    {
        let first = &tokens[source.start];
        let plausible = first.capital
            || is_determiner(&first.lower)
            || is_subject_pronoun(&first.lower)
            || source.end == sentence.end
            || !tokens[source.end].is_word();
        let end_clause = source.end >= sentence.end
            || !tokens[source.end].is_word()
            || is_preposition(&tokens[source.end].lower)
            || is_time(&tokens[source.end].lower)
            || is_subordinator(&tokens[source.end].lower)
            || is_adverb(&tokens[source.end].lower);
        let apposition = before.is_some_and(|before| before.is_mark(','))
            && subject_before(tokens, low, verb)
                .is_some_and(|subject| tokens[subject].iter().any(|token| token.capital))
            && !end_clause;
        if plausible
            && end_clause
            && !apposition
            && !is_time(&first.lower)
            && !first.is("that")
            && !(is_determiner(&first.lower) && before.is_some_and(|before| before.is_mark(',')) && source.len() > 8)
        {
            let after = source.end;
            return Some(Cue {
                tokens: verb..tokens_end,
                after,
                class,
                source: Some(source),
                inverted: true,
                participle: false,
                according: false,
                credit: None,
            });
        }
    }
    let mut source = if participle && !passive { None } else { subject_before(tokens, low, subject_end) };
    if participle && source.is_none() {
        // "…, adding that": the subject is that of the clause it hangs on.
        source = previous.and_then(|cue| cue.source.clone()).or_else(|| first_subject(tokens, sentence, verb));
        if !content_before
            && !before.is_some_and(|before| {
                matches!(
                    before.lower.as_str(),
                    "and"
                        | "by"
                        | "in"
                        | "while"
                        | "before"
                        | "after"
                        | "statement"
                        | "tweet"
                        | "letter"
                        | "post"
                        | "message"
                        | "email"
                ) || before.is_mark('(')
            })
        {
            return None;
        }
        if before.is_some_and(|before| matches!(before.lower.as_str(), "before" | "after" | "in"))
            && class != CueClass::Clause
        {
            return None;
        }
    } else if source.is_none() {
        // "Smith said A and added B": the verb shares its subject with the one before.
        let finite = group_start < verb
            || word.ends_with("ed")
            || word.ends_with('s')
            || matches!(word, "said" | "told" | "wrote" | "found" | "swore" | "spoke");
        let joined = finite
            && before
                .is_some_and(|before| matches!(before.lower.as_str(), "and" | "but" | "then") || before.is_mark(','));
        if joined && let Some(previous) = previous {
            source.clone_from(&previous.source);
        } else if joined {
            source = first_subject(tokens, sentence, verb);
        }
    }
    source.as_ref()?;
    // Bare plural forms need a plural or first-person subject; "claim" after a name is a noun.
    if group_start == verb
        && !participle
        && matches!(
            word,
            "say"
                | "tell"
                | "argue"
                | "claim"
                | "note"
                | "report"
                | "suggest"
                | "call"
                | "warn"
                | "insist"
                | "ask"
                | "question"
                | "write"
                | "predict"
                | "promise"
                | "order"
        )
    {
        let singular = source.as_ref().is_some_and(|source| {
            let head = &tokens[source.end - 1];
            matches!(head.lower.as_str(), "he" | "she" | "it")
                || head.capital && source.len() <= 2 && !head.lower.ends_with('s') && !head.lower.ends_with("ns")
        });
        if singular {
            return None;
        }
    }
    let mut cue_start = group_start;
    if participle && !passive {
        cue_start = verb;
    }
    Some(Cue {
        tokens: cue_start..tokens_end,
        after: tokens_end,
        class,
        source,
        inverted: false,
        participle,
        according: false,
        credit: None,
    })
}

/// `TASS quoted him as saying`, `Smith was quoted by TASS as saying`.
fn quoted_cue(
    tokens: &[Token],
    sentence: &Range<usize>,
    low: usize,
    group_start: usize,
    verb: usize,
    passive: bool,
) -> Option<Cue> {
    let saying = (verb + 1..sentence.end.min(verb + 14)).find(|&index| {
        tokens[index].is("as")
            && tokens
                .get(index + 1)
                .is_some_and(|next| matches!(next.lower.as_str(), "saying" | "telling" | "writing" | "stating"))
    })?;
    let subject = subject_before(tokens, low, group_start);
    let (source, credit) = if passive {
        let by = (verb + 1..saying).find(|&index| tokens[index].is("by"));
        (subject, by.map(|by| by + 1..saying))
    } else {
        (noun_phrase_at(tokens, verb + 1, saying), subject)
    };
    Some(Cue {
        tokens: group_start..saying + 2,
        after: saying + 2,
        class: CueClass::Clause,
        source,
        inverted: false,
        participle: false,
        according: false,
        credit,
    })
}

/// The first noun phrase of a sentence that stands before a verb or a comma: its subject, most likely.
fn first_subject(tokens: &[Token], sentence: &Range<usize>, before: usize) -> Option<Range<usize>> {
    let mut start = sentence.start;
    while start < before {
        let token = &tokens[start];
        if is_preposition(&token.lower) || is_subordinator(&token.lower) || is_adverb(&token.lower) {
            // An introductory phrase ends with its comma.
            let comma = (start..before.min(start + 14)).find(|&index| tokens[index].is_mark(','))?;
            start = comma + 1;
            continue;
        }
        if token.is_quotation() || matches!(token.lower.as_str(), "and" | "but") {
            start += 1;
            continue;
        }
        break;
    }
    let mut phrase = noun_phrase_at(tokens, start, before)?;
    // Without tags a noun phrase runs into its verb; names end where capitals end.
    if tokens[phrase.start].capital {
        let capitals = phrase
            .clone()
            .take_while(|&index| {
                index == phrase.start
                    || tokens[index].capital
                    || matches!(tokens[index].lower.as_str(), "of" | "for" | "the" | "de" | "and")
            })
            .count();
        phrase = phrase.start..phrase.start + capitals.max(1);
        if is_determiner(&tokens[phrase.start].lower) && phrase.len() == 1 {
            phrase = phrase.start..phrase.start + 2;
        }
    } else if is_determiner(&tokens[phrase.start].lower) && phrase.len() > 2 {
        phrase = phrase.start..phrase.start + 2;
    }
    (phrase.end <= before).then_some(phrase)
}

/// Whether what follows from `at` to the end of the sentence only says when, where or how it was said.
fn is_adjunct(tokens: &[Token], at: usize, end: usize) -> bool {
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
fn content_start(tokens: &[Token], cue: &Cue, end: usize) -> Option<usize> {
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
        CueClass::Object | CueClass::Label => {
            (first.is_word() || first.kind == super::token::TokenKind::Number).then_some(at)
        }
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
fn after_adjunct(tokens: &[Token], start: usize, end: usize) -> Option<usize> {
    let mut at = start;
    let mut preposition = false;
    while at < end && at - start < 9 {
        let token = &tokens[at];
        if !token.is_word() && token.kind != super::token::TokenKind::Number {
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

fn addressee_end(tokens: &[Token], start: usize, end: usize) -> usize {
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

/// The drafts of one sentence.
fn sentence_drafts(text: &str, paragraph: &Paragraph, sentence: &Range<usize>, cues: &[Cue], found: &mut Vec<Draft>) {
    let tokens = &paragraph.tokens;
    let Some(place) = paragraph.place(sentence) else { return };
    let mut covered_to = sentence.start;
    let mut number = 0;
    while number < cues.len() {
        let cue = &cues[number];
        number += 1;
        let inside = cue.tokens.start < covered_to;
        if inside {
            continue;
        }
        let before = content_before(paragraph, sentence, cue, covered_to);
        let start = content_start(tokens, cue, sentence.end);
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut confidence = 0.75;
        let prefers_before =
            before.is_some() && (start.is_none() || is_adjunct(tokens, cue.end(), sentence.end) || cue.according);
        if prefers_before && let Some(before) = before {
            let quoted = before.clone().all(|index| !tokens[index].is_word());
            pieces.push(before);
            confidence = if quoted { 0.95 } else { 0.8 };
            // `"A," he said, "B."` and `A, he said, B.`
            if let Some(rest) = resumed(tokens, cue, sentence.end, quoted) {
                covered_to = rest.end;
                pieces.push(rest);
            } else {
                covered_to = cue.end();
            }
        } else if let Some(start) = start.filter(|_| !cue.according) {
            let end = content_end(tokens, paragraph, cue, start, sentence.end, &cues[number..]);
            if start < end {
                covered_to = end;
                pieces.push(start..end);
                confidence = if tokens[start].is("that") || tokens[start].is_quotation() { 0.9 } else { 0.7 };
            }
        } else if cue.according && cue.tokens.start == sentence.start {
            // "According to the ministry, …"
            let mut start = cue.after;
            if let Some(comma) = (cue.after..sentence.end.min(cue.after + 25)).find(|&index| tokens[index].is_mark(','))
            {
                start = comma + 1;
                // An apposition of the source ends with a second comma.
                if let Some(second) = (start..sentence.end.min(start + 12)).find(|&index| tokens[index].is_mark(','))
                    && tokens
                        .get(start)
                        .is_some_and(|token| is_determiner(&token.lower) || token.is("who") || token.is("which"))
                    && !(start..second).any(|index| is_auxiliary(&tokens[index].lower))
                    && second - start < 9
                    && second + 4 < sentence.end
                {
                    start = second + 1;
                }
            }
            let end = content_end(tokens, paragraph, cue, start, sentence.end, &cues[number..]);
            if start < end {
                covered_to = end;
                pieces.push(start..end);
            }
        }
        let spans = contents(text, paragraph, &pieces);
        if spans.is_empty() {
            continue;
        }
        if cue.class != CueClass::Clause && cue.class != CueClass::Tell && !cue.according {
            confidence -= 0.15;
        }
        found.push(Draft {
            spans,
            cue: paragraph.place(&cue.tokens),
            source: cue.source.as_ref().and_then(|source| paragraph.place(source)),
            credit: cue.credit.as_ref().and_then(|credit| paragraph.place(credit)),
            sentence: place,
            confidence,
        });
    }
}

/// The content that stands before source and cue: `"A," he said` or `A, he said`.
fn content_before(
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
        && tokens[end - 1].kind != super::token::TokenKind::Number
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
fn resumed(tokens: &[Token], cue: &Cue, end: usize, quoted: bool) -> Option<Range<usize>> {
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
fn content_end(
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

fn later_content_is_empty(tokens: &[Token], cue: &Cue, end: usize) -> bool {
    content_start(tokens, cue, end).is_none() || cue.inverted
}

/// Token ranges as places in the text, without the marks at their ends; whole quotations without their marks.
pub(super) fn contents(text: &str, paragraph: &Paragraph, pieces: &[Range<usize>]) -> Vec<Span> {
    let mut spans = Vec::new();
    for piece in pieces {
        let mut range = piece.clone();
        while range.start < range.end
            && matches!(paragraph.tokens[range.start].kind, super::token::TokenKind::Mark(mark) if mark != '(' && mark != '$' && mark != '[')
        {
            range.start += 1;
        }
        while range.start < range.end
            && matches!(paragraph.tokens[range.end - 1].kind, super::token::TokenKind::Mark(mark) if !matches!(mark, ')' | '?' | '!' | '%' | ']'))
        {
            range.end -= 1;
        }
        let all_quoted = range.clone().all(|index| {
            !paragraph.tokens[index].is_word() && paragraph.tokens[index].kind != super::token::TokenKind::Number
        });
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
pub(super) fn tidy(text: &str, span: Span) -> Option<Span> {
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
