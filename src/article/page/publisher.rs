//! Who publishes a page, by its address and its metadata.

use super::linked_data::LinkedData;
use super::meta::PageMeta;
use super::microdata::Microdata;
use crate::article::publisher::host_of;
use crate::outlet::{Outlet, Outlets};

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

/// No site has more names.
const MAX_NAMES: usize = 20;

/// Longer texts are no names but sentences about rights.
const MAX_BYTES: usize = 80;

/// All names that a page gives its site, the most trusted first.
pub(super) fn site_names(meta: &PageMeta, linked: &LinkedData, marked: &Microdata) -> Vec<String> {
    let structured = [&linked.publisher, &marked.publisher, &linked.site];
    let structured = structured.into_iter().flatten().map(String::as_str);
    let mut names: Vec<String> = Vec::new();
    let (best, others) = (meta.all(&NAMES[..1]), meta.all(&NAMES[1..]));
    for name in best.chain(structured).chain(others) {
        let name = owner_of(name);
        let is_address = name.contains("://") || name.starts_with('@');
        if names.len() == MAX_NAMES {
            break;
        }
        if !name.is_empty() && !is_address && name.len() <= MAX_BYTES && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The name in a notice of rights: `© 2024 Weekly`, `Weekly. All rights reserved`.
fn owner_of(notice: &str) -> &str {
    const AROUND: [&str; 6] = ["©", "(c)", "Copyright", "copyright", "All rights reserved", "版权所有"];
    let is_mark = |letter: char| {
        letter.is_whitespace() || letter.is_ascii_digit() || matches!(letter, ',' | '.' | '-' | '–' | ':')
    };
    let mut name = notice.trim();
    while let Some(rest) = AROUND.iter().find_map(|word| name.strip_prefix(word).or_else(|| name.strip_suffix(word))) {
        name = rest.trim_matches(is_mark);
    }
    name
}

/// The publisher: an outlet that owns one of the page's `addresses`, best one that it names too; else the first name that
/// the table knows, else the first name.
///
/// A story that two outlets of a house carry has the canonical address of one of them in both.
pub(super) fn publisher(names: &[String], meta: &PageMeta, addresses: &[String], outlets: &Outlets) -> Option<String> {
    let owners: Vec<&Outlet> =
        addresses.iter().filter_map(|url| host_of(url)).filter_map(|host| outlets.by_host(host)).collect();
    let is_owner = |outlet: &&Outlet| owners.iter().any(|owner| owner.name == outlet.name);
    let named_owner = names.iter().filter_map(|name| outlets.by_name(name)).find(is_owner);
    if let Some(owner) = named_owner.or(owners.first().copied()) {
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
        check_all(html, &url.into_iter().collect::<Vec<_>>(), expected);
    }

    fn check_all(html: &str, addresses: &[&str], expected: Option<&str>) {
        let outlets = Outlets::from_toml(
            "[[outlet]]\nname = \"The Harbour Post\"\naliases = [\"Harbour Post\", \"harbourpost\"]\nhosts = [\"harbour.example\"]
            [[outlet]]\nname = \"Inland Post\"\nhosts = [\"inland.example\"]",
        )
        .unwrap();
        let meta = PageMeta::of(&Document::parse(html));
        let names = site_names(&meta, &LinkedData::default(), &Microdata::default());
        let addresses: Vec<String> = addresses.iter().map(|url| (*url).to_owned()).collect();
        assert_eq!(publisher(&names, &meta, &addresses, &outlets).as_deref(), expected, "{html}");
    }

    #[test]
    fn the_owner_of_the_address_publishes_the_page() {
        let html = r#"<meta property="og:site_name" content="Port news">"#;
        check(html, Some("https://news.harbour.example/a"), Some("The Harbour Post"));
        check(html, Some("https://other.example/a"), Some("Port news"));
        check(html, None, Some("Port news"));
    }

    #[test]
    fn of_two_owners_the_page_names_its_own() {
        let addresses = ["https://inland.example/a", "https://harbour.example/a"];
        check_all(r#"<meta name="application-name" content="Harbour Post">"#, &addresses, Some("The Harbour Post"));
        check_all("", &addresses, Some("Inland Post"));
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
        check(r#"<meta name="copyright" content="© 2024 Port news. All rights reserved">"#, None, Some("Port news"));
    }
}
