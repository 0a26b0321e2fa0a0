//! The words by which a statement is told from others, for the search for its like.
//!
//! Chosen as Lucene's `MoreLikeThis` does: by how often a word stands in the statement times how rare it is in the index,
//! `tf · (1 + ln(N / (df + 1)))`, the best 25; words that no other statement has, and those that every twentieth has, tell
//! nothing.

use std::collections::HashMap;

use tantivy::Term;

use super::schema::STATEMENT;
use super::{Field, IndexError, Pattern, Slot, Snapshot, analyze};
use crate::statement::Record;

/// How many words stand for a statement, the default of `MoreLikeThis`.
const MOST_WORDS: usize = 25;

/// In a small index a word may stand in this many statements, whatever share of them that is.
const FEW: u64 = 10;

/// How many of the telling words of a statement its like must share: what Elasticsearch's `more_like_this` asks for.
const SHARED_PERCENT: usize = 30;

/// A word that may tell a statement from others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct TellingWord {
    /// The word as it is looked up: its tagged stem, or the folded word where it has none.
    pub form: String,
    /// Whether `form` is a stem.
    pub is_stem: bool,
}

/// The words of what `record` says, each with how often it stands there.
pub(crate) fn said_words(record: &Record) -> HashMap<TellingWord, u32> {
    let mut counted = HashMap::new();
    for piece in record.context_spans() {
        let text = piece.of(&record.context.text).unwrap_or_default();
        for word in analyze(text, record.article.lang.as_deref()) {
            let is_stem = !word.stem.is_empty();
            let form = if is_stem { word.stem } else { word.word };
            *counted.entry(TellingWord { form, is_stem }).or_default() += 1;
        }
    }
    counted
}

/// In how many of all statements a word may stand and tell something.
pub(crate) fn most_with(n_statements: u64) -> u64 {
    (n_statements / 20).max(FEW)
}

/// The telling ones of some words, the most telling first: each comes with how often it stands in the statement, and in
/// how many of all statements it does.
pub(crate) fn telling_words(
    words: impl IntoIterator<Item = (TellingWord, u32, u64)>,
    n_statements: u64,
) -> Vec<TellingWord> {
    let tells = |statements: &u64| (2..=most_with(n_statements)).contains(statements);
    let told = words.into_iter().filter(|(_, _, statements)| tells(statements));
    let mut weighed: Vec<(f64, TellingWord)> =
        told.map(|(word, count, statements)| (weight(count, statements, n_statements), word)).collect();
    weighed.sort_unstable_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.form.cmp(&other.form)));
    weighed.truncate(MOST_WORDS);
    weighed.into_iter().map(|(_, word)| word).collect()
}

/// How many of so many telling words a statement must have that is like theirs.
pub(crate) fn least_shared(n_words: usize) -> usize {
    (n_words * SHARED_PERCENT / 100).max(1)
}

/// What matches any of `words`; nothing where there are none.
pub(crate) fn any_of_words(words: &[TellingWord]) -> Option<Pattern> {
    let mut slot = Slot::default();
    for TellingWord { form, is_stem } in words {
        if *is_stem { slot.stems.push(form.clone()) } else { slot.words.push(form.clone()) }
    }
    (!words.is_empty()).then(|| Pattern::Sequence { slots: vec![slot], slop: 0 })
}

impl Snapshot {
    /// The telling words of `record`, the most telling first.
    pub(crate) fn telling_words(&self, record: &Record) -> Result<Vec<TellingWord>, IndexError> {
        let n_statements = self.n_documents(STATEMENT)?;
        let mut words = Vec::new();
        for (word, count) in said_words(record) {
            let statements = self.n_with_term(&self.telling_term(&word), most_with(n_statements))?;
            words.push((word, count, statements));
        }
        Ok(telling_words(words, n_statements))
    }

    /// The term of the index for a word of what is said.
    pub(crate) fn telling_term(&self, word: &TellingWord) -> Term {
        let words = self.schema.field(Field::Quote);
        let stems = self.schema.stem_field(Field::Quote).unwrap_or(words);
        Term::from_field_text(if word.is_stem { stems } else { words }, &word.form)
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
