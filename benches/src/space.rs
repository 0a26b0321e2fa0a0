//! Where the bytes of an index go: for each field its dictionary, postings, positions, columns and norms.

use std::collections::BTreeMap;
use std::path::Path;

use tantivy::space_usage::PerFieldSpaceUsage;

use crate::Outcome;
use crate::peers::Stored;

/// Bytes of a field, or of the document store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes {
    /// The words.
    pub dictionary: u64,
    /// Which documents have them, and how often.
    pub postings: u64,
    /// Where.
    pub positions: u64,
    /// Values by document.
    pub columns: u64,
    /// Lengths by document.
    pub norms: u64,
    /// Records.
    pub store: u64,
}

impl Bytes {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.dictionary + self.postings + self.positions + self.columns + self.norms + self.store
    }
}

/// The fields of the index at `dir` with their bytes, the largest first.
pub fn space(dir: &Path) -> Outcome<Vec<(String, Bytes)>> {
    let usage = Stored::open(dir)?.searcher.space_usage()?;
    let mut fields: BTreeMap<String, Bytes> = BTreeMap::new();
    for segment in usage.segments() {
        let mut add = |of: &PerFieldSpaceUsage, part: fn(&mut Bytes) -> &mut u64| {
            for field in of.fields() {
                *part(fields.entry(field.field_name().to_owned()).or_default()) += field.total().get_bytes();
            }
        };
        add(segment.termdict(), |bytes| &mut bytes.dictionary);
        add(segment.postings(), |bytes| &mut bytes.postings);
        add(segment.positions(), |bytes| &mut bytes.positions);
        add(segment.fast_fields(), |bytes| &mut bytes.columns);
        add(segment.fieldnorms(), |bytes| &mut bytes.norms);
        fields.entry("(document store)".to_owned()).or_default().store += segment.store().total().get_bytes();
    }
    let mut fields: Vec<(String, Bytes)> = fields.into_iter().collect();
    fields.sort_by_key(|(_, bytes)| std::cmp::Reverse(bytes.total()));
    Ok(fields)
}
