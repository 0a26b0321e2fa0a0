//! `/api`: the table of routes for people.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

use super::reply::name_of;
use super::{ROUTES, Route};
use crate::serve::params::{Parameter, Takes};
use crate::serve::web::{coded, document};

static PAGE: LazyLock<String> = LazyLock::new(|| document("API", &page()));

/// Problems that are no problems of a query: code, and what to do.
const PROBLEMS: [(&str, &str); 16] = [
    ("unknown-parameter", "The route has no such parameter; `error.help` names the nearest."),
    ("bad-parameter", "A parameter is missing, given twice, or has a value that it cannot have."),
    ("not-utf-8", "Addresses are UTF-8, percent-encoded."),
    ("address-too-long", "Queries have 8 KiB at most, and little is needed beside them."),
    ("body", "A request has no body here."),
    ("method", "Only GET and HEAD: nothing can be changed."),
    ("not-found", "Nothing has this id, or this address."),
    ("ambiguous", "Several things have this id; give more of it."),
    ("article-gone", "The article's file is gone or has changed. Its statements are still there."),
    ("host", "The server is called by a name that it does not go by."),
    ("token", "Send `Authorization: Bearer TOKEN`, or the token as a password."),
    ("scope", "The token is good for something else."),
    ("rate", "One client asks too often. `Retry-After` says when to come again."),
    ("busy", "Too many requests at once. Come again."),
    ("timeout", "The answer took too long. Narrow the query down."),
    ("fault", "A fault of the program, which its log tells of. Please report it."),
];

/// The page.
pub(super) async fn show() -> Response {
    Html(PAGE.as_str()).into_response()
}

fn page() -> Markup {
    html! {
        article.help {
            h1 { "The API" }
            p {
                "The questions of the command line, with the same parameters and the same answers. "
                a href="/api/v1/openapi.json" { "OpenAPI document" } ". Answers have an " code { "ETag" } ": with "
                code { "If-None-Match" } ", what has not changed costs nothing."
            }
            @for route in ROUTES { (section(route)) }
            section #problems {
                h2 { "What goes wrong" }
                p {
                    "Answers of " code { "application/problem+json" } " (RFC 9457). " code { "error" } " is what the command "
                    "line prints: for a query its code, the place in bytes, and what would help; " code { "caret" }
                    " shows the place."
                }
                dl {
                    @for (code, what) in PROBLEMS { dt #{ "problem-" (code) } { code { (code) } } dd { (coded(what)) } }
                }
            }
        }
    }
}

fn section(route: &Route) -> Markup {
    let formats: Vec<&str> = route.formats.iter().map(|(format, _)| name_of(*format)).collect();
    html! {
        section #(route.name) {
            h2 { code { "GET " (route.path) } }
            p { (route.what) ". Formats: " (formats.join(", ")) "." }
            @if let Some(address) = example(route) { p { "Try " a href=(address) { (address) } } }
            @if !route.parameters.is_empty() {
                table {
                    thead { tr { th scope="col" { "Parameter" } th scope="col" { "What it is" } th scope="col" { "Like" } } }
                    tbody {
                        @for Parameter { name, what, takes, is_needed, example } in route.parameters {
                            tr {
                                th scope="row" { code { (name) } @if *is_needed { " (needed)" } }
                                td { (what) (values(takes)) }
                                td { code { (example) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// An address that the route answers, where that can be said without an index.
fn example(route: &Route) -> Option<String> {
    let needed = route.parameters.iter().filter(|parameter| parameter.is_needed);
    let needed: Vec<String> = needed.map(|needed| format!("{}={}", needed.name, needed.example)).collect();
    let parted = if needed.is_empty() { "" } else { "?" };
    (!route.path.contains('{')).then(|| format!("{}{parted}{}", route.path, needed.join("&")))
}

/// What a parameter takes, behind what it is.
fn values(takes: &Takes) -> String {
    match takes {
        Takes::OneOf(names) => format!(": {}", names.join(", ")),
        Takes::Texts => " (repeatable)".to_owned(),
        Takes::Whole(usual) => format!("; {usual} unless given"),
        Takes::Text | Takes::Fraction | Takes::Flag => String::new(),
    }
}
