//! Which tantivy field holds what, and the documents made of records, articles and files.
//!
//! One index holds five sorts of documents, told apart by the field of [`FORMAT_FIELD`]: statements, their heads,
//! articles, files (the manifest) and utterances. They are committed together, so none can be lost alone. All but utterances
//! carry the path of their file as `source`; only statements and heads have the fields that users ask. A head stands before
//! the statements of an article and holds the terms that are the same for all of them ([`super::beneath`]); an article's own
//! document is written anew whenever its place among the others changes, so it cannot be their head.

use tantivy::schema::{
    BytesOptions, Field as TantivyField, IndexRecordOption, NumericOptions, Schema as TantivySchema, TextFieldIndexing,
    TextOptions,
};
use tantivy::{TantivyDocument, Term};

use super::analyze::{NAMES, SPELLED, WHOLE};
use super::kept::{Kept, Likeness, has_text, kept, likeness_of};
use super::manifest::FileEntry;
use super::spelled::{RecordWords, Texts, spell, with_inflector};
use super::stored::{self, StoredError};
use super::{ArticleEntry, ClusterId, Field, FieldType};
use crate::statement::Record;

/// Version of the format: rises whenever schema, analysis or stored bytes change.
pub(super) const FORMAT: u64 = 5;

/// Name of the field that tells the sorts of documents apart, followed by [`FORMAT`]. The name stands
/// in the index's metadata from its first moment, so that even an index without a commit has a format.
pub(super) const FORMAT_FIELD: &str = "dixit-format-";

/// Terms of the field that tells documents apart.
pub(super) const STATEMENT: &str = "s";
pub(super) const HEAD: &str = "h";
pub(super) const ARTICLE: &str = "a";
pub(super) const FILE: &str = "f";
pub(super) const UTTERANCE: &str = "u";

/// The one term of the field that marks statements whose quote has positions of its own.
const APART: &str = "y";

/// Longest value that is shown as a facet, in bytes; a longer one is cut at a character.
const MAX_DISPLAY_BYTES: usize = 1_000;

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// The tantivy fields of an index.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(super) tantivy: TantivySchema,
    /// Sort of document.
    pub(super) doc: TantivyField,
    /// Path of the file that a document comes from.
    pub(super) source: TantivyField,
    /// The indexed fields in the order of [`Field::all`].
    asked: Vec<(Field, TantivyField)>,
    /// Stems of the text fields.
    stems: Vec<(Field, TantivyField)>,
    /// Columns of what is the same for all statements of an article; their terms are those of heads.
    shown: Vec<(Field, TantivyField)>,
    /// Of a statement whose quote has positions of its own, so that all words of its context stand in the field of that.
    pub(super) apart: TantivyField,
    /// Path of the article whose head a document is.
    pub(super) head_of: TantivyField,
    /// For a head the number of its statements, which follow it.
    pub(super) followers: TantivyField,
    /// For a statement how far behind its head it stands.
    pub(super) behind: TantivyField,
    /// Names of the fields that a statement has a value in.
    pub(super) has: TantivyField,
    /// Last second of a date that is less precise than a day.
    pub(super) date_end: TantivyField,
    /// The statement's id as a number, the last but one tie-breaker of every order.
    pub(super) order: TantivyField,
    /// Hash of the path, the last tie-breaker: copies of an article share ids.
    pub(super) place: TantivyField,
    /// Hash of a statement's speaker and language ([`super::wording`]).
    pub(super) block: TantivyField,
    /// Keys by which statements with the same words are found.
    pub(super) wording: TantivyField,
    /// The name of an utterance with several versions.
    pub(super) utterance: TantivyField,
    /// The ids of its versions.
    pub(super) member: TantivyField,
    /// Stored bytes: record, article or skips.
    pub(super) stored: TantivyField,
    pub(super) article_id: TantivyField,
    /// Path of the article that a document is.
    pub(super) article_path: TantivyField,
    /// Path of the article that a statement comes from.
    pub(super) of_article: TantivyField,
    /// Hash of an article's path.
    pub(super) path_hash: TantivyField,
    /// Hash of an article's id, publisher and text, which names the story it carries when it comes first.
    pub(super) story_key: TantivyField,
    /// Hash of an article's words.
    pub(super) words: TantivyField,
    /// Shingles of an article's text, by which like ones are found and told ([`super::near::Prints`]).
    pub(super) shingles: TantivyField,
    /// Hash of the name of an article's publisher.
    pub(super) publisher_hash: TantivyField,
    /// Hash of the path of the article that this one is a copy of.
    pub(super) copy_of: TantivyField,
    /// The story that an article and others carry.
    pub(super) cluster: TantivyField,
    pub(super) file_name: TantivyField,
    pub(super) first_day: TantivyField,
    pub(super) last_day: TantivyField,
    pub(super) file: TantivyField,
    pub(super) file_size: TantivyField,
    pub(super) file_modified: TantivyField,
    pub(super) file_hash: TantivyField,
    pub(super) file_options: TantivyField,
    pub(super) file_articles: TantivyField,
    pub(super) file_skips: TantivyField,
}

impl Schema {
    /// The schema of this version.
    pub(crate) fn new() -> Self {
        let mut builder = TantivySchema::builder();
        let doc = builder.add_text_field(&format!("{FORMAT_FIELD}{FORMAT}"), keyword("raw"));
        let source = builder.add_text_field("source", keyword("raw"));
        let mut asked = Vec::new();
        let mut stems = Vec::new();
        let mut shown = Vec::new();
        for field in Field::all() {
            let name = field.name().replace('.', "_");
            let added = match field.kind() {
                FieldType::Text => {
                    let stem = builder.add_text_field(&format!("{name}_stem"), indexed(SPELLED, true));
                    stems.push((field, stem));
                    builder.add_text_field(&name, indexed(SPELLED, true))
                }
                FieldType::Name | FieldType::Outlet if is_of_head(field) => {
                    if field.is_facet() {
                        let column = TextOptions::default().set_fast("raw");
                        shown.push((field, builder.add_text_field(&format!("{name}_shown"), column)));
                    }
                    builder.add_text_field(&name, indexed(NAMES, false))
                }
                FieldType::Name | FieldType::Outlet => {
                    builder.add_text_field(&name, shown_if(field.is_facet(), indexed(NAMES, false)))
                }
                FieldType::Keyword => builder.add_text_field(&name, shown_if(field.is_facet(), keyword(WHOLE))),
                FieldType::Date => builder.add_i64_field(&name, NumericOptions::default().set_fast()),
                FieldType::Number => builder.add_f64_field(&name, NumericOptions::default().set_fast()),
                FieldType::Statement => continue,
            };
            asked.push((field, added));
        }
        let number = || NumericOptions::default().set_fast();
        let has = builder.add_text_field("has", keyword("raw"));
        let apart = builder.add_text_field("apart", keyword("raw"));
        let head_of = builder.add_text_field("head_of", keyword("raw"));
        let followers = builder.add_u64_field("followers", number());
        let behind = builder.add_u64_field("behind", number());
        let date_end = builder.add_i64_field("date_end", number());
        let order = builder.add_u64_field("order", number());
        let place = builder.add_u64_field("place", number());
        let block = builder.add_u64_field("block", number());
        let wording = builder.add_u64_field("wording", number());
        let utterance = builder.add_u64_field("utterance", number().set_indexed());
        let member = builder.add_u64_field("member", number().set_indexed());
        let stored = builder.add_bytes_field("stored", BytesOptions::default().set_stored());
        let article_id = builder.add_text_field("article_id", keyword(WHOLE));
        let article_path = builder.add_text_field("article_path", keyword("raw"));
        let of_article = builder.add_text_field("of_article", keyword("raw"));
        let path_hash = builder.add_u64_field("path_hash", number());
        let story_key = builder.add_u64_field("story_key", number());
        let words = builder.add_u64_field("words", number());
        let shingles = builder.add_u64_field("shingles", number());
        let publisher_hash = builder.add_u64_field("publisher_hash", number());
        let copy_of = builder.add_u64_field("copy_of", number().set_indexed());
        let cluster = builder.add_u64_field("cluster", number().set_indexed());
        let file_name = builder.add_text_field("file_name", keyword("raw"));
        let first_day = builder.add_i64_field("first_day", number());
        let last_day = builder.add_i64_field("last_day", number());
        let file = builder.add_text_field("file", keyword("raw").set_fast("raw"));
        let file_size = builder.add_u64_field("file_size", number());
        let file_modified = builder.add_i64_field("file_modified", number());
        let file_hash = builder.add_u64_field("file_hash", number());
        let file_options = builder.add_u64_field("file_options", number());
        let file_articles = builder.add_u64_field("file_articles", number());
        let file_skips = builder.add_u64_field("file_skips", number());
        Self {
            tantivy: builder.build(),
            doc,
            source,
            asked,
            stems,
            shown,
            apart,
            head_of,
            followers,
            behind,
            has,
            date_end,
            order,
            place,
            block,
            wording,
            utterance,
            member,
            stored,
            article_id,
            article_path,
            of_article,
            path_hash,
            story_key,
            words,
            shingles,
            publisher_hash,
            copy_of,
            cluster,
            file_name,
            first_day,
            last_day,
            file,
            file_size,
            file_modified,
            file_hash,
            file_options,
            file_articles,
            file_skips,
        }
    }

    /// The tantivy field of `field`.
    pub(crate) fn field(&self, field: Field) -> TantivyField {
        self.asked.iter().find(|(own, _)| *own == field).map_or(self.doc, |(_, tantivy)| *tantivy)
    }

    /// The tantivy fields with the terms of `field`: those of a context that stand in the quote are in that field.
    pub(crate) fn term_fields(&self, field: Field) -> impl Iterator<Item = TantivyField> {
        std::iter::once(self.field(field)).chain(self.part_of(field).map(|(words, _)| words))
    }

    /// The same for the stems of a text.
    pub(crate) fn stem_fields(&self, field: Field) -> impl Iterator<Item = TantivyField> {
        self.stem_field(field).into_iter().chain(self.part_of(field).map(|(_, stems)| stems))
    }

    /// The fields with the words and the stems of the part of a text that does not stand in its own ones.
    pub(crate) fn part_of(&self, field: Field) -> Option<(TantivyField, TantivyField)> {
        let quote = (field == Field::Context).then_some(Field::Quote)?;
        Some((self.field(quote), self.stem_field(quote)?))
    }

    /// The term of statements whose quote has positions of its own.
    pub(crate) fn apart_term(&self) -> Term {
        Term::from_field_text(self.apart, APART)
    }

    /// The tantivy field whose column holds the displayed values of `field`.
    pub(super) fn shown(&self, field: Field) -> TantivyField {
        self.shown.iter().find(|(own, _)| *own == field).map_or_else(|| self.field(field), |(_, shown)| *shown)
    }

    /// The tantivy field with the stems of `field`, for running text.
    pub(crate) fn stem_field(&self, field: Field) -> Option<TantivyField> {
        self.stems.iter().find(|(own, _)| *own == field).map(|(_, tantivy)| *tantivy)
    }

    /// The name of `field` in columns.
    pub(super) fn column(&self, field: Field) -> &str {
        self.tantivy.get_field_name(self.shown(field))
    }

    /// The term that all statements have.
    pub(crate) fn statement_term(&self) -> Term {
        Term::from_field_text(self.doc, STATEMENT)
    }

    /// The term that all statements with a value in `field` have, or their heads ([`is_of_head`]).
    pub(crate) fn has_term(&self, field: Field) -> Term {
        Term::from_field_text(self.has, field.name())
    }

    /// The field of the last second of imprecise dates.
    pub(crate) fn date_end(&self) -> TantivyField {
        self.date_end
    }

    /// The document of what all statements of an article have, `record` and `followers` in all, from the file `source`.
    pub(super) fn head_document(&self, record: &Record, followers: u64, source: &str) -> TantivyDocument {
        let mut document = self.document(HEAD, source);
        document.add_text(self.head_of, &record.article.path);
        document.add_u64(self.followers, followers);
        if let Some(title) = &record.article.title {
            let lang = record.article.lang.as_deref();
            self.add_texts(&mut document, Field::Title, with_inflector(|inflector| spell(title, lang, inflector)));
        }
        self.add_has(&mut document, record, Field::Title);
        for (field, value) in kept(record).values.into_iter().filter(|(field, _)| is_of_head(*field)) {
            document.add_text(self.field(field), value);
            document.add_text(self.has, field.name());
        }
        document
    }

    /// The document of a statement from the file `source`, which stands so far `behind` its head.
    pub(super) fn statement_document(
        &self,
        record: &Record,
        behind: u64,
        source: &str,
    ) -> Result<TantivyDocument, StoredError> {
        let mut document = self.document(STATEMENT, source);
        document.add_u64(self.behind, behind);
        let Likeness { block, wording } = with_inflector(|inflector| {
            let words = RecordWords::new(record, inflector);
            self.add_texts(&mut document, Field::Quote, words.quote());
            self.add_texts(&mut document, Field::Context, words.around());
            if words.is_apart() {
                document.add_text(self.apart, APART);
            }
            likeness_of(record, &words)
        });
        self.add_has(&mut document, record, Field::Quote);
        self.add_has(&mut document, record, Field::Context);
        let Kept { values, date, order, place } = kept(record);
        let mut last = None;
        for (field, value) in values {
            if is_of_head(field) {
                if field.is_facet() {
                    document.add_text(self.shown(field), value);
                }
                continue;
            }
            document.add_text(self.field(field), value);
            if last != Some(field) {
                document.add_text(self.has, field.name());
            }
            last = Some(field);
        }
        if let Some(date) = date {
            document.add_i64(self.field(Field::Date), date.moment);
            if date.last_day != date.first_day {
                document.add_i64(self.date_end, date.last_day * DAY + DAY - 1);
            }
            document.add_text(self.has, Field::Date.name());
        }
        document.add_f64(self.field(Field::Conf), record.certainty());
        document.add_text(self.has, Field::Conf.name());
        document.add_text(self.of_article, &record.article.path);
        document.add_u64(self.order, order);
        document.add_u64(self.place, place);
        if !wording.is_empty() {
            document.add_u64(self.block, block);
        }
        for key in wording {
            document.add_u64(self.wording, u64::from(key));
        }
        document.add_bytes(self.stored, &stored::encode_record(record)?);
        Ok(document)
    }

    /// The document of an article.
    pub(super) fn article_document(&self, entry: &ArticleEntry) -> Result<TantivyDocument, StoredError> {
        let mut document = self.document(ARTICLE, &entry.source);
        document.add_text(self.article_id, &entry.id);
        document.add_text(self.article_path, &entry.path);
        document.add_u64(self.path_hash, path_hash(&entry.path));
        document.add_u64(self.story_key, story_key(entry));
        if let Some(words) = entry.prints.words {
            document.add_u64(self.words, words);
        }
        for value in entry.prints.as_column() {
            document.add_u64(self.shingles, value);
        }
        if let Some(publisher) = &entry.publisher {
            document.add_u64(self.publisher_hash, path_hash(publisher));
        }
        if let Some(original) = &entry.copy_of {
            document.add_u64(self.copy_of, path_hash(original));
        }
        if let Some(cluster) = entry.cluster {
            document.add_u64(self.cluster, cluster.0);
        }
        document.add_text(self.file_name, file_name(&entry.source));
        if let Some(dated) = entry.date {
            document.add_i64(self.first_day, day_number(dated.date.first_day()));
            document.add_i64(self.last_day, day_number(dated.date.last_day()));
        }
        document.add_bytes(self.stored, &stored::encode_article(entry)?);
        Ok(document)
    }

    /// The document of a file: its row in the manifest.
    pub(super) fn file_document(&self, entry: &FileEntry) -> Result<TantivyDocument, StoredError> {
        let mut document = self.document(FILE, &entry.path);
        document.add_text(self.file, &entry.path);
        document.add_u64(self.file_size, entry.size);
        document.add_i64(self.file_modified, entry.stamp);
        document.add_u64(self.file_hash, entry.hash);
        document.add_u64(self.file_options, entry.options);
        document.add_u64(self.file_articles, entry.articles);
        if !entry.skips.is_empty() {
            document.add_u64(self.file_skips, entry.skips.len() as u64);
            document.add_bytes(self.stored, &stored::encode_skips(&entry.skips)?);
        }
        Ok(document)
    }

    /// The document of an utterance with these versions.
    pub(super) fn utterance_document(&self, utterance: u64, members: &[u64]) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.doc, UTTERANCE);
        document.add_u64(self.utterance, utterance);
        for member in members {
            document.add_u64(self.member, *member);
        }
        document
    }

    /// The term of an utterance.
    pub(super) fn utterance_term(&self, utterance: u64) -> Term {
        Term::from_field_u64(self.utterance, utterance)
    }

    /// The term that all documents of that sort have.
    pub(super) fn sort_term(&self, sort: &str) -> Term {
        Term::from_field_text(self.doc, sort)
    }

    /// The term of the article at `path`.
    pub(super) fn article_term(&self, path: &str) -> Term {
        Term::from_field_text(self.article_path, path)
    }

    /// The term of the statements of the article at `path`.
    pub(super) fn statements_term(&self, path: &str) -> Term {
        Term::from_field_text(self.of_article, path)
    }

    /// The term of the head of the statements of the article at `path`.
    pub(super) fn head_term(&self, path: &str) -> Term {
        Term::from_field_text(self.head_of, path)
    }

    /// The term of the copies of the article at `path`.
    pub(super) fn copies_term(&self, path: &str) -> Term {
        Term::from_field_u64(self.copy_of, path_hash(path))
    }

    /// The term of the articles that carry a story.
    pub(super) fn cluster_term(&self, cluster: ClusterId) -> Term {
        Term::from_field_u64(self.cluster, cluster.0)
    }

    /// The term of everything that comes from the file at `path`.
    pub(super) fn source_term(&self, path: &str) -> Term {
        Term::from_field_text(self.source, path)
    }

    /// The term of the manifest's row of the file at `path`.
    pub(super) fn file_term(&self, path: &str) -> Term {
        Term::from_field_text(self.file, path)
    }

    fn document(&self, sort: &str, source: &str) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.doc, sort);
        document.add_text(self.source, source);
        document
    }

    /// Says of a field of running text whether the record has any.
    fn add_has(&self, document: &mut TantivyDocument, record: &Record, field: Field) {
        if has_text(record, field) {
            document.add_text(self.has, field.name());
        }
    }

    fn add_texts(&self, document: &mut TantivyDocument, field: Field, texts: Texts) {
        if texts.is_empty() {
            return;
        }
        document.add_text(self.field(field), texts.words.into_text());
        if let Some(stems) = self.stem_field(field) {
            document.add_text(stems, texts.stems.into_text());
        }
    }
}

/// Whether the terms of `field` are those of heads: all statements of an article have them.
pub(crate) fn is_of_head(field: Field) -> bool {
    matches!(field, Field::Title | Field::Author | Field::Publisher | Field::Path | Field::Url)
}

fn indexed(chain: &str, ranked: bool) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(chain)
            .set_fieldnorms(ranked)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    )
}

fn keyword(chain: &str) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(chain)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic),
    )
}

/// With a column of the values as they are displayed.
fn shown_if(shown: bool, options: TextOptions) -> TextOptions {
    if shown { options.set_fast("raw") } else { options }
}

/// A value as it is shown.
pub(super) fn clip(value: &str) -> &str {
    if value.len() <= MAX_DISPLAY_BYTES {
        return value;
    }
    &value[..value.floor_char_boundary(MAX_DISPLAY_BYTES)]
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Days since 1970-01-01.
pub(crate) fn day_number(day: jiff::civil::Date) -> i64 {
    day.duration_since(jiff::civil::Date::constant(1970, 1, 1)).as_hours() / 24
}

/// The day that is `number` days after 1970-01-01.
pub(crate) fn day_of_number(number: i64) -> Option<jiff::civil::Date> {
    let days = jiff::SignedDuration::from_hours(number.checked_mul(24)?);
    jiff::civil::Date::constant(1970, 1, 1).checked_add(days).ok()
}

/// A path as a number.
pub(crate) fn path_hash(path: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(path.as_bytes())
}

/// An article's identity as a number that does not depend on where it lies.
fn story_key(entry: &ArticleEntry) -> u64 {
    let identity = format!("{}\0{:?}", entry.id, entry.publisher);
    xxhash_rust::xxh3::xxh3_64_with_seed(identity.as_bytes(), entry.text_hash)
}

/// A statement's id as a number; one that is no number is hashed.
pub(super) fn id_number(id: &str) -> u64 {
    u64::from_str_radix(id, 16).unwrap_or_else(|_| xxhash_rust::xxh3::xxh3_64(id.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_from_1970_both_ways() {
        for day in [date(1970, 1, 1), date(1969, 12, 31), date(2024, 2, 29), date(-44, 3, 15), date(9999, 12, 31)] {
            assert_eq!(day_of_number(day_number(day)), Some(day));
        }
        assert_eq!(day_number(date(1970, 1, 2)), 1);
        assert_eq!(day_number(date(1969, 12, 31)), -1);
    }

    #[test]
    fn long_values_are_cut_at_a_character() {
        let long = "й".repeat(MAX_DISPLAY_BYTES);
        assert_eq!(clip(&long).len(), MAX_DISPLAY_BYTES);
        assert_eq!(clip(&format!("a{long}")).len(), MAX_DISPLAY_BYTES - 1);
    }

    #[test]
    fn every_field_has_its_own_tantivy_field() {
        let schema = Schema::new();
        for field in Field::all().filter(|field| field.kind() != FieldType::Statement) {
            let name = schema.tantivy.get_field_name(schema.field(field));
            assert_eq!(name, field.name().replace('.', "_"));
        }
    }
}
