//! What can be read of a feed that is broken: the entries that stand in it as a whole.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::events::Event;

/// What stands before the first entry is read again with each entry, so that much of it.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Versions of RSS that the parser tells apart; it refuses all others, though nearly every feed is as 2.0 is.
const RSS_VERSIONS: [&str; 3] = ["0.91", "0.92", "2.0"];

/// `feed` with a version of RSS that can be read, where it declares none or another.
pub(super) fn with_known_version(feed: &str) -> Cow<'_, str> {
    let Some(root) = start_tag(feed, 0, "rss") else { return Cow::Borrowed(feed) };
    let tag = &feed[root.clone()];
    let is_known = RSS_VERSIONS
        .iter()
        .any(|known| ['"', '\''].iter().any(|quote| tag.contains(&format!("version={quote}{known}{quote}"))));
    if is_known {
        return Cow::Borrowed(feed);
    }
    let rest = tag["<rss".len()..].replacen("version", "other-version", 1);
    let (before, after) = (&feed[..root.start], &feed[root.end..]);
    Cow::Owned(format!("{before}<rss version=\"2.0\"{rest}{after}"))
}

/// Each entry of `feed` as a feed of its own; `None` stands for one that has no end.
pub(super) fn entries(feed: &str) -> impl Iterator<Item = Option<String>> {
    let name = if start_tag(feed, 0, "item").is_some() { "item" } else { "entry" };
    let mut next = start_tag(feed, 0, name).filter(|first| first.start <= MAX_HEAD_BYTES);
    let head = next.clone().map_or("", |first| &feed[..first.start]);
    let (channel, foot) = frame(head);
    let end_tag = format!("</{name}>");
    std::iter::from_fn(move || {
        let start = next.take()?;
        next = start_tag(feed, start.end, name);
        let limit = next.as_ref().map_or(feed.len(), |next| next.start);
        let whole =
            feed[start.start..limit].rfind(&end_tag).map(|end| &feed[start.start..start.start + end + end_tag.len()]);
        Some(whole.map(|entry| format!("{head}{channel}{entry}{foot}")))
    })
}

/// The place of the first start tag of that name from `from` on.
fn start_tag(text: &str, from: usize, name: &str) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find('<')?;
        let rest = &text[at + 1..];
        let is_it = rest.strip_prefix(name).is_some_and(|after| after.starts_with(['>', '/', ' ', '\t', '\r', '\n']));
        if is_it {
            return Some(at..at + 1 + rest.find('>')? + 1);
        }
        at += 1;
    }
}

/// What has to stand around an entry behind `head`: a channel where it lacks one, and the end tags.
fn frame(head: &str) -> (&'static str, &'static str) {
    if start_tag(head, 0, "rss").is_some() {
        let channel = if start_tag(head, 0, "channel").is_some() { "" } else { "<channel>" };
        (channel, "</channel></rss>")
    } else if start_tag(head, 0, "rdf:RDF").is_some() {
        ("", "</rdf:RDF>")
    } else {
        ("", "</feed>")
    }
}

/// Whether `feed` is XML from its beginning to its end, so that what it lacks was never there.
pub(super) fn is_whole(feed: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(feed);
    let mut open = 0usize;
    let mut elements = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => (open, elements) = (open + 1, elements + 1),
            Ok(Event::Empty(_)) => elements += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) => return open == 0 && elements > 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_are_not_known_become_known_ones() {
        for (feed, expected) in [
            ("<rss version=\"2.0\"><a>", "<rss version=\"2.0\"><a>"),
            ("<rss version='0.91'>", "<rss version='0.91'>"),
            ("<!-- x --><rss>", "<!-- x --><rss version=\"2.0\">"),
            ("<rss version=\"0.94\" a='b'>", "<rss version=\"2.0\" other-version=\"0.94\" a='b'>"),
            ("<feed><rssx>", "<feed><rssx>"),
            ("<rss", "<rss"),
        ] {
            assert_eq!(with_known_version(feed), expected, "{feed}");
        }
    }

    #[test]
    fn entries_stand_alone_and_cut_ones_are_told() {
        let cut = "<rss><channel><title>T</title><item>a</item> <item x='y'><b>b</b></item><item>c";
        let head = "<rss><channel><title>T</title>";
        let expected = [
            Some(format!("{head}<item>a</item></channel></rss>")),
            Some(format!("{head}<item x='y'><b>b</b></item></channel></rss>")),
            None,
        ];
        assert_eq!(entries(cut).collect::<Vec<_>>(), expected);
        assert_eq!(
            entries("<feed><entry>a</entry>").collect::<Vec<_>>(),
            [Some("<feed><entry>a</entry></feed>".to_owned())]
        );
        assert_eq!(
            entries("<rss><item/></item>").collect::<Vec<_>>(),
            [Some("<rss><channel><item/></item></channel></rss>".to_owned())]
        );
        assert_eq!(entries("<feed><title>").count(), 0);
    }

    #[test]
    fn a_feed_is_whole_where_its_elements_end() {
        for (feed, expected) in
            [("<rss></rss>", true), ("<rss/>", true), ("<rss>", false), ("<rss></a>", false), ("rss", false)]
        {
            assert_eq!(is_whole(feed), expected, "{feed}");
        }
    }

    #[test]
    fn a_head_that_is_too_long_to_be_read_again_gives_no_entries() {
        let feed = format!("<rss><channel><title>{}</title><item>a</item>", "x".repeat(MAX_HEAD_BYTES));
        assert_eq!(entries(&feed).count(), 0);
    }
}
