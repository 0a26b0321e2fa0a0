//! Lines of a page: glyphs that stand side by side, as text in the order in which it is read.

use unicode_normalization::UnicodeNormalization;

/// A glyph on a page; lengths are in points, `y` grows downwards.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
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

/// The line that glyphs are being added to.
#[derive(Debug, Default)]
pub(super) struct LineBuilder {
    glyphs: Vec<Glyph>,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
}

impl LineBuilder {
    /// Adds a glyph; gives the line that it ends when it stands elsewhere.
    pub(super) fn push(&mut self, glyph: Glyph) -> Option<Line> {
        let ended = if self.takes(&glyph) { None } else { self.finish() };
        if self.glyphs.is_empty() {
            (self.left, self.right, self.baseline, self.size) = (glyph.left, glyph.right, glyph.baseline, glyph.size);
        } else {
            (self.left, self.right) = (self.left.min(glyph.left), self.right.max(glyph.right));
            if glyph.size > self.size {
                // Notes and ordinals are smaller and raised.
                (self.baseline, self.size) = (glyph.baseline, glyph.size);
            }
        }
        self.glyphs.push(glyph);
        ended
    }

    fn takes(&self, glyph: &Glyph) -> bool {
        let size = self.size.max(glyph.size);
        let gap = (glyph.left - self.right).max(self.left - glyph.right);
        self.glyphs.is_empty() || (glyph.baseline - self.baseline).abs() < SAME_LINE * size && gap < CELL_GAP * size
    }

    /// The line so far, if it holds more than white space.
    pub(super) fn finish(&mut self) -> Option<Line> {
        let mut glyphs = std::mem::take(&mut self.glyphs);
        let strong =
            |is: fn(char) -> bool| glyphs.iter().flat_map(|glyph| glyph.text.chars()).filter(|c| is(*c)).count();
        let is_rtl = strong(is_rtl) > strong(|c| c.is_alphabetic() && !self::is_rtl(c));
        in_reading_order(&mut glyphs, is_rtl);
        let text = joined(&glyphs);
        let inked = |glyph: &&Glyph| !glyph.text.trim().is_empty();
        let left = glyphs.iter().filter(inked).map(|glyph| glyph.left).reduce(f32::min)?;
        let right = glyphs.iter().filter(inked).map(|glyph| glyph.right).reduce(f32::max)?;
        Some(Line { left, right, baseline: self.baseline, size: self.size, is_rtl, text })
    }
}

/// Puts glyphs that were drawn from left to right into the order in which they are read.
fn in_reading_order(glyphs: &mut [Glyph], is_rtl: bool) {
    let has_rtl = is_rtl || glyphs.iter().any(|glyph| glyph.text.chars().any(self::is_rtl));
    // Letters and their accents may be drawn in any order close to one another: only a leap tells of disorder.
    let leaps = glyphs.windows(2).any(|pair| pair[1].left < pair[0].left - pair[0].size / 2.0);
    if has_rtl || leaps {
        glyphs.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    if !has_rtl {
        return;
    }
    if is_rtl {
        glyphs.reverse();
    }
    // What runs against the line's direction stands turned around.
    let mut start = 0;
    while start < glyphs.len() {
        let against = |glyph: &Glyph| glyph.text.chars().any(|c| runs_against(c, is_rtl));
        if !against(&glyphs[start]) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        for (at, glyph) in glyphs.iter().enumerate().skip(start + 1) {
            if against(glyph) {
                end = at + 1;
            } else if glyph.text.chars().any(|c| c.is_alphanumeric()) {
                break;
            }
        }
        glyphs[start..end].reverse();
        start = end;
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

/// The glyphs' text, with a space where a gap shows one.
fn joined(glyphs: &[Glyph]) -> String {
    let mut text = String::new();
    let mut previous: Option<&Glyph> = None;
    for glyph in glyphs {
        if let Some(previous) = previous {
            // Bold letters are drawn twice by programs that lack a bold font.
            let shift = (glyph.left - previous.left).abs();
            if glyph.text == previous.text && shift < glyph.size * 0.08 && !glyph.text.trim().is_empty() {
                continue;
            }
            let gap = (glyph.left - previous.right).max(previous.left - glyph.right);
            let is_dense = |text: &str| text.chars().any(is_unspaced);
            if gap > WORD_GAP * glyph.size.max(previous.size) && !(is_dense(&glyph.text) || is_dense(&previous.text)) {
                text.push(' ');
            }
        }
        for character in glyph.text.chars() {
            push(&mut text, character);
        }
        previous = Some(glyph);
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Fonts' ligatures and the forms of Arabic letters stand for the letters; no other character changes.
fn push(text: &mut String, character: char) {
    match character {
        '\u{FB00}'..='\u{FB06}' | '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}' => {
            text.extend(std::iter::once(character).nfkc());
        }
        '\0'..='\u{1F}' | '\u{FFFD}' | '\u{200B}' | '\u{FEFF}' => text.push(' '),
        other => text.push(other),
    }
}

/// Scripts that put no space between words.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}
