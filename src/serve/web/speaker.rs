//! `/speaker/{name}`: who it is, how often, when and where they are quoted, in which words, and beside whom.

use maud::{Markup, html};

use super::address;
use super::named::{self, Links, Sort, VALUES};
use super::names::{self, Row};
use super::words::{counted, days, isolated};
use super::{Answer, Asking, Page};
use crate::answer::{Counted, Profile, who};
use crate::index::Field;
use crate::present::n_told;
use crate::serve::problem::Problem;
use crate::statement::SpeakerKind;

pub(super) const PAGE: Page = Page { path: "/speaker/{name}", parameters: &[], answer };

const SPEAKERS: Sort<Profile> =
    Sort { field: Field::Speaker, address: address::speaker, tell: who, portrait: |profile| &profile.portrait, view };

fn answer(asking: &Asking<'_>) -> Result<Answer, Problem> {
    named::page(asking, &SPEAKERS)
}

fn view(profile: &Profile, links: &Links) -> Markup {
    let portrait = &profile.portrait;
    let kind = profile.kind.map(|kind| if kind == SpeakerKind::Unnamed { "unnamed source" } else { kind.name() });
    let by_value = |field: Field, value: &Counted| links.with_value(field, &value.value);
    let roles: Vec<Row<'_>> = profile
        .roles
        .iter()
        .map(|role| Row { note: days(role.days), ..Row::of_counted(role, by_value(Field::Role, role)) })
        .collect();
    let mentions: Vec<Row<'_>> =
        profile.names.iter().map(|name| Row::of_counted(name, by_value(Field::Mention, name))).collect();
    let beside: Vec<Row<'_>> =
        profile.beside.iter().flatten().map(|other| Row::of_bucket(other, address::speaker(&other.value))).collect();
    html! {
        article.named {
            (named::head(portrait, kind, &facts(profile), links))
            div.columns {
                (names::list(&html! { "Roles" }, &roles, most(&profile.roles), profile.more_roles as u64, portrait.total))
                (named::values(portrait, Field::Outlet, &html! { "Carried by" }, links))
                (named::values(portrait, Field::Publisher, &html! { "Published by" }, links))
                (names::list(&html! { "Mentioned as" }, &mentions, most(&profile.names), profile.more_names as u64, portrait.total))
                (names::list(&html! { "Quoted in the same stories" }, &beside, VALUES, profile.more_beside as u64, profile.stories.unwrap_or_default()))
                (named::typical(profile.typical.as_deref(), links))
                (named::others(&profile.others, profile.more_others, address::speaker))
            }
            (named::latest(portrait, &html! { "Latest statements" }, links))
        }
    }
}

/// How many of some names or roles are shown.
fn most(values: &[Counted]) -> usize {
    n_told(values).min(VALUES)
}

/// What the table of names knows, and what is no name.
fn facts(profile: &Profile) -> Vec<(&'static str, Markup)> {
    let mut facts = Vec::new();
    let known = profile.known.iter().flat_map(|known| known.alone.iter().chain(&known.aliases));
    let known: Vec<Markup> = known.map(|name| isolated(name)).collect();
    if !known.is_empty() {
        facts.push(("Known as", html! { @for (at, name) in known.iter().enumerate() { @if at > 0 { ", " } (name) } }));
    }
    let pronouns: u64 = profile.pronouns.iter().map(|pronoun| pronoun.count).sum();
    if pronouns > 0 {
        facts.push(("By pronoun", html! { (counted(pronouns, "statement")) }));
    }
    facts
}
