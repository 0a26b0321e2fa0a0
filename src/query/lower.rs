//! Query tree → tantivy query, and what each leaf became on the way. The only door from the language
//! to the index.
//!
//! Only running text is ranked; names, dates and the rest decide whether a statement matches, not how
//! well. Every operator stands for all it can stand for in this index, or the query fails.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as TantivyQuery, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field as TantivyField, IndexRecordOption};

use super::{Matcher, Problem, ProblemKind, Query};
use crate::index::{
    Among, ExcludedQuery, Field, FieldType, IndexError, MAX_EXPANSIONS, Pattern, ProximityQuery, Slot, Snapshot,
    TermMatcher, day_number, stems_in, whole, whole_term,
};
use crate::outlet::Outlets;
use crate::speaker::Speakers;
use crate::text::{Span, WordKind, fold, words};

/// Terms up to which a union is ranked term by term; a larger one counts as one term that all have.
const MAX_RANKED_TERMS: usize = 64;

/// Terms that an explanation names before it only counts.
const MAX_NAMED_TERMS: usize = 20;

/// How many of the telling words of a statement its like must have: what Elasticsearch's `more_like_this` asks for.
const SHARED_PERCENT: usize = 30;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Letters that stand for `*` and `?` while a pattern is cut into words; they fold to themselves.
const ANY_RUN: char = '\u{A78F}';
const ANY_ONE: char = '\u{A66E}';

/// A query ready to run.
pub(crate) struct Lowered {
    /// What tantivy runs.
    pub query: Box<dyn TantivyQuery>,
    /// What the clauses that are not excluded look for in running text, for highlights.
    pub patterns: Vec<(Field, Pattern)>,
}

/// One leaf ready to run.
pub(crate) struct Leaf {
    /// What tantivy runs.
    pub query: Box<dyn TantivyQuery>,
    /// What it looks for, in the running text of a field.
    pub pattern: Option<(Field, Pattern)>,
    /// What an alias, a date or a pattern became; empty when nothing.
    pub resolved: String,
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

type Lowering<T> = Result<T, LowerError>;

/// Lowers all of `query`.
///
/// # Errors
///
/// When an operator stands for too much, or the index cannot be read.
pub(crate) fn lower(query: &Query, snapshot: &Snapshot) -> Lowering<Lowered> {
    let mut patterns = Vec::new();
    let query = lower_node(query, snapshot, Some(&mut patterns))?;
    Ok(Lowered { query, patterns })
}

/// Lowers one clause of `field`.
///
/// # Errors
///
/// As [`lower`].
pub(crate) fn lower_leaf(field: Field, matcher: &Matcher, span: Span, snapshot: &Snapshot) -> Lowering<Leaf> {
    LeafLowering { field, span, snapshot }.lower(matcher)
}

/// `patterns` is `None` inside an exclusion.
fn lower_node(
    query: &Query,
    snapshot: &Snapshot,
    mut patterns: Option<&mut Vec<(Field, Pattern)>>,
) -> Lowering<Box<dyn TantivyQuery>> {
    match query {
        Query::All => Ok(everything(snapshot)),
        Query::Exists { field, .. } => Ok(filter_term(snapshot.schema().has_term(*field))),
        Query::Match { field, matcher, span } => {
            let leaf = lower_leaf(*field, matcher, *span, snapshot)?;
            if let Some(patterns) = patterns {
                patterns.extend(leaf.pattern);
            }
            Ok(leaf.query)
        }
        Query::Not(inner) => {
            if let Query::Not(twice) = &**inner {
                return lower_node(twice, snapshot, patterns);
            }
            let excluded = Box::new(ExcludedQuery(lower_node(inner, snapshot, None)?));
            Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, everything(snapshot)), (Occur::MustNot, excluded)])))
        }
        Query::And(parts) => {
            let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::with_capacity(parts.len() + 1);
            for part in parts {
                if let Query::Not(inner) = part {
                    let excluded = Box::new(ExcludedQuery(lower_node(inner, snapshot, None)?));
                    clauses.push((Occur::MustNot, excluded));
                } else {
                    clauses.push((Occur::Must, lower_node(part, snapshot, patterns.as_deref_mut())?));
                }
            }
            // A boolean query of exclusions alone finds nothing.
            if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                clauses.push((Occur::Must, everything(snapshot)));
            }
            Ok(Box::new(BooleanQuery::new(clauses)))
        }
        Query::Or(parts) => {
            let mut clauses = Vec::with_capacity(parts.len());
            for part in parts {
                clauses.push((Occur::Should, lower_node(part, snapshot, patterns.as_deref_mut())?));
            }
            Ok(Box::new(BooleanQuery::new(clauses)))
        }
    }
}

/// All statements, and nothing else that the index holds.
fn everything(snapshot: &Snapshot) -> Box<dyn TantivyQuery> {
    filter_term(snapshot.schema().statement_term())
}

fn filter_term(term: Term) -> Box<dyn TantivyQuery> {
    filter(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
}

/// Matches without a share in the ranking.
fn filter(query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// One clause on its way down.
struct LeafLowering<'s> {
    field: Field,
    span: Span,
    snapshot: &'s Snapshot,
}

impl LeafLowering<'_> {
    fn lower(&self, matcher: &Matcher) -> Lowering<Leaf> {
        match (self.field.kind(), matcher) {
            (FieldType::Date, Matcher::Dates { from, to }) => self.dates(*from, *to),
            (FieldType::Number, Matcher::Numbers { from, to }) => Ok(self.numbers(*from, *to)),
            (FieldType::Statement, Matcher::Word(id)) if self.field == Field::Utterance => self.utterance(id),
            (FieldType::Statement, Matcher::Word(id)) => self.like(id),
            (FieldType::Date | FieldType::Number | FieldType::Statement, other) => self.not_for_field(other),
            (_, Matcher::Dates { .. } | Matcher::Numbers { .. }) => self.not_for_field(matcher),
            (FieldType::Keyword, _) => self.keyword(matcher),
            (FieldType::Text, Matcher::Literal(text)) => self.pattern(self.exact(text)?, ""),
            (FieldType::Name | FieldType::Outlet, Matcher::Literal(value)) => {
                Ok(self.whole_values(std::slice::from_ref(value)))
            }
            (FieldType::Name | FieldType::Outlet, Matcher::Regex(expression)) => {
                let found = self.expand(Among::MarkedWholes, &self.regex(expression)?)?;
                Ok(Leaf { resolved: named(&found), ..self.whole_values(&found) })
            }
            (FieldType::Outlet, Matcher::Word(value) | Matcher::Phrase { text: value, slop: 0, prefix: false }) => {
                self.outlet(value)
            }
            (FieldType::Name, Matcher::Word(value) | Matcher::Phrase { text: value, slop: 0, prefix: false })
                if self.field == Field::Speaker =>
            {
                self.speaker(value)
            }
            _ => self.words(matcher),
        }
    }

    /// Running text and names: words and where they stand.
    fn words(&self, matcher: &Matcher) -> Lowering<Leaf> {
        match matcher {
            Matcher::Word(_) => {
                let slots = self.operand(matcher)?;
                let stems = slots.iter().flat_map(|slot| &slot.stems).map(String::as_str);
                let resolved = stems.collect::<Vec<_>>().join(", ");
                self.pattern(Pattern::Sequence { slots, slop: 0 }, &resolved)
            }
            Matcher::Phrase { slop, prefix, .. } => {
                let slots = self.operand(matcher)?;
                let resolved =
                    if *prefix { slots.last().map_or(String::new(), |slot| named(&slot.words)) } else { String::new() };
                self.pattern(Pattern::Sequence { slots, slop: *slop }, &resolved)
            }
            Matcher::Prefix(_) => {
                let slots = self.operand(matcher)?;
                let resolved = slots.last().map_or(String::new(), |slot| named(&slot.words));
                self.pattern(Pattern::Sequence { slots, slop: 0 }, &resolved)
            }
            Matcher::Wildcard(pattern) => {
                let slots = self.wildcard_slots(pattern)?;
                let resolved: Vec<String> = slots.iter().map(|slot| named(&slot.words)).collect();
                self.pattern(Pattern::Sequence { slots, slop: 0 }, &resolved.join(" "))
            }
            Matcher::Fuzzy { word, distance } => {
                let Some(folded) = single_word(word) else { return self.not_for_field(matcher) };
                let found = self.expand(Among::Words, &TermMatcher::Fuzzy(folded, *distance))?;
                self.one_of(found)
            }
            Matcher::Regex(expression) => {
                let found = self.expand(Among::Words, &self.regex(expression)?)?;
                self.one_of(found)
            }
            Matcher::Near { left, right, distance, ordered } => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                self.pattern(Pattern::Near { left, right, distance: *distance, ordered: *ordered }, "")
            }
            Matcher::Literal(_) | Matcher::Dates { .. } | Matcher::Numbers { .. } => self.not_for_field(matcher),
        }
    }

    /// Whole values alone.
    fn keyword(&self, matcher: &Matcher) -> Lowering<Leaf> {
        let matcher = match matcher {
            Matcher::Word(value)
            | Matcher::Literal(value)
            | Matcher::Phrase { text: value, slop: 0, prefix: false } => {
                let term = Term::from_field_text(self.tantivy_field(), &whole(value));
                return Ok(Leaf { query: filter_term(term), pattern: None, resolved: String::new() });
            }
            Matcher::Prefix(prefix) | Matcher::Phrase { text: prefix, slop: 0, prefix: true } => {
                TermMatcher::Prefix(fold(prefix).into_owned())
            }
            Matcher::Wildcard(pattern) => match TermMatcher::wildcard(&fold(pattern)) {
                Some(matcher) => matcher,
                None => return self.not_for_field(matcher),
            },
            Matcher::Fuzzy { word, distance } => TermMatcher::Fuzzy(whole(word), *distance),
            Matcher::Regex(expression) => self.regex(expression)?,
            other => return self.not_for_field(other),
        };
        let found = self.expand(Among::Wholes, &matcher)?;
        let terms = found.iter().map(|value| Term::from_field_text(self.tantivy_field(), value)).collect();
        Ok(Leaf { query: filter(any_of(terms)), pattern: None, resolved: named(&found) })
    }

    fn outlet(&self, value: &str) -> Lowering<Leaf> {
        match Outlets::in_use().by_name(value) {
            Some(outlet) => {
                Ok(Leaf { resolved: outlet.name.clone(), ..self.whole_values(std::slice::from_ref(&outlet.name)) })
            }
            None => self.pattern(self.exact(value)?, ""),
        }
    }

    fn speaker(&self, value: &str) -> Lowering<Leaf> {
        let mut queries: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        let names = names_of_speaker(value);
        for name in &names {
            queries.push((Occur::Should, self.pattern(self.exact(name)?, "")?.query));
        }
        let resolved = if names.len() > 1 { named(&names) } else { String::new() };
        Ok(Leaf { query: single_or_any(queries), pattern: None, resolved })
    }

    /// Other statements that share enough of the telling words of the statement `id`, ranked by them.
    fn like(&self, id: &str) -> Lowering<Leaf> {
        // Several articles may claim one id; which of them comes first in the index is chance.
        let same = self.snapshot.statements_of_id(id)?.into_iter();
        let Some(record) = same.min_by(|a, b| a.article.path.cmp(&b.article.path)) else {
            return Err(self.problem(ProblemKind::NoSuchStatement(id.to_owned()), "is it from another index?"));
        };
        let telling = self.snapshot.telling_words(&record)?;
        let own = Term::from_field_text(self.snapshot.schema().field(Field::Id), &whole(&record.id));
        let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = vec![(Occur::MustNot, filter_term(own))];
        let mut slot = Slot::default();
        for word in &telling {
            let query = TermQuery::new(word.term.clone(), IndexRecordOption::WithFreqs);
            clauses.push((Occur::Should, Box::new(query)));
            if word.is_stem { slot.stems.push(word.form.clone()) } else { slot.words.push(word.form.clone()) }
        }
        let forms: Vec<String> = telling.into_iter().map(|word| word.form).collect();
        let resolved = named(&forms);
        if forms.is_empty() {
            return Ok(Leaf { query: Box::new(EmptyQuery), pattern: None, resolved });
        }
        let enough = (forms.len() * SHARED_PERCENT / 100).max(1);
        let query = Box::new(BooleanQuery::with_minimum_required_clauses(clauses, enough));
        Ok(Leaf { query, pattern: Some((Field::Quote, Pattern::Sequence { slots: vec![slot], slop: 0 })), resolved })
    }

    /// The statement whose id is or begins with `id`, and all other versions of what it says.
    fn utterance(&self, id: &str) -> Lowering<Leaf> {
        let prefix = TermMatcher::Prefix(id.to_owned());
        let Ok(ids) = self.snapshot.expand(Field::Id, Among::Wholes, &prefix)? else {
            return Err(self.ambiguous(id));
        };
        let mut utterances = ids.iter().map(|id| self.snapshot.utterance_of(id)).collect::<Result<Vec<_>, _>>()?;
        let Some(first) = ids.first() else {
            return Err(self.problem(ProblemKind::NoSuchStatement(id.to_owned()), "is it from another index?"));
        };
        utterances.dedup();
        let query = match utterances.as_slice() {
            [Some(utterance)] => self.snapshot.versions_query(*utterance)?,
            [None] if ids.len() == 1 => {
                let own = Term::from_field_text(self.snapshot.schema().field(Field::Id), &whole(first));
                Box::new(TermQuery::new(own, IndexRecordOption::Basic))
            }
            _ => return Err(self.ambiguous(id)),
        };
        let resolved = if first == id { String::new() } else { first.clone() };
        Ok(Leaf { query: filter(query), pattern: None, resolved })
    }

    fn ambiguous(&self, id: &str) -> LowerError {
        self.problem(ProblemKind::AmbiguousId(id.to_owned()), "give more of its digits")
    }

    fn dates(&self, from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) -> Lowering<Leaf> {
        let schema = self.snapshot.schema();
        let shown = |day: Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
        let resolved = if from == to { shown(from) } else { format!("{}..{}", shown(from), shown(to)) };
        let bound = |day: Option<i64>| {
            day.map_or(Bound::Unbounded, |second| Bound::Included(Term::from_field_i64(self.tantivy_field(), second)))
        };
        let first = from.map(|day| day_number(day) * DAY);
        let last = to.map(|day| day_number(day) * DAY + DAY - 1);
        if first.is_none() && last.is_none() {
            return Ok(Leaf { query: filter_term(schema.has_term(self.field)), pattern: None, resolved });
        }
        let begins: Box<dyn TantivyQuery> = Box::new(RangeQuery::new(bound(first), bound(last)));
        let query = match last {
            // A month or a year matches when it lies inside as a whole.
            Some(last) if self.snapshot.has_imprecise_dates()? => {
                let later = Bound::Excluded(Term::from_field_i64(schema.date_end(), last));
                Box::new(BooleanQuery::new(vec![
                    (Occur::Must, begins),
                    (Occur::MustNot, Box::new(RangeQuery::new(later, Bound::Unbounded))),
                ]))
            }
            _ => begins,
        };
        Ok(Leaf { query: filter(query), pattern: None, resolved })
    }

    fn numbers(&self, from: Option<(f64, bool)>, to: Option<(f64, bool)>) -> Leaf {
        let bound = |end: Option<(f64, bool)>| match end.map(|(number, part)| (self.number_term(number), part)) {
            None => Bound::Unbounded,
            Some((term, true)) => Bound::Included(term),
            Some((term, false)) => Bound::Excluded(term),
        };
        let query: Box<dyn TantivyQuery> = match (from, to) {
            (None, None) => return Leaf { query: everything(self.snapshot), pattern: None, resolved: String::new() },
            _ => Box::new(RangeQuery::new(bound(from), bound(to))),
        };
        Leaf { query: filter(query), pattern: None, resolved: String::new() }
    }

    fn number_term(&self, number: f64) -> Term {
        Term::from_field_f64(self.tantivy_field(), number)
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

    /// Words as they inflect, where the field has inflections. Each stem that no statement has is left
    /// out, so that an index in two languages is asked for two stems, not thirty.
    fn word_slots(&self, text: &str) -> Lowering<Vec<Slot>> {
        let mut slots = Vec::new();
        for word in words(text) {
            let mut slot = Slot::word(word.folded(text));
            if let Some(stem_field) = self.snapshot.schema().stem_field(self.field) {
                for stem in stems_in(&*self.snapshot.languages()?, word, text) {
                    if self.snapshot.occurs(&Term::from_field_text(stem_field, &stem))? {
                        slot.stems.push(stem);
                    }
                }
            }
            slots.push(slot);
        }
        Ok(slots)
    }

    /// Exact words, the last of which may go on. Behind a closing punctuation mark (`2024/02/`) and in
    /// scripts of one word a character, anything may follow.
    fn prefix_slots(&self, text: &str) -> Lowering<Vec<Slot>> {
        let mut slots = exact_slots(text);
        let Some(last) = words(text).last() else { return Ok(slots) };
        let goes_on = last.span.end == text.trim_end().len() && last.kind != WordKind::Unspaced;
        if let (true, Some(slot)) = (goes_on, slots.last_mut()) {
            let prefix = slot.words.pop().unwrap_or_default();
            slot.words = self.expand(Among::Words, &TermMatcher::Prefix(prefix))?;
        }
        Ok(slots)
    }

    fn wildcard_slots(&self, pattern: &str) -> Lowering<Vec<Slot>> {
        let letters: String = pattern
            .chars()
            .map(|character| match character {
                '*' => ANY_RUN,
                '?' => ANY_ONE,
                other => other,
            })
            .collect();
        let mut slots = Vec::new();
        for word in words(&letters) {
            let folded = word.folded(&letters).replace(ANY_RUN, "*").replace(ANY_ONE, "?");
            if folded.contains(['*', '?']) {
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

    fn one_of(&self, words: Vec<String>) -> Lowering<Leaf> {
        let resolved = named(&words);
        self.pattern(Pattern::Sequence { slots: vec![Slot { words, stems: Vec::new() }], slop: 0 }, &resolved)
    }

    #[allow(clippy::unnecessary_wraps, reason = "every way to lower a leaf ends here or in a problem")]
    fn pattern(&self, pattern: Pattern, resolved: &str) -> Lowering<Leaf> {
        let ranked = self.field.kind() == FieldType::Text;
        let query = self.pattern_query(&pattern, ranked);
        let query = if ranked { query } else { filter(query) };
        Ok(Leaf { query, pattern: ranked.then_some((self.field, pattern)), resolved: resolved.to_owned() })
    }

    fn pattern_query(&self, pattern: &Pattern, ranked: bool) -> Box<dyn TantivyQuery> {
        let field = self.tantivy_field();
        let stem_field = self.snapshot.schema().stem_field(self.field);
        if pattern.slots().any(|slot| slot.n_forms() == 0) {
            return Box::new(EmptyQuery);
        }
        if let Pattern::Sequence { slots, slop } = pattern {
            if let [slot] = slots.as_slice() {
                let exact = slot.words.iter().map(|word| Term::from_field_text(field, word));
                let stems = stem_field
                    .into_iter()
                    .flat_map(|field| slot.stems.iter().map(move |s| Term::from_field_text(field, s)));
                return any_of(exact.chain(stems).collect());
            }
            let is_exact = slots.iter().all(|slot| slot.words.len() == 1 && slot.stems.is_empty());
            if *slop == 0 && is_exact {
                let terms = slots.iter().flat_map(|slot| &slot.words).map(|word| Term::from_field_text(field, word));
                return Box::new(PhraseQuery::new(terms.collect()));
            }
        }
        Box::new(ProximityQuery::new(pattern.clone(), field, stem_field, ranked))
    }

    fn whole_values(&self, values: &[String]) -> Leaf {
        let mut terms = values.iter().map(|value| Term::from_field_text(self.tantivy_field(), &whole_term(value)));
        let query = match (terms.len(), terms.next()) {
            (1, Some(only)) => filter_term(only),
            (_, first) => filter(any_of(first.into_iter().chain(terms).collect())),
        };
        Leaf { query, pattern: None, resolved: String::new() }
    }

    fn expand(&self, among: Among, matcher: &TermMatcher) -> Lowering<Vec<String>> {
        match self.snapshot.expand(self.field, among, matcher)? {
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
        LowerError::Problem(Problem { kind, span: self.span, help: help.to_owned(), suggestion: None })
    }

    fn tantivy_field(&self) -> TantivyField {
        self.snapshot.schema().field(self.field)
    }
}

/// The name as it was asked for and the canonical name of whom the table means by it.
fn names_of_speaker(name: &str) -> Vec<String> {
    let known = Speakers::in_use().meant_by(name).map(|known| known.name.clone());
    let canonical = known.filter(|known| fold(known) != fold(name));
    std::iter::once(name.to_owned()).chain(canonical).collect()
}

fn exact_slots(text: &str) -> Vec<Slot> {
    words(text).map(|word| Slot::word(word.folded(text))).collect()
}

fn single_word(text: &str) -> Option<String> {
    let mut all = words(text);
    let word = all.next()?;
    all.next().is_none().then(|| word.folded(text))
}

fn any_of(terms: Vec<Term>) -> Box<dyn TantivyQuery> {
    if terms.is_empty() {
        return Box::new(EmptyQuery);
    }
    if terms.len() > MAX_RANKED_TERMS {
        return Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 1.0));
    }
    let of_term = |term| -> (Occur, Box<dyn TantivyQuery>) {
        (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
    };
    single_or_any(terms.into_iter().map(of_term).collect())
}

fn single_or_any(mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)>) -> Box<dyn TantivyQuery> {
    match (clauses.len(), clauses.pop()) {
        (1, Some((_, only))) => only,
        (_, Some(last)) => {
            clauses.push(last);
            Box::new(BooleanQuery::new(clauses))
        }
        (_, None) => Box::new(EmptyQuery),
    }
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
