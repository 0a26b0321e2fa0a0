//! A stream cut into lines, one in memory at a time, none longer than a limit.

use std::io::{self, BufRead};

/// One line of input.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes, without the line break.
    Bytes(Vec<u8>),
    /// It was longer than the limit and has been passed over; how long it was, in bytes.
    TooLong(u64),
}

/// The lines of `input`, each at most `limit` bytes long.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    limit: usize,
    failed: bool,
}

impl<R: BufRead> Lines<R> {
    /// Cuts `input`; lines longer than `limit` bytes are passed over.
    pub fn new(input: R, limit: usize) -> Self {
        Self { input, limit, failed: false }
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut length: u64 = 0;
        let mut begun = false;
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                break;
            }
            begun = true;
            let end = memchr::memchr(b'\n', buffer);
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            length += piece.len() as u64;
            if length <= self.limit as u64 {
                bytes.extend_from_slice(piece);
            } else {
                bytes = Vec::new();
            }
            let used = piece.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !begun {
            return Ok(None);
        }
        if length > self.limit as u64 {
            return Ok(Some(Line::TooLong(length)));
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(Line::Bytes(bytes)))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let line = self.read();
        self.failed = line.is_err();
        line.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, limit: usize, expected: &[Line]) {
        // A buffer of three bytes, so that lines span several.
        let reader = io::BufReader::with_capacity(3, input.as_bytes());
        let lines: Vec<Line> = Lines::new(reader, limit).map(Result::unwrap).collect();
        assert_eq!(lines, expected, "{input:?}");
    }

    fn bytes(text: &str) -> Line {
        Line::Bytes(text.as_bytes().to_vec())
    }

    #[test]
    fn lines_end_at_line_breaks_and_at_the_end() {
        check("", 10, &[]);
        check("one\ntwo", 10, &[bytes("one"), bytes("two")]);
        check("one\r\n\n", 10, &[bytes("one"), bytes("")]);
    }

    #[test]
    fn a_line_beyond_the_limit_is_passed_over_and_named() {
        check("one\nmuch too long\ntwo\n", 5, &[bytes("one"), Line::TooLong(13), bytes("two")]);
    }
}
