//! Whom a pronoun stands for: gender and number, who spoke last, and who was named since.
//!
//! In the manner of Lappin and Leass (1994), cut down to what speakers need: the nearest sentence first, and in a
//! sentence the first name, which is mostly its subject.

use super::super::draft::Paragraph;
use super::super::lexicon::is_subject_pronoun;
use super::super::role::is_role_word;
use super::super::title::is_title;
use super::super::{Speaker, SpeakerKind};
use super::Cast;
use super::form::Sort;
use crate::speaker::Gender;
use crate::text::Span;

/// Farther away than that many sentences nobody is meant.
const REACH: usize = 12;

pub(super) fn gender(lower: &str) -> Option<Gender> {
    let lower = lower.rsplit('-').next().unwrap_or(lower);
    match lower {
        "he" | "him" | "il" | "ele" | "он" | "его" | "ему" | "им" | "él" | "er" | "他" | "ihm" => {
            Some(Gender::Male)
        }
        "she" | "her" | "ela" | "она" | "ее" | "её" | "ella" | "sie" | "elle" | "她" => Some(Gender::Female),
        _ => None,
    }
}

pub(super) fn is_foreign(lower: &str) -> bool {
    let lower = if lower.contains("-t-") || lower.ends_with("-il") || lower.ends_with("-elle") {
        lower.rsplit('-').next().unwrap_or(lower)
    } else {
        lower
    };
    matches!(lower, "он" | "она" | "они" | "él" | "ella" | "er" | "sie" | "il" | "elle" | "他" | "她" | "ele" | "ela")
}

impl Cast<'_> {
    /// Whom the pronoun at `span` stands for.
    pub(super) fn pronoun(&self, lower: &str, span: Span) -> Speaker {
        let speaker = match gender(lower) {
            Some(gender) => self.person(gender, span),
            None if matches!(lower, "they" | "them" | "они") => self.those(span),
            None => self.it(span),
        };
        Speaker { mention: Some(span), ..speaker }
    }

    /// The sentences up to `at`, nearest first.
    fn sentences_before(&self, at: usize) -> impl Iterator<Item = Span> + '_ {
        let end = self.sentences.partition_point(|sentence| sentence.start < at);
        self.sentences[..end]
            .iter()
            .rev()
            .take(REACH)
            .map(move |sentence| Span::new(sentence.start, sentence.end.min(at)))
    }

    fn person(&self, wanted: Gender, span: Span) -> Speaker {
        let fits = |name: &str| self.gender_of(name).is_none_or(|gender| gender == wanted);
        let last = self.last_person.as_ref().filter(|last| last.name.as_deref().is_some_and(fits));
        let mut perhaps = None;
        for sentence in self.sentences_before(span.start) {
            // Of the sentence in which somebody spoke that is the subject; others are named in what was said.
            if last.is_some() && sentence.start <= self.person_spoke {
                break;
            }
            // `She met Anna Berg. She said …` goes on with the one of whom it speaks.
            if self.begins_with(sentence, wanted) {
                continue;
            }
            for name in self.names_in(sentence).iter().filter(|name| self.may_be_person(name)) {
                let full = self.fullest(name);
                let known = self.gender_of(&full.full());
                let sure = self.form(&full.full()).is_some_and(|form| form.sort == Sort::Person);
                match known {
                    Some(gender) if gender != wanted => {}
                    _ if sure => return self.as_speaker(name),
                    // Nothing tells that this is a person.
                    _ => perhaps = perhaps.or(Some(name)),
                }
            }
            if let Some(subject) = self.described_subject(sentence)
                && subject.name.as_deref().is_some_and(fits)
            {
                return subject;
            }
        }
        last.cloned()
            .or_else(|| perhaps.map(|name| self.as_speaker(name)))
            .or_else(|| self.last.clone().filter(|last| last.kind == Some(SpeakerKind::Unnamed)))
            .unwrap_or_default()
    }

    /// Whether `he` or `she` is the first word of a sentence.
    fn begins_with(&self, sentence: Span, wanted: Gender) -> bool {
        let first = sentence.of(self.text).and_then(|text| text.split_whitespace().next());
        match wanted {
            Gender::Male => first == Some("He"),
            Gender::Female => first == Some("She"),
        }
    }

    /// Who a sentence begins with, where that is a description: `The captain told the crew to wait.`
    fn described_subject(&self, sentence: Span) -> Option<Speaker> {
        let text = sentence.of(self.text)?;
        let mut words = text.split(' ');
        let article = words.next().filter(|word| matches!(*word, "The" | "A" | "An"))?;
        let mut end = article.len();
        for word in words.take(3) {
            end += 1 + word.len();
            if !word.chars().all(char::is_lowercase) {
                return None;
            }
            if is_title(word) || is_role_word(word) {
                let span = Span::new(sentence.start, sentence.start + end);
                // Of more words the last one is the head: `the company spokesman`.
                let next = text.get(end..)?.split_whitespace().next().unwrap_or_default();
                if !(is_title(next) || is_role_word(next)) {
                    return Some(self.described(span, span.of(self.text)?));
                }
            }
        }
        None
    }

    /// `it`: the body that spoke last, or that the sentences before begin with.
    fn it(&self, span: Span) -> Speaker {
        let spoke = self.last_body.as_ref().and_then(|last| last.mention).map_or(0, |mention| mention.start);
        for sentence in self.sentences_before(span.start).take(3) {
            if sentence.end <= spoke {
                break;
            }
            let subject = self.names_in(sentence).iter().find(|name| {
                let Some(form) = self.form(&name.full()) else { return false };
                form.sort == Sort::Body
            });
            if let Some(subject) = subject {
                return self.as_body(subject);
            }
        }
        self.last_body
            .clone()
            .or_else(|| self.last.clone().filter(|last| last.kind != Some(SpeakerKind::Person)))
            .unwrap_or_default()
    }

    /// `they`: two who are named together, else those who spoke last.
    fn those(&self, span: Span) -> Speaker {
        let spoke = self.last.as_ref().and_then(|last| last.mention).map_or(0, |mention| mention.start);
        for sentence in self.sentences_before(span.start).take(2) {
            if sentence.end <= spoke {
                break;
            }
            let names = self.names_in(sentence);
            for pair in names.windows(2) {
                let between = self.text.get(pair[0].span.end..pair[1].span.start).unwrap_or_default();
                if between == " and " && self.may_be_person(&pair[0]) && self.may_be_person(&pair[1]) {
                    let name = format!("{} and {}", self.fullest(&pair[0]).full(), self.fullest(&pair[1]).full());
                    return Speaker { name: Some(name), mention: None, role: None, kind: Some(SpeakerKind::Person) };
                }
            }
        }
        let several = |last: &&Speaker| {
            last.kind != Some(SpeakerKind::Person) || last.name.as_deref().is_some_and(|name| name.contains(" and "))
        };
        self.last.as_ref().filter(several).or(self.last.as_ref()).cloned().unwrap_or_default()
    }

    /// Counts for each person without a known gender which pronouns follow the name.
    pub(super) fn learn_genders(&mut self, paragraphs: &[Paragraph]) {
        let mut votes = vec![(0u32, 0u32); self.forms.len()];
        for paragraph in paragraphs {
            for token in &paragraph.tokens {
                let vote = match token.lower.as_str() {
                    "he" | "his" | "him" | "himself" => Gender::Male,
                    "she" | "her" | "hers" | "herself" => Gender::Female,
                    _ => continue,
                };
                let before = self.names.partition_point(|name| name.span.end <= token.span.start);
                let near = self.names[..before].iter().rev().take(4);
                let meant = near
                    .take_while(|name| token.span.start - name.span.end < 200)
                    .find(|name| self.may_be_person(name));
                let Some(name) = meant else { continue };
                let full = self.fullest(name).full();
                if let Some(&form) = self.by_words.get(&full) {
                    match vote {
                        Gender::Female => votes[form].0 += 1,
                        Gender::Male => votes[form].1 += 1,
                    }
                }
            }
        }
        for (form, (women, men)) in self.forms.iter_mut().zip(votes) {
            if form.gender.is_none() {
                form.gender = match () {
                    () if women > 2 * men => Some(Gender::Female),
                    () if men > 2 * women => Some(Gender::Male),
                    () => None,
                };
            }
        }
    }
}

/// Whether `lower` is a pronoun of English that some other word in the text stands for.
pub(super) fn is_english(lower: &str) -> bool {
    is_subject_pronoun(lower) || super::super::lexicon::is_object_pronoun(lower)
}
