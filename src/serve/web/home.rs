//! The page without a query: what there is, what may be asked, and what was said last.

use maud::{Markup, html};

use super::address::Search;
use super::frame::Frame;
use super::names::{self, Row};
use super::words::counted;
use super::{Answer, Asking, hit, timeline};
use crate::answer::{self, Facet, FacetSpec, Period, Request, Sort};
use crate::index::Field;
use crate::query::{Clauses, Query};
use crate::serve::clock;
use crate::serve::problem::Problem;

/// Names that are shown of those with most statements, and statements of the last ones.
const NAMES: usize = 12;
const LATEST: usize = 6;

/// Queries that show what can be asked, and what they ask for.
const EXAMPLES: [(&str, &str); 5] = [
    ("outlet:TASS AND \"multipolar\"", "those exact words, carried by TASS"),
    ("sanctions date:30d..", "a word in all its forms, in the last thirty days"),
    ("speaker:minister -kind:indirect", "quoted words of ministers"),
    ("trade NEAR/5 war", "two words close to each other"),
    ("speaker.type:unnamed officials", "sources without a name"),
];

pub(super) fn page(asking: &Asking<'_>) -> Result<Answer, Problem> {
    let everything = Search::of("*");
    let names = |field| FacetSpec { field, period: Period::Month, limit: Some(NAMES) };
    let request = Request {
        sort: Sort::DateDescending,
        facets: timeline::specs().chain([Field::Speaker, Field::Outlet].map(names)).collect(),
        ..Request::new(Query::All, Some(LATEST))
    };
    let answer = answer::ask(asking.archive, &request)?;
    let clauses = Clauses::read("*", clock::today()).map_err(answer::AskError::from)?;
    let of = |field| answer.facets.iter().find(|facet| facet.spec.field == field);
    let (speakers, outlets) = (of(Field::Speaker), of(Field::Outlet));
    let distinct = |facet: Option<&Facet>| facet.map_or(0, |facet| facet.more_values + facet.buckets.len() as u64);
    let view = html! {
        section.welcome {
            h1 { "Who said what, when, and which outlet carried it" }
            p.holds {
                (counted(answer.total, "statement")) " by "
                (counted(distinct(speakers), "speaker")) ", carried by " (counted(distinct(outlets), "outlet"))
            }
            @if answer.total == 0 { p { "There is nothing here yet: " code { "dixit index PATH…" } " reads articles." } }
            ul.examples aria-label="Examples" {
                @for (query, what) in EXAMPLES {
                    li { a href=(Search::of(query).address()) { code { (query) } } span { (what) } }
                }
            }
        }
        (timeline::chart(&answer.facets, &clauses, &everything))
        @if answer.total > 0 {
            div.columns {
                (names_of(speakers, "Most quoted", super::address::speaker))
                (names_of(outlets, "Carried by", super::address::outlet))
            }
            section.latest {
                h2 { a href=(everything.sorted("-date").address()) { "Latest statements" } }
                (hit::list(&answer.hits, "Latest statements"))
            }
        }
    };
    let none = Search::default();
    let frame = Frame { is_start: true, ..Frame::new("", &none) };
    Ok(Answer::page(frame.around(&view)))
}

fn names_of(facet: Option<&Facet>, heading: &str, address: fn(&str) -> String) -> Markup {
    let Some(facet) = facet else { return html! {} };
    let rows: Vec<Row<'_>> =
        facet.buckets.iter().map(|bucket| Row::of_bucket(bucket, address(&bucket.value))).collect();
    let most = facet.buckets.first().map_or(0, |bucket| bucket.count);
    names::list(&html! { (heading) }, &rows, NAMES, 0, most)
}
