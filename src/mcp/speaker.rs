//! `speaker`: who somebody is in these articles.

use schemars::JsonSchema;
use serde::Deserialize;

use super::bounds::{ANSWER_BYTES, Cut};
use super::desk::{Desk, everything, within};
use super::reply::{Reply, document};
use super::search::why_empty;
use super::tool::Question;
use crate::answer::{self, Asked, Portrait, Profile, Who, WhoRequest};
use crate::error::Error;
use crate::index::{Field, Index};
use crate::present::{CitedText, Format, ProfileOf, clean, profile};
use crate::query::Query;
use crate::text::words;

/// Latest statements at most.
const MOST_LATEST: usize = 20;

/// A speaker.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Speaker {
    /// Name of the speaker or a part of it; =NAME means just this name
    name: String,
    /// Which statements to look at, in the query language of `search_statements`; * is all
    #[serde(default = "everything")]
    query: String,
    /// Latest statements to give at most
    #[serde(default = "usual_latest")]
    #[schemars(range(max = MOST_LATEST))]
    latest: usize,
}

fn usual_latest() -> usize {
    5
}

impl Question for Speaker {
    const NAME: &'static str = "speaker";
    const TITLE: &'static str = "See a speaker's page";
    const OUTPUT: &'static str = "who";

    fn description() -> String {
        "A speaker's page: the names and roles that articles give, how many statements and when, which outlets carry \
         them, words that are typical against all other speakers, beside whom they are quoted, and the latest \
         statements. Where several have the name, the page is of the one with most statements and the others are \
         listed. Cite the id and article of each statement that you use."
            .to_owned()
    }

    fn answer(self, desk: &Desk, index: &Index) -> Result<Reply, Error> {
        let latest = within("latest", self.latest, 0..=MOST_LATEST)?;
        if words(&self.name).next().is_none() {
            return Err(Error::usage("`name` has no letter and no digit", "give the name of a speaker"));
        }
        let asked = desk.asked(&self.query)?;
        let asked = (asked.query != Query::All).then_some(asked);
        let request =
            WhoRequest { name: self.name.clone(), within: asked.as_ref().map(|asked| asked.query.clone()), latest };
        let (found, took) = desk.timed(|| answer::who(index, &request)).map_err(|error| match &asked {
            Some(asked) => asked.failed(error),
            None => error,
        })?;
        let page = ProfileOf {
            name: &self.name,
            query: asked.as_ref().map(|asked| asked.input.as_str()),
            profile: if let Who::Found(profile) = &found { Some(&**profile) } else { None },
            took,
        };
        let mut json = Vec::new();
        profile(&mut json, Format::Json, &desk.view(), &page)?;
        let mut document = Cut::new(document(&json)?);
        let n_latest = document.list("/speaker/latest", "latest", latest, ANSWER_BYTES);
        let mut text = desk.text();
        for note in asked.iter().flat_map(|asked| &asked.notes) {
            text.line(&format!("hint: {}", clean(&note.text)));
        }
        match &found {
            Who::Found(found) => found_page(&mut text, desk, &page, found, n_latest)?,
            Who::Nothing { meant: None, like } if !like.is_empty() => {
                let like: Vec<String> = like.iter().map(|name| format!("`{}`", clean(name))).collect();
                text.line(&format!("nothing found for `{}`; did you mean {}?", clean(&self.name), like.join(" or ")));
            }
            Who::Nothing { meant, .. } => {
                let name = meant.as_deref().unwrap_or(&self.name);
                why_empty(&mut text, index, &Asked::of_name(Field::Speaker, name, asked.as_ref()))?;
            }
        }
        Ok(Reply { document: document.finish(), text: text.into_text() })
    }
}

/// Adds the page, with its latest statements as they are cited.
fn found_page(
    text: &mut CitedText,
    desk: &Desk,
    page: &ProfileOf<'_>,
    found: &Profile,
    n_latest: usize,
) -> Result<(), Error> {
    let portrait = Portrait { latest: Vec::new(), ..found.portrait.clone() };
    let without = Profile { portrait, ..found.clone() };
    let mut written = Vec::new();
    profile(&mut written, Format::Human, &desk.view(), &ProfileOf { profile: Some(&without), ..*page })?;
    text.line(String::from_utf8_lossy(&written).trim_end());
    if n_latest > 0 {
        text.line("\nlatest statements:");
    }
    for (number, hit) in found.portrait.latest.iter().take(n_latest).enumerate() {
        text.statement(Some(number + 1), hit);
    }
    Ok(())
}
