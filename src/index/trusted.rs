//! What is looked at in a file of a segment before it is used.
//!
//! tantivy trusts the numbers in its files. Most wrong ones end in an error or a panic, which is told as damage; one that
//! says how much memory is needed can end the process. So a file that takes no time to read is compared with its
//! checksum, and of a larger store, which would be trusted blindly as soon as it is opened, at least that number is looked
//! at. The rest of what large files hold is the part of `dixit check`.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::checksum::{footer_at, why_broken};
use super::store::{END, End, length};

/// Files are compared with their checksum up to this size: a search that has to open dozens of them is not to be slower for it.
const MOST_BYTES: u64 = 64 * 1024;

/// The longest number.
const LONGEST_NUMBER: u64 = 10;

/// Why the file of a segment at `path` must not be used; `None` when nothing speaks against it.
pub(super) fn why_untrusted(path: &Path) -> io::Result<Option<String>> {
    if std::fs::metadata(path)?.len() <= MOST_BYTES {
        return why_broken(path, &|_| {});
    }
    let is_wrong = path.extension().is_some_and(|ending| ending == "store") && !has_table(path)?;
    Ok(is_wrong.then(|| "the table of its blocks is not where it says".to_owned()))
}

/// Whether a store has room for as many levels of its table of blocks as it says.
fn has_table(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let Some(end_at) = footer_at(&mut file)?.and_then(|footer| footer.checked_sub(END as u64)) else {
        return Ok(false);
    };
    file.seek(SeekFrom::Start(end_at))?;
    let mut end = [0; END];
    file.read_exact(&mut end)?;
    let Some((table_at, table_bytes)) =
        End::of(&end).and_then(|end| Some((end.table_at, end_at.checked_sub(end.table_at)?)))
    else {
        return Ok(false);
    };
    file.seek(SeekFrom::Start(table_at))?;
    let mut head = Vec::new();
    file.take(table_bytes.min(LONGEST_NUMBER)).read_to_end(&mut head)?;
    Ok(length(&mut head.as_slice()).is_some_and(|n_levels| n_levels <= table_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Corpus;
    use std::path::PathBuf;

    /// Where in the end of a store stands where the table of its blocks begins.
    const TABLE_AT: usize = 4;

    fn file_of(corpus: &Corpus, ending: &str) -> PathBuf {
        let mut files = std::fs::read_dir(corpus.index_dir()).unwrap().map(|entry| entry.unwrap().path());
        files.find(|path| path.extension().is_some_and(|found| found == ending)).unwrap()
    }

    #[test]
    fn a_small_file_is_compared_with_its_checksum_before_it_is_used() {
        let corpus = Corpus::new(&[("a.txt", "Berg | TASS | ANI | 2024 | en | one")]);
        corpus.build();
        for ending in ["fast", "fieldnorm", "idx", "pos", "store", "term"] {
            let path = file_of(&corpus, ending);
            assert_eq!(why_untrusted(&path).unwrap(), None, "{ending}");
            let whole = std::fs::read(&path).unwrap();
            let mut changed = whole.clone();
            changed[whole.len() / 3] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(why_untrusted(&path).unwrap().is_some(), "{ending}");
            let error = crate::index::Index::open(&corpus.index_dir()).unwrap_err();
            assert!(error.to_string().contains(path.file_name().unwrap().to_str().unwrap()), "{error}");
            std::fs::write(&path, &whole).unwrap();
        }
    }

    #[test]
    fn a_store_has_the_table_that_it_names() {
        let corpus = Corpus::new(&[("a.txt", "Berg | TASS | ANI | 2024 | en | one")]);
        corpus.build();
        let path = file_of(&corpus, "store");
        let whole = std::fs::read(&path).unwrap();
        assert!(has_table(&path).unwrap());
        let end_at = usize::try_from(footer_at(&mut File::open(&path).unwrap()).unwrap().unwrap()).unwrap() - END;
        let table_at = u64::from_le_bytes(whole[end_at + TABLE_AT..][..8].try_into().unwrap());
        let table_at = usize::try_from(table_at).unwrap();
        let cases: [(&str, &[(usize, u8)]); 4] = [
            ("more levels than bytes", &[(table_at, 0x7f), (table_at + 1, 0x7f), (table_at + 2, 0xff)]),
            ("a table behind the end", &[(end_at + TABLE_AT + 7, 1)]),
            ("a table without a mark", &[(table_at, 0), (end_at + TABLE_AT, 0)]),
            ("an end that is longer than the file", &[(whole.len() - 6, 1)]),
        ];
        for (what, bytes) in cases {
            let mut changed = whole.clone();
            for (at, byte) in bytes {
                changed[*at] = *byte;
            }
            if what == "a table without a mark" {
                changed[..end_at].fill(0);
            }
            std::fs::write(&path, &changed).unwrap();
            assert!(!has_table(&path).unwrap(), "{what}");
        }
    }
}
