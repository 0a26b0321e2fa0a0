//! The style, the script and the icon: served by names that change with them, so that browsers may keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::super::problem::Problem;

/// A file that pages are made with.
pub(super) struct Asset {
    /// Its address.
    pub(super) address: String,
    kind: &'static str,
    text: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, text: &'static str) -> Self {
        let hash = xxhash_rust::xxh3::xxh3_64(text.as_bytes());
        Self { address: format!("/assets/{stem}-{hash:016x}.{ending}"), kind, text }
    }
}

pub(super) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("dixit", "css", "text/css; charset=utf-8", include_str!("assets/dixit.css")));
pub(super) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("dixit", "js", "text/javascript; charset=utf-8", include_str!("assets/dixit.js")));
pub(super) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("assets/icon.svg")));

/// The file of that name.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let named = |asset: &&&LazyLock<Asset>| asset.address.strip_prefix("/assets/") == Some(name.as_str());
    match [&STYLE, &SCRIPT, &ICON].iter().find(named) {
        Some(asset) => {
            let kept = "private, max-age=31536000, immutable";
            ([(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, kept)], asset.text).into_response()
        }
        None => Problem::not_found("there is no such file").into_response(),
    }
}
