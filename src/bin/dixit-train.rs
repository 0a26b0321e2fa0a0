//! `dixit-train`: makes the data that the extractor was trained to. Users never need it; `docs/model.md` says how it is
//! called.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use dixit::training::{self, gold::Article};

/// Train dixit's extractor
#[derive(Debug, Parser)]
#[command(name = "dixit-train", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Learn attributions from annotated articles, one JSON object a line
    Attribution {
        /// Files of annotated articles; offsets in code points
        #[arg(value_name = "GOLD", required = true)]
        gold: Vec<PathBuf>,
        /// Where the model goes
        #[arg(long, short, value_name = "FILE", default_value = "data/attribution.model")]
        out: PathBuf,
    },
    /// Learn how sure statements are, from annotated articles that the model has not learnt from
    Confidence {
        /// Files of annotated articles; offsets in code points
        #[arg(value_name = "GOLD", required = true)]
        gold: Vec<PathBuf>,
        /// The model
        #[arg(long, value_name = "FILE", default_value = "data/attribution.model")]
        model: PathBuf,
        /// Where the weights go
        #[arg(long, short, value_name = "FILE", default_value = "data/confidence.tsv")]
        out: PathBuf,
    },
    /// Learn classes of words from plain articles
    Words {
        /// Folders of articles, in any format that dixit reads
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// `WordNet`'s sense index, dict/index.sense
        #[arg(long, value_name = "FILE")]
        senses: PathBuf,
        /// Where the table goes
        #[arg(long, short, value_name = "FILE", default_value = "data/words.tsv")]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

fn say(line: &str) {
    // A closed standard error is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Attribution { gold, out } => {
            let articles = articles(&gold)?;
            write(&out, &training::train(&articles, &say))
        }
        Command::Confidence { gold, model, out } => {
            let bytes = std::fs::read(&model).map_err(|error| format!("{}: {error}", model.display()))?;
            let found = training::calibrate(&articles(&gold)?, &bytes)
                .ok_or_else(|| format!("{}: not a model of this version", model.display()))?;
            for (tenth, (count, said, right)) in found.reliability.iter().enumerate() {
                say(&format!("0.{tenth}  {count:5} statements  said {said:5.1} %  right {right:5.1} %"));
            }
            write(&out, found.table.as_bytes())
        }
        Command::Words { paths, senses, out } => {
            let table = training::word_table(&paths, &read(&senses)?, &say).map_err(|error| error.to_string())?;
            write(&out, table.as_bytes())
        }
    }
}

fn articles(gold: &[PathBuf]) -> Result<Vec<Article>, String> {
    let mut articles: Vec<Article> = Vec::new();
    for path in gold {
        for (number, line) in read(path)?.lines().enumerate() {
            let article: Article =
                serde_json::from_str(line).map_err(|error| format!("{}:{}: {error}", path.display(), number + 1))?;
            articles.push(article.in_bytes());
        }
    }
    Ok(articles)
}

fn read(path: &PathBuf) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &PathBuf, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    say(&format!("{}: {} bytes", path.display(), bytes.len()));
    Ok(())
}
