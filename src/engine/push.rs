//! Statements into an engine's index: batch after batch, by several threads, as fast as it takes them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::bounded;

use super::bulk::{self, Written};
use super::document::Documents;
use super::http::Patience;
use super::mapping::{self, Spread};
use super::{BAD_REQUEST, Engine, EngineError, NOT_FOUND, Product, quickwit};
use crate::statement::Record;

pub use super::bulk::Refusal;

/// Statements in a batch.
const BATCH: usize = 500;

/// Batches on their way at once, and those that wait for their turn: what is read ahead is bounded by that.
const SENDERS: usize = 2;
const WAITING: usize = 2;

/// How an index is made where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushRequest {
    /// In how many parts.
    pub shards: u32,
    /// How many copies of each part there are beside the first.
    pub replicas: u32,
    /// A file that says how far a push has come, for engines that do not know what they were sent.
    pub checkpoint: PathBuf,
}

/// Parts of an index, and copies of each, unless others are asked for: what a small cluster has by default.
pub const SHARDS: u32 = 1;
/// See [`SHARDS`].
pub const REPLICAS: u32 = 1;

/// How far a push has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PushProgress {
    /// Statements that have arrived or were there.
    pub done: u64,
}

/// What became of a push.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PushReport {
    /// Statements that were written.
    pub created: u64,
    /// Statements that were written over: they had changed.
    pub updated: u64,
    /// Statements that were there already.
    pub unchanged: u64,
    /// Statements that the engine does not take.
    pub refused: u64,
    /// Statements in the index afterwards.
    pub total: u64,
    /// Whether it made the index.
    pub is_new: bool,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

impl PushReport {
    fn add(&mut self, written: &Written) {
        self.created += written.created;
        self.updated += written.updated;
        self.unchanged += written.unchanged;
        self.refused += written.refused.len() as u64;
    }

    fn done(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.refused
    }
}

/// Sends `statements`, each with the paths of its article's copies, into the engine's index, which is made where there is
/// none. What was sent before is not sent again; so the same command goes on where another one was cut.
///
/// `watch` is told of progress and refusals from several threads, and says whether to go on.
///
/// # Errors
///
/// [`EngineError`] when the engine cannot be reached or takes nothing more; the errors of `statements`. What has arrived
/// until then stays.
pub fn push<E: From<EngineError> + Send>(
    engine: &Engine,
    request: &PushRequest,
    statements: impl Iterator<Item = Result<(Record, Vec<String>), E>>,
    watch: &(dyn Fn(PushProgress, &[Refusal]) -> bool + Sync),
) -> Result<PushReport, E> {
    let is_new = engine.make_index(request)?;
    if engine.product() == Product::Quickwit {
        let report = quickwit::push(engine, &request.checkpoint, statements, watch)?;
        return Ok(PushReport { is_new, ..report });
    }
    let target = engine.writing_name()?;
    let report = Mutex::new(PushReport { is_new, ..PushReport::default() });
    let failed: Mutex<Option<EngineError>> = Mutex::new(None);
    let is_over = AtomicBool::new(false);
    let (sender, receiver) = bounded::<Vec<(Record, Vec<String>)>>(WAITING);
    let read = std::thread::scope(|scope| -> Result<(), E> {
        for _ in 0..SENDERS {
            let receiver = receiver.clone();
            let (report, failed, is_over, target) = (&report, &failed, &is_over, &*target);
            scope.spawn(move || {
                let mut documents = Documents::default();
                // What waits behind a failure is taken and left, so that nobody waits for room.
                for batch in receiver {
                    if is_over.load(Ordering::Relaxed) {
                        continue;
                    }
                    match bulk::write(engine, target, &mut documents, &batch) {
                        Ok(written) => {
                            let done = {
                                let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
                                report.add(&written);
                                report.done()
                            };
                            if !watch(PushProgress { done }, &written.refused) {
                                is_over.store(true, Ordering::Relaxed);
                            }
                        }
                        Err(error) => {
                            is_over.store(true, Ordering::Relaxed);
                            failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        }
                    }
                }
            });
        }
        drop(receiver);
        let mut batch = Vec::with_capacity(BATCH);
        for statement in statements {
            batch.push(statement?);
            if batch.len() == BATCH {
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                if is_over.load(Ordering::Relaxed) || sender.send(full).is_err() {
                    return Ok(());
                }
            }
        }
        // Nobody to take it has said why.
        let _taken = sender.send(batch);
        drop(sender);
        Ok(())
    });
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error.into());
    }
    read?;
    let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    report.stopped = is_over.load(Ordering::Relaxed);
    report.total = engine.settled()?;
    Ok(report)
}

impl Engine {
    /// Makes the index where there is none, and says whether it did.
    fn make_index(&self, request: &PushRequest) -> Result<bool, EngineError> {
        if self.has_index(Patience::PUSHING)? {
            return Ok(false);
        }
        if self.product() == Product::Quickwit {
            return self.make_quickwit_index().map(|()| true);
        }
        let spread = Spread { shards: request.shards, replicas: request.replicas };
        let reply = self.http().json("PUT", &self.path(""), &mapping::settings(spread), Patience::PUSHING)?;
        // Another push may have been faster; or this one has sent it twice, for the first answer was lost.
        if reply.status == BAD_REQUEST && self.has_index(Patience::PUSHING)? {
            return Ok(false);
        }
        reply.success()?;
        Ok(true)
    }

    /// The name that stands for the index and under which statements are written; it is given to it where it has none.
    fn writing_name(&self) -> Result<String, EngineError> {
        let own = &self.0.address.index;
        let name = mapping::writing_name(own);
        let reply = self.http().put(&self.path(&format!("/_alias/{name}")), Patience::PUSHING)?;
        if reply.status == BAD_REQUEST && reply.reason().contains("matches an alias") {
            // The address names it by such a name already.
            return Ok(own.clone());
        }
        if reply.status == NOT_FOUND {
            return Err(self.no_index());
        }
        reply.success().map(|_| name)
    }

    /// Removes the index.
    #[cfg(test)]
    pub(crate) fn remove_index(&self) -> Result<(), EngineError> {
        self.http().delete(&self.path(""), Patience::ASKING)?.success().map(|_| ())
    }

    /// Lets what was sent be found, and says how much that is.
    fn settled(&self) -> Result<u64, EngineError> {
        self.http().post(&self.path("/_refresh"), Patience::PUSHING)?.success()?;
        self.count(&super::compile::everything())
    }
}
