//! What goes wrong, and when.

use std::sync::Arc;

use serde_json::Value;

/// What becomes of a request that goes wrong.
#[derive(Clone)]
pub(crate) enum Fault {
    /// It is answered by that, and nothing is done.
    Instead(u16, &'static str),
    /// Nothing is done, and the connection ends.
    HangUp,
    /// It is done, and the connection ends without an answer.
    DoneAndHangUp,
    /// Items of a bulk for which it is too busy, by their numbers: they are not done.
    Busy(fn(usize) -> bool),
    /// It is done, and the answer is another one.
    Edited(fn(&mut Value)),
    /// Another client is faster: first that is done, method, path and body, then the request.
    Before(Arc<[(&'static str, String, String)]>),
}

struct Scripted {
    part: &'static str,
    times: usize,
    fault: Fault,
}

#[derive(Default)]
pub(super) struct Script {
    scripted: Vec<Scripted>,
    pub(super) most_bytes: Option<usize>,
}

impl Script {
    pub(super) fn add(&mut self, part: &'static str, times: usize, fault: Fault) {
        self.scripted.push(Scripted { part, times, fault });
    }

    /// What goes wrong with this request.
    pub(super) fn next(&mut self, target: &str) -> Option<Fault> {
        let next = self.scripted.iter_mut().find(|scripted| scripted.times > 0 && target.contains(scripted.part))?;
        next.times -= 1;
        Some(next.fault.clone())
    }
}
