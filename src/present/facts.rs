//! Facts under a heading: a name in front, the words behind it in lines of their own.

use std::io::{self, Write};

use anstyle::Style;

use super::View;
use super::human::Marked;
use super::terminal::{paint, width};

/// Writes facts with their names in one column.
pub(super) fn write_facts(out: &mut dyn Write, view: &View, facts: &[(&str, Marked)]) -> io::Result<()> {
    let cells = facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, text) in facts {
        let label = format!("  {}  ", paint(view.palette.dim, &format!("{name:<cells$}")));
        let mut lines = Vec::new();
        text.write(&mut lines, "", "", view.columns().saturating_sub(cells + 4), Style::new())?;
        for (number, text) in String::from_utf8_lossy(&lines).lines().enumerate() {
            if number == 0 {
                writeln!(out, "{label}{text}")?;
            } else {
                writeln!(out, "{:1$}{text}", "", cells + 4)?;
            }
        }
    }
    Ok(())
}

/// Text without marks.
pub(super) fn plain(text: &str) -> Marked {
    Marked { text: text.to_owned(), marks: Vec::new() }
}
