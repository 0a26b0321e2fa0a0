//! The documents of one segment: each is decoded, looked at by itself, and written once more to compare what columns and
//! terms say of it. What it takes in memory is a few numbers a document.

use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Value;
use tantivy::{DocAddress, SegmentReader, TantivyDocument};

use super::super::manifest::FileEntry;
use super::super::near::Prints;
use super::super::schema::{ARTICLE, FILE, HEAD, STATEMENT, Schema, UTTERANCE, id_number};
use super::super::stored::{StoredError, decode_article, decode_record, decode_skips};
use super::super::utterances::Utterances;
use super::super::{ArticleEntry, Snapshot};
use super::fault::{FaultKind, Faults};
use super::prints::{self, Print, Writer, each_term};
use super::record;
use super::tally::Tally;
use crate::read::Skip;
use crate::statement::Record;

/// Documents after which progress is told.
const DOCUMENTS_BETWEEN_REPORTS: u64 = 1024;

/// Blocks of the store that are kept unpacked: documents are read in their order.
const STORE_BLOCKS: usize = 2;

/// A sort of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Statement,
    Head,
    Article,
    File,
    Utterance,
}

impl Sort {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Statement, STATEMENT),
        (Self::Head, HEAD),
        (Self::Article, ARTICLE),
        (Self::File, FILE),
        (Self::Utterance, UTTERANCE),
    ];
}

/// Checks a segment. Gives what there is in it, to be compared with what is in the others.
pub(super) fn check_segment(
    snapshot: &Snapshot,
    ordinal: u32,
    members: &Utterances,
    faults: &Faults,
    told: &(dyn Fn(u64) + Sync),
) -> tantivy::Result<Tally> {
    let (schema, reader) = (&snapshot.schema, snapshot.searcher.segment_reader(ordinal));
    let mut sources = vec![0u64; reader.max_doc() as usize];
    each_term(reader, schema.source, &mut |doc, hash, _| {
        if let Some(source) = sources.get_mut(doc as usize) {
            *source = source.wrapping_add(hash);
        }
    })?;
    let mut segment = Segment {
        schema,
        reader,
        ordinal,
        sorts: sorts(reader, schema)?,
        sources,
        found: prints::found(reader, schema.source)?,
        writer: Writer::new(snapshot.searcher.index(), schema.source)?,
        columns: Columns::open(reader, schema)?,
        members,
        faults,
        tally: Tally::default(),
        head: None,
    };
    let store = reader.get_store_reader(STORE_BLOCKS)?;
    for (n_done, doc) in (1..).zip(reader.doc_ids_alive()) {
        segment.check_document(doc, &store.get(doc)?)?;
        if u64::is_multiple_of(n_done, DOCUMENTS_BETWEEN_REPORTS) {
            told(DOCUMENTS_BETWEEN_REPORTS);
        }
    }
    segment.end_of_head();
    Ok(segment.tally)
}

/// The sort of each document; `None` for one that has none or several.
fn sorts(reader: &SegmentReader, schema: &Schema) -> tantivy::Result<Vec<Option<Sort>>> {
    let mut sorts = vec![None; reader.max_doc() as usize];
    let mut counts = vec![0u8; sorts.len()];
    each_term(reader, schema.doc, &mut |doc, hash, _| {
        let known = Sort::ALL
            .into_iter()
            .find(|(_, term): &(Sort, &str)| prints::hash(schema.doc, str::as_bytes(term)) == hash);
        if let (Some(sort), Some(count)) = (sorts.get_mut(doc as usize), counts.get_mut(doc as usize)) {
            *count = count.saturating_add(1);
            *sort = known.filter(|_| *count == 1).map(|(sort, _)| sort);
        }
    })?;
    Ok(sorts)
}

/// Columns that hold what is stored nowhere else.
struct Columns {
    words: Option<Column<u64>>,
    shingles: Option<Column<u64>>,
    paths: Option<StrColumn>,
    size: Option<Column<u64>>,
    stamps: Option<Column<i64>>,
    hash: Option<Column<u64>>,
    options: Option<Column<u64>>,
    articles: Option<Column<u64>>,
    utterance: Option<Column<u64>>,
    member: Option<Column<u64>>,
    followers: Option<Column<u64>>,
}

impl Columns {
    fn open(reader: &SegmentReader, schema: &Schema) -> tantivy::Result<Self> {
        let (columns, name) = (reader.fast_fields(), |field| schema.tantivy.get_field_name(field));
        let unsigned = |field| columns.column_opt(name(field));
        Ok(Self {
            words: unsigned(schema.words)?,
            shingles: unsigned(schema.shingles)?,
            paths: columns.str(name(schema.file))?,
            size: unsigned(schema.file_size)?,
            stamps: columns.column_opt(name(schema.file_modified))?,
            hash: unsigned(schema.file_hash)?,
            options: unsigned(schema.file_options)?,
            articles: unsigned(schema.file_articles)?,
            utterance: unsigned(schema.utterance)?,
            member: unsigned(schema.member)?,
            followers: unsigned(schema.followers)?,
        })
    }

    fn prints(&self, doc: u32) -> Prints {
        let shingles = self.shingles.iter().flat_map(|column| column.values_for_doc(doc));
        Prints::of_column(self.words.as_ref().and_then(|column| column.first(doc)), shingles)
    }

    /// The row of a file, with the skips that are stored.
    fn file(&self, doc: u32, skips: Vec<Skip>) -> std::io::Result<FileEntry> {
        let value = |column: &Option<Column<u64>>| column.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
        let mut path = String::new();
        if let Some(paths) = &self.paths
            && let Some(ordinal) = paths.term_ords(doc).next()
        {
            paths.ord_to_str(ordinal, &mut path)?;
        }
        Ok(FileEntry {
            path,
            size: value(&self.size),
            stamp: self.stamps.as_ref().and_then(|column| column.first(doc)).unwrap_or(0),
            hash: value(&self.hash),
            options: value(&self.options),
            articles: value(&self.articles),
            skips,
        })
    }
}

/// A segment that is being checked.
struct Segment<'s> {
    schema: &'s Schema,
    reader: &'s SegmentReader,
    ordinal: u32,
    sorts: Vec<Option<Sort>>,
    /// Hash of the file that each document comes from.
    sources: Vec<u64>,
    found: Vec<Print>,
    writer: Writer,
    columns: Columns,
    members: &'s Utterances,
    faults: &'s Faults,
    tally: Tally,
    head: Option<Head>,
}

/// A head whose statements are being read.
struct Head {
    doc: u32,
    /// Hash of the file that it comes from.
    source: u64,
    /// How many statements it says to have.
    followers: u64,
    /// How many were read.
    found: u64,
    /// The path of their article, once the first was read.
    article: String,
}

impl Segment<'_> {
    fn check_document(&mut self, doc: u32, document: &TantivyDocument) -> tantivy::Result<()> {
        let address = DocAddress::new(self.ordinal, doc);
        let bytes = document.get_first(self.schema.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
        let source = self.sources.get(doc as usize).copied().unwrap_or_default();
        let sort = self.sorts.get(doc as usize).copied().flatten();
        if sort != Some(Sort::Statement) {
            self.end_of_head();
        }
        let decoded = match sort {
            Some(Sort::Head) => {
                let followers = self.columns.followers.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
                self.head = Some(Head { doc, source, followers, found: 0, article: String::new() });
                return Ok(());
            }
            None => {
                self.fault(FaultKind::Terms, doc, None, "is of no sort that there is");
                return Ok(());
            }
            Some(Sort::Statement) => self.statement(address, source, bytes),
            Some(Sort::Article) => self.article(address, source, bytes),
            Some(Sort::File) => self.file(address, source, bytes)?,
            Some(Sort::Utterance) => Ok(self.utterance(doc)),
        };
        match decoded {
            Err(error) => self.fault(FaultKind::Document, doc, None, &error.to_string()),
            Ok((place, written)) => self.compare(doc, &place, &written),
        }
        Ok(())
    }

    /// Compares a document with what would be written of it.
    fn compare(&mut self, doc: u32, place: &str, written: &TantivyDocument) {
        let written = self.writer.print(written);
        let found = self.found.get(doc as usize).copied().unwrap_or_default();
        if found.columns != written.columns {
            self.fault(FaultKind::Columns, doc, Some(place), "columns do not say what is stored of it");
        }
        if found.terms != written.terms {
            self.fault(FaultKind::Terms, doc, Some(place), "terms do not say what is stored of it");
        }
    }

    /// Says how far behind its head a statement stands; what heads hold of their statements is compared with the first one.
    fn behind(&mut self, record: &Record, source: u64, place: &str) -> u64 {
        let Some(mut head) = self.head.take() else {
            self.faults.add(FaultKind::Orphan, place, "no head stands before it");
            return 0;
        };
        head.found += 1;
        if head.found == 1 {
            let written = self.schema.head_document(record, head.followers, "");
            self.compare(head.doc, &record.article.path, &written);
            head.article.clone_from(&record.article.path);
        }
        if head.article != record.article.path || head.source != source {
            self.faults.add(FaultKind::Terms, place, "the head before it is that of another article");
        }
        let behind = head.found;
        self.head = Some(head);
        behind
    }

    /// Looks whether the last head had all of its statements.
    fn end_of_head(&mut self) {
        if let Some(Head { doc, followers, found, article, .. }) =
            self.head.take().filter(|head| head.followers != head.found)
        {
            let message = format!("the head of its statements says to have {followers}, {found} follow it");
            self.fault(FaultKind::Count, doc, Some(article.as_str()).filter(|article| !article.is_empty()), &message);
        }
    }

    fn statement(&mut self, address: DocAddress, source: u64, bytes: &[u8]) -> Result<Rewritten, StoredError> {
        let record = decode_record(bytes)?;
        let place = place_of(&record.id, &record.article.path);
        for (kind, message) in record::faults_of(&record) {
            self.faults.add(kind, &place, message);
        }
        let id = id_number(&record.id);
        if self.members.of(id).is_some() {
            *self.tally.versions.entry(id).or_default() += 1;
        }
        self.tally.add_statement(&record.article.path, source, address);
        let behind = self.behind(&record, source, &place);
        // Its file is told by a term alone, and compared with that of its article.
        Ok((place, self.schema.statement_document(&record, behind, "")?))
    }

    fn article(&mut self, address: DocAddress, source: u64, bytes: &[u8]) -> Result<Rewritten, StoredError> {
        let entry = ArticleEntry { prints: self.columns.prints(address.doc_id), ..decode_article(bytes)? };
        self.check_source(source, &entry.source, &entry.path);
        self.tally.add_article(&entry, source, address);
        let document = self.schema.article_document(&entry)?;
        Ok((entry.path, document))
    }

    fn file(
        &mut self,
        address: DocAddress,
        source: u64,
        bytes: &[u8],
    ) -> tantivy::Result<Result<Rewritten, StoredError>> {
        let skips = if bytes.is_empty() { Ok(Vec::new()) } else { decode_skips(bytes) };
        let skips = match skips {
            Ok(skips) => skips,
            Err(error) => return Ok(Err(error)),
        };
        let entry = self.columns.file(address.doc_id, skips)?;
        self.check_source(source, &entry.path, &entry.path);
        self.tally.add_file(source, entry.articles, address);
        let document = self.schema.file_document(&entry);
        Ok(document.map(|document| (entry.path, document)))
    }

    fn utterance(&mut self, doc: u32) -> Rewritten {
        let name = self.columns.utterance.as_ref().and_then(|column| column.first(doc)).unwrap_or_default();
        let members: Vec<u64> = self.columns.member.iter().flat_map(|column| column.values_for_doc(doc)).collect();
        let place = format!("utterance {name:016x}");
        if members.first() != Some(&name) || !members.is_sorted_by(|one, other| one < other) {
            self.faults.add(FaultKind::Relation, &place, "is not named by the first of its versions");
        }
        self.tally.n_members += members.len() as u64;
        self.tally.utterances += 1;
        (place, self.schema.utterance_document(name, &members))
    }

    fn check_source(&self, found: u64, source: &str, place: &str) {
        if found != prints::hash(self.schema.source, source.as_bytes()) {
            self.faults.add(FaultKind::Terms, place, "terms name another file than the one that it comes from");
        }
    }

    fn fault(&self, kind: FaultKind, doc: u32, place: Option<&str>, message: &str) {
        let document = || format!("document {doc} of segment {}", self.reader.segment_id().uuid_string());
        self.faults.add(kind, place.map_or_else(document, str::to_owned), message);
    }
}

/// The place of a document, and the document as it would be written.
type Rewritten = (String, TantivyDocument);

/// How a statement is named.
pub(super) fn place_of(id: &str, article: &str) -> String {
    format!("{article}: statement {id}")
}
