//! `get_statement`: one statement with what stands around it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::bounds::{ANSWER_BYTES, Cut, LIST_BYTES};
use super::desk::Desk;
use super::reply::{Reply, document};
use super::search::too_long;
use super::tool::Question;
use crate::answer::{self, ById, Hit, Shown, unchanged_article};
use crate::error::Error;
use crate::index::Index;
use crate::present::{self, ArticleView, clean};

/// Other statements, and other articles of the story, at most.
const MOST_NAMED: usize = 30;

/// One statement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Statement {
    /// The statement's id, or its first digits, four at least
    id: String,
    /// Give the text of its article too, where its file still holds it and it is not too long
    #[serde(default)]
    article_text: bool,
}

impl Question for Statement {
    const NAME: &'static str = "get_statement";
    const TITLE: &'static str = "See one statement in its article";
    const OUTPUT: &'static str = "show";

    fn description() -> String {
        "One statement by its id: the words with their bytes in the article's text, who said it, who carried it, the \
         words around it, the other statements of the article, and the articles that carry the same story. With \
         article_text the whole text, read again from its file, to check the quote and its attribution. Cite the \
         statement's id and its article."
            .to_owned()
    }

    fn answer(self, desk: &Desk, index: &Index) -> Result<Reply, Error> {
        let hit = the_one(index, &self.id)?;
        let mut shown = answer::show_without_text(index, hit.clone())?;
        let article = if self.article_text { article_text(desk, &shown) } else { Err(None) };
        shown.text = article.as_ref().ok().map(|text| Ok(text.clone()));
        let mut json = Vec::new();
        present::article(&mut json, &desk.view(), &ArticleView::of(&shown), true)?;
        let mut document = Cut::new(document(&json)?);
        if document.size_of("/statement") > ANSWER_BYTES {
            return Err(too_long(&hit.record.id));
        }
        let n_others = document.list("/others", "others", MOST_NAMED, LIST_BYTES);
        let n_members = document.list("/cluster/members", "members", MOST_NAMED, LIST_BYTES);
        let mut text = desk.text();
        text.statement(None, &Hit { score: None, highlights: Vec::new(), copies: shown.copies.clone(), ..hit });
        text.surroundings(&shown, n_others, n_members);
        match &article {
            Ok(words) => {
                text.line("\ntext of the article, cleaned of what cannot be seen:");
                for line in words.lines() {
                    text.line(&clean(line));
                }
            }
            Err(Some(why)) => text.line(&format!("\nno text of the article: {}", clean(why))),
            Err(None) => {}
        }
        Ok(Reply { document: document.finish(), text: text.into_text() })
    }
}

/// The statement that is meant.
fn the_one(index: &Index, id: &str) -> Result<Hit, Error> {
    match answer::by_id(index, id)? {
        ById::One(hit) => Ok(*hit),
        ById::Several(hits) => {
            let ids: Vec<&str> = hits.iter().map(|hit| hit.record.id.as_str()).collect();
            let message = format!("id `{id}` fits several statements: {} …", ids.join(", "));
            Err(Error::usage(message, "give more of its digits"))
        }
        ById::Nothing => Err(unknown(id)),
        ById::NoId => Err(Error::usage(
            format!("`{id}` is no id of a statement"),
            "an id has 16 digits 0-9 a-f, of which at least the first four are needed; search_statements gives them",
        )),
    }
}

/// That there is no such statement.
pub(super) fn unknown(id: &str) -> Error {
    let help = "ids stay while their articles stay as they are; search_statements finds what there is now";
    Error::usage(format!("no statement has the id `{id}`"), help)
}

/// The text of the article, else why it is not given.
fn article_text(desk: &Desk, shown: &Shown) -> Result<String, Option<String>> {
    let Some(entry) = shown.entry() else { return Err(Some("the index has lost the article".to_owned())) };
    let source = desk.settings.paths.show(&entry.source);
    let article = unchanged_article(entry, &desk.settings.read).map_err(|why| Some(format!("`{source}` {why}")))?;
    if article.text.len() > ANSWER_BYTES {
        let length = article.text.len();
        return Err(Some(format!("it has {length} bytes; `dixit show --text` prints it")));
    }
    Ok(article.text)
}
