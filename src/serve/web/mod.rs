//! The page for people: the same questions as the API's, answered as documents that work without a script, each at an
//! address of its own.
//!
//! `address.rs` makes the addresses, `frame.rs` what stands around every view, `words.rs` lets texts of others in. One
//! file a view: it asks the answer, and says how that looks. `assets/` has the style and the script, which does no more
//! than save steps: it completes what is typed, lets a range of time be dragged, and copies.

mod address;
mod article_text;
mod assets;
mod both;
mod citations;
mod compare;
mod empty;
mod facets;
mod frame;
mod help;
mod hit;
mod home;
mod named;
mod names;
mod outlet;
mod problem;
mod search;
mod slip;
mod speaker;
mod statement;
mod suggest;
mod timeline;
mod trace;
mod words;

use std::io::Write;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::Markup;

use super::etag::{is_known, keep, tag};
use super::params::{Parameter, Params, Takes};
use super::problem::Problem;
use super::work::Size;
use super::{App, clock};
use crate::answer::Archive;
use crate::answer::{Asked, Narrowing};
use crate::article::ReadOptions;
use crate::query::QueryError;

use address::Search;
use frame::Frame;
pub(super) use problem::nothing;
pub(super) use words::coded;

/// One view.
struct Page {
    /// Its address; `{name}` stands for what it is of.
    path: &'static str,
    parameters: &'static [Parameter],
    answer: fn(&Asking<'_>) -> Result<Answer, Problem>,
}

const PAGES: &[Page] = &[
    search::PAGE,
    statement::PAGE,
    trace::PAGE,
    speaker::PAGE,
    outlet::PAGE,
    compare::PAGE,
    help::PAGE,
    suggest::PAGE,
];

/// What is asked of one state of the index.
struct Asking<'a> {
    app: &'a App,
    archive: &'a dyn Archive,
    /// What the address names; empty where it names nothing.
    name: &'a str,
    params: &'a Params,
}

impl Asking<'_> {
    /// A query as it is understood here.
    fn understood(&self, query: &str) -> Result<Asked, QueryError> {
        Asked::read(query.to_owned(), clock::today(), &self.app.synonyms, Narrowing::default())
    }

    /// How articles are read again.
    fn read_options(&self) -> ReadOptions {
        ReadOptions { today: Some(clock::today()), ..self.app.read.clone() }
    }
}

/// What a view answers.
enum Answer {
    /// A document.
    Page(StatusCode, Markup),
    /// Another address.
    See(String),
    /// For the script.
    Json(serde_json::Value),
}

impl Answer {
    fn page(markup: Markup) -> Self {
        Self::Page(StatusCode::OK, markup)
    }
}

/// A parameter of a view.
const fn parameter(name: &'static str, what: &'static str, takes: Takes) -> Parameter {
    Parameter { name, what, takes, is_needed: false, example: "" }
}

/// A document that says the same whatever the index holds.
pub(super) fn document(title: &str, view: &Markup) -> String {
    Frame::new(title, &Search::default()).around(view).into_string()
}

/// The addresses of all views.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|page| page.path)
}

/// All views.
pub(super) fn routes() -> Router<Arc<App>> {
    let mut router = Router::new().route("/assets/{name}", get(assets::asset));
    for page in PAGES {
        let answer = |State(app): State<Arc<App>>, name: Option<Path<String>>, RawQuery(query): RawQuery, headers| {
            answer(app, page, name.map(|Path(name)| name).unwrap_or_default(), query.unwrap_or_default(), headers)
        };
        router = router.route(page.path, get(answer));
    }
    router
}

async fn answer(app: Arc<App>, page: &'static Page, name: String, query: String, headers: HeaderMap) -> Response {
    match answer_or_problem(app, page, name, &query, &headers).await {
        Ok(response) => response,
        Err(problem) => problem::page(&problem).into_response(),
    }
}

async fn answer_or_problem(
    app: Arc<App>,
    page: &'static Page,
    name: String,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query, page.parameters)?;
    let held = app.shelf.take().await;
    let tag = tag(&app, &held, &name, query);
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        // What kind of answer it is, is known before its first byte is sent.
        let kind = Arc::new(OnceLock::new());
        let (worker, told) = (Arc::clone(&app), Arc::clone(&kind));
        let body = app.work.run(Size::Page, move |out| {
            let asking = Asking { app: &worker, archive: &*held.archive, name: &name, params: &params };
            let (kind, words) = spelled(worker.shelf.guarded(|| (page.answer)(&asking))?);
            let _first = told.set(kind);
            Ok(out.write_all(words.as_bytes())?)
        });
        let body = body.await?;
        match kind.get() {
            Some(Head::See(address)) => Redirect::to(address).into_response(),
            Some(Head::Body(status, kind)) => (*status, [(header::CONTENT_TYPE, *kind)], body).into_response(),
            None => return Err(Problem::busy("fault", "the answer was not worked out")),
        }
    };
    keep(&mut response, tag);
    Ok(response)
}

/// What goes before the text of an answer.
enum Head {
    Body(StatusCode, &'static str),
    See(String),
}

/// `text/html`, as browsers want to hear it.
const HTML: &str = "text/html; charset=utf-8";

fn spelled(answer: Answer) -> (Head, String) {
    match answer {
        Answer::Page(status, markup) => (Head::Body(status, HTML), markup.into_string()),
        Answer::See(address) => (Head::See(address), String::new()),
        Answer::Json(value) => (Head::Body(StatusCode::OK, "application/json"), value.to_string()),
    }
}
