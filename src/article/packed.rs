//! Compressed files and archives: what is inside, one member after the other.
//!
//! What a file holds tells what it is, not what it is called; office documents, which are zip archives inside, go by
//! their first member or their names. A compressed file goes by its own path, a member by `archive!member`.

use std::io::{BufReader, Cursor, Read, Seek};

use super::Limits;
use super::budget::Budget;
use super::documents::is_zipped_document;
use crate::read::{Input, Skip, SkipReason, failure, reason_of};

/// Layers around an article: `.html.gz` in `.tar` in `.gz` is three.
const MOST_LAYERS: usize = 4;

/// Bytes that tell how a file is packed.
const TELLING_BYTES: usize = 512;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
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

    /// Why its decoder failed: its own words, or those of a layer below it.
    fn failed(self, error: &(dyn std::error::Error + 'static)) -> SkipReason {
        if let Some(error) = error.downcast_ref::<std::io::Error>()
            && let known @ (SkipReason::TooLarge { .. } | SkipReason::Malformed { .. }) = reason_of(error)
        {
            return known;
        }
        SkipReason::Malformed { format: self.name(), detail: error.to_string() }
    }
}

/// How what begins with `bytes` is packed, if it is.
fn packing(name: &str, bytes: &[u8]) -> Option<Packing> {
    match bytes {
        _ if bytes.starts_with(b"\x1F\x8B\x08") => Some(Packing::Gzip),
        _ if bytes.starts_with(b"\x28\xB5\x2F\xFD") => Some(Packing::Zstd),
        _ if bytes.starts_with(b"PK\x03\x04") && !is_document(name) && !is_zipped_document(bytes) => Some(Packing::Zip),
        _ if bytes.get(257..262) == Some(b"ustar") => Some(Packing::Tar),
        _ => None,
    }
}

/// Documents and programs that are zip archives, and would fall into pieces that are no articles.
fn is_document(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| {
        matches!(
            extension.as_str(),
            "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "epub" | "jar" | "apk" | "xpi" | "whl" | "docm" | "xlsm"
        )
    })
}

/// Reads a member: its place, the name that its format is told by, its bytes.
type Member<'m> = dyn FnMut(&str, &str, &mut Input<'_>) + 'm;

/// What is inside a file, on its way to who reads it.
pub(super) struct Unpacker<'u> {
    member: &'u mut Member<'u>,
    /// Hears what is not read.
    skip: &'u mut dyn FnMut(Skip),
    limits: Limits,
    budget: Budget,
}

impl<'u> Unpacker<'u> {
    /// For one file; `member` reads what is not packed, `skip` hears what is not read.
    pub(super) fn new(
        member: &'u mut Member<'u>,
        skip: &'u mut dyn FnMut(Skip),
        limits: &Limits,
        budget: &Budget,
    ) -> Self {
        Self { member, skip, limits: *limits, budget: budget.clone() }
    }

    /// Hands on what is in the file at `shown`: itself, or what it is packed from.
    pub(super) fn unpack(&mut self, shown: &str, input: &mut Input<'_>) {
        self.layer(shown, shown, input, 0);
    }

    /// Hands on what is in `input`, at the place `shown`, with so many layers around it.
    fn layer(&mut self, shown: &str, name: &str, input: &mut Input<'_>, layers: usize) {
        let packing = match input.peek(TELLING_BYTES) {
            Ok((head, _)) => packing(name, head),
            Err(error) => return self.refuse(shown, reason_of(&error)),
        };
        let Some(packing) = packing else { return (self.member)(shown, name, input) };
        if layers >= MOST_LAYERS {
            let detail = format!("packed more than {MOST_LAYERS} times");
            return self.refuse(shown, SkipReason::Malformed { format: packing.name(), detail });
        }
        match packing {
            Packing::Gzip => {
                let reader = flate2::bufread::MultiGzDecoder::new(input);
                self.inner(shown, without_ending(name), reader, packing, layers);
            }
            Packing::Zstd => match zstd::stream::read::Decoder::with_buffer(input) {
                Ok(reader) => self.inner(shown, without_ending(name), reader, packing, layers),
                Err(error) => self.broken(shown, packing, &error),
            },
            Packing::Tar => self.tar(shown, input, layers),
            Packing::Zip => match input.file().map(std::fs::File::try_clone) {
                Some(Ok(file)) => {
                    // What is read of the file does not pass through `input`; it all belongs to the archive.
                    let size = file.metadata().map_or(0, |metadata| metadata.len());
                    self.budget.read(size);
                    self.zip(shown, BufReader::new(file), &|| input.is_stopped(), layers);
                }
                _ => match input.whole(self.limits.inner_zip_bytes) {
                    Ok(bytes) => self.zip(shown, Cursor::new(&*bytes), &|| false, layers),
                    Err(reason) => self.refuse(shown, reason),
                },
            },
        }
    }

    /// Reads one member through its decoder and hands it on, or what is inside of it.
    fn inner(&mut self, shown: &str, name: &str, reader: impl Read, packing: Packing, layers: usize) {
        let reader = self.budget.of(Unpacked { reader, packing });
        self.layer(shown, name, &mut Input::of(reader), layers + 1);
    }

    /// `stopped`: what is read of a file itself does not pass through the input that would say so.
    fn zip(&mut self, shown: &str, file: impl Read + Seek, stopped: &dyn Fn() -> bool, layers: usize) {
        let mut archive = match zip::ZipArchive::new(file) {
            Ok(archive) => archive,
            Err(error) => return self.broken(shown, Packing::Zip, &error),
        };
        for number in 0..archive.len() {
            let place = format!("{shown}!{}", number + 1);
            match archive.by_index(number) {
                Ok(entry) if !entry.is_file() => {}
                Ok(entry) => {
                    let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
                    if !is_hidden(&name) {
                        self.inner(&format!("{shown}!{name}"), &name, entry, Packing::Zip, layers);
                    }
                }
                Err(error) => self.broken(&place, Packing::Zip, &error),
            }
            if stopped() {
                return self.refuse(shown, SkipReason::Unreadable("stopped".to_owned()));
            }
            if self.budget.is_spent() {
                return self.refuse(shown, self.budget.reason());
            }
        }
    }

    fn tar(&mut self, shown: &str, input: &mut Input<'_>, layers: usize) {
        let mut archive = tar::Archive::new(input);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.broken(shown, Packing::Tar, &error),
        };
        for entry in entries {
            match entry {
                // Links lead to other members or out of the archive.
                Ok(entry) if !entry.header().entry_type().is_file() => {}
                Ok(entry) => {
                    let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                    if !is_hidden(&name) {
                        self.inner(&format!("{shown}!{name}"), &name, entry, Packing::Tar, layers);
                    }
                }
                // Where the next member begins is not known any more.
                Err(error) => return self.broken(shown, Packing::Tar, &error),
            }
        }
    }

    fn broken(&mut self, shown: &str, packing: Packing, error: &(impl std::error::Error + 'static)) {
        self.refuse(shown, packing.failed(error));
    }

    fn refuse(&mut self, shown: &str, reason: SkipReason) {
        (self.skip)(Skip { path: shown.to_owned(), place: None, reason });
    }
}

/// What comes out of a decoder: its errors say of which.
struct Unpacked<R> {
    reader: R,
    packing: Packing,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.reader.read(buffer).map_err(|error| failure(self.packing.failed(&error)))
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
    use crate::read::Limit;

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
        let mut member = |shown: &str, _: &str, input: &mut Input<'_>| {
            found.borrow_mut().push(match input.whole(Limit::DOCUMENT_BYTES) {
                Ok(bytes) => format!("{shown}={}", String::from_utf8_lossy(&bytes)),
                Err(reason) => format!("{shown} {}", reason.code()),
            });
        };
        let mut skip = |skip: Skip| found.borrow_mut().push(format!("{} {}", skip.path, skip.reason.code()));
        assert!(packing(name, bytes).is_some(), "it is packed");
        let mut input = Input::of(bytes);
        let limits = Limits::default();
        Budget::within(&limits, input.counter(), |budget| {
            Unpacker::new(&mut member, &mut skip, &limits, budget).unpack(name, &mut input);
        });
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
    fn what_is_packed_too_often_is_refused() {
        let mut bytes = b"deep".to_vec();
        for _ in 0..6 {
            bytes = gzip(&bytes);
        }
        assert_eq!(unpacked("a.gz", &bytes), ["a.gz malformed"]);
    }

    #[test]
    fn a_bomb_ends_when_its_budget_is_spent() {
        let members: Vec<(String, Vec<u8>)> = (0..20).map(|n| (format!("{n}.txt"), vec![b'x'; 1 << 16])).collect();
        let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
        for bomb in [gzip(&tar(&members)), zip(&members)] {
            let mut count = 0;
            let mut codes = Vec::new();
            let mut member = |_: &str, _: &str, input: &mut Input<'_>| {
                count += usize::from(input.whole(Limit::DOCUMENT_BYTES).is_ok());
            };
            let mut skip = |skip: Skip| codes.push(skip.reason.code());
            let mut limits = Limits::default();
            limits.unpacked_bytes.most = 1 << 18;
            limits.unpacked_times.most = 0;
            let mut input = Input::of(&bomb[..]);
            Budget::within(&limits, input.counter(), |budget| {
                Unpacker::new(&mut member, &mut skip, &limits, budget).unpack("bomb", &mut input);
            });
            assert!(count < 6 && !codes.is_empty(), "{count} {codes:?}");
            assert!(codes.len() < 3 && codes.iter().all(|code| *code == "too-large"), "{codes:?}");
        }
    }

    #[test]
    fn office_documents_are_not_taken_to_pieces() {
        let document = zip(&[("mimetype", b"x"), ("content.xml", b"<w/>")]);
        assert_eq!(packing("report", &document), None);
        let bytes = zip(&[("word/document.xml", b"<w/>")]);
        assert_eq!(packing("report.docx", &bytes), None);
        assert_eq!(packing("report.zip", &bytes), Some(Packing::Zip));
        assert_eq!(packing("a.txt", b"plain"), None);
    }
}
