//! What the commands that query have in common: the query read with its remarks, values to count,
//! and why an answer is empty.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dixit::answer::{self, Answer, Archive, AskError, Asked, Narrowing, Request};
use dixit::error::Error;
use dixit::present;
use dixit::query::Synonyms;

use super::reading::today;
use super::tables::own;
use super::ui::Ui;

/// What narrows every query.
#[derive(Debug, Clone, Args)]
pub(crate) struct NarrowArgs {
    /// Leave out statements less certain than X (0 to 1)
    #[arg(long, value_name = "X", value_parser = confidence)]
    min_confidence: Option<f64>,
    #[command(flatten)]
    synonyms: SynonymArgs,
}

/// The user's own synonyms.
#[derive(Debug, Clone, Args)]
pub(crate) struct SynonymArgs {
    /// Your own synonyms, lines `a, b, c` or `a => b` (see docs/query-language.md) [default: synonyms.txt in the folder
    /// dixit of your configuration, if it is there]
    #[arg(long, value_name = "FILE", env = "DIXIT_SYNONYMS", hide_env_values = true, hide_short_help = true)]
    synonyms: Option<PathBuf>,
}

impl NarrowArgs {
    /// What narrows the query beside its words.
    pub(crate) fn narrowing(&self) -> Narrowing {
        Narrowing { min_confidence: self.min_confidence }
    }

    /// The user's synonyms.
    pub(crate) fn synonyms(&self) -> Result<Synonyms, Error> {
        self.synonyms.read()
    }
}

impl SynonymArgs {
    /// Reads them; none where there is no file.
    pub(crate) fn read(&self) -> Result<Synonyms, Error> {
        let Some((path, text)) = own(self.synonyms.as_deref(), "synonyms.txt")? else { return Ok(Synonyms::default()) };
        Synonyms::read(&text).map_err(|error| {
            let message = format!("{}:{}: {}", path.display(), error.line, error.kind);
            Error::usage(message, "docs/query-language.md shows what such a file may hold")
        })
    }
}

pub(crate) fn confidence(argument: &str) -> Result<f64, &'static str> {
    answer::confidence(argument).ok_or("expected a number from 0 to 1")
}

/// Reads the query, telling remarks on it. No argument at all asks for everything.
pub(crate) fn read_query(ui: &Ui, arguments: &[String], narrow: &NarrowArgs) -> Result<Asked, Error> {
    let typed = arguments.join(" ");
    let input = if arguments.is_empty() { "*".to_owned() } else { typed };
    understand(ui, input, narrow, &narrow.synonyms()?)
}

/// As [`read_query`], of one text, with synonyms that were read before.
pub(crate) fn understand(ui: &Ui, input: String, narrow: &NarrowArgs, synonyms: &Synonyms) -> Result<Asked, Error> {
    let asked = Asked::read(input, today(), synonyms, narrow.narrowing())?;
    for note in &asked.notes {
        ui.hint("hint", &present::clean(&note.text));
    }
    Ok(asked)
}

/// Puts the query as typed into an error that came up when it was run.
pub(crate) fn in_query(asked: &Asked) -> impl Fn(AskError) -> Error + '_ {
    |error| asked.failed(error).into()
}

/// Runs `request` and measures how long it takes.
pub(crate) fn timed(
    archive: &dyn Archive,
    request: &Request,
    asked: &Asked,
) -> Result<(Answer, std::time::Duration), Error> {
    let begun = Instant::now();
    let answer = answer::ask(archive, request).map_err(in_query(asked))?;
    Ok((answer, begun.elapsed()))
}

/// Says on standard error why nothing was found: what each part of the query finds alone.
pub(crate) fn tell_why_empty(ui: &Ui, archive: &dyn Archive, asked: &Asked) -> Result<(), Error> {
    if ui.quiet {
        return Ok(());
    }
    let why = answer::why_empty(archive, &asked.query).map_err(in_query(asked))?;
    let mut told = Vec::new();
    present::emptiness(&mut told, &ui.message_palette, &asked.input, &why)?;
    ui.say(String::from_utf8_lossy(&told).trim_end_matches('\n'));
    Ok(())
}
