//! In which format a file is: first by what it holds, then by what it is called.

use super::{Format, feed, warc, wire};

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Detected {
    Known(Format),
    /// Its extension, or the name of what its content looks like.
    Unknown(String),
}

/// First bytes of formats that are no text, and what they go by.
const SIGNATURES: [(&[u8], &str); 11] = [
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\x1F\x8B", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"7z\xBC\xAF", "7z"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpeg"),
    (b"GIF8", "gif"),
    (b"\xD0\xCF\x11\xE0", "ole"),
];

/// The name of the binary format that `bytes` begin with, as its extension `file` names it if it has one.
pub(super) fn binary(file: &str, bytes: &[u8]) -> Option<String> {
    let (_, name) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature))?;
    let named = extension(file).filter(|extension| by_extension(extension).is_none());
    Some(named.unwrap_or_else(|| (*name).to_owned()))
}

/// The format of the text of `file`.
pub(super) fn detect(file: &str, text: &str) -> Detected {
    let extension = extension(file);
    let named = extension.as_deref().map(by_extension);
    let content = by_content(text);
    match (named, content) {
        (_, Some(Content::Xml(root))) if xml_format(root, text).is_some() => {
            xml_format(root, text).map_or_else(|| Detected::Unknown(root.to_owned()), Detected::Known)
        }
        (_, Some(Content::Json(_))) if is_json_feed(text) => Detected::Known(Format::Feed),
        // A page is a page whatever it is called.
        (_, Some(Content::Html)) if named != Some(Some(Format::Markdown)) => Detected::Known(Format::Html),
        // A list over several lines is no record a line; a bad first line is.
        (Some(Some(Format::JsonLines)), Some(Content::Json(_))) if !text.trim_start().starts_with('[') => {
            Detected::Known(Format::JsonLines)
        }
        (Some(Some(Format::Json | Format::JsonLines | Format::Plain)) | None, Some(Content::Json(format))) => {
            Detected::Known(format)
        }
        // What it is says more than that it is XML.
        (Some(Some(Format::Plain)) | None, Some(Content::Xml(root))) => Detected::Unknown(root.to_owned()),
        (Some(None), Some(Content::Xml(root))) if extension.as_deref() == Some("xml") => {
            Detected::Unknown(root.to_owned())
        }
        (Some(Some(format)), _) => Detected::Known(format),
        (Some(None), _) => Detected::Unknown(extension.unwrap_or_default()),
        (None, _) if text.starts_with("#!") => Detected::Unknown("script".to_owned()),
        (None, _) => Detected::Known(Format::Plain),
    }
}

/// Everything that tells a format stands within so many bytes.
const TOLD_WITHIN_BYTES: usize = 4 * 1024;

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(TOLD_WITHIN_BYTES)]
}

/// The format of an XML document with that root element, prefix and all.
fn xml_format(root: &str, text: &str) -> Option<Format> {
    if feed::is_feed(root) {
        return Some(if head(text).contains(wire::WXR_NAMESPACE) { Format::Wxr } else { Format::Feed });
    }
    Some(match root.rsplit(':').next()? {
        "nitf" => Format::Nitf,
        "NewsML" => Format::NewsMl,
        name if wire::NEWSML_G2_ROOTS.contains(&name) => Format::NewsMlG2,
        _ => return None,
    })
}

/// Whether a JSON document says that it is a feed.
fn is_json_feed(text: &str) -> bool {
    head(text).contains("//jsonfeed.org/version/") && head(text).contains("\"version\"")
}

/// The format that the first bytes tell before they are decoded.
pub(super) fn by_bytes(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(warc::SIGNATURE) {
        Some(Format::Warc)
    } else if wire::is_anpa(bytes) {
        Some(Format::Anpa)
    } else if wire::is_iptc7901(bytes) {
        Some(Format::Iptc7901)
    } else if is_reuters_sgml(bytes) {
        Some(Format::ReutersSgml)
    } else {
        None
    }
}

/// Whether `bytes` begin as a file of the Reuters-21578 collection does, with a document type or without.
fn is_reuters_sgml(bytes: &[u8]) -> bool {
    let start = bytes[..bytes.len().min(TOLD_WITHIN_BYTES)].trim_ascii_start();
    let (line, rest) = start.split_at(start.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1));
    let rest = if line.starts_with(b"<!DOCTYPE lewis") { rest.trim_ascii_start() } else { start };
    rest.starts_with(b"<REUTERS ") || rest.starts_with(b"<REUTERS>")
}

/// The extension in lower case. What follows the last full stop of a headline is none.
fn extension(file: &str) -> Option<String> {
    const MAX_BYTES: usize = 8;
    let name = file.rsplit(['/', '\\']).next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    let is_one = !stem.is_empty()
        && (1..=MAX_BYTES).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_one.then(|| extension.to_ascii_lowercase())
}

fn by_extension(extension: &str) -> Option<Format> {
    Some(match extension {
        "txt" | "text" => Format::Plain,
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" | "xhtml" | "shtml" => Format::Html,
        "json" | "jsonld" => Format::Json,
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" => Format::Csv,
        "tsv" | "tab" => Format::Tsv,
        _ => return None,
    })
}

/// What the beginning of a text gives away.
enum Content<'t> {
    Html,
    /// XML, by the name of its root element.
    Xml(&'t str),
    /// Records.
    Json(Format),
}

fn by_content(text: &str) -> Option<Content<'_>> {
    let start = text.trim_start();
    match start.chars().next()? {
        '<' => markup(start),
        '{' => start[1..].trim_start().starts_with(['"', '}']).then(|| Content::Json(lines_or_document(start))),
        '[' => start[1..].trim_start().starts_with(['{', ']']).then_some(Content::Json(Format::Json)),
        _ => None,
    }
}

/// Several objects, each on a line of its own, are records by line; anything else is one document.
fn lines_or_document(start: &str) -> Format {
    let mut lines = start.lines().filter(|line| !line.trim().is_empty());
    let first_is_whole = lines.next().is_some_and(|line| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok());
    let goes_on = lines.next().is_some_and(|line| line.trim_start().starts_with('{'));
    if first_is_whole && goes_on { Format::JsonLines } else { Format::Json }
}

/// Elements with which pages begin that lack a document type.
const PAGE_STARTS: [&str; 10] = ["html", "head", "body", "article", "div", "p", "h1", "title", "meta", "section"];

fn markup(start: &str) -> Option<Content<'_>> {
    let mut rest = start;
    let mut is_xml = false;
    loop {
        rest = rest.trim_start();
        let skipped = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")
        } else if let Some(declaration) = rest.strip_prefix("<?") {
            is_xml = true;
            declaration.split_once("?>")
        } else if rest.starts_with("<!") {
            let is_html = rest.get(2..).is_some_and(|kind| starts_with_word(kind, "doctype html"));
            if is_html {
                return Some(Content::Html);
            }
            rest.split_once('>')
        } else {
            break;
        };
        rest = skipped?.1;
    }
    let name = rest.strip_prefix('<')?;
    let name =
        &name[..name.find(|end: char| !(end.is_ascii_alphanumeric() || "-_:.".contains(end))).unwrap_or(name.len())];
    if PAGE_STARTS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        Some(Content::Html)
    } else if is_xml || xml_format(name, start).is_some() {
        Some(Content::Xml(name))
    } else if !["br", "b", "script", "link", "style"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
        None
    } else {
        // Servers put their complaints before the page.
        let head = &rest[..rest.floor_char_boundary(PAGE_WITHIN_BYTES)].to_ascii_lowercase();
        (head.contains("<!doctype html") || head.contains("<html")).then_some(Content::Html)
    }
}

/// A page that begins with other elements has its root within so many bytes.
const PAGE_WITHIN_BYTES: usize = 8 * 1024;

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, text: &str, expected: Result<Format, &str>) {
        let expected = match expected {
            Ok(format) => Detected::Known(format),
            Err(name) => Detected::Unknown(name.to_owned()),
        };
        assert_eq!(detect(file, text), expected, "{file}: {text}");
    }

    #[test]
    fn names_tell_formats() {
        check("a.txt", "Words.", Ok(Format::Plain));
        check("a.MD", "# Words", Ok(Format::Markdown));
        check("a.htm", "words", Ok(Format::Html));
        check("a.json", "", Ok(Format::Json));
        check("a.ndjson", "", Ok(Format::JsonLines));
        check("a.csv", "a,b", Ok(Format::Csv));
        check("a.tsv", "a\tb", Ok(Format::Tsv));
        check("a.xlsx", "", Err("xlsx"));
        check("a.tar.gz", "", Err("gz"));
    }

    #[test]
    fn content_goes_before_the_name() {
        check("a.txt", "\n<!DOCTYPE html><p>x", Ok(Format::Html));
        check("page.net", "<!-- saved --><html>", Ok(Format::Html));
        check("page.net", "<br><b>Deprecated</b>: x\n<!DOCTYPE html>", Ok(Format::Html));
        check("a.xml", "<other><html>", Err("xml"));
        check("a.xml", "<?xml version='1.0'?><other/>", Err("other"));
        check("a.xml", "<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", Ok(Format::Html));
        check("a.txt", "{\"title\": 1}", Ok(Format::Json));
        check("a.json", "{\"a\": 1}\n{\"a\": 2}\n", Ok(Format::JsonLines));
        check("a.jsonl", "[\n{\"a\": 1}\n]", Ok(Format::Json));
        check("a.jsonl", "{\"a\": 1}", Ok(Format::JsonLines));
        check("a.txt", "<?xml version='1.0'?><rss>", Ok(Format::Feed));
        check("a.xml", "<feed>", Ok(Format::Feed));
        check("a.txt", "<?xml version='1.0'?><urlset>", Err("urlset"));
        check("a.md", "<p align=center>Words", Ok(Format::Markdown));
    }

    #[test]
    fn formats_of_agencies_are_known_by_their_content_alone() {
        for name in ["a.xml", "a.txt", "a", "a.dat"] {
            check(name, "<?xml version='1.0'?>\n<nitf>", Ok(Format::Nitf));
            check(name, "<!-- x --><!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf>", Ok(Format::Nitf));
            check(name, "<NewsML>", Ok(Format::NewsMl));
            check(name, "<newsMessage xmlns='x'>", Ok(Format::NewsMlG2));
            check(name, "<g2:newsItem xmlns:g2='x'>", Ok(Format::NewsMlG2));
            check(name, "<rss xmlns:wp='http://wordpress.org/export/1.2/'>", Ok(Format::Wxr));
            check(name, "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", Ok(Format::Feed));
        }
        for (bytes, expected) in [
            (&b"<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS"[..], true),
            (b" <REUTERS NEWID", true),
            (b"<!DOCTYPE html>\n<REUTERS NEWID", false),
            (b"<REUTERSX>", false),
            (b"", false),
        ] {
            assert_eq!(by_bytes(bytes) == Some(Format::ReutersSgml), expected);
        }
        assert_eq!(by_bytes(b"\x01eca0003 3 i 380  dpa 0045\r\n\nships/\n"), Some(Format::Iptc7901));
        assert_eq!(by_bytes(b"\r\n\x16\x16\x01W2870\x1f"), Some(Format::Anpa));
    }

    #[test]
    fn files_without_extension_are_known_by_content() {
        check("README", "Words.", Ok(Format::Plain));
        check("News from St. Petersburg today", "Words.", Ok(Format::Plain));
        check("page", "<html>", Ok(Format::Html));
        check("run", "#!/bin/sh", Err("script"));
    }

    #[test]
    fn binary_formats_are_named() {
        assert_eq!(binary("a.txt", b"%PDF-1.7"), Some("pdf".to_owned()));
        assert_eq!(binary("a.docx", b"PK\x03\x04"), Some("docx".to_owned()));
        assert_eq!(binary("a.txt", b"Plain"), None);
    }
}
