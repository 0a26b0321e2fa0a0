//! The table of routes: what each takes, what it gives, and which function answers. The router, the reading of
//! parameters, the OpenAPI document and the page for people are all made from it.

mod article;
mod compare;
mod facets;
mod health;
mod openapi;
mod page;
mod search;
mod statement;
mod stats;
mod trace;
mod who;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::App;
use super::clock;
use super::gate;
use super::out::Out;
use super::params::{Parameter, Params, Takes};
use super::problem::Problem;
use super::record;
use super::shelf::Held;
use super::work::Size;
use crate::answer::{Asked, Narrowing, confidence};
use crate::article::ReadOptions;
use crate::index::Index;
use crate::present::{Format, Palette, View};
use crate::query::Query;
use crate::text::words;

/// One kind of question.
struct Route {
    /// Its address; `{id}` stands for a name.
    path: &'static str,
    /// What it is called in programs.
    name: &'static str,
    /// What it answers, in one line.
    what: &'static str,
    /// What it takes.
    parameters: &'static [Parameter],
    /// The formats it answers in, the first unless another is asked for, each with the definition of the JSON schema
    /// that the answer or each of its lines follows.
    formats: &'static [(Format, Option<&'static str>)],
    /// Who answers.
    answer: fn(&Asking<'_>, &mut Out) -> Result<(), Problem>,
}

/// All questions about the index.
const ROUTES: &[Route] = &[
    search::ROUTE,
    facets::ROUTE,
    statement::ROUTE,
    article::ROUTE,
    trace::ROUTE,
    who::ROUTE,
    compare::ROUTE,
    stats::ROUTE,
];

/// A question about one state of the index.
struct Asking<'a> {
    app: &'a App,
    index: &'a Index,
    /// The name in the address; empty where it has none.
    id: &'a str,
    params: &'a Params,
    format: Format,
}

impl Asking<'_> {
    /// The query, where none is given that for everything.
    fn query(&self) -> Result<Asked, Problem> {
        let input = self.params.text("q").unwrap_or("*").to_owned();
        let min_confidence = self.params.parsed("min-confidence", confidence, "a number from 0 to 1")?;
        Ok(Asked::read(input, clock::today(), &self.app.synonyms, Narrowing { min_confidence })?)
    }

    /// The query beside names, if there is one.
    fn within(&self) -> Result<Option<Asked>, Problem> {
        Ok(Some(self.query()?).filter(|asked| asked.query != Query::All))
    }

    /// A name of somebody, which has a word.
    fn name(&self, parameter: &str) -> Result<&str, Problem> {
        let name = self.params.text(parameter).unwrap_or_default();
        match words(name).next() {
            Some(_) => Ok(name),
            None => Err(Problem::parameter(parameter, "a name needs a letter or a digit")),
        }
    }

    /// How articles are read again.
    fn read_options(&self) -> ReadOptions {
        ReadOptions { today: Some(clock::today()), ..self.app.read.clone() }
    }

    /// How things are shown: as on a pipe.
    fn view(&self) -> View {
        View::new(Palette::plain(), 0, self.app.paths.clone())
    }
}

/// The query.
const QUERY: Parameter = Parameter {
    name: "q",
    what: "What to look for; without it, everything",
    takes: Takes::Text,
    is_needed: false,
    example: "sanctions date:2024",
};

/// How certain.
const MIN_CONFIDENCE: Parameter = Parameter {
    name: "min-confidence",
    what: "Leave out statements less certain than this",
    takes: Takes::Fraction,
    is_needed: false,
    example: "0.8",
};

/// What is counted.
const UNIQUE: Parameter = Parameter {
    name: "unique",
    what: "Count utterances, not how often they were carried",
    takes: Takes::Flag,
    is_needed: false,
    example: "true",
};

/// In which format.
const FORMAT: Parameter = Parameter {
    name: "format",
    what: "Format of the answer",
    takes: Takes::OneOf(&["json", "jsonl", "csv", "tsv"]),
    is_needed: false,
    example: "csv",
};

/// Everything that can be asked for.
pub(super) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(record::metrics))
        .route("/api", get(page::show))
        .route("/api/page.css", get(page::style))
        .route("/api/v1/openapi.json", get(openapi::openapi));
    for route in ROUTES {
        let answer = |State(app): State<Arc<App>>, id: Option<Path<String>>, RawQuery(query): RawQuery, headers| {
            answer(app, route, id.map(|Path(id)| id).unwrap_or_default(), query.unwrap_or_default(), headers)
        };
        router = router.route(route.path, get(answer));
    }
    router
        .fallback(|| async {
            Problem::not_found("there is nothing at this address").help("`/api` lists what there is")
        })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "only GET and HEAD: nothing can be changed here")
                .header(header::ALLOW, HeaderValue::from_static("GET,HEAD"))
        })
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(app), gate::pass))
        .layer(map_response(guarded))
        .layer(from_fn_with_state(Arc::clone(app), record::record))
        .with_state(Arc::clone(app))
}

/// What keeps a browser from doing anything with an answer but showing it.
async fn guarded(mut response: Response) -> Response {
    for (name, value) in GUARDS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Nothing comes from elsewhere, nothing is run, nobody puts a page of this server into one of their own.
const GUARDS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

async fn answer(app: Arc<App>, route: &'static Route, id: String, query: String, headers: HeaderMap) -> Response {
    match answer_or_problem(app, route, id, &query, &headers).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn answer_or_problem(
    app: Arc<App>,
    route: &'static Route,
    id: String,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query, route.parameters)?;
    let format = format(route, &params);
    let held = app.shelf.take().await;
    let tag = tag(&app, &held, &id, query);
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let worker = Arc::clone(&app);
        let body = app.work.run(size(&params)?, move |out| {
            let asking = Asking { app: &worker, index: &held.index, id: &id, params: &params, format };
            (route.answer)(&asking, out)
        });
        let mut response = Response::new(body.await?);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(format)));
        response
    };
    let headers = response.headers_mut();
    // To be kept, but asked about: the next commit may change the answer.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::ETAG, tag);
    Ok(response)
}

/// From this many hits on an answer is a large one.
const LARGE: usize = 10_000;

/// How much of the answer is in memory at once.
fn size(params: &Params) -> Result<Size, Problem> {
    let is_large = |wanted: usize, passed_over: usize| wanted == 0 || wanted.saturating_add(passed_over) > LARGE;
    let pages = params.takes("n");
    Ok(if pages && is_large(params.whole("n")?, params.whole("offset")?) { Size::Large } else { Size::Page })
}

/// The format that is asked for; `Params` knows which there are.
fn format(route: &Route, params: &Params) -> Format {
    let asked_for = |format: &Format| params.text("format") == Some(name_of(*format));
    let mut formats = route.formats.iter().map(|(format, _)| *format);
    formats.clone().find(asked_for).or(formats.next()).unwrap_or(Format::Json)
}

/// The word that stands for a format here, where what people read is plain text.
fn name_of(format: Format) -> &'static str {
    if format == Format::Human { "text" } else { format.name() }
}

/// What the format is called on the net.
fn media_type(format: Format) -> &'static str {
    match format {
        Format::Human => "text/plain; charset=utf-8",
        Format::Json => "application/json",
        Format::JsonLines => "application/x-ndjson",
        Format::Csv => "text/csv; charset=utf-8; header=present",
        Format::Tsv => "text/tab-separated-values; charset=utf-8",
    }
}

/// Equal as long as the answer is, but for the time that it took: relative dates count from the day it is.
fn tag(app: &App, held: &Held, id: &str, query: &str) -> HeaderValue {
    let told = format!("{} {} {} {id}?{query}", app.run, held.generation, clock::today());
    let hash = xxhash_rust::xxh3::xxh3_64(told.as_bytes());
    HeaderValue::from_str(&format!("W/\"{hash:016x}\"")).unwrap_or(HeaderValue::from_static("W/\"0\""))
}

/// Whether the client has what the tag stands for.
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    let given = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).map(str::trim).any(|given| given == "*" || given == tag)
}
