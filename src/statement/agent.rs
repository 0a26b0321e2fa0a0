//! Whose words a cue reports, by its grammar: a passive has no speaker but the one behind "by", a noun none but its owner.

use std::ops::Range;

use super::clause::noun_phrase_at;
use super::draft::{Draft, Paragraph};
use super::lexicon::{CueClass, cues, is_adverb, is_auxiliary, is_determiner, is_preposition, is_time};
use super::token::Token;
use crate::text::Span;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agent {
    /// The source of the draft, or whoever else it may be.
    Free,
    /// The one behind "by".
    By(Span),
    /// The sentence does not say.
    Nobody,
}

impl Agent {
    /// Of a draft in English.
    pub(super) fn of(paragraph: &Paragraph, draft: &Draft) -> Self {
        let Some(cue) = draft.cue else { return Agent::Free };
        let tokens = &paragraph.tokens;
        let from = tokens.partition_point(|token| token.span.start < cue.start);
        let to = tokens.partition_point(|token| token.span.end <= cue.end);
        if from >= to {
            return Agent::Free;
        }
        let passive = is_passive(tokens, from..to) || is_asked(tokens, from..to, draft);
        if !passive && !is_noun(tokens, from..to) {
            return Agent::Free;
        }
        let led = |words: &[&str]| {
            draft.source.is_some_and(|source| {
                let at = tokens.partition_point(|token| token.span.start < source.start);
                at >= to && words.contains(&tokens[at - 1].lower.as_str())
            })
        };
        let known = if passive { led(&["by"]) } else { led(&["by", "from", "of", "among"]) };
        if known {
            return Agent::Free;
        }
        let by = (to - 1..=to).find(|&at| tokens.get(at).is_some_and(|token| token.is("by")));
        let agent =
            by.and_then(|by| noun_phrase_at(tokens, by + 1, tokens.len())).and_then(|agent| paragraph.place(&agent));
        let agent = agent.filter(|agent| !draft.spans.iter().any(|span| span.overlaps(*agent)));
        agent.map_or(Agent::Nobody, Agent::By)
    }
}

/// The participle of a verb that reports.
fn is_participle(token: &Token) -> bool {
    let word = token.lower.as_str();
    // Who is assured of something has it, nobody says it.
    (word.ends_with("ed") && word != "assured" || matches!(word, "told" | "said" | "written"))
        && cues("en").is_some_and(|cues| cues.contains_key(word))
}

/// `was asked`, `has been widely criticized for`: a form of "be" and a participle, with no other verb behind it.
fn is_passive(tokens: &[Token], cue: Range<usize>) -> bool {
    let Some(participle) = cue.clone().find(|&at| is_participle(&tokens[at])) else { return false };
    let be = tokens[..participle].iter().rev().find(|token| !is_adverb(&token.lower));
    let be = be.is_some_and(|be| {
        matches!(be.lower.as_str(), "is" | "are" | "was" | "were" | "be" | "been" | "being" | "isn't" | "wasn't")
    });
    let ends = tokens[participle + 1..cue.end].iter().all(|token| {
        let word = token.lower.as_str();
        !token.is_word() || is_preposition(word) || is_adverb(word) || is_time(word) || word == "as"
    });
    be && ends
}

/// `Asked about the price, she said …`, `When told that …`: who was asked says nothing yet.
fn is_asked(tokens: &[Token], cue: Range<usize>, draft: &Draft) -> bool {
    let verb = &tokens[cue.start];
    let class = cues("en").and_then(|cues| cues.get(&verb.lower));
    if !is_participle(verb) || !matches!(class, Some(CueClass::Ask | CueClass::Tell)) {
        return false;
    }
    let content = draft.spans.iter().map(|span| span.start).min().unwrap_or(0);
    if content < verb.span.end {
        return false;
    }
    let Some(before) = cue.start.checked_sub(1).map(|at| &tokens[at]) else { return true };
    match before.lower.as_str() {
        "when" | "if" | "once" => true,
        _ if verb.begins_sentence => true,
        _ if before.is_mark(',') => draft.source.is_none_or(|source| {
            let right_before = cue.start > 1 && tokens[cue.start - 2].span.end == source.end;
            source.start > content || right_before
        }),
        _ => false,
    }
}

/// `amid claims that …`, `the question of …`: a noun that has no owner before it.
fn is_noun(tokens: &[Token], cue: Range<usize>) -> bool {
    let first = &tokens[cue.start];
    let head = tokens[cue.clone()].iter().find(|token| !is_adverb(&token.lower)).unwrap_or(first);
    let verbal = head.lower.ends_with("ing") || is_participle(head) || !first.is_word();
    let article = |token: &Token| matches!(token.lower.as_str(), "the" | "a" | "an" | "any" | "no" | "such");
    if article(first) {
        return !tokens[cue].iter().any(|token| is_auxiliary(&token.lower));
    }
    let before = cue.start.checked_sub(1).map(|at| &tokens[at]);
    let led = before.is_some_and(|before| is_preposition(&before.lower) && !before.is("to") || article(before));
    led && !verbal && !is_determiner(&first.lower) && !is_preposition(&first.lower) && first.lower != "according"
}
