//! The text of a stream of any length: its encoding is told by the beginning, the rest follows piece by piece.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::{Input, Limit, SkipReason, decode, failure, reason_of};

/// How much of a stream tells its encoding.
const TELLING_BYTES: usize = 512 * 1024;

/// The text that `input` holds, as UTF-8; `declared` is the encoding label that came with it, if any did.
///
/// A stream that is UTF-8 as far as its encoding was told may hold broken bytes further on: they are passed on as they are, and
/// [`lossy`] reads a piece of them.
///
/// # Errors
///
/// [`SkipReason::Binary`] or [`SkipReason::Unreadable`].
pub fn text_stream<'i>(input: &'i mut Input<'_>, declared: Option<&str>) -> Result<Box<dyn BufRead + 'i>, SkipReason> {
    let (head, is_all) = input.peek(TELLING_BYTES).map_err(|error| reason_of(&error))?;
    if is_all {
        let text = decode(head, declared)?.text.into_owned();
        return Ok(Box::new(Cursor::new(text.into_bytes())));
    }
    // A character must not be cut in two.
    let lines = head.iter().rposition(|byte| *byte == b'\n').map_or(head, |end| &head[..=end]);
    let name = decode(lines, declared)?.encoding;
    let encoding = Encoding::for_label(name.as_bytes()).ok_or(SkipReason::Binary)?;
    let mut builder = DecodeReaderBytesBuilder::new();
    builder.encoding(Some(encoding)).bom_override(true).strip_bom(true).utf8_passthru(encoding == UTF_8);
    Ok(Box::new(BufReader::with_capacity(64 * 1024, builder.build(input))))
}

/// `bytes` as text: UTF-8, or what they look like where they are not.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => decode(bytes, None).map_or_else(|_| String::from_utf8_lossy(bytes), |decoded| decoded.text),
    }
}

/// Bytes since somebody last said that a new piece begins.
#[derive(Debug, Clone, Default)]
pub struct Meter(Rc<Cell<u64>>);

impl Meter {
    /// A new piece begins here.
    pub fn restart(&self) {
        self.0.set(0);
    }
}

/// A reader that fails when one piece of what it reads grows beyond a limit: what parses it keeps a whole piece in memory.
#[derive(Debug)]
pub struct Metered<R> {
    inner: R,
    meter: Meter,
    limit: Limit,
    weight: fn(&[u8]) -> u64,
}

impl<R: Read> Metered<R> {
    /// `inner`, its pieces within `limit`; whoever reads restarts the meter at each piece.
    pub fn new(inner: R, meter: Meter, limit: Limit) -> Self {
        Self::weighed(inner, meter, limit, |bytes| bytes.len() as u64)
    }

    /// As [`Metered::new`], by another measure than the number of bytes.
    pub fn weighed(inner: R, meter: Meter, limit: Limit, weight: fn(&[u8]) -> u64) -> Self {
        Self { inner, meter, limit, weight }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.0.get() > self.limit.most {
            return Err(failure(SkipReason::TooLarge { size: self.meter.0.get(), limit: self.limit }));
        }
        let read = self.inner.read(buffer)?;
        self.meter.0.set(self.meter.0.get() + (self.weight)(&buffer[..read]));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "Правительство обсудит законопроект на следующей неделе, сообщила пресс-служба.\n";

    fn streamed(bytes: Vec<u8>) -> String {
        // A reader of unknown length, so that nothing is known to be all.
        let mut input = Input::of(Cursor::new(bytes));
        let mut text = Vec::new();
        text_stream(&mut input, None).unwrap().read_to_end(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn long_streams_are_decoded_as_their_beginning_tells() {
        let long = LINE.repeat(12_000);
        let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&long);
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(long.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = format!("\u{FEFF}{long}").into_bytes();
        for bytes in [long.clone().into_bytes(), old.into_owned(), wide, marked] {
            assert!(streamed(bytes) == long);
        }
    }

    #[test]
    fn short_ones_and_binary_ones_are_told_at_once() {
        assert_eq!(streamed(LINE.as_bytes().to_vec()), LINE);
        assert_eq!(text_stream(&mut Input::of(&[0u8; 9][..]), None).err(), Some(SkipReason::Binary));
    }

    #[test]
    fn a_broken_piece_is_read_by_its_own_bytes() {
        assert_eq!(lossy(b"caf\xe9 au lait, s'il vous pla\xeet"), "café au lait, s'il vous plaît");
        assert_eq!(lossy("é".as_bytes()), "é");
    }

    #[test]
    fn a_piece_beyond_the_limit_fails_and_a_new_piece_may_be_as_long_again() {
        let meter = Meter::default();
        let mut reader = Metered::new(io::repeat(b'x'), meter.clone(), Limit { most: 10, ..Limit::DOCUMENT_BYTES });
        let mut buffer = [0; 8];
        assert!(reader.read(&mut buffer).is_ok());
        meter.restart();
        assert!(reader.read(&mut buffer).is_ok() && reader.read(&mut buffer).is_ok());
        assert!(reader.read(&mut buffer).is_err());
    }
}
