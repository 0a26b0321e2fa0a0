//! Threads that may wait: searches run on a few of them at once, so that a slow one keeps neither connections nor other
//! searches from going on. An answer that waits for its client gives its turn to others meanwhile.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Limits;
use super::out::Out;
use super::problem::Problem;

/// Where answers are worked out.
pub(super) struct Work {
    searches: Arc<Semaphore>,
    large: Arc<Semaphore>,
    request_time: Duration,
    stall_time: Duration,
}

/// How much of an answer is in memory at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// A page of it.
    Page,
    /// The places of all hits: there are a few such answers at once, whatever their clients do.
    Large,
}

/// The right to search, which one has while others wait.
pub(super) struct Turn {
    searches: Arc<Semaphore>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turn {
    /// Lets others search while this one waits for `client`. Not for threads that take requests.
    pub(super) fn pause<T>(&mut self, runtime: &Handle, client: impl Future<Output = T>) -> T {
        self.permit = None;
        runtime.block_on(async {
            let waited = client.await;
            // Nobody closes it.
            self.permit = Arc::clone(&self.searches).acquire_owned().await.ok();
            waited
        })
    }
}

impl Work {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            searches: Arc::new(Semaphore::new(limits.searches)),
            large: Arc::new(Semaphore::new(limits.large_answers)),
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
        size: Size,
        answer: impl FnOnce(&mut Out) -> Result<(), Problem> + Send + 'static,
    ) -> Result<Body, Problem> {
        let begun = async {
            let large = match size {
                Size::Large => Some(Arc::clone(&self.large).acquire_owned().await.map_err(|_| stopped())?),
                Size::Page => None,
            };
            let permit = Arc::clone(&self.searches).acquire_owned().await.map_err(|_| stopped())?;
            let turn = Turn { searches: Arc::clone(&self.searches), permit: Some(permit) };
            let (mut out, beginning) = Out::new(self.stall_time, turn);
            tokio::task::spawn_blocking(move || {
                // Both are given back when the last piece is written, not when the client stops waiting.
                let _large = large;
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
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", "the answer was not worked out")
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::mpsc;

    use super::*;

    fn work(searches: usize, request_time: Duration) -> Work {
        Work::new(&Limits { searches, request_time, ..Limits::default() })
    }

    fn run<T>(test: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(test)
    }

    const SOON: Duration = Duration::from_millis(50);
    const LATE: Duration = Duration::from_secs(30);

    #[test]
    fn an_answer_that_does_not_begin_is_not_waited_for() {
        let (end, ended) = mpsc::channel::<()>();
        let problem = run(async {
            let work = work(1, SOON);
            let slow = work.run(Size::Page, move |_| {
                let _ended = ended.recv();
                Ok(())
            });
            let problem = slow.await.unwrap_err();
            // It has its turn until it ends, so the next one waits in vain, too.
            assert_eq!(work.run(Size::Page, |_| Ok(())).await.unwrap_err().code, "timeout");
            drop(end);
            problem
        });
        assert_eq!((problem.status, problem.code), (StatusCode::SERVICE_UNAVAILABLE, "timeout"));
    }

    #[test]
    fn a_client_that_reads_nothing_keeps_nobody_from_searching() {
        run(async {
            let work = work(1, LATE);
            let much = |out: &mut Out| {
                for _ in 0..100 {
                    out.write_all(&vec![b'x'; 64 * 1024])?;
                }
                Ok(())
            };
            let unread = work.run(Size::Page, much).await.unwrap();
            for _ in 0..3 {
                assert!(work.run(Size::Page, |out| Ok(out.write_all(b"found")?)).await.is_ok());
            }
            drop(unread);
        });
    }

    #[test]
    fn a_fault_in_an_answer_is_a_problem_and_gives_the_turn_back() {
        run(async {
            let work = work(1, LATE);
            let problem = work.run(Size::Page, |_| panic!("a fault")).await.unwrap_err();
            assert_eq!(problem.code, "fault");
            assert!(work.run(Size::Page, |_| Ok(())).await.is_ok());
        });
    }
}
