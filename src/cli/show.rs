//! `dixit show`: one statement in its article.

use std::io::Write;
use std::path::Path;

use clap::Args;
use dixit::answer::{self, Archive, ById, Hit, KeptArticle, NoText, Shown};
use dixit::error::Error;
use dixit::index::{ArticleEntry, Index};
use dixit::present::{self, ArticleView, Closing, Format, Paths, Spelling, clean};

use super::Outcome;
use super::at::AtArgs;
use super::reading::ReadArgs;
use super::ui::{Ui, stdout};

/// Articles named when a path fits several.
const NAMED: usize = 5;

const EXAMPLES: &str = "\
Examples:
  dixit show 9f2c41d07ab3e815
  dixit show 9f2c                        the first digits do, when they fit one statement
  dixit show --text news/call.txt        the article's text, byte for byte";

/// Show one statement in its article, with the chain speaker ← outlet ← publisher
///
/// The article is read again from its file. Where that is gone or changed, the sentences kept in the
/// index are shown.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = "Exit codes: 0 found, 1 nothing found, 2 error.")]
pub(crate) struct ShowArgs {
    /// Id of the statement, or its first digits; with --text id or path of an article
    #[arg(value_name = "ID")]
    id: String,
    /// Print the text that the spans of an article's statements refer to
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    read: ReadArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    pub(super) format: Format,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &ShowArgs) -> Result<Outcome, Error> {
    if args.text {
        if args.at.is_elsewhere() {
            return Err(Error::usage("articles are not kept there", "`--text` reads them by an index on this machine"));
        }
        return print_text(ui, &Index::open(place)?, args);
    }
    let archive = args.at.open(place)?;
    let Some(hit) = find(ui, &*archive, &args.id)? else {
        ui.say(&format!("no statement has the id `{}`", clean(&args.id)));
        return Ok(Outcome::Nothing);
    };
    let mut out = stdout();
    if matches!(args.format, Format::Human | Format::Json) {
        let shown = answer::show(&*archive, hit, &args.read.options())?;
        if let Some(why) = missing_text(&ui.view.paths, &shown) {
            ui.warn(&why);
        }
        present::article(&mut out, &ui.view, &ArticleView::of(&shown), args.format == Format::Json)?;
    } else {
        let mut printer = present::printer(args.format, &ui.view, &Spelling::default());
        printer.statement(&mut out, &Hit { score: None, highlights: Vec::new(), ..hit })?;
        printer.close(&mut out, &Closing { total: 1, ..Closing::default() })?;
    }
    out.flush()?;
    Ok(Outcome::Found)
}

/// The one statement whose id is or begins with `id`.
fn find(ui: &Ui, archive: &dyn Archive, id: &str) -> Result<Option<Hit>, Error> {
    match answer::by_id(archive, id)? {
        ById::NoId => {
            let message = format!("`{}` is no id of a statement", clean(id));
            Err(Error::usage(message, "an id has 16 digits 0-9 a-f, of which at least the first four are needed"))
        }
        ById::Nothing => Ok(None),
        ById::One(hit) => Ok(Some(*hit)),
        ById::Several(hits) => {
            for Hit { record, .. } in &hits {
                let name = record.speaker.name.as_deref().unwrap_or("(nobody named)");
                ui.say(&format!("{}  {}: {}", record.id, clean(name), clean(&record.quote())));
            }
            let message = format!("id `{}` fits several statements", clean(id));
            Err(Error::usage(message, "give more of its digits"))
        }
    }
}

/// Why the article's text is not shown, when it is not.
pub(super) fn missing_text(paths: &Paths, shown: &Shown) -> Option<String> {
    match (&shown.article, &shown.text) {
        (KeptArticle::Here(entry), Some(Err(why))) => {
            let why = no_text(paths, entry, why);
            Some(format!("{why}; the sentences around the statement are shown as they were indexed"))
        }
        (KeptArticle::Here(_), _) => None,
        (KeptArticle::Lost, _) => {
            Some("the index has lost the article; its sentences around the statement are shown".to_owned())
        }
        (KeptArticle::Nowhere, _) => {
            Some("articles are not kept there; the sentences around the statement are shown".to_owned())
        }
    }
}

fn no_text(paths: &Paths, entry: &ArticleEntry, why: &NoText) -> String {
    format!("`{}` {}", clean(paths.show(&entry.source)), clean(&why.to_string()))
}

fn print_text(ui: &Ui, index: &Index, args: &ShowArgs) -> Result<Outcome, Error> {
    let mut entries = index.articles(&args.id)?;
    if entries.is_empty()
        && let Ok(whole) = std::path::absolute(&args.id)
        && let Some(whole) = whole.to_str()
    {
        entries = index.articles(whole)?;
    }
    let entry = match entries.as_slice() {
        [] => {
            ui.say(&format!("no article has the id or path `{}`", clean(&args.id)));
            return Ok(Outcome::Nothing);
        }
        [entry] => entry,
        several => {
            for entry in several.iter().take(NAMED) {
                ui.say(&format!("{}  {}", clean(&entry.id), clean(ui.view.paths.show(&entry.path))));
            }
            let message = format!("`{}` fits {} articles", clean(&args.id), several.len());
            return Err(Error::usage(message, "give more of its path"));
        }
    };
    let article = answer::unchanged_article(entry, &args.read.options()).map_err(|why| {
        Error::usage(
            no_text(&ui.view.paths, entry, &why),
            "`dixit index` reads it again; its statements then have new places",
        )
    })?;
    let mut out = stdout();
    out.write_all(article.text.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Found)
}
