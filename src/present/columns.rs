//! Two texts side by side, in columns of terminal cells.

use std::io::{self, Write};

use anstyle::Style;

use super::View;
use super::human::Marked;
use super::terminal::{paint, paint_marks, shortened, width, wrap};

/// Between columns, and in front of the first.
const GAP: usize = 2;

/// Narrower than this, two columns hold too few words.
const LEAST_CELL: usize = 20;

/// Widths of columns: one of labels, and two of the same width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    label: usize,
    /// Cells of each of the two.
    pub(super) cell: usize,
}

impl Columns {
    /// Columns with these labels in a view; `None` where that is too narrow for them.
    pub(super) fn new<'l>(view: &View, labels: impl Iterator<Item = &'l str>) -> Option<Self> {
        let label = labels.map(width).max().unwrap_or(0);
        let before = if label == 0 { GAP } else { label + 2 * GAP };
        let cell = view.columns().saturating_sub(before + GAP) / 2;
        (cell >= LEAST_CELL).then_some(Self { label, cell })
    }

    /// Writes a row: lines of both cells, the label beside the first.
    pub(super) fn row(&self, out: &mut dyn Write, view: &View, label: &str, cells: [&Marked; 2]) -> io::Result<()> {
        let [left, right] = cells.map(|cell| self.lines(cell));
        for number in 0..left.len().max(right.len()) {
            let label = if number == 0 { label } else { "" };
            let before = match self.label {
                0 => " ".repeat(GAP),
                label_cells => {
                    let space = label_cells.saturating_sub(width(label)) + GAP;
                    format!("{:GAP$}{}{:space$}", "", paint(view.palette.dim, label), "")
                }
            };
            let (text, cells) = left.get(number).map_or(("", 0), |(text, cells)| (text, *cells));
            let space = self.cell.saturating_sub(cells) + GAP;
            let other = right.get(number).map_or("", |(text, _)| text);
            writeln!(out, "{}", format!("{before}{text}{:space$}{other}", "").trim_end())?;
        }
        Ok(())
    }

    /// The lines of a cell, each with its width; a word that is wider than the cell is cut.
    fn lines(&self, cell: &Marked) -> Vec<(String, usize)> {
        let lines = wrap(&cell.text, self.cell).into_iter();
        let line = lines.map(|line| {
            let text = line.of(&cell.text).unwrap_or_default();
            match width(text) {
                fitting if fitting <= self.cell => (paint_marks(&cell.text, line, Style::new(), &cell.marks), fitting),
                _ => {
                    let cut = shortened(text, self.cell);
                    let cells = width(&cut);
                    (cut, cells)
                }
            }
        });
        line.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::plain;
    use super::super::{Palette, Paths};
    use super::*;

    fn printed(columns: usize, rows: &[(&str, &str, &str)]) -> Option<String> {
        let view = View::new(Palette::plain(), columns, Paths::default());
        let columns = Columns::new(&view, rows.iter().map(|row| row.0))?;
        let mut out = Vec::new();
        for (label, left, right) in rows {
            columns.row(&mut out, &view, label, [&plain(left), &plain(right)]).unwrap();
        }
        Some(String::from_utf8(out).unwrap())
    }

    #[test]
    fn columns_are_straight_whatever_the_script() {
        let rows = [
            ("what", "世界多极化是大势所趋，无人能够阻挡", "one"),
            ("", "a few words that do not fit", "以及许多人说的许多话都在这里"),
            ("none", "", "x"),
        ];
        insta::assert_snapshot!(printed(60, &rows).unwrap(), @"
        what  世界多极化是大势所趋，无   one
              人能够阻挡
              a few words that do not    以及许多人说的许多话都在
              fit                        这里
        none                             x
        ");
    }

    #[test]
    fn there_are_none_where_there_is_no_room() {
        assert_eq!(printed(48, &[("what", "", "")]), None);
        assert!(printed(60, &[("statements", "", "")]).is_some());
    }
}
