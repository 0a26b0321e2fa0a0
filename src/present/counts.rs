//! Counted values: columns for people, with bars where there is room for them, and rows for programs.

use std::io::{self, Write};
use std::time::Duration;

use super::terminal::{clean, paint, width};
use super::{Format, View, json, table};
use crate::answer::{Facet, FacetSpec, Period};
use crate::index::Field;

/// Widest column of values in terminal cells; longer values push their bar to the right.
const MAX_VALUE_CELLS: usize = 36;
/// Longest bar in terminal cells.
const MAX_BAR_CELLS: usize = 32;

/// What was counted among how many statements.
#[derive(Debug, Clone, Copy)]
pub struct Counts<'a> {
    /// Statements that match.
    pub total: u64,
    /// Their values.
    pub facets: &'a [Facet],
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
        let period = match spec.period {
            Period::Year => "year",
            Period::Month => "month",
            Period::Week => "week",
            Period::Day => "day",
        };
        format!("{}:{period}", spec.field.name())
    } else {
        spec.field.name().to_owned()
    }
}

fn human(out: &mut dyn Write, view: &View, facets: &[Facet]) -> io::Result<()> {
    for (number, facet) in facets.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", paint(view.palette.heading, &facet_name(&facet.spec)))?;
        let most = facet.buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0);
        let count_cells = most.to_string().len().max(3);
        let values: Vec<String> = facet.buckets.iter().map(|bucket| clean(&bucket.value)).collect();
        let value_cells = values.iter().map(|value| width(value)).max().unwrap_or(0).min(MAX_VALUE_CELLS);
        let bar_cells = view.columns().saturating_sub(count_cells + value_cells + 6).min(MAX_BAR_CELLS);
        for (bucket, value) in facet.buckets.iter().zip(&values) {
            write!(out, "  {:>count_cells$}  {value}", bucket.count)?;
            if view.bars && bar_cells > 0 {
                let space = value_cells.saturating_sub(width(value));
                let bar = bar(bucket.count, most, bar_cells);
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
    }
    Ok(())
}

/// A bar as long as `count` is against `most`, in eighths of a cell; every count above 0 is seen.
fn bar(count: u64, most: u64, cells: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if count == 0 || most == 0 {
        return String::new();
    }
    let room = cells as u128 * 8;
    let eighths = usize::try_from((u128::from(count) * room / u128::from(most)).max(1)).unwrap_or(cells * 8);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Palette, Paths};
    use super::*;
    use crate::answer::Bucket;

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
                buckets: vec![bucket("2024-01", 2), bucket("2024-02", 4)],
                more_values: 0,
                missing: 0,
            },
        ]
    }

    fn shown(bars: bool) -> String {
        let mut view = View::new(Palette::plain(), 60, Paths::default());
        view.bars = bars;
        let mut out = Vec::new();
        let facets = facets();
        counts(&mut out, Format::Human, &view, None, &Counts { total: 9, facets: &facets }, None).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn counts_stand_in_columns() {
        insta::assert_snapshot!(shown(false), @"

        speaker
          1200  Xi Jinping
           600  Владимир Путин
             1  外交部
             …  7 more values; 1 statement has none

        date:month
            2  2024-01
            4  2024-02
        ");
    }

    #[test]
    fn bars_are_proportional_and_aligned_by_cells() {
        insta::assert_snapshot!(shown(true), @"

        speaker
          1200  Xi Jinping      ████████████████████████████████
           600  Владимир Путин  ████████████████
             1  外交部          ▏
             …  7 more values; 1 statement has none

        date:month
            2  2024-01  ████████████████
            4  2024-02  ████████████████████████████████
        ");
    }
}
