//! The text of an article with its statements marked: the one that is shown, and the others to be gone to.

use maud::{Markup, html};

use super::address;
use super::words::{pieces, visible};
use crate::present::clean;
use crate::statement::Record;
use crate::text::{Span, paragraphs};

/// Id of the element at which the statement that is shown begins.
pub(super) const SAID: &str = "said";

/// What a piece of the text is.
enum Mark<'a> {
    /// Words of the statement that is shown.
    Own,
    /// Who says it, or the reporting words.
    Cue,
    /// Words of another statement.
    Other(&'a Record),
}

/// The paragraphs of `text`, whose first byte is byte `origin` of the article.
pub(super) fn text(text: &str, origin: usize, record: &Record, others: &[Record]) -> Markup {
    let here = |span: &Span| span.start >= origin && span.end <= origin + text.len();
    let mut marks: Vec<(Span, Mark<'_>)> = Vec::new();
    let mut add = |span: Span, mark| {
        if here(&span) {
            marks.push((span.relative_to(origin), mark));
        }
    };
    record.spans.iter().for_each(|span| add(*span, Mark::Own));
    let told = [&record.speaker.mention, &record.cue].into_iter().flatten();
    told.for_each(|(_, span)| add(*span, Mark::Cue));
    for other in others {
        other.spans.iter().for_each(|span| add(*span, Mark::Other(other)));
    }
    let begins = record.spans.first().map(|span| span.relative_to(origin).start);
    html! {
        div.text lang=[record.article.lang.as_deref()] {
            @for paragraph in paragraphs(text) {
                p dir="auto" {
                    @for (span, marks) in pieces(paragraph, &marks) {
                        (piece(span.of(text).unwrap_or_default(), &marks, begins == Some(span.start)))
                    }
                }
            }
        }
    }
}

fn piece(words: &str, marks: &[&Mark<'_>], is_begin: bool) -> Markup {
    let words = visible(words);
    let is_own = marks.iter().any(|mark| matches!(mark, Mark::Own));
    let is_cue = marks.iter().any(|mark| matches!(mark, Mark::Cue));
    let other = marks.iter().find_map(|mark| if let Mark::Other(record) = mark { Some(*record) } else { None });
    html! {
        @match (is_own, other, is_cue) {
            (true, ..) => { mark.own id=[is_begin.then_some(SAID)] { (words) } }
            (false, Some(other), _) => {
                a.other href=(address::statement(&other.id)) title=(clean(other.speaker.name.as_deref().unwrap_or("nobody named"))) { (words) }
            }
            (false, None, true) => { span.cue { (words) } }
            (false, None, false) => { (words) }
        }
    }
}
