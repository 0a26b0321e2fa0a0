//! The reporting expressions of an English sentence: verbs with their sources, `according to`, `quoted him as saying`.

use std::ops::Range;

use super::super::clause::{noun_phrase_at, subject_before};
use super::super::lexicon::{
    CueClass, cues, is_adverb, is_auxiliary, is_determiner, is_modal, is_preposition, is_subject_pronoun,
    is_subordinator, is_time, particle_cue,
};
use super::super::token::Token;

/// A reporting expression in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    /// The verb group with auxiliaries, negation and particle, or "according to".
    pub tokens: Range<usize>,
    /// Where the search for content behind it begins.
    pub after: usize,
    pub class: CueClass,
    pub source: Option<Range<usize>>,
    /// Source stands behind the verb: `said Smith`.
    pub inverted: bool,
    pub participle: bool,
    pub according: bool,
    /// The reporter in "TASS quoted him as saying".
    pub credit: Option<Range<usize>>,
}

impl Cue {
    /// First token of the whole clause: source and cue.
    pub(super) fn start(&self) -> usize {
        match &self.source {
            Some(source) if source.start < self.tokens.start => {
                self.credit.as_ref().map_or(source.start, |credit| credit.start.min(source.start))
            }
            _ => self.credit.as_ref().map_or(self.tokens.start, |credit| credit.start),
        }
    }

    pub(super) fn end(&self) -> usize {
        self.source.as_ref().map_or(self.tokens.end, |source| source.end.max(self.tokens.end)).max(self.after)
    }
}

/// All reporting expressions of a sentence, in order.
pub(super) fn cues_of(tokens: &[Token], sentence: &Range<usize>) -> Vec<Cue> {
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
pub(super) fn verb_cue(
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
pub(super) fn quoted_cue(
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
pub(super) fn first_subject(tokens: &[Token], sentence: &Range<usize>, before: usize) -> Option<Range<usize>> {
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
