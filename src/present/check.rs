//! What a check of an index has found: what was looked at, what is wrong and what to do about it.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use super::summary::{megabytes, plural};
use super::terminal::{clean, paint};
use super::{Format, Paths, SCHEMA, View, json};
use crate::index::{CheckRemark, CheckReport, Compared, Content, Fault};

/// Writes the outcome of a check of the index at `place`.
///
/// # Errors
///
/// When the output cannot be written.
pub fn check(
    out: &mut dyn Write,
    format: Format,
    view: &View,
    report: &CheckReport,
    place: &str,
    took: Duration,
) -> io::Result<()> {
    if format.is_json() {
        return json::line(out, &check_json(report, &view.paths, place, took));
    }
    let files = format!("{} in {}", megabytes(report.bytes), plural(report.files, "file"));
    row(out, view, "files", &files)?;
    let content = report.content.map_or_else(|| "not looked at: its files are damaged".to_owned(), content);
    row(out, view, "content", &content)?;
    if report.saved > 0 {
        let queries = if report.saved == 1 { "1 query".to_owned() } else { format!("{} queries", report.saved) };
        row(out, view, "saved", &queries)?;
    }
    if let Some(compared) = &report.sources {
        for (number, line) in sources(compared).iter().enumerate() {
            row(out, view, if number == 0 { "articles" } else { "" }, line)?;
        }
    }
    for remark in &report.remarks {
        row(out, view, "note", &clean(&told(remark)))?;
    }
    writeln!(out)?;
    if report.is_sound() {
        return writeln!(out, "sound: the index at `{}` holds what was written", clean(place));
    }
    let found = plural(report.n_faults, "fault");
    writeln!(out, "{}", paint(view.palette.error, &format!("{found} in the index at `{}`", clean(place))))?;
    for Fault { place, message, .. } in &report.faults {
        writeln!(out, "  {}: {}", clean(view.paths.show(place)), clean(message))?;
    }
    let left = report.n_faults.saturating_sub(report.faults.len() as u64);
    if left > 0 {
        writeln!(out, "  … and {left} more")?;
    }
    let mut helps: Vec<&str> = report.faults.iter().map(|fault| fault.kind.help()).collect();
    helps.sort_unstable();
    helps.dedup();
    for help in helps {
        writeln!(out, "{} {help}", paint(view.palette.help, "help:"))?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, view: &View, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "{}  {value}", paint(view.palette.heading, &format!("{name:<8}")))
}

fn content(content: Content) -> String {
    let Content { sources, articles, statements, utterances, segments } = content;
    let versions = match utterances {
        0 => String::new(),
        n => format!(", {} in several versions", plural(n, "utterance")),
    };
    format!(
        "{} in {} from {}{versions}; {}",
        plural(statements, "statement"),
        plural(articles, "article"),
        plural(sources, "file"),
        plural(segments, "segment")
    )
}

fn sources(compared: &Compared) -> Vec<String> {
    let Compared { files, articles, statements, changed, gone, unreadable, otherwise } = *compared;
    let mut lines = vec![format!(
        "{} in {}, read again from {}",
        plural(statements, "statement"),
        plural(articles, "article"),
        plural(files, "file")
    )];
    let others: Vec<String> = [
        (changed, "changed since"),
        (gone, "gone"),
        (unreadable, "that cannot be read now"),
        (otherwise, "that would be read in another way now"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {what}"))
    .collect();
    if !others.is_empty() {
        lines.push(format!("not compared: {}; `dixit index` takes them up", others.join(", ")));
    }
    lines
}

fn told(remark: &CheckRemark) -> String {
    match remark {
        CheckRemark::Unsettled => {
            "a run was stopped before copies and versions were told apart; `dixit index` does the rest".to_owned()
        }
        CheckRemark::Written => {
            "another dixit is writing: its last commit was looked at, and files on their way were not".to_owned()
        }
        CheckRemark::Leftover(file) => format!("`{file}` is left of another run; the next `dixit index` removes it"),
        CheckRemark::Foreign(file) => format!("`{file}` is no file of the index"),
    }
}

fn code(remark: &CheckRemark) -> &'static str {
    match remark {
        CheckRemark::Unsettled => "unsettled",
        CheckRemark::Written => "written",
        CheckRemark::Leftover(_) => "leftover",
        CheckRemark::Foreign(_) => "foreign",
    }
}

fn check_json(report: &CheckReport, paths: &Paths, place: &str, took: Duration) -> Value {
    let faults = report.faults.iter().map(|fault| {
        json!({
            "code": fault.kind.code(),
            "place": paths.show(&fault.place),
            "message": fault.message,
            "help": fault.kind.help(),
        })
    });
    let remarks = report.remarks.iter().map(|remark| json!({"code": code(remark), "message": told(remark)}));
    json!({
        "schema": SCHEMA,
        "index": place,
        "sound": report.is_sound(),
        "files": report.files,
        "bytes": report.bytes,
        "content": report.content.map(|content| json!({
            "files": content.sources,
            "articles": content.articles,
            "statements": content.statements,
            "utterances": content.utterances,
            "segments": content.segments,
        })),
        "saved": report.saved,
        "compared": report.sources.map(|compared| json!({
            "files": compared.files,
            "articles": compared.articles,
            "statements": compared.statements,
            "changed": compared.changed,
            "gone": compared.gone,
            "unreadable": compared.unreadable,
            "otherwise": compared.otherwise,
        })),
        "faults": faults.collect::<Vec<Value>>(),
        "n_faults": report.n_faults,
        "remarks": remarks.collect::<Vec<Value>>(),
        "took_ms": json::milliseconds(took),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Palette;
    use super::*;
    use crate::index::FaultKind;

    fn shown(report: &CheckReport) -> String {
        let view = View::new(Palette::plain(), 80, Paths::below("/home/ada"));
        let mut out = Vec::new();
        check(&mut out, Format::Human, &view, report, "index", Duration::ZERO).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn report() -> CheckReport {
        CheckReport {
            files: 31,
            bytes: 14_500_000,
            content: Some(Content { sources: 2, articles: 12, statements: 88, utterances: 1, segments: 4 }),
            saved: 1,
            sources: Some(Compared { files: 1, articles: 9, statements: 80, gone: 1, ..Compared::default() }),
            ..CheckReport::default()
        }
    }

    #[test]
    fn a_sound_index_is_told_with_what_was_looked_at() {
        insta::assert_snapshot!(shown(&report()), @"
        files     14.5 MB in 31 files
        content   88 statements in 12 articles from 2 files, 1 utterance in several versions; 4 segments
        saved     1 query
        articles  80 statements in 9 articles, read again from 1 file
                  not compared: 1 gone; `dixit index` takes them up

        sound: the index at `index` holds what was written
        ");
    }

    #[test]
    fn each_fault_has_a_line_and_each_advice_too() {
        let fault = |place: &str, kind| Fault { place: place.to_owned(), kind, message: "is missing".to_owned() };
        let report = CheckReport {
            content: None,
            sources: None,
            faults: vec![fault("/home/ada/a.txt", FaultKind::Text), fault("meta.json", FaultKind::File)],
            n_faults: 1002,
            remarks: vec![CheckRemark::Foreign("mine.txt".to_owned())],
            ..report()
        };
        insta::assert_snapshot!(shown(&report), @"
        files     14.5 MB in 31 files
        content   not looked at: its files are damaged
        saved     1 query
        note      `mine.txt` is no file of the index

        1002 faults in the index at `index`
          a.txt: is missing
          meta.json: is missing
          … and 1000 more
        help: `dixit index --rebuild PATH…` makes the index anew from the articles; saved queries stay
        ");
    }
}
