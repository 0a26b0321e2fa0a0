//! One statement by its id, with all that is shown beside it.

use super::source::{NoText, others, statements, unchanged_article};
use super::{Archive, AskError, Hit, KeptArticle};
use crate::article::ReadOptions;
use crate::index::{ArticleEntry, Carried, ClusterId, Field, UtteranceId};
use crate::query::Matcher;
use crate::statement::Record;

/// Digits of a whole id.
const ID_DIGITS: usize = 16;
/// Digits an id may be shortened to.
const LEAST_DIGITS: usize = 4;
/// Statements that are looked up when an id fits several.
const NAMED: usize = 5;

/// What has an id.
#[derive(Debug)]
pub enum ById {
    /// The text is no id of a statement, nor the first digits of one.
    NoId,
    /// No statement has it.
    Nothing,
    /// One statement has it.
    One(Box<Hit>),
    /// The ids of several begin so; the first of them.
    Several(Vec<Hit>),
}

/// The statements whose id is or begins with `id`.
///
/// # Errors
///
/// [`AskError`] when the archive cannot be read.
pub fn by_id(archive: &dyn Archive, id: &str) -> Result<ById, AskError> {
    let digits = id.to_ascii_lowercase();
    if !(LEAST_DIGITS..=ID_DIGITS).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(ById::NoId);
    }
    let matcher = if digits.len() == ID_DIGITS { Matcher::Literal(digits) } else { Matcher::Prefix(digits) };
    let mut hits = statements(archive, Field::Id, matcher, Some(NAMED))?;
    Ok(match (hits.pop(), hits.is_empty()) {
        (None, _) => ById::Nothing,
        (Some(hit), true) => ById::One(Box::new(hit)),
        (Some(last), false) => {
            hits.push(last);
            ById::Several(hits)
        }
    })
}

/// A statement in its article.
#[derive(Debug)]
pub struct Shown {
    /// The statement.
    pub record: Record,
    /// What is known of its article.
    pub article: KeptArticle,
    /// The article's text, when its source still holds it; `None` when it was not read.
    pub text: Option<Result<String, NoText>>,
    /// All other statements of the article, in the order of its text.
    pub others: Vec<Record>,
    /// The paths of the article's copies.
    pub copies: Vec<String>,
    /// The utterance that it is a version of beside others, and how those were carried.
    pub utterance: Option<(UtteranceId, Carried)>,
    /// The story that the article and others carry in like words, and all who do.
    pub cluster: Option<(ClusterId, Vec<ArticleEntry>)>,
}

/// All that is shown of the statement of `hit`; its article is read again as `options` say.
///
/// # Errors
///
/// [`AskError`] when the archive cannot be read.
pub fn show(archive: &dyn Archive, hit: Hit, options: &ReadOptions) -> Result<Shown, AskError> {
    let mut shown = show_without_text(archive, hit)?;
    shown.text = shown.entry().map(|entry| unchanged_article(entry, options).map(|article| article.text));
    Ok(shown)
}

/// As [`show`], without reading the article again.
///
/// # Errors
///
/// [`AskError`] when the archive cannot be read.
pub fn show_without_text(archive: &dyn Archive, hit: Hit) -> Result<Shown, AskError> {
    let Hit { record, utterance, .. } = hit;
    let utterance = match utterance {
        Some(utterance) => Some((utterance, archive.carried(utterance)?)),
        None => None,
    };
    let article = archive.article(&record)?;
    let story = if let KeptArticle::Here(entry) = &article { entry.cluster } else { None };
    let cluster = match story {
        Some(story) => Some((story, archive.story(story)?)),
        None => None,
    };
    Ok(Shown {
        others: others(archive, &record)?,
        copies: archive.copies(&record)?,
        text: None,
        utterance,
        cluster,
        article,
        record,
    })
}

impl Shown {
    /// Where the article's text can be read again, if that is known.
    pub fn entry(&self) -> Option<&ArticleEntry> {
        if let KeptArticle::Here(entry) = &self.article { Some(entry) } else { None }
    }
}
