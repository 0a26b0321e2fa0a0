//! What a page says of itself: title, author, publisher, language, address and dates, each from wherever pages put it.

use trafilatura::dom::Document;

use super::heading::Heading;
use super::html_text;
use super::linked_data::linked_data;
use super::meta::PageMeta;
use super::microdata::microdata;
use super::shown_date::shown_dates;
use super::title::{Titles, title};
use super::{author, publisher, script_dates};
use crate::article::dates::dating::PageDates;
use crate::article::publisher::host_of;
use crate::outlet::Outlets;

/// Facts from a page's `meta` elements, JSON-LD, microdata, headings and bylines.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PageFacts {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) lang: Option<String>,
    /// The address that the page wants to be known by.
    pub(super) url: Option<String>,
    /// Publication dates in fields for machines, the most trusted first.
    pub(super) dates: Vec<String>,
    /// Dates that stand elsewhere.
    pub(super) other_dates: PageDates,
}

/// Names of `meta` elements that hold the day of publication, the most trusted first.
const PUBLISHED: [&str; 31] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "article:published_date",
    "article:post_date",
    "date_published",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "mediator_published_time",
    "dcsext.articlefirstpublished",
    "originalpublicationdate",
    "article_date_original",
    "article.created",
    "published-date",
    "publication_date",
    "publish_date",
    "publish_time",
    "pubdate",
    "rbpubdate",
    "og:pubdate",
    "og:regdate",
    "displaydate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.publication",
    "citation_publication_date",
    "citation_date",
];

/// Names of `meta` elements that hold some date, most often the one that is looked for.
const DATED: [&str; 9] = [
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "date_created",
    "date.created",
    "created",
    "dcterms.date",
    "dc.date",
    "date",
];

/// Names of `meta` elements that hold the day of the last change: the best there is where no other is given.
const CHANGED: [&str; 9] = [
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "date_modified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "article.updated",
];

/// Names of `meta` elements that hold the page's address.
const ADDRESSES: [&str; 4] = ["og:url", "twitter:url", "al:web:url", "parsely-link"];

/// Names of `meta` elements that hold the address of the article's picture, which often has the day of its upload.
const IMAGES: [&str; 2] = ["og:image", "twitter:image"];

/// Reads the facts of `document`.
pub(super) fn page_facts(document: &Document, outlets: &Outlets) -> PageFacts {
    let meta = PageMeta::of(document);
    let linked = linked_data(document);
    let window = document.query_selector(document.root(), "title").map(|node| document.text_content(node));
    let shared: Vec<String> = meta.all(&["og:title", "twitter:title", "dc.title", "title"]).map(plain).collect();
    let headline = linked.headline.as_deref().map(plain);
    let hints: Vec<&str> = headline.iter().chain(&shared).chain(&window).map(String::as_str).collect();
    let heading = Heading::of(document, &hints);
    let marked = microdata(document, &heading);

    let addresses = addresses(document, &meta, linked.url.as_deref());
    // All articles of a site have its bare address in common: it tells the publisher and no article.
    let url = addresses.first().filter(|url| !is_of_site(url)).cloned();
    let names: Vec<String> = publisher::site_names(&meta, &linked, &marked).iter().map(|name| plain(name)).collect();
    let publisher = publisher::publisher(&names, &meta, &addresses, outlets);
    let host = addresses.first().and_then(|url| host_of(url)).map(|host| host.strip_prefix("www.").unwrap_or(host));
    let outlet = publisher.as_deref().and_then(|name| outlets.by_name(name));
    let aliases = outlet.iter().flat_map(|outlet| outlet.aliases.iter().chain([&outlet.name]).chain(&outlet.hosts));
    let sites: Vec<&str> = names.iter().chain(aliases).map(String::as_str).chain(host).collect();

    let marked_headline = marked.headline.as_deref().map(plain);
    let titles = Titles {
        headline: headline.as_deref().or(marked_headline.as_deref()),
        shared: shared.iter().map(String::as_str).collect(),
        heading: heading.text.as_deref(),
        window: window.as_deref(),
        sites: sites.clone(),
        address: url.as_deref(),
    };
    let authors: [Vec<String>; 2] =
        [&linked.authors, &marked.authors].map(|names| names.iter().map(|name| plain(name)).collect());
    let lang = lang(document, &meta).or_else(|| linked.lang.clone());
    let of_meta = meta.all(&PUBLISHED).map(str::to_owned);
    let dates: Vec<String> = of_meta.chain(linked.published).chain(marked.published).collect();
    // Scripts are most of a page: they are searched only where nothing better is given.
    let in_scripts = if dates.is_empty() { script_dates::script_dates(document) } else { Vec::new() };
    PageFacts {
        title: title(&titles),
        author: author::author(document, &meta, &[&authors[0], &authors[1]], &heading, &sites),
        dates,
        other_dates: PageDates {
            shown: shown_dates(document, &heading),
            in_scripts,
            in_meta: meta.all(&DATED).map(str::to_owned).collect(),
            changed: meta.all(&CHANGED).map(str::to_owned).chain(linked.modified).collect(),
            in_images: meta.all(&IMAGES).map(str::to_owned).collect(),
        },
        publisher,
        lang,
        url,
    }
}

/// A value without the entities and tags that sites leave in it.
fn plain(text: &str) -> String {
    if text.contains('&') || text.contains("</") { html_text::of_html(text) } else { text.to_owned() }
}

/// The addresses that a page gives itself, the most trusted first, those with a path before the bare address of the site.
fn addresses(document: &Document, meta: &PageMeta, linked: Option<&str>) -> Vec<String> {
    const LINKS: [&str; 4] =
        ["link[rel='shortlink']", "link[rel='amphtml']", "link[hreflang='x-default']", "base[href]"];
    let link = |selector: &str| {
        let node = document.query_selector(document.root(), selector)?;
        document.get_attribute(node, "href")
    };
    let mut given: Vec<String> = link("link[rel='canonical']")
        .into_iter()
        .chain(meta.all(&ADDRESSES).map(str::to_owned))
        .chain(linked.map(str::to_owned))
        .chain(LINKS.iter().filter_map(|selector| link(selector)))
        .map(|url| url.trim().to_owned())
        .filter(|url| host_of(url).is_some_and(|host| host.contains('.')))
        .collect();
    // Stable: the order of trust stays.
    given.sort_by_key(|url| is_of_site(url));
    given
}

/// Whether an address is that of a whole site.
fn is_of_site(url: &str) -> bool {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    path.is_none_or(|(_, path)| path.is_empty())
}

fn lang(document: &Document, meta: &PageMeta) -> Option<String> {
    let html = document.query_selector(document.root(), "html");
    let attribute = |name| document.get_attribute(html?, name).filter(|lang| !lang.trim().is_empty());
    let of_meta = || meta.first(&["og:locale", "content-language", "dc.language", "language"]).map(str::to_owned);
    attribute("lang").or_else(|| attribute("xml:lang")).or_else(of_meta)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> PageFacts {
        page_facts(&Document::parse(html), &Outlets::default())
    }

    #[test]
    fn meta_elements_come_in_the_order_of_trust() {
        let html = r#"<html lang="de"><meta name="date" content="2023"><meta name="pubdate" content="2024"><meta property="article:published_time" content="2024-02-08">"#;
        let facts = read(html);
        assert_eq!(
            (facts.dates, facts.lang.as_deref()),
            (vec!["2024-02-08".to_owned(), "2024".to_owned()], Some("de"))
        );
        assert_eq!(facts.other_dates.in_meta, ["2023"]);
    }

    #[test]
    fn a_page_is_described_in_many_places() {
        let facts = read(
            r#"<html><head><title>Grain deal &amp; more | Weekly</title><meta property="og:site_name" content="Weekly">
            <meta property="og:locale" content="en_GB"><link rel="canonical" href="https://weekly.example/">
            <meta property="og:url" content="https://weekly.example/grain"><meta name="author" content="Ann Lee">
            <script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2024-02-09"}</script></head>
            <body><h1>Grain deal &amp; more</h1><p class="date">8 February 2024</p></body></html>"#,
        );
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            (facts.title, facts.author, facts.publisher),
            (text("Grain deal & more"), text("Ann Lee"), text("Weekly"))
        );
        assert_eq!((facts.lang, facts.url), (text("en_GB"), text("https://weekly.example/grain")));
        assert_eq!((facts.dates, facts.other_dates.changed), (Vec::new(), vec!["2024-02-09".to_owned()]));
        assert_eq!(facts.other_dates.shown.likely, ["8 February 2024"]);
    }

    #[test]
    fn the_address_of_the_site_is_not_the_articles() {
        assert_eq!(read(r#"<link rel="canonical" href="https://weekly.example/">"#).url, None);
        let html =
            r#"<link rel="canonical" href="/grain"><meta property="og:url" content="https://weekly.example/grain">"#;
        assert_eq!(read(html).url.as_deref(), Some("https://weekly.example/grain"));
    }

    #[test]
    fn entities_left_in_values_are_resolved() {
        let html = r#"<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Grain &amp;amp; &quot;deal&quot;"}</script>"#;
        assert_eq!(read(html).title.as_deref(), Some("Grain &amp; \"deal\""));
    }
}
