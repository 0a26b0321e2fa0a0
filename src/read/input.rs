//! A stream of bytes whose beginning can be looked at before it is read: what formats are told by.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Limit, Skip, SkipReason, failure, reason_of};

/// How much is read at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// Bytes in their order, from a file, from memory or out of an archive.
pub struct Input<'r> {
    rest: Box<dyn Read + 'r>,
    /// Bytes that were read and not yet taken: those from `at`.
    ahead: Vec<u8>,
    at: usize,
    /// Nothing follows `ahead`.
    ended: bool,
    /// The file itself, where there is one to move about in.
    file: Option<File>,
    /// Bytes taken from `rest`.
    taken: Rc<Cell<u64>>,
    /// Whether `rest` has failed.
    failed: Rc<Cell<bool>>,
    /// Set when nobody wants to read on.
    stop: Option<Arc<AtomicBool>>,
}

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input").field("ahead", &(self.ahead.len() - self.at)).field("ended", &self.ended).finish()
    }
}

impl<'r> Input<'r> {
    /// What `reader` gives.
    pub fn of(reader: impl Read + 'r) -> Self {
        let taken = Rc::new(Cell::new(0));
        let failed = Rc::new(Cell::new(false));
        let rest = Box::new(Counted { reader, taken: Rc::clone(&taken), failed: Rc::clone(&failed) });
        Self { rest, ahead: Vec::new(), at: 0, ended: false, file: None, taken, failed, stop: None }
    }

    /// Bytes in memory.
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        let taken = Rc::new(Cell::new(bytes.len() as u64));
        let failed = Rc::default();
        Self { rest: Box::new(io::empty()), ahead: bytes, at: 0, ended: true, file: None, taken, failed, stop: None }
    }

    /// An open file, from its beginning.
    pub fn of_file(file: File) -> Self {
        let seekable = file.try_clone().ok();
        Self { file: seekable, ..Self::of(file) }
    }

    /// Opens the file at `path`; `shown` names it in the error.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    pub fn open(path: &Path, shown: &str) -> Result<Self, Skip> {
        let unreadable = |error: io::Error| SkipReason::Unreadable(error.to_string());
        File::open(path).map(Self::of_file).map_err(|error| Skip {
            path: shown.to_owned(),
            place: None,
            reason: unreadable(error),
        })
    }

    /// The same, ending with an error once `stop` is set: what reads it may take long.
    pub fn until(&mut self, stop: &Arc<AtomicBool>) -> &mut Self {
        self.stop = Some(Arc::clone(stop));
        self
    }

    /// Whether reading was stopped.
    pub fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    /// Whether some of the bytes could not be read, so that what was made of them may lack something.
    pub fn has_failed(&self) -> bool {
        self.failed.get()
    }

    /// The next bytes without taking them, `n` of them where there are so many, and whether nothing follows them.
    ///
    /// # Errors
    ///
    /// When they cannot be read. What was read before an error that is not at the very beginning is given first.
    pub fn peek(&mut self, n: usize) -> io::Result<(&[u8], bool)> {
        if self.at > 0 {
            self.ahead.drain(..self.at);
            self.at = 0;
        }
        if !self.ended && self.ahead.len() < n {
            // The size of a file tells how much room it takes; more than that is made as it comes.
            let size = self.size().and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
            self.ahead.reserve(size.min(n).saturating_sub(self.ahead.len()) + CHUNK_BYTES);
        }
        while !self.ended && self.ahead.len() < n {
            let wanted = (n - self.ahead.len()).max(CHUNK_BYTES) as u64;
            let before = self.ahead.len();
            match self.rest.by_ref().take(wanted).read_to_end(&mut self.ahead) {
                Ok(read) => self.ended = (read as u64) < wanted,
                // The error comes again when these bytes are used up.
                Err(_) if self.ahead.len() > before => break,
                Err(error) if before == 0 => return Err(error),
                Err(_) => break,
            }
        }
        Ok((&self.ahead, self.ended))
    }

    /// All that is left, where it is within `limit`.
    ///
    /// # Errors
    ///
    /// [`SkipReason::TooLarge`] or [`SkipReason::Unreadable`].
    pub fn whole(&mut self, limit: Limit) -> Result<Cow<'_, [u8]>, SkipReason> {
        if self.at == 0 && !self.ended {
            let room = limit.most.saturating_add(1).saturating_sub(self.ahead.len() as u64);
            let read = self.rest.by_ref().take(room).read_to_end(&mut self.ahead);
            read.map_err(|error| reason_of(&error))?;
        } else if !self.ended {
            let mut left = self.ahead.split_off(self.at);
            std::mem::swap(&mut left, &mut self.ahead);
            self.at = 0;
            return self.whole(limit);
        }
        let size = self.ahead.len() as u64;
        if size > limit.most {
            let size = self.size().unwrap_or(size);
            return Err(SkipReason::TooLarge { size, limit });
        }
        Ok(Cow::Borrowed(&self.ahead[self.at..]))
    }

    /// A counter of the bytes that were read so far, looked at or taken.
    pub fn counter(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.taken)
    }

    /// The size of the file, where these bytes are a file's.
    fn size(&self) -> Option<u64> {
        Some(self.file.as_ref()?.metadata().ok()?.len())
    }

    /// The file itself, to move about in, where these bytes are a file's.
    pub fn file(&self) -> Option<&File> {
        self.file.as_ref()
    }
}

/// A reader that counts what it gives and knows whether it failed.
struct Counted<R> {
    reader: R,
    taken: Rc<Cell<u64>>,
    failed: Rc<Cell<bool>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer);
        match &read {
            Ok(n) => self.taken.set(self.taken.get() + *n as u64),
            Err(error) => self.failed.set(self.failed.get() || error.kind() != io::ErrorKind::Interrupted),
        }
        read
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buffer.len());
        buffer[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_stopped() {
            return Err(failure(SkipReason::Unreadable("stopped".to_owned())));
        }
        if self.at == self.ahead.len() && !self.ended {
            self.ahead.resize(CHUNK_BYTES, 0);
            self.at = 0;
            let read = loop {
                match self.rest.read(&mut self.ahead) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.ahead.truncate(*read.as_ref().unwrap_or(&0));
            self.ended = read? == 0;
        }
        Ok(&self.ahead[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at = (self.at + n).min(self.ahead.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, then fails if told to.
    struct Slow<'b> {
        bytes: &'b [u8],
        fails: bool,
    }

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.bytes.split_first() else {
                return if self.fails { Err(io::Error::other("gone")) } else { Ok(0) };
            };
            buffer[0] = *first;
            self.bytes = rest;
            Ok(1)
        }
    }

    fn most(bytes: u64) -> Limit {
        Limit { most: bytes, ..Limit::DOCUMENT_BYTES }
    }

    #[test]
    fn what_was_looked_at_is_read_again() {
        let mut input = Input::of(Slow { bytes: b"abcdef", fails: false });
        assert_eq!(input.peek(3).unwrap().0.get(..3), Some(&b"abc"[..]));
        let mut first = [0; 2];
        input.read_exact(&mut first).unwrap();
        assert_eq!((&first, input.peek(100).unwrap()), (b"ab", (&b"cdef"[..], true)));
        assert_eq!(&*input.whole(most(4)).unwrap(), b"cdef");
        let mut all = String::new();
        input.read_to_string(&mut all).unwrap();
        assert_eq!(all, "cdef");
    }

    #[test]
    fn a_whole_has_a_limit() {
        let whole = |bytes| Input::of(&b"abcd"[..]).whole(most(bytes)).map(Cow::into_owned);
        assert_eq!(whole(4), Ok(b"abcd".to_vec()));
        assert_eq!(whole(3), Err(SkipReason::TooLarge { size: 4, limit: most(3) }));
        let endless = Input::of(io::repeat(b'x')).whole(most(1000)).map(Cow::into_owned);
        assert_eq!(endless, Err(SkipReason::TooLarge { size: 1001, limit: most(1000) }));
        let mut taken = Input::of(Slow { bytes: b"abcd", fails: false });
        taken.read_exact(&mut [0; 1]).unwrap();
        assert_eq!(&*taken.whole(most(3)).unwrap(), b"bcd");
    }

    #[test]
    fn an_error_comes_after_what_was_read_before_it() {
        let mut input = Input::of(Slow { bytes: b"abc", fails: true });
        assert_eq!(input.peek(100).unwrap(), (&b"abc"[..], false));
        let mut all = Vec::new();
        assert!(input.read_to_end(&mut all).is_err());
        assert_eq!(all, b"abc");
        assert!(Input::of(Slow { bytes: b"", fails: true }).peek(1).is_err());
    }

    #[test]
    fn a_missing_file_is_a_skip() {
        let skip = Input::open(Path::new("/no/such/file"), "shown").unwrap_err();
        assert_eq!((skip.path.as_str(), skip.reason.code()), ("shown", "unreadable"));
    }

    #[test]
    fn a_stopped_input_ends() {
        let stop = Arc::new(AtomicBool::new(false));
        let mut input = Input::of(io::repeat(b'x'));
        input.until(&stop);
        assert!(input.fill_buf().is_ok());
        stop.store(true, Ordering::Relaxed);
        assert!(input.fill_buf().is_err() && input.is_stopped());
    }

    #[test]
    fn lines_are_read_from_memory_and_from_streams() {
        for mut input in [Input::of_bytes(b"a\nb\n".to_vec()), Input::of(Slow { bytes: b"a\nb\n", fails: false })] {
            input.peek(1).unwrap();
            assert_eq!(input.by_ref().lines().collect::<Result<Vec<_>, _>>().unwrap(), ["a", "b"]);
        }
    }
}
