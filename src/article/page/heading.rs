//! The heading of the article on a page, and what it stands in.

use std::collections::HashSet;

use trafilatura::dom::{Document, NodeId};

use super::short_text::short_text;
use crate::text::fold;

/// The heading that says what the page's title says.
#[derive(Debug, Default)]
pub(super) struct Heading {
    /// The element.
    pub(super) node: Option<NodeId>,
    /// Its text.
    pub(super) text: Option<String>,
    around: HashSet<NodeId>,
}

impl Heading {
    /// The first heading of `document` that is part of one of `titles` or holds it, else the first `h1`.
    pub(super) fn of(document: &Document, titles: &[&str]) -> Self {
        /// Shorter headings are part of too many titles.
        const MIN_LETTERS: usize = 8;
        /// Longer ones are no headings.
        const MAX_BYTES: usize = 800;
        let text = |node: &NodeId| short_text(document, *node, MAX_BYTES).unwrap_or_default();
        let titles: Vec<String> = titles.iter().map(|title| letters_of(title)).collect();
        let says_title = |node: &NodeId| {
            let text = letters_of(&text(node));
            let is_shared = |title: &String| {
                title.contains(&text) || (title.chars().count() >= MIN_LETTERS && text.contains(title.as_str()))
            };
            text.chars().count() >= MIN_LETTERS && titles.iter().any(is_shared)
        };
        let all = |tag: &str| document.get_elements_by_tag_name(document.root(), tag).into_iter();
        // The site's name is part of many titles too, but a shorter part. Of equals the first counts.
        let length = |node: &NodeId| letters_of(&text(node)).len();
        let first = ["h1", "h2", "h3"].iter().flat_map(|tag| all(tag)).filter(says_title).rev().max_by_key(length);
        let is_empty = |node: &NodeId| text(node).is_empty();
        let Some(node) = first.or_else(|| all("h1").find(|node| !is_empty(node))) else { return Self::default() };
        let ancestors = std::iter::successors(Some(node), |inner| document.parent(*inner));
        Self { node: Some(node), text: Some(document.text_content(node)), around: ancestors.collect() }
    }

    /// Whether the heading is `node` or stands inside it.
    pub(super) fn is_in(&self, node: NodeId) -> bool {
        self.around.contains(&node)
    }
}

/// The letters and digits of a title, folded: punctuation and space differ between a page's titles.
fn letters_of(text: &str) -> String {
    fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, titles: &[&str], expected: Option<&str>) {
        assert_eq!(Heading::of(&Document::parse(html), titles).text.as_deref(), expected, "{html}");
    }

    #[test]
    fn the_heading_says_what_the_title_says() {
        let html = "<h1>Weekly</h1><h2>Other story</h2><h2>Grain “deal” at last</h2>";
        check(html, &["Grain \"Deal\" at last | Weekly Herald"], Some("Grain “deal” at last"));
        check(html, &["Another title"], Some("Weekly"));
        check(
            "<h1>Weekly Herald</h1><h3>Grain deal</h3>",
            &["Weekly Herald: Grain deal at last"],
            Some("Weekly Herald"),
        );
        check(
            "<h1>The Weekly</h1><h3>Grain deal at last</h3>",
            &["The Weekly: Grain deal at last"],
            Some("Grain deal at last"),
        );
        check("<h1> </h1><p>A</p>", &[], None);
    }

    #[test]
    fn everything_around_the_heading_holds_it() {
        let document = Document::parse("<div><p>A</p><article><h1>Heading</h1></article></div>");
        let heading = Heading::of(&document, &[]);
        let is_in = |selector| heading.is_in(document.query_selector(document.root(), selector).unwrap());
        assert!(is_in("h1") && is_in("article") && is_in("div") && !is_in("p"));
    }
}
