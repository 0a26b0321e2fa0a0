//! The SGML of the Reuters-21578 collection: many wire items of 1987 in a file, read one after the other.

use std::io::{BufRead, Read};

use quick_xml::events::Event;

use super::{Sink, layout};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::read::{Skip, SkipReason, decode, reason_of};

const START: &[u8] = b"<REUTERS";
const END: &[u8] = b"</REUTERS>";

/// Reads the items one by one; each begins and ends on a line of its own.
pub(in crate::article) fn read(file: &str, input: &mut dyn BufRead, options: &ReadOptions, sink: &mut Sink<'_>) {
    // No more of a file is held at once.
    let limit = options.limits.document_bytes;
    let mut number = 0;
    let mut item = Vec::new();
    loop {
        let before = item.len();
        let room = limit.most.saturating_sub(before as u64);
        match Read::take(&mut *input, room).read_until(b'\n', &mut item) {
            Ok(0) if room > 0 => break,
            Ok(_) => {}
            Err(error) => return sink(Err(skip(file.to_owned(), reason_of(&error)))),
        }
        let line = &item[before..];
        if item[..before].is_empty() && !contains(line, START) {
            item.clear();
            continue;
        }
        // An item that lost its end ends where the next one begins.
        let next = if before > 0 && line.starts_with(START) { Some(item.split_off(before)) } else { None };
        let is_over = next.is_some() || contains(&item[before.min(item.len())..], END);
        let is_too_large = item.len() as u64 >= limit.most;
        if is_over || is_too_large {
            number += 1;
            let path = format!("{file}#{number}");
            sink(if is_over {
                one(file, path, &item, options)
            } else {
                let size = item.len() as u64;
                Err(skip(path, SkipReason::TooLarge { size, limit }))
            });
            item = next.unwrap_or_default();
        }
    }
    if !item.is_empty() {
        number += 1;
        sink(one(file, format!("{file}#{number}"), &item, options));
    }
    if number == 0 {
        sink(Err(skip(file.to_owned(), SkipReason::NoText)));
    }
}

fn skip(path: String, reason: SkipReason) -> Skip {
    Skip { path, place: None, reason }
}

fn contains(line: &[u8], word: &[u8]) -> bool {
    line.windows(word.len()).any(|window| window == word)
}

fn one(file: &str, path: String, item: &[u8], options: &ReadOptions) -> Result<crate::article::Article, Skip> {
    // Its control characters are written as references, so what is left is text in Latin-1 or UTF-8.
    let decoded = decode(item, None).map_err(|reason| skip(path.clone(), reason))?;
    match draft(&decoded.text) {
        Ok(draft) => draft.finish(file, path, options),
        Err(detail) => Err(skip(path, SkipReason::Malformed { format: "SGML", detail })),
    }
}

/// The elements of an item that are looked at.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Date,
    Title,
    Author,
    Dateline,
    Body,
    /// Text that was not taken apart.
    Rest,
    Other,
}

fn draft(item: &str) -> Result<Draft, String> {
    let mut reader = quick_xml::Reader::from_str(item);
    // The collection is older than XML: ampersands stand alone.
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().check_end_names = false;
    let mut parts = Parts::default();
    let mut part = Part::Other;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => {
                part = match tag.name().as_ref() {
                    "DATE" => Part::Date,
                    "TITLE" => Part::Title,
                    "AUTHOR" => Part::Author,
                    "DATELINE" => Part::Dateline,
                    "BODY" => Part::Body,
                    "TEXT" => Part::Rest,
                    _ => Part::Other,
                };
                let attribute = |name| {
                    let found = tag.html_attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
                    Some(found.value.into_owned())
                };
                match tag.name().as_ref() {
                    "REUTERS" => parts.id = attribute("NEWID"),
                    "TEXT" => parts.is_brief = attribute("TYPE").as_deref() == Some("BRIEF"),
                    _ => {}
                }
            }
            Event::End(tag) => {
                let in_text = matches!(tag.name().as_ref(), "TITLE" | "AUTHOR" | "DATELINE" | "BODY");
                part = if in_text { Part::Rest } else { Part::Other };
            }
            Event::Text(text) => parts.of(part).push_str(&text),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    _ => match &*reference {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                let text = parts.of(part);
                match character {
                    // They told teleprinters where the text begins and ends.
                    Some(character) if character.is_control() => {}
                    Some(character) => text.push(character),
                    None => text.extend(["&", &*reference, ";"]),
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(parts.draft())
}

/// The text of each part of an item.
#[derive(Default)]
struct Parts {
    id: Option<String>,
    /// Whether the headline is all there is; what stands under it fills the place of a text.
    is_brief: bool,
    date: String,
    title: String,
    author: String,
    dateline: String,
    body: String,
    rest: String,
    other: String,
}

impl Parts {
    fn of(&mut self, part: Part) -> &mut String {
        match part {
            Part::Date => &mut self.date,
            Part::Title => &mut self.title,
            Part::Author => &mut self.author,
            Part::Dateline => &mut self.dateline,
            Part::Body => &mut self.body,
            Part::Rest => &mut self.rest,
            Part::Other => &mut self.other,
        }
    }

    /// A brief item is its headline. One that was not taken apart is all that it holds.
    fn draft(self) -> Draft {
        let title = self.title.trim();
        let text = if self.is_brief {
            layout::paragraphs(title)
        } else if !self.body.trim().is_empty() {
            // The dateline ends in a dash and the body goes on behind it.
            let dateline = self.dateline.trim();
            let gap = if dateline.is_empty() { "" } else { " " };
            layout::paragraphs(&format!("{dateline}{gap}{}", without_signature(&self.body)))
        } else if self.rest.chars().any(char::is_alphanumeric) {
            layout::paragraphs(without_signature(&self.rest))
        } else {
            layout::paragraphs(title)
        };
        Draft {
            id: self.id.map(|id| format!("reuters-21578-{id}")),
            title: Some(title.to_owned()),
            author: super::byline(&self.author),
            lang: Some("en".to_owned()),
            publisher: Some("Reuters".to_owned()),
            dates: vec![self.date.trim().to_owned()],
            text,
            ..Draft::default()
        }
    }
}

/// The text without the agency's name on a line under it.
fn without_signature(text: &str) -> &str {
    let end = text.trim_end();
    let (rest, last) = end.rsplit_once('\n').unwrap_or(("", end));
    if last.trim().eq_ignore_ascii_case("reuter") { rest } else { end }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;

    const ITEM: &str = "<REUTERS TOPICS=\"YES\" OLDID=\"5544\" NEWID=\"7\">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n<UNKNOWN> \n&#5;&#22;f0704&#31;reute</UNKNOWN>\n<TEXT>&#2;\n<TITLE>SHIP FOUND AT &lt;HARBOUR CO></TITLE>\n<AUTHOR>    By Ann Lee, Reuters</AUTHOR>\n<DATELINE>    HARBOUR, Feb 26 - </DATELINE><BODY>The ship that had been missing for a week has been\nfound by Smith & Sons, the ministry said.\n    \"It was late,\" Bo Ek said on Monday in the old harbour.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n";

    fn read_all(text: &[u8]) -> Vec<Result<crate::article::Article, String>> {
        read_with(|options, sink| read("f", &mut &*text, options, sink))
    }

    #[test]
    fn an_item_gives_its_paragraphs_and_facts() {
        let found = read_all(format!("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n{ITEM}").as_bytes());
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            article.text,
            "HARBOUR, Feb 26 - The ship that had been missing for a week has been found by Smith & Sons, the ministry said.\n\n\"It was late,\" Bo Ek said on Monday in the old harbour."
        );
        assert_eq!((article.path.as_str(), article.id.as_str()), ("f#1", "reuters-21578-7"));
        assert_eq!(
            (article.title.as_deref(), article.author.as_deref()),
            (Some("SHIP FOUND AT <HARBOUR CO>"), Some("Ann Lee, Reuters"))
        );
        assert_eq!((article.publisher.as_deref(), article.lang.as_deref()), (Some("Reuters"), Some("en")));
        assert_eq!(article.date.map(|dated| dated.date.first_day().to_string()).as_deref(), Some("1987-02-26"));
    }

    #[test]
    fn brief_and_unprocessed_items_are_articles() {
        let brief = "<REUTERS NEWID=\"1\"><TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>SHIP FOUND, SAYS EK</TITLE>\nBlah blah.\n&#3;\n\n</TEXT>\n</REUTERS>";
        assert_eq!(
            read_all(brief.as_bytes())[0].as_ref().map(|article| article.text.as_str()),
            Ok("SHIP FOUND, SAYS EK")
        );
        let raw =
            "<REUTERS NEWID=\"2\"><TEXT TYPE=\"UNPROC\">&#2;\nShip found at 3 pct.\n Reuter\n&#3;</TEXT>\n</REUTERS>";
        assert_eq!(
            read_all(raw.as_bytes())[0].as_ref().map(|article| article.text.as_str()),
            Ok("Ship found at 3 pct.")
        );
    }

    #[test]
    fn each_item_is_accounted_for() {
        let latin = ITEM.replace("Bo Ek", "B\u{f6} Ek");
        let latin: Vec<u8> = latin.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
        let lost_end = ITEM.replace("</REUTERS>\n", "");
        let cut = &ITEM.as_bytes()[..ITEM.len() - 60];
        let all = [ITEM.as_bytes(), &latin, lost_end.as_bytes(), ITEM.as_bytes(), cut].concat();
        let found = read_all(&all);
        assert_eq!(found.iter().filter(|item| item.is_ok()).count(), 5, "{found:?}");
        assert!(found[1].as_ref().unwrap().text.contains("B\u{f6} Ek"));
        assert_eq!(read_all(b"nothing"), [Err("f!no-text".to_owned())]);
    }

    #[test]
    fn an_endless_item_is_named_and_memory_stays_bounded() {
        let start = std::io::Cursor::new("<REUTERS>\n<TEXT>");
        let mut limits = crate::article::Limits::default();
        limits.document_bytes.most = 1 << 16;
        let endless = std::io::repeat(b'x').take(3 * limits.document_bytes.most);
        let mut input = std::io::BufReader::new(start.chain(endless).chain(std::io::Cursor::new(format!("\n{ITEM}"))));
        let found = read_with(|options, sink| read("f", &mut input, &ReadOptions { limits, ..options.clone() }, sink));
        assert_eq!(found[0], Err("f#1!too-large".to_owned()));
        assert!(found.last().unwrap().is_ok());
    }
}
