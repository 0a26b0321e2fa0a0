//! A limit that a user may set, by its name.

use std::fmt;

/// How large something may be that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// What it goes by in messages and on the command line.
    pub name: &'static str,
    /// The most that is read.
    pub most: u64,
}

impl Limit {
    /// The largest document that is read as a whole, in bytes: a page, one record, one mail. What holds many articles is
    /// read piece by piece and may be of any size.
    pub const DOCUMENT_BYTES: Limit = Limit { name: "document-bytes", most: 64 << 20 };
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; `--limit {}=N` sets it", self.most, self.name)
    }
}
