//! Which words of a statement's context a query matched.

use crate::index::{Analyzer, Field, Pattern};
use crate::statement::Record;
use crate::text::Span;

/// The bytes of `record.context.text` that `patterns` match, in order, not overlapping. Neighbouring
/// words of one match are one span, with what stands between them. `analyzer` remembers what it saw in other statements.
pub(super) fn highlights(record: &Record, patterns: &[(Field, Pattern)], analyzer: &mut Analyzer) -> Vec<Span> {
    let text = &record.context.text;
    let lang = record.article.lang.as_deref();
    let mut spans = Vec::new();
    if patterns.iter().any(|(field, _)| *field == Field::Quote) {
        let words = quote_words(record, analyzer);
        for (_, pattern) in patterns.iter().filter(|(field, _)| *field == Field::Quote) {
            light(&words, pattern, &mut spans);
        }
    }
    if patterns.iter().any(|(field, _)| *field == Field::Context) {
        let words = placed(analyzer.analyze(text, lang), 0, 0);
        for (_, pattern) in patterns.iter().filter(|(field, _)| *field == Field::Context) {
            light(&words, pattern, &mut spans);
        }
    }
    merge(spans)
}

/// A word with its position in the indexed text and its place in the context.
pub(super) struct Placed {
    pub position: u32,
    span: Span,
    pub word: String,
    pub stem: String,
}

/// The quote's words as they are indexed: piece by piece, with one position between two pieces.
pub(super) fn quote_words(record: &Record, analyzer: &mut Analyzer) -> Vec<Placed> {
    let lang = record.article.lang.as_deref();
    let mut all: Vec<Placed> = Vec::new();
    let mut begin = 0;
    for piece in record.context_spans() {
        let words = analyzer.analyze(piece.of(&record.context.text).unwrap_or_default(), lang);
        let n_words = u32::try_from(words.len()).unwrap_or(u32::MAX);
        all.extend(placed(words, begin, piece.start));
        begin = begin.saturating_add(n_words).saturating_add(1);
    }
    all
}

/// Words as they stand in a text that begins at that position and byte.
pub(super) fn placed(words: Vec<crate::index::Analyzed>, begin: u32, offset: usize) -> Vec<Placed> {
    words
        .into_iter()
        .map(|found| Placed {
            position: begin.saturating_add(found.position),
            span: Span::new(found.span.start + offset, found.span.end + offset),
            word: found.word,
            stem: found.stem,
        })
        .collect()
}

/// Calls `found` with the positions of the words of every match of `pattern`, until it returns `false`.
pub(super) fn find(words: &[Placed], pattern: &Pattern, found: &mut dyn FnMut(&[u32]) -> bool) {
    let lists: Vec<Vec<u32>> = pattern
        .slots()
        .map(|slot| {
            let admitted = words.iter().filter(|placed| slot.admits(&placed.word, &placed.stem));
            admitted.map(|placed| placed.position).collect()
        })
        .collect();
    if !lists.iter().any(Vec::is_empty) {
        pattern.find(&lists, found);
    }
}

fn light(words: &[Placed], pattern: &Pattern, spans: &mut Vec<Span>) {
    let place = |position: u32| words.binary_search_by_key(&position, |placed| placed.position).ok();
    find(words, pattern, &mut |positions| {
        let mut run: Option<(u32, Span)> = None;
        for &position in positions {
            let Some(found) = place(position).map(|at| &words[at]) else { continue };
            run = Some(match run {
                Some((last, span)) if last + 1 == position => (position, Span::new(span.start, found.span.end)),
                Some((_, span)) => {
                    spans.push(span);
                    (position, found.span)
                }
                None => (position, found.span),
            });
        }
        spans.extend(run.map(|(_, span)| span));
        true
    });
}

fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Slot, sample};

    fn check(text: &str, quote: &[(usize, usize)], field: Field, pattern: Pattern, expected: &[&str]) {
        let record = sample("a", text, quote);
        let found = highlights(&record, &[(field, pattern)], &mut Analyzer::default());
        let lit: Vec<&str> = found.iter().filter_map(|span| span.of(text)).collect();
        assert_eq!(lit, expected, "lit in {text:?}");
    }

    fn words(words: &[&str], slop: u32) -> Pattern {
        Pattern::Sequence { slots: words.iter().map(|word| Slot::word(*word)).collect(), slop }
    }

    #[test]
    fn words_light_up_in_the_quote_and_phrases_as_one() {
        let text = "The world heard him: “a multipolar, fair world” of the world";
        let quote = [(text.find("a multi").unwrap(), text.find('”').unwrap())];
        check(text, &quote, Field::Quote, words(&["world"], 0), &["world"]);
        check(text, &quote, Field::Quote, words(&["multipolar", "fair"], 0), &["multipolar, fair"]);
        check(text, &quote, Field::Quote, words(&["multipolar", "world"], 1), &["multipolar", "world"]);
        check(text, &quote, Field::Context, words(&["world"], 0), &["world"; 3]);
    }

    #[test]
    fn inflections_light_up_with_their_stem() {
        let slot = Slot { words: vec!["sanction".to_owned()], stems: vec!["en:sanction".to_owned()] };
        let text = "Sanctions were lifted";
        check(text, &[(0, text.len())], Field::Quote, Pattern::Sequence { slots: vec![slot], slop: 0 }, &["Sanctions"]);
    }

    #[test]
    fn a_phrase_does_not_reach_over_an_interruption() {
        let text = "“A fair,” he said, “world.”";
        let quote = [(3, 9), (text.find("world").unwrap(), text.find("world").unwrap() + 6)];
        check(text, &quote, Field::Quote, words(&["fair", "world"], 0), &[]);
        check(text, &quote, Field::Quote, words(&["fair", "world"], 1), &["fair", "world"]);
    }
}
