//! How an engine says no, and how it reads objects whose members must all be known.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What an engine does not do, and why.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: u16,
    kind: &'static str,
    reason: String,
    /// Whether it is told as the failure of all shards.
    is_of_shards: bool,
}

impl Refusal {
    pub(super) fn new(status: u16, kind: &'static str, reason: impl Into<String>) -> Self {
        Self { status, kind, reason: reason.into(), is_of_shards: false }
    }

    /// A body that cannot be read.
    pub(super) fn parsing(reason: impl Into<String>) -> Self {
        Self::new(400, "parsing_exception", reason)
    }

    /// A query that can be read and not be run.
    pub(super) fn shards(reason: impl Into<String>) -> Self {
        Self { is_of_shards: true, ..Self::new(400, "query_shard_exception", reason) }
    }

    /// The error of a single thing, as it stands in an item.
    pub(super) fn error(&self) -> Value {
        json!({"type": self.kind, "reason": self.reason})
    }

    /// The body of an answer.
    pub(super) fn body(&self) -> Value {
        let cause = self.error();
        if self.is_of_shards {
            let failed = json!([{"shard": 0, "reason": cause}]);
            return json!({"status": self.status, "error": {
                "root_cause": [cause], "type": "search_phase_execution_exception", "reason": "all shards failed",
                "phase": "query", "grouped": true, "failed_shards": failed,
            }});
        }
        json!({"status": self.status, "error": {"root_cause": [cause], "type": self.kind, "reason": self.reason}})
    }
}

/// The members of an object, each of which is to be taken: one that nobody takes is not known.
pub(super) struct Members<'v> {
    place: &'static str,
    left: BTreeMap<&'v str, &'v Value>,
}

impl<'v> Members<'v> {
    pub(super) fn of(value: &'v Value, place: &'static str) -> Result<Self, Refusal> {
        let members = value.as_object().ok_or_else(|| Refusal::parsing(format!("[{place}] expected an object")))?;
        Ok(Self { place, left: members.iter().map(|(name, value)| (name.as_str(), value)).collect() })
    }

    pub(super) fn take(&mut self, name: &str) -> Option<&'v Value> {
        self.left.remove(name)
    }

    pub(super) fn need(&mut self, name: &str) -> Result<&'v Value, Refusal> {
        self.take(name).ok_or_else(|| Refusal::parsing(format!("[{}] lacks [{name}]", self.place)))
    }

    /// The text of a member.
    pub(super) fn text(&mut self, name: &str) -> Result<&'v str, Refusal> {
        let place = self.place;
        self.need(name)?.as_str().ok_or_else(|| Refusal::parsing(format!("[{place}] expected text as [{name}]")))
    }

    /// A count, where there is one.
    pub(super) fn count(&mut self, name: &str) -> Result<Option<usize>, Refusal> {
        let place = self.place;
        let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
        self.take(name)
            .map(|value| {
                number(value).ok_or_else(|| Refusal::parsing(format!("[{place}] expected a count as [{name}]")))
            })
            .transpose()
    }

    /// The only member that is left, with its name.
    pub(super) fn only(mut self) -> Result<(&'v str, &'v Value), Refusal> {
        let first = self.left.pop_first();
        let place = self.place;
        self.done()?;
        first.ok_or_else(|| Refusal::parsing(format!("[{place}] expected a name")))
    }

    pub(super) fn done(self) -> Result<(), Refusal> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(Refusal::parsing(format!("[{}] unknown key [{name}]", self.place))),
        }
    }
}

/// A value, or each of an array.
pub(super) fn each(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        value => std::slice::from_ref(value),
    }
}
