//! `facets`: counts of the values of fields.

use schemars::JsonSchema;
use serde::Deserialize;

use super::desk::{Desk, everything, within};
use super::reply::{Reply, document};
use super::search::why_empty;
use super::tool::Question;
use crate::answer::{self, FacetSpec, Request};
use crate::error::Error;
use crate::index::{Field, Index};
use crate::present::{Counts, Format, clean, counts, numbered};

/// Fields of one answer at most.
const MOST_FIELDS: usize = 5;

/// Values of a field at most.
const MOST_VALUES: usize = 100;

/// Days, months or years at most, the last ones.
const MOST_DATES: usize = 400;

/// Count values.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Facets {
    /// Fields whose values to count: speaker, outlet, publisher, kind, role, lang, cue, mention, author, speaker.type,
    /// date:year, date:month, date:week, date:day; outlet:50 gives 50 values of that field
    #[schemars(length(min = 1, max = MOST_FIELDS))]
    fields: Vec<String>,
    /// Which statements to count among, in the query language of `search_statements`; * is all
    #[serde(default = "everything")]
    query: String,
    /// Values to give of each field at most, the most frequent first
    #[serde(default = "usual_limit")]
    #[schemars(range(min = 1, max = MOST_VALUES))]
    limit: usize,
    /// Count what was said, not how often it was carried: versions of one utterance as one
    #[serde(default)]
    unique: bool,
}

fn usual_limit() -> usize {
    20
}

impl Question for Facets {
    const NAME: &'static str = "facets";
    const TITLE: &'static str = "Count who, where and when";
    const OUTPUT: &'static str = "facets";

    fn description() -> String {
        "Count statements by the values of fields: who is quoted most on something, which outlets carry it, how many \
         statements a month. Counts are exact, over all statements that match the query, whose language is that of \
         search_statements. Dates come in the order of time."
            .to_owned()
    }

    fn answer(self, desk: &Desk, index: &Index) -> Result<Reply, Error> {
        within("the number of `fields`", self.fields.len(), 1..=MOST_FIELDS)?;
        let limit = within("limit", self.limit, 1..=MOST_VALUES)?;
        let facets = self.fields.iter().map(|field| spec(field, limit)).collect::<Result<Vec<_>, _>>()?;
        let asked = desk.asked(&self.query)?;
        let request = Request { facets, unique: self.unique, ..Request::new(asked.query.clone(), Some(0)) };
        let (answer, took) = desk.timed(|| answer::ask(index, &request)).map_err(|error| asked.failed(error))?;
        let found =
            Counts { total: answer.total, utterances: answer.utterances, facets: &answer.facets, notes: &asked.notes };
        let (mut json, mut table) = (Vec::new(), Vec::new());
        counts(&mut json, Format::Json, &desk.view(), Some(&asked.input), &found, Some(took))?;
        counts(&mut table, Format::Human, &desk.view(), None, &found, None)?;
        let mut text = desk.text();
        for note in &asked.notes {
            text.line(&format!("hint: {}", clean(&note.text)));
        }
        if answer.total == 0 {
            why_empty(&mut text, index, &asked)?;
        } else {
            let statements = numbered(answer.total, "statement");
            let among = match answer.utterances {
                Some(utterances) => format!("{} in {statements}", numbered(utterances, "utterance")),
                None => statements,
            };
            text.line(&format!("counted among {among} for `{}`:\n", clean(&asked.input)));
            text.line(String::from_utf8_lossy(&table).trim_end());
        }
        Ok(Reply { document: document(&json)?, text: text.into_text() })
    }
}

/// What `field` asks to count, `limit` values of it where it does not say, in bounds.
fn spec(field: &str, limit: usize) -> Result<FacetSpec, Error> {
    let mut spec = FacetSpec::read(field, Some(limit))
        .map_err(|error| Error::usage(error.to_string(), "see the tool's input schema"))?;
    let most = if spec.field == Field::Date { MOST_DATES } else { MOST_VALUES };
    spec.limit = Some(spec.limit.unwrap_or(most).min(most));
    Ok(spec)
}
