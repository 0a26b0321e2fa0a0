//! Statements: who said what, in which words, and through whom it came.
//!
//! The terms are those of the quotation literature (Pareti 2012; Newell et al., `PolNeAR`, 2018): a
//! *source* (here: speaker), a *cue* and a *content* (here: quote).

mod agent;
#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod cast;
mod clause;
mod credit;
mod draft;
mod english;
mod extract;
mod foreign;
mod lexicon;
mod name;
mod place;
mod quotation;
mod record;
mod role;
mod rules;
pub(crate) mod tag;
#[cfg(test)]
mod tests;
mod title;
mod token;

pub use record::{ArticleRef, Context, Record, SpeakerRecord};
#[cfg(any(test, feature = "training"))]
pub(crate) use {
    draft::{Draft, Paragraph},
    rules::draft_paragraphs,
    token::word_forms,
};

use crate::article::Article;
use crate::outlet::Outlets;
use crate::text::Span;

/// Whether the quoted words stand inside quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// All of them.
    Direct,
    /// Some of them.
    Mixed,
    /// None of them.
    Indirect,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Direct, Kind::Mixed, Kind::Indirect];

    /// The word that stands for it in every format and in queries.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Mixed => "mixed",
            Kind::Indirect => "indirect",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What sort of speaker it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerKind {
    /// A named person.
    Person,
    /// A body, a firm, a government, an outlet, a document.
    Organisation,
    /// Somebody the article does not name.
    Unnamed,
}

impl SpeakerKind {
    /// All of them.
    pub const ALL: [SpeakerKind; 3] = [SpeakerKind::Person, SpeakerKind::Organisation, SpeakerKind::Unnamed];

    /// The word that stands for it in every format and in queries.
    pub fn name(self) -> &'static str {
        match self {
            SpeakerKind::Person => "person",
            SpeakerKind::Organisation => "organisation",
            SpeakerKind::Unnamed => "unnamed",
        }
    }

    /// The sort of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Whom a statement is attributed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Speaker {
    /// Canonical name: the fullest one the article gives, or the noun phrase of an unnamed source.
    pub name: Option<String>,
    /// The mention nearest to the cue, as it stands.
    pub mention: Option<Span>,
    /// The role the article gives (`Kremlin aide`), as it stands.
    pub role: Option<String>,
    /// What sort of speaker it is; `None` when there is nobody.
    pub kind: Option<SpeakerKind>,
}

/// One attributed statement of one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Whether its words stand inside quotation marks.
    pub kind: Kind,
    /// The content's pieces in the order of the text, quotation marks outside; never empty.
    pub spans: Vec<Span>,
    /// Whom it is attributed to.
    pub speaker: Speaker,
    /// The reporting words (`said`, `according to`), as they stand.
    pub cue: Option<Span>,
    /// Canonical names of the outlets that the text credits with carrying it, nearest first.
    pub outlets: Vec<String>,
    /// The sentences or the paragraph around it; covers all of `spans`.
    pub context: Span,
    /// How likely it is that all of this is right, 0 to 1.
    pub confidence: f32,
}

/// The statements of `article`, in the order of the text. A pure function: no clock, no files, no failure.
pub fn extract(article: &Article) -> Vec<Statement> {
    extract::extract(article)
}

/// The records of the statements of `article`.
///
/// # Errors
///
/// [`Unextracted`]: a fault of this program, or a text that is none, may cost one article, never a run.
pub fn records(article: &Article) -> Result<Vec<Record>, Unextracted> {
    records_by(extract, article)
}

/// As [`records`], with another extractor.
pub(crate) fn records_by(
    extract: fn(&Article) -> Vec<Statement>,
    article: &Article,
) -> Result<Vec<Record>, Unextracted> {
    let made = || {
        let statements = extract(article);
        // Each holds the text around it, so that all of them may be far longer than the article.
        if statements.len() > MAX_STATEMENTS {
            return Err(Unextracted::TooMany);
        }
        Ok(statements.iter().map(|statement| Record::new(article, statement)).collect())
    };
    let named = || Outlets::within(article.outlets, made);
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(named)).unwrap_or(Err(Unextracted::Fault))
}

/// No article has so many statements: a long book has some thousand.
pub const MAX_STATEMENTS: usize = 100_000;

/// Why an article has no records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unextracted {
    /// Extraction panicked on it.
    #[error("extraction failed by a fault of dixit")]
    Fault,
    /// There are more than [`MAX_STATEMENTS`].
    #[error("more than {MAX_STATEMENTS} statements")]
    TooMany,
}
