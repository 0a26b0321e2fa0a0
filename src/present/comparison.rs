//! Two speakers or outlets side by side, for people and as JSON. Where there is no room for two columns, one stands below
//! the other.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use anstyle::Style;
use serde_json::{Value, json};

use super::columns::Columns;
use super::counts::{bar, chart, count_cells, counted, facet_name};
use super::facts::{plain, write_facts};
use super::human::{Marked, numbered};
use super::json::{line, milliseconds};
use super::portrait::{counted_json, dates, days, latest, others, per_cent, portrait_json, words, words_json};
use super::terminal::{clean, paint, shortened, width};
use super::{Bars, Format, SCHEMA, View};
use crate::answer::{Bucket, Comparison, Facet, Period, Portrait, Shared, SharedUtterance, Side};
use crate::index::Field;
use crate::statement::Kind;

/// What a comparison answers.
#[derive(Debug, Clone, Copy)]
pub struct ComparisonOf<'a> {
    /// Both names as typed.
    pub names: [&'a str; 2],
    /// The query as typed, where there is one.
    pub query: Option<&'a str>,
    /// Both sides; `None` when there is no statement.
    pub comparison: Option<&'a Comparison>,
    /// How long it took.
    pub took: Duration,
}

/// Writes a comparison; as JSON where `format` is one.
///
/// # Errors
///
/// When the output cannot be written.
pub fn comparison(out: &mut dyn Write, format: Format, view: &View, of: &ComparisonOf<'_>) -> io::Result<()> {
    match of.comparison {
        _ if format.is_json() => line(out, &document(of, view)),
        Some(comparison) => human(out, view, comparison),
        None => Ok(()),
    }
}

/// What is told of each side in a line.
const LABELS: [&str; 7] = ["statements", "utterances", "articles", "dates", "direct", "mixed", "indirect"];

fn human(out: &mut dyn Write, view: &View, comparison: &Comparison) -> io::Result<()> {
    match Columns::new(view, LABELS.into_iter()) {
        Some(columns) => beside(out, view, comparison, columns)?,
        None => below(out, view, comparison)?,
    }
    if let Some(found) = &comparison.shared {
        shared(out, view, found, &comparison.sides)?;
    }
    for side in &comparison.sides {
        let name = &side.portrait.name;
        latest(out, view, &format!("latest, {}", clean(name)), &side.portrait.latest)?;
    }
    comparison.sides.iter().try_for_each(|side| others(out, view, &side.others, side.more_others, &side.portrait.name))
}

fn name(portrait: &Portrait, view: &View, by: Field) -> Marked {
    let mut name = Marked::default();
    name.push(&portrait.name, if by == Field::Speaker { view.palette.speaker } else { view.palette.outlet });
    name
}

fn facts(portrait: &Portrait) -> [Marked; LABELS.len()] {
    let number = |number: u64| plain(&number.to_string());
    let share = |kind| plain(&per_cent(portrait.n_of_kind(kind), portrait.total));
    let [direct, mixed, indirect] = Kind::ALL.map(share);
    let counts = [portrait.total, portrait.utterances, portrait.articles].map(number);
    let [statements, utterances, articles] = counts;
    let days = if portrait.total == 0 { plain("–") } else { days(portrait.days) };
    [statements, utterances, articles, days, direct, mixed, indirect]
}

/// What the statements of a side are counted by, next to dates and kinds.
fn values(comparison: &Comparison) -> Field {
    if comparison.by == Field::Speaker { Field::Outlet } else { Field::Speaker }
}

fn beside(out: &mut dyn Write, view: &View, comparison: &Comparison, columns: Columns) -> io::Result<()> {
    let portraits = comparison.sides.each_ref().map(|side| &side.portrait);
    let [left, right] = portraits.map(|portrait| name(portrait, view, comparison.by));
    columns.row(out, view, "", [&left, &right])?;
    let [left, right] = portraits.map(facts);
    for (number, label) in LABELS.into_iter().enumerate() {
        columns.row(out, view, label, [&left[number], &right[number]])?;
    }
    let Some(plain_columns) = Columns::new(view, std::iter::empty()) else { return Ok(()) };
    let facets = portraits.map(|portrait| portrait.facet(values(comparison), Period::default()));
    if let [Some(left), Some(right)] = facets {
        writeln!(out, "\n{}", paint(view.palette.heading, &facet_name(&left.spec)))?;
        let cells = count_cells(
            [left, right].iter().filter_map(|facet| facet.buckets.first()).map(|first| first.count).max().unwrap_or(0),
        );
        let row = |facet: &Facet, number: usize| {
            let row = |bucket: &Bucket| {
                let room = plain_columns.cell.saturating_sub(cells + 2);
                format!("{:>cells$}  {}", bucket.count, shortened(&clean(&bucket.value), room))
            };
            plain(&facet.buckets.get(number).map(row).unwrap_or_default())
        };
        for number in 0..left.buckets.len().max(right.buckets.len()) {
            plain_columns.row(out, view, "", [&row(left, number), &row(right, number)])?;
        }
    }
    if let [left, right] = dates(&portraits).as_slice() {
        both_dates(out, view, left, right)?;
    }
    for contrast in &comparison.contrasts {
        let heading = paint(view.palette.heading, &format!("typical words ({})", clean(&contrast.lang)));
        writeln!(out, "\n{heading}  {}", paint(view.palette.dim, "of each against the other"))?;
        let [left, right] = contrast.words.each_ref().map(|found| words(found, view));
        plain_columns.row(out, view, "", [&left, &right])?;
    }
    Ok(())
}

/// One chart of two columns on a common scale.
fn both_dates(out: &mut dyn Write, view: &View, left: &Facet, right: &Facet) -> io::Result<()> {
    let counts = [left, right].map(|facet| {
        facet.buckets.iter().map(|bucket| (bucket.value.as_str(), bucket.count)).collect::<BTreeMap<&str, u64>>()
    });
    // A year sorts before its months.
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (value, count) in counts.iter().flatten() {
        *sums.entry(value).or_default() += count;
    }
    if sums.is_empty() {
        return Ok(());
    }
    let most = counts.iter().flat_map(BTreeMap::values).copied().max().unwrap_or(0);
    let buckets: Vec<Bucket> =
        sums.into_iter().map(|(value, count)| Bucket { value: value.to_owned(), count }).collect();
    let both = Facet { buckets, ..left.clone() };
    let rows = chart(&both);
    let Some(columns) = Columns::new(view, rows.iter().filter(|row| row.count.is_some()).map(|row| row.value.as_str()))
    else {
        return Ok(());
    };
    writeln!(out, "\n{}", paint(view.palette.heading, &facet_name(&left.spec)))?;
    let cells = count_cells(most);
    for row in rows {
        let Some(total) = row.count else {
            writeln!(out, "  {}", paint(view.palette.dim, &format!("… {}", row.value)))?;
            continue;
        };
        if total == 0 && view.bars == Bars::None {
            continue;
        }
        let side = |counts: &BTreeMap<&str, u64>| {
            let count = counts.get(row.value.as_str()).copied().unwrap_or(0);
            let mut cell = plain(&format!("{count:>cells$}  "));
            cell.push(&bar(view.bars, count, most, columns.cell.saturating_sub(cells + 2)), view.palette.outlet);
            cell
        };
        columns.row(out, view, &row.value, [&side(&counts[0]), &side(&counts[1])])?;
    }
    Ok(())
}

fn below(out: &mut dyn Write, view: &View, comparison: &Comparison) -> io::Result<()> {
    let portraits = comparison.sides.each_ref().map(|side| &side.portrait);
    let dates = dates(&portraits);
    for (number, portrait) in portraits.into_iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        name(portrait, view, comparison.by).write(out, "", "  ", view.columns(), Style::new())?;
        let labelled: Vec<(&str, Marked)> = LABELS.into_iter().zip(facts(portrait)).collect();
        write_facts(out, view, &labelled)?;
        let facets = [portrait.facet(values(comparison), Period::default()), dates.get(number).copied()];
        for facet in facets.into_iter().flatten().filter(|facet| !facet.buckets.is_empty()) {
            writeln!(out)?;
            counted(out, view, facet)?;
        }
        for contrast in &comparison.contrasts {
            writeln!(out, "\n{}", paint(view.palette.heading, &format!("typical words ({})", clean(&contrast.lang))))?;
            words(&contrast.words[number], view).write(out, "  ", "  ", view.columns(), Style::new())?;
        }
    }
    Ok(())
}

/// What both carried, who had it on an earlier day, and the latest of it.
fn shared(out: &mut dyn Write, view: &View, shared: &Shared, sides: &[Side; 2]) -> io::Result<()> {
    let names = sides.each_ref().map(|side| clean(&side.portrait.name));
    let earlier = names.iter().zip(shared.first).filter(|(_, first)| *first > 0);
    let earlier = earlier.map(|(name, first)| format!("{first} by {name} on an earlier day"));
    let told: Vec<String> = std::iter::once(numbered(shared.utterances, "utterance")).chain(earlier).collect();
    let told = told.join(", ");
    writeln!(out, "\n{}  {}", paint(view.palette.heading, "carried by both"), paint(view.palette.dim, &told))?;
    for utterance in &shared.latest {
        let record = &utterance.record;
        let speaker = clean(record.speaker.name.as_deref().unwrap_or("(nobody named)"));
        let days = utterance.days.map(|day| day.map_or_else(|| "undated".to_owned(), |day| day.to_string()));
        let days = if days[0] == days[1] { days[0].clone() } else { days.join(", ") };
        let head = format!("  {days}  {speaker}: ");
        let words = shortened(&clean(&record.quote()), view.columns().saturating_sub(width(&head)).max(20));
        writeln!(out, "{head}{words}")?;
        writeln!(out, "    {}", paint(view.palette.dim, &format!("dixit trace {}", utterance.id)))?;
    }
    Ok(())
}

fn document(of: &ComparisonOf<'_>, view: &View) -> Value {
    let sides = of.comparison.map(|comparison| comparison.sides.each_ref().map(|side| side_json(side, view)).to_vec());
    let contrasts = of.comparison.map(|comparison| comparison.contrasts.as_slice()).unwrap_or_default();
    let contrast = |contrast: &crate::answer::Contrast| {
        json!({
            "lang": contrast.lang,
            "utterances": contrast.utterances,
            "words": contrast.words.each_ref().map(|found| words_json(found)),
        })
    };
    json!({
        "schema": SCHEMA,
        "names": of.names,
        "query": of.query,
        "by": of.comparison.map(|comparison| comparison.by.name()),
        "sides": sides.unwrap_or_default(),
        "typical": contrasts.iter().map(contrast).collect::<Vec<_>>(),
        "shared": of.comparison.and_then(|comparison| comparison.shared.as_ref()).map(shared_json),
        "took_ms": milliseconds(of.took),
    })
}

fn side_json(side: &Side, view: &View) -> Value {
    let mut document = portrait_json(&side.portrait, view);
    document["others"] = counted_json(&side.others);
    document["more_others"] = side.more_others.into();
    document
}

fn shared_json(shared: &Shared) -> Value {
    let utterance = |utterance: &SharedUtterance| {
        json!({
            "id": utterance.id,
            "days": utterance.days.map(|day| day.map(|day| day.to_string())),
            "statement": utterance.record.id,
            "speaker": utterance.record.speaker.name,
            "quote": utterance.record.quote(),
        })
    };
    json!({
        "utterances": shared.utterances,
        "first": shared.first,
        "latest": shared.latest.iter().map(utterance).collect::<Vec<_>>(),
    })
}
