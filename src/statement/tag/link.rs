//! From labels to statements: which content belongs to which cue and source.

use std::ops::Range;

use super::super::draft::{Draft, Paragraph};
use super::super::lexicon::{cues, is_determiner, is_preposition, is_subject_pronoun};
use super::super::token::Token;
use super::Reading;
use super::confidence::Evidence;
use super::label::{Label, Part};

/// A run of labels of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    pub part: Part,
    pub tokens: Range<usize>,
}

/// The runs of a paragraph's labels, in order.
pub(crate) fn segments(labels: &[Label]) -> Vec<Segment> {
    let mut found: Vec<Segment> = Vec::new();
    for (index, &label) in labels.iter().enumerate() {
        let Some(part) = label.part() else { continue };
        match found.last_mut() {
            Some(last) if last.tokens.end == index && last.part == part && !label.begins() => {
                last.tokens.end = index + 1;
            }
            _ => found.push(Segment { part, tokens: index..index + 1 }),
        }
    }
    found
}

/// A statement as token ranges of its paragraph.
#[derive(Debug, Clone, Default)]
pub(crate) struct Linked {
    pub contents: Vec<Range<usize>>,
    pub cues: Vec<Range<usize>>,
    pub source: Option<Range<usize>>,
    pub held: bool,
}

/// Contents joined with the nearest cue, cues with the nearest source.
pub(crate) fn link(paragraph: &Paragraph, labels: &[Label]) -> Vec<Linked> {
    let segments = segments(labels);
    let sentence_of = |index: usize| paragraph.sentences.partition_point(|sentence| sentence.end <= index);
    let contents: Vec<usize> =
        (0..segments.len()).filter(|&at| matches!(segments[at].part, Part::Content | Part::Held)).collect();
    let cues: Vec<usize> =
        (0..segments.len()).filter(|&at| matches!(segments[at].part, Part::Cue | Part::HeldCue)).collect();
    let sources: Vec<usize> = (0..segments.len()).filter(|&at| segments[at].part == Part::Source).collect();
    let gap = |one: &Range<usize>, other: &Range<usize>| {
        if one.end <= other.start { other.start - one.end } else { one.start.saturating_sub(other.end) }
    };
    let mut linked: Vec<Linked> = Vec::new();
    let mut of_cue: Vec<Option<usize>> = vec![None; segments.len()];
    for &content in &contents {
        let here = &segments[content];
        let held = here.part == Part::Held;
        let cue = cues
            .iter()
            .copied()
            .min_by_key(|&cue| {
                let other = &segments[cue];
                let apart = gap(&here.tokens, &other.tokens);
                let sentences = sentence_of(here.tokens.start).abs_diff(sentence_of(other.tokens.start));
                let crossed = contents
                    .iter()
                    .filter(|&&between| {
                        let range = &segments[between].tokens;
                        between != content
                            && range.start >= here.tokens.end.min(other.tokens.end)
                            && range.end <= here.tokens.start.max(other.tokens.start)
                    })
                    .count();
                let kind = usize::from((other.part == Part::HeldCue) != held);
                // Behind it in another sentence is no place for a cue.
                let later = usize::from(sentences > 0 && other.tokens.start > here.tokens.start);
                (sentences * 100 + later * 300 + apart + crossed * 6 + kind * 10, cue)
            })
            .filter(|&cue| sentence_of(here.tokens.start).abs_diff(sentence_of(segments[cue].tokens.start)) <= 8);
        let Some(cue) = cue else {
            linked.push(Linked { contents: vec![here.tokens.clone()], held, ..Linked::default() });
            continue;
        };
        if let Some(at) = of_cue[cue] {
            linked[at].contents.push(here.tokens.clone());
        } else {
            of_cue[cue] = Some(linked.len());
            linked.push(Linked {
                contents: vec![here.tokens.clone()],
                cues: vec![segments[cue].tokens.clone()],
                source: None,
                held: segments[cue].part == Part::HeldCue,
            });
        }
    }
    for (cue, at) in of_cue.iter().enumerate().filter_map(|(cue, at)| at.map(|at| (cue, at))) {
        let here = &segments[cue].tokens;
        let source = sources.iter().copied().min_by_key(|&source| {
            let other = &segments[source].tokens;
            let sentences = sentence_of(here.start).abs_diff(sentence_of(other.start));
            let crossed = cues
                .iter()
                .filter(|&&between| {
                    let range = &segments[between].tokens;
                    between != cue && range.start >= here.end.min(other.end) && range.end <= here.start.max(other.start)
                })
                .count();
            (sentences * 100 + gap(here, other) + crossed * 4, source)
        });
        let source =
            source.filter(|&source| sentence_of(here.start).abs_diff(sentence_of(segments[source].tokens.start)) <= 1);
        linked[at].source = source.map(|source| segments[source].tokens.clone());
    }
    linked
}

/// The linked statements as drafts, with what speaks for each.
pub(crate) fn drafts(text: &str, paragraph: &Paragraph, reading: &Reading) -> Vec<(Draft, Evidence)> {
    let is_quoted = |linked: &Linked| {
        linked.contents.iter().any(|range| paragraph.tokens[range.clone()].iter().any(Token::is_quotation))
    };
    let mut found: Vec<(Draft, Evidence)> = link(paragraph, &reading.labels)
        .into_iter()
        .filter(|linked| !linked.held || is_quoted(linked))
        .filter_map(|linked| {
            let evidence = Evidence::new(&linked, &reading.sure, is_quoted(&linked));
            let spans = super::super::english::contents(text, paragraph, &linked.contents);
            let from = linked.contents.iter().map(|range| range.start).min()?;
            let sentence = paragraph.sentences.iter().find(|sentence| sentence.contains(&from))?;
            let draft = Draft {
                spans,
                cue: linked.cues.first().and_then(|cue| paragraph.place(cue)),
                source: linked.source.as_ref().and_then(|source| paragraph.place(&head(paragraph, source))),
                credit: None,
                sentence: paragraph.place(sentence).unwrap_or(paragraph.span),
                confidence: evidence.confidence(),
            };
            (!draft.spans.is_empty()).then_some((draft, evidence))
        })
        .collect();
    found.sort_by_key(|(draft, _)| draft.spans.first().map(|span| span.start));
    found
}

/// Whether a source runs on into its verb: `The left defends its hosts, and argues that …`, `he thinks`.
fn is_verb(tokens: &[Token], index: usize, start: usize, end: usize) -> bool {
    let token = &tokens[index];
    let word = token.lower.as_str();
    if !token.is_word() || token.capital {
        return false;
    }
    if index == start + 1 && is_subject_pronoun(&tokens[start].lower) {
        return !matches!(word, "and" | "or") && !is_preposition(word);
    }
    // Nouns of that form end a phrase or have a preposition behind them: `news reports`, `claims of fraud`.
    let object = index + 1 < end
        && tokens.get(index + 1).is_some_and(|next| {
            next.is_word() && (next.capital || is_determiner(&next.lower)) && !is_preposition(&next.lower)
        });
    let subject =
        tokens[index - 1].is_word() && !is_determiner(&tokens[index - 1].lower) && !tokens[index - 1].possessive;
    let reports = cues("en").zip(word.strip_suffix('s'));
    object && subject && reports.is_some_and(|(cues, stem)| cues.contains_key(word) || cues.contains_key(stem))
}

/// A source without appositions: `Smith, a farmer from Ohio` is `Smith`.
fn head(paragraph: &Paragraph, source: &Range<usize>) -> Range<usize> {
    let mark = |index: &usize| {
        let token = &paragraph.tokens[*index];
        token.is_mark(',') || token.is_mark('(') || token.is_mark('—') || token.is_mark('-') || token.is("who")
    };
    let end = source.clone().skip(1).find(mark).unwrap_or(source.end);
    let verb = (source.start + 1..end).find(|&index| is_verb(&paragraph.tokens, index, source.start, end));
    source.start..verb.unwrap_or(end)
}
