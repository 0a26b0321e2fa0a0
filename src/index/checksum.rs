//! The checksum at the end of each file of a segment, which tantivy writes and does not look at when it reads.
//!
//! Here all of a file is compared with it, a piece at a time and without mapping it into memory, so that a disk that fails
//! is an error and not the end of the program.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Serialize;

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// Length of the end of every file of a segment: the length of what stands before it, and a mark.
const TAIL: u64 = 8;

/// The mark.
const MARK: u32 = 1337;

/// What stands before it is never longer.
const LONGEST_FOOTER: u64 = 50_000;

/// The end of a file as tantivy writes it.
#[derive(Serialize)]
struct Footer {
    version: &'static tantivy::Version,
    crc: u32,
}

/// Why the file at `path` is not as it was written; `None` when it is.
pub(super) fn why_broken(path: &Path, told: &dyn Fn(u64)) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let Some(footer_at) = footer_at(&mut file)? else {
        return Ok(Some(format!("was cut, or its end was changed ({} bytes)", file.metadata()?.len())));
    };
    file.seek(SeekFrom::Start(0))?;
    let crc = checksum(&mut (&mut file).take(footer_at), footer_at, told)?;
    let mut found = Vec::new();
    file.read_to_end(&mut found)?;
    // Byte by byte as this program writes it: the format says which tantivy that is.
    let mut written = serde_json::to_vec(&Footer { version: tantivy::version(), crc })?;
    let length = u32::try_from(written.len()).unwrap_or(u32::MAX);
    written.extend(length.to_le_bytes());
    written.extend(MARK.to_le_bytes());
    Ok((found != written).then(|| "its checksum is not that of what it holds".to_owned()))
}

/// Where the end of `file` begins that has the checksum; `None` where there is no such end.
pub(super) fn footer_at(file: &mut File) -> io::Result<Option<u64>> {
    let Some(tail_at) = file.metadata()?.len().checked_sub(TAIL) else { return Ok(None) };
    file.seek(SeekFrom::Start(tail_at))?;
    let mut tail = [0; 4];
    file.read_exact(&mut tail)?;
    let footer_bytes = u64::from(u32::from_le_bytes(tail));
    Ok(tail_at.checked_sub(footer_bytes).filter(|_| footer_bytes <= LONGEST_FOOTER))
}

fn checksum(bytes: &mut impl Read, n_bytes: u64, told: &dyn Fn(u64)) -> io::Result<u32> {
    let mut hasher = crc32fast::Hasher::new();
    let mut piece = vec![0; usize::try_from(n_bytes).unwrap_or(PIECE).clamp(1, PIECE)];
    loop {
        match bytes.read(&mut piece) {
            Ok(0) => return Ok(hasher.finalize()),
            Ok(n) => {
                hasher.update(&piece[..n]);
                told(n as u64);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
