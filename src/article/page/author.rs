//! Who wrote the article on a page, by its metadata and its byline.

use trafilatura::dom::Document;

use super::heading::Heading;
use super::meta::PageMeta;
use super::short_text::short_text;
use super::zone::zone;
use crate::text::one_line;

/// Names of `meta` elements that hold an author, the most trusted first.
const NAMES: [&str; 15] = [
    "author",
    "article:author_name",
    "byl",
    "byline",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "dcsext.author",
    "cxenseparse:author",
    "article:author",
    "og:article:author",
    "article.author",
    "creator",
];

/// Elements that hold an author's name and nothing else.
const BYLINES: &str = "[rel~='author'], a[href*='/author/'], a[href*='/authors/'], [class~='author-name'], [class~='byline__name'], [class~='author'] [class~='name'], [class~='byline'] a";

/// More names are those of a list of stories.
const MAX_NAMES: usize = 100;

/// Longer texts are no names.
const MAX_BYTES: usize = 200;

/// The authors as one line: those that `structured` data names, else those of the `meta` elements, else the byline's.
pub(super) fn author(
    document: &Document,
    meta: &PageMeta,
    structured: &[&[String]],
    heading: &Heading,
    sites: &[&str],
) -> Option<String> {
    let joined = |names: Vec<String>| {
        let mut distinct: Vec<String> = Vec::new();
        for name in names.iter().take(MAX_NAMES).filter_map(|name| name_of(name)) {
            if !distinct.contains(&name) {
                distinct.push(name);
            }
        }
        (!distinct.is_empty()).then(|| distinct.join(", "))
    };
    let is_site = |name: &String| sites.iter().any(|site| site.eq_ignore_ascii_case(name));
    let of_meta = || NAMES.iter().find_map(|name| joined(meta.all(&[name]).map(str::to_owned).collect()));
    let of_byline = || {
        let nodes = document.query_selector_all(document.root(), BYLINES).into_iter().take(MAX_NAMES);
        let shown = nodes.filter(|node| zone(document, *node, heading).is_none());
        shown.filter_map(|node| short_text(document, node, MAX_BYTES)).find_map(|text| joined(vec![text]))
    };
    let given = structured.iter().find_map(|names| joined(names.to_vec())).or_else(of_meta);
    // Where the metadata has the site for an author, the byline may know better.
    match given {
        Some(name) if is_site(&name) => of_byline().or(Some(name)),
        Some(name) => Some(name),
        None => of_byline(),
    }
}

/// The name in a byline: without the word for “by”; `None` for addresses and handles.
fn name_of(text: &str) -> Option<String> {
    /// As bylines of several languages begin, in lower case.
    const BY: [&str; 14] = [
        "by ", "by:", "von ", "von:", "par ", "por ", "di ", "door ", "av ", "af ", "oleh ", "author:", "autor:",
        "texte:",
    ];
    let text = one_line(text);
    let head = text.get(..text.floor_char_boundary(10)).unwrap_or_default().to_lowercase();
    let by = BY.iter().find(|by| head.starts_with(**by)).map_or(0, |by| by.len());
    let name = text.get(by..)?.trim().trim_end_matches([',', '|', ';', '-']).trim();
    let name = without_code(name);
    let is_address = name.contains("://") || name.starts_with(['@', '/']) || name.starts_with("www.");
    let has_letters = name.chars().any(char::is_alphabetic);
    (has_letters && !is_address && name.len() <= MAX_BYTES).then(|| name.to_owned())
}

/// A name without the code that newsrooms put behind it: `Ann Lee (ale)`.
fn without_code(name: &str) -> &str {
    const CODE_LETTERS: usize = 4;
    match name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
        Some((name, code)) if code.chars().count() <= CODE_LETTERS => name,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, structured: &[&str], expected: Option<&str>) {
        let document = Document::parse(html);
        let names: Vec<String> = structured.iter().map(|name| (*name).to_owned()).collect();
        let found = author(&document, &PageMeta::of(&document), &[&names], &Heading::default(), &["Weekly"]);
        assert_eq!(found.as_deref(), expected, "{html}");
    }

    #[test]
    fn structured_data_goes_before_meta_and_byline() {
        let html = r#"<meta name="author" content="Bob Ray"><a rel="author">Cy Fox</a>"#;
        check(html, &["Ann Lee", "Ann  Lee", "Dee Moe"], Some("Ann Lee, Dee Moe"));
        check(html, &[], Some("Bob Ray"));
        check(r#"<a rel="author">By Cy Fox (cfx)</a>"#, &[], Some("Cy Fox"));
    }

    #[test]
    fn addresses_and_handles_are_no_names() {
        let html = r#"<meta property="article:author" content="https://weekly.example/ann"><meta name="author" content="@ann">"#;
        check(html, &[], None);
    }

    #[test]
    fn the_byline_is_more_than_the_site() {
        check(r#"<a rel="author">Cy Fox</a>"#, &["Weekly"], Some("Cy Fox"));
        check("", &["Weekly"], Some("Weekly"));
        check(r#"<aside><a rel="author">Cy Fox</a></aside>"#, &[], None);
    }
}
