//! What lies over the panes: keys, a trace, the question for a file.

use dixit::present::Format;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::{line, put, title};
use crate::browse::export::format_of;
use crate::browse::model::{ExportPrompt, Model, Overlay};
use crate::browse::update::numbered;

pub(super) fn draw(buffer: &mut Buffer, model: &Model, area: Rect) {
    clear(buffer, area);
    let (name, top) = match &model.overlay {
        Some(Overlay::Help { top }) => ("Keys", *top),
        Some(Overlay::Trace { top, .. }) => ("Trace", *top),
        _ => return,
    };
    let rows = model.overlay_rows();
    let height = model.overlay_height();
    let last = (top + height).min(rows.len());
    let told = if rows.len() > height { format!("{}–{last} of {}", top + 1, rows.len()) } else { String::new() };
    title(buffer, model, area, name, &told, true);
    for (y, row) in (area.y + 1..area.bottom()).zip(rows.into_iter().skip(top)) {
        put(buffer, area.x, y, row, usize::from(area.width));
    }
}

/// Draws the question at the bottom of `area` and gives the place of the cursor.
pub(super) fn export(buffer: &mut Buffer, model: &Model, prompt: &ExportPrompt, area: Rect) -> (u16, u16) {
    let height = 4.min(area.height);
    let area = Rect { y: area.bottom() - height, height, ..area };
    clear(buffer, area);
    let palette = model.view.palette;
    let what = if model.marks.is_empty() {
        format!("all {} found", numbered(model.results.len()))
    } else {
        format!("{} marked", numbered(model.marks.len()))
    };
    title(buffer, model, area, "Write", &what, true);
    let width = usize::from(area.width);
    let ask = "to the file ";
    put(buffer, area.x, area.y + 1, vec![(ask.to_owned(), palette.dim)], width);
    let (text, cursor) = line::seen(&prompt.file, width.saturating_sub(ask.width()));
    let start = area.x + u16::try_from(ask.width()).unwrap_or(0);
    buffer.set_stringn(start, area.y + 1, text, width.saturating_sub(ask.width()), Style::new());
    let format = match format_of(prompt.file.text()) {
        Format::Human => "as text; a name that ends in .csv .tsv .json .jsonl gives that".to_owned(),
        format => format!("as {}", format.name()),
    };
    let told = match (&prompt.failure, prompt.is_writing) {
        (Some(failure), _) => (failure.clone(), palette.error),
        (None, true) => ("writing …".to_owned(), palette.dim),
        (None, false) => (format, palette.dim),
    };
    put(buffer, area.x, area.y + 2, vec![told], width);
    (start + cursor, area.y + 1)
}

fn clear(buffer: &mut Buffer, area: Rect) {
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            buffer[(x, y)].reset();
        }
    }
}
