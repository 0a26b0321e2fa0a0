//! `/suggest`: how what is typed in the box may go on. For the script; without it, the help has the fields.

use serde_json::json;

use super::{Answer, Asking, Page, parameter};
use crate::answer::{Continuations, continuations};
use crate::index::Field;
use crate::present::clean;
use crate::query::{Typed, typed, value_text};
use crate::serve::params::Takes;
use crate::serve::problem::Problem;

pub(super) const PAGE: Page =
    Page { path: "/suggest", parameters: &[parameter("q", "The query up to the cursor", Takes::Text)], answer };

/// Proposals in all, and values of one field where only a word is typed.
const MOST: usize = 10;
const MOST_VALUES: usize = 4;

/// Letters from which on a word may be the beginning of a name.
const LEAST_LETTERS: usize = 3;

fn answer(asking: &Asking<'_>) -> Result<Answer, Problem> {
    let query = asking.params.text("q").unwrap_or_default();
    let Some(Continuations { start, mut texts }) =
        continuations(query, |field, begun, most| asking.archive.values(field, begun, most))?
    else {
        return Ok(Answer::Json(json!({"kept": query, "texts": []})));
    };
    match typed(query) {
        // Nobody wants to be told of all fields before anything is typed.
        Some(Typed::Name { begun: "", .. }) => texts.clear(),
        Some(Typed::Name { begun, .. }) if begun.chars().count() >= LEAST_LETTERS => {
            for field in [Field::Speaker, Field::Outlet] {
                let values = asking.archive.values(field, begun, MOST_VALUES)?;
                texts.extend(values.iter().map(|value| format!("{}:{}", field.name(), value_text(value))));
            }
        }
        _ => {}
    }
    texts.truncate(MOST);
    let texts: Vec<String> = texts.iter().map(|text| clean(text)).collect();
    Ok(Answer::Json(json!({"kept": &query[..start], "texts": texts})))
}
