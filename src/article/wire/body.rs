//! The text of an item's body: elements of XHTML and NITF, or text with or without tags in it.

use roxmltree::Node;

use super::layout;
use super::xml;
use crate::article::page::html_text::{self, Text};

/// Elements that stand on lines of their own, beside those of HTML.
const BLOCKS: [&str; 7] = ["hl1", "hl2", "block", "bq", "pq", "nitf-table", "body.content"];

/// Elements that hold no prose of the article: what they show, say of it or are called by.
const HIDDEN: [&str; 12] =
    ["head", "header", "footer", "media", "note", "figure", "script", "style", "template", "iframe", "svg", "noscript"];

/// The text in `node`: a blank line between blocks, a tab between the cells of a table.
pub(super) fn of_node(node: Node<'_, '_>) -> String {
    let mut text = Text::default();
    push(node, &mut text);
    // Some agencies break the lines of a paragraph as their teleprinters did.
    layout::paragraphs(&text.finish())
}

/// The depth is bounded by whoever parsed the document.
fn push(node: Node<'_, '_>, text: &mut Text) {
    if let Some(piece) = node.text().filter(|_| node.is_text()) {
        return text.push(piece);
    }
    let name = node.tag_name().name();
    if HIDDEN.contains(&name) {
        return;
    }
    match name {
        "br" => text.gap("\n"),
        _ if BLOCKS.contains(&name) || html_text::is_block(name) => {
            text.end_block();
            node.children().for_each(|child| push(child, text));
            text.end_block();
        }
        _ => {
            node.children().for_each(|child| push(child, text));
            if matches!(name, "td" | "th") {
                text.gap("\t");
            }
        }
    }
}

/// The text of a body that is a string: HTML where it has elements that stand on their own lines, else lines.
pub(super) fn of_text(text: &str) -> String {
    let text = text.trim();
    // One paragraph around everything marks up nothing: what is inside was laid out in lines.
    let inside = text.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).unwrap_or(text);
    // Programs of the nineties write `<P>`.
    if html_text::is_html(&inside.to_ascii_lowercase()) {
        return html_text::of_html(inside);
    }
    let laid_out = layout::paragraphs(inside);
    if !has_inline_tags(&laid_out) {
        return laid_out;
    }
    laid_out.split("\n\n").map(html_text::of_html).collect::<Vec<_>>().join("\n\n")
}

/// Whether words are marked up inside of paragraphs that are not.
fn has_inline_tags(text: &str) -> bool {
    ["</b>", "</i>", "</u>", "</a>", "</em>", "</strong>", "</span>"].iter().any(|tag| text.contains(tag))
}

/// The content of the body of a NITF document; a note for editors has one of its own.
pub(super) fn content_of_nitf<'a, 't>(node: Node<'a, 't>) -> Option<Node<'a, 't>> {
    xml::all(node, "body.content").find(|content| content.parent().is_some_and(|body| xml::is(body, "body")))
}

/// The text of the first body below `node`: of XHTML, or of NITF.
pub(super) fn of_document(node: Node<'_, '_>) -> String {
    let body = content_of_nitf(node).or_else(|| xml::find(node, "body")).unwrap_or(node);
    of_node(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markup: &str, expected: &str) {
        let document = roxmltree::Document::parse(markup).unwrap();
        assert_eq!(of_document(document.root_element()), expected, "{markup}");
    }

    #[test]
    fn blocks_are_paragraphs_in_any_namespace() {
        check(
            "<x:html xmlns:x='y'><x:head><x:title>T</x:title></x:head><x:body><x:p>One <x:b>b</x:b>\n  two</x:p><x:p/><x:p>C</x:p></x:body></x:html>",
            "One b two\n\nC",
        );
        check(
            "<nitf><body><body.head><note><body.content>N</body.content></note>H</body.head><body.content><hl2>H2</hl2><p>A &amp; B</p></body.content></body></nitf>",
            "H2\n\nA & B",
        );
        check("<t><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></t>", "a\tb\n\nc");
    }

    #[test]
    fn what_is_not_prose_is_left_out() {
        check(
            "<body><header><h1>Title</h1><ul><li>slug</li></ul></header><media><media-caption>C</media-caption></media><p>A</p></body>",
            "A",
        );
    }

    #[test]
    fn lines_that_a_teleprinter_broke_are_joined() {
        check(
            "<body><p>   The keeper of the lighthouse has been named to lead the <br />crew on Saturday.</p><p>One<br/>Two</p></body>",
            "The keeper of the lighthouse has been named to lead the crew on Saturday.\n\nOne\nTwo",
        );
    }

    #[test]
    fn strings_are_read_as_what_they_are() {
        for (text, expected) in [
            ("<P>One.</P>\n<P>Two.</P>", "One.\n\nTwo."),
            ("<p>\n   One.\n   Two.\n</p>", "One.\n\nTwo."),
            (" One.\n     Two.", "One.\n\nTwo."),
            ("The <b>mayor</b> said.\n     Two.", "The mayor said.\n\nTwo."),
            ("a < b <", "a < b <"),
        ] {
            assert_eq!(of_text(text), expected, "{text}");
        }
    }
}
