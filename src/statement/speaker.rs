//! Who a mention stands for: names in the article, pronouns and short names, roles.

use super::lexicon::{
    is_body, is_determiner, is_object_pronoun, is_preposition, is_subject_pronoun, is_time, is_title,
};
use super::token::{Token, TokenKind};
use super::{Speaker, SpeakerKind};
use crate::outlet::Outlets;
use crate::text::{Span, fold};

/// A name that stands in the text: capitalised words in a row.
#[derive(Debug, Clone)]
struct Name {
    span: Span,
    /// Words without titles.
    words: Vec<String>,
    /// Titles and other words right before it, as they stand.
    role: Option<String>,
    gender: Option<Gender>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Female,
    Male,
}

/// The names of an article and who spoke last: what mentions are resolved against.
#[derive(Debug, Default)]
pub(super) struct Cast {
    names: Vec<Name>,
    /// Who spoke last.
    last: Option<Speaker>,
    /// The last person who spoke.
    last_person: Option<Speaker>,
}

impl Cast {
    /// Collects the names of a paragraph's tokens; call it for all paragraphs, in order.
    pub(super) fn collect(&mut self, text: &str, tokens: &[Token]) {
        let mut index = 0;
        while index < tokens.len() {
            let Some(end) = name_end(tokens, index) else {
                index += 1;
                continue;
            };
            if let Some(name) = name_of(text, tokens, index, end) {
                self.names.push(name);
            }
            index = end;
        }
    }

    /// The speaker for the mention at `mention`; with no mention the one who spoke last goes on.
    pub(super) fn resolve(&mut self, text: &str, mention: Option<Span>) -> Speaker {
        let speaker = match mention {
            None => Speaker { mention: None, ..self.last.clone().unwrap_or_default() },
            Some(span) => self.speaker_of(text, span),
        };
        if speaker.name.is_some() {
            self.last = Some(speaker.clone());
            if speaker.kind == Some(SpeakerKind::Person) {
                self.last_person = Some(speaker.clone());
            }
        }
        speaker
    }

    fn speaker_of(&self, text: &str, span: Span) -> Speaker {
        let mention = span.of(text).unwrap_or_default();
        let lower = mention.to_lowercase();
        let empty = Speaker { mention: Some(span), ..Speaker::default() };
        if matches!(lower.as_str(), "i" | "we" | "me" | "us" | "you") {
            return empty;
        }
        if is_subject_pronoun(&lower) || is_object_pronoun(&lower) || is_foreign_pronoun(&lower) {
            return self.pronoun(&lower, span);
        }
        if let Some((office, name)) = split_office(mention) {
            let span = Span::new(span.end - name.len(), span.end);
            return Speaker {
                name: Some(name.to_owned()),
                mention: Some(span),
                role: Some(office.to_owned()),
                kind: Some(SpeakerKind::Person),
            };
        }
        let inside: Vec<&Name> = self.names.iter().filter(|name| span.covers(name.span)).collect();
        // "Clinton's campaign manager": the owner is not the speaker.
        let head = inside.iter().rev().find(|name| !is_possessor(text, name.span, span));
        // Names inside quotation marks were not collected; the mention may be one.
        let own = if inside.is_empty() { mention_name(text, span) } else { None };
        let Some(name) = head.copied().or(own.as_ref()) else {
            return self.described(span, mention);
        };
        let tail = text.get(name.span.end..span.end).unwrap_or_default();
        if tail
            .split_whitespace()
            .next()
            .is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase) && !is_preposition(word))
        {
            // "Trump campaign officials", "Justice Department lawyers"
            return self.described(span, mention);
        }
        let full = self.fullest(name);
        let kind = if is_organisation(&full.words, mention) { SpeakerKind::Organisation } else { SpeakerKind::Person };
        // "the White House", "a Clinton spokesman": a name behind "of" or a common noun names no person.
        let before = text.get(span.start..name.span.start).unwrap_or_default();
        let linked = before.split_whitespace().any(|word| matches!(word, "of" | "for" | "from" | "at" | "in" | "with"));
        if linked && starts_like_description(before) {
            return self.described(span, mention);
        }
        let role = name.role.clone().or_else(|| full.role.clone()).or_else(|| self.role_of(full));
        Speaker {
            name: Some(full.words.join(" ")),
            mention: Some(span),
            role: if kind == SpeakerKind::Person { role } else { None },
            kind: Some(kind),
        }
    }

    /// A speaker who is described, not named: "a senior official", "the ministry".
    fn described(&self, span: Span, mention: &str) -> Speaker {
        let bare = without_article(mention);
        let first_lower = bare.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let definite = mention.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
        let body = is_body(&first_lower) || bare.split_whitespace().take(4).any(|word| is_body(&word.to_lowercase()));
        if definite && body {
            // "the ministry" → "Foreign Ministry" named before.
            let named = self.names.iter().rfind(|name| {
                name.span.end <= span.start
                    && name.words.len() > 1
                    && name.words.last().is_some_and(|last| last.to_lowercase() == first_lower)
            });
            if let Some(named) = named {
                return Speaker {
                    name: Some(named.words.join(" ")),
                    mention: Some(span),
                    role: None,
                    kind: Some(SpeakerKind::Organisation),
                };
            }
        }
        let kind = if body && !bare.contains("spokes") && !bare.contains("official") {
            SpeakerKind::Organisation
        } else {
            SpeakerKind::Unnamed
        };
        Speaker { name: (!bare.is_empty()).then(|| bare.to_owned()), mention: Some(span), role: None, kind: Some(kind) }
    }

    fn pronoun(&self, lower: &str, span: Span) -> Speaker {
        let lower = lower.rsplit('-').next().unwrap_or(lower);
        let wanted = match lower {
            "he" | "him" | "il" | "ele" | "он" | "его" | "ему" | "им" | "él" | "er" | "他" | "ihm" => {
                Some(Gender::Male)
            }
            "she" | "her" | "ela" | "она" | "ее" | "её" | "ella" | "sie" | "elle" | "她" => {
                Some(Gender::Female)
            }
            _ => None,
        };
        if wanted.is_none() {
            let last = self
                .last
                .clone()
                .filter(|last| lower == "they" || lower == "them" || last.kind != Some(SpeakerKind::Person));
            return Speaker { mention: Some(span), ..last.unwrap_or_default() };
        }
        let fits = |speaker: &Speaker| {
            speaker.name.as_deref().is_some_and(|name| self.gender_of(name).is_none_or(|gender| Some(gender) == wanted))
        };
        let before: Vec<&Name> =
            self.names.iter().filter(|name| name.span.end <= span.start && self.may_be_person(name)).collect();
        // Somebody named since the last statement, as the subject of a sentence, is meant before the last speaker.
        let last_person = self.last_person.clone().filter(|last| fits(last));
        let recent = before.iter().rev().find(|name| {
            self.gender_of(&self.fullest(name).words.join(" ")).is_none_or(|gender| Some(gender) == wanted)
        });
        let speaker = match (last_person, recent) {
            (Some(last), Some(recent)) => {
                let since = last.mention.map_or(0, |mention| mention.end);
                let fresh_subject = recent.span.start > since
                    && recent.span.start + 400 > span.start
                    && recent.words.len() > 1
                    && recent.role.is_some();
                if fresh_subject { self.as_speaker(recent) } else { last }
            }
            (Some(last), None) => last,
            (None, Some(recent)) => self.as_speaker(recent),
            (None, None) => {
                self.last.clone().filter(|last| last.kind == Some(SpeakerKind::Unnamed)).unwrap_or_default()
            }
        };
        Speaker { mention: Some(span), ..speaker }
    }

    fn as_speaker(&self, name: &Name) -> Speaker {
        let full = self.fullest(name);
        Speaker {
            name: Some(full.words.join(" ")),
            mention: None,
            role: name.role.clone().or_else(|| self.role_of(full)),
            kind: Some(SpeakerKind::Person),
        }
    }

    /// The fullest name that a short one stands for: it ends with the same word and holds all of its words.
    /// When two persons share the surname, the one named last before it is meant.
    fn fullest<'a>(&'a self, name: &'a Name) -> &'a Name {
        let Some(last) = name.words.last().map(|word| fold(word)) else { return name };
        let holds = |other: &Name| {
            other.words.len() > name.words.len()
                && other.words.len() <= 5
                && !is_organisation_name(&other.words)
                && (other.words.last().is_some_and(|word| same_word(word, &name.words[name.words.len() - 1]))
                    || name.words.len() == 1 && other.words.len() == 3 && fold(&other.words[1]) == last
                    || name.words.len() == 1 && is_family_first(&other.words, &last))
                && name.words.iter().all(|word| other.words.iter().any(|theirs| same_word(theirs, word)))
        };
        if is_organisation_name(&name.words) {
            return name;
        }
        let before = self.names.iter().filter(|other| other.span.start < name.span.start && holds(other)).next_back();
        before.or_else(|| self.names.iter().find(|other| holds(other))).unwrap_or(name)
    }

    fn role_of(&self, full: &Name) -> Option<String> {
        self.names.iter().filter(|name| name.words == full.words).find_map(|name| name.role.clone()).or_else(|| {
            let last = full.words.last()?;
            self.names
                .iter()
                .filter(|name| name.words.len() == 1 && name.words.last() == Some(last))
                .find_map(|name| name.role.clone())
        })
    }

    fn gender_of(&self, full: &str) -> Option<Gender> {
        let last = full.split(' ').next_back()?;
        self.names
            .iter()
            .filter(|name| name.words.last().is_some_and(|word| word == last))
            .find_map(|name| name.gender)
            .or_else(|| {
                let first = full.split(' ').next()?.to_lowercase();
                if FEMALE.contains(&first.as_str()) {
                    Some(Gender::Female)
                } else if MALE.contains(&first.as_str()) {
                    Some(Gender::Male)
                } else {
                    None
                }
            })
    }

    fn may_be_person(&self, name: &Name) -> bool {
        if is_organisation_name(&name.words) || Outlets::shipped().by_name(&name.words.join(" ")).is_some() {
            return false;
        }
        let full = self.fullest(name);
        full.words.len() >= 2
            && full.words.len() <= 4
            && !full.words.iter().any(|word| PLACES.contains(&word.to_lowercase().as_str()))
            || full.gender.is_some()
            || full.role.is_some()
    }
}

const FEMALE: &[&str] = &[
    "hillary",
    "mary",
    "anna",
    "maria",
    "elizabeth",
    "sarah",
    "jennifer",
    "kellyanne",
    "michelle",
    "melania",
    "ivanka",
    "chelsea",
    "susan",
    "nancy",
    "theresa",
    "angela",
    "kate",
    "katherine",
    "julia",
    "jill",
    "elena",
    "olga",
    "natalia",
    "irina",
    "christine",
    "linda",
    "barbara",
    "patricia",
    "karen",
    "lisa",
    "laura",
    "emma",
    "amanda",
    "jessica",
    "megyn",
    "rachel",
    "ruth",
    "donna",
    "carly",
    "huma",
    "debbie",
    "kelly",
    "alicia",
    "ann",
    "anne",
    "margaret",
    "caroline",
    "amy",
    "rebecca",
    "samantha",
    "stephanie",
    "heather",
    "tammy",
    "kirsten",
    "ellen",
    "diane",
    "janet",
    "katrina",
    "maggie",
    "emily",
    "victoria",
    "jacinda",
    "ursula",
    "kamala",
    "sonia",
    "fatima",
    "aisha",
    "leila",
    "marina",
    "svetlana",
    "tatiana",
    "yulia",
];
const MALE: &[&str] = &[
    "donald",
    "john",
    "james",
    "robert",
    "michael",
    "william",
    "david",
    "richard",
    "joseph",
    "thomas",
    "charles",
    "bernie",
    "barack",
    "bill",
    "mike",
    "ted",
    "marco",
    "tim",
    "paul",
    "george",
    "mitt",
    "chris",
    "mark",
    "steve",
    "steven",
    "stephen",
    "kevin",
    "brian",
    "jeff",
    "joe",
    "jim",
    "newt",
    "rudy",
    "ben",
    "rand",
    "vladimir",
    "sergei",
    "sergey",
    "dmitry",
    "yury",
    "yuri",
    "anton",
    "ivan",
    "alexander",
    "nikolai",
    "mikhail",
    "igor",
    "peter",
    "daniel",
    "andrew",
    "anthony",
    "matthew",
    "scott",
    "eric",
    "jason",
    "ryan",
    "gary",
    "larry",
    "frank",
    "martin",
    "patrick",
    "jack",
    "harry",
    "jeb",
    "corey",
    "sean",
    "adam",
    "nick",
    "tom",
    "dan",
    "ken",
    "greg",
    "roger",
    "philip",
    "edward",
    "jared",
    "khizr",
    "mohammed",
    "mohammad",
    "ahmed",
    "ali",
    "hassan",
    "emmanuel",
    "pedro",
    "jose",
    "luis",
    "carlos",
    "juan",
];
const PLACES: &[&str] = &[
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

fn is_foreign_pronoun(lower: &str) -> bool {
    let lower = if lower.contains("-t-") || lower.ends_with("-il") || lower.ends_with("-elle") {
        lower.rsplit('-').next().unwrap_or(lower)
    } else {
        lower
    };
    matches!(lower, "он" | "она" | "они" | "él" | "ella" | "er" | "sie" | "il" | "elle" | "他" | "她" | "ele" | "ela")
}

/// Whether the name at `name` owns what follows inside the mention.
fn is_possessor(text: &str, name: Span, mention: Span) -> bool {
    let rest = text.get(name.end..mention.end).unwrap_or_default();
    rest.starts_with("’s ") || rest.starts_with("'s ") || rest.starts_with("’ ") || rest.starts_with("' ")
}

fn starts_like_description(before: &str) -> bool {
    before
        .split_whitespace()
        .next()
        .is_some_and(|word| is_determiner(&word.to_lowercase()) || word.chars().next().is_some_and(char::is_lowercase))
}

fn without_article(mention: &str) -> &str {
    let mention = mention.trim();
    for article in ["the ", "a ", "an ", "The ", "A ", "An "] {
        if let Some(rest) = mention.strip_prefix(article) {
            return rest;
        }
    }
    mention
}

fn is_organisation_name(words: &[String]) -> bool {
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

fn is_organisation(words: &[String], mention: &str) -> bool {
    is_organisation_name(words)
        || Outlets::shipped()
            .lookup(&words.join(" "))
            .is_some_and(|(_, weak)| !weak || mention.starts_with("the ") || mention.starts_with("The "))
}

/// The name that a mention consists of.
fn mention_name(text: &str, span: Span) -> Option<Name> {
    let tokens = super::token::tokens(text, span, &[]);
    let end = name_end(&tokens, 0)?;
    (end == tokens.len()).then(|| name_of(text, &tokens, 0, end)).flatten()
}

/// Whether two words are one name. Russian declines names: endings of up to three letters do not count.
fn same_word(one: &str, other: &str) -> bool {
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

/// A Chinese office and the name behind it: `甘肃省冷链物流协会会长` and `韩牧川`.
fn split_office(mention: &str) -> Option<(&str, &str)> {
    const OFFICES: &[&str] = &[
        "会长",
        "主席",
        "总理",
        "部长",
        "发言人",
        "记者",
        "局长",
        "主任",
        "总统",
        "书记",
        "教授",
        "专家",
        "院长",
        "经理",
        "总裁",
        "市长",
        "省长",
        "果农",
        "大使",
        "外长",
        "代表",
        "研究员",
        "负责人",
        "司长",
        "校长",
        "董事长",
        "首相",
        "委员长",
        "秘书长",
        "船长",
        "队长",
        "馆长",
        "站长",
        "議員",
        "大臣",
        "知事",
        "社長",
        "總統",
        "部長",
        "處長",
        "場長",
        "场长",
        "厂长",
        "村民",
        "居民",
        "渔民",
        "工程师",
        "学者",
        "分析师",
        "议员",
        "州长",
    ];
    let at = OFFICES.iter().filter_map(|office| mention.rfind(office).map(|at| at + office.len())).max()?;
    let (office, name) = mention.split_at(at);
    (2..=4).contains(&name.chars().count()).then_some((office, name))
}

/// Chinese, Korean and Vietnamese family names stand first: `Xi` is Xi Jinping.
fn is_family_first(words: &[String], last: &str) -> bool {
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
    if first.lower.chars().next().is_some_and(super::token::is_han) {
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
                "and"
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
    } else if is_determiner(&first.lower) || is_subject_pronoun(&first.lower) {
        return None;
    }
    let mut end = start + 1;
    while end < tokens.len() && !tokens[end - 1].possessive {
        let token = &tokens[end];
        let near = token.span.start <= tokens[end - 1].span.end + 3;
        let particle =
            matches!(
                token.lower.as_str(),
                "of" | "de"
                    | "del"
                    | "la"
                    | "al"
                    | "bin"
                    | "van"
                    | "von"
                    | "der"
                    | "den"
                    | "el"
                    | "da"
                    | "dos"
                    | "ben"
                    | "&"
            ) && tokens.get(end + 1).is_some_and(|next| next.is_word() && next.capital && !is_time(&next.lower));
        if !near || !(token.is_word() && token.capital && !is_time(&token.lower) || particle) {
            break;
        }
        end += 1;
    }
    Some(end)
}

/// The name in `start..end` without its titles, which become its role.
fn name_of(text: &str, tokens: &[Token], start: usize, end: usize) -> Option<Name> {
    let mut first = start;
    let mut gender = None;
    while first < end {
        let word = tokens[first].lower.trim_end_matches('.');
        match word {
            "mr" | "sir" | "lord" | "king" | "prince" => gender = Some(Gender::Male),
            "mrs" | "ms" | "miss" | "dame" | "lady" | "queen" | "princess" | "madam" => gender = Some(Gender::Female),
            _ => {}
        }
        if !is_title(word) || end - first == 1 && first == start {
            break;
        }
        first += 1;
    }
    // A title inside: "Chinese President Xi Jinping", "Kremlin Press Secretary Dmitry Peskov".
    if let Some(inner) = (first..end.saturating_sub(1))
        .rev()
        .find(|&index| is_title(tokens[index].lower.trim_end_matches('.')) && !is_body(&tokens[end - 1].lower))
    {
        first = inner + 1;
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
        .map(|token| {
            let piece = token.span.of(text).unwrap_or_default();
            let piece = if token.possessive {
                piece.get(..piece.len().saturating_sub(if piece.ends_with("’s") { 4 } else { 2 })).unwrap_or(piece)
            } else {
                piece
            };
            piece.to_owned()
        })
        .collect();
    let role_end = if first > start { first } else { start };
    let role = (role_start < role_end)
        .then(|| text.get(tokens[role_start].span.start..tokens[role_end - 1].span.end).unwrap_or_default().to_owned())
        .filter(|role| {
            !matches!(
                role.to_lowercase().trim_end_matches('.'),
                "mr" | "mrs" | "ms" | "miss" | "dr" | "" | "sir" | "former" | "then"
            )
        })
        .or_else(|| apposition(text, tokens, end));
    let last = tokens[end - 1].span;
    let last_end = if tokens[end - 1].possessive {
        last.end - last.of(text).map_or(0, |piece| if piece.ends_with("’s") { 4 } else { 2 })
    } else {
        last.end
    };
    let span = Span::new(tokens[first].span.start, last_end.max(tokens[first].span.start));
    (!words.is_empty()).then_some(Name { span, words, role, gender })
}

fn is_role_word(word: &str) -> bool {
    is_title(word)
        || is_body(word)
        || matches!(
            word,
            "aide"
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
fn apposition(text: &str, tokens: &[Token], end: usize) -> Option<String> {
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
    if is_determiner(&first.lower) {
        start += 1;
    }
    let close = (start..tokens.len().min(start + 14)).find(|&index| {
        !tokens[index].is_word() && tokens[index].kind != TokenKind::Number || tokens[index].is("who")
    })?;
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
    if !has_role
        || close <= start
        || tokens[start..close].iter().any(|token| super::lexicon::is_auxiliary(&token.lower))
    {
        return None;
    }
    text.get(tokens[start].span.start..tokens[close - 1].span.end).map(str::to_owned)
}
