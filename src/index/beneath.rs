//! What is the same for all statements of an article is indexed once, in a document of its own before them: their head.
//! This query finds the statements whose head another one finds.
//!
//! The documents of an article are handed over together, so they stay neighbours in one segment, through all merges, and
//! they go together. It is what Lucene calls a block join.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::Schema;

/// Statements that an average article has, for estimates.
const STATEMENTS_OF_ARTICLE: u32 = 16;

/// The statements beneath the heads that a query finds, each with the score of its head.
#[derive(Debug)]
pub(crate) struct BeneathQuery {
    heads: Box<dyn Query>,
    columns: Arc<Names>,
}

/// Names of the columns that say how far a head's statements reach.
#[derive(Debug)]
struct Names {
    followers: String,
    behind: String,
}

impl BeneathQuery {
    /// What stands beneath the heads that `heads` finds.
    pub(crate) fn new(heads: Box<dyn Query>, schema: &Schema) -> Self {
        let name = |field| schema.tantivy.get_field_name(field).to_owned();
        let columns = Names { followers: name(schema.followers), behind: name(schema.behind) };
        Self { heads, columns: Arc::new(columns) }
    }
}

impl Clone for BeneathQuery {
    fn clone(&self) -> Self {
        Self { heads: self.heads.box_clone(), columns: Arc::clone(&self.columns) }
    }
}

impl Query for BeneathQuery {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(BeneathWeight { heads: self.heads.weight(enable_scoring)?, columns: Arc::clone(&self.columns) }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.heads.query_terms(visitor);
    }
}

struct BeneathWeight {
    heads: Box<dyn Weight>,
    columns: Arc<Names>,
}

impl Weight for BeneathWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let heads = self.heads.scorer(reader, boost)?;
        let column = |name: &str| reader.fast_fields().column_opt::<u64>(name);
        let (followers, behind) = (column(&self.columns.followers)?, column(&self.columns.behind)?);
        Ok(Box::new(BeneathScorer::new(heads, Reach { followers, behind, n_docs: reader.max_doc() })))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("beneath", scorer.score()))
    }
}

/// Which documents of a segment belong together.
struct Reach {
    /// For a head the number of its statements.
    followers: Option<Column<u64>>,
    /// For a statement how far behind its head it stands.
    behind: Option<Column<u64>>,
    n_docs: u32,
}

impl Reach {
    /// The end of the statements of the head `head`. Whatever a damaged column says, they lie in the segment.
    fn end(&self, head: DocId) -> DocId {
        let n = self.followers.as_ref().and_then(|column| column.first(head)).unwrap_or(0);
        let end = u64::from(head).saturating_add(1).saturating_add(n);
        u32::try_from(end).map_or(self.n_docs, |end| end.min(self.n_docs))
    }

    /// The first document that is the head of `doc` or of something behind it.
    fn head(&self, doc: DocId) -> DocId {
        let distance = self.behind.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
        u32::try_from(distance).map_or(0, |distance| doc.saturating_sub(distance))
    }
}

struct BeneathScorer {
    heads: Box<dyn Scorer>,
    reach: Reach,
    doc: DocId,
    /// The end of the statements of the head at which `heads` stands.
    end: DocId,
}

impl BeneathScorer {
    fn new(heads: Box<dyn Scorer>, reach: Reach) -> Self {
        let mut scorer = Self { heads, reach, doc: 0, end: 0 };
        scorer.enter(0);
        scorer
    }

    /// Stands at the first statement at or behind `target` of the head at which `heads` stands, or of a later one.
    fn enter(&mut self, target: DocId) -> DocId {
        loop {
            let head = self.heads.doc();
            if head == TERMINATED {
                self.doc = TERMINATED;
                return TERMINATED;
            }
            self.end = self.reach.end(head);
            self.doc = target.max(head + 1);
            if self.doc < self.end {
                return self.doc;
            }
            self.heads.advance();
        }
    }
}

impl DocSet for BeneathScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.doc += 1;
        if self.doc < self.end { self.doc } else { self.enter(self.doc) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        if target < self.end {
            self.doc = target;
            return target;
        }
        if target >= self.reach.n_docs {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        let head = self.reach.head(target);
        if self.heads.doc() < head {
            self.heads.seek(head);
        }
        self.enter(target)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.heads.size_hint().saturating_mul(STATEMENTS_OF_ARTICLE).min(self.reach.n_docs)
    }

    fn cost(&self) -> u64 {
        self.heads.cost().saturating_mul(u64::from(STATEMENTS_OF_ARTICLE))
    }
}

impl Scorer for BeneathScorer {
    fn score(&mut self) -> Score {
        self.heads.score()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::collector::DocSetCollector;
    use tantivy::query::TermQuery;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Index, TantivyDocument};

    use super::super::Field;
    use super::super::analyze::tokenizers;
    use super::*;

    /// Articles with so many statements each, of which those in `with` have heads with the word, each behind another document.
    fn index(articles: &[u64], with: &[usize]) -> (Index, Schema) {
        let schema = Schema::new();
        let index = Index::builder().schema(schema.tantivy.clone()).tokenizers(tokenizers()).create_in_ram().unwrap();
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
        for (number, followers) in articles.iter().enumerate() {
            writer.add_document(TantivyDocument::default()).unwrap();
            let mut head = TantivyDocument::default();
            head.add_u64(schema.followers, *followers);
            if with.contains(&number) {
                head.add_text(schema.field(Field::Title), "port\u{1}");
            }
            writer.add_document(head).unwrap();
            for behind in 1..=*followers {
                let mut statement = TantivyDocument::default();
                statement.add_u64(schema.behind, behind);
                writer.add_document(statement).unwrap();
            }
        }
        writer.commit().unwrap();
        (index, schema)
    }

    fn query(schema: &Schema) -> BeneathQuery {
        let term = Term::from_field_text(schema.field(Field::Title), "port");
        BeneathQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), schema)
    }

    #[test]
    fn what_stands_beneath_heads_is_found_from_any_place_on() {
        let articles = [3, 1, 0, 2, 5, 1];
        for with in [&[0, 3, 4][..], &[1, 2, 5], &[2], &[], &[0, 1, 2, 3, 4, 5]] {
            let (index, schema) = index(&articles, with);
            let mut expected = Vec::new();
            let mut doc = 0;
            for (number, followers) in articles.iter().enumerate() {
                let first = doc + 2;
                doc = first + u32::try_from(*followers).unwrap();
                expected.extend((first..doc).filter(|_| with.contains(&number)));
            }
            let searcher = index.reader().unwrap().searcher();
            let query = query(&schema);
            let mut found: Vec<u32> =
                searcher.search(&query, &DocSetCollector).unwrap().into_iter().map(|address| address.doc_id).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{with:?}");

            let weight = query.weight(EnableScoring::disabled_from_searcher(&searcher)).unwrap();
            let reader = searcher.segment_reader(0);
            for from in 0..doc {
                for target in from..=doc {
                    let mut scorer = weight.scorer(reader, 1.0).unwrap();
                    let behind = |doc| expected.iter().copied().find(|found| *found >= doc).unwrap_or(TERMINATED);
                    if scorer.doc() <= from {
                        assert_eq!(scorer.seek(from), behind(from), "{with:?} {from}");
                    }
                    if scorer.doc() <= target {
                        assert_eq!(scorer.seek(target), behind(target), "{with:?} {from} {target}");
                    }
                }
            }
        }
    }
}
