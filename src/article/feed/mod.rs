//! Feeds: RSS, Atom and their older kin, and JSON Feed, one article an entry.

mod repair;

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model::{Entry, Feed};

use super::ReadOptions;
use super::draft::Draft;
use super::page::html_text;
use super::page::nesting::danger;
use super::reader::Sink;
use crate::read::{Skip, SkipReason};

/// Whether an XML document with that root element is a feed.
pub(super) fn is_feed(root: &str) -> bool {
    ["rss", "feed", "rdf:rdf"].iter().any(|known| root.eq_ignore_ascii_case(known))
}

/// Reads a feed: the whole text of an entry where it gives one, else its summary.
pub(super) fn read(file: &str, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    let text = repair::with_known_version(without_declaration(text));
    let feed = match parse(&text) {
        Ok(feed) => feed,
        Err(detail) => return read_broken(file, &text, &detail, options, sink),
    };
    if feed.entries.is_empty() {
        return sink(Err(Skip { path: file.to_owned(), place: None, reason: SkipReason::NoEntries }));
    }
    for (number, entry) in (1..).zip(&feed.entries) {
        sink(draft(&feed, entry).finish(file, format!("{file}#{number}"), options));
    }
}

/// Feeds are hostile input to a large library: a panic in it costs one feed, not the run.
fn parse(text: &str) -> Result<Feed, String> {
    match catch_unwind(AssertUnwindSafe(|| feed_rs::parser::parse(text.as_bytes()))) {
        Ok(parsed) => parsed.map_err(|error| error.to_string()),
        Err(_) => Err("the library failed on this feed".to_owned()),
    }
}

/// Reads the entries that are whole, each by itself; `detail` is why the feed could not be read as one.
fn read_broken(file: &str, text: &str, detail: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    let malformed = |path| {
        Err(Skip { path, place: None, reason: SkipReason::Malformed { format: "feed", detail: detail.to_owned() } })
    };
    let mut found = false;
    for (number, entry) in (1..).zip(repair::entries(text)) {
        found = true;
        let path = format!("{file}#{number}");
        let feed = entry.and_then(|entry| parse(&entry).ok());
        sink(match feed.as_ref().and_then(|feed| Some((feed, feed.entries.first()?))) {
            Some((feed, entry)) => draft(feed, entry).finish(file, path, options),
            None => malformed(path),
        });
    }
    if !found && repair::is_whole(text) {
        return sink(Err(Skip { path: file.to_owned(), place: None, reason: SkipReason::NoEntries }));
    }
    if !found {
        sink(malformed(file.to_owned()));
    }
}

/// The text was decoded already: what it says of its encoding is no longer true.
fn without_declaration(text: &str) -> &str {
    let start = text.trim_start();
    match start.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => start,
    }
}

/// Text without markup. Feeds escape it twice as often as once, titles too.
fn plain(text: &str) -> String {
    if html_text::is_html(text) || has_inline_tag(text) {
        html_text::of_html(text)
    } else if has_entity(text) && !text.contains('<') {
        let resolved = text.lines().map(html_text::of_html).collect::<Vec<_>>().join("\n");
        // Some feeds escape their markup once more.
        if html_text::is_html(&resolved) { html_text::of_html(&resolved) } else { resolved }
    } else {
        text.to_owned()
    }
}

/// Whether words or pictures are marked up where no paragraph is.
fn has_inline_tag(text: &str) -> bool {
    ["<img ", "</a>", "</b>", "</i>", "</em>", "</strong>", "</span>", "</li>", "</h2>", "</h3>"]
        .iter()
        .any(|tag| text.contains(tag))
        && danger(text).is_none()
}

/// Whether a character is written by its number or name.
fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|after| {
        let name = after.split(';').next().unwrap_or_default();
        name.len() < after.len()
            && (2..=10).contains(&name.len())
            && name.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn draft(feed: &Feed, entry: &Entry) -> Draft {
    let body = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let summary = entry.summary.as_ref().map(|summary| summary.content.as_str());
    let text = [body, summary].into_iter().flatten().find(|text| !text.trim().is_empty()).unwrap_or_default();
    let link = entry.links.iter().find(|link| link.rel.as_deref() != Some("self")).or(entry.links.first());
    let url = link.map(|link| link.href.clone());
    let home = feed.links.first().map(|link| link.href.as_str());
    let known = |url: &str| {
        let host = super::host_of(url)?;
        crate::outlet::Outlets::in_use().by_host(host).map(|outlet| outlet.name.clone())
    };
    // Feeds are called "Latest news" as often as by their outlet's name: the address goes before.
    let publisher = url.as_deref().and_then(known).or_else(|| home.and_then(known));
    let title = feed.title.as_ref().map(|title| plain(&title.content));
    Draft {
        id: (!entry.id.is_empty()).then(|| entry.id.clone()),
        title: entry.title.as_ref().map(|title| plain(&title.content)),
        author: entry.authors.first().and_then(|person| person.name.clone()),
        url,
        lang: entry.language.clone().or_else(|| feed.language.clone()),
        publisher: publisher.or(title),
        dates: entry.published.or(entry.updated).map(|moment| moment.to_rfc3339()).into_iter().collect(),
        text: plain(text),
        ..Draft::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn articles(text: &str) -> Vec<Result<Article, Skip>> {
        let mut found = Vec::new();
        read("f.xml", text, &ReadOptions::default(), &mut |item| found.push(item));
        found
    }

    const RSS: &str = r#"<?xml version="1.0" encoding="windows-1251"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
        <title>Harbour news</title><link>https://harbour.example/</link><language>en</language>
        <item><title>Ships &amp; tides</title><link>https://tass.ru/a</link><guid>a1</guid>
          <pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>
          <description>Short.</description>
          <content:encoded><![CDATA[<p>"The tide is late," said Ada Voss.</p><p>Ещё.</p>]]></content:encoded></item>
        <item><title>Second</title><description>"We wait," said the captain.</description></item>
        <item><title>Picture</title></item>
        </channel></rss>"#;

    #[test]
    fn entries_are_articles_with_all_that_the_feed_says() {
        let found = articles(RSS);
        let first = found[0].as_ref().unwrap();
        assert_eq!(first.path, "f.xml#1");
        assert_eq!(first.title.as_deref(), Some("Ships & tides"));
        assert_eq!(first.text.trim(), "\"The tide is late,\" said Ada Voss.\n\nЕщё.");
        assert_eq!((first.publisher.as_deref(), first.lang.as_deref()), (Some("TASS"), Some("en")));
        assert_eq!(first.date.map(|dated| dated.date.to_string()[..10].to_owned()).as_deref(), Some("2024-05-01"));
        assert_eq!(first.id.as_str(), "a1");
        let second = found[1].as_ref().unwrap();
        assert_eq!(
            (second.text.as_str(), second.publisher.as_deref()),
            ("\"We wait,\" said the captain.", Some("Harbour news"))
        );
        let third = found[2].as_ref().unwrap_err();
        assert_eq!((third.path.as_str(), third.reason.code()), ("f.xml#3", "no-text"));
    }

    #[test]
    fn atom_is_a_feed_too() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>t</id><updated>2024-05-02T00:00:00Z</updated>
            <entry><id>e</id><title>E</title><updated>2024-05-02T09:00:00Z</updated>
            <author><name>Mina Torres</name></author><content type="html">&lt;p&gt;One.&lt;/p&gt;</content></entry></feed>"#;
        let found = articles(atom);
        let entry = found[0].as_ref().unwrap();
        assert_eq!((entry.text.trim(), entry.author.as_deref()), ("One.", Some("Mina Torres")));
    }

    #[test]
    fn a_broken_feed_and_an_empty_one_are_named() {
        for (text, path, code) in [
            ("<rss><channel><item>", "f.xml#1", "malformed"),
            ("<rss></chan", "f.xml", "malformed"),
            ("<rss version=\"2.0\"><channel></channel></rss>", "f.xml", "no-entries"),
            ("<rss version=\"2.0\"></rss>", "f.xml", "no-entries"),
            ("<rss><channel></channel></rss>", "f.xml", "no-entries"),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>", "f.xml", "no-entries"),
            (
                "{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"T\", \"items\": []}",
                "f.xml",
                "no-entries",
            ),
        ] {
            let found = articles(text);
            let [Err(skip)] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!((skip.path.as_str(), skip.reason.code()), (path, code), "{text}");
        }
    }

    #[test]
    fn a_feed_that_was_cut_gives_the_entries_before_the_cut() {
        let cut = &RSS[..RSS.find("Picture").unwrap()];
        let found = articles(cut);
        let [Ok(first), Ok(second), Err(third)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (first.path.as_str(), first.publisher.as_deref(), first.lang.as_deref()),
            ("f.xml#1", Some("TASS"), Some("en"))
        );
        assert_eq!((second.publisher.as_deref(), third.path.as_str()), (Some("Harbour news"), "f.xml#3"));
    }

    #[test]
    fn markup_and_what_was_escaped_twice_are_resolved() {
        for (text, expected) in [
            ("Blog &#8211; Harbour", "Blog \u{2013} Harbour"),
            ("A &amp; B\nC &eacute;", "A & B\nC \u{e9}"),
            ("<img src='a'>A <b>b</b>", "A b"),
            ("&lt;p&gt;A &amp;amp; B&lt;/p&gt;", "A & B"),
            ("A & B; C", "A & B; C"),
            ("AT&T <x", "AT&T <x"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn json_feed_is_a_feed_too() {
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour news", "items": [{"id": "1",
            "url": "https://harbour.example/a", "title": "Ships", "content_html": "<p>One.</p><p>Two.</p>",
            "date_published": "2024-05-01T10:00:00Z", "authors": [{"name": "Mina Torres"}]}]}"#;
        let found = articles(json);
        let entry = found[0].as_ref().unwrap();
        assert_eq!(
            (entry.text.as_str(), entry.author.as_deref(), entry.id.as_str()),
            ("One.\n\nTwo.", Some("Mina Torres"), "1")
        );
    }
}
