//! `/compare`: two speakers or two outlets side by side, on all statements or those that match a query.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use maud::{Markup, html};

use super::address::{self, Search};
use super::frame::Frame;
use super::named::{self, Links};
use super::words::{self, counted, day, isolated, number, typed, visible};
use super::{Answer, Asking, Page, parameter, slip};
use crate::answer::{self, AskError, Asked, CompareRequest, Compared, Comparison, Portrait, Shared};
use crate::article::Date;
use crate::index::Field;
use crate::present::{dates, per_cent};
use crate::query::Query;
use crate::serve::params::Takes;
use crate::serve::problem::Problem;
use crate::statement::Kind;
use crate::text::words as words_of;

/// What both may be.
const FIELDS: [&str; 2] = ["speaker", "outlet"];

pub(super) const PAGE: Page = Page {
    path: "/compare",
    parameters: &[
        parameter("a", "Name of a speaker or an outlet", Takes::Text),
        parameter("b", "Name of another one", Takes::Text),
        parameter("q", "What the statements must match beside", Takes::Text),
        parameter("field", "What both are, where it shall not be found out", Takes::OneOf(&FIELDS)),
    ],
    answer,
};

/// Latest statements of each.
const LATEST: usize = 3;

/// What is asked, as typed.
struct Pair<'a> {
    names: [&'a str; 2],
    query: &'a str,
    field: Option<&'a str>,
}

fn answer(asking: &Asking<'_>) -> Result<Answer, Problem> {
    let text = |name: &str| asking.params.text(name).unwrap_or_default().trim();
    let pair = Pair { names: [text("a"), text("b")], query: text("q"), field: asking.params.text("field") };
    if pair.names.iter().any(|name| name.is_empty()) {
        return Ok(pair.told(StatusCode::OK, &html! {}));
    }
    if let Some(name) = pair.names.iter().find(|name| words_of(name).next().is_none()) {
        return Ok(pair.told(StatusCode::NOT_FOUND, &html! { p.what { "Nobody is called " (isolated(name)) "." } }));
    }
    let wrong =
        |error| slip::page(&Search::of(pair.query), &error, &|query| address::compare(pair.names, query, pair.field));
    let within = match asking.understood(pair.query) {
        _ if pair.query.is_empty() => None,
        Ok(asked) => Some(asked).filter(|asked| asked.query != Query::All),
        Err(error) => return Ok(wrong(error)),
    };
    match compared(asking, &pair, within.as_ref()) {
        Ok(answer) => Ok(answer),
        Err(AskError::Query(error)) => Ok(wrong(error)),
        Err(error) => Err(error.into()),
    }
}

fn compared(asking: &Asking<'_>, pair: &Pair<'_>, within: Option<&Asked>) -> Result<Answer, AskError> {
    let request = CompareRequest {
        names: pair.names.map(str::to_owned),
        by: pair.field.and_then(Field::from_name),
        within: within.map(|asked| asked.query.clone()),
        latest: LATEST,
    };
    let failed = |error| match within {
        Some(within) => within.failed(error),
        None => error,
    };
    Ok(match answer::compare(asking.index, &request).map_err(failed)? {
        Compared::Found(comparison) => pair.found(&comparison)?,
        Compared::Nothing(names) => pair.told(
            StatusCode::NOT_FOUND,
            &html! {
                p.what { "Neither " (isolated(&names[0])) " nor " (isolated(&names[1])) " has a statement that matches." }
                p { a href=(address::compare(pair.names, "", pair.field)) { "Compare all their statements" } }
            },
        ),
        Compared::Unknown { name, like } => pair.told(StatusCode::NOT_FOUND, &pair.unknown(&name, &like)),
        Compared::Same(name) => pair.told(
            StatusCode::BAD_REQUEST,
            &html! { p.what { "Both names mean " (isolated(&name)) ": write more of them." } },
        ),
        Compared::Unlike(sorts) => pair.told(StatusCode::BAD_REQUEST, &pair.unlike(sorts)),
    })
}

impl Pair<'_> {
    /// The page with the form and something told below it.
    fn told(&self, status: StatusCode, told: &Markup) -> Answer {
        let view = html! {
            article.named { header { h1 { "Two side by side" } (self.form()) } section.error { (told) } }
        };
        Answer::Page(status, Frame::new("Two side by side", &Search::default()).around(&view))
    }

    fn form(&self) -> Markup {
        html! {
            form.beside action="/compare" method="get" {
                label { "Compare " input type="text" name="a" value=(typed(self.names[0])) required autocomplete="off" size="20"; }
                label { "with " input type="text" name="b" value=(typed(self.names[1])) required autocomplete="off" size="20"; }
                label { "on " input type="text" name="q" value=(typed(self.query)) placeholder="all statements" autocomplete="off" size="20"; }
                @if let Some(field) = self.field { input type="hidden" name="field" value=(field); }
                button type="submit" { "Compare" }
            }
        }
    }

    /// Names that are like one that nobody has, each with the comparison in which it takes that one's place.
    fn unknown(&self, name: &str, like: &[String]) -> Markup {
        let with = |like: &str| self.names.map(|own| if own == name { like } else { own }.to_owned());
        html! {
            p.what { "Nobody is called " (isolated(name)) ", and no outlet." }
            @if !like.is_empty() {
                p.like {
                    "Did you mean "
                    @for (number, like) in like.iter().enumerate() {
                        @let names = with(like);
                        @if number > 0 { " or " }
                        a href=(address::compare([&names[0], &names[1]], self.query, self.field)) { (isolated(like)) }
                    }
                    "?"
                }
            }
        }
    }

    fn unlike(&self, sorts: [Field; 2]) -> Markup {
        html! {
            p.what {
                @for (at, (name, sort)) in self.names.iter().zip(sorts).enumerate() {
                    @if at > 0 { ", " }
                    (isolated(name)) " is of the sort " code { (sort.name()) }
                }
                ": compare two of a kind."
            }
            @for field in FIELDS {
                p { a href=(address::compare(self.names, self.query, Some(field))) { "Compare both as " (field) "s" } }
            }
        }
    }

    fn found(&self, comparison: &Comparison) -> Result<Answer, AskError> {
        let portraits = comparison.sides.each_ref().map(|side| &side.portrait);
        let links = |side: usize| Links::of(comparison.by, &portraits[side].name, self.query);
        let links = [links(0)?, links(1)?];
        let (beside, told) = match comparison.by {
            Field::Speaker => (Field::Outlet, "carried by"),
            _ => (Field::Speaker, "who is quoted"),
        };
        let title = format!("{} and {}", portraits[0].name, portraits[1].name);
        let both = || portraits.into_iter().zip(&links);
        let view = html! {
            article.named {
                header {
                    h1 { (isolated(&portraits[0].name)) " and " (isolated(&portraits[1].name)) }
                    (self.form())
                }
                (facts(portraits, comparison.by, &links))
                div.columns {
                    @for (portrait, links) in both() {
                        (named::values(portrait, beside, &html! { (isolated(&portrait.name)) ": " (told) }, links))
                    }
                }
                @for contrast in &comparison.contrasts {
                    div.columns {
                        @for (side, words) in contrast.words.iter().enumerate() {
                            section.typical {
                                h2 { "Typical for " (isolated(&portraits[side].name)) " (" (isolated(&contrast.lang)) ")" }
                                (named::typical_words(words, &contrast.lang, &links[side]))
                                p.count { "in " (counted(contrast.utterances[side], "utterance")) ", against the other" }
                            }
                        }
                    }
                }
                (months(portraits))
                @if let Some(both) = &comparison.shared { (shared(both, portraits)) }
                @for (portrait, links) in both() {
                    (named::latest(portrait, &html! { "Latest of " (isolated(&portrait.name)) }, links))
                }
                div.columns {
                    @for side in &comparison.sides {
                        (named::others(&side.others, side.more_others, page_of(comparison.by)))
                    }
                }
            }
        };
        Ok(Answer::page(Frame::new(&title, &Search::default()).around(&view)))
    }
}

fn page_of(field: Field) -> fn(&str) -> String {
    if field == Field::Speaker { address::speaker } else { address::outlet }
}

/// What is told of each in a line.
fn facts(portraits: [&Portrait; 2], by: Field, links: &[Links; 2]) -> Markup {
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
                        @for portrait in portraits { td { (words::days(portrait.days).unwrap_or_else(|| "–".to_owned())) } }
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
fn months(portraits: [&Portrait; 2]) -> Markup {
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
fn shared(shared: &Shared, portraits: [&Portrait; 2]) -> Markup {
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
