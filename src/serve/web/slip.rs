//! A query that cannot be read: where it is wrong, and what would help.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::Answer;
use super::address::Search;
use super::frame::Frame;
use super::words::{coded, visible};
use crate::query::{Problem, QueryError};

/// The page of a query with the places that are wrong; `address` is that of the view with another query.
pub(super) fn page(search: &Search, error: &QueryError, address: &dyn Fn(&str) -> String) -> Answer {
    let view = html! {
        section.error #query-error role="alert" {
            h1 { "This query cannot be read" }
            @for problem in &error.problems { (told(error, problem, address)) }
            p { a href="/help" { "The query language on one page" } }
        }
    };
    let frame = Frame { is_wrong: true, ..Frame::new("Wrong query", search) };
    Answer::Page(StatusCode::BAD_REQUEST, frame.around(&view))
}

fn told(error: &QueryError, problem: &Problem, address: &dyn Fn(&str) -> String) -> Markup {
    let line = error.line(problem);
    let (before, after) = (line.text.get(..line.span.start), line.text.get(line.span.end..));
    let wrong = line.span.of(line.text).filter(|wrong| !wrong.is_empty());
    let corrected = problem.suggestion.as_ref().and_then(|suggestion| {
        let (before, after) = (error.input.get(..problem.span.start)?, error.input.get(problem.span.end..)?);
        Some(format!("{before}{suggestion}{after}"))
    });
    html! {
        div.slip {
            p.line dir="auto" {
                (visible(before.unwrap_or_default()))
                mark.wrong { @match wrong { Some(wrong) => { (visible(wrong)) } None => { "␣" } } }
                (visible(after.unwrap_or_default()))
            }
            p.what { (coded(&problem.kind.to_string())) }
            @if !problem.help.is_empty() { p.hint { (coded(&problem.help)) } }
            @if let Some(corrected) = corrected {
                p { "Try " a.try href=(address(&corrected)) { code { (visible(&corrected)) } } }
            }
        }
    }
}
