//! What a page's microdata (or its `RDFa`) says of the article: elements with `itemprop` or `property`.

use trafilatura::dom::{Document, NodeId};

use super::heading::Heading;
use super::short_text::short_text;
use super::zone::zone;

/// The facts of the article, as the marked elements word them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Microdata {
    /// Dates of publication.
    pub(super) published: Vec<String>,
    /// The headline.
    pub(super) headline: Option<String>,
    /// Names of the authors.
    pub(super) authors: Vec<String>,
    /// The publisher's name.
    pub(super) publisher: Option<String>,
}

/// Reads the marked elements of `document` that tell of no comment and no other story.
pub(super) fn microdata(document: &Document, heading: &Heading) -> Microdata {
    let mut data = Microdata::default();
    let mut pubdates = Vec::new();
    let Some(body) = document.body() else { return data };
    let mut seen = 0;
    for node in document.get_elements_by_tag_name(body, "*") {
        let attribute = |name| document.get_attribute(node, name);
        let names = attribute("itemprop").or_else(|| attribute("property")).map(|names| names.to_ascii_lowercase());
        if names.is_none() && document.tag_name(node) != "time" {
            continue;
        }
        let is_pubdate = attribute("pubdate").is_some();
        let names = names.unwrap_or_default();
        // `schema:datePublished` and `datePublished` are the same property.
        let is = |name: &str| names.split_whitespace().any(|known| known.rsplit(':').next() == Some(name));
        let is_published = is("datepublished");
        let wanted = is_published || is_pubdate || is("headline") || is("author") || is("publisher");
        seen += usize::from(wanted);
        if seen > MAX_ELEMENTS {
            break;
        }
        if !wanted || zone(document, node, heading).is_some() {
            continue;
        }
        if is_published {
            data.published.extend(value(document, node));
        } else if is_pubdate {
            pubdates.extend(value(document, node));
        } else if is("headline") {
            data.headline = data.headline.take().or_else(|| value(document, node));
        } else if is("author") {
            data.authors.extend(name_in(document, node));
        } else {
            data.publisher = data.publisher.take().or_else(|| name_in(document, node));
        }
    }
    // A page has one article: where several elements have the mark, they are those of a list.
    if let [only] = pubdates.as_slice() {
        data.published.push(only.clone());
    }
    data
}

/// Longer texts are no dates, headlines or names.
const MAX_BYTES: usize = 800;

/// More marked elements are those of a list.
const MAX_ELEMENTS: usize = 500;

/// The value for machines, else the text.
fn value(document: &Document, node: NodeId) -> Option<String> {
    ["content", "datetime", "title"]
        .iter()
        .find_map(|attribute| document.get_attribute(node, attribute))
        .or_else(|| short_text(document, node, MAX_BYTES))
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// The name inside an element about a person or a firm.
fn name_in(document: &Document, node: NodeId) -> Option<String> {
    match document.query_selector(node, "[itemprop~='name'], [property~='name'], [property~='schema:name']") {
        Some(name) => value(document, name),
        None => value(document, node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_elements_give_the_facts() {
        let html = r#"<article itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline"> Grain deal </h1>
            <meta itemprop="datePublished" content="2024-02-08"><span itemprop="author" itemscope><b itemprop="name">Ann Lee</b></span>
            <div itemprop="publisher" itemscope><meta itemprop="name" content="Weekly"></div>
            <time pubdate datetime="2024-02-09">today</time></article>"#;
        let expected = Microdata {
            published: vec!["2024-02-08".to_owned(), "2024-02-09".to_owned()],
            headline: Some("Grain deal".to_owned()),
            authors: vec!["Ann Lee".to_owned()],
            publisher: Some("Weekly".to_owned()),
        };
        assert_eq!(microdata(&Document::parse(html), &Heading::default()), expected);
    }

    #[test]
    fn comments_and_other_stories_are_not_the_article() {
        let html = r#"<div class="comments"><span itemprop="author">Bob</span><time itemprop="datePublished" datetime="2025-01-01"></div>
            <aside><b itemprop="headline">Other</b></aside>"#;
        assert_eq!(microdata(&Document::parse(html), &Heading::default()), Microdata::default());
    }
}
