//! When two strings are the same to a user: case, diacritics, width, compatibility forms,
//! typographic quotes and apostrophes do not count.
//!
//! The index and the query use this one fold, so what looks equal is equal in both. Compatibility
//! forms follow Unicode Standard Annex #15 (NFKD, by `unicode-normalization`).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of `text`. Borrowed when the text is folded already.
///
/// Folding twice changes nothing. The result has no relation to byte offsets of the input.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase() && byte != b'`') {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    Cow::Owned(folded)
}

/// Appends the folded form of `text` to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| match byte {
            b'`' => '\'',
            other => char::from(other.to_ascii_lowercase()),
        }));
        return;
    }
    let from = out.len();
    // Lower-casing may make new decomposable characters and decomposing new upper-case ones
    // (`İ` → `i̇`, `℡` → `TEL`), so the text is decomposed on both sides of it.
    let mut previous = '\0';
    for character in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        if is_dropped(character, previous) {
            continue;
        }
        push_folded(character, out);
        previous = character;
    }
    if out[from..].chars().any(needs_recomposing) {
        // Hangul and kana decompose under NFKD; users type and see the composed forms.
        let composed: String = out[from..].nfc().collect();
        out.truncate(from);
        out.push_str(&composed);
    }
}

/// Whether it is nothing to someone searching: an accent that is no part of another letter, an invisible character.
pub fn is_silent(character: char) -> bool {
    is_dropped(character, '\0')
}

/// Marks that change how a letter looks but not, to someone searching, which letter it is.
fn is_dropped(character: char, base: char) -> bool {
    match character {
        // Й is a letter of its own, not an И with an accent.
        '\u{306}' => !matches!(base, 'и' | 'у'),
        '\u{300}'..='\u{36F}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}' => true,
        // Hebrew points, Arabic vowel signs and the stretching tatweel.
        '\u{591}'..='\u{5C7}' => is_combining_mark(character),
        '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}' => true,
        // Soft hyphen, joiners, directional and variation marks are invisible.
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => true,
        _ => false,
    }
}

/// Letters that NFKD leaves whole although readers take them for a plain letter with a stroke,
/// and punctuation with many typographic forms.
fn push_folded(character: char, out: &mut String) {
    match character {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ŧ' => out.push('t'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        'ى' => out.push('ي'),
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | '`' => out.push('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => out.push('-'),
        other => out.push(other),
    }
}

fn needs_recomposing(character: char) -> bool {
    matches!(character, '\u{306}' | '\u{3099}' | '\u{309A}' | '\u{1100}'..='\u{11FF}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    fn check(text: &str, folded: &str) {
        assert_eq!(fold(text), folded, "fold of {text:?}");
        assert_eq!(fold(folded), folded, "fold of a folded text");
    }

    #[test]
    fn case_diacritics_and_width_do_not_count() {
        check("MULTIPOLÁR", "multipolar");
        check("Ｘｉ　Ｊｉｎｐｉｎｇ", "xi jinping");
        check("Łukasz Ødegård", "lukasz odegard");
        check("İstanbul ıssız", "istanbul issiz");
        check("Straße", "strasse");
        check("ﬁnance №5", "finance no5");
    }

    #[test]
    fn cyrillic_keeps_its_short_i_and_loses_its_accents() {
        check("СЕРГЕЙ Лавро́в", "сергей лавров");
        check("Ёлка", "елка");
    }

    #[test]
    fn arabic_loses_vowel_signs_and_carriers() {
        check("أَكَّدَ", "اكد");
        check("إلى", "الي");
    }

    #[test]
    fn letters_that_carry_meaning_in_their_marks_keep_them() {
        check("が", "が");
        check("한국", "한국");
        check("हिन्दी", "हिन्दी");
    }

    #[test]
    fn typographic_quotes_and_apostrophes_are_plain_ones() {
        check("don’t “go”", "don't \"go\"");
        check("co\u{AD}operate", "cooperate");
    }
}
