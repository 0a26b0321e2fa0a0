//! The pane of counts.

use dixit::index::Field;
use dixit::present::{Pieces, clean, fitted};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::{bar, has_keys, put, title};
use crate::browse::counts::Row;
use crate::browse::layout::Pane;
use crate::browse::model::Model;

/// Cells before a value: whether it is selected, whether it was picked.
const GUTTER: u16 = 2;

pub(super) fn draw(buffer: &mut Buffer, model: &Model, area: Rect) {
    title(buffer, model, area, "Counts", "", has_keys(model, Pane::Counts));
    let counts = &model.counts;
    let columns = usize::from(area.width.saturating_sub(GUTTER + 1));
    for (y, (number, row)) in (area.y + 1..area.bottom()).zip(counts.rows.iter().enumerate().skip(counts.top)) {
        put(buffer, area.x + GUTTER, y, pieces(model, row, columns), columns);
        if number == counts.selected {
            let (bar, style) = bar(model, Pane::Counts);
            buffer.set_string(area.x, y, bar, style);
        }
    }
}

fn pieces(model: &Model, row: &Row, columns: usize) -> Pieces {
    let palette = model.view.palette;
    let plain = anstyle::Style::new();
    match row {
        Row::Field(Field::Date) => vec![("month".to_owned(), palette.heading)],
        Row::Field(field) => vec![(field.name().to_owned(), palette.heading)],
        Row::More { more, .. } => vec![(format!("  … {more} more"), palette.dim)],
        Row::Value { value, count, picked, .. } => {
            let (sign, style) = match picked {
                None => ("  ", plain),
                Some(false) => ("+ ", palette.help),
                Some(true) => ("- ", palette.removed),
            };
            let count = count.map(|count| count.to_string()).unwrap_or_default();
            let room = columns.saturating_sub(sign.width() + count.width() + 1);
            let mut pieces = vec![(sign.to_owned(), style)];
            let value = fitted(vec![(clean(value), style)], room);
            let space = room.saturating_sub(value.iter().map(|(text, _)| text.width()).sum());
            pieces.extend(value);
            pieces.push((format!("{} {count}", " ".repeat(space)), palette.dim));
            pieces
        }
    }
}
