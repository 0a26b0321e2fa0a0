//! Documents as programs save them: mail, saved pages, office documents, PDF.
//!
//! In a folder of their own, since each is read by a library of its own from bytes rather than from text, and several hold
//! others of these formats.

mod docx;
mod epub;
mod mail;
mod mail_text;
mod mbox;
mod mhtml;
mod odt;
mod office_xml;
mod pdf;
mod sniff;

pub(super) use docx::read as read_docx;
pub(super) use epub::read as read_epub;
pub(super) use mail::read as read_mail;
pub(super) use mbox::read as read_mbox;
pub(super) use odt::read as read_odt;
pub(super) use pdf::read as read_pdf;
pub(super) use sniff::{is_zipped_document, sniff};

use std::io::{Cursor, Read};

use super::{Format, ReadOptions};
use crate::read::{Limit, Skip, SkipReason};

/// Whether the format is one of these.
pub(super) fn is_document(format: Format) -> bool {
    use Format::{Docx, Epub, Mail, Mbox, Odt, Pdf};
    matches!(format, Mail | Mbox | Pdf | Docx | Odt | Epub)
}

fn malformed(path: &str, format: &'static str, detail: impl std::fmt::Display) -> Skip {
    let reason = SkipReason::Malformed { format, detail: detail.to_string() };
    Skip { path: path.to_owned(), place: None, reason }
}

/// Why a document that is a zip archive inside, or a part of it, is not read.
#[derive(Debug)]
enum Flaw {
    /// What was read of it unpacks to more than it may: no part can be read any more.
    TooLarge { size: u64, limit: Limit },
    /// It breaks the rules of its format.
    Broken(String),
}

impl From<String> for Flaw {
    fn from(detail: String) -> Self {
        Self::Broken(detail)
    }
}

impl From<&str> for Flaw {
    fn from(detail: &str) -> Self {
        Self::Broken(detail.to_owned())
    }
}

impl Flaw {
    /// The skip of what is at `path`.
    fn at(self, path: &str, format: &'static str) -> Skip {
        match self {
            Self::TooLarge { size, limit } => {
                Skip { path: path.to_owned(), place: None, reason: SkipReason::TooLarge { size, limit } }
            }
            Self::Broken(detail) => malformed(path, format, detail),
        }
    }
}

/// A document that is a zip archive inside.
struct Zipped<'b> {
    archive: zip::ZipArchive<Cursor<&'b [u8]>>,
    /// How much all parts that are read may unpack to together.
    limit: Limit,
    unpacked: u64,
}

impl<'b> Zipped<'b> {
    fn open(bytes: &'b [u8], options: &ReadOptions) -> Result<Self, Flaw> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        Ok(Self { archive, limit: options.limits.document_bytes, unpacked: 0 })
    }

    /// The part under `name`, as text.
    fn part(&mut self, name: &str) -> Result<String, Flaw> {
        let part = self.archive.by_name(name).map_err(|error| format!("{name}: {error}"))?;
        let mut bytes = Vec::new();
        let room = self.limit.most.saturating_sub(self.unpacked);
        let read = part.take(room.saturating_add(1)).read_to_end(&mut bytes);
        self.unpacked = self.unpacked.saturating_add(bytes.len() as u64);
        read.map_err(|error| format!("{name}: {error}"))?;
        if self.unpacked > self.limit.most {
            return Err(Flaw::TooLarge { size: self.unpacked, limit: self.limit });
        }
        let text = crate::read::decode(&bytes, None).map(|decoded| decoded.text.into_owned());
        text.map_err(|error| Flaw::Broken(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::{Article, ReadOptions};
    use crate::read::{Input, Skip};

    pub(super) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            let method =
                if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
            writer.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    pub(super) fn found(file: &str, bytes: &[u8]) -> Vec<Result<Article, Skip>> {
        found_with(file, bytes, &ReadOptions::default())
    }

    pub(super) fn found_with(file: &str, bytes: &[u8], options: &ReadOptions) -> Vec<Result<Article, Skip>> {
        let mut found = Vec::new();
        super::super::read(file, &mut Input::of(bytes), options, &mut |item| found.push(item));
        found
    }

    pub(super) fn article(file: &str, bytes: &[u8]) -> Article {
        match found(file, bytes).pop() {
            Some(Ok(article)) => article,
            other => panic!("{file}: {other:?}"),
        }
    }

    pub(super) fn code(file: &str, bytes: &[u8]) -> &'static str {
        match found(file, bytes).as_slice() {
            [Err(skip)] => skip.reason.code(),
            other => panic!("{file}: {other:?}"),
        }
    }
}
