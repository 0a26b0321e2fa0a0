//! `/api/v1/articles/{id}`: an article with its text, as it was indexed.

use std::io::Write;

use axum::http::StatusCode;

use super::Route;
use super::asking::Asking;
use crate::answer::{self, NoText};
use crate::present::{ArticlePrinter, Format};
use crate::serve::out::Out;
use crate::serve::params::{Parameter, Takes};
use crate::serve::problem::Problem;

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/articles/{id}",
    name: "article",
    what: "One article with the text that the spans of its statements refer to, by its id or its path",
    parameters: &[Parameter {
        name: "format",
        what: "Format of the answer; text is the article's text alone, byte for byte",
        takes: Takes::OneOf(&["json", "text"]),
        is_needed: false,
        example: "text",
    }],
    formats: &[(Format::Json, &["article"]), (Format::Human, &[])],
    answer,
};

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let mut entries = asking.archive.articles(asking.id)?;
    let (Some(entry), true) = (entries.pop(), entries.is_empty()) else {
        return Err(if entries.is_empty() {
            Problem::not_found("no article has this id or path")
        } else {
            Problem::conflict("several articles have this id or path").help("give more of the path")
        });
    };
    let article = answer::unchanged_article(&entry, &asking.read_options()).map_err(|why| gone(&why))?;
    if asking.format == Format::Human {
        return Ok(out.write_all(article.text.as_bytes())?);
    }
    // One article is one line.
    Ok(ArticlePrinter::new(Format::JsonLines, asking.view()).article(out, &article)?)
}

/// Its statements are still there, with the sentences around them.
fn gone(why: &NoText) -> Problem {
    Problem::new(StatusCode::GONE, "article-gone", format!("the article's file {why}"))
        .help("the statements of it hold the sentences around them as they were indexed")
}
