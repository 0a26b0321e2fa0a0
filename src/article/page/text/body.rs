//! Which element of a page holds its article.

use std::collections::HashMap;

use trafilatura::dom::{Document, NodeId};

use super::blocks::{Block, Kind, is_within, sums};
use super::wording::letters;

/// The element that holds the article, or `None` for a page without prose.
pub(super) fn body(document: &Document, blocks: &[Block], title: Option<&str>) -> Option<NodeId> {
    let article = headed_article(document, blocks, title);
    let best = best(document, blocks, article)?;
    Some(widened(document, best, blocks))
}

pub(super) fn is_article_prose(block: &Block) -> bool {
    !block.is_noise && block.is_prose()
}

/// The element with the most prose near it, as reader views choose it: paragraphs count in full for the element
/// around them, and less for each one further out.
fn best(document: &Document, blocks: &[Block], article: Option<NodeId>) -> Option<NodeId> {
    const LEVELS: usize = 4;
    /// Items of lists that begin with a link are teasers.
    const TEASER: usize = 15;
    const FULL_WEIGHT: usize = 400;
    let mut scores: HashMap<NodeId, (usize, usize)> = HashMap::new();
    for (place, block) in blocks.iter().enumerate().filter(|(_, block)| is_article_prose(block)) {
        if block.kind == Kind::Item && block.is_linked(TEASER) {
            continue;
        }
        if article.is_some_and(|article| !is_within(document, block.node, article)) {
            continue;
        }
        let score = 10 + block.weight.min(FULL_WEIGHT);
        let holds_itself = matches!(document.tag_name(block.node), "div" | "td" | "section" | "article" | "body");
        let mut around = if holds_itself { Some(block.node) } else { document.parent(block.node) };
        for level in 0..LEVELS {
            let Some(node) = around else { break };
            let entry = scores.entry(node).or_insert((0, place));
            entry.0 += score * factor(document, node) / (100 * if level == 0 { 1 } else { 2 * level });
            around = document.parent(node);
        }
    }
    // Of equals, the first one in the page.
    scores.into_iter().max_by_key(|(_, (score, place))| (*score, usize::MAX - place)).map(|(node, _)| node)
}

/// Elements that say that they hold an article are believed, in percent.
fn factor(document: &Document, node: NodeId) -> usize {
    let is_body =
        document.get_attribute(node, "itemprop").is_some_and(|value| value.eq_ignore_ascii_case("articleBody"));
    if is_body { 150 } else { 100 }
}

/// `best`, or an element around it with more of the same article.
///
/// What a wider element adds must be prose for the most part: lists of other articles are headings, links and dates.
fn widened(document: &Document, best: NodeId, blocks: &[Block]) -> NodeId {
    const MIN_PROSE: usize = 75;
    const MIN_PROSE_OF_ARTICLE: usize = 60;
    let all = sums(document, blocks, |block| if block.is_noise { 0 } else { block.weight });
    let unlinked =
        sums(document, blocks, |block| if is_article_prose(block) { block.weight - block.linked } else { 0 });
    let of = |sums: &HashMap<NodeId, usize>, node: NodeId| sums.get(&node).copied().unwrap_or(0);
    let mut chosen = best;
    let mut around = best;
    while !matches!(document.tag_name(around), "article" | "main" | "body" | "html") {
        let Some(parent) = document.parent(around) else { break };
        around = parent;
        if matches!(document.tag_name(around), "body" | "html") {
            break;
        }
        let min_prose = if document.tag_name(around) == "article" { MIN_PROSE_OF_ARTICLE } else { MIN_PROSE };
        let gain = of(&unlinked, around) - of(&unlinked, chosen);
        if gain > 0 && gain * 100 >= (of(&all, around) - of(&all, chosen)) * min_prose {
            chosen = around;
        }
    }
    chosen
}

/// The `article` element under the page's own headline, where there is one with prose in it: pages go on with others.
fn headed_article(document: &Document, blocks: &[Block], title: Option<&str>) -> Option<NodeId> {
    const MIN_PROSE: usize = 300;
    const MIN_SHARE: usize = 20;
    let title = letters(title?);
    let headline =
        blocks.iter().find(|block| matches!(block.kind, Kind::Heading(_)) && letters(&block.text) == title)?;
    let prose = sums(document, blocks, |block| if is_article_prose(block) { block.weight } else { 0 });
    let of = |node: NodeId| prose.get(&node).copied().unwrap_or(0);
    let mut around = Some(headline.node);
    while let Some(node) = around {
        if document.tag_name(node) == "article" {
            let is_enough = of(node) >= MIN_PROSE && of(node) * 100 >= of(document.body()?) * MIN_SHARE;
            return is_enough.then_some(node);
        }
        around = document.parent(node);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    const PROSE: &str = "The ministers agreed to let grain pass, after talks that took all night and half a day.";

    /// The id of the chosen element.
    fn check(html: &str, expected: Option<&str>) {
        let document = Document::parse(html);
        let found = body(&document, &blocks(&document), Some("Grain passes"));
        assert_eq!(found.map(|node| document.id_attr(node)).as_deref(), expected, "{html}");
    }

    #[test]
    fn the_element_with_the_paragraphs_holds_the_article() {
        let list = format!("<ul id=list><li><a href=a>Others agreed on other things</a> {PROSE}</ul>");
        check(&format!("<div id=all><h1>Grain</h1><div id=body><p>{PROSE}<p>{PROSE}</div>{list}</div>"), Some("body"));
        check("<p>Short</p>", None);
    }

    #[test]
    fn an_article_in_several_parts_is_one() {
        let part = format!("<div><p>{PROSE}</div>");
        check(&format!("<div id=page><div id=body>{part}{part}{part}</div><div>Tags</div></div>"), Some("body"));
        check(&format!("<div id=body><p>{PROSE}<div><p>{PROSE}<p>{PROSE}</div></div>"), Some("body"));
    }

    #[test]
    fn lists_of_others_are_not_joined() {
        let other = format!(
            "<div><h3>Elsewhere, too, much happened on that day</h3><a href=b>More of it on this page</a><p>{PROSE}</div>"
        );
        check(
            &format!("<div id=page><div id=body><p>{PROSE}<p>{PROSE}</div><div>{other}{other}{other}</div></div>"),
            Some("body"),
        );
    }

    #[test]
    fn the_article_under_the_pages_headline_goes_before_a_longer_one() {
        let first = format!("<article id=first><h1>Grain passes</h1>{}</article>", format!("<p>{PROSE}").repeat(5));
        let second = format!("<article id=second><h1>Ports open</h1>{}</article>", format!("<p>{PROSE}").repeat(15));
        check(&format!("<main>{first}{second}</main>"), Some("first"));
    }
}
