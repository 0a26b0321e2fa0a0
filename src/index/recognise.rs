//! What a folder is by the looks of it, where it cannot be opened as an index: nothing yet, an index of another format or
//! with damaged files, or something that is no business of this program and must be left alone.

use std::io::{self, ErrorKind};
use std::path::Path;

use tantivy::schema::Schema as TantivySchema;

use super::open::META;
use super::saved;
use super::schema::FORMAT_FIELD;

/// Names of fields that no other program has. A damaged file may have lost one of them, hardly all.
const OWN_FIELDS: [&str; 4] = [FORMAT_FIELD, "\"story_key\"", "\"of_article\"", "\"file_options\""];

/// Digits of the name of a segment.
const SEGMENT_DIGITS: usize = 32;

/// How the names of the files of a segment end.
const SEGMENT_ENDINGS: [&str; 8] = ["idx", "pos", "term", "store", "store.temp", "fast", "fieldnorm", "del"];

/// What a folder looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// It is missing or holds nothing but hidden files (a `.gitignore`, traces of an index that was never finished) and
    /// saved queries, which outlive their index.
    Unused,
    /// An index of this program, with its format as far as that can be read.
    Index(Option<u64>),
    /// Something else.
    Other,
}

/// What `dir` looks like.
pub(super) fn looks_of(dir: &Path) -> io::Result<Looks> {
    let mut is_unused = true;
    let mut is_of_segments = true;
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Looks::Unused),
        Err(error) if error.kind() == ErrorKind::NotADirectory => return Ok(Looks::Other),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name == saved::FOLDER {
            continue;
        }
        is_unused = false;
        is_of_segments &= name == META || is_of_segment(&name);
    }
    if is_unused {
        return Ok(Looks::Unused);
    }
    let meta = match std::fs::read(dir.join(META)) {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let text = String::from_utf8_lossy(&meta);
    if OWN_FIELDS.iter().any(|field| text.contains(field)) {
        return Ok(Looks::Index(format_in(&text)));
    }
    // A file that was cut to nothing, as by a system that lost its power, tells nothing; the others do.
    let tells_nothing = meta.iter().all(|byte| *byte == 0);
    Ok(if tells_nothing && is_of_segments { Looks::Index(None) } else { Looks::Other })
}

/// Whether a file of this name belongs to a segment: `0123456789abcdef0123456789abcdef.fast`.
pub(super) fn is_of_segment(name: &str) -> bool {
    let Some((segment, ending)) = name.split_once('.') else { return false };
    // The file of what was deleted has a number of its own.
    let ending = ending.trim_start_matches(|digit: char| digit.is_ascii_digit()).trim_start_matches('.');
    segment.len() == SEGMENT_DIGITS
        && segment.bytes().all(|digit| digit.is_ascii_hexdigit())
        && SEGMENT_ENDINGS.contains(&ending)
}

/// The format of an index with these fields. It is part of a field's name, because that name is there from the first
/// moment of an index.
pub(super) fn format_of(schema: &TantivySchema) -> Option<u64> {
    schema.fields().find_map(|(_, entry)| entry.name().strip_prefix(FORMAT_FIELD)?.parse().ok())
}

/// The format that is told in what may be the description of an index, whole or not.
fn format_in(text: &str) -> Option<u64> {
    let (_, behind) = text.split_once(FORMAT_FIELD)?;
    behind.split_once('"')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEGMENT: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn files_of_segments_are_known_by_their_names() {
        for ending in ["idx", "store", "store.temp", "fieldnorm", "17.del"] {
            assert!(is_of_segment(&format!("{SEGMENT}.{ending}")), "{ending}");
        }
        for name in ["thesis.store", "meta.json", SEGMENT, &format!("{SEGMENT}.txt"), &format!("{SEGMENT}0.idx")] {
            assert!(!is_of_segment(name), "{name}");
        }
    }

    #[test]
    fn folders_are_told_apart_whatever_is_left_of_their_files() {
        let meta = |format: &str| format!("{{\"schema\": [{{\"name\": \"dixit-format-{format}\", \"type\"");
        let segment = format!("{SEGMENT}.idx");
        let cases: [(&[(&str, &str)], Looks); 10] = [
            (&[], Looks::Unused),
            (&[(".gitignore", "*")], Looks::Unused),
            (&[("meta.json", &meta("7"))], Looks::Index(Some(7))),
            (&[("meta.json", &meta("x")), ("mine.txt", "")], Looks::Index(None)),
            (&[("meta.json", "[{\"name\": \"story_key\"")], Looks::Index(None)),
            (&[("meta.json", "[{\"name\": \"body\"}]"), (&segment, "")], Looks::Other),
            (&[("meta.json", "\0\0"), (&segment, "")], Looks::Index(None)),
            (&[(&segment, "")], Looks::Index(None)),
            (&[(&segment, ""), ("mine.txt", "")], Looks::Other),
            (&[("mine.txt", "")], Looks::Other),
        ];
        for (files, expected) in cases {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in files {
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            assert_eq!(looks_of(folder.path()).unwrap(), expected, "{files:?}");
        }
    }
}
