//! The pane of statements.

use dixit::answer::Hit;
use dixit::present::{carriage_line, headline, quote_rows, short_headline};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{bar, has_keys, is_ascii, put, title};
use crate::browse::layout::Pane;
use crate::browse::model::{Model, sort_name};
use crate::browse::reader::key;
use crate::browse::theme::style_of;

/// Cells before a statement: whether it is selected, whether it is marked.
const GUTTER: u16 = 3;

/// From this width on a statement's first row has all that is known.
const WIDE: usize = 60;

pub(super) fn draw(buffer: &mut Buffer, model: &Model, area: Rect, rows_of_hit: usize) {
    let results = &model.results;
    let told = if results.len() == 0 {
        String::new()
    } else {
        let collapsed = if results.utterances.is_some() { " · utterances" } else { "" };
        format!("{} of {} · {}{collapsed}", results.selected + 1, results.len(), sort_name(model.sort))
    };
    title(buffer, model, area, "Statements", &told, has_keys(model, Pane::Results));
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if results.len() == 0 {
        nothing(buffer, model, body);
        return;
    }
    let height = usize::from(body.height);
    for (number, top) in (results.top..results.len()).zip((0..height).step_by(rows_of_hit)) {
        let rows = rows_of_hit.min(height - top);
        let y = body.y + u16::try_from(top).unwrap_or(0);
        match results.get(number) {
            Some(hit) => statement(buffer, model, Rect { y, height: u16::try_from(rows).unwrap_or(0), ..body }, hit),
            None => {
                buffer.set_stringn(body.x + GUTTER, y, "…", 1, style_of(model.view.palette.dim));
            }
        }
        if number == results.selected {
            let (bar, style) = bar(model, Pane::Results);
            for y in y..y + u16::try_from(rows).unwrap_or(0) {
                buffer.set_string(body.x, y, bar, style);
            }
        }
    }
}

fn statement(buffer: &mut Buffer, model: &Model, area: Rect, hit: &Hit) {
    let view = &model.view;
    let columns = usize::from(area.width.saturating_sub(GUTTER));
    let x = area.x + GUTTER;
    if model.marks.has(&key(&hit.record)) {
        let mark = if is_ascii(view) { "*" } else { "●" };
        buffer.set_string(area.x + 1, area.y, mark, style_of(view.palette.matched));
    }
    let head = if columns < WIDE { short_headline(&hit.record, view) } else { headline(&hit.record, view) };
    put(buffer, x, area.y, head, columns);
    let carried =
        hit.carried.as_ref().filter(|carried| carried.versions > 1).map(|carried| carriage_line(carried, view));
    let n_rows = usize::from(area.height.saturating_sub(1));
    let n_words = if carried.is_some() && n_rows > 1 { n_rows - 1 } else { n_rows };
    let rows = quote_rows(hit, view, columns, n_words).into_iter().chain(carried).take(n_rows);
    for (y, row) in (area.y + 1..).zip(rows) {
        put(buffer, x, y, row, columns);
    }
}

/// Why there is no statement.
fn nothing(buffer: &mut Buffer, model: &Model, area: Rect) {
    if model.answered.is_none() {
        return;
    }
    let palette = model.view.palette;
    let columns = usize::from(area.width.saturating_sub(GUTTER));
    let mut rows = vec![vec![("Nothing found.".to_owned(), palette.heading)]];
    if model.why_empty.len() > 2 {
        rows.push(vec![("Each part alone finds:".to_owned(), palette.dim)]);
        rows.extend(model.why_empty.iter().map(|row| vec![(row.clone(), anstyle::Style::new())]));
    }
    if !model.narrowing.is_empty() {
        rows.push(vec![("Backspace takes back what narrows it.".to_owned(), palette.help)]);
    }
    for (y, row) in (area.y..area.bottom()).zip(rows) {
        put(buffer, area.x + GUTTER, y, row, columns);
    }
}
