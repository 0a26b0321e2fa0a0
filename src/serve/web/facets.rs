//! The values that the results have, with counts: a click asks for one, leaves one out, or takes that back.

use maud::{Markup, html};

use super::address::{self, Search};
use super::words::{isolated, number};
use crate::answer::{Facet, FacetSpec, Period};
use crate::index::Field;
use crate::query::{Clauses, value_clause};

/// What is counted, with its heading.
const COUNTED: [(Field, &str); 7] = [
    (Field::Speaker, "Speaker"),
    (Field::Outlet, "Carried by"),
    (Field::Publisher, "Published by"),
    (Field::Kind, "Kind"),
    (Field::SpeakerType, "Sort of speaker"),
    (Field::Lang, "Language"),
    (Field::Role, "Role"),
];

/// Values that are shown of a field, and of one of which more are wanted.
const FEW: usize = 7;
const MANY: usize = 60;

/// What the index has to count.
pub(super) fn specs(search: &Search) -> impl Iterator<Item = FacetSpec> + '_ {
    COUNTED.iter().map(|(field, _)| {
        let is_more = search.more.as_deref() == Some(field.name());
        FacetSpec { field: *field, period: Period::Month, limit: Some(if is_more { MANY } else { FEW }) }
    })
}

/// The bar beside the results; whether two names can be put side by side, `compares` says.
pub(super) fn bar(facets: &[Facet], clauses: &Clauses, search: &Search, compares: bool) -> Markup {
    let shown: Vec<(&Facet, &str)> = COUNTED
        .iter()
        .filter_map(|(field, heading)| Some((facets.iter().find(|facet| facet.spec.field == *field)?, *heading)))
        .filter(|(facet, _)| !facet.buckets.is_empty())
        .collect();
    html! {
        aside.facets #filters aria-label="Narrow the results" {
            @for (facet, heading) in shown {
                section {
                    h2 { (heading) }
                    ul {
                        @for bucket in &facet.buckets {
                            (value(facet.spec.field, &bucket.value, bucket.count, clauses, search))
                        }
                    }
                    @if let Some((names, field)) = rivals(facet, clauses).filter(|_| compares) {
                        p { a.more href=(address::compare(names, &search.query, Some(field.name()))) { "Compare the first two" } }
                    }
                    @if facet.more_values > 0 && search.more.as_deref() != Some(facet.spec.field.name()) {
                        @let more = Search { more: Some(facet.spec.field.name().to_owned()), ..search.clone() };
                        p {
                            a.more href={ (more.address()) "#filters" } {
                                (number(facet.more_values)) " more"
                                span.unseen { " values of " (heading) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The two with most statements, where they are names that can be put side by side and none of them was asked for.
fn rivals<'a>(facet: &'a Facet, clauses: &Clauses) -> Option<([&'a str; 2], Field)> {
    let field = facet.spec.field;
    let is_asked = clauses.parts().iter().any(|clause| clause.is_of(field));
    match facet.buckets.as_slice() {
        [one, other, ..] if matches!(field, Field::Speaker | Field::Outlet) && !is_asked => {
            Some(([&one.value, &other.value], field))
        }
        _ => None,
    }
}

fn value(field: Field, value: &str, count: u64, clauses: &Clauses, search: &Search) -> Markup {
    let asked_for = clauses.of_value(field, value);
    let clause = value_clause(field, value);
    html! {
        li.asked[asked_for.is_some()] {
            @match asked_for {
                Some(clause) => {
                    a.value href=(search.with_query(clauses.without(clause)).address()) aria-current="true" {
                        (isolated(value)) span.unseen { ", asked for: take it back" }
                    }
                    span.count { (number(count)) }
                }
                None => {
                    a.value href=(search.with_query(clauses.with(&clause)).address()) { (isolated(value)) }
                    span.count { (number(count)) }
                    a.without href=(search.with_query(clauses.with(&format!("-{clause}"))).address())
                        title="Leave out" aria-label={ "Leave out " (crate::present::clean(value)) } { "−" }
                }
            }
        }
    }
}

/// The clauses of the query, each with a link that takes it away.
pub(super) fn chips(clauses: &Clauses, search: &Search) -> Markup {
    html! {
        @if clauses.parts().len() > 1 || clauses.parts().iter().any(|clause| !clause.is_of(Field::Quote)) {
            ul.chips aria-label="What is asked for" {
                @for (at, clause) in clauses.parts().iter().enumerate() {
                    li {
                        a href=(search.with_query(clauses.without(at)).address())
                            aria-label={ "Take away " (crate::present::clean(&clause.text)) } {
                            code { (isolated(&clause.text)) }
                            span.cross aria-hidden="true" { "×" }
                        }
                    }
                }
            }
        }
    }
}
