//! The table of routes: what each takes, what it gives, and which function answers. The router, the reading of
//! parameters, the OpenAPI document and the page for people are all made from it.

mod article;
mod asking;
mod compare;
mod facets;
mod guards;
mod health;
mod openapi;
mod page;
mod reply;
mod search;
mod statement;
mod stats;
mod trace;
mod who;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::get;

use super::App;
use super::gate;
use super::out::Out;
use super::params::Parameter;
use super::problem::Problem;
use super::record;
use super::web;
use crate::present::Format;
use asking::Asking;

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
    /// The formats it answers in, the first unless another is asked for, each with the definitions of the JSON
    /// schema, one of which the answer or each of its lines follows; none where it is no JSON.
    formats: &'static [(Format, &'static [&'static str])],
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

/// The addresses of all questions.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|route| route.path)
}

/// Everything that can be asked for.
pub(super) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(record::metrics))
        .route("/api", get(page::show))
        .route("/api/v1/openapi.json", get(openapi::openapi));
    for route in ROUTES {
        let reply = |State(app): State<Arc<App>>, id: Option<Path<String>>, RawQuery(query): RawQuery, headers| {
            reply::reply(app, route, id.map(|Path(id)| id).unwrap_or_default(), query.unwrap_or_default(), headers)
        };
        router = router.route(route.path, get(reply));
    }
    router
        .merge(web::routes())
        .fallback(web::nothing)
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "only GET and HEAD: nothing can be changed here")
                .header(header::ALLOW, HeaderValue::from_static("GET,HEAD"))
        })
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(app), gate::pass))
        .layer(map_response(guards::guarded))
        .layer(from_fn_with_state(Arc::clone(app), record::record))
        .with_state(Arc::clone(app))
}
