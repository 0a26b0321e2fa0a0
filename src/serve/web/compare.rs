//! `/compare`: two speakers or two outlets side by side, on all statements or those that match a query.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::address::{self, Search};
use super::frame::Frame;
use super::named::{self, Links};
use super::words::{counted, isolated, typed};
use super::{Answer, Asking, Page, both, parameter, slip};
use crate::answer::{self, AskError, Asked, CompareRequest, Compared, Comparison};
use crate::index::Field;
use crate::query::Query;
use crate::serve::params::Takes;
use crate::serve::problem::Problem;
use crate::text::words as words_of;

/// What both may be.
const FIELDS: [&str; 2] = ["speaker", "outlet"];

pub(super) const PAGE: Page = Page {
    path: "/compare",
    parameters: &[
        parameter("a", "Name of a speaker or an outlet", Takes::Text),
        parameter("b", "Name of another one", Takes::Text),
        parameter("q", "What the statements must match beside", Takes::Text),
        parameter("by", "What both are, where it shall not be found out", Takes::OneOf(&FIELDS)),
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
    let pair = Pair { names: [text("a"), text("b")], query: text("q"), field: asking.params.text("by") };
    if pair.names.iter().any(|name| name.is_empty()) {
        return Ok(pair.told(StatusCode::OK, None));
    }
    if let Some(name) = pair.names.iter().find(|name| words_of(name).next().is_none()) {
        return Ok(
            pair.told(StatusCode::NOT_FOUND, Some(html! { p.what { "Nobody is called " (isolated(name)) "." } }))
        );
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
    Ok(match answer::compare(asking.archive, &request).map_err(failed)? {
        Compared::Found(comparison) => pair.found(&comparison)?,
        Compared::Nothing(names) => pair.told(
            StatusCode::NOT_FOUND,
            Some(html! {
                p.what { "Neither " (isolated(&names[0])) " nor " (isolated(&names[1])) " has a statement that matches." }
                p { a href=(address::compare(pair.names, "", pair.field)) { "Compare all their statements" } }
            }),
        ),
        Compared::Unknown { name, like } => pair.told(StatusCode::NOT_FOUND, Some(pair.unknown(&name, &like))),
        Compared::Same(name) => pair.told(
            StatusCode::BAD_REQUEST,
            Some(html! { p.what { "Both names mean " (isolated(&name)) ": write more of them." } }),
        ),
        Compared::Unlike(sorts) => pair.told(StatusCode::BAD_REQUEST, Some(pair.unlike(sorts))),
    })
}

impl Pair<'_> {
    /// The page with the form and, where there is such, something told below it.
    fn told(&self, status: StatusCode, told: Option<Markup>) -> Answer {
        let view = html! {
            article.named {
                header { h1 { "Two side by side" } (self.form()) }
                @if let Some(told) = told { section.error { (told) } }
            }
        };
        Answer::Page(status, Frame::new("Two side by side", &Search::default()).around(&view))
    }

    fn form(&self) -> Markup {
        html! {
            form.beside action="/compare" method="get" {
                label { "Compare " input type="text" name="a" value=(typed(self.names[0])) required autocomplete="off" size="20"; }
                label { "with " input type="text" name="b" value=(typed(self.names[1])) required autocomplete="off" size="20"; }
                label { "on " input type="text" name="q" value=(typed(self.query)) placeholder="all statements" autocomplete="off" size="20"; }
                @if let Some(field) = self.field { input type="hidden" name="by" value=(field); }
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
        let sides = || portraits.into_iter().zip(&links);
        let view = html! {
            article.named {
                header {
                    h1 { (isolated(&portraits[0].name)) " and " (isolated(&portraits[1].name)) }
                    (self.form())
                }
                (both::numbers(portraits, comparison.by, &links))
                div.columns {
                    @for (portrait, links) in sides() {
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
                (both::months(portraits))
                @if let Some(shared) = &comparison.shared { (both::shared(shared, portraits)) }
                @for (portrait, links) in sides() {
                    (named::latest(portrait, &html! { "Latest of " (isolated(&portrait.name)) }, links))
                }
                div.columns {
                    @for side in &comparison.sides {
                        (named::others(&side.others, side.more_others, both::page_of(comparison.by)))
                    }
                }
            }
        };
        Ok(Answer::page(Frame::new(&title, &Search::default()).around(&view)))
    }
}
