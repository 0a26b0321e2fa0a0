//! `search_statements`: what matches a query, with all that a citation needs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::bounds::{ANSWER_BYTES, Cut, fitting};
use super::desk::{Desk, everything, within};
use super::reply::{Reply, document};
use super::tool::Question;
use crate::answer::{self, Asked, Found, Hit, Request, Sort};
use crate::error::Error;
use crate::index::Index;
use crate::present::{CitedText, Closing, Format, Palette, Spelling, clean, emptiness, numbered, printer};
use crate::query::IN_SHORT;

/// Statements of one answer at most.
const MOST: usize = 50;

/// Find statements.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Search {
    /// What to look for, in the query language of the description; * is everything
    query: String,
    /// Statements to give at most; fewer come where they are long
    #[schemars(range(min = 1, max = MOST))]
    limit: usize,
    /// Statements to pass over: that many were given before
    offset: usize,
    /// Order; -date is newest first
    #[schemars(extend("enum" = Sort::NAMES))]
    sort: String,
    /// Give one statement of each utterance, with all outlets that carried it
    collapse: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self { query: everything(), limit: 10, offset: 0, sort: Sort::NAMES[0].to_owned(), collapse: false }
    }
}

impl Question for Search {
    const NAME: &'static str = "search_statements";
    const TITLE: &'static str = "Find statements in news articles";
    const OUTPUT: &'static str = "search";

    fn description() -> String {
        format!(
            "Find what people and organisations said in the indexed news articles. Each result is one statement, word \
             for word, with speaker, role, outlets, date, article (title, path, url, id), the statement's id, and the \
             bytes where it stands in the article's text.\n\nCite the statement's id and its article with every quote, \
             and never give a paraphrase as a quotation.\n\nQuery language; a name behind a colon that has a space \
             needs quotation marks, speaker:\"Vladimir Putin\":\n{IN_SHORT}\nA query that cannot be read is an error \
             that shows the place. Begin with few words: all of them must stand in one statement."
        )
    }

    fn answer(self, desk: &Desk, index: &Index) -> Result<Reply, Error> {
        let limit = within("limit", self.limit, 1..=MOST)?;
        let sort = Sort::from_name(&self.sort).ok_or_else(|| {
            Error::usage(format!("`sort` is `{}`", self.sort), format!("it is one of {}", Sort::NAMES.join(", ")))
        })?;
        let asked = desk.asked(&self.query)?;
        let request = Request {
            sort,
            offset: self.offset,
            collapse: self.collapse,
            ..Request::new(asked.query.clone(), Some(limit))
        };
        let (found, took) = desk.timed(|| answer::find(index, &request)).map_err(|error| asked.failed(error))?;
        let hits = found.hits().collect::<Result<Vec<Hit>, _>>()?;
        let hits = as_many_as_fit(&hits, desk)?;
        let closing = Closing {
            total: found.total,
            utterances: found.utterances,
            collapsed: self.collapse,
            offset: self.offset,
            took: Some(took),
            notes: &asked.notes,
            ..Closing::default()
        };
        let mut json = Vec::new();
        let mut printer = printer(Format::Json, &desk.view(), &Spelling::of_query(Some(&asked.input)));
        for hit in hits {
            printer.statement(&mut json, hit)?;
        }
        printer.close(&mut json, &closing)?;
        let mut document = Cut::new(document(&json)?);
        let n_all = found.utterances.filter(|_| self.collapse).unwrap_or(found.total);
        let n_left =
            usize::try_from(n_all).unwrap_or(usize::MAX).saturating_sub(self.offset.saturating_add(hits.len()));
        document.note("hits", n_left);
        let mut text = desk.text();
        self.head(&mut text, &asked, &found, hits.len(), n_left);
        for (number, hit) in hits.iter().enumerate() {
            text.statement(Some(self.offset + number + 1), hit);
        }
        if found.total == 0 {
            why_empty(&mut text, index, &asked)?;
        }
        Ok(Reply { document: document.finish(), text: text.into_text() })
    }
}

impl Search {
    fn head(&self, text: &mut CitedText, asked: &Asked, found: &Found, n_given: usize, n_left: usize) {
        for note in &asked.notes {
            text.line(&format!("hint: {}", clean(&note.text)));
        }
        if found.total == 0 {
            return;
        }
        let statements = numbered(found.total, "statement");
        let found = match found.utterances.filter(|_| self.collapse) {
            Some(utterances) => format!("{} in {statements}", numbered(utterances, "utterance")),
            None => statements,
        };
        let (first, last) = (self.offset.saturating_add(1), self.offset.saturating_add(n_given));
        let given = if first == last { format!("{first} follows") } else { format!("{first} to {last} follow") };
        let part = match (n_given, n_left) {
            (0, 0) => format!("; offset {} passes over all", self.offset),
            (_, 0) if self.offset == 0 => String::new(),
            (_, 0) => format!("; {given}, no more behind"),
            (_, left) => format!("; {given}; {left} more: ask with offset {last}"),
        };
        text.line(&format!("{found} for `{}`{part}", clean(&asked.input)));
    }
}

/// The first of `hits`, as many as an answer holds.
fn as_many_as_fit<'h>(hits: &'h [Hit], desk: &Desk) -> Result<&'h [Hit], Error> {
    let mut printer = printer(Format::JsonLines, &desk.view(), &Spelling::default());
    let mut sizes = Vec::with_capacity(hits.len());
    for hit in hits {
        let mut line = Vec::new();
        printer.statement(&mut line, hit)?;
        sizes.push(line.len());
    }
    let fitting = fitting(sizes.into_iter(), ANSWER_BYTES);
    match hits.first() {
        Some(first) if fitting == 0 => Err(too_long(&first.record.id)),
        _ => Ok(&hits[..fitting]),
    }
}

/// Why a statement is not given.
pub(super) fn too_long(id: &str) -> Error {
    Error::usage(
        format!("statement {id} with its article is too long to be given here"),
        format!("`dixit show {id}` prints it; a greater offset passes over it"),
    )
}

/// Adds why nothing was found.
pub(super) fn why_empty(text: &mut CitedText, index: &Index, asked: &Asked) -> Result<(), Error> {
    let why = answer::why_empty(index, &asked.query).map_err(|error| asked.failed(error))?;
    let mut told = Vec::new();
    emptiness(&mut told, &Palette::plain(), &asked.input, &why)?;
    text.line(String::from_utf8_lossy(&told).trim_end());
    Ok(())
}
