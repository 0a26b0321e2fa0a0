//! Matches that count less the older they are, as in an index on this machine.

use serde_json::{Value, json};

use super::{compile, fields};
use crate::answer::Sort;
use crate::index::{MOST_HALF_LIVES, day_number};

/// `query` with its scores as `sort` has them. Of the functions the first one counts whose filter a statement passes: what
/// lies ahead counts whole, what is old enough or has no date as little as anything.
pub(super) fn weighed(query: Value, sort: Sort) -> Value {
    let Sort::Recent { half_life, today } = sort else { return query };
    let (half_life, today) = (i64::from(half_life.get()), day_number(today));
    // No day is earlier, and an engine refuses bounds that its numbers do not reach.
    let first = day_number(jiff::civil::Date::MIN);
    let oldest = today.saturating_sub(half_life.saturating_mul(MOST_HALF_LIVES.into())).max(first);
    let since = |day: i64| json!({"range": {fields::FIRST_DAY: {"gte": day}}});
    let least = (-f64::from(MOST_HALF_LIVES)).exp2();
    json!({"function_score": {
        "query": query,
        "functions": [
            {"filter": since(today), "weight": 1},
            {"filter": since(oldest), "exp": {fields::FIRST_DAY: {"origin": today, "scale": half_life, "decay": 0.5}}},
            {"filter": compile::everything(), "weight": least},
        ],
        "score_mode": "first",
        "boost_mode": "multiply",
    }})
}
