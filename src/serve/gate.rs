//! What a request must be like to be looked at, whatever it asks.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::{Access, Client};
use super::listen::Peer;
use super::problem::Problem;
use super::token::Scope;
use super::tokens::TokenFile;
use super::{App, Settings};

/// Longest address, in bytes: a query of the longest length that is allowed, percent-encoded, and something beside it.
const ADDRESS_BYTES: usize = 3 * crate::query::limits::QUERY_BYTES + 4 * 1024;

/// Names that this machine has for itself.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// What is checked.
pub(super) struct Gate {
    places: Arc<Semaphore>,
    /// Names by which it may be called; any where there is none.
    hosts: HashSet<String>,
    access: Access,
}

impl Gate {
    pub(super) fn new(settings: &Settings) -> Self {
        let mut hosts: HashSet<String> = settings.hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        if settings.listen.ip().is_loopback() && !settings.behind_proxy {
            hosts.extend(OWN_NAMES.map(str::to_owned));
        }
        let tokens = settings.tokens.clone().map(TokenFile::new);
        let access = Access::new(tokens, settings.rate, settings.behind_proxy);
        Self { places: Arc::new(Semaphore::new(settings.limits.requests)), hosts, access }
    }

    /// Whether the server is meant. A page from elsewhere can have a name of its own lead to this machine, and so read
    /// what is here; but it cannot say that it asked for another name than its own.
    fn check_host(&self, headers: &HeaderMap) -> Result<(), Problem> {
        if self.hosts.is_empty() {
            return Ok(());
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let name = without_port(host).to_ascii_lowercase();
        if self.hosts.contains(&name) {
            return Ok(());
        }
        let message = format!("this server does not go by the name `{name}`");
        Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "host", message)
            .help("`dixit serve --allow-host NAME` gives it one"))
    }
}

fn without_port(host: &str) -> &str {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name)
}

/// Who was let through, and the place that is taken until the answer has gone out.
#[derive(Clone)]
pub(super) struct Passed {
    pub(super) client: Client,
    _place: Arc<Option<OwnedSemaphorePermit>>,
}

/// Lets a request through, or says why not.
pub(super) async fn pass(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let client = match check(&app.gate, &request) {
        Ok(client) => client,
        Err(problem) => return problem.into_response(),
    };
    // Whoever asks whether the server lives shall hear it of a busy one, too.
    let scope = scope(request.uri().path());
    let (mut response, place) = match scope.map(|_| Arc::clone(&app.gate.places).try_acquire_owned()) {
        Some(Err(_)) => (Problem::busy("busy", "too many requests at once").into_response(), None),
        Some(Ok(place)) => (next.run(request).await, Some(place)),
        None => (next.run(request).await, None),
    };
    response.extensions_mut().insert(Passed { client, _place: Arc::new(place) });
    response
}

/// What a token must be good for to ask for `path`. Those who watch over a server need none.
fn scope(path: &str) -> Option<Scope> {
    match path {
        "/healthz" | "/readyz" => None,
        "/metrics" => Some(Scope::Metrics),
        _ => Some(Scope::Read),
    }
}

fn check(gate: &Gate, request: &Request) -> Result<Client, Problem> {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if address > ADDRESS_BYTES {
        let message = format!("address of {address} bytes, the limit is {ADDRESS_BYTES} bytes");
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "address-too-long", message));
    }
    gate.check_host(request.headers())?;
    if has_body(request.headers()) {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body", "a request has no body here"));
    }
    let Some(Peer(peer)) = request.extensions().get() else { return Err(Problem::busy("fault", "nobody asked")) };
    gate.access.check(request.headers(), *peer, scope(request.uri().path()))
}

fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_no_part_of_the_name() {
        let cases = [
            ("localhost:8600", "localhost"),
            ("localhost", "localhost"),
            ("[::1]:8600", "[::1]"),
            ("[::1]", "[::1]"),
            ("127.0.0.1:1", "127.0.0.1"),
            ("evil.example:80", "evil.example"),
            ("", ""),
        ];
        for (host, name) in cases {
            assert_eq!(without_port(host), name, "{host}");
        }
    }
}
