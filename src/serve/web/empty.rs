//! No result: why, and what there is to try.

use maud::{Markup, html};

use super::address::Search;
use super::facets;
use super::words::{counted, isolated, number};
use crate::answer::{Archive, AskError, Asked, WhyEmpty, why_empty};
use crate::query::Clauses;

pub(super) fn view(
    archive: &dyn Archive,
    search: &Search,
    asked: &Asked,
    clauses: &Clauses,
) -> Result<Markup, AskError> {
    let why = why_empty(archive, &asked.query).map_err(|error| asked.failed(error))?;
    Ok(html! {
        section.empty {
            h1 { "Nothing found" }
            (facets::chips(clauses, search))
            (told(&why))
            (like(&why, search))
            @if !why.nodes().is_empty() {
                h2 { "What each part finds alone" }
                table.parts {
                    thead { tr { th scope="col" { "Part" } th scope="col" { "Statements" } } }
                    tbody {
                        @for node in why.nodes() {
                            tr.none[node.hits == 0] {
                                th scope="row" class={ "depth-" (node.depth.min(4)) } {
                                    @if matches!(node.label.as_str(), "AND" | "OR" | "NOT") { (node.label) } @else {
                                        a href=(search.with_query(node.label.as_str()).address()) { code { (isolated(&node.label)) } }
                                    }
                                    @if !node.resolved.is_empty() { " " span.resolved { (isolated(&node.resolved)) } }
                                }
                                td { (number(node.hits)) }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Names that may have been meant, each with the query in which it takes the place of the one that nobody has.
fn like(why: &WhyEmpty, search: &Search) -> Markup {
    html! {
        @if !why.like().is_empty() {
            p.like {
                "Did you mean "
                @for (number, like) in why.like().iter().enumerate() {
                    @if number > 0 { " or " }
                    a href=(search.with_query(like.in_place(&search.query)).address()) { (isolated(&like.name)) }
                }
                "?"
            }
        }
    }
}

fn told(why: &WhyEmpty) -> Markup {
    html! {
        p.why {
            @match why {
                WhyEmpty::EmptyIndex => { "There is no statement here yet: " code { "dixit index PATH…" } " reads articles." }
                WhyEmpty::Nowhere { held, .. } => {
                    "None of " (counted(*held, "statement")) " matches. Fewer letters and a " code { "*" } " find more."
                }
                WhyEmpty::Barren { .. } => {
                    @if let Some(part) = why.barren() { code { (isolated(&part.label)) } " finds nothing by itself: take it away, or write it differently." }
                }
                WhyEmpty::NeverTogether { .. } => {
                    "Each part is found, but never all of them in one statement: try " code { "OR" } ", or fewer parts."
                }
            }
        }
    }
}
