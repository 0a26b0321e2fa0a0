//! Two portraits side by side: in numbers, over time, and what both carried.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::address;
use super::named::Links;
use super::words::{counted, day, days, isolated, number, visible};
use crate::answer::{Portrait, Shared};
use crate::article::Date;
use crate::index::Field;
use crate::present::{dates, per_cent};
use crate::statement::Kind;

/// The address of the page of a name of `field`.
pub(super) fn page_of(field: Field) -> fn(&str) -> String {
    if field == Field::Speaker { address::speaker } else { address::outlet }
}

/// What is told of each in a line.
pub(super) fn numbers(portraits: [&Portrait; 2], by: Field, links: &[Links; 2]) -> Markup {
    let share = |portrait: &Portrait, kind| per_cent(portrait.n_of_kind(kind), portrait.total);
    html! {
        section.numbers aria-label="Both in numbers" {
            table.both {
                thead {
                    tr {
                        th scope="col" { span.unseen { "What" } }
                        @for portrait in portraits {
                            th scope="col" { a href=(page_of(by)(&portrait.name)) { (isolated(&portrait.name)) } }
                        }
                    }
                }
                tbody {
                    tr {
                        th scope="row" { "Statements" }
                        @for (portrait, links) in portraits.into_iter().zip(links) {
                            td { a href=(links.all()) { (number(portrait.total)) } }
                        }
                    }
                    tr { th scope="row" { "Utterances" } @for portrait in portraits { td { (number(portrait.utterances)) } } }
                    tr { th scope="row" { "Articles" } @for portrait in portraits { td { (number(portrait.articles)) } } }
                    tr {
                        th scope="row" { "Dates" }
                        @for portrait in portraits { td { (days(portrait.days).unwrap_or_else(|| "–".to_owned())) } }
                    }
                    @for kind in Kind::ALL {
                        tr {
                            th scope="row" { (kind.name()) }
                            @for portrait in portraits { td { (share(portrait, kind)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Both by months, or years, on one scale.
pub(super) fn months(portraits: [&Portrait; 2]) -> Markup {
    let mut rows: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (side, facet) in dates(&portraits).into_iter().enumerate().take(2) {
        for bucket in &facet.buckets {
            rows.entry(&bucket.value).or_default()[side] = bucket.count;
        }
    }
    let most = rows.values().flatten().copied().max().unwrap_or_default().max(1);
    html! {
        @if !rows.is_empty() {
            section.months {
                h2 { "When" }
                table.both {
                    thead {
                        tr {
                            th scope="col" { "Date" }
                            @for portrait in portraits { th scope="col" { (isolated(&portrait.name)) } }
                        }
                    }
                    tbody {
                        @for (label, counts) in &rows {
                            tr {
                                th scope="row" { (label) }
                                @for count in counts {
                                    td {
                                        (number(*count))
                                        svg.share viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true" {
                                            rect width=(count * 100 / most) height="2" {}
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What both carried, who had it on an earlier day, and the latest of it.
pub(super) fn shared(shared: &Shared, portraits: [&Portrait; 2]) -> Markup {
    html! {
        section.others.shared {
            h2 { "Carried by both" }
            p.lead {
                (counted(shared.utterances, "utterance"))
                @for (portrait, first) in portraits.into_iter().zip(shared.first) {
                    @if first > 0 { ", " (number(first)) " by " (isolated(&portrait.name)) " on an earlier day" }
                }
            }
            ul {
                @for utterance in &shared.latest {
                    li {
                        a href=(address::trace(&utterance.id)) {
                            span.speaker { (isolated(utterance.record.speaker.name.as_deref().unwrap_or("nobody named"))) }
                            " "
                            span.short lang=[utterance.record.article.lang.as_deref()] dir="auto" { (visible(&utterance.record.quote())) }
                        }
                        p.count {
                            @for (at, (portrait, first)) in portraits.into_iter().zip(utterance.days).enumerate() {
                                @if at > 0 { ", " }
                                (isolated(&portrait.name)) " "
                                @match first { Some(first) => { (day(Date::of_day(first))) } None => { "undated" } }
                            }
                        }
                    }
                }
            }
        }
    }
}
