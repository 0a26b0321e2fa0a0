//! What a document has stored, read without trust in the lengths that stand before it.
//!
//! A store is compressed and its blocks have no checksums, so a changed byte gives other bytes. Where one of them is a
//! length, tantivy asks for so much memory before it reads on, and a process that asks for a petabyte is ended. Of what
//! dixit stores a document has one piece, so its lengths are known from where it ends.

use std::sync::OnceLock;

use tantivy::directory::OwnedBytes;
use tantivy::error::DataCorruption;
use tantivy::schema::Field as TantivyField;
use tantivy::{DocAddress, DocId, Searcher, TantivyError};

use super::schema::Schema;
use super::store::{Store, length};
use super::stored::StoredError;

/// How tantivy marks a piece of bytes.
const BYTES: u8 = 4;

/// The documents of a searcher; the store of a segment is opened when one of them is read.
pub(super) struct Documents<'s> {
    searcher: &'s Searcher,
    stored: TantivyField,
    stores: Vec<OnceLock<Store>>,
}

impl<'s> Documents<'s> {
    pub(super) fn new(searcher: &'s Searcher, schema: &Schema) -> Self {
        let stores = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Self { searcher, stored: schema.stored, stores }
    }

    /// What the document at `address` has stored, decoded.
    pub(super) fn read<T>(
        &self,
        address: DocAddress,
        decode: fn(&[u8]) -> Result<T, StoredError>,
    ) -> tantivy::Result<T> {
        let ordinal = address.segment_ord;
        let slot =
            self.stores.get(ordinal as usize).ok_or_else(|| TantivyError::InvalidArgument("no segment".into()))?;
        let store = if let Some(store) = slot.get() {
            store
        } else {
            let opened = Store::open(self.searcher, ordinal)?;
            slot.get_or_init(|| opened)
        };
        let bytes = stored_bytes(store, address.doc_id, self.stored)?;
        decode(&bytes).map_err(|error| TantivyError::InternalError(error.to_string()))
    }
}

/// The bytes that the document `doc` has stored in `field`.
pub(super) fn stored_bytes(store: &Store, doc: DocId, field: TantivyField) -> tantivy::Result<OwnedBytes> {
    let whole = store.document(doc)?;
    let at = piece_at(&whole, field.field_id())
        .ok_or_else(|| DataCorruption::comment_only("a document holds other than one stored record"))?;
    Ok(whole.slice(at..whole.len()))
}

/// Where the one piece of a document begins: the number of its pieces stands before it, its field, its sort, and its length.
fn piece_at(document: &[u8], field: u32) -> Option<usize> {
    let mut rest = document;
    let n_pieces = length(&mut rest)?;
    let (of_field, after) = rest.split_first_chunk::<4>()?;
    let (sort, mut rest) = after.split_first()?;
    let n_bytes = length(&mut rest)?;
    let is_whole =
        (n_pieces, u32::from_le_bytes(*of_field), *sort) == (1, field, BYTES) && n_bytes == rest.len() as u64;
    is_whole.then(|| document.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::samples::Corpus;

    #[test]
    fn a_document_gives_its_piece_and_one_with_any_other_length_nothing() {
        let piece = b"a record of some length, in words that have no marked byte".repeat(4);
        let head = |n_bytes: &[u8]| [&[0x81, 7, 0, 0, 0, BYTES], n_bytes].concat();
        let right = head(&[0x68, 0x81]);
        let document = |head: &[u8]| [head, &piece].concat();
        assert_eq!(piece.len(), 0x68 + 0x80);
        assert_eq!(piece_at(&document(&right), 7), Some(right.len()));
        let wrong = [
            // The mark is lost, so the words are digits of the length.
            head(&[0x68, 0x01]),
            head(&[0x69, 0x81]),
            head(&[0xe8]),
            [&[0x82, 7, 0, 0, 0, BYTES, 0x68, 0x81][..]].concat(),
            [&[0x81, 8, 0, 0, 0, BYTES, 0x68, 0x81][..]].concat(),
            [&[0x81, 7, 0, 0, 0, BYTES + 1, 0x68, 0x81][..]].concat(),
        ];
        for head in wrong {
            assert_eq!(piece_at(&document(&head), 7), None, "{head:?}");
        }
        for end in 0..right.len() {
            assert_eq!(piece_at(&right[..end], 7), None, "{end}");
        }
    }

    #[test]
    fn a_changed_mark_of_a_length_is_an_error_and_no_request_for_all_memory() {
        // The store as it is written, but not compressed, so that the length is where it can be found.
        let text = "x".repeat(300);
        let mut builder = tantivy::schema::Schema::builder();
        let field = builder.add_bytes_field("stored", tantivy::schema::STORED);
        let settings = tantivy::IndexSettings {
            docstore_compression: tantivy::store::Compressor::None,
            ..tantivy::IndexSettings::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let index = tantivy::Index::builder().schema(builder.build()).settings(settings);
        let index = index.create_in_dir(folder.path()).unwrap();
        let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let mut document = tantivy::TantivyDocument::new();
        document.add_bytes(field, text.as_bytes());
        writer.add_document(document).unwrap();
        writer.commit().unwrap();
        let read = || {
            let searcher = index.reader().unwrap().searcher();
            let store = Store::open(&searcher, 0).unwrap();
            stored_bytes(&store, 0, field).map(|bytes| bytes.to_vec())
        };
        assert_eq!(read().unwrap(), text.as_bytes());
        let entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let path = entries.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "store")).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let marked = bytes.windows(2).position(|two| two == [0x80 | 2, b'x']).unwrap();
        bytes[marked] = 2;
        let draft = path.with_extension("draft");
        std::fs::write(&draft, &bytes).unwrap();
        std::fs::rename(&draft, &path).unwrap();
        assert!(read().unwrap_err().to_string().contains("other than one stored record"));
    }

    #[test]
    fn every_document_of_an_index_is_read_as_tantivy_reads_it() {
        use tantivy::schema::Value;
        let corpus =
            Corpus::new(&[("a.txt", "Berg | TASS | | 2024 | en | one\nskip\nLund | | | | | «two» and «three»")]);
        corpus.build();
        let snapshot = corpus.open().snapshot();
        let mut n_read = 0;
        for (ordinal, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
            let (store, others) =
                (Store::open(&snapshot.searcher, ordinal).unwrap(), reader.get_store_reader(0).unwrap());
            for doc in reader.doc_ids_alive() {
                let document: tantivy::TantivyDocument = others.get(doc).unwrap();
                let Some(value) = document.get_first(snapshot.schema.stored) else { continue };
                assert_eq!(Some(&*stored_bytes(&store, doc, snapshot.schema.stored).unwrap()), value.as_bytes());
                n_read += 1;
            }
        }
        assert!(n_read >= 5, "{n_read}");
    }
}
