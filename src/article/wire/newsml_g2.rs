//! NewsML-G2: news items, alone or in a message; packages, plans, concepts and catalogues beside them.

use roxmltree::Node;

use super::xml::{self, attribute, child, children};
use super::{Item, Sink, body, byline, hand_on, layout, nitf, party};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::read::ItemKind;

/// Root elements of the format, without regard to prefixes.
pub(in crate::article) const ROOTS: [&str; 7] =
    ["newsItem", "newsMessage", "packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem"];

/// Reads a file that is one item or one message of several.
pub(in crate::article) fn read(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    let document = match xml::parse(file, "NewsML-G2", text) {
        Ok(document) => document,
        Err(skip) => return sink(Err(skip)),
    };
    let root = document.root_element();
    let items = if xml::is(root, "newsMessage") {
        let header = child(root, "header");
        let sets = children(root, "itemSet").flat_map(|set| set.children());
        sets.filter(Node::is_element).map(|node| item(node, header)).collect()
    } else {
        vec![item(root, None)]
    };
    hand_on(file, items, options, sink);
}

fn item(node: Node<'_, '_>, header: Option<Node<'_, '_>>) -> Item {
    let class = xml::find(node, "itemClass").and_then(|class| attribute(class, "qcode")).map(party::unqualified);
    let kind = match node.tag_name().name() {
        "packageItem" => Some(ItemKind::Package),
        "planningItem" => Some(ItemKind::Planning),
        "conceptItem" | "knowledgeItem" => Some(ItemKind::Concept),
        "catalogItem" => Some(ItemKind::Catalog),
        _ => class.and_then(media_class),
    };
    let content = child(node, "contentSet");
    let is_calendar = || content.is_some_and(|content| xml::find(content, "events").is_some());
    if let Some(kind) = kind.or_else(|| is_calendar().then_some(ItemKind::Event)) {
        return Item::Other(kind);
    }
    Item::Article(Box::new(draft(node, header)))
}

/// What an item is by the class it says it is of; of texts and mixtures the content decides.
fn media_class(class: &str) -> Option<ItemKind> {
    Some(match class {
        "picture" | "photo" => ItemKind::Picture,
        "graphic" | "graphics" => ItemKind::Graphic,
        "audio" => ItemKind::Audio,
        "video" | "animation" => ItemKind::Video,
        _ => return None,
    })
}

fn draft(node: Node<'_, '_>, header: Option<Node<'_, '_>>) -> Draft {
    let item = child(node, "itemMeta");
    let meta = child(node, "contentMeta");
    let in_item = |name| item.and_then(|item| child(item, name));
    let in_meta = |name| meta.and_then(|meta| child(meta, name));
    let content = child(node, "contentSet");
    let title = meta.and_then(title).or_else(|| in_item("title").and_then(xml::line));
    let author = in_meta("by")
        .and_then(xml::line)
        .and_then(|by| byline(&by))
        .or_else(|| nitf::author(content?))
        .or_else(|| creator(in_meta("creator")?));
    // The day of the content is not that of a correction or of a delivery out of the archive.
    let dates = [
        in_meta("contentCreated"),
        in_item("versionCreated"),
        in_item("firstCreated"),
        header.and_then(|header| child(header, "sent")),
    ];
    Draft {
        id: attribute(node, "guid").map(str::to_owned),
        author,
        lang: in_meta("language")
            .and_then(|lang| attribute(lang, "tag"))
            .or_else(|| xml::lang(node))
            .map(str::to_owned),
        publisher: publisher(node, header),
        dates: dates.into_iter().flatten().filter_map(xml::line).collect(),
        text: layout::without_marks(&content.map(text).unwrap_or_default(), title.as_deref()),
        title,
        ..Draft::default()
    }
}

/// The first headline that is not the second line of one.
fn title(meta: Node<'_, '_>) -> Option<String> {
    let is_sub = |headline: &Node<'_, '_>| {
        attribute(*headline, "role").is_some_and(|role| role.to_ascii_lowercase().contains("sub"))
    };
    children(meta, "headline").filter(|headline| !is_sub(headline)).find_map(xml::line)
}

/// A creator that is a person by name; others are initials, codes and the agency itself.
fn creator(creator: Node<'_, '_>) -> Option<String> {
    xml::line(child(creator, "name")?).filter(|name| name.contains(' '))
}

/// The provider, by its name, its literal or code, or the address of its site; else the holder of the rights or the
/// sender of the message.
fn publisher(node: Node<'_, '_>, header: Option<Node<'_, '_>>) -> Option<String> {
    let provider = child(node, "itemMeta").and_then(|item| child(item, "provider"));
    let holder = child(node, "rightsInfo").and_then(|rights| child(rights, "copyrightHolder"));
    let names = [provider, holder].into_iter().flatten().flat_map(|party| {
        let code = |name| attribute(party, name).map(|code| party::unqualified(code).to_owned());
        let uri = attribute(party, "uri").map(str::to_owned);
        [child(party, "name").and_then(xml::line), code("literal"), code("qcode"), uri]
    });
    party::known_or_first(names.chain([header.and_then(|header| xml::line(child(header, "sender")?))]))
}

/// The longest of the renditions of an item's text.
fn text(content: Node<'_, '_>) -> String {
    let renditions = content.children().filter_map(|rendition| match rendition.tag_name().name() {
        "inlineXML" => Some(body::of_document(rendition)),
        "inlineData" => rendition.text().map(body::of_text),
        _ => None,
    });
    renditions.max_by_key(String::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        let found = read_with(|options, sink| read("f", text, options, sink));
        found
            .into_iter()
            .map(|item| item.map_or_else(|code| code, |article| format!("{}={}", article.path, article.text)))
            .collect()
    }

    const META: &str = r#"<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:dpa"><name>Some Agency GmbH</name></provider>
        <versionCreated>2018-04-04T04:05:16+02:00</versionCreated><edNote>Embargoed</edNote></itemMeta>
        <contentMeta><urgency>3</urgency><contentCreated>2018-04-01T04:00:44</contentCreated><language tag="en-GB"/>
        <slugline>SHIP/</slugline><headline role="hl:subHeadline">Second line</headline><headline>Ship found</headline>
        <by>By Ann Lee</by></contentMeta>"#;

    #[test]
    fn an_item_gives_its_paragraphs_and_facts() {
        let text = format!(
            r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" xml:lang="de">{META}<contentSet>
            <inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>
            <h1>Ship found</h1><p>"It was late," said Bo Ek.</p><p/></body></html></inlineXML></contentSet></newsItem>"#
        );
        let found = read_with(|options, sink| read("f.xml", &text, options, sink));
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(article.text, "\"It was late,\" said Bo Ek.");
        assert_eq!((article.path.as_str(), article.id.as_str()), ("f.xml", "urn:x:1"));
        assert_eq!((article.title.as_deref(), article.author.as_deref()), (Some("Ship found"), Some("Ann Lee")));
        assert_eq!((article.publisher.as_deref(), article.lang.as_deref()), (Some("dpa"), Some("en")));
        assert_eq!(article.date.map(|dated| dated.date.first_day().to_string()).as_deref(), Some("2018-04-01"));
    }

    #[test]
    fn the_text_may_be_nitf_or_a_string() {
        let item = |content: &str| format!("<newsItem>{META}<contentSet>{content}</contentSet></newsItem>");
        let nitf = item(
            "<inlineXML><nitf><body><body.head>H</body.head><body.content><p>A</p></body.content></body></nitf></inlineXML>",
        );
        assert_eq!(codes(&nitf), ["f=A"]);
        let both = item("<inlineData>&lt;p>One.&lt;/p>&lt;p>Two.&lt;/p></inlineData><inlineData>One.</inlineData>");
        assert_eq!(codes(&both), ["f=One.\n\nTwo."]);
        assert_eq!(codes(&item("<remoteContent/>")), ["f!no-text"]);
    }

    #[test]
    fn what_is_no_article_is_named_by_its_kind() {
        let class =
            |class: &str| format!("<newsItem><itemMeta><itemClass qcode='ninat:{class}'/></itemMeta></newsItem>");
        let message = format!(
            "<newsMessage><header/><itemSet>{}{}<packageItem/><planningItem/></itemSet></newsMessage>",
            class("picture"),
            class("video")
        );
        assert_eq!(codes(&message), ["f#1!picture", "f#2!video", "f#3!package", "f#4!planning"]);
        assert_eq!(codes("<knowledgeItem/>"), ["f!concept"]);
        assert_eq!(codes("<catalogItem/>"), ["f!catalog"]);
        let calendar = "<newsItem><contentSet><inlineXML><events><event/></events></inlineXML></contentSet></newsItem>";
        assert_eq!(codes(calendar), ["f!event"]);
        assert_eq!(codes("<newsMessage><itemSet/></newsMessage>"), ["f!no-text"]);
        assert_eq!(codes("<newsItem>"), ["f!malformed"]);
    }
}
