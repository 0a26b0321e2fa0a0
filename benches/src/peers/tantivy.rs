//! tantivy by hand: documents with dixit's fields made from records, and queries built without dixit's query language.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::Path;
use std::sync::Mutex;

use ::tantivy::aggregation::agg_req::Aggregations;
use ::tantivy::aggregation::agg_result::{AggregationResult, AggregationResults, BucketEntries, BucketResult};
use ::tantivy::aggregation::{AggContextParams, AggregationCollector, Key};
use ::tantivy::collector::{Count, TopDocs};
use ::tantivy::directory::MmapDirectory;
use ::tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use ::tantivy::schema::{Field, IndexRecordOption, Schema, Term};
use ::tantivy::snippet::SnippetGenerator;
use ::tantivy::store::{Compressor, ZstdCompressor};
use ::tantivy::{DocAddress, Index, IndexSettings, IndexWriter, Score, TantivyDocument};
use dixit::index::bench;
use dixit::statement::{Record, SpeakerKind};
use dixit::text::fold;
use jiff::civil::{Date, date};

use super::{Chains, Found, GAP, Peer, SHOWN, Stored, VALUES, Want, counted};
use crate::Outcome;
use crate::prepared::Prepared;
use crate::question::{Clause, Counted, Question};

/// Memory for what is not yet written: more makes it no faster at these sizes.
const WRITER_BYTES: usize = 256 << 20;

/// Records that a thread takes at once.
const AT_ONCE: usize = 64;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Begins the term that holds a whole value.
const WHOLE_MARK: char = '\u{2}';

/// Indexes all statements at `dir` with the schema of an index of dixit; says how many there are.
pub fn load(dir: &Path, schema: &Schema, prepared: &Prepared, threads: usize) -> Outcome<u64> {
    std::fs::create_dir_all(dir)?;
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor::default()),
        docstore_blocksize: 16 << 10,
        ..IndexSettings::default()
    };
    let index = Index::builder()
        .schema(schema.clone())
        .settings(settings)
        .tokenizers(bench::tokenizers())
        .open_or_create(MmapDirectory::open(dir)?)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, WRITER_BYTES)?;
    let fields = Fields::of(schema)?;
    let records = Mutex::new(prepared.records());
    // Words are told where documents are made, so that is done by as many threads as write.
    let statements = std::thread::scope(|scope| {
        let add = || -> Result<u64, String> {
            let mut chains = Chains::default();
            let mut statements = 0;
            loop {
                let some: Vec<Record> =
                    records.lock().map_err(|error| error.to_string())?.by_ref().take(AT_ONCE).collect();
                if some.is_empty() {
                    return Ok(statements);
                }
                for record in some {
                    let document = fields.document(&record, &mut chains).map_err(|error| error.to_string())?;
                    writer.add_document(document).map_err(|error| error.to_string())?;
                    statements += 1;
                }
            }
        };
        let adding: Vec<_> = (0..threads).map(|_| scope.spawn(add)).collect();
        let joined = adding.into_iter().map(|thread| thread.join().map_err(|_| "a thread panicked".to_owned())?);
        joined.sum::<Result<u64, String>>()
    })?;
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(statements)
}

/// The fields of a statement.
struct Fields {
    sort: Field,
    source: Field,
    has: Field,
    of_article: Field,
    order: Field,
    date: Field,
    conf: Field,
    stored: Field,
    quote: Text,
    context: Text,
    title: Text,
    speaker: Field,
    mention: Field,
    role: Field,
    speaker_type: Field,
    cue: Field,
    outlet: Field,
    publisher: Field,
    kind: Field,
    lang: Field,
    author: Field,
    url: Field,
    path: Field,
    article: Field,
    id: Field,
}

/// Running text, as words and as stems.
struct Text {
    words: Field,
    stems: Field,
    name: &'static str,
}

impl Fields {
    fn of(schema: &Schema) -> Outcome<Self> {
        let field = |name: &str| schema.get_field(name);
        let text = |name: &'static str| -> Outcome<Text> {
            Ok(Text { words: field(name)?, stems: field(&format!("{name}_stem"))?, name })
        };
        let sort = schema.fields().find(|(_, entry)| entry.name().starts_with("dixit-format-"));
        Ok(Self {
            sort: sort.ok_or("no field tells the sorts of documents apart")?.0,
            source: field("source")?,
            has: field("has")?,
            of_article: field("of_article")?,
            order: field("order")?,
            date: field("date")?,
            conf: field("conf")?,
            stored: field("stored")?,
            quote: text("quote")?,
            context: text("context")?,
            title: text("title")?,
            speaker: field("speaker")?,
            mention: field("mention")?,
            role: field("role")?,
            speaker_type: field("speaker_type")?,
            cue: field("cue")?,
            outlet: field("outlet")?,
            publisher: field("publisher")?,
            kind: field("kind")?,
            lang: field("lang")?,
            author: field("author")?,
            url: field("url")?,
            path: field("path")?,
            article: field("article")?,
            id: field("id")?,
        })
    }

    fn document(&self, record: &Record, chains: &mut Chains) -> Outcome<TantivyDocument> {
        let mut document = TantivyDocument::default();
        document.add_text(self.sort, "s");
        document.add_text(self.source, record.article.path.split('#').next().unwrap_or_default());
        let lang = record.article.lang.as_deref();
        let mut text = |field: &Text, text: &str| {
            document.add_text(field.words, chains.spelled_words(text));
            document.add_text(field.stems, chains.spelled_stems(lang, text));
            document.add_text(self.has, field.name);
        };
        text(&self.quote, &indexed_quote(record));
        text(&self.context, &record.context.text);
        if let Some(title) = &record.article.title {
            text(&self.title, title);
        }
        let mut value = |field: Field, name: &str, value: Option<&str>| {
            if let Some(value) = value {
                document.add_text(field, value);
                document.add_text(self.has, name);
            }
        };
        value(self.speaker, "speaker", record.speaker.name.as_deref());
        value(self.mention, "mention", record.speaker.mention.as_ref().map(|(text, _)| text.as_str()));
        value(self.role, "role", record.speaker.role.as_deref());
        value(self.speaker_type, "speaker.type", record.speaker.kind.map(SpeakerKind::name));
        value(self.cue, "cue", record.cue.as_ref().map(|(text, _)| text.as_str()));
        for carrier in record.carriers() {
            value(self.outlet, "outlet", Some(carrier));
        }
        value(self.publisher, "publisher", record.publisher.as_deref());
        value(self.kind, "kind", Some(record.kind.name()));
        value(self.lang, "lang", lang);
        value(self.author, "author", record.article.author.as_deref());
        value(self.url, "url", record.article.url.as_deref());
        value(self.path, "path", Some(&record.article.path));
        value(self.article, "article", Some(&record.article.id));
        value(self.id, "id", Some(&record.id));
        if let Some(day) = day(record) {
            document.add_i64(self.date, seconds(day));
            document.add_text(self.has, "date");
        }
        document.add_f64(self.conf, record.certainty());
        document.add_text(self.has, "conf");
        document.add_text(self.of_article, &record.article.path);
        document.add_u64(self.order, u64::from_str_radix(&record.id, 16)?);
        document.add_bytes(self.stored, &bench::encode_record(record).ok_or("a record cannot be stored")?);
        Ok(document)
    }
}

/// The quote's pieces with a gap between them.
pub fn indexed_quote(record: &Record) -> String {
    let pieces: Vec<&str> = record.context_spans().filter_map(|span| span.of(&record.context.text)).collect();
    pieces.join(&GAP.to_string())
}

/// The day of a record.
pub(super) fn day(record: &Record) -> Option<Date> {
    record.date.map(|dated| dated.date.first_day())
}

/// Seconds from 1970 to the beginning of a day.
pub(super) fn seconds(day: Date) -> i64 {
    let days = date(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()));
    days * DAY
}

/// Queries by hand over an index of dixit.
pub struct Tantivy {
    stored: Stored,
    chains: Chains,
    languages: Vec<String>,
    quote: Field,
    quote_stem: Field,
    outlet: Field,
    speaker: Field,
    date: Field,
}

impl Tantivy {
    /// Opens the index at `dir`.
    pub fn open(dir: &Path) -> Outcome<Self> {
        let stored = Stored::open(dir)?;
        Ok(Self {
            chains: Chains::default(),
            languages: stored.languages()?,
            quote: stored.field("quote")?,
            quote_stem: stored.field("quote_stem")?,
            outlet: stored.field("outlet")?,
            speaker: stored.field("speaker")?,
            date: stored.field("date")?,
            stored,
        })
    }

    fn word(&mut self, word: &str) -> Box<dyn Query> {
        let stems = self.chains.stems_of(word, &self.languages);
        let stems = stems.iter().map(|stem| Term::from_field_text(self.quote_stem, stem));
        any(std::iter::once(Term::from_field_text(self.quote, word)).chain(stems).collect())
    }

    fn query(&mut self, question: &Question) -> Outcome<Box<dyn Query>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(question.clauses.len());
        for clause in &question.clauses {
            let occur = if matches!(clause, Clause::Without(_)) { Occur::MustNot } else { Occur::Must };
            let query: Box<dyn Query> = match clause {
                Clause::Word(word) | Clause::Without(word) => self.word(word),
                Clause::Either(one, other) => Box::new(BooleanQuery::union(vec![self.word(one), self.word(other)])),
                Clause::Phrase(words) => {
                    let terms = words.iter().map(|word| Term::from_field_text(self.quote, word)).collect();
                    Box::new(PhraseQuery::new(terms))
                }
                Clause::Prefix(start) => {
                    let forms = self.stored.forms(start)?;
                    any(forms.iter().map(|form| Term::from_field_text(self.quote, form)).collect())
                }
                Clause::Outlet(name) => whole(self.outlet, name),
                Clause::Speaker(name) => whole(self.speaker, name),
                Clause::Days(first, last) => {
                    let term = |second| Term::from_field_i64(self.date, second);
                    let first = Bound::Included(term(seconds(*first)));
                    let last = Bound::Excluded(term(seconds(*last) + DAY));
                    Box::new(ConstScoreQuery::new(Box::new(RangeQuery::new(first, last)), 0.0))
                }
            };
            clauses.push((occur, query));
        }
        if let [(Occur::Must, _)] = clauses.as_slice()
            && let Some((_, only)) = clauses.pop()
        {
            return Ok(only);
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }
}

fn any(terms: Vec<Term>) -> Box<dyn Query> {
    let of_term = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
    Box::new(BooleanQuery::union(terms.into_iter().map(of_term).collect()))
}

fn whole(field: Field, value: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, &format!("{WHOLE_MARK}{}", folded(value)));
    Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), 0.0))
}

/// A whole value as it is compared.
pub fn folded(value: &str) -> String {
    fold(value).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Peer for Tantivy {
    fn ask(&mut self, question: &Question, want: Want) -> Outcome<Found> {
        let query = self.query(question)?;
        let counted = counted(question, want);
        let searcher = &self.stored.searcher;
        let top = || TopDocs::with_limit(SHOWN as usize).order_by_score();
        let (best, total, counts): (Vec<(Score, DocAddress)>, usize, _) = match (want, counted.is_empty()) {
            (Want::Counts, true) => (Vec::new(), searcher.search(&*query, &Count)?, AggregationResults::default()),
            (Want::Counts, false) => {
                let (total, counts) = searcher.search(&*query, &(Count, aggregations(counted)?))?;
                (Vec::new(), total, counts)
            }
            (_, true) => {
                let (best, total) = searcher.search(&*query, &(top(), Count))?;
                (best, total, AggregationResults::default())
            }
            (_, false) => searcher.search(&*query, &(top(), Count, aggregations(counted)?))?,
        };
        let mut hits = Vec::with_capacity(best.len());
        if !best.is_empty() {
            let snippets = SnippetGenerator::create(searcher, &*query, self.quote)?;
            for (score, address) in best {
                let record = self.stored.record(address)?;
                std::hint::black_box(snippets.snippet(&record.context.text));
                hits.push((record.id, score));
            }
        }
        Ok(Found { total: total as u64, hits, counts: told(counted, &counts)? })
    }
}

fn aggregations(counted: &[Counted]) -> Outcome<AggregationCollector> {
    let of_terms = |field: &str| serde_json::json!({"terms": {"field": field, "size": VALUES, "segment_size": 65_536}});
    let named: serde_json::Map<String, serde_json::Value> = counted
        .iter()
        .map(|counted| match counted {
            Counted::Speakers => ("speakers".to_owned(), of_terms("speaker")),
            Counted::Outlets => ("outlets".to_owned(), of_terms("outlet")),
            Counted::Months => {
                let days = serde_json::json!({"histogram": {"field": "date", "interval": DAY, "min_doc_count": 1}});
                ("months".to_owned(), days)
            }
        })
        .collect();
    let aggregations: Aggregations = serde_json::from_value(named.into())?;
    Ok(AggregationCollector::from_aggs(aggregations, AggContextParams::default()))
}

fn told(counted: &[Counted], results: &AggregationResults) -> Outcome<Vec<Vec<(String, u64)>>> {
    let mut told = Vec::with_capacity(counted.len());
    for counted in counted {
        let name = match counted {
            Counted::Speakers => "speakers",
            Counted::Outlets => "outlets",
            Counted::Months => "months",
        };
        told.push(match results.0.get(name) {
            Some(AggregationResult::BucketResult(BucketResult::Terms { buckets, .. })) => {
                buckets.iter().map(|bucket| (key(&bucket.key), bucket.doc_count)).collect()
            }
            Some(AggregationResult::BucketResult(BucketResult::Histogram { buckets: BucketEntries::Vec(days) })) => {
                let mut months: BTreeMap<String, u64> = BTreeMap::new();
                for day in days {
                    let Key::F64(second) = day.key else { continue };
                    #[allow(clippy::cast_possible_truncation)] // Seconds of a day that was indexed as a whole number.
                    let moment = jiff::Timestamp::from_second(second as i64)?;
                    *months.entry(moment.strftime("%Y-%m").to_string()).or_default() += day.doc_count;
                }
                months.into_iter().collect()
            }
            other => return Err(format!("an aggregation gave {other:?}").into()),
        });
    }
    Ok(told)
}

fn key(key: &Key) -> String {
    match key {
        Key::Str(text) => text.clone(),
        other => other.to_string(),
    }
}
