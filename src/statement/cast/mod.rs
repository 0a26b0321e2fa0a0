//! Who a mention stands for: pronouns, short names and descriptions are led back to the fullest name in the article.

mod acronym;
mod description;
mod foreign;
mod form;
mod pronoun;

use std::collections::{HashMap, HashSet};

use super::draft::Paragraph;
use super::lexicon::{is_determiner, is_preposition, is_time};
use super::name::{Name, contracted, is_family_first, is_organisation_name, mention_name, names, same_word};
use super::place;
use super::title::{self, is_title};
use super::token::{Token, without_owner};
use super::{Speaker, SpeakerKind};
use crate::outlet::Outlets;
use crate::speaker::{Gender, Speakers, gender, nominative};
use crate::text::{Span, fold, one_line};
use description::{starts_like_description, without_article};
use form::{Form, Sort};

/// How many longer names a short one is compared with: more share a word in name lists only.
const MOST_CANDIDATES: usize = 32;

/// The names of an article and who spoke last: what mentions are resolved against.
#[derive(Debug)]
pub(super) struct Cast<'t> {
    text: &'t str,
    /// The article is in another language than English.
    foreign: bool,
    /// It is in German, where every noun has a capital.
    german: bool,
    names: Vec<Name>,
    /// Its sentences, in order.
    sentences: Vec<Span>,
    /// Distinct names, by their words.
    forms: Vec<Form>,
    by_words: HashMap<String, usize>,
    /// Distinct longer names by each of their words' first letters: where short names look for theirs.
    by_key: HashMap<String, Vec<usize>>,
    /// Acronyms that the article spells out.
    acronyms: HashMap<String, Vec<String>>,
    /// The police force that the article speaks of first: `Hong Kong police`.
    police: Option<String>,
    /// Who spoke last.
    last: Option<Speaker>,
    /// The last person who spoke.
    last_person: Option<Speaker>,
    /// Where that was.
    person_spoke: usize,
    /// The last body that spoke.
    last_body: Option<Speaker>,
    /// Who spoke under a description.
    descriptions: Vec<Described>,
    /// Names of all who spoke.
    spoke: Vec<String>,
}

/// A speaker who was described, not named.
#[derive(Debug)]
struct Described {
    head: String,
    at: usize,
    speaker: Speaker,
}

impl<'t> Cast<'t> {
    /// The cast of an article from its paragraphs.
    pub(super) fn new(text: &'t str, paragraphs: &[Paragraph], lang: &str) -> Self {
        let plain: Vec<Name> = paragraphs.iter().flat_map(|paragraph| names(text, &paragraph.tokens)).collect();
        let acronyms = acronym::spelt_out(text, paragraphs, &plain);
        let mut names = acronym::joined(text, paragraphs, plain, &acronyms);
        add_surnames(text, paragraphs, &mut names);
        let sentences = paragraphs
            .iter()
            .flat_map(|paragraph| paragraph.sentences.iter().filter_map(|sentence| paragraph.place(sentence)))
            .collect();
        let mut cast = Cast {
            text,
            foreign: lang != "en",
            german: lang == "de",
            names,
            sentences,
            forms: Vec::new(),
            by_words: HashMap::new(),
            by_key: HashMap::new(),
            acronyms,
            police: police(text, paragraphs),
            last: None,
            last_person: None,
            person_spoke: 0,
            last_body: None,
            descriptions: Vec::new(),
            spoke: Vec::new(),
        };
        cast.collect_forms();
        cast.learn_types(paragraphs);
        for number in 0..cast.forms.len() {
            let sort = cast.forms[number].sort_of(&cast.names[cast.forms[number].first].words);
            cast.forms[number].sort = sort;
        }
        cast.learn_genders(paragraphs);
        cast
    }

    fn collect_forms(&mut self) {
        for (number, name) in self.names.iter().enumerate() {
            match self.by_words.entry(name.full()) {
                std::collections::hash_map::Entry::Occupied(form) => self.forms[*form.get()].add(name),
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(self.forms.len());
                    self.forms.push(Form::new(number, name));
                }
            }
        }
        for number in 0..self.forms.len() {
            let words = &self.names[self.forms[number].first].words;
            if (2..=5).contains(&words.len()) && !is_organisation_name(words) {
                let mut keys: Vec<String> = words.iter().map(|word| key(word)).collect();
                keys.sort_unstable();
                keys.dedup();
                let alone = words.last().is_some_and(|last| self.by_words.contains_key(last.as_str()));
                self.forms[number].alone = alone;
                for key in keys {
                    self.by_key.entry(key).or_default().push(number);
                }
            }
        }
    }

    /// Notes by which common nouns the article calls each name: `a utility` in "PG&E, a utility in California".
    fn learn_types(&mut self, paragraphs: &[Paragraph]) {
        for paragraph in paragraphs {
            for name in names_of(&self.names, paragraph.span) {
                let Some(&form) = self.by_words.get(&name.full()) else { continue };
                let behind = paragraph.tokens.partition_point(|token| token.span.start < name.span.end);
                if let Some(noun) = called_behind(&paragraph.tokens, behind) {
                    self.forms[form].types.push(noun);
                }
            }
        }
    }

    /// The speaker for the mention at `mention`; with no mention the one who spoke last goes on, or the person named last
    /// before `at`.
    pub(super) fn resolve(&mut self, mention: Option<Span>, at: usize) -> Speaker {
        let speaker = match mention {
            None => {
                let last = self.last.clone().or_else(|| self.named_before(at));
                Speaker { mention: None, ..last.unwrap_or_default() }
            }
            Some(span) => self.known(self.speaker_of(span)),
        };
        if let Some(name) = &speaker.name {
            if self.spoke.last() != Some(name) {
                self.spoke.push(name.clone());
            }
            self.last = Some(speaker.clone());
            match speaker.kind {
                Some(SpeakerKind::Person) => {
                    self.last_person = Some(speaker.clone());
                    self.person_spoke = speaker.mention.map_or(at, |mention| mention.start);
                }
                Some(SpeakerKind::Organisation) => self.last_body = Some(speaker.clone()),
                _ => {}
            }
        }
        if let Some(span) = mention
            && speaker.kind == Some(SpeakerKind::Unnamed)
        {
            let head = description::head(span.of(self.text).unwrap_or_default());
            self.descriptions.push(Described { head, at: span.start, speaker: speaker.clone() });
        }
        speaker
    }

    /// The speaker under the name by which the table knows them across articles.
    fn known(&self, speaker: Speaker) -> Speaker {
        let table = Speakers::in_use();
        let speaker = plain(speaker);
        let Some(known) = speaker.name.as_deref().and_then(|name| table.meant_by(name)) else { return speaker };
        let name = speaker.name.as_deref().unwrap_or_default();
        // A surname may be that of somebody else of the family: "Mrs. Trump".
        let theirs = known.name.split(' ').next().and_then(gender);
        let here = self.form(name).and_then(|form| form.gender);
        let another = table.alone(name).is_some() && theirs.is_some() && here.is_some() && theirs != here;
        if another {
            return speaker;
        }
        let kind = if known.organisation { SpeakerKind::Organisation } else { SpeakerKind::Person };
        Speaker { name: Some(known.name.clone()), kind: Some(kind), ..speaker }
    }

    /// The person named last before `at`, not far from it.
    fn named_before(&self, at: usize) -> Option<Speaker> {
        let before = &self.names[..self.names.partition_point(|name| name.span.end <= at)];
        let near = before.iter().rev().take_while(|name| at - name.span.end < 400);
        let person =
            near.filter(|name| name.words.len() > 1).find(|name| self.is_surely_person(name) || self.foreign)?;
        self.may_be_person(person).then(|| self.known(self.as_speaker(person)))
    }

    /// The names that begin inside `span`.
    fn names_in(&self, span: Span) -> &[Name] {
        names_of(&self.names, span)
    }

    fn speaker_of(&self, span: Span) -> Speaker {
        let text = self.text;
        // `it's` is `it` with its verb.
        let pronoun = span.of(text).and_then(|mention| contracted(&mention.to_lowercase()).map(str::len));
        let span = pronoun.map_or(span, |length| Span::new(span.start, span.start + length));
        let mention = span.of(text).unwrap_or_default();
        let lower = mention.to_lowercase();
        if matches!(lower.as_str(), "i" | "we" | "me" | "us" | "you") {
            return Speaker { mention: Some(span), ..Speaker::default() };
        }
        if matches!(mention, "who" | "Who" | "which" | "that") {
            return self.antecedent(span);
        }
        // `there's` is nobody.
        if pronoun.is_some() && matches!(lower.as_str(), "there" | "here" | "what" | "let") {
            return Speaker { mention: Some(span), ..Speaker::default() };
        }
        if pronoun::is_english(&lower) || pronoun::is_foreign(&lower) {
            return self.pronoun(&lower, span);
        }
        if self.foreign
            && let Some(speaker) = self.foreign_speaker(span, mention)
        {
            return speaker;
        }
        if let Some(several) = self.several(span, mention) {
            return Speaker { mention: Some(span), ..several };
        }
        // `the company that runs the festival`: what stands in a relative clause is not the speaker.
        let core = mention
            .find(" that ")
            .into_iter()
            .chain(mention.find(" who "))
            .chain(mention.find(" which "))
            .min()
            .map_or(span, |at| Span::new(span.start, span.start + at));
        let inside = self.names_in(core);
        // `Sui-Lee Wee of the New York Times`: the name before "of" is the head.
        let linked = inside.first().filter(|first| {
            let rest = text.get(first.span.end..span.end).unwrap_or_default().trim_start();
            let lead = text.get(span.start..first.span.start).unwrap_or_default();
            ["of ", "from ", "at ", "with "].iter().any(|word| rest.starts_with(word))
                && !is_office(first)
                && lead.split_whitespace().all(|word| is_title(&word.to_lowercase()))
        });
        // `Clinton's campaign manager`: the owner is not the speaker.
        let head = linked.or_else(|| inside.iter().rev().find(|name| !is_possessor(text, name.span, span)));
        // Names inside quotation marks were not collected; the mention may be one.
        let own = if inside.is_empty() { mention_name(text, span).or_else(|| self.surname(span)) } else { None };
        let Some(name) = head.or(own.as_ref()) else {
            return self.introduced(span, mention).unwrap_or_else(|| self.described(span, mention));
        };
        let tail = text.get(name.span.end..span.end).unwrap_or_default();
        let common_noun = tail
            .split_whitespace()
            .next()
            .is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase) && !is_preposition(word));
        // `the White House`, `a Clinton spokesman`: a name behind "of" or before a common noun names no person.
        let before = text.get(span.start..name.span.start).unwrap_or_default();
        let dependent = before
            .split_whitespace()
            .any(|word| matches!(word, "of" | "for" | "from" | "at" | "in" | "with" | "to" | "inside" | "by"))
            && (starts_like_description(before) || place::is_country(&name.full()));
        // `the President`: whoever is called so in the article.
        let office = is_office(name) && starts_like_description(before) && self.fullest(name).words == name.words;
        if common_noun || dependent || office {
            return self.introduced(span, mention).unwrap_or_else(|| self.described(span, mention));
        }
        // In a headline a name may run on into its verb: the mention says where it ends.
        let cut =
            if name.span.end > span.end && name.span.start >= span.start { mention_name(text, span) } else { None };
        let name = cut.as_ref().unwrap_or(name);
        let full = self.fullest(name);
        let kind = if self.is_body_name(name, full, mention) { SpeakerKind::Organisation } else { SpeakerKind::Person };
        let role = if kind == SpeakerKind::Person { name.role.clone().or_else(|| self.role_of(full)) } else { None };
        Speaker { name: Some(self.shown(full)), mention: Some(span), role, kind: Some(kind) }
    }

    /// `Norway's chief negotiator, Torbjørn Lysvik,`: who is described and named right behind.
    fn introduced(&self, span: Span, mention: &str) -> Option<Speaker> {
        let rest = self.text.get(span.end..)?;
        let gap = rest.strip_prefix(", ").map(|_| 2)?;
        let at = self.names.partition_point(|name| name.span.start < span.end + gap);
        let name = self.names.get(at).filter(|name| name.words.len() > 1)?;
        let lead = self.text.get(span.end + gap..name.span.start)?;
        let titled = lead.is_empty() || is_title(lead.trim().to_lowercase().trim_end_matches('.'));
        let behind = self.text.get(name.span.end..)?;
        let closed = behind.starts_with([',', '.', ';', ')', ':'])
            || behind.starts_with(" told ")
            || behind.starts_with(" said");
        if !titled || !closed {
            return None;
        }
        let role = Some(without_article(mention).to_owned());
        let speaker = if self.may_be_person(name) { self.as_speaker(name) } else { self.as_body(name) };
        let role = if speaker.kind == Some(SpeakerKind::Person) { speaker.role.or(role) } else { None };
        Some(Speaker { mention: Some(span), role, ..speaker })
    }

    fn is_body_name(&self, name: &Name, full: &Name, mention: &str) -> bool {
        let by_outlet = Outlets::in_use()
            .lookup(&full.full())
            .is_some_and(|(_, weak)| !weak || mention.starts_with("the ") || mention.starts_with("The "));
        let sort = self.form(&full.full()).map(|form| form.sort);
        is_organisation_name(&full.words)
            || is_organisation_name(&name.words) && name.words.len() == 1
            || by_outlet
            || sort.is_some_and(|sort| matches!(sort, Sort::Body | Sort::Group | Sort::Place))
    }

    /// A name in full, spelt out when it is an acronym that the article spells out.
    fn shown(&self, full: &Name) -> String {
        let Some((last, before)) = full.words.split_last() else { return String::new() };
        match self.acronyms.get(last) {
            // `the Chinese CDC` is the Chinese Center for …
            Some(long) if long.starts_with(before) => long.join(" "),
            _ => full.full(),
        }
    }

    /// A single word with a capital that ends a longer name, whatever else it may be: `Early`.
    fn surname(&self, span: Span) -> Option<Name> {
        let word = span.of(self.text)?;
        if !word.starts_with(char::is_uppercase) || word.contains(char::is_whitespace) {
            return None;
        }
        let name = Name { span, words: vec![word.to_owned()], role: None, gender: None };
        (self.fullest(&name).words.len() > 1).then_some(name)
    }

    /// `who`: the noun phrase right before it.
    fn antecedent(&self, span: Span) -> Speaker {
        let before = &self.names[..self.names.partition_point(|name| name.span.end <= span.start)];
        let named = before.iter().rev().take(3).find(|name| {
            let between = self.text.get(name.span.end..span.start).unwrap_or_default();
            let near = between.len() < 80 && !between.contains(['.', ';', '\n']);
            near && self.may_be_person(name)
        });
        if let Some(name) = named {
            return Speaker { mention: Some(span), ..self.as_speaker(name) };
        }
        let line = self.sentences_at(span.start).and_then(|sentence| self.text.get(sentence.start..span.start));
        let line = line.unwrap_or_default().trim_end().trim_end_matches(',');
        let words = line.rsplit([' ', '\n']).take(6).take_while(|word| {
            let lower = word.to_lowercase();
            !is_preposition(&lower) && !is_determiner(&lower) && !word.ends_with([',', ';', ':', '”', '"'])
        });
        let length = words.fold(0, |length, word| length + word.len() + 1);
        let start = line.len().saturating_sub(length.saturating_sub(1));
        let phrase = line.get(start..).unwrap_or_default().trim();
        let phrase = phrase.strip_prefix("and ").unwrap_or(phrase);
        // `…, and who accuses`: one of several clauses of one subject.
        if matches!(phrase, "" | "and" | "or" | "but") {
            let subject = self.sentences_at(span.start).and_then(|sentence| self.subject(sentence, span));
            let speaker = subject.map(|subject| self.speaker_of(subject)).unwrap_or_default();
            return Speaker { mention: Some(span), ..speaker };
        }
        let name = (!phrase.is_empty()).then(|| phrase.to_owned());
        let kind = name.as_ref().map(|_| SpeakerKind::Unnamed);
        Speaker { name, mention: Some(span), role: None, kind }
    }

    /// The sentence at `at`.
    fn sentences_at(&self, at: usize) -> Option<Span> {
        let number = self.sentences.partition_point(|sentence| sentence.start <= at);
        number.checked_sub(1).map(|number| self.sentences[number])
    }

    fn as_speaker(&self, name: &Name) -> Speaker {
        let full = self.fullest(name);
        let role = name.role.clone().or_else(|| self.role_of(full));
        Speaker { name: Some(full.full()), mention: None, role, kind: Some(SpeakerKind::Person) }
    }

    fn as_body(&self, name: &Name) -> Speaker {
        let name = self.shown(self.fullest(name));
        Speaker { name: Some(name), mention: None, role: None, kind: Some(SpeakerKind::Organisation) }
    }

    /// The fullest name that a short one stands for: it ends with the same word and holds all of its
    /// words. When two persons share the surname, the one named last before it is meant.
    fn fullest<'a>(&'a self, name: &'a Name) -> &'a Name {
        let Some(last) = name.words.last() else { return name };
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
                && (name.words.len() > 1 || self.introduces(form, last))
        };
        let candidates = || self.longer_names(last).filter(longer);
        // Of several with the surname the one whom it means everywhere, as long as no title says otherwise.
        if name.words.len() == 1
            && name.gender.is_none()
            && let Some(known) = Speakers::in_use().alone(last)
        {
            let meant = |form: &&Form| {
                let full = self.names[form.first].full();
                Speakers::in_use().meant_by(&full).is_some_and(|other| other.name == known.name)
            };
            if let Some(form) = candidates().find(meant) {
                return &self.names[form.first];
            }
        }
        let named_before = candidates()
            .filter_map(|form| Some((form.latest_before(name.span.start)?, form)))
            .max_by_key(|(at, _)| *at);
        named_before.map(|(_, form)| form).or_else(|| candidates().next()).map_or(name, |form| &self.names[form.first])
    }

    /// Longer names that share a word with `word`, or begin like it: no more of them than anybody would compare.
    fn longer_names(&self, word: &str) -> impl Iterator<Item = &Form> {
        let numbers = self.by_key.get(&key(word)).map_or(&[][..], Vec::as_slice);
        numbers.iter().take(MOST_CANDIDATES).map(|&number| &self.forms[number])
    }

    /// Whether a longer name is that of somebody who may go by `surname`: it is a person's by more than that, or stands
    /// before the surname does.
    fn introduces(&self, form: &Form, surname: &str) -> bool {
        let known = form.gender.is_some()
            || form.role.is_some()
            || self.names[form.first].words.first().is_some_and(|first| gender(first).is_some());
        let alone = self.form(surname).and_then(|short| short.places.first());
        known || self.foreign || alone.is_none_or(|short| form.places.first().is_some_and(|long| long < short))
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
        let plain = nominative(full);
        let last = full.split(' ').next_back()?;
        let first = plain.as_deref().unwrap_or(full).split(' ').next()?;
        let titled = || self.form(last).and_then(|form| form.gender);
        let known = self.form(full).and_then(|form| form.gender);
        if first == last { known } else { gender(first).or(known).or_else(titled) }
    }

    fn is_surely_person(&self, name: &Name) -> bool {
        self.form(&self.fullest(name).full()).is_some_and(|form| form.sort == Sort::Person)
    }

    /// The subject of a sentence that holds what is said without a word of who says it: the first person or body named
    /// before it.
    pub(super) fn subject(&self, sentence: Span, said: Span) -> Option<Span> {
        let named = self.names_in(Span::new(sentence.start, said.start.max(sentence.start))).iter().find(|name| {
            let sure = |name: &Name| {
                let full = name.full();
                self.form(&full).is_some_and(|form| matches!(form.sort, Sort::Person | Sort::Body))
                    && Outlets::in_use().by_name(&full).is_none()
            };
            name.span.end <= said.start
                && (sure(name) || sure(self.fullest(name)))
                && !is_possessor(self.text, name.span, sentence)
        })?;
        Some(named.span)
    }

    fn may_be_person(&self, name: &Name) -> bool {
        let full = self.fullest(name);
        let sort = |name: &Name| self.form(&name.full()).map_or(Sort::Unknown, |form| form.sort);
        let first = full.words.first();
        if self.german && first.is_none_or(|first| gender(first).is_none()) {
            return false;
        }
        match (sort(name), sort(full)) {
            (Sort::Body | Sort::Group | Sort::Place, _) | (_, Sort::Body | Sort::Group | Sort::Place) => false,
            (_, Sort::Person) | (Sort::Person, _) => true,
            _ => (2..=4).contains(&full.words.len()),
        }
    }
}

/// The speaker under a name without line breaks and in the nominative, where its form tells.
fn plain(speaker: Speaker) -> Speaker {
    let joined = |text: String| {
        if text.contains(['\n', '\t']) { one_line(&text) } else { text }
    };
    let name = speaker.name.map(joined).map(|name| nominative(&name).unwrap_or(name));
    Speaker { name, role: speaker.role.map(joined), ..speaker }
}

/// Adds the surnames that are words of time, where the article has a full name with them: `Chris Early`, then `Early`.
fn add_surnames(text: &str, paragraphs: &[Paragraph], names: &mut Vec<Name>) {
    let surnames: HashSet<String> = names
        .iter()
        .filter(|name| name.words.len() > 1)
        .filter_map(|name| name.words.last())
        .filter(|word| is_time(&word.to_lowercase()))
        .cloned()
        .collect();
    if surnames.is_empty() {
        return;
    }
    let mut more: Vec<Name> = Vec::new();
    for token in paragraphs.iter().flat_map(|paragraph| &paragraph.tokens).filter(|token| token.capital) {
        let Some(word) = token.span.of(text) else { continue };
        let word = without_owner(word);
        let span = Span::new(token.span.start, token.span.start + word.len());
        let at = names.partition_point(|name| name.span.end <= span.start);
        let taken = names.get(at).is_some_and(|name| name.span.overlaps(span));
        if surnames.contains(word) && !taken {
            more.push(Name { span, words: vec![word.to_owned()], role: None, gender: None });
        }
    }
    names.extend(more);
    names.sort_by_key(|name| name.span.start);
}

/// The names that begin inside `span`.
fn names_of(names: &[Name], span: Span) -> &[Name] {
    let from = names.partition_point(|name| name.span.start < span.start);
    let to = names.partition_point(|name| name.span.start < span.end);
    &names[from..to.max(from)]
}

/// The noun of `, a utility in California` or of `is a utility` behind a name.
fn called_behind(tokens: &[Token], at: usize) -> Option<String> {
    let first = tokens.get(at)?;
    if !(first.is_mark(',') || first.is("is") || first.is("was")) {
        return None;
    }
    let article = tokens.get(at + 1)?;
    if !matches!(article.lower.as_str(), "a" | "an" | "the") {
        return None;
    }
    let end = (at + 2..tokens.len().min(at + 10)).find(|&index| {
        !tokens[index].is_word()
            || is_preposition(&tokens[index].lower)
            || matches!(tokens[index].lower.as_str(), "who" | "that" | "which" | "and" | "or")
    })?;
    let noun = tokens.get(end.checked_sub(1)?)?;
    (end > at + 2 && !noun.capital).then(|| noun.lower.clone())
}

/// The force that an article names first: capitals before `police`.
fn police(text: &str, paragraphs: &[Paragraph]) -> Option<String> {
    for paragraph in paragraphs {
        let tokens = &paragraph.tokens;
        for index in (0..tokens.len()).filter(|&index| tokens[index].is("police")) {
            let capitals = tokens[..index].iter().rev().take_while(|token| {
                token.is_word() && token.capital && !token.possessive && !is_determiner(&token.lower)
            });
            let count = capitals.count();
            if count > 0 && !tokens[index].possessive {
                let span = Span::new(tokens[index - count].span.start, tokens[index].span.end);
                return span.of(text).map(str::to_owned);
            }
        }
    }
    None
}

/// Whether a name is a title and nothing else.
fn is_office(name: &Name) -> bool {
    let lower = |word: &String| word.to_lowercase();
    name.words.iter().all(|word| is_title(&lower(word)))
        && name.words.last().is_some_and(|last| title::is_office(&lower(last)))
}

/// What a word shares with its other grammatical forms: its first letters, folded.
fn key(word: &str) -> String {
    fold(word).chars().take(4).collect()
}

/// Whether the name at `name` owns what follows inside the mention.
fn is_possessor(text: &str, name: Span, mention: Span) -> bool {
    let rest = text.get(name.end..mention.end).unwrap_or_default();
    rest.starts_with("’s ") || rest.starts_with("'s ") || rest.starts_with("’ ") || rest.starts_with("' ")
}
