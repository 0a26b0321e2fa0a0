//! The documents of a segment as tantivy stores them: in blocks that are packed one by one, with a table that tells where
//! the block of a document lies.
//!
//! tantivy's own reader makes anew, for each block, what unpacks it, which asks the processor what it can: in a virtual
//! machine that takes longer than the block. Here each thread has one for all. And nothing that the file says is believed:
//! what does not fit is damage, told as such.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;
use tantivy::directory::{Directory, FileSlice, OwnedBytes};
use tantivy::error::DataCorruption;
use tantivy::{DocId, HasLen, Searcher, SegmentOrdinal, TantivyError};
use zstd::bulk::Decompressor;

/// Blocks that are kept unpacked, of each segment.
const BLOCKS: NonZeroUsize = NonZeroUsize::new(100).unwrap();

/// Length of the end of a store, before its checksum.
pub(super) const END: usize = 28;

/// The version of the format that is read here.
const VERSION: u32 = 2;

/// How blocks are packed.
const AS_THEY_ARE: u8 = 0;
const BY_ZSTD: u8 = 4;

/// The documents of one segment.
pub(super) struct Store {
    blocks: FileSlice,
    is_packed: bool,
    /// The table, from the level that has few entries for many blocks each to the one that has an entry for each block.
    levels: Vec<OwnedBytes>,
    unpacked: Mutex<LruCache<usize, OwnedBytes>>,
}

/// What the last bytes of a store say.
pub(super) struct End {
    /// Of the format.
    version: u32,
    /// Where its table begins.
    pub table_at: u64,
    /// How its blocks are packed.
    packing: u8,
}

impl End {
    /// What `bytes` say.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first_chunk()?;
        let (table_at, rest) = rest.split_first_chunk()?;
        let (version, table_at) = (u32::from_le_bytes(*version), u64::from_le_bytes(*table_at));
        Some(Self { version, table_at, packing: *rest.first()? })
    }
}

/// Some documents of a segment, and where the block that has them, or their entries in the next level, lies.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    docs: Range<DocId>,
    bytes: Range<usize>,
}

thread_local! {
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

impl Store {
    /// The documents of the segment with that number.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is damaged.
    pub(super) fn open(searcher: &Searcher, ordinal: SegmentOrdinal) -> tantivy::Result<Self> {
        let id = searcher.segment_reader(ordinal).segment_id();
        // Mapped already: it stays there for as long as the searcher does, even where the file has gone.
        let path = PathBuf::from(format!("{}.store", id.uuid_string()));
        let file = searcher.index().directory().open_read(&path)?;
        let end_at = file.len().checked_sub(END).ok_or_else(|| damage("the store of documents is cut"))?;
        let (body, end) = file.split(end_at);
        let end = end.read_bytes()?;
        let end = End::of(&end).filter(|end| end.version == VERSION && end.table_at <= body.len() as u64);
        let (is_packed, table_at) = match end {
            Some(End { packing: AS_THEY_ARE, table_at, .. }) => (false, table_at),
            Some(End { packing: BY_ZSTD, table_at, .. }) => (true, table_at),
            _ => return Err(damage("the end of the store of documents is not as it should be")),
        };
        let (blocks, table) = body.split(usize::try_from(table_at).unwrap_or(usize::MAX));
        let levels = levels(&table.read_bytes()?).ok_or_else(|| damage("the table of blocks of documents is cut"))?;
        Ok(Self { blocks, is_packed, levels, unpacked: Mutex::new(LruCache::new(BLOCKS)) })
    }

    /// What tantivy has stored for `doc`.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is damaged.
    pub(super) fn document(&self, doc: DocId) -> tantivy::Result<OwnedBytes> {
        let entry = self.entry(doc).ok_or_else(|| damage("a document is in no block"))?;
        let block = self.block(&entry)?;
        let place = (doc - entry.docs.start) as usize;
        let range = piece_of(&block, place).ok_or_else(|| damage("a document is not in its block"))?;
        Ok(block.slice(range))
    }

    /// The block that has `doc`.
    fn entry(&self, doc: DocId) -> Option<Entry> {
        let mut from = 0;
        let mut found = None;
        for level in &self.levels {
            let entry = entry_of(level.get(from..)?, doc)?;
            from = entry.bytes.start;
            found = Some(entry);
        }
        found.filter(|entry| entry.docs.contains(&doc))
    }

    fn block(&self, entry: &Entry) -> tantivy::Result<OwnedBytes> {
        let at = entry.bytes.start;
        if let Some(block) = self.unpacked.lock().unwrap_or_else(PoisonError::into_inner).get(&at) {
            return Ok(block.clone());
        }
        if entry.bytes.end > self.blocks.len() {
            return Err(damage("a block of documents lies behind the end of the file"));
        }
        let bytes = self.blocks.slice(entry.bytes.clone()).read_bytes()?;
        if !self.is_packed {
            return Ok(bytes);
        }
        let block = OwnedBytes::new(unpack(&bytes)?);
        self.unpacked.lock().unwrap_or_else(PoisonError::into_inner).put(at, block.clone());
        Ok(block)
    }
}

fn damage(what: &str) -> TantivyError {
    DataCorruption::comment_only(what.to_owned()).into()
}

/// The levels of a table, which begins with how many there are and where each of them ends.
fn levels(table: &OwnedBytes) -> Option<Vec<OwnedBytes>> {
    let mut rest = table.as_slice();
    let n_levels = length(&mut rest)?;
    let ends: Vec<usize> = (0..n_levels).map_while(|_| usize::try_from(length(&mut rest)?).ok()).collect();
    let first = table.len() - rest.len();
    let is_whole =
        ends.len() as u64 == n_levels && ends.is_sorted() && ends.last().is_none_or(|end| *end <= rest.len());
    let starts = std::iter::once(0).chain(ends.iter().copied());
    is_whole.then(|| starts.zip(&ends).map(|(start, end)| table.slice(first + start..first + end)).collect())
}

/// The first entry in a level, as it stands from some group of entries on, that has `doc` or documents behind it.
fn entry_of(mut level: &[u8], doc: DocId) -> Option<Entry> {
    while !level.is_empty() {
        let n_entries = length(&mut level)?;
        if n_entries == 0 {
            continue;
        }
        let mut first = DocId::try_from(length(&mut level)?).ok()?;
        let mut at = usize::try_from(length(&mut level)?).ok()?;
        for _ in 0..n_entries {
            let behind = first.checked_add(DocId::try_from(length(&mut level)?).ok()?)?;
            let end = at.checked_add(usize::try_from(length(&mut level)?).ok()?)?;
            if behind > doc {
                return Some(Entry { docs: first..behind, bytes: at..end });
            }
            (first, at) = (behind, end);
        }
    }
    None
}

/// Where in a block its document with that number lies: behind the documents stands where each of them begins, then how
/// many there are.
fn piece_of(block: &[u8], number: usize) -> Option<Range<usize>> {
    let word = |bytes: &[u8; 4]| usize::try_from(u32::from_le_bytes(*bytes)).ok();
    let (rest, n) = block.split_last_chunk()?;
    let starts_at = rest.len().checked_sub(word(n)?.checked_mul(size_of::<u32>())?)?;
    let (starts, _) = rest.get(starts_at..)?.as_chunks();
    let start = word(starts.get(number)?)?;
    let end = starts.get(number + 1).map_or(Some(starts_at), word)?;
    (start <= end && end <= starts_at).then_some(start..end)
}

/// A block as it was before it was packed: its length stands before it.
fn unpack(packed: &[u8]) -> tantivy::Result<Vec<u8>> {
    let (n_bytes, packed) = packed.split_first_chunk().ok_or_else(|| damage("a block of documents is cut"))?;
    let n_bytes = u32::from_le_bytes(*n_bytes) as usize;
    let mut block = Vec::new();
    // Room that is asked for and not written to takes no memory.
    block.try_reserve_exact(n_bytes).map_err(|_| damage("a block of documents is larger than memory"))?;
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(Decompressor::new()?),
        };
        let n_unpacked = unpacker
            .decompress_to_buffer(packed, &mut block)
            .map_err(|error| damage(&format!("a block of documents cannot be unpacked: {error}")))?;
        if n_unpacked == n_bytes { Ok(()) } else { Err(damage("a block of documents is shorter than it says")) }
    })?;
    Ok(block)
}

/// Takes a length as tantivy writes it: seven bits a byte, the last of which is marked.
pub(super) fn length(bytes: &mut &[u8]) -> Option<u64> {
    let mut length = 0u64;
    for shift in (0..u64::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        length |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 != 0 {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tantivy::store::{Compressor, ZstdCompressor};
    use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument};

    use super::*;
    use crate::model::Dice;

    /// An index with one segment of `n_docs` documents, some of which are longer than a block.
    fn index(folder: &Path, n_docs: usize, docstore_compression: Compressor) -> Index {
        let mut builder = tantivy::schema::Schema::builder();
        let field = builder.add_bytes_field("stored", tantivy::schema::STORED);
        let settings = IndexSettings { docstore_compression, docstore_blocksize: 60, ..IndexSettings::default() };
        let index = Index::builder().schema(builder.build()).settings(settings).create_in_dir(folder).unwrap();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for number in 0..n_docs {
            let mut document = TantivyDocument::new();
            document.add_bytes(field, format!("{number} ").repeat(1 + number % 50).as_bytes());
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        index
    }

    #[test]
    fn documents_are_found_through_every_level_as_tantivy_finds_them() {
        let packings = [Compressor::Zstd(ZstdCompressor::default()), Compressor::None];
        for (packing, n_docs) in packings.into_iter().flat_map(|packing| [1, 9, 700].map(|n_docs| (packing, n_docs))) {
            let folder = tempfile::tempdir().unwrap();
            let index = index(folder.path(), n_docs, packing);
            let searcher = index.reader().unwrap().searcher();
            let store = Store::open(&searcher, 0).unwrap();
            assert_eq!(store.levels.len() > 2, n_docs == 700, "{packing:?}: {}", store.levels.len());
            let others = searcher.segment_reader(0).get_store_reader(0).unwrap();
            for doc in 0..u32::try_from(n_docs).unwrap() {
                let expected = others.get_document_bytes(doc).unwrap();
                for _ in 0..2 {
                    assert_eq!(*store.document(doc).unwrap(), *expected, "{packing:?}: {doc} of {n_docs}");
                }
            }
            let behind = store.document(u32::try_from(n_docs).unwrap());
            assert!(behind.unwrap_err().to_string().contains("a document is in no block"));
        }
    }

    #[test]
    fn a_store_whose_file_has_gone_is_read_for_as_long_as_its_searcher_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let index = index(folder.path(), 20, Compressor::Zstd(ZstdCompressor::default()));
        let searcher = index.reader().unwrap().searcher();
        std::fs::remove_dir_all(folder.path()).unwrap();
        assert!(Store::open(&searcher, 0).unwrap().document(19).is_ok());
    }

    #[test]
    fn no_bytes_make_it_panic_or_give_another_document_than_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let index = index(folder.path(), 90, Compressor::Zstd(ZstdCompressor::default()));
        let store = Store::open(&index.reader().unwrap().searcher(), 0).unwrap();
        let entry = store.entry(40).unwrap();
        let block = store.block(&entry).unwrap().to_vec();
        let packed = store.blocks.slice(entry.bytes).read_bytes().unwrap().to_vec();
        let level = store.levels.last().unwrap().to_vec();
        let mut dice = Dice::new(7);
        for _ in 0..20_000 {
            let changed = |bytes: &[u8], dice: &mut Dice| {
                let mut bytes = bytes[..dice.below(bytes.len() + 1)].to_vec();
                for _ in 0..dice.below(4) {
                    let n_bytes = bytes.len();
                    if n_bytes > 0 {
                        bytes[dice.below(n_bytes)] = u8::try_from(dice.below(256)).unwrap();
                    }
                }
                bytes
            };
            let (block, level) = (changed(&block, &mut dice), changed(&level, &mut dice));
            assert!(piece_of(&block, dice.below(9)).is_none_or(|range| block.get(range).is_some()));
            let doc = u32::try_from(dice.below(100)).unwrap();
            assert!(entry_of(&level, doc).is_none_or(|entry| entry.docs.end > doc));
            let table = OwnedBytes::new(level);
            assert!(
                levels(&table).is_none_or(|levels| levels.iter().map(OwnedBytes::len).sum::<usize>() < table.len())
            );
        }
        for _ in 0..500 {
            let _told_as_damage_or_as_it_was = unpack(&changed_packed(&packed, &mut dice));
        }
        assert!(unpack(&packed).is_ok());
    }

    /// With one byte changed, the length before it among them.
    fn changed_packed(packed: &[u8], dice: &mut Dice) -> Vec<u8> {
        let mut packed = packed.to_vec();
        let at = dice.below(packed.len());
        packed[at] ^= 1 << dice.below(8);
        packed
    }

    #[test]
    fn lengths_are_read_to_their_mark() {
        for (mut bytes, expected) in
            [(&[0x85][..], Some(5)), (&[0x05, 0x81], Some(133)), (&[], None), (&[0x05], None), (&[1; 12], None)]
        {
            assert_eq!(length(&mut bytes), expected);
        }
    }
}
