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

    /// The oldest version that has all that it is asked: moments of an index and, in Quickwit, prefixes and patterns.
    fn oldest(self) -> (u32, u32) {
        match self {
            Self::OpenSearch => (2, 4),
            Self::Elasticsearch => (7, 10),
            Self::Quickwit => (0, 9),
        }
    }
}

/// Which engine is there, and its version.
pub(super) fn recognise(http: &Http) -> Result<(Product, String), EngineError> {
    let (product, version) = told(http)?;
    if numbers(&version).is_some_and(|numbers| numbers < product.oldest()) {
        return Err(EngineError::TooOld { engine: product.name(), version, oldest: product.oldest() });
    }
    Ok((product, version))
}

/// The first two numbers of a version.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// What is said there of engine and version.
fn told(http: &Http) -> Result<(Product, String), EngineError> {
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
    let says = |name: &str| body.get(name).and_then(Value::as_str);
    match version.get("distribution").and_then(Value::as_str) {
        Some("opensearch") => Some((Product::OpenSearch, number)),
        // Others say its words, too, and which they are.
        None if says("tagline") == Some("You Know, for Search") => Some((Product::Elasticsearch, number)),
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
        let other =
            json!({"version": {"distribution": "quickwit", "number": "7.17.0"}, "tagline": "You Know, for Search"});
        assert_eq!(of_root(&other), None);
        let quickwit = json!({"build": {"version": "0.8.2"}});
        assert_eq!(of_version(&quickwit), Some((Product::Quickwit, "0.8.2".to_owned())));
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        for (version, expected) in [
            ("2.19.1", Some((2, 19))),
            ("0.9.0-nightly", Some((0, 9))),
            ("10.0", Some((10, 0))),
            ("main", None),
            ("2", None),
        ] {
            assert_eq!(numbers(version), expected, "{version}");
        }
    }
}
