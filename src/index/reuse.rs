//! Statements that an earlier run found in the very same article, wherever its file lay then: they are looked up, not
//! extracted again.

use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocAddress, Searcher};

use super::analyze;
use super::documents::Documents;
use super::schema::{ARTICLE, STATEMENT, Schema};
use super::stored;
use crate::article::Article;
use crate::statement::Record;

/// A file as the index holds it.
pub(super) struct Earlier<'r> {
    pub searcher: &'r Searcher,
    pub schema: &'r Schema,
    /// Its path.
    pub source: &'r str,
}

/// Hash of all that goes into an article's statements beside its text.
pub(super) fn facts_hash(article: &Article) -> u64 {
    let date = article.date.map(|dated| format!("{} {}", dated.date, dated.source.name()));
    let facts = [
        Some(article.id.as_str()),
        article.title.as_deref(),
        article.author.as_deref(),
        article.url.as_deref(),
        article.lang.as_deref(),
        article.publisher.as_deref(),
        date.as_deref(),
    ];
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    for fact in facts {
        // A fact that is not known differs from one that is empty.
        hasher.update(&[u8::from(fact.is_some())]);
        hasher.update(fact.unwrap_or_default().as_bytes());
        hasher.update(&[0]);
    }
    hasher.digest()
}

impl Earlier<'_> {
    /// The records of `article`, when the file held an article with the same text and the same facts.
    pub(super) fn records(&self, article: &Article, facts_hash: u64) -> tantivy::Result<Option<Vec<Record>>> {
        let text_hash = article.text_hash();
        let id = Term::from_field_text(self.schema.article_id, &analyze::whole(article.id.as_str()));
        let documents = Documents::new(self.searcher, self.schema);
        for address in self.documents(ARTICLE, id)? {
            let entry = documents.read(address, stored::decode_article)?;
            // A copy has no statements of its own.
            if entry.text_hash != text_hash || entry.facts_hash != facts_hash || entry.copy_of.is_some() {
                continue;
            }
            let mut records = Vec::new();
            for address in self.documents(STATEMENT, self.schema.statements_term(&entry.path))? {
                let mut record = documents.read(address, stored::decode_record)?;
                record.article.path.clone_from(&article.path);
                records.push(record);
            }
            if records.len() as u64 == entry.statements {
                records.sort_by(|a, b| a.spans.cmp(&b.spans).then_with(|| a.id.cmp(&b.id)));
                return Ok(Some(records));
            }
        }
        Ok(None)
    }

    fn documents(&self, sort: &str, term: Term) -> tantivy::Result<Vec<DocAddress>> {
        let must = |term| -> (Occur, Box<dyn Query>) {
            (Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
        };
        let query = BooleanQuery::new(vec![
            must(term),
            must(self.schema.source_term(self.source)),
            must(self.schema.sort_term(sort)),
        ]);
        let mut found: Vec<DocAddress> = self.searcher.search(&query, &DocSetCollector)?.into_iter().collect();
        found.sort_unstable();
        Ok(found)
    }
}
