//! XML documents as trees, refused where parsing them could cost more than they are worth.

use quick_xml::events::Event;
use roxmltree::{Document, Node, ParsingOptions};

use crate::read::{Skip, SkipReason};
use crate::text::one_line;

/// No more nodes than this are kept; each takes about a hundred bytes. How large a file may be, the reader of files says.
const MAX_NODES: u32 = 2_000_000;

/// Elements inside elements.
const MAX_DEPTH: usize = 256;

/// Attributes of a start tag: the parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 256;

/// The tree of `text`, or why there is none. The `file` and the name of its `format` are for the message.
pub(super) fn parse<'t>(file: &str, format: &'static str, text: &'t str) -> Result<Document<'t>, Skip> {
    let skip = |place, reason| Skip { path: file.to_owned(), place, reason };
    let malformed = |detail: String| SkipReason::Malformed { format, detail };
    if let Some(danger) = danger(text) {
        return Err(skip(None, malformed(danger.to_owned())));
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text.trim_start(), options).map_err(|error| {
        let position = error.pos();
        // The message ends with the place, which is told apart.
        let message = error.to_string();
        let detail = message.rsplit_once(" at ").map_or(message.as_str(), |(detail, _)| detail);
        // White space before the document was not counted.
        let skipped = text.len() - text.trim_start().len();
        let lines_before = text[..skipped].matches('\n').count();
        let place = (lines_before + position.row as usize, position.col as usize);
        skip(Some(place), malformed(detail.to_owned()))
    })
}

/// What in `text` would cost the parser time or memory out of proportion. Broken XML is for the parser to tell.
fn danger(text: &str) -> Option<&'static str> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if has_many_attributes(&tag) {
                    return Some("a tag with more attributes than any item has");
                }
                if depth > MAX_DEPTH {
                    return Some("elements nested too deeply");
                }
            }
            Ok(Event::Empty(tag)) if has_many_attributes(&tag) => {
                return Some("a tag with more attributes than any item has");
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // An entity of its own may stand for another, a thousandfold.
            Ok(Event::DocType(declaration)) if declaration.contains("<!ENTITY") => {
                return Some("the document type declares entities");
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Judged by the equals signs, of which a value may hold some too.
fn has_many_attributes(tag: &str) -> bool {
    tag.bytes().filter(|byte| *byte == b'=').count() > MAX_ATTRIBUTES
}

/// The first element called `name` below `node`, whatever its namespace: agencies leave theirs out or make them up.
pub(super) fn find<'a, 't>(node: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
    all(node, name).next()
}

/// All elements called `name` below `node`, in their order.
pub(super) fn all<'a, 't, 'n>(
    node: Node<'a, 't>,
    name: &'n str,
) -> impl Iterator<Item = Node<'a, 't>> + use<'a, 't, 'n> {
    node.descendants().filter(move |below| is(*below, name))
}

/// The first child element called `name`.
pub(super) fn child<'a, 't>(node: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
    children(node, name).next()
}

/// All child elements called `name`.
pub(super) fn children<'a, 't, 'n>(
    node: Node<'a, 't>,
    name: &'n str,
) -> impl Iterator<Item = Node<'a, 't>> + use<'a, 't, 'n> {
    node.children().filter(move |child| is(*child, name))
}

/// Whether `node` is an element called `name`.
pub(super) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// All text in `node` as one line; `None` when there is none.
pub(super) fn line(node: Node<'_, '_>) -> Option<String> {
    let text: String = node.descendants().filter(Node::is_text).filter_map(|piece| piece.text()).collect();
    let line = one_line(&text);
    (!line.is_empty()).then_some(line)
}

/// An attribute that is not empty, whatever its namespace.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let found = node.attributes().find(|attribute| attribute.name() == name)?;
    Some(found.value().trim()).filter(|value| !value.is_empty())
}

/// The language that `node` or the nearest element around it declares.
pub(super) fn lang<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.ancestors().find_map(|around| attribute(around, "lang"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<(&'static str, Option<(usize, usize)>)> {
        parse("f", "XML", text).err().map(|skip| (skip.reason.code(), skip.place))
    }

    #[test]
    fn a_document_is_parsed_whatever_stands_before_it() {
        assert_eq!(code("\n <?xml version='1.0' encoding='iso-8859-1'?><!DOCTYPE a SYSTEM 'a.dtd'><a b='c'/>"), None);
    }

    #[test]
    fn broken_xml_is_named_with_its_place() {
        assert_eq!(code("<a>\n<b></a>"), Some(("malformed", Some((2, 4)))));
        assert_eq!(code("\n\n<a>&nothing;</a>"), Some(("malformed", Some((3, 4)))));
        assert!(code("").is_some());
    }

    #[test]
    fn hostile_xml_is_refused_before_it_costs_anything() {
        let deep = format!("<a>{}", "<b>".repeat(100_000));
        let wide = format!("<a {}/>", "b='' ".repeat(20_000));
        let laughs = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        for hostile in [&*deep, &*wide, laughs] {
            assert_eq!(code(hostile), Some(("malformed", None)), "{hostile:.60}");
        }
    }
}
