//! The paragraphs of an office document's XML, by the crate `quick-xml`: one pass, without a tree.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The names that a format gives to the parts of a text, without their prefixes.
pub(super) struct Markup {
    /// Paragraphs and headings.
    pub(super) paragraphs: &'static [&'static str],
    /// Elements that hold a paragraph's text; without any, all text in a paragraph counts.
    pub(super) texts: &'static [&'static str],
    /// Elements whose content is none of the text.
    pub(super) left_out: &'static [&'static str],
    /// Elements that stand for characters.
    pub(super) characters: &'static [(&'static str, &'static str)],
    /// The attribute or the element with an attribute `val` that names a paragraph's style.
    pub(super) style: &'static str,
}

/// A paragraph or a heading.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Paragraph {
    /// What its style is called.
    pub(super) style: String,
    pub(super) text: String,
}

/// The paragraphs that hold text, in their order; those of a text box come before the one that it hangs on.
pub(super) fn paragraphs(xml: &str, markup: &Markup) -> Result<Vec<Paragraph>, String> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let mut open: Vec<Paragraph> = Vec::new();
    let (mut left_out, mut in_text) = (0usize, 0usize);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let takes_text = left_out == 0 && (in_text > 0 || markup.texts.is_empty());
        match event {
            Event::Start(element) => {
                let name = local(&element);
                if left_out > 0 || markup.left_out.contains(&&*name) {
                    left_out += 1;
                } else if markup.paragraphs.contains(&&*name) {
                    open.push(Paragraph {
                        style: attribute(&element, markup.style).unwrap_or_default(),
                        text: String::new(),
                    });
                } else if markup.texts.contains(&&*name) {
                    in_text += 1;
                } else {
                    empty(&element, &name, markup, open.last_mut());
                }
            }
            Event::Empty(element) if left_out == 0 => empty(&element, &local(&element), markup, open.last_mut()),
            Event::End(element) => {
                let name = element.local_name();
                let name = name.as_ref();
                if left_out > 0 {
                    left_out -= 1;
                } else if markup.paragraphs.contains(&name) {
                    found.extend(open.pop().filter(|paragraph| !paragraph.text.trim().is_empty()));
                } else if markup.texts.contains(&name) {
                    in_text = in_text.saturating_sub(1);
                }
            }
            Event::Text(text) if takes_text => push(open.last_mut(), &text.xml10_content()),
            Event::CData(text) if takes_text => push(open.last_mut(), &text.xml10_content()),
            Event::GeneralRef(reference) if takes_text => push(open.last_mut(), &resolved(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(found)
}

/// The text of the first element of that name, without its prefix.
pub(super) fn value_of(xml: &str, name: &'static str) -> Option<String> {
    values_of(xml, name).into_iter().next()
}

/// The texts of all elements of that name.
pub(super) fn values_of(xml: &str, name: &'static str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut values = Vec::new();
    let mut open: Option<String> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) if local(&element) == name => open = Some(String::new()),
            Event::End(element) if element.local_name().as_ref() == name => {
                values.extend(open.take().filter(|value| !value.trim().is_empty()));
            }
            Event::Text(text) => open.iter_mut().for_each(|value| value.push_str(&text.xml10_content())),
            Event::GeneralRef(reference) => open.iter_mut().for_each(|value| value.push_str(&resolved(&reference))),
            Event::Eof => break,
            _ => {}
        }
    }
    values
}

/// The characters that `&#160;` or `&amp;` stand for; none for names that the document would have to define.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).unwrap_or_default().to_owned()
}

/// An element's name without its prefix.
pub(super) fn local(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_owned()
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn empty(element: &BytesStart<'_>, name: &str, markup: &Markup, paragraph: Option<&mut Paragraph>) {
    let Some(paragraph) = paragraph else { return };
    if let Some((_, characters)) = markup.characters.iter().find(|(known, _)| *known == name) {
        paragraph.text.push_str(characters);
    } else if name == markup.style {
        paragraph.style = attribute(element, "val").unwrap_or_default();
    }
}

fn push(paragraph: Option<&mut Paragraph>, text: &str) {
    if let Some(paragraph) = paragraph {
        paragraph.text.push_str(text);
    }
}
