//! `dixit push`: statements into an engine elsewhere.

use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use dixit::answer::{self, Hit, Request};
use dixit::engine::{self, Address, Engine, Product, PushProgress, PushReport, PushRequest, Refusal};
use dixit::error::Error;
use dixit::index::Index;
use dixit::present::{self, Format, Pushed, clean};
use dixit::query::Query;
use dixit::read::{Line, Lines};
use dixit::statement::Record;

use super::Outcome;
use super::at::{access, beside};
use super::extract::{Extraction, STDIN};
use super::progress::Bar;
use super::reading::{ReadArgs, existing};
use super::stop::Stop;
use super::ui::{Ui, stdout};

/// Statements that are named when an engine does not take them.
const NAMED: u64 = 20;

/// Articles whose statements wait to be sent.
const WAITING: usize = 16;

/// Lines that wait to be read as statements.
const LINES_WAITING: usize = 1_000;

/// Longest line that is read: no statement is as long.
const MOST_LINE_BYTES: usize = 16 << 20;

/// How long a line is waited for until it is seen whether to stop.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

const EXAMPLES: &str = "\
Examples:
  dixit push http://localhost:9200/news                     all that ./index holds
  dixit push http://one:9200,http://two:9200/news articles/
  parallel dixit extract --format jsonl {} ::: *.warc.gz | dixit push https://search.example/news -
  dixit search --at http://localhost:9200/news 'outlet:TASS sanctions'";

const LONG: &str = "\
What was sent before is not sent again, so the same command goes on where another was cut. DIXIT_API_KEY,
or DIXIT_USER and DIXIT_PASSWORD, say as whom. docs/scale.md says when to move, and what changes.

Exit codes: 0 done, 2 error or something was not taken, 130 stopped by Ctrl-C.";

/// Send statements to OpenSearch, Elasticsearch or Quickwit, where `--at` asks them
///
/// Without a path, all statements of the index; with files and folders, those of their articles; with -, those that
/// `dixit extract --format jsonl` prints, from standard input.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = LONG)]
pub(crate) struct PushArgs {
    /// Where: nodes, parted by commas, and an index, `dixit` if none is named
    #[arg(value_name = "URL")]
    url: String,
    /// Files and folders of articles, or - for statements on standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Parts of the index, where it is to be made
    #[arg(long, value_name = "N", default_value_t = engine::SHARDS, value_parser = clap::value_parser!(u32).range(1..=1024))]
    shards: u32,
    /// Copies of each part beside the first, where the index is to be made
    #[arg(long, value_name = "N", default_value_t = engine::REPLICAS, value_parser = clap::value_parser!(u32).range(0..=16))]
    replicas: u32,
    #[command(flatten)]
    read: ReadArgs,
    /// Format of the summary
    #[arg(long, value_name = "FORMAT", value_parser = super::summary_format_parser(), default_value = "human")]
    pub(super) format: Format,
}

type Statement = Result<(Record, Vec<String>), Error>;

pub(super) fn run(ui: &Ui, place: &Path, args: &PushArgs) -> Result<Outcome, Error> {
    let address = Address::read(&args.url)?;
    let reads_stdin = args.paths.iter().any(|path| path.as_os_str() == STDIN);
    if reads_stdin && args.paths.len() > 1 {
        return Err(Error::usage("`-` stands among other paths", "standard input is read alone: `dixit push URL -`"));
    }
    let engine = Engine::reach(&address, &access())?;
    // The others know what they were sent.
    let checkpoint = match engine.product() {
        Product::Quickwit => beside(&address)?.join("push.json"),
        Product::OpenSearch | Product::Elasticsearch => PathBuf::new(),
    };
    let stop = Stop::listen()?;
    let begun = Instant::now();
    let pushing = Pushing { ui, engine, args, stop, bar: Bar::new(ui), n_refused: AtomicU64::new(0), checkpoint };
    let bad_lines = AtomicU64::new(0);
    let pushed = if reads_stdin {
        pushing.push(lines(ui, &bad_lines, &pushing.stop))
    } else if args.paths.is_empty() {
        let index = Index::open(place)?;
        let all = answer::find(&index, &Request::new(Query::All, None))?;
        let of_hit = |Hit { record, copies, .. }| (record, copies);
        pushing.push(all.hits().map(|hit| Ok(of_hit(hit?))))
    } else {
        pushing.articles()
    };
    pushing.bar.finish();
    let report = pushed?;
    let mut out = stdout();
    let told = Pushed {
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        refused: report.refused,
        unread: bad_lines.into_inner(),
        total: report.total,
        is_new: report.is_new,
        stopped: report.stopped,
        engine: pushing.engine.product().name(),
        version: pushing.engine.version(),
        index: address.index(),
        took: begun.elapsed(),
    };
    present::pushed(&mut out, args.format, &ui.view, &told)?;
    out.flush()?;
    drop(out);
    if report.stopped {
        ui.say("stopped; what is counted here has arrived, and the same command goes on from there");
        return Ok(Outcome::Stopped);
    }
    if args.format == Format::Human {
        ui.say(&format!("done in {:.1} s, statements at `{address}`", told.took.as_secs_f64()));
    }
    Ok(if report.refused + told.unread > 0 { Outcome::Failed } else { Outcome::Found })
}

struct Pushing<'p> {
    ui: &'p Ui,
    engine: Engine,
    args: &'p PushArgs,
    stop: Stop,
    bar: Bar,
    n_refused: AtomicU64,
    checkpoint: PathBuf,
}

impl Pushing<'_> {
    fn push(&self, statements: impl Iterator<Item = Statement>) -> Result<PushReport, Error> {
        let checkpoint = self.checkpoint.clone();
        let request = PushRequest { shards: self.args.shards, replicas: self.args.replicas, checkpoint };
        // Seen between two statements: a batch may take long to fill.
        let statements = statements.take_while(|_| !self.stop.is_asked());
        engine::push(&self.engine, &request, statements, &|progress, refused| self.watch(progress, refused))
    }

    fn watch(&self, progress: PushProgress, refused: &[Refusal]) -> bool {
        self.bar.update_push(progress.done);
        for Refusal { id, path, reason } in refused {
            match self.n_refused.fetch_add(1, Ordering::Relaxed) {
                ..NAMED => {
                    let path = self.ui.view.paths.show(path);
                    self.ui.warn(&format!("statement {id} of `{}` is not taken: {}", clean(path), clean(reason)));
                }
                NAMED => self.ui.warn("others are not taken either; they are counted"),
                _ => {}
            }
        }
        !self.stop.is_asked()
    }

    /// The statements of the articles at the paths, which are read while others are sent.
    fn articles(&self) -> Result<PushReport, Error> {
        let extraction = Extraction::of_files(existing(&self.args.paths)?, self.args.read.options());
        let (sender, receiver) = crossbeam_channel::bounded::<Result<Vec<Record>, Error>>(WAITING);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let sender = sender;
                let extracted = extraction.each(self.ui, |records| {
                    // Nobody to take them any more: the push has ended, and says why.
                    sender.send(Ok(records)).map_err(|_| Error::Output(io::ErrorKind::BrokenPipe.into()))
                });
                if let Err(error) = extracted {
                    let _ended = sender.send(Err(error));
                }
            });
            let records = receiver.into_iter().flat_map(|records| match records {
                Ok(records) => records.into_iter().map(|record| Ok((record, Vec::new()))).collect(),
                Err(error) => vec![Err(error)],
            });
            self.push(records)
        })
    }
}

/// The statements on standard input, until `stop` is asked for. A line that is none is told, counted in `bad` and passed
/// over.
fn lines<'l>(ui: &'l Ui, bad: &'l AtomicU64, stop: &'l Stop) -> impl Iterator<Item = Statement> + 'l {
    let input = read_lines();
    let mut number = 0_u64;
    std::iter::from_fn(move || {
        loop {
            let line = match next_line(&input, stop)? {
                Ok(line) => line,
                Err(source) => return Some(Err(Error::Input { what: STDIN.to_owned(), source })),
            };
            number += 1;
            let why = match line {
                Line::Bytes(line) if line.trim_ascii().is_empty() => continue,
                Line::Bytes(line) => match engine::read_statement(&line) {
                    Ok(record) => return Some(Ok((record, Vec::new()))),
                    Err(why) => why.to_string(),
                },
                Line::TooLong(bytes) => format!("{bytes} bytes, the limit is {MOST_LINE_BYTES}"),
            };
            if bad.fetch_add(1, Ordering::Relaxed) == 0 {
                ui.hint("hint", "lines are those that `dixit extract --format jsonl` prints");
            }
            ui.say(&format!("skipped -:{number}: no statement: {why}"));
        }
    })
}

/// The lines of standard input, read by a thread of their own: whoever waits for one can be told to stop.
fn read_lines() -> Receiver<io::Result<Line>> {
    let (sender, receiver) = crossbeam_channel::bounded(LINES_WAITING);
    // When nobody takes its lines any more, it may still wait for one: it ends with the process.
    std::thread::spawn(move || {
        for line in Lines::new(BufReader::new(io::stdin()), MOST_LINE_BYTES) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The next line; nothing at the end, or when `stop` is asked for.
fn next_line(lines: &Receiver<io::Result<Line>>, stop: &Stop) -> Option<io::Result<Line>> {
    loop {
        match lines.recv_timeout(BETWEEN_LOOKS) {
            Ok(line) => return Some(line),
            Err(RecvTimeoutError::Timeout) if !stop.is_asked() => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        }
    }
}
