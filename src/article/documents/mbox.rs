//! Mailboxes: one message after the other, parted by lines that begin with `From `.
//!
//! One message is in memory at a time. The library's own reader knows no limit, and takes every line that begins so for
//! an end.

use std::io::{self, BufRead};

use super::mail;
use crate::article::ReadOptions;
use crate::article::reader::Sink;
use crate::read::{Skip, SkipReason};

/// Lines are taken in pieces of at most so many bytes.
const MAX_PIECE_BYTES: usize = 64 * 1024;

/// Reads the messages of a mailbox: `file#1`, `file#2` …
pub(in crate::article) fn read(file: &str, input: &mut dyn BufRead, options: &ReadOptions, sink: &mut Sink<'_>) {
    let limit = options.limits.document_bytes;
    let mut number = 0;
    let mut message = Vec::new();
    let mut size = 0;
    let mut piece = Vec::new();
    let mut is_line_start = true;
    loop {
        piece.clear();
        let got = match take_piece(input, &mut piece) {
            Ok(got) => got,
            Err(error) => {
                let reason = SkipReason::Unreadable(error.to_string());
                return sink(Err(Skip { path: file.to_owned(), place: None, reason }));
            }
        };
        let is_end = got == 0;
        if is_end || is_line_start && is_separator(&piece) {
            if number > 0 {
                let path = format!("{file}#{number}");
                if size > limit.most {
                    let reason = SkipReason::TooLarge { size, limit };
                    sink(Err(Skip { path, place: None, reason }));
                } else {
                    mail::read_message(file, path, &message, options, sink);
                }
            }
            if is_end {
                break;
            }
            number += 1;
            message.clear();
            size = 0;
        } else {
            let line = if is_line_start { unquoted(&piece) } else { &piece };
            size += line.len() as u64;
            if size <= limit.most {
                message.extend_from_slice(line);
            }
        }
        is_line_start = piece.ends_with(b"\n");
    }
    if number == 0 {
        sink(Err(Skip { path: file.to_owned(), place: None, reason: SkipReason::NoText }));
    }
}

/// Takes a line with its end, or as much of it as a piece holds; gives its length, 0 at the end.
fn take_piece(input: &mut dyn BufRead, piece: &mut Vec<u8>) -> io::Result<usize> {
    while piece.len() < MAX_PIECE_BYTES {
        let waiting = match input.fill_buf() {
            Ok(waiting) => waiting,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = waiting.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(waiting.len()).min(MAX_PIECE_BYTES - piece.len());
        piece.extend_from_slice(&waiting[..taken]);
        input.consume(taken);
        if taken == 0 || piece.ends_with(b"\n") {
            break;
        }
    }
    Ok(piece.len())
}

/// Whether `line` begins a message: `From SENDER Mon Jan  1 10:00:00 2024`, perhaps with a time zone. Prose may begin with
/// that word too.
pub(super) fn is_separator(line: &[u8]) -> bool {
    const MAX_BYTES: usize = 500;
    let Some(rest) = line.strip_prefix(b"From ").filter(|rest| rest.len() < MAX_BYTES) else { return false };
    let Ok(rest) = std::str::from_utf8(rest) else { return false };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_number = |word: &str, digits: usize| word.len() == digits && word.bytes().all(|byte| byte.is_ascii_digit());
    let Some(time) = words.iter().position(|word| {
        let parts: Vec<&str> = word.split(':').collect();
        (2..=3).contains(&parts.len()) && parts.iter().all(|part| is_number(part, 2))
    }) else {
        return false;
    };
    let has_day = time >= 3 && words[time - 1].parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    let has_year = words[time + 1..].iter().any(|word| is_number(word, 4));
    has_day && has_year && words.len() - time <= 4
}

/// A line of a message that begins as a separator does has a `>` before it.
fn unquoted(line: &[u8]) -> &[u8] {
    let bare = line.iter().position(|byte| *byte != b'>').unwrap_or(0);
    if bare > 0 && line[bare..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(mbox: &str, limit: u64) -> Vec<String> {
        let mut found = Vec::new();
        // A small buffer: lines come in several pieces.
        let mut input = io::BufReader::with_capacity(7, mbox.as_bytes());
        let mut options = ReadOptions::default();
        options.limits.document_bytes.most = limit;
        read("m", &mut input, &options, &mut |item| {
            found.push(match item {
                Ok(article) => format!("{}={}", article.path, article.text),
                Err(skip) => format!("{} {}", skip.path, skip.reason.code()),
            });
        });
        found
    }

    const BOX: &str = "From ada@a.example Mon Jan  1 10:00:00 2024\nSubject: One\n\nThe port is open.\n>From here on, all is well.\nFrom afar it seems so.\n\n\
        From - Tue Jan 02 10:00:00 2024\nSubject: Two\n\n\nFrom b Wed Jan 3 10:00:00 +0000 2024\r\nSubject: Three\r\n\r\nThe tide is late.\r\n";

    #[test]
    fn messages_are_articles_and_a_word_at_a_line_start_is_no_end() {
        assert_eq!(
            found(BOX, 1000),
            [
                "m#1=The port is open.\nFrom here on, all is well.\nFrom afar it seems so.",
                "m#2 no-text",
                "m#3=The tide is late."
            ]
        );
    }

    #[test]
    fn a_message_that_is_too_large_costs_no_other() {
        assert_eq!(found(BOX, 50), ["m#1 too-large", "m#2 no-text", "m#3=The tide is late."]);
    }

    #[test]
    fn a_box_without_messages_is_named() {
        assert_eq!(found("", 50), ["m no-text"]);
        assert_eq!(found("The port is open.\n", 50), ["m no-text"]);
    }
}
