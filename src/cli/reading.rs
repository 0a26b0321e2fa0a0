//! Arguments that say what to read and how, shared by the commands that read articles.

use std::path::PathBuf;

use clap::Args;
use dixit::article::{Limits, ReadOptions, RecordField};
use dixit::error::Error;
use dixit::present::Fields;
use dixit::read::Limit;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How records name their fields.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadArgs {
    /// Read a fact of JSON records from the field NAME: text=inhalt (repeatable)
    #[arg(long = "field", value_name = "FACT=NAME", value_parser = field_name, hide_short_help = true)]
    fields: Vec<(RecordField, String)>,
    /// Set a limit of reading, K, M and G may follow the number: document-bytes=200M (repeatable; docs/limits.md has all)
    #[arg(long = "limit", value_name = "NAME=N", value_parser = limit, hide_short_help = true)]
    limits: Vec<Limit>,
}

impl ReadArgs {
    pub(crate) fn options(&self) -> ReadOptions {
        let mut limits = Limits::default();
        self.limits.iter().for_each(|limit| limits.set(*limit));
        ReadOptions { fields: self.fields.clone(), today: Some(today()), limits, ..ReadOptions::default() }
    }
}

/// Reads the value of `--fields`.
pub(crate) fn fields(argument: &str) -> Result<Fields, String> {
    Fields::read(argument).map_err(|error| match error.suggestion {
        Some(near) => format!("{error}, did you mean `{near}`?"),
        None => format!("{error}; these can be given: {}", Fields::names().collect::<Vec<_>>().join(", ")),
    })
}

/// What is wrong with `--fields` for people, who see a statement as a whole.
pub(crate) fn fields_for_people() -> Error {
    Error::usage("`--fields` is for programs", "add `--format jsonl`, `json`, `csv` or `tsv`")
}

/// The file of the system that tells its time zone.
const LOCAL_TIME: &str = "/etc/localtime";

/// The day it is where the program runs.
pub(crate) fn today() -> jiff::civil::Date {
    // `ZonedDateTime::now` lists all time zones of the system to name this one: a millisecond that no search has to spare.
    let file = if std::env::var_os("TZ").is_none() { std::fs::read(LOCAL_TIME).ok() } else { None };
    match file.and_then(|data| TimeZone::tzif(LOCAL_TIME, &data).ok()) {
        Some(zone) => Timestamp::now().to_zoned_datetime(zone).date(),
        None => jiff::ZonedDateTime::now().date(),
    }
}

const FACTS: [(&str, RecordField); 8] = [
    ("text", RecordField::Text),
    ("title", RecordField::Title),
    ("date", RecordField::Date),
    ("publisher", RecordField::Publisher),
    ("author", RecordField::Author),
    ("url", RecordField::Url),
    ("id", RecordField::Id),
    ("lang", RecordField::Lang),
];

fn field_name(argument: &str) -> Result<(RecordField, String), String> {
    let known = || FACTS.map(|(name, _)| name).join(", ");
    let (fact, name) =
        argument.split_once('=').ok_or_else(|| format!("expected FACT=NAME, FACT one of {}", known()))?;
    let field = FACTS.iter().find(|(known, _)| *known == fact).map(|(_, field)| *field);
    match (field, name) {
        (Some(_), "") => Err("the name of the field is missing after `=`".to_owned()),
        (Some(field), name) => Ok((field, name.to_owned())),
        (None, _) => Err(format!("no fact is called `{fact}`: it is one of {}", known())),
    }
}

fn limit(argument: &str) -> Result<Limit, String> {
    let known = || Limits::names().join(", ");
    let (name, number) = argument.split_once('=').ok_or_else(|| format!("expected NAME=N, NAME one of {}", known()))?;
    let usual = Limits::named(name).ok_or_else(|| format!("no limit is called `{name}`: it is one of {}", known()))?;
    let digits = number.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    let shift = match number[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        unit => return Err(format!("`{unit}` is none of K, M and G")),
    };
    let most = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    Ok(Limit { most: most.ok_or_else(|| format!("expected a whole number, not `{number}`"))?, ..usual })
}

/// `paths` as they are, when all of them exist: a folder that is not there is a mistake, and an
/// index must not lose its articles for it.
///
/// # Errors
///
/// Names the first path that cannot be found.
pub(crate) fn existing(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    for path in paths {
        if let Err(source) = std::fs::metadata(path) {
            return Err(Error::Input { what: path.display().to_string(), source });
        }
    }
    Ok(paths.to_vec())
}
