//! Where words begin and end, the same for indexing, querying and highlighting.
//!
//! A word is a run of letters, digits and their marks. Scripts written without spaces (Han, kana,
//! Thai, Lao, Khmer, Burmese) give one word per character, so that a phrase of them is an exact
//! substring. Dotted abbreviations are one word (`U.S.` is `us`). Apostrophes separate
//! (`China’s` is `china` and `s`), so a name matches its possessive.

use super::Span;

/// What a [`Word`] is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// Letters, digits and marks of a script that separates words.
    Plain,
    /// A dotted abbreviation such as `U.S.`; its dots are not part of its folded form.
    Dotted,
    /// One character of a script that does not separate words.
    Unspaced,
}

/// A word's place in the text it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the text; for a dotted abbreviation up to and with its last letter.
    pub span: Span,
    /// What it is made of.
    pub kind: WordKind,
}

impl Word {
    /// Appends the form under which the word is matched to `out`.
    pub fn fold_into(self, text: &str, out: &mut String) {
        let Some(piece) = self.span.of(text) else { return };
        let from = out.len();
        super::fold_into(piece, out);
        if self.kind == WordKind::Dotted {
            let tail: String = out.drain(from..).filter(|&character| character != '.').collect();
            out.push_str(&tail);
        }
    }

    /// The form under which the word is matched.
    pub fn folded(self, text: &str) -> String {
        let mut out = String::new();
        self.fold_into(text, &mut out);
        out
    }
}

/// The words of `text` in order.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// Iterator over the words of a text, made by [`words`].
#[derive(Debug, Clone)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let first = *bytes.get(start)?;
            if first.is_ascii() {
                self.at += 1;
                if first.is_ascii_alphanumeric() {
                    return Some(self.plain_word(start));
                }
                continue;
            }
            let character = self.text[start..].chars().next()?;
            self.at += character.len_utf8();
            if is_unspaced(character) {
                self.skip_marks();
                return Some(Word { span: Span::new(start, self.at), kind: WordKind::Unspaced });
            }
            if is_word_character(character) {
                return Some(self.plain_word(start));
            }
        }
    }
}

impl Words<'_> {
    /// Reads on to the end of the word that began at `start`; `self.at` is behind its first character.
    fn plain_word(&mut self, start: usize) -> Word {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                self.at += 1;
            } else {
                let Some(character) = self.text[self.at..].chars().next() else { break };
                let joins = is_word_character(character) || is_invisible(character);
                if !joins || is_unspaced(character) {
                    break;
                }
                self.at += character.len_utf8();
            }
        }
        let end = self.at;
        if let Some(dotted) = self.dotted_end(start, end) {
            self.at = dotted;
            return Word { span: Span::new(start, dotted), kind: WordKind::Dotted };
        }
        Word { span: Span::new(start, end), kind: WordKind::Plain }
    }

    /// The end of `U.S`, `J.D`, `т.е`: single letters with dots between them.
    fn dotted_end(&self, start: usize, end: usize) -> Option<usize> {
        if !is_single_letter(&self.text[start..end]) {
            return None;
        }
        let mut last = None;
        let mut at = end;
        while self.text[at..].starts_with('.') {
            let Some(letter) = self.text[at + 1..].chars().next() else { break };
            let after = at + 1 + letter.len_utf8();
            let next = self.text[after..].chars().next();
            if !letter.is_alphabetic() || next.is_some_and(is_word_character) {
                break;
            }
            last = Some(after);
            at = after;
        }
        last
    }

    fn skip_marks(&mut self) {
        while let Some(character) = self.text[self.at..].chars().next() {
            if !unicode_normalization::char::is_combining_mark(character) && !is_half_width_mark(character) {
                break;
            }
            self.at += character.len_utf8();
        }
    }
}

fn is_single_letter(piece: &str) -> bool {
    let mut characters = piece.chars();
    characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none()
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
}

/// The sound marks of half-width kana, which have a width of their own: `ｶﾞ` is `ガ`.
fn is_half_width_mark(character: char) -> bool {
    matches!(character, '\u{FF9E}' | '\u{FF9F}')
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Characters of scripts whose words are not separated by spaces.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}'   // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Burmese
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}' // kana
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' // Han
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
        && character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::words;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = words(text).map(|word| word.folded(text)).collect();
        assert_eq!(found, expected, "words of {text:?}");
    }

    #[test]
    fn punctuation_and_apostrophes_separate() {
        check("China’s “multipolar” world-order, 3.5%", &["china", "s", "multipolar", "world", "order", "3", "5"]);
    }

    #[test]
    fn dotted_abbreviations_are_one_word() {
        check("the U.S. and U.N. said e.g. this.", &["the", "us", "and", "un", "said", "eg", "this"]);
        check("U.S.", &["us"]);
        check("It was I. Then J.D. Vance", &["it", "was", "i", "then", "jd", "vance"]);
    }

    #[test]
    fn unspaced_scripts_give_one_word_a_character() {
        check("多极世界 order", &["多", "极", "世", "界", "order"]);
        check("ロシア", &["ロ", "シ", "ア"]);
        check("ガス", &["ガ", "ス"]);
        check("ｶﾞｽ", &["ガ", "ス"]);
    }

    #[test]
    fn marks_and_invisible_characters_stay_in_their_word() {
        check("co\u{AD}operate Лавро\u{301}в", &["cooperate", "лавров"]);
        check("", &[]);
        check("— … !", &[]);
    }
}
