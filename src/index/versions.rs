//! Statements that are versions of one utterance: which it is, who carried it, and who published in those days.

use std::collections::{HashMap, HashSet};

use tantivy::DocAddress;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{Query as TantivyQuery, TermSetQuery};
use tantivy::schema::Term;

use super::carried::{Carried, CarriedTally};
use super::open::failure;
use super::opened::{At, Opened};
use super::schema::{ARTICLE, Schema, day_number, id_number, path_hash};
use super::{Field, Index, IndexError, Order, SelectedHit, Selection, Snapshot, analyze, stored};
use crate::statement::Record;

/// Identity of an utterance that several statements are versions of: the smallest id of any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtteranceId(pub(crate) u64);

impl std::fmt::Display for UtteranceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A publisher and how many articles it has in some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishing {
    /// Its name.
    pub publisher: String,
    /// The number of its articles.
    pub articles: u64,
}

impl Index {
    /// How the versions of `utterance` were carried.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn carried(&self, utterance: UtteranceId) -> Result<Carried, IndexError> {
        let snapshot = self.snapshot();
        snapshot.carried(utterance, &snapshot.carriers()?)
    }
}

impl Snapshot {
    /// The utterance that the statement with this id is a version of beside others.
    pub(crate) fn utterance_of(&self, id: &str) -> Result<Option<UtteranceId>, IndexError> {
        let term = Term::from_field_u64(self.schema.member, id_number(id));
        let Some(address) = self.documents(&term)?.first().copied() else { return Ok(None) };
        Ok(self.numbers(address, self.schema.utterance)?.first().copied().map(UtteranceId))
    }

    /// The statements that are versions of `utterance`.
    pub(crate) fn versions_query(&self, utterance: UtteranceId) -> Result<Box<dyn TantivyQuery>, IndexError> {
        let terms: Vec<Term> = self.version_terms(utterance)?;
        Ok(Box::new(TermSetQuery::new(terms)))
    }

    /// The first `limit` versions of `utterance` by the time of their articles, and how many there are.
    pub(crate) fn versions(&self, utterance: UtteranceId, limit: usize) -> Result<(Vec<Record>, u64), IndexError> {
        let query = self.versions_query(utterance)?;
        let Selection { hits, total, .. } = self.select(&*query, Order::Oldest, limit, None, &[])?;
        let records = hits.into_iter().map(|hit| self.record(hit)).collect::<Result<_, _>>()?;
        Ok((records, total))
    }

    fn version_terms(&self, utterance: UtteranceId) -> Result<Vec<Term>, IndexError> {
        let field = self.schema.field(Field::Id);
        let mut terms = Vec::new();
        for address in self.documents(&self.schema.utterance_term(utterance.0))? {
            let members = self.numbers(address, self.schema.member)?;
            terms.extend(members.iter().map(|id| Term::from_field_text(field, &analyze::whole(&format!("{id:016x}")))));
        }
        Ok(terms)
    }

    fn numbers(&self, address: DocAddress, field: tantivy::schema::Field) -> Result<Vec<u64>, IndexError> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let column = self
            .opened
            .unsigned(At { ordinal: address.segment_ord, reader }, field)
            .map_err(|error| failure(&self.dir, "reading a column", error))?;
        Ok(column.map_or_else(Vec::new, |column| column.values_for_doc(address.doc_id).collect()))
    }

    /// Columns that tell of many statements who carried them.
    pub(crate) fn carriers(&self) -> Result<Carriers, IndexError> {
        let readers = (0..).zip(self.searcher.segment_readers());
        let open = |(ordinal, reader)| Columns::open(At { ordinal, reader }, &self.opened, &self.schema);
        let segments: tantivy::Result<_> = readers.map(open).collect();
        Ok(Carriers { segments: segments.map_err(|error| failure(&self.dir, "reading a column", error))? })
    }

    /// `utterance` in short.
    pub(crate) fn carried(&self, utterance: UtteranceId, carriers: &Carriers) -> Result<Carried, IndexError> {
        let mut tally = CarriedTally::default();
        let mut addresses = Vec::new();
        for term in self.version_terms(utterance)? {
            addresses.extend(self.documents(&term)?);
        }
        for address in addresses {
            tally.add(carriers.second(address), carriers.outlets(SelectedHit { address, score: None }));
        }
        Ok(tally.carried())
    }

    /// Who published articles dated from `first` to `last`, by name. Publishers of the articles at `paths` and of their
    /// copies are left out.
    pub(crate) fn publishing(
        &self,
        (first, last): (jiff::civil::Date, jiff::civil::Date),
        paths: &HashSet<&str>,
    ) -> Result<Vec<Publishing>, IndexError> {
        let failed = |error| failure(&self.dir, "reading a column", error);
        let wanted = day_number(first)..=day_number(last);
        let own: HashSet<u64> = paths.iter().map(|path| path_hash(path)).collect();
        let mut left_out: HashSet<u64> = HashSet::new();
        // Hash of a publisher → one of its articles and how many there are.
        let mut found: HashMap<u64, (DocAddress, u64)> = HashMap::new();
        for (ordinal, reader) in (0u32..).zip(self.searcher.segment_readers()) {
            let columns = reader.fast_fields();
            let name = |field| self.schema.tantivy.get_field_name(field);
            let numbers = |field| columns.column_opt::<u64>(name(field)).map_err(failed);
            let days = |field| columns.column_opt::<i64>(name(field)).map_err(failed);
            let (Some(publishers), Some(hashes)) =
                (numbers(self.schema.publisher_hash)?, numbers(self.schema.path_hash)?)
            else {
                continue;
            };
            let copies = numbers(self.schema.copy_of)?;
            let (from, to) = (days(self.schema.first_day)?, days(self.schema.last_day)?);
            for address in self.segment_documents(ordinal, &Term::from_field_text(self.schema.doc, ARTICLE))? {
                let doc = address.doc_id;
                let Some(publisher) = publishers.first(doc) else { continue };
                let original = copies.as_ref().and_then(|column| column.first(doc)).or_else(|| hashes.first(doc));
                if original.is_some_and(|path| own.contains(&path)) {
                    left_out.insert(publisher);
                }
                let day = |column: &Option<Column<i64>>| column.as_ref()?.first(doc);
                // A month or a year counts when it lies inside as a whole.
                if day(&from).is_some_and(|day| wanted.contains(&day))
                    && day(&to).is_some_and(|day| wanted.contains(&day))
                {
                    found.entry(publisher).or_insert((address, 0)).1 += 1;
                }
            }
        }
        let mut publishing = Vec::new();
        for (_, (address, articles)) in found.into_iter().filter(|(publisher, _)| !left_out.contains(publisher)) {
            let publisher = self.stored(address, stored::decode_article)?.publisher;
            publishing.extend(publisher.map(|publisher| Publishing { publisher, articles }));
        }
        publishing.sort_by(|a, b| a.publisher.cmp(&b.publisher));
        Ok(publishing)
    }
}

/// Who carried statements, from columns alone.
pub(crate) struct Carriers {
    segments: Vec<Columns>,
}

/// The columns of one segment; those that no statement has a value in are not there.
struct Columns {
    id: Option<Column<u64>>,
    outlet: Option<StrColumn>,
    date: Option<Column<i64>>,
}

impl Columns {
    fn open(at: At<'_>, opened: &Opened, schema: &Schema) -> tantivy::Result<Self> {
        Ok(Self {
            id: opened.unsigned(at, schema.order)?,
            outlet: opened.values(at, schema.field(Field::Outlet))?,
            date: opened.signed(at, schema.field(Field::Date))?,
        })
    }
}

impl Carriers {
    /// The id of a statement as a number.
    pub(crate) fn id(&self, hit: SelectedHit) -> Option<u64> {
        self.columns(hit.address)?.id.as_ref()?.first(hit.address.doc_id)
    }

    /// Who carried a statement.
    pub(crate) fn outlets(&self, hit: SelectedHit) -> Vec<String> {
        let Some(column) = self.columns(hit.address).and_then(|columns| columns.outlet.as_ref()) else {
            return Vec::new();
        };
        let name = |ordinal| {
            let mut name = String::new();
            // A value that cannot be read is left out here; the record itself then fails with its reason.
            column.ord_to_str(ordinal, &mut name).unwrap_or(false).then_some(name)
        };
        column.term_ords(hit.address.doc_id).filter_map(name).collect()
    }

    fn second(&self, address: DocAddress) -> Option<i64> {
        self.columns(address)?.date.as_ref()?.first(address.doc_id)
    }

    fn columns(&self, address: DocAddress) -> Option<&Columns> {
        self.segments.get(address.segment_ord as usize)
    }
}
