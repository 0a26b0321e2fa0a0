//! After the files of a run are in: articles that are one become one, and stories that several carry are linked.
//!
//! Both are told anew from all articles of the index whenever any has changed, by rules that look at nothing but the
//! articles. So the result is that of a first run over the same files, however the index came to hold them. What is
//! compared lies in columns; only articles that may be copies or relatives of others are read from the store, and only
//! those whose place has changed are written.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use tantivy::columnar::Column;
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, SegmentReader, TantivyDocument, TantivyError};

use super::duplicates::copies;
use super::intake::{Intake, Restored, lock};
use super::near::{groups, is_one_story};
use super::schema::Schema;
use super::stored;
use super::{ArticleEntry, ClusterId};

/// What an article is among the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Place {
    /// The path of the article whose copy it is.
    copy_of: Option<String>,
    /// The story that it and others carry.
    cluster: Option<ClusterId>,
}

/// What was put right.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Whether every article has the place it should have; `false` when a file could not be read for it, which the next
    /// run tries again.
    pub is_whole: bool,
    /// Copies among the articles of the index.
    pub copies: u64,
    /// For each file, the statements that came in and that went.
    pub statements: HashMap<String, (u64, u64)>,
}

/// Gives every article of `searcher`, all of which are committed, the place it should have.
pub(super) fn settle(intake: &Intake<'_>, searcher: &Searcher, threads: usize) -> tantivy::Result<Settled> {
    let mut settled = Settled { is_whole: true, ..Settled::default() };
    // Articles that are no copies any more and have no statements, by their file.
    let mut wanted: BTreeMap<String, HashMap<String, ArticleEntry>> = BTreeMap::new();
    let mut changes = intake.writing.file();
    settled.copies = misplaced(searcher, intake.schema, &mut |mut entry, place| {
        let was_copy = entry.copy_of.is_some();
        entry.cluster = place.cluster;
        if was_copy && place.copy_of.is_none() {
            entry.copy_of = None;
            wanted.entry(entry.source.clone()).or_default().insert(entry.path.clone(), entry);
            return Ok(());
        }
        if !was_copy && place.copy_of.is_some() {
            changes.delete(intake.schema.statements_term(&entry.path));
            settled.statements.entry(entry.source.clone()).or_default().1 += entry.statements;
            entry.statements = 0;
        }
        entry.copy_of = place.copy_of;
        changes.delete(intake.schema.article_term(&entry.path));
        intake.add_article(&mut changes, &entry, &[])
    })?;
    changes.finish()?;

    let files: Mutex<Vec<(String, HashMap<String, ArticleEntry>)>> = Mutex::new(wanted.into_iter().collect());
    let outcomes: Mutex<Vec<tantivy::Result<(String, Restored)>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some((source, articles)) = lock(&files).pop() else { break };
                    let restored = intake.restore(&source, articles).map(|restored| (source, restored));
                    lock(&outcomes).push(restored);
                }
            });
        }
    });
    for outcome in outcomes.into_inner().unwrap_or_else(PoisonError::into_inner) {
        let (source, restored) = outcome?;
        settled.is_whole &= restored.is_whole;
        settled.statements.entry(source).or_default().0 += restored.statements;
    }
    Ok(settled)
}

/// An article in the columns.
struct Row {
    address: DocAddress,
    /// Hash of its id and its text, then of its path: an order that has nothing to do with when it came.
    order: (u64, u64),
    /// Hash of its words; `None` when there are too few to tell.
    words: Option<u64>,
    /// Hash of the path of the article whose copy it is said to be.
    copy_of: Option<u64>,
    cluster: Option<u64>,
    keys: Vec<u32>,
}

/// Hands the articles of `searcher` whose place is not the one they should have to `each`, with that place. Says how
/// many of all are copies.
fn misplaced(
    searcher: &Searcher,
    schema: &Schema,
    each: &mut dyn FnMut(ArticleEntry, Place) -> tantivy::Result<()>,
) -> tantivy::Result<u64> {
    let mut rows = Vec::new();
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        read_rows(ordinal, reader, schema, &mut rows)?;
    }
    rows.sort_unstable_by_key(|row: &Row| row.order);
    let store = Store { searcher, schema };
    let copy_of = kept(&rows, &store)?;
    let clusters = clusters(&rows, &copy_of, &store)?;
    for (number, row) in rows.iter().enumerate() {
        let kept = copy_of[number].map(|kept| &rows[kept]);
        if row.copy_of == kept.map(|kept| kept.order.1) && row.cluster == clusters[number] {
            continue;
        }
        let copy_of = kept.map(|kept| Ok::<_, TantivyError>(store.entry(kept)?.path)).transpose()?;
        each(store.entry(row)?, Place { copy_of, cluster: clusters[number].map(ClusterId) })?;
    }
    Ok(copy_of.iter().flatten().count() as u64)
}

/// For each row the number of the one whose copy it is.
fn kept(rows: &[Row], store: &Store<'_>) -> tantivy::Result<Vec<Option<usize>>> {
    let mut by_words: Vec<(u64, usize)> =
        rows.iter().enumerate().filter_map(|(number, row)| Some((row.words?, number))).collect();
    by_words.sort_unstable();
    let mut kept = vec![None; rows.len()];
    for same in by_words.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
        let entries =
            same.iter().map(|(_, number)| store.entry(&rows[*number])).collect::<tantivy::Result<Vec<_>>>()?;
        for ((_, number), copy_of) in same.iter().zip(copies(&entries)) {
            kept[*number] = copy_of.map(|copy_of| same[copy_of].1);
        }
    }
    Ok(kept)
}

/// For each row the story that it and others carry; copies carry none beside their original.
fn clusters(rows: &[Row], copy_of: &[Option<usize>], store: &Store<'_>) -> tantivy::Result<Vec<Option<u64>>> {
    let none = Vec::new();
    let keys: Vec<&[u32]> = rows
        .iter()
        .zip(copy_of)
        .map(|(row, copy_of)| if copy_of.is_some() { none.as_slice() } else { row.keys.as_slice() })
        .collect();
    let mut held: Option<(usize, ArticleEntry)> = None;
    let first = groups(&keys, |one, other| {
        // Pairs come in the order of the first: it is read once for all of them.
        let a = match held.take() {
            Some((number, entry)) if number == one => entry,
            _ => store.entry(&rows[one])?,
        };
        let b = store.entry(&rows[other])?;
        let is_one_site = a.publisher.is_none() || b.publisher.is_none() || a.publisher == b.publisher;
        let related = is_one_story(&a.prints, &b.prints, is_one_site);
        held = Some((one, a));
        Ok::<_, TantivyError>(related)
    })?;
    let mut sizes = vec![0u32; rows.len()];
    for first in &first {
        sizes[*first] += 1;
    }
    Ok(first.iter().map(|first| (sizes[*first] > 1).then_some(rows[*first].order.0)).collect())
}

fn read_rows(ordinal: u32, reader: &SegmentReader, schema: &Schema, rows: &mut Vec<Row>) -> tantivy::Result<()> {
    let columns = reader.fast_fields();
    let column =
        |field| -> tantivy::Result<Option<Column<u64>>> { columns.column_opt(schema.tantivy.get_field_name(field)) };
    let (Some(key), Some(place)) = (column(schema.story_key)?, column(schema.path_hash)?) else { return Ok(()) };
    let (words, copy_of, cluster, keys) =
        (column(schema.words)?, column(schema.copy_of)?, column(schema.cluster)?, column(schema.shingles)?);
    let value = |column: &Option<Column<u64>>, doc| column.as_ref().and_then(|column| column.first(doc));
    for doc in reader.doc_ids_alive() {
        // Only articles have such a key.
        let Some(own) = key.first(doc) else { continue };
        let keys = keys.iter().flat_map(|column| column.values_for_doc(doc));
        rows.push(Row {
            address: DocAddress::new(ordinal, doc),
            order: (own, place.first(doc).unwrap_or_default()),
            words: value(&words, doc),
            copy_of: value(&copy_of, doc),
            cluster: value(&cluster, doc),
            keys: keys.filter_map(|key| u32::try_from(key).ok()).collect(),
        });
    }
    Ok(())
}

/// How many articles are copies of others, and how many stories several of them carry.
pub(super) fn counts(searcher: &Searcher, schema: &Schema) -> tantivy::Result<(u64, u64)> {
    let (mut copies, mut clusters) = (0, HashSet::new());
    for reader in searcher.segment_readers() {
        let values = |field| -> tantivy::Result<Vec<u64>> {
            let column: Option<Column<u64>> = reader.fast_fields().column_opt(schema.tantivy.get_field_name(field))?;
            Ok(reader.doc_ids_alive().filter_map(|doc| column.as_ref()?.first(doc)).collect())
        };
        copies += values(schema.copy_of)?.len() as u64;
        clusters.extend(values(schema.cluster)?);
    }
    Ok((copies, clusters.len() as u64))
}

/// The articles as they are stored.
struct Store<'s> {
    searcher: &'s Searcher,
    schema: &'s Schema,
}

impl Store<'_> {
    fn entry(&self, row: &Row) -> tantivy::Result<ArticleEntry> {
        let document: TantivyDocument = self.searcher.doc(row.address)?;
        let bytes = document.get_first(self.schema.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
        stored::decode_article(bytes).map_err(|error| TantivyError::InternalError(error.to_string()))
    }
}
