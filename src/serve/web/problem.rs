//! What goes wrong, as a page for those who read pages and as a problem document for others.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;

use super::HTML;
use super::address::Search;
use super::frame::Frame;
use super::words::coded;
use crate::serve::problem::Problem;

/// The page that tells of `problem`.
pub(super) fn page(problem: &Problem) -> Response {
    let title = problem.status.canonical_reason().unwrap_or("Problem");
    let view = html! {
        section.error {
            h1 { (if problem.status == StatusCode::NOT_FOUND { "Nothing here" } else { title }) }
            p.what { (coded(&problem.message)) }
            @if let Some(help) = &problem.help { p.hint { (coded(help)) } }
            p { a href="/" { "Search all statements" } }
        }
    };
    let body = Frame::new(title, &Search::default()).around(&view).into_string();
    let head = [(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-store")];
    let mut response = (problem.status, head, body).into_response();
    response.headers_mut().extend(problem.headers().iter().cloned());
    response
}

/// An address at which there is nothing.
pub(in crate::serve) async fn nothing(headers: HeaderMap) -> Response {
    let problem = Problem::not_found("there is nothing at this address");
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
    if accepted.contains("text/html") {
        page(&problem)
    } else {
        problem.help("`/api` lists what there is").into_response()
    }
}
