//! What a written date is made of: numbers, words and the marks between them.

/// A piece of text that may be part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind<'t>,
    /// Byte offset of its first byte.
    pub(super) start: usize,
    /// Byte offset after its last byte.
    pub(super) end: usize,
    /// Whether white space stands before it.
    pub(super) spaced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind<'t> {
    /// A number in the digits of any script, and how many digits it has.
    Number { value: u32, digits: usize },
    /// Letters.
    Word(&'t str),
    /// Anything else that is not white space; the East Asian signs for year, month and day are marks.
    Mark(char),
}

/// The first digit of the decimal digits in which dates are written: Latin, Arabic, Persian, Devanagari, Bengali, Gurmukhi,
/// Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Burmese, Khmer, full-width.
const ZEROS: [char; 17] = ['0', '٠', '۰', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '၀', '០', '０'];

/// The tokens of `text` in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut spaced = false;
    while let Some((start, character)) = characters.next() {
        if character.is_whitespace() {
            spaced = true;
            continue;
        }
        let mut end = start + character.len_utf8();
        let kind = if let Some(first) = digit(character) {
            let mut value = first;
            let mut digits = 1;
            while let Some((at, next)) =
                characters.peek().and_then(|&(at, next)| Some((at + next.len_utf8(), digit(next)?)))
            {
                // Numbers too long for a date lose their value but not their length.
                value = value.saturating_mul(10).saturating_add(next);
                digits += 1;
                end = at;
                characters.next();
            }
            TokenKind::Number { value, digits }
        } else if is_letter(character) {
            while let Some(&(at, next)) = characters.peek().filter(|(_, next)| is_letter(*next) || is_joiner(*next)) {
                end = at + next.len_utf8();
                characters.next();
            }
            TokenKind::Word(&text[start..end])
        } else {
            TokenKind::Mark(character)
        };
        tokens.push(Token { kind, start, end, spaced });
        spaced = false;
    }
    tokens
}

fn digit(character: char) -> Option<u32> {
    ZEROS.iter().find_map(|&zero| u32::from(character).checked_sub(u32::from(zero)).filter(|&digit| digit < 10))
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() && !matches!(character, '年' | '月' | '日' | '号' | '號' | '년' | '월' | '일' | 'º' | 'ª')
}

/// Accents written apart and Arabic vowel signs belong to the word they stand in.
fn is_joiner(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}
