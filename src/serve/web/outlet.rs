//! `/outlet/{name}`: what is credited to an outlet: how often, when, whose words, and which are typical.

use maud::{Markup, html};

use super::address;
use super::named::{self, Links, Sort};
use super::{Answer, Asking, Page};
use crate::answer::{self, OutletProfile};
use crate::index::Field;
use crate::serve::problem::Problem;

pub(super) const PAGE: Page = Page { path: "/outlet/{name}", parameters: &[], answer };

const OUTLETS: Sort<OutletProfile> = Sort {
    field: Field::Outlet,
    address: address::outlet,
    tell: answer::outlet,
    portrait: |profile| &profile.portrait,
    view,
};

fn answer(asking: &Asking<'_>) -> Result<Answer, Problem> {
    named::page(asking, &OUTLETS)
}

fn view(profile: &OutletProfile, links: &Links) -> Markup {
    let portrait = &profile.portrait;
    html! {
        article.named {
            (named::head(portrait, Some("outlet"), &[], links))
            div.columns {
                (named::values(portrait, Field::Speaker, &html! { "Who is quoted" }, links))
                (named::values(portrait, Field::Role, &html! { "In which roles" }, links))
                (named::values(portrait, Field::SpeakerType, &html! { "Sort of speaker" }, links))
                (named::values(portrait, Field::Publisher, &html! { "Published by" }, links))
                (named::typical(profile.typical.as_deref(), links))
                (named::others(&profile.others, profile.more_others, address::outlet))
            }
            (named::latest(portrait, &html! { "Latest statements" }, links))
        }
    }
}
