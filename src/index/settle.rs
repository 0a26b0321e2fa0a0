//! After the files of a run are in: articles that are one become one, and stories that several carry are linked.
//!
//! Both are told anew from all articles of the index whenever any has changed, by rules that look at nothing but the
//! articles. So the result is that of a first run over the same files, however the index came to hold them. What is
//! compared lies in columns; only articles that may be copies or relatives of others are read from the store, and only
//! those whose place has changed are written.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::columnar::Column;
use tantivy::{Searcher, TantivyError};

use super::documents::Documents;
use super::duplicates::copies;
use super::grouping::{Known, groups, sizes};
use super::intake::Intake;
use super::near::{Prints, is_one_story};
use super::rows::{AllPrints, Row, Stored, rows};
use super::schema::Schema;
use super::settled::Before;
use super::stored;
use super::{ArticleEntry, ClusterId};
use crate::crew::share;

/// Articles that get another place between two moments at which memory may be given back.
const CHANGED_AT_ONCE: usize = 500;

/// An article whose place among the others is not the one it should have.
struct Misplaced {
    article: Stored,
    /// The article whose copy it is.
    original: Option<Stored>,
    /// The story that it and others carry.
    cluster: Option<u64>,
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

/// Gives every article of `searcher`, all of which are committed, the place it should have. What was told of articles in
/// `before`, an earlier commit in which all had theirs, is not told again where nothing beside them has changed.
pub(super) fn settle(
    intake: &Intake<'_>,
    searcher: &Searcher,
    before: Option<&Searcher>,
    threads: usize,
) -> tantivy::Result<Settled> {
    let mut settled = Settled { is_whole: true, ..Settled::default() };
    // Articles that are no copies any more and have no statements, by their file.
    let mut wanted: BTreeMap<String, HashMap<String, ArticleEntry>> = BTreeMap::new();
    let mut changes = intake.writing.file();
    let mut n_changed = 0;
    let store =
        Store { documents: Documents::new(searcher, intake.schema), prints: AllPrints::new(searcher, intake.schema)? };
    let (misplaced, copies) = misplaced(searcher, before, intake.schema, &store, threads)?;
    settled.copies = copies;
    for Misplaced { article, original, cluster } in misplaced {
        let mut entry = store.entry(article)?;
        let was_copy = entry.copy_of.is_some();
        entry.copy_of = original.map(|original| Ok::<_, TantivyError>(store.entry(original)?.path)).transpose()?;
        entry.cluster = cluster.map(ClusterId);
        if was_copy && entry.copy_of.is_none() {
            wanted.entry(entry.source.clone()).or_default().insert(entry.path.clone(), entry);
            continue;
        }
        if !was_copy && entry.copy_of.is_some() {
            changes.delete(intake.schema.statements_term(&entry.path));
            changes.delete(intake.schema.head_term(&entry.path));
            settled.statements.entry(entry.source.clone()).or_default().1 += entry.statements;
            entry.statements = 0;
        }
        changes.delete(intake.schema.article_term(&entry.path));
        intake.add_article(&mut changes, &entry)?;
        n_changed += 1;
        if n_changed % CHANGED_AT_ONCE == 0 {
            std::mem::replace(&mut changes, intake.writing.file()).finish()?;
        }
    }
    changes.finish()?;

    let restore = |(source, articles): (String, HashMap<String, ArticleEntry>)| {
        intake.restore(&source, articles).map(|restored| (source, restored))
    };
    for outcome in share(threads, wanted.into_iter().collect(), &restore) {
        let (source, restored) = outcome?;
        settled.is_whole &= restored.is_whole;
        settled.statements.entry(source).or_default().0 += restored.statements;
    }
    Ok(settled)
}

/// The articles of `searcher` whose place is not the one they should have, in the order in which they are stored, so that an
/// index larger than memory is read from one end to the other. And how many of all are copies.
fn misplaced(
    searcher: &Searcher,
    before: Option<&Searcher>,
    schema: &Schema,
    store: &Store<'_>,
    threads: usize,
) -> tantivy::Result<(Vec<Misplaced>, u64)> {
    let before = before.map(|before| rows(before, schema)).transpose()?.map(|rows| Before::new(&rows));
    let rows = rows(searcher, schema)?;
    let copy_of = kept(&rows, before.as_ref(), store)?;
    let clusters = clusters(&rows, &copy_of, before.as_ref(), store, threads)?;
    let mut misplaced = Vec::new();
    for ((row, kept), cluster) in rows.iter().zip(&copy_of).zip(clusters) {
        let original = kept.map(|kept| &rows[kept]);
        if row.copy_of != original.map(|original| original.order.1) || row.cluster != cluster {
            misplaced.push(Misplaced { article: row.stored, original: original.map(|row| row.stored), cluster });
        }
    }
    misplaced.sort_unstable_by_key(|one| one.article.address);
    Ok((misplaced, copy_of.iter().flatten().count() as u64))
}

/// For each row the number of the one whose copy it is.
fn kept(rows: &[Row], before: Option<&Before>, store: &Store<'_>) -> tantivy::Result<Vec<Option<usize>>> {
    let mut by_words: Vec<(u64, usize)> =
        rows.iter().enumerate().filter_map(|(number, row)| Some((row.stored.words?, number))).collect();
    by_words.sort_unstable();
    let mut kept = vec![None; rows.len()];
    for same in by_words.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
        let numbers: Vec<usize> = same.iter().map(|(_, number)| *number).collect();
        if before.is_some_and(|before| before.holds_all_with(same[0].0, numbers.iter().map(|number| &rows[*number]))) {
            let by_path: HashMap<u64, usize> = numbers.iter().map(|number| (rows[*number].order.1, *number)).collect();
            for number in numbers {
                kept[number] = rows[number].copy_of.and_then(|original| by_path.get(&original).copied());
            }
            continue;
        }
        let entries =
            same.iter().map(|(_, number)| store.entry(rows[*number].stored)).collect::<tantivy::Result<Vec<_>>>()?;
        for ((_, number), copy_of) in same.iter().zip(copies(&entries)) {
            kept[*number] = copy_of.map(|copy_of| same[copy_of].1);
        }
    }
    Ok(kept)
}

/// For each row the story that it and others carry; copies carry none beside their original.
fn clusters(
    rows: &[Row],
    copy_of: &[Option<usize>],
    before: Option<&Before>,
    store: &Store<'_>,
    threads: usize,
) -> tantivy::Result<Vec<Option<u64>>> {
    let keys: Vec<&[u32]> = rows
        .iter()
        .zip(copy_of)
        .map(|(row, copy_of)| if copy_of.is_some() { &[] } else { row.keys.as_ref() })
        .collect();
    let is_copy: Vec<bool> = copy_of.iter().map(Option::is_some).collect();
    let known = before.map_or_else(|| Known::nothing(rows.len()), |before| before.known(rows, &is_copy));
    let relation = || {
        // Read once for all pairs with it.
        let mut held: Option<(usize, Prints)> = None;
        move |one: usize, other: usize| {
            let a = match held.take() {
                Some((number, prints)) if number == one => prints,
                _ => store.prints.of(rows[one].stored),
            };
            let (site, other_site) = (rows[one].publisher, rows[other].publisher);
            let is_one_site = site.is_none() || other_site.is_none() || site == other_site;
            let related = is_one_story(&a, &store.prints.of(rows[other].stored), is_one_site);
            held = Some((one, a));
            Ok::<_, TantivyError>(related)
        }
    };
    let first = groups(&keys, &known, threads, &relation)?;
    let sizes = sizes(&first);
    Ok(first.iter().map(|first| (sizes[*first] > 1).then_some(rows[*first].order.0)).collect())
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
    documents: Documents<'s>,
    prints: AllPrints,
}

impl Store<'_> {
    fn entry(&self, article: Stored) -> tantivy::Result<ArticleEntry> {
        let entry = self.documents.read(article.address, stored::decode_article)?;
        Ok(ArticleEntry { prints: self.prints.of(article), ..entry })
    }
}
