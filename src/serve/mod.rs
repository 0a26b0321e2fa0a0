//! The server: the questions of the command line over HTTP. Reading only.
//!
//! A request passes the gate (`gate.rs`: size, host, token, rate, how many at once), finds its route in the table of
//! `api/`, is answered by a thread that may wait (`work.rs`) from the index as it is now (`shelf.rs`), and is written
//! piece by piece (`out.rs`). What it takes, and what it gives, is said once, in the table.

mod access;
mod api;
mod clock;
mod etag;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod gate;
mod listen;
mod out;
mod params;
mod problem;
mod record;
mod shelf;
mod token;
pub mod tokens;
mod web;
mod work;

pub use token::{Scope, Token};

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use shelf::Source;
use tokio::runtime::Runtime;

use crate::article::ReadOptions;
use crate::error::Error;
use crate::present::Paths;
use crate::query::Synonyms;

/// How a server is to be run.
#[derive(Debug)]
pub struct Settings {
    /// Where it listens; port 0 takes one that is free.
    pub listen: SocketAddr,
    /// What is served.
    pub source: Source,
    /// How paths of articles are shown.
    pub paths: Paths,
    /// The user's synonyms.
    pub synonyms: Synonyms,
    /// How articles are read again when one is shown in whole.
    pub read: ReadOptions,
    /// Names by which it may be called beside those of this machine.
    pub hosts: Vec<String>,
    /// Whether a proxy stands before it, which says who its clients are and keeps strangers out.
    pub behind_proxy: bool,
    /// The file of tokens, one of which every client must show.
    pub tokens: Option<PathBuf>,
    /// How many requests a second one client may make, a few seconds' worth of them at once.
    pub rate: Option<NonZeroU32>,
    /// What is refused.
    pub limits: Limits,
}

/// What a server takes upon itself, and how long it waits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests at once; more are told to come again.
    pub requests: usize,
    /// Connections at once; more wait until one ends.
    pub connections: usize,
    /// Searches at once; others of the requests wait for their turn.
    pub searches: usize,
    /// Answers at once for which the places of all hits are in memory; others of the kind wait.
    pub large_answers: usize,
    /// How long a request may take until its answer begins.
    pub request_time: Duration,
    /// How long the head of a request may take, and how long a connection may do nothing.
    pub head_time: Duration,
    /// How long a client may read nothing of an answer.
    pub stall_time: Duration,
    /// How long requests that are under way may take when the server is to end.
    pub grace_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            requests: 64,
            connections: 512,
            searches: cores.clamp(2, 16),
            large_answers: 4,
            request_time: Duration::from_secs(30),
            head_time: Duration::from_secs(10),
            stall_time: Duration::from_secs(30),
            grace_time: Duration::from_secs(10),
        }
    }
}

/// What all requests share.
struct App {
    shelf: Arc<shelf::Shelf>,
    work: work::Work,
    gate: gate::Gate,
    metrics: record::Metrics,
    paths: Paths,
    synonyms: Synonyms,
    read: ReadOptions,
    /// Differs between two runs of the server, which may understand a query differently.
    run: u64,
}

impl App {
    fn new(settings: Settings) -> Result<Self, Error> {
        Ok(Self {
            gate: gate::Gate::new(&settings),
            work: work::Work::new(&settings.limits),
            shelf: Arc::new(shelf::Shelf::open(settings.source)?),
            metrics: record::Metrics::new(),
            paths: settings.paths,
            synonyms: settings.synonyms,
            read: settings.read,
            run: clock::run(),
        })
    }
}

/// Serves the index until the system wants the program to end. `on_ready` is told the address once requests are taken.
///
/// # Errors
///
/// When there is no index, or the address cannot be had.
pub fn serve(settings: Settings, on_ready: impl FnOnce(SocketAddr) -> Result<(), Error>) -> Result<(), Error> {
    check(&settings)?;
    let (limits, address) = (settings.limits.clone(), settings.listen);
    let runtime = runtime(&limits)?;
    let app = Arc::new(App::new(settings)?);
    let ended = runtime.block_on(listen::listen(address, api::router(&app), &limits, on_ready));
    // Searches that nobody waits for any more must not keep the program alive.
    runtime.shutdown_background();
    ended
}

/// The threads of a server.
fn runtime(limits: &Limits) -> Result<Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        // An answer that waits for its client, or that its client no longer waits for, has its thread to its end.
        .max_blocking_threads(limits.requests + EXTRA_THREADS)
        .enable_all()
        .build()
        .map_err(|error| Error::usage(format!("cannot start threads: {error}"), "free some memory"))
}

/// Refuses to be open to strangers by oversight.
fn check(settings: &Settings) -> Result<(), Error> {
    let has_tokens = match &settings.tokens {
        None => false,
        Some(path) => {
            let tokens = tokens::list(path).map_err(|error| Error::usage(error.to_string(), TOKENS_HELP))?;
            if tokens.is_empty() {
                return Err(Error::usage(format!("there is no token in `{}`", path.display()), TOKENS_HELP));
            }
            true
        }
    };
    if settings.listen.ip().is_loopback() || settings.behind_proxy || has_tokens {
        return Ok(());
    }
    Err(Error::usage(
        format!("{} can be reached from other machines, and no token is asked for", settings.listen.ip()),
        "`--tokens FILE` asks for one, `--behind-proxy` leaves it to a proxy; docs/serve.md tells more",
    ))
}

/// What makes tokens.
const TOKENS_HELP: &str = "`dixit serve token new NAME` makes one";

/// Threads that take requests and send answers; searches have threads of their own.
const WORKERS: usize = 2;

/// Threads for what is no answer: opening an index.
const EXTRA_THREADS: usize = 4;
