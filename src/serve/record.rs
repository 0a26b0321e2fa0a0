//! What is told of requests: a line in the log when its answer has gone out, and counts for `/metrics`. Queries are in
//! neither: what a newsroom looks for is its own business.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::{Body as _, Frame, SizeHint};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::gate::Passed;
use super::{App, clock};

/// Bounds in seconds of the histogram of times.
const SECONDS: [f64; 11] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The route under which everything is counted that is none.
const NO_ROUTE: &str = "none";

type Labels = [(&'static str, String); 1];
type StatusLabels = [(&'static str, String); 2];

/// Counts of what was asked.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<StatusLabels, Counter>,
    seconds: Family<Labels, Histogram>,
    bytes: Counter,
    broken: Counter,
    under_way: Gauge,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        let mut metrics = Self {
            registry: Registry::with_prefix("dixit"),
            requests: Family::default(),
            seconds,
            bytes: Counter::default(),
            broken: Counter::default(),
            under_way: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests by route and status", metrics.requests.clone());
        registry.register("request_seconds", "Time to the end of the answer", metrics.seconds.clone());
        registry.register("sent_bytes", "Bytes of answers, without heads", metrics.bytes.clone());
        registry.register("broken_answers", "Answers that did not come to their end", metrics.broken.clone());
        registry.register("requests_under_way", "Requests that are being answered", metrics.under_way.clone());
        metrics
    }
}

/// `/metrics`, in the text format of OpenMetrics, which Prometheus reads.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _infallible = encode(&mut text, &app.metrics.registry);
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// Lets `next` answer, and tells of it once the answer has gone out.
pub(super) async fn record(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    app.metrics.under_way.inc();
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let mut record = Record {
        begun: clock::instant(),
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        route,
        status: 0,
        passed: None,
        bytes: 0,
        is_whole: false,
        app,
    };
    let mut response = next.run(request).await;
    record.status = response.status().as_u16();
    record.passed = response.extensions_mut().remove();
    // Nobody asks for what is empty, nor for the body of an answer that shall have none.
    record.is_whole = response.body().is_end_stream() || record.method == Method::HEAD;
    response.map(|body| Body::new(Recorded { body, record }))
}

/// What is known of a request. Told when it is dropped: when the last byte is sent, or the client has left.
struct Record {
    begun: Instant,
    method: Method,
    path: String,
    route: String,
    status: u16,
    /// With the place that it takes.
    passed: Option<Passed>,
    bytes: u64,
    is_whole: bool,
    app: Arc<App>,
}

impl Drop for Record {
    fn drop(&mut self) {
        let seconds = self.begun.elapsed().as_secs_f64();
        let metrics = &self.app.metrics;
        metrics.under_way.dec();
        metrics.bytes.inc_by(self.bytes);
        metrics.requests.get_or_create(&[("route", self.route.clone()), ("status", self.status.to_string())]).inc();
        metrics.seconds.get_or_create(&[("route", self.route.clone())]).observe(seconds);
        if !self.is_whole {
            metrics.broken.inc();
        }
        tracing::info!(
            method = self.method.as_str(),
            path = self.path,
            status = self.status,
            ms = (seconds * 1e4).round() / 10.0,
            bytes = self.bytes,
            client = self.passed.as_ref().map(|passed| passed.client.to_string()),
            broken = (!self.is_whole).then_some(true),
            "request"
        );
    }
}

/// An answer that counts what is sent of it.
struct Recorded {
    body: Body,
    record: Record,
}

impl http_body::Body for Recorded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(None) => self.record.is_whole = true,
            Poll::Ready(Some(Ok(frame))) => {
                self.record.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                self.record.is_whole = self.body.is_end_stream();
            }
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
