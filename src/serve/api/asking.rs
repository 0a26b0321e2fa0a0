//! A question as its route sees it, and the parameters that several routes take.

use super::super::params::{Parameter, Params, Takes};
use super::super::problem::Problem;
use super::super::{App, clock};
use crate::answer::{Archive, Asked, Narrowing, confidence};
use crate::article::ReadOptions;
use crate::present::{Format, Palette, View};
use crate::query::Query;
use crate::text::words;

/// A question about one state of the index.
pub(super) struct Asking<'a> {
    pub(super) app: &'a App,
    pub(super) archive: &'a dyn Archive,
    /// The name in the address; empty where it has none.
    pub(super) id: &'a str,
    pub(super) params: &'a Params,
    pub(super) format: Format,
}

impl Asking<'_> {
    /// The query, where none is given that for everything.
    pub(super) fn query(&self) -> Result<Asked, Problem> {
        let input = self.params.text("q").unwrap_or("*").to_owned();
        let min_confidence = self.params.parsed("min-confidence", confidence, "a number from 0 to 1")?;
        Ok(Asked::read(input, clock::today(), &self.app.synonyms, Narrowing { min_confidence })?)
    }

    /// The query beside names, if there is one.
    pub(super) fn within(&self) -> Result<Option<Asked>, Problem> {
        Ok(Some(self.query()?).filter(|asked| asked.query != Query::All))
    }

    /// A name of somebody, which has a word.
    pub(super) fn name(&self, parameter: &str) -> Result<&str, Problem> {
        let name = self.params.text(parameter).unwrap_or_default();
        match words(name).next() {
            Some(_) => Ok(name),
            None => Err(Problem::parameter(parameter, "a name needs a letter or a digit")),
        }
    }

    /// How articles are read again.
    pub(super) fn read_options(&self) -> ReadOptions {
        ReadOptions { today: Some(clock::today()), ..self.app.read.clone() }
    }

    /// How things are shown: as on a pipe.
    pub(super) fn view(&self) -> View {
        View::new(Palette::plain(), 0, self.app.paths.clone())
    }
}

/// The query.
pub(super) const QUERY: Parameter = Parameter {
    name: "q",
    what: "What to look for; without it, everything",
    takes: Takes::Text,
    is_needed: false,
    example: "sanctions date:2024",
};

/// How certain.
pub(super) const MIN_CONFIDENCE: Parameter = Parameter {
    name: "min-confidence",
    what: "Leave out statements less certain than this",
    takes: Takes::Fraction,
    is_needed: false,
    example: "0.8",
};

/// What is counted.
pub(super) const UNIQUE: Parameter = Parameter {
    name: "unique",
    what: "Count utterances, not how often they were carried",
    takes: Takes::Flag,
    is_needed: false,
    example: "true",
};

/// In which format.
pub(super) const FORMAT: Parameter = Parameter {
    name: "format",
    what: "Format of the answer",
    takes: Takes::OneOf(&["json", "jsonl", "csv", "tsv"]),
    is_needed: false,
    example: "csv",
};
