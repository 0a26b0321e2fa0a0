//! An article's text as rows, with its statements set apart.

use anstyle::Style;

use super::terminal::{push_clean, wrap, wrap_within};
use crate::statement::Record;
use crate::text::{Span, paragraphs};

/// A text and the statements in it.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The text, or a part of it.
    pub text: &'a str,
    /// The byte of the article at which `text` begins.
    pub origin: usize,
    /// Its statements.
    pub statements: &'a [&'a Record],
    /// The number of the one that is looked at.
    pub shown: usize,
}

/// How places in a text are set apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadingStyles {
    /// The words of the statement that is looked at.
    pub shown: Style,
    /// Its speaker and its reporting words.
    pub told: Style,
    /// The words of other statements.
    pub other: Style,
}

/// What becomes of words that are wider than a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongWords {
    /// They stay whole, and their row is wider.
    Kept,
    /// They go on in the next row.
    Cut,
}

/// One row. Between paragraphs there is one without pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRow {
    /// Its text, in pieces of one style each, and harmless.
    pub pieces: Vec<(String, Style)>,
    /// Which words are in it.
    pub holds: Holds,
    /// The numbers of the statements that begin in it.
    pub begins: Vec<usize>,
}

/// Whose words are in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// Nobody's.
    Nothing,
    /// Those of another statement.
    Other,
    /// Those of the statement that is looked at.
    Shown,
}

/// What a place in the text is; of several at one place the last one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Other,
    Told,
    Shown,
}

struct Place {
    span: Span,
    class: Class,
    /// The statement that begins here.
    begins: Option<usize>,
}

impl Reading<'_> {
    /// The rows, at most `columns` cells wide. Takes time in proportion to the text and its statements.
    pub fn rows(&self, columns: usize, long_words: LongWords, styles: ReadingStyles) -> Vec<ReadingRow> {
        let places = self.places();
        let mut behind = 0;
        let mut rows = Vec::new();
        for paragraph in paragraphs(self.text) {
            if !rows.is_empty() {
                rows.push(ReadingRow { pieces: Vec::new(), holds: Holds::Nothing, begins: Vec::new() });
            }
            while places.get(behind).is_some_and(|place| place.span.end <= paragraph.start) {
                behind += 1;
            }
            let near = places[behind..].iter().take_while(|place| place.span.start < paragraph.end);
            let near: Vec<&Place> = near.filter(|place| place.span.end > paragraph.start).collect();
            Laid::out(self.text, paragraph, &near).rows(columns, long_words, styles, &mut rows);
        }
        rows
    }

    /// The places to set apart, in the order of the text.
    fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let end = self.origin + self.text.len();
        let mut add = |span: Span, class: Class, begins: Option<usize>| {
            if span.start >= self.origin && span.end <= end && !span.is_empty() {
                places.push(Place { span: span.relative_to(self.origin), class, begins });
            }
        };
        for (number, record) in self.statements.iter().enumerate() {
            let is_shown = number == self.shown;
            for (piece, span) in record.spans.iter().enumerate() {
                let class = if is_shown { Class::Shown } else { Class::Other };
                add(*span, class, (piece == 0).then_some(number));
            }
            if is_shown {
                for (_, span) in [&record.speaker.mention, &record.cue].into_iter().flatten() {
                    add(*span, Class::Told, None);
                }
            }
        }
        places.sort_by_key(|place| (place.span, place.begins));
        places
    }
}

/// A paragraph on one line and harmless, in segments of one class each.
struct Laid {
    line: String,
    segments: Vec<(Span, Option<Class>)>,
    /// Where statements begin, in order.
    begins: Vec<(usize, usize)>,
}

impl Laid {
    fn out(text: &str, paragraph: Span, places: &[&Place]) -> Self {
        let mut edges: Vec<(usize, Class, bool)> = Vec::with_capacity(places.len() * 2);
        let mut starts: Vec<(usize, usize)> = Vec::new();
        for place in places {
            edges.push((place.span.start.max(paragraph.start), place.class, true));
            edges.push((place.span.end.min(paragraph.end), place.class, false));
            starts
                .extend(place.begins.filter(|_| place.span.start >= paragraph.start).map(|it| (place.span.start, it)));
        }
        edges.sort_unstable();
        let mut laid = Self { line: String::new(), segments: Vec::new(), begins: Vec::new() };
        let (mut at, mut open) = (paragraph.start, [0_usize; 3]);
        let mut starts = starts.into_iter().peekable();
        for (edge, class, opens) in edges {
            laid.push(text, Span::new(at, edge.max(at)), &open);
            at = edge.max(at);
            while let Some((_, number)) = starts.next_if(|(start, _)| *start <= at) {
                laid.begins.push((laid.line.len(), number));
            }
            let count = &mut open[class as usize];
            *count = if opens { *count + 1 } else { count.saturating_sub(1) };
        }
        laid.push(text, Span::new(at, paragraph.end), &open);
        laid
    }

    fn push(&mut self, text: &str, piece: Span, open: &[usize; 3]) {
        let start = self.line.len();
        for character in piece.of(text).unwrap_or_default().chars() {
            push_clean(&mut self.line, character);
        }
        if self.line.len() > start {
            let class = [Class::Shown, Class::Told, Class::Other].into_iter().find(|class| open[*class as usize] > 0);
            self.segments.push((Span::new(start, self.line.len()), class));
        }
    }

    fn rows(self, columns: usize, long_words: LongWords, styles: ReadingStyles, rows: &mut Vec<ReadingRow>) {
        let spans = match long_words {
            LongWords::Kept => wrap(&self.line, columns),
            LongWords::Cut => wrap_within(&self.line, columns),
        };
        let mut segments = self.segments.iter().peekable();
        let mut begins = self.begins.iter().peekable();
        let n_rows = spans.len();
        for (number, row) in spans.into_iter().enumerate() {
            let mut pieces = Vec::new();
            let mut holds = Holds::Nothing;
            while let Some((span, class)) = segments.peek() {
                let part = Span::new(span.start.max(row.start).min(row.end), span.end.clamp(row.start, row.end));
                if !part.is_empty() {
                    let style = match class {
                        Some(Class::Shown) => styles.shown,
                        Some(Class::Told) => styles.told,
                        Some(Class::Other) => styles.other,
                        None => Style::new(),
                    };
                    holds = holds.max(match class {
                        Some(Class::Shown) => Holds::Shown,
                        Some(Class::Other) => Holds::Other,
                        _ => Holds::Nothing,
                    });
                    pieces.push((part.of(&self.line).unwrap_or_default().to_owned(), style));
                }
                if span.end > row.end {
                    break;
                }
                segments.next();
            }
            let is_last = number + 1 == n_rows;
            let mut own = Vec::new();
            while let Some((_, statement)) = begins.next_if(|(at, _)| *at < row.end || is_last) {
                own.push(*statement);
            }
            rows.push(ReadingRow { pieces, holds, begins: own });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    const SHOWN: &str = "shown";

    fn rows(text: &str, statements: &[&Record], shown: usize, columns: usize) -> Vec<String> {
        let styles =
            ReadingStyles { shown: Style::new().bold(), told: Style::new().underline(), other: Style::new().italic() };
        let name = |style: Style| match style {
            style if style == styles.shown => SHOWN,
            style if style == styles.told => "told",
            style if style == styles.other => "other",
            _ => "",
        };
        let reading = Reading { text, origin: 0, statements, shown };
        let shown = |row: ReadingRow| {
            let pieces: Vec<String> =
                row.pieces.iter().map(|(text, style)| format!("{}[{text}]", name(*style))).collect();
            format!("{:?} {:?} {}", row.holds, row.begins, pieces.join(" "))
        };
        reading.rows(columns, LongWords::Cut, styles).into_iter().map(shown).collect()
    }

    fn said(text: &str, words: &[&str]) -> Record {
        let mut record = samples::bare().record;
        record.spans = words
            .iter()
            .map(|words| {
                let start = text.find(words).unwrap();
                Span::new(start, start + words.len())
            })
            .collect();
        record
    }

    #[test]
    fn the_statement_looked_at_and_the_others_are_set_apart() {
        let text = "We will\u{1b} win, he said.\n\nShe said: no. We will\tnot, but yes.";
        let (first, second) = (said(text, &["We will\u{1b} win"]), said(text, &["no", "We will\tnot"]));
        insta::assert_debug_snapshot!(rows(text, &[&first, &second], 1, 14), @r#"
        [
            "Other [0] other[We will␛ win] [,]",
            "Nothing [] [he said.]",
            "Nothing [] ",
            "Shown [1] [She said: ] shown[no] [.]",
            "Shown [] shown[We will not] [,]",
            "Nothing [] [but yes.]",
        ]
        "#);
    }

    #[test]
    fn overlapping_and_broken_places_do_no_harm() {
        let text = "one two three four";
        let (outer, inner) = (said(text, &["one two three"]), said(text, &["two"]));
        let mut broken = said(text, &["four"]);
        broken.spans = vec![Span::new(400, 500), Span::new(3, 3)];
        let rows = rows(text, &[&outer, &inner, &broken], 0, 40);
        assert_eq!(rows, ["Shown [0, 1] shown[one ] shown[two] shown[ three] [ four]"]);
    }
}
