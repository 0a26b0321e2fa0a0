//! Queries: read wholly before anything is looked at, then held against one document after the other.

use std::collections::HashSet;

use regex::Regex;
use serde_json::Value;

use super::Kind;
use super::documents::Document;
use super::mapping::{Held, Mapping, Sort, words};
use super::refusal::{Members, Refusal, each};
use super::regexp;

/// Clauses of one query; `Elasticsearch` counts those of one `bool`.
const MOST_CLAUSES: usize = 1024;

/// How deep `bool` may be nested in Elasticsearch. OpenSearch has no limit and ends when the stack does.
const DEEPEST: usize = 20;

/// Values of `terms`.
const MOST_TERMS: usize = 65_536;

/// A query.
pub(super) enum Query {
    All,
    Nothing,
    Bool {
        must: Vec<Query>,
        filter: Vec<Query>,
        should: Vec<Query>,
        must_not: Vec<Query>,
        least: usize,
    },
    Field(String, Test),
    /// Its score is multiplied with what the first function gives whose filter finds the document.
    Weighed(Box<Query>, Vec<(Query, Weight)>),
}

/// What a score is multiplied with.
pub(super) enum Weight {
    Always(f64),
    /// `decay` at `scale` from `origin`, on either side; 1 for what has no number.
    Exp {
        field: String,
        origin: f64,
        scale: f64,
        decay: f64,
    },
}

/// What a field's values must be.
pub(super) enum Test {
    OneOf(HashSet<String>),
    Phrase { words: Vec<String>, slop: i64 },
    Begins(String),
    Is(Regex),
    Like { word: Vec<char>, distance: usize },
    Between { least: Option<(Value, bool)>, most: Option<(Value, bool)> },
}

/// Reads queries for one index.
pub(super) struct Reader<'m> {
    pub(super) kind: Kind,
    pub(super) mapping: &'m Mapping,
}

impl Reader<'_> {
    /// Reads a whole query.
    pub(super) fn read(&self, body: &Value) -> Result<Query, Refusal> {
        let mut n_clauses = 0;
        let query = self.node(body, 0, &mut n_clauses)?;
        if self.kind == Kind::OpenSearch && n_clauses > MOST_CLAUSES {
            let reason = "Query contains too many nested clauses; maxClauseCount is set to 1024";
            return Err(Refusal::new(500, "too_many_nested_clauses", reason));
        }
        Ok(query)
    }

    fn node(&self, body: &Value, depth: usize, n_clauses: &mut usize) -> Result<Query, Refusal> {
        let (name, value) = Members::of(body, "query")?.only()?;
        if name == "bool" {
            return self.boolean(value, depth + 1, n_clauses);
        }
        if name == "function_score" {
            return self.weighed(value, depth, n_clauses);
        }
        *n_clauses += 1;
        if name == "match_all" {
            Members::of(value, "match_all")?.done()?;
            return Ok(Query::All);
        }
        let (field, about) = Members::of(value, "field")?.only()?;
        let test = match name {
            "terms" => {
                let values = about.as_array().ok_or_else(|| Refusal::parsing("[terms] expected an array"))?;
                if values.len() > MOST_TERMS {
                    return Err(Refusal::shards("The number of terms used in the Terms Query request is too large"));
                }
                Some(Test::OneOf(values.iter().map(plain).collect()))
            }
            "range" => Some(range(about)?),
            _ => self.on_words(name, field, about)?,
        };
        let Some(test) = test else { return Ok(Query::Nothing) };
        // Numbers can be looked up by their columns, too.
        *n_clauses += usize::from(matches!(self.mapping.fields.get(field), Some(Sort::Whole { .. } | Sort::Real)));
        match self.mapping.fields.get(field) {
            // A field that nobody knows has nothing in it.
            None => Ok(Query::Nothing),
            Some(Sort::Unread | Sort::Keyword { is_indexed: false, .. }) => {
                Err(Refusal::shards(format!("Cannot search on field [{field}] since it is not indexed.")))
            }
            Some(Sort::Text { has_places: false, .. }) if matches!(&test, Test::Phrase { words, .. } if words.len() > 1) =>
            {
                let reason = format!("field:[{field}] was indexed without position data; cannot run PhraseQuery");
                Err(Refusal::shards(reason))
            }
            Some(Sort::Whole { .. } | Sort::Real) if !matches!(test, Test::OneOf(_) | Test::Between { .. }) => Err(
                Refusal::shards(format!("Can only use {name} queries on keyword and text fields - not on [{field}]")),
            ),
            Some(_) => Ok(Query::Field(field.to_owned(), test)),
        }
    }

    /// A query about words; nothing where it can find nothing.
    fn on_words(&self, name: &str, field: &str, about: &Value) -> Result<Option<Test>, Refusal> {
        let mut members = match name {
            "term" => Members::of(about, "term")?,
            "match_phrase" => Members::of(about, "match_phrase")?,
            "prefix" => Members::of(about, "prefix")?,
            "wildcard" => Members::of(about, "wildcard")?,
            "regexp" => Members::of(about, "regexp")?,
            "fuzzy" => Members::of(about, "fuzzy")?,
            other => return Err(Refusal::parsing(format!("unknown query [{other}]"))),
        };
        let test = match name {
            "term" => Test::OneOf(HashSet::from([plain(members.need("value")?)])),
            "match_phrase" => {
                let text = members.text("query")?;
                let slop = members.count("slop")?.unwrap_or(0);
                let is_text = matches!(self.mapping.fields.get(field), Some(Sort::Text { .. }));
                let words = if is_text { words(text) } else { vec![text.to_owned()] };
                if words.is_empty() {
                    members.done()?;
                    return Ok(None);
                }
                Test::Phrase { words, slop: i64::try_from(slop).unwrap() }
            }
            "prefix" => Test::Begins(members.text("value")?.to_owned()),
            "wildcard" => Test::Is(wildcard(members.text("value")?)),
            "regexp" => {
                let expression = members.text("value")?;
                match members.text("flags")? {
                    "NONE" => {}
                    flags => return Err(Refusal::parsing(format!("this engine knows no flags [{flags}]"))),
                }
                Test::Is(regexp::read(expression)?)
            }
            _ => {
                let word = members.text("value")?.chars().collect();
                let distance = members.count("fuzziness")?.filter(|distance| *distance <= 2);
                let distance = distance.ok_or_else(|| Refusal::parsing("[fuzziness] is 0, 1 or 2"))?;
                if members.need("transpositions")? != true || members.text("rewrite")? != "constant_score" {
                    return Err(Refusal::parsing("this engine knows no other [fuzzy]"));
                }
                Test::Like { word, distance }
            }
        };
        members.done()?;
        Ok(Some(test))
    }

    fn weighed(&self, value: &Value, depth: usize, n_clauses: &mut usize) -> Result<Query, Refusal> {
        let mut members = Members::of(value, "function_score")?;
        let query = self.node(members.need("query")?, depth, n_clauses)?;
        let mut functions = Vec::new();
        for function in each(members.need("functions")?) {
            let mut function = Members::of(function, "functions")?;
            let filter = self.node(function.need("filter")?, depth, n_clauses)?;
            let weight = match function.take("exp") {
                Some(about) => self.exp(about)?,
                None => Weight::Always(number(function.need("weight")?)?),
            };
            function.done()?;
            functions.push((filter, weight));
        }
        if (members.text("score_mode")?, members.text("boost_mode")?) != ("first", "multiply") {
            return Err(Refusal::parsing("this engine knows no other [function_score]"));
        }
        members.done()?;
        Ok(Query::Weighed(Box::new(query), functions))
    }

    fn exp(&self, about: &Value) -> Result<Weight, Refusal> {
        let (field, about) = Members::of(about, "exp")?.only()?;
        let mut members = Members::of(about, "exp")?;
        let mut need = |name: &str| number(members.need(name)?);
        let (origin, scale, decay) = (need("origin")?, need("scale")?, need("decay")?);
        members.done()?;
        if scale <= 0.0 {
            let reason = "scale must be > 0.0.";
            return Err(Refusal::new(400, "illegal_argument_exception", reason));
        }
        match self.mapping.fields.get(field) {
            Some(Sort::Whole { .. } | Sort::Real) => Ok(Weight::Exp { field: field.to_owned(), origin, scale, decay }),
            _ => Err(Refusal::shards(format!("unknown field [{field}]"))),
        }
    }

    fn boolean(&self, value: &Value, depth: usize, n_clauses: &mut usize) -> Result<Query, Refusal> {
        if self.kind == Kind::Elasticsearch && depth > DEEPEST {
            let reason = "The nested depth of the query exceeds the maximum nested depth for bool queries";
            return Err(Refusal::new(400, "illegal_argument_exception", reason));
        }
        assert!(depth <= 300, "a node would end here: a query of so many levels overflows the stack");
        let mut members = Members::of(value, "bool")?;
        let mut read = |name: &str| -> Result<Vec<Query>, Refusal> {
            let bodies = members.take(name).map(each).unwrap_or_default();
            if bodies.len() > MOST_CLAUSES - usize::from(name == "must_not") {
                return Err(Refusal::shards("failed to create query: maxClauseCount is set to 1024"));
            }
            bodies.iter().map(|body| self.node(body, depth, n_clauses)).collect()
        };
        let (must, filter, should, must_not) = (read("must")?, read("filter")?, read("should")?, read("must_not")?);
        let usual = usize::from(must.is_empty() && filter.is_empty() && !should.is_empty());
        let least = members.count("minimum_should_match")?.unwrap_or(usual);
        members.done()?;
        Ok(Query::Bool { must, filter, should, must_not, least })
    }
}

fn number(value: &Value) -> Result<f64, Refusal> {
    value.as_f64().ok_or_else(|| Refusal::parsing(format!("{value} is no number")))
}

/// A value as its text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn range(about: &Value) -> Result<Test, Refusal> {
    let mut members = Members::of(about, "range")?;
    let mut bound = |closed: &str, open: &str| {
        let closed = members.take(closed).map(|value| (value.clone(), true));
        closed.or_else(|| members.take(open).map(|value| (value.clone(), false)))
    };
    let (least, most) = (bound("gte", "gt"), bound("lte", "lt"));
    members.done()?;
    Ok(Test::Between { least, most })
}

/// `?` is a letter, `*` any number of them, what follows a backslash is itself.
fn wildcard(pattern: &str) -> Regex {
    let mut expression = String::from("(?s)^");
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '?' => expression.push('.'),
            '*' => expression.push_str(".*"),
            '\\' => expression.push_str(&regex::escape(&letters.next().unwrap_or('\\').to_string())),
            other => expression.push_str(&regex::escape(&other.to_string())),
        }
    }
    Regex::new(&(expression + "$")).unwrap()
}

impl Query {
    /// Its score for a document that it finds.
    pub(super) fn score(&self, document: &Document) -> Option<f32> {
        match self {
            Self::All => Some(1.0),
            Self::Nothing => None,
            Self::Field(name, test) => document.held.get(name).is_some_and(|held| test.holds(held)).then_some(1.0),
            Self::Bool { must, filter, should, must_not, least } => {
                let of_must: f32 = must.iter().map(|part| part.score(document)).sum::<Option<f32>>()?;
                let is_in = filter.iter().all(|part| part.score(document).is_some());
                let is_out = must_not.iter().any(|part| part.score(document).is_some());
                let of_should: Vec<f32> = should.iter().filter_map(|part| part.score(document)).collect();
                let holds = is_in && !is_out && of_should.len() >= *least;
                holds.then(|| of_must + of_should.iter().sum::<f32>())
            }
            Self::Weighed(query, functions) => {
                let score = query.score(document)?;
                let first = functions.iter().find(|(filter, _)| filter.score(document).is_some());
                #[allow(clippy::cast_possible_truncation)] // As engines do.
                Some(first.map_or(score, |(_, weight)| (f64::from(score) * weight.of(document)) as f32))
            }
        }
    }
}

impl Weight {
    #[allow(clippy::cast_precision_loss)] // Days.
    fn of(&self, document: &Document) -> f64 {
        match self {
            Self::Always(weight) => *weight,
            Self::Exp { field, origin, scale, decay } => {
                let number = match document.held.get(field) {
                    Some(Held::Wholes(numbers)) => numbers.iter().map(|number| *number as f64).next(),
                    Some(Held::Reals(numbers)) => numbers.first().copied(),
                    _ => None,
                };
                number.map_or(1.0, |number| decay.powf((number - origin).abs() / scale))
            }
        }
    }
}

impl Test {
    fn holds(&self, held: &Held) -> bool {
        match held {
            Held::Words(words) => match self {
                Self::Phrase { words: phrase, slop } => is_there(phrase, words, *slop),
                other => words.iter().any(|(_, word)| other.holds_of(word)),
            },
            Held::Values(values) => values.iter().any(|value| self.holds_of(value)),
            Held::Wholes(numbers) => numbers.iter().any(|number| self.holds_of_number(&(*number).into())),
            Held::Reals(numbers) => numbers.iter().any(|number| self.holds_of_number(&(*number).into())),
        }
    }

    fn holds_of(&self, value: &str) -> bool {
        match self {
            Self::OneOf(values) => values.contains(value),
            Self::Phrase { words, .. } => words.as_slice() == [value],
            Self::Begins(beginning) => value.starts_with(beginning.as_str()),
            Self::Is(expression) => expression.is_match(value),
            Self::Like { word, distance } => slips(word, &value.chars().collect::<Vec<_>>()) <= *distance,
            Self::Between { least, most } => {
                least
                    .as_ref()
                    .is_none_or(|(bound, closed)| value > &*plain(bound) || (*closed && value == plain(bound)))
                    && most
                        .as_ref()
                        .is_none_or(|(bound, closed)| value < &*plain(bound) || (*closed && value == plain(bound)))
            }
        }
    }

    fn holds_of_number(&self, number: &Value) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};

        match self {
            Self::OneOf(values) => values.contains(&number.to_string()),
            Self::Between { least, most } => {
                let is = |bound: &Option<(Value, bool)>, side| {
                    bound.as_ref().is_none_or(|(bound, closed)| {
                        let found = compare(number, bound);
                        found == side || (*closed && found == Equal)
                    })
                };
                is(least, Greater) && is(most, Less)
            }
            _ => false,
        }
    }
}

fn compare(one: &Value, other: &Value) -> std::cmp::Ordering {
    match (one.as_i64(), other.as_i64()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.as_f64().unwrap_or(f64::NAN).total_cmp(&other.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Whether there are different places for the words of `phrase` that need so many moves at most to stand in a row: that
/// is how far the place of each, less its place in the phrase, lies apart.
fn is_there(phrase: &[String], words: &[(i64, String)], slop: i64) -> bool {
    fn fits(phrase: &[String], number: usize, words: &[(i64, String)], slop: i64, taken: &mut Vec<i64>) -> bool {
        let Some(word) = phrase.get(number) else { return true };
        for (place, _) in words.iter().filter(|(_, found)| found == word) {
            if taken.contains(place) {
                continue;
            }
            taken.push(*place);
            let offsets = || (0..).zip(taken.iter()).map(|(number, place): (i64, _)| place - number);
            let apart = offsets().max().unwrap_or(0) - offsets().min().unwrap_or(0);
            if apart <= slop && fits(phrase, number + 1, words, slop, taken) {
                return true;
            }
            taken.pop();
        }
        false
    }
    fits(phrase, 0, words, slop, &mut Vec::new())
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour, each once at most.
fn slips(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for row in 0..=one.len() {
        for column in 0..=other.len() {
            table[row][column] = if row == 0 || column == 0 {
                row + column
            } else {
                let differs = usize::from(one[row - 1] != other[column - 1]);
                let mut least = (table[row - 1][column] + 1)
                    .min(table[row][column - 1] + 1)
                    .min(table[row - 1][column - 1] + differs);
                if row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1] {
                    least = least.min(table[row - 2][column - 2] + 1);
                }
                least
            };
        }
    }
    table[one.len()][other.len()]
}
