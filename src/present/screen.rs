//! Statements for views that draw by themselves: rows of pieces of one style each, harmless, that fit a width.

use anstyle::Style;

use super::View;
use super::human::{Marked, carriage, context, header, quote, short_header};
use super::terminal::{clean, pieces, width, wrap_within};
use crate::answer::Hit;
use crate::index::Carried;
use crate::statement::Record;
use crate::text::Span;

/// Text in pieces of one style each.
pub type Pieces = Vec<(String, Style)>;

/// Bytes of a quote that are looked at when its first rows are wanted, for each cell of them: no script needs more.
const BYTES_OF_CELL: usize = 8;

/// Date, speaker, chain and kind of `record`, on one row.
pub fn headline(record: &Record, view: &View) -> Pieces {
    whole(&header(record, view))
}

/// Day, speaker and who carried it alone, for narrow rows.
pub fn short_headline(record: &Record, view: &View) -> Pieces {
    whole(&short_header(record, view))
}

/// Who carried an utterance, on one row.
pub fn carriage_line(carried: &Carried, view: &View) -> Pieces {
    whole(&carriage(carried, view))
}

/// What stands around the words of `hit`, on one row: as much as `view` has lines for. Nothing where there are no words.
pub fn context_row(hit: &Hit, view: &View) -> Option<Pieces> {
    Some(whole(&context(hit, view)?))
}

/// `n_rows` rows of the words of `hit`, `columns` cells wide: the first ones, or those up to the first that holds what the
/// query matched. A mark at either end says that there is more.
pub fn quote_rows(hit: &Hit, view: &View, columns: usize, n_rows: usize) -> Vec<Pieces> {
    let mut marked = quote(hit, view.palette.matched);
    let first_match = marked.marks.first().map_or(0, |(span, _)| span.start);
    let most = first_match.saturating_add(columns.saturating_mul(n_rows).saturating_mul(BYTES_OF_CELL));
    let is_cut = marked.text.len() > most;
    marked.text.truncate(marked.text.floor_char_boundary(most));
    let spans = wrap_within(&marked.text, columns);
    let of_match = spans.iter().position(|row| row.end > first_match).unwrap_or(0);
    let from = (of_match + 1).saturating_sub(n_rows);
    let mut rows: Vec<Pieces> = spans.iter().skip(from).take(n_rows).map(|row| styled(&marked, *row)).collect();
    if (is_cut || from + n_rows < spans.len())
        && let Some(last) = rows.last_mut()
    {
        last.push(("…".to_owned(), view.palette.dim));
        *last = fitted(std::mem::take(last), columns);
    }
    if from > 0
        && let Some(first) = rows.first_mut()
    {
        first.insert(0, ("…".to_owned(), view.palette.dim));
        *first = fitted(std::mem::take(first), columns);
    }
    rows
}

/// `text` as rows at most `columns` cells wide; its own lines stay apart, and so does the space that they begin with.
pub fn rows_of(text: &str, columns: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for line in text.lines() {
        let indent: String = line.chars().take_while(|character| *character == ' ').collect();
        let indent = if indent.len() * 2 > columns { String::new() } else { indent };
        // Columns of a table are set apart by several spaces, so only what is harmful goes.
        let words: Vec<String> = line.trim_start_matches(' ').split("  ").map(clean_kept).collect();
        let words = words.join("  ");
        if words.is_empty() {
            rows.push(String::new());
        }
        let room = columns.saturating_sub(indent.len()).max(1);
        rows.extend(
            wrap_within(&words, room).into_iter().map(|row| format!("{indent}{}", row.of(&words).unwrap_or_default())),
        );
    }
    rows
}

/// As [`clean`], with the space at both ends kept.
fn clean_kept(text: &str) -> String {
    let cleaned = clean(text);
    let (before, behind) = (text.starts_with(' '), text.ends_with(' ') && !cleaned.is_empty());
    format!("{}{cleaned}{}", if before { " " } else { "" }, if behind { " " } else { "" })
}

/// As much of `row` as fits into `columns` cells; a mark stands for the rest.
pub fn fitted(row: Pieces, columns: usize) -> Pieces {
    if row.iter().map(|(text, _)| width(text)).sum::<usize>() <= columns {
        return row;
    }
    let mut room = columns.saturating_sub(1);
    let mut fitting = Pieces::new();
    for (mut text, style) in row {
        let cells = width(&text);
        if cells > room {
            let end = text.char_indices().map(|(at, _)| at).take_while(|at| width(&text[..*at]) <= room).last();
            text.truncate(end.unwrap_or(0));
            text.push('…');
            fitting.push((text, style));
            break;
        }
        room -= cells;
        fitting.push((text, style));
    }
    fitting
}

fn whole(marked: &Marked) -> Pieces {
    styled(marked, Span::new(0, marked.text.len()))
}

fn styled(marked: &Marked, row: Span) -> Pieces {
    let pieces = pieces(row, Style::new(), &marked.marks).into_iter();
    pieces.map(|(piece, style)| (piece.of(&marked.text).unwrap_or_default().to_owned(), style)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Palette, Paths, samples};
    use super::*;

    fn view() -> View {
        View::new(Palette::coloured(), 80, Paths::default())
    }

    fn text(row: &Pieces) -> String {
        row.iter().map(|(text, _)| text.as_str()).collect()
    }

    #[test]
    fn a_row_ends_with_a_mark_where_it_is_cut() {
        let row = |columns| text(&fitted(headline(&samples::wire().record, &view()), columns));
        assert_eq!(row(80), "2024-02-08  Yury Ushakov, Kremlin aide  ← TASS, published by ANI  (direct)");
        assert_eq!(row(20), "2024-02-08  Yury Us…");
        assert_eq!(text(&fitted(vec![("世界".to_owned(), Style::new())], 3)), "世…");
        assert_eq!(text(&fitted(vec![("ab".to_owned(), Style::new())], 0)), "…");
    }

    #[test]
    fn what_stands_around_a_quote_is_one_row_with_a_gap_for_it() {
        let row = context_row(&samples::wire(), &view()).unwrap();
        assert_eq!(text(&row), "\"[…]\" TASS quoted him as saying. The call lasted for an hour.");
        let mut without = view();
        without.context_lines = 0;
        assert_eq!(context_row(&samples::bare(), &without), None);
    }

    #[test]
    fn the_rows_shown_of_a_quote_hold_what_was_matched() {
        let rows = |columns, n_rows| -> Vec<String> {
            quote_rows(&samples::wire(), &view(), columns, n_rows).iter().map(text).collect()
        };
        assert_eq!(rows(100, 2), ["“The leaders confirmed the common course towards a multipolar world order,”"]);
        assert_eq!(rows(30, 2), ["…common course towards a", "multipolar world order,”"]);
        assert_eq!(rows(30, 1), ["…multipolar world order,”"]);
    }

    #[test]
    fn tables_keep_their_columns_and_lose_what_is_harmful() {
        assert_eq!(rows_of("  a   b\u{1b}[2J\n\nlast", 40), ["  a   b␛[2J", "", "last"]);
        assert_eq!(rows_of("    one two three", 10), ["    one", "    two", "    three"]);
    }
}
