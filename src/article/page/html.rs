//! Web pages: the main text and what the page says of itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;
use trafilatura::metadata::extract_metadata;
use trafilatura::{HtmlDateMode, Options};

use super::facts::page_facts;
use super::nesting::danger;
use super::text;
use crate::article::draft::Draft;
use crate::outlet::Outlets;
use crate::read::SkipReason;

/// Elements nested more deeply than browsers allow. The extractor recurses and slows down with the depth: some
/// thousand levels would overflow the stack, which no handler catches.
const MAX_DEPTH: usize = 512;

/// The article that a page is: without navigation, comments and related stories.
///
/// # Errors
///
/// When the page has no main text.
pub(crate) fn read(html: &str) -> Result<Draft, SkipReason> {
    // Pages are hostile input to a large library: a panic in it costs one page, not the run.
    catch_unwind(AssertUnwindSafe(|| extract(html))).unwrap_or_else(|_| {
        Err(SkipReason::Malformed { format: "HTML", detail: "the extractor failed on this page".to_owned() })
    })
}

fn extract(html: &str) -> Result<Draft, SkipReason> {
    let malformed = |detail: &str| Err(SkipReason::Malformed { format: "HTML", detail: detail.to_owned() });
    if let Some(danger) = danger(html) {
        return malformed(danger);
    }
    let document = Document::parse(html);
    if is_deeper(&document, MAX_DEPTH) {
        return malformed(&format!("elements nested more than {MAX_DEPTH} deep"));
    }
    let facts = page_facts(&document, Outlets::in_use());
    // The extractor's facts fill gaps, and take as long as all the rest, so they are asked for only where a page says
    // little of itself. Its date is that of the last change where a page gives both.
    let has_gap = facts.title.is_none() || facts.publisher.is_none() || facts.author.is_none();
    let metadata =
        has_gap.then(|| extract_metadata(&document, &Options::default().with_html_date_mode(HtmlDateMode::Disabled)));
    let metadata = metadata.unwrap_or_default();
    let some = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let title = facts.title.or_else(|| some(metadata.title));
    let text = text::text(document, title.as_deref());
    if text.is_empty() {
        return Err(SkipReason::NoText);
    }
    Ok(Draft {
        title,
        author: facts.author.or_else(|| some(metadata.author)),
        publisher: facts.publisher.or_else(|| some(metadata.sitename)),
        lang: facts.lang,
        dates: facts.dates,
        page_dates: facts.other_dates,
        url: facts.url,
        text,
        ..Draft::default()
    })
}

fn is_deeper(document: &Document, limit: usize) -> bool {
    let mut open = vec![(document.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > limit {
            return true;
        }
        open.extend(document.children(node).into_iter().map(|child| (child, depth + 1)));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><title>Ministers agree on grain | Weekly</title>
        <meta property="og:site_name" content="Weekly"><meta property="og:title" content="Ministers agree on grain">
        <meta property="article:published_time" content="2024-02-08T10:30:00+01:00">
        <link rel="canonical" href="https://weekly.example/grain"></head><body>
        <nav><a href="/">Home</a><a href="/news">News</a></nav>
        <article><h1>Ministers agree on grain</h1>
        <p>The ministers of the five countries agreed on Thursday to let grain pass, after talks that took all night.</p>
        <p>&ldquo;This deal will feed millions,&rdquo; the chair of the talks told reporters in the morning &amp; left.</p>
        <p>Exports will begin next week, according to the statement that the ministers signed at the end of the talks.</p>
        </article><div class="comments" id="comments"><p>First! What a bad deal this is, I would never have signed it.</p></div>
        <footer>Copyright 2025 Weekly</footer></body></html>"#;

    #[test]
    fn a_page_gives_its_paragraphs_and_facts() {
        let draft = read(PAGE).unwrap();
        assert_eq!(draft.title.as_deref(), Some("Ministers agree on grain"));
        assert_eq!((draft.publisher.as_deref(), draft.lang.as_deref()), (Some("Weekly"), Some("en-GB")));
        assert_eq!(draft.url.as_deref(), Some("https://weekly.example/grain"));
        assert_eq!(draft.dates, ["2024-02-08T10:30:00+01:00"]);
        let lines: Vec<&str> = draft.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines[lines.len() - 2..],
            [
                "“This deal will feed millions,” the chair of the talks told reporters in the morning & left.",
                "Exports will begin next week, according to the statement that the ministers signed at the end of the talks.",
            ]
        );
        assert!(!draft.text.contains("First!") && !draft.text.contains("Copyright") && !draft.text.contains("Home"));
    }

    #[test]
    fn pages_without_text_are_skipped() {
        assert_eq!(read("<html></html>"), Err(SkipReason::NoText));
        assert_eq!(read(""), Err(SkipReason::NoText));
    }

    #[test]
    fn hostile_nesting_ends_without_overflow() {
        for tag in ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote><p>"] {
            let page = |depth| format!("<html><body>{}deep text{}", tag.repeat(depth), "</div>".repeat(100));
            assert_eq!(read(&page(600)).map_err(|reason| reason.code()), Err("malformed"), "{tag}");
            assert_eq!(read(&page(50_000)).map_err(|reason| reason.code()), Err("malformed"), "{tag}");
            assert_ne!(read(&page(100)).map_err(|reason| reason.code()), Err("malformed"), "{tag}");
        }
    }
}
