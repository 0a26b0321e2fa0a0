//! Threads that may wait: searches run on a few of them, so that a slow one keeps neither connections nor other searches
//! from going on, and no more of them run than the machine can bear.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use tokio::sync::Semaphore;

use super::Limits;
use super::out::Out;
use super::problem::Problem;

/// Where answers are worked out.
pub(super) struct Work {
    turns: Arc<Semaphore>,
    request_time: Duration,
    stall_time: Duration,
}

impl Work {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(limits.searches)),
            request_time: limits.request_time,
            stall_time: limits.stall_time,
        }
    }

    /// Lets `answer` write when it is its turn, and gives what it writes once that has begun.
    ///
    /// # Errors
    ///
    /// Its problem, as long as nothing was sent; that it took too long.
    pub(super) async fn run(
        &self,
        answer: impl FnOnce(&mut Out) -> Result<(), Problem> + Send + 'static,
    ) -> Result<Body, Problem> {
        let (turns, stall_time) = (Arc::clone(&self.turns), self.stall_time);
        let begun = async move {
            let Ok(turn) = turns.acquire_owned().await else { return Err(stopped()) };
            let (mut out, beginning) = Out::new(stall_time);
            tokio::task::spawn_blocking(move || {
                // Given back when the last piece is written, not when the client stops waiting.
                let _turn = turn;
                let outcome = answer(&mut out);
                out.finish(outcome);
            });
            beginning.await.unwrap_or_else(|_| Err(stopped()))
        };
        tokio::time::timeout(self.request_time, begun).await.unwrap_or_else(|_| {
            let seconds = self.request_time.as_secs();
            Err(Problem::busy("timeout", format!("no answer within {seconds} seconds"))
                .help("ask for less, or narrow the query down"))
        })
    }
}

/// A fault in the program, which has said so where it happened, or its end.
fn stopped() -> Problem {
    Problem::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "fault", "the answer was not worked out")
}
