//! The rules for English: which cues a sentence holds, whose they are, and what content goes with each.

mod content;
mod cue;

use std::ops::Range;

use super::draft::{Draft, Paragraph};
use super::lexicon::{CueClass, is_auxiliary, is_determiner};

use content::{content_before, content_end, content_start, is_adjunct, resumed};
pub(super) use content::{contents, tidy};
use cue::{Cue, cues_of};

/// The drafts of one paragraph.
pub(super) fn drafts(text: &str, paragraph: &Paragraph) -> Vec<Draft> {
    let mut found = Vec::new();
    for sentence in &paragraph.sentences {
        let cues = cues_of(&paragraph.tokens, sentence);
        sentence_drafts(text, paragraph, sentence, &cues, &mut found);
    }
    found
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
