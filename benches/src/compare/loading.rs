//! Indexing alone: statements that were extracted before, into dixit, tantivy and SQLite FTS5.

use std::cell::Cell;
use std::sync::Arc;

use dixit::index::{BuildRequest, bench};

use super::Bench;
use crate::Outcome;
use crate::folder::{Fresh, size};
use crate::pairs::{Pairs, timed};
use crate::peers::{Stored, fts5, tantivy};
use crate::prepared::{Prepared, extract_prepared, read_prepared, stand_in};
use crate::table::{Bar, Row, Table};

pub(super) fn compare(of: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let prepared = Arc::new(Prepared::read(&of.corpus.folder)?);
    stand_in(&prepared);
    let expected = prepared.articles().map(|(_, statements)| statements.len() as u64).sum::<u64>();
    let schema = Stored::open(&of.index)?.index().schema();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let request = BuildRequest { roots: vec![of.corpus.folder.clone()], ..BuildRequest::default() };
    let index_bytes = Cell::new(0);
    let mut dixit = || {
        let fresh = Fresh::new(of.work(), "load-dixit.index")?;
        let (took, _) = timed(|| Ok(bench::build_from(fresh.path(), &request, read_prepared, extract_prepared)?))?;
        check("dixit", Stored::open(fresh.path())?.statements, expected)?;
        index_bytes.set(size(fresh.path())?);
        Ok(took)
    };
    let peer_bytes = Cell::new(0);
    let mut by_tantivy = || {
        let fresh = Fresh::new(of.work(), "load-tantivy.index")?;
        let (took, _) = timed(|| tantivy::load(fresh.path(), &schema, &prepared, threads))?;
        check("tantivy", Stored::open(fresh.path())?.statements, expected)?;
        peer_bytes.set(size(fresh.path())?);
        Ok(took)
    };
    let pairs = Pairs::run(of.long_rounds(), &mut dixit, &mut by_tantivy)?;
    let seconds =
        |pairs: &Pairs| format!("{:.2} s and {:.2} s", pairs.seconds().median(), pairs.other_seconds().median());
    table.add(Row {
        unit: "× as fast",
        figures: Some(pairs.times_as_fast()),
        bar: Bar::AtLeast(0.8),
        note: format!(
            "{}; {:.1} MB and {:.1} MB; dixit also tells copies, stories and utterances",
            seconds(&pairs),
            index_bytes.get() as f64 / 1e6,
            peer_bytes.get() as f64 / 1e6
        ),
        ..of.row("load-tantivy", "indexing alone against tantivy by hand")
    });

    let mut by_fts5 = || {
        let fresh = Fresh::new(of.work(), "load-fts5")?;
        std::fs::create_dir_all(fresh.path())?;
        let file = fresh.path().join("statements.sqlite");
        let (took, written) = timed(|| fts5::load(&file, &mut |each| prepared.records().try_for_each(&mut *each)))?;
        check("FTS5", written, expected)?;
        peer_bytes.set(size(fresh.path())?);
        Ok(took)
    };
    let pairs = Pairs::run(of.long_rounds(), &mut dixit, &mut by_fts5)?;
    table.add(Row {
        unit: "× as fast",
        figures: Some(pairs.times_as_fast()),
        bar: Bar::AtLeast(1.3),
        note: format!(
            "{}; {:.1} MB and {:.1} MB",
            seconds(&pairs),
            index_bytes.get() as f64 / 1e6,
            peer_bytes.get() as f64 / 1e6
        ),
        ..of.row("load-fts5", "indexing alone against SQLite FTS5")
    });
    Ok(())
}

fn check(who: &str, found: u64, expected: u64) -> Outcome<()> {
    if found == expected { Ok(()) } else { Err(format!("{who} has {found} statements of {expected}").into()) }
}
