//! In which language an article is: what its source says, else what its letters and words look like.

use whatlang::{Lang, Script};

/// ISO 639-3 and bibliographic codes with their ISO 639-1 codes: the languages that `whatlang` tells apart.
const CODES: [(&str, &str); 82] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("chi", "zh"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("cze", "cs"),
    ("dan", "da"),
    ("deu", "de"),
    ("dut", "nl"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("eus", "eu"),
    ("fas", "fa"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("geo", "ka"),
    ("ger", "de"),
    ("gre", "el"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "no"),
    ("nor", "no"),
    ("ori", "or"),
    ("pan", "pa"),
    ("per", "fa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// How much of a text is looked at; the rest would not change the answer.
const SAMPLE_BYTES: usize = 1536;

/// Fewer letters tell a language only where no other language shares the script.
const ENOUGH_LETTERS: usize = 30;

/// With so many the best guess is right even where a sister language comes close.
const MANY_LETTERS: usize = 200;

/// The ISO 639-1 code for what a source says: `en`, `en-US`, `pt_BR`, `eng`, `English`.
pub(super) fn normalised(given: &str) -> Option<String> {
    let given = given.trim().to_ascii_lowercase();
    let code = given.split(['-', '_']).next()?;
    match code.len() {
        // Norwegian has a code for each way of writing it; a reader looks for the language.
        2 if matches!(code, "nb" | "nn") => Some("no".to_owned()),
        2 if code.bytes().all(|byte| byte.is_ascii_alphabetic()) => Some(code.to_owned()),
        3 => iso_639_1(code).map(str::to_owned),
        _ => {
            let lang = Lang::all().iter().find(|lang| lang.eng_name().eq_ignore_ascii_case(&given))?;
            iso_639_1(lang.code()).map(str::to_owned)
        }
    }
}

/// The language that `text` is in, where it is clear enough.
pub(super) fn recognised(text: &str) -> Option<String> {
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let info = whatlang::detect(sample)?;
    let letters = || sample.chars().filter(|character| character.is_alphabetic()).count();
    let is_clear = match info.script() {
        Script::Latin | Script::Cyrillic | Script::Arabic | Script::Devanagari | Script::Hebrew => {
            let letters = letters();
            (info.is_reliable() && letters >= ENOUGH_LETTERS) || letters >= MANY_LETTERS
        }
        _ => true,
    };
    if is_clear { iso_639_1(info.lang().code()).map(str::to_owned) } else { None }
}

fn iso_639_1(code: &str) -> Option<&'static str> {
    let at = CODES.binary_search_by(|(known, _)| known.cmp(&code)).ok()?;
    Some(CODES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(recognised(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn codes_and_names_become_two_letters() {
        for (given, expected) in [
            ("en-US", Some("en")),
            ("pt_BR", Some("pt")),
            ("RUS", Some("ru")),
            ("nb-NO", Some("no")),
            ("German", Some("de")),
            ("", None),
            ("x-none", None),
        ] {
            assert_eq!(normalised(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn every_language_that_can_be_recognised_has_a_code() {
        assert!(CODES.is_sorted());
        for lang in Lang::all() {
            assert!(iso_639_1(lang.code()).is_some(), "{}", lang.code());
        }
    }

    #[test]
    fn clear_texts_are_recognised_and_unclear_ones_are_not() {
        check("The ministry said on Thursday that it would not comment on the talks.", Some("en"));
        let russian = "Правительство обсудит законопроект на следующей неделе, сообщила журналистам пресс-служба. ";
        check(&russian.repeat(3), Some("ru"));
        check("北京", Some("zh"));
        check("정부", Some("ko"));
        check("Paris", None);
        check("12345", None);
        check("", None);
    }
}
