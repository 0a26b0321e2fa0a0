//! What a statement is found, counted, sorted and recognised by beside its texts, whoever keeps it.

use super::Field;
use super::schema::{DAY, clip, day_number, id_number, path_hash};
use super::spelled::RecordWords;
use super::wording;
use crate::article::Date;
use crate::statement::{Record, SpeakerKind};

/// See above.
pub(crate) struct Kept<'r> {
    /// The values of its fields, as they are displayed; several of one field in the order in which they stand.
    pub values: Vec<(Field, &'r str)>,
    /// Its date.
    pub date: Option<KeptDate>,
    /// Its id as a number, the last but one tie-breaker of every order.
    pub order: u64,
    /// Hash of its article's path, the last tie-breaker: copies of an article share ids.
    pub place: u64,
}

/// What other versions of a statement are found by. Its words are stemmed for it, so it is asked for where it is needed.
pub(crate) struct Likeness {
    /// Hash of its speaker and language.
    pub block: u64,
    /// Keys by which statements of the block with the same words are found; without any it is like no other.
    pub wording: Vec<u32>,
}

/// What other versions of `record` are found by.
#[cfg(any(test, feature = "engine"))]
pub(crate) fn likeness(record: &Record) -> Likeness {
    super::spelled::with_inflector(|inflector| likeness_of(record, &RecordWords::of_quote(record, inflector)))
}

/// What other versions of `record`, whose words are `words`, are found by.
pub(super) fn likeness_of(record: &Record, words: &RecordWords<'_>) -> Likeness {
    let block = wording::block(record);
    Likeness { block, wording: wording::keys(record, words, block) }
}

/// The running text that `record` has in `field`, one of running text; that of a quote is in as many pieces as it has.
pub(crate) fn text_pieces(record: &Record, field: Field) -> Vec<&str> {
    match field {
        Field::Quote => record.context_spans().filter_map(|span| span.of(&record.context.text)).collect(),
        Field::Context => vec![&record.context.text],
        _ => record.article.title.as_deref().into_iter().collect(),
    }
}

/// Whether `record` has any running text in `field`.
pub(crate) fn has_text(record: &Record, field: Field) -> bool {
    text_pieces(record, field).iter().any(|text| !text.trim().is_empty())
}

/// A date as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeptDate {
    /// The date.
    pub date: Date,
    /// Its first day, in days since 1970.
    pub first_day: i64,
    /// Its last day.
    pub last_day: i64,
    /// Its first second since 1970, by its own clock.
    pub moment: i64,
}

impl From<Date> for KeptDate {
    fn from(date: Date) -> Self {
        let first_day = day_number(date.first_day());
        let moment = first_day * DAY + i64::from(date.second_of_day());
        Self { date, first_day, last_day: day_number(date.last_day()), moment }
    }
}

/// What is kept of `record`.
pub(crate) fn kept<'r>(record: &'r Record) -> Kept<'r> {
    let mut values = Vec::new();
    let mut value = |field: Field, value: Option<&'r str>| {
        values.extend(value.filter(|value| !value.trim().is_empty()).map(|value| (field, clip(value))));
    };
    value(Field::Speaker, record.speaker.name.as_deref());
    value(Field::Mention, record.speaker.mention.as_ref().map(|(text, _)| text.as_str()));
    value(Field::Role, record.speaker.role.as_deref());
    value(Field::SpeakerType, record.speaker.kind.map(SpeakerKind::name));
    value(Field::Cue, record.cue.as_ref().map(|(text, _)| text.as_str()));
    for carrier in distinct(&record.carriers()) {
        value(Field::Outlet, Some(carrier));
    }
    value(Field::Publisher, record.publisher.as_deref());
    value(Field::Kind, Some(record.kind.name()));
    value(Field::Lang, record.article.lang.as_deref());
    value(Field::Author, record.article.author.as_deref());
    value(Field::Url, record.article.url.as_deref());
    value(Field::Path, Some(&record.article.path));
    value(Field::Article, Some(&record.article.id));
    value(Field::Id, Some(&record.id));
    Kept {
        values,
        date: record.date.map(|dated| dated.date.into()),
        order: id_number(&record.id),
        place: path_hash(&record.article.path) & 0xFFFF,
    }
}

fn distinct<'a>(values: &[&'a str]) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::with_capacity(values.len());
    for value in values {
        if !seen.contains(value) {
            seen.push(value);
        }
    }
    seen
}
