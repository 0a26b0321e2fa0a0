//! Who a mention stands for: pronouns and short names are led back to the fullest name in the article.

use std::collections::HashMap;

use super::lexicon::{is_body, is_determiner, is_object_pronoun, is_preposition, is_subject_pronoun, is_title};
use super::name::{
    FEMALE, Gender, MALE, Name, PLACES, is_family_first, is_organisation_name, mention_name, names, same_word,
};
use super::token::Token;
use super::{Speaker, SpeakerKind};
use crate::outlet::Outlets;
use crate::text::{Span, fold};

/// How many names before a pronoun are looked at: what is farther away is not meant.
const PRONOUN_REACH: usize = 60;

/// The names of an article and who spoke last: what mentions are resolved against.
#[derive(Debug, Default)]
pub(super) struct Cast {
    names: Vec<Name>,
    /// Distinct names, by their words.
    forms: Vec<Form>,
    by_words: HashMap<String, usize>,
    /// Distinct longer names by each of their words' first letters: where short names look for theirs.
    by_key: HashMap<String, Vec<usize>>,
    /// Who spoke last.
    last: Option<Speaker>,
    /// The last person who spoke.
    last_person: Option<Speaker>,
}

/// A distinct name and what the article says of it.
#[derive(Debug)]
struct Form {
    /// First name of that form in `Cast::names`.
    first: usize,
    /// Byte offsets where it stands.
    places: Vec<usize>,
    role: Option<String>,
    gender: Option<Gender>,
}

/// How many longer names a short one is compared with: more share a word in name lists only.
const MOST_CANDIDATES: usize = 32;

impl Cast {
    /// The cast of an article from the tokens of its paragraphs.
    pub(super) fn new<'t>(text: &str, paragraphs: impl Iterator<Item = &'t [Token]>) -> Self {
        let mut cast = Cast { names: paragraphs.flat_map(|tokens| names(text, tokens)).collect(), ..Cast::default() };
        for (number, name) in cast.names.iter().enumerate() {
            let form = *cast.by_words.entry(name.full()).or_insert_with(|| {
                cast.forms.push(Form { first: number, places: Vec::new(), role: None, gender: None });
                cast.forms.len() - 1
            });
            let form = &mut cast.forms[form];
            form.places.push(name.span.start);
            form.gender = form.gender.or(name.gender);
            if form.role.is_none() {
                form.role.clone_from(&name.role);
            }
        }
        for (number, form) in cast.forms.iter().enumerate() {
            let words = &cast.names[form.first].words;
            if (2..=5).contains(&words.len()) && !is_organisation_name(words) {
                let mut keys: Vec<String> = words.iter().map(|word| key(word)).collect();
                keys.sort_unstable();
                keys.dedup();
                for key in keys {
                    cast.by_key.entry(key).or_default().push(number);
                }
            }
        }
        cast
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

    /// The names that begin inside `span`.
    fn names_in(&self, span: Span) -> &[Name] {
        let from = self.names.partition_point(|name| name.span.start < span.start);
        let to = self.names.partition_point(|name| name.span.start < span.end);
        &self.names[from..to.max(from)]
    }

    fn speaker_of(&self, text: &str, span: Span) -> Speaker {
        let mention = span.of(text).unwrap_or_default();
        let lower = mention.to_lowercase();
        if matches!(lower.as_str(), "i" | "we" | "me" | "us" | "you") {
            return Speaker { mention: Some(span), ..Speaker::default() };
        }
        if is_subject_pronoun(&lower) || is_object_pronoun(&lower) || is_foreign_pronoun(&lower) {
            return self.pronoun(&lower, span);
        }
        if let Some((office, name)) = split_office(mention) {
            return Speaker {
                name: Some(name.to_owned()),
                mention: Some(Span::new(span.end - name.len(), span.end)),
                role: Some(office.to_owned()),
                kind: Some(SpeakerKind::Person),
            };
        }
        let inside = self.names_in(span);
        // `Sui-Lee Wee of the New York Times`: the name before "of" is the head.
        let linked = inside.first().filter(|first| {
            let rest = text.get(first.span.end..span.end).unwrap_or_default().trim_start();
            let lead = text.get(span.start..first.span.start).unwrap_or_default();
            ["of ", "from ", "at ", "with "].iter().any(|word| rest.starts_with(word))
                && lead.split_whitespace().all(|word| is_title(&word.to_lowercase()))
        });
        // `Clinton's campaign manager`: the owner is not the speaker.
        let head = linked.or_else(|| inside.iter().rev().find(|name| !is_possessor(text, name.span, span)));
        // Names inside quotation marks were not collected; the mention may be one.
        let own = if inside.is_empty() { mention_name(text, span) } else { None };
        let Some(name) = head.or(own.as_ref()) else {
            return self.described(span, mention);
        };
        let tail = text.get(name.span.end..span.end).unwrap_or_default();
        let common_noun = tail
            .split_whitespace()
            .next()
            .is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase) && !is_preposition(word));
        // `the White House`, `a Clinton spokesman`: a name behind "of" or before a common noun names no person.
        let before = text.get(span.start..name.span.start).unwrap_or_default();
        let dependent =
            before.split_whitespace().any(|word| matches!(word, "of" | "for" | "from" | "at" | "in" | "with"))
                && starts_like_description(before);
        if common_noun || dependent {
            return self.described(span, mention);
        }
        let full = self.fullest(name);
        let kind = if is_organisation(&full.words, mention) { SpeakerKind::Organisation } else { SpeakerKind::Person };
        let role = if kind == SpeakerKind::Person { name.role.clone().or_else(|| self.role_of(full)) } else { None };
        Speaker { name: Some(full.full()), mention: Some(span), role, kind: Some(kind) }
    }

    /// A speaker who is described, not named: `a senior official`, `the ministry`, `the governor`.
    fn described(&self, span: Span, mention: &str) -> Speaker {
        let bare = without_article(mention);
        let head = bare.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let definite = mention.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
        let body = is_body(&head) || bare.split_whitespace().take(4).any(|word| is_body(&word.to_lowercase()));
        let before = &self.names[..self.names.partition_point(|name| name.span.end <= span.start)];
        if definite && body {
            // "the ministry" is the Foreign Ministry named before.
            let named = before.iter().rfind(|name| {
                name.words.len() > 1 && name.words.last().is_some_and(|last| last.to_lowercase() == head)
            });
            if let Some(named) = named {
                return Speaker {
                    name: Some(named.full()),
                    mention: Some(span),
                    role: None,
                    kind: Some(SpeakerKind::Organisation),
                };
            }
        }
        if definite && is_title(&head) && bare.split_whitespace().count() <= 2 {
            // "the governor" is the person introduced as one.
            let office = bare.to_lowercase();
            let holder = before.iter().rev().take(PRONOUN_REACH).find(|name| {
                name.role.as_deref().is_some_and(|role| role.to_lowercase().contains(&office))
                    && self.may_be_person(name)
            });
            if let Some(holder) = holder {
                return Speaker { mention: Some(span), ..self.as_speaker(holder) };
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
                Gender::Male
            }
            "she" | "her" | "ela" | "она" | "ее" | "её" | "ella" | "sie" | "elle" | "她" => Gender::Female,
            _ => {
                let plural = lower == "they" || lower == "them";
                let last = self.last.clone().filter(|last| plural || last.kind != Some(SpeakerKind::Person));
                return Speaker { mention: Some(span), ..last.unwrap_or_default() };
            }
        };
        let fits = |name: &str| self.gender_of(name).is_none_or(|gender| gender == wanted);
        let last_person = self.last_person.clone().filter(|last| last.name.as_deref().is_some_and(fits));
        let before = &self.names[..self.names.partition_point(|name| name.span.end <= span.start)];
        let recent = before
            .iter()
            .rev()
            .take(PRONOUN_REACH)
            .find(|name| self.may_be_person(name) && fits(&self.fullest(name).full()));
        let speaker = match (last_person, recent) {
            (Some(last), Some(recent)) => {
                // Somebody introduced since the last statement is meant before the last speaker.
                let since = last.mention.map_or(0, |mention| mention.end);
                let introduced = recent.span.start > since
                    && recent.span.start + 400 > span.start
                    && recent.words.len() > 1
                    && recent.role.is_some();
                if introduced { self.as_speaker(recent) } else { last }
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
        let role = name.role.clone().or_else(|| self.role_of(full));
        Speaker { name: Some(full.full()), mention: None, role, kind: Some(SpeakerKind::Person) }
    }

    /// The fullest name that a short one stands for: it ends with the same word and holds all of its
    /// words; `CDC` stands for the name with those initials. When two persons share the surname, the
    /// one named last before it is meant.
    fn fullest<'a>(&'a self, name: &'a Name) -> &'a Name {
        let Some(last) = name.words.last() else { return name };
        if name.words.len() == 1 && is_acronym(last) {
            let before = self.names.partition_point(|other| other.span.start < name.span.start);
            let spelt =
                self.names[..before].iter().rev().take(PRONOUN_REACH).find(|other| has_initials(&other.words, last));
            return spelt.unwrap_or(name);
        }
        if is_organisation_name(&name.words) {
            return name;
        }
        let folded = fold(last);
        let longer = |form: &&Form| {
            let words = &self.names[form.first].words;
            words.len() > name.words.len()
                && (words.last().is_some_and(|word| same_word(word, last))
                    || name.words.len() == 1 && words.len() == 3 && fold(&words[1]) == folded
                    || name.words.len() == 1 && is_family_first(words, &folded))
                && name.words.iter().all(|word| words.iter().any(|theirs| same_word(theirs, word)))
        };
        let candidates = self.by_key.get(&key(last)).map_or(&[][..], Vec::as_slice);
        let candidates = || candidates.iter().take(MOST_CANDIDATES).map(|&form| &self.forms[form]).filter(longer);
        let latest = |form: &Form| {
            let before = form.places.partition_point(|&place| place < name.span.start);
            before.checked_sub(1).map(|index| form.places[index])
        };
        let named_before = candidates().filter_map(|form| Some((latest(form)?, form))).max_by_key(|(place, _)| *place);
        named_before.map(|(_, form)| form).or_else(|| candidates().next()).map_or(name, |form| &self.names[form.first])
    }

    fn form(&self, words: &str) -> Option<&Form> {
        self.by_words.get(words).map(|&form| &self.forms[form])
    }

    /// The role that the article gives a full name, or its surname alone.
    fn role_of(&self, full: &Name) -> Option<String> {
        self.form(&full.full())
            .and_then(|form| form.role.clone())
            .or_else(|| self.form(full.words.last()?).and_then(|form| form.role.clone()))
    }

    fn gender_of(&self, full: &str) -> Option<Gender> {
        let last = full.split(' ').next_back()?;
        let first = full.split(' ').next()?.to_lowercase();
        self.form(full).and_then(|form| form.gender).or_else(|| self.form(last).and_then(|form| form.gender)).or_else(
            || {
                if FEMALE.contains(&first.as_str()) {
                    Some(Gender::Female)
                } else {
                    MALE.contains(&first.as_str()).then_some(Gender::Male)
                }
            },
        )
    }

    fn may_be_person(&self, name: &Name) -> bool {
        if is_organisation_name(&name.words) || Outlets::shipped().by_name(&name.full()).is_some() {
            return false;
        }
        let full = self.fullest(name);
        let plain = (2..=4).contains(&full.words.len())
            && !full.words.iter().any(|word| PLACES.contains(&word.to_lowercase().as_str()));
        plain || full.gender.is_some() || full.role.is_some()
    }
}

/// What a word shares with its other grammatical forms: its first letters, folded.
fn key(word: &str) -> String {
    fold(word).chars().take(4).collect()
}

fn is_acronym(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_uppercase())
}

fn has_initials(words: &[String], acronym: &str) -> bool {
    words.len() > 1
        && words
            .iter()
            .filter_map(|word| word.chars().next())
            .filter(|letter| letter.is_uppercase())
            .eq(acronym.chars())
}

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

fn is_organisation(words: &[String], mention: &str) -> bool {
    is_organisation_name(words)
        || Outlets::shipped()
            .lookup(&words.join(" "))
            .is_some_and(|(_, weak)| !weak || mention.starts_with("the ") || mention.starts_with("The "))
}
