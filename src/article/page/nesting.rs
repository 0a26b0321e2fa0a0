//! Whether markup is nested too deeply, or has too many elements, to be parsed in reasonable time and memory.

/// So many elements open at once are an attack or a broken file: parsing takes time with the square of the depth.
const MAX_OPEN: usize = 4096;

/// Fifty times what the largest saved pages have; each element takes a kilobyte and a half of memory.
const MAX_ELEMENTS: usize = 250_000;

/// Elements that have no end tag, or whose end tag people leave out and parsers supply.
const SELF_ENDING: [&str; 27] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// Whether more elements are open somewhere in `html` than any page has, judged by its tags alone.
pub(crate) fn is_overnested(html: &str) -> bool {
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

/// Whether `html` has more elements than any page, judged by its tags alone.
pub(crate) fn has_too_many_elements(html: &str) -> bool {
    let is_start = |pair: &&[u8]| pair[0] == b'<' && pair[1].is_ascii_alphabetic();
    html.as_bytes().windows(2).filter(is_start).count() > MAX_ELEMENTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_counted_by_their_start_tags() {
        assert!(has_too_many_elements(&"<br>".repeat(MAX_ELEMENTS + 1)));
        assert!(!has_too_many_elements(&"<b></b> < 3".repeat(MAX_ELEMENTS)));
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
