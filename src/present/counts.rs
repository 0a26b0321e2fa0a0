//! Counted values: columns for people, with bars where there is room for them, and rows for programs.

use std::io::{self, Write};
use std::time::Duration;

use super::terminal::{clean, paint, width};
use super::{Bars, Format, View, json, table};
use crate::answer::{Bucket, ChartRow, Facet, FacetSpec};
use crate::index::Field;
use crate::query::Note;

/// Widest column of values in terminal cells; longer values push their bar to the right.
const MAX_VALUE_CELLS: usize = 36;

/// What was counted among how many statements.
#[derive(Debug, Clone, Copy)]
pub struct Counts<'a> {
    /// Statements that match.
    pub total: u64,
    /// Utterances among them, when those are counted.
    pub utterances: Option<u64>,
    /// Their values.
    pub facets: &'a [Facet],
    /// Remarks on the query, for programs: people are told them apart from the answer.
    pub notes: &'a [Note],
}

/// Writes counts in `format`; `query` and `took` are part of a JSON document.
///
/// # Errors
///
/// When the output cannot be written.
pub fn counts(
    out: &mut dyn Write,
    format: Format,
    view: &View,
    query: Option<&str>,
    counts: &Counts<'_>,
    took: Option<Duration>,
) -> io::Result<()> {
    match format {
        Format::Human => human(out, view, counts.facets),
        Format::Json => json::counts(out, query, counts, took),
        Format::JsonLines => json::count_lines(out, None, counts.facets),
        Format::Csv => table::counts(out, b',', counts.facets),
        Format::Tsv => table::counts(out, b'\t', counts.facets),
    }
}

/// What a facet is called: the field, for dates with the length of a bucket.
pub(super) fn facet_name(spec: &FacetSpec) -> String {
    if spec.field == Field::Date {
        format!("{}:{}", spec.field.name(), spec.period.name())
    } else {
        spec.field.name().to_owned()
    }
}

fn human(out: &mut dyn Write, view: &View, facets: &[Facet]) -> io::Result<()> {
    for (number, facet) in facets.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        counted(out, view, facet)?;
    }
    Ok(())
}

/// One facet under its name.
pub(super) fn counted(out: &mut dyn Write, view: &View, facet: &Facet) -> io::Result<()> {
    writeln!(out, "{}", paint(view.palette.heading, &facet_name(&facet.spec)))?;
    let most = facet.buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0);
    let count_cells = count_cells(most);
    let rows: Vec<Row> =
        if view.bars == Bars::None { facet.buckets.iter().map(Row::of).collect() } else { chart(facet) };
    let value_cells = rows.iter().map(|row| width(&row.value)).max().unwrap_or(0).min(MAX_VALUE_CELLS);
    let bar_cells = view.columns().saturating_sub(count_cells + value_cells + 6);
    for Row { value, count } in rows {
        let shown = count.map_or_else(|| "…".to_owned(), |count| count.to_string());
        write!(out, "  {shown:>count_cells$}  {value}")?;
        let bar = bar(view.bars, count.unwrap_or(0), most, bar_cells);
        if !bar.is_empty() {
            let space = value_cells.saturating_sub(width(&value));
            write!(out, "{:space$}  {}", "", paint(view.palette.outlet, &bar))?;
        }
        writeln!(out)?;
    }
    let mut rest = Vec::new();
    match facet.more_values {
        0 => {}
        1 => rest.push("1 more value".to_owned()),
        more => rest.push(format!("{more} more values")),
    }
    match facet.missing {
        0 => {}
        1 => rest.push("1 statement has none".to_owned()),
        missing => rest.push(format!("{missing} statements have none")),
    }
    if !rest.is_empty() {
        writeln!(out, "  {:>count_cells$}  {}", "…", paint(view.palette.dim, &rest.join("; ")))?;
    }
    Ok(())
}

/// Cells of a column of counts of which `most` is the largest.
pub(super) fn count_cells(most: u64) -> usize {
    most.to_string().len().max(3)
}

/// A value and how often it occurs; a gap in time that is told in words has no count.
pub(super) struct Row {
    pub(super) value: String,
    pub(super) count: Option<u64>,
}

impl Row {
    fn of(bucket: &Bucket) -> Self {
        Self { value: clean(&bucket.value), count: Some(bucket.count) }
    }
}

/// The rows of a chart, in which empty times have rows too.
pub(super) fn chart(facet: &Facet) -> Vec<Row> {
    let row = |row| match row {
        ChartRow::Counted(bucket) => Row::of(bucket),
        ChartRow::Empty { begins } => Row { value: begins.to_string(), count: Some(0) },
        ChartRow::ManyEmpty(number) => {
            let period = facet.spec.period.name();
            Row { value: format!("{number} {period}s without any"), count: None }
        }
    };
    facet.chart().into_iter().map(row).collect()
}

/// A bar as long as `count` is against `most`, in eighths of a cell where there are such; every count above 0 is seen.
pub(super) fn bar(bars: Bars, count: u64, most: u64, cells: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if bars == Bars::None || count == 0 || most == 0 || cells == 0 {
        return String::new();
    }
    let parts = if bars == Bars::Blocks { 8 } else { 1 };
    let room = cells as u128 * parts;
    let filled = (u128::from(count) * room / u128::from(most)).max(1);
    let (whole, eighths) =
        (usize::try_from(filled / parts).unwrap_or(cells), usize::try_from(filled % parts).unwrap_or(0));
    if bars == Bars::Ascii { "#".repeat(whole) } else { format!("{}{}", "█".repeat(whole), EIGHTHS[eighths]) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Palette, Paths};
    use super::*;
    use crate::answer::Period;

    pub(in super::super) fn facets() -> Vec<Facet> {
        let bucket = |value: &str, count| Bucket { value: value.to_owned(), count };
        vec![
            Facet {
                spec: FacetSpec { field: Field::Speaker, period: Period::Month, limit: Some(3) },
                buckets: vec![bucket("Xi Jinping", 1200), bucket("Владимир Путин", 600), bucket("外交部", 1)],
                more_values: 7,
                missing: 1,
            },
            Facet {
                spec: FacetSpec { field: Field::Date, period: Period::Month, limit: None },
                buckets: vec![bucket("2024-01", 2), bucket("2024-03", 4)],
                more_values: 0,
                missing: 0,
            },
        ]
    }

    fn shown(bars: Bars) -> String {
        let mut view = View::new(Palette::plain(), 60, Paths::default());
        view.bars = bars;
        let mut out = Vec::new();
        let facets = facets();
        counts(
            &mut out,
            Format::Human,
            &view,
            None,
            &Counts { total: 9, utterances: None, facets: &facets, notes: &[] },
            None,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn counts_stand_in_columns() {
        insta::assert_snapshot!(shown(Bars::None), @"
        speaker
          1200  Xi Jinping
           600  Владимир Путин
             1  外交部
             …  7 more values; 1 statement has none

        date:month
            2  2024-01
            4  2024-03
        ");
    }

    #[test]
    fn bars_are_proportional_and_aligned_by_cells() {
        insta::assert_snapshot!(shown(Bars::Blocks), @"
        speaker
          1200  Xi Jinping      ████████████████████████████████████
           600  Владимир Путин  ██████████████████
             1  外交部          ▏
             …  7 more values; 1 statement has none

        date:month
            2  2024-01  ██████████████████████
            0  2024-02
            4  2024-03  ████████████████████████████████████████████
        ");
    }

    #[test]
    fn the_page_shows_the_chart_that_is_drawn() {
        let page = include_str!("../../docs/counting.md");
        let chart = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        assert!(shown(Bars::Blocks).ends_with(chart), "{chart}");
    }

    #[test]
    fn terminals_without_blocks_get_plain_characters() {
        let drawn = shown(Bars::Ascii);
        assert!(drawn.contains("2024-01  ######################\n") && !drawn.contains('█'), "{drawn}");
        assert!(drawn.contains("外交部          #\n"), "every count is seen: {drawn}");
    }
}
