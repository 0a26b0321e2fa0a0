//! An article into the documents that the index holds of it: all of the work on it that needs nobody else, so that any
//! thread may do it.

use std::sync::Arc;

use tantivy::{TantivyDocument, TantivyError};

use super::ArticleEntry;
use super::build::Remark;
use super::intake::Intake;
use super::near::prints;
use super::reuse::{Earlier, facts_hash};
use super::schema::Schema;
use super::stored::StoredError;
use crate::article::Article;
use crate::read::{EXTRACTING, Skip};
use crate::statement::{self, Record, Unextracted};

/// About what a document takes in memory without its texts.
pub(super) const DOCUMENT_BYTES: usize = 800;

/// About what one more number takes there.
const VALUE_BYTES: usize = 18;

/// An article that was read.
pub(super) struct Offered<'r> {
    pub article: Article,
    /// Path of its file.
    pub source: Arc<str>,
    /// The file's path in an earlier run, where its articles may have been read before.
    pub earlier: Option<&'r str>,
}

/// What becomes of it.
pub(super) struct Prepared {
    pub remarks: Vec<Remark>,
    /// Its documents, or why there are none.
    pub made: Result<Made, Skip>,
}

/// The documents of an article and its statements, each with about the bytes that it takes in memory.
pub(super) struct Made {
    pub documents: Vec<(TantivyDocument, usize)>,
    pub statements: u64,
    pub text_bytes: u64,
    /// Whether an earlier run had found the statements.
    pub is_reused: bool,
}

impl Intake<'_> {
    /// Finds an article's statements and makes its documents.
    pub(super) fn prepare(&self, offered: &Offered<'_>) -> tantivy::Result<Prepared> {
        let Offered { article, source, earlier } = offered;
        let remarks = article.warnings.iter().map(|warning| Remark {
            path: article.path.clone(),
            code: warning.code(),
            message: warning.to_string(),
        });
        let remarks = remarks.collect();
        let mut entry = entry_of(article, source);
        entry.copy_of = self.seen.better_than(&entry);
        let mut is_reused = false;
        let mut records = Vec::new();
        if entry.copy_of.is_none() {
            let earlier = earlier.map(|source| Earlier { searcher: self.searcher, schema: self.schema, source });
            let known = earlier.map_or(Ok(None), |earlier| earlier.records(article, entry.facts_hash))?;
            is_reused = known.is_some();
            // A fault in extraction costs the one article that shows it.
            match known.map_or_else(|| statement::records_by(self.stations.extract, article), Ok) {
                Ok(found) => records = found,
                Err(why) => return Ok(Prepared { remarks, made: Err(unextracted(article, why)) }),
            }
        }
        entry.statements = records.len() as u64;
        let documents = documents(self.schema, &entry, &records)?;
        let (statements, text_bytes) = (entry.statements, article.text.len() as u64);
        Ok(Prepared { remarks, made: Ok(Made { documents, statements, text_bytes, is_reused }) })
    }
}

/// What is told of an article that has no records.
pub fn unextracted(article: &Article, why: Unextracted) -> Skip {
    match why {
        Unextracted::Fault => Skip::fault(&article.path, EXTRACTING),
        Unextracted::TooMany => Skip::no_article(&article.path, &why),
    }
}

/// The documents of an article and of its statements with their head, which stay neighbours.
pub(super) fn documents(
    schema: &Schema,
    entry: &ArticleEntry,
    records: &[Record],
) -> tantivy::Result<Vec<(TantivyDocument, usize)>> {
    let mut documents = Vec::with_capacity(2 + records.len());
    let bytes = DOCUMENT_BYTES + VALUE_BYTES * entry.prints.sample.len();
    documents.push((schema.article_document(entry).map_err(internal)?, bytes));
    if let Some(first) = records.first() {
        documents.push((schema.head_document(first, records.len() as u64, &entry.source), DOCUMENT_BYTES));
    }
    for (behind, record) in (1..).zip(records) {
        let document = schema.statement_document(record, behind, &entry.source).map_err(internal)?;
        // The text around it is in there as words, as stems and stored.
        documents.push((document, DOCUMENT_BYTES + 3 * record.context.text.len()));
    }
    Ok(documents)
}

/// What the index holds of an article, but for its statements.
fn entry_of(article: &Article, source: &str) -> ArticleEntry {
    let mut prints = prints(&article.text);
    // Few words tell nothing by themselves, but they do together with a title or with an id of their source.
    prints.words = prints.words.or_else(|| {
        let whole = format!("{}\0{}", article.id, article.text);
        Some(xxhash_rust::xxh3::xxh3_64(whole.as_bytes()))
    });
    ArticleEntry {
        id: article.id.as_str().to_owned(),
        path: article.path.clone(),
        source: source.to_owned(),
        title: article.title.clone(),
        publisher: article.publisher.clone(),
        url: article.url.clone(),
        date: article.date,
        text_hash: article.text_hash(),
        facts_hash: facts_hash(article),
        statements: 0,
        copy_of: None,
        cluster: None,
        prints,
    }
}

pub(super) fn internal(error: StoredError) -> TantivyError {
    TantivyError::from(std::io::Error::other(error))
}
