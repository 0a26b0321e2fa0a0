//! The socket: connections are taken, one task each, until the system wants the program to end.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

use super::Limits;
use crate::error::Error;

/// Bytes that are held of a connection before they are read.
const BUFFER_BYTES: usize = 64 * 1024;

/// Bytes of the head of a request: the longest address that is allowed, and something beside it.
const HEAD_BYTES: usize = 48 * 1024;

/// Who is at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Takes connections until the system wants an end, and waits for those that have begun.
pub(super) async fn listen(
    address: SocketAddr,
    router: Router,
    limits: &Limits,
    on_ready: impl FnOnce(SocketAddr) -> Result<(), Error>,
) -> Result<(), Error> {
    let refused = |error: std::io::Error| {
        Error::usage(format!("cannot listen at {address}: {error}"), "`--listen ADDRESS:PORT` names another place")
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let mut end = pin!(wish_to_end()?);
    on_ready(listener.local_addr().map_err(refused)?)?;
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let http = http(limits);
    loop {
        let accepted = async {
            // Those for whom there is no place wait in the queue of the system.
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((listener.accept().await, place))
        };
        tokio::select! {
            () = &mut end => break,
            Some((accepted, place)) = accepted => match accepted {
                Ok((stream, peer)) => take(stream, Peer(peer), place, &http, &router, &connections),
                // Too many open files, or a client that left in the queue: the next one may be luckier.
                Err(error) => {
                    tracing::warn!(error = error.to_string(), "connection");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    tracing::info!("ending");
    let done = tokio::time::timeout(limits.grace_time, connections.shutdown()).await;
    if done.is_err() {
        tracing::warn!("requests were broken off");
    }
    Ok(())
}

fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(BUFFER_BYTES)
        .max_header_size(HEAD_BYTES);
    http
}

fn take(
    stream: TcpStream,
    peer: Peer,
    place: OwnedSemaphorePermit,
    http: &http1::Builder,
    router: &Router,
    connections: &GracefulShutdown,
) {
    // An answer is written in one go, so there is nothing to wait for.
    let _slower = stream.set_nodelay(true);
    let router = router.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(peer);
        router.clone().call(request)
    });
    let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::spawn(async move {
        let _place = place;
        // A client that breaks off, or speaks no HTTP, has nobody to be told of it.
        if let Err(error) = connection.await {
            tracing::debug!(error = error.to_string(), "connection");
        }
    });
}

/// Ends when the system or the user wants the program to end.
fn wish_to_end() -> Result<impl Future<Output = ()>, Error> {
    let deaf = |error: std::io::Error| Error::usage(format!("cannot listen to signals: {error}"), "please report it");
    #[cfg(unix)]
    {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate()).map_err(deaf)?;
        let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt()).map_err(deaf)?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        let mut interrupt = signal::windows::ctrl_c().map_err(deaf)?;
        Ok(async move {
            interrupt.recv().await;
        })
    }
}
