//! The weights of both passes of the sequence model, and the file format that holds them.
//!
//! The format is a header, each pass's weights of neighbouring labels, and one entry a feature in the order of their
//! hashes: the distance to the hash before (LEB128), and for each pass a bit for each label that has a weight and, if
//! there are any, the power of two that the weights are scaled by and those weights as signed bytes.

use super::decode::Transitions;
use super::feature::Features;
use super::label::Label;

const L: usize = Label::COUNT;
/// Number of passes.
const P: usize = 2;
const MAGIC: &[u8; 8] = b"dixit-a3";

/// What one step of a weight is worth where its row is not shifted.
const FINEST: f32 = 1.0 / 512.0;
/// The greatest shift: a weight is then up to 3.97.
const MOST_SHIFT: u8 = 4;

/// Room for the slots of a piece of a token's features.
const MOST: usize = 256;

/// Tags in a group: those of eight slots are compared at once, as one number.
const GROUP: usize = 8;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Scores of the labels of a paragraph's tokens.
pub(crate) type Scores = Vec<[f32; L]>;

/// The weights that a feature gives to the labels in each pass.
pub(crate) type Row = [[f32; L]; P];

/// A feature's weights in steps, those of the first pass, then those of the second, then the two halves of its hash:
/// one line of cache.
type Slot = [i16; 2 * L + 2];

/// The weights of features and of neighbouring labels.
#[derive(Debug)]
pub(crate) struct Model {
    /// A byte of each slot's hash, 0 for an empty one, in groups: small enough for the cache, and most features are
    /// absent. The method is that of Swiss tables (Kulukundis 2017).
    tags: Vec<u64>,
    slots: Vec<Slot>,
    /// The hash's highest bits say in which group its slot is: that many are left out.
    unused: u32,
    pub(crate) transitions: [Transitions; P],
}

impl Model {
    /// Reads the format above; `None` when it is not that.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let count = u32::from_le_bytes(take(&mut rest)?) as usize;
        // An entry has five bytes at least.
        if count > bytes.len() / 5 {
            return None;
        }
        let mut transitions = [Transitions::default(), Transitions::default()];
        for weight in transitions.iter_mut().flat_map(|table| &mut table.0).flatten() {
            let stored = f32::from_le_bytes(take(&mut rest)?);
            if *weight > f32::NEG_INFINITY {
                *weight = stored;
            }
        }
        let groups = (count * 5 / 3 / GROUP).next_power_of_two().max(16);
        let unused = 32 - groups.trailing_zeros();
        let mut slots: Vec<Slot> = vec![[0; 2 * L + 2]; groups * GROUP];
        let mut tags = vec![0u64; groups];
        let mut hash = 0u32;
        for _ in 0..count {
            let slot = entry(&mut rest, &mut hash)?;
            let mut group = (hash >> unused) as usize;
            while empty(tags[group]) == 0 {
                group = (group + 1) & (groups - 1);
            }
            let place = first_byte(empty(tags[group]));
            tags[group] |= tag(hash) << (8 * place);
            slots[group * GROUP + place] = slot;
        }
        Some(Self { tags, slots, unused, transitions })
    }

    /// The bytes that [`Self::from_bytes`] reads. `rows` are features with their weights; weights of nearly nothing
    /// are left out.
    #[cfg(any(test, feature = "training"))]
    pub(crate) fn to_bytes(mut rows: Vec<(u32, Row)>, transitions: &[Transitions; P]) -> Vec<u8> {
        rows.sort_by_key(|(hash, _)| *hash);
        let mut entries = Vec::new();
        let mut count = 0u32;
        let mut before = 0u32;
        for (hash, row) in rows {
            let passes: Vec<Vec<u8>> = row.iter().map(packed).collect();
            // Two bytes are a mask without weights.
            if passes.iter().all(|pass| pass.len() == 2) {
                continue;
            }
            let mut distance = hash - before;
            before = hash;
            count += 1;
            loop {
                let low = (distance & 0x7F) as u8;
                distance >>= 7;
                entries.push(if distance == 0 { low } else { low | 0x80 });
                if distance == 0 {
                    break;
                }
            }
            entries.extend(passes.concat());
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(count.to_le_bytes());
        for weight in transitions.iter().flat_map(|table| &table.0).flatten() {
            let finite = if weight.is_finite() { *weight } else { 0.0 };
            bytes.extend(finite.to_le_bytes());
        }
        bytes.extend(entries);
        bytes
    }

    /// The slots that may be those of features, by their tags. Apart from looking into the slots, and without a branch
    /// that depends on whether there is one: so the processor waits for many at once.
    fn candidates<'c>(&self, hashes: &[u32], found: &'c mut [(u32, u32); MOST]) -> &'c [(u32, u32)] {
        let groups = self.tags.len() - 1;
        let mut count = 0;
        for &hash in hashes {
            let mut group = (hash >> self.unused) as usize & groups;
            loop {
                let tags = self.tags[group];
                let mut same = empty(tags ^ (tag(hash) * ONES));
                #[allow(clippy::cast_possible_truncation)]
                let first = (group * GROUP + first_byte(same)) as u32;
                found[count % MOST] = (first, hash);
                count += usize::from(same != 0);
                // Hardly ever are there two of the same tag.
                same &= same.wrapping_sub(1);
                while same != 0 {
                    #[allow(clippy::cast_possible_truncation)]
                    let next = (group * GROUP + first_byte(same)) as u32;
                    found[count % MOST] = (next, hash);
                    count += 1;
                    same &= same - 1;
                }
                // A full group may have let some go on to the next.
                if empty(tags) != 0 {
                    break;
                }
                group = (group + 1) & groups;
            }
        }
        &found[..count.min(MOST)]
    }

    /// What the features give to every label of every token in each pass: one look for both.
    pub(crate) fn scores(&self, features: &Features) -> [Scores; P] {
        let mut found = [Scores::with_capacity(features.len()), Scores::with_capacity(features.len())];
        let mut candidates = [(0u32, 0u32); MOST];
        for token in 0..features.len() {
            let hashes = features.of(token);
            let mut sums: Slot = [0; 2 * L + 2];
            for piece in hashes.chunks(MOST / 4) {
                for &(at, hash) in self.candidates(piece, &mut candidates) {
                    let slot = &self.slots[at as usize];
                    // Tags are short: now and then a slot is another feature's.
                    if hash_of(slot) == hash {
                        for (sum, weight) in sums.iter_mut().zip(slot) {
                            *sum = sum.saturating_add(*weight);
                        }
                    }
                }
            }
            for (pass, found) in found.iter_mut().enumerate() {
                let mut scores = [0f32; L];
                for (score, sum) in scores.iter_mut().zip(&sums[pass * L..]) {
                    *score = f32::from(*sum) * FINEST;
                }
                found.push(scores);
            }
        }
        found
    }
}

/// The next bytes of `rest`.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (piece, behind) = rest.split_first_chunk::<N>()?;
    *rest = behind;
    Some(*piece)
}

/// The mask, shift and weights of a feature in one pass.
#[cfg(any(test, feature = "training"))]
fn packed(row: &[f32; L]) -> Vec<u8> {
    let most = row.iter().fold(0f32, |most, weight| most.max(weight.abs()));
    let mut shift = 0u8;
    while shift < MOST_SHIFT && most > 127.0 * FINEST * f32::from(1u16 << shift) {
        shift += 1;
    }
    let unit = FINEST * f32::from(1u16 << shift);
    let mut present = 0u16;
    let mut weights = vec![shift];
    for (label, weight) in row.iter().enumerate() {
        #[allow(clippy::cast_possible_truncation)]
        let steps = (weight / unit).round().clamp(-127.0, 127.0) as i8;
        if steps != 0 {
            present |= 1 << label;
            weights.push(steps.cast_unsigned());
        }
    }
    let mut bytes = present.to_le_bytes().to_vec();
    if present != 0 {
        bytes.extend(weights);
    }
    bytes
}

/// Reads an entry; `hash` is that of the entry before and becomes its own.
#[allow(clippy::cast_possible_truncation)]
fn entry(rest: &mut &[u8], hash: &mut u32) -> Option<Slot> {
    for place in 0..5 {
        let [byte] = take(rest)?;
        *hash = hash.wrapping_add(u32::from(byte & 0x7F) << (7 * place));
        if byte & 0x80 == 0 {
            break;
        }
    }
    let mut slot: Slot = [0; 2 * L + 2];
    slot[2 * L] = (*hash as u16).cast_signed();
    slot[2 * L + 1] = ((*hash >> 16) as u16).cast_signed();
    for weights in slot[..2 * L].chunks_mut(L) {
        let present = u16::from_le_bytes(take(rest)?);
        if present == 0 {
            continue;
        }
        let shift = u8::from_le_bytes(take(rest)?).min(MOST_SHIFT);
        for (label, weight) in weights.iter_mut().enumerate() {
            if present & (1 << label) != 0 {
                *weight = i16::from(i8::from_le_bytes(take(rest)?)) << shift;
            }
        }
    }
    Some(slot)
}

/// Never 0, and none of the bits that say where a slot is.
fn tag(hash: u32) -> u64 {
    u64::from(hash & 0xFF) | 1
}

fn hash_of(slot: &Slot) -> u32 {
    u32::from(slot[2 * L].cast_unsigned()) | u32::from(slot[2 * L + 1].cast_unsigned()) << 16
}

/// The highest bit of each byte that is 0, and perhaps of bytes behind one.
fn empty(group: u64) -> u64 {
    group.wrapping_sub(ONES) & !group & HIGHS
}

fn first_byte(bits: u64) -> usize {
    (bits.trailing_zeros() / 8) as usize
}
