//! A statement among others: who said it, the words, who carried it and when, and where it stands.

use anstyle::Style;
use maud::{Markup, html};

use super::address;
use super::words::{self, counted, isolated, matched, outlets};
use crate::answer::Hit;
use crate::present::{Palette, Paths, View, context_row};
use crate::statement::{Kind, Record};
use crate::text::Span;

/// Outlets that are named for an utterance.
const NAMED: usize = 6;

/// Cells of a line, two of which the words around a statement fill in a list.
const COLUMNS: usize = 120;

/// A statement in a list.
pub(super) fn hit(hit: &Hit) -> Markup {
    let record = &hit.record;
    html! {
        article.hit {
            p.who {
                (words::speaker(record))
                @if let Some(role) = &record.speaker.role { span.role { (isolated(role)) } }
            }
            (quote(record, &hit.highlights))
            (around(hit))
            p.facts { (words::chain(record)) (words::time(record)) (kind(record)) }
            @if let Some(carried) = &hit.carried {
                @let names = &carried.outlets[..carried.outlets.len().min(NAMED)];
                p.carried {
                    (counted(carried.versions, "version"))
                    @if !names.is_empty() { ": " (outlets(names)) }
                    @if carried.outlets.len() > NAMED { " and " (carried.outlets.len() - NAMED) " more" }
                }
            }
            p.places {
                a.place href=(address::statement(&record.id)) {
                    @match record.article.title.as_deref().filter(|title| !title.trim().is_empty()) {
                        Some(title) => { span.unseen { "In its article: " } (isolated(title)) }
                        None => { "In its article" }
                    }
                }
                @if let Some(utterance) = hit.utterance {
                    a.also href=(address::trace(&utterance.to_string())) { "Who else carried it" }
                }
            }
        }
    }
}

/// Statements in a list; `heading` names it for those who do not see it.
pub(super) fn list(hits: &[Hit], heading: &str) -> Markup {
    html! {
        ol.hits aria-label=(heading) {
            @for each in hits { li { (hit(each)) } }
        }
    }
}

/// The words, direct ones between quotation marks, with what was found marked.
pub(super) fn quote(record: &Record, found: &[Span]) -> Markup {
    let is_direct = record.kind == Kind::Direct;
    let (open, close) = words::quotation_marks(record.article.lang.as_deref());
    html! {
        blockquote.quote.direct[is_direct] lang=[record.article.lang.as_deref()] dir="auto" {
            p {
                @if is_direct { (open) }
                @for (number, piece) in record.context_spans().enumerate() {
                    @if number > 0 { " … " }
                    (matched(&record.context.text, piece, found))
                }
                @if is_direct { (close) }
            }
        }
    }
}

/// What stands around the words, as the command line shows it: there a reader sees whether the attribution is right.
fn around(hit: &Hit) -> Markup {
    let matched = Style::new().bold();
    let view = View::new(Palette { matched, ..Palette::plain() }, COLUMNS, Paths::default());
    html! {
        @if let Some(pieces) = context_row(hit, &view) {
            p.around lang=[hit.record.article.lang.as_deref()] dir="auto" {
                @for (words, style) in pieces {
                    @if style == matched { mark { (words) } } @else { (words) }
                }
            }
        }
    }
}

/// Whether the words are verbatim, and how far they are to be trusted.
pub(super) fn kind(record: &Record) -> Markup {
    let what = match record.kind {
        Kind::Direct => "All of it stands between quotation marks",
        Kind::Mixed => "Some of it stands between quotation marks",
        Kind::Indirect => "None of it stands between quotation marks",
    };
    html! {
        span.kind title=(what) { (record.kind.name()) }
        @if record.is_doubtful() {
            span.low title="As likely wrong as right" { "low confidence " (record.certainty()) }
        }
    }
}
