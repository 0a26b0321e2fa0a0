//! What a run did and what an index holds: the summaries of `index` and `stats`, and explanations.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::terminal::{clean, paint, width};
use super::{Format, Paths, SCHEMA, View, json};
use crate::answer::ExplainedNode;
use crate::index::{BuildReport, Stats};
use crate::read::Skip;

/// Writes what an indexing run did: an addition that comes out at the number of files found.
///
/// # Errors
///
/// When the output cannot be written.
pub fn report(
    out: &mut dyn Write,
    format: Format,
    view: &View,
    report: &BuildReport,
    took: Duration,
) -> io::Result<()> {
    if format.is_json() {
        return json::line(out, &report_json(report, &view.paths, took));
    }
    let Skipped { failed, others, failed_inside, others_inside } = skipped(report);
    let counts = [report.files, report.removed, report.articles, sum(&failed_inside), sum(&others_inside)];
    let cells = counts.iter().map(|n| n.to_string().len()).max().unwrap_or(1);
    let row = |out: &mut dyn Write, count: u64, what: &str| writeln!(out, "{count:>cells$}  {what}");
    row(out, report.indexed, &format!("indexed{}", moved(report)))?;
    row(out, report.unchanged, "unchanged")?;
    row(out, sum(&failed), &format!("skipped{}", reasons(&failed)))?;
    if !others.is_empty() {
        row(out, sum(&others), &format!("of other kinds than articles{}", reasons(&others)))?;
    }
    writeln!(out, "{}", paint(view.palette.dim, &"─".repeat(cells + 2)))?;
    row(out, report.files, if report.files == 1 { "file found" } else { "files found" })?;
    let has_more = report.removed > 0 || report.articles > 0 || !report.remarks.is_empty();
    if has_more || !failed_inside.is_empty() || !others_inside.is_empty() {
        writeln!(out)?;
    }
    if report.removed > 0 {
        row(out, report.removed, "removed from the index")?;
    }
    if !failed_inside.is_empty() {
        row(out, sum(&failed_inside), &format!("left out inside files{}", reasons(&failed_inside)))?;
    }
    if !others_inside.is_empty() {
        row(out, sum(&others_inside), &format!("of other kinds inside files{}", reasons(&others_inside)))?;
    }
    if !report.remarks.is_empty() {
        let dates = if report.remarks.len() == 1 { "date that cannot be right" } else { "dates that cannot be right" };
        row(out, report.remarks.len() as u64, dates)?;
    }
    if report.articles == 0 {
        return Ok(());
    }
    if report.duplicates > 0 {
        let articles =
            if report.duplicates == 1 { "article in the index is a copy" } else { "articles in the index are copies" };
        row(out, report.duplicates, &format!("{articles} of another"))?;
    }
    let articles = if report.articles == 1 { "article read" } else { "articles read" };
    let statements = plural(report.statements, "statement");
    row(out, report.articles, &format!("{articles}: {statements} in {} of text", megabytes(report.text_bytes)))
}

/// What an indexing run did, in one line: `3 indexed (1 moved), 2 removed: 14 articles, 88 statements in 0.4 s`
pub fn report_line(report: &BuildReport, took: Duration) -> String {
    let skipped = if report.skipped > 0 { format!(", {} skipped", report.skipped) } else { String::new() };
    format!(
        "{} indexed{}, {} removed{skipped}: {}, {} in {:.1} s",
        report.indexed,
        moved(report),
        report.removed,
        plural(report.articles, "article"),
        plural(report.statements, "statement"),
        took.as_secs_f64()
    )
}

/// ` (2 moved)`, nothing when none has.
fn moved(report: &BuildReport) -> String {
    if report.moved > 0 { format!(" ({} moved)", report.moved) } else { String::new() }
}

/// How many for each reason, by its code.
type Reasons = BTreeMap<&'static str, u64>;

/// What was skipped. Pictures and plans are no failures: nothing in them was to be read.
struct Skipped {
    failed: Reasons,
    others: Reasons,
    failed_inside: Reasons,
    others_inside: Reasons,
}

/// Whole files by the reason that counts for them, and what was left out inside of the others.
fn skipped(report: &BuildReport) -> Skipped {
    let of_another_kind: BTreeSet<&str> =
        report.skips.iter().filter(|skip| skip.reason.is_of_another_kind()).map(|skip| skip.reason.code()).collect();
    let split = |reasons: &Reasons| -> (Reasons, Reasons) {
        reasons.iter().partition(|(code, _)| of_another_kind.contains(*code))
    };
    let (others, failed) = split(&report.reasons);
    let (others_inside, failed_inside) = split(&report.left_out);
    Skipped { failed, others, failed_inside, others_inside }
}

fn sum(reasons: &Reasons) -> u64 {
    reasons.values().sum()
}

/// ` (2 malformed, 1 no text)`, the most frequent first; empty without reasons.
fn reasons(reasons: &Reasons) -> String {
    let mut counted: Vec<(&str, u64)> = reasons.iter().map(|(code, count)| (*code, *count)).collect();
    counted.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    let named: Vec<String> =
        counted.iter().map(|(code, count)| format!("{count} {}", code.replace('-', " "))).collect();
    if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) }
}

pub(super) fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[allow(clippy::cast_precision_loss)] // One decimal is shown.
pub(super) fn megabytes(bytes: u64) -> String {
    if bytes < 1000 {
        format!("{bytes} bytes")
    } else if bytes < 1_000_000 {
        format!("{:.1} kB", bytes as f64 / 1e3)
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}

fn report_json(report: &BuildReport, paths: &Paths, took: Duration) -> Value {
    let skips: Vec<Value> = report
        .skips
        .iter()
        .map(|skip| {
            json!({
                "path": paths.show(&skip.path),
                "line": skip.place.map(|(line, _)| line),
                "column": skip.place.map(|(_, column)| column),
                "code": skip.reason.code(),
                "reason": skip.reason.to_string(),
            })
        })
        .collect();
    let warnings: Vec<Value> = report
        .remarks
        .iter()
        .map(|remark| json!({"path": paths.show(&remark.path), "code": remark.code, "message": remark.message}))
        .collect();
    json!({
        "schema": SCHEMA,
        "files": report.files,
        "indexed": report.indexed,
        "moved": report.moved,
        "unchanged": report.unchanged,
        "skipped": report.skipped,
        "skipped_reasons": report.reasons,
        "left_out": report.left_out,
        "removed": report.removed,
        "articles": report.articles,
        "reused": report.reused,
        "statements": report.statements,
        "duplicates": report.duplicates,
        "text_bytes": report.text_bytes,
        "skips": skips,
        "warnings": warnings,
        "stopped": report.stopped,
        "took_ms": json::milliseconds(took),
    })
}

/// One line on something that was left out: `articles/a.jsonl#7:7:12: malformed JSON: …`
pub fn skip_line(skip: &Skip, paths: &Paths) -> String {
    let path = clean(paths.show(&skip.path));
    let reason = clean(&skip.reason.to_string());
    match skip.place {
        Some((line, column)) => format!("{path}:{line}:{column}: {reason}"),
        None => format!("{path}: {reason}"),
    }
}

/// One line on what is wrong with an article that was read all the same.
pub fn remark_line(path: &str, message: &str, paths: &Paths) -> String {
    format!("{}: {}", clean(paths.show(path)), clean(message))
}

/// Writes size and health of an index.
///
/// # Errors
///
/// When the output cannot be written.
pub fn stats(out: &mut dyn Write, format: Format, view: &View, stats: &Stats, place: &str) -> io::Result<()> {
    let days = stats.days.map(|(first, last)| (first.to_string(), last.to_string()));
    if format.is_json() {
        let distinct: Map<String, Value> =
            stats.distinct.iter().map(|(field, count)| (field.name().to_owned(), json!(count))).collect();
        let document = json!({
            "schema": SCHEMA,
            "index": place,
            "format": stats.format,
            "files": stats.files,
            "articles": stats.articles,
            "duplicates": stats.duplicates,
            "clusters": stats.clusters,
            "statements": stats.statements,
            "utterances": stats.utterances,
            "bytes": stats.bytes,
            "segments": stats.segments,
            "first_day": days.as_ref().map(|(first, _)| first),
            "last_day": days.as_ref().map(|(_, last)| last),
            "undated_articles": stats.undated_articles,
            "distinct": distinct,
        });
        return json::line(out, &document);
    }
    let mut rows: Vec<(String, String)> = vec![
        ("index".to_owned(), format!("{} (format {})", clean(place), stats.format)),
        ("files".to_owned(), stats.files.to_string()),
        ("articles".to_owned(), format!("{}{}", stats.articles, relations(stats))),
        ("statements".to_owned(), format!("{}{}", stats.statements, versions(stats.utterances))),
        ("size".to_owned(), format!("{} in {}", megabytes(stats.bytes), plural(stats.segments, "segment"))),
    ];
    let undated = match stats.undated_articles {
        0 => String::new(),
        articles => format!(" ({} without a date)", plural(articles, "article")),
    };
    rows.push((
        "dates".to_owned(),
        days.map_or_else(|| format!("none{undated}"), |(first, last)| format!("{first} to {last}{undated}")),
    ));
    let cells = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, value) in &rows {
        writeln!(out, "{}  {value}", paint(view.palette.heading, &format!("{name:<cells$}")))?;
    }
    if !stats.distinct.is_empty() {
        writeln!(out, "\n{}", paint(view.palette.heading, "distinct values"))?;
        let cells = stats.distinct.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or(1).max(3);
        for (field, count) in &stats.distinct {
            writeln!(out, "  {count:>cells$}  {}", field.name())?;
        }
    }
    Ok(())
}

/// ` (2 utterances in several versions)`, nothing when there is none.
fn versions(utterances: u64) -> String {
    if utterances == 0 { String::new() } else { format!(" ({} in several versions)", plural(utterances, "utterance")) }
}

/// ` (3 copies of others; 2 stories in several)`, nothing when there is nothing to tell.
fn relations(stats: &Stats) -> String {
    let copies = match stats.duplicates {
        0 => None,
        1 => Some("1 a copy of another".to_owned()),
        n_copies => Some(format!("{n_copies} copies of others")),
    };
    let stories = match stats.clusters {
        0 => None,
        1 => Some("1 story in several".to_owned()),
        n_stories => Some(format!("{n_stories} stories in several")),
    };
    let told: Vec<String> = copies.into_iter().chain(stories).collect();
    if told.is_empty() { String::new() } else { format!(" ({})", told.join("; ")) }
}

/// Writes how a query was understood: its tree, what names and dates became, the hits of each part.
///
/// # Errors
///
/// When the output cannot be written.
pub fn explanation(out: &mut dyn Write, palette: &super::Palette, nodes: &[ExplainedNode]) -> io::Result<()> {
    let label = |node: &ExplainedNode| format!("{}{}", "  ".repeat(node.depth), clean(&node.label));
    let cells = nodes.iter().map(|node| node.hits.to_string().len()).max().unwrap_or(1).max(4);
    writeln!(out, "{:>cells$}  clause", "hits")?;
    for node in nodes {
        write!(out, "{:>cells$}  {}", node.hits, label(node))?;
        if !node.resolved.is_empty() {
            write!(out, "  {}", paint(palette.dim, &format!("→ {}", clean(&node.resolved))))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Palette;
    use super::*;
    use crate::index::{Field, Remark};
    use crate::read::{ItemKind, SkipReason};

    fn view() -> View {
        View::new(Palette::plain(), 80, Paths::below("/news"))
    }

    fn run() -> BuildReport {
        let skip = |path: &str, place, reason| Skip { path: path.to_owned(), place, reason };
        let malformed = SkipReason::Malformed { format: "JSON", detail: "key must be a string".to_owned() };
        BuildReport {
            files: 36,
            indexed: 30,
            moved: 2,
            unchanged: 3,
            removed: 1,
            skipped: 3,
            articles: 41,
            reused: 3,
            statements: 180,
            duplicates: 4,
            text_bytes: 123_456,
            reasons: BTreeMap::from([("binary", 1), ("no-text", 2)]),
            left_out: BTreeMap::from([("malformed", 1)]),
            remarks: Vec::new(),
            skips: vec![
                skip("/news/a.txt", None, SkipReason::Binary),
                skip("/news/b.txt", None, SkipReason::NoText),
                skip("/news/c.txt", None, SkipReason::NoText),
                skip("/news/d.jsonl#7", Some((7, 3)), malformed),
            ],
            stopped: false,
        }
    }

    #[test]
    fn a_run_adds_up() {
        let mut out = Vec::new();
        report(&mut out, Format::Human, &view(), &run(), Duration::ZERO).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
        30  indexed (2 moved)
         3  unchanged
         3  skipped (2 no text, 1 binary)
        ────
        36  files found

         1  removed from the index
         1  left out inside files (1 malformed)
         4  articles in the index are copies of another
        41  articles read: 180 statements in 123.5 kB of text
        ");
    }

    #[test]
    fn a_crawl_counts_its_other_records_and_dates_that_cannot_be_right_are_told() {
        let skip = |path: &str, reason| Skip { path: path.to_owned(), place: None, reason };
        let remark = |path: &str| Remark {
            path: path.to_owned(),
            code: "date-in-future",
            message: "the date “2131-01-01” lies in the future".to_owned(),
        };
        let run = BuildReport {
            files: 2,
            indexed: 1,
            skipped: 1,
            articles: 7,
            skips: vec![
                skip("/news/a.warc", SkipReason::NoPages { records: 40 }),
                skip("/news/b.warc", SkipReason::NoPages { records: 3 }),
            ],
            reasons: BTreeMap::from([("no-pages", 1)]),
            left_out: BTreeMap::from([("no-pages", 40)]),
            remarks: vec![remark("/news/a.warc#3"), remark("/news/a.warc#9")],
            ..BuildReport::default()
        };
        let mut out = Vec::new();
        report(&mut out, Format::Human, &view(), &run, Duration::ZERO).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
         1  indexed
         0  unchanged
         0  skipped
         1  of other kinds than articles (1 no pages)
        ────
         2  files found

        40  of other kinds inside files (40 no pages)
         2  dates that cannot be right
         7  articles read: 0 statements in 0 bytes of text
        ");
    }

    #[test]
    fn a_batch_fits_into_a_line() {
        let line = report_line(&run(), Duration::from_millis(420));
        assert_eq!(line, "30 indexed (2 moved), 1 removed, 3 skipped: 41 articles, 180 statements in 0.4 s");
    }

    #[test]
    fn items_that_are_no_articles_stand_apart_from_failures() {
        let other =
            |path: &str, kind| Skip { path: path.to_owned(), place: None, reason: SkipReason::NotAnArticle(kind) };
        let mut run = BuildReport { skipped: 6, files: 39, ..run() };
        run.reasons.extend([("picture", 2), ("planning", 1)]);
        run.left_out.extend([("package", 1)]);
        run.skips.extend([
            other("/news/e.xml", ItemKind::Picture),
            other("/news/f.xml", ItemKind::Picture),
            other("/news/g.xml", ItemKind::Planning),
            other("/news/h.xml#2", ItemKind::Package),
        ]);
        let mut out = Vec::new();
        report(&mut out, Format::Human, &view(), &run, Duration::ZERO).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
        30  indexed (2 moved)
         3  unchanged
         3  skipped (2 no text, 1 binary)
         3  of other kinds than articles (2 picture, 1 planning)
        ────
        39  files found

         1  removed from the index
         1  left out inside files (1 malformed)
         1  of other kinds inside files (1 package)
         4  articles in the index are copies of another
        41  articles read: 180 statements in 123.5 kB of text
        ");
    }

    #[test]
    fn a_run_as_json_names_every_skip() {
        let mut out = Vec::new();
        report(&mut out, Format::Json, &view(), &run(), Duration::from_millis(12)).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"{"schema":1,"files":36,"indexed":30,"moved":2,"unchanged":3,"skipped":3,"skipped_reasons":{"binary":1,"no-text":2},"left_out":{"malformed":1},"removed":1,"articles":41,"reused":3,"statements":180,"duplicates":4,"text_bytes":123456,"skips":[{"path":"a.txt","line":null,"column":null,"code":"binary","reason":"not text"},{"path":"b.txt","line":null,"column":null,"code":"no-text","reason":"no article text"},{"path":"c.txt","line":null,"column":null,"code":"no-text","reason":"no article text"},{"path":"d.jsonl#7","line":7,"column":3,"code":"malformed","reason":"malformed JSON: key must be a string"}],"warnings":[],"stopped":false,"took_ms":12.0}"#);
    }

    #[test]
    fn a_skip_says_where_and_why() {
        let lines: Vec<String> = run().skips.iter().map(|skip| skip_line(skip, &view().paths)).collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        a.txt: not text
        b.txt: no article text
        c.txt: no article text
        d.jsonl#7:7:3: malformed JSON: key must be a string
        ");
    }

    #[test]
    fn stats_tell_size_and_dates() {
        let held = Stats {
            files: 2,
            articles: 3,
            duplicates: 1,
            clusters: 2,
            utterances: 0,
            statements: 9,
            bytes: 2_345_678,
            segments: 1,
            format: 1,
            days: Some((jiff::civil::date(2024, 1, 1), jiff::civil::date(2024, 2, 8))),
            undated_articles: 1,
            distinct: vec![(Field::Speaker, 5), (Field::Outlet, 12)],
        };
        let mut out = Vec::new();
        stats(&mut out, Format::Human, &view(), &held, "./index").unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
        index       ./index (format 1)
        files       2
        articles    3 (1 a copy of another; 2 stories in several)
        statements  9
        size        2.3 MB in 1 segment
        dates       2024-01-01 to 2024-02-08 (1 article without a date)

        distinct values
            5  speaker
           12  outlet
        ");
    }

    #[test]
    fn an_explanation_is_a_tree_with_hits() {
        let node = |depth, label: &str, resolved: &str, hits| ExplainedNode {
            depth,
            label: label.to_owned(),
            resolved: resolved.to_owned(),
            hits,
        };
        let nodes = [
            node(0, "AND", "", 0),
            node(1, "outlet:itar-tass", "TASS", 12),
            node(1, "NOT", "", 40),
            node(2, "polarity", "", 0),
        ];
        let mut out = Vec::new();
        explanation(&mut out, &Palette::plain(), &nodes).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
        hits  clause
           0  AND
          12    outlet:itar-tass  → TASS
          40    NOT
           0      polarity
        ");
    }
}
