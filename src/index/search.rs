//! One snapshot of the index: what is counted, selected, looked up and read from it.

use std::path::PathBuf;
use std::sync::Arc;

use tantivy::collector::Collector;
use tantivy::query::{EnableScoring, Query as TantivyQuery};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED};

use super::collect::{Collect, Merging, SelectedHit, Selection, Unique};
use super::counting::Counting;
use super::documents::stored_bytes;
use super::inflect::Languages;
use super::open::{damaged, failure};
use super::opened::{At, LentAnalyzer, Opened};
use super::order::{Cursor, Order};
use super::schema::{ARTICLE, STATEMENT, Schema, file_name};
use super::stored::{self, StoredError};
use super::terms::{self, Among, TermMatcher, TooMany};
use super::utterances::Utterances;
use super::{ArticleEntry, ClusterId, Field, IndexError, analyze};
use crate::statement::Record;

/// The index as it was at one moment. Later commits do not change it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(super) dir: PathBuf,
    pub(super) searcher: Searcher,
    pub(super) schema: Schema,
    pub(super) opened: Arc<Opened>,
}

impl Snapshot {
    /// The fields of the index.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How many statements match.
    pub(crate) fn count(&self, query: &dyn TantivyQuery) -> Result<u64, IndexError> {
        let count = query.count(&self.searcher).map_err(|error| failure(&self.dir, "counting", error))?;
        Ok(count as u64)
    }

    /// Counts what matches, keeps the first `keep` in `order` of those behind `after`, and counts values.
    ///
    /// Segments are taken one by one, so that twice `keep` hits are in memory at most, however many segments there are.
    pub(crate) fn select(
        &self,
        query: &dyn TantivyQuery,
        order: Order,
        keep: usize,
        after: Option<&Cursor>,
        counting: &[Counting],
    ) -> Result<Selection, IndexError> {
        self.select_unique(query, order, keep, after, counting, &Unique::default())
    }

    /// As [`Snapshot::select`], with versions of one utterance taken for one as `unique` says.
    pub(crate) fn select_unique(
        &self,
        query: &dyn TantivyQuery,
        order: Order,
        keep: usize,
        after: Option<&Cursor>,
        counting: &[Counting],
        unique: &Unique,
    ) -> Result<Selection, IndexError> {
        if keep == 0 && counting.is_empty() && unique.of.is_none() {
            return Ok(Selection { total: self.count(query)?, ..Selection::default() });
        }
        // Once for all segments: numbers of values mean something among the same names alone.
        let names = counting.iter().map(|counting| match counting {
            Counting::Values(field) => self.opened.names(self.schema.shown(*field)),
            Counting::Dates => Arc::default(),
        });
        let collector = Collect {
            schema: &self.schema,
            opened: &self.opened,
            order,
            keep,
            after,
            counting,
            names: names.collect(),
            unique: unique.clone(),
        };
        self.collect(query, &collector).map_err(|error| failure(&self.dir, "searching", error))
    }

    fn collect(&self, query: &dyn TantivyQuery, collector: &Collect<'_>) -> tantivy::Result<Selection> {
        let scoring = if collector.requires_scoring() {
            EnableScoring::enabled_from_searcher(&self.searcher)
        } else {
            EnableScoring::disabled_from_searcher(&self.searcher)
        };
        let weight = query.weight(scoring)?;
        let mut merging = Merging::new(collector);
        for (ordinal, reader) in (0..).zip(self.searcher.segment_readers()) {
            merging.add(collector.collect_segment(&*weight, ordinal, reader)??);
        }
        Ok(merging.finish())
    }

    /// Reads a statement from the store.
    pub(crate) fn record(&self, hit: SelectedHit) -> Result<Record, IndexError> {
        self.stored(hit.address, stored::decode_record)
    }

    /// The statements with that id: more than one where several articles claim one id.
    pub(crate) fn statements_of_id(&self, id: &str) -> Result<Vec<Record>, IndexError> {
        let term = Term::from_field_text(self.schema.field(Field::Id), &analyze::whole(id));
        self.documents(&term)?.into_iter().map(|address| self.stored(address, stored::decode_record)).collect()
    }

    /// The terms of `field` that `matcher` stands for, in order.
    pub(crate) fn expand(
        &self,
        field: Field,
        among: Among,
        matcher: &TermMatcher,
    ) -> Result<Result<Vec<String>, TooMany>, IndexError> {
        terms::expand(&self.searcher, self.schema.term_fields(field), among, matcher)
            .map_err(|error| failure(&self.dir, "reading terms", error))
    }

    /// Whether a statement has this term.
    pub(crate) fn occurs(&self, term: &Term) -> Result<bool, IndexError> {
        terms::occurs(&self.searcher, &self.opened, term).map_err(|error| failure(&self.dir, "reading terms", error))
    }

    /// How many statements have this term; `most + 1` stands for all larger numbers.
    pub(super) fn n_with_term(&self, term: &Term, most: u64) -> Result<u64, IndexError> {
        terms::count(&self.searcher, &self.opened, term, most)
            .map_err(|error| failure(&self.dir, "reading terms", error))
    }

    /// The languages in which words of its statements may be stemmed.
    pub(crate) fn languages(&self) -> Result<Arc<Languages>, IndexError> {
        self.opened
            .languages(&self.searcher, self.schema.field(Field::Lang))
            .map_err(|error| failure(&self.dir, "reading terms", error))
    }

    /// Whether some statement has a date that is less precise than a day.
    pub(crate) fn has_imprecise_dates(&self) -> Result<bool, IndexError> {
        for (ordinal, reader) in (0..).zip(self.searcher.segment_readers()) {
            let ends = self.opened.signed(At { ordinal, reader }, self.schema.date_end);
            if ends.map_err(|error| failure(&self.dir, "reading a column", error))?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An analyzer for the words of its statements.
    pub(crate) fn analyzer(&self) -> LentAnalyzer {
        self.opened.analyzer()
    }

    /// The articles with that id, or at that path with or without its leading folders, or in that file.
    pub(super) fn articles(&self, key: &str) -> Result<Vec<ArticleEntry>, IndexError> {
        let by_id = Term::from_field_text(self.schema.article_id, &analyze::whole(key));
        let without_number = key.rsplit_once('#').map_or(key, |(path, _)| path);
        // The file is what stands before the member of an archive; file names may hold such marks too.
        let archives = key.match_indices('!').map(|(at, _)| &key[..at]);
        let by_file: Vec<Term> = [key, without_number]
            .into_iter()
            .chain(archives)
            .map(|path| Term::from_field_text(self.schema.file_name, file_name(path)))
            .collect();
        let mut addresses: Vec<DocAddress> = Vec::new();
        for term in std::iter::once(&by_id).chain(&by_file) {
            addresses.extend(self.documents(term)?);
        }
        addresses.sort_unstable();
        addresses.dedup();
        let mut entries = Vec::new();
        for address in addresses {
            let entry: ArticleEntry = self.stored(address, stored::decode_article)?;
            if entry.id == key || is_path_end(&entry.path, key) || is_path_end(&entry.source, key) {
                entries.push(entry);
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    /// The paths of the copies of the article at `path`, sorted.
    pub(crate) fn copies(&self, path: &str) -> Result<Vec<String>, IndexError> {
        let copies = self.entries(&self.schema.copies_term(path))?.into_iter();
        // The term is a hash.
        let mut paths: Vec<String> =
            copies.filter(|entry| entry.copy_of.as_deref() == Some(path)).map(|entry| entry.path).collect();
        paths.sort();
        Ok(paths)
    }

    /// The articles that carry a story, sorted by date, those without one last, then by path.
    pub(super) fn cluster(&self, cluster: ClusterId) -> Result<Vec<ArticleEntry>, IndexError> {
        let mut entries = self.entries(&self.schema.cluster_term(cluster))?;
        let day = |entry: &ArticleEntry| entry.date.map(|dated| (dated.date.first_day(), dated.date.second_of_day()));
        entries.sort_by(|a, b| (day(a).is_none(), day(a), &a.path).cmp(&(day(b).is_none(), day(b), &b.path)));
        Ok(entries)
    }

    /// The utterances that have several versions.
    pub(crate) fn utterances(&self) -> Result<Utterances, IndexError> {
        Utterances::load(&self.searcher, &self.schema).map_err(|error| failure(&self.dir, "reading utterances", error))
    }

    fn entries(&self, term: &Term) -> Result<Vec<ArticleEntry>, IndexError> {
        self.documents(term)?.into_iter().map(|address| self.stored(address, stored::decode_article)).collect()
    }

    /// How many statements there are.
    pub(crate) fn n_statements(&self) -> Result<u64, IndexError> {
        self.n_documents(STATEMENT)
    }

    /// How many documents of that sort there are.
    pub(super) fn n_documents(&self, sort: &str) -> Result<u64, IndexError> {
        let query =
            tantivy::query::TermQuery::new(Term::from_field_text(self.schema.doc, sort), IndexRecordOption::Basic);
        self.count(&query)
    }

    /// Calls `each` with the first and last day of every article that has a date.
    pub(super) fn article_days(&self, each: &mut dyn FnMut(i64, i64)) -> Result<(), IndexError> {
        let term = Term::from_field_text(self.schema.doc, ARTICLE);
        for (ordinal, reader) in (0u32..).zip(self.searcher.segment_readers()) {
            let columns = reader.fast_fields();
            let name = |field| self.schema.tantivy.get_field_name(field);
            let column = |field| {
                columns.column_opt::<i64>(name(field)).map_err(|error| failure(&self.dir, "reading a column", error))
            };
            let (Some(first), Some(last)) = (column(self.schema.first_day)?, column(self.schema.last_day)?) else {
                continue;
            };
            for address in self.segment_documents(ordinal, &term)? {
                if let (Some(first), Some(last)) = (first.first(address.doc_id), last.first(address.doc_id)) {
                    each(first, last);
                }
            }
        }
        Ok(())
    }

    pub(super) fn documents(&self, term: &Term) -> Result<Vec<DocAddress>, IndexError> {
        let mut addresses = Vec::new();
        for (ordinal, _) in (0u32..).zip(self.searcher.segment_readers()) {
            addresses.extend(self.segment_documents(ordinal, term)?);
        }
        Ok(addresses)
    }

    pub(super) fn segment_documents(&self, ordinal: u32, term: &Term) -> Result<Vec<DocAddress>, IndexError> {
        let reader = self.searcher.segment_reader(ordinal);
        let postings = self
            .opened
            .terms(At { ordinal, reader }, term.field())
            .and_then(|terms| match terms {
                Some(terms) => Ok(terms.read_postings(term, IndexRecordOption::Basic)?),
                None => Ok(None),
            })
            .map_err(|error| failure(&self.dir, "looking up", error))?;
        let Some(mut postings) = postings else { return Ok(Vec::new()) };
        let mut addresses = Vec::new();
        while postings.doc() != TERMINATED {
            if !reader.is_deleted(postings.doc()) {
                addresses.push(DocAddress::new(ordinal, postings.doc()));
            }
            postings.advance();
        }
        Ok(addresses)
    }

    pub(super) fn stored<T>(
        &self,
        address: DocAddress,
        decode: fn(&[u8]) -> Result<T, StoredError>,
    ) -> Result<T, IndexError> {
        let bytes = self
            .opened
            .store(&self.searcher, address.segment_ord)
            .and_then(|store| stored_bytes(&store, address.doc_id, self.schema.stored))
            .map_err(|error| failure(&self.dir, "reading a record", error))?;
        decode(&bytes).map_err(|error| damaged(&self.dir, None, error.to_string()))
    }
}

/// Whether `key` is `path` or its end from some folder on.
fn is_path_end(path: &str, key: &str) -> bool {
    let key = key.strip_prefix("./").unwrap_or(key);
    path.strip_suffix(key).is_some_and(|head| !key.is_empty() && (head.is_empty() || head.ends_with(['/', '\\'])))
}

#[cfg(test)]
mod tests {
    use super::is_path_end;

    #[test]
    fn a_path_may_lack_leading_folders_but_not_half_a_name() {
        assert!(is_path_end("/news/2024/a.txt", "/news/2024/a.txt"));
        assert!(is_path_end("/news/2024/a.txt", "2024/a.txt"));
        assert!(is_path_end("/news/2024/a.txt", "./a.txt"));
        assert!(!is_path_end("/news/2024/a.txt", ".txt"));
        assert!(!is_path_end("/news/2024/a.txt", ""));
    }
}
