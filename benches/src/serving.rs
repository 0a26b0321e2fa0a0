//! One small HTTP server for any peer, so that what is compared under load is the peers and not their servers.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path as Named, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use crossbeam_channel::{Receiver, Sender};
use serde_json::json;

use crate::Outcome;
use crate::peers::dixit::Dixit;
use crate::peers::fts5::{self, Fts5};
use crate::peers::{Found, Peer, Stored, Want};
use crate::question::{Question, questions};

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Who {
    /// dixit, by its library.
    Dixit,
    /// SQLite's FTS5, from a database made beside the index.
    Fts5,
}

type Any = Box<dyn Peer + Send>;

/// Peers that wait for questions, as many as may be answered at once, and the questions.
struct Desk {
    idle: Receiver<Any>,
    done: Sender<Any>,
    questions: Vec<Question>,
}

/// Answers `/ask/N`, the question of that number, until the process is stopped.
///
/// Two questions are answered at once, one for each core of the machine that the bench is for.
pub fn serve(index: &Path, who: Who, listen: SocketAddr) -> Outcome<()> {
    let stored = Stored::open(index)?;
    let questions = questions(&stored, 1)?;
    let file = index.with_extension("sqlite");
    if who == Who::Fts5 && !file.exists() {
        fts5::load_from(&file, &stored)?;
    }
    let (done, idle) = crossbeam_channel::unbounded();
    for _ in 0..2 {
        let peer: Any = match who {
            Who::Dixit => Box::new(Dixit::open(index)?),
            Who::Fts5 => Box::new(Fts5::open(&file, &stored)?),
        };
        done.send(peer).map_err(|_| "nobody waits for peers")?;
    }
    let desk = Arc::new(Desk { idle, done, questions });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        eprintln!("{} questions at http://{}/ask/N", desk.questions.len(), listener.local_addr()?);
        let router = Router::new().route("/ask/{number}", get(answer)).with_state(desk);
        Ok(axum::serve(listener, router).await?)
    })
}

async fn answer(State(desk): State<Arc<Desk>>, Named(number): Named<usize>) -> Response {
    let answered = tokio::task::spawn_blocking(move || -> Outcome<Option<Found>> {
        let Some(question) = desk.questions.get(number) else { return Ok(None) };
        let mut peer = desk.idle.recv()?;
        let found = peer.ask(question, Want::All);
        desk.done.send(peer).map_err(|_| "nobody waits for peers")?;
        found.map(Some)
    });
    match answered.await {
        Ok(Ok(Some(Found { total, hits, counts }))) => {
            let body = json!({"total": total, "hits": hits, "counts": counts}).to_string();
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        Ok(Ok(None)) => StatusCode::NOT_FOUND.into_response(),
        Ok(Err(error)) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
