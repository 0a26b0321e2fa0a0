//! The telling words of a statement whose like is sought: how many statements have each is asked of the engine.

use serde_json::{Value, json};

use super::compile::everything;
use super::document::kept_word;
use super::find::{find, total};
use super::{Engine, Product, fields};
use crate::answer::{AskError, Hit, Request, ask_error};
use crate::index::{Field, TellingWord, said_words, telling_words};
use crate::query::{Matcher, ProblemKind, Query, problem_at};
use crate::text::Span;

/// The telling words of the statement `id`, as an index on this machine would tell them.
pub(super) fn telling(engine: &Engine, id: &str, span: Span) -> Result<Vec<TellingWord>, AskError> {
    let query = Query::Match { field: Field::Id, matcher: Matcher::Literal(id.to_owned()), span };
    let same = find(engine, &Request::new(query, None))?;
    let same: Vec<Hit> = same.hits().collect::<Result<_, _>>()?;
    // Several articles may claim one id.
    let Some(own) = same.iter().map(|hit| &hit.record).min_by(|a, b| a.article.path.cmp(&b.article.path)) else {
        let kind = ProblemKind::NoSuchStatement(id.to_owned());
        return Err(ask_error(problem_at(span, kind, "is it from another index?")));
    };
    let words: Vec<(TellingWord, u32)> = said_words(own).into_iter().collect();
    let (n_with, n_statements) = counted(engine, &words)?;
    let counted = words.into_iter().zip(n_with).map(|((word, count), n_with)| (word, count, n_with));
    Ok(telling_words(counted, n_statements))
}

/// What finds the statements with a word.
pub(super) fn with_word(word: &TellingWord) -> Value {
    let field = if word.is_stem { fields::stems(Field::Quote) } else { fields::words(Field::Quote) };
    json!({"term": {field: {"value": kept_word(&word.form)}}})
}

/// How many statements have each of `words`, and how many there are.
fn counted(engine: &Engine, words: &[(TellingWord, u32)]) -> Result<(Vec<u64>, u64), AskError> {
    let each = words.iter().map(|(word, _)| with_word(word));
    if engine.product() == Product::Quickwit {
        // It counts no filters.
        let n_with = each.map(|query| engine.count(&query)).collect::<Result<_, _>>()?;
        return Ok((n_with, engine.count(&everything())?));
    }
    let filters: Vec<Value> = each.collect();
    let answer = engine.search(&json!({
        "query": everything(), "size": 0, "track_total_hits": true,
        "aggs": {"words": {"filters": {"filters": filters}}},
    }))?;
    let n_statements = total(&answer).ok_or_else(|| engine.bad("it tells no number of hits"))?;
    let buckets = answer.pointer("/aggregations/words/buckets").and_then(Value::as_array);
    let n_with = buckets.into_iter().flatten().map(|bucket| bucket.get("doc_count").and_then(Value::as_u64));
    let n_with: Option<Vec<u64>> = n_with.collect();
    let n_with = n_with.filter(|n_with| n_with.len() == words.len());
    Ok((n_with.ok_or_else(|| engine.bad("it has not counted each word"))?, n_statements))
}
