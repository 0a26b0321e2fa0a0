//! Two prints of each document of a segment: one of its values in columns, one of its terms. They are made twice, from
//! what the segment holds and from the document as it would be written again; where they differ, one of both is wrong.
//!
//! A print is the sum of hashes of all values, or of all terms as often as each stands there: 8 bytes a document, whatever
//! it holds, and no order matters.

use std::collections::HashSet;

use tantivy::columnar::Column;
use tantivy::postings::Postings;
use tantivy::schema::{
    Field as TantivyField, FieldEntry, FieldType, IndexRecordOption, Schema as TantivySchema, Value,
};
use tantivy::tokenizer::{MAX_TOKEN_LEN, TextAnalyzer, TokenStream};
use tantivy::{DocSet, Index as TantivyIndex, SegmentReader, TERMINATED, TantivyDocument};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The prints of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Print {
    pub columns: u64,
    pub terms: u64,
}

/// The hash of a value or term of a field.
pub(super) fn hash(field: TantivyField, bytes: &[u8]) -> u64 {
    xxh3_64_with_seed(bytes, u64::from(field.field_id()))
}

/// Fields in columns and fields with terms.
fn fields(schema: &TantivySchema) -> impl Iterator<Item = (TantivyField, &FieldEntry)> {
    schema.fields().filter(|(_, entry)| entry.is_fast() || entry.is_indexed())
}

/// The prints of all documents of a segment, deleted ones too. `apart` is a field whose terms are not counted in.
pub(super) fn found(reader: &SegmentReader, apart: TantivyField) -> tantivy::Result<Vec<Print>> {
    let mut prints = vec![Print::default(); reader.max_doc() as usize];
    for (field, entry) in fields(reader.schema()) {
        if entry.is_fast() {
            add_column(reader, field, entry, &mut prints)?;
        }
        if entry.is_indexed() && field != apart {
            each_term(reader, field, &mut |doc, hash, count| {
                if let Some(print) = prints.get_mut(doc as usize) {
                    print.terms = print.terms.wrapping_add(hash.wrapping_mul(count));
                }
            })?;
        }
    }
    Ok(prints)
}

/// Calls `each` with every document that has a term of `field`, the term's hash and how often it stands there.
pub(super) fn each_term(
    reader: &SegmentReader,
    field: TantivyField,
    each: &mut dyn FnMut(u32, u64, u64),
) -> tantivy::Result<()> {
    let inverted = reader.inverted_index(field)?;
    let mut terms = inverted.terms().stream()?;
    while terms.advance() {
        let hash = hash(field, terms.key());
        let mut postings = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::WithFreqs)?;
        while postings.doc() != TERMINATED {
            each(postings.doc(), hash, u64::from(postings.term_freq()));
            postings.advance();
        }
    }
    Ok(())
}

fn add_column(
    reader: &SegmentReader,
    field: TantivyField,
    entry: &FieldEntry,
    prints: &mut [Print],
) -> tantivy::Result<()> {
    let (columns, name) = (reader.fast_fields(), entry.name());
    match entry.field_type() {
        FieldType::Str(_) => {
            let Some(column) = columns.str(name)? else { return Ok(()) };
            let mut hashes = Vec::with_capacity(column.dictionary().num_terms());
            let mut values = column.dictionary().stream()?;
            while values.advance() {
                hashes.push(hash(field, values.key()));
            }
            let hash = |ordinal| usize::try_from(ordinal).ok().and_then(|ordinal| hashes.get(ordinal)).copied();
            add_values(column.ords(), prints, |ordinal| hash(ordinal).unwrap_or_default());
        }
        FieldType::I64(_) => {
            let column: Option<Column<i64>> = columns.column_opt(name)?;
            add_opened(column.as_ref(), prints, |value| hash(field, &value.to_le_bytes()));
        }
        FieldType::F64(_) => {
            let column: Option<Column<f64>> = columns.column_opt(name)?;
            add_opened(column.as_ref(), prints, |value| hash(field, &value.to_le_bytes()));
        }
        _ => {
            let column: Option<Column<u64>> = columns.column_opt(name)?;
            add_opened(column.as_ref(), prints, |value| hash(field, &value.to_le_bytes()));
        }
    }
    Ok(())
}

fn add_opened<T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static>(
    column: Option<&Column<T>>,
    prints: &mut [Print],
    hash: impl Fn(T) -> u64,
) {
    if let Some(column) = column {
        add_values(column, prints, hash);
    }
}

fn add_values<T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static>(
    column: &Column<T>,
    prints: &mut [Print],
    hash: impl Fn(T) -> u64,
) {
    for (doc, print) in (0u32..).zip(prints) {
        for value in column.values_for_doc(doc) {
            print.columns = print.columns.wrapping_add(hash(value));
        }
    }
}

/// How a field of a document is written.
struct Way {
    field: TantivyField,
    is_fast: bool,
    /// The chain that makes terms of its texts; `None` where it has no texts or no terms.
    chain: Option<TextAnalyzer>,
    is_indexed: bool,
    /// Whether each term counts as often as it stands there, and not once.
    has_freqs: bool,
}

/// Makes the prints of documents as they would be written.
pub(super) struct Writer {
    ways: Vec<Way>,
    /// Terms of the fields in which each counts once.
    once: HashSet<u64>,
}

impl Writer {
    /// As `index` writes documents. `apart` is a field whose terms are not counted in.
    pub(super) fn new(index: &TantivyIndex, apart: TantivyField) -> tantivy::Result<Self> {
        let schema = index.schema();
        let mut ways = Vec::new();
        for (field, entry) in fields(&schema) {
            let is_indexed = entry.is_indexed() && field != apart;
            let is_text = matches!(entry.field_type(), FieldType::Str(_));
            ways.push(Way {
                field,
                is_fast: entry.is_fast(),
                chain: if is_indexed && is_text { Some(index.tokenizer_for_field(field)?) } else { None },
                is_indexed,
                has_freqs: entry.field_type().index_record_option().is_some_and(IndexRecordOption::has_freq),
            });
        }
        Ok(Self { ways, once: HashSet::new() })
    }

    /// The prints of `document`.
    pub(super) fn print(&mut self, document: &TantivyDocument) -> Print {
        let mut print = Print::default();
        self.once.clear();
        for (field, value) in document.field_values() {
            let Some(way) = self.ways.iter_mut().find(|way| way.field == field) else { continue };
            let once = &mut self.once;
            let has_freqs = way.has_freqs;
            let mut add_term = |terms: &mut u64, hash: u64| {
                if has_freqs || once.insert(hash) {
                    *terms = terms.wrapping_add(hash);
                }
            };
            if let Some(text) = value.as_str() {
                if way.is_fast {
                    print.columns = print.columns.wrapping_add(hash(field, text.as_bytes()));
                }
                let Some(chain) = &mut way.chain else { continue };
                chain.token_stream(text).process(&mut |token| {
                    if token.text.len() <= MAX_TOKEN_LEN {
                        add_term(&mut print.terms, hash(field, token.text.as_bytes()));
                    }
                });
                continue;
            }
            let Some(number) = bits(&value) else { continue };
            if way.is_fast {
                print.columns = print.columns.wrapping_add(hash(field, &number.to_le_bytes()));
            }
            // Of numbers only those without a sign have terms.
            if way.is_indexed {
                add_term(&mut print.terms, hash(field, &number.to_be_bytes()));
            }
        }
        print
    }
}

/// The bits of a number.
fn bits<'v>(value: &impl Value<'v>) -> Option<u64> {
    let signed = || value.as_i64().map(i64::cast_unsigned);
    value.as_u64().or_else(signed).or_else(|| value.as_f64().map(f64::to_bits))
}
