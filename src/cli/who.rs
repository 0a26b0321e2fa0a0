//! `dixit who`: a speaker's page.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use clap::Args;
use dixit::answer::{self, Archive, Asked, Who, WhoRequest};
use dixit::error::Error;
use dixit::index::Field;
use dixit::present::{self, Format, ProfileOf, clean};
use dixit::query::Query;
use dixit::text::words;

use super::ask::{NarrowArgs, in_query, read_query, tell_why_empty};
use super::at::AtArgs;
use super::ui::{Ui, stdout};
use super::{Outcome, shield};

const EXAMPLES: &str = "\
Examples:
  dixit who Putin
  dixit who 'Xi Jinping' date:2024 trade     the same page of what matches only
  dixit who Johnson --format json | jq '.others'";

const LEGEND: &str = "\
NAME is read as `speaker:NAME` is: any name that holds these words, and all names that the table of speakers
has for it. The page is of the one who goes by this name, else of the one with most statements; others
are listed at its end. `=NAME` means just this name. docs/who.md says how typical words are found.

Exit codes: 0 found, 1 nothing found, 2 error.";

/// Show a speaker's page: names, roles, outlets, dates, typical words, latest statements
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = LEGEND)]
pub(crate) struct WhoArgs {
    /// Name of the speaker, or a part of it
    #[arg(value_name = "NAME", value_parser = name)]
    name: String,
    /// What the statements must match
    #[arg(value_name = "QUERY", value_parser = shield::part)]
    query: Vec<String>,
    /// Latest statements to show; 0 shows none
    #[arg(long, short = 'n', value_name = "N", default_value_t = 3)]
    limit: usize,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    narrow: NarrowArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::summary_format_parser(), default_value = "human")]
    pub(super) format: Format,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &WhoArgs) -> Result<Outcome, Error> {
    let begun = Instant::now();
    let within = within(ui, &args.query, &args.narrow)?;
    let archive = args.at.open(place)?;
    let asking = WhoRequest {
        name: args.name.clone(),
        within: within.as_ref().map(|asked| asked.query.clone()),
        latest: args.limit,
    };
    let asked = Asked::of_name(Field::Speaker, &args.name, within.as_ref());
    // The name is one, so whatever cannot be run stands in the query.
    let found = answer::who(&*archive, &asking).map_err(in_query(within.as_ref().unwrap_or(&asked)))?;
    let profile = if let Who::Found(profile) = &found { Some(&**profile) } else { None };
    let page = ProfileOf {
        name: &args.name,
        query: within.as_ref().map(|asked| asked.input.as_str()),
        profile,
        took: begun.elapsed(),
    };
    let mut out = stdout();
    present::profile(&mut out, args.format, &ui.view, &page)?;
    out.flush()?;
    drop(out);
    if let Who::Nothing { meant, like } = &found {
        match meant {
            Some(meant) => tell_why_empty(ui, &*archive, &Asked::of_name(Field::Speaker, meant, within.as_ref()))?,
            None => tell_unknown(ui, &*archive, &asked, &args.name, like)?,
        }
    }
    Ok(Outcome::of(u64::from(profile.is_some())))
}

/// Reads a name.
pub(super) fn name(argument: &str) -> Result<String, String> {
    match words(argument).next() {
        Some(_) => Ok(argument.to_owned()),
        None => Err("a name needs a letter or a digit".to_owned()),
    }
}

/// The query beside names, if there is one.
pub(super) fn within(ui: &Ui, query: &[String], narrow: &NarrowArgs) -> Result<Option<Asked>, Error> {
    let asked = read_query(ui, query, narrow)?;
    Ok((asked.query != Query::All).then_some(asked))
}

/// Says that nobody has a name, and who has one like it.
pub(super) fn tell_unknown(
    ui: &Ui,
    archive: &dyn Archive,
    asked: &Asked,
    name: &str,
    like: &[String],
) -> Result<(), Error> {
    if like.is_empty() {
        return tell_why_empty(ui, archive, asked);
    }
    ui.say(&format!("nothing found for `{}`", clean(name)));
    let like: Vec<String> = like.iter().map(|name| format!("`{}`", clean(name))).collect();
    ui.hint("hint", &format!("did you mean {}?", like.join(" or ")));
    Ok(())
}
