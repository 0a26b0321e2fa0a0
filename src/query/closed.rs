//! Fields whose values are a closed set: which values there are, and what a wrong one most likely meant.

use super::field::nearest;
use super::problem::{Problem, ProblemKind};
use crate::index::Field;
use crate::text::{Span, fold};

const KINDS: &[&str] = &["direct", "mixed", "indirect"];
const SPEAKER_TYPES: &[&str] = &["person", "organisation", "unnamed"];

/// Languages that people spell out: ISO 639-1, ISO 639-2 codes (both where there are two), name.
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("ar", "ara", "arabic"),
    ("bg", "bul", "bulgarian"),
    ("bn", "ben", "bengali"),
    ("cs", "ces cze", "czech"),
    ("da", "dan", "danish"),
    ("de", "deu ger", "german"),
    ("el", "ell gre", "greek"),
    ("en", "eng", "english"),
    ("es", "spa", "spanish"),
    ("fa", "fas per", "persian"),
    ("fi", "fin", "finnish"),
    ("fr", "fra fre", "french"),
    ("he", "heb", "hebrew"),
    ("hi", "hin", "hindi"),
    ("hu", "hun", "hungarian"),
    ("id", "ind", "indonesian"),
    ("it", "ita", "italian"),
    ("ja", "jpn", "japanese"),
    ("ko", "kor", "korean"),
    ("nl", "nld dut", "dutch"),
    ("no", "nor", "norwegian"),
    ("pl", "pol", "polish"),
    ("pt", "por", "portuguese"),
    ("ro", "ron rum", "romanian"),
    ("ru", "rus", "russian"),
    ("sr", "srp", "serbian"),
    ("sv", "swe", "swedish"),
    ("ta", "tam", "tamil"),
    ("th", "tha", "thai"),
    ("tr", "tur", "turkish"),
    ("uk", "ukr", "ukrainian"),
    ("ur", "urd", "urdu"),
    ("vi", "vie", "vietnamese"),
    ("zh", "zho chi", "chinese"),
];

/// Whether `field` takes only the values of a closed set.
pub(super) fn is_closed(field: Field) -> bool {
    matches!(field, Field::Kind | Field::SpeakerType | Field::Lang)
}

/// The value of `field` that `text` names.
pub(super) fn value(field: Field, text: &str, span: Span) -> Result<String, Problem> {
    let folded = fold(text);
    let value = folded.as_ref();
    let set = match field {
        Field::Lang => return language(value, text, span),
        Field::Kind => KINDS,
        _ => SPEAKER_TYPES,
    };
    if set.contains(&value) {
        return Ok(value.to_owned());
    }
    let problem = unknown(field, text, span).help(format!("the values are {}", set.join(", ")));
    Err(match nearest(value, set.iter().map(|name| (*name, *name))) {
        Some(meant) => problem.suggest(meant),
        None => problem,
    })
}

fn language(value: &str, text: &str, span: Span) -> Result<String, Problem> {
    let primary = value.split(['-', '_']).next().unwrap_or(value);
    let known = LANGUAGES
        .iter()
        .find(|(code, codes, name)| {
            *code == primary || *name == primary || codes.split(' ').any(|code| code == primary)
        })
        .map(|(code, ..)| *code);
    let is_code = primary.len() == value.len()
        && (2..=3).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_lowercase());
    match known {
        Some(code) if is_code => Ok(code.to_owned()),
        None if is_code => Ok(value.to_owned()),
        _ => {
            let problem = unknown(Field::Lang, text, span).help("a language is its code of two letters: `lang:en`");
            let meant = known.or_else(|| nearest(value, LANGUAGES.iter().map(|(code, _, name)| (*name, *code))));
            Err(match meant {
                Some(code) => problem.suggest(code),
                None => problem,
            })
        }
    }
}

fn unknown(field: Field, text: &str, span: Span) -> Problem {
    Problem::new(ProblemKind::UnknownValue { field: field.name(), value: text.to_owned() }, span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: Field, text: &str, expected: Result<&str, Option<&str>>) {
        let found = value(field, text, Span::new(0, text.len())).map_err(|problem| problem.suggestion);
        assert_eq!(found.as_deref().map_err(Option::as_deref), expected, "{text:?}");
    }

    #[test]
    fn the_sets_are_those_of_the_statement() {
        use crate::statement::{Kind, SpeakerKind};
        let kinds = [Kind::Direct, Kind::Mixed, Kind::Indirect].map(Kind::name);
        let types = [SpeakerKind::Person, SpeakerKind::Organisation, SpeakerKind::Unnamed].map(SpeakerKind::name);
        assert_eq!((KINDS, SPEAKER_TYPES), (kinds.as_slice(), types.as_slice()));
    }

    #[test]
    fn values_are_folded_and_slips_lead_to_one() {
        check(Field::Kind, "Direct", Ok("direct"));
        check(Field::Kind, "indirekt", Err(Some("indirect")));
        check(Field::Kind, "quoted", Err(None));
        check(Field::SpeakerType, "organization", Err(Some("organisation")));
    }

    #[test]
    fn languages_are_codes() {
        check(Field::Lang, "EN", Ok("en"));
        check(Field::Lang, "rus", Ok("ru"));
        check(Field::Lang, "xx", Ok("xx"));
        check(Field::Lang, "english", Err(Some("en")));
        check(Field::Lang, "en-US", Err(Some("en")));
        check(Field::Lang, "klingon", Err(None));
    }
}
