//! Who publishes a page, by its address and its metadata.

use crate::outlet::Outlets;

use super::linked_data::LinkedData;
use super::microdata::Microdata;
use super::page_meta::PageMeta;
use super::publisher::host_of;

/// Names of `meta` elements that hold the name of the site, the most trusted first.
const NAMES: [&str; 12] = [
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dcterms.publisher",
    "dc.publisher",
    "dc:publisher",
    "publisher",
    "sailthru.publisher",
    "citation_journal_title",
    "cre",
    "al:android:app_name",
    "copyright",
];

/// Longer texts are no names but sentences about rights.
const MAX_BYTES: usize = 80;

/// All names that a page gives its site, the most trusted first.
pub(super) fn site_names(meta: &PageMeta, linked: &LinkedData, marked: &Microdata) -> Vec<String> {
    let structured = [&linked.publisher, &marked.publisher, &linked.site];
    let structured = structured.into_iter().flatten().map(String::as_str);
    let mut names: Vec<String> = Vec::new();
    let (best, others) = (meta.all(&NAMES[..1]), meta.all(&NAMES[1..]));
    for name in best.chain(structured).chain(others) {
        let name = name.trim().trim_start_matches(['©', '(', 'c', ')'].as_slice()).trim();
        let is_address = name.contains("://") || name.starts_with('@');
        if !name.is_empty() && !is_address && name.len() <= MAX_BYTES && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The publisher: the outlet that owns the address, else the first name that the table knows, else the first name.
pub(super) fn publisher(names: &[String], meta: &PageMeta, url: Option<&str>, outlets: &Outlets) -> Option<String> {
    if let Some(owner) = url.and_then(host_of).and_then(|host| outlets.by_host(host)) {
        return Some(owner.name.clone());
    }
    let known = names.iter().find_map(|name| outlets.by_name(name));
    // `@weekly`: handles are names only where the table says so, and ordinary words are not.
    let handles = || meta.all(&["twitter:site", "twitter:creator"]).map(|handle| handle.trim_start_matches('@'));
    let by_handle = || handles().find_map(|handle| outlets.lookup(handle).filter(|(_, is_weak)| !is_weak));
    known
        .or_else(|| by_handle().map(|(outlet, _)| outlet))
        .map(|outlet| outlet.name.clone())
        .or_else(|| names.first().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    use trafilatura::dom::Document;

    fn check(html: &str, url: Option<&str>, expected: Option<&str>) {
        let outlets = Outlets::from_toml(
            "[[outlet]]\nname = \"The Harbour Post\"\naliases = [\"Harbour Post\", \"harbourpost\"]\nhosts = [\"harbour.example\"]",
        )
        .unwrap();
        let meta = PageMeta::of(&Document::parse(html));
        let names = site_names(&meta, &LinkedData::default(), &Microdata::default());
        assert_eq!(publisher(&names, &meta, url, &outlets).as_deref(), expected, "{html}");
    }

    #[test]
    fn the_owner_of_the_address_publishes_the_page() {
        let html = r#"<meta property="og:site_name" content="Port news">"#;
        check(html, Some("https://news.harbour.example/a"), Some("The Harbour Post"));
        check(html, Some("https://other.example/a"), Some("Port news"));
        check(html, None, Some("Port news"));
    }

    #[test]
    fn a_known_name_goes_before_an_unknown_one() {
        let html =
            r#"<meta property="og:site_name" content="Port news"><meta name="publisher" content="Harbour Post">"#;
        check(html, None, Some("The Harbour Post"));
        check(r#"<meta name="twitter:site" content="@harbourpost">"#, None, Some("The Harbour Post"));
    }

    #[test]
    fn addresses_handles_and_sentences_are_no_names() {
        let rights =
            "All rights are reserved by their owners and nothing may be copied without leave, in any form at all.";
        check(
            &format!(
                r#"<meta name="copyright" content="{rights}"><meta name="publisher" content="https://port.example">"#
            ),
            None,
            None,
        );
        check(r#"<meta name="twitter:site" content="@port">"#, None, None);
    }
}
