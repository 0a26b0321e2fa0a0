//! Which encoding a file declares for itself in its first bytes.

use encoding_rs::Encoding;

/// How far into a file a declaration is looked for. The HTML standard looks at 1,024 bytes; many pages
/// put scripts before it.
const DECLARATION_WITHIN_BYTES: usize = 8 * 1024;

/// The encoding that an HTML `meta` element or an XML declaration names. Labels that are not known
/// count as no declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_WITHIN_BYTES)];
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
    // Only markup declares anything: prose about charsets does not.
    if head[start] != b'<' {
        return None;
    }
    xml_declaration(&head[start..]).or_else(|| meta_elements(head))
}

fn xml_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let body = head.strip_prefix(b"<?xml")?;
    let body = &body[..find(body, b"?>")?];
    Encoding::for_label(value_after(body, b"encoding")?)
}

/// Tries the `meta` elements one after the other: `<meta charset=x>` as well as
/// `<meta http-equiv=content-type content="text/html; charset=x">`.
fn meta_elements(head: &[u8]) -> Option<&'static Encoding> {
    let mut rest = head;
    while let Some(start) = find(rest, b"<meta") {
        rest = &rest[start + b"<meta".len()..];
        let element = &rest[..find(rest, b">").unwrap_or(rest.len())];
        if let Some(encoding) = value_after(element, b"charset").and_then(Encoding::for_label) {
            return Some(encoding);
        }
    }
    None
}

/// The word after `name` and an equals sign, quoted or not.
fn value_after<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let after = text[find(text, name)? + name.len()..].trim_ascii_start().strip_prefix(b"=")?;
    let value = after.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end =
        value.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b'/' | b'>') || byte.is_ascii_whitespace());
    Some(&value[..end.unwrap_or(value.len())])
}

/// Where `needle` (in lower case) begins, in any letter case.
fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, expected: Option<&str>) {
        assert_eq!(declared(head.as_bytes()).map(Encoding::name), expected, "{head}");
    }

    #[test]
    fn html_and_xml_declarations_are_read() {
        check("<html><meta charset=koi8-r>", Some("KOI8-R"));
        check("<META CHARSET='Shift_JIS'/>", Some("Shift_JIS"));
        check(r#"<meta http-equiv="Content-Type" content="text/html; charset=gb2312">"#, Some("GBK"));
        check(r#"<meta name="a"><meta charset = "iso-8859-2">"#, Some("ISO-8859-2"));
        check(r#"<?xml version="1.0" encoding="windows-1251"?><rss>"#, Some("windows-1251"));
    }

    #[test]
    fn what_is_no_declaration_counts_as_none() {
        check("", None);
        check("<meta charset=", None);
        check("<meta charset=klingon>", None);
        check("The tag <meta charset=koi8-r> is old.", None);
    }
}
