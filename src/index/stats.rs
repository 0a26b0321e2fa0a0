//! Size and health of an index: how much it holds, and from when to when.

use std::io::ErrorKind;

use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

use super::counting::Counting;
use super::open::{failure, storage};
use super::order::Order;
use super::schema::{ARTICLE, FILE, FORMAT, STATEMENT, day_of_number};
use super::{Field, FieldType, Index, IndexError, Stats, settle};

/// Measures `index`.
pub(super) fn stats(index: &Index) -> Result<Stats, IndexError> {
    let snapshot = index.snapshot();
    let articles = snapshot.n_documents(ARTICLE)?;
    let mut dated_articles = 0;
    let mut days: Option<(i64, i64)> = None;
    snapshot.article_days(&mut |first, last| {
        dated_articles += 1;
        days = Some(days.map_or((first, last), |(from, to)| (from.min(first), to.max(last))));
    })?;
    let counted: Vec<Field> =
        Field::all().filter(|field| field.is_facet() && field.kind() != FieldType::Date).collect();
    let counting: Vec<Counting> = counted.iter().map(|field| Counting::Values(*field)).collect();
    let everything = TermQuery::new(snapshot.schema().statement_term(), IndexRecordOption::Basic);
    let selection = snapshot.select(&everything, Order::Newest, 0, None, &counting)?;
    let distinct = counted.into_iter().zip(selection.counts.iter().map(|counts| counts.n_values() as u64)).collect();
    let (duplicates, clusters) = settle::counts(&snapshot.searcher, &snapshot.schema)
        .map_err(|error| failure(&index.dir, "reading columns", error))?;
    Ok(Stats {
        files: snapshot.n_documents(FILE)?,
        articles,
        duplicates,
        clusters,
        statements: snapshot.n_documents(STATEMENT)?,
        utterances: snapshot.utterances()?.len() as u64,
        bytes: bytes_on_disk(index)?,
        segments: snapshot.searcher.segment_readers().len() as u64,
        format: FORMAT,
        days: days.and_then(|(from, to)| Some((day_of_number(from)?, day_of_number(to)?))),
        undated_articles: articles - dated_articles,
        distinct,
    })
}

/// Bytes of the files that belong to the index. What is gone takes none: a file that a merge removes meanwhile, and the whole
/// folder, below one who goes on with what was opened before.
fn bytes_on_disk(index: &Index) -> Result<u64, IndexError> {
    let mut bytes = 0;
    let entries = match std::fs::read_dir(&index.dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        listed => listed.map_err(|error| storage(&index.dir, "listing the folder", error))?,
    };
    for entry in entries {
        let entry = entry.map_err(|error| storage(&index.dir, "listing the folder", error))?;
        bytes += entry.metadata().map_or(0, |metadata| if metadata.is_file() { metadata.len() } else { 0 });
    }
    Ok(bytes)
}
