//! Whether a PDF unpacks to more than memory holds: its library unpacks streams whole.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// Largest unpacked stream; a newspaper's page with its fonts takes a few MiB.
const MAX_STREAM_BYTES: u64 = 256 << 20;

/// Streams that are packed this many times over are looked into.
const MAX_LAYERS: usize = 3;

/// The unpacked size of a stream that is too large, or `None` when all of them are small enough.
///
/// Looks for streams by their keyword, as a damaged file is read too, and only for the common way to pack them, which is
/// the only one that packs so well.
pub(super) fn oversized(bytes: &[u8]) -> Option<u64> {
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        rest = &rest[at + b"stream".len()..];
        let data = rest.trim_ascii_start();
        if is_packed(data) {
            let size = unpacked_size(&mut &*data, 1);
            if size > MAX_STREAM_BYTES {
                return Some(size);
            }
        }
    }
    None
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = word[0];
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(word) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Whether data begins with the header of zlib.
fn is_packed(data: &[u8]) -> bool {
    let [method, flags, ..] = data else { return false };
    method & 0x0F == 8 && method >> 4 <= 7 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31)
}

/// Unpacks without keeping, layer by layer, until there is too much. What is damaged counts as far as it goes.
fn unpacked_size(packed: &mut dyn Read, layer: usize) -> u64 {
    let mut decoder = ZlibDecoder::new(packed);
    let mut start = [0; 2];
    let mut filled = 0;
    while filled < start.len() {
        match decoder.read(&mut start[filled..]) {
            Ok(0) | Err(_) => return filled as u64,
            Ok(count) => filled += count,
        }
    }
    let mut counted = Counted { inner: (&start[..]).chain(decoder), count: 0 };
    let inner = if is_packed(&start) && layer < MAX_LAYERS { unpacked_size(&mut counted, layer + 1) } else { 0 };
    // What the inner layer left, or all of it.
    let _ = std::io::copy(&mut (&mut counted).take(MAX_STREAM_BYTES + 1), &mut std::io::sink());
    counted.count.max(inner)
}

/// Counts what is read, and ends when it is too much.
struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.count > MAX_STREAM_BYTES {
            return Ok(0);
        }
        let read = self.inner.read(buffer)?;
        self.count += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn check(data: &[u8], is_oversized: bool) {
        let pdf = [b"%PDF-1.7\n1 0 obj << >>\nstream\n", data, b"\nendstream"].concat();
        assert_eq!(oversized(&pdf).is_some(), is_oversized);
    }

    #[test]
    fn only_streams_that_unpack_to_too_much_count() {
        let zeros = vec![0; usize::try_from(MAX_STREAM_BYTES).unwrap() + 10];
        let bomb = zlib(&zeros);
        check(&bomb, true);
        check(&zlib(&bomb), true);
        check(&zlib(b"BT (The tide is late.) Tj ET"), false);
        check(&zlib(b"x")[..4], false);
        check(b"BT (The tide is late.) Tj ET", false);
    }
}
