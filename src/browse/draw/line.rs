//! A line of text that is typed, with its cursor, in as many cells as there are.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::browse::line::Line;

/// The part of `line` that is seen in `columns` cells, and the cell of the cursor.
pub(super) fn seen(line: &Line, columns: usize) -> (String, u16) {
    let text = harmless(line.text());
    let before = harmless(line.before());
    // The cursor may stand behind the last character.
    let room = columns.saturating_sub(1);
    let mut left_out = 0;
    let mut cells = before.width();
    for grapheme in before.graphemes(true) {
        if cells <= room {
            break;
        }
        cells -= grapheme.width();
        left_out += grapheme.len();
    }
    (text[left_out..].to_owned(), u16::try_from(cells).unwrap_or(0))
}

/// Every character stays one, so that places stay the same: those that turn the direction of text have a picture.
fn harmless(text: &str) -> String {
    let turns = |character| matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|character| if turns(character) { '\u{FFFD}' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_always_seen() {
        assert_eq!(seen(&Line::new("abc"), 10), ("abc".to_owned(), 3));
        assert_eq!(seen(&Line::new("abcdefgh"), 5), ("efgh".to_owned(), 4));
        assert_eq!(seen(&Line::new("世界多极化"), 6), ("极化".to_owned(), 4));
        assert_eq!(seen(&Line::new("a\u{202e}b"), 6), ("a\u{fffd}b".to_owned(), 3));
        assert_eq!(seen(&Line::new("abc"), 0), (String::new(), 0));
    }
}
