//! An engine that tests can ask where no real one is: OpenSearch or Elasticsearch, as far as dixit uses them, with all
//! documents in memory.
//!
//! It is written from their documentation and from what real ones were seen to do, not from dixit's code, and refuses what
//! it does not know as they refuse what they do not know. What was written is found after a refresh, and no sooner. Its
//! scores are nobody's: they count clauses.
//!
//! Tests of the library and of the program both use it, so it names nothing of dixit.

#![allow(dead_code)] // Neither of them uses all of it.
#![allow(clippy::unwrap_used)] // A test that cannot go on shall stop.

mod bulk;
mod counts;
mod documents;
mod mapping;
mod pages;
mod query;
mod refusal;
mod regexp;
mod routes;
mod script;
mod server;
mod sorting;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

pub(crate) use script::Fault;

use routes::State;
use script::Script;

/// What it is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    OpenSearch,
    Elasticsearch,
}

impl Kind {
    /// The parameter that says how long is waited for the node that leads the others.
    fn patience(self) -> &'static str {
        if self == Self::OpenSearch { "cluster_manager_timeout" } else { "master_timeout" }
    }
}

/// A request that was heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) method: String,
    /// The path with what is behind a question mark.
    pub(crate) target: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

/// An engine on a port of its own, which ends with the test.
pub(crate) struct FakeEngine {
    shared: Arc<Shared>,
    address: SocketAddr,
}

struct Shared {
    state: Mutex<State>,
    script: Mutex<Script>,
    heard: Mutex<Vec<Heard>>,
    is_over: AtomicBool,
}

impl FakeEngine {
    pub(crate) fn start(kind: Kind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(kind)),
            script: Mutex::default(),
            heard: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || server::serve(&listener, &serving));
        Self { shared, address }
    }

    /// `http://127.0.0.1:43701`
    pub(crate) fn node(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets the next `times` requests whose path contains `part` go wrong.
    pub(crate) fn misbehave(&self, part: &'static str, times: usize, fault: Fault) {
        self.shared.script.lock().unwrap().add(part, times, fault);
    }

    /// Takes no request that is larger than that.
    pub(crate) fn limit(&self, bytes: usize) {
        self.shared.script.lock().unwrap().most_bytes = Some(bytes);
    }

    /// Forgets what it keeps for pages, as it happens when a node goes.
    pub(crate) fn forget_moments(&self) {
        self.shared.state.lock().unwrap().forget_moments();
    }

    /// What was heard until now, of those whose path contains `part`.
    pub(crate) fn heard(&self, part: &str) -> Vec<Heard> {
        self.shared.heard.lock().unwrap().iter().filter(|heard| heard.target.contains(part)).cloned().collect()
    }

    /// Does what a request asks for, without one: for what another client does.
    pub(crate) fn ask(&self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let answer = self.shared.state.lock().unwrap().answer(method, target, body.as_bytes(), &|_| false);
        (answer.status, answer.body)
    }
}

impl Drop for FakeEngine {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        // It waits for somebody to come.
        let _woken = TcpStream::connect(self.address);
    }
}
