//! The model on the screen. Only what is seen is drawn, so a frame costs the same whatever was found.

mod article;
mod counts;
mod line;
mod overlay;
mod results;

use dixit::present::{Bars, Pieces, View, fitted};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::layout::{Layout, MIN_HEIGHT, MIN_WIDTH, Pane};
use super::model::{Model, Overlay};
use super::problem;
use super::theme::{line_of, style_of};

/// The keys that are shown at the bottom, most wanted first.
const HINTS: [(&str, &str); 9] = [
    ("?", "keys"),
    ("/", "query"),
    ("Tab", "pane"),
    ("Enter", "read"),
    ("f", "narrow"),
    ("Space", "mark"),
    ("e", "export"),
    ("t", "trace"),
    ("q", "quit"),
];
const TYPING: [(&str, &str); 4] =
    [("Enter", "to the statements"), ("↑↓", "select"), ("Ctrl-U", "empty"), ("Ctrl-C", "quit")];
const COUNTING: [(&str, &str); 5] =
    [("Enter", "narrow"), ("x", "leave out"), ("Backspace", "take back"), ("Esc", "back"), ("?", "keys")];
const READING: [(&str, &str); 6] =
    [("n N", "statements"), ("j k", "scroll"), ("z", "alone"), ("o", "browser"), ("Esc", "back"), ("?", "keys")];

/// Draws `model`.
pub(crate) fn draw(frame: &mut Frame<'_>, model: &Model) {
    let buffer = frame.buffer_mut();
    let Some(layout) = model.layout() else {
        too_small(buffer, model);
        return;
    };
    let mut cursor = query(buffer, model, &layout);
    narrowing(buffer, model, layout.narrowing);
    if let Some(failure) = &model.problem {
        let rows = problem::rows(failure, model.width);
        for (y, row) in (layout.problem.y..layout.problem.bottom()).zip(rows) {
            buffer.set_line(0, y, &row.line(&model.view.palette), layout.problem.width);
        }
    }
    separators(buffer, model, &layout);
    match &model.overlay {
        Some(Overlay::Help { .. } | Overlay::Trace { .. }) => overlay::draw(buffer, model, layout.panes),
        Some(Overlay::Export(prompt)) => {
            panes(buffer, model, &layout);
            cursor = Some(overlay::export(buffer, model, prompt, layout.panes));
        }
        None => panes(buffer, model, &layout),
    }
    status(buffer, model, layout.status);
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

fn panes(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    if let Some(area) = layout.results {
        results::draw(buffer, model, area, layout.rows_of_hit());
    }
    if let Some(area) = layout.article {
        article::draw(buffer, model, area);
    }
    if let Some(area) = layout.counts {
        counts::draw(buffer, model, area);
    }
}

fn too_small(buffer: &mut Buffer, model: &Model) {
    let text = format!("too small: {MIN_WIDTH}×{MIN_HEIGHT} at least");
    buffer.set_stringn(0, 0, text, usize::from(model.width), Style::new());
}

/// The query and how much it finds; gives the place of the cursor when it is there.
fn query(buffer: &mut Buffer, model: &Model, layout: &Layout) -> Option<(u16, u16)> {
    let area = layout.query;
    let palette = model.view.palette;
    let found = found(model);
    // The query is worth more than the number.
    let is_room = found.width() + usize::from(MIN_WIDTH) <= usize::from(area.width);
    let right = if is_room { u16::try_from(found.width()).unwrap_or(0) + 1 } else { 0 };
    let prompt_style = if model.is_typing { palette.help } else { palette.dim };
    buffer.set_stringn(area.x, area.y, problem::PROMPT, usize::from(area.width), style_of(prompt_style));
    let start = u16::try_from(problem::PROMPT.len()).unwrap_or(0);
    let width = area.width.saturating_sub(start + right);
    if model.query.text().is_empty() && !model.is_typing {
        let text = "everything; / asks for something";
        buffer.set_stringn(start, area.y, text, usize::from(width), style_of(palette.dim));
    }
    let (text, cursor) = line::seen(&model.query, usize::from(width));
    buffer.set_stringn(start, area.y, text, usize::from(width), Style::new());
    if is_room {
        let style = if model.is_searching || model.is_unsettled { palette.dim } else { anstyle::Style::new() };
        buffer.set_string(area.right() - right + 1, area.y, found, style_of(style));
    }
    (model.is_typing && model.overlay.is_none()).then(|| (start + cursor, area.y))
}

fn found(model: &Model) -> String {
    let results = &model.results;
    match (model.answered.is_some(), results.utterances) {
        (false, _) => "searching …".to_owned(),
        (true, Some(utterances)) => format!("{utterances} of {}", statements(results.total)),
        (true, None) => statements(results.total),
    }
}

fn statements(number: u64) -> String {
    if number == 1 { "1 statement".to_owned() } else { format!("{number} statements") }
}

fn narrowing(buffer: &mut Buffer, model: &Model, area: Rect) {
    if area.height == 0 {
        return;
    }
    let palette = model.view.palette;
    let mut pieces: Pieces = vec![("+ ".to_owned(), palette.dim)];
    for (number, pick) in model.narrowing.picks().iter().enumerate() {
        if number > 0 {
            pieces.push(("  ".to_owned(), anstyle::Style::new()));
        }
        let style = if pick.is_out { palette.removed } else { palette.help };
        pieces.push((dixit::present::clean(&pick.clause()), style));
    }
    put(buffer, area.x, area.y, pieces, usize::from(area.width));
}

/// What became of the last key, else which keys there are; and how many statements are marked.
fn status(buffer: &mut Buffer, model: &Model, area: Rect) {
    let palette = model.view.palette;
    let marked = match model.marks.len() {
        0 => String::new(),
        n_marked => format!(" {n_marked} marked"),
    };
    let width = usize::from(area.width);
    let room = width.saturating_sub(marked.width());
    let pieces = match &model.message {
        Some(message) => vec![(message.clone(), palette.warning)],
        None => hints(model, room),
    };
    put(buffer, area.x, area.y, pieces, room);
    let start = u16::try_from(room).unwrap_or(0);
    buffer.set_stringn(start, area.y, marked, width - room, style_of(palette.matched));
}

/// As many keys as fit.
fn hints(model: &Model, room: usize) -> Pieces {
    let palette = model.view.palette;
    let hints: &[(&str, &str)] = match (&model.overlay, model.is_typing, model.focus) {
        (Some(Overlay::Export(_)), ..) => &[("Enter", "write"), ("Esc", "back")],
        (Some(_), ..) => &[("Esc", "back"), ("j k", "scroll")],
        (None, true, _) => &TYPING,
        (None, false, Pane::Counts) => &COUNTING,
        (None, false, Pane::Article) => &READING,
        (None, false, Pane::Results) => &HINTS,
    };
    let mut pieces = Pieces::new();
    let mut cells = 0;
    for (key, what) in hints {
        let own = key.width() + what.width() + 3;
        if cells + own > room {
            break;
        }
        cells += own;
        pieces.push(((*key).to_owned(), palette.help));
        pieces.push((format!(" {what}  "), palette.dim));
    }
    pieces
}

fn separators(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let bar = if is_ascii(&model.view) { "|" } else { "│" };
    let style = style_of(model.view.palette.dim);
    for pane in [layout.counts, layout.results, layout.article].into_iter().flatten().filter(|pane| pane.x > 0) {
        for y in pane.y..pane.bottom() {
            buffer.set_string(pane.x - 1, y, bar, style);
        }
    }
}

/// The first row of a pane: its name, what is said of it, and a rule that is heavy where the keys go.
fn title(buffer: &mut Buffer, model: &Model, area: Rect, name: &str, told: &str, has_keys: bool) {
    let palette = model.view.palette;
    let rule = match (is_ascii(&model.view), has_keys) {
        (false, false) => "─",
        (false, true) => "━",
        (true, false) => "-",
        (true, true) => "=",
    };
    let (rule_style, name_style) = if has_keys { (palette.help, palette.heading) } else { (palette.dim, palette.dim) };
    let width = usize::from(area.width);
    buffer.set_stringn(area.x, area.y, rule.repeat(width), width, style_of(rule_style));
    let mut pieces = vec![(format!(" {name} "), name_style)];
    if !told.is_empty() {
        pieces.push((format!("{told} "), palette.dim));
    }
    put(buffer, area.x + 1, area.y, pieces, width.saturating_sub(2));
}

/// Whether the keys go to `pane`.
fn has_keys(model: &Model, pane: Pane) -> bool {
    model.focus == pane && !model.is_typing && model.overlay.is_none()
}

/// The bar beside what is selected.
fn bar(model: &Model, pane: Pane) -> (&'static str, Style) {
    let palette = model.view.palette;
    let style = if has_keys(model, pane) { palette.matched } else { palette.dim };
    (if is_ascii(&model.view) { ">" } else { "▌" }, style_of(style).remove_modifier(Modifier::REVERSED))
}

/// Whether the terminal shows nothing but ASCII well.
fn is_ascii(view: &View) -> bool {
    view.bars == Bars::Ascii
}

fn put(buffer: &mut Buffer, x: u16, y: u16, pieces: Pieces, columns: usize) {
    let line = line_of(fitted(pieces, columns));
    buffer.set_line(x, y, &line, u16::try_from(columns).unwrap_or(u16::MAX));
}
