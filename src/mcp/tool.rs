//! What a tool is made of: its arguments' type gives the schema that clients read and the values that it answers from;
//! its output is one of the definitions of the JSON contract.

use std::sync::Arc;

use rmcp::model::{JsonObject, ToolAnnotations};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::desk::Desk;
use super::reply::Reply;
use super::{facets, search, speaker, statement, trace};
use crate::error::Error;
use crate::index::Index;
use crate::present::schema_of;

/// A kind of question, with its arguments as fields.
pub(super) trait Question: DeserializeOwned + JsonSchema {
    /// What the tool is called.
    const NAME: &'static str;
    /// The same for people.
    const TITLE: &'static str;
    /// The definition of the JSON contract that its documents follow.
    const OUTPUT: &'static str;

    /// What an assistant is told of it.
    fn description() -> String;

    /// Answers it.
    fn answer(self, desk: &Desk, index: &Index) -> Result<Reply, Error>;
}

/// A tool as the server has it.
pub(super) struct Tool {
    /// What clients are told.
    pub(super) told: rmcp::model::Tool,
    /// Answers a call.
    pub(super) answer: fn(&Desk, JsonObject) -> Result<Reply, Error>,
}

/// All tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool::of::<search::Search>(),
        Tool::of::<facets::Facets>(),
        Tool::of::<statement::Statement>(),
        Tool::of::<trace::Trace>(),
        Tool::of::<speaker::Speaker>(),
    ]
}

impl Tool {
    fn of<Q: Question>() -> Self {
        let output = schema_of(Q::OUTPUT).unwrap_or_default();
        let hints = ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false);
        let told = rmcp::model::Tool::new(Q::NAME, Q::description(), arguments_of::<Q>())
            .with_title(Q::TITLE)
            .with_raw_output_schema(Arc::new(output))
            .with_annotations(hints);
        Self { told, answer: answer::<Q> }
    }
}

/// The schema of the arguments.
fn arguments_of<Q: Question>() -> JsonObject {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Q>();
    let mut schema = schema.as_object().cloned().unwrap_or_default();
    // The type's own name and remark are for those who read the source.
    schema.retain(|key, _| key != "title" && key != "description");
    schema
}

fn answer<Q: Question>(desk: &Desk, arguments: JsonObject) -> Result<Reply, Error> {
    let question: Q = serde_json::from_value(Value::Object(arguments))
        .map_err(|error| Error::usage(format!("arguments of `{}`: {error}", Q::NAME), "see the tool's input schema"))?;
    question.answer(desk, &desk.index()?)
}
