//! A search from the start of the process to its end, against a process that does nothing.

use super::Bench;
use crate::Outcome;
use crate::pairs::Pairs;
use crate::peers::Stored;
use crate::process;
use crate::question::{Clause, questions};
use crate::table::{Bar, Row, Table};

/// Processes of each in a round: one takes too little for a clock that others share.
const AT_ONCE: u32 = 10;

pub(super) fn compare(bench: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let questions = questions(&Stored::open(&bench.index)?, bench.options.recipe.seed)?;
    let phrase = questions.iter().find(|question| matches!(question.clauses.as_slice(), [Clause::Phrase(_)]));
    let query = phrase.ok_or("no phrase among the questions")?.typed();
    let search = || {
        let mut command = bench.dixit();
        command.arg("search").arg("--index").arg(&bench.index).arg(&query).args([
            "--facet",
            "speaker",
            "--by",
            "date:year",
        ]);
        command
    };
    if process::output(&mut search())?.is_empty() {
        return Err(format!("`dixit search {query}` prints nothing").into());
    }
    let many = |command: &dyn Fn() -> std::process::Command| {
        let took = (0..AT_ONCE).map(|_| process::run(&mut command())).sum::<Outcome<std::time::Duration>>()?;
        Ok(took / AT_ONCE)
    };
    let version = || {
        let mut command = bench.dixit();
        command.arg("--version");
        command
    };
    let pairs = Pairs::run(bench.options.rounds, &mut || many(&search), &mut || many(&version))?;
    let seconds = pairs.seconds();
    table.add(Row {
        unit: "ms",
        figures: Some(seconds.times(1e3)),
        bar: Bar::AtMost(30.0),
        note: format!("`dixit search {query}` with two facets; files in the page cache"),
        ..bench.row("cold-search", "`dixit search`, from process to printed answer")
    });
    table.add(Row {
        unit: "× the time",
        figures: Some(pairs.times_as_long()),
        bar: Bar::AtMost(3.0),
        note: format!("{:.1} ms and {:.1} ms", seconds.median() * 1e3, pairs.other_seconds().median() * 1e3),
        ..bench.row("cold-version", "the same against `dixit --version`")
    });
    Ok(())
}
