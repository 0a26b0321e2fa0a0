//! Lines of a page: glyphs that stand side by side, as text in the order in which it is read.

use unicode_normalization::UnicodeNormalization;

use crate::text::one_line;

/// A glyph on a page; lengths are in points, `y` grows downwards.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    /// Empty where the font does not tell.
    pub(super) text: String,
}

/// A line of a page, or a piece of one between wide gaps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    /// Read from right to left.
    pub(super) is_rtl: bool,
    pub(super) text: String,
}

/// Wider gaps than that many times the size of the letters part columns and cells rather than words.
const CELL_GAP: f32 = 2.0;

/// Wider gaps than that part words.
const WORD_GAP: f32 = 0.18;

/// Glyphs that are raised or lowered by less than that stand on the same line.
const SAME_LINE: f32 = 0.45;

/// The glyphs of a line, as they were drawn.
#[derive(Debug, Default)]
pub(super) struct Row {
    glyphs: Vec<Glyph>,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
}

impl Row {
    fn of(glyph: Glyph) -> Self {
        let Glyph { left, right, baseline, size, .. } = glyph;
        Self { left, right, baseline, size, glyphs: vec![glyph] }
    }

    fn takes(&self, other: &Row) -> bool {
        let size = self.size.max(other.size);
        let gap = (other.left - self.right).max(self.left - other.right);
        (other.baseline - self.baseline).abs() < SAME_LINE * size && gap < CELL_GAP * size
    }

    fn take(&mut self, other: Row) {
        (self.left, self.right) = (self.left.min(other.left), self.right.max(other.right));
        if other.size > self.size {
            // Notes and ordinals are smaller and raised.
            (self.baseline, self.size) = (other.baseline, other.size);
        }
        self.glyphs.extend(other.glyphs);
    }

    /// The line, if it holds more than white space.
    fn finish(self) -> Option<Line> {
        let mut glyphs = self.glyphs;
        let inked = |glyph: &&Glyph| !glyph.text.trim().is_empty();
        let left = glyphs.iter().filter(inked).map(|glyph| glyph.left).reduce(f32::min)?;
        let right = glyphs.iter().filter(inked).map(|glyph| glyph.right).reduce(f32::max)?;
        let count = |is: fn(char) -> bool| letters(&glyphs).filter(|letter| is(*letter)).count();
        let rtl = count(is_rtl);
        let is_rtl = rtl > count(|letter| letter.is_alphabetic() && !is_rtl(letter));
        // Letters and their accents may be drawn in any order close to one another: only a leap tells of disorder.
        let leaps = glyphs.windows(2).any(|pair| pair[1].left < pair[0].left - pair[0].size / 2.0);
        if rtl > 0 || leaps {
            glyphs.sort_by(|one, other| one.left.total_cmp(&other.left));
        }
        let mut pieces = pieces(&glyphs);
        if rtl > 0 {
            in_reading_order(&mut pieces, is_rtl);
        }
        let text = joined(&pieces);
        Some(Line { left, right, baseline: self.baseline, size: self.size, is_rtl, text })
    }
}

/// A page's rows in the order in which they were drawn.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    /// Adds a glyph to the last row, or begins another when it stands elsewhere.
    pub(super) fn push(&mut self, glyph: Glyph) {
        let row = Row::of(glyph);
        match self.0.last_mut() {
            Some(last) if last.takes(&row) => last.take(row),
            _ => self.0.push(row),
        }
    }

    /// The lines of the rows.
    pub(super) fn finish(self) -> Vec<Line> {
        let mut rows: Vec<Row> = Vec::with_capacity(self.0.len());
        for row in self.0 {
            // What is read from right to left is drawn piece by piece, each from its far end.
            match rows.last_mut() {
                Some(last) if last.takes(&row) => last.take(row),
                _ => rows.push(row),
            }
        }
        rows.into_iter().filter_map(Row::finish).collect()
    }
}

fn letters(glyphs: &[Glyph]) -> impl Iterator<Item = char> {
    glyphs.iter().flat_map(|glyph| glyph.text.chars())
}

/// The texts of the glyphs, with a space where a gap shows one.
fn pieces(glyphs: &[Glyph]) -> Vec<&str> {
    let mut pieces = Vec::with_capacity(glyphs.len());
    let mut previous: Option<&Glyph> = None;
    for glyph in glyphs {
        // The strokes that stretch Arabic words are no letters, and no gaps; others may be spaces.
        let stretches = |previous: &&Glyph| previous.text.chars().all(is_rtl);
        if glyph.text.is_empty() && !previous.is_some_and(|previous| stretches(&previous)) {
            continue;
        }
        if let Some(previous) = previous {
            // Bold letters are drawn twice by programs that lack a bold font.
            let shift = (glyph.left - previous.left).abs();
            if glyph.text == previous.text && shift < glyph.size * 0.08 && !glyph.text.trim().is_empty() {
                continue;
            }
            let gap = (glyph.left - previous.right).max(previous.left - glyph.right);
            let is_dense = |text: &str| text.chars().any(is_unspaced);
            if gap > WORD_GAP * glyph.size.max(previous.size) && !(is_dense(&glyph.text) || is_dense(&previous.text)) {
                pieces.push(" ");
            }
        }
        pieces.push(glyph.text.as_str());
        previous = Some(glyph);
    }
    pieces
}

/// Puts pieces that stand from left to right into the order in which they are read.
fn in_reading_order(pieces: &mut [&str], is_rtl: bool) {
    if is_rtl {
        pieces.reverse();
    }
    // What runs against the line's direction stands turned around.
    let against = |piece: &str| piece.chars().any(|c| runs_against(c, is_rtl));
    let mut start = 0;
    while start < pieces.len() {
        let mut end = start;
        for (at, piece) in pieces.iter().enumerate().skip(start) {
            if against(piece) {
                end = at + 1;
            } else if end == start || piece.chars().any(char::is_alphanumeric) {
                break;
            }
        }
        pieces[start..end].reverse();
        start = end.max(start + 1);
    }
}

fn runs_against(character: char, is_rtl_line: bool) -> bool {
    if is_rtl_line { character.is_alphanumeric() && !is_rtl(character) } else { is_rtl(character) }
}

/// Letters of Hebrew, Arabic and their kin; digits run from left to right there too.
fn is_rtl(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
        && character.is_alphabetic()
}

/// The pieces as one line, its white space as one space.
fn joined(pieces: &[&str]) -> String {
    let mut text = String::new();
    for character in pieces.iter().flat_map(|piece| piece.chars()) {
        push(&mut text, character);
    }
    one_line(&text)
}

/// Ligatures, the forms of Arabic letters and radicals, which share their pictures in fonts with the characters that are
/// meant, stand for those; no other character changes.
fn push(text: &mut String, character: char) {
    match character {
        '\u{2E80}'..='\u{2EFF}' => text.push(whole_radical(character)),
        '\u{2F00}'..='\u{2FDF}' | '\u{FB00}'..='\u{FB06}' | '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}' => {
            text.extend(std::iter::once(character).nfkc());
        }
        '\0'..='\u{1F}' | '\u{FFFD}' | '\u{200B}' | '\u{FEFF}' => text.push(' '),
        other => text.push(other),
    }
}

/// The character that a radical looks like, for those that are characters of their own (Unicode's
/// `EquivalentUnifiedIdeograph`).
fn whole_radical(radical: char) -> char {
    const WHOLE: [(char, char); 36] = [
        ('⺎', '兀'),
        ('⺒', '巳'),
        ('⺓', '幺'),
        ('⺝', '月'),
        ('⺟', '母'),
        ('⺠', '民'),
        ('⺩', '王'),
        ('⺬', '示'),
        ('⻁', '虎'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻑', '長'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻗', '雨'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻬', '齐'),
        ('⻭', '歯'),
        ('⻮', '齿'),
        ('⻰', '龙'),
        ('⻳', '龟'),
    ];
    WHOLE.iter().find(|(known, _)| *known == radical).map_or(radical, |(_, whole)| *whole)
}

/// Scripts that put no space between words.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{2FDF}' | '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of glyphs that are 5 wide and 10 high; each piece begins at its place and is drawn from left to right.
    fn lines(pieces: &[(f32, f32, &str)]) -> Vec<String> {
        let mut rows = Rows::default();
        for (left, baseline, text) in pieces {
            let mut left = *left;
            for character in text.chars() {
                let text = if character == '_' { String::new() } else { character.to_string() };
                rows.push(Glyph { left, right: left + 5.0, baseline: *baseline, size: 10.0, text });
                left += 5.0;
            }
        }
        rows.finish().into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn gaps_are_spaces_and_wide_ones_part_columns() {
        assert_eq!(lines(&[(0.0, 0.0, "The"), (18.0, 0.0, "tide")]), ["The tide"]);
        assert_eq!(lines(&[(0.0, 0.0, "The"), (15.5, 0.0, "ory")]), ["Theory"]);
        assert_eq!(lines(&[(0.0, 0.0, "One"), (60.0, 0.0, "two")]), ["One", "two"]);
        assert_eq!(lines(&[(0.0, 0.0, "One"), (0.0, 12.0, "two")]), ["One", "two"]);
        assert_eq!(lines(&[(0.0, 0.0, "港は"), (12.0, 0.0, "開く")]), ["港は開く"]);
    }

    #[test]
    fn letters_that_are_drawn_twice_or_out_of_order_are_read_once_and_in_order() {
        assert_eq!(lines(&[(0.0, 0.0, "B"), (0.3, 0.0, "B"), (5.0, 0.0, "ay")]), ["Bay"]);
        assert_eq!(lines(&[(25.0, 0.0, "late"), (0.0, 0.0, "Too")]), ["Too late"]);
    }

    #[test]
    fn what_is_read_from_right_to_left_is_turned_around() {
        // As it stands on the page: the first letter at the right, numbers from left to right.
        assert_eq!(lines(&[(0.0, 0.0, "حوتفم 12 أفرم")]), ["مرفأ 12 مفتوح"]);
        assert_eq!(lines(&[(40.0, 0.0, "أفرم"), (0.0, 0.0, "حوتفم")]), ["مرفأ مفتوح"]);
        assert_eq!(lines(&[(0.0, 0.0, "The أفرم is")]), ["The مرفأ is"]);
        assert_eq!(lines(&[(0.0, 0.0, "أف__رم")]), ["مرفأ"]);
    }

    #[test]
    fn ligatures_and_radicals_are_the_letters_they_stand_for() {
        assert_eq!(lines(&[(0.0, 0.0, "oﬃce")]), ["office"]);
        assert_eq!(lines(&[(0.0, 0.0, "⼈⺠")]), ["人民"]);
        assert_eq!(lines(&[(0.0, 0.0, "½ № e\u{301}")]), ["½ № e\u{301}"]);
    }
}
