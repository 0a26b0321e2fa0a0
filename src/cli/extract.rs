//! `dixit extract`: the stream of statements, without an index.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use dixit::answer::Hit;
use dixit::article::{self, Article, Folders, Format as InputFormat, ReadOptions};
use dixit::error::Error;
use dixit::index::unextracted;
use dixit::present::{self, ArticlePrinter, Closing, Fields, Format, Printer, Spelling};
use dixit::read::{self, Input, Line, Lines, Skip, SkipReason, SourceFile};
use dixit::statement::{self, Record};

use super::Outcome;
use super::ordered::{Emitted, map_in_order};
use super::reading::{ReadArgs, existing, fields, fields_for_people};
use super::ui::{Ui, stdout};

/// What standard input is called in records and messages.
pub(super) const STDIN: &str = "-";

const EXAMPLES: &str = "\
Examples:
  dixit extract call.txt
  dixit extract --format jsonl news/ > statements.jsonl
  dixit extract --articles --format jsonl crawl.warc.gz > articles.jsonl
  cat articles.jsonl | dixit extract --input-format jsonl --format jsonl - | jq -r .speaker.name";

/// Print the statements of articles, without an index
///
/// Statements come in the order of the paths and of the text, as soon as they are found. Lines of
/// JSON on standard input are read one by one, so the input may be endless.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = "Exit codes: 0 found, 1 nothing found, 2 error.")]
pub(crate) struct ExtractArgs {
    /// Files and folders to read, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Format of the input, where its name does not tell
    #[arg(long, value_name = "FORMAT", value_parser = input_format_parser())]
    input_format: Option<InputFormat>,
    #[command(flatten)]
    read: ReadArgs,
    /// Print the articles themselves, as they were read: text, title, date and all else that is known
    #[arg(long, conflicts_with_all = ["min_confidence", "context", "only"])]
    articles: bool,
    /// Leave out statements less certain than X (0 to 1)
    #[arg(long, value_name = "X", value_parser = super::ask::confidence)]
    min_confidence: Option<f64>,
    /// Lines of context under each quote; 0 shows the quote alone
    #[arg(long, short = 'C', value_name = "N", default_value_t = 2)]
    context: usize,
    /// Fields of each statement to give: id,speaker.name,quote (names as in JSON)
    #[arg(long = "fields", value_name = "FIELDS", value_parser = fields, hide_short_help = true)]
    only: Option<Fields>,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    pub(super) format: Format,
}

const INPUT_FORMATS: [(&str, InputFormat); 23] = [
    ("txt", InputFormat::Plain),
    ("md", InputFormat::Markdown),
    ("html", InputFormat::Html),
    ("json", InputFormat::Json),
    ("jsonl", InputFormat::JsonLines),
    ("csv", InputFormat::Csv),
    ("tsv", InputFormat::Tsv),
    ("feed", InputFormat::Feed),
    ("wxr", InputFormat::Wxr),
    ("nitf", InputFormat::Nitf),
    ("newsml", InputFormat::NewsMl),
    ("newsml-g2", InputFormat::NewsMlG2),
    ("anpa", InputFormat::Anpa),
    ("iptc7901", InputFormat::Iptc7901),
    ("reuters-sgml", InputFormat::ReutersSgml),
    ("warc", InputFormat::Warc),
    ("eml", InputFormat::Mail),
    ("mbox", InputFormat::Mbox),
    ("mhtml", InputFormat::Mail),
    ("pdf", InputFormat::Pdf),
    ("docx", InputFormat::Docx),
    ("odt", InputFormat::Odt),
    ("epub", InputFormat::Epub),
];

fn input_format_parser() -> impl TypedValueParser<Value = InputFormat> {
    PossibleValuesParser::new(INPUT_FORMATS.map(|(name, _)| name)).map(|name| {
        INPUT_FORMATS.iter().find(|(known, _)| *known == name).map_or(InputFormat::Plain, |(_, format)| *format)
    })
}

/// Something to extract statements from.
enum Job {
    /// A file below one of the paths.
    File(SourceFile),
    /// A path that gives no file.
    Skipped(Skip),
    /// All of standard input: what was looked at of it, and what follows.
    Stdin(Vec<u8>),
    /// One line of standard input.
    Line { place: LinePlace, bytes: Vec<u8> },
    /// Standard input ended with a failure.
    Failed(io::Error),
}

/// Where a line stands in standard input.
#[derive(Debug, Clone, Copy)]
struct LinePlace {
    /// Its number among the lines that are not blank, from 1: the `n` of `-#n`.
    number: usize,
    /// Its number among all lines, from 1.
    line: usize,
}

impl LinePlace {
    fn path(self) -> String {
        format!("{STDIN}#{}", self.number)
    }
}

/// A piece of what a job gives, in the order of the text.
enum Piece {
    /// An article, where articles are wanted.
    Article(Box<Article>),
    /// The statements of one article, where they are wanted.
    Statements(Vec<Record>),
    /// What cannot be right about the article at a path.
    Warning(String, String),
    /// Something that was not read.
    Skipped(Skip),
    /// Standard input failed.
    Failed(io::Error),
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Articles,
    Statements,
}

/// Prints what is wanted and counts it.
enum Output {
    Articles(Box<ArticlePrinter>),
    Statements(Box<dyn Printer>),
}

pub(super) fn run(ui: &Ui, args: &ExtractArgs) -> Result<Outcome, Error> {
    let options = ReadOptions { format: args.input_format, ..args.read.options() };
    let reads_stdin = args.paths.iter().any(|path| path.as_os_str() == STDIN);
    if reads_stdin && args.paths.len() > 1 {
        return Err(Error::usage(
            "`-` stands among other paths",
            "standard input is read alone: `dixit extract --input-format jsonl -`",
        ));
    }
    if args.only.is_some() && args.format == Format::Human {
        return Err(fields_for_people());
    }
    let roots = if reads_stdin { Vec::new() } else { existing(&args.paths)? };
    let (jobs, options): (Box<dyn Iterator<Item = Job> + Send + '_>, ReadOptions) = if reads_stdin {
        stdin_jobs(options).map_err(|source| Error::Input { what: STDIN.to_owned(), source })?
    } else {
        let files = read::walk(&roots);
        (Box::new(files.map(|file| file.map_or_else(Job::Skipped, Job::File))), options)
    };

    let mut view = ui.view.clone();
    view.context_lines = args.context;
    let (wanted, mut output) = if args.articles {
        (Wanted::Articles, Output::Articles(Box::new(ArticlePrinter::new(args.format, view))))
    } else {
        let spelling = Spelling { fields: args.only.as_ref(), ..Spelling::default() };
        (Wanted::Statements, Output::Statements(present::printer(args.format, &view, &spelling)))
    };
    let least = args.min_confidence.unwrap_or(0.0);
    let mut out = stdout();
    let mut total: u64 = 0;
    let work = Work { options, wanted, folders: Folders::default(), stop: Arc::default() };
    let printed = work.pieces(jobs, |piece| {
        let first = total == 0;
        match piece {
            Piece::Article(article) => total += output.article(&mut out, &article)?,
            Piece::Statements(records) => {
                total += output.statements(&mut out, records.into_iter().filter(|it| it.certainty() >= least))?;
            }
            other => told(ui, other)?,
        }
        // Whoever feeds the pipe by hand or slowly sees each article's statements at once.
        if reads_stdin || (first && total > 0) {
            out.flush()?;
        }
        Ok(())
    });
    tell_folders(ui, &work);
    printed?;
    output.close(&mut out, total)?;
    out.flush()?;
    if total == 0 {
        ui.say(if args.articles { "no article found" } else { "no statement found" });
    }
    Ok(Outcome::of(total))
}

/// The statements of files, for whoever else wants them.
#[cfg(feature = "engine")]
pub(super) struct Extraction {
    roots: Vec<PathBuf>,
    work: Work,
}

#[cfg(feature = "engine")]
impl Extraction {
    /// Those of the articles at and below `roots`.
    pub(super) fn of_files(roots: Vec<PathBuf>, options: ReadOptions) -> Self {
        let work = Work { options, wanted: Wanted::Statements, folders: Folders::default(), stop: Arc::default() };
        Self { roots, work }
    }

    /// Hands the statements of each article to `take`, and tells what was skipped.
    ///
    /// # Errors
    ///
    /// Those of `take`, which end it.
    pub(super) fn each(&self, ui: &Ui, mut take: impl FnMut(Vec<Record>) -> Result<(), Error>) -> Result<(), Error> {
        let files = read::walk(&self.roots);
        let jobs: Box<dyn Iterator<Item = Job> + Send + '_> =
            Box::new(files.map(|file| file.map_or_else(Job::Skipped, Job::File)));
        let taken = self.work.pieces(jobs, |piece| match piece {
            Piece::Statements(records) => take(records),
            other => told(ui, other),
        });
        tell_folders(ui, &self.work);
        taken
    }
}

impl Output {
    /// Prints an article, where articles are printed; the number of things printed.
    fn article(&mut self, out: &mut dyn Write, article: &Article) -> io::Result<u64> {
        let Self::Articles(printer) = self else { return Ok(0) };
        printer.article(out, article)?;
        Ok(1)
    }

    /// Prints statements, where they are printed; the number of things printed.
    fn statements(&mut self, out: &mut dyn Write, records: impl Iterator<Item = Record>) -> io::Result<u64> {
        let Self::Statements(printer) = self else { return Ok(0) };
        let mut count = 0;
        for record in records {
            printer.statement(out, &Hit::of(record, Vec::new()))?;
            count += 1;
        }
        Ok(count)
    }

    fn close(&mut self, out: &mut dyn Write, total: u64) -> io::Result<()> {
        match self {
            Self::Articles(printer) => printer.close(out),
            Self::Statements(printer) => printer.close(out, &Closing { total, ..Closing::default() }),
        }
    }
}

/// Standard input as jobs, and the options to read them with: lines that are read one by one are known to be JSON.
fn stdin_jobs(mut options: ReadOptions) -> io::Result<(Box<dyn Iterator<Item = Job> + Send>, ReadOptions)> {
    let mut input = BufReader::new(io::stdin());
    let is_lines = match options.format {
        Some(format) => format == InputFormat::JsonLines,
        None => looks_like_lines(input.fill_buf()?),
    };
    // Lines may come slowly and from afar, so they are read one by one and shared among the threads.
    if !is_lines {
        let seen = input.buffer().to_vec();
        return Ok((Box::new(std::iter::once(Job::Stdin(seen))), options));
    }
    options.format = Some(InputFormat::JsonLines);
    let limit = options.limits.document_bytes;
    let mut number = 0;
    let lines = Lines::new(input, usize::try_from(limit.most).unwrap_or(usize::MAX)).zip(1..).filter_map(
        move |(read, line)| {
            if matches!(&read, Ok(Line::Bytes(bytes)) if bytes.trim_ascii().is_empty()) {
                return None;
            }
            number += 1;
            let place = LinePlace { number, line };
            Some(match read {
                Ok(Line::Bytes(bytes)) => Job::Line { place, bytes },
                Ok(Line::TooLong(size)) => {
                    let reason = SkipReason::TooLarge { size, limit };
                    Job::Skipped(Skip { path: place.path(), place: Some((line, 1)), reason })
                }
                Err(error) => Job::Failed(error),
            })
        },
    );
    Ok((Box::new(lines), options))
}

/// Whether the first bytes of nameless input are those of records, one a line: the first line is a whole record, or is
/// not there as a whole yet.
fn looks_like_lines(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    let (line, is_whole) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], true),
        None => (bytes, false),
    };
    line.starts_with(b"{") && (!is_whole || serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok())
}

/// What jobs emit: pieces, and articles whose statements are wanted.
type Emit<'e> = dyn FnMut(Emitted<Box<Article>, Piece>) + 'e;

/// The statements of an article.
fn statements_of(article: &Article) -> Piece {
    match statement::records(article) {
        Ok(records) => Piece::Statements(records),
        Err(why) => Piece::Skipped(unextracted(article, why)),
    }
}

/// How jobs are done.
struct Work {
    options: ReadOptions,
    wanted: Wanted,
    folders: Folders,
    /// Set when nobody listens any more.
    stop: Arc<AtomicBool>,
}

/// Tells what is no result.
fn told(ui: &Ui, piece: Piece) -> Result<(), Error> {
    match piece {
        Piece::Article(_) | Piece::Statements(_) => {}
        Piece::Warning(path, message) => ui.warn(&present::remark_line(&path, &message, &ui.view.paths)),
        Piece::Skipped(skip) => ui.say(&format!("skipped {}", present::skip_line(&skip, &ui.view.paths))),
        Piece::Failed(source) => return Err(Error::Input { what: STDIN.to_owned(), source }),
    }
    Ok(())
}

/// Tells which folders say of their articles what cannot be read.
fn tell_folders(ui: &Ui, work: &Work) {
    for skip in work.folders.take_wrong() {
        ui.warn(&present::skip_line(&skip, &ui.view.paths));
    }
}

impl Work {
    /// Does all jobs on as many threads as the machine has, and hands what they give to `sink`, in their order.
    fn pieces<'j>(
        &self,
        jobs: Box<dyn Iterator<Item = Job> + Send + 'j>,
        sink: impl FnMut(Piece) -> Result<(), Error>,
    ) -> Result<(), Error> {
        map_in_order(
            jobs,
            std::thread::available_parallelism().map_or(1, usize::from),
            |job, emit| self.run(job, emit),
            &|article: Box<Article>| statements_of(&article),
            sink,
            || self.stop.store(true, Ordering::Relaxed),
        )
    }

    /// Reads the job's articles and emits what is wanted of them, and whatever is wrong with the input.
    fn run(&self, job: Job, emit: &mut Emit<'_>) {
        match job {
            Job::File(file) => match Input::open(&file.path, &file.shown) {
                Ok(mut input) => {
                    let options = self.options.within(self.folders.of(&file.path));
                    self.take(&file.shown, input.until(&self.stop), &options, None, emit);
                }
                Err(skip) => emit(Emitted::Done(Piece::Skipped(skip))),
            },
            Job::Stdin(seen) => {
                let mut input = Input::of(io::Cursor::new(seen).chain(io::stdin()));
                self.take(STDIN, input.until(&self.stop), &self.options, None, emit);
            }
            Job::Line { place, bytes } => {
                self.take(STDIN, &mut Input::of_bytes(bytes), &self.options, Some(place), emit);
            }
            Job::Skipped(skip) => emit(Emitted::Done(Piece::Skipped(skip))),
            Job::Failed(error) => emit(Emitted::Done(Piece::Failed(error))),
        }
    }

    /// Takes all articles in `input`; when they are one line of a stream, `place` says which.
    fn take(
        &self,
        shown: &str,
        input: &mut Input<'_>,
        options: &ReadOptions,
        place: Option<LinePlace>,
        emit: &mut Emit<'_>,
    ) {
        article::read_stream(shown, input, options, &mut |article| match article {
            Ok(mut article) => {
                if let Some(place) = place {
                    article.path = place.path();
                }
                for warning in &article.warnings {
                    emit(Emitted::Done(Piece::Warning(article.path.clone(), warning.to_string())));
                }
                let article = Box::new(article);
                emit(match self.wanted {
                    Wanted::Articles => Emitted::Done(Piece::Article(article)),
                    Wanted::Statements => Emitted::ToDo(article),
                });
            }
            Err(mut skip) => {
                if let Some(place) = place {
                    skip.path = place.path();
                    skip.place = skip.place.map(|(_, column)| (place.line, column));
                }
                emit(Emitted::Done(Piece::Skipped(skip)));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nameless_input_is_lines_when_its_first_line_is_a_record() {
        for (bytes, expected) in [
            (&b"{\"text\":1}"[..], true),
            (b"{\"text\":1}\n{\"te", true),
            (b"\xef\xbb\xbf{\"text\": \"so lo", true),
            (b"{\n \"articles\": [", false),
            (b"[1]", false),
            (b"<!doctype html>", false),
            (b"", false),
        ] {
            assert_eq!(looks_like_lines(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
