//! After the articles have their places: statements that are one utterance, wherever it was carried, get its name.
//!
//! As with articles, the result is told by rules that look at nothing but the statements, so it does not depend on how
//! the index came to hold them; only blocks (a speaker in a language) in which a statement has come, gone or changed are
//! looked at, and only articles with a statement whose utterance has changed are written.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, Searcher, TantivyDocument, TantivyError};

use super::inflect::Inflector;
use super::intake::Intake;
use super::near::{Known, groups};
use super::sayings::{Saying, changed_blocks, n_sayings, sayings, utterance_of};
use super::schema::{Schema, path_hash};
use super::settled::Before;
use super::stored::{self, StoredError};
use super::wording::Wording;
use crate::statement::Record;

/// Statements whose columns are in memory at once: all of a block are, and blocks are put together up to this number.
const SAYINGS_AT_ONCE: usize = 400_000;

/// Wordings that are remembered while pairs are told.
const WORDINGS_AT_ONCE: usize = 20_000;

/// Articles that are written between two moments at which memory may be given back.
const ARTICLES_AT_ONCE: usize = 200;

/// Gives every statement of `searcher`, all of which are committed, its utterance. What was told of statements in
/// `before`, an earlier commit in which all had theirs, is not told again where nothing in their block has changed.
/// Says whether anything was written.
pub(super) fn settle_utterances(
    intake: &Intake<'_>,
    searcher: &Searcher,
    before: Option<&Searcher>,
) -> tantivy::Result<bool> {
    let schema = intake.schema;
    let blocks = changed_blocks(searcher, before, schema)?;
    if blocks.as_ref().is_some_and(HashSet::is_empty) {
        return Ok(false);
    }
    let mut wordings = Wordings { searcher, schema, inflector: Inflector::default(), known: HashMap::new() };
    let mut changed: BTreeMap<DocAddress, Option<u64>> = BTreeMap::new();
    let n_parts = (n_sayings(searcher, schema)?.max(1)).div_ceil(SAYINGS_AT_ONCE) as u64;
    for part in 0..n_parts {
        let wanted =
            |block: u64| block % n_parts == part && blocks.as_ref().is_none_or(|blocks| blocks.contains(&block));
        let old = before.map(|before| sayings(before, schema, &wanted)).transpose()?.map(|rows| Before::new(&rows));
        let rows = sayings(searcher, schema, &wanted)?;
        let told = told(&rows, old.as_ref(), &mut wordings)?;
        for (row, utterance) in rows.iter().zip(told).filter(|(row, utterance)| row.utterance != *utterance) {
            changed.insert(row.address, utterance);
        }
        wordings.known.clear();
    }
    write(intake, searcher, &changed)?;
    Ok(!changed.is_empty())
}

/// For each row the utterance that it and others are versions of.
fn told(rows: &[Saying], before: Option<&Before>, wordings: &mut Wordings<'_>) -> tantivy::Result<Vec<Option<u64>>> {
    let keys: Vec<&[u32]> = rows.iter().map(|row| row.keys.as_slice()).collect();
    let known = match before {
        Some(before) => before.known(rows, &vec![false; rows.len()]),
        None => Known::nothing(rows.len()),
    };
    let first = groups(&keys, &known, |one, other| {
        if rows[one].block != rows[other].block {
            return Ok(false);
        }
        wordings.are_one_utterance(rows[one].address, rows[other].address)
    })?;
    // The smallest id of all versions names the utterance: it stays when others come.
    let mut names: HashMap<usize, (u64, u32)> = HashMap::new();
    for (row, first) in rows.iter().zip(&first) {
        let (name, n) = names.entry(*first).or_insert((row.id, 0));
        *name = row.id.min(*name);
        *n += 1;
    }
    Ok(first.iter().map(|first| names.get(first).filter(|(_, n)| *n > 1).map(|(name, _)| *name)).collect())
}

/// The wordings of statements, read from the store when they are compared.
struct Wordings<'s> {
    searcher: &'s Searcher,
    schema: &'s Schema,
    inflector: Inflector,
    known: HashMap<DocAddress, Wording>,
}

impl Wordings<'_> {
    fn are_one_utterance(&mut self, one: DocAddress, other: DocAddress) -> tantivy::Result<bool> {
        if self.known.len() >= WORDINGS_AT_ONCE {
            self.known.clear();
        }
        self.know(one)?;
        self.know(other)?;
        Ok(match (self.known.get(&one), self.known.get(&other)) {
            (Some(one), Some(other)) => one.is_one_utterance(other),
            _ => false,
        })
    }

    fn know(&mut self, address: DocAddress) -> tantivy::Result<()> {
        if !self.known.contains_key(&address) {
            let record = stored_at(self.searcher, self.schema, address, stored::decode_record)?;
            self.known.insert(address, Wording::of(&record, &mut self.inflector));
        }
        Ok(())
    }
}

/// Writes the articles anew that hold a statement at one of the addresses, with its other utterance.
fn write(intake: &Intake<'_>, searcher: &Searcher, changed: &BTreeMap<DocAddress, Option<u64>>) -> tantivy::Result<()> {
    let schema = intake.schema;
    let mut written: HashSet<u64> = HashSet::new();
    let mut changes = intake.writing.file();
    // Statements of one article stand beside each other, so the one before is mostly of the same.
    for address in changed.keys() {
        let record: Record = stored_at(searcher, schema, *address, stored::decode_record)?;
        let path = record.article.path;
        if !written.insert(path_hash(&path)) {
            continue;
        }
        let documents = |term| -> tantivy::Result<Vec<DocAddress>> {
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            let mut found: Vec<DocAddress> = searcher.search(&query, &DocSetCollector)?.into_iter().collect();
            found.sort_unstable();
            Ok(found)
        };
        let Some(article) = documents(schema.article_term(&path))?.first().copied() else { continue };
        let source = stored_at(searcher, schema, article, stored::decode_article)?.source;
        changes.delete(schema.statements_term(&path));
        for address in documents(schema.statements_term(&path))? {
            let record: Record = stored_at(searcher, schema, address, stored::decode_record)?;
            let utterance = match changed.get(&address) {
                Some(utterance) => *utterance,
                None => utterance_of(searcher, schema, address)?,
            };
            intake.add_statement(&mut changes, &record, &source, utterance)?;
        }
        if written.len() % ARTICLES_AT_ONCE == 0 {
            std::mem::replace(&mut changes, intake.writing.file()).finish()?;
        }
    }
    changes.finish()
}

fn stored_at<T>(
    searcher: &Searcher,
    schema: &Schema,
    address: DocAddress,
    decode: fn(&[u8]) -> Result<T, StoredError>,
) -> tantivy::Result<T> {
    let document: TantivyDocument = searcher.doc(address)?;
    let bytes = document.get_first(schema.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
    decode(bytes).map_err(|error| TantivyError::InternalError(error.to_string()))
}
