//! How many faults there were, and which the program did not stand.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Counts of a harness.
#[derive(Default)]
pub(crate) struct Tally {
    rows: Mutex<BTreeMap<(String, String), (usize, usize)>>,
}

impl Tally {
    /// One fault of this sort in this scene; `outcome` says what was wrong afterwards, `what` how to find it again.
    pub(crate) fn count(&self, scene: &str, fault: &str, what: &str, outcome: Result<(), String>) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let row = rows.entry((scene.to_owned(), fault.to_owned())).or_default();
        row.0 += 1;
        if let Err(wrong) = outcome {
            row.1 += 1;
            eprintln!("FAILED {what}: {wrong}");
        }
    }

    /// The table in Markdown, and how many failed.
    pub(crate) fn table(&self) -> (String, usize) {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut table = "| scene | fault | cases | failed |\n|---|---|--:|--:|\n".to_owned();
        for ((scene, fault), (cases, failed)) in rows.iter() {
            table.push_str(&format!("| {scene} | {fault} | {cases} | {failed} |\n"));
        }
        let (cases, failed) = rows.values().fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
        table.push_str(&format!("| all | | {cases} | {failed} |\n"));
        (table, failed)
    }
}
