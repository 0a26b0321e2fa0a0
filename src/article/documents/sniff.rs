//! Which of these formats a file is in, by what it begins with or holds.

use crate::article::Format;

/// So much of a file may be its header block.
const HEADER_BYTES: usize = 64 * 1024;

/// The format of the document that begins with `bytes`, if it is one of these.
pub(in crate::article) fn sniff(bytes: &[u8]) -> Option<Format> {
    /// Readers of PDF take it when it begins within so many bytes.
    const PDF_WITHIN: usize = 1024;
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes);
    }
    let head = &bytes[..bytes.len().min(PDF_WITHIN)];
    if head.trim_ascii_start().starts_with(b"%PDF-") {
        return Some(Format::Pdf);
    }
    if is_mbox_start(bytes) {
        return Some(Format::Mbox);
    }
    has_mail_header(bytes).then_some(Format::Mail)
}

/// Whether a zip archive is a document or a program, which would fall into pieces that are no articles: their first member
/// says so. What stands further on may be of a document that is a member itself.
pub(in crate::article) fn is_zipped_document(head: &[u8]) -> bool {
    const FIRST: [&[u8]; 4] = [b"mimetype", b"[Content_Types].xml", b"META-INF/", b"AndroidManifest.xml"];
    /// Where the first member's name stands.
    const NAME_AT: usize = 30;
    head.get(NAME_AT..).is_some_and(|name| FIRST.iter().any(|first| name.starts_with(first)))
}

/// The format of a document inside a zip archive, by the names of the members that it begins with.
fn zipped(head: &[u8]) -> Option<Format> {
    let has = |mark: &[u8]| memchr::memmem::find(head, mark).is_some();
    if has(b"word/document.xml") {
        Some(Format::Docx)
    } else if has(b"mimetypeapplication/epub+zip") {
        Some(Format::Epub)
    } else if has(b"mimetypeapplication/vnd.oasis.opendocument.text") {
        Some(Format::Odt)
    } else {
        None
    }
}

/// Whether the file begins as an mbox does: a line that parts messages, then a message.
fn is_mbox_start(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEADER_BYTES)];
    let mut lines = head.split(|byte| *byte == b'\n');
    lines.next().is_some_and(super::mbox::is_separator) && lines.next().is_some_and(|line| field_name(line).is_some())
}

/// Whether the file begins with the header of a mail or a saved page. Texts may begin with lines such as `Date: today`;
/// only what programs write counts.
fn has_mail_header(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(HEADER_BYTES)].trim_ascii_start();
    let mut by_programs = false;
    let mut by_people = 0;
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return by_programs || by_people >= 2;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(name) = field_name(line) else { return false };
        match name.to_ascii_lowercase().as_slice() {
            b"received" | b"message-id" | b"mime-version" | b"return-path" | b"delivered-to" => by_programs = true,
            b"snapshot-content-location" | b"content-transfer-encoding" => by_programs = true,
            b"from" => by_people += usize::from(line.contains(&b'@')),
            // With a time of day.
            b"date" => by_people += usize::from(line.splitn(3, |byte| *byte == b':').nth(2).is_some()),
            _ => {}
        }
    }
    false
}

/// The name of a header line's field.
fn field_name(line: &[u8]) -> Option<&[u8]> {
    let name = line.split(|byte| *byte == b':').next()?;
    let is_name = !name.is_empty()
        && name.len() < line.len()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<Format>) {
        assert_eq!(sniff(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn documents_are_known_by_their_content() {
        check(b"%PDF-1.7\n", Some(Format::Pdf));
        check(b"Received: by mx.example\nSubject: A\n\nText", Some(Format::Mail));
        check(
            b"   \r\nFrom: Ada <a@b.example>\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\nText",
            Some(Format::Mail),
        );
        check(b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n", Some(Format::Mail));
        check(b"From a@b.example Mon Jan  1 10:00:00 2024\nSubject: A\n\nText", Some(Format::Mbox));
        check(b"From - Mon Jan 01 10:00:00 2024\r\nX-Mozilla-Status: 0001\r\n\r\n", Some(Format::Mbox));
    }

    #[test]
    fn texts_that_resemble_them_are_none() {
        check(b"From Monday 10:00 on the port is closed in 2024\nText: a", None);
        check(b"Title: Ports\nDate: 2024-01-01\nFrom: Oslo\n\nText", None);
        check(b"Subject: Ports\nThe port is closed.\n", None);
        check(b"Received: yesterday", None);
        check(b"The format %PDF- is common.", None);
        check(b"", None);
    }
}
