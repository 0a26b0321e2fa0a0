//! An answer on its way: a thread writes it, a connection takes it, and neither has to hold all of it.
//!
//! What fits into one piece is sent with its length. Of more, piece follows piece as fast as the client reads; a client
//! that reads nothing for too long, or has left, ends the writing.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::Frame;
use tokio::runtime::Handle;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::problem::Problem;
use super::work::Turn;

/// Bytes of a piece.
const PIECE_BYTES: usize = 64 * 1024;

/// Pieces that may wait for the client.
const PIECES_WAITING: usize = 2;

/// Where an answer is written to. To be used in a thread that may wait.
pub(super) struct Out {
    piece: Vec<u8>,
    begun: Begun,
    stall: Duration,
    turn: Turn,
    /// The runtime, by whose clock it waits.
    handle: Handle,
}

enum Begun {
    /// Nothing is sent yet.
    No(oneshot::Sender<Result<Body, Problem>>),
    /// Pieces go here.
    Yes(mpsc::Sender<io::Result<Bytes>>),
    /// Nobody listens.
    Over,
}

/// What comes out: the answer once it has begun, or why there is none.
pub(super) type Beginning = oneshot::Receiver<Result<Body, Problem>>;

impl Out {
    /// An answer to be written, and where it comes out. Must be made inside of the runtime.
    pub(super) fn new(stall: Duration, turn: Turn) -> (Self, Beginning) {
        let (begin, beginning) = oneshot::channel();
        (Self { piece: Vec::new(), begun: Begun::No(begin), stall, turn, handle: Handle::current() }, beginning)
    }

    /// Ends the answer, or says why there is none. What fails after the first piece was sent breaks the connection off,
    /// so that nobody takes half of an answer for the whole.
    pub(super) fn finish(mut self, outcome: Result<(), Problem>) {
        let last = std::mem::take(&mut self.piece);
        match (std::mem::replace(&mut self.begun, Begun::Over), outcome) {
            (Begun::No(begin), outcome) => {
                // A client that has left hears nothing.
                let _unheard = begin.send(outcome.map(|()| Body::from(last)));
            }
            (Begun::Yes(pieces), Ok(())) => {
                let _unheard = self.send(&pieces, Ok(last.into()));
            }
            (Begun::Yes(pieces), Err(problem)) => {
                let _unheard = self.send(&pieces, Err(io::Error::other(problem.message)));
            }
            (Begun::Over, _) => {}
        }
    }

    fn send_piece(&mut self) -> io::Result<()> {
        let piece: Bytes = std::mem::take(&mut self.piece).into();
        let pieces = match std::mem::replace(&mut self.begun, Begun::Over) {
            Begun::No(begin) => {
                let (pieces, waiting) = mpsc::channel(PIECES_WAITING);
                begin.send(Ok(Body::new(Pieces(waiting)))).map_err(|_| gone())?;
                pieces
            }
            Begun::Yes(pieces) => pieces,
            Begun::Over => return Err(gone()),
        };
        self.send(&pieces, Ok(piece))?;
        self.begun = Begun::Yes(pieces);
        Ok(())
    }

    fn send(&mut self, pieces: &mpsc::Sender<io::Result<Bytes>>, piece: io::Result<Bytes>) -> io::Result<()> {
        let piece = match pieces.try_send(piece) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Closed(_)) => return Err(gone()),
            Err(TrySendError::Full(piece)) => piece,
        };
        let stall = self.stall;
        let sent = self.turn.pause(&self.handle, async move { timeout(stall, pieces.send(piece)).await });
        sent.map_err(|_| io::ErrorKind::TimedOut)?.map_err(|_| gone())
    }
}

fn gone() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.send_piece()?;
        }
        Ok(bytes.len())
    }

    /// Pieces are sent when they are full: the rest when the answer ends.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The pieces of an answer, as they come.
struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(ready!(self.0.poll_recv(context)).map(|piece| piece.map(Frame::data)))
    }
}
