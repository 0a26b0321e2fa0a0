//! Whether the server lives, and whether it can answer.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::problem::Problem;

/// It does: this answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// It can, from what is in the folder of the index now. Where that is gone, answers go on from what was there before,
/// which this tells.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let shelf = Arc::clone(&app.shelf);
    match tokio::task::spawn_blocking(move || shelf.renew()).await {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(error)) => {
            Problem::from(error).help("questions are answered from the last index that could be read").into_response()
        }
        Err(_) => Problem::busy("fault", "the index cannot be looked at").into_response(),
    }
}
