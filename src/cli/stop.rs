//! Ctrl-C: the first ends the work in good order, the second at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crossbeam_channel::{Receiver, Sender};
use dixit::error::{EXIT_STOPPED, Error};

/// Nothing was asked for.
const GO_ON: u8 = 0;
/// The user wants an end in good order.
const ASKED: u8 = 1;
/// Nobody is left who would end in good order.
const AT_ONCE: u8 = 2;

/// Listens to Ctrl-C and to the wish of the system that the program end, as long as it lives.
pub(crate) struct Stop {
    state: Arc<AtomicU8>,
    bell: (Sender<()>, Receiver<()>),
}

impl Stop {
    /// Begins to listen. Once a process.
    ///
    /// # Errors
    ///
    /// When the system lets nobody listen.
    pub(crate) fn listen() -> Result<Self, Error> {
        let state = Arc::new(AtomicU8::new(GO_ON));
        let bell = crossbeam_channel::bounded(1);
        let (seen, ring) = (Arc::clone(&state), bell.0.clone());
        ctrlc::set_handler(move || {
            if seen.compare_exchange(GO_ON, ASKED, Ordering::Relaxed, Ordering::Relaxed).is_err() {
                end_at_once();
            }
            // A bell that rings already is heard.
            let _rings = ring.try_send(());
        })
        .map_err(|error| Error::usage(format!("cannot listen to Ctrl-C: {error}"), "please report it"))?;
        Ok(Self { state, bell })
    }

    /// Whether the user wants an end.
    pub(crate) fn is_asked(&self) -> bool {
        self.state.load(Ordering::Relaxed) == ASKED
    }

    /// What rings when the user wants an end. Others may ring it too.
    pub(crate) fn bell(&self) -> Sender<()> {
        self.bell.0.clone()
    }

    /// Waits until the bell rings, or for `time` at most; says whether it rang.
    pub(crate) fn wait(&self, time: std::time::Duration) -> bool {
        self.bell.1.recv_timeout(time).is_ok()
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        self.state.store(AT_ONCE, Ordering::Relaxed);
    }
}

/// What is committed is on disk, and the system gives the lock back: there is nothing to tidy up.
#[allow(clippy::exit)]
fn end_at_once() {
    std::process::exit(i32::from(EXIT_STOPPED));
}
