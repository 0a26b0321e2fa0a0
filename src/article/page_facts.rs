//! What a page says of itself for machines: dates with their time, language, publisher.
//!
//! The extractor finds most facts of a page but keeps neither the time of day nor where a date stood.

use serde_json::Value;
use trafilatura::dom::Document;

/// Facts from a page's `meta` elements, JSON-LD and microdata.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PageFacts {
    /// Publication dates, the most trusted first.
    pub(super) dates: Vec<String>,
    /// The language of the page.
    pub(super) lang: Option<String>,
    /// The publisher that the JSON-LD names.
    pub(super) publisher: Option<String>,
}

/// Names of `meta` elements that hold the day of publication, the most trusted first; a later change of the page is
/// no publication.
const DATE_NAMES: [&str; 27] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published-date",
    "publication_date",
    "publish-date",
    "publishdate",
    "publish_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "datecreated",
    "citation_publication_date",
    "citation_date",
    "date.created",
    "created",
    "date",
];

/// Reads the facts of `document`.
pub(super) fn page_facts(document: &Document) -> PageFacts {
    let root = document.root();
    let mut dates: Vec<(usize, String)> = Vec::new();
    for meta in document.query_selector_all(root, "meta[content]") {
        let name =
            ["property", "name", "itemprop"].iter().find_map(|attribute| document.get_attribute(meta, attribute));
        let rank = name.and_then(|name| DATE_NAMES.iter().position(|known| name.eq_ignore_ascii_case(known)));
        if let (Some(rank), Some(content)) = (rank, document.get_attribute(meta, "content")) {
            dates.push((rank, content));
        }
    }
    dates.sort_by_key(|(rank, _)| *rank);
    let mut facts = PageFacts { lang: lang(document), ..PageFacts::default() };
    let structured: Vec<Value> = document
        .scripts_with_type(&["application/ld+json"])
        .into_iter()
        .filter_map(|script| serde_json::from_str(document.text_content(script).trim()).ok())
        .collect();
    for value in &structured {
        linked_data(value, &mut facts, 0);
    }
    let marked = document.query_selector_all(root, "time[itemprop='datePublished'], time[pubdate]").into_iter();
    let marked = marked.filter_map(|time| document.get_attribute(time, "datetime"));
    let in_meta = dates.into_iter().map(|(_, date)| date);
    facts.dates = in_meta.chain(std::mem::take(&mut facts.dates)).chain(marked).collect();
    facts
}

fn lang(document: &Document) -> Option<String> {
    let html = document.query_selector(document.root(), "html")?;
    document.get_attribute(html, "lang").or_else(|| document.get_attribute(html, "xml:lang"))
}

/// Looks for articles in JSON-LD: an object, a list of them, a graph.
fn linked_data(value: &Value, facts: &mut PageFacts, depth: usize) {
    const MAX_DEPTH: usize = 4;
    if depth == MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| linked_data(item, facts, depth + 1)),
        Value::Object(object) => {
            if is_article(object.get("@type")) {
                facts.dates.extend(object.get("datePublished").and_then(Value::as_str).map(str::to_owned));
                let name = object.get("publisher").and_then(|publisher| match publisher {
                    Value::Array(items) => items.first()?.get("name")?.as_str(),
                    other => other.get("name")?.as_str(),
                });
                facts.publisher = facts.publisher.take().or_else(|| name.map(str::to_owned));
            }
            for key in ["@graph", "mainEntity"] {
                if let Some(inner) = object.get(key) {
                    linked_data(inner, facts, depth + 1);
                }
            }
        }
        _ => {}
    }
}

/// `NewsArticle`, `BlogPosting`, `ReportageNewsArticle` …, alone or in a list of types.
fn is_article(kind: Option<&Value>) -> bool {
    match kind {
        Some(Value::String(kind)) => kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| is_article(Some(kind))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, dates: &[&str], lang: Option<&str>, publisher: Option<&str>) {
        let found = page_facts(&Document::parse(html));
        assert_eq!((found.lang.as_deref(), found.publisher.as_deref()), (lang, publisher), "{html}");
        assert_eq!(found.dates, dates, "{html}");
    }

    #[test]
    fn meta_elements_come_in_the_order_of_trust() {
        let html = r#"<html lang="de"><meta name="date" content="2024"><meta property="article:published_time" content="2024-02-08">"#;
        check(html, &["2024-02-08", "2024"], Some("de"), None);
    }

    #[test]
    fn linked_data_names_date_and_publisher() {
        let html = r#"<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "1999"},
            {"@type": ["NewsArticle"], "datePublished": "2024-02-08", "publisher": {"name": "Weekly"}}]}</script>"#;
        check(html, &["2024-02-08"], None, Some("Weekly"));
    }

    #[test]
    fn broken_linked_data_is_passed_over() {
        check(
            r#"<script type="application/ld+json">{"@type": </script><time pubdate datetime="2024-02-08">"#,
            &["2024-02-08"],
            None,
            None,
        );
    }
}
