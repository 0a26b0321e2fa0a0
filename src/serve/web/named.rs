//! `/speaker/{name}` and `/outlet/{name}`: all that is known of one name, and its latest statements.

use maud::{Markup, html};

use super::address::{self, Search};
use super::frame::Frame;
use super::words::{counted, isolated, number};
use super::{Answer, Asking, Page, hit, timeline};
use crate::answer::{self, Facet, FacetSpec, Period, Request, Sort};
use crate::index::Field;
use crate::query::{Clauses, value_clause};
use crate::serve::clock;
use crate::serve::problem::Problem;

pub(super) const SPEAKER: Page = Page { path: "/speaker/{name}", parameters: &[], answer: speaker };
pub(super) const OUTLET: Page = Page { path: "/outlet/{name}", parameters: &[], answer: outlet };

/// Values that are shown of a field, and latest statements.
const VALUES: usize = 8;
const LATEST: usize = 10;

/// What is told of a name.
struct Told {
    /// The field that it is a value of.
    field: Field,
    /// What comes before the number of statements.
    counted: &'static str,
    /// Fields whose values are told, with headings.
    values: &'static [(Field, &'static str)],
}

fn speaker(asking: &Asking<'_>) -> Result<Answer, Problem> {
    let values = &[
        (Field::Outlet, "Carried by"),
        (Field::Role, "Called"),
        (Field::Mention, "Mentioned as"),
        (Field::Cue, "Reporting words"),
        (Field::Kind, "Kind"),
        (Field::Lang, "Language"),
    ];
    page(asking, &Told { field: Field::Speaker, counted: "Quoted in ", values })
}

fn outlet(asking: &Asking<'_>) -> Result<Answer, Problem> {
    let values = &[
        (Field::Speaker, "Who is quoted"),
        (Field::Publisher, "Published by"),
        (Field::SpeakerType, "Sort of speaker"),
        (Field::Role, "Roles"),
        (Field::Kind, "Kind"),
        (Field::Lang, "Language"),
    ];
    page(asking, &Told { field: Field::Outlet, counted: "Carried ", values })
}

fn page(asking: &Asking<'_>, told: &Told) -> Result<Answer, Problem> {
    let search = Search::of(value_clause(told.field, asking.name));
    let asked = asking.understood(&search.query)?;
    let clauses = Clauses::read(&search.query, clock::today())?;
    let spec = |field: &Field| FacetSpec { field: *field, period: Period::Month, limit: Some(VALUES) };
    let request = Request {
        sort: Sort::DateDescending,
        facets: timeline::specs().chain(told.values.iter().map(|(field, _)| spec(field))).collect(),
        ..Request::new(asked.query.clone(), Some(LATEST))
    };
    let answer = answer::ask(asking.index, &request)?;
    if answer.total == 0 {
        let message = format!("no statement has the {} `{}`", told.field.name(), crate::present::clean(asking.name));
        return Err(Problem::not_found(message).help("names are whole here: a search finds parts of them"));
    }
    let view = html! {
        article.named {
            header {
                h1 { (isolated(asking.name)) }
                p.lead {
                    (told.counted) (counted(answer.total, "statement"))
                    " · " a href=(search.address()) { "Search among them" }
                }
            }
            (timeline::chart(&answer.facets, &clauses, &search))
            div.columns {
                @for (field, heading) in told.values {
                    @if let Some(facet) = answer.facets.iter().find(|facet| facet.spec.field == *field) {
                        (values(facet, heading, answer.total, &clauses, &search))
                    }
                }
            }
            section.latest {
                h2 { "Latest statements" }
                (hit::list(&answer.hits, "Latest statements"))
                @if answer.total > answer.hits.len() as u64 {
                    p { a href=(search.sorted("-date").address()) { "All " (counted(answer.total, "statement")) } }
                }
            }
        }
    };
    Ok(Answer::page(Frame::new(asking.name, &Search::default()).around(&view)))
}

/// The most frequent values of a field, with bars; each leads to the statements that have it.
fn values(facet: &Facet, heading: &str, total: u64, clauses: &Clauses, search: &Search) -> Markup {
    html! {
        @if !facet.buckets.is_empty() {
            section.names {
                h2 { (heading) }
                ol {
                    @for bucket in &facet.buckets {
                        li {
                            a href=(value_address(facet.spec.field, &bucket.value, clauses, search)) { (isolated(&bucket.value)) }
                            " " span.count { (number(bucket.count)) }
                            svg.share viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true" {
                                rect width=((bucket.count * 100 / total.max(1)).max(1)) height="2" {}
                            }
                        }
                    }
                }
                @if facet.more_values > 0 { p.count { (number(facet.more_values)) " more" } }
            }
        }
    }
}

/// Names lead to their pages, other values to statements of both.
fn value_address(field: Field, value: &str, clauses: &Clauses, search: &Search) -> String {
    match field {
        Field::Speaker => address::speaker(value),
        Field::Outlet | Field::Publisher => address::outlet(value),
        _ => search.with_query(clauses.with(&value_clause(field, value))).address(),
    }
}
