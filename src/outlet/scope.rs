//! Outlets with the aliases of one folder, in force while its articles are read and their statements extracted.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{Outlet, Outlets};

/// Tables with aliases, one for each set of them. A run meets as many sets as it meets settings files with aliases, so
/// they stay for the life of the process; [`MAX_TABLES`] says how many.
static TABLES: LazyLock<Mutex<HashMap<u64, &'static Outlets>>> = LazyLock::new(Mutex::default);

/// Each has all outlets, half a megabyte. Folders that came from elsewhere may have any number of settings files.
const MAX_TABLES: usize = 256;

thread_local! {
    static SCOPE: Cell<Option<&'static Outlets>> = const { Cell::new(None) };
}

/// Puts back what was in force before, also after a panic.
struct Restore(Option<&'static Outlets>);

impl Drop for Restore {
    fn drop(&mut self) {
        SCOPE.set(self.0);
    }
}

/// The table in force on this thread, if a folder's is.
pub(super) fn in_scope() -> Option<&'static Outlets> {
    SCOPE.get()
}

impl Outlets {
    /// Runs `work` with `table` as the one [in use](Self::in_use) on this thread; without one nothing changes.
    pub fn within<T>(table: Option<&'static Outlets>, work: impl FnOnce() -> T) -> T {
        let _restore = Restore(SCOPE.get());
        if table.is_some() {
            SCOPE.set(table);
        }
        work()
    }

    /// This table with more aliases: pairs of an outlet's name, known or new, and other names that it goes by.
    ///
    /// # Errors
    ///
    /// When there are too many such tables already.
    pub fn with_aliases(&self, aliases: &[(String, Vec<String>)]) -> Result<&'static Outlets, TooManyTables> {
        let text = format!("{:x} {aliases:?}", self.fingerprint);
        let fingerprint = xxhash_rust::xxh3::xxh3_64(text.as_bytes());
        let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tables.get(&fingerprint) {
            return Ok(known);
        }
        if tables.len() >= MAX_TABLES {
            return Err(TooManyTables);
        }
        let mut table = self.extended(aliases);
        table.fingerprint = fingerprint;
        let table: &'static Outlets = Box::leak(Box::new(table));
        tables.insert(fingerprint, table);
        Ok(table)
    }

    fn extended(&self, aliases: &[(String, Vec<String>)]) -> Self {
        let mut own: Vec<Outlet> = Vec::new();
        for (name, aliases) in aliases {
            let known = self.by_name(name).cloned();
            let mut outlet = known.unwrap_or_else(|| Outlet { name: name.clone(), ..Outlet::default() });
            outlet.aliases.extend(aliases.iter().cloned());
            own.push(outlet);
        }
        let replaced = |outlet: &&Outlet| own.iter().any(|mine| mine.name == outlet.name);
        let others: Vec<Outlet> = self.iter().filter(|outlet| !replaced(outlet)).cloned().collect();
        own.extend(others);
        Self::new(own)
    }
}

/// More sets of aliases than a process keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {MAX_TABLES} folders have aliases of their own")]
pub struct TooManyTables;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_hold_within_their_scope_alone() {
        let aliases = [("TASS".to_owned(), vec!["The Harbour Wire".to_owned()])];
        let table = Outlets::in_use().with_aliases(&aliases).unwrap();
        let meant = || Outlets::in_use().by_name("the harbour wire").map(|outlet| outlet.name.clone());
        assert_eq!(meant(), None);
        assert_eq!(Outlets::within(Some(table), meant), Some("TASS".to_owned()));
        assert_eq!(Outlets::within(Some(table), || Outlets::within(None, meant)), Some("TASS".to_owned()));
        assert_eq!(meant(), None);
        assert!(std::ptr::eq(table, Outlets::in_use().with_aliases(&aliases).unwrap()), "one table for one set");
    }

    #[test]
    fn an_alias_may_make_an_outlet() {
        let table = Outlets::in_use().with_aliases(&[("Daily Harbour".to_owned(), vec!["DH".to_owned()])]).unwrap();
        assert_eq!(table.by_name("dh").unwrap().name, "Daily Harbour");
        assert_eq!(table.by_name("ТАСС").unwrap().name, "TASS");
    }
}
