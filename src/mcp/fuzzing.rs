//! The tools without the protocol, for the fuzzer: behind the feature `fuzzing`, no part of what users run.

use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::Date;
use rmcp::model::JsonObject;
use serde_json::Value;

use super::Settings;
use super::desk::Desk;
use super::reply::told;
use super::tool::{Tool, tools};
use crate::answer::{self, Narrowing, Request};
use crate::article::ReadOptions;
use crate::error::Error;
use crate::present::Paths;
use crate::query::{Query, Synonyms};

/// A server that is asked in this process.
pub(crate) struct Assistant {
    desk: Desk,
    tools: Vec<Tool>,
    /// Those of all statements: no mutation would find one.
    ids: Vec<String>,
}

impl Assistant {
    /// One over the index at `index`, on the day that `today` gives.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub(crate) fn over(index: PathBuf, today: fn() -> Date) -> Result<Self, Error> {
        let settings = Settings {
            index,
            paths: Paths::default(),
            synonyms: Synonyms::default(),
            narrowing: Narrowing::default(),
            read: ReadOptions::default(),
            today,
            clock: Instant::now,
        };
        let desk = Desk { settings };
        let all = answer::ask(&desk.index()?, &Request::new(Query::All, None))?;
        Ok(Self { ids: all.hits.into_iter().map(|hit| hit.record.id).collect(), desk, tools: tools() })
    }

    /// Calls a tool, by its number, with arguments in lines. Gives the error that the client was told.
    pub(crate) fn call(&self, tool: u8, lines: &str) -> Option<Error> {
        let tool = &self.tools[usize::from(tool) % self.tools.len()];
        match (tool.answer)(&self.desk, self.arguments(lines)) {
            Ok(reply) => {
                assert!(reply.document.is_object() && !reply.text.is_empty(), "{} answers nothing", tool.told.name);
                None
            }
            Err(error) => {
                assert!(!told(&error).is_empty(), "{} refuses without a word", tool.told.name);
                Some(error)
            }
        }
    }

    /// `name=value` in each line; a value is JSON, where it is none a text, and `#2` the id of the third statement.
    fn arguments(&self, lines: &str) -> JsonObject {
        let arguments = lines.lines().filter_map(|line| line.split_once('='));
        arguments.map(|(name, value)| (name.to_owned(), self.value(value))).collect()
    }

    fn value(&self, text: &str) -> Value {
        let number = text.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
        match number.and_then(|number| self.ids.get(number)) {
            Some(id) => id.as_str().into(),
            None => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        }
    }
}
