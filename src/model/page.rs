//! A record as it is scanned: its texts as words with their places, its values as they are shown.

use super::inflection::{Stem, stem};
use crate::index::{Field, UtteranceId};
use crate::statement::{Record, SpeakerKind};
use crate::text::{fold, words};

/// One record.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub record: Record,
    /// The utterance that it is a version of beside others.
    pub utterance: Option<UtteranceId>,
    quote: Vec<Token>,
    context: Vec<Token>,
    title: Vec<Token>,
}

/// A word of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its place, counted in words; where a quote is interrupted, a place is left out.
    pub at: i64,
    /// Folded.
    pub word: String,
    /// What it shares with its other inflected forms, where its language is known to inflect.
    pub stem: Option<Stem>,
}

impl Page {
    pub(super) fn new(record: Record) -> Self {
        let lang = record.article.lang.as_deref();
        let mut quote: Vec<Token> = Vec::new();
        for (gaps, piece) in (0..).zip(record.context_spans()) {
            let piece = inflected(piece.of(&record.context.text).unwrap(), lang);
            let before = gaps + i64::try_from(quote.len()).unwrap();
            quote.extend(piece.into_iter().map(|token| Token { at: token.at + before, ..token }));
        }
        Self {
            quote,
            context: inflected(&record.context.text, lang),
            title: inflected(record.article.title.as_deref().unwrap_or_default(), lang),
            utterance: None,
            record,
        }
    }

    /// The words of a field of running text.
    pub(super) fn text(&self, field: Field) -> &[Token] {
        match field {
            Field::Quote => &self.quote,
            Field::Context => &self.context,
            Field::Title => &self.title,
            other => panic!("{} is no text", other.name()),
        }
    }

    /// The values of a field that holds whole ones, each once, as they are shown.
    pub(super) fn values(&self, field: Field) -> Vec<&str> {
        let Record { speaker, cue, publisher, article, .. } = &self.record;
        let mut values: Vec<&str> = match field {
            Field::Speaker => speaker.name.as_deref().into_iter().collect(),
            Field::Mention => speaker.mention.iter().map(|(text, _)| text.as_str()).collect(),
            Field::Role => speaker.role.as_deref().into_iter().collect(),
            Field::SpeakerType => speaker.kind.map(SpeakerKind::name).into_iter().collect(),
            Field::Cue => cue.iter().map(|(text, _)| text.as_str()).collect(),
            Field::Outlet => self.record.carriers(),
            Field::Publisher => publisher.as_deref().into_iter().collect(),
            Field::Kind => vec![self.record.kind.name()],
            Field::Lang => article.lang.as_deref().into_iter().collect(),
            Field::Author => article.author.as_deref().into_iter().collect(),
            Field::Url => article.url.as_deref().into_iter().collect(),
            Field::Path => vec![&article.path],
            Field::Article => vec![&article.id],
            Field::Id => vec![&self.record.id],
            other => panic!("{} has no whole values", other.name()),
        };
        let mut seen = Vec::new();
        values.retain(|value| {
            let is_new = !value.trim().is_empty() && !seen.contains(value);
            seen.push(*value);
            is_new
        });
        values
    }

    /// Whether there is anything in `field`.
    pub(super) fn has(&self, field: Field) -> bool {
        match field {
            Field::Quote => !self.record.quote().trim().is_empty(),
            Field::Context => !self.record.context.text.trim().is_empty(),
            Field::Title => self.record.article.title.as_ref().is_some_and(|title| !title.trim().is_empty()),
            Field::Date => self.record.date.is_some(),
            Field::Conf => true,
            other => !self.values(other).is_empty(),
        }
    }
}

/// The words of a text in a language that may be unknown.
fn inflected(text: &str, lang: Option<&str>) -> Vec<Token> {
    let stems = words(text).map(|word| stem(word, text, lang));
    tokens(text).into_iter().zip(stems).map(|(token, stem)| Token { stem, ..token }).collect()
}

/// The words of a value, which are not inflected.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    (0..).zip(words(text)).map(|(at, word)| Token { at, word: word.folded(text), stem: None }).collect()
}

/// A whole value as it is compared: case, accents and the width of white space do not count.
pub(super) fn whole(value: &str) -> String {
    fold(value).split_whitespace().collect::<Vec<_>>().join(" ")
}
