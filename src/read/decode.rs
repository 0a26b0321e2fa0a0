//! Bytes as text: in which encoding they are, and whether they are text at all.
//!
//! In this order: a byte order mark, the pattern of zero bytes that UTF-16 leaves, UTF-8 that holds
//! up, what the file declares, what the bytes look like. Bytes win over declarations: text that is valid
//! UTF-8 beyond ASCII is UTF-8 whatever it claims, because other encodings hardly ever look like that.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{SkipReason, charset};

/// Text and the encoding its bytes were in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark. Bytes that stand for nothing became U+FFFD.
    pub text: Cow<'a, str>,
    /// The encoding's name, as the WHATWG Encoding Standard spells it.
    pub encoding: &'static str,
}

/// How many bytes the guess looks at; more does not make it better.
const GUESS_WITHIN_BYTES: usize = 512 * 1024;

/// Text in a broken UTF-8 file: this many times more good sequences than bad bytes.
const GOOD_PER_BAD_UTF8: usize = 20;

/// More control characters than one in this many are no text.
const CHARACTERS_PER_CONTROL: usize = 50;

/// The text of `bytes`; `declared` is the encoding label that came with them, if any did.
///
/// # Errors
///
/// [`SkipReason::Binary`] when the bytes are no text in any encoding.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Result<Decoded<'a>, SkipReason> {
    let decoded = decode_as_found(bytes, declared)?;
    if is_text(&decoded.text) { Ok(decoded) } else { Err(SkipReason::Binary) }
}

fn decode_as_found<'a>(bytes: &'a [u8], declared: Option<&str>) -> Result<Decoded<'a>, SkipReason> {
    if let Some(decoded) = utf32_with_mark(bytes) {
        return Ok(decoded);
    }
    if let Some((encoding, mark_len)) = Encoding::for_bom(bytes) {
        return Ok(decode_with(encoding, &bytes[mark_len..]));
    }
    // Nearly all files are UTF-8 without a zero byte, so that is looked for first.
    if memchr::memchr(0, &bytes[..bytes.len().min(GUESS_WITHIN_BYTES)]).is_some() {
        if let Some(encoding) = utf16_by_zeros(bytes) {
            return Ok(decode_with(encoding, bytes));
        }
        return utf32_by_zeros(bytes).ok_or(SkipReason::Binary);
    }
    let may_be_escaped = |text: &str| text.is_ascii() && bytes.contains(&0x1B);
    match std::str::from_utf8(bytes) {
        Ok(text) if !may_be_escaped(text) => return Ok(Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name() }),
        Err(_) if is_damaged_utf8(bytes) => return Ok(decode_with(UTF_8, bytes)),
        _ => {}
    }
    let declared =
        declared.and_then(|label| Encoding::for_label(label.as_bytes())).or_else(|| charset::declared(bytes));
    // A declared UTF-16 without its zero bytes is not there: the file could not have been searched for it.
    let declared = declared.map(Encoding::output_encoding);
    if let Some(encoding) = declared.filter(|&encoding| encoding != UTF_8) {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        if !had_errors {
            return Ok(Decoded { text, encoding: encoding.name() });
        }
    }
    let guess = guess(bytes);
    let decoded = decode_with(guess, bytes);
    match declared {
        // Neither reads it without errors: the file's own word is better than a guess.
        Some(encoding) if encoding != UTF_8 && decoded.text.contains('\u{FFFD}') => Ok(decode_with(encoding, bytes)),
        _ => Ok(decoded),
    }
}

fn decode_with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: encoding.name() }
}

/// UTF-32 is no web encoding, so `encoding_rs` does not know it.
fn utf32_with_mark(bytes: &[u8]) -> Option<Decoded<'static>> {
    type Unit = fn([u8; 4]) -> u32;
    let (rest, unit, encoding): (_, Unit, _) = if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE, 0, 0]) {
        (rest, u32::from_le_bytes, "UTF-32LE")
    } else {
        (bytes.strip_prefix(&[0, 0, 0xFE, 0xFF])?, u32::from_be_bytes, "UTF-32BE")
    };
    Some(utf32(rest, unit, encoding))
}

/// UTF-32 without a mark: each unit is a character, which four bytes of anything else hardly ever are.
fn utf32_by_zeros(bytes: &[u8]) -> Option<Decoded<'static>> {
    let (units, _) = bytes[..bytes.len().min(GUESS_WITHIN_BYTES)].as_chunks::<4>();
    if units.len() < 2 {
        return None;
    }
    // Nearly all characters in use are among the first 65,536.
    let fits = |unit: fn([u8; 4]) -> u32| {
        let characters = || units.iter().map(|&bytes| unit(bytes));
        characters().all(|code| code != 0 && char::from_u32(code).is_some())
            && characters().filter(|code| *code < 0x1_0000).count() * 2 > units.len()
    };
    if fits(u32::from_be_bytes) {
        Some(utf32(bytes, u32::from_be_bytes, "UTF-32BE"))
    } else if fits(u32::from_le_bytes) {
        Some(utf32(bytes, u32::from_le_bytes, "UTF-32LE"))
    } else {
        None
    }
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32, encoding: &'static str) -> Decoded<'static> {
    let (units, cut) = bytes.as_chunks::<4>();
    let mut text: String =
        units.iter().map(|&bytes| char::from_u32(unit(bytes)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if !cut.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Decoded { text: Cow::Owned(text), encoding }
}

/// UTF-16 without a mark: spaces, digits and line ends leave zero bytes, all on the same side.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let (units, _) = bytes[..bytes.len().min(GUESS_WITHIN_BYTES)].as_chunks::<2>();
    let high_first = units.iter().filter(|unit| unit[0] == 0 && unit[1] != 0).count();
    let low_first = units.iter().filter(|unit| unit[0] != 0 && unit[1] == 0).count();
    let (encoding, zeros, others) =
        if high_first > low_first { (UTF_16BE, high_first, low_first) } else { (UTF_16LE, low_first, high_first) };
    if zeros < 2 || zeros * 50 < units.len() || others * 20 > zeros {
        return None;
    }
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    (!had_errors && is_text(&text)).then_some(encoding)
}

/// UTF-8 that was cut or has a few foreign bytes in it. Text of another encoding has next to no
/// valid sequences of several bytes.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let mut good = 0;
    let mut bad = 0;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * GOOD_PER_BAD_UTF8 || (bad == 1 && good > 0 && ends_inside_a_character(bytes))
}

fn ends_inside_a_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let head = &bytes[..bytes.len().min(GUESS_WITHIN_BYTES)];
    detector.feed(head, head.len() == bytes.len());
    detector.guess(None, Utf8Detection::Allow)
}

/// Whether `text` has no zero characters and hardly any other controls.
fn is_text(text: &str) -> bool {
    let is_control = |byte: u8| (byte < b' ' && !matches!(byte, b'\t'..=b'\r' | 0x1B)) || byte == 0x7F;
    let controls: usize = text.bytes().map(|byte| usize::from(is_control(byte))).sum();
    controls * CHARACTERS_PER_CONTROL <= text.len() && memchr::memchr(0, text.as_bytes()).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "Правительство обсудит законопроект на следующей неделе, сообщила пресс-служба.";

    fn check(bytes: &[u8], expected: &Result<(&str, &str), SkipReason>) {
        let found = decode(bytes, None);
        let found = found.as_ref().map(|decoded| (&*decoded.text, decoded.encoding));
        assert_eq!(found, expected.as_ref().map(|&expected| expected));
    }

    fn encoded(text: &str, label: &str) -> Vec<u8> {
        match label {
            "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            "utf-32le" => text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect(),
            "utf-32be" => text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect(),
            _ => Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned(),
        }
    }

    #[test]
    fn byte_order_marks_decide_and_disappear() {
        check(b"\xEF\xBB\xBFa", &Ok(("a", "UTF-8")));
        for (label, name) in
            [("utf-16le", "UTF-16LE"), ("utf-16be", "UTF-16BE"), ("utf-32le", "UTF-32LE"), ("utf-32be", "UTF-32BE")]
        {
            check(&encoded(&format!("\u{FEFF}{RUSSIAN}"), label), &Ok((RUSSIAN, name)));
        }
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_zeros() {
        check(&encoded("Plain words.", "utf-16le"), &Ok(("Plain words.", "UTF-16LE")));
        check(&encoded(RUSSIAN, "utf-16be"), &Ok((RUSSIAN, "UTF-16BE")));
    }

    #[test]
    fn utf32_without_a_mark_is_known_by_its_zeros() {
        check(&encoded("Plain words.", "utf-32le"), &Ok(("Plain words.", "UTF-32LE")));
        check(&encoded(RUSSIAN, "utf-32be"), &Ok((RUSSIAN, "UTF-32BE")));
        check(b"\0\0\0a", &Err(SkipReason::Binary));
        check(b"\0\0\0a\0\0\0\0", &Err(SkipReason::Binary));
    }

    #[test]
    fn undeclared_encodings_are_recognised() {
        check(RUSSIAN.as_bytes(), &Ok((RUSSIAN, "UTF-8")));
        check(&encoded(RUSSIAN, "windows-1251"), &Ok((RUSSIAN, "windows-1251")));
        check(&encoded(RUSSIAN, "koi8-u"), &Ok((RUSSIAN, "KOI8-U")));
        let japanese = "政府は新しい法案について来週議論すると発表した。";
        check(&encoded(japanese, "shift_jis"), &Ok((japanese, "Shift_JIS")));
        check(&encoded(japanese, "euc-jp"), &Ok((japanese, "EUC-JP")));
        check(&encoded(japanese, "iso-2022-jp"), &Ok((japanese, "ISO-2022-JP")));
    }

    #[test]
    fn bytes_win_over_a_wrong_declaration() {
        let page = format!("<meta charset=iso-8859-1><p>{RUSSIAN}");
        check(page.as_bytes(), &Ok((&page, "UTF-8")));
        let page = format!("<meta charset=utf-8><p>{RUSSIAN}");
        check(&encoded(&page, "windows-1251"), &Ok((&page, "windows-1251")));
    }

    #[test]
    fn a_right_declaration_is_believed() {
        let page = "<meta charset=windows-1254><p>Ağ";
        check(&encoded(page, "windows-1254"), &Ok((page, "windows-1254")));
        assert_eq!(decode(&encoded("Ağ", "iso-8859-9"), Some("latin5")).unwrap().text, "Ağ");
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let cut = &RUSSIAN.as_bytes()[..41];
        assert_eq!(decode(cut, None).unwrap().encoding, "UTF-8");
        let mut foreign = RUSSIAN.as_bytes().to_vec();
        foreign.push(0xFF);
        check(&foreign, &Ok((&format!("{RUSSIAN}\u{FFFD}"), "UTF-8")));
    }

    #[test]
    fn bytes_that_are_no_text_are_named_so() {
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01", &Err(SkipReason::Binary));
        check(&[1, 2, 3, 4, 5, 6], &Err(SkipReason::Binary));
        check(&[0; 64], &Err(SkipReason::Binary));
        check(b"", &Ok(("", "UTF-8")));
    }
}
