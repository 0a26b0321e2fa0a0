//! The pane of the article.

use dixit::present::Holds;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{has_keys, is_ascii, put, title};
use crate::browse::layout::Pane;
use crate::browse::model::Model;
use crate::browse::reader::GUTTER;
use crate::browse::theme::style_of;

pub(super) fn draw(buffer: &mut Buffer, model: &Model, area: Rect) {
    let palette = model.view.palette;
    let told = match (&model.opening, &model.article) {
        (Some(_), _) => "reading …".to_owned(),
        (None, Some(article)) => article.position(),
        (None, None) => String::new(),
    };
    title(buffer, model, area, "Article", &told, has_keys(model, Pane::Article));
    let Some(article) = &model.article else { return };
    let (bar, thin) = if is_ascii(&model.view) { ("#", ":") } else { ("▌", "┆") };
    let columns = usize::from(area.width).saturating_sub(GUTTER);
    let rows = article.rows.iter().skip(article.top);
    for (y, row) in (area.y + 1..area.bottom()).zip(rows) {
        match row.holds {
            Holds::Shown => buffer.set_string(area.x, y, bar, style_of(palette.matched)),
            Holds::Other => buffer.set_string(area.x, y, thin, style_of(palette.dim)),
            Holds::Nothing => {}
        }
        let x = area.x + u16::try_from(GUTTER).unwrap_or(0);
        put(buffer, x, y, row.pieces.clone(), columns);
    }
}
