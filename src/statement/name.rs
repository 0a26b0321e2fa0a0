//! Names in the text: capitalised words in a row, with the titles before and the apposition behind them.

use super::lexicon::{is_determiner, is_preposition, is_subject_pronoun, is_time};
use super::place::is_country;
use super::role::{
    apposition, is_address, is_address_of_courtesy, is_german_role, is_party, is_plain_noun, is_role_word,
    opens_noun_phrase,
};
use super::title::{is_body, is_office, is_title};
use super::token::{Token, TokenKind, without_owner};
use crate::speaker::{self, Gender};
use crate::text::{Span, fold};

/// A name that stands in the text.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Place of the words, without titles.
    pub span: Span,
    /// Words without titles.
    pub words: Vec<String>,
    /// Titles and other words right before it, or the apposition behind it, as they stand.
    pub role: Option<String>,
    /// From a title such as `Mrs`.
    pub gender: Option<Gender>,
}

impl Name {
    /// Its words with spaces between them.
    pub(super) fn full(&self) -> String {
        self.words.join(" ")
    }
}

/// The names among the tokens of a paragraph.
pub(super) fn names(text: &str, tokens: &[Token]) -> Vec<Name> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let Some(end) = name_end(tokens, index) else {
            index += 1;
            continue;
        };
        found.extend(name_of(text, tokens, index, end));
        index = end;
    }
    found
}

/// Words that end names of places and things.
pub(super) const PLACES: &[&str] = &[
    "states",
    "york",
    "hampshire",
    "carolina",
    "dakota",
    "virginia",
    "korea",
    "africa",
    "america",
    "zealand",
    "kingdom",
    "arabia",
    "city",
    "beach",
    "street",
    "avenue",
    "park",
    "island",
    "county",
    "university",
    "bowl",
    "day",
    "act",
    "east",
    "west",
    "bill",
    "amendment",
    "party",
    "house",
    "convention",
    "times",
    "garden",
    "tower",
    "line",
    "way",
    "road",
];

pub(super) fn is_organisation_name(words: &[String]) -> bool {
    words.last().is_some_and(|last| is_body(&last.to_lowercase()))
        || words.iter().any(|word| {
            matches!(
                word.to_lowercase().as_str(),
                "ministry" | "department" | "committee" | "commission" | "council" | "university" | "of"
            )
        })
        || words.len() == 1
            && words[0].len() > 1
            && words[0].chars().all(|letter| letter.is_uppercase() || letter == '.')
}

/// The name that a mention consists of.
pub(super) fn mention_name(text: &str, span: Span) -> Option<Name> {
    let tokens = super::token::tokens(text, span, &[]);
    let end = name_end(&tokens, 0)?;
    (end == tokens.len()).then(|| name_of(text, &tokens, 0, end)).flatten()
}

/// Whether two words are one name. Russian declines names: endings of up to three letters do not count.
pub(super) fn same_word(one: &str, other: &str) -> bool {
    if fold(one) == fold(other) {
        return true;
    }
    let cyrillic = |word: &str| word.chars().all(|letter| matches!(letter, '\u{400}'..='\u{4FF}' | '-'));
    if !cyrillic(one) || !cyrillic(other) {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shared = one.iter().zip(&other).take_while(|(left, right)| left == right).count();
    shared >= 4 && one.len() - shared <= 3 && other.len() - shared <= 3
}

/// Chinese, Korean and Vietnamese family names stand first: `Xi` is Xi Jinping.
pub(super) fn is_family_first(words: &[String], last: &str) -> bool {
    words.len() <= 3
        && words.first().is_some_and(|first| fold(first) == *last)
        && !words.last().is_some_and(|word| word.ends_with("son"))
        && last.chars().count() <= 5
}

/// The end of a name that begins at `start`, or `None` when none begins there.
fn name_end(tokens: &[Token], start: usize) -> Option<usize> {
    let first = &tokens[start];
    if !first.is_word() || !first.capital || is_time(&first.lower) || first.lower.starts_with(['@', '#']) {
        return None;
    }
    if first.lower.chars().next().is_some_and(super::token::is_han) || contracted(&first.lower).is_some() {
        return None;
    }
    if first.begins_sentence || start == 0 {
        let common = (first.lower.ends_with("ing") || first.lower.ends_with("ed"))
            && tokens.get(start + 1).is_some_and(|next| next.capital)
            || is_determiner(&first.lower)
            || is_preposition(&first.lower)
            || is_subject_pronoun(&first.lower)
            || super::lexicon::is_subordinator(&first.lower)
            || super::lexicon::is_adverb(&first.lower)
            || super::lexicon::is_auxiliary(&first.lower)
            || matches!(
                first.lower.as_str(),
                "der"
                    | "die"
                    | "das"
                    | "ein"
                    | "eine"
                    | "el"
                    | "los"
                    | "las"
                    | "le"
                    | "les"
                    | "une"
                    | "il"
                    | "la"
                    | "and"
                    | "or"
                    | "there"
                    | "here"
                    | "yes"
                    | "no"
                    | "according"
                    | "such"
                    | "each"
                    | "every"
                    | "officials"
                    | "sources"
                    | "people"
            );
        if common {
            return None;
        }
    } else if is_determiner(&first.lower) || is_subject_pronoun(&first.lower) || joins_titled_words(tokens, start) {
        return None;
    }
    let mut end = start + 1;
    while end < tokens.len() && (!tokens[end - 1].possessive || is_inner_owner(tokens, end)) {
        let token = &tokens[end];
        let near = token.span.start <= tokens[end - 1].span.end + 3;
        let next = tokens.get(end + 1).filter(|next| next.is_word());
        let goes_on = next.is_some_and(|next| {
            next.capital && !is_time(&next.lower) || matches!(next.lower.as_str(), "der" | "den" | "la")
        });
        let particle =
            goes_on && is_particle(first, &tokens[end - 1], &token.lower) || is_inner_particle(tokens, start, end);
        if !near
            || !(token.is_word() && token.capital && (!is_time(&token.lower) || is_surname(tokens, end)) || particle)
        {
            break;
        }
        // `China’s ambassador to Britain Liu Xiaoming`: two names side by side.
        if end == start + 1 && is_place_of_office(tokens, start) {
            break;
        }
        end += 1;
    }
    Some(end)
}

/// The pronoun of `it's`, `they've`, `I'll`: no name, whatever its capital says.
pub(super) fn contracted(lower: &str) -> Option<&str> {
    let (word, verb) = lower.split_once(['\'', '’'])?;
    let stands_alone = is_subject_pronoun(word) || matches!(word, "that" | "there" | "here" | "what" | "who" | "let");
    (stands_alone && matches!(verb, "s" | "re" | "ve" | "d" | "ll" | "m")).then_some(word)
}

/// A small word before another capital, where all words have one: `By Ann Marsh`, `Why North Korea`.
fn joins_titled_words(tokens: &[Token], start: usize) -> bool {
    let word = tokens[start].lower.as_str();
    let small = is_preposition(word)
        || super::lexicon::is_subordinator(word) && !matches!(word, "so" | "like")
        || matches!(word, "and" | "or");
    small && tokens.get(start + 1).is_some_and(|next| next.is_word() && next.capital)
}

/// The word of a token, without its ending where it is an owner.
fn bare<'t>(text: &'t str, token: &Token) -> &'t str {
    let piece = token.span.of(text).unwrap_or_default();
    if token.possessive { without_owner(piece) } else { piece }
}

/// Whether an owner belongs to a body's name: `the Governor’s Office`, `Children’s Hospital`.
fn is_inner_owner(tokens: &[Token], end: usize) -> bool {
    let owner = tokens[end - 1].lower.as_str();
    // `the Shippers’ Union`
    let guild = owner.ends_with('s') && owner.len() > 4 && is_body(&tokens[end].lower);
    let office = matches!(
        owner,
        "governor"
            | "mayor"
            | "president"
            | "sheriff"
            | "attorney"
            | "general"
            | "women"
            | "children"
            | "men"
            | "people"
            | "veterans"
            | "workers"
            | "teachers"
            | "farmers"
            | "coroner"
            | "prosecutor"
            | "physicians"
    ) && (is_body(&tokens[end].lower) || matches!(tokens[end].lower.as_str(), "hospital" | "march"));
    tokens[end].capital && (guild || office)
}

/// Whether a small word belongs to a body's name: `Doctors for Camp Closure`, `Department of Health and Human Services`.
fn is_inner_particle(tokens: &[Token], start: usize, end: usize) -> bool {
    let (word, last) = (tokens[end].lower.as_str(), tokens[end - 1].lower.as_str());
    let Some(next) = tokens.get(end + 1).filter(|next| next.is_word() && next.capital) else { return false };
    if is_time(&next.lower) || is_title(&next.lower) {
        return false;
    }
    let people = matches!(
        last,
        "doctors"
            | "physicians"
            | "americans"
            | "citizens"
            | "students"
            | "mothers"
            | "veterans"
            | "lawyers"
            | "women"
            | "workers"
            | "people"
            | "friends"
            | "families"
            | "reporters"
            | "scientists"
            | "republicans"
            | "democrats"
            | "centers"
            | "campaign"
            | "society"
            | "alliance"
            | "coalition"
            | "partnership"
            | "initiative"
            | "institutes"
    );
    match word {
        "for" | "on" | "against" | "without" => is_body(last) || people,
        "and" => {
            let joined = tokens[start + 1..end].iter().any(|token| matches!(token.lower.as_str(), "of" | "for" | "on"));
            let acronym = next.span.len() < 6 && !next.lower.contains(['a', 'e', 'i', 'o', 'u', 'y']);
            let first = tokens[start..end].iter().any(|token| {
                is_body(&token.lower) || matches!(token.lower.as_str(), "centers" | "services" | "institutes")
            });
            joined && first && !acronym && !tokens[end - 1].possessive
        }
        _ => false,
    }
}

/// Whether a small word may join two words of one name: `Bank of England`, `Ursula von der Leyen`.
fn is_particle(first: &Token, before: &Token, word: &str) -> bool {
    let is_given = |token: &Token| speaker::gender(&token.lower).is_some();
    match word {
        // `Karl Lund of NPR` works there.
        "of" => !is_given(first),
        // Every German noun has a capital: `Geschichte von Kate Moss`.
        "von" => is_given(before) || is_address_of_courtesy(&before.lower),
        "de" | "del" | "la" | "al" | "bin" | "van" | "der" | "den" | "el" | "da" | "dos" | "ben" | "&" => true,
        _ => false,
    }
}

/// Whether a word of time is a surname: `Chris Early`, `Theresa March`.
fn is_surname(tokens: &[Token], index: usize) -> bool {
    matches!(tokens[index].lower.as_str(), "early" | "march" | "april" | "june" | "august" | "may")
        && tokens[index - 1].capital
        && !is_time(&tokens[index - 1].lower)
        && tokens.get(index + 1).is_none_or(|next| next.kind != TokenKind::Number)
}

/// Whether the name from `start` on is the country of an office: `ambassador to Britain`.
fn is_place_of_office(tokens: &[Token], start: usize) -> bool {
    start > 1
        && matches!(tokens[start - 1].lower.as_str(), "to" | "of" | "for" | "in")
        && is_title(&tokens[start - 2].lower)
        && is_country(&tokens[start].lower)
}

/// `the Attorney General`, `the 16th Supreme Commander`: who ends with a title behind an article has no name there.
fn is_office_alone(tokens: &[Token], start: usize, end: usize) -> bool {
    let counted = |token: &Token| token.span.len() > 2 && token.lower.starts_with(|first: char| first.is_ascii_digit());
    let led = start.checked_sub(1).map(|at| &tokens[at]).is_some_and(|before| {
        matches!(before.lower.as_str(), "the" | "a" | "an") || before.is_word() && counted(before)
    });
    led && end - start > 1 && !tokens[end - 1].possessive && is_office(&tokens[end - 1].lower)
}

/// The name in `start..end` without its titles, which become its role.
fn name_of(text: &str, tokens: &[Token], start: usize, end: usize) -> Option<Name> {
    if is_office_alone(tokens, start, end) {
        return None;
    }
    let mut first = start;
    let mut gender = None;
    while first < end {
        let word = tokens[first].lower.trim_end_matches('.');
        // `the Foreign Ministry` is no ministry with a title.
        if end - first > 1 && is_body(&tokens[end - 1].lower) {
            break;
        }
        match word {
            "mr" | "sir" | "lord" | "king" | "prince" => gender = Some(Gender::Male),
            "mrs" | "ms" | "miss" | "dame" | "lady" | "queen" | "princess" | "madam" => gender = Some(Gender::Female),
            _ => {}
        }
        // `Mr. King`: what stands last is the name, whatever else it means; `Mr. President` is an address.
        // Of `don Felipe` and `Don King` only the first is addressed: a given name follows.
        let given = end - first > 1 && speaker::gender(&tokens[first + 1].lower).is_some();
        if is_address_of_courtesy(word) && end - first > 1 && (given || !matches!(word, "don" | "doña")) {
            first += 1;
            continue;
        }
        let opens = first == start && tokens[first].begins_sentence && end - first > 2 && is_role_word(word);
        if !(is_title(word) || opens || is_party(word) && end - first > 2) || end - first == 1 && !is_address(word) {
            break;
        }
        first += 1;
    }
    // A title inside: "Chinese President Xi Jinping", "Kremlin Press Secretary Dmitry Peskov".
    if let Some(inner) = (first..end.saturating_sub(1)).rev().find(|&index| {
        is_title(tokens[index].lower.trim_end_matches('.'))
            && !tokens[index].possessive
            && !is_body(&tokens[end - 1].lower)
    }) {
        first = inner + 1;
    }
    // `представитель президента в Госдуме Гарри Минх`
    if end - first > 2 && start > 0 && matches!(tokens[start - 1].lower.as_str(), "в" | "во" | "на") {
        first += 1;
    }
    // `Kremlsprecher Dmitri Peskow`: what stands before a known given name is no name, if it is no given name itself.
    if end - first > 2
        && speaker::gender(&tokens[first].lower).is_none()
        && tokens[first].lower.chars().count() > 2
        && !is_body(&tokens[end - 1].lower)
        && let Some(given) =
            (first + 1..end - 1).find(|&index| tokens[index].capital && speaker::gender(&tokens[index].lower).is_some())
        && tokens[first..given].iter().all(|token| token.capital)
    {
        first = given;
    }
    if end - first >= 2 && is_german_role(&tokens[first].lower) {
        first += 1;
    }
    if first >= end {
        first = start;
    }
    let mut role_start = start;
    // "Kremlin aide Yury Ushakov": common nouns right before the name, and the capitals before them.
    if first == start && end - start >= 2 {
        let mut index = start;
        while index > 0
            && start - index < 6
            && tokens[index - 1].is_word()
            && !tokens[index - 1].capital
            && is_role_word(&tokens[index - 1].lower)
        {
            index -= 1;
        }
        if index < start && index > 1 && is_plain_noun(&tokens[index - 1]) && opens_noun_phrase(&tokens[index - 2]) {
            // `said expedition leader Zavarykin`
            index -= 1;
        }
        // `China’s ambassador to Britain Liu Xiaoming`
        if index == start && start > 2 && is_place_of_office(tokens, start - 1) {
            index = start - 3;
            if index > 0 && tokens[index - 1].possessive && is_country(&tokens[index - 1].lower) {
                index -= 1;
            }
            role_start = index;
        }
        if index < start {
            while index > 0
                && tokens[index - 1].is_word()
                && tokens[index - 1].capital
                && !tokens[index - 1].possessive
                && !is_time(&tokens[index - 1].lower)
                && !(tokens[index - 1].begins_sentence && is_determiner(&tokens[index - 1].lower))
            {
                index -= 1;
            }
            role_start = index;
        }
    }
    let words: Vec<String> = tokens[first..end]
        .iter()
        .enumerate()
        .map(|(index, token)| {
            if first + index + 1 == end {
                return bare(text, token).to_owned();
            }
            let piece = token.span.of(text).unwrap_or_default();
            // `the Shippers’ Union`: the token ends before the apostrophe.
            let outside = token.possessive && piece.ends_with('s') && !piece.contains(['’', '\'']);
            if outside { format!("{piece}'") } else { piece.to_owned() }
        })
        .collect();
    let role_end = if first > start { first } else { start };
    let role = (role_start < role_end)
        .then(|| text.get(tokens[role_start].span.start..tokens[role_end - 1].span.end).unwrap_or_default().to_owned())
        .filter(|role| {
            !matches!(
                role.to_lowercase().trim_end_matches('.'),
                "mr" | "mrs"
                    | "ms"
                    | "miss"
                    | "dr"
                    | ""
                    | "sir"
                    | "former"
                    | "then"
                    | "господин"
                    | "госпожа"
                    | "frau"
                    | "herr"
                    | "mme"
            )
        })
        .or_else(|| apposition(text, tokens, end));
    let last = &tokens[end - 1];
    let span = Span::new(tokens[first].span.start, last.span.start + bare(text, last).len());
    (!words.is_empty()).then_some(Name { span, words, role, gender })
}
