//! The server without a socket, for the fuzzer: behind the feature `fuzzing`, no part of what users run.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::runtime::Runtime;
use tower::Service;

use super::listen::Peer;
use super::{App, Limits, Settings, api};
use crate::article::ReadOptions;
use crate::error::Error;
use crate::present::Paths;
use crate::query::Synonyms;

/// What parts a name from its value stays.
const PARTS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'=');

/// A parameter or a name as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PARTS).to_string()
}

/// The addresses of all questions and views.
pub(crate) fn paths() -> Vec<&'static str> {
    api::paths().chain(super::web::paths()).collect()
}

/// A server that is asked in this process.
pub(crate) struct Server {
    router: Router,
    runtime: Runtime,
}

impl Server {
    /// One over the index at `index`.
    ///
    /// # Errors
    ///
    /// When there is none, or no threads.
    pub(crate) fn over(index: PathBuf) -> Result<Self, Error> {
        let settings = Settings {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            source: super::Source::Index(index),
            paths: Paths::default(),
            synonyms: Synonyms::default(),
            read: ReadOptions::default(),
            hosts: Vec::new(),
            behind_proxy: false,
            tokens: None,
            rate: None,
            limits: Limits::default(),
        };
        let runtime = super::runtime(&settings.limits)?;
        Ok(Self { router: api::router(&Arc::new(App::new(settings)?)), runtime })
    }

    /// The status of the whole answer to `address`, the path with what is behind it; `None` where it is no address.
    pub(crate) fn get(&self, address: &str) -> Option<u16> {
        let uri: Uri = address.parse().ok()?;
        let request = Request::get(uri).header(header::HOST, "localhost");
        let mut request = request.body(Body::empty()).ok()?;
        request.extensions_mut().insert(Peer(SocketAddr::from((Ipv4Addr::LOCALHOST, 1))));
        self.runtime.block_on(async {
            let Ok(response) = self.router.clone().call(request).await;
            let status = response.status().as_u16();
            // An answer that breaks off is a fault whatever its head says.
            let whole = to_bytes(response.into_body(), usize::MAX).await;
            Some(if whole.is_ok() { status } else { 599 })
        })
    }
}
