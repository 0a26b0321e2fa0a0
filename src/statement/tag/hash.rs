//! Hashes of words and features, the same on every machine and in every version of a model.

use std::hash::{BuildHasher, Hasher};

/// The hash of a word.
pub(crate) fn hash(word: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(word.as_bytes())
}

/// A good and cheap mixture of two numbers (the finaliser of `SplitMix64`, Steele et al. 2014).
#[inline]
pub(crate) const fn mix(one: u64, other: u64) -> u64 {
    let mut z = one.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ other.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// For maps whose keys are such hashes already.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hashed;

/// See [`Hashed`].
#[derive(Debug, Default)]
pub(crate) struct HashedKey(u64);

impl Hasher for HashedKey {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxhash_rust::xxh3::xxh3_64(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn write_u32(&mut self, key: u32) {
        self.0 = mix(u64::from(key), 0);
    }
}

impl BuildHasher for Hashed {
    type Hasher = HashedKey;

    fn build_hasher(&self) -> HashedKey {
        HashedKey::default()
    }
}
