//! What the index stores: any bytes are decoded or refused, without a panic and without more memory than they are
//! worth.

use super::Target;
use crate::index::fuzzing::{check_decoding, stored_samples};

pub(super) const TARGET: Target =
    Target { name: "stored", run: |_, bytes| check_decoding(bytes), seeds: stored_samples, files: &[] };
