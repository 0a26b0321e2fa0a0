//! Annotated articles, and the labels that their annotations give to tokens.

use serde::Deserialize;

use crate::statement::Paragraph;
use crate::statement::tag::label::{Label, Part};
use crate::text::Span;

/// An annotated article: one line of a gold file.
#[derive(Debug, Clone, Deserialize)]
pub struct Article {
    /// What the spans refer to.
    pub text: String,
    /// What is attributed in it.
    pub statements: Vec<Statement>,
}

/// An annotated attribution. Offsets count code points in the file and bytes after [`Article::in_bytes`].
#[derive(Debug, Clone, Deserialize)]
pub struct Statement {
    /// The content's pieces.
    pub quote: Vec<[usize; 2]>,
    /// The source's pieces.
    #[serde(default)]
    pub speaker: Vec<[usize; 2]>,
    /// The cue's pieces.
    #[serde(default)]
    pub cue: Vec<[usize; 2]>,
    /// Whether it was uttered, and not only held.
    #[serde(default = "yes")]
    pub speech: bool,
}

fn yes() -> bool {
    true
}

impl Article {
    /// The article with all offsets in bytes. Offsets beyond the text are taken for its end.
    #[must_use]
    pub fn in_bytes(mut self) -> Self {
        let mut places: Vec<usize> = self.text.char_indices().map(|(at, _)| at).collect();
        places.push(self.text.len());
        for statement in &mut self.statements {
            for span in statement.quote.iter_mut().chain(&mut statement.speaker).chain(&mut statement.cue) {
                *span = span.map(|offset| places.get(offset).copied().unwrap_or(self.text.len()));
            }
        }
        self
    }
}

/// The labels of a paragraph's tokens. Content goes before cue, cue before source where they overlap.
pub(super) fn labels(article: &Article, paragraph: &Paragraph) -> Vec<Label> {
    let mut labels = vec![Label::Outside; paragraph.tokens.len()];
    for statement in &article.statements {
        let part = if statement.speech { Part::Content } else { Part::Held };
        put(&article.text, paragraph, &statement.quote, part, &mut labels);
    }
    for statement in &article.statements {
        let part = if statement.speech { Part::Cue } else { Part::HeldCue };
        put(&article.text, paragraph, &statement.cue, part, &mut labels);
    }
    for statement in &article.statements {
        put(&article.text, paragraph, &statement.speaker, Part::Source, &mut labels);
    }
    labels
}

fn put(text: &str, paragraph: &Paragraph, spans: &[[usize; 2]], part: Part, labels: &mut [Label]) {
    let tokens = &paragraph.tokens;
    for [start, end] in spans {
        let span = Span::new(*start, (*end).max(*start));
        let from = tokens.partition_point(|token| token.span.end <= span.start);
        let inside = tokens[from..].iter().take_while(|token| token.span.start < span.end).count();
        let belongs = |index: &usize| {
            let token = tokens[*index].span;
            let common = Span::new(token.start.max(span.start), token.end.min(span.end));
            letters(text, common) * 2 >= letters(text, token)
        };
        let kept: Vec<usize> = (from..from + inside).filter(belongs).collect();
        // Marks at the ends say nothing, but a colon alone can be a cue.
        let solid = |index: &usize| letters(text, tokens[*index].span) > 0;
        let kept = match (kept.iter().position(solid), kept.iter().rposition(solid)) {
            (Some(first), Some(last)) => &kept[first..=last],
            _ if matches!(part, Part::Cue | Part::HeldCue) => &kept[..],
            _ => &[],
        };
        let (Some(first), Some(last)) = (kept.first(), kept.last()) else { continue };
        if labels[*first..=*last].iter().all(|label| *label == Label::Outside) {
            let run = Label::run(part, last - first + 1);
            labels[*first..=*last].iter_mut().zip(run).for_each(|(place, label)| *place = label);
        }
    }
}

/// Letters and figures in a span: what annotations are compared by.
fn letters(text: &str, span: Span) -> usize {
    span.of(text).map_or(0, |piece| piece.chars().filter(|character| character.is_alphanumeric()).count())
}
