//! What is said of somebody beside the name: `Kremlin aide`, `a farmer from Ohio`, `Frau`.

use super::lexicon::{is_adverb, is_auxiliary, is_determiner, is_preposition, is_subject_pronoun, is_subordinator};
use super::title::{is_body, is_title};
use super::token::{Token, TokenKind};

/// `Mme`, `Frau`, `Señora` before a name.
pub(super) fn is_address_of_courtesy(word: &str) -> bool {
    matches!(
        word,
        "господин"
            | "госпожа"
            | "mme"
            | "m"
            | "mlle"
            | "madame"
            | "monsieur"
            | "frau"
            | "herr"
            | "señor"
            | "señora"
            | "don"
            | "doña"
            | "sra"
            | "sr"
    )
}

/// Whether a German noun says what somebody is: `Werftleiterin Thormann`.
pub(super) fn is_german_role(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "leiter",
        "minister",
        "sprecher",
        "meister",
        "trainer",
        "direktor",
        "präsident",
        "kanzler",
        "forscher",
        "lehrer",
        "richter",
        "restaurator",
        "autor",
        "professor",
        "senator",
        "kommissar",
        "politiker",
        "redakteur",
        "berater",
        "ologe",
        "verteidiger",
        "leiterin",
        "ministerin",
        "sprecherin",
        "meisterin",
        "trainerin",
        "direktorin",
        "präsidentin",
        "kanzlerin",
        "forscherin",
        "chefin",
        "torin",
        "sorin",
        "richterin",
        "lehrerin",
        "politikerin",
        "redakteurin",
        "beraterin",
        "anwältin",
        "ologin",
        "expertin",
        "bürgermeister",
        "vorsitzende",
        "vorsitzender",
        "abgeordnete",
        "abgeordneter",
    ];
    word.chars().count() > 6 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Whether somebody of a party is called so: `Republican Donald Trump`.
pub(super) fn is_party(word: &str) -> bool {
    matches!(
        word,
        "republican"
            | "democrat"
            | "democratic"
            | "libertarian"
            | "independent"
            | "conservative"
            | "labour"
            | "liberal"
            | "tory"
    )
}

/// Offices that people are addressed by behind `Mr.`
pub(super) fn is_address(word: &str) -> bool {
    matches!(
        word,
        "president" | "speaker" | "secretary" | "chairman" | "ambassador" | "minister" | "mayor" | "governor"
    )
}

/// Whether a word may be a noun before a role: no name, none of the closed classes, no verb of reporting.
pub(super) fn is_plain_noun(token: &Token) -> bool {
    let word = token.lower.as_str();
    token.is_word()
        && !token.capital
        && !token.possessive
        && !is_determiner(word)
        && !is_preposition(word)
        && !is_subject_pronoun(word)
        && !is_subordinator(word)
        && !is_auxiliary(word)
        && !is_adverb(word)
        && !is_reporting(word)
        && !word.ends_with("ed")
        && !word.ends_with("ing")
        && !matches!(word, "and" | "or" | "but" | "as" | "met" | "led" | "won" | "saw" | "made")
}

pub(super) fn is_reporting(word: &str) -> bool {
    super::lexicon::cues("en").is_some_and(|cues| cues.contains_key(word))
}

/// Whether a noun phrase may begin behind a token.
pub(super) fn opens_noun_phrase(token: &Token) -> bool {
    !token.is_word() || is_determiner(&token.lower) || is_reporting(&token.lower) || token.possessive
}

pub(super) fn is_role_word(word: &str) -> bool {
    is_title(word)
        || is_body(word)
        || matches!(
            word,
            "aide"
                | "operator"
                | "spokesman"
                | "spokeswoman"
                | "spokesperson"
                | "adviser"
                | "advisor"
                | "expert"
                | "economist"
                | "strategist"
                | "pollster"
                | "professor"
                | "author"
                | "activist"
                | "host"
                | "correspondent"
                | "reporter"
                | "editor"
                | "columnist"
                | "founder"
                | "executive"
                | "campaign"
                | "press"
                | "vice"
                | "policy"
                | "security"
                | "national"
                | "party"
                | "opposition"
                | "rights"
                | "surrogate"
                | "donor"
                | "delegate"
                | "operative"
                | "consultant"
                | "critic"
                | "scientist"
                | "researcher"
                | "head"
                | "boss"
                | "envoy"
                | "negotiator"
                | "diplomat"
                | "writer"
                | "historian"
                | "journalist"
                | "farmer"
                | "engineer"
                | "pilot"
                | "resident"
                | "voter"
                | "student"
                | "teacher"
                | "doctor"
                | "curator"
                | "captain"
                | "conductor"
                | "biologist"
                | "meteorologist"
                | "geologist"
                | "co-founder"
                | "co-chair"
                | "frontrunner"
                | "front-runner"
                | "billionaire"
                | "businessman"
                | "running"
                | "mate"
                | "senior"
                | "longtime"
                | "presidential"
                | "deputy"
                | "political"
                | "communications"
                | "finance"
                | "legal"
                | "trade"
        )
}

/// `Yury Ushakov, a Kremlin aide,`: the role behind the name, without its article.
pub(super) fn apposition(text: &str, tokens: &[Token], end: usize) -> Option<String> {
    if !tokens.get(end)?.is_mark(',') {
        return None;
    }
    let mut start = end + 1;
    let first = tokens.get(start)?;
    if !first.is_word()
        || !(is_determiner(&first.lower) || is_role_word(&first.lower))
        || matches!(first.lower.as_str(), "his" | "her" | "their")
    {
        return None;
    }
    // `Page, then a student,` is no student any more.
    if first.is("then") && tokens.get(start + 1).is_some_and(|token| is_determiner(&token.lower)) {
        return None;
    }
    if is_determiner(&first.lower) {
        start += 1;
    }
    let mut close = (start..tokens.len().min(start + 14)).find(|&index| {
        !tokens[index].is_word() && tokens[index].kind != TokenKind::Number || tokens[index].is("who")
    })?;
    // `a historian and author of "Salt Roads"`: what goes on behind the end is left out with the word that leads to it.
    while close > start && leads_on(&tokens[close - 1].lower) {
        close -= 1;
    }
    let has_role = tokens[start..close].iter().any(|token| {
        is_role_word(&token.lower)
            && !matches!(
                token.lower.as_str(),
                "first"
                    | "then"
                    | "former"
                    | "state"
                    | "house"
                    | "chief"
                    | "national"
                    | "senior"
                    | "party"
                    | "campaign"
            )
    });
    if !has_role || close <= start || tokens[start..close].iter().any(|token| is_auxiliary(&token.lower)) {
        return None;
    }
    text.get(tokens[start].span.start..tokens[close - 1].span.end).map(str::to_owned)
}

/// Whether more is to come after the word.
fn leads_on(word: &str) -> bool {
    is_preposition(word) || is_determiner(word) || matches!(word, "and" | "or")
}

#[cfg(test)]
mod tests {
    use super::super::token;
    use super::*;
    use crate::text::Span;

    #[test]
    fn what_stands_behind_a_name_is_a_role_when_it_holds_now_and_ends() {
        let role = |text: &str| {
            let tokens = token::tokens(text, Span::new(0, text.len()), &[]);
            let comma = tokens.iter().position(|token| token.is_mark(',')).unwrap();
            apposition(text, &tokens, comma)
        };
        assert_eq!(role("Ada Berg, a harbour engineer, spoke.").as_deref(), Some("harbour engineer"));
        assert_eq!(role("Ada Berg, then a student at the port school, spoke."), None);
        assert_eq!(
            role("Ada Berg, a historian and author of \"Salt Roads,\" spoke.").as_deref(),
            Some("historian and author")
        );
    }
}
