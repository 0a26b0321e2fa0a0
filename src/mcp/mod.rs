//! The index for assistants: a Model Context Protocol server whose tools give quotes with their places.
//!
//! A shell, as the command line is: each tool asks `answer` and spells with `present`. `server.rs` speaks the protocol,
//! `tool.rs` is what every tool is made of; the tools stand in a file each.

mod bounds;
mod desk;
mod facets;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod reply;
mod search;
mod server;
mod speaker;
mod statement;
mod tool;
mod trace;

use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::Date;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::answer::Narrowing;
use crate::article::ReadOptions;
use crate::present::Paths;
use crate::query::Synonyms;

/// What a server answers from, and what it has to be told of the world.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of the index. It need not be there yet: each answer opens it anew, and so is given from the last commit.
    pub index: PathBuf,
    /// How paths are shown.
    pub paths: Paths,
    /// The user's synonyms.
    pub synonyms: Synonyms,
    /// What narrows every query.
    pub narrowing: Narrowing,
    /// How articles are read again.
    pub read: ReadOptions,
    /// The day it is.
    pub today: fn() -> Date,
    /// The time it is, to measure by.
    pub clock: fn() -> Instant,
}

/// Why a server did not begin or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The system gave no threads.
    #[error("cannot start")]
    Start(#[source] std::io::Error),
    /// The first message was none of the protocol.
    #[error("no client of the Model Context Protocol: {0}")]
    Protocol(String),
    /// A fault in the program.
    #[error("stopped by a fault")]
    Fault,
}

/// Answers what is asked on `input` until it ends.
///
/// # Errors
///
/// [`ServeError`]; that `input` ends is none.
pub fn serve<R, W>(settings: Settings, input: R, output: W) -> Result<(), ServeError>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    // One thread for the protocol; whatever waits for the disk has threads of its own.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Start)?;
    let outcome = runtime.block_on(async {
        match server::Server::new(settings).serve((input, output)).await {
            Ok(service) => service.waiting().await.map(|_| ()).map_err(|_| ServeError::Fault),
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(ServeError::Protocol(error.to_string())),
        }
    });
    // An answer that nobody waits for any longer shall not keep the program from ending.
    runtime.shutdown_background();
    outcome
}
