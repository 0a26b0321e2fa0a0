//! Requests to an engine: which of its nodes is asked, how often, and how long is waited between.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::http::Request;

use super::{Access, Address, EngineError};

/// A connection is made in this time or not at all.
const CONNECT: Duration = Duration::from_secs(4);

/// An answer begins within this time: a large batch takes long where the machine is slow.
const ANSWER: Duration = Duration::from_mins(2);

/// An answer to `GET` begins within this time: what is asked like that no node has to look for.
const QUICK_ANSWER: Duration = Duration::from_secs(4);

/// Largest answer that is read, in bytes.
const MOST_BYTES: u64 = 512 << 20;

/// Wait before the second try; it doubles from try to try. Tests have no time.
const FIRST_WAIT: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 200 });
const LONGEST_WAIT: Duration = Duration::from_millis(if cfg!(test) { 4 } else { 10_000 });

/// How often something is tried, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patience {
    tries: u32,
    /// After this time there is no other try.
    longest: Duration,
}

impl Patience {
    /// For somebody who waits for an answer: some three seconds, and less than ten where nobody answers at all.
    pub(super) const ASKING: Self = Self { tries: 5, longest: Duration::from_secs(5) };
    /// For a long run that nobody watches: some three minutes, in which a node may come back.
    pub(super) const PUSHING: Self = Self { tries: 24, longest: Duration::from_mins(5) };
    /// For what is done at once or not at all.
    pub(super) const NONE: Self = Self { tries: 1, longest: Duration::ZERO };
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    body: Vec<u8>,
    /// Which node it was.
    pub(super) node: String,
}

impl Reply {
    /// The body as JSON.
    pub(super) fn json(&self) -> Result<Value, EngineError> {
        serde_json::from_slice(&self.body).map_err(|error| self.bad(format!("no JSON: {error}")))
    }

    /// That the body is not what it should be.
    pub(super) fn bad(&self, detail: impl Into<String>) -> EngineError {
        EngineError::BadAnswer { node: self.node.clone(), detail: detail.into() }
    }

    /// The reply where it tells success.
    pub(super) fn success(self) -> Result<Self, EngineError> {
        match self.status {
            200..=299 => Ok(self),
            status => Err(EngineError::Refused { reason: self.reason(), status, node: self.node }),
        }
    }

    /// Whether it says that the query is too large: the next try, or another node, would say the same.
    pub(super) fn is_too_large(&self) -> bool {
        const SORTS: [&str; 3] = ["too_many_clauses", "too_many_nested_clauses", "too_many_buckets_exception"];

        self.status >= 400 && serde_json::from_slice(&self.body).is_ok_and(|body| is_of(&body, &SORTS))
    }

    /// What the engine says went wrong.
    pub(super) fn reason(&self) -> String {
        const MOST: usize = 300;

        let told = serde_json::from_slice::<Value>(&self.body).ok().and_then(|body| reason_of(&body));
        let mut told = told.unwrap_or_else(|| String::from_utf8_lossy(&self.body).trim().to_owned());
        told.truncate(told.floor_char_boundary(MOST));
        told
    }
}

/// Whether an engine's error, or one in it, is of one of these sorts.
fn is_of(body: &Value, sorts: &[&str]) -> bool {
    match body {
        Value::Object(members) => members.iter().any(|(name, value)| match value.as_str() {
            Some(sort) => name == "type" && sorts.contains(&sort),
            None => is_of(value, sorts),
        }),
        Value::Array(values) => values.iter().any(|value| is_of(value, sorts)),
        _ => false,
    }
}

/// The deepest reason in an engine's error.
pub(super) fn reason_of(body: &Value) -> Option<String> {
    let error = body.get("error").unwrap_or(body);
    let caused = error.get("caused_by").and_then(reason_of);
    // An error of several shards says itself no more than that all of them failed.
    let first = error.get("root_cause").and_then(|causes| causes.get(0)).and_then(|cause| cause.get("reason"));
    let own = [first, error.get("reason"), body.get("message"), error.get("type")];
    let own = own.into_iter().flatten().filter_map(Value::as_str).find(|told| !told.is_empty());
    caused.or_else(|| own.map(str::to_owned)).or_else(|| error.as_str().map(str::to_owned))
}

/// The way to an engine.
pub(super) struct Http {
    agent: ureq::Agent,
    nodes: Vec<String>,
    authorization: Option<String>,
    /// The node that answered last.
    current: AtomicUsize,
    jitter: RandomState,
    tries: AtomicUsize,
}

impl Http {
    /// The way to `address`; nothing is sent yet.
    pub(super) fn new(address: &Address, access: &Access) -> Self {
        let tls = ureq::tls::TlsConfig::builder()
            .provider(ureq::tls::TlsProvider::Rustls)
            .root_certs(ureq::tls::RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .http_status_as_error(false)
            .max_redirects(0)
            .tls_config(tls)
            .user_agent(concat!("dixit/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.into(),
            nodes: address.nodes.clone(),
            authorization: access.header(),
            current: AtomicUsize::new(0),
            jitter: RandomState::new(),
            tries: AtomicUsize::new(0),
        }
    }

    /// Asks without a body.
    pub(super) fn get(&self, path: &str, patience: Patience) -> Result<Reply, EngineError> {
        self.send(GET, path, None, patience)
    }

    /// Tells the engine to do something that needs no more words.
    pub(super) fn post(&self, path: &str, patience: Patience) -> Result<Reply, EngineError> {
        self.send("POST", path, None, patience)
    }

    /// Makes something that needs no more words.
    pub(super) fn put(&self, path: &str, patience: Patience) -> Result<Reply, EngineError> {
        self.send("PUT", path, None, patience)
    }

    /// Removes what is there.
    #[cfg(test)]
    pub(super) fn delete(&self, path: &str, patience: Patience) -> Result<Reply, EngineError> {
        self.send("DELETE", path, None, patience)
    }

    /// Sends a JSON body.
    pub(super) fn json(
        &self,
        method: &'static str,
        path: &str,
        body: &Value,
        patience: Patience,
    ) -> Result<Reply, EngineError> {
        self.send(method, path, Some(("application/json", body.to_string().as_bytes())), patience)
    }

    /// Sends lines of JSON.
    pub(super) fn lines(&self, path: &str, body: &[u8], patience: Patience) -> Result<Reply, EngineError> {
        self.send("POST", path, Some(("application/x-ndjson", body)), patience)
    }

    /// Sends a request until some node answers it: all that is sent may be sent twice. The answer may be a refusal.
    fn send(
        &self,
        method: &'static str,
        path: &str,
        body: Option<(&str, &[u8])>,
        patience: Patience,
    ) -> Result<Reply, EngineError> {
        let begun = Instant::now();
        let mut wait = FIRST_WAIT;
        let mut tries_left = patience.tries;
        let mut told = None;
        loop {
            let current = self.current.load(Ordering::Relaxed) % self.nodes.len();
            let node = &self.nodes[current];
            let tried = self.try_once(method, node, path, body);
            tries_left = tries_left.saturating_sub(1);
            let is_over = tries_left == 0 || begun.elapsed() > patience.longest;
            match tried {
                Ok(reply) if is_over || !is_worth_waiting(reply.status) || reply.is_too_large() => return Ok(reply),
                // One that is too busy is not left for another: it speaks for all.
                Ok(reply) if reply.status == TOO_BUSY => told = Some(reply),
                Ok(reply) => {
                    self.current.store(current + 1, Ordering::Relaxed);
                    told = Some(reply);
                }
                Err(source) if is_over => {
                    // Why an engine cannot answer tells more than that one of its nodes is not there.
                    return told.ok_or_else(|| EngineError::Unreachable { node: node.clone(), source });
                }
                Err(_) => self.current.store(current + 1, Ordering::Relaxed),
            }
            self.sleep(wait);
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Waits between a half and the whole of `most`, so that those who were refused at once do not come back at once.
    pub(super) fn sleep(&self, most: Duration) {
        let chance = self.jitter.hash_one(self.tries.fetch_add(1, Ordering::Relaxed));
        let part = f64::from(u32::try_from(chance >> 32).unwrap_or(0)) / f64::from(u32::MAX);
        std::thread::sleep(most.mul_f64(0.5 + part / 2.0));
    }

    fn try_once(
        &self,
        method: &str,
        node: &str,
        path: &str,
        body: Option<(&str, &[u8])>,
    ) -> Result<Reply, ureq::Error> {
        let mut request = Request::builder().method(method).uri(format!("{node}{path}"));
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let mut response = match body {
            None if method == GET => {
                let quick = self.agent.configure_request(request.body(())?).timeout_recv_response(Some(QUICK_ANSWER));
                self.agent.run(quick.build())?
            }
            // Without a length, nothing would be sent in pieces, which some proxies refuse.
            None if matches!(method, "POST" | "PUT") => self.agent.run(request.body(&[][..])?)?,
            None => self.agent.run(request.body(())?)?,
            Some((sort, bytes)) => self.agent.run(request.header("content-type", sort).body(bytes)?)?,
        };
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec()?;
        Ok(Reply { status, body, node: node.to_owned() })
    }
}

const GET: &str = "GET";

/// The status of an engine that has too much to do.
pub(super) const TOO_BUSY: u16 = 429;

/// Whether another try, or another node, may succeed.
fn is_worth_waiting(status: u16) -> bool {
    // A node that has just lost another one says 500.
    matches!(status, TOO_BUSY | 500 | 502..=504)
}
