//! The record of a statement: what it says and what is known of its article, as values that no
//! longer need the article's text. Every output format and the index are views of it.

use super::{Kind, SpeakerKind, Statement};
use crate::article::{Article, Dated};
use crate::text::Span;

/// Between the pieces of a quote that is interrupted.
const JOINT: &str = " … ";

/// One statement, ready to be shown or indexed.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// 16 hexadecimal digits from the article's id, the spans and the words: stable across runs.
    pub id: String,
    /// Whether the words stand inside quotation marks.
    pub kind: Kind,
    /// The quote's pieces: UTF-8 byte offsets into the article's text.
    pub spans: Vec<Span>,
    /// Whom it is attributed to.
    pub speaker: SpeakerRecord,
    /// The reporting words and their place in the article's text.
    pub cue: Option<(String, Span)>,
    /// Outlets that the text credits with carrying it, nearest first.
    pub outlets: Vec<String>,
    /// Who published the article.
    pub publisher: Option<String>,
    /// The article's date.
    pub date: Option<Dated>,
    /// The article.
    pub article: ArticleRef,
    /// The text around it.
    pub context: Context,
    /// How likely it is that all of this is right, 0 to 1.
    pub confidence: f32,
}

/// The speaker of a [`Record`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpeakerRecord {
    /// Canonical name.
    pub name: Option<String>,
    /// The mention as it stands, and its place in the article's text.
    pub mention: Option<(String, Span)>,
    /// The role as the article gives it.
    pub role: Option<String>,
    /// What sort of speaker it is.
    pub kind: Option<SpeakerKind>,
}

/// What a [`Record`] says of its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRef {
    /// Its id.
    pub id: String,
    /// Where it was read, `path` or `path#n`.
    pub path: String,
    /// Headline.
    pub title: Option<String>,
    /// Byline.
    pub author: Option<String>,
    /// Web address.
    pub url: Option<String>,
    /// ISO 639-1 code.
    pub lang: Option<String>,
}

/// A piece of the article's text around a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Byte offset of its first byte in the article's text.
    pub start: usize,
    /// The text.
    pub text: String,
}

impl Record {
    /// The record of `statement`, which was extracted from `article`.
    pub fn new(article: &Article, statement: &Statement) -> Self {
        let piece = |span: Span| span.of(&article.text).unwrap_or_default().to_owned();
        let placed = |span: Span| (piece(span), span);
        Record {
            id: statement_id(article, statement),
            kind: statement.kind,
            spans: statement.spans.clone(),
            speaker: SpeakerRecord {
                name: statement.speaker.name.clone(),
                mention: statement.speaker.mention.map(placed),
                role: statement.speaker.role.clone(),
                kind: statement.speaker.kind,
            },
            cue: statement.cue.map(placed),
            outlets: statement.outlets.clone(),
            publisher: article.publisher.clone(),
            date: article.date,
            article: ArticleRef {
                id: article.id.as_str().to_owned(),
                path: article.path.clone(),
                title: article.title.clone(),
                author: article.author.clone(),
                url: article.url.clone(),
                lang: article.lang.clone(),
            },
            context: Context { start: statement.context.start, text: piece(statement.context) },
            confidence: statement.confidence,
        }
    }

    /// The content, verbatim; the pieces of an interrupted one are joined with ` … `.
    pub fn quote(&self) -> String {
        let pieces: Vec<&str> = self.context_spans().filter_map(|span| span.of(&self.context.text)).collect();
        pieces.join(JOINT)
    }

    /// The quote's pieces as byte offsets into the context's text.
    pub fn context_spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.spans.iter().map(|span| span.relative_to(self.context.start))
    }

    /// The confidence as the decimal that every format shows and every query compares, with three digits at most: a line
    /// is the same wherever it was made, and `conf:<=0.8` finds 0.8.
    pub fn certainty(&self) -> f64 {
        (f64::from(self.confidence) * 1e3).round() / 1e3
    }

    /// Whether it is as likely wrong as right: people are told so.
    pub fn is_doubtful(&self) -> bool {
        self.confidence < 0.5
    }

    /// The id that its article, its places and its words give. The words are part of it so that two different articles
    /// that claim one `id` do not share statements.
    pub(crate) fn id_of_content(&self) -> String {
        let pieces = self.spans.iter().zip(self.context_spans());
        id_of(&self.article.id, pieces.map(|(span, inside)| (*span, inside.of(&self.context.text).unwrap_or_default())))
    }

    /// Who carried the statement: the outlets that the text credits, else the article's publisher.
    ///
    /// The only home of this rule: the index, the facets and every view call it.
    pub fn carriers(&self) -> Vec<&str> {
        if self.outlets.is_empty() {
            self.publisher.as_deref().into_iter().collect()
        } else {
            self.outlets.iter().map(String::as_str).collect()
        }
    }
}

fn statement_id(article: &Article, statement: &Statement) -> String {
    let piece = |span: &Span| (*span, span.of(&article.text).unwrap_or_default());
    id_of(article.id.as_str(), statement.spans.iter().map(piece))
}

/// Hashes an article's identity, the places and the words.
fn id_of<'t>(article: &str, pieces: impl Iterator<Item = (Span, &'t str)>) -> String {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(article.as_bytes());
    for (span, words) in pieces {
        hasher.update(&[0]);
        hasher.update(&(span.start as u64).to_le_bytes());
        hasher.update(&(span.end as u64).to_le_bytes());
        hasher.update(words.as_bytes());
    }
    format!("{:016x}", hasher.digest())
}
