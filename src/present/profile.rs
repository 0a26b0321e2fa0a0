//! A speaker's page, for people and as JSON.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use super::counts::{count_cells, counted};
use super::facts::{plain, write_facts};
use super::human::{Marked, numbered};
use super::json::{line, milliseconds};
use super::portrait::{counted_json, dates, days, kinds, latest, others, portrait_json, statements, words, words_json};
use super::terminal::{clean, paint, shortened, width};
use super::{Format, SCHEMA, View};
use crate::answer::{Bucket, Counted, Period, Profile, Typical};
use crate::index::Field;
use crate::statement::SpeakerKind;

/// Names that people are shown in one fact, and rows of a list.
const NAMES: usize = 8;

/// Cells of a name in a list; longer ones are descriptions.
const LONGEST_NAME: usize = 40;

/// Names that are told however seldom they stand.
const FEW: usize = 3;

/// What is said where a page lacks what takes articles and the words of all.
const UNTOLD: &str = "stories, typical words and who is quoted next to them: an index on this machine tells them";

/// What a page answers.
#[derive(Debug, Clone, Copy)]
pub struct ProfileOf<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// The query as typed, where there is one.
    pub query: Option<&'a str>,
    /// The page; `None` when there is no statement.
    pub profile: Option<&'a Profile>,
    /// How long it took.
    pub took: Duration,
}

/// Writes a speaker's page; as JSON where `format` is one.
///
/// # Errors
///
/// When the output cannot be written.
pub fn profile(out: &mut dyn Write, format: Format, view: &View, page: &ProfileOf<'_>) -> io::Result<()> {
    match page.profile {
        _ if format.is_json() => line(out, &document(page, view)),
        Some(profile) => human(out, view, profile),
        None => Ok(()),
    }
}

fn human(out: &mut dyn Write, view: &View, profile: &Profile) -> io::Result<()> {
    let (palette, portrait) = (view.palette, &profile.portrait);
    let mut head = Marked::default();
    head.push(&portrait.name, palette.speaker);
    if let Some(kind) = profile.kind {
        head.text.push_str(", ");
        head.push(if kind == SpeakerKind::Unnamed { "unnamed source" } else { kind.name() }, anstyle::Style::new());
    }
    head.write(out, "", "  ", view.columns(), anstyle::Style::new())?;
    write_facts(out, view, &facts(profile, view))?;
    roles(out, view, profile)?;
    for field in [Field::Outlet, Field::Publisher] {
        if let Some(facet) = portrait.facet(field, Period::default()).filter(|facet| !facet.buckets.is_empty()) {
            writeln!(out)?;
            counted(out, view, facet)?;
        }
    }
    for facet in dates(&[portrait]).into_iter().filter(|facet| !facet.buckets.is_empty()) {
        writeln!(out)?;
        counted(out, view, facet)?;
    }
    for typical in profile.typical.iter().flatten().filter(|typical| !typical.words.is_empty()) {
        let others = format!("against {} of others", numbered(typical.others, "utterance"));
        let heading = paint(palette.heading, &format!("typical words ({})", clean(&typical.lang)));
        writeln!(out, "\n{heading}  {}", paint(palette.dim, &others))?;
        words(&typical.words, view).write(out, "  ", "  ", view.columns(), anstyle::Style::new())?;
    }
    beside(out, view, profile.beside.as_deref().unwrap_or_default(), profile.more_beside)?;
    latest(out, view, "latest", &portrait.latest)?;
    others(out, view, &profile.others, profile.more_others, &portrait.name)?;
    if profile.typical.is_none() {
        let mut left_out = Marked::default();
        left_out.push(UNTOLD, palette.dim);
        writeln!(out)?;
        left_out.write(out, "", "  ", view.columns(), anstyle::Style::new())?;
    }
    Ok(())
}

fn facts<'p>(profile: &'p Profile, view: &View) -> Vec<(&'p str, Marked)> {
    let portrait = &profile.portrait;
    let mut facts = Vec::new();
    if let Some(known) = &profile.known {
        let names: Vec<&str> = known.alone.iter().chain(&known.aliases).map(String::as_str).collect();
        if !names.is_empty() {
            facts.push(("known as", list(names.into_iter().map(|name| (name, None)), 0, view)));
        }
    }
    facts.push(("statements", statements(portrait)));
    if let Some(stories) = profile.stories.filter(|stories| *stories < portrait.articles) {
        facts.push(("stories", plain(&stories.to_string())));
    }
    facts.push(("dates", days(portrait.days)));
    facts.push(("quoted", kinds(portrait)));
    if !profile.names.is_empty() {
        let told = n_told(&profile.names);
        let names = profile.names[..told].iter().map(|name| (&*name.value, Some(name.count)));
        facts.push(("called", list(names, profile.names.len() - told + profile.more_names, view)));
    }
    if !profile.pronouns.is_empty() {
        let pronouns = profile.pronouns.iter().map(|pronoun| pronoun.count).sum();
        facts.push(("by pronoun", plain(&numbered(pronouns, "statement"))));
    }
    facts
}

/// How many of some names or roles are worth telling: what one statement alone has is where there is little else.
pub fn n_told(values: &[Counted]) -> usize {
    values.iter().enumerate().take_while(|(number, value)| *number < FEW || value.count > 1).count()
}

/// The first of some names, with counts where they have some; `more` of them are not at hand.
fn list<'n>(names: impl ExactSizeIterator<Item = (&'n str, Option<u64>)>, more: usize, view: &View) -> Marked {
    let more = names.len().saturating_sub(NAMES) + more;
    let mut text = Marked::default();
    for (number, (name, count)) in names.take(NAMES).enumerate() {
        text.text.push_str(if number == 0 { "" } else { ", " });
        text.push(&shortened(name, LONGEST_NAME), anstyle::Style::new());
        if let Some(count) = count {
            text.text.push(' ');
            text.push(&format!("({count})"), view.palette.dim);
        }
    }
    if more > 0 {
        text.text.push(' ');
        text.push(&format!("and {more} more"), view.palette.dim);
    }
    text
}

fn roles(out: &mut dyn Write, view: &View, profile: &Profile) -> io::Result<()> {
    let roles = &profile.roles[..n_told(&profile.roles).min(NAMES)];
    let Some(most) = roles.first() else { return Ok(()) };
    writeln!(out, "\n{}", paint(view.palette.heading, "role"))?;
    let cells = count_cells(most.count);
    let span = |role: &Counted| days(role.days).text;
    let span_cells = roles.iter().map(|role| width(&span(role))).max().unwrap_or(0);
    let room = view.columns().saturating_sub(cells + span_cells + 6).max(12);
    for role in roles {
        let span = paint(view.palette.dim, &format!("{:<span_cells$}", span(role)));
        writeln!(out, "  {:>cells$}  {span}  {}", role.count, shortened(&clean(&role.value), room))?;
    }
    let more = profile.roles.len() - roles.len() + profile.more_roles;
    rest(out, view, cells, more)
}

fn beside(out: &mut dyn Write, view: &View, beside: &[Bucket], more: usize) -> io::Result<()> {
    let shown = &beside[..NAMES.min(beside.len())];
    let Some(most) = shown.first() else { return Ok(()) };
    let note = paint(view.palette.dim, "stories in which both speak");
    writeln!(out, "\n{}  {note}", paint(view.palette.heading, "quoted next to"))?;
    let cells = count_cells(most.count);
    for speaker in shown {
        writeln!(out, "  {:>cells$}  {}", speaker.count, clean(&speaker.value))?;
    }
    rest(out, view, cells, beside.len() - shown.len() + more)
}

fn rest(out: &mut dyn Write, view: &View, cells: usize, more: usize) -> io::Result<()> {
    if more == 0 {
        return Ok(());
    }
    writeln!(out, "  {:>cells$}  {}", "…", paint(view.palette.dim, &format!("{more} more")))
}

fn document(page: &ProfileOf<'_>, view: &View) -> Value {
    json!({
        "schema": SCHEMA,
        "name": page.name,
        "query": page.query,
        "speaker": page.profile.map(|profile| profile_json(profile, view)),
        "others": counted_json(page.profile.map(|profile| profile.others.as_slice()).unwrap_or_default()),
        "more_others": page.profile.map_or(0, |profile| profile.more_others),
        "took_ms": milliseconds(page.took),
    })
}

fn profile_json(profile: &Profile, view: &View) -> Value {
    let mut document = portrait_json(&profile.portrait, view);
    let known = profile.known.as_ref().map(|known| json!({"alone": known.alone, "aliases": known.aliases}));
    let role = |role: &Counted| {
        let days = role.days.map(|(first, last)| [first.to_string(), last.to_string()]);
        json!({"value": role.value, "count": role.count, "days": days})
    };
    let typical = |typical: &Typical| {
        json!({
            "lang": typical.lang,
            "utterances": typical.utterances,
            "others": typical.others,
            "words": words_json(&typical.words),
        })
    };
    let typical = profile.typical.as_ref().map(|all| all.iter().map(typical).collect::<Vec<_>>());
    let speaker = |speaker: &Bucket| json!({"value": speaker.value, "count": speaker.count});
    let beside = profile.beside.as_ref().map(|all| all.iter().map(speaker).collect::<Vec<_>>());
    let own = json!({
        "type": profile.kind.map(SpeakerKind::name),
        "known": known,
        "stories": profile.stories,
        "names": counted_json(&profile.names),
        "more_names": profile.more_names,
        "pronouns": counted_json(&profile.pronouns),
        "roles": profile.roles.iter().map(role).collect::<Vec<_>>(),
        "more_roles": profile.more_roles,
        "typical": typical,
        "beside": beside,
        "more_beside": profile.more_beside,
    });
    if let (Value::Object(document), Value::Object(own)) = (&mut document, own) {
        document.extend(own);
    }
    document
}
