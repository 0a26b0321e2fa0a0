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

/// Places for the rows that are asked for most.
const HOT: usize = 1 << 13;

/// Features that are looked for in the whole model together: many, so that the processor waits for all of them at once, but
/// few enough for the cache.
const TOGETHER: usize = 1 << 10;

/// The rows that were asked for last: much the same features come again and again, but lie all over the model. Here they lie
/// together, near the processor.
#[derive(Debug)]
pub(super) struct Hot {
    /// The feature in each place.
    keys: Vec<u32>,
    rows: Vec<Packed>,
    /// Room for the features that are not here, each with its token, and for where the model has them.
    missed: Vec<(u32, u32)>,
    found: Vec<Found>,
}

/// A feature of a token, and the row that may be its.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    at: u32,
    hash: u32,
    token: u32,
}

impl Default for Hot {
    fn default() -> Self {
        Self {
            // A key that belongs elsewhere is never asked for here.
            keys: (0..).take(HOT).map(|place: u32| place ^ 1).collect(),
            rows: vec![Packed::default(); HOT],
            missed: Vec::new(),
            found: Vec::new(),
        }
    }
}

/// Where a feature is kept, if it is.
fn place(hash: u32) -> usize {
    hash as usize % HOT
}

/// Tags in a group: those of eight rows are compared at once, as one number.
const GROUP: usize = 8;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Scores of the labels of a paragraph's tokens.
pub(crate) type Scores = Vec<[f32; L]>;

/// The weights that a feature gives to the labels in each pass.
#[cfg(any(test, feature = "training"))]
pub(crate) type Row = [[f32; L]; P];

/// A feature's weights, those of the first pass, then those of the second, before they are shifted; then two bytes that
/// tell by how much they are, in five bits, and what there is of its hash that its place does not tell. Half a line
/// of cache.
type Packed = [i8; W];

/// Weights in a row, and two bytes.
const W: usize = 2 * L + 2;

/// What to multiply the weights of a row with, by the number that stands for its two shifts.
static FACTORS: [[i16; W]; 32] = factors();
const SHIFTS: usize = MOST_SHIFT as usize + 1;

const fn factors() -> [[i16; W]; 32] {
    let mut table = [[0; W]; 32];
    let mut number = 0;
    while number < SHIFTS * SHIFTS {
        let mut label = 0;
        while label < L {
            table[number][label] = 1 << (number / SHIFTS);
            table[number][L + label] = 1 << (number % SHIFTS);
            label += 1;
        }
        number += 1;
    }
    table
}

/// A group's tags and the number of its first row.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    tags: u64,
    first: u32,
}

/// The weights of features and of neighbouring labels.
#[derive(Debug)]
pub(crate) struct Model {
    /// A byte of each row's hash, 0 for an empty place: small enough for the cache, and most features are absent. The
    /// method is that of Swiss tables (Kulukundis 2017), with the rows of a group side by side and none between.
    groups: Vec<Group>,
    rows: Vec<Packed>,
    /// The hash's highest bits say in which group its row is: that many are left out.
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
        // A hash's low 15 bits are kept, so there are 2^17 groups at least.
        let size = (count * 8 / 5 / GROUP).next_power_of_two().clamp(1 << (32 - KEPT), 1 << 24);
        let unused = 32 - size.trailing_zeros();
        let mut groups: Vec<Group> = vec![Group::default(); size];
        let mut rows: Vec<Packed> = Vec::with_capacity(count);
        let mut hash = 0u32;
        let mut open = 0;
        for _ in 0..count {
            let (mut row, shifts) = entry(&mut rest, &mut hash)?;
            for (byte, told) in row[2 * L..].iter_mut().zip((check(hash, unused) | shifts).to_le_bytes()) {
                *byte = told.cast_signed();
            }
            // Hashes ascend, and so do their groups: what one can't hold goes to the next.
            let mut group = ((hash >> unused) as usize).max(open);
            if empty(groups.get(group)?.tags) == 0 {
                group += 1;
                // The last group has none behind it.
                if group == groups.len() {
                    groups.push(Group::default());
                }
            }
            open = group;
            let group = &mut groups[group];
            let place = empty(group.tags).trailing_zeros() / 8;
            if place == 0 {
                group.first = u32::try_from(rows.len()).ok()?;
            }
            group.tags |= tag(hash) << (8 * place);
            rows.push(row);
        }
        groups.push(Group::default());
        Some(Self { groups, rows, unused, transitions })
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

    /// What the features give to every label of every token in each pass: one look for both.
    pub(super) fn sums_of(&self, features: &Features, hot: &mut Hot) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); features.len()];
        hot.missed.clear();
        for token in 0..features.len() {
            for &hash in features.of(token) {
                let place = place(hash);
                if hot.keys[place] == hash {
                    sums[token].add_row(&hot.rows[place]);
                } else {
                    #[allow(clippy::cast_possible_truncation)]
                    hot.missed.push((hash, token as u32));
                }
            }
            if hot.missed.len() >= TOGETHER {
                self.add_missed(&mut sums, hot);
            }
        }
        self.add_missed(&mut sums, hot);
        sums
    }

    /// Adds what the model has of the features that were missed, and keeps it at hand.
    ///
    /// In three steps, of which the first two have no branch that depends on what they read: so the processor waits for the
    /// memory of all features at once, and not for one after the other.
    fn add_missed(&self, sums: &mut [Sums], hot: &mut Hot) {
        let Hot { keys, rows, missed, found } = hot;
        self.candidates(missed, found);
        missed.clear();
        let mut count = 0;
        for number in 0..found.len() {
            let candidate = found[number];
            found[count] = candidate;
            // Tags are short: now and then a row is another feature's.
            let told = self.rows.get(candidate.at as usize).map_or(0, told);
            count += usize::from(told & !31 == check(candidate.hash, self.unused));
        }
        for Found { at, hash, token } in &found[..count] {
            let row = &self.rows[*at as usize];
            sums[*token as usize].add_row(row);
            let place = place(*hash);
            keys[place] = *hash;
            rows[place] = *row;
        }
    }

    /// The rows that may be those of features, by their tags.
    fn candidates(&self, missed: &[(u32, u32)], found: &mut Vec<Found>) {
        found.clear();
        let mut count = 0;
        for &(hash, token) in missed {
            let mut at = (hash >> self.unused) as usize;
            while let Some(group) = self.groups.get(at) {
                // Hardly ever are there two rows of the same tag, so that more is found than was looked for.
                if found.len() < count + GROUP {
                    found.resize(found.len() + missed.len() + GROUP, Found::default());
                }
                let mut same = equal(group.tags, tag(hash));
                found[count] = Found { at: group.first + same.trailing_zeros() / 8, hash, token };
                count += usize::from(same != 0);
                same &= same.wrapping_sub(1);
                while same != 0 {
                    found[count] = Found { at: group.first + same.trailing_zeros() / 8, hash, token };
                    count += 1;
                    same &= same - 1;
                }
                // A full group may have let some go on to the next.
                if empty(group.tags) != 0 {
                    break;
                }
                at += 1;
            }
        }
        found.truncate(count);
    }

    /// The scores of tokens with these features in each pass.
    #[cfg(test)]
    pub(super) fn scores(&self, features: &Features) -> [Scores; P] {
        scores(&self.sums_of(features, &mut Hot::default()))
    }
}

/// What features give to the labels of a token, those of the first pass, then those of the second, in finest steps.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums([i16; W]);

impl Sums {
    fn add_row(&mut self, row: &Packed) {
        let factors = &FACTORS[usize::from(told(row) & 31)];
        for ((sum, weight), factor) in self.0.iter_mut().zip(row).zip(factors) {
            *sum = sum.saturating_add(i16::from(*weight) * factor);
        }
    }

    /// Adds what other features give.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, more) in self.0.iter_mut().zip(&other.0) {
            *sum = sum.saturating_add(*more);
        }
    }
}

/// The scores of tokens in each pass.
pub(super) fn scores(sums: &[Sums]) -> [Scores; P] {
    let mut found = [Scores::with_capacity(sums.len()), Scores::with_capacity(sums.len())];
    for sums in sums {
        for (pass, found) in found.iter_mut().enumerate() {
            let mut scores = [0f32; L];
            for (score, sum) in scores.iter_mut().zip(&sums.0[pass * L..]) {
                *score = f32::from(*sum) * FINEST;
            }
            found.push(scores);
        }
    }
    found
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

/// Reads an entry, its weights and the number of its shifts; `hash` is that of the entry before and becomes its own.
fn entry(rest: &mut &[u8], hash: &mut u32) -> Option<(Packed, u16)> {
    for place in 0..5 {
        let [byte] = take(rest)?;
        *hash = hash.checked_add(u32::from(byte & 0x7F).checked_shl(7 * place)?)?;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let mut row: Packed = [0; W];
    let mut shifts = 0;
    for weights in row[..2 * L].chunks_mut(L) {
        shifts *= u16::from(MOST_SHIFT) + 1;
        let present = u16::from_le_bytes(take(rest)?);
        if present == 0 {
            continue;
        }
        shifts += u16::from(u8::from_le_bytes(take(rest)?).min(MOST_SHIFT));
        for (label, weight) in weights.iter_mut().enumerate() {
            if present & (1 << label) != 0 {
                *weight = i8::from_le_bytes(take(rest)?);
            }
        }
    }
    Some((row, shifts))
}

/// That many bits of a hash are not in its group's number: a tag has seven of them, a row the others.
const KEPT: u32 = 15;

/// Never 0.
fn tag(hash: u32) -> u64 {
    u64::from(hash & 0x7F) | 0x80
}

/// The eight bits of a hash that are neither in its tag nor in its group's number, and the last three of that number: a
/// row may stand in a group behind its own.
#[allow(clippy::cast_possible_truncation)]
fn check(hash: u32, unused: u32) -> u16 {
    ((hash >> 7 & 0xFF) << 8 | (hash >> unused & 7) << 5) as u16
}

/// The two bytes behind a row's weights.
fn told(row: &Packed) -> u16 {
    u16::from_le_bytes([row[2 * L].cast_unsigned(), row[2 * L + 1].cast_unsigned()])
}

/// The highest bit of each byte that is empty.
fn empty(tags: u64) -> u64 {
    !tags & HIGHS
}

/// The highest bit of each byte that is `tag`.
fn equal(tags: u64, tag: u64) -> u64 {
    let differences = tags ^ (tag * ONES);
    !(((differences & !HIGHS) + !HIGHS) | differences) & HIGHS
}
