//! Lists of names and values with the number of statements that have them.

use maud::{Markup, html};

use super::words::{isolated, number};
use crate::answer::{Bucket, Counted};

/// One of them.
pub(super) struct Row<'a> {
    pub(super) text: &'a str,
    pub(super) count: u64,
    /// Where it leads.
    pub(super) address: String,
    /// What is told beside it.
    pub(super) note: Option<String>,
}

impl<'a> Row<'a> {
    pub(super) fn of_bucket(bucket: &'a Bucket, address: String) -> Self {
        Self { text: &bucket.value, count: bucket.count, address, note: None }
    }

    pub(super) fn of_counted(counted: &'a Counted, address: String) -> Self {
        Self { text: &counted.value, count: counted.count, address, note: None }
    }
}

/// The first `most` of `rows`, with bars that show them as shares of `whole`; `more` are not at hand. Nothing where there
/// are none.
pub(super) fn list(heading: &Markup, rows: &[Row<'_>], most: usize, more: u64, whole: u64) -> Markup {
    let shown = &rows[..rows.len().min(most)];
    let more = more + (rows.len() - shown.len()) as u64;
    html! {
        @if !shown.is_empty() {
            section.names {
                h2 { (heading) }
                ol {
                    @for row in shown {
                        li {
                            span {
                                a href=(row.address) { (isolated(row.text)) }
                                @if let Some(note) = &row.note { " " span.count { (note) } }
                            }
                            " " span.count { (number(row.count)) }
                            svg.share viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true" {
                                rect width=((row.count * 100 / whole.max(1)).max(1)) height="2" {}
                            }
                        }
                    }
                }
                @if more > 0 { p.count { (number(more)) " more" } }
            }
        }
    }
}
