//! Paragraphs of a document: lines joined where one runs on in the next.
//!
//! Lines are taken in the order in which they were drawn, which is the order of reading in what people make with
//! word processors, browsers and layout programs, columns included.

use std::collections::HashSet;

use super::line::{Line, is_unspaced};

/// A paragraph or a heading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    /// The size of its letters in points.
    pub(super) size: f32,
    /// The page it begins on, from 0.
    pub(super) page: usize,
}

/// So many lines before and after tell where the edges of a line's column are.
const NEIGHBOURS: usize = 8;

/// Sizes of letters that differ by a smaller part are the same.
const SAME_SIZE: f32 = 0.08;

/// A step to the next line that is so much wider than usual parts paragraphs.
const WIDE_STEP: f32 = 1.22;

/// A line with its place in its column. `start` and `end` are in the direction of reading.
struct Placed {
    page: usize,
    line: Line,
    start: f32,
    end: f32,
    column_start: f32,
    column_end: f32,
}

impl Placed {
    fn indent(&self) -> f32 {
        (self.start - self.column_start) / self.line.size
    }

    /// Set off from its column's edge by as much as first lines are.
    fn is_indented(&self) -> bool {
        (0.6..5.0).contains(&self.indent())
    }
}

/// Joins the lines of the pages to paragraphs.
pub(super) fn paragraphs(pages: Vec<Vec<Line>>) -> Vec<Paragraph> {
    let compounds = compounds(&pages);
    let lines: Vec<Placed> = pages.into_iter().enumerate().flat_map(|(page, lines)| placed(page, lines)).collect();
    let step = usual_step(&lines);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut lines_before = 0;
    for (at, line) in lines.iter().enumerate() {
        let goes_on = at.checked_sub(1).is_some_and(|before| !is_break(&lines, before, lines_before, step));
        if let Some(paragraph) = paragraphs.last_mut().filter(|_| goes_on) {
            join(&mut paragraph.text, &line.line.text, &compounds);
            lines_before += 1;
        } else {
            paragraphs.push(Paragraph { text: line.line.text.clone(), size: line.line.size, page: line.page });
            lines_before = 1;
        }
    }
    paragraphs
}

fn placed(page: usize, lines: Vec<Line>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = lines
        .into_iter()
        .map(|line| {
            let (start, end) = if line.is_rtl { (-line.right, -line.left) } else { (line.left, line.right) };
            Placed { page, line, start, end, column_start: start, column_end: end }
        })
        .collect();
    for at in 0..placed.len() {
        let near = at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(placed.len());
        let (mut start, mut end) = (placed[at].start, placed[at].end);
        for other in &placed[near] {
            if is_same_size(&placed[at].line, &other.line) && share_column(&placed[at].line, &other.line) {
                start = start.min(other.start);
                end = end.max(other.end);
            }
        }
        (placed[at].column_start, placed[at].column_end) = (start, end);
    }
    placed
}

fn is_same_size(one: &Line, other: &Line) -> bool {
    (one.size - other.size).abs() <= SAME_SIZE * one.size.max(other.size)
}

/// Whether one line stands above the other for the most part.
fn share_column(one: &Line, other: &Line) -> bool {
    let shared = one.right.min(other.right) - one.left.max(other.left);
    let narrower = (one.right - one.left).min(other.right - other.left);
    one.is_rtl == other.is_rtl && shared > narrower * 0.5
}

/// The step from line to line inside of paragraphs, in sizes of the letters.
fn usual_step(lines: &[Placed]) -> f32 {
    const WITHOUT_ANY: f32 = 1.4;
    let mut steps: Vec<f32> = lines
        .windows(2)
        .filter(|pair| pair[0].page == pair[1].page && is_same_size(&pair[0].line, &pair[1].line))
        .filter(|pair| share_column(&pair[0].line, &pair[1].line))
        .map(|pair| (pair[1].line.baseline - pair[0].line.baseline) / pair[1].line.size)
        .filter(|step| (0.5..4.0).contains(step))
        .collect();
    // Short paragraphs with space between them are half of the steps, or more.
    let at = steps.len() / 4;
    if steps.is_empty() { WITHOUT_ANY } else { *steps.select_nth_unstable_by(at, f32::total_cmp).1 }
}

/// Whether a paragraph ends with the line at `at`, the `nth` of it.
fn is_break(lines: &[Placed], at: usize, nth: usize, usual_step: f32) -> bool {
    let (line, next) = (&lines[at], &lines[at + 1]);
    if !is_same_size(&line.line, &next.line) || line.line.is_rtl != next.line.is_rtl {
        return true;
    }
    let is_below = line.page == next.page
        && share_column(&line.line, &next.line)
        && next.line.baseline > line.line.baseline + line.line.size * 0.5;
    if !is_below {
        // The next column or page; a cell of the same row.
        let is_beside =
            line.page == next.page && (next.line.baseline - line.line.baseline).abs() <= line.line.size * 0.5;
        return is_beside || next.is_indented() || ends_early(line, next);
    }
    let step = (next.line.baseline - line.line.baseline) / next.line.size;
    let enters = next.is_indented() && next.start > line.start + line.line.size * 0.5;
    let leaves = nth > 1 && line.is_indented() && next.start < line.start - line.line.size * 0.5;
    step > usual_step * WIDE_STEP || enters || leaves || ends_early(line, next)
}

/// Whether the next line's first word would have stood in this one, had the text gone on.
fn ends_early(line: &Placed, next: &Placed) -> bool {
    /// No line inside of a paragraph leaves so much of its column free.
    const MOSTLY_FREE: f32 = 0.45;
    let room = line.column_end - line.end;
    let text = &next.line.text;
    let first = if text.starts_with(is_unspaced) {
        // Signs that may not begin a line take some with them.
        3
    } else {
        text.split(' ').next().unwrap_or_default().chars().count()
    };
    #[expect(clippy::cast_precision_loss, reason = "letters of one line")]
    let needed = (next.end - next.start) * first as f32 / text.chars().count().max(1) as f32 + line.line.size * 0.4;
    let width = line.column_end - line.column_start;
    room > needed && (is_closed(&line.line.text) || room > width * MOSTLY_FREE)
}

/// Whether `text` ends as sentences do.
fn is_closed(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '»', '\'', ')', '“', '」', '』', '）', ']']);
    text.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।', '；'])
}

/// Words with a hyphen that stand inside of lines: at the end of a line their hyphen is their own.
fn compounds(pages: &[Vec<Line>]) -> HashSet<String> {
    let words = pages.iter().flatten().flat_map(|line| line.text.split(' '));
    let bare = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| word.contains(is_hyphen)).map(str::to_lowercase).collect()
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{AD}')
}

/// Adds the next line to the paragraph.
fn join(text: &mut String, next: &str, compounds: &HashSet<String>) {
    let Some(first) = next.chars().next() else { return };
    let mut ending = text.chars().rev();
    let (last, before) = (ending.next(), ending.next());
    let is_dash = |dash: char| matches!(dash, '—' | '–');
    match (last, before) {
        (Some(last), Some(before)) if is_hyphen(last) && before.is_alphabetic() && first.is_alphanumeric() => {
            let is_own = || {
                let head = text.rsplit(' ').next().unwrap_or_default();
                let tail = next.split(' ').next().unwrap_or_default();
                let compound = format!("{head}{tail}").to_lowercase();
                compounds.contains(compound.trim_matches(|c: char| !c.is_alphanumeric()))
            };
            if last == '\u{AD}' || first.is_lowercase() && !is_own() {
                text.pop();
            }
        }
        (Some(last), Some(before)) if is_dash(last) && !before.is_whitespace() => {}
        (Some(last), _) if is_unspaced(last) && is_unspaced(first) => {}
        _ => text.push(' '),
    }
    text.push_str(next);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of letters 5 wide, in steps of 12 but for blank ones, which leave half a line free. `indent` spaces begin a line.
    fn column(left: f32, lines: &[&str]) -> Vec<Line> {
        let mut baseline = 100.0;
        let mut column = Vec::new();
        for line in lines {
            if line.is_empty() {
                baseline += 6.0;
                continue;
            }
            let text = line.trim_start();
            #[expect(clippy::cast_precision_loss, reason = "a few letters")]
            let (indent, width) = ((line.len() - text.len()) as f32 * 5.0, text.chars().count() as f32 * 5.0);
            let left = left + indent;
            column.push(Line { left, right: left + width, baseline, size: 10.0, is_rtl: false, text: text.to_owned() });
            baseline += 12.0;
        }
        column
    }

    fn check(pages: &[Vec<Line>], expected: &[&str]) {
        let found: Vec<String> = paragraphs(pages.to_vec()).into_iter().map(|paragraph| paragraph.text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn space_and_indents_and_early_ends_part_paragraphs() {
        check(
            &[column(
                50.0,
                &[
                    "The tide is late and the",
                    "port is shut this week.",
                    "",
                    "We wait here until the",
                    "storm has gone from us.",
                ],
            )],
            &["The tide is late and the port is shut this week.", "We wait here until the storm has gone from us."],
        );
        check(
            &[column(
                50.0,
                &[
                    "  The tide is late and",
                    "the port will be shut ok",
                    "  We wait until the sea",
                    "is calm again for all us",
                ],
            )],
            &["The tide is late and the port will be shut ok", "We wait until the sea is calm again for all us"],
        );
        check(
            &[column(
                50.0,
                &["The tide is late and the", "port is shut.", "We wait until the storm", "has gone from the coast."],
            )],
            &["The tide is late and the port is shut.", "We wait until the storm has gone from the coast."],
        );
    }

    #[test]
    fn paragraphs_go_on_in_the_next_column_and_on_the_next_page() {
        let first = column(50.0, &["The tide is late and the", "port is shut this week,"]);
        let second = column(250.0, &["said the harbour master."]);
        let expected = ["The tide is late and the port is shut this week, said the harbour master."];
        check(&[[first.clone(), second.clone()].concat()], &expected);
        check(&[first, column(50.0, &["said the harbour master."])], &expected);
    }

    #[test]
    fn hyphens_at_line_ends_go_unless_they_are_the_words_own() {
        check(
            &[column(50.0, &["The tide is late, the har-", "bour is shut for a week."])],
            &["The tide is late, the harbour is shut for a week."],
        );
        check(
            &[column(50.0, &["A long-term plan, a long-", "term plan, the Saudi-", "Arabian plan as a whole."])],
            &["A long-term plan, a long-term plan, the Saudi-Arabian plan as a whole."],
        );
        check(&[column(50.0, &["港が開いている港が開いてい", "る。"])], &["港が開いている港が開いている。"]);
    }

    #[test]
    fn quotations_that_are_set_off_stay_whole() {
        check(
            &[column(
                50.0,
                &[
                    "The harbour master then said:",
                    "   The tide is late and the",
                    "   port is shut this week",
                    "He left the room after that",
                ],
            )],
            &[
                "The harbour master then said:",
                "The tide is late and the port is shut this week",
                "He left the room after that",
            ],
        );
    }
}
