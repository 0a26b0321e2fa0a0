//! Query tree → tantivy query, and what each leaf became on the way. The only door from the language
//! to the index.
//!
//! Only running text is ranked; names, dates and the rest decide whether a statement matches, not how
//! well.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as TantivyQuery, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field as TantivyField, IndexRecordOption};

use super::meaning::{LowerError, Lowering, Meaning, Sense, Vocabulary, meaning, named_words, problem_at};
use super::{Matcher, ProblemKind, Query};
use crate::index::{
    Among, BeneathQuery, ExcludedQuery, Field, FieldType, IndexError, Pattern, ProximityQuery, Snapshot, TermMatcher,
    TooMany, any_of_words, day_number, is_of_head, least_shared, slot_terms, stems_in, whole, whole_term,
};
use crate::text::{Span, Word};

/// Terms up to which a union is ranked term by term; a larger one counts as one term that all have.
const MAX_RANKED_TERMS: usize = 64;

/// Seconds of a day.
const DAY: i64 = 86_400;

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
        Query::Exists { field, .. } => {
            Ok(filter(of_statements(*field, term(snapshot.schema().has_term(*field)), snapshot)))
        }
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

fn filter_term(wanted: Term) -> Box<dyn TantivyQuery> {
    filter(term(wanted))
}

fn term(term: Term) -> Box<dyn TantivyQuery> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// The statements of what `query` finds by terms of `field`, which may be those of heads.
fn of_statements(field: Field, query: Box<dyn TantivyQuery>, snapshot: &Snapshot) -> Box<dyn TantivyQuery> {
    if is_of_head(field) { Box::new(BeneathQuery::new(query, snapshot.schema())) } else { query }
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
        let Meaning { sense, resolved } = meaning(self.field, matcher, self.span, self.snapshot)?;
        let unlit = |query| Ok(Leaf { query: filter(query), pattern: None, resolved: resolved.clone() });
        match sense {
            Sense::Words(pattern) => Ok(self.pattern(pattern, resolved)),
            Sense::Names(patterns) => {
                let of = |pattern: &Pattern| (Occur::Should, filter(self.pattern_query(pattern, false)));
                unlit(self.of_statements(single_or_any(patterns.iter().map(of).collect())))
            }
            Sense::Wholes(values) => unlit(self.of_statements(self.whole_values(&values))),
            Sense::Dates { from, to } => unlit(self.dates(from, to)?),
            Sense::Numbers { from, to } => unlit(self.numbers(from, to)),
            Sense::Like(id) => self.like(&id),
            Sense::Utterance(id) => self.utterance(&id),
        }
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
        for word in &telling {
            let query = TermQuery::new(self.snapshot.telling_term(word), IndexRecordOption::WithFreqs);
            clauses.push((Occur::Should, Box::new(query)));
        }
        let resolved = named_words(&telling);
        let Some(pattern) = any_of_words(&telling) else {
            return Ok(Leaf { query: Box::new(EmptyQuery), pattern: None, resolved });
        };
        let query = Box::new(BooleanQuery::with_minimum_required_clauses(clauses, least_shared(telling.len())));
        Ok(Leaf { query, pattern: Some((Field::Quote, pattern)), resolved })
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

    fn dates(&self, from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) -> Lowering<Box<dyn TantivyQuery>> {
        let schema = self.snapshot.schema();
        let bound = |day: Option<i64>| {
            day.map_or(Bound::Unbounded, |second| Bound::Included(Term::from_field_i64(self.tantivy_field(), second)))
        };
        let first = from.map(|day| day_number(day) * DAY);
        let last = to.map(|day| day_number(day) * DAY + DAY - 1);
        if first.is_none() && last.is_none() {
            return Ok(filter_term(schema.has_term(self.field)));
        }
        let begins: Box<dyn TantivyQuery> = Box::new(RangeQuery::new(bound(first), bound(last)));
        Ok(match last {
            // A month or a year matches when it lies inside as a whole.
            Some(last) if self.snapshot.has_imprecise_dates()? => {
                let later = Bound::Excluded(Term::from_field_i64(schema.date_end(), last));
                Box::new(BooleanQuery::new(vec![
                    (Occur::Must, begins),
                    (Occur::MustNot, Box::new(RangeQuery::new(later, Bound::Unbounded))),
                ]))
            }
            _ => begins,
        })
    }

    fn numbers(&self, from: Option<(f64, bool)>, to: Option<(f64, bool)>) -> Box<dyn TantivyQuery> {
        let bound = |end: Option<(f64, bool)>| match end.map(|(number, part)| (self.number_term(number), part)) {
            None => Bound::Unbounded,
            Some((term, true)) => Bound::Included(term),
            Some((term, false)) => Bound::Excluded(term),
        };
        match (from, to) {
            (None, None) => everything(self.snapshot),
            _ => Box::new(RangeQuery::new(bound(from), bound(to))),
        }
    }

    fn number_term(&self, number: f64) -> Term {
        Term::from_field_f64(self.tantivy_field(), number)
    }

    fn pattern(&self, pattern: Pattern, resolved: String) -> Leaf {
        let ranked = self.field.kind() == FieldType::Text;
        let query = self.of_statements(self.pattern_query(&pattern, ranked));
        let query = if ranked { query } else { filter(query) };
        Leaf { query, pattern: ranked.then_some((self.field, pattern)), resolved }
    }

    fn pattern_query(&self, pattern: &Pattern, ranked: bool) -> Box<dyn TantivyQuery> {
        let schema = self.snapshot.schema();
        let (field, stem_field, part) =
            (self.tantivy_field(), schema.stem_field(self.field), schema.part_of(self.field));
        if pattern.slots().any(|slot| slot.n_forms() == 0) {
            return Box::new(EmptyQuery);
        }
        if let Pattern::Sequence { slots, slop } = pattern {
            if let [slot] = slots.as_slice() {
                let own = any_of(slot_terms(slot, field, stem_field).collect());
                let Some((words, stems)) = part else { return own };
                // Of what stands apart, all words are in the fields of its own.
                let part = BooleanQuery::new(vec![
                    (Occur::Must, any_of(slot_terms(slot, words, Some(stems)).collect())),
                    (Occur::MustNot, filter_term(schema.apart_term())),
                ]);
                return Box::new(BooleanQuery::union(vec![own, Box::new(part)]));
            }
            let is_exact = slots.iter().all(|slot| slot.words.len() == 1 && slot.stems.is_empty());
            if *slop == 0 && is_exact && part.is_none() {
                let terms = slots.iter().flat_map(|slot| &slot.words).map(|word| Term::from_field_text(field, word));
                return Box::new(PhraseQuery::new(terms.collect()));
            }
        }
        let query = ProximityQuery::new(pattern.clone(), field, stem_field, ranked);
        match part {
            Some(part) => Box::new(query.with_part(part, schema.apart_term())),
            None => Box::new(query),
        }
    }

    fn whole_values(&self, values: &[String]) -> Box<dyn TantivyQuery> {
        let term = |value: &String| {
            let is_alone = self.field.kind() == FieldType::Keyword;
            let whole = if is_alone { whole(value) } else { whole_term(value) };
            Term::from_field_text(self.tantivy_field(), &whole)
        };
        match values {
            [only] => Box::new(TermQuery::new(term(only), IndexRecordOption::Basic)),
            several => any_of(several.iter().map(term).collect()),
        }
    }

    fn problem(&self, kind: ProblemKind, help: &str) -> LowerError {
        problem_at(self.span, kind, help)
    }

    fn of_statements(&self, query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
        of_statements(self.field, query, self.snapshot)
    }

    fn tantivy_field(&self) -> TantivyField {
        self.snapshot.schema().field(self.field)
    }
}

impl Vocabulary for Snapshot {
    fn expand(
        &self,
        field: Field,
        among: Among,
        matcher: &TermMatcher,
    ) -> Result<Result<Vec<String>, TooMany>, IndexError> {
        self.expand(field, among, matcher)
    }

    /// Stems that no statement has are left out, so that an index in two languages is asked for two stems, not thirty.
    fn stems(&self, field: Field, word: Word, text: &str) -> Result<Vec<String>, IndexError> {
        let mut stems = Vec::new();
        for stem in stems_in(&*self.languages()?, word, text) {
            for stem_field in self.schema().stem_fields(field) {
                if self.occurs(&Term::from_field_text(stem_field, &stem))? {
                    stems.push(stem);
                    break;
                }
            }
        }
        Ok(stems)
    }
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
