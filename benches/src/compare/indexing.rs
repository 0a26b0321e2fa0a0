//! The whole of `dixit index`, as a process: against extraction alone, by megabytes and memory, and what it leaves.

use std::cell::RefCell;

use super::Bench;
use crate::Outcome;
use crate::folder::{Fresh, size};
use crate::pairs::{Pairs, Rounds};
use crate::process::{self, Needed};
use crate::table::{Bar, Row, Table};

/// Seconds of a whole run, in the middle.
pub(super) fn compare(bench: &Bench<'_>, table: &mut Table) -> Outcome<f64> {
    let folder = &bench.corpus.folder;
    let needed: RefCell<Vec<Needed>> = RefCell::default();
    let mut index = || {
        let fresh = Fresh::new(bench.work(), "fresh.index")?;
        let run = process::watched(bench.dixit().arg("index").arg("--index").arg(fresh.path()).arg(folder))?;
        needed.borrow_mut().push(run);
        Ok(run.time)
    };
    let mut extract = || process::run(bench.dixit().args(["extract", "--format", "jsonl"]).arg(folder));
    let pairs = Pairs::run(bench.long_rounds(), &mut index, &mut extract)?;
    let (whole, alone) = (pairs.seconds().median(), pairs.other_seconds().median());
    table.add(Row {
        unit: "× the time",
        figures: Some(pairs.times_as_long()),
        bar: Bar::AtMost(1.35),
        note: format!("{whole:.2} s and {alone:.2} s"),
        ..bench.row("index-extract", "`dixit index` against `dixit extract` to nowhere")
    });
    let megabytes = bench.corpus.facts.text_bytes as f64 / 1e6;
    table.add(Row {
        unit: "MB/s",
        figures: Some(pairs.per_second(megabytes)),
        bar: Bar::AtLeast(8.0),
        note: format!("{megabytes:.1} MB of article text; aim 20"),
        ..bench.row("index-speed", "article text indexed a second")
    });
    let of =
        |bytes: fn(&Needed) -> u64| Rounds::new(needed.borrow().iter().map(|run| bytes(run) as f64 / 1e6).collect());
    table.add(Row {
        unit: "MB",
        figures: Some(of(|run| run.anonymous)),
        bar: Bar::AtMost(1_000.0),
        note: format!("with pages of mapped files {:.0} MB", of(|run| run.resident).max()),
        ..bench.row("index-memory", "most memory while indexing")
    });

    let (jsonl, lines) = process::printed(bench.dixit().args(["extract", "--format", "jsonl"]).arg(folder))?;
    let index_bytes = size(&bench.index)? as f64;
    for (id, what, bytes) in [
        ("size-jsonl", "index against the statements as JSON Lines", jsonl as f64),
        ("size-text", "index against the article text", bench.corpus.facts.text_bytes as f64),
    ] {
        table.add(Row {
            unit: "× the size",
            figures: Some(Rounds::new(vec![index_bytes / bytes])),
            bar: Bar::AtMost(0.8),
            note: format!("{:.1} MB and {:.1} MB, {lines} statements", index_bytes / 1e6, bytes / 1e6),
            ..bench.row(id, what)
        });
    }
    Ok(whole)
}
