//! An index of dixit as tantivy sees it: what it holds, read by hand.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use ::tantivy::schema::{Field, Value};
use ::tantivy::{DocAddress, Index, Searcher, TantivyDocument};
use dixit::index::bench;
use dixit::statement::Record;

use crate::Outcome;

/// An index with its fields by name.
pub struct Stored {
    /// The last commit.
    pub searcher: Searcher,
    /// Statements in it.
    pub statements: u64,
    index: Index,
}

impl Stored {
    /// Opens the index at `dir`.
    pub fn open(dir: &Path) -> Outcome<Self> {
        let mut index = Index::open_in_dir(dir)?;
        index.set_tokenizers(bench::tokenizers());
        let searcher = index.reader_builder().reload_policy(::tantivy::ReloadPolicy::Manual).try_into()?.searcher();
        let mut stored = Self { searcher, statements: 0, index };
        stored.statements = stored.addresses()?.len() as u64;
        Ok(stored)
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Outcome<Field> {
        Ok(self.index.schema().get_field(name)?)
    }

    /// The field that tells statements from what else an index holds.
    pub fn sort_field(&self) -> Outcome<Field> {
        let schema = self.index.schema();
        let field =
            schema.fields().find(|(_, entry)| entry.name().starts_with("dixit-format-")).map(|(field, _)| field);
        Ok(field.ok_or("no field tells the sorts of documents apart")?)
    }

    /// The token chains by name.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Where all statements lie.
    fn addresses(&self) -> Outcome<Vec<DocAddress>> {
        use ::tantivy::collector::DocSetCollector;
        use ::tantivy::query::TermQuery;
        use ::tantivy::schema::{IndexRecordOption, Term};
        let query = TermQuery::new(Term::from_field_text(self.sort_field()?, "s"), IndexRecordOption::Basic);
        let found: HashSet<DocAddress> = self.searcher.search(&query, &DocSetCollector)?;
        let mut addresses: Vec<DocAddress> = found.into_iter().collect();
        addresses.sort_unstable();
        Ok(addresses)
    }

    /// The statement at an address.
    pub fn record(&self, address: DocAddress) -> Outcome<Record> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let bytes = document.get_first(self.field("stored")?).and_then(|value| value.as_bytes()).unwrap_or_default();
        Ok(bench::decode_record(bytes).ok_or("a stored record cannot be read")?)
    }

    /// Calls `each` with every statement, in the order of the store.
    pub fn records(&self, each: &mut dyn FnMut(Record) -> Outcome<()>) -> Outcome<()> {
        self.addresses()?.into_iter().try_for_each(|address| each(self.record(address)?))
    }

    /// Some statements, as many of each part of the index.
    pub fn sample(&self, number: usize, random: &mut fastrand::Rng) -> Outcome<Vec<Record>> {
        let mut addresses = self.addresses()?;
        random.shuffle(&mut addresses);
        addresses.truncate(number);
        addresses.sort_unstable();
        addresses.into_iter().map(|address| self.record(address)).collect()
    }

    /// The words of quotes with the number of statements that have each.
    pub fn frequencies(&self) -> Outcome<BTreeMap<String, u64>> {
        self.terms("quote", "")
    }

    /// The words of quotes that begin so.
    pub fn forms(&self, start: &str) -> Outcome<Vec<String>> {
        Ok(self.terms("quote", start)?.into_keys().collect())
    }

    /// The languages of the articles.
    pub fn languages(&self) -> Outcome<Vec<String>> {
        Ok(self.terms("lang", "")?.into_keys().collect())
    }

    fn terms(&self, field: &str, start: &str) -> Outcome<BTreeMap<String, u64>> {
        let field = self.field(field)?;
        let mut terms = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(start).into_stream()?;
            while stream.advance() {
                if !stream.key().starts_with(start.as_bytes()) {
                    break;
                }
                let word = String::from_utf8_lossy(stream.key()).into_owned();
                *terms.entry(word).or_default() += u64::from(stream.value().doc_freq);
            }
        }
        Ok(terms)
    }
}
