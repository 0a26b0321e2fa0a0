//! Who belongs to whom: what was counted in all segments, put together and compared. Files, articles and statements are
//! known by hashes of their paths; those that something is wrong with are looked up for their names.

use std::collections::HashMap;

use tantivy::DocAddress;

use super::super::open::failure;
use super::super::schema::path_hash;
use super::super::stored::{decode_article, decode_record};
use super::super::utterances::Utterances;
use super::super::writing::State;
use super::super::{ArticleEntry, IndexError, Snapshot};
use super::Content;
use super::fault::{FaultKind, Faults};
use super::segment::place_of;

/// A file, as its row and its articles tell of it.
#[derive(Debug, Default)]
struct FileTally {
    rows: u64,
    /// How many articles it says to have.
    said: u64,
    articles: u64,
    /// An article of it.
    article: Option<DocAddress>,
    row: Option<DocAddress>,
}

/// An article, as it and its statements tell of it.
#[derive(Debug, Default)]
struct ArticleTally {
    rows: u64,
    /// How many statements it says to have.
    said: u64,
    statements: u64,
    /// Hash of its file.
    source: u64,
    /// Hash of the file that the first of its statements says to come from.
    source_of_statements: Option<u64>,
    /// Whether others say something else.
    is_of_several: bool,
    /// The article of which it is a copy.
    copy_of: Option<u64>,
    cluster: Option<u64>,
    address: Option<DocAddress>,
    /// A statement of it.
    statement: Option<DocAddress>,
}

impl FileTally {
    fn check(&self, names: &Names<'_>, faults: &Faults) -> Result<(), IndexError> {
        if self.rows == 0 {
            let (path, source) = names.article(self.article)?;
            let message = match self.articles {
                1 => format!("its file `{source}` is not in the list of files"),
                n => format!("its file `{source}`, which has {n} articles, is not in the list of files"),
            };
            faults.add(FaultKind::Orphan, path, message);
        } else if self.rows > 1 {
            faults.add(FaultKind::Twice, names.file(self)?, format!("has {} rows in the list of files", self.rows));
        } else if self.said != self.articles {
            let message = format!("says to have {} articles, {} are there", self.said, self.articles);
            faults.add(FaultKind::Count, names.file(self)?, message);
        }
        Ok(())
    }
}

impl ArticleTally {
    fn check(&self, names: &Names<'_>, faults: &Faults) -> Result<(), IndexError> {
        if self.rows == 0 {
            let message = match self.statements {
                1 => "its article is not there".to_owned(),
                n => format!("its article, which has {n} statements, is not there"),
            };
            faults.add(FaultKind::Orphan, names.statement(self.statement)?, message);
            return Ok(());
        }
        let add = |kind, message: String| -> Result<(), IndexError> {
            faults.add(kind, names.article(self.address)?.0, message);
            Ok(())
        };
        if self.rows > 1 {
            add(FaultKind::Twice, format!("is there {} times", self.rows))?;
        } else if self.said != self.statements {
            let message = format!("says to have {} statements, {} are there", self.said, self.statements);
            add(FaultKind::Count, message)?;
        }
        if self.is_of_several || self.source_of_statements.is_some_and(|source| source != self.source) {
            add(FaultKind::Terms, "terms of its statements name another file than its own".to_owned())?;
        }
        Ok(())
    }
}

/// What there is in some segments.
#[derive(Debug, Default)]
pub(super) struct Tally {
    files: HashMap<u64, FileTally>,
    articles: HashMap<u64, ArticleTally>,
    /// Ids of statements that are said to be versions of an utterance, and how many have each: two articles may claim one.
    pub(super) versions: HashMap<u64, u64>,
    /// Utterances.
    pub(super) utterances: u64,
    /// Versions that utterances say to have.
    pub(super) n_members: u64,
}

impl Tally {
    pub(super) fn add_file(&mut self, path: u64, articles: u64, address: DocAddress) {
        let file = self.files.entry(path).or_default();
        file.rows += 1;
        file.said += articles;
        file.row = Some(address);
    }

    pub(super) fn add_article(&mut self, entry: &ArticleEntry, source: u64, address: DocAddress) {
        let file = self.files.entry(source).or_default();
        file.articles += 1;
        file.article = Some(address);
        let article = self.articles.entry(path_hash(&entry.path)).or_default();
        article.rows += 1;
        article.said += entry.statements;
        article.source = source;
        article.copy_of = entry.copy_of.as_deref().map(path_hash);
        article.cluster = entry.cluster.map(|cluster| cluster.0);
        article.address = Some(address);
    }

    pub(super) fn add_statement(&mut self, article: &str, source: u64, address: DocAddress) {
        let article = self.articles.entry(path_hash(article)).or_default();
        article.statements += 1;
        article.is_of_several |= *article.source_of_statements.get_or_insert(source) != source;
        article.statement = Some(address);
    }

    /// What another segment has.
    pub(super) fn add(&mut self, other: Self) {
        for (path, other) in other.files {
            let file = self.files.entry(path).or_default();
            file.rows += other.rows;
            file.said += other.said;
            file.articles += other.articles;
            file.article = file.article.or(other.article);
            file.row = file.row.or(other.row);
        }
        for (path, other) in other.articles {
            let article = self.articles.entry(path).or_default();
            if other.rows > 0 {
                (article.source, article.copy_of, article.cluster) = (other.source, other.copy_of, other.cluster);
            }
            article.rows += other.rows;
            article.said += other.said;
            article.statements += other.statements;
            article.is_of_several |= other.is_of_several
                || matches!((article.source_of_statements, other.source_of_statements), (Some(a), Some(b)) if a != b);
            article.source_of_statements = article.source_of_statements.or(other.source_of_statements);
            article.address = article.address.or(other.address);
            article.statement = article.statement.or(other.statement);
        }
        for (id, n) in other.versions {
            *self.versions.entry(id).or_default() += n;
        }
        self.utterances += other.utterances;
        self.n_members += other.n_members;
    }

    /// How much there is.
    pub(super) fn content(&self) -> Content {
        Content {
            sources: self.files.values().map(|file| file.rows).sum(),
            articles: self.articles.values().map(|article| article.rows).sum(),
            statements: self.articles.values().map(|article| article.statements).sum(),
            utterances: self.utterances,
            segments: 0,
        }
    }

    /// Compares what all segments have.
    pub(super) fn check(
        &self,
        snapshot: &Snapshot,
        state: State,
        utterances: &Utterances,
        faults: &Faults,
    ) -> Result<(), IndexError> {
        let names = Names(snapshot);
        for file in self.files.values() {
            file.check(&names, faults)?;
        }
        for article in self.articles.values() {
            article.check(&names, faults)?;
        }
        // In between, they are those of an earlier state.
        if state == State::Settled {
            self.check_relations(&names, faults)?;
            self.check_utterances(utterances, faults);
        }
        Ok(())
    }

    fn check_relations(&self, names: &Names<'_>, faults: &Faults) -> Result<(), IndexError> {
        let mut stories: HashMap<u64, u64> = HashMap::new();
        for cluster in self.articles.values().filter_map(|article| article.cluster) {
            *stories.entry(cluster).or_default() += 1;
        }
        for article in self.articles.values() {
            let add = |message: &str| -> Result<(), IndexError> {
                faults.add(FaultKind::Relation, names.article(article.address)?.0, message);
                Ok(())
            };
            if let Some(original) = article.copy_of {
                match self.articles.get(&original) {
                    None => add("is a copy of an article that is not there")?,
                    Some(original) if original.copy_of.is_some() => add("is a copy of a copy")?,
                    Some(_) if article.statements > 0 => add("is a copy and has statements of its own")?,
                    Some(_) => {}
                }
            }
            if article.cluster.is_some_and(|cluster| stories.get(&cluster) == Some(&1)) {
                add("is said to carry a story with others, of which there are none")?;
            }
        }
        Ok(())
    }

    fn check_utterances(&self, utterances: &Utterances, faults: &Faults) {
        let mut n_versions: HashMap<u64, u64> = HashMap::new();
        for (id, utterance) in utterances.all() {
            let n = self.versions.get(&id).copied().unwrap_or_default();
            *n_versions.entry(utterance).or_default() += n;
            if n == 0 {
                let message = format!("has the version {id:016x}, which is not there");
                faults.add(FaultKind::Relation, format!("utterance {utterance:016x}"), message);
            }
        }
        for (utterance, _) in n_versions.into_iter().filter(|(_, n)| *n == 1) {
            faults.add(FaultKind::Relation, format!("utterance {utterance:016x}"), "has one version");
        }
        let n_told = utterances.all().count() as u64;
        if n_told != self.n_members || utterances.len() as u64 != self.utterances {
            let message = format!("{n_told} statements are versions of several, or of utterances that are there twice");
            faults.add(FaultKind::Twice, "utterances", message);
        }
    }
}

/// The names of what something is wrong with.
struct Names<'s>(&'s Snapshot);

impl Names<'_> {
    /// The path of an article, and of its file.
    fn article(&self, address: Option<DocAddress>) -> Result<(String, String), IndexError> {
        let Some(address) = address else { return Ok(Default::default()) };
        let entry = self.0.stored(address, decode_article)?;
        Ok((entry.path, entry.source))
    }

    fn statement(&self, address: Option<DocAddress>) -> Result<String, IndexError> {
        let Some(address) = address else { return Ok(String::new()) };
        let record = self.0.stored(address, decode_record)?;
        Ok(place_of(&record.id, &record.article.path))
    }

    fn file(&self, file: &FileTally) -> Result<String, IndexError> {
        let Some(row) = file.row else { return Ok(String::new()) };
        let reader = self.0.searcher.segment_reader(row.segment_ord);
        let name = self.0.schema.tantivy.get_field_name(self.0.schema.file);
        let mut path = String::new();
        let read = reader.fast_fields().str(name).and_then(|paths| {
            if let Some((paths, ordinal)) =
                paths.and_then(|paths| Some((paths.clone(), paths.term_ords(row.doc_id).next()?)))
            {
                paths.ord_to_str(ordinal, &mut path)?;
            }
            Ok(path)
        });
        read.map_err(|error| failure(&self.0.dir, "reading the list of files", error))
    }
}
