//! `dixit browse`: the arguments of the interactive view, and what it needs of the program.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use dixit::answer::{Hit, Sort};
use dixit::error::Error;
use dixit::index::Index;
use dixit::present::{Palette, clean};
use dixit::statement::Record;

use super::ask::{NarrowArgs, parse};
use super::reading::ReadArgs;
use super::report::told;
use super::search::sort;
use super::show::InArticle;
use super::source::{entry_of, others, source_text};
use super::ui::Ui;
use super::{Outcome, shield};
use crate::browse::{self, End, Opened, Setup, Start};

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
    let (narrow, synonyms) = (args.narrow.clone(), args.narrow.synonyms()?);
    let (options, paths) = (args.read.options(), ui.view.paths.clone());
    let (opening, showing) = (Arc::clone(&index), Arc::clone(&index));
    let (show_options, show_view) = (options.clone(), ui.view.clone());
    let open = move |record: &Record| {
        let text = source_text(entry_of(&opening, record)?.as_ref(), &paths, &options);
        Ok(Opened { others: others(&opening, record)?, copies: opening.copies(&record.article.path)?, text })
    };
    let show = move |record: &Record| {
        let mut text = Vec::new();
        let mut why_not = String::new();
        let warn = &mut |why: &str| why_not = format!("{}\n\n", clean(why));
        let hit = Hit::of(record.clone(), Vec::new());
        let shown = InArticle { hit: &hit, options: &show_options, as_json: false };
        shown.print(&mut text, &show_view, &showing, warn)?;
        Ok([why_not.into_bytes(), text].concat())
    };
    let setup = Setup {
        index,
        view: ui.view.clone(),
        is_coloured: ui.view.palette != Palette::plain(),
        home: etcetera::home_dir().ok(),
        parse: Box::new(move |query| parse(query, &narrow, &synonyms)),
        open: Box::new(open),
        show: Box::new(show),
        told,
    };
    let start = Start { query: args.query.join(" "), sort: args.sort, collapse: args.collapse };
    Ok(match browse::run(setup, &start)? {
        End::Done => Outcome::Found,
        End::Stopped => Outcome::Stopped,
    })
}
