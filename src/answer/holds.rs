//! Whether one statement is what a query asks for, told by reading it: where whoever keeps statements can say only which
//! may be.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use super::highlight::{Placed, find, highlights, placed, quote_words};
use crate::index::{
    Among, Analyzer, Field, FieldType, IndexError, Kept, Languages, Pattern, TellingWord, TermMatcher, TooMany,
    any_of_words, has_text, kept, least_shared, stems_in, whole,
};
use crate::query::{LowerError, Matcher, Query, Sense, Vocabulary, meaning};
use crate::statement::Record;
use crate::text::{Span, Word};

/// The telling words of the statements whose like is sought, by their ids as the query has them: they are told by all
/// statements together.
pub(crate) type Liked = HashMap<String, Vec<TellingWord>>;

/// A statement that is being read.
pub(crate) struct ReadStatement<'r> {
    record: &'r Record,
    liked: &'r Liked,
    kept: Kept<'r>,
    languages: Languages,
    quote: OnceCell<Vec<Placed>>,
    context: OnceCell<Vec<Placed>>,
    title: OnceCell<Vec<Placed>>,
}

impl<'r> ReadStatement<'r> {
    /// Begins to read `record`.
    pub(crate) fn new(record: &'r Record, liked: &'r Liked) -> Self {
        let mut languages = Languages::default();
        languages.add(record.article.lang.as_deref().unwrap_or_default());
        Self {
            record,
            liked,
            kept: kept(record),
            languages,
            quote: OnceCell::new(),
            context: OnceCell::new(),
            title: OnceCell::new(),
        }
    }

    /// Whether it is what `query` asks for. `analyzer` remembers what it saw in other statements.
    ///
    /// # Errors
    ///
    /// When the query asks what no statement can tell alone.
    pub(crate) fn holds(&self, query: &Query, analyzer: &mut Analyzer) -> Result<bool, LowerError> {
        Ok(match query {
            Query::All => true,
            Query::Exists { field, .. } => self.has(*field),
            Query::Match { field, matcher, span } => self.clause(*field, matcher, *span, analyzer)?,
            Query::And(parts) => {
                for part in parts {
                    if !self.holds(part, analyzer)? {
                        return Ok(false);
                    }
                }
                true
            }
            Query::Or(parts) => {
                for part in parts {
                    if self.holds(part, analyzer)? {
                        return Ok(true);
                    }
                }
                false
            }
            Query::Not(inner) => !self.holds(inner, analyzer)?,
        })
    }

    /// The bytes of its context that `query` matched, in order, not overlapping.
    pub(crate) fn highlights(&self, query: &Query, analyzer: &mut Analyzer) -> Result<Vec<Span>, LowerError> {
        let mut patterns = Vec::new();
        self.patterns(query, analyzer, &mut patterns)?;
        Ok(highlights(self.record, &patterns, analyzer))
    }

    /// What the clauses that are not excluded look for in running text.
    fn patterns(
        &self,
        query: &Query,
        analyzer: &mut Analyzer,
        patterns: &mut Vec<(Field, Pattern)>,
    ) -> Result<(), LowerError> {
        match query {
            Query::And(parts) | Query::Or(parts) => {
                for part in parts {
                    self.patterns(part, analyzer, patterns)?;
                }
            }
            Query::Not(inner) => {
                if let Query::Not(twice) = &**inner {
                    self.patterns(twice, analyzer, patterns)?;
                }
            }
            Query::Match { field, matcher, span } if field.kind() == FieldType::Text => {
                let words = Words { text: self.words(*field, analyzer), value: "", languages: &self.languages };
                if let Sense::Words(pattern) = meaning(*field, matcher, *span, &words)?.sense {
                    patterns.push((*field, pattern));
                }
            }
            Query::Match { field: Field::Like, matcher: Matcher::Word(id), .. } => {
                let pattern = self.liked.get(id).and_then(|words| any_of_words(words));
                patterns.extend(pattern.map(|pattern| (Field::Quote, pattern)));
            }
            Query::All | Query::Match { .. } | Query::Exists { .. } => {}
        }
        Ok(())
    }

    fn clause(&self, field: Field, matcher: &Matcher, span: Span, analyzer: &mut Analyzer) -> Result<bool, LowerError> {
        let fits = |words: &Words<'_>| -> Result<bool, LowerError> {
            Ok(match meaning(field, matcher, span, words)?.sense {
                Sense::Words(pattern) => words.have(&pattern),
                Sense::Names(patterns) => patterns.iter().any(|pattern| words.have(pattern)),
                Sense::Wholes(wholes) => wholes.iter().any(|wanted| whole(wanted) == whole(words.value)),
                Sense::Dates { from, to } => self.record.date.is_some_and(|dated| {
                    let (first, last) = (dated.date.first_day(), dated.date.last_day());
                    from.is_none_or(|from| from <= first) && to.is_none_or(|to| last <= to)
                }),
                Sense::Numbers { from, to } => {
                    let own = self.record.certainty();
                    from.is_none_or(|(least, is_part)| least < own || (is_part && least <= own))
                        && to.is_none_or(|(most, is_part)| own < most || (is_part && own <= most))
                }
                // Told by all statements together; whoever asks has put ids in its place.
                Sense::Like(_) | Sense::Utterance(_) => false,
            })
        };
        if let (Field::Like, Matcher::Word(id)) = (field, matcher) {
            return Ok(self.is_like(id, analyzer));
        }
        if matches!(field.kind(), FieldType::Text) {
            let words = self.words(field, analyzer);
            return fits(&Words { text: words, value: "", languages: &self.languages });
        }
        if matches!(field.kind(), FieldType::Date | FieldType::Number | FieldType::Statement) {
            return fits(&Words { text: &[], value: "", languages: &self.languages });
        }
        for (_, value) in self.kept.values.iter().filter(|(of, _)| *of == field) {
            let words = placed(analyzer.analyze(value, None), 0, 0);
            if fits(&Words { text: &words, value, languages: &self.languages })? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_like(&self, id: &str, analyzer: &mut Analyzer) -> bool {
        let Some(telling) = self.liked.get(id).filter(|telling| !telling.is_empty()) else { return false };
        let words = self.words(Field::Quote, analyzer);
        let is_there = |telling: &&TellingWord| {
            let own = |placed: &Placed| {
                if telling.is_stem { placed.stem == telling.form } else { placed.word == telling.form }
            };
            words.iter().any(own)
        };
        whole(&self.record.id) != whole(id) && telling.iter().filter(is_there).count() >= least_shared(telling.len())
    }

    fn has(&self, field: Field) -> bool {
        match field {
            Field::Quote | Field::Context | Field::Title => has_text(self.record, field),
            Field::Date => self.kept.date.is_some(),
            Field::Conf => true,
            other => self.kept.values.iter().any(|(of, _)| *of == other),
        }
    }

    fn words(&self, field: Field, analyzer: &mut Analyzer) -> &[Placed] {
        let lang = self.record.article.lang.as_deref();
        match field {
            Field::Quote => self.quote.get_or_init(|| quote_words(self.record, analyzer)),
            Field::Context => {
                self.context.get_or_init(|| placed(analyzer.analyze(&self.record.context.text, lang), 0, 0))
            }
            _ => {
                let title = self.record.article.title.as_deref().unwrap_or_default();
                self.title.get_or_init(|| placed(analyzer.analyze(title, lang), 0, 0))
            }
        }
    }
}

/// The words of one text, and all of it where it is a value.
struct Words<'w> {
    text: &'w [Placed],
    value: &'w str,
    languages: &'w Languages,
}

impl Words<'_> {
    fn have(&self, pattern: &Pattern) -> bool {
        let mut is_there = false;
        find(self.text, pattern, &mut |_| {
            is_there = true;
            false
        });
        is_there
    }
}

impl Vocabulary for Words<'_> {
    fn expand(
        &self,
        _field: Field,
        among: Among,
        matcher: &TermMatcher,
    ) -> Result<Result<Vec<String>, TooMany>, IndexError> {
        let terms: BTreeSet<String> = match among {
            Among::Words => self.text.iter().map(|placed| placed.word.clone()).collect(),
            Among::MarkedWholes | Among::Wholes => BTreeSet::from([whole(self.value)]),
        };
        Ok(Ok(terms.into_iter().filter(|term| matcher.admits(term)).collect()))
    }

    fn stems(&self, _field: Field, word: Word, text: &str) -> Result<Vec<String>, IndexError> {
        Ok(stems_in(self.languages, word, text))
    }
}
