//! `dixit-bench`: makes corpora, compares, counts instructions.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};
use dixit::index::{BuildRequest, Pace, build};
use dixit_bench::Outcome;
use dixit_bench::compare::{self, Options, Part};
use dixit_bench::corpus::Recipe;
use dixit_bench::folder::Fresh;
use dixit_bench::micro::{Micro, PIECES, examples};
use dixit_bench::pairs::quantile;
use dixit_bench::peers::dixit::Dixit;
use dixit_bench::peers::{Peer, Stored, Want};
use dixit_bench::question::questions;
use dixit_bench::serving::{Who, serve};
use dixit_bench::space::{Bytes, space};
use dixit_bench::table::Known;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Compares dixit with itself and with its peers, pair by pair in one run
#[derive(Debug, Parser)]
#[command(name = "dixit-bench")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Make a corpus and print its folder
    Generate {
        /// Articles
        #[arg(long, default_value_t = 10_000)]
        articles: u64,
        #[command(flatten)]
        places: Places,
    },
    /// Compare, and print one table
    Compare {
        /// Articles of each corpus: 10000,100000,1000000
        #[arg(long, value_delimiter = ',', default_value = "10000")]
        articles: Vec<u64>,
        /// These comparisons alone
        #[arg(long, value_delimiter = ',', default_value = "extraction,indexing,loading,asking,cold,scanning")]
        only: Vec<Part>,
        /// Pairs of each comparison
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// The program that is measured
        #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/release/dixit"))]
        dixit: PathBuf,
        /// Print one JSON object a row
        #[arg(long)]
        json: bool,
        /// Fail when a figure is worse than half its bar
        #[arg(long)]
        gate: bool,
        /// With --gate, rows that are known to miss their bar, and the figure that they are held to instead: size-text=3
        #[arg(long, value_name = "ROW=FIGURE", value_delimiter = ',', value_parser = known, requires = "gate")]
        known: Vec<Known>,
        #[command(flatten)]
        places: Places,
    },
    /// Count the instructions of small pieces of work, by valgrind
    Instructions {
        /// These pieces alone
        pieces: Vec<String>,
    },
    /// Print where the bytes of an index go, field by field
    Space {
        /// The index
        index: PathBuf,
    },
    /// Index files in this process, for a profiler
    Index {
        /// The index
        index: PathBuf,
        /// Files and folders
        paths: Vec<PathBuf>,
    },
    /// Ask an index the two hundred questions so many times in this process, for a profiler
    Ask {
        /// The index
        index: PathBuf,
        /// Rounds
        #[arg(default_value_t = 10)]
        times: usize,
        /// Print what each takes: median microseconds with ten hits and facets, of facets alone, the number of hits, the question
        #[arg(long)]
        each: bool,
    },
    /// Serve an index to a load tool: `/ask/0` to `/ask/199` are the two hundred questions
    Serve {
        /// The index
        index: PathBuf,
        /// Who answers
        #[arg(long, value_enum, default_value = "dixit")]
        peer: Who,
        /// Where
        #[arg(long, default_value = "127.0.0.1:8601")]
        listen: SocketAddr,
    },
    /// Do a piece of work so many times (what `instructions` counts)
    #[command(hide = true)]
    Once { index: PathBuf, piece: String, times: u32 },
}

#[derive(Debug, clap::Args)]
struct Places {
    /// Files and folders of real articles to make corpora of [default: those of ../shared, else the project's examples]
    #[arg(long)]
    from: Vec<PathBuf>,
    /// Another seed gives other articles
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where corpora and indexes lie
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench"))]
    work: PathBuf,
}

/// What corpora are made of where it is there, below the folder beside the project.
const SHARED: [&str; 5] =
    ["corpus/allsides", "corpus/basil", "corpus/isot", "corpus/russian", "gold/polnear/train.jsonl"];

impl Places {
    fn recipe(&self) -> Recipe {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
        let from = match (self.from.as_slice(), shared.is_dir()) {
            ([], true) => SHARED.iter().map(|part| shared.join(part)).collect(),
            ([], false) => vec![examples()],
            (given, _) => given.to_vec(),
        };
        Recipe { from, seed: self.seed }
    }
}

/// A row that is known to miss its bar, as an argument.
fn known(argument: &str) -> Result<Known, String> {
    let read = argument.split_once('=').and_then(|(row, figure)| Some((row, figure.parse().ok()?)));
    let (row, figure) = read.ok_or("a row and a figure, as in size-text=3")?;
    Ok(Known { row: row.to_owned(), figure })
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(task: &Task) -> Outcome<ExitCode> {
    let mut out = std::io::stdout().lock();
    match task {
        Task::Generate { articles, places } => {
            std::fs::create_dir_all(&places.work)?;
            let corpus = places.recipe().corpus(&places.work, *articles)?;
            let megabytes = corpus.facts.text_bytes as f64 / 1e6;
            writeln!(out, "{}", corpus.folder.display())?;
            eprintln!("{} articles, {megabytes:.1} MB of text", corpus.facts.articles);
        }
        Task::Compare { articles, only, rounds, dixit, json, gate, known, places } => {
            let table = compare::run(&Options {
                articles: articles.clone(),
                parts: only.clone(),
                rounds: *rounds,
                recipe: places.recipe(),
                work: places.work.clone(),
                dixit: dixit.clone(),
                scripts: Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts"),
            })?;
            out.write_all(if *json { table.json()? } else { table.text() }.as_bytes())?;
            let far_off = table.far_off(known);
            if *gate && !far_off.is_empty() {
                eprintln!("worse than half the bar, or than what is known: {}", far_off.join(", "));
                return Ok(ExitCode::FAILURE);
            }
        }
        Task::Instructions { pieces } => {
            let place = Fresh::new(&std::env::temp_dir(), &format!("dixit-counted-{}", std::process::id()))?;
            Micro::index(&examples(), place.path())?;
            let all: Vec<String> = PIECES.iter().map(ToString::to_string).collect();
            for piece in if pieces.is_empty() { &all } else { pieces } {
                // What it takes to get ready is in both.
                let (once, more) =
                    (instructions(place.path(), piece, 1)?, instructions(place.path(), piece, 1 + COUNTED)?);
                writeln!(out, "{piece}\t{}", more.saturating_sub(once) / u64::from(COUNTED))?;
            }
        }
        Task::Space { index } => {
            writeln!(out, "field\tall\tdictionary\tpostings\tpositions\tcolumns\tnorms\tstore")?;
            for (field, bytes) in space(index)? {
                let Bytes { dictionary, postings, positions, columns, norms, store } = bytes;
                let all = bytes.total();
                writeln!(out, "{field}\t{all}\t{dictionary}\t{postings}\t{positions}\t{columns}\t{norms}\t{store}")?;
            }
        }
        Task::Index { index, paths } => {
            let request = BuildRequest { roots: paths.clone(), ..BuildRequest::default() };
            let report = build(index, &request, &|_| Pace::GoOn)?;
            writeln!(out, "{} articles, {} statements", report.articles, report.statements)?;
        }
        Task::Ask { index, times, each } => {
            let questions = questions(&Stored::open(index)?, 1)?;
            let mut dixit = Dixit::open(index)?;
            if *each {
                for question in &questions {
                    let total = dixit.ask(question, Want::All)?.total;
                    let all = median_micros(*times, || dixit.ask(question, Want::All))?;
                    let counts = median_micros(*times, || dixit.ask(question, Want::Counts))?;
                    writeln!(out, "{all:9.0} {counts:9.0} {total:9}  {:?} {}", question.counted, question.typed())?;
                }
                return Ok(ExitCode::SUCCESS);
            }
            for question in std::iter::repeat_n(&questions, *times).flatten() {
                std::hint::black_box(dixit.ask(question, Want::All)?);
            }
        }
        Task::Serve { index, peer, listen } => serve(index, *peer, *listen)?,
        Task::Once { index, piece, times } => {
            let micro = Micro::open(&examples(), index)?;
            for _ in 0..*times {
                std::hint::black_box(micro.run(piece)?);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What the middle one of so many runs takes, in microseconds.
fn median_micros<T>(times: usize, mut run: impl FnMut() -> Outcome<T>) -> Outcome<f64> {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let begun = std::time::Instant::now();
        std::hint::black_box(run()?);
        took.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    took.sort_by(f64::total_cmp);
    Ok(quantile(&took, 0.5))
}

/// Times that a piece is counted.
const COUNTED: u32 = 5;

/// Instructions of a piece of work, done so many times in a process of its own.
fn instructions(index: &Path, piece: &str, times: u32) -> Outcome<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .arg("once")
        .arg(index)
        .args([piece, &times.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be run: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let collected = told.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    Ok(collected.ok_or_else(|| format!("valgrind says no number of instructions: {told}"))?)
}
