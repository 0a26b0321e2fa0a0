//! What one pass over an index makes for many parts of it, put aside until each part has its turn: in memory as long as it is
//! little, then in one file without a name, which goes with the process whatever ends it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of all parts that are in memory at most, unless parts are so many that each has [`LEAST_HELD`].
const HELD_BYTES: usize = 32 << 20;

/// Bytes of a part that are worth a place of their own in the file.
const LEAST_HELD: usize = 4 << 10;

/// Bytes in parts.
pub(super) struct Spill<'d> {
    /// Where the file is made when it is needed.
    folder: &'d Path,
    /// Bytes of a part from which on they are written.
    held_of_part: usize,
    shelf: Mutex<Shelf>,
}

struct Shelf {
    parts: Vec<Part>,
    file: Option<File>,
    end: u64,
}

#[derive(Default, Clone)]
struct Part {
    held: Vec<u8>,
    /// What was written before, in order.
    written: Vec<Range<u64>>,
}

impl<'d> Spill<'d> {
    /// Room for `n` parts, on the disk of `folder`.
    pub(super) fn new(folder: &'d Path, n: usize) -> Self {
        Self::holding(folder, n, (HELD_BYTES / n.max(1)).max(LEAST_HELD))
    }

    fn holding(folder: &'d Path, n: usize, held_of_part: usize) -> Self {
        let shelf = Shelf { parts: vec![Part::default(); n], file: None, end: 0 };
        Self { folder, held_of_part, shelf: Mutex::new(shelf) }
    }

    /// Puts `bytes` behind those that `part` has.
    pub(super) fn push(&self, part: usize, bytes: &[u8]) -> io::Result<()> {
        let mut guard = self.shelf();
        let Shelf { parts, file, end } = &mut *guard;
        let Part { held, written } = parts.get_mut(part).ok_or_else(no_part)?;
        held.extend_from_slice(bytes);
        if held.len() < self.held_of_part {
            return Ok(());
        }
        let file = match file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(self.folder)?),
        };
        file.seek(SeekFrom::Start(*end))?;
        file.write_all(held)?;
        let begin = *end;
        *end += held.len() as u64;
        written.push(begin..*end);
        // Its room is for those that come.
        held.clear();
        Ok(())
    }

    /// All bytes of `part`, in the order in which they came.
    pub(super) fn get(&self, part: usize) -> io::Result<Vec<u8>> {
        let mut guard = self.shelf();
        let Shelf { parts, file, .. } = &mut *guard;
        let Part { held, written } = parts.get(part).ok_or_else(no_part)?;
        let n_written: u64 = written.iter().map(|place| place.end - place.start).sum();
        let mut bytes = Vec::with_capacity(usize::try_from(n_written).unwrap_or_default() + held.len());
        if let Some(file) = file {
            for place in written {
                file.seek(SeekFrom::Start(place.start))?;
                let n = file.take(place.end - place.start).read_to_end(&mut bytes)?;
                if n as u64 != place.end - place.start {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        bytes.extend_from_slice(held);
        Ok(bytes)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn no_part() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "there is no such part")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_their_order_however_much_of_them_is_held() {
        for held in [1, 7, 64, 1 << 20] {
            let folder = tempfile::tempdir().unwrap();
            let spill = Spill::holding(folder.path(), 3, held);
            let mut expected = vec![Vec::new(); 3];
            for number in 0..200u8 {
                let part = usize::from(number) * 7 % 3;
                let bytes = vec![number; usize::from(number % 5)];
                spill.push(part, &bytes).unwrap();
                expected[part].extend(bytes);
                if number.is_multiple_of(50) {
                    assert_eq!(spill.get(part).unwrap(), expected[part], "{held} {number}");
                }
            }
            for (part, expected) in expected.iter().enumerate() {
                assert_eq!(&spill.get(part).unwrap(), expected, "{held} {part}");
            }
            assert!(spill.push(3, b"x").is_err() && spill.get(3).is_err());
        }
    }

    #[test]
    fn no_file_stays_and_few_bytes_need_none() {
        let folder = tempfile::tempdir().unwrap();
        let spill = Spill::holding(folder.path(), 1, 2);
        spill.push(0, b"four").unwrap();
        assert!(spill.shelf().file.is_some());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

        let nowhere = folder.path().join("gone");
        let spill = Spill::holding(&nowhere, 1, 5);
        spill.push(0, b"four").unwrap();
        assert_eq!(spill.get(0).unwrap(), b"four");
        assert_eq!(spill.push(0, b"more").unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
