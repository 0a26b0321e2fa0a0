//! The text of an element that is expected to be short: a line, a heading, a name.

use trafilatura::dom::{Document, NodeId};

/// Elements whose text is not shown, or is a choice rather than a statement.
pub(super) const HIDDEN: [&str; 9] =
    ["script", "style", "template", "noscript", "iframe", "svg", "select", "option", "head"];

/// The text of an element with a space between its pieces; `None` when it is longer than `limit` bytes.
pub(super) fn short_text(document: &Document, element: NodeId, limit: usize) -> Option<String> {
    const MAX_NODES: usize = 80;
    let mut text = String::new();
    let mut open = vec![element];
    let mut seen = 0;
    while let Some(node) = open.pop() {
        seen += 1;
        if seen > MAX_NODES {
            return None;
        }
        if document.is_text(node) {
            let piece = document.text_content(node);
            let piece: Vec<&str> = piece.split_whitespace().collect();
            if !piece.is_empty() {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&piece.join(" "));
            }
            if text.len() > limit {
                return None;
            }
        } else if !HIDDEN.contains(&document.tag_name(node)) {
            let children = document.child_nodes(node);
            if children.len() > MAX_NODES {
                return None;
            }
            open.extend(children.into_iter().rev());
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, limit: usize, expected: Option<&str>) {
        let document = Document::parse(html);
        let node = document.query_selector(document.root(), "p").unwrap();
        assert_eq!(short_text(&document, node, limit).as_deref(), expected, "{html}");
    }

    #[test]
    fn pieces_are_parted_by_a_space_and_scripts_are_none() {
        check("<p><b>8</b><i>Feb\n 2024</i><script>1</script></p>", 20, Some("8 Feb 2024"));
        check("<p></p>", 20, Some(""));
    }

    #[test]
    fn long_texts_are_not_read_to_their_end() {
        check("<p>8 February 2024</p>", 10, None);
        check(&format!("<p>{}</p>", "<b>1</b>".repeat(200)), 10_000, None);
    }
}
