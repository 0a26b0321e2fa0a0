//! Which segments are merged into one: those of about the same size, as tantivy does it, and small ones sooner. Many runs and the
//! end of each leave small segments, and a search opens the files of each one.

use tantivy::SegmentMeta;
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Documents of a small segment at most: it takes less than a second to write them again.
const SMALL_DOCUMENTS: u32 = 10_000;

/// So many small segments are merged.
const SMALL_AT_ONCE: usize = 4;

/// Share of deleted documents from which on a segment is worth writing again.
const DELETED_SHARE: f32 = 0.2;

/// See above.
#[derive(Debug)]
pub(super) struct SmallSooner {
    by_size: LogMergePolicy,
}

impl Default for SmallSooner {
    fn default() -> Self {
        let mut by_size = LogMergePolicy::default();
        by_size.set_del_docs_ratio_before_merge(DELETED_SHARE);
        Self { by_size }
    }
}

impl MergePolicy for SmallSooner {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.by_size.compute_merge_candidates(segments);
        let small = segments.iter().filter(|segment| segment.num_docs() < SMALL_DOCUMENTS).map(SegmentMeta::id);
        let small: Vec<_> =
            small.filter(|id| !candidates.iter().any(|MergeCandidate(taken)| taken.contains(id))).collect();
        if small.len() >= SMALL_AT_ONCE {
            candidates.push(MergeCandidate(small));
        }
        candidates
    }
}

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::index::SegmentId;
    use tantivy::schema::Schema;

    use super::*;

    #[test]
    fn small_segments_are_merged_from_four_on_and_large_ones_with_their_like() {
        let index = Index::create_in_ram(Schema::builder().build());
        for (sizes, merged) in [
            (&[9_999, 7, 300][..], &[][..]),
            (&[9_999, 7, 300, 5_000], &[4]),
            (&[60_000, 9_999, 30_000, 7, 300, 5_000], &[4]),
            (&[60_000, 10_000, 7, 300, 5_000], &[]),
            (&[7; 9], &[9]),
            (&[60_000; 8], &[8]),
        ] {
            let segment = |size: &u32| index.new_segment_meta(SegmentId::generate_random(), *size);
            let segments: Vec<SegmentMeta> = sizes.iter().map(segment).collect();
            let candidates = SmallSooner::default().compute_merge_candidates(&segments);
            let found: Vec<usize> = candidates.iter().map(|MergeCandidate(ids)| ids.len()).collect();
            assert_eq!(found, merged, "{sizes:?}");
        }
    }
}
