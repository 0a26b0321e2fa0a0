//! What a terminal can show: colours, width, wrapped lines, and text that cannot take it over.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Paths;
use crate::text::Span;

/// Lines wider than this are hard to read, however wide the window is.
const MAX_COLUMNS: usize = 100;
/// Narrower than this, wrapping makes more noise than lines.
const MIN_COLUMNS: usize = 24;

/// How results are shown to people, decided once by the shell.
#[derive(Debug, Clone)]
pub struct View {
    /// Colours, or none.
    pub palette: Palette,
    /// Width of a line in terminal cells.
    columns: usize,
    /// How paths are shown.
    pub paths: Paths,
    /// How many lines of context a quote gets at most; 0 shows the quote alone.
    pub context_lines: usize,
    /// What bars next to counts are drawn with.
    pub bars: Bars,
}

/// What bars are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bars {
    /// There are none: nobody knows how wide the place is.
    #[default]
    None,
    /// Blocks of eighths of a cell.
    Blocks,
    /// Characters that every terminal has.
    Ascii,
}

impl View {
    /// A view `columns` terminal cells wide; widths that cannot be read well are brought into bounds.
    pub fn new(palette: Palette, columns: usize, paths: Paths) -> Self {
        Self { palette, columns: columns.clamp(MIN_COLUMNS, MAX_COLUMNS), paths, context_lines: 2, bars: Bars::None }
    }

    /// Width of a line in terminal cells.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// The styles of the parts of a view. Nothing is told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Palette {
    /// The speaker.
    pub speaker: Style,
    /// Outlets and publishers.
    pub outlet: Style,
    /// What the query matched.
    pub matched: Style,
    /// A statement inside its article.
    pub quote: Style,
    /// The reporting words and the mention of the speaker inside an article.
    pub cue: Style,
    /// Headings.
    pub heading: Style,
    /// Paths, ids, context.
    pub dim: Style,
    /// Words of another wording that are gone.
    pub removed: Style,
    /// Words that another wording does not have.
    pub added: Style,
    /// `error:`
    pub error: Style,
    /// `warning:`
    pub warning: Style,
    /// `help:` and `hint:`
    pub help: Style,
}

impl Palette {
    /// No styles: output holds nothing but its text.
    pub fn plain() -> Self {
        Self::default()
    }

    /// The sixteen colours that every terminal has, so that the user's theme decides what they are.
    pub fn coloured() -> Self {
        let coloured = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        Self {
            speaker: Style::new().bold(),
            outlet: coloured(AnsiColor::Cyan),
            matched: coloured(AnsiColor::Yellow).bold(),
            quote: Style::new().bold(),
            cue: Style::new().underline(),
            heading: Style::new().bold(),
            dim: Style::new().dimmed(),
            removed: coloured(AnsiColor::Red).strikethrough(),
            added: coloured(AnsiColor::Green).underline(),
            error: coloured(AnsiColor::Red).bold(),
            warning: coloured(AnsiColor::Yellow).bold(),
            help: coloured(AnsiColor::Cyan).bold(),
        }
    }
}

/// `text` in `style`, or as it is when the style is plain.
pub(super) fn paint(style: Style, text: &str) -> String {
    if style.is_plain() { text.to_owned() } else { format!("{style}{text}{style:#}") }
}

/// Width of `text` in terminal cells.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` on one line and harmless: runs of white space become one space, control characters are
/// shown by their pictures; characters that override the direction of text and letters that cannot be seen are taken
/// out.
pub fn clean(text: &str) -> String {
    clean_with_spans(text, &mut []).trim().to_owned()
}

/// As [`clean`], not trimmed, moving `spans` (byte offsets into `text`) along with their characters.
pub(super) fn clean_with_spans(text: &str, spans: &mut [&mut Span]) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let moves: Vec<Span> = spans.iter().map(|span| **span).collect();
    let mut place = |at: usize, to: usize| {
        for (span, original) in spans.iter_mut().zip(&moves) {
            if original.start == at {
                span.start = to;
            }
            if original.end == at {
                span.end = to;
            }
        }
    };
    for (at, character) in text.char_indices() {
        place(at, cleaned.len());
        push_clean(&mut cleaned, character);
    }
    place(text.len(), cleaned.len());
    for span in spans {
        // A span that began on dropped white space may now run backwards by that one space.
        span.end = span.end.max(span.start);
    }
    cleaned
}

/// Appends `character`, made harmless: the rule of [`clean`].
pub(super) fn push_clean(cleaned: &mut String, character: char) {
    match character {
        character if character.is_whitespace() => {
            if !cleaned.ends_with(' ') {
                cleaned.push(' ');
            }
        }
        // Embeddings, overrides and isolates: they could make the rest of the line lie.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
        // Tags: letters that programs read and nobody sees.
        '\u{E0000}'..='\u{E007F}' => {}
        '\u{0}'..='\u{1F}' => cleaned.push(char::from_u32(0x2400 + character as u32).unwrap_or('\u{FFFD}')),
        '\u{7F}' => cleaned.push('\u{2421}'),
        '\u{80}'..='\u{9F}' => cleaned.push('\u{FFFD}'),
        other => cleaned.push(other),
    }
}

/// Lines of `text` at most `columns` cells wide, as byte ranges without the space between them.
///
/// Lines break where Unicode allows it, so Chinese and Japanese wrap too; no word is ever cut.
#[allow(clippy::cast_precision_loss)] // No line is as wide as 2^52 cells.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<Span> {
    if text.is_empty() {
        return Vec::new();
    }
    let words: Vec<_> = textwrap::WordSeparator::UnicodeBreakProperties.find_words(text).collect();
    let lines = textwrap::wrap_algorithms::wrap_first_fit(&words, &[columns as f64]);
    let mut start = 0;
    let mut spans = Vec::with_capacity(lines.len());
    for line in lines {
        let whole: usize = line.iter().map(|word| word.word.len() + word.whitespace.len()).sum();
        let trailing = line.last().map_or(0, |word| word.whitespace.len());
        spans.push(Span::new(start, start + whole - trailing));
        start += whole;
    }
    spans
}

/// As [`wrap`], with words cut that are wider than a line: for places in which a line cannot be wider.
pub(super) fn wrap_within(text: &str, columns: usize) -> Vec<Span> {
    let mut rows = Vec::new();
    for line in wrap(text, columns) {
        let (mut start, mut cells) = (line.start, 0);
        for (at, character) in line.of(text).unwrap_or_default().char_indices() {
            let own = character.width().unwrap_or(0);
            if cells + own > columns && cells > 0 {
                rows.push(Span::new(start, line.start + at));
                (start, cells) = (line.start + at, 0);
            }
            cells += own;
        }
        rows.push(Span::new(start, line.end));
    }
    rows
}

/// The beginning of `text` that fits into `columns` cells.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let first = wrap(text, columns.saturating_sub(1).max(1)).first().and_then(|line| line.of(text));
    format!("{}…", first.unwrap_or_default())
}

/// The piece `line` of `text`, each of `marks` in its style. Later marks win where they overlap.
pub(super) fn paint_marks(text: &str, line: Span, base: Style, marks: &[(Span, Style)]) -> String {
    if base.is_plain() && marks.iter().all(|(_, style)| style.is_plain()) {
        return line.of(text).unwrap_or_default().to_owned();
    }
    let pieces = pieces(line, base, marks).into_iter();
    pieces.map(|(piece, style)| paint(style, piece.of(text).unwrap_or_default())).collect()
}

/// `line` in pieces of one style each.
pub(super) fn pieces(line: Span, base: Style, marks: &[(Span, Style)]) -> Vec<(Span, Style)> {
    let mut cuts: Vec<usize> = marks
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .filter(|cut| line.start < *cut && *cut < line.end)
        .chain([line.start, line.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let styled = |pair: &[usize]| {
        let piece = Span::new(pair[0], pair[1]);
        (piece, marks.iter().rev().find(|(span, _)| span.covers(piece)).map_or(base, |(_, style)| *style))
    };
    cuts.windows(2).map(styled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_lose_their_power() {
        assert_eq!(clean("a\u{1b}[31mb"), "a␛[31mb");
        assert_eq!(clean("pay \u{202e}001\u{202c} now"), "pay 001 now");
        assert_eq!(clean("seen\u{E0075}\u{E006E}\u{E007F}."), "seen.");
        assert_eq!(clean("bell\u{7}\u{7f}\u{9b}1m"), "bell␇␡\u{FFFD}1m");
        assert_eq!(clean(" two\n\n\tlines\u{a0}here "), "two lines here");
        assert_eq!(clean("שלום \u{200f}עולם"), "שלום \u{200f}עולם", "marks of direction stay");
    }

    #[test]
    fn spans_move_with_their_words() {
        let text = "one\n\n two\u{1b} three";
        let mut two = Span::new(6, 9);
        let mut three = Span::new(11, 16);
        let cleaned = clean_with_spans(text, &mut [&mut two, &mut three]);
        assert_eq!(cleaned, "one two␛ three");
        assert_eq!((two.of(&cleaned), three.of(&cleaned)), (Some("two"), Some("three")));
    }

    fn wrapped(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns).into_iter().filter_map(|line| line.of(text)).collect()
    }

    #[test]
    fn lines_wrap_between_words_and_cut_none() {
        assert_eq!(wrapped("the fair order of things", 10), ["the fair", "order of", "things"]);
        assert_eq!(wrapped("Donaudampfschiff ahoi", 6), ["Donaudampfschiff", "ahoi"]);
        assert_eq!(wrapped("", 10), [""; 0]);
    }

    #[test]
    fn where_lines_cannot_be_wider_long_words_are_cut() {
        let rows = |text, columns| -> Vec<&str> {
            wrap_within(text, columns).into_iter().filter_map(|row| row.of(text)).collect()
        };
        assert_eq!(rows("see Donaudampfschiff", 6), ["see", "Donaud", "ampfsc", "hiff"]);
        assert_eq!(rows("世界多极", 3), ["世", "界", "多", "极"]);
        assert_eq!(rows("世", 1), ["世"], "what cannot fit is left to whoever draws");
    }

    #[test]
    fn chinese_wraps_by_cells_without_spaces() {
        assert_eq!(wrapped("世界多极化是大势所趋", 8), ["世界多极", "化是大势", "所趋"]);
    }

    #[test]
    fn marks_are_painted_only_inside_their_line() {
        let text = "a multipolar world";
        let mark = (Span::new(2, 12), Style::new().bold());
        assert_eq!(paint_marks(text, Span::new(0, 18), Style::new(), &[mark]), "a \u{1b}[1mmultipolar\u{1b}[0m world");
        assert_eq!(paint_marks(text, Span::new(13, 18), Style::new(), &[mark]), "world");
        assert_eq!(paint_marks(text, Span::new(0, 18), Style::new(), &[(mark.0, Style::new())]), text);
    }
}
