//! ANPA 1312, the wire format of American agencies: a header and a text parted by control characters.
//!
//! `SYN SYN SOH`, two lines of header, `STX`, the slug line and other lines between `^` and `<` or `=`, the paragraphs, `ETX`,
//! a line with the agency and the date, `EOT`. A file holds one message or many.

use std::sync::LazyLock;

use regex::Regex;

use super::{Item, Sink, byline, hand_on, layout, party, text_of};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::outlet::Outlets;
use crate::read::{Skip, SkipReason};

/// What a message begins with.
const START: &[u8] = b"\x16\x16\x01";
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;

/// Whether `bytes` begin as a message does.
pub(in crate::article) fn is_anpa(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(START)
}

/// Reads the messages in `bytes`; without the mark of their beginning they are one.
pub(in crate::article) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    let mut items = Vec::new();
    for message in messages(bytes) {
        match draft(message) {
            Ok(draft) => items.push(Item::Article(Box::new(draft))),
            Err(reason) => return sink(Err(Skip { path: file.to_owned(), place: None, reason })),
        }
    }
    hand_on(file, items, options, sink);
}

/// The messages, each without the mark at its beginning.
fn messages(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let end = rest.windows(START.len()).position(|window| window == START);
            let message = &rest[..end.unwrap_or(rest.len())];
            rest = end.map_or(&[][..], |end| &rest[end + START.len()..]);
            if !message.trim_ascii().is_empty() {
                return Some(message);
            }
        }
        None
    })
}

fn draft(message: &[u8]) -> Result<Draft, SkipReason> {
    let message = message.split(|byte| *byte == EOT).next().unwrap_or_default();
    let start = message.iter().position(|byte| *byte == STX).map_or(0, |at| at + 1);
    let content = &message[start..];
    let end = content.iter().position(|byte| *byte == ETX).unwrap_or(content.len());
    let text = text_of(&content[..end])?;
    let trailer = text_of(&content[end..])?;
    let mut draft = story(&text);
    if let Some(found) = TRAILER.captures(&trailer) {
        let century = if &found["year"] < "70" { "20" } else { "19" };
        let time = (&found["time"][..2], &found["time"][2..]);
        draft
            .dates
            .push(format!("{century}{}-{}-{}T{}:{}Z", &found["year"], &found["month"], &found["day"], time.0, time.1));
        draft.publisher = party::known_or_first([Some(&found["agency"]), draft.publisher.as_deref()]);
    }
    Ok(draft)
}

/// `AP-WF-11-13-13 1509GMT`.
static TRAILER: LazyLock<Regex> = LazyLock::new(|| {
    #[allow(clippy::unwrap_used)] // Fixed, and compiled by a test.
    Regex::new(r"(?P<agency>[A-Z]{2,8})-[A-Z]+-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<time>\d{4}) ?GMT")
        .unwrap()
});

/// The title, the byline and the paragraphs of a text. The first line is the slug.
fn story(text: &str) -> Draft {
    let mut draft = Draft { is_agency_text: true, ..Draft::default() };
    let mut lines = text.lines().skip(1).peekable();
    let mut is_signed = false;
    while let Some(line) = lines.peek().and_then(|line| heading(line)) {
        // Under the byline stands whom the writer works for; what comes then belongs to the text.
        if is_signed {
            let Some(outlet) = Outlets::in_use().by_name(line) else { break };
            draft.publisher = Some(outlet.name.clone());
        } else if let Some(author) = line.starts_with("By ").then(|| byline(line)).flatten() {
            is_signed = true;
            draft.publisher = Outlets::in_use().by_name(&author).map(|outlet| outlet.name.clone());
            draft.author = Some(author).filter(|_| draft.publisher.is_none());
        } else if draft.title.is_none() && !is_note(line) {
            draft.title = Some(line.to_owned());
        }
        lines.next();
    }
    // A heading is a paragraph; the rows of a table, which no tab begins, are lines of one.
    let body: Vec<String> =
        lines.map(|line| heading(line).map_or_else(|| without_end(line), |words| format!("\t{words}\n"))).collect();
    draft.text = layout::without_marks(&layout::paragraphs(&body.join("\n")), draft.title.as_deref());
    draft
}

/// What stands in a line of the header, or in a heading of the text: `^Words<`, `^Words=`.
fn heading(line: &str) -> Option<&str> {
    Some(line.trim().strip_prefix('^')?.trim_end_matches(['<', '=', ' ']).trim())
}

/// A line of the text without the mark at its end that tells the typesetter how to fill it.
fn without_end(line: &str) -> String {
    line.trim_end().trim_end_matches(['<', '=']).to_owned()
}

/// Whether a line of the header is for editors: what pictures there are, what was changed.
fn is_note(line: &str) -> bool {
    let line = line.trim_start_matches('(');
    ["Eds:", "Eds ", "AP Photo", "AP Video", "AP Graphic"].iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;

    const MESSAGE: &str = "\x16\x16\x01W2870\x1f_asian\r\nf l\x13\x11 BC-EU--Ship     11-13 1049\r\n\x02^BC-EU--Ship,466<\r\n^Ship found<\r\n^AP Photo XNP101<\r\n^(Eds: With photos.)<\r\n^By ANN LEE=\r\n^Associated Press=\r\n\t   HARBOUR (AP) _ The ship has been found. \r\n \r\n\t   ``It was late,'' Bo Ek said.\r\n^SECOND PART=\r\n\t   End.<\r\n\t   ___\r\n\t   \x03AP-WF-11-13-13 1509GMT<\r\n\x0C\r\n\x04";

    fn read_all(bytes: &[u8]) -> Vec<Result<crate::article::Article, String>> {
        read_with(|options, sink| read("f", bytes, options, sink))
    }

    #[test]
    fn a_message_gives_its_paragraphs_and_facts() {
        assert!(is_anpa(MESSAGE.as_bytes()));
        let found = read_all(MESSAGE.as_bytes());
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            article.text,
            "HARBOUR (AP) _ The ship has been found.\n\n``It was late,'' Bo Ek said.\n\nSECOND PART\n\nEnd."
        );
        assert_eq!((article.title.as_deref(), article.author.as_deref()), (Some("Ship found"), Some("ANN LEE")));
        assert_eq!(article.publisher.as_deref(), Some("Associated Press"));
        assert_eq!(article.date.map(|dated| dated.date.first_day().to_string()).as_deref(), Some("2013-11-13"));
    }

    #[test]
    fn several_messages_are_numbered_and_cut_ones_read() {
        let two = MESSAGE.repeat(2);
        let found = read_all(&two.as_bytes()[..two.len() - 80]);
        let paths: Vec<_> = found.iter().map(|item| item.as_ref().map(|article| article.path.as_str())).collect();
        assert_eq!(paths, [Ok("f#1"), Ok("f#2")]);
    }

    #[test]
    fn what_is_no_message_is_not_taken_for_one() {
        assert!(!is_anpa(b"\x16\x01"));
        assert!(!is_anpa(b"The ship"));
        assert_eq!(read_all(b"\x16\x16\x01"), [Err("f!no-text".to_owned())]);
        assert_eq!(read_all(b"\x16\x16\x01\x02\x02\x03\x03\x04"), [Err("f!no-text".to_owned())]);
    }

    #[test]
    fn a_byline_that_is_an_agency_is_the_publisher() {
        let draft = story("^slug<\n^Ship found<\n^By The Associated Press=\n\t   Text.");
        assert_eq!((draft.publisher.as_deref(), draft.author), (Some("Associated Press"), None));
    }
}
