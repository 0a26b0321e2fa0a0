//! In which part of a page an element stands, by the names that its authors gave to the elements around it.

use trafilatura::dom::{Document, NodeId};

use super::heading::Heading;

/// A part of a page that is not the article's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// What readers wrote.
    Comments,
    /// Other stories, navigation, footers, boxes.
    Aside,
}

/// Parts of names that mark what readers wrote.
const COMMENTS: [&str; 6] = ["comment", "kommentar", "reply", "replies", "disqus", "respond"];

/// Words that mark what is about other pages or the whole site.
const ASIDES: [&str; 49] = [
    "related",
    "profile",
    "breadcrumbs",
    "sidebar",
    "widget",
    "widgets",
    "teaser",
    "teasers",
    "recommended",
    "recommendations",
    "popular",
    "trending",
    "recent",
    "latest",
    "archive",
    "archives",
    "calendar",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "footer",
    "copyright",
    "newsletter",
    "promo",
    "similar",
    "ticker",
    "carousel",
    "slider",
    "tweet",
    "twitter",
    "cookie",
    "cookies",
    "consent",
    "modal",
    "banner",
    "advert",
    "advertisement",
    "breaking",
    "mostread",
    "topbar",
    "readmore",
    "seealso",
    "teaserlist",
    "upcoming",
    "events",
    "login",
    "weather",
    "playlist",
];

/// Elements that hold no part of an article.
const ASIDE_TAGS: [&str; 5] = ["nav", "aside", "form", "select", "iframe"];

/// Words that mark the foot of an article rather than that of the site.
const ARTICLE_FEET: [&str; 5] = ["entry", "post", "article", "node", "story"];

/// The part of the page that `node` stands in; elements that hold the heading too are the article's own, whatever their
/// name. `None` for the article.
pub(super) fn zone(document: &Document, node: NodeId, heading: &Heading) -> Option<Zone> {
    let mut found = None;
    let mut at = Some(node);
    while let Some(node) = at.filter(|node| !heading.is_in(*node)) {
        let tag = document.tag_name(node);
        if matches!(tag, "body" | "html") {
            break;
        }
        let names = names(document, node);
        if names.iter().any(|name| COMMENTS.iter().any(|part| name.contains(part))) {
            return Some(Zone::Comments);
        }
        let is_of_article = names.iter().any(|name| ARTICLE_FEET.contains(&name.as_str()));
        let is_foot = tag == "footer" && !is_of_article;
        let is_aside = |name: &String| ASIDES.contains(&name.as_str()) && !(name == "footer" && is_of_article);
        if is_foot || ASIDE_TAGS.contains(&tag) || names.iter().any(is_aside) {
            found = Some(Zone::Aside);
        }
        at = document.parent(node);
    }
    found
}

/// The words of an element's class and id, in lower case: `postDate entry-meta` → `post`, `date`, `entry`, `meta`.
pub(super) fn names(document: &Document, node: NodeId) -> Vec<String> {
    let mut words = Vec::new();
    for attribute in ["class", "id", "data-testid"] {
        let Some(value) = document.get_attribute(node, attribute) else { continue };
        let mut word = String::new();
        let mut previous_is_lower = false;
        for letter in value.chars() {
            let begins_word = letter.is_uppercase() && previous_is_lower;
            if (!letter.is_alphanumeric() || begins_word) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if letter.is_alphanumeric() {
                word.extend(letter.to_lowercase());
            }
            previous_is_lower = letter.is_lowercase();
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: Option<Zone>) {
        let document = Document::parse(html);
        let node = document.query_selector(document.root(), "time").unwrap();
        let heading = Heading::of(&document, &[]);
        assert_eq!(zone(&document, node, &heading), expected, "{html}");
    }

    #[test]
    fn names_of_elements_tell_the_part() {
        check("<article><h1>A</h1><p class=dateline><time>1</time></p></article>", None);
        check("<h1>A</h1><ul id=relatedStories><li><time>1</time></ul>", Some(Zone::Aside));
        check("<h1>A</h1><div class='post-comments widget'><time>1</time></div>", Some(Zone::Comments));
        check("<h1>A</h1><footer><time>1</time></footer>", Some(Zone::Aside));
        check("<h1>A</h1><footer class='entry-meta'><time>1</time></footer>", None);
        check("<h1>A</h1><div class='post-footer'><time>1</time></div>", None);
    }

    #[test]
    fn what_holds_the_heading_is_the_article() {
        check("<div class='widget'><h1>A</h1><time>1</time></div>", None);
    }

    #[test]
    fn names_are_parted_at_marks_and_capitals() {
        let document = Document::parse("<p class='postDate entry-meta_x' id='Top'>");
        let node = document.query_selector(document.root(), "p").unwrap();
        assert_eq!(names(&document, node), ["post", "date", "entry", "meta", "x", "top"]);
    }
}
