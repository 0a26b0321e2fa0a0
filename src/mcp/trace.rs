//! `trace`: the same words wherever they were carried.

use schemars::JsonSchema;
use serde::Deserialize;

use super::bounds::{ANSWER_BYTES, Cut, LIST_BYTES};
use super::desk::{Desk, within};
use super::reply::{Reply, document};
use super::search::why_empty;
use super::statement::unknown;
use super::tool::Question;
use crate::answer::{self, Against, Asked, Traces};
use crate::error::Error;
use crate::index::Index;
use crate::present::{Format, TraceClosing, TracePrinter, clean};

/// Versions of one answer at most.
const MOST_VERSIONS: usize = 50;

/// Publishers that are named.
const MOST_SILENT: usize = 100;

/// Outlets that are named in one place; each version names its own.
const MOST_OUTLETS: usize = 50;

/// One utterance.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Trace {
    /// Id of a statement, of any version, or its first digits
    #[serde(default)]
    id: Option<String>,
    /// In place of an id: what to look for, in the query language of `search_statements`; of the utterances found the one
    /// that most outlets carried is given and others are named
    #[serde(default)]
    query: Option<String>,
    /// Versions to give at most, the earliest ones
    #[serde(default = "usual_limit")]
    #[schemars(range(min = 1, max = MOST_VERSIONS))]
    limit: usize,
    /// Name the publishers that had articles in those days and did not carry it
    #[serde(default)]
    silent: bool,
}

fn usual_limit() -> usize {
    20
}

impl Question for Trace {
    const NAME: &'static str = "trace";
    const TITLE: &'static str = "See who carried the same words";
    const OUTPUT: &'static str = "trace";

    fn description() -> String {
        "One utterance wherever it was carried: its versions in the order of time, each in its own words, who was first \
         as far as dates tell, through whom it came, and, in the structured result, how the words differ. Takes the id \
         of any version or a query. Cite the id and article of the version whose words you use."
            .to_owned()
    }

    fn answer(self, desk: &Desk, index: &Index) -> Result<Reply, Error> {
        let limit = within("limit", self.limit, 1..=MOST_VERSIONS)?;
        let begun = (desk.settings.clock)();
        let (traces, asked) = self.traces(desk, index)?;
        let picked = traces.pick(1)?;
        let read = |candidate| traces.read(candidate, Against::First, self.silent);
        let utterance = picked.shown.first().map(read).transpose()?;
        let took = (desk.settings.clock)().duration_since(begun);
        let closing = TraceClosing::of(&traces, &picked, took);
        let mut json = Vec::new();
        let mut printer = TracePrinter::new(Format::Json, desk.view(), &asked.input);
        utterance.iter().try_for_each(|utterance| printer.utterance(&mut json, utterance))?;
        printer.close(&mut json, &closing)?;
        let mut document = Cut::new(document(&json)?);
        let n_versions = document.list("/utterances/0/versions", "versions", limit, ANSWER_BYTES);
        let n_silent = document.list("/utterances/0/silent", "silent", MOST_SILENT, LIST_BYTES);
        let n_outlets = document.list("/utterances/0/outlets", "outlets", MOST_OUTLETS, LIST_BYTES);

        let mut text = desk.text();
        for note in &asked.notes {
            text.line(&format!("hint: {}", clean(&note.text)));
        }
        match &utterance {
            None => why_empty(&mut text, index, &asked)?,
            Some(utterance) => {
                let total = usize::try_from(utterance.total).unwrap_or(usize::MAX);
                document.note("versions", total.saturating_sub(n_versions));
                text.utterance(utterance, n_outlets, n_versions);
                text.silent(utterance, n_silent);
            }
        }
        if !picked.others.is_empty() {
            text.line("\nother utterances of several versions that match, by their first words:");
            for other in &picked.others {
                text.named(&other.id, &other.record, Some(other.versions));
            }
            text.rest(picked.n_more);
        }
        if traces.total > traces.looked_at as u64 {
            text.line(&format!("{} statements match; the best {} were looked at", traces.total, traces.looked_at));
        }
        Ok(Reply { document: document.finish(), text: text.into_text() })
    }
}

impl Trace {
    fn traces(&self, desk: &Desk, index: &Index) -> Result<(Traces, Asked), Error> {
        match (&self.id, &self.query) {
            (Some(id), None) => {
                let (traces, query) = answer::traces_of_id(index, id)?.ok_or_else(|| unknown(id))?;
                Ok((traces, Asked { input: id.clone(), query, notes: Vec::new() }))
            }
            (None, Some(query)) => {
                let asked = desk.asked(query)?;
                let traces = answer::traces(index, &asked.query).map_err(|error| asked.failed(error))?;
                Ok((traces, asked))
            }
            (Some(_), Some(_)) | (None, None) => {
                Err(Error::usage("`trace` takes an id or a query", "give one of the two"))
            }
        }
    }
}
