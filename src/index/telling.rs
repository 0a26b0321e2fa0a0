//! The words by which a statement is told from others, for the search for its like.
//!
//! Chosen as Lucene's `MoreLikeThis` does: by how often a word stands in the statement times how rare it is in the index,
//! `tf · (1 + ln(N / (df + 1)))`, the best 25; words that no other statement has, and those that every twentieth has, tell
//! nothing.

use std::collections::HashMap;

use tantivy::Term;

use super::schema::STATEMENT;
use super::{Field, IndexError, Snapshot, analyze};
use crate::statement::Record;

/// How many words stand for a statement, the default of `MoreLikeThis`.
const MOST_WORDS: usize = 25;

/// In a small index a word may stand in this many statements, whatever share of them that is.
const FEW: u64 = 10;

/// A word that tells a statement from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TellingWord {
    /// The word as it is looked up: its tagged stem, or the folded word where it has none.
    pub form: String,
    /// Whether `form` is a stem.
    pub is_stem: bool,
    /// The term of the index.
    pub term: Term,
}

impl Snapshot {
    /// The telling words of `record`, the most telling first.
    pub(crate) fn telling_words(&self, record: &Record) -> Result<Vec<TellingWord>, IndexError> {
        let n_statements = self.n_documents(STATEMENT)?;
        let mut counted: HashMap<(bool, String), u32> = HashMap::new();
        for piece in record.context_spans() {
            let text = piece.of(&record.context.text).unwrap_or_default();
            for word in analyze(text, record.article.lang.as_deref()) {
                let is_stem = !word.stem.is_empty();
                *counted.entry((is_stem, if is_stem { word.stem } else { word.word })).or_default() += 1;
            }
        }
        let words = self.schema.field(Field::Quote);
        let stems = self.schema.stem_field(Field::Quote).unwrap_or(words);
        let mut telling = Vec::new();
        for ((is_stem, form), count) in counted {
            let term = Term::from_field_text(if is_stem { stems } else { words }, &form);
            let most = (n_statements / 20).max(FEW);
            let statements = self.n_with_term(&term, most)?;
            if (2..=most).contains(&statements) {
                telling.push((weight(count, statements, n_statements), TellingWord { form, is_stem, term }));
            }
        }
        telling.sort_unstable_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.form.cmp(&other.form)));
        telling.truncate(MOST_WORDS);
        Ok(telling.into_iter().map(|(_, word)| word).collect())
    }
}

#[allow(clippy::cast_precision_loss)] // Nobody has 2^52 statements.
fn weight(count: u32, statements: u64, n_statements: u64) -> f64 {
    f64::from(count) * (1.0 + (n_statements as f64 / (statements + 1) as f64).ln())
}

#[cfg(test)]
mod tests {
    use super::super::{Corpus, index_of};
    use super::*;

    #[test]
    fn rare_words_tell_more_than_common_ones_and_those_of_one_statement_nothing() {
        let mut lines = vec![
            "A | | | | en | the ferries of the old harbour need pilots and pilots",
            "B | | | | en | the harbour pilots are on strike",
            "C | | | | en | the ferry is late",
        ];
        lines.extend(["D | | | | en | the weather is fine"; 40]);
        let (_corpus, index) = index_of(&lines);
        let snapshot = index.snapshot();
        let records = snapshot.statements_of_id(&id_of_line(&snapshot, 1)).unwrap();
        let words = snapshot.telling_words(&records[0]).unwrap();
        let forms: Vec<&str> = words.iter().map(|word| word.form.as_str()).collect();
        assert_eq!(forms, ["en:pilot", "en:ferri", "en:harbour"]);
    }

    #[test]
    fn statements_that_are_gone_count_nothing() {
        let corpus = Corpus::new(&[("none.txt", &["D | | | | en | no comment"; 100].join("\n"))]);
        let names: Vec<String> = (0..18).map(|number| format!("{number}.txt")).collect();
        for name in &names {
            corpus.write(name, &format!("C | | | | en | the harbour, {name}"));
        }
        corpus.build();
        // Few enough that no segment is worth rewriting for them.
        names[..8].iter().for_each(|name| corpus.remove(name));
        corpus.build();
        let snapshot = corpus.open().snapshot();
        let harbour = Term::from_field_text(snapshot.schema.field(Field::Quote), "harbour");
        let counted = |most| snapshot.n_with_term(&harbour, most).unwrap();
        assert_eq!([counted(20), counted(10), counted(9), counted(5)], [10, 10, 10, 6]);
    }

    fn id_of_line(snapshot: &Snapshot, line: usize) -> String {
        let everything =
            tantivy::query::TermQuery::new(snapshot.schema.statement_term(), tantivy::schema::IndexRecordOption::Basic);
        let selection = snapshot.select(&everything, super::super::Order::Newest, 100, None, &[]).unwrap();
        let mut records = selection.hits.into_iter().map(|hit| snapshot.record(hit).unwrap());
        records.find(|record| record.article.path.ends_with(&format!("#{line}"))).unwrap().id
    }
}
