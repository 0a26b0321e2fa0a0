//! Electronic books and the newspapers that are made into them (EPUB): one article a chapter, in the order of reading.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::office_xml::{attribute, local, value_of};
use super::{Flaw, Zipped};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::article::page::html_text;
use crate::article::page::nesting::danger;
use crate::article::reader::Sink;
use crate::read::{Skip, SkipReason};

/// Reads a book: `file#1`, `file#2` …; what holds no text, such as the cover, is passed over.
pub(in crate::article) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    let mut found = false;
    let mut hand_on = |item| {
        found = true;
        sink(item);
    };
    if let Err(flaw) = chapters(file, bytes, options, &mut hand_on) {
        return sink(Err(flaw.at(file, "EPUB")));
    }
    if !found {
        sink(Err(Skip { path: file.to_owned(), place: None, reason: SkipReason::NoText }));
    }
}

fn chapters(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) -> Result<(), Flaw> {
    let mut zipped = Zipped::open(bytes, options)?;
    let container = zipped.part("META-INF/container.xml")?;
    let package_name = package_name(&container).ok_or("no package named")?;
    let package = zipped.part(&package_name)?;
    let folder = package_name.rsplit_once('/').map(|(folder, _)| folder);
    let value = |name| value_of(&package, name);
    let facts = Draft {
        author: value("creator"),
        lang: value("language"),
        publisher: value("publisher"),
        dates: value("date").into_iter().collect(),
        ..Draft::default()
    };
    for (number, name) in (1..).zip(spine(&package)) {
        let path = format!("{file}#{number}");
        let name = folder.map_or_else(|| name.clone(), |folder| format!("{folder}/{name}"));
        let page = zipped.part(&name).and_then(|page| match danger(&page) {
            Some(danger) => Err(danger.into()),
            None => Ok(page),
        });
        let page = match page {
            Ok(page) => page,
            // One skip for the book, not one for each chapter that is left.
            Err(flaw @ Flaw::TooLarge { .. }) => return Err(flaw),
            Err(flaw) => {
                sink(Err(flaw.at(&path, "EPUB")));
                continue;
            }
        };
        let text = html_text::of_html(&page);
        if text.trim().is_empty() {
            continue;
        }
        let draft = Draft {
            title: ["h1", "h2", "title"].into_iter().find_map(|name| value_of(&page, name)),
            text,
            ..facts.clone()
        };
        sink(draft.finish(file, path, options));
    }
    Ok(())
}

fn package_name(container: &str) -> Option<String> {
    let mut reader = Reader::from_str(container);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) if local(&element) == "rootfile" => {
                return attribute(&element, "full-path");
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The names of the chapters' files, as the package gives them, each once.
fn spine(package: &str) -> Vec<String> {
    let mut reader = Reader::from_str(package);
    let mut items: std::collections::HashMap<String, Option<String>> = std::collections::HashMap::new();
    let mut names = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) | Event::Empty(element) => match local(&element).as_str() {
                "item" => {
                    if let (Some(id), Some(name)) = (attribute(&element, "id"), attribute(&element, "href")) {
                        items.entry(id).or_insert(Some(name));
                    }
                }
                // The table of contents and the notes are marked as beside the text.
                "itemref" if attribute(&element, "linear").as_deref() != Some("no") => {
                    names.extend(attribute(&element, "idref").and_then(|id| items.get_mut(&id)?.take()));
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use crate::article::ReadOptions;
    use crate::article::documents::tests::{code, found, found_with, zip};

    #[test]
    fn chapters_are_articles_in_the_order_of_reading() {
        let container = r#"<container><rootfiles><rootfile full-path="O/p.opf"/></rootfiles></container>"#;
        let package = r#"<package><metadata><dc:title>Weekly</dc:title><dc:publisher>Harbour Gazette</dc:publisher><dc:date>2024-05-01</dc:date></metadata>
            <manifest><item id="b" href="b.xhtml"/><item id="a" href="a.xhtml"/><item id="c" href="c.xhtml"/></manifest>
            <spine><itemref idref="c"/><itemref idref="a"/><itemref idref="b"/></spine></package>"#;
        let page = |title: &str, text: &str| {
            format!("<html><head><title>x</title></head><body><h1>{title}</h1><p>{text}</p></body></html>")
        };
        let (a, b) = (page("Ships &amp; tides", "The tide is late."), page("Ports", "The port is open."));
        let parts = [
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", container),
            ("O/p.opf", package),
            ("O/a.xhtml", a.as_str()),
            ("O/b.xhtml", b.as_str()),
            ("O/c.xhtml", "<html><body><img src='cover.png'/></body></html>"),
        ];
        let found = found("a.epub", &zip(&parts));
        let [Ok(first), Ok(second)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((first.path.as_str(), first.title.as_deref()), ("a.epub#2", Some("Ships & tides")));
        assert_eq!(second.text, "Ports\n\nThe port is open.");
        assert_eq!(second.publisher.as_deref(), Some("Harbour Gazette"));
        assert_eq!(second.date.map(|dated| dated.date.to_string()[..10].to_owned()).as_deref(), Some("2024-05-01"));
    }

    #[test]
    fn a_chapter_that_is_named_again_and_again_is_read_once() {
        let container = r#"<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>"#;
        let again = r#"<itemref idref="a"/>"#.repeat(1000);
        let package =
            format!(r#"<package><manifest><item id="a" href="a.xhtml"/></manifest><spine>{again}</spine></package>"#);
        let parts = [
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", container),
            ("p.opf", package.as_str()),
            ("a.xhtml", "<html><body><p>The tide is late.</p></body></html>"),
        ];
        assert_eq!(found("a.epub", &zip(&parts)).len(), 1);
    }

    #[test]
    fn a_book_that_unpacks_to_too_much_is_one_skip_behind_the_chapters_before() {
        let container = r#"<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>"#;
        let names = ["a", "b", "c", "d", "e"];
        let items = names.map(|name| format!(r#"<item id="{name}" href="{name}.xhtml"/>"#)).concat();
        let refs = names.map(|name| format!(r#"<itemref idref="{name}"/>"#)).concat();
        let package = format!("<package><manifest>{items}</manifest><spine>{refs}</spine></package>");
        let long = format!("<html><body><p>The tide is late.</p><!--{}--></body></html>", "x".repeat(20_000));
        let chapters = names.map(|name| format!("{name}.xhtml"));
        let mut parts =
            vec![("mimetype", "application/epub+zip"), ("META-INF/container.xml", container), ("p.opf", &package)];
        parts.extend(chapters.iter().map(|name| (name.as_str(), long.as_str())));
        let mut options = ReadOptions::default();
        options.limits.document_bytes.most = 50_000;
        let found = found_with("a.epub", &zip(&parts), &options);
        let [Ok(first), Ok(second), Err(skip)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((first.path.as_str(), second.path.as_str()), ("a.epub#1", "a.epub#2"));
        assert_eq!((skip.path.as_str(), skip.reason.code()), ("a.epub", "too-large"));
    }

    #[test]
    fn a_book_without_package_is_named() {
        let parts = [("mimetype", "application/epub+zip"), ("META-INF/container.xml", "<container/>")];
        assert_eq!(code("a.epub", &zip(&parts)), "malformed");
    }
}
