//! The stages of extraction one by one, for the bench: behind the feature `bench`, no part of what users run.

use super::draft::{Draft, Paragraph};
use super::rules::draft_paragraphs;
use super::tag::{Reading, Tagger, link};

/// An English text in paragraphs, with what the rules make of each.
pub struct Drafted {
    paragraphs: Vec<Paragraph>,
    drafts: Vec<Vec<Draft>>,
}

/// What the sequence model makes of each paragraph.
pub struct Tagged(Vec<Reading>);

/// Reads a text by the rules.
pub fn draft(text: &str) -> Drafted {
    let (paragraphs, drafts) = draft_paragraphs(text);
    Drafted { paragraphs, drafts }
}

/// Reads the paragraphs by the model; none where the program was built without one.
pub fn tag(text: &str, drafted: &Drafted) -> Tagged {
    let Some(tagger) = Tagger::shipped() else { return Tagged(Vec::new()) };
    let mut reader = tagger.reader();
    let read = |(number, paragraph): (usize, &Paragraph)| {
        let before = number.checked_sub(1).and_then(|before| drafted.paragraphs.get(before));
        let rules: Vec<&Draft> = drafted.drafts[number].iter().collect();
        reader.read(text, paragraph, before, &rules)
    };
    Tagged(drafted.paragraphs.iter().enumerate().map(read).collect())
}

/// Joins what was tagged to statements; their number.
pub fn link(text: &str, drafted: &Drafted, tagged: &Tagged) -> usize {
    drafted
        .paragraphs
        .iter()
        .zip(&tagged.0)
        .map(|(paragraph, reading)| link::drafts(text, paragraph, reading).len())
        .sum()
}
