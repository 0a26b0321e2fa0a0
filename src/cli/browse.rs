//! `dixit browse`: the arguments of the interactive view, and what it needs of the program.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use dixit::answer::{self, Asked, Hit, Sort};
use dixit::article::ReadOptions;
use dixit::error::Error;
use dixit::index::Index;
use dixit::present::{self, ArticleView, Palette, View, clean};
use dixit::query::{Parsed, QueryError, Synonyms};
use dixit::statement::Record;

use super::ask::NarrowArgs;
use super::reading::{ReadArgs, today};
use super::report::told;
use super::search::sort;
use super::show::missing_text;
use super::ui::Ui;
use super::{Outcome, shield};
use crate::browse::{self, End, Opened, Program, Setup, Start};

const EXAMPLES: &str = "\
Examples:
  dixit browse                           everything; type to search
  dixit browse 'speaker:Berg harbour'
  dixit browse --sort -date outlet:TASS";

const KEYS: &str = "\
Keys: `/` types a query, Tab goes from pane to pane, `f` narrows by counts, Enter reads the article,
Space marks, `e` exports, `?` shows all keys, `q` quits. docs/browse.md has them all.

PAGER and BROWSER name the programs that articles are opened in.

Exit codes: 0 quit, 2 error (no terminal, no index), 130 ended by Ctrl-C or the system.";

/// Browse statements in the terminal: live query, counts to narrow by, the article beside
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = KEYS)]
pub(crate) struct BrowseArgs {
    /// What to look for at first
    #[arg(value_name = "QUERY", value_parser = shield::part)]
    query: Vec<String>,
    /// Order: relevance, date, -date (newest first), speaker, outlet
    #[arg(long, value_name = "ORDER", value_parser = sort, default_value = "relevance", allow_hyphen_values = true)]
    sort: Sort,
    /// Show one statement of each utterance, with all outlets that carried it
    #[arg(long)]
    collapse: bool,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    narrow: NarrowArgs,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &BrowseArgs) -> Result<Outcome, Error> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(Error::usage("`dixit browse` needs a terminal", "`dixit search` prints what it finds anywhere"));
    }
    let index = Arc::new(Index::open(place)?);
    let program = Around {
        index: Arc::clone(&index),
        narrow: args.narrow.clone(),
        synonyms: args.narrow.synonyms()?,
        options: args.read.options(),
        view: ui.view.clone(),
    };
    let setup = Setup {
        index,
        place: place.to_owned(),
        view: ui.view.clone(),
        is_coloured: ui.view.palette != Palette::plain(),
        home: etcetera::home_dir().ok(),
        program: Box::new(program),
    };
    let start = Start { query: args.query.join(" "), sort: args.sort, collapse: args.collapse };
    Ok(match browse::run(setup, &start)? {
        End::Done => Outcome::Found,
        End::Stopped => Outcome::Stopped,
    })
}

/// The program around the view.
struct Around {
    index: Arc<Index>,
    narrow: NarrowArgs,
    synonyms: Synonyms,
    options: ReadOptions,
    view: View,
}

impl Program for Around {
    fn parse(&self, query: &str) -> Result<Parsed, QueryError> {
        let Asked { query, notes, .. } =
            Asked::read(query.to_owned(), today(), &self.synonyms, self.narrow.narrowing())?;
        Ok(Parsed { query, notes })
    }

    fn open(&self, record: &Record) -> Result<Opened, Error> {
        let shown = answer::show(&*self.index, Hit::of(record.clone(), Vec::new()), &self.options)?;
        let missing = missing_text(&self.view.paths, &shown).unwrap_or_default();
        let text = shown.text.and_then(Result::ok).ok_or(missing);
        Ok(Opened { others: shown.others, copies: shown.copies, text })
    }

    fn show(&self, record: &Record) -> Result<Vec<u8>, Error> {
        let shown = answer::show(&*self.index, Hit::of(record.clone(), Vec::new()), &self.options)?;
        let mut text = Vec::new();
        if let Some(why) = missing_text(&self.view.paths, &shown) {
            text.extend(format!("{}\n\n", clean(&why)).into_bytes());
        }
        present::article(&mut text, &self.view, &ArticleView::of(&shown), false)?;
        Ok(text)
    }

    fn told(&self, error: &Error) -> String {
        told(error)
    }
}
