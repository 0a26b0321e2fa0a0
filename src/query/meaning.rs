//! What one clause means: what may stand where in a text, which values, which days. The same for an index, which has a
//! dictionary, and for a single statement, which is read word by word.
//!
//! Every operator stands for all it can stand for among the words that are there, or the query fails.

use super::{Matcher, Problem, ProblemKind};
use crate::index::{
    Among, Field, FieldType, IndexError, MAX_EXPANSIONS, Pattern, Slot, TellingWord, TermMatcher, TooMany,
};
use crate::outlet::Outlets;
use crate::speaker::Speakers;
use crate::text::{Span, Word, WordKind, fold, words};

/// Terms that an explanation names before it only counts.
const MAX_NAMED_TERMS: usize = 20;

/// Letters that stand for `*` and `?` while a pattern is cut into words; they fold to themselves.
const ANY_RUN: char = '\u{A78F}';
const ANY_ONE: char = '\u{A66E}';

/// The words that there are.
pub(crate) trait Vocabulary {
    /// The terms of `field` that `matcher` stands for, in order.
    fn expand(
        &self,
        field: Field,
        among: Among,
        matcher: &TermMatcher,
    ) -> Result<Result<Vec<String>, TooMany>, IndexError>;

    /// The tagged stems under which `field`, a running text, may hold `word` of `text`.
    fn stems(&self, field: Field, word: Word, text: &str) -> Result<Vec<String>, IndexError>;
}

/// A clause as it is to be looked for.
pub(crate) struct Meaning {
    /// What is looked for.
    pub sense: Sense,
    /// What an alias, a date or a pattern became; empty when nothing.
    pub resolved: String,
}

/// What a clause looks for.
pub(crate) enum Sense {
    /// Words, each with its forms.
    Words(Pattern),
    /// The words of one of these names.
    Names(Vec<Pattern>),
    /// One of these values, as a whole.
    Wholes(Vec<String>),
    /// Days, the first and the last among them.
    Dates { from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date> },
    /// Numbers, and whether each bound is part of the range.
    Numbers { from: Option<(f64, bool)>, to: Option<(f64, bool)> },
    /// What is like the statement with this id.
    Like(String),
    /// All versions of the statement whose id begins so.
    Utterance(String),
}

/// Why a query cannot run on an index.
#[derive(Debug)]
pub(crate) enum LowerError {
    /// It asks what cannot be answered.
    Problem(Problem),
    /// The index cannot be read.
    Index(IndexError),
}

impl From<IndexError> for LowerError {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}

pub(super) type Lowering<T> = Result<T, LowerError>;

/// What `matcher` means in `field`, given the words that there are.
///
/// # Errors
///
/// When it is nothing that this field can be asked, or stands for too much; when the words cannot be read.
pub(crate) fn meaning(
    field: Field,
    matcher: &Matcher,
    span: Span,
    vocabulary: &dyn Vocabulary,
) -> Result<Meaning, LowerError> {
    Clause { field, span, vocabulary }.meaning(matcher)
}

/// What `matcher` means in `field` where no words are known: nothing stands for others.
///
/// # Errors
///
/// When it is nothing that this field can be asked.
#[cfg(any(test, feature = "engine"))]
pub(crate) fn known_meaning(field: Field, matcher: &Matcher, span: Span) -> Result<Meaning, LowerError> {
    meaning(field, matcher, span, &NoWords)
}

/// No words at all.
#[cfg(any(test, feature = "engine"))]
struct NoWords;

#[cfg(any(test, feature = "engine"))]
impl Vocabulary for NoWords {
    fn expand(&self, _: Field, _: Among, _: &TermMatcher) -> Result<Result<Vec<String>, TooMany>, IndexError> {
        Ok(Ok(Vec::new()))
    }

    fn stems(&self, _: Field, _: Word, _: &str) -> Result<Vec<String>, IndexError> {
        Ok(Vec::new())
    }
}

/// A problem of the clause at `span`.
pub(crate) fn problem_at(span: Span, kind: ProblemKind, help: &str) -> LowerError {
    LowerError::Problem(Problem { kind, span, help: help.to_owned(), suggestion: None })
}

/// One clause, whose meaning is looked for.
struct Clause<'v> {
    field: Field,
    span: Span,
    vocabulary: &'v dyn Vocabulary,
}

impl Clause<'_> {
    fn meaning(&self, matcher: &Matcher) -> Lowering<Meaning> {
        let of = |sense| Ok(Meaning { sense, resolved: String::new() });
        match (self.field.kind(), matcher) {
            (FieldType::Date, Matcher::Dates { from, to }) => {
                let shown = |day: &Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
                let resolved = if from == to { shown(from) } else { format!("{}..{}", shown(from), shown(to)) };
                Ok(Meaning { sense: Sense::Dates { from: *from, to: *to }, resolved })
            }
            (FieldType::Number, Matcher::Numbers { from, to }) => of(Sense::Numbers { from: *from, to: *to }),
            (FieldType::Statement, Matcher::Word(id)) if self.field == Field::Utterance => {
                of(Sense::Utterance(id.clone()))
            }
            (FieldType::Statement, Matcher::Word(id)) => of(Sense::Like(id.clone())),
            (FieldType::Date | FieldType::Number | FieldType::Statement, other) => self.not_for_field(other),
            (_, Matcher::Dates { .. } | Matcher::Numbers { .. }) => self.not_for_field(matcher),
            (FieldType::Keyword, _) => self.keyword(matcher),
            (FieldType::Text, Matcher::Literal(text)) => of(Sense::Words(self.exact(text)?)),
            (FieldType::Name | FieldType::Outlet, Matcher::Literal(value)) => of(Sense::Wholes(vec![value.clone()])),
            (FieldType::Name | FieldType::Outlet, Matcher::Regex(expression)) => {
                let found = self.expand(Among::MarkedWholes, &self.regex(expression)?)?;
                Ok(Meaning { resolved: named(&found), sense: Sense::Wholes(found) })
            }
            (FieldType::Outlet, Matcher::Word(value) | Matcher::Phrase { text: value, slop: 0, prefix: false }) => {
                match Outlets::in_use().by_name(value) {
                    Some(outlet) => {
                        let name = outlet.name.clone();
                        Ok(Meaning { resolved: name.clone(), sense: Sense::Wholes(vec![name]) })
                    }
                    None => of(Sense::Words(self.exact(value)?)),
                }
            }
            (FieldType::Name, Matcher::Word(value) | Matcher::Phrase { text: value, slop: 0, prefix: false })
                if self.field == Field::Speaker =>
            {
                let names = names_of_speaker(value);
                let patterns = names.iter().map(|name| self.exact(name)).collect::<Lowering<Vec<Pattern>>>()?;
                let resolved = if names.len() > 1 { named(&names) } else { String::new() };
                Ok(Meaning { sense: Sense::Names(patterns), resolved })
            }
            _ => self.words(matcher),
        }
    }

    /// Running text and names: words and where they stand.
    fn words(&self, matcher: &Matcher) -> Lowering<Meaning> {
        let in_a_row =
            |slots, slop, resolved| Ok(Meaning { sense: Sense::Words(Pattern::Sequence { slots, slop }), resolved });
        match matcher {
            Matcher::Word(_) => {
                let slots = self.operand(matcher)?;
                let stems: Vec<&str> = slots.iter().flat_map(|slot| &slot.stems).map(String::as_str).collect();
                let resolved = stems.join(", ");
                in_a_row(slots, 0, resolved)
            }
            Matcher::Phrase { slop, prefix, .. } => {
                let slots = self.operand(matcher)?;
                let last = slots.last().filter(|_| *prefix);
                let resolved = last.map_or(String::new(), |slot| named(&slot.words));
                in_a_row(slots, *slop, resolved)
            }
            Matcher::Prefix(_) => {
                let slots = self.operand(matcher)?;
                let resolved = slots.last().map_or(String::new(), |slot| named(&slot.words));
                in_a_row(slots, 0, resolved)
            }
            Matcher::Wildcard(pattern) => {
                let slots = self.wildcard_slots(pattern)?;
                let resolved: Vec<String> = slots.iter().map(|slot| named(&slot.words)).collect();
                in_a_row(slots, 0, resolved.join(" "))
            }
            Matcher::Fuzzy { word, distance } => {
                let Some(folded) = single_word(word) else { return self.not_for_field(matcher) };
                Ok(one_of(self.expand(Among::Words, &TermMatcher::Fuzzy(folded, *distance))?))
            }
            Matcher::Regex(expression) => Ok(one_of(self.expand(Among::Words, &self.regex(expression)?)?)),
            Matcher::Near { left, right, distance, ordered } => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                let pattern = Pattern::Near { left, right, distance: *distance, ordered: *ordered };
                Ok(Meaning { sense: Sense::Words(pattern), resolved: String::new() })
            }
            Matcher::Literal(_) | Matcher::Dates { .. } | Matcher::Numbers { .. } => self.not_for_field(matcher),
        }
    }

    /// Whole values alone.
    fn keyword(&self, matcher: &Matcher) -> Lowering<Meaning> {
        let matcher = match matcher {
            Matcher::Word(value)
            | Matcher::Literal(value)
            | Matcher::Phrase { text: value, slop: 0, prefix: false } => {
                return Ok(Meaning { sense: Sense::Wholes(vec![value.clone()]), resolved: String::new() });
            }
            Matcher::Prefix(prefix) | Matcher::Phrase { text: prefix, slop: 0, prefix: true } => {
                TermMatcher::Prefix(fold(prefix).into_owned())
            }
            Matcher::Wildcard(pattern) => match TermMatcher::wildcard(&fold(pattern)) {
                Some(matcher) => matcher,
                None => return self.not_for_field(matcher),
            },
            Matcher::Fuzzy { word, distance } => TermMatcher::Fuzzy(crate::index::whole(word), *distance),
            Matcher::Regex(expression) => self.regex(expression)?,
            other => return self.not_for_field(other),
        };
        let found = self.expand(Among::Wholes, &matcher)?;
        Ok(Meaning { resolved: named(&found), sense: Sense::Wholes(found) })
    }

    /// The slots of a run of neighbouring words.
    fn operand(&self, matcher: &Matcher) -> Lowering<Vec<Slot>> {
        let slots = match matcher {
            Matcher::Word(text) => self.word_slots(text)?,
            Matcher::Phrase { text, prefix: false, .. } => exact_slots(text),
            Matcher::Phrase { text, prefix: true, .. } | Matcher::Prefix(text) => self.prefix_slots(text)?,
            other => return self.not_for_field(other),
        };
        if slots.is_empty() {
            let (Matcher::Word(text) | Matcher::Phrase { text, .. } | Matcher::Prefix(text)) = matcher else {
                return self.not_for_field(matcher);
            };
            return Err(self.problem(ProblemKind::NoWord(text.clone()), "a word needs a letter or a digit"));
        }
        Ok(slots)
    }

    /// Words as they inflect, where the field has inflections.
    fn word_slots(&self, text: &str) -> Lowering<Vec<Slot>> {
        let mut slots = Vec::new();
        for word in words(text) {
            let mut slot = Slot::word(word.folded(text));
            if self.field.kind() == FieldType::Text {
                slot.stems = self.vocabulary.stems(self.field, word, text)?;
            }
            slots.push(slot);
        }
        Ok(slots)
    }

    /// Exact words, the last of which may go on.
    fn prefix_slots(&self, text: &str) -> Lowering<Vec<Slot>> {
        let mut slots = exact_slots(text);
        if let (true, Some(slot)) = (goes_on(text), slots.last_mut()) {
            let prefix = slot.words.pop().unwrap_or_default();
            slot.words = self.expand(Among::Words, &TermMatcher::Prefix(prefix))?;
        }
        Ok(slots)
    }

    fn wildcard_slots(&self, pattern: &str) -> Lowering<Vec<Slot>> {
        let mut slots = Vec::new();
        for folded in wildcard_words(pattern) {
            if is_pattern(&folded) {
                let Some(matcher) = TermMatcher::wildcard(&folded) else {
                    return self.not_for_field(&Matcher::Wildcard(pattern.to_owned()));
                };
                slots.push(Slot { words: self.expand(Among::Words, &matcher)?, stems: Vec::new() });
            } else {
                slots.push(Slot::word(folded));
            }
        }
        if slots.is_empty() {
            return Err(self.problem(ProblemKind::NoWord(pattern.to_owned()), "a pattern needs a letter or a digit"));
        }
        Ok(slots)
    }

    fn exact(&self, text: &str) -> Lowering<Pattern> {
        let slots = exact_slots(text);
        if slots.is_empty() {
            return Err(self.problem(ProblemKind::NoWord(text.to_owned()), "a value needs a letter or a digit"));
        }
        Ok(Pattern::Sequence { slots, slop: 0 })
    }

    fn expand(&self, among: Among, matcher: &TermMatcher) -> Lowering<Vec<String>> {
        match self.vocabulary.expand(self.field, among, matcher)? {
            Ok(terms) => Ok(terms),
            Err(_) => Err(self.problem(
                ProblemKind::TooManyExpansions { limit: MAX_EXPANSIONS, found_at_least: MAX_EXPANSIONS + 1 },
                "write more of the word",
            )),
        }
    }

    fn regex(&self, expression: &str) -> Lowering<TermMatcher> {
        TermMatcher::regex(expression).map_err(|error| {
            // The engine's message draws its own caret over several lines; its last line says what is wrong.
            let message = error.to_string();
            let detail = message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            self.problem(ProblemKind::BadRegex(detail), "")
        })
    }

    fn not_for_field<T>(&self, matcher: &Matcher) -> Lowering<T> {
        let found = match matcher {
            Matcher::Word(_) => "word",
            Matcher::Phrase { slop: 0, prefix: false, .. } => "phrase",
            Matcher::Phrase { prefix: true, .. } => "phrase that goes on",
            Matcher::Phrase { .. } => "phrase with a distance",
            Matcher::Literal(_) => "literal value",
            Matcher::Prefix(_) => "prefix",
            Matcher::Wildcard(_) => "wildcard",
            Matcher::Fuzzy { .. } => "misspelt word",
            Matcher::Regex(_) => "regular expression",
            Matcher::Near { .. } => "distance between words",
            Matcher::Dates { .. } => "date",
            Matcher::Numbers { .. } => "number",
        };
        Err(self.problem(ProblemKind::NotForField { field: self.field.name(), found }, ""))
    }

    fn problem(&self, kind: ProblemKind, help: &str) -> LowerError {
        problem_at(self.span, kind, help)
    }
}

/// The name as it was asked for and the canonical name of whom the table means by it.
pub(crate) fn names_of_speaker(name: &str) -> Vec<String> {
    let known = Speakers::in_use().meant_by(name).map(|known| known.name.clone());
    let canonical = known.filter(|known| fold(known) != fold(name));
    std::iter::once(name.to_owned()).chain(canonical).collect()
}

/// Whether the last word of a prefix may go on. Behind a closing punctuation mark (`2024/02/`) and in scripts of one word a
/// character, anything may follow.
pub(crate) fn goes_on(prefix: &str) -> bool {
    words(prefix).last().is_some_and(|last| last.span.end == prefix.trim_end().len() && last.kind != WordKind::Unspaced)
}

/// The folded words of a pattern, in which `*` and `?` stand as letters do.
pub(crate) fn wildcard_words(pattern: &str) -> Vec<String> {
    let letters: String = pattern
        .chars()
        .map(|character| match character {
            '*' => ANY_RUN,
            '?' => ANY_ONE,
            other => other,
        })
        .collect();
    words(&letters).map(|word| word.folded(&letters).replace(ANY_RUN, "*").replace(ANY_ONE, "?")).collect()
}

/// Whether a folded word of a pattern stands for several words.
pub(crate) fn is_pattern(folded: &str) -> bool {
    folded.contains(['*', '?'])
}

/// Any of these words.
fn one_of(words: Vec<String>) -> Meaning {
    let resolved = named(&words);
    let slots = vec![Slot { words, stems: Vec::new() }];
    Meaning { sense: Sense::Words(Pattern::Sequence { slots, slop: 0 }), resolved }
}

fn exact_slots(text: &str) -> Vec<Slot> {
    words(text).map(|word| Slot::word(word.folded(text))).collect()
}

fn single_word(text: &str) -> Option<String> {
    let mut all = words(text);
    let word = all.next()?;
    all.next().is_none().then(|| word.folded(text))
}

/// The telling words of a statement, for people.
pub(crate) fn named_words(words: &[TellingWord]) -> String {
    named(&words.iter().map(|word| word.form.clone()).collect::<Vec<_>>())
}

/// What was found, for people: all of a few, the first and the number of many.
fn named(values: &[String]) -> String {
    let shown: Vec<&str> = values.iter().take(MAX_NAMED_TERMS).map(String::as_str).collect();
    match values.len() {
        0 => "nothing".to_owned(),
        n if n > MAX_NAMED_TERMS => format!("{} … ({n})", shown.join(", ")),
        _ => shown.join(", "),
    }
}
