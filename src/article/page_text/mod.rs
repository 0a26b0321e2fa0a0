//! The main text of a web page: the paragraphs of its article, without what pages put around and between them.
//!
//! The page is read as a list of blocks (`blocks`), those in elements that are named as something else are noise
//! (`noise`), the element with the most prose holds the article (`body`), and in it some blocks are still none of its
//! text (`trim`). A page that shows little of an article that it hands to machines whole gives that (`stated`), and
//! one that is laid out in a way not foreseen here is left to the extractor `trafilatura`.

mod blocks;
mod body;
mod noise;
mod stated;
mod trim;
mod wording;

use trafilatura::dom::Document;
use trafilatura::{Options, extract_document};

use super::html_text;

/// The text of the article in `document`, a blank line between blocks; empty when the page has none.
pub(super) fn text(document: Document, title: Option<&str>) -> String {
    const MIN_WEIGHT: usize = 100;
    let shown = shown(&document, title);
    let text = match stated::text(&document) {
        Some(stated) if stated::is_better(&stated, &shown) => stated,
        _ => shown,
    };
    if wording::weight(&text) >= MIN_WEIGHT {
        return text;
    }
    let options = Options::default().with_fallback(true).with_exclude_comments(true);
    let other = extract_document(document, &options).map(|page| html_text::of_html(&page.content_html));
    other.ok().filter(|other| wording::weight(other) > wording::weight(&text)).unwrap_or(text)
}

/// The text of the article as the page shows it.
fn shown(document: &Document, title: Option<&str>) -> String {
    let blocks = blocks::blocks(document);
    let Some(body) = body::body(document, &blocks, title) else { return String::new() };
    let kept = trim::trimmed(document, blocks, body, title);
    kept.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
}
