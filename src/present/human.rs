//! The view for people: who said it and who carried it, the words, what stands around them, and where.

use std::io::{self, Write};

use anstyle::Style;

use super::terminal::{clean, clean_with_spans, paint, paint_marks, width, wrap};
use super::{Closing, Counts, Printer, View, counts};
use crate::answer::Hit;
use crate::index::Carried;
use crate::statement::{Kind, Record};
use crate::text::Span;

/// Everything under a statement's first line is set in by this much.
const INDENT: &str = "  ";
/// Stands for the quote inside its context.
const GAP: &str = "[…]";

/// Prints statements for people.
pub(super) struct HumanPrinter {
    view: View,
    printed: usize,
}

impl HumanPrinter {
    pub(super) fn new(view: View) -> Self {
        Self { view, printed: 0 }
    }
}

impl Printer for HumanPrinter {
    fn statement(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        if self.printed > 0 {
            writeln!(out)?;
        }
        self.printed += 1;
        let palette = self.view.palette;
        header(&hit.record, &self.view).write(out, "", INDENT, self.view.columns(), Style::new())?;
        quote(hit, palette.matched).write(out, INDENT, INDENT, self.view.columns(), Style::new())?;
        if let Some(around) = context(hit, &self.view) {
            around.write(out, INDENT, INDENT, self.view.columns(), palette.dim)?;
        }
        if let Some(carried) = &hit.carried {
            carriage(carried, &self.view).write(out, INDENT, INDENT, self.view.columns(), Style::new())?;
        }
        let place = format!("{}  {}", clean(self.view.paths.show(&hit.record.article.path)), hit.record.id);
        writeln!(out, "{INDENT}{}", paint(palette.dim, &place))
    }

    fn close(&mut self, out: &mut dyn Write, closing: &Closing<'_>) -> io::Result<()> {
        let printed = self.printed as u64;
        if closing.total == 0 {
            return Ok(());
        }
        if printed > 0 {
            writeln!(out)?;
            writeln!(out, "{}", paint(self.view.palette.dim, &total_line(closing, printed)))?;
        }
        if printed > 0 && !closing.facets.is_empty() {
            writeln!(out)?;
        }
        let shown = Counts { total: closing.total, utterances: closing.utterances, facets: closing.facets, notes: &[] };
        counts(out, super::Format::Human, &self.view, None, &shown, None)
    }
}

fn total_line(closing: &Closing<'_>, printed: u64) -> String {
    let first = closing.offset as u64 + 1;
    let last = closing.offset as u64 + printed;
    let statements = numbered(closing.total, "statement");
    let (whole, total) = match closing.utterances {
        None => (closing.total, statements),
        Some(utterances) if closing.collapsed => {
            (utterances, format!("{} in {statements}", numbered(utterances, "utterance")))
        }
        Some(utterances) => (closing.total, format!("{statements}, {}", numbered(utterances, "utterance"))),
    };
    if printed == whole {
        total
    } else if printed == 1 {
        format!("{total}, showing {first}")
    } else {
        format!("{total}, showing {first}–{last}")
    }
}

/// `1 statement`, `2 statements`.
pub fn numbered(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Text on its way to the terminal, with the places that are set apart.
#[derive(Default)]
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) marks: Vec<(Span, Style)>,
}

impl Marked {
    pub(super) fn push(&mut self, text: &str, style: Style) {
        let start = self.text.len();
        self.text.push_str(&clean(text));
        if !style.is_plain() {
            self.marks.push((Span::new(start, self.text.len()), style));
        }
    }

    /// Appends the piece `piece` of `source`, with those of `lit` that lie in it in `style`.
    pub(super) fn push_piece(&mut self, source: &str, piece: Span, lit: &[Span], style: Style) {
        let mut inside: Vec<Span> = lit
            .iter()
            .filter(|span| span.overlaps(piece))
            .map(|span| Span::new(span.start.max(piece.start), span.end.min(piece.end)).relative_to(piece.start))
            .collect();
        let mut moving: Vec<&mut Span> = inside.iter_mut().collect();
        let cleaned = clean_with_spans(piece.of(source).unwrap_or_default(), &mut moving);
        let start = self.text.len();
        self.text.push_str(&cleaned);
        self.marks.extend(inside.iter().map(|span| (Span::new(span.start + start, span.end + start), style)));
    }

    /// Writes it in lines of at most `columns` cells.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        first_indent: &str,
        indent: &str,
        columns: usize,
        base: Style,
    ) -> io::Result<()> {
        let room = columns.saturating_sub(width(indent).max(width(first_indent))).max(1);
        for (number, line) in wrap(&self.text, room).into_iter().enumerate() {
            let indent = if number == 0 { first_indent } else { indent };
            writeln!(out, "{indent}{}", paint_marks(&self.text, line, base, &self.marks))?;
        }
        Ok(())
    }
}

/// A header that has its day: `2024-02-08  `
fn begun(record: &Record, view: &View) -> Marked {
    let mut line = Marked::default();
    match record.date {
        Some(dated) => line.push(&day(&dated.date.to_string()), Style::new()),
        None => line.push("undated", view.palette.dim),
    }
    line.text.push_str("  ");
    line
}

/// `2024-02-08  Yury Ushakov, Kremlin aide  ← TASS, published by ANI  (direct)`
pub(super) fn header(record: &Record, view: &View) -> Marked {
    let palette = view.palette;
    let mut line = begun(record, view);
    speaker(&mut line, record, view);
    chain(&mut line, record, view);
    line.text.push_str("  ");
    let low = if record.is_doubtful() { ", low" } else { "" };
    line.push(&format!("({}{low})", record.kind.name()), palette.dim);
    line
}

/// `2024-02-08  Yury Ushakov  ← TASS`
pub(super) fn short_header(record: &Record, view: &View) -> Marked {
    let palette = view.palette;
    let mut line = begun(record, view);
    match &record.speaker.name {
        Some(name) => line.push(name, palette.speaker),
        None => line.push("(nobody named)", palette.dim),
    }
    for (number, carrier) in record.carriers().iter().enumerate() {
        line.text.push_str(if number == 0 { "  ← " } else { ", " });
        line.push(carrier, palette.outlet);
    }
    line
}

/// Outlets that are named for an utterance; of more, the number is.
const NAMED_OUTLETS: usize = 6;

/// `4 versions, 2024-02-08 to 2024-02-10: TASS, ANI, Reuters`
pub(super) fn carriage(carried: &Carried, view: &View) -> Marked {
    let mut line = Marked::default();
    let days = carried.days.map_or_else(String::new, |(first, last)| {
        if first == last { format!(", {first}") } else { format!(", {first} to {last}") }
    });
    line.push(&format!("{}{days}", numbered(carried.versions, "version")), view.palette.dim);
    if !carried.outlets.is_empty() {
        line.text.push_str(": ");
    }
    outlet_names(&mut line, carried, view);
    line
}

/// The outlets of an utterance, the first ones by name.
pub(super) fn outlet_names(line: &mut Marked, carried: &Carried, view: &View) {
    for (number, outlet) in carried.outlets.iter().take(NAMED_OUTLETS).enumerate() {
        line.text.push_str(if number == 0 { "" } else { ", " });
        line.push(outlet, view.palette.outlet);
    }
    let n_more = carried.outlets.len().saturating_sub(NAMED_OUTLETS);
    if n_more > 0 {
        line.text.push_str(" and ");
        line.push(&format!("{n_more} more"), Style::new());
    }
}

/// The day of a moment; the whole of anything less precise.
fn day(date: &str) -> String {
    date.split('T').next().unwrap_or(date).to_owned()
}

pub(super) fn speaker(line: &mut Marked, record: &Record, view: &View) {
    match &record.speaker.name {
        Some(name) => line.push(name, view.palette.speaker),
        None => line.push("(nobody named)", view.palette.dim),
    }
    if let Some(role) = &record.speaker.role {
        line.text.push_str(", ");
        line.push(role, Style::new());
    }
}

/// Who carried it and, when that is somebody else, who published it.
pub(super) fn chain(line: &mut Marked, record: &Record, view: &View) {
    let carriers = record.carriers();
    for (number, carrier) in carriers.iter().enumerate() {
        line.text.push_str(if number == 0 { "  ← " } else { ", " });
        line.push(carrier, view.palette.outlet);
    }
    if let Some(publisher) = &record.publisher
        && !carriers.contains(&publisher.as_str())
    {
        line.text.push_str(", published by ");
        line.push(publisher, view.palette.outlet);
    }
}

/// The words: a direct quote between quotation marks, the pieces of an interrupted one joined by `…`.
pub(super) fn quote(hit: &Hit, matched: Style) -> Marked {
    let record = &hit.record;
    let mut words = Marked::default();
    let direct = record.kind == Kind::Direct;
    if direct {
        words.text.push('“');
    }
    for (number, piece) in record.context_spans().enumerate() {
        if number > 0 {
            words.text.push_str(" … ");
        }
        words.push_piece(&record.context.text, piece, &hit.highlights, matched);
    }
    if direct {
        words.text.push('”');
    }
    words
}

/// What stands around the quote, the quote itself left out: the reporting words are part of it, so a
/// reader can judge the attribution. `None` when there is nothing to read.
pub(super) fn context(hit: &Hit, view: &View) -> Option<Marked> {
    if view.context_lines == 0 {
        return None;
    }
    let record = &hit.record;
    let source = record.context.text.as_str();
    let mut around = Marked::default();
    let mut anchors: Vec<Span> = Vec::new();
    let mut at = 0;
    let mut has_words = false;
    for piece in record.context_spans().chain([Span::new(source.len(), source.len())]) {
        let before = Span::new(at, piece.start.max(at));
        has_words |= before.of(source).unwrap_or_default().chars().any(char::is_alphanumeric);
        around.push_piece(source, before, &hit.highlights, view.palette.matched);
        if !piece.is_empty() {
            let start = around.text.len();
            around.text.push_str(GAP);
            anchors.push(Span::new(start, around.text.len()));
        }
        at = piece.end.max(at);
    }
    if !has_words {
        return None;
    }
    let room = view.context_lines.saturating_mul(view.columns() - INDENT.len());
    Some(cut_around(around, &anchors, room))
}

/// Keeps the words next to `anchors`, as many as fit into `room` cells, and says where some are cut.
fn cut_around(whole: Marked, anchors: &[Span], room: usize) -> Marked {
    if width(&whole.text) <= room {
        return whole;
    }
    let pieces: Vec<Span> = wrap(&whole.text, 1);
    let holds = |piece: &Span| anchors.iter().any(|anchor| anchor.overlaps(*piece));
    let Some(mut first) = pieces.iter().position(holds) else { return whole };
    let mut last = pieces.iter().rposition(holds).unwrap_or(first);
    let cells = |first: usize, last: usize| width(&whole.text[pieces[first].start..pieces[last].end]) + 2 * width("… ");
    loop {
        let mut grown = false;
        // The words behind a quote say more often who spoke than those before it.
        if last + 1 < pieces.len() && cells(first, last + 1) <= room {
            last += 1;
            grown = true;
        }
        if first > 0 && cells(first - 1, last) <= room {
            first -= 1;
            grown = true;
        }
        if !grown {
            break;
        }
    }
    let kept = Span::new(pieces[first].start, pieces[last].end);
    let mut cut = Marked::default();
    if first > 0 {
        cut.text.push_str("… ");
    }
    let shift = cut.text.len();
    cut.text.push_str(kept.of(&whole.text).unwrap_or_default());
    for (mark, style) in whole.marks.into_iter().filter(|(mark, _)| kept.covers(*mark)) {
        let moved = mark.relative_to(kept.start);
        cut.marks.push((Span::new(moved.start + shift, moved.end + shift), style));
    }
    if last + 1 < pieces.len() {
        cut.text.push_str(" …");
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::super::{Palette, Paths, samples};
    use super::*;

    fn printed(hits: &[Hit], columns: usize, palette: Palette, context_lines: usize) -> String {
        let mut view = View::new(palette, columns, Paths::below("/news"));
        view.context_lines = context_lines;
        let mut printer = HumanPrinter::new(view);
        let mut out = Vec::new();
        for hit in hits {
            printer.statement(&mut out, hit).unwrap();
        }
        let closing = Closing { total: 9, offset: 4, ..Closing::default() };
        printer.close(&mut out, &closing).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_statement_names_speaker_carrier_words_and_place() {
        insta::assert_snapshot!(printed(&[samples::wire(), samples::bare(), samples::pieces()], 80, Palette::plain(), 2), @r#"
        2024-02-08  Yury Ushakov, Kremlin aide  ← TASS, published by ANI  (direct)
          “The leaders confirmed the common course towards a multipolar world order,”
          "[…]" TASS quoted him as saying. The call lasted for an hour.
          articles/call.txt  9f2c41d07ab3e815

        undated  (nobody named)  (indirect)
          Prices will ␛[2Jfall soon
          […], it was said.
          /elsewhere/all.jsonl#7  00000000000000aa

        2024  外交部  ← Xinhua  (direct)
          “多极化 … 是大势所趋。”
          “[…]”，外交部说，“[…]”
          zh.txt  00000000000000bb

        9 statements, showing 5–7
        "#);
    }

    #[test]
    fn narrow_terminals_wrap_and_context_is_cut_at_words() {
        insta::assert_snapshot!(printed(&[samples::wire()], 40, Palette::plain(), 1), @r#"
        2024-02-08  Yury Ushakov, Kremlin aide
          ← TASS, published by ANI  (direct)
          “The leaders confirmed the common
          course towards a multipolar world
          order,”
          "[…]" TASS quoted him as saying. …
          articles/call.txt  9f2c41d07ab3e815

        9 statements, showing 5
        "#);
    }

    #[test]
    fn the_quote_stands_alone_without_context() {
        insta::assert_snapshot!(printed(&[samples::wire()], 100, Palette::plain(), 0), @"
        2024-02-08  Yury Ushakov, Kremlin aide  ← TASS, published by ANI  (direct)
          “The leaders confirmed the common course towards a multipolar world order,”
          articles/call.txt  9f2c41d07ab3e815

        9 statements, showing 5
        ");
    }

    #[test]
    fn colours_mark_speaker_outlet_and_matches() {
        let painted = printed(&[samples::wire()], 100, Palette::coloured(), 1);
        insta::assert_snapshot!(painted.replace('\u{1b}', "␛"), @r#"
        2024-02-08  ␛[1mYury Ushakov␛[0m, Kremlin aide  ← ␛[36mTASS␛[0m, published by ␛[36mANI␛[0m  ␛[2m(direct)␛[0m
          “The leaders confirmed the common course towards a ␛[1m␛[33mmultipolar␛[0m world order,”
          ␛[2m"[…]" ␛[0m␛[1m␛[33mTASS␛[0m␛[2m quoted him as saying. The call lasted for an hour.␛[0m
          ␛[2marticles/call.txt  9f2c41d07ab3e815␛[0m

        ␛[2m9 statements, showing 5␛[0m
        "#);
    }
}
