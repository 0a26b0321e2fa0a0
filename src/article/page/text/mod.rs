//! The main text of a web page: the paragraphs of its article, without what pages put around and between them.
//!
//! The page is read as a list of blocks (`blocks`), those in elements that are named as something else are noise
//! (`noise`), the element with the most prose holds the article (`body`), and in it some blocks are still none of its
//! text (`trim`). A page that shows little of an article that it hands to machines whole gives that (`stated`), and
//! one that is laid out in a way not foreseen here is left to the extractor `trafilatura`.

mod blocks;
mod body;
mod noise;
mod standfirst;
mod stated;
mod trim;
mod wording;

use trafilatura::dom::Document;
use trafilatura::{HtmlDateMode, Options, extract_document};

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
    // Its own fallbacks changed no text of the pages measured, and the last of them costs tables of stop words in
    // a hundred languages. Dates are read elsewhere.
    let options = Options::default().with_exclude_comments(true).with_html_date_mode(HtmlDateMode::Disabled);
    let other = extract_document(document, &options).map(|page| html_text::of_html(&page.content_html));
    other.ok().filter(|other| wording::weight(other) > wording::weight(&text)).unwrap_or(text)
}

/// The text of the article as the page shows it.
fn shown(document: &Document, title: Option<&str>) -> String {
    let blocks = blocks::blocks(document);
    let Some(body) = body::body(document, &blocks, title) else { return String::new() };
    let standfirst = standfirst::standfirst(document, &blocks, body, title);
    let kept = trim::trimmed(document, blocks, body, title);
    let texts = kept.iter().map(|block| block.text.as_str());
    let standfirst = standfirst.filter(|standfirst| !says(texts.clone(), standfirst));
    standfirst.as_deref().into_iter().chain(texts).collect::<Vec<_>>().join("\n\n")
}

/// Whether one of `texts` begins with what `standfirst` says.
fn says<'t>(mut texts: impl Iterator<Item = &'t str>, standfirst: &str) -> bool {
    let standfirst = wording::letters(standfirst);
    texts.any(|text| wording::letters(text).starts_with(&standfirst))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(text(Document::parse(html), None), expected, "{html}");
    }

    const FIRST: &str =
        "The ministers of the five countries agreed on Thursday to let grain pass, after talks that took all night.";
    const LAST: &str =
        "Exports will begin next week, according to the statement that the ministers signed at the end of the talks.";

    #[test]
    fn the_standfirst_is_the_first_paragraph_and_told_once() {
        let standfirst = "A deal after a long night means grain for millions";
        let head = format!("<head><meta name=description content='{standfirst}.'></head><h1>Grain passes</h1>");
        let body = format!("<div><p>{FIRST}<p>{LAST}</div>");
        check(
            &format!("{head}<p>{standfirst}</p><section>{body}</section>"),
            &format!("{standfirst}\n\n{FIRST}\n\n{LAST}"),
        );
        check(&format!("{head}<section>{body}</section>"), &format!("{FIRST}\n\n{LAST}"));
        let repeated = format!(
            "{head}<p>{standfirst}</p><section><div><p>{standfirst}, they said.<p>{FIRST}<p>{LAST}</div></section>"
        );
        check(&repeated, &format!("{standfirst}, they said.\n\n{FIRST}\n\n{LAST}"));
    }

    #[test]
    fn a_page_that_shows_a_stub_gives_what_it_states() {
        let article = [FIRST, LAST].repeat(4).join(" ");
        let data = format!(r#"<script type="application/ld+json">{{"articleBody": "{article}"}}</script>"#);
        check(&format!("{data}<p>{FIRST}"), &article);
    }

    #[test]
    fn short_pages_have_short_texts() {
        check("<p>Grain passes.</p>", "Grain passes.");
        check("", "");
    }
}
