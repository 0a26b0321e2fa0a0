//! What lies over the panes, in rows: the keys, a trace.

use dixit::present::{Pieces, rows_of};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::key::TABLE;
use super::layout::body;
use super::model::{Model, Overlay};

impl Model {
    /// Where an overlay lies: over all panes.
    pub(crate) fn overlay_area(&self) -> Option<Rect> {
        self.layout().map(|layout| layout.panes)
    }

    /// Rows of it that are seen.
    pub(crate) fn overlay_height(&self) -> usize {
        body(self.overlay_area())
    }

    /// All its rows.
    pub(crate) fn overlay_rows(&self) -> Vec<Pieces> {
        let columns = self.overlay_area().map_or(0, |area| usize::from(area.width));
        let plain = anstyle::Style::new();
        match &self.overlay {
            Some(Overlay::Help { .. }) => help(columns, self.view.palette.heading),
            Some(Overlay::Trace { text: None, .. }) => vec![vec![("looking …".to_owned(), plain)]],
            Some(Overlay::Trace { text: Some(text), .. }) => {
                rows_of(text, columns).into_iter().map(|row| vec![(row, plain)]).collect()
            }
            Some(Overlay::Export(_)) | None => Vec::new(),
        }
    }
}

/// The keys and what they do, in two columns.
fn help(columns: usize, style: anstyle::Style) -> Vec<Pieces> {
    let cells = TABLE.iter().map(|binding| binding.keys.width()).max().unwrap_or(0) + 4;
    let mut rows = Vec::new();
    for binding in TABLE {
        let keys = format!("  {}{}", binding.keys, " ".repeat(cells - 2 - binding.keys.width()));
        let told = rows_of(binding.help, columns.saturating_sub(cells).max(8));
        for (number, row) in told.into_iter().enumerate() {
            let before = if number == 0 { keys.clone() } else { " ".repeat(cells) };
            rows.push(vec![(before, style), (row, anstyle::Style::new())]);
        }
    }
    rows
}
