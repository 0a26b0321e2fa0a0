//! IPTC 7901, the wire format of European agencies such as dpa: a header line, a slug, the text, the time it was sent.
//!
//! Programs that pass it on often strip its control characters; the lines tell it as well.

use std::sync::LazyLock;

use regex::Regex;

use super::{Item, Sink, byline, hand_on, layout, party, text_of};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::read::{Skip, SkipReason};

/// The control characters that begin the text and end it.
const STX: u8 = 0x02;
const ETX: u8 = 0x03;

/// `eca0003 3 i 380  dpa 0045`: service and number, priority, category, words, agency and its own number.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    #[allow(clippy::unwrap_used)] // Fixed, and compiled by a test.
    Regex::new(r"^\p{Ll}{2,4}\d{3,6} \d \p{Ll}{1,3} \d{1,5} +(?P<agency>\p{L}{2,10})(-\p{L}+)? +\d{3,5}$").unwrap()
});

/// `101137 GMT Dez 18`: day, hour, minute, month, year.
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    #[allow(clippy::unwrap_used)] // Fixed, and compiled by a test.
    Regex::new(r"^(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d) ([A-Z]{2,5} )?(?P<month>\p{L}{3,4})\.? (?P<year>\d\d)$")
        .unwrap()
});

/// Lines between the slug and the text at most.
const MAX_HEAD_LINES: usize = 16;

/// Whether `bytes` begin with such a header.
pub(in crate::article) fn is_iptc7901(bytes: &[u8]) -> bool {
    const MAX_BYTES: usize = 120;
    let start = bytes.iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len());
    let line = bytes[start..].split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.len() <= MAX_BYTES && str::from_utf8(line).is_ok_and(|line| HEADER.is_match(tidy(line)))
}

/// Reads a file that is one message.
pub(in crate::article) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    match draft(bytes) {
        Ok(draft) => hand_on(file, vec![Item::Article(Box::new(draft))], options, sink),
        Err(reason) => sink(Err(Skip { path: file.to_owned(), place: None, reason })),
    }
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_control() || byte == b' '
}

/// A line without control characters and space around it.
fn tidy(line: &str) -> &str {
    line.trim_matches(|character: char| character.is_control() || character.is_whitespace())
}

fn draft(bytes: &[u8]) -> Result<Draft, SkipReason> {
    let (head, content, tail) = parts(bytes);
    let (head, content, tail) = (text_of(head)?, text_of(content)?, text_of(tail)?);
    let header = head.lines().map(tidy).find_map(|line| HEADER.captures(line));
    let sent = tail.lines().chain(content.lines().rev()).map(tidy).find_map(|line| SENT.captures(line));
    let (head, body) = head_and_body(&content);
    let mut draft = Draft {
        is_agency_text: true,
        publisher: header.and_then(|header| party::known_or_first([Some(&header["agency"])])),
        dates: sent.iter().map(sent_date).collect(),
        ..Draft::default()
    };
    read_head(&head, &mut draft);
    draft.text = layout::without_marks(&layout::paragraphs(&body), draft.title.as_deref());
    Ok(draft)
}

/// The header with the slug, the text with the lines above it, and what follows. Without control characters the header
/// is the first line and nothing is known to follow.
fn parts(bytes: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let start = bytes.iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len());
    let line_end = bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| start + end);
    let content = bytes.iter().position(|byte| *byte == STX).map_or(line_end, |at| at + 1);
    let end = bytes[content..].iter().position(|byte| *byte == ETX).map_or(bytes.len(), |end| content + end);
    (&bytes[..content], &bytes[content..end], &bytes[end..])
}

fn sent_date(sent: &regex::Captures<'_>) -> String {
    format!("{} {} 20{} {}:{}", &sent["day"], &sent["month"], &sent["year"], &sent["hour"], &sent["minute"])
}

/// The lines above the text, which end with one that has an equals sign at its end, and the text up to the time it was
/// sent. Without such a line the head is the first block.
fn head_and_body(content: &str) -> (Vec<&str>, String) {
    let lines: Vec<&str> = content.lines().collect();
    let first = lines.iter().position(|line| !tidy(line).is_empty()).unwrap_or(0);
    let marked = lines.iter().take(first + MAX_HEAD_LINES).position(|line| tidy(line).ends_with('='));
    let head_end = marked.map_or_else(
        || lines[first..].iter().position(|line| tidy(line).is_empty()).map_or(first, |length| first + length),
        |last| last + 1,
    );
    let body = lines[head_end..].iter().take_while(|line| !SENT.is_match(tidy(line)));
    let body = body.take_while(|line| !is_notebook(line)).map(|line| line.trim_end()).collect::<Vec<_>>().join("\n");
    (lines[..head_end].iter().map(|line| tidy(line).trim_end_matches('=').trim_end()).collect(), body)
}

/// Whether what follows is for editors: notes, links, who wrote it and whom to ask.
fn is_notebook(line: &str) -> bool {
    let line = tidy(line);
    line.starts_with("# ") || line.starts_with("## ") || line == "* * * *"
}

/// Title and byline among the lines above the text; the others say which take of the story it is.
fn read_head(head: &[&str], draft: &mut Draft) {
    const BY: [&str; 5] = ["By ", "Von ", "Par ", "Por ", "Di "];
    let mut title = Vec::new();
    for line in head.iter().filter(|line| !line.is_empty()) {
        if let Some(name) = BY.iter().find_map(|by| line.strip_prefix(by)) {
            draft.author = byline(name);
        } else if !is_slug(line) && !is_notice(line) {
            title.push(*line);
        }
    }
    draft.title = Some(title.join(" ")).filter(|title| !title.is_empty());
}

/// `/politics/Britain/EU/`
fn is_slug(line: &str) -> bool {
    line.ends_with('/') && !line.contains(". ")
}

/// `2ND LEAD`, `REFILE`, `(Attention)`.
fn is_notice(line: &str) -> bool {
    let is_bracketed = line.starts_with('(') && line.ends_with(')');
    is_bracketed || (line.len() <= 20 && !line.chars().any(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;

    const BODY: &str = "Harbour (dpa) - The ship that had been missing for a week has been\r\nfound, the ministry announced.\r\n\r\n\"It was late,\" Bo Ek said.\r\n\r\n# Notebook\r\n\r\n## Contacts\r\n- Ann Lee\r\n\r\ndpa al bb\r\n\r\n";

    fn check(text: &str) {
        assert!(is_iptc7901(text.as_bytes()));
        let found = read_with(|options, sink| read("f", text.as_bytes(), options, sink));
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            article.text,
            "Harbour (dpa) - The ship that had been missing for a week has been found, the ministry announced.\n\n\"It was late,\" Bo Ek said."
        );
        assert_eq!(
            (article.title.as_deref(), article.author.as_deref()),
            (Some("Ship found after a week"), Some("Ann Lee, dpa"))
        );
        assert_eq!(article.publisher.as_deref(), Some("dpa"));
        assert_eq!(article.date.map(|dated| dated.date.first_day().to_string()).as_deref(), Some("2018-12-10"));
    }

    #[test]
    fn a_message_gives_its_paragraphs_and_facts() {
        check(&format!(
            "\u{1}eca0003 3 i 380  dpa-tns 0045\r\n\nHarbour/ships/\r\n\u{2}REFILE\n1ST LEAD\nShip found after a week\nBy Ann Lee, dpa =\r\n\n{BODY}\u{3}101137 GMT Dez 18\r\n\u{7F}\u{4}"
        ));
    }

    #[test]
    fn a_message_without_its_control_characters_is_one_too() {
        check(&format!(
            "eca00075 3 i 510    dpa 1003\n\n/politics/ships/\n2ND LEAD\nShip found\nafter a week\nBy Ann Lee, dpa  =\n \n{BODY}\n\n101137 Dez 18\n"
        ));
    }

    #[test]
    fn prose_is_no_header() {
        for text in ["", "Ship found after a week\nText.", "room101 3 is big\n", "eca0003 3 i 380\n"] {
            assert!(!is_iptc7901(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_message_without_text_is_named() {
        let found = read_with(|options, sink| read("f", b"eca0003 3 i 380  dpa 0045\n", options, sink));
        assert_eq!(found, [Err("f!no-text".to_owned())]);
    }
}
