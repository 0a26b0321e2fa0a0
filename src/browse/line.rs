//! One line of text that is typed: a query, the name of a file. The cursor moves by what people take for a character.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

/// A text and a cursor in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    text: String,
    /// In bytes, between two characters.
    cursor: usize,
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    /// The text is another one.
    Changed,
    /// The cursor may have moved.
    Moved,
    /// It is no key for a line of text.
    Other,
}

impl Line {
    /// `text` with the cursor at its end.
    pub(crate) fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.insert(text);
        line
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub(crate) fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Puts `text` at the cursor, on one line.
    pub(crate) fn insert(&mut self, text: &str) {
        let text: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        self.text.insert_str(self.cursor, &text);
        self.cursor += text.len();
    }

    /// Does what `event` does in lines of text everywhere.
    pub(crate) fn press(&mut self, event: KeyEvent) -> Edit {
        let held = event.modifiers - KeyModifiers::SHIFT;
        let before = self.text.len();
        let by_word = held.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let only = |modifier| held == modifier;
        let (ctrl, alt) = (only(KeyModifiers::CONTROL), only(KeyModifiers::ALT));
        match event.code {
            KeyCode::Left if by_word => self.cursor = self.word_start(),
            KeyCode::Right if by_word => self.cursor = self.word_end(),
            KeyCode::Char('b') if alt => self.cursor = self.word_start(),
            KeyCode::Char('f') if alt => self.cursor = self.word_end(),
            KeyCode::Left => self.cursor = self.left(),
            KeyCode::Char('b') if ctrl => self.cursor = self.left(),
            KeyCode::Right => self.cursor = self.right(),
            KeyCode::Char('f') if ctrl => self.cursor = self.right(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::Char('a') if ctrl => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            KeyCode::Char('e') if ctrl => self.cursor = self.text.len(),
            KeyCode::Backspace if by_word => self.delete(self.word_start(), self.cursor),
            KeyCode::Char('w') if ctrl => self.delete(self.word_start(), self.cursor),
            KeyCode::Backspace => self.delete(self.left(), self.cursor),
            KeyCode::Char('h') if ctrl => self.delete(self.left(), self.cursor),
            KeyCode::Delete => self.delete(self.cursor, self.right()),
            KeyCode::Char('d') if ctrl => self.delete(self.cursor, self.right()),
            KeyCode::Char('d') if alt => self.delete(self.cursor, self.word_end()),
            KeyCode::Char('k') if ctrl => self.delete(self.cursor, self.text.len()),
            KeyCode::Char('u') if ctrl => self.delete(0, self.cursor),
            KeyCode::Char(character) if held.is_empty() => self.insert(character.encode_utf8(&mut [0; 4])),
            _ => return Edit::Other,
        }
        if self.text.len() == before { Edit::Moved } else { Edit::Changed }
    }

    fn delete(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        self.cursor = start;
    }

    fn left(&self) -> usize {
        self.before().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        let behind = &self.text[self.cursor..];
        self.cursor + behind.graphemes(true).next().map_or(0, str::len)
    }

    fn word_start(&self) -> usize {
        let words = self.before().split_word_bound_indices().rev();
        words.skip_while(|(_, word)| word.trim().is_empty()).map(|(at, _)| at).next().unwrap_or(0)
    }

    fn word_end(&self) -> usize {
        let words = self.text[self.cursor..].split_word_bound_indices();
        let word = words.skip_while(|(_, word)| word.trim().is_empty()).map(|(at, word)| at + word.len()).next();
        word.map_or(self.text.len(), |end| self.cursor + end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(line: &mut Line, modifiers: KeyModifiers, code: KeyCode) -> Edit {
        line.press(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn the_cursor_moves_and_deletes_by_what_is_seen() {
        let mut line = Line::new("ne\u{301}e\u{301}");
        press(&mut line, KeyModifiers::NONE, KeyCode::Left);
        assert_eq!(line.before(), "ne\u{301}");
        assert_eq!(press(&mut line, KeyModifiers::NONE, KeyCode::Backspace), Edit::Changed);
        assert_eq!(line.text(), "ne\u{301}");
        assert_eq!(press(&mut line, KeyModifiers::NONE, KeyCode::Delete), Edit::Changed);
        assert_eq!((line.text(), line.before()), ("n", "n"));
        assert_eq!(press(&mut line, KeyModifiers::NONE, KeyCode::Delete), Edit::Moved);
    }

    #[test]
    fn words_are_jumped_over_and_deleted() {
        let mut line = Line::new("speaker:Berg harbour ");
        assert_eq!(press(&mut line, KeyModifiers::CONTROL, KeyCode::Char('w')), Edit::Changed);
        assert_eq!(line.text(), "speaker:Berg ");
        press(&mut line, KeyModifiers::ALT, KeyCode::Char('b'));
        assert_eq!(line.before(), "");
        press(&mut line, KeyModifiers::CONTROL, KeyCode::Right);
        assert_eq!(line.before(), "speaker:Berg");
        press(&mut line, KeyModifiers::CONTROL, KeyCode::Char('u'));
        assert_eq!((line.text(), line.before()), (" ", ""));
    }

    #[test]
    fn what_is_pasted_stays_on_one_line() {
        let mut line = Line::new("a");
        line.insert("b\r\nc\u{1b}");
        assert_eq!(line.text(), "ab  c ");
    }

    #[test]
    fn other_keys_are_left_to_others() {
        let mut line = Line::new("a");
        for (modifiers, code) in [(KeyModifiers::NONE, KeyCode::Enter), (KeyModifiers::CONTROL, KeyCode::Char('c'))] {
            assert_eq!(press(&mut line, modifiers, code), Edit::Other);
        }
        assert_eq!(line.text(), "a");
    }
}
