//! One statement in its article: who said it through whom, the text with the words marked, and what
//! else the article holds.

use std::io::{self, Write};

use anstyle::Style;
use serde_json::{Value, json};

use super::human::{Marked, chain, numbered, outlet_names, quote, speaker};
use super::json::{StatementView, line};
use super::reading::{Holds, LongWords, Reading, ReadingStyles};
use super::terminal::{clean, paint, width, wrap};
use super::{SCHEMA, View};
use crate::answer::{Hit, Shown};
use crate::index::{ArticleEntry, Carried, ClusterId, UtteranceId};
use crate::statement::Record;

/// Stands before every line that holds words of the statement.
const MARKED: &str = "▌ ";
/// Stands before all other lines.
const UNMARKED: &str = "  ";

/// What is shown of a statement and its article.
#[derive(Debug, Clone, Copy)]
pub struct ArticleView<'a> {
    /// The statement.
    pub record: &'a Record,
    /// The article's text, when its source still holds it.
    pub text: Option<&'a str>,
    /// All other statements of the article, in the order of its text.
    pub others: &'a [Record],
    /// The paths of the article's copies.
    pub copies: &'a [String],
    /// The utterance that it is a version of beside others, and how those were carried.
    pub utterance: Option<(UtteranceId, &'a Carried)>,
    /// The story that the article and others carry in like words, and all who do.
    pub cluster: Option<(ClusterId, &'a [ArticleEntry])>,
}

impl<'a> ArticleView<'a> {
    /// All of `shown`.
    pub fn of(shown: &'a Shown) -> Self {
        Self {
            record: &shown.record,
            text: shown.text.as_ref().and_then(|text| text.as_deref().ok()),
            others: &shown.others,
            copies: &shown.copies,
            utterance: shown.utterance.as_ref().map(|(utterance, carried)| (*utterance, carried)),
            cluster: shown.cluster.as_ref().map(|(cluster, entries)| (*cluster, entries.as_slice())),
        }
    }
}

/// Writes a statement in its article, for people or (`as_json`) as one JSON document.
///
/// # Errors
///
/// When the output cannot be written.
pub fn article(out: &mut dyn Write, view: &View, shown: &ArticleView<'_>, as_json: bool) -> io::Result<()> {
    if as_json {
        return line(out, &article_json(shown, view));
    }
    head(out, view, shown)?;
    writeln!(out)?;
    match shown.text {
        Some(text) => body(out, view, text, 0, shown.record)?,
        None => body(out, view, &shown.record.context.text, shown.record.context.start, shown.record)?,
    }
    versions(out, view, shown)?;
    others(out, view, shown.others)?;
    also_in(out, view, shown)
}

fn article_json(shown: &ArticleView<'_>, view: &View) -> Value {
    let others: Vec<Value> = shown
        .others
        .iter()
        .map(|other| json!({"id": other.id, "speaker": other.speaker.name, "quote": other.quote()}))
        .collect();
    json!({
        "schema": SCHEMA,
        "statement": StatementView::with_copies(shown.record, shown.copies, &view.paths)
            .with_utterance(shown.utterance.map(|(utterance, _)| utterance)),
        "text": shown.text,
        "others": others,
        "cluster": shown.cluster.map(|(id, members)| cluster_json(id, members, view)),
    })
}

fn cluster_json(id: ClusterId, members: &[ArticleEntry], view: &View) -> Value {
    let members: Vec<Value> = members
        .iter()
        .map(|entry| {
            json!({
                "id": entry.id,
                "path": view.paths.show(&entry.path),
                "publisher": entry.publisher,
                "date": entry.date.map(|dated| dated.date.to_string()),
                "title": entry.title,
                "url": entry.url,
            })
        })
        .collect();
    json!({"id": id.to_string(), "members": members})
}

fn head(out: &mut dyn Write, view: &View, shown: &ArticleView<'_>) -> io::Result<()> {
    let (palette, record) = (view.palette, shown.record);
    let mut who = Marked::default();
    speaker(&mut who, record, view);
    chain(&mut who, record, view);
    who.write(out, "", "  ", view.columns(), Style::new())?;
    let hit = Hit::of(record.clone(), Vec::new());
    quote(&hit, Style::new()).write(out, "  ", "  ", view.columns(), palette.quote)?;
    writeln!(out)?;

    let mut rows: Vec<(&str, String)> = Vec::new();
    let mention = record.speaker.mention.as_ref().map(|(mention, _)| mention.as_str());
    if let Some(mention) = mention.filter(|mention| record.speaker.name.as_deref() != Some(mention)) {
        rows.push(("mentioned", format!("“{}”", clean(mention))));
    }
    if let Some((cue, _)) = &record.cue {
        rows.push(("cue", format!("“{}”", clean(cue))));
    }
    let date = record
        .date
        .map_or_else(|| "unknown".to_owned(), |dated| format!("{} (from {})", dated.date, dated.source.name()));
    rows.push(("date", date));
    let low = if record.is_doubtful() { " (low)" } else { "" };
    rows.push(("kind", format!("{}, confidence {}{low}", record.kind.name(), record.certainty())));
    let article = &record.article;
    for (name, value) in [("title", &article.title), ("author", &article.author), ("url", &article.url)] {
        if let Some(value) = value {
            rows.push((name, clean(value)));
        }
    }
    rows.push(("path", clean(view.paths.show(&article.path))));
    rows.extend(shown.copies.iter().map(|copy| ("copy", clean(view.paths.show(copy)))));
    rows.push(("id", record.id.clone()));
    let cells = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, value) in rows {
        writeln!(out, "  {}  {value}", paint(palette.dim, &format!("{name:<cells$}")))?;
    }
    Ok(())
}

/// The paragraphs of `text`, whose first byte is byte `origin` of the article.
fn body(out: &mut dyn Write, view: &View, text: &str, origin: usize, record: &Record) -> io::Result<()> {
    let palette = view.palette;
    let styles = ReadingStyles { shown: palette.quote, told: palette.cue, other: Style::new() };
    let reading = Reading { text, origin, statements: &[record], shown: 0 };
    for row in reading.rows(view.columns() - width(MARKED), LongWords::Kept, styles) {
        if row.pieces.is_empty() {
            writeln!(out)?;
            continue;
        }
        let mark = if row.holds == Holds::Shown { MARKED } else { UNMARKED };
        let words: String = row.pieces.iter().map(|(piece, style)| paint(*style, piece)).collect();
        writeln!(out, "{}{words}", paint(palette.matched, mark))?;
    }
    Ok(())
}

/// Who else carried what it says, and how to see it.
fn versions(out: &mut dyn Write, view: &View, shown: &ArticleView<'_>) -> io::Result<()> {
    let Some((utterance, carried)) = shown.utterance else { return Ok(()) };
    let own = shown.record.carriers();
    let outlets: Vec<String> =
        carried.outlets.iter().filter(|outlet| !own.contains(&outlet.as_str())).cloned().collect();
    let mut text = Marked::default();
    if outlets.is_empty() {
        text.text.push_str(&numbered(carried.versions.saturating_sub(1), "other version"));
    } else {
        text.text.push_str("also carried by ");
        let others = Carried { outlets, ..carried.clone() };
        outlet_names(&mut text, &others, view);
    }
    text.text.push_str(": dixit trace ");
    text.push(&utterance.to_string(), Style::new());
    writeln!(out)?;
    text.write(out, "", "  ", view.columns(), Style::new())
}

fn others(out: &mut dyn Write, view: &View, others: &[Record]) -> io::Result<()> {
    if others.is_empty() {
        return Ok(());
    }
    let heading = match others.len() {
        1 => "1 other statement in this article".to_owned(),
        n_others => format!("{n_others} other statements in this article"),
    };
    writeln!(out, "\n{}", paint(view.palette.heading, &heading))?;
    for record in others {
        let name = clean(record.speaker.name.as_deref().unwrap_or("(nobody named)"));
        let hit = Hit::of(record.clone(), Vec::new());
        let words = quote(&hit, Style::new()).text;
        let room = view.columns().saturating_sub(record.id.len() + width(&name) + 6).max(10);
        let short = wrap(&words, room).first().and_then(|row| row.of(&words)).unwrap_or_default().to_owned();
        let more = if short.len() < words.len() { "…" } else { "" };
        writeln!(out, "  {}  {name}: {short}{more}", paint(view.palette.dim, &record.id))?;
    }
    Ok(())
}

/// The other articles that carry the story.
fn also_in(out: &mut dyn Write, view: &View, shown: &ArticleView<'_>) -> io::Result<()> {
    let Some((_, members)) = shown.cluster else { return Ok(()) };
    writeln!(out, "\n{}", paint(view.palette.heading, "also in"))?;
    for entry in members.iter().filter(|entry| entry.path != shown.record.article.path) {
        let date = entry.date.map_or_else(|| "undated".to_owned(), |dated| dated.date.first_day().to_string());
        let publisher = clean(entry.publisher.as_deref().unwrap_or("(unknown)"));
        writeln!(out, "  {date:<10}  {publisher}  {}", paint(view.palette.dim, &clean(view.paths.show(&entry.path))))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Palette, Paths, samples};
    use super::*;

    fn printed(text: Option<&str>) -> String {
        let hit = samples::wire();
        let view = View::new(Palette::plain(), 60, Paths::below("/news"));
        let others = [samples::pieces().record, samples::bare().record];
        let mut out = Vec::new();
        let shown =
            ArticleView { record: &hit.record, text, others: &others, copies: &[], utterance: None, cluster: None };
        article(&mut out, &view, &shown, false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_statement_is_marked_in_its_article() {
        let before = format!("{:<98}\n\n", "Leaders of the two countries spoke by phone on Thursday.");
        let text = format!("{before}{}\n\nThe end.", samples::wire().record.context.text);
        insta::assert_snapshot!(printed(Some(&text)), @r#"
        Yury Ushakov, Kremlin aide  ← TASS, published by ANI
          “The leaders confirmed the common course towards a
          multipolar world order,”

          mentioned  “him”
          cue        “quoted him as saying”
          date       2024-02-08 (from dateline)
          kind       direct, confidence 0.934
          title      Leaders speak by phone
          url        https://example.org/call
          path       articles/call.txt
          id         9f2c41d07ab3e815

          Leaders of the two countries spoke by phone on Thursday.

        ▌ "The leaders confirmed the common course towards a
        ▌ multipolar world order," TASS quoted him as saying. The
          call lasted for an hour.

          The end.

        2 other statements in this article
          00000000000000bb  外交部: “多极化 … 是大势所趋。”
          00000000000000aa  (nobody named): Prices will ␛[2Jfall…
        "#);
    }

    #[test]
    fn without_the_article_its_context_is_shown() {
        insta::assert_snapshot!(printed(None), @r#"
        Yury Ushakov, Kremlin aide  ← TASS, published by ANI
          “The leaders confirmed the common course towards a
          multipolar world order,”

          mentioned  “him”
          cue        “quoted him as saying”
          date       2024-02-08 (from dateline)
          kind       direct, confidence 0.934
          title      Leaders speak by phone
          url        https://example.org/call
          path       articles/call.txt
          id         9f2c41d07ab3e815

        ▌ "The leaders confirmed the common course towards a
        ▌ multipolar world order," TASS quoted him as saying. The
          call lasted for an hour.

        2 other statements in this article
          00000000000000bb  外交部: “多极化 … 是大势所趋。”
          00000000000000aa  (nobody named): Prices will ␛[2Jfall…
        "#);
    }
}
