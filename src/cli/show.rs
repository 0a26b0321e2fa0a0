//! `dixit show`: one statement in its article.

use std::io::Write;
use std::path::Path;

use clap::Args;
use dixit::answer::{self, Hit, Request};
use dixit::article::{self, Article, Folders};
use dixit::error::Error;
use dixit::index::{ArticleEntry, Field, Index};
use dixit::present::{self, ArticleView, Closing, Format, Spelling, clean};
use dixit::query::{Matcher, Query};
use dixit::read::Input;
use dixit::statement::Record;
use dixit::text::Span;

use super::Outcome;
use super::reading::ReadArgs;
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
        let Hit { record, utterance, .. } = hit;
        let carried = utterance.map(|utterance| index.carried(utterance)).transpose()?;
        let entry = index.articles(&record.article.path)?.into_iter().find(|entry| entry.path == record.article.path);
        let text = source_text(ui, entry.as_ref(), args);
        let others = others(&index, &record)?;
        let copies = index.copies(&record.article.path)?;
        let cluster = entry.and_then(|entry| entry.cluster);
        let carriers = cluster.map_or(Ok(Vec::new()), |cluster| index.cluster(cluster))?;
        let shown = ArticleView {
            record: &record,
            text: text.as_deref(),
            others: &others,
            copies: &copies,
            utterance: utterance.zip(carried.as_ref()),
            cluster: cluster.map(|cluster| (cluster, carriers.as_slice())),
        };
        present::article(&mut out, &ui.view, &shown, args.format == Format::Json)?;
    } else {
        let mut printer = present::printer(args.format, &ui.view, &Spelling::default());
        printer.statement(&mut out, &Hit { score: None, highlights: Vec::new(), ..hit })?;
        printer.close(&mut out, &Closing { total: 1, ..Closing::default() })?;
    }
    out.flush()?;
    Ok(Outcome::Found)
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

fn statements(index: &Index, field: Field, matcher: Matcher, limit: Option<usize>) -> Result<Vec<Hit>, Error> {
    let query = Query::Match { field, matcher, span: Span::new(0, 0) };
    Ok(answer::ask(index, &Request::new(query, limit))?.hits)
}

/// All other statements of the article of `record`, in the order of its text.
fn others(index: &Index, record: &Record) -> Result<Vec<Record>, Error> {
    let all = statements(index, Field::Article, Matcher::Literal(record.article.id.clone()), None)?;
    let mut others: Vec<Record> = all.into_iter().map(|hit| hit.record).collect();
    // Two articles may claim one id, so the path decides.
    others.retain(|other| other.id != record.id && other.article.path == record.article.path);
    others.sort_by(|a, b| a.spans.cmp(&b.spans).then_with(|| a.id.cmp(&b.id)));
    Ok(others)
}

/// The text of the article of `entry`, when its source still holds it; else says why not.
fn source_text(ui: &Ui, entry: Option<&ArticleEntry>, args: &ShowArgs) -> Option<String> {
    let Some(entry) = entry else {
        ui.warn("the index has lost the article; its sentences around the statement are shown");
        return None;
    };
    match unchanged_article(ui, entry, args) {
        Ok(article) => Some(article.text),
        Err(why) => {
            ui.warn(&format!("{why}; the sentences around the statement are shown as they were indexed"));
            None
        }
    }
}

/// The article of `entry`, read again; else why it is not what was indexed.
fn unchanged_article(ui: &Ui, entry: &ArticleEntry, args: &ShowArgs) -> Result<Article, String> {
    let shown = clean(ui.view.paths.show(&entry.source));
    let mut input = Input::open(Path::new(&entry.source), &entry.source)
        .map_err(|skip| format!("`{shown}` {}", clean(&skip.reason.to_string())))?;
    let mut found = None;
    let mut is_there = false;
    let options = args.read.options().within(Folders::default().of(Path::new(&entry.source)));
    article::read_stream(&entry.source, &mut input, &options, &mut |article| {
        if let Ok(article) = article
            && article.path == entry.path
        {
            is_there = true;
            if article.text_hash() == entry.text_hash {
                found = Some(article);
            }
        }
    });
    found.ok_or_else(|| {
        let what = if is_there { "has changed since it was indexed" } else { "holds this article no longer" };
        format!("`{shown}` {what}")
    })
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
    let article = unchanged_article(ui, entry, args)
        .map_err(|why| Error::usage(why, "`dixit index` reads it again; its statements then have new places"))?;
    let mut out = stdout();
    out.write_all(article.text.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Found)
}
