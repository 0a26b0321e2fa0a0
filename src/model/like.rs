//! `like:` as the language page has it, in the order in which it is told there.

use std::collections::BTreeMap;

use super::page::{Page, Token};
use super::scan::Refused;
use crate::index::Field;

/// A word as it is counted: its stem with the language of that, or what it is where it has none.
type Form = Result<(&'static str, String), String>;

/// The telling words of a statement.
pub(super) struct Telling {
    id: String,
    forms: Vec<Form>,
}

impl Telling {
    /// Those of the statement `id`; of several with that id, those of the first by path.
    pub(super) fn of(id: &str, pages: &[Page]) -> Result<Self, Refused> {
        let same = pages.iter().filter(|page| page.record.id == id);
        let own = same.min_by_key(|page| &page.record.article.path).ok_or("no-such-statement")?;
        let mut counts: BTreeMap<Form, u32> = BTreeMap::new();
        for token in own.text(Field::Quote) {
            *counts.entry(form(token)).or_default() += 1;
        }
        let n_statements = pages.len();
        let mut weighed: Vec<(f64, Form)> = Vec::new();
        for (form, count) in counts {
            let n_with = pages.iter().filter(|page| has(page, &form)).count();
            if n_with >= 2 && n_with <= (n_statements / 20).max(10) {
                let rare = 1.0 + (precise(n_statements) / precise(n_with + 1)).ln();
                weighed.push((f64::from(count) * rare, form));
            }
        }
        weighed.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| shown(one).cmp(&shown(other))));
        weighed.truncate(25);
        Ok(Self { id: id.to_owned(), forms: weighed.into_iter().map(|(_, form)| form).collect() })
    }

    /// Whether another statement has 30 % of them, and one at least.
    pub(super) fn is_like(&self, page: &Page) -> bool {
        let n_shared = self.forms.iter().filter(|form| has(page, form)).count();
        page.record.id != self.id && n_shared >= (self.forms.len() * 30 / 100).max(1)
    }
}

fn form(token: &Token) -> Form {
    token.stem.clone().ok_or_else(|| token.word.clone())
}

/// Words of a weight come in the order of what stands for them.
fn shown(form: &Form) -> String {
    match form {
        Ok((lang, stem)) => format!("{lang}:{stem}"),
        Err(word) => word.clone(),
    }
}

/// Whether the quote has the word.
fn has(page: &Page, wanted: &Form) -> bool {
    page.text(Field::Quote).iter().any(|token| match wanted {
        Ok(stem) => token.stem.as_ref() == Some(stem),
        Err(word) => token.word == *word,
    })
}

#[allow(clippy::cast_precision_loss)] // Numbers of records are small.
fn precise(number: usize) -> f64 {
    number as f64
}
