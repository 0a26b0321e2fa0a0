//! One utterance wherever it was carried: its versions in the order of time, for people, as JSON and as rows.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::Style;
use serde_json::{Value, json};

use super::facts::{plain, write_facts};
use super::human::{Marked, chain, numbered, speaker};
use super::json::{line, milliseconds};
use super::terminal::{clean, clean_with_spans, paint, shortened, width};
use super::{Format, SCHEMA, View, table};
use crate::answer::{Change, Lag, OtherUtterance, Picked, Traces, Utterance, Version};
use crate::statement::{Kind, Record, SpeakerKind};
use crate::text::Span;

/// Words of a cut that are shown; of a longer one their number is.
const SHOWN_CUT: usize = 3;

/// Seconds from which on a lag is told in days.
const LONG_LAG: i64 = 48 * 3600;

/// Outlets and publishers that people are shown by name in one place.
const NAMED: usize = 20;

const COLUMNS: [&str; 18] = [
    "utterance",
    "number",
    "id",
    "date",
    "lag_days",
    "lag_hours",
    "first",
    "speaker",
    "outlets",
    "publisher",
    "through",
    "kind",
    "words_cut",
    "words_added",
    "kept",
    "quote",
    "title",
    "path",
];

/// What is said of all utterances, after those that are shown.
#[derive(Debug, Clone, Default)]
pub struct TraceClosing<'a> {
    /// Others of several versions, the first of them.
    pub others: &'a [OtherUtterance],
    /// How many more there are.
    pub n_more: usize,
    /// Statements among the hits that are the only version.
    pub n_single: usize,
    /// Statements that match.
    pub total: u64,
    /// How long it took.
    pub took: Option<Duration>,
}

impl<'a> TraceClosing<'a> {
    /// What there is to say of `traces` of which some were picked.
    pub fn of(traces: &Traces, picked: &'a Picked<'_>, took: Duration) -> Self {
        Self {
            others: &picked.others,
            n_more: picked.n_more,
            n_single: traces.n_single(),
            total: traces.total,
            took: Some(took),
        }
    }
}

/// Spells utterances one after the other, then what is said of all of them.
#[derive(Debug)]
pub struct TracePrinter {
    format: Format,
    view: View,
    /// The query as typed, or the id.
    query: String,
    printed: usize,
}

impl TracePrinter {
    /// Spells in `format` what was found for `query`.
    pub fn new(format: Format, view: View, query: &str) -> Self {
        Self { format, view, query: query.to_owned(), printed: 0 }
    }

    /// Writes one utterance.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn utterance(&mut self, out: &mut dyn Write, utterance: &Utterance) -> io::Result<()> {
        let is_first = self.printed == 0;
        self.printed += 1;
        match self.format {
            Format::Human => {
                if !is_first {
                    writeln!(out, "\n{}\n", paint(self.view.palette.dim, &"─".repeat(self.view.columns())))?;
                }
                human(out, &self.view, utterance)
            }
            Format::Json => {
                if is_first {
                    self.open(out)?;
                } else {
                    writeln!(out, ",")?;
                }
                serde_json::to_writer(out, &document(utterance, &self.view)).map_err(io::Error::from)
            }
            Format::JsonLines => (0..utterance.versions.len()).try_for_each(|number| {
                let mut row = version_json(utterance, number, &self.view);
                row["schema"] = SCHEMA.into();
                row["utterance"] = utterance.id.as_str().into();
                line(out, &row)
            }),
            Format::Csv => rows(out, b',', utterance, &self.view, is_first),
            Format::Tsv => rows(out, b'\t', utterance, &self.view, is_first),
        }
    }

    /// Writes what comes after the last utterance. To be called once.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn close(&mut self, out: &mut dyn Write, closing: &TraceClosing<'_>) -> io::Result<()> {
        match self.format {
            Format::Human => others(out, &self.view, closing),
            Format::Json => {
                if self.printed == 0 {
                    self.open(out)?;
                }
                let others: Vec<Value> = closing.others.iter().map(other_json).collect();
                write!(out, "\n],\"others\":{},\"more\":{}", Value::from(others), closing.n_more)?;
                write!(out, ",\"single\":{},\"total\":{}", closing.n_single, closing.total)?;
                if let Some(took) = closing.took {
                    write!(out, ",\"took_ms\":{}", milliseconds(took))?;
                }
                writeln!(out, "}}")
            }
            Format::JsonLines => Ok(()),
            Format::Csv | Format::Tsv if self.printed > 0 => Ok(()),
            Format::Csv => table::row(out, b',', &COLUMNS.map(str::to_owned)),
            Format::Tsv => table::row(out, b'\t', &COLUMNS.map(str::to_owned)),
        }
    }

    fn open(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\"schema\":{SCHEMA},\"query\":{},\"utterances\":[", Value::from(self.query.as_str()))
    }
}

fn human(out: &mut dyn Write, view: &View, utterance: &Utterance) -> io::Result<()> {
    head(out, view, utterance)?;
    for (number, version) in utterance.versions.iter().enumerate() {
        writeln!(out)?;
        version_head(version, number, utterance, view).write(out, "", "   ", view.columns(), Style::new())?;
        wording(version, number, utterance, view).write(out, "   ", "   ", view.columns(), Style::new())?;
        if utterance.versions.len() > 1 && utterance.sentences.len() > 1 {
            let row = paint(view.palette.dim, &format!("sentences  {}", kept_row(version)));
            writeln!(out, "   {row}")?;
        }
        let title = version.record.article.title.as_ref();
        let title = title.map(|title| shortened(&clean(title), view.columns().saturating_sub(3)));
        let paths = [&version.record.article.path].into_iter().chain(&version.copies);
        let paths: Vec<String> = paths.map(|path| clean(view.paths.show(path))).collect();
        for line in title.into_iter().chain([format!("{}  {}", paths.join(", "), version.record.id)]) {
            writeln!(out, "   {}", paint(view.palette.dim, &line))?;
        }
    }
    if utterance.total > utterance.versions.len() as u64 {
        let more = utterance.total - utterance.versions.len() as u64;
        writeln!(out, "\n{}", paint(view.palette.dim, &format!("{more} later versions are not shown")))?;
    }
    silent(out, view, utterance)
}

/// Who said it, how often it was carried, by whom first, and as what.
fn head(out: &mut dyn Write, view: &View, utterance: &Utterance) -> io::Result<()> {
    let mut who = Marked::default();
    if let Some(first) = utterance.versions.first() {
        let record = Record { speaker: utterance.speaker.clone(), ..first.record.clone() };
        speaker(&mut who, &record, view);
    }
    who.write(out, "", "  ", view.columns(), Style::new())?;

    let mut facts = vec![("carried", carried(utterance))];
    if utterance.versions.len() > 1 {
        if utterance.days.is_some() {
            facts.push(("first", firsts(utterance, view)));
        }
        facts.push(("quoted", kinds(utterance, view)));
        let base = if utterance.against == 0 { "the earliest" } else { "the longest" };
        facts.push(("compared", plain(&format!("with version {}, {base}", utterance.against + 1))));
    }
    write_facts(out, view, &facts)
}

fn carried(utterance: &Utterance) -> Marked {
    let span = utterance.days.map_or_else(String::new, |(first, last)| {
        if first == last { format!(", {first}") } else { format!(", {first} to {last}") }
    });
    let versions = numbered(utterance.total, "version");
    match utterance.carriers().len() as u64 {
        0 => plain(&format!("in {versions}{span}")),
        n_outlets => plain(&format!("by {} in {versions}{span}", numbered(n_outlets, "outlet"))),
    }
}

/// Who was first and when, as far as the dates tell.
fn firsts(utterance: &Utterance, view: &View) -> Marked {
    let mut names: Vec<&str> = Vec::new();
    for version in utterance.versions.iter().filter(|version| version.is_first) {
        names.extend(carriers_or_none(&version.record));
    }
    let names = distinct(names);
    let mut text = outlets(&names, view);
    if let Some(date) = utterance.versions.first().and_then(|version| version.record.date) {
        text.text.push_str(", ");
        text.push(&shown_date(&date.date.to_string()), Style::new());
    }
    // One version may credit several outlets: then there is nothing to tell apart.
    if names.len() > 1 && utterance.versions.iter().filter(|version| version.is_first).count() > 1 {
        text.text.push(' ');
        text.push("(which of them, the dates do not tell)", view.palette.dim);
    }
    text
}

/// `direct in 2 (TASS, ANI), indirect in 1 (Reuters)`
fn kinds(utterance: &Utterance, view: &View) -> Marked {
    let mut text = Marked::default();
    for kind in [Kind::Direct, Kind::Mixed, Kind::Indirect] {
        let of_kind = || utterance.versions.iter().filter(|version| version.record.kind == kind);
        let n_of_kind = of_kind().count();
        if n_of_kind == 0 {
            continue;
        }
        if !text.text.is_empty() {
            text.text.push_str(", ");
        }
        text.push(&format!("{} in {n_of_kind}", kind.name()), Style::new());
        // Who did what is told where they differ.
        if n_of_kind < utterance.versions.len() {
            let names = distinct(of_kind().flat_map(|version| carriers_or_none(&version.record)).collect());
            text.text.push_str(" (");
            let names = outlets(&names, view);
            let start = text.text.len();
            text.text.push_str(&names.text);
            let moved = names.marks.into_iter();
            text.marks.extend(moved.map(|(span, style)| (Span::new(span.start + start, span.end + start), style)));
            text.text.push(')');
        }
    }
    text
}

fn outlets(names: &[&str], view: &View) -> Marked {
    let mut text = Marked::default();
    for (number, name) in names.iter().take(NAMED).enumerate() {
        text.text.push_str(if number == 0 { "" } else { ", " });
        text.push(name, view.palette.outlet);
    }
    if names.len() > NAMED {
        text.text.push_str(" and ");
        text.push(&format!("{} more", names.len() - NAMED), Style::new());
    }
    text
}

fn distinct(names: Vec<&str>) -> Vec<&str> {
    let mut seen = Vec::with_capacity(names.len());
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

fn carriers_or_none(record: &Record) -> Vec<&str> {
    let carriers = record.carriers();
    if carriers.is_empty() { vec!["(publisher unknown)"] } else { carriers }
}

/// `2  2024-02-08 10:30  +25 min  Berg  ← TASS, published by ANI  (indirect, through TASS [1])`
fn version_head(version: &Version, number: usize, utterance: &Utterance, view: &View) -> Marked {
    let (palette, record) = (view.palette, &version.record);
    let mut head = Marked::default();
    head.push(&(number + 1).to_string(), palette.heading);
    head.text.push_str("  ");
    match record.date {
        Some(dated) => head.push(&shown_date(&dated.date.to_string()), Style::new()),
        None => head.push("undated", palette.dim),
    }
    if let Some(lag) = shown_lag(version.lag).filter(|_| number > 0) {
        head.text.push_str("  ");
        head.push(&lag, palette.heading);
    }
    head.text.push_str("  ");
    let name = record.speaker.name.as_deref().unwrap_or("(nobody named)");
    let is_same = record.speaker.name == utterance.speaker.name;
    head.push(name, if is_same { Style::new() } else { palette.speaker });
    chain(&mut head, record, view);
    let mut facts = vec![record.kind.name().to_owned()];
    facts.extend(version.through.iter().map(|(outlet, own)| format!("through {outlet} [{}]", own + 1)));
    if record.is_doubtful() {
        facts.push("low".to_owned());
    }
    head.text.push_str("  ");
    head.push(&format!("({})", facts.join(", ")), palette.dim);
    head
}

/// The words, with what became of those of the version that it is compared with.
fn wording(version: &Version, number: usize, utterance: &Utterance, view: &View) -> Marked {
    let palette = view.palette;
    let own = version.record.quote();
    let base = utterance.versions.get(utterance.against).map(|version| version.record.quote()).unwrap_or_default();
    let is_plain = palette.removed.is_plain();
    let mut text = String::new();
    let mut marks: Vec<(Span, Style)> = Vec::new();
    let mut add = |text: &mut String, (open, piece, close): (&str, &str, &str), style: Style| {
        let start = text.len();
        let (open, close) = if is_plain { (open, close) } else { ("", "") };
        text.extend([open, piece, close]);
        marks.push((Span::new(start, text.len()), style));
    };
    let is_direct = version.record.kind == Kind::Direct;
    if is_direct {
        text.push('“');
    }
    let mut at = 0;
    let pieces = if number == utterance.against { &[][..] } else { &version.pieces };
    for piece in pieces {
        let old = piece.old.and_then(|span| span.of(&base)).unwrap_or_default();
        if let Some(new) = piece.new {
            text.push_str(own.get(at..new.start).unwrap_or_default());
            at = new.end;
        } else if at > 0 {
            text.push(' ');
        }
        let new = piece.new.and_then(|span| span.of(&own)).unwrap_or_default();
        match piece.change {
            Change::Same => text.push_str(new),
            Change::Added => add(&mut text, ("{+", new, "+}"), palette.added),
            Change::Changed => {
                add(&mut text, ("[-", old, "-]"), palette.removed);
                if !is_plain {
                    text.push(' ');
                }
                add(&mut text, ("{+", new, "+}"), palette.added);
            }
            Change::Cut if piece.words <= SHOWN_CUT => add(&mut text, ("[-", old, "-]"), palette.removed),
            Change::Cut => add(&mut text, ("", &format!("[… {} words]", piece.words), ""), palette.dim),
        }
        if piece.new.is_none() && at == 0 {
            text.push(' ');
        }
    }
    text.push_str(own.get(at..).unwrap_or_default());
    if is_direct {
        text.push('”');
    }
    let mut spans: Vec<Span> = marks.iter().map(|(span, _)| *span).collect();
    let mut moving: Vec<&mut Span> = spans.iter_mut().collect();
    let cleaned = clean_with_spans(&text, &mut moving);
    let marks = spans.into_iter().zip(marks).map(|(span, (_, style))| (span, style));
    Marked { text: cleaned, marks: marks.filter(|(_, style)| !style.is_plain()).collect() }
}

/// The numbers of the sentences that are kept, a dash for each that is not.
fn kept_row(version: &Version) -> String {
    let cells = version.kept.iter().enumerate();
    let cells = cells.map(|(number, kept)| if *kept { (number + 1).to_string() } else { "–".to_owned() });
    cells.collect::<Vec<_>>().join(" ")
}

/// `2024-02-08 10:30 UTC`; what is less precise than a moment as it is.
pub fn shown_date(date: &str) -> String {
    let Some((day, time)) = date.split_once('T') else { return date.to_owned() };
    let (clock, rest) = time.split_at_checked("10:30".len()).unwrap_or((time, ""));
    let zone = rest.trim_start_matches(|character: char| character == ':' || character.is_ascii_digit());
    let zone = if zone == "Z" { "UTC" } else { zone };
    format!("{day} {clock} {zone}").trim_end().to_owned()
}

/// `+25 min`, `+2 h 30 min`, `+3 days`; nothing where it is not known.
pub fn shown_lag(lag: Lag) -> Option<String> {
    let days = |days: i64| match days {
        0 => "same day".to_owned(),
        1 => "+1 day".to_owned(),
        days => format!("+{days} days"),
    };
    match (lag.seconds, lag.days) {
        (Some(seconds @ 0..LONG_LAG), _) => Some(match (seconds / 3600, seconds / 60 % 60) {
            (0, minutes) => format!("+{minutes} min"),
            (hours, 0) => format!("+{hours} h"),
            (hours, minutes) => format!("+{hours} h {minutes} min"),
        }),
        (Some(seconds), _) => Some(days(seconds / (24 * 3600))),
        (None, Some(number)) => Some(days(number.max(0))),
        (None, None) => None,
    }
}

fn silent(out: &mut dyn Write, view: &View, utterance: &Utterance) -> io::Result<()> {
    let Some(silent) = &utterance.silent else { return Ok(()) };
    let heading = match silent.len() {
        0 => "all who published in those days carried it".to_owned(),
        n_silent => format!("{} of those days did not carry it", numbered(n_silent as u64, "publisher")),
    };
    writeln!(out, "\n{}", paint(view.palette.heading, &heading))?;
    for publishing in silent.iter().take(NAMED) {
        let name = paint(view.palette.outlet, &clean(&publishing.publisher));
        writeln!(out, "   {name}  {}", paint(view.palette.dim, &numbered(publishing.articles, "article")))?;
    }
    if silent.len() > NAMED {
        let more = format!("… and {} more: `--format json` names all", silent.len() - NAMED);
        writeln!(out, "   {}", paint(view.palette.dim, &more))?;
    }
    Ok(())
}

fn others(out: &mut dyn Write, view: &View, closing: &TraceClosing<'_>) -> io::Result<()> {
    let (palette, n_others) = (view.palette, closing.others.len() + closing.n_more);
    if n_others > 0 {
        let heading = if n_others == 1 {
            "1 other utterance of several versions matches".to_owned()
        } else {
            format!("{n_others} other utterances of several versions match")
        };
        writeln!(out, "\n{}", paint(palette.heading, &heading))?;
    }
    for other in closing.others {
        let name = clean(other.record.speaker.name.as_deref().unwrap_or("(nobody named)"));
        let head = format!("  {}  {:>3}×  {name}: ", other.id, other.versions);
        let words = shortened(&clean(&other.record.quote()), view.columns().saturating_sub(width(&head)).max(20));
        writeln!(out, "{}{words}", head.replace(&other.id, &paint(palette.dim, &other.id)))?;
    }
    if closing.n_more > 0 {
        writeln!(out, "  {}", paint(palette.dim, &format!("… and {} more: `-n N` shows N of them", closing.n_more)))?;
    }
    Ok(())
}

fn document(utterance: &Utterance, view: &View) -> Value {
    let speaker = &utterance.speaker;
    let id = |number: usize| utterance.versions.get(number).map(|version| version.record.id.as_str());
    let firsts = utterance.versions.iter().filter(|version| version.is_first && version.record.date.is_some());
    json!({
        "id": utterance.id,
        "speaker": {"name": speaker.name, "role": speaker.role, "type": speaker.kind.map(SpeakerKind::name)},
        "total": utterance.total,
        "outlets": utterance.carriers(),
        "days": utterance.days.map(|(first, last)| [first.to_string(), last.to_string()]),
        "first": firsts.map(|version| version.record.id.as_str()).collect::<Vec<_>>(),
        "kinds": {
            "direct": utterance.n_of_kind(Kind::Direct),
            "mixed": utterance.n_of_kind(Kind::Mixed),
            "indirect": utterance.n_of_kind(Kind::Indirect),
        },
        "against": id(utterance.against),
        "longest": id(utterance.longest),
        "sentences": utterance.sentences.iter().copied().map(offsets).collect::<Vec<_>>(),
        "versions": (0..utterance.versions.len())
            .map(|number| version_json(utterance, number, view))
            .collect::<Vec<_>>(),
        "silent": utterance.silent.as_ref().map(|silent| {
            silent
                .iter()
                .map(|publishing| json!({"publisher": publishing.publisher, "articles": publishing.articles}))
                .collect::<Vec<_>>()
        }),
    })
}

fn version_json(utterance: &Utterance, number: usize, view: &View) -> Value {
    let version = &utterance.versions[number];
    let (record, article) = (&version.record, &version.record.article);
    let through = version
        .through
        .iter()
        .map(|(outlet, own)| json!({"outlet": outlet, "version": own + 1, "id": utterance.versions[*own].record.id}));
    let diff = version.pieces.iter().map(|piece| {
        json!({
            "op": piece.change.name(),
            "old": piece.old.map(offsets),
            "new": piece.new.map(offsets),
            "words": piece.words,
        })
    });
    json!({
        "number": number + 1,
        "id": record.id,
        "date": record.date.map(|dated| dated.date.to_string()),
        "date_source": record.date.map(|dated| dated.source.name()),
        "is_first": version.is_first && record.date.is_some(),
        "lag_days": version.lag.days,
        "lag_hours": version.lag.seconds.map(hours),
        "speaker": {"name": record.speaker.name, "role": record.speaker.role},
        "outlets": record.outlets,
        "publisher": record.publisher,
        "through": through.collect::<Vec<_>>(),
        "kind": record.kind.name(),
        "quote": record.quote(),
        "diff": diff.collect::<Vec<_>>(),
        "kept": kept_numbers(version),
        "article": {
            "id": article.id,
            "path": view.paths.show(&article.path),
            "title": article.title,
            "url": article.url,
            "lang": article.lang,
            "copies": version.copies.iter().map(|path| view.paths.show(path)).collect::<Vec<_>>(),
        },
        "confidence": record.certainty(),
    })
}

fn other_json(other: &OtherUtterance) -> Value {
    json!({
        "id": other.id,
        "versions": other.versions,
        "statement": other.record.id,
        "speaker": other.record.speaker.name,
        "quote": other.record.quote(),
    })
}

fn offsets(span: Span) -> [usize; 2] {
    [span.start, span.end]
}

/// Hours with two digits behind the point.
#[allow(clippy::cast_precision_loss)] // Seconds of a calendar.
fn hours(seconds: i64) -> f64 {
    (seconds as f64 / 36.0).round() / 100.0
}

/// From 1.
fn kept_numbers(version: &Version) -> Vec<usize> {
    (1..).zip(&version.kept).filter(|(_, kept)| **kept).map(|(number, _)| number).collect()
}

fn rows(out: &mut dyn Write, delimiter: u8, utterance: &Utterance, view: &View, with_header: bool) -> io::Result<()> {
    if with_header {
        table::row(out, delimiter, &COLUMNS.map(str::to_owned))?;
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    for (number, version) in utterance.versions.iter().enumerate() {
        let record = &version.record;
        let words = |change: Change| -> usize {
            version.pieces.iter().filter(|piece| piece.change == change).map(|piece| piece.words).sum()
        };
        let through: Vec<&str> = version.through.iter().map(|(outlet, _)| outlet.as_str()).collect();
        let kept: Vec<String> = kept_numbers(version).iter().map(usize::to_string).collect();
        let cells: [String; COLUMNS.len()] = [
            utterance.id.clone(),
            (number + 1).to_string(),
            record.id.clone(),
            record.date.map(|dated| dated.date.to_string()).unwrap_or_default(),
            version.lag.days.map(|days| days.to_string()).unwrap_or_default(),
            version.lag.seconds.map(|seconds| hours(seconds).to_string()).unwrap_or_default(),
            (version.is_first && record.date.is_some()).to_string(),
            text(&record.speaker.name),
            record.outlets.join(";"),
            text(&record.publisher),
            through.join(";"),
            record.kind.name().to_owned(),
            words(Change::Cut).to_string(),
            words(Change::Added).to_string(),
            kept.join(";"),
            record.quote(),
            text(&record.article.title),
            view.paths.show(&record.article.path).to_owned(),
        ];
        table::row(out, delimiter, &cells)?;
    }
    Ok(())
}
