//! NITF, the News Industry Text Format: one document with a head of facts and a body of paragraphs.

use roxmltree::Node;

use super::xml::{self, attribute};
use super::{Item, Sink, body, byline, hand_on, layout, party};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::read::ItemKind;

/// Reads a file that is one NITF document.
pub(in crate::article) fn read(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    match xml::parse(file, "NITF", text) {
        Ok(document) => hand_on(file, vec![item(document.root_element())], options, sink),
        Err(skip) => sink(Err(skip)),
    }
}

fn item(root: Node<'_, '_>) -> Item {
    let draft = draft(root);
    let has_media = body::content_of_nitf(root).is_some_and(|content| xml::find(content, "media").is_some());
    if draft.text.is_empty() && has_media {
        return Item::Other(media_kind(root));
    }
    Item::Article(Box::new(draft))
}

fn draft(root: Node<'_, '_>) -> Draft {
    let element = |name| xml::find(root, name);
    let of = |name, attribute_name| element(name).and_then(|node| attribute(node, attribute_name));
    let title = element("hl1").and_then(xml::line).or_else(|| element("title").and_then(xml::line));
    Draft {
        id: of("doc-id", "id-string").map(str::to_owned),
        author: author(root),
        lang: xml::lang(root).or_else(|| attribute(root, "baselang")).map(str::to_owned),
        publisher: publisher(root),
        dates: [
            of("date.issue", "norm"),
            of("pubdata", "date.publication"),
            of("date.release", "norm"),
            of("story.date", "norm"),
        ]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect(),
        text: layout::without_marks(&text(root), title.as_deref()),
        title,
        ..Draft::default()
    }
}

/// The paragraphs of the body, or where it has none the abstract.
fn text(root: Node<'_, '_>) -> String {
    let content = body::content_of_nitf(root).map(body::of_node).unwrap_or_default();
    if content.is_empty() { xml::find(root, "abstract").map(body::of_node).unwrap_or_default() } else { content }
}

/// Who wrote it, as the byline says; also for NITF inside other formats.
pub(super) fn author(root: Node<'_, '_>) -> Option<String> {
    byline(&xml::line(xml::find(root, "byline")?)?)
}

/// Who sends it: the document's registrar, the distributor, the agencies that moved it, the owner of the rights.
fn publisher(root: Node<'_, '_>) -> Option<String> {
    let of = |name, attribute_name| xml::find(root, name).and_then(|node| attribute(node, attribute_name));
    let distributor = xml::find(root, "distributor").and_then(xml::line);
    party::known_or_first([
        of("doc-id", "regsrc"),
        distributor.as_deref(),
        of("from-src", "src-name"),
        of("doc.copyright", "holder"),
        of("doc.rights", "owner"),
        of("pubdata", "name"),
    ])
}

fn media_kind(root: Node<'_, '_>) -> ItemKind {
    match xml::find(root, "media").and_then(|media| attribute(media, "media-type")) {
        Some("audio") => ItemKind::Audio,
        Some("video") => ItemKind::Video,
        Some("graphic") => ItemKind::Graphic,
        _ => ItemKind::Picture,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;

    #[test]
    fn a_document_gives_its_paragraphs_and_facts() {
        let text = r#"<nitf baselang="de-AT"><head><title>slug</title><docdata management-status="embargoed">
            <doc-id id-string="x.1"/><urgency ed-urg="4"/><date.issue norm="20160908T132446+0100"/>
            <date.release norm="20160909T000100+0100"/><ed-msg info="Embargoed to 0001"/>
            <del-list><from-src src-name="Harbour Wire"/></del-list><doc.copyright holder="Australian Associated Press"/>
            </docdata></head><body><body.head><hedline><hl1>Ship found</hl1></hedline><note>Editors: check.</note>
            <byline>By <person>Ann Lee</person>, Harbour</byline><abstract><p>Short.</p></abstract></body.head>
            <body.content><p>"It was <em>late</em>," said <person>Bo Ek</person>.</p><p/><p>Second.</p>
            <media media-type="image"><media-caption>The ship</media-caption></media><p>(MORE)</p></body.content></body></nitf>"#;
        let found = read_with(|options, sink| read("f.xml", text, options, sink));
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(article.text, "\"It was late,\" said Bo Ek.\n\nSecond.");
        assert_eq!((article.path.as_str(), article.id.as_str()), ("f.xml", "x.1"));
        assert_eq!(
            (article.title.as_deref(), article.author.as_deref()),
            (Some("Ship found"), Some("Ann Lee, Harbour"))
        );
        assert_eq!((article.publisher.as_deref(), article.lang.as_deref()), (Some("AAP"), Some("de")));
        assert_eq!(article.date.map(|dated| dated.date.first_day().to_string()).as_deref(), Some("2016-09-08"));
    }

    #[test]
    fn what_is_no_article_is_named() {
        for (content, expected) in [
            (r#"<media media-type="image"><media-caption>C</media-caption></media>"#, "f!picture"),
            (r#"<media media-type="video"/>"#, "f!video"),
            ("<p> </p>", "f!no-text"),
        ] {
            let text = format!("<nitf><body><body.content>{content}</body.content></body></nitf>");
            assert_eq!(read_with(|options, sink| read("f", &text, options, sink)), [Err(expected.to_owned())]);
        }
        assert_eq!(read_with(|options, sink| read("f", "<nitf>", options, sink)), [Err("f!malformed".to_owned())]);
    }

    #[test]
    fn an_abstract_is_the_text_where_there_is_no_other() {
        let text = "<nitf><body><body.head><abstract><p>Short.</p></abstract></body.head><body.content/></body></nitf>";
        let found = read_with(|options, sink| read("f", text, options, sink));
        assert_eq!(found[0].as_ref().map(|article| article.text.as_str()), Ok("Short."));
    }
}
