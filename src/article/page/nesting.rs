//! Whether markup is nested too deeply, or has too much of something, to be parsed in reasonable time and memory.

/// So many elements open at once are an attack or a broken file: parsing takes time with the square of the depth.
const MAX_OPEN: usize = 4096;

/// Fifty times what the largest saved pages have; each element takes a kilobyte and a half of memory.
const MAX_ELEMENTS: usize = 250_000;

/// Attributes of one tag: the parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 512;

/// Elements that have no end tag, or whose end tag people leave out and parsers supply.
const SELF_ENDING: [&str; 27] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// What in `html`, judged by its tags alone, would cost the parser time or memory out of proportion.
pub(crate) fn danger(html: &str) -> Option<&'static str> {
    if is_overnested(html) {
        Some("elements nested too deeply")
    } else if has_too_many_elements(html) {
        Some("more elements than a page has")
    } else if has_too_many_attributes(html) {
        Some("a tag with more attributes than any page has")
    } else {
        None
    }
}

fn is_overnested(html: &str) -> bool {
    let mut open: usize = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_end = rest.starts_with('/');
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let name = &name[..name.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if !name.starts_with(|first: char| first.is_ascii_alphabetic())
            || SELF_ENDING.iter().any(|known| name.eq_ignore_ascii_case(known))
        {
            continue;
        }
        open = if is_end { open.saturating_sub(1) } else { open + 1 };
        if open > MAX_OPEN {
            return true;
        }
    }
    false
}

fn has_too_many_elements(html: &str) -> bool {
    let is_start = |pair: &&[u8]| pair[0] == b'<' && pair[1].is_ascii_alphabetic();
    html.as_bytes().windows(2).filter(is_start).count() > MAX_ELEMENTS
}

fn has_too_many_attributes(html: &str) -> bool {
    let mut rest = html;
    let mut has_ends = true;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        // What stands in a script looks like tags and is none.
        let starts = |name: &str| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let raw_end = [("script", "</script"), ("style", "</style")].into_iter().find(|(name, _)| starts(name));
        if rest.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/') {
            let (attributes, behind) = attributes(rest);
            if attributes > MAX_ATTRIBUTES {
                return true;
            }
            rest = behind;
        }
        if let Some((_, end)) = raw_end.filter(|_| has_ends) {
            match rest.find(end) {
                Some(at) => rest = &rest[at..],
                // It is not looked for again.
                None => has_ends = false,
            }
        }
    }
    false
}

/// How many attributes the tag at the beginning of `html` has, and what is behind it.
fn attributes(html: &str) -> (usize, &str) {
    let bytes = html.as_bytes();
    let (mut count, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        match byte {
            b'>' => break,
            // A value in quotation marks may hold anything.
            b'"' | b'\'' if before == Some(b'=') => {
                at += 1 + bytes[at + 1..].iter().position(|other| *other == byte).unwrap_or(bytes.len());
                at = at.min(bytes.len());
            }
            b'/' => count += 1,
            _ if byte.is_ascii_whitespace() && !before.is_some_and(|before| before.is_ascii_whitespace()) => count += 1,
            _ => {}
        }
        at += 1;
    }
    (count, html.get(at.min(bytes.len())..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_counted_by_their_start_tags() {
        assert!(has_too_many_elements(&"<br>".repeat(MAX_ELEMENTS + 1)));
        assert!(!has_too_many_elements(&"<b></b> < 3".repeat(MAX_ELEMENTS)));
    }

    #[test]
    fn attributes_are_counted_in_one_tag() {
        let tag = |n: usize| format!("<p {}>", "a=1 b='x > y z' ".repeat(n / 2));
        assert!(has_too_many_attributes(&tag(2 * MAX_ATTRIBUTES)));
        assert!(has_too_many_attributes(&format!("<p {}", "a/".repeat(2 * MAX_ATTRIBUTES))));
        assert!(!has_too_many_attributes(&tag(MAX_ATTRIBUTES / 2).repeat(10)));
        assert!(!has_too_many_attributes(&format!("<p title=\"{}\">", "word ".repeat(2 * MAX_ATTRIBUTES))));
        assert!(!has_too_many_attributes(&format!("<script>a<b {}</script>", "word ".repeat(2 * MAX_ATTRIBUTES))));
        assert!(!has_too_many_attributes(&format!("a < b {} <p title=\"é", "word ".repeat(2 * MAX_ATTRIBUTES))));
    }

    fn check(html: &str, expected: bool) {
        assert_eq!(is_overnested(html), expected);
    }

    #[test]
    fn only_elements_that_stay_open_count() {
        check(&"<div>".repeat(10_000), true);
        check(&"<DIV class=a><p>".repeat(10_000), true);
        check(&"<div></div>".repeat(10_000), false);
        check(&"<p><br><li>".repeat(10_000), false);
        check(&"a < b <3 < ".repeat(10_000), false);
    }
}
