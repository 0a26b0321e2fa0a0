//! Where answers are worked out: the settings, and what every tool needs of them.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::Settings;
use crate::answer::{AskError, Asked};
use crate::error::Error;
use crate::index::Index;
use crate::present::{CitedText, Palette, View};

/// Columns of what is laid out in columns.
const COLUMNS: usize = 100;

/// The settings at work.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) settings: Settings,
}

impl Desk {
    /// The index with what was committed last.
    pub(super) fn index(&self) -> Result<Index, Error> {
        Ok(Index::open(&self.settings.index)?)
    }

    /// Reads a query.
    pub(super) fn asked(&self, query: &str) -> Result<Asked, Error> {
        let Settings { today, synonyms, narrowing, .. } = &self.settings;
        Ok(Asked::read(query.to_owned(), today(), synonyms, *narrowing)?)
    }

    /// Works something out and says how long that took.
    pub(super) fn timed<T>(&self, work: impl FnOnce() -> Result<T, AskError>) -> Result<(T, Duration), AskError> {
        let begun = (self.settings.clock)();
        let done = work()?;
        Ok((done, (self.settings.clock)().duration_since(begun)))
    }

    /// How programs and tables are given things.
    pub(super) fn view(&self) -> View {
        View::new(Palette::plain(), COLUMNS, self.settings.paths.clone())
    }

    /// A text to be filled with statements.
    pub(super) fn text(&self) -> CitedText {
        CitedText::new(self.settings.paths.clone())
    }
}

/// `number`, the value of the argument `name`, where it lies in `bounds`.
pub(super) fn within(name: &str, number: usize, bounds: RangeInclusive<usize>) -> Result<usize, Error> {
    if bounds.contains(&number) {
        return Ok(number);
    }
    let (least, most) = bounds.into_inner();
    Err(Error::usage(format!("`{name}` is {number}"), format!("it is a number from {least} to {most}")))
}

/// The query that finds everything, for where none is given.
pub(super) fn everything() -> String {
    "*".to_owned()
}
