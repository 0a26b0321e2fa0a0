//! What tells a client that it has an answer already.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::shelf::Held;
use super::{App, clock};

/// Equal as long as the answer is, but for the time that it took: relative dates count from the day it is.
pub(super) fn tag(app: &App, held: &Held, id: &str, query: &str) -> HeaderValue {
    let told = format!("{} {} {} {id}?{query}", app.run, held.generation, clock::today());
    let hash = xxhash_rust::xxh3::xxh3_64(told.as_bytes());
    HeaderValue::from_str(&format!("W/\"{hash:016x}\"")).unwrap_or(HeaderValue::from_static("W/\"0\""))
}

/// Whether the client has what the tag stands for.
pub(super) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    let given = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).map(str::trim).any(|given| given == tag)
}

/// Lets `response` be kept, but asked about: the next commit may change the answer.
pub(super) fn keep(response: &mut Response, tag: HeaderValue) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::ETAG, tag);
}
