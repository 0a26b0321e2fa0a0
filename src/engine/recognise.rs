//! Which engine answers, told by what it says of itself.

use serde_json::Value;

use super::EngineError;
use super::http::{Http, Patience};

/// An engine that can keep statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// <https://opensearch.org>
    OpenSearch,
    /// <https://www.elastic.co/elasticsearch>
    Elasticsearch,
    /// <https://quickwit.io>
    Quickwit,
}

impl Product {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenSearch => "OpenSearch",
            Self::Elasticsearch => "Elasticsearch",
            Self::Quickwit => "Quickwit",
        }
    }
}

/// Which engine is there, and its version.
pub(super) fn recognise(http: &Http) -> Result<(Product, String), EngineError> {
    let reply = http.get("/", Patience::ASKING)?;
    let node = reply.node.clone();
    let reply = if matches!(reply.status, 401 | 403) { reply.success()? } else { reply };
    if let Some(found) = reply.json().ok().as_ref().and_then(of_root) {
        return Ok(found);
    }
    let reply = http.get("/api/v1/version", Patience::ASKING)?;
    let found = reply.json().ok().as_ref().and_then(of_version);
    found.ok_or(EngineError::NotAnEngine { node })
}

/// What OpenSearch and Elasticsearch say at their root.
fn of_root(body: &Value) -> Option<(Product, String)> {
    let version = body.get("version")?;
    let number = version.get("number")?.as_str()?.to_owned();
    let is_opensearch = version.get("distribution").and_then(Value::as_str) == Some("opensearch");
    let is_elasticsearch = body.get("tagline").and_then(Value::as_str) == Some("You Know, for Search");
    match (is_opensearch, is_elasticsearch) {
        (true, _) => Some((Product::OpenSearch, number)),
        (false, true) => Some((Product::Elasticsearch, number)),
        _ => None,
    }
}

/// What Quickwit says of its build.
fn of_version(body: &Value) -> Option<(Product, String)> {
    let number = body.get("build")?.get("version")?.as_str()?;
    Some((Product::Quickwit, number.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn engines_are_told_apart_by_what_they_say_of_themselves() {
        let opensearch = json!({"version": {"distribution": "opensearch", "number": "2.19.1"}, "tagline": "The OpenSearch Project: https://opensearch.org/"});
        assert_eq!(of_root(&opensearch), Some((Product::OpenSearch, "2.19.1".to_owned())));
        let elasticsearch = json!({"version": {"number": "8.17.0"}, "tagline": "You Know, for Search"});
        assert_eq!(of_root(&elasticsearch), Some((Product::Elasticsearch, "8.17.0".to_owned())));
        assert_eq!(of_root(&json!({"version": {"number": "1"}})), None);
        let quickwit = json!({"build": {"version": "0.8.2"}});
        assert_eq!(of_version(&quickwit), Some((Product::Quickwit, "0.8.2".to_owned())));
    }
}
