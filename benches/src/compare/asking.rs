//! Two hundred questions to the same statements, in one process, warm.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Bench;
use crate::Outcome;
use crate::pairs::{Rounds, quantile};
use crate::peers::dixit::Dixit;
use crate::peers::fts5::{self, Fts5};
use crate::peers::tantivy::Tantivy;
use crate::peers::{Peer, Stored, Want, difference};
use crate::question::{Clause, Counted, Question, questions};
use crate::table::{Bar, Row, Table, shown};

/// Statements from which on the bars against SQLite hold: what an answer costs whatever its size weighs less there.
const MANY: u64 = 1_000_000;

/// Phrases by which growth is measured.
const SELECTIVE: usize = 20;

pub(super) fn compare(bench: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let stored = Stored::open(&bench.index)?;
    let questions = questions(&stored, bench.options.recipe.seed)?;
    let mut dixit = Dixit::open(&bench.index)?;
    let mut tantivy = Tantivy::open(&bench.index)?;
    let rounds = bench.options.rounds;
    let both = Both::run(rounds, &questions, Want::All, true, &mut dixit, &mut tantivy)?;
    for (id, what, share) in [("ask-tantivy-p50", "p50", 0.5), ("ask-tantivy-p99", "p99", 0.99)] {
        table.add(Row {
            unit: "× the time",
            figures: Some(both.ratios(share, |one, other| one / other)),
            bar: Bar::AtMost(1.15),
            note: format!(
                "{}; {}",
                both.told(share),
                if share < 0.9 { both.by_sort(&questions) } else { String::new() }
            ),
            ..bench.row(id, &format!("200 questions with facets against tantivy by hand, {what}"))
        });
    }

    let mut file = bench.index.clone().into_os_string();
    file.push(".sqlite");
    let file = std::path::PathBuf::from(file);
    if file.exists() {
        std::fs::remove_file(&file)?;
    }
    let written = fts5::load_from(&file, &stored)?;
    if written != stored.statements {
        return Err(format!("FTS5 has {written} statements of {}", stored.statements).into());
    }
    let mut fts5 = Fts5::open(&file, &stored)?;
    let hits = Both::run(rounds, &questions, Want::Hits, false, &mut dixit, &mut fts5)?;
    let counting: Vec<Question> = questions.iter().filter(|question| !question.counted.is_empty()).cloned().collect();
    let counts = Both::run(rounds, &counting, Want::Counts, false, &mut dixit, &mut fts5)?;
    for (id, what, both, bar) in [
        ("ask-fts5-hits", "number and top ten against SQLite FTS5, p50", &hits, Bar::AtLeast(10.0)),
        ("ask-fts5-facets", "facets against `GROUP BY` over SQLite FTS5, p50", &counts, Bar::AtLeast(100.0)),
    ] {
        table.add(Row {
            unit: "× as fast",
            figures: Some(both.ratios(0.5, |one, other| other / one)),
            bar: if stored.statements >= MANY { bar } else { Bar::None },
            note: format!("{}; p99 {}", both.told(0.5), both.told(0.99)),
            ..bench.row(id, what)
        });
    }
    drop(fts5);
    std::fs::remove_file(&file)?;
    Ok(())
}

/// Phrases that few statements have, with all facets.
pub(super) fn selective(bench: &Bench<'_>) -> Outcome<Vec<Question>> {
    let mut dixit = Dixit::open(&bench.index)?;
    let mut rare: Vec<(u64, Question)> = Vec::new();
    for mut question in questions(&Stored::open(&bench.index)?, bench.options.recipe.seed)? {
        if matches!(question.clauses.as_slice(), [Clause::Phrase(_)]) {
            question.counted = vec![Counted::Speakers, Counted::Outlets, Counted::Months];
            rare.push((dixit.ask(&question, Want::All)?.total, question));
        }
    }
    rare.sort_by_key(|(total, _)| *total);
    rare.truncate(SELECTIVE);
    Ok(rare.into_iter().map(|(_, question)| question).collect())
}

/// Seconds of these questions: the median of them, a round each.
pub(super) fn rounds_of(bench: &Bench<'_>, questions: &[Question]) -> Outcome<Vec<f64>> {
    let mut dixit = Dixit::open(&bench.index)?;
    let mut round = || {
        let mut took = Vec::with_capacity(questions.len());
        for question in questions {
            let begun = Instant::now();
            dixit.ask(question, Want::All)?;
            took.push(begun.elapsed().as_secs_f64());
        }
        took.sort_by(f64::total_cmp);
        Ok(quantile(&took, 0.5))
    };
    // The first one warms.
    let _: Outcome<f64> = round();
    (0..bench.options.rounds).map(|_| round()).collect()
}

/// Times of all questions, round by round, of one and the other.
struct Both(Vec<Vec<(Duration, Duration)>>);

impl Both {
    /// Asks both in turn, after a round in which every answer is compared.
    fn run(
        rounds: usize,
        questions: &[Question],
        want: Want,
        ranks: bool,
        one: &mut dyn Peer,
        other: &mut dyn Peer,
    ) -> Outcome<Self> {
        for question in questions {
            let (ours, theirs) = (one.ask(question, want)?, other.ask(question, want)?);
            if let Some(difference) = difference(&ours, &theirs, ranks) {
                return Err(format!("`{}` is answered otherwise: {difference}", question.typed()).into());
            }
        }
        let time = |peer: &mut dyn Peer, question: &Question| -> Outcome<Duration> {
            let begun = Instant::now();
            std::hint::black_box(peer.ask(question, want)?);
            Ok(begun.elapsed())
        };
        let mut all = Vec::with_capacity(rounds);
        for round in 0..rounds {
            let mut times = Vec::with_capacity(questions.len());
            for (number, question) in questions.iter().enumerate() {
                times.push(if (round + number) % 2 == 0 {
                    let first = time(one, question)?;
                    (first, time(other, question)?)
                } else {
                    let second = time(other, question)?;
                    (time(one, question)?, second)
                });
            }
            all.push(times);
        }
        Ok(Self(all))
    }

    fn quantiles(&self, share: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
        let of = move |round: &Vec<(Duration, Duration)>, side: fn(&(Duration, Duration)) -> Duration| {
            let mut times: Vec<f64> = round.iter().map(|pair| side(pair).as_secs_f64()).collect();
            times.sort_by(f64::total_cmp);
            quantile(&times, share)
        };
        self.0.iter().map(move |round| (of(round, |pair| pair.0), of(round, |pair| pair.1)))
    }

    fn ratios(&self, share: f64, ratio: fn(f64, f64) -> f64) -> Rounds {
        Rounds::new(self.quantiles(share).map(|(one, other)| ratio(one, other)).collect())
    }

    /// The times themselves, in milliseconds.
    fn told(&self, share: f64) -> String {
        let (one, other): (Vec<f64>, Vec<f64>) = self.quantiles(share).unzip();
        format!("{} ms and {} ms", shown(Rounds::new(one).median() * 1e3), shown(Rounds::new(other).median() * 1e3))
    }

    /// The ratio of the sums for each sort of question.
    fn by_sort(&self, questions: &[Question]) -> String {
        let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for (question, pair) in self.0.iter().flat_map(|round| questions.iter().zip(round)) {
            let sum = sums.entry(question.sort).or_default();
            *sum = (sum.0 + pair.0.as_secs_f64(), sum.1 + pair.1.as_secs_f64());
        }
        let told = sums.iter().map(|(sort, (one, other))| format!("{sort} {}", shown(one / other)));
        format!("by sums: {}", told.collect::<Vec<_>>().join(", "))
    }
}
