//! `/trace/{id}`: one utterance wherever it was carried, who was first, and how the words differ.

use maud::{Markup, html};

use super::address::{self, Search};
use super::frame::Frame;
use super::words::{self, counted, isolated, visible};
use super::{Answer, Asking, Page, hit, parameter};
use crate::answer::{self, Against, Change, Piece, Utterance, Version};
use crate::present::{shown_date, shown_lag};
use crate::serve::params::Takes;
use crate::serve::problem::Problem;
use crate::statement::Kind;

/// Value of `against` for the version with most words.
const LONGEST: &str = "longest";

pub(super) const PAGE: Page = Page {
    path: "/trace/{name}",
    parameters: &[parameter("against", "The version that others are compared with", Takes::OneOf(&["first", LONGEST]))],
    answer,
};

/// Words of a cut that are shown; of a longer one the number is.
const SHOWN_CUT: usize = 12;

fn answer(asking: &Asking<'_>) -> Result<Answer, Problem> {
    let none = || Problem::not_found("no statement has this id").help("search for its words");
    let (traces, _) = answer::traces_of_id(asking.archive, asking.name)?.ok_or_else(none)?;
    let candidate = traces.candidates.first().ok_or_else(none)?;
    let is_longest = asking.params.text("against") == Some(LONGEST);
    let against = if is_longest { Against::Longest } else { Against::First };
    let utterance = traces.read(candidate, against, true)?;
    let title = format!("{}, wherever it was carried", utterance.speaker.name.as_deref().unwrap_or("A statement"));
    Ok(Answer::page(Frame::new(&title, &Search::default()).around(&view(asking, &utterance, is_longest))))
}

fn view(asking: &Asking<'_>, utterance: &Utterance, is_longest: bool) -> Markup {
    let carriers = utterance.carriers();
    let base = utterance.versions.get(utterance.against).map(|version| version.record.quote()).unwrap_or_default();
    let path = address::trace(asking.name);
    html! {
        article.trace {
            header {
                h1.who {
                    @match &utterance.speaker.name {
                        Some(name) => { a.speaker href=(address::speaker(name)) { (isolated(name)) } }
                        None => { span.speaker.nobody { "nobody named" } }
                    }
                    @if let Some(role) = &utterance.speaker.role { span.role { (isolated(role)) } }
                }
                p.lead {
                    "Carried by " (counted(carriers.len() as u64, "outlet")) " in " (counted(utterance.total, "version"))
                    @if let Some(days) = words::days(utterance.days) { ", " (days) }
                }
                @if !is_one_first(utterance) { p.note { "Which version of the first day was the first, the dates do not tell." } }
                @if utterance.versions.len() > 1 {
                    nav.sorts aria-label="Compare with" {
                        span { "Compared with" }
                        a href=(path) aria-current=[(!is_longest).then_some("true")] { "the first" }
                        a href={ (path) "?against=" (LONGEST) } aria-current=[is_longest.then_some("true")] { "the longest" }
                    }
                    p.legend { del { "gone" } " " ins { "new" } }
                }
            }
            ol.versions {
                @for (number, version) in utterance.versions.iter().enumerate() {
                    li.base[number == utterance.against] #{ "version-" (number + 1) } { (one(version, number, utterance, &base)) }
                }
            }
            @if utterance.total > utterance.versions.len() as u64 {
                p.note { (counted(utterance.total - utterance.versions.len() as u64, "later version")) " not shown" }
            }
            (silent(utterance))
        }
    }
}

fn one(version: &Version, number: usize, utterance: &Utterance, base: &str) -> Markup {
    let record = &version.record;
    let is_same = record.speaker.name == utterance.speaker.name;
    html! {
        div.when {
            @match record.date {
                Some(dated) => { time datetime=(dated.date) { (shown_date(&dated.date.to_string())) } }
                None => { span.undated { "undated" } }
            }
            @if number > 0 { @if let Some(lag) = shown_lag(version.lag) { span.lag { (lag) } } }
            @if version.is_first && record.date.is_some() && is_one_first(utterance) { span.first { "first" } }
        }
        div.version {
            p.facts {
                (words::chain(record))
                @for (outlet, own) in &version.through {
                    span.through { "through " a href={ "#version-" (own + 1) } { (isolated(outlet)) } }
                }
                (hit::kind(record))
            }
            @if !is_same { p.who { (words::speaker(record)) } }
            (wording(version, number == utterance.against, base))
            p.places {
                a.place href=(address::statement(&record.id)) {
                    @match record.article.title.as_deref().filter(|title| !title.trim().is_empty()) {
                        Some(title) => { (isolated(title)) }
                        None => { "In its article" }
                    }
                }
            }
        }
    }
}

/// Whether no two versions may be the first.
fn is_one_first(utterance: &Utterance) -> bool {
    utterance.versions.iter().filter(|version| version.is_first).count() <= 1
}

/// The words, with what became of those of the version that it is compared with.
fn wording(version: &Version, is_base: bool, base: &str) -> Markup {
    let own = version.record.quote();
    let is_direct = version.record.kind == Kind::Direct;
    let (open, close) = words::quotation_marks(version.record.article.lang.as_deref());
    let mut at = 0;
    let pieces: &[Piece] = if is_base { &[] } else { &version.pieces };
    // What stands between two pieces is told with the one behind it.
    let placed: Vec<(&Piece, &str)> = pieces
        .iter()
        .map(|piece| {
            let before = piece.new.and_then(|new| own.get(at..new.start)).unwrap_or(" ");
            at = piece.new.map_or(at, |new| new.end);
            (piece, before)
        })
        .collect();
    html! {
        blockquote.quote.direct[is_direct] lang=[version.record.article.lang.as_deref()] dir="auto" {
            p {
                @if is_direct { (open) }
                @for (number, (piece, before)) in placed.iter().enumerate() {
                    @let after = if number + 1 < placed.len() { " " } else { "" };
                    (visible(before))
                    @let old = piece.old.and_then(|span| span.of(base)).unwrap_or_default();
                    @let new = piece.new.and_then(|span| span.of(&own)).unwrap_or_default();
                    @match piece.change {
                        Change::Same => { (visible(new)) }
                        Change::Added => { ins { (visible(new)) } }
                        Change::Changed => { del { (visible(old)) } " " ins { (visible(new)) } }
                        Change::Cut if piece.words <= SHOWN_CUT => { del { (visible(old)) } (after) }
                        Change::Cut => { del.long { "… " (piece.words) " words" } (after) }
                    }
                }
                (visible(own.get(at..).unwrap_or_default()))
                @if is_direct { (close) }
            }
        }
    }
}

/// Who published in those days and did not carry it.
fn silent(utterance: &Utterance) -> Markup {
    html! {
        @if let Some(silent) = utterance.silent.as_ref().filter(|silent| !silent.is_empty()) {
            details.silent {
                summary { (counted(silent.len() as u64, "publisher")) " had articles in those days and did not carry it" }
                p {
                    @for (number, publishing) in silent.iter().enumerate() {
                        @if number > 0 { ", " }
                        (words::publisher(&publishing.publisher))
                    }
                }
            }
        }
    }
}
