//! `dixit show`: one statement in its article.

use std::io::Write;
use std::path::Path;

use clap::Args;
use dixit::answer::Hit;
use dixit::article::ReadOptions;
use dixit::error::Error;
use dixit::index::{Field, Index};
use dixit::present::{self, ArticleView, Closing, Format, Spelling, View, clean};
use dixit::query::Matcher;

use super::Outcome;
use super::reading::ReadArgs;
use super::source::{entry_of, others, source_text, statements, unchanged_article};
use super::ui::{Ui, stdout};

/// Digits of a whole id.
const ID_DIGITS: usize = 16;
/// Digits an id may be shortened to.
const LEAST_DIGITS: usize = 4;
/// Statements named when an id fits several.
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
    read: ReadArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    pub(super) format: Format,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &ShowArgs) -> Result<Outcome, Error> {
    let index = Index::open(place)?;
    if args.text {
        return print_text(ui, &index, args);
    }
    let Some(hit) = find(ui, &index, &args.id)? else {
        ui.say(&format!("no statement has the id `{}`", clean(&args.id)));
        return Ok(Outcome::Nothing);
    };
    let mut out = stdout();
    if matches!(args.format, Format::Human | Format::Json) {
        let shown = InArticle { hit: &hit, options: &args.read.options(), as_json: args.format == Format::Json };
        shown.print(&mut out, &ui.view, &index, &mut |why| ui.warn(why))?;
    } else {
        let mut printer = present::printer(args.format, &ui.view, &Spelling::default());
        printer.statement(&mut out, &Hit { score: None, highlights: Vec::new(), ..hit })?;
        printer.close(&mut out, &Closing { total: 1, ..Closing::default() })?;
    }
    out.flush()?;
    Ok(Outcome::Found)
}

/// A statement to be shown in its article.
pub(super) struct InArticle<'a> {
    pub(super) hit: &'a Hit,
    /// How the article is read again.
    pub(super) options: &'a ReadOptions,
    pub(super) as_json: bool,
}

impl InArticle<'_> {
    /// Writes it; `warn` is told when the article's text is not to be had any more.
    pub(super) fn print(
        &self,
        out: &mut dyn Write,
        view: &View,
        index: &Index,
        warn: &mut dyn FnMut(&str),
    ) -> Result<(), Error> {
        let Hit { record, utterance, .. } = self.hit;
        let carried = utterance.map(|utterance| index.carried(utterance)).transpose()?;
        let entry = entry_of(index, record)?;
        let text = source_text(entry.as_ref(), &view.paths, self.options).map_err(|why| warn(&why)).ok();
        let others = others(index, record)?;
        let copies = index.copies(&record.article.path)?;
        let cluster = entry.and_then(|entry| entry.cluster);
        let carriers = cluster.map_or(Ok(Vec::new()), |cluster| index.cluster(cluster))?;
        let shown = ArticleView {
            record,
            text: text.as_deref(),
            others: &others,
            copies: &copies,
            utterance: utterance.zip(carried.as_ref()),
            cluster: cluster.map(|cluster| (cluster, carriers.as_slice())),
        };
        Ok(present::article(out, view, &shown, self.as_json)?)
    }
}

/// The one statement whose id is or begins with `id`.
fn find(ui: &Ui, index: &Index, id: &str) -> Result<Option<Hit>, Error> {
    let digits = id.to_ascii_lowercase();
    if !(LEAST_DIGITS..=ID_DIGITS).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let message = format!("`{}` is no id of a statement", clean(id));
        return Err(Error::usage(message, "an id has 16 digits 0-9 a-f, of which at least the first four are needed"));
    }
    let matcher = if digits.len() == ID_DIGITS { Matcher::Literal(digits) } else { Matcher::Prefix(digits) };
    let mut hits = statements(index, Field::Id, matcher, Some(NAMED))?;
    if hits.len() > 1 {
        for Hit { record, .. } in &hits {
            let name = record.speaker.name.as_deref().unwrap_or("(nobody named)");
            ui.say(&format!("{}  {}: {}", record.id, clean(name), clean(&record.quote())));
        }
        let message = format!("id `{}` fits several statements", clean(id));
        return Err(Error::usage(message, "give more of its digits"));
    }
    Ok(hits.pop())
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
    let article = unchanged_article(entry, &ui.view.paths, &args.read.options())
        .map_err(|why| Error::usage(why, "`dixit index` reads it again; its statements then have new places"))?;
    let mut out = stdout();
    out.write_all(article.text.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Found)
}
