//! What a page draws, as lines: a drawing surface that keeps only letters.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::line::{Glyph, Line, Rows};

/// More drawing than any document has, letters apart: a page may draw a form that draws a form, and so on without end.
const MAX_STEPS: u32 = 2_000_000;

/// More letters than any document has that is an article.
const MAX_GLYPHS: u32 = 10_000_000;

/// How a page's drawing is cut short: the interpreter knows no other way.
pub(super) struct TooMuch;

/// A drawing surface that keeps the lines of text.
#[derive(Default)]
pub(super) struct Letters {
    rows: Rows,
    /// Marked content that is open: whether it is page furniture, such as running heads.
    marked: Vec<bool>,
    steps: u32,
    /// Letters that are known, and glyphs whose letter the font does not tell.
    known: u32,
    unknown: u32,
}

impl Letters {
    /// The lines that were drawn since the last call, in the order of drawing.
    pub(super) fn take_page(&mut self) -> Vec<Line> {
        self.marked.clear();
        std::mem::take(&mut self.rows).finish()
    }

    /// Whether most of what was drawn is not known as letters.
    pub(super) fn is_unreadable(&self) -> bool {
        self.unknown > self.known
    }

    fn step(&mut self) {
        self.steps += 1;
        self.check();
    }

    fn check(&self) {
        if self.steps > MAX_STEPS || self.known + self.unknown > MAX_GLYPHS {
            std::panic::resume_unwind(Box::new(TooMuch));
        }
    }
}

impl Device<'_> for Letters {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        if self.marked.contains(&true) {
            return self.step();
        }
        for glyph in run.glyphs() {
            self.check();
            let advance = match &**glyph {
                hayro_interpret::font::Glyph::Outline(outline) => outline.advance_width(),
                hayro_interpret::font::Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let text = match glyph.as_unicode() {
                Some(BfString::Char(character)) => character.to_string(),
                Some(BfString::String(text)) => text,
                None => String::new(),
            };
            if text.is_empty() {
                self.unknown += 1;
            } else {
                self.known += 1;
            }
            if let Some(glyph) = placed(props.transform * glyph.transform(), advance, text) {
                self.rows.push(glyph);
            }
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<&Dict<'_>>) {
        self.step();
        self.marked.push(tag == b"Artifact");
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.step();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'_>, _: &DrawMode) {
        self.step();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.step();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.step();
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.step();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// Where the glyph stands; `None` for text that runs across the page, as in margins and watermarks.
fn placed(transform: Affine, advance: Option<f32>, text: String) -> Option<Glyph> {
    /// Glyphs are drawn on a square of so many units.
    const UNITS: f64 = 1000.0;
    /// Of letters whose width the font does not tell.
    const USUAL_ADVANCE: f64 = 500.0;
    let start = transform * Point::ZERO;
    let end = transform * Point::new(advance.map_or(USUAL_ADVANCE, f64::from), 0.0);
    let top = transform * Point::new(0.0, UNITS);
    let (across, along) = (end.y - start.y, end.x - start.x);
    let size = (top - start).hypot();
    let is_upright = across.abs() <= along.abs() * 0.1 + size * 0.01 && along >= -size * 0.01 && top.y < start.y;
    #[expect(clippy::cast_possible_truncation, reason = "places on a page need no more")]
    let glyph = Glyph {
        left: start.x as f32,
        right: end.x.max(start.x) as f32,
        baseline: start.y as f32,
        size: size as f32,
        text,
    };
    (is_upright && glyph.size.is_finite() && glyph.size > 0.0 && glyph.left.is_finite() && glyph.right.is_finite())
        .then_some(glyph)
}
