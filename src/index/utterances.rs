//! After the articles have their places: statements that are one utterance, wherever it was carried, get its name.
//!
//! As with articles, the result is told by rules that look at nothing but the statements, so it does not depend on how
//! the index came to hold them; only blocks (a speaker in a language) in which a statement has come, gone or changed are
//! looked at, and only utterances that have changed are written.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::io;
use std::path::Path;

use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher, TantivyError};

use super::documents::Documents;
use super::grouping::{Groups, Known, SHARED_KEYS, groups, sizes};
use super::intake::Intake;
use super::marks::Marks;
use super::near::share_at_least;
use super::parted::{Layout, Parted, number_of};
use super::sayings::{Saying, Sayings, changed_blocks};
use super::schema::Schema;
use super::settled::Before;
use super::spelled::{RecordWords, with_inflector};
use super::spill::Spill;
use super::stored;
use super::wording::Wording;
use super::writing::FileChanges;
use crate::crew::share;

/// About how many statements' columns and words are in memory at once; in tests so few that blocks are cut everywhere.
const SAYINGS_AT_ONCE: usize = if cfg!(test) { 8 } else { 100_000 };

/// So many are worth a thread of their own.
const SAYINGS_WORTH_A_THREAD: usize = 10_000;

/// Words that two statements share before they are aligned, where they have more.
const LEAST_SHARED: usize = 3;

/// Shares in which utterances are written: one of them is in memory at once.
const N_SHARES: usize = if cfg!(test) { 3 } else { 64 };

/// Utterances that are written between two moments at which memory may be given back.
const UTTERANCES_AT_ONCE: usize = 5_000;

/// The utterances of an index that have several versions: documents of their own, so that a statement is not written
/// anew when another version of it comes in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Utterances {
    /// By statement.
    of: HashMap<u64, u64>,
    /// By utterance.
    members: HashMap<u64, Vec<u64>>,
}

impl Utterances {
    /// Reads the columns of all utterances.
    pub(super) fn load(searcher: &Searcher, schema: &Schema) -> tantivy::Result<Self> {
        let mut utterances = Self::default();
        for reader in searcher.segment_readers() {
            let column = |field| -> tantivy::Result<Option<Column<u64>>> {
                reader.fast_fields().column_opt(schema.tantivy.get_field_name(field))
            };
            let (Some(names), Some(members)) = (column(schema.utterance)?, column(schema.member)?) else { continue };
            for doc in reader.doc_ids_alive() {
                let Some(name) = names.first(doc) else { continue };
                let ids: Vec<u64> = members.values_for_doc(doc).collect();
                utterances.of.extend(ids.iter().map(|id| (*id, name)));
                utterances.members.insert(name, ids);
            }
        }
        Ok(utterances)
    }

    /// All statements that are a version of one, with it.
    pub(super) fn all(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.of.iter().map(|(id, utterance)| (*id, *utterance))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// The utterance that the statement with this id, as a number, is a version of beside others: the smallest id of all
    /// of them.
    pub(crate) fn of(&self, id: u64) -> Option<u64> {
        self.of.get(&id).copied()
    }

    /// The ids of the versions of an utterance, as numbers, sorted; none for one that is not known.
    pub(super) fn members(&self, utterance: u64) -> &[u64] {
        self.members.get(&utterance).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Gives every statement of `searcher`, all of which are committed, its utterance. What was told of statements in
/// `before`, an earlier commit in which all had theirs, is not told again where nothing in their block has changed.
/// Says whether anything was written.
pub(super) fn settle_utterances(
    intake: &Intake<'_>,
    searcher: &Searcher,
    before: Option<&Searcher>,
    threads: usize,
) -> tantivy::Result<bool> {
    let schema = intake.schema;
    let blocks = changed_blocks(searcher, before, schema)?;
    if blocks.as_ref().is_some_and(HashSet::is_empty) {
        return Ok(false);
    }
    let wanted = |block: u64| blocks.as_ref().is_none_or(|blocks| blocks.contains(&block));
    let now = Sayings::open(searcher, schema)?;
    let wanted_now =
        || now.all().filter(|(_, block)| wanted(*block)).map(|(address, block)| (block, now.cell(address)));
    let at_once = (SAYINGS_AT_ONCE / threads).max(1);
    let layout = Layout::new(wanted_now, at_once, threads, SAYINGS_WORTH_A_THREAD);
    let parted = |sayings| Parted::new(sayings, schema, &wanted, &layout, &intake.own);
    let before = before.map(|before| parted(Sayings::open(before, schema)?)).transpose()?;
    let parts = Parts { now: parted(now)?, before, layout: &layout, folder: &intake.own };
    let Told { mut touched, pairs, links } = parts.settle(schema, threads)?;
    for block in 0..layout.n_cut() {
        let links: Vec<Link> = entries(&links.get(block)?).map(Link::of).collect();
        linked(&links).try_for_each(|pair| put_aside(&pairs, pair))?;
    }
    drop(links);
    let old = parts.now.utterances;
    if parts.before.is_none() {
        touched.extend(old.members.keys());
    }
    write(intake, &old, touched, &pairs)
}

/// Statements as they are and as they were, in the same parts.
///
/// Those of a part are strewn over the whole index. Each part is looked at twice, from columns alone: first for the
/// statements whose words are to be compared, then, with their words at hand, for what is one utterance. Between the two
/// the store is read once, from its beginning to its end, for all parts.
struct Parts<'s> {
    now: Parted<'s>,
    before: Option<Parted<'s>>,
    layout: &'s Layout,
    /// Where there is room for what is put aside.
    folder: &'s Path,
}

/// What was told of all parts.
struct Told<'s> {
    /// Utterances that their statements had, where there is an earlier state: what they are now is among the others.
    touched: HashSet<u64>,
    /// Utterances with the id of a version of each, in shares of the utterances.
    pairs: Spill<'s>,
    /// The same of blocks that are cut, whose utterances may go on in other parts.
    links: Spill<'s>,
}

/// Puts an utterance and the id of one of its versions into its share.
fn put_aside(pairs: &Spill<'_>, (utterance, id): (u64, u64)) -> io::Result<()> {
    let share = usize::try_from(utterance % N_SHARES as u64).unwrap_or_default();
    pairs.push(share, [utterance, id].map(u64::to_le_bytes).as_flattened())
}

/// Numbers that were put aside, so many at a time.
fn entries<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u64; N]> {
    let (numbers, _) = bytes.as_chunks();
    numbers.as_chunks().0.iter().map(|entry: &[[u8; 8]; N]| entry.map(u64::from_le_bytes))
}

/// A statement, and the first one of its part that is a version of the same utterance; that is linked to itself. Both by
/// where they are stored.
#[derive(Clone, Copy)]
struct Link {
    first: u64,
    own: u64,
    id: u64,
}

impl Link {
    fn of([first, own, id]: [u64; 3]) -> Self {
        Self { first, own, id }
    }

    fn bytes(self) -> [[u8; 8]; 3] {
        [self.first, self.own, self.id].map(u64::to_le_bytes)
    }
}

/// The statements of a part as the columns have them.
struct InColumns {
    rows: Vec<Saying>,
    known: Known,
    /// Utterances that they had, where there is an earlier state.
    touched: HashSet<u64>,
}

impl<'s> Parts<'s> {
    /// Tells all parts, in no order.
    fn settle(&self, schema: &Schema, threads: usize) -> tantivy::Result<Told<'s>> {
        let all = || (0..self.layout.n()).collect::<Vec<usize>>();
        let marks = Marks::new(self.now.sayings.searcher);
        let mark = |part| -> tantivy::Result<()> {
            let InColumns { rows, known, .. } = self.rows(part)?;
            let is_compared = compared(&rows, &known);
            rows.iter().zip(is_compared).filter(|(_, wanted)| *wanted).for_each(|(row, _)| marks.add(row.address));
            Ok(())
        };
        share(threads, all(), &mark).into_iter().collect::<tantivy::Result<()>>()?;

        let wordings = Spill::new(self.folder, self.layout.n());
        let documents = Documents::new(self.now.sayings.searcher, schema);
        let read = |address: DocAddress| -> tantivy::Result<()> {
            let Some(block) = self.now.sayings.block(address) else { return Ok(()) };
            let record = documents.read(address, stored::decode_record)?;
            let wording = with_inflector(|inflector| Wording::of(&record, &RecordWords::of_quote(&record, inflector)));
            let bytes = postcard::to_stdvec(&(address.segment_ord, address.doc_id, wording))
                .map_err(|error| unwritable(&error))?;
            self.layout
                .parts_of(block, self.now.sayings.cell(address))
                .try_for_each(|part| Ok(wordings.push(part, &bytes)?))
        };
        let read_run = |run| marks.among(run).try_for_each(read);
        share(threads, marks.runs(), &read_run).into_iter().collect::<tantivy::Result<()>>()?;

        let told = Told {
            touched: HashSet::new(),
            pairs: Spill::new(self.folder, N_SHARES),
            links: Spill::new(self.folder, self.layout.n_cut()),
        };
        let touched = share(threads, all(), &|part| self.settle_part(part, &wordings, &told));
        let touched = touched.into_iter().collect::<tantivy::Result<Vec<HashSet<u64>>>>()?;
        Ok(Told { touched: touched.into_iter().flatten().collect(), ..told })
    }

    fn rows(&self, part: usize) -> tantivy::Result<InColumns> {
        let old = self.before.as_ref().map(|before| before.rows(part)).transpose()?;
        let rows = self.now.rows(part)?;
        let both = || old.iter().flatten().chain(&rows);
        // Where there is no earlier state, all utterances are touched.
        let touched = old.iter().flat_map(|_| both()).filter_map(|row| row.utterance).collect();
        let before = old.as_ref().map(|old| Before::new(old));
        let mut known =
            before.map_or_else(|| Known::nothing(rows.len()), |old| old.known(&rows, &vec![false; rows.len()]));
        if let Some(own) = self.layout.own(part) {
            // Of an utterance that goes on in other parts, it cannot be told here that nothing has changed.
            let goes_on: HashSet<u64> =
                both().filter(|row| !own.cells.contains(&row.cell())).filter_map(|row| row.utterance).collect();
            for (number, _) in
                rows.iter().enumerate().filter(|(_, row)| row.utterance.is_some_and(|own| goes_on.contains(&own)))
            {
                known.is_new[number] = true;
                known.together[number] = None;
            }
        }
        Ok(InColumns { rows, known, touched })
    }

    /// Puts aside what a part tells, and gives the utterances that its statements had.
    fn settle_part(&self, part: usize, wordings: &Spill<'_>, into: &Told<'_>) -> tantivy::Result<HashSet<u64>> {
        let InColumns { rows, known, touched } = self.rows(part)?;
        let numbers: HashMap<DocAddress, usize> =
            rows.iter().enumerate().map(|(number, row)| (row.address, number)).collect();
        let mut found: Vec<Option<Wording>> = vec![None; rows.len()];
        let bytes = wordings.get(part)?;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let ((ordinal, doc, wording), behind) =
                postcard::take_from_bytes::<(u32, u32, Wording)>(rest).map_err(|error| unwritable(&error))?;
            rest = behind;
            if let Some(number) = numbers.get(&DocAddress::new(ordinal, doc)) {
                found[*number] = Some(wording);
            }
        }
        drop((bytes, numbers));
        let wording = |row: usize| found[row].as_ref();
        let Some(own) = self.layout.own(part) else {
            for (row, utterance) in rows.iter().zip(told(&rows, &known, wording)) {
                utterance.map_or(Ok(()), |utterance| put_aside(&into.pairs, (utterance, row.id)))?;
            }
            return Ok(touched);
        };
        let is_own = |one: &Saying, other: &Saying| own.cells.contains(&one.cell().min(other.cell()));
        let first = first_versions(&rows, &known, wording, is_own);
        let n_versions = sizes(&first);
        for (row, first) in rows.iter().zip(first).filter(|(_, first)| n_versions[*first] > 1) {
            let link = Link { first: number_of(rows[first].address), own: number_of(row.address), id: row.id };
            into.links.push(own.block, link.bytes().as_flattened())?;
        }
        Ok(touched)
    }
}

/// What was put aside could not be written or is not what was.
fn unwritable(error: &postcard::Error) -> TantivyError {
    TantivyError::InternalError(format!("words that were put aside: {error}"))
}

/// For each row, whose wording is told by its number, the utterance that it and others are versions of.
pub(super) fn told<'w>(
    rows: &[Saying],
    known: &Known,
    wording: impl Fn(usize) -> Option<&'w Wording> + Sync,
) -> Vec<Option<u64>> {
    let first = first_versions(rows, known, wording, |_, _| true);
    let (names, sizes) = (names(&first, rows.iter().map(|row| row.id)), sizes(&first));
    first.iter().map(|first| (sizes[*first] > 1).then_some(names[*first])).collect()
}

/// For the first one of each group its name, the smallest of the `ids` in it: it stays when others come.
fn names(first: &[usize], ids: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut names = vec![u64::MAX; first.len()];
    for (first, id) in first.iter().zip(ids) {
        names[*first] = id.min(names[*first]);
    }
    names
}

/// For each row the first one that is a version of the same utterance, so far as pairs tell that are compared `here`.
fn first_versions<'w>(
    rows: &[Saying],
    known: &Known,
    wording: impl Fn(usize) -> Option<&'w Wording> + Sync,
    here: impl Fn(&Saying, &Saying) -> bool + Sync,
) -> Vec<usize> {
    let keys: Vec<&[u32]> = rows.iter().map(|row| row.keys.as_slice()).collect();
    let is_related = |one: usize, other: usize| -> Result<bool, Infallible> {
        let (one_words, other_words) = (&rows[one].words, &rows[other].words);
        let enough = if one_words.len().min(other_words.len()) > LEAST_SHARED { LEAST_SHARED } else { SHARED_KEYS };
        Ok(rows[one].block == rows[other].block
            && here(&rows[one], &rows[other])
            && share_at_least(one_words, other_words, enough)
            && match (wording(one), wording(other)) {
                (Some(one), Some(other)) => one.is_one_utterance(other),
                _ => false,
            })
    };
    // Several parts are told at once, each by one thread.
    let Ok(first) = groups(&keys, known, 1, &|| &is_related);
    first
}

/// The utterances of a block that is cut, each with the id of one of its versions.
fn linked(links: &[Link]) -> impl Iterator<Item = (u64, u64)> {
    let mut places: Vec<(u64, u64)> = links.iter().map(|link| (link.own, link.id)).collect();
    places.sort_unstable();
    places.dedup();
    let number = |place: u64| places.binary_search_by_key(&place, |(place, _)| *place).ok();
    let groups = Groups::apart(places.len());
    for link in links {
        if let (Some(first), Some(own)) = (number(link.first), number(link.own)) {
            groups.join(first, own);
        }
    }
    let first = groups.first();
    let names = names(&first, places.iter().map(|(_, id)| *id));
    places.into_iter().zip(first).map(move |((_, id), first)| (names[first], id))
}

/// Which rows may be compared with another: those that share enough keys with some that are new.
fn compared(rows: &[Saying], known: &Known) -> Vec<bool> {
    let mut holders: Vec<(u32, u32)> = Vec::with_capacity(rows.iter().map(|row| row.keys.len()).sum());
    for (number, row) in (0u32..).zip(rows) {
        holders.extend(row.keys.iter().map(|key| (*key, number)));
    }
    holders.sort_unstable();
    let mut n_shared = vec![0u8; rows.len()];
    for same in holders.chunk_by(|one, other| one.0 == other.0) {
        if same.len() > 1 && same.iter().any(|(_, number)| known.is_new[*number as usize]) {
            for (_, number) in same {
                let n = &mut n_shared[*number as usize];
                *n = n.saturating_add(1);
            }
        }
    }
    n_shared.into_iter().map(|n| usize::from(n) >= SHARED_KEYS).collect()
}

/// Writes the utterances of `pairs` that are not as they were; those of `touched` that are not among them go. Says whether
/// any has changed.
fn write(intake: &Intake<'_>, old: &Utterances, mut touched: HashSet<u64>, pairs: &Spill<'_>) -> tantivy::Result<bool> {
    let mut writes = Writes { intake, old, changes: intake.writing.file(), n: 0 };
    for share in 0..N_SHARES {
        let mut pairs: Vec<[u64; 2]> = entries(&pairs.get(share)?).collect();
        pairs.sort_unstable();
        pairs.dedup();
        for versions in pairs.chunk_by(|one, other| one[0] == other[0]) {
            let (utterance, members) = (versions[0][0], versions.iter().map(|[_, id]| *id).collect::<Vec<u64>>());
            touched.remove(&utterance);
            writes.replace(utterance, &members)?;
        }
    }
    for utterance in touched {
        writes.replace(utterance, &[])?;
    }
    writes.changes.finish()?;
    Ok(writes.n > 0)
}

/// Utterances on their way into the index.
struct Writes<'i> {
    intake: &'i Intake<'i>,
    old: &'i Utterances,
    changes: FileChanges<'i>,
    /// How many have changed.
    n: usize,
}

impl Writes<'_> {
    /// Puts `members` in the place of those that an utterance had, where they are others; it goes where there are none.
    fn replace(&mut self, utterance: u64, members: &[u64]) -> tantivy::Result<()> {
        let (known, schema) = (self.old.members(utterance), self.intake.schema);
        if known == members {
            return Ok(());
        }
        // tantivy keeps in memory, until the commit, what is to be taken out.
        if !known.is_empty() {
            self.changes.delete(schema.utterance_term(utterance));
        }
        if !members.is_empty() {
            self.changes.add(schema.utterance_document(utterance, members), utterance_bytes(members))?;
        }
        self.n += 1;
        if self.n.is_multiple_of(UTTERANCES_AT_ONCE) {
            std::mem::replace(&mut self.changes, self.intake.writing.file()).finish()?;
        }
        Ok(())
    }
}

/// About what the document of an utterance takes in memory.
fn utterance_bytes(members: &[u64]) -> usize {
    256 + 64 * members.len()
}
