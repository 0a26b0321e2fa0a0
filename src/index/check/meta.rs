//! `meta.json`, which says what belongs to the index and has no checksum: it must be letter by letter what tantivy writes,
//! and each number in it must be told by something else, too.

use std::path::Path;

use tantivy::columnar::ColumnarReader;
use tantivy::index::SegmentComponent;
use tantivy::{Index as TantivyIndex, IndexMeta, SegmentReader};

use super::super::open::{META, damaged, last_commit, settings, storage};
use super::super::writing::State;
use super::fault::{FaultKind, Faults};
use super::{Index, IndexError};

/// How often it is read again when it changes while it is read.
const MOST_READS: usize = 100;

/// Its bytes.
pub(super) fn bytes(dir: &Path) -> Result<Vec<u8>, IndexError> {
    std::fs::read(dir.join(META)).map_err(|error| storage(dir, "reading the last commit", error))
}

/// Its bytes and what they say.
pub(super) fn read(dir: &Path, index: &TantivyIndex) -> Result<(Vec<u8>, IndexMeta), IndexError> {
    let mut before = bytes(dir)?;
    for _ in 0..MOST_READS {
        let metas = last_commit(dir, index)?;
        let after = bytes(dir)?;
        if before == after {
            return Ok((after, metas));
        }
        before = after;
    }
    Err(damaged(dir, Some(META.into()), "changes all the time"))
}

/// Checks it by itself; that its fields are those of the format is known.
pub(super) fn check(bytes: &[u8], metas: &IndexMeta, faults: &Faults) {
    let wrong = |what: &str| faults.add(FaultKind::File, META, what);
    let as_written = serde_json::to_vec_pretty(metas).unwrap_or_default();
    if bytes.strip_suffix(b"\n") != Some(&as_written) {
        wrong("is not as it was written");
    }
    if metas.index_settings != settings() || !metas.persisted_custom_extensions.is_empty() {
        wrong("its settings are not those of this format");
    }
    let is_sealed = match metas.payload.as_deref() {
        // The first one of an index has no seal, nor had any in the days before there were seals.
        None | Some("unsettled") => true,
        Some(seal) => [State::Settled, State::Unsettled].iter().any(|state| state.seal(metas.opstamp) == seal),
    };
    if !is_sealed {
        wrong("its number is not the one that was written with it");
    }
}

/// Whether `index` was opened from this commit.
pub(super) fn is_of(index: &Index, metas: &IndexMeta) -> bool {
    let searcher = index.reader.searcher();
    let mut opened: Vec<_> =
        searcher.segment_readers().iter().map(|reader| (reader.segment_id(), reader.delete_opstamp())).collect();
    let mut said: Vec<_> = metas.segments.iter().map(|segment| (segment.id(), segment.delete_opstamp())).collect();
    opened.sort_unstable();
    said.sort_unstable();
    opened == said
}

/// Checks what it says of segments, whose files are sound.
pub(super) fn check_segments(index: &Index, metas: &IndexMeta, faults: &Faults) -> tantivy::Result<()> {
    for segment in &metas.segments {
        let wrong = |what: &str, said: u32, is: u32| {
            let segment = segment.id().uuid_string();
            faults.add(FaultKind::File, META, format!("says {said} {what} in segment {segment}, which has {is}"));
        };
        let opened = SegmentReader::open(&index.reader.searcher().index().segment(segment.clone()))?;
        let all = ColumnarReader::open(opened.open_read(SegmentComponent::FastFields)?)?.num_docs();
        if segment.max_doc() != all {
            wrong("documents", segment.max_doc(), all);
        }
        let alive =
            opened.alive_bitset().map_or(all, |alive| u32::try_from(alive.num_alive_docs()).unwrap_or(u32::MAX));
        let deleted = all.saturating_sub(alive);
        if segment.num_deleted_docs() != deleted || (segment.delete_opstamp().is_some() && deleted == 0) {
            wrong("deleted documents", segment.num_deleted_docs(), deleted);
        }
    }
    Ok(())
}
