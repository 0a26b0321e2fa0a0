//! A query as the body of a request, in what the engines have in common.
//!
//! Some of what can be asked they cannot say exactly. Then the body finds more than is asked for, never less, and what it
//! finds is read and checked ([`ReadStatement`](crate::answer::ReadStatement)).

use serde_json::{Value, json};

use super::document::{MAX_WORD, kept_word};
use super::like::with_word;
use super::{Product, expression, fields};
use crate::answer::Liked;
use crate::index::{Field, FieldType, Languages, Pattern, Slot, day_number, least_shared, stems_in, whole};
use crate::query::{
    LowerError, Matcher, ProblemKind, Query, Sense, goes_on, is_pattern, known_meaning, names_of_speaker, problem_at,
    wildcard_words,
};
use crate::text::{Span, fold, words};

/// A query for an engine.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Compiled {
    /// The body's `query`.
    pub(super) body: Value,
    /// Whether all that it finds is what is asked for.
    pub(super) is_exact: bool,
}

/// Which error a body may make where it cannot be exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// It finds too much.
    Upper,
    /// It finds too little: so it is inside an exclusion.
    Lower,
}

impl Bound {
    fn other(self) -> Self {
        if self == Self::Upper { Self::Lower } else { Self::Upper }
    }
}

/// Compiles `query` for `product`.
///
/// # Errors
///
/// What is wrong with it, and what this engine cannot be asked.
pub(super) fn compile(
    query: &Query,
    product: Product,
    reading: Reading,
    liked: &Liked,
) -> Result<Compiled, LowerError> {
    let compiling = Compiling { product, reading, liked };
    let compiled = compiling.node(query, Bound::Upper)?;
    let (depth, leaves) = size(&compiled.body);
    if depth > MAX_DEPTH || leaves > MAX_LEAVES {
        let span = query.span().unwrap_or(Span::new(0, 0));
        return Err(compiling.cannot(span, "queries as large as this one"));
    }
    Ok(compiled)
}

/// How deep an engine's query may nest, and of how many clauses it may consist: what all take in their usual settings
/// (`indices.query.bool.max_nested_depth`, `max_clause_count`).
const MAX_DEPTH: usize = 20;
const MAX_LEAVES: usize = 1_000;

/// Which clauses are told by reading the statements, whatever the engine could do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Those that no engine can be asked.
    Needed,
    /// Regular expressions, too: this one was too much for the engine.
    Expressions,
}

/// How deep boolean queries nest in `body`, and how many other queries they hold.
fn size(body: &Value) -> (usize, usize) {
    let Some(clauses) = body.get("bool").and_then(Value::as_object) else { return (0, 1) };
    let parts = clauses.values().filter_map(Value::as_array).flatten().map(size);
    let (depth, leaves) = parts.fold((0, 0), |(depth, leaves), (part, more)| (depth.max(part), leaves + more));
    (depth + 1, leaves)
}

/// All statements.
pub(super) fn everything() -> Value {
    json!({"match_all": {}})
}

fn nothing() -> Value {
    json!({"bool": {"must_not": [everything()]}})
}

/// What decides and does not rank.
fn unranked(body: Value) -> Value {
    let is_so =
        body.get("bool").and_then(Value::as_object).is_some_and(|clauses| clauses.keys().all(|key| key == "filter"));
    if is_so { body } else { filter(&[body]) }
}

fn filter(clauses: &[Value]) -> Value {
    json!({"bool": {"filter": clauses}})
}

fn any(mut clauses: Vec<Value>) -> Value {
    match clauses.len() {
        0 => nothing(),
        1 => clauses.remove(0),
        _ => json!({"bool": {"should": clauses}}),
    }
}

fn term(field: &str, value: &str) -> Value {
    json!({"term": {field: {"value": value}}})
}

fn exact(body: Value) -> Compiled {
    Compiled { body, is_exact: true }
}

struct Compiling<'l> {
    product: Product,
    reading: Reading,
    liked: &'l Liked,
}

impl Compiling<'_> {
    fn node(&self, query: &Query, bound: Bound) -> Result<Compiled, LowerError> {
        Ok(match query {
            Query::All => exact(everything()),
            Query::Exists { field, .. } => exact(filter(&[term(fields::HAS, field.name())])),
            Query::Match { field, matcher, span } => {
                // Whatever is wrong with a clause is wrong with it everywhere.
                let sense = known_meaning(*field, matcher, *span)?.sense;
                let compiled = self.clause(*field, matcher, *span, &sense)?;
                let is_ranked = field.kind() == FieldType::Text || *field == Field::Like;
                let body = match bound {
                    Bound::Lower if !compiled.is_exact => nothing(),
                    _ if is_ranked => compiled.body,
                    _ => unranked(compiled.body),
                };
                Compiled { body, ..compiled }
            }
            Query::Not(inner) => {
                if let Query::Not(twice) = &**inner {
                    return self.node(twice, bound);
                }
                let Compiled { body, is_exact } = self.node(inner, bound.other())?;
                Compiled { body: json!({"bool": {"must": [everything()], "must_not": [body]}}), is_exact }
            }
            Query::And(parts) => {
                let (mut must, mut must_not, mut is_exact) = (Vec::new(), Vec::new(), true);
                for part in parts {
                    let compiled = match part {
                        Query::Not(inner) if !matches!(**inner, Query::Not(_)) => {
                            let compiled = self.node(inner, bound.other())?;
                            must_not.push(compiled.body);
                            compiled.is_exact
                        }
                        part => {
                            let compiled = self.node(part, bound)?;
                            must.push(compiled.body);
                            compiled.is_exact
                        }
                    };
                    is_exact &= compiled;
                }
                if must.is_empty() {
                    must.push(everything());
                }
                Compiled { body: json!({"bool": {"must": must, "must_not": must_not}}), is_exact }
            }
            Query::Or(parts) => {
                let (mut bodies, mut is_exact) = (Vec::new(), true);
                for part in parts {
                    let compiled = self.node(part, bound)?;
                    bodies.push(compiled.body);
                    is_exact &= compiled.is_exact;
                }
                Compiled { body: any(bodies), is_exact }
            }
        })
    }

    fn clause(&self, field: Field, matcher: &Matcher, span: Span, sense: &Sense) -> Result<Compiled, LowerError> {
        Ok(match sense {
            Sense::Dates { from, to } => exact(dates(*from, *to)),
            Sense::Numbers { from, to } => exact(numbers(*from, *to)),
            Sense::Like(id) => exact(self.like(id)),
            Sense::Utterance(_) => return Err(self.cannot(span, "the versions of an utterance")),
            Sense::Names(_) => {
                let (Matcher::Word(name) | Matcher::Phrase { text: name, .. }) = matcher else {
                    return Err(self.cannot(span, "this"));
                };
                let names = names_of_speaker(name);
                exact(any(names.iter().map(|name| phrase(&fields::words(field), &folded(name), 0)).collect()))
            }
            Sense::Wholes(values) => self.wholes(field, matcher, span, values)?,
            Sense::Words(pattern) => self.words(field, matcher, span, pattern)?,
        })
    }

    /// What shares enough of the telling words of the statement `id`, and is another one.
    fn like(&self, id: &str) -> Value {
        let telling = self.liked.get(id).map(Vec::as_slice).unwrap_or_default();
        if telling.is_empty() {
            return nothing();
        }
        let words: Vec<Value> = telling.iter().map(with_word).collect();
        json!({"bool": {
            "should": words, "minimum_should_match": least_shared(telling.len()),
            "must_not": [term(&fields::whole(Field::Id), &whole(id))],
        }})
    }

    /// Whole values: `values` are those that need no dictionary.
    fn wholes(&self, field: Field, matcher: &Matcher, span: Span, values: &[String]) -> Result<Compiled, LowerError> {
        let own = fields::whole(field);
        Ok(match matcher {
            Matcher::Prefix(prefix) | Matcher::Phrase { text: prefix, prefix: true, .. } => {
                let begun = fold(prefix);
                let kept = if self.cuts_values() { &begun[..begun.floor_char_boundary(MAX_WORD)] } else { &*begun };
                Compiled { body: json!({"prefix": {own: {"value": kept}}}), is_exact: kept == begun }
            }
            Matcher::Wildcard(_) if self.cuts_values() && may_be_long(field) => read_all(field),
            Matcher::Wildcard(pattern) => {
                exact(json!({"wildcard": {own: {"value": expression::wildcard(&fold(pattern))}}}))
            }
            Matcher::Fuzzy { word, distance } => self.misspelt(&own, &whole(word), *distance, span)?,
            Matcher::Regex(regex) => self.regex(&own, regex, field),
            _ => {
                let kept = |value: &String| {
                    let whole = whole(value);
                    if self.cuts_values() { kept_word(&whole) } else { whole }
                };
                exact(any(values.iter().map(|value| term(&own, &kept(value))).collect()))
            }
        })
    }

    /// Whether long values are kept by their beginnings: Quickwit has no term of 255 bytes or more.
    fn cuts_values(&self) -> bool {
        self.product == Product::Quickwit
    }

    /// Words of texts and names.
    fn words(&self, field: Field, matcher: &Matcher, span: Span, pattern: &Pattern) -> Result<Compiled, LowerError> {
        let own = fields::words(field);
        Ok(match matcher {
            Matcher::Wildcard(pattern) => {
                let clauses: Vec<Value> = wildcard_words(pattern)
                    .iter()
                    .map(|word| {
                        if is_pattern(word) {
                            json!({"wildcard": {&own: {"value": expression::wildcard(word)}}})
                        } else {
                            term(&own, &kept_word(word))
                        }
                    })
                    .collect();
                together(clauses)
            }
            Matcher::Fuzzy { word, distance } => {
                let folded = words(word).map(|found| found.folded(word)).next().unwrap_or_default();
                self.misspelt(&own, &folded, *distance, span)?
            }
            Matcher::Regex(regex) => self.regex(&own, regex, field),
            Matcher::Near { left, right, .. } => {
                let clauses = [left, right].map(|side| run(field, side).body);
                Compiled { body: json!({"bool": {"must": clauses}}), is_exact: false }
            }
            Matcher::Phrase { slop, prefix: false, .. } if *slop > 0 => {
                let Pattern::Sequence { slots, .. } = pattern else { return Err(self.cannot(span, "this")) };
                moved(&own, &words_of(slots), *slop, self.product)
            }
            other => run(field, other),
        })
    }

    fn regex(&self, own: &str, regex: &str, field: Field) -> Compiled {
        match expression::containing(regex) {
            Some(found) if self.product != Product::Quickwit && self.reading == Reading::Needed => {
                exact(regexp(own, &found))
            }
            _ => read_all(field),
        }
    }

    /// Terms with so many slips: of one that is misspelt Lucene has the same notion.
    fn misspelt(&self, own: &str, word: &str, distance: u8, span: Span) -> Result<Compiled, LowerError> {
        if self.product == Product::Quickwit {
            return Err(self.cannot(span, "misspelt words"));
        }
        // Rewritten like that, all terms count, not the first fifty alone.
        Ok(exact(json!({"fuzzy": {own: {
            "value": word, "fuzziness": distance, "transpositions": true, "rewrite": "constant_score",
        }}})))
    }

    fn cannot(&self, span: Span, what: &'static str) -> LowerError {
        let kind = ProblemKind::NotThere { engine: self.product.name(), what };
        problem_at(span, kind, "an index on this machine can be: `dixit index`")
    }
}

/// Every statement with a value is read.
fn read_all(field: Field) -> Compiled {
    Compiled { body: term(fields::HAS, field.name()), is_exact: false }
}

/// Whether the values of a field may be longer than what is kept of them.
fn may_be_long(field: Field) -> bool {
    !matches!(field, Field::Kind | Field::SpeakerType | Field::Lang | Field::Id)
}

/// Words one behind the other.
fn run(field: Field, matcher: &Matcher) -> Compiled {
    let own = fields::words(field);
    match matcher {
        Matcher::Word(text) if field.kind() == FieldType::Text => {
            let all: Vec<Vec<String>> = words(text).map(|word| stems_in(&Languages::all(), word, text)).collect();
            // In scripts of one word a character, what people call a word is a run of words.
            if all.iter().all(Vec::is_empty) {
                return exact(phrase(&own, &folded(text), 0));
            }
            let stems = fields::stems(field);
            let clauses = words(text).zip(all).map(|(word, inflected)| {
                let exact = term(&own, &kept_word(&word.folded(text)));
                let inflected: Vec<String> = inflected.iter().map(|stem| kept_word(stem)).collect();
                // One clause: an engine takes a thousand or so, and languages are many.
                let inflected = (!inflected.is_empty()).then(|| json!({"terms": {&stems: inflected}}));
                any(std::iter::once(exact).chain(inflected).collect())
            });
            together(clauses.collect())
        }
        Matcher::Phrase { text, prefix: true, .. } | Matcher::Prefix(text) if goes_on(text) => {
            let mut all = folded(text);
            let last = all.pop().unwrap_or_default();
            let begun = json!({"prefix": {&own: {"value": last}}});
            if all.is_empty() {
                return exact(begun);
            }
            Compiled { body: json!({"bool": {"must": [phrase(&own, &all, 0), begun]}}), is_exact: false }
        }
        Matcher::Word(text) | Matcher::Phrase { text, .. } | Matcher::Prefix(text) | Matcher::Literal(text) => {
            exact(phrase(&own, &folded(text), 0))
        }
        _ => Compiled { body: everything(), is_exact: false },
    }
}

/// Clauses that must all hold; where there is one, no order of words is to be looked at.
fn together(mut clauses: Vec<Value>) -> Compiled {
    if clauses.len() == 1 {
        return exact(clauses.remove(0));
    }
    Compiled { body: json!({"bool": {"must": clauses}}), is_exact: false }
}

fn regexp(field: &str, expression: &str) -> Value {
    json!({"regexp": {field: {"value": expression, "flags": "NONE"}}})
}

/// Words within so many moves. Lucene's are ours: distinct places, all to one side of the best fit by so many at most.
fn moved(own: &str, words: &[&str], slop: u32, product: Product) -> Compiled {
    if words.len() > 1 && product != Product::Quickwit {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        return exact(phrase(own, &words, slop));
    }
    together(words.iter().map(|word| term(own, &kept_word(word))).collect())
}

fn words_of(slots: &[Slot]) -> Vec<&str> {
    slots.iter().flat_map(|slot| &slot.words).map(String::as_str).collect()
}

fn phrase(field: &str, words: &[String], slop: u32) -> Value {
    if let [word] = words {
        return term(field, &kept_word(word));
    }
    let text: Vec<String> = words.iter().map(|word| kept_word(word)).collect();
    if slop == 0 {
        return json!({"match_phrase": {field: {"query": text.join(" ")}}});
    }
    json!({"match_phrase": {field: {"query": text.join(" "), "slop": slop}}})
}

fn folded(text: &str) -> Vec<String> {
    words(text).map(|word| word.folded(text)).collect()
}

fn dates(from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) -> Value {
    let mut clauses = vec![term(fields::HAS, Field::Date.name())];
    if let Some(from) = from {
        clauses.push(json!({"range": {fields::FIRST_DAY: {"gte": day_number(from)}}}));
    }
    if let Some(to) = to {
        clauses.push(json!({"range": {fields::LAST_DAY: {"lte": day_number(to)}}}));
    }
    filter(&clauses)
}

fn numbers(from: Option<(f64, bool)>, to: Option<(f64, bool)>) -> Value {
    let mut range = serde_json::Map::new();
    if let Some((least, is_part)) = from {
        range.insert(if is_part { "gte" } else { "gt" }.to_owned(), least.into());
    }
    if let Some((most, is_part)) = to {
        range.insert(if is_part { "lte" } else { "lt" }.to_owned(), most.into());
    }
    if range.is_empty() { everything() } else { json!({"range": {fields::CONF: range}}) }
}
