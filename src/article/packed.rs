//! Compressed files and archives: what is inside, one member after the other.
//!
//! What a file holds tells what it is, not what it is called; office documents, which are zip archives inside, stay whole. A compressed file goes by its own path, a member by `archive!member`.

use std::io::{Cursor, Read};

use crate::read::{Skip, SkipReason};

use super::documents::is_zipped_document;

/// Largest member that is read, in unpacked bytes: one is in memory as a whole.
const MAX_MEMBER_BYTES: u64 = 1 << 28;

/// Unpacked bytes of all members of one file together: a thousand times the file and this, or it is a bomb.
const FREE_BYTES: u64 = 1 << 30;
const MOST_TIMES: u64 = 1000;

/// Layers around an article: `.html.gz` in `.tar` in `.gz` is three.
const MOST_LAYERS: usize = 4;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
    Zip,
    Tar,
}

impl Packing {
    fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
            Packing::Zip => "zip",
            Packing::Tar => "tar",
        }
    }
}

/// How `bytes` are packed, if they are.
pub(super) fn packing(bytes: &[u8]) -> Option<Packing> {
    match bytes {
        _ if bytes.starts_with(b"\x1F\x8B\x08") => Some(Packing::Gzip),
        _ if bytes.starts_with(b"\x28\xB5\x2F\xFD") => Some(Packing::Zstd),
        _ if bytes.starts_with(b"PK\x03\x04") && !is_zipped_document(bytes) => Some(Packing::Zip),
        _ if bytes.get(257..262) == Some(b"ustar") => Some(Packing::Tar),
        _ => None,
    }
}

/// What is inside a file, on its way to who reads it.
pub(super) struct Unpacker<'u> {
    /// Reads a member: its place, the name that its format is told by, its bytes.
    member: &'u mut dyn FnMut(&str, &str, &[u8]),
    /// Hears what is not read.
    skip: &'u mut dyn FnMut(Skip),
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'u> Unpacker<'u> {
    /// For a file of `packed_bytes`.
    pub(super) fn new(
        packed_bytes: usize,
        member: &'u mut dyn FnMut(&str, &str, &[u8]),
        skip: &'u mut dyn FnMut(Skip),
    ) -> Self {
        let left = (packed_bytes as u64).saturating_mul(MOST_TIMES).saturating_add(FREE_BYTES);
        Self { member, skip, left }
    }

    /// Hands on what is in `bytes`, which are packed so, at the place `shown` and under `name`.
    pub(super) fn unpack(&mut self, shown: &str, name: &str, bytes: &[u8], packing: Packing) {
        self.layer(shown, name, bytes, packing, 1);
    }

    fn layer(&mut self, shown: &str, name: &str, bytes: &[u8], packing: Packing, layers: usize) {
        if layers > MOST_LAYERS {
            let detail = format!("packed more than {MOST_LAYERS} times");
            return self.refuse(shown, SkipReason::Malformed { format: packing.name(), detail });
        }
        match packing {
            Packing::Gzip => {
                let mut reader = flate2::read::MultiGzDecoder::new(bytes);
                self.take(shown, without_ending(name), &mut reader, packing, layers);
            }
            Packing::Zstd => match zstd::stream::read::Decoder::new(bytes) {
                Ok(mut reader) => self.take(shown, without_ending(name), &mut reader, packing, layers),
                Err(error) => self.broken(shown, packing, &error),
            },
            Packing::Zip => self.zip(shown, bytes, layers),
            Packing::Tar => self.tar(shown, bytes, layers),
        }
    }

    fn zip(&mut self, shown: &str, bytes: &[u8], layers: usize) {
        let mut archive = match zip::ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => return self.broken(shown, Packing::Zip, &error),
        };
        for number in 0..archive.len() {
            let place = format!("{shown}!{}", number + 1);
            match archive.by_index(number) {
                Ok(entry) if !entry.is_file() => {}
                Ok(mut entry) => {
                    let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
                    if !is_hidden(&name) {
                        self.take(&format!("{shown}!{name}"), &name, &mut entry, Packing::Zip, layers);
                    }
                }
                Err(error) => self.broken(&place, Packing::Zip, &error),
            }
        }
    }

    fn tar(&mut self, shown: &str, bytes: &[u8], layers: usize) {
        let mut archive = tar::Archive::new(bytes);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.broken(shown, Packing::Tar, &error),
        };
        for entry in entries {
            match entry {
                // Links lead to other members or out of the archive.
                Ok(entry) if !entry.header().entry_type().is_file() => {}
                Ok(mut entry) => {
                    let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                    if !is_hidden(&name) {
                        self.take(&format!("{shown}!{name}"), &name, &mut entry, Packing::Tar, layers);
                    }
                }
                // Where the next member begins is not known any more.
                Err(error) => return self.broken(shown, Packing::Tar, &error),
            }
        }
    }

    /// Reads a member and hands it on, or what is inside of it.
    fn take(&mut self, shown: &str, name: &str, reader: &mut dyn Read, packing: Packing, layers: usize) {
        let limit = MAX_MEMBER_BYTES.min(self.left);
        let mut bytes = Vec::new();
        if let Err(error) = reader.take(limit + 1).read_to_end(&mut bytes) {
            return self.broken(shown, packing, &error);
        }
        let size = bytes.len() as u64;
        self.left = self.left.saturating_sub(size);
        if size > limit {
            return self.refuse(shown, SkipReason::TooLarge { size, limit });
        }
        match self::packing(&bytes) {
            Some(inner) => self.layer(shown, name, &bytes, inner, layers + 1),
            None => (self.member)(shown, name, &bytes),
        }
    }

    fn broken(&mut self, shown: &str, packing: Packing, error: &dyn std::fmt::Display) {
        self.refuse(shown, SkipReason::Malformed { format: packing.name(), detail: error.to_string() });
    }

    fn refuse(&mut self, shown: &str, reason: SkipReason) {
        (self.skip)(Skip { path: shown.to_owned(), place: None, reason });
    }
}

/// The name of what a compressed file holds: `a.html` for `a.html.gz`, `a.tar` for `a.tgz`.
fn without_ending(name: &str) -> &str {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    match ending.to_ascii_lowercase().as_str() {
        "gz" | "gzip" | "zst" | "zstd" | "tgz" | "z" => stem,
        _ => name,
    }
}

/// What file managers put into archives, and hidden files, which are left out of folders too.
fn is_hidden(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part.starts_with('.') && part != "." && part != ".." || part == "__MACOSX")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in members {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// What is inside, as `place=bytes` or `place!code`.
    fn unpacked(name: &str, bytes: &[u8]) -> Vec<String> {
        let found = std::cell::RefCell::new(Vec::new());
        let mut member = |shown: &str, _: &str, bytes: &[u8]| {
            found.borrow_mut().push(format!("{shown}={}", String::from_utf8_lossy(bytes)));
        };
        let mut skip = |skip: Skip| found.borrow_mut().push(format!("{} {}", skip.path, skip.reason.code()));
        let packing = packing(bytes).expect("it is packed");
        Unpacker::new(bytes.len(), &mut member, &mut skip).unpack(name, name, bytes, packing);
        found.into_inner()
    }

    #[test]
    fn a_compressed_file_is_what_it_holds() {
        assert_eq!(unpacked("a.txt.gz", &gzip(b"one")), ["a.txt.gz=one"]);
        assert_eq!(unpacked("a.txt.zst", &zstd::encode_all(&b"two"[..], 1).unwrap()), ["a.txt.zst=two"]);
        let twice = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(unpacked("a.gz", &twice), ["a.gz=one two"]);
    }

    #[test]
    fn members_go_by_archive_and_name() {
        let members: &[(&str, &[u8])] =
            &[("b/one.txt", b"1"), (".DS_Store", b"x"), ("__MACOSX/y", b"x"), ("two.txt", b"2")];
        assert_eq!(unpacked("a.zip", &zip(members)), ["a.zip!b/one.txt=1", "a.zip!two.txt=2"]);
        assert_eq!(unpacked("a.tar", &tar(members)), ["a.tar!b/one.txt=1", "a.tar!two.txt=2"]);
        assert_eq!(unpacked("a.tgz", &gzip(&tar(members))), ["a.tgz!b/one.txt=1", "a.tgz!two.txt=2"]);
        let inner = gzip(b"3");
        let outer = tar(&[("c.txt.gz", &inner), ("d.zip", &zip(members))]);
        assert_eq!(unpacked("a.tar", &outer), ["a.tar!c.txt.gz=3", "a.tar!d.zip!b/one.txt=1", "a.tar!d.zip!two.txt=2"]);
    }

    #[test]
    fn what_is_cut_in_half_is_named_and_costs_no_more_than_it_must() {
        let whole = gzip(&b"word ".repeat(4000));
        assert_eq!(unpacked("a.txt.gz", &whole[..whole.len() / 2]), ["a.txt.gz malformed"]);
        let members: &[(&str, &[u8])] = &[("one.txt", b"1"), ("two.txt", b"2")];
        let archive = tar(members);
        assert_eq!(unpacked("a.tar", &archive[..1030]), ["a.tar!one.txt=1", "a.tar malformed"]);
        assert_eq!(unpacked("a.zip", &zip(members)[..40]), ["a.zip malformed"]);
    }

    #[test]
    fn what_is_packed_too_often_or_too_well_is_refused() {
        let mut bytes = b"deep".to_vec();
        for _ in 0..6 {
            bytes = gzip(&bytes);
        }
        assert_eq!(unpacked("a.gz", &bytes), ["a.gz malformed"]);
        let zeros = gzip(&vec![0; 1 << 20]);
        let mut count = 0;
        let mut codes = Vec::new();
        let mut member = |_: &str, _: &str, _: &[u8]| count += 1;
        let mut skip = |skip: Skip| codes.push(skip.reason.code());
        let mut unpacker = Unpacker::new(zeros.len(), &mut member, &mut skip);
        unpacker.left = 1 << 19;
        unpacker.unpack("bomb.gz", "bomb.gz", &zeros, Packing::Gzip);
        assert_eq!((count, codes), (0, vec!["too-large"]));
    }

    #[test]
    fn office_documents_are_not_taken_to_pieces() {
        for mark in ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "a-1.dist-info/WHEEL"] {
            assert_eq!(packing(&zip(&[("a.xml", b"<w/>"), (mark, b"x")])), None, "{mark}");
        }
        assert_eq!(packing(&zip(&[("a.xml", b"<w/>")])), Some(Packing::Zip));
        assert_eq!(packing(b"plain"), None);
    }
}
