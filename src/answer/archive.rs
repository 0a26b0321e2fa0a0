//! Where statements are kept, as those see it who ask: an index on this machine, or an engine elsewhere.
//!
//! All that is asked goes through [`Archive`]; nobody above it knows which it is.

use super::named::{in_archive, like};
use super::{AskError, CompareRequest, Compared, Explanation, Found, OutletProfile, Request, Traces, Who, WhoRequest};
use crate::index::{ArticleEntry, Carried, ClusterId, Field, Stats, UtteranceId};
use crate::query::Query;
use crate::statement::Record;

/// Statements that can be asked.
pub trait Archive: Send + Sync {
    /// Finds what is asked for; the hits are read one by one.
    ///
    /// # Errors
    ///
    /// [`AskError`] when the query cannot be run or what is kept cannot be read.
    fn find(&self, request: &Request) -> Result<Found, AskError>;

    /// How a query is understood and what each of its clauses finds.
    ///
    /// # Errors
    ///
    /// As [`Archive::find`].
    fn explain(&self, query: &Query) -> Result<Explanation, AskError>;

    /// The utterances among the best hits of a query.
    ///
    /// # Errors
    ///
    /// As [`Archive::find`].
    fn traces(&self, query: &Query) -> Result<Traces, AskError>;

    /// Who a speaker is, by the statements of theirs.
    ///
    /// # Errors
    ///
    /// As [`Archive::find`]; that this cannot be told there.
    fn who(&self, asking: &WhoRequest) -> Result<Who, AskError>;

    /// What an outlet carries.
    ///
    /// # Errors
    ///
    /// As [`Archive::who`].
    fn outlet(&self, asking: &WhoRequest) -> Result<Who<OutletProfile>, AskError>;

    /// Whether two can be put side by side there.
    fn compares(&self) -> bool {
        true
    }

    /// Two speakers, outlets or publishers side by side.
    ///
    /// # Errors
    ///
    /// As [`Archive::who`].
    fn compare(&self, asked: &CompareRequest) -> Result<Compared, AskError>;

    /// Size and health.
    ///
    /// # Errors
    ///
    /// As [`Archive::who`].
    fn stats(&self) -> Result<Stats, AskError>;

    /// The articles whose id or path is `key` (a path may lack its leading folders), and those in the file of that path,
    /// sorted by path.
    ///
    /// # Errors
    ///
    /// As [`Archive::who`].
    fn articles(&self, key: &str) -> Result<Vec<ArticleEntry>, AskError>;

    /// The values of `field` in which a word, or the whole, begins like `begun`: at most `limit` of them, in order.
    ///
    /// # Errors
    ///
    /// When what is kept cannot be read.
    fn values(&self, field: Field, begun: &str, limit: usize) -> Result<Vec<String>, AskError>;

    /// How many statements there are.
    ///
    /// # Errors
    ///
    /// When what is kept cannot be read.
    fn n_statements(&self) -> Result<u64, AskError>;

    /// Names that are like one that nobody has, the likeliest first.
    ///
    /// # Errors
    ///
    /// When what is kept cannot be read.
    fn names_like(&self, field: Field, name: &str) -> Result<Vec<String>, AskError> {
        like(&in_archive(self), field, name)
    }

    /// How an utterance was carried, all of its versions together.
    ///
    /// # Errors
    ///
    /// When what is kept cannot be read.
    fn carried(&self, utterance: UtteranceId) -> Result<Carried, AskError>;

    /// The paths of the copies of the article of `record`, sorted.
    ///
    /// # Errors
    ///
    /// When what is kept cannot be read.
    fn copies(&self, record: &Record) -> Result<Vec<String>, AskError>;

    /// What is known of the article of `record`.
    ///
    /// # Errors
    ///
    /// When what is kept cannot be read.
    fn article(&self, record: &Record) -> Result<KeptArticle, AskError>;

    /// The articles that carry a story, the oldest first, those without a date last.
    ///
    /// # Errors
    ///
    /// When what is kept cannot be read.
    fn story(&self, story: ClusterId) -> Result<Vec<ArticleEntry>, AskError>;
}

/// What an archive knows of an article.
#[derive(Debug, Clone, PartialEq)]
pub enum KeptArticle {
    /// Where its text can be read again.
    Here(Box<ArticleEntry>),
    /// It was known once, and is no longer.
    Lost,
    /// Statements are kept there and no articles.
    Nowhere,
}
