//! A statement by itself: its places fit its text, and its id is the one that its content gives.

use super::fault::FaultKind;
use crate::statement::Record;
use crate::text::Span;

/// What is wrong with `record`.
pub(super) fn faults_of(record: &Record) -> Vec<(FaultKind, String)> {
    let mut faults = Vec::new();
    let mut add = |kind, message: String| faults.push((kind, message));
    if record.spans.is_empty() {
        add(FaultKind::Offsets, "has no words".to_owned());
    }
    let mut behind = 0;
    for span in &record.spans {
        let Span { start, end } = *span;
        if start >= end || start < behind {
            add(FaultKind::Offsets, format!("its words at {start}..{end} are empty or out of order"));
        } else if in_context(record, *span).is_none() {
            add(
                FaultKind::Offsets,
                format!("its words at {start}..{end} lie outside of its context or break a character"),
            );
        }
        behind = end;
    }
    for (what, placed) in [("speaker", &record.speaker.mention), ("cue", &record.cue)] {
        let Some((text, span)) = placed else { continue };
        let context = Span::new(record.context.start, record.context.start.saturating_add(record.context.text.len()));
        if context.covers(*span) && in_context(record, *span) != Some(text) {
            add(FaultKind::Offsets, format!("its {what} at {}..{} is not what stands there", span.start, span.end));
        }
    }
    if faults.is_empty() && record.id != record.id_of_content() {
        faults.push((FaultKind::Id, format!("its content gives the id {}", record.id_of_content())));
    }
    faults
}

/// What stands at a place of the article, as far as the context holds it.
fn in_context(record: &Record, span: Span) -> Option<&str> {
    let at = |place: usize| place.checked_sub(record.context.start);
    record.context.text.get(at(span.start)?..at(span.end)?)
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    type Damage = fn(&mut Record);

    #[test]
    fn places_that_do_not_fit_and_ids_that_are_not_theirs_are_found() {
        let whole = || {
            let mut record = sample("a", "“We wänt it,” he said.", &[(3, 12)]);
            record.speaker.mention = None;
            record.id = record.id_of_content();
            record
        };
        assert_eq!(faults_of(&whole()), []);
        let cases: [(&str, FaultKind, Damage); 8] = [
            ("no words", FaultKind::Offsets, |record| record.spans.clear()),
            ("empty", FaultKind::Offsets, |record| record.spans = vec![Span::new(3, 3)]),
            ("broken character", FaultKind::Offsets, |record| record.spans = vec![Span::new(3, 8)]),
            ("outside", FaultKind::Offsets, |record| record.spans = vec![Span::new(3, 99)]),
            ("out of order", FaultKind::Offsets, |record| record.spans = vec![Span::new(3, 12), Span::new(3, 5)]),
            ("before the context", FaultKind::Offsets, |record| record.context.start = 4),
            ("another cue", FaultKind::Offsets, |record| record.cue = Some(("she".to_owned(), Span::new(3, 6)))),
            ("another id", FaultKind::Id, |record| record.id = "0".repeat(16)),
        ];
        for (what, kind, damage) in cases {
            let mut record = whole();
            damage(&mut record);
            let found = faults_of(&record);
            assert!(found.len() == 1 && found[0].0 == kind, "{what}: {found:?}");
        }
    }
}
