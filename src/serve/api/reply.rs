//! One question and its answer: parameters are read, the index is taken as it is now, and what the client has already is not
//! worked out again.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::etag::{is_known, keep, tag};
use super::super::params::Params;
use super::super::problem::Problem;
use super::super::work::Size;
use super::Route;
use super::asking::Asking;
use crate::present::Format;

/// Answers what a route was asked.
pub(super) async fn reply(
    app: Arc<App>,
    route: &'static Route,
    id: String,
    query: String,
    headers: HeaderMap,
) -> Response {
    match reply_or_problem(app, route, id, &query, &headers).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn reply_or_problem(
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
            let asking = Asking { app: &worker, archive: &*held.archive, id: &id, params: &params, format };
            worker.shelf.guarded(|| (route.answer)(&asking, out))
        });
        let mut response = Response::new(body.await?);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(format)));
        response
    };
    keep(&mut response, tag);
    Ok(response)
}

/// From this many hits on an answer is a large one.
const LARGE: usize = 10_000;

/// How much of the answer is in memory at once: of hits that can be passed over, the places of all that are wanted.
fn size(params: &Params) -> Result<Size, Problem> {
    let last = params.whole("n")?.checked_add(params.whole("offset")?);
    let are_many = params.whole("n")? == 0 || last.is_none_or(|last| last > LARGE);
    let is_large = params.takes("offset") && are_many || params.flag("files")?;
    Ok(if is_large { Size::Large } else { Size::Page })
}

/// The format that is asked for; `Params` knows which there are.
fn format(route: &Route, params: &Params) -> Format {
    let asked_for = |format: &Format| params.text("format") == Some(name_of(*format));
    let mut formats = route.formats.iter().map(|(format, _)| *format);
    formats.clone().find(asked_for).or(formats.next()).unwrap_or(Format::Json)
}

/// The word that stands for a format here, where what people read is plain text.
pub(super) fn name_of(format: Format) -> &'static str {
    if format == Format::Human { "text" } else { format.name() }
}

/// What the format is called on the net.
pub(super) fn media_type(format: Format) -> &'static str {
    match format {
        Format::Human => "text/plain; charset=utf-8",
        Format::Json => "application/json",
        Format::JsonLines => "application/x-ndjson",
        Format::Csv => "text/csv; charset=utf-8; header=present",
        Format::Tsv => "text/tab-separated-values; charset=utf-8",
    }
}
