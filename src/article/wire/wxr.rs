//! WXR, in which WordPress exports a site: RSS with everything that belongs to a post, one article a post.

use std::ops::Range;

use roxmltree::Node;

use super::xml::{self, child, children};
use super::{Item, Sink, hand_on, party};
use crate::article::draft::Draft;
use crate::article::page::html_text;
use crate::article::{ReadOptions, feed};
use crate::read::ItemKind;

/// What the addresses of the format's namespaces begin with.
pub(in crate::article) const NAMESPACE: &str = "wordpress.org/export/";

/// Reads an export. One that is no XML is read as far as a feed can be.
pub(in crate::article) fn read(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    let Ok(document) = xml::parse(file, "WXR", text) else { return feed::read(file, text, options, sink) };
    let Some(channel) = child(document.root_element(), "channel") else {
        return hand_on(file, Vec::new(), options, sink);
    };
    let site = Site::of(channel);
    hand_on(file, children(channel, "item").map(|post| site.item(post)).collect(), options, sink);
}

/// What an export says of the whole site.
struct Site<'a, 't> {
    channel: Node<'a, 't>,
    publisher: Option<String>,
    lang: Option<String>,
}

impl<'a, 't> Site<'a, 't> {
    fn of(channel: Node<'a, 't>) -> Self {
        let of = |name| child(channel, name).and_then(xml::line);
        Self { channel, publisher: party::known_or_first([of("title"), of("link")]), lang: of("language") }
    }

    fn item(&self, post: Node<'_, '_>) -> Item {
        let of = |name| child(post, name).and_then(xml::line);
        if of("post_type").as_deref() == Some("attachment") {
            return Item::Other(ItemKind::Attachment);
        }
        let content = children(post, "encoded")
            .find(|encoded| encoded.tag_name().namespace().is_some_and(|namespace| namespace.contains("/content/")));
        Item::Article(Box::new(Draft {
            id: of("guid"),
            title: of("title"),
            author: of("creator").map(|login| self.author(&login).unwrap_or(login)),
            url: of("link"),
            lang: self.lang.clone(),
            publisher: self.publisher.clone(),
            dates: ["pubDate", "post_date_gmt", "post_date"].into_iter().filter_map(of).collect(),
            text: content.and_then(|content| content.text()).map(paragraphs).unwrap_or_default(),
            ..Draft::default()
        }))
    }

    /// The name under which a login writes.
    fn author(&self, login: &str) -> Option<String> {
        let of = |author, name| child(author, name).and_then(xml::line);
        let author =
            children(self.channel, "author").find(|author| of(*author, "author_login").as_deref() == Some(login))?;
        of(author, "author_display_name")
    }
}

/// The text of a post. Its editor leaves a blank line between paragraphs as well as marking them up.
fn paragraphs(content: &str) -> String {
    let content = content.replace("\r\n", "\n");
    let blocks: Vec<&str> = content.split("\n\n").filter(|block| !block.trim().is_empty()).collect();
    html_text::of_html(&without_shortcodes(&blocks.join("<p></p>")))
}

/// `content` without the marks that WordPress replaces when it shows a post: those that come in pairs,
/// `[dropcap]T[/dropcap]`, and with a caption what is inside. Other words in brackets are the author's.
fn without_shortcodes(content: &str) -> String {
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for (start, _) in content.match_indices('[') {
        let Some(end) = end_of_mark(content, start) else { continue };
        let inside = &content[start + 1..end - 1];
        if let Some(name) = inside.strip_prefix('/') {
            let Some(at) = open.iter().rposition(|(opened, _)| *opened == name) else { continue };
            let opening = open[at].1.clone();
            open.truncate(at);
            if name == "caption" {
                cuts.push(opening.start..end);
            } else {
                cuts.extend([opening, start..end]);
            }
        } else {
            let name = inside.split_whitespace().next().unwrap_or_default();
            if open.len() < MAX_OPEN {
                open.push((name, start..end));
            }
        }
    }
    cuts.sort_by_key(|cut| cut.start);
    let mut kept = String::with_capacity(content.len());
    let mut at = 0;
    for cut in cuts {
        kept.push_str(content.get(at..cut.start).unwrap_or_default());
        at = at.max(cut.end);
    }
    kept + &content[at..]
}

/// So many marks wait for their ends at once.
const MAX_OPEN: usize = 64;

/// Where the mark that begins at `start` ends; its attributes are not long.
fn end_of_mark(content: &str, start: usize) -> Option<usize> {
    const MAX_BYTES: usize = 512;
    let mark = &content[start..content.floor_char_boundary(start + MAX_BYTES)];
    Some(start + mark.find(']')? + 1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;

    fn export(items: &str) -> String {
        format!(
            r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
            xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Harbour Post</title><link>https://harbour.example</link>
            <language>en-GB</language><wp:author><wp:author_login>al</wp:author_login>
            <wp:author_display_name>Ann Lee</wp:author_display_name></wp:author>{items}</channel></rss>"#
        )
    }

    fn item(kind: &str, content: &str) -> String {
        format!(
            "<item><title>Ship found</title><link>https://harbour.example/ship</link><guid>g1</guid><dc:creator>al</dc:creator>
            <pubDate>Mon, 29 Jul 2013 16:03:54 +0000</pubDate><excerpt:encoded>Short.</excerpt:encoded>
            <content:encoded><![CDATA[{content}]]></content:encoded><wp:post_type>{kind}</wp:post_type></item>"
        )
    }

    #[test]
    fn posts_are_articles_and_attachments_are_none() {
        let posts = item("post", "One <b>b</b>\nc.\n\nTwo.<hr>Three &amp; four.")
            + &item("attachment", "A file")
            + &item("page", "");
        let text = export(&posts);
        let found = read_with(|options, sink| read("f", &text, options, sink));
        let [Ok(post), Err(attachment), Err(page)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(post.text, "One b c.\n\nTwo.\n\nThree & four.");
        assert_eq!((post.path.as_str(), post.id.as_str(), post.lang.as_deref()), ("f#1", "g1", Some("en")));
        assert_eq!((post.author.as_deref(), post.publisher.as_deref()), (Some("Ann Lee"), Some("Harbour Post")));
        assert_eq!(post.date.map(|dated| dated.date.first_day().to_string()).as_deref(), Some("2013-07-29"));
        assert_eq!((attachment.as_str(), page.as_str()), ("f#2!attachment", "f#3!no-text"));
    }

    #[test]
    fn shortcodes_are_no_text_and_other_brackets_are() {
        for (content, expected) in [
            ("[dropcap]T[/dropcap]he [sic] ship", "The [sic] ship"),
            ("A[caption id=\"1\"]<img> C[/caption]B", "AB"),
            ("[a][b]C[/b] [x] D[/a]", "C [x] D"),
            ("[caption][b]C[/b][/caption]D", "D"),
            ("[/b] [a]", "[/b] [a]"),
        ] {
            assert_eq!(without_shortcodes(content), expected);
        }
    }

    #[test]
    fn an_export_that_is_cut_gives_what_a_feed_gives() {
        let text = export(&(item("post", "One.") + &item("post", "Two.")));
        let found = read_with(|options, sink| read("f", &text[..text.len() - 300], options, sink));
        assert!(!found.is_empty());
    }
}
