//! `dixit extract`: the stream of statements, without an index.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use dixit::answer::Hit;
use dixit::article::{self, Article, Format as InputFormat, ReadOptions};
use dixit::error::Error;
use dixit::present::{self, Closing, Format};
use dixit::read::{self, EXTRACTING, MAX_FILE_BYTES, Skip, SkipReason, SourceFile};
use dixit::statement::{self, Record};

use super::Outcome;
use super::lines::{Line, Lines};
use super::ordered::map_in_order;
use super::reading::{ReadArgs, existing};
use super::ui::{Ui, stdout};

/// What standard input is called in records and messages.
const STDIN: &str = "-";

const EXAMPLES: &str = "\
Examples:
  dixit extract call.txt
  dixit extract --format jsonl news/ > statements.jsonl
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
    /// Leave out statements less certain than X (0 to 1)
    #[arg(long, value_name = "X", value_parser = super::ask::confidence)]
    min_confidence: Option<f64>,
    /// Lines of context under each quote; 0 shows the quote alone
    #[arg(long, short = 'C', value_name = "N", default_value_t = 2)]
    context: usize,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::format_parser(), default_value = "human")]
    pub(super) format: Format,
}

const INPUT_FORMATS: [(&str, InputFormat); 15] = [
    ("txt", InputFormat::Plain),
    ("md", InputFormat::Markdown),
    ("html", InputFormat::Html),
    ("json", InputFormat::Json),
    ("jsonl", InputFormat::JsonLines),
    ("csv", InputFormat::Csv),
    ("tsv", InputFormat::Tsv),
    ("feed", InputFormat::Feed),
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
    /// All of standard input.
    Whole(Vec<u8>),
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

/// What one job gave, in the order of the text.
#[derive(Default)]
struct Extracted {
    records: Vec<Record>,
    skips: Vec<Skip>,
    failure: Option<io::Error>,
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
    let roots = if reads_stdin { Vec::new() } else { existing(&args.paths)? };
    let (jobs, options): (Box<dyn Iterator<Item = Job> + Send + '_>, ReadOptions) = if reads_stdin {
        stdin_jobs(options).map_err(|source| Error::Input { what: STDIN.to_owned(), source })?
    } else {
        let files = read::walk(&roots);
        (Box::new(files.map(|file| file.map_or_else(Job::Skipped, Job::File))), options)
    };

    let mut view = ui.view.clone();
    view.context_lines = args.context;
    let mut printer = present::printer(args.format, &view, None);
    let mut out = stdout();
    let mut total: u64 = 0;
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    map_in_order(
        jobs,
        n_threads,
        |job| work(job, &options),
        |extracted: Extracted| {
            let least = args.min_confidence.unwrap_or(0.0);
            for record in extracted.records.into_iter().filter(|record| record.certainty() >= least) {
                let first = total == 0;
                total += 1;
                printer.statement(&mut out, &Hit { record, score: None, highlights: Vec::new() })?;
                if first {
                    out.flush()?;
                }
            }
            if reads_stdin {
                // Whoever feeds the pipe by hand or slowly sees each article's statements at once.
                out.flush()?;
            }
            for skip in &extracted.skips {
                ui.say(&format!("skipped {}", present::skip_line(skip, &ui.view.paths)));
            }
            match extracted.failure {
                Some(source) => Err(Error::Input { what: STDIN.to_owned(), source }),
                None => Ok(()),
            }
        },
    )?;
    printer.close(&mut out, &Closing { total, ..Closing::default() })?;
    out.flush()?;
    if total == 0 {
        ui.say("no statement found");
    }
    Ok(Outcome::of(total))
}

/// Standard input as jobs, and the options to read them with: lines that are read one by one are known to be JSON.
fn stdin_jobs(mut options: ReadOptions) -> io::Result<(Box<dyn Iterator<Item = Job> + Send>, ReadOptions)> {
    let mut input = BufReader::new(io::stdin());
    let format = match options.format {
        Some(format) => format,
        None => format_of(input.fill_buf()?),
    };
    // Only lines are read as they come; all else is known better once it is there as a whole.
    if format != InputFormat::JsonLines {
        let mut bytes = Vec::new();
        input.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            let reason = SkipReason::TooLarge { size: bytes.len() as u64, limit: MAX_FILE_BYTES };
            return Ok((Box::new(std::iter::once(Job::Skipped(stdin_skip(reason)))), options));
        }
        return Ok((Box::new(std::iter::once(Job::Whole(bytes))), options));
    }
    options.format = Some(format);
    let limit = usize::try_from(MAX_FILE_BYTES).unwrap_or(usize::MAX);
    let mut number = 0;
    let lines = Lines::new(input, limit).zip(1..).filter_map(move |(read, line)| {
        if matches!(&read, Ok(Line::Bytes(bytes)) if bytes.trim_ascii().is_empty()) {
            return None;
        }
        number += 1;
        let place = LinePlace { number, line };
        Some(match read {
            Ok(Line::Bytes(bytes)) => Job::Line { place, bytes },
            Ok(Line::TooLong(size)) => {
                let reason = SkipReason::TooLarge { size, limit: MAX_FILE_BYTES };
                Job::Skipped(Skip { path: place.path(), place: Some((line, 1)), reason })
            }
            Err(error) => Job::Failed(error),
        })
    });
    Ok((Box::new(lines), options))
}

/// What the first bytes of nameless input look like.
fn format_of(bytes: &[u8]) -> InputFormat {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    match bytes.first() {
        Some(b'{') => InputFormat::JsonLines,
        Some(b'[') => InputFormat::Json,
        Some(b'<') => InputFormat::Html,
        _ => InputFormat::Plain,
    }
}

fn stdin_skip(reason: SkipReason) -> Skip {
    Skip { path: STDIN.to_owned(), place: None, reason }
}

/// Reads the job's articles and extracts their statements. Whatever is wrong with the input is told.
fn work(job: Job, options: &ReadOptions) -> Extracted {
    let mut extracted = Extracted::default();
    match job {
        Job::File(file) => match read::load(&file.path, &file.shown, MAX_FILE_BYTES) {
            Ok(bytes) => extracted.take(&file.shown, &bytes, options, None),
            Err(skip) => extracted.skips.push(skip),
        },
        Job::Whole(bytes) => extracted.take(STDIN, &bytes, options, None),
        Job::Line { place, bytes } => extracted.take(STDIN, &bytes, options, Some(place)),
        Job::Skipped(skip) => extracted.skips.push(skip),
        Job::Failed(error) => extracted.failure = Some(error),
    }
    extracted
}

impl Extracted {
    /// Takes all articles in `bytes`; when they are one line of a stream, `place` says which.
    fn take(&mut self, shown: &str, bytes: &[u8], options: &ReadOptions, place: Option<LinePlace>) {
        article::read_articles(shown, bytes, options, &mut |article| match article {
            Ok(mut article) => {
                if let Some(place) = place {
                    article.path = place.path();
                }
                self.take_article(&article);
            }
            Err(mut skip) => {
                if let Some(place) = place {
                    skip.path = place.path();
                    skip.place = skip.place.map(|(_, column)| (place.line, column));
                }
                self.skips.push(skip);
            }
        });
    }

    fn take_article(&mut self, article: &Article) {
        match statement::records(article) {
            Ok(records) => self.records.extend(records),
            Err(_fault) => self.skips.push(Skip::fault(&article.path, EXTRACTING)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nameless_input_is_known_by_its_first_byte() {
        assert_eq!(format_of(b"{\"text\":1}"), InputFormat::JsonLines);
        assert_eq!(format_of(b"\xef\xbb\xbf [1]"), InputFormat::Json);
        assert_eq!(format_of(b"<!doctype html>"), InputFormat::Html);
        assert_eq!(format_of(b"Title"), InputFormat::Plain);
        assert_eq!(format_of(b""), InputFormat::Plain);
    }
}
