//! NewsML 1: news items of components in components, of which some are stories and others parts of them.

use roxmltree::Node;

use super::xml::{self, attribute, child, children};
use super::{Item, Sink, body, byline, hand_on, layout, party};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::read::ItemKind;

/// Reads a file that is one NewsML document.
pub(in crate::article) fn read(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    let document = match xml::parse(file, "NewsML", text) {
        Ok(document) => document,
        Err(skip) => return sink(Err(skip)),
    };
    let root = document.root_element();
    let items = children(root, "NewsItem").flat_map(|item| items(root, item)).collect();
    hand_on(file, items, options, sink);
}

/// The stories of a news item: the innermost components that have headlines, else the item as a whole.
fn items(root: Node<'_, '_>, item: Node<'_, '_>) -> Vec<Item> {
    let is_story = |component: &Node<'_, '_>| headline(*component).is_some();
    let has_inner =
        |component: &Node<'_, '_>| xml::all(*component, "NewsComponent").skip(1).any(|inner| is_story(&inner));
    let stories: Vec<_> =
        xml::all(item, "NewsComponent").filter(|component| is_story(component) && !has_inner(component)).collect();
    match *stories.as_slice() {
        [] => vec![story(root, item, item, None)],
        [single] => vec![story(root, item, single, None)],
        _ => (1..).zip(stories).map(|(number, component)| story(root, item, component, Some(number))).collect(),
    }
}

/// The headline among a component's own lines. Some programs write it with a small l.
fn headline(component: Node<'_, '_>) -> Option<String> {
    let lines = child(component, "NewsLines")?;
    child(lines, "HeadLine").or_else(|| child(lines, "Headline")).and_then(xml::line)
}

fn story(root: Node<'_, '_>, item: Node<'_, '_>, component: Node<'_, '_>, number: Option<usize>) -> Item {
    if let Some(kind) = kind(component) {
        return Item::Other(kind);
    }
    let title = headline(component);
    let dates = ["ThisRevisionCreated", "FirstCreated", "DateId"].map(|name| xml::find(item, name));
    let sent = xml::find(root, "DateAndTime");
    Item::Article(Box::new(Draft {
        id: id(item, number),
        author: xml::find(component, "ByLine").and_then(xml::line).and_then(|by| byline(&by)),
        lang: lang(component),
        publisher: publisher(item, component),
        dates: dates.into_iter().chain([sent]).flatten().filter_map(xml::line).collect(),
        text: layout::without_marks(&text(component), title.as_deref()),
        title,
        ..Draft::default()
    }))
}

/// The role of a component, in lower case.
fn role(component: Node<'_, '_>) -> Option<String> {
    child(component, "Role").and_then(|role| attribute(role, "FormalName")).map(str::to_ascii_lowercase)
}

/// What a component is where its role says that it is no text. Its captions and titles are none either.
fn kind(component: Node<'_, '_>) -> Option<ItemKind> {
    Some(match role(component)?.as_str() {
        "picture" | "photo" | "image" => ItemKind::Picture,
        "graphic" | "infographic" => ItemKind::Graphic,
        "audio" | "sound" => ItemKind::Audio,
        "video" | "clip" => ItemKind::Video,
        _ => return None,
    })
}

/// The contents of a component, in their order: those that are neither its title nor the caption of something.
fn text(component: Node<'_, '_>) -> String {
    let pieces = xml::all(component, "DataContent").filter(|data| is_prose(*data)).map(|data| {
        if data.children().any(|child| child.is_element()) {
            body::of_document(data)
        } else {
            let text: String = data.children().filter_map(|piece| piece.text()).collect();
            body::of_text(&text)
        }
    });
    pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn is_prose(data: Node<'_, '_>) -> bool {
    const NO_PROSE: [&str; 8] = ["title", "headline", "caption", "thumbnail", "preview", "slug", "keywords", "byline"];
    let media =
        data.parent().and_then(|content| child(content, "MediaType")).and_then(|media| attribute(media, "FormalName"));
    let role = data.ancestors().find(|around| xml::is(*around, "NewsComponent")).and_then(role);
    media.is_none_or(|media| media.to_ascii_lowercase().contains("text"))
        && role.is_none_or(|role| !NO_PROSE.contains(&role.as_str()))
}

/// The nearest language that is declared as an attribute or by an element.
fn lang(component: Node<'_, '_>) -> Option<String> {
    let by_element = component.ancestors().find_map(|around| {
        let language = child(child(around, "DescriptiveMetadata")?, "Language")?;
        attribute(language, "FormalName")
    });
    xml::lang(component).or(by_element).map(str::to_owned)
}

/// The public identifier, where the agency did not leave it the same for all its items.
fn id(item: Node<'_, '_>, number: Option<usize>) -> Option<String> {
    let of = |name| xml::find(item, name).and_then(xml::line);
    let item_id = of("NewsItemId").filter(|id| id != "0")?;
    let public = of("PublicIdentifier").filter(|public| public.contains(&item_id));
    let base = public.or_else(|| Some(format!("{}:{item_id}", of("ProviderId")?)))?;
    Some(number.map_or_else(|| base.clone(), |number| format!("{base}#{number}")))
}

/// The provider by its name or by the domain that its identifiers begin with; else the credit and the source.
fn publisher(item: Node<'_, '_>, component: Node<'_, '_>) -> Option<String> {
    let party = |name| {
        let party = xml::find(xml::find(component, name)?, "Party")?;
        attribute(party, "FormalName").map(str::to_owned)
    };
    party::known_or_first([
        party("Provider"),
        xml::find(item, "ProviderId").and_then(xml::line),
        xml::find(component, "CreditLine").and_then(xml::line),
        party("Source"),
    ])
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;

    fn document(components: &str) -> String {
        format!(
            r#"<NewsML><NewsEnvelope><DateAndTime>20190130T000000</DateAndTime></NewsEnvelope><NewsItem><Identification><NewsIdentifier>
            <ProviderId>belga.be</ProviderId><DateId>20190129</DateId><NewsItemId>77</NewsItemId>
            <PublicIdentifier>urn:newsml:www.belga.be</PublicIdentifier></NewsIdentifier></Identification>
            <NewsManagement><ThisRevisionCreated>20190129T133400</ThisRevisionCreated></NewsManagement>
            <NewsComponent xml:lang="nl"><NewsLines><HeadLine>Whole</HeadLine></NewsLines>{components}</NewsComponent></NewsItem></NewsML>"#
        )
    }

    fn part(role: &str, content: &str) -> String {
        format!(
            "<NewsComponent><Role FormalName='{role}'/><ContentItem><DataContent>{content}</DataContent></ContentItem></NewsComponent>"
        )
    }

    fn story(role: &str, lang: &str, parts: &str) -> String {
        format!(
            "<NewsComponent xml:lang='{lang}'><Role FormalName='{role}'/><NewsLines><HeadLine>Ship found</HeadLine><ByLine>By Ann Lee</ByLine>
            <KeywordLine>SHIPS</KeywordLine></NewsLines>{parts}</NewsComponent>"
        )
    }

    #[test]
    fn stories_are_the_innermost_components_with_headlines() {
        let parts =
            [part("Title", "Ship found"), part("Lead", "One."), part("Body", "&lt;P>Two.&lt;/P>&lt;P>Three.&lt;/P>")]
                .concat();
        let text = document(
            &[story("Short", "nl", &parts), story("Short", "fr", &parts), story("Picture", "nl", &parts)].concat(),
        );
        let found = read_with(|options, sink| read("f", &text, options, sink));
        let [Ok(first), Ok(second), Err(third)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(first.text, "One.\n\nTwo.\n\nThree.");
        assert_eq!((first.path.as_str(), first.id.as_str()), ("f#1", "belga.be:77#1"));
        assert_eq!((first.title.as_deref(), first.author.as_deref()), (Some("Ship found"), Some("Ann Lee")));
        assert_eq!((first.publisher.as_deref(), first.lang.as_deref()), (Some("Belga"), Some("nl")));
        assert_eq!(first.date.map(|dated| dated.date.first_day().to_string()).as_deref(), Some("2019-01-29"));
        assert_eq!((second.lang.as_deref(), third.as_str()), (Some("fr"), "f#3!picture"));
    }

    #[test]
    fn an_item_without_stories_inside_is_one_itself() {
        let text = document(
            "<DescriptiveMetadata><Language FormalName='EN'/></DescriptiveMetadata><NewsComponent><ContentItem><MediaType FormalName='Text'/><DataContent><p>A</p></DataContent></ContentItem></NewsComponent>",
        );
        let found = read_with(|options, sink| read("f", &text, options, sink));
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((article.path.as_str(), article.text.as_str(), article.title.as_deref()), ("f", "A", Some("Whole")));
    }

    #[test]
    fn what_holds_no_text_is_named() {
        for (text, expected) in [
            (document(&story("Tip", "nl", &part("Title", "Ship found"))), "f!no-text"),
            (document(&story("Audio", "nl", &part("Body", "Good morning"))), "f!audio"),
            ("<NewsML/>".to_owned(), "f!no-text"),
            ("<NewsML>".to_owned(), "f!malformed"),
        ] {
            assert_eq!(read_with(|options, sink| read("f", &text, options, sink)), [Err(expected.to_owned())]);
        }
    }
}
