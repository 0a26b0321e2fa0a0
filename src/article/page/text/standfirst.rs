//! The sentences between a headline and the article, where pages set them apart from it.

use trafilatura::dom::{Document, NodeId};

use super::blocks::{Block, is_within};
use super::noise::words;
use super::wording::letters;

/// Words that name standfirsts in class names.
const WORDS: [&str; 22] = [
    "abstract",
    "chapo",
    "deck",
    "dek",
    "entradilla",
    "excerpt",
    "ingress",
    "intro",
    "lead",
    "leadtext",
    "lede",
    "occhiello",
    "sommario",
    "standfirst",
    "subheadline",
    "subline",
    "subtitle",
    "sumario",
    "summary",
    "teaser",
    "underrubrik",
    "vorspann",
];

/// The standfirst of the article in `body`: a block before it that says what the page is said to be about, or one
/// between the headline and it that is named so.
pub(super) fn standfirst(document: &Document, blocks: &[Block], body: NodeId, title: Option<&str>) -> Option<String> {
    const MIN_WEIGHT: usize = 40;
    let described = descriptions(document);
    let title = title.map(letters);
    let mut is_after_headline = false;
    let is_begun = |block: &Block| !block.is_noise && block.is_prose() && is_within(document, block.node, body);
    for block in blocks.iter().take_while(|block| !is_begun(block)) {
        let text = letters(&block.text);
        if Some(&text) == title.as_ref() {
            is_after_headline = true;
        } else if block.weight >= MIN_WEIGHT && !block.is_linked(50) {
            let is_described = described.iter().any(|about| text.starts_with(about) || about.starts_with(&text));
            let is_named = || is_after_headline && !block.is_noise && is_named(document, block.node);
            if is_described || is_named() {
                return Some(block.text.clone());
            }
        }
    }
    None
}

/// Whether the element or the one around it is named as a standfirst.
fn is_named(document: &Document, node: NodeId) -> bool {
    let names = |node: NodeId| [document.class_name(node), document.id_attr(node)];
    let around = document.parent(node);
    [Some(node), around]
        .into_iter()
        .flatten()
        .flat_map(names)
        .any(|names| words(&names).iter().any(|word| WORDS.contains(&word.as_str())))
}

/// What the page says it is about, in letters.
fn descriptions(document: &Document) -> Vec<String> {
    const MIN_LETTERS: usize = 40;
    let metas = document.query_selector_all(
        document.root(),
        "meta[name='description'], meta[property='og:description'], meta[name='twitter:description']",
    );
    let contents = metas.into_iter().filter_map(|meta| document.get_attribute(meta, "content"));
    contents.map(|content| letters(&content)).filter(|letters| letters.len() >= MIN_LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    const STANDFIRST: &str = "A deal after a long night means grain for millions";
    const TEXT: &str = "The ministers of the five countries agreed on Thursday to let grain pass.";

    fn check(head: &str, expected: Option<&str>) {
        let document = Document::parse(&format!("<body>{head}<section><p>{TEXT}</p></section></body>"));
        let Some(body) = document.query_selector(document.root(), "section") else { panic!("{head}") };
        assert_eq!(
            standfirst(&document, &blocks(&document), body, Some("Grain passes")).as_deref(),
            expected,
            "{head}"
        );
    }

    #[test]
    fn what_the_page_is_said_to_be_about_is_found_by_its_words() {
        let about = format!("<meta property=og:description content='{STANDFIRST} – and more'>");
        check(&format!("{about}<div class=teaser>{STANDFIRST}</div>"), Some(STANDFIRST));
        check(&format!("{about}<p><a href=a>{STANDFIRST}</a></p>"), None);
        check(&format!("<p>{STANDFIRST}</p>"), None);
    }

    #[test]
    fn what_is_named_so_is_found_under_the_headline() {
        let named = format!("<div class=article-dek><p>{STANDFIRST}</p></div>");
        check(&format!("<h1>Grain passes</h1>{named}"), Some(STANDFIRST));
        check(&named, None);
        check("<h1>Grain passes</h1><p class=dek>By Ann Bell</p>", None);
    }
}
