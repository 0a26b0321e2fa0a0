//! The text of clean HTML: what an extractor left of a page, or the markup inside a record's text.

use trafilatura::dom::{Document, NodeId};

use super::nesting::danger;

/// Elements that stand on lines of their own, with a blank line between them.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "quote",
    "section",
    "table",
    "tbody",
    "tr",
    "ul",
    "head",
];

/// Where a word may be broken at the end of a line: a hint to who shows the text, no part of the word.
const SOFT_HYPHEN: char = '\u{AD}';

/// Elements whose text is no prose.
const HIDDEN: [&str; 6] = ["script", "style", "template", "noscript", "iframe", "svg"];

/// Whether an element called so stands on lines of its own.
pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Whether `text` is marked up as HTML: it has the tags that paragraphs and line ends have, and can be parsed.
pub(crate) fn is_html(text: &str) -> bool {
    ["</p>", "<br>", "<br/>", "<br />", "</div>", "<p>"].iter().any(|tag| text.contains(tag)) && danger(text).is_none()
}

/// The text of `html`: a blank line between blocks, `\n` for `<br>` and a blank line for two of them, a tab between the cells of a table, other
/// white space as one space. Entities are resolved; characters stay as they are.
pub(crate) fn of_html(html: &str) -> String {
    let document = Document::parse(html);
    let mut text = Text::default();
    // An own stack: pages may be nested more deeply than the program's stack is.
    let mut open = vec![Step::Enter(document.body().unwrap_or_else(|| document.root()))];
    while let Some(step) = open.pop() {
        match step {
            Step::Enter(node) if document.is_text(node) => text.push(&document.text_content(node)),
            Step::Enter(node) if document.is_element(node) => enter(&document, node, &mut text, &mut open),
            Step::Enter(node) => open.extend(children(&document, node)),
            Step::EndBlock => text.end_block(),
            Step::EndCell => text.gap("\t"),
        }
    }
    text.finish()
}

enum Step {
    Enter(NodeId),
    EndBlock,
    EndCell,
}

fn enter(document: &Document, node: NodeId, text: &mut Text, open: &mut Vec<Step>) {
    let tag = document.tag_name(node);
    if HIDDEN.contains(&tag) {
        return;
    }
    match tag {
        "br" | "lb" => text.line_break(),
        "td" | "th" => open.push(Step::EndCell),
        _ if is_block(tag) => {
            text.end_block();
            open.push(Step::EndBlock);
        }
        _ => {}
    }
    open.extend(children(document, node));
}

/// The children, the last one first: the stack turns them around.
fn children(document: &Document, node: NodeId) -> impl Iterator<Item = Step> {
    document.child_nodes(node).into_iter().rev().map(Step::Enter)
}

/// Text under construction; white space waits until it is known what follows.
#[derive(Default)]
pub(crate) struct Text {
    text: String,
    pending: &'static str,
}

impl Text {
    pub(crate) fn push(&mut self, piece: &str) {
        for character in piece.chars() {
            if character.is_ascii_whitespace() {
                self.gap(" ");
            } else if character != SOFT_HYPHEN {
                self.settle();
                self.text.push(character);
            }
        }
    }

    /// A line ends; an empty line after it ends the paragraph.
    pub(crate) fn line_break(&mut self) {
        self.gap(if self.is_at_line_end() { "\n\n" } else { "\n" });
    }

    /// Whether a line has just ended.
    pub(crate) fn is_at_line_end(&self) -> bool {
        self.pending == "\n"
    }

    /// The widest of several gaps at one place wins.
    pub(crate) fn gap(&mut self, gap: &'static str) {
        if width(gap) > width(self.pending) {
            self.pending = gap;
        }
    }

    pub(crate) fn end_block(&mut self) {
        self.gap("\n\n");
    }

    fn settle(&mut self) {
        let gap = std::mem::take(&mut self.pending);
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

fn width(gap: &str) -> u8 {
    match gap {
        "" => 0,
        " " => 1,
        "\t" => 2,
        "\n" => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(of_html(html), expected, "{html}");
    }

    #[test]
    fn blocks_are_paragraphs_and_inline_elements_are_not() {
        check(
            "<h2>Head</h2>\n<p>“A <b>b</b>,”\n  she said.<br>Next<p>C<ul><li>d</li><li>e</ul>",
            "Head\n\n“A b,” she said.\nNext\n\nC\n\nd\n\ne",
        );
        check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\n\nc");
    }

    #[test]
    fn two_line_breaks_end_a_paragraph() {
        check("A<br>B<br> <br/>C<br><br><br>D", "A\nB\n\nC\n\nD");
    }

    #[test]
    fn soft_hyphens_are_no_text() {
        check("<p>re&shy;so\u{AD}lution</p>", "resolution");
    }

    #[test]
    fn entities_are_resolved_and_characters_stay() {
        check("<p>&ldquo;A &amp; e\u{301}&rdquo;&nbsp;&#8212; B</p>", "“A & e\u{301}”\u{A0}— B");
    }

    #[test]
    fn scripts_and_comments_are_no_text() {
        check("<p>A<script>var a;</script><!-- c --><style>p{}</style> B</p>", "A B");
        check("", "");
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        check(&format!("{}x", "<div>".repeat(3_000)), "x");
    }
}
