//! The extractor by rules: paragraphs → drafts → speakers → outlets → statements.

use super::cast::Cast;
use super::credit::{self, Mention};
use super::draft::{Draft, Paragraph};
use super::lexicon;
use super::tag::{Tagger, link};
use super::{Kind, Speaker, SpeakerKind, Statement};
use crate::article::{Article, host_of};
use crate::outlet::Outlets;
use crate::text::{Span, paragraphs};

/// Who is credited with carrying a draft by the report around it.
#[derive(Debug, Clone, Default)]
struct Credit {
    outlets: Vec<String>,
    /// Somebody is, though maybe nobody with a name ("state media said").
    by_somebody: bool,
}

/// A draft with the number of its paragraph.
struct Placed {
    draft: Draft,
    paragraph: usize,
}

pub(super) fn extract(article: &Article) -> Vec<Statement> {
    let text = article.text.as_str();
    let paragraphs = read_paragraphs(text);
    let lang = article.lang.as_deref().unwrap_or("en");
    let mut cast = Cast::new(text, &paragraphs);
    let mut placed = drafts(text, &paragraphs, lang);
    if lang == "en"
        && let Some(tagger) = Tagger::shipped()
    {
        placed = tagged(text, &paragraphs, &placed, tagger);
    }
    statements(article, &paragraphs, &mut cast, placed)
}

/// Paragraphs longer than this many bytes are read in parts, cut between sentences: real ones are
/// shorter, and what the rules compare inside a paragraph then stays bounded.
const LONGEST_PARAGRAPH_BYTES: usize = 4_000;

/// The paragraphs of an English text with the rules' drafts in each.
#[cfg(any(test, feature = "training"))]
pub(crate) fn draft_paragraphs(text: &str) -> (Vec<Paragraph>, Vec<Vec<Draft>>) {
    let paragraphs = read_paragraphs(text);
    let mut found: Vec<Vec<Draft>> = paragraphs.iter().map(|_| Vec::new()).collect();
    for placed in drafts(text, &paragraphs, "en") {
        found[placed.paragraph].push(placed.draft);
    }
    (paragraphs, found)
}

fn read_paragraphs(text: &str) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    for paragraph in paragraphs(text) {
        for part in parts(text, paragraph) {
            let open_before = found.last().is_some_and(Paragraph::ends_open);
            found.push(Paragraph::new(text, part, open_before));
        }
    }
    found
}

/// A paragraph in parts of at most [`LONGEST_PARAGRAPH_BYTES`].
fn parts(text: &str, paragraph: Span) -> Vec<Span> {
    if paragraph.len() <= LONGEST_PARAGRAPH_BYTES {
        return vec![paragraph];
    }
    let mut found: Vec<Span> = Vec::new();
    for sentence in crate::text::sentences(text, paragraph) {
        match found.last_mut() {
            Some(part) if sentence.end - part.start <= LONGEST_PARAGRAPH_BYTES => part.end = sentence.end,
            _ => found.extend(pieces(text, sentence)),
        }
    }
    found
}

/// A sentence without end, cut between characters.
fn pieces(text: &str, sentence: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = sentence.start;
    while sentence.end - start > LONGEST_PARAGRAPH_BYTES {
        let end = text.floor_char_boundary(start + LONGEST_PARAGRAPH_BYTES);
        found.push(Span::new(start, end));
        start = end;
    }
    found.push(Span::new(start, sentence.end));
    found
}

/// The drafts of all paragraphs, with quotations that have no cue of their own joined to the draft
/// they continue, or made drafts without a cue.
fn drafts(text: &str, paragraphs: &[Paragraph], lang: &str) -> Vec<Placed> {
    let foreign = (lang != "en").then(|| lexicon::cues(lang)).flatten();
    let mut placed: Vec<Placed> = Vec::new();
    let mut pending: Option<Draft> = None;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let mut found = match foreign {
            Some(cues) => super::foreign::drafts(text, paragraph, cues),
            None => super::english::drafts(text, paragraph),
        };
        let introduced = pending.take();
        found.extend(signed_quotations(text, paragraph, &found));
        join_lone_quotations(text, paragraph, introduced, !placed.is_empty(), &mut found);
        pending = introduction(paragraph, lang);
        found.sort_by_key(|draft| draft.spans.first().map(|span| span.start));
        placed.extend(found.into_iter().map(|draft| Placed { draft, paragraph: number }));
    }
    placed
}

/// A paragraph that ends with a cue and a colon introduces the quotation in the next one.
fn introduction(paragraph: &Paragraph, lang: &str) -> Option<Draft> {
    let last = paragraph.tokens.last()?;
    if !last.is_mark(':') || lang != "en" {
        return None;
    }
    let sentence = paragraph.sentences.last()?.clone();
    let english = lexicon::cues("en")?;
    let cue = sentence
        .clone()
        .rev()
        .find(|&index| english.contains_key(&paragraph.tokens[index].lower) && paragraph.tokens[index].is_word())?;
    let source = super::clause::subject_before(&paragraph.tokens, sentence.start, cue)
        .or_else(|| super::clause::noun_phrase_at(&paragraph.tokens, sentence.start, cue));
    Some(Draft {
        spans: Vec::new(),
        cue: Some(paragraph.tokens[cue].span),
        source: source.and_then(|source| paragraph.place(&source)),
        credit: None,
        sentence: paragraph.place(&sentence)?,
        confidence: 0.85,
    })
}

/// Quotations with a name behind a dash: `“…” — Carla Sanchez`.
fn signed_quotations(text: &str, paragraph: &Paragraph, claimed: &[Draft]) -> Vec<Draft> {
    let tokens = &paragraph.tokens;
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if !token.is_quotation() || !tokens.get(index + 1).is_some_and(|next| next.is_mark('—') || next.is_mark('-'))
        {
            continue;
        }
        let name_end = (index + 2..tokens.len().min(index + 8))
            .find(|&at| !(tokens[at].is_word() && tokens[at].capital))
            .unwrap_or(tokens.len());
        let ends = tokens.get(name_end).is_none_or(|next| !next.is_word() && !next.is_mark('—'));
        let Some(span) = paragraph.quotation(index).and_then(|quotation| super::english::tidy(text, quotation.inner))
        else {
            continue;
        };
        let taken = claimed.iter().any(|draft| draft.spans.iter().any(|piece| piece.overlaps(span)));
        if name_end <= index + 2 || !ends || taken || span.len() < 12 {
            continue;
        }
        found.push(Draft {
            spans: vec![span],
            cue: None,
            source: paragraph.place(&(index + 2..name_end)),
            credit: None,
            sentence: Span::new(token.span.start, tokens[name_end - 1].span.end),
            confidence: 0.8,
        });
    }
    found
}

/// Quotations that no cue claimed: they go on with the draft before them in the paragraph; a paragraph
/// that begins with one goes on with the speaker before it.
fn join_lone_quotations(
    text: &str,
    paragraph: &Paragraph,
    introduced: Option<Draft>,
    may_continue: bool,
    found: &mut Vec<Draft>,
) {
    let claimed =
        |span: Span, drafts: &[Draft]| drafts.iter().any(|draft| draft.spans.iter().any(|piece| piece.overlaps(span)));
    let mut introduced = introduced;
    for sentence in &paragraph.sentences {
        let words = paragraph.tokens[sentence.clone()].iter().filter(|token| token.is_word()).count();
        for index in sentence.clone() {
            let Some(quotation) = paragraph.quotation(index) else { continue };
            let Some(span) = super::english::tidy(text, quotation.inner) else { continue };
            if claimed(span, found) {
                continue;
            }
            let sentence_like = paragraph
                .last_inside(text, index)
                .is_some_and(|last| matches!(last, '.' | '!' | '?' | '…' | ',' | '。' | '！' | '？' | '—'))
                || !quotation.closed;
            let alone = words == 0;
            let first = index == 0;
            if !(alone || sentence_like && span.len() > 40) {
                continue;
            }
            if let Some(mut draft) = introduced.take().filter(|_| first || alone) {
                draft.spans.push(span);
                found.push(draft);
                continue;
            }
            let before = found
                .iter_mut()
                .filter(|draft| draft.spans.last().is_some_and(|last| last.end <= span.start))
                .max_by_key(|draft| draft.spans.last().map(|last| last.end));
            if let Some(before) = before {
                if alone {
                    before.spans.push(span);
                } else {
                    let mut draft = before.clone();
                    draft.spans = vec![span];
                    draft.confidence = 0.5;
                    draft.cue = None;
                    found.push(draft);
                }
                continue;
            }
            let whole = paragraph.tokens.iter().all(|token| !token.is_word());
            if may_continue && first && (whole || alone) {
                found.push(Draft {
                    spans: vec![span],
                    cue: None,
                    source: None,
                    credit: None,
                    sentence: paragraph.span,
                    confidence: 0.7,
                });
            }
        }
    }
}

/// The drafts as the sequence model sees them, with what only the rules know: credits, and sources that it missed.
fn tagged(text: &str, paragraphs: &[Paragraph], rules: &[Placed], tagger: &Tagger) -> Vec<Placed> {
    let mut placed = Vec::new();
    let mut rest = rules;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let (here, behind) = rest.split_at(rest.partition_point(|placed| placed.paragraph <= number));
        rest = behind;
        let rules: Vec<&Draft> = here.iter().map(|placed| &placed.draft).collect();
        let before = number.checked_sub(1).and_then(|before| paragraphs.get(before));
        let labels = tagger.labels(text, paragraph, before, &rules);
        for mut draft in link::drafts(text, paragraph, &labels) {
            let same = rules.iter().max_by_key(|rule| (common(&rule.spans, &draft.spans), rule.credit.is_some()));
            if let Some(rule) = same.filter(|rule| common(&rule.spans, &draft.spans) > 0) {
                draft.credit = rule.credit;
                if draft.source.is_none() && rule.cue.is_some() {
                    draft.source = rule.source;
                }
            }
            placed.push(Placed { draft, paragraph: number });
        }
    }
    placed
}

/// How many bytes two lists of spans share.
fn common(one: &[Span], other: &[Span]) -> usize {
    let mut sum = 0;
    for one in one {
        for other in other {
            sum += one.end.min(other.end).saturating_sub(one.start.max(other.start));
        }
    }
    sum
}

/// Speakers and outlets for the drafts, in the order of the text.
fn statements(article: &Article, paragraphs: &[Paragraph], cast: &mut Cast<'_>, placed: Vec<Placed>) -> Vec<Statement> {
    let text = article.text.as_str();
    let host = article.url.as_deref().and_then(host_of).map(|host| host.strip_prefix("www.").unwrap_or(host));
    let mentions = credit::mentions(text, paragraphs, article.publisher.as_deref(), host);
    let claims: Vec<(usize, Option<Span>, Option<Span>)> =
        placed.iter().map(|placed| (placed.paragraph, placed.draft.cue, placed.draft.source)).collect();
    let mut found: Vec<(Statement, usize)> = Vec::new();
    // How many of the last ones the same speaker has said without a word of who carried them.
    let mut uncredited = 0;
    for (Placed { draft, paragraph }, credit) in credit_reports(text, placed, &mentions) {
        let speaker = cleaned(text, cast.resolve(draft.source));
        let mut outlets = credit.outlets;
        // Of two reports in a paragraph each has its own cue and source.
        let from = claims.partition_point(|claim| claim.0 < paragraph);
        let to = claims.partition_point(|claim| claim.0 <= paragraph);
        let others = claims[from..to].iter().filter(|claim| claim.1 != draft.cue || claim.2 != draft.source);
        let claimed = |span: Span, by_source: bool| {
            others.clone().any(|(_, cue, source)| {
                let place = if by_source { source } else { cue };
                place.is_some_and(|place| place.overlaps(span))
            })
        };
        for mention in &mentions[paragraph] {
            let in_credit = draft.credit.is_some_and(|credit| credit.overlaps(mention.span));
            let outside = !draft.spans.iter().any(|span| span.covers(mention.span));
            let is_source = draft.source.is_some_and(|source| source.covers(mention.span))
                && (mention.reporter || is_all_of(text, draft.source, mention.span));
            let near = draft.sentence.covers(mention.span)
                || draft
                    .cue
                    .is_some_and(|cue| cue.start < mention.span.start + 120 && mention.span.start < cue.end + 120);
            let tokens = &paragraphs[paragraph].tokens;
            let carries = near
                && outside
                && !draft.source.is_some_and(|source| source.overlaps(mention.span))
                && match credit::way(tokens, mention.span) {
                    Some(credit::Way::By(verb)) => !claimed(verb, false),
                    Some(credit::Way::Beside) => !claimed(mention.span, true),
                    None => credit::reports(tokens, mention.span) && !claimed(mention.span, true),
                };
            if in_credit || is_source || carries {
                push_unique(&mut outlets, mention.name);
            }
        }
        // An outlet that reports by itself is speaker and outlet.
        if let Some(outlet) = speaker.name.as_deref().and_then(|name| outlet_named(name)) {
            push_unique(&mut outlets, outlet);
        }
        // The report goes on: the next statement of the same speaker came the same way, and so did those right before.
        let continues = found.last().is_some_and(|(before, at)| {
            before.speaker.name.is_some() && before.speaker.name == speaker.name && paragraph <= at + 1
        });
        if !continues {
            uncredited = 0;
        }
        if outlets.is_empty() && !credit.by_somebody {
            if let Some((before, _)) = found.last().filter(|_| continues) {
                outlets.clone_from(&before.outlets);
            }
            if outlets.is_empty() {
                uncredited += 1;
            }
        } else {
            let run = found.len().saturating_sub(uncredited);
            for (before, _) in found[run..].iter_mut().filter(|(_, at)| *at == paragraph) {
                before.outlets.clone_from(&outlets);
            }
            uncredited = 0;
        }
        let kind = kind_of(text, &paragraphs[paragraph], &draft.spans);
        let mut spans = draft.spans;
        spans.sort_unstable();
        spans.dedup();
        let context = context_of(text, &paragraphs[paragraph], &spans);
        let statement =
            Statement { kind, spans, speaker, cue: draft.cue, outlets, context, confidence: draft.confidence };
        found.push((statement, paragraph));
    }
    found.into_iter().map(|(statement, ..)| statement).collect()
}

/// A report that only frames another statement ("Xi said …, CCTV reported") is no statement of its own:
/// its outlet carried the framed one. When it frames more than that, it stays and the inner one gets the outlet too.
fn credit_reports(text: &str, placed: Vec<Placed>, mentions: &[Vec<Mention<'_>>]) -> Vec<(Placed, Credit)> {
    let mut outlets: Vec<Credit> = vec![Credit::default(); placed.len()];
    let mut dropped = vec![false; placed.len()];
    for (number, outer) in placed.iter().enumerate() {
        let Some(source) = outer.draft.source else { continue };
        let reporter = mentions[outer.paragraph]
            .iter()
            .find(|mention| {
                source.covers(mention.span) && (mention.reporter || source.len() <= mention.span.len() + 40)
            })
            .map(|mention| mention.name);
        if reporter.is_none() && !is_press(source.of(text).unwrap_or_default()) {
            continue;
        }
        let begins = outer.draft.spans.first().map_or(0, |span| span.start);
        // Drafts stand in the order of their paragraphs.
        let from = placed.partition_point(|other| other.paragraph < outer.paragraph);
        let to = placed.partition_point(|other| other.paragraph <= outer.paragraph);
        for (other, inner) in placed.iter().enumerate().take(to).skip(from) {
            let framed = other != number
                && inner.paragraph == outer.paragraph
                && inner.draft.sentence == outer.draft.sentence
                && inner.draft.cue.is_some_and(|cue| outer.draft.spans.iter().any(|span| span.covers(cue)));
            if !framed {
                continue;
            }
            outlets[other].by_somebody = true;
            if let Some(reporter) = reporter {
                push_unique(&mut outlets[other].outlets, reporter);
            }
            dropped[number] |= says_all(text, begins, &inner.draft);
        }
    }
    placed.into_iter().zip(outlets).zip(dropped).filter(|(_, dropped)| !dropped).map(|(kept, _)| kept).collect()
}

/// Whether what begins at `begins` is the inner statement and no more: its source and cue stand at the beginning, together.
fn says_all(text: &str, begins: usize, inner: &Draft) -> bool {
    let (Some(source), Some(cue)) = (inner.source, inner.cue) else { return false };
    let few_words = |from: usize, to: usize, most: usize| {
        text.get(from..to).is_none_or(|between| between.split_whitespace().count() <= most)
    };
    few_words(begins, source.start, 4) && few_words(source.end, cue.start, 3)
}

/// Whether a source is the outlet named in it and no more: `the newspaper Izvestia`, `the Post’s Fact Checker`.
fn is_all_of(text: &str, source: Option<Span>, mention: Span) -> bool {
    let Some(source) = source else { return false };
    let behind = text.get(mention.end..source.end).unwrap_or_default();
    let desk = behind.strip_prefix("’s ").or_else(|| behind.strip_prefix("'s ")).is_some_and(|rest| {
        rest.split_whitespace().count() <= 3
            && rest.split_whitespace().all(|word| {
                word.starts_with(char::is_uppercase)
                    || matches!(
                        word,
                        "editorial" | "board" | "report" | "reporter" | "correspondent" | "podcast" | "news"
                    )
            })
    });
    desk || source.len() <= mention.len() + 14
}

/// Reporters that go by no name: "state media", "local newspapers".
fn is_press(source: &str) -> bool {
    let lower = source.to_lowercase();
    ["media", "news agency", "news agencies", "newspaper"].iter().any(|word| lower.contains(word))
}

fn push_unique(outlets: &mut Vec<String>, name: &str) {
    if !outlets.iter().any(|outlet| outlet == name) {
        outlets.push(name.to_owned());
    }
}

/// The outlet whose canonical name a speaker goes by.
fn outlet_named(name: &str) -> Option<&'static str> {
    let outlet = Outlets::shipped().by_name(name)?;
    (outlet.name == name).then_some(outlet.name.as_str())
}

/// An outlet that speaks for itself goes by its canonical name.
fn cleaned(text: &str, speaker: Speaker) -> Speaker {
    let outlet =
        speaker.mention.and_then(|mention| mention.of(text)).and_then(|mention| Outlets::shipped().in_text(mention));
    match outlet {
        Some((outlet, _)) => {
            Speaker { name: Some(outlet.name.clone()), kind: Some(SpeakerKind::Organisation), role: None, ..speaker }
        }
        None => speaker,
    }
}

/// Direct when every letter and figure stands inside quotation marks, indirect when none does.
fn kind_of(text: &str, paragraph: &Paragraph, spans: &[Span]) -> Kind {
    let (mut inside, mut outside) = (false, false);
    for span in spans {
        for (at, character) in span.of(text).unwrap_or_default().char_indices() {
            if !character.is_alphanumeric() {
                continue;
            }
            let at = span.start + at;
            if paragraph.quotations.iter().any(|quotation| quotation.inner.start <= at && at < quotation.inner.end) {
                inside = true;
            } else {
                outside = true;
            }
        }
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (true, true) => Kind::Mixed,
        _ => Kind::Indirect,
    }
}

/// Paragraphs up to this many bytes are a statement's context as a whole.
const WHOLE_PARAGRAPH_BYTES: usize = 900;

/// The paragraph around the spans; of a long one the sentences they touch with one more on both sides.
fn context_of(text: &str, paragraph: &Paragraph, spans: &[Span]) -> Span {
    let first = spans.first().map_or(paragraph.span.start, |span| span.start);
    let last = spans.iter().map(|span| span.end).max().unwrap_or(paragraph.span.end);
    if paragraph.span.len() <= WHOLE_PARAGRAPH_BYTES {
        return Span::new(paragraph.span.start.min(first), paragraph.span.end.max(last));
    }
    let sentences: Vec<Span> = crate::text::sentences(text, paragraph.span);
    let from = sentences.iter().rposition(|sentence| sentence.start <= first).unwrap_or(0).saturating_sub(1);
    let to = sentences
        .iter()
        .position(|sentence| sentence.end >= last)
        .map_or(sentences.len(), |at| at + 2)
        .min(sentences.len());
    let start = sentences.get(from).map_or(paragraph.span.start, |sentence| sentence.start).min(first);
    let end = sentences.get(to.max(1) - 1).map_or(paragraph.span.end, |sentence| sentence.end).max(last);
    Span::new(start, end)
}
