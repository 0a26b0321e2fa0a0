//! What goes wrong, as `application/problem+json` (RFC 9457): the status, and the same error that the command line
//! prints as JSON, with the place in the query.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::Error;
use crate::present::{caret_lines, error_json};
use crate::query::QueryError;

/// Cells of the line that shows where a query is wrong.
const CARET_COLUMNS: usize = 80;

/// Seconds after which it is worth to ask again.
const RETRY_SECONDS: u32 = 1;

/// A request that was not answered, and why.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// Whose fault it is.
    pub(super) status: StatusCode,
    /// A short fixed name for scripts.
    pub(super) code: &'static str,
    /// What is wrong.
    pub(super) message: String,
    /// What would help.
    pub(super) help: Option<String>,
    /// The query with its places.
    query: Option<Box<QueryError>>,
    /// What else the client is told beside it.
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem with nothing more to say.
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), help: None, query: None, headers: Vec::new() }
    }

    /// A request that makes no sense.
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A parameter whose value makes no sense.
    pub(super) fn parameter(name: &str, why: impl std::fmt::Display) -> Self {
        Self::bad_request("bad-parameter", format!("parameter `{name}`: {why}"))
    }

    /// Something that is not there.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", message)
    }

    /// A name that several things have.
    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "ambiguous", message)
    }

    /// A server that has too much to do just now.
    pub(super) fn busy(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message).retry_after(RETRY_SECONDS)
    }

    /// What would help.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// When it is worth to ask again.
    #[must_use]
    pub(super) fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// A header of the answer.
    #[must_use]
    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// What else the client is told.
    pub(super) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// The document.
    fn document(&self) -> Value {
        let mut document = json!({
            "type": format!("/api#problem-{}", self.code),
            "title": self.status.canonical_reason().unwrap_or_default(),
            "status": self.status.as_u16(),
            "detail": self.message,
        });
        if let Value::Object(error) = error_json(self.code, &self.message, self.help.as_deref(), self.query.as_deref())
            && let Value::Object(document) = &mut document
        {
            document.extend(error);
        }
        let first = self.query.as_ref().and_then(|query| Some((query, query.problems.first()?)));
        if let Some((query, problem)) = first {
            let (line, carets) = caret_lines(&query.input, problem.span, CARET_COLUMNS);
            document["caret"] = json!([line, carets]);
        }
        document
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let code = error.code();
        match error {
            Error::Query(query) => {
                let message = query.problems.first().map_or_else(|| query.to_string(), |first| first.kind.to_string());
                Self { query: Some(Box::new(query)), ..Self::bad_request(code, message) }
            }
            Error::Usage { message, help } => Self { help, ..Self::bad_request(code, message) },
            // Where the index lies is nobody's business; the log has it.
            Error::Index(error) => {
                tracing::error!(error = Error::from(error).told(), "index");
                Self::busy(code, "the index cannot be read")
            }
            Error::Archive(error) if error.code == NOT_THERE => {
                Self { help: error.help, ..Self::new(StatusCode::NOT_IMPLEMENTED, code, error.message) }
            }
            Error::Archive(error) => {
                tracing::error!(error = Error::from(error).told(), "engine");
                Self::busy(code, "the engine that keeps the statements does not answer")
            }
            // A client that left or reads nothing; nobody is there to be told.
            Error::Output(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, "the answer cannot be sent"),
            Error::Saved(_) | Error::Input { .. } => {
                tracing::error!(error = error.told(), "answer");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, "the answer cannot be given")
            }
        }
    }
}

impl<E: Into<Error>> From<E> for Problem
where
    E: IsPart,
{
    fn from(error: E) -> Self {
        Self::from(error.into())
    }
}

/// The code of what whoever keeps the statements cannot do.
const NOT_THERE: &str = "not-there";

/// Errors that are part of [`Error`], so that `?` takes them.
trait IsPart {}
impl IsPart for crate::answer::AskError {}
impl IsPart for crate::index::IndexError {}
impl IsPart for std::io::Error {}
impl IsPart for QueryError {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(format!("{}\n", self.document())));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.headers);
        response
    }
}
