//! `/api`: the table of routes for people.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use super::reply::name_of;
use super::{ROUTES, Route};
use crate::serve::params::{Parameter, Takes};

const STYLE: &str = include_str!("page.css");

static PAGE: LazyLock<String> = LazyLock::new(page);

/// Problems that are no problems of a query: code, and what to do.
const PROBLEMS: [(&str, &str); 16] = [
    ("unknown-parameter", "The route has no such parameter; <code>error.help</code> names the nearest."),
    ("bad-parameter", "A parameter is missing, given twice, or has a value that it cannot have."),
    ("not-utf-8", "Addresses are UTF-8, percent-encoded."),
    ("address-too-long", "Queries have 8 KiB at most, and little is needed beside them."),
    ("body", "A request has no body here."),
    ("method", "Only GET and HEAD: nothing can be changed."),
    ("not-found", "Nothing has this id, or this address."),
    ("ambiguous", "Several things have this id; give more of it."),
    ("article-gone", "The article's file is gone or has changed. Its statements are still there."),
    ("host", "The server is called by a name that it does not go by."),
    ("token", "Send <code>Authorization: Bearer TOKEN</code>, or the token as a password."),
    ("scope", "The token is good for something else."),
    ("rate", "One client asks too often. <code>Retry-After</code> says when to come again."),
    ("busy", "Too many requests at once. Come again."),
    ("timeout", "The answer took too long. Narrow the query down."),
    ("fault", "A fault of the program, which its log tells of. Please report it."),
];

/// The page.
pub(super) async fn show() -> Response {
    Html(PAGE.as_str()).into_response()
}

/// Its colours.
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// Nothing in it comes from users: the texts of the table are HTML but for what `escaped` takes care of.
fn page() -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>dixit: the API</title>\n<link rel=\"stylesheet\" \
         href=\"/api/page.css\">\n<main>\n<h1>dixit: the API</h1>\n<p>The questions of the command line, with the same \
         parameters and the same answers. <a href=\"/api/v1/openapi.json\">OpenAPI document</a>. Answers have an \
         <code>ETag</code>: with <code>If-None-Match</code>, what has not changed costs nothing.</p>\n",
    );
    for route in ROUTES {
        // Writing to a string cannot fail.
        let _infallible = section(&mut page, route);
    }
    page.push_str(
        "<h2 id=\"problems\">What goes wrong</h2>\n<p>Answers of <code>application/problem+json</code> (RFC 9457). \
         <code>error</code> is what the command line prints: for a query its code, the place in bytes, and what would \
         help; <code>caret</code> shows the place.</p>\n<dl>\n",
    );
    for (code, what) in PROBLEMS {
        let _infallible = writeln!(page, "<dt id=\"problem-{code}\"><code>{code}</code></dt>\n<dd>{what}</dd>");
    }
    page.push_str("</dl>\n</main>\n</html>\n");
    page
}

fn section(page: &mut String, route: &Route) -> std::fmt::Result {
    let formats: Vec<&str> = route.formats.iter().map(|(format, _)| name_of(*format)).collect();
    writeln!(page, "<section id=\"{}\">\n<h2><code>GET {}</code></h2>", route.name, route.path)?;
    writeln!(page, "<p>{}. Formats: {}.</p>", escaped(route.what), formats.join(", "))?;
    if !route.path.contains('{') {
        let needed = route.parameters.iter().filter(|parameter| parameter.is_needed);
        let needed: Vec<String> = needed.map(|needed| format!("{}={}", needed.name, needed.example)).collect();
        let address = format!("{}?{}", route.path, needed.join("&amp;"));
        let address = address.trim_end_matches('?');
        writeln!(page, "<p>Try <a href=\"{address}\">{address}</a></p>")?;
    }
    if !route.parameters.is_empty() {
        writeln!(page, "<table>\n<tr><th>parameter</th><th>what</th><th>like</th></tr>")?;
        for Parameter { name, what, takes, is_needed, example } in route.parameters {
            let needed = if *is_needed { " (needed)" } else { "" };
            let values = match takes {
                Takes::OneOf(names) => format!(": {}", names.join(", ")),
                Takes::Texts => " (repeatable)".to_owned(),
                Takes::Whole(usual) => format!("; {usual} unless given"),
                Takes::Text | Takes::Fraction | Takes::Flag => String::new(),
            };
            writeln!(
                page,
                "<tr><td><code>{name}</code>{needed}</td><td>{}{values}</td><td><code>{}</code></td></tr>",
                escaped(what),
                escaped(example)
            )?;
        }
        writeln!(page, "</table>")?;
    }
    writeln!(page, "</section>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
