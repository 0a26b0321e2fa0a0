//! Which segments are merged into one: those of about the same size, as tantivy does it, and small ones sooner. Many runs and the
//! end of each leave small segments, and a search opens the files of each one.

use tantivy::SegmentMeta;
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Documents of a small segment at most.
const SMALL_DOCUMENTS: u32 = 10_000;

/// So many small segments are merged…
const SMALL_AT_ONCE: usize = 4;

/// …when this many times their documents are in the index: then that costs little of what the index has cost.
const BESIDE_SMALL: u64 = 8;

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
        let is_taken = |id| candidates.iter().any(|MergeCandidate(taken)| taken.contains(&id));
        let is_small = |segment: &&SegmentMeta| segment.num_docs() < SMALL_DOCUMENTS && !is_taken(segment.id());
        let small: Vec<&SegmentMeta> = segments.iter().filter(is_small).collect();
        if small.len() >= SMALL_AT_ONCE
            && n_documents(small.iter().copied()) * BESIDE_SMALL <= n_documents(segments.iter())
        {
            candidates.push(MergeCandidate(small.into_iter().map(SegmentMeta::id).collect()));
        }
        candidates
    }
}

fn n_documents<'s>(segments: impl Iterator<Item = &'s SegmentMeta>) -> u64 {
    segments.map(|segment| u64::from(segment.num_docs())).sum()
}

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::index::SegmentId;
    use tantivy::schema::Schema;

    use super::*;

    #[test]
    fn small_segments_are_merged_from_four_on_where_they_are_few_beside_the_rest_and_large_ones_with_their_like() {
        let index = Index::create_in_ram(Schema::builder().build());
        for (sizes, merged) in [
            (&[60_000, 7, 300, 500][..], &[][..]),
            (&[60_000, 7, 300, 500, 5_000], &[4]),
            (&[60_000, 9_999, 90_000, 7, 300, 5_000], &[4]),
            (&[60_000, 10_000, 7, 300, 5_000], &[]),
            (&[9_999, 7, 300, 5_000], &[]),
            (&[60_000, 9_999, 7, 300, 5_000], &[]),
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
